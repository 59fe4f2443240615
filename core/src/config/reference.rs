//! The tables of `docs/configuration.md`.

use super::kind::Kind;
use super::options::ALL;
use super::setting::{CommandLine, Group, InFile, Setting};

/// A section for each group: its heading and its options, a line each.
pub fn reference() -> String {
    let section = |group: &Group| {
        let rows = ALL.iter().filter(|setting| setting.group == *group).map(|setting| row(setting));
        let head = "| option | what | default | variables | in `cincture.yaml` |\n|---|---|---|---|---|\n";
        format!("### {}\n\n{head}{}", group.title(), rows.collect::<String>())
    };
    Group::ALL.iter().map(section).collect::<Vec<_>>().join("\n")
}

fn row(setting: &Setting) -> String {
    let short = match setting.command_line {
        CommandLine::Short(letter) => format!(", `-{letter}`"),
        CommandLine::Argument => ", without a flag".to_owned(),
        CommandLine::Never => ", no flag".to_owned(),
        CommandLine::Flag => String::new(),
    };
    let foreign = setting.variables.iter().map(|variable| variable.name().to_owned());
    let variables = [setting.variable()].into_iter().chain(foreign).map(|name| format!("`{name}`"));
    format!(
        "| `{}`{short} | {}{} | {} | {} | {} |\n",
        setting.name,
        setting.help.replace('|', "\\|"),
        words(setting.kind),
        setting.default.map_or_else(|| "-".to_owned(), |default| format!("`{default}`")),
        variables.collect::<Vec<_>>().join(", "),
        in_file(setting.in_file),
    )
}

fn words(kind: Kind) -> String {
    match kind {
        Kind::Choice(choices) => {
            let names: Vec<String> = choices.iter().map(|choice| format!("`{}`", choice.name)).collect();
            format!(": {}", names.join(", "))
        }
        Kind::Number { least, most } => format!(" ({least} to {most})"),
        _ => String::new(),
    }
}

fn in_file(in_file: InFile) -> String {
    match in_file {
        InFile::Yes => "yes".into(),
        InFile::Below => "a path below the working directory, or what is no path".into(),
        InFile::InCluster => "`k8s://` only".into(),
        InFile::Never(why) => format!("no: {why}"),
    }
}

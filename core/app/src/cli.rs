//! The command line.

pub(crate) mod access;
pub(crate) mod ci;
pub(crate) mod doctor;
pub(crate) mod dropin;
pub(crate) mod explain;
pub(crate) mod gate;
pub(crate) mod generate;
pub(crate) mod look;
pub(crate) mod man;
pub(crate) mod migrate;
pub(crate) mod options;
pub(crate) mod profile;
pub(crate) mod report;
pub(crate) mod scan;
pub(crate) mod shell;
pub(crate) mod show_config;
pub(crate) mod simulate;
pub(crate) mod threshold;

use cincture_core::config::{Color, Kind, Value};
use clap::{Args, Parser, Subcommand, ValueEnum, builder::styling};

const STYLES: styling::Styles = styling::Styles::styled()
    .header(styling::AnsiColor::Green.on_default().bold())
    .usage(styling::AnsiColor::Green.on_default().bold())
    .literal(styling::AnsiColor::Cyan.on_default().bold())
    .placeholder(styling::AnsiColor::Cyan.on_default());

/// Compliance gates for running Kubernetes containers.
#[derive(Debug, Parser)]
#[command(name = "cincture", version, styles = STYLES, max_term_width = 100, arg_required_else_help = true)]
#[command(after_help = "Exit status: 0 pass, 1 Cincture or its surroundings failed, 2 usage or invalid input,\n\
    3 threshold breached, 4 incomplete (something that was asked for was not checked).")]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Run a profile against a container and hold the result against a threshold
    Scan(Box<scan::ScanArgs>),
    /// Scan in a step of a CI pipeline, and tell its platform in the platform's own language what came of it
    Ci(Box<ci::CiArgs>),
    /// Print what a CI platform would be told of results that are there already
    Simulate(Box<simulate::SimulateArgs>),
    /// Hold results that are there already against a threshold
    Gate(Box<gate::GateArgs>),
    /// Write reports of results that are there already
    Report(Box<report::ReportArgs>),
    /// Count how many controls have which status and severity
    Summary(look::SummaryArgs),
    /// Compare two runs: what became worse, better, new or gone
    Diff(look::DiffArgs),
    /// Say everything about one control: what it found, what ran for it, what it breaks, what is to be done
    Explain(Box<explain::ExplainArgs>),
    /// Thresholds: one made of results, and what one asks for in words
    #[command(subcommand)]
    Threshold(threshold::ThresholdCommand),
    /// Ask a target by hand: a prompt with the words and resources of profiles
    Shell(Box<shell::ShellArgs>),
    /// Short-lived access to pods: who may make it, making it for other tools, removing what is left of it
    Access(access::AccessArgs),
    /// Profiles: what they say of themselves, what is wrong with them, and a new one to begin with
    #[command(subcommand)]
    Profile(profile::ProfileCommand),
    /// Rewrite a pipeline that uses cinc-auditor, SAF and jq: its replacement as a diff
    Migrate(migrate::MigrateArgs),
    /// Write the pipeline of a CI platform, from a template
    Generate(Box<generate::GenerateArgs>),
    /// Print every option with its value and where that comes from
    ShowConfig(Box<show_config::ShowConfigArgs>),
    /// Look at everything that a scan would need, and say what stands in its way
    Doctor(Box<doctor::DoctorArgs>),
    /// Print a page of the manual, or write all of them
    Man(man::ManArgs),
    /// As cinc-auditor and inspec have it: a scan, which it prints in Cincture's own words
    #[command(hide = true)]
    Exec(Box<dropin::ExecArgs>),
    /// As SAF has it: the gate, which it prints in Cincture's own words
    #[command(hide = true)]
    Validate(dropin::ValidateArgs),
    /// As the script of the same name: a scan, which it prints in Cincture's own words
    #[command(hide = true)]
    ScanContainer(dropin::ScanContainerArgs),
    /// Print a completion script for a shell
    Completions(CompletionsArgs),
}

/// How something is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people
    Text,
    /// For programs
    Json,
}

/// When to colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ColorChoice {
    /// On a terminal
    Auto,
    /// Also in a file or a pipe
    Always,
    /// Nowhere
    Never,
}

impl From<ColorChoice> for Color {
    fn from(choice: ColorChoice) -> Self {
        match choice {
            ColorChoice::Auto => Self::Auto,
            ColorChoice::Always => Self::Always,
            ColorChoice::Never => Self::Never,
        }
    }
}

#[derive(Debug, Args)]
#[command(after_help = "Example:\n  cincture completions bash > /etc/bash_completion.d/cincture\n\n\
    Exit status: 0 printed, 1 nobody reads it.")]
pub(crate) struct CompletionsArgs {
    /// Which shell
    #[arg(value_enum)]
    pub(crate) shell: clap_complete::Shell,
}

/// A time, by the rules of the table of options.
fn duration(text: &str) -> Result<std::time::Duration, String> {
    match Kind::Time.parse(text)? {
        Value::Time(time) => Ok(time),
        _ => Err("a time is expected".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    /// The commands of documents and of help texts: lines that begin with the program's name.
    fn examples() -> Vec<String> {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let documents = std::fs::read_dir(root.join("docs")).unwrap().map(|file| file.unwrap().path());
        let texts = documents.chain([root.join("README.md")]).map(|path| std::fs::read_to_string(path).unwrap());
        let mut text = texts.collect::<Vec<_>>().join("\n");
        let mut commands = vec![Cli::command()];
        while let Some(mut command) = commands.pop() {
            commands.extend(command.get_subcommands().cloned());
            text += &command.render_long_help().to_string();
        }
        // In a shell as it is, in a pipeline an item of a list or the value of a key.
        let before = ["$ ", "- ", "run: ", "command: "];
        let bare = |line: &'_ str| {
            before.iter().fold(line.trim_start(), |line, word| line.trim_start_matches(word)).to_owned()
        };
        let lines = text.lines().map(bare);
        lines.filter(|line| line.starts_with("cincture ")).collect()
    }

    /// Commands that have none below them.
    fn leaves(command: &clap::Command) -> Vec<clap::Command> {
        match command.get_subcommands().next() {
            None => vec![command.clone()],
            Some(_) => command.get_subcommands().flat_map(leaves).collect(),
        }
    }

    #[test]
    fn each_command_has_an_example_and_says_how_it_ends() {
        let leaves = leaves(&Cli::command());
        assert!(leaves.len() > 15);
        for mut command in leaves {
            let help = command.render_long_help().to_string();
            assert!(help.contains("\n    cincture ") || help.contains("\n  cincture "), "no example in\n{help}");
            assert!(help.contains("Exit status: 0 "), "no exit status in\n{help}");
        }
    }

    /// The words of a line, up to where a shell would send the output elsewhere or go on.
    pub(super) fn words(line: &str) -> Vec<String> {
        let line = [" | ", " || ", " > ", " < "].iter().fold(line, |line, end| line.split(end).next().unwrap());
        let (mut words, mut quote) = (vec![String::new()], None);
        for c in line.chars() {
            match (quote, c) {
                (Some(open), _) if c == open => quote = None,
                (None, '\'' | '"') => quote = Some(c),
                (None, ' ') => words.push(String::new()),
                _ => words.last_mut().unwrap().push(c),
            }
        }
        words.into_iter().map(|word| if word == "LEASE" { "0".repeat(32) } else { word }).collect()
    }

    #[test]
    fn each_example_in_the_documents_and_the_help_is_understood() {
        let examples = examples();
        assert!(examples.len() > 30, "{examples:?}");
        for line in examples {
            if let Err(e) = Cli::try_parse_from(words(&line)) {
                panic!("{line}\n{e}");
            }
        }
    }
}

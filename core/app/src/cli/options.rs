//! Flags made from the table of options: `scan`, and the commands that look at how it would be configured.

use cincture_core::config::{CommandLine, Given, Kind, Layer, Origin, Setting, Value, options};
use clap::builder::{PossibleValue, PossibleValuesParser, ValueParser};
use clap::error::ErrorKind;
use clap::parser::ValueSource;
use clap::{Arg, ArgAction, ArgMatches, Args, Command, Error, FromArgMatches, ValueHint};

/// A shorter spelling of `--format json`.
const JSON: &str = "json";

/// What the command line says of the options.
#[derive(Debug)]
pub(crate) struct OptionArgs {
    pub(crate) flags: Layer,
}

impl Args for OptionArgs {
    fn augment_args(command: Command) -> Command {
        let short = Arg::new(JSON)
            .long(JSON)
            .action(ArgAction::SetTrue)
            .conflicts_with(options::FORMAT.name)
            .help("The same as --format json")
            .help_heading(options::FORMAT.group.title());
        let flags = options::ALL.iter().filter(|setting| setting.command_line != CommandLine::Never);
        command.args(flags.map(|setting| arg(setting))).arg(short)
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for OptionArgs {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        let mut flags = Layer::default();
        for setting in options::ALL.iter().filter(|setting| setting.command_line != CommandLine::Never) {
            if matches.value_source(setting.name) == Some(ValueSource::CommandLine) {
                let texts: Vec<String> = matches.get_many(setting.name).into_iter().flatten().cloned().collect();
                let value = value(setting, texts).map_err(|why| Error::raw(ErrorKind::ValueValidation, why))?;
                flags.push(Given { setting, value, origin: Origin::Flag(setting.spelling()) });
            }
        }
        if matches.get_flag(JSON) {
            let origin = Origin::Flag(format!("--{JSON}"));
            flags.push(Given { setting: &options::FORMAT, value: Value::Text(JSON.into()), origin });
        }
        Ok(Self { flags })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

/// An empty text stays one: who writes `--profile "$PROFILE"` is not to get another profile where the variable is empty.
fn value(setting: &Setting, mut texts: Vec<String>) -> Result<Value, String> {
    match (setting.kind.several(), texts.pop()) {
        (true, last) => Ok(Value::List(texts.into_iter().chain(last).collect())),
        (false, last) => setting.kind.parse(&last.unwrap_or_default()),
    }
}

fn arg(setting: &'static Setting) -> Arg {
    let arg = Arg::new(setting.name)
        .value_name(setting.placeholder)
        .help(setting.help)
        .help_heading(setting.group.title())
        .value_parser(parser(setting.kind))
        .value_hint(hint(setting.kind));
    let arg = match setting.command_line {
        CommandLine::Short(letter) => arg.long(setting.name).short(letter),
        CommandLine::Flag => arg.long(setting.name),
        CommandLine::Argument | CommandLine::Never => arg.help_heading("Arguments"),
    };
    let arg = match setting.default {
        Some(default) => arg.default_value(default),
        None => arg,
    };
    match setting.kind {
        // `--quiet` alone says yes; `--quiet=false` takes back what a weaker layer says.
        Kind::Bool => arg.num_args(0..=1).require_equals(true).default_missing_value("true").hide_default_value(true),
        kind if kind.several() => arg.action(ArgAction::Append),
        _ => arg,
    }
}

/// Tells what is wrong as clap tells it, by the same rules as in each other layer.
fn parser(kind: Kind) -> ValueParser {
    match kind {
        Kind::Choice(choices) => {
            let words = choices.iter().map(|choice| PossibleValue::new(choice.name).help(choice.help));
            PossibleValuesParser::new(words).into()
        }
        _ => ValueParser::new(move |text: &str| kind.parse(text).map(|_| text.to_owned())),
    }
}

fn hint(kind: Kind) -> ValueHint {
    match kind {
        Kind::Path | Kind::Paths => ValueHint::AnyPath,
        _ => ValueHint::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        options: OptionArgs,
    }

    fn said(arguments: &[&str]) -> Vec<String> {
        let line = Line::try_parse_from(["x"].iter().chain(arguments)).unwrap();
        line.options.flags.given().iter().map(|g| format!("{}={} {}", g.setting.name, g.value, g.origin)).collect()
    }

    #[test]
    fn only_what_was_written_is_in_the_layer() {
        assert!(said(&[]).is_empty());
        assert_eq!(
            said(&["local://", "-p", "a", "--profile", "b,c", "--quiet", "--timeout", "90", "--json"]),
            [
                "target=local:// TARGET",
                "profile=a, b,c --profile",
                "timeout=90s --timeout",
                "quiet=true --quiet",
                "format=json --json",
            ]
        );
        assert_eq!(said(&["--quiet=false", "--threshold", ""]), ["threshold= --threshold", "quiet=false --quiet"]);
    }

    #[test]
    fn each_option_that_has_a_flag_is_in_the_help_with_its_default() {
        let help = <Line as clap::CommandFactory>::command().term_width(0).render_long_help().to_string();
        for setting in options::ALL.iter().filter(|setting| setting.command_line != CommandLine::Never) {
            let name = match setting.command_line {
                CommandLine::Argument => format!("[{}]", setting.placeholder),
                _ => format!("--{}", setting.name),
            };
            assert!(help.contains(&name) && help.contains(setting.help), "{name}\n{help}");
            if let Some(default) = setting.default.filter(|_| setting.kind != Kind::Bool) {
                assert!(help.contains(&format!("[default: {default}]")), "{name}");
            }
        }
        assert!(!help.contains(options::KUBECONFIG_CONTENT.name));
    }

    #[test]
    fn a_secret_has_no_flag_and_wrong_values_are_refused() {
        for wrong in [
            vec!["--kubeconfig-content", "x"],
            vec!["--timeout", "soon"],
            vec!["--memory", "1"],
            vec!["--engine", "none"],
            vec!["--json", "--format", "text"],
            vec!["--quiet=perhaps"],
        ] {
            assert!(Line::try_parse_from(["x"].iter().chain(&wrong)).is_err(), "{wrong:?}");
        }
    }
}

//! Inputs of a step as arguments of `ci`: what is on the command line beats them.

use cincture_core::platform::StepInput;
use cincture_core::problem::{Code, Problem};
use clap::parser::ValueSource;
use clap::{Arg, ArgAction, ArgMatches, Command, CommandFactory as _, Parser as _};

use crate::cli::ci::CiArgs;
use crate::cli::{self, Cli};

/// The arguments of `ci` with `inputs`, and a warning for each that means nothing.
///
/// # Errors
/// [`Code::Usage`]: a value that its option does not take.
pub(crate) fn resolve(arguments: &[String], inputs: &[StepInput]) -> Result<(CiArgs, Vec<String>), Problem> {
    let command = Cli::command();
    let matches = command.clone().try_get_matches_from(arguments).map_err(|e| refused(&e, ""))?;
    let (Some(ci), Some(given)) = (command.find_subcommand("ci"), matches.subcommand_matches("ci")) else {
        return Err(Problem::new(Code::Usage, "the step cannot be run", "the command is not ci", "use `cincture ci`"));
    };
    let (mut more, mut target, mut warnings) = (Vec::new(), Vec::new(), Vec::new());
    for input in inputs {
        match option(ci, &input.name) {
            None => warnings.push(format!("{} means nothing: no option is called {:?}", input.origin, input.name)),
            Some(arg) if is_given(given, arg) => {}
            Some(arg) if arg.is_positional() => target = vec!["--".to_owned(), input.value.clone()],
            Some(arg) => more.extend(flags(arg, input)?),
        }
    }
    let origins: Vec<&str> = inputs.iter().map(|input| input.origin.as_str()).collect();
    // Before what was given, which may end with `--` and the target.
    let (program, rest) = arguments.split_at(arguments.len().min(2));
    let all = [program, &more, rest, &target].concat();
    match Cli::try_parse_from(all).map_err(|e| refused(&e, &origins.join(", ")))?.command {
        cli::Command::Ci(args) => Ok((*args, warnings)),
        _ => Err(Problem::new(Code::Usage, "the step cannot be run", "the command is not ci", "use `cincture ci`")),
    }
}

fn option<'a>(command: &'a Command, name: &str) -> Option<&'a Arg> {
    let named = |arg: &&Arg| arg.get_long().unwrap_or_else(|| arg.get_id().as_str()) == name;
    command.get_arguments().find(named)
}

fn is_given(matches: &ArgMatches, arg: &Arg) -> bool {
    matches.value_source(arg.get_id().as_str()) == Some(ValueSource::CommandLine)
}

fn flags(arg: &Arg, input: &StepInput) -> Result<Vec<String>, Problem> {
    let flag = format!("--{}", input.name);
    match arg.get_action() {
        ArgAction::SetTrue => match input.value.to_ascii_lowercase().as_str() {
            "true" => Ok(vec![flag]),
            "false" => Ok(Vec::new()),
            _ => {
                let why = format!("{:?} is neither true nor false", input.value);
                Err(Problem::new(Code::Usage, "an input of the step cannot be understood", why, "write true or false")
                    .at(&input.origin))
            }
        },
        ArgAction::Append => {
            let lines = input.value.lines().map(str::trim).filter(|line| !line.is_empty());
            Ok(lines.map(|line| format!("{flag}={line}")).collect())
        }
        _ => Ok(vec![format!("{flag}={}", input.value)]),
    }
}

fn refused(error: &clap::Error, origins: &str) -> Problem {
    let why = error.to_string();
    let why = why.trim_start_matches("error: ").lines().take_while(|line| !line.is_empty());
    let why = why.collect::<Vec<_>>().join("\n");
    Problem::new(
        Code::Usage,
        "an input of the step cannot be understood",
        why,
        "`cincture ci --help` lists the options",
    )
    .at(origins)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resolved(arguments: &[&str], inputs: &[(&str, &str)]) -> Result<(CiArgs, Vec<String>), Problem> {
        let arguments: Vec<String> = ["cincture", "ci"].iter().chain(arguments).map(|a| (*a).to_owned()).collect();
        let input = |(name, value): &(&str, &str)| StepInput {
            name: (*name).to_owned(),
            value: (*value).to_owned(),
            origin: format!("INPUT_{}", name.to_uppercase()),
        };
        resolve(&arguments, &inputs.iter().map(input).collect::<Vec<_>>())
    }

    #[test]
    fn inputs_are_options_and_the_command_line_beats_them() {
        let inputs = [
            ("target", "k8s://shop/web"),
            ("threshold", "strict"),
            ("profile", "./a\n\n  ./b\n"),
            ("quiet", "TRUE"),
            ("json", "false"),
            ("input", "-x=--y"),
        ];
        let (args, warnings) = resolved(&[], &inputs).unwrap();
        assert_eq!(args.scan.target.as_deref(), Some("k8s://shop/web"));
        assert_eq!(args.scan.threshold, "strict");
        assert_eq!(args.scan.profiles, ["./a", "./b"]);
        assert_eq!(args.scan.inputs, ["-x=--y"]);
        assert!(args.scan.quiet && !args.scan.json && warnings.is_empty());
        let (args, _) = resolved(&["--profile", "./c", "--threshold=none", "--", "local://"], &inputs).unwrap();
        assert_eq!(args.scan.target.as_deref(), Some("local://"));
        assert_eq!((args.scan.threshold.as_str(), args.scan.profiles), ("none", vec!["./c".to_owned()]));
    }

    #[test]
    fn an_input_can_be_nothing_but_the_value_of_its_option() {
        let (args, _) = resolved(&[], &[("target", "--json"), ("threshold", "--quiet --json")]).unwrap();
        assert_eq!(args.scan.target.as_deref(), Some("--json"));
        assert_eq!(args.scan.threshold, "--quiet --json");
        assert!(!args.scan.json && !args.scan.quiet);
    }

    #[test]
    fn what_no_option_takes_is_refused_and_an_unknown_name_is_told() {
        let problem = resolved(&[], &[("timeout", "soon")]).unwrap_err();
        assert_eq!((problem.code, problem.place.as_str()), (Code::Usage, "INPUT_TIMEOUT"));
        assert!(problem.why.contains("soon"), "{problem:?}");
        assert_eq!(resolved(&[], &[("quiet", "maybe")]).unwrap_err().place, "INPUT_QUIET");
        let (_, warnings) = resolved(&[], &[("treshold", "strict")]).unwrap();
        assert_eq!(warnings, ["INPUT_TRESHOLD means nothing: no option is called \"treshold\""]);
    }
}

//! The command line of `migrate`.

use std::path::PathBuf;

use clap::Args;

const EXAMPLES: &str = "Examples:
  What would become of a pipeline:
    cincture migrate .github/workflows/scan.yml
  As a patch:
    cincture migrate Jenkinsfile | git apply
  At once:
    cincture migrate .gitlab-ci.yml --write

Exit status: 0 everything that was found was translated, 2 the file cannot be read, 4 something is left that a person has to
look at; the diff is printed all the same, and standard error names each line.";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct MigrateArgs {
    /// The pipeline: a GitHub workflow, .gitlab-ci.yml, Jenkinsfile, .circleci/config.yml, azure-pipelines.yml, buildspec.yml,
    /// bamboo.yml or a shell script; - is standard input
    pub(crate) file: PathBuf,

    /// Change the file, too
    #[arg(long)]
    pub(crate) write: bool,
}

#[cfg(test)]
mod tests {
    use cincture_core::migrate;
    use clap::{CommandFactory as _, Parser as _};

    use super::super::Cli;
    use super::super::tests::words;

    /// The command of an edit as one line, with a value for each variable.
    fn line(edit: &str) -> String {
        let edit = edit.replace("\\\"", "\"");
        let lines = edit.lines().map(|line| line.trim().trim_end_matches('\\').trim_end());
        lines.collect::<Vec<_>>().join(" ").trim_start_matches("! ").replace("$SCORE", "75")
    }

    #[test]
    fn each_command_that_a_pipeline_gets_is_understood() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/pipelines");
        let mut understood = 0;
        for file in std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()) {
            let text = std::fs::read_to_string(&file).unwrap();
            for edit in migrate::migrate(&file.display().to_string(), &text).edits {
                let line = line(&edit.text);
                let verb = line.split(' ').nth(1).unwrap();
                assert!(["scan", "gate", "report", "summary"].contains(&verb), "{line}");
                if Cli::command().find_subcommand(verb).is_none() {
                    continue;
                }
                if let Err(e) = Cli::try_parse_from(words(&line)) {
                    panic!("{}: {line}\n{e}", file.display());
                }
                understood += 1;
            }
        }
        assert!(understood > 10, "{understood}");
    }
}

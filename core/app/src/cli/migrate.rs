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

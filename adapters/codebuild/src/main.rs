//! `cincture` with AWS CodeBuild and CodePipeline as its only platform: a doorstep.

fn main() -> std::process::ExitCode {
    cincture_app::doorstep(&[&cincture_codebuild::CodeBuild])
}

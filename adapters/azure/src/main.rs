//! `cincture` with Azure Pipelines as its only platform: a doorstep.

fn main() -> std::process::ExitCode {
    cincture_app::doorstep(&[&cincture_azure::Azure])
}

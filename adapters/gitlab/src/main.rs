//! `cincture` with GitLab CI as its only platform: a doorstep.

fn main() -> std::process::ExitCode {
    cincture_app::doorstep(&[&cincture_gitlab::GitLab])
}

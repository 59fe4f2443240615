//! `cincture` with CircleCI as its only platform: a doorstep.

fn main() -> std::process::ExitCode {
    cincture_app::doorstep(&[&cincture_circleci::CircleCi])
}

//! `cincture` with Spinnaker as its only platform: a doorstep.

fn main() -> std::process::ExitCode {
    cincture_app::doorstep(&[&cincture_spinnaker::Spinnaker])
}

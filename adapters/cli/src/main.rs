//! The `cincture` program: a doorstep.

use std::process::ExitCode;

use cincture_core::platform::Platform;

/// The innermost first: what is asked later may be what hosts those before.
const PLATFORMS: [&dyn Platform; 10] = [
    &cincture_github::GitHub,
    &cincture_gitlab::GitLab,
    &cincture_azure::Azure,
    &cincture_circleci::CircleCi,
    &cincture_teamcity::TeamCity,
    &cincture_bamboo::Bamboo,
    &cincture_jenkins::Jenkins,
    &cincture_codebuild::CodeBuild,
    &cincture_spinnaker::Spinnaker,
    &cincture_script::Script,
];

fn main() -> ExitCode {
    cincture_app::doorstep(&PLATFORMS)
}

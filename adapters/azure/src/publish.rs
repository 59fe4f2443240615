//! What the agent takes of the files: the summary, the tests, and artifacts.

use cincture_core::env::Env;
use cincture_core::platform::Finished;
use cincture_core::report::Format;
use cincture_core::untrusted::one_line;

use crate::output::command;

/// `restricted` where the step has `target: {commands: restricted}`: the agent then takes none of these commands, and says so
/// in a warning for each.
pub(crate) const COMMANDS: &str = "CINCTURE_AZURE_COMMANDS";
/// The artifact with the reports; jobs that run beside each other need one each.
pub(crate) const ARTIFACT: &str = "CINCTURE_AZURE_ARTIFACT";
/// Its name where none is given.
const RESULTS: &str = "cincture-results";
/// The artifact in which the extension *SARIF SAST Scans Tab* looks for files.
const SARIF: &str = "CodeAnalysisLogs";

/// The commands, and a line for each that there cannot be.
pub(crate) fn of(env: &Env, done: &Finished<'_>) -> String {
    match env.get(COMMANDS) {
        None | Some("all") => published(env, done),
        Some("restricted") => {
            "commands are restricted: publish the files by tasks (PublishTestResults@2, PublishPipelineArtifact@1)\n"
                .to_owned()
        }
        Some(other) => {
            let other = one_line(other);
            format!("{COMMANDS} is neither all nor restricted but {other}: nothing is published\n")
        }
    }
}

fn published(env: &Env, done: &Finished<'_>) -> String {
    let mut text = String::new();
    if let Some(path) = file(done, Format::Markdown) {
        text.push_str(&command("task.uploadsummary", &[], path));
    }
    if let Some(path) = file(done, Format::Junit) {
        text.push_str(&tests(path));
    }
    if takes_artifacts(env) {
        text.push_str(&artifacts(env, done));
    } else if !done.files.is_empty() {
        text.push_str("no artifact is made: this job is none of a build\n");
    }
    text
}

/// The path of the first file of `format`, where it is text.
fn file<'a>(done: &Finished<'a>, format: Format) -> Option<&'a str> {
    done.files.iter().find(|(of, _)| *of == format).and_then(|(_, path)| path.to_str())
}

/// The agent parts the files at commas. Failed tests do not fail the step: its exit status says what came of it.
fn tests(path: &str) -> String {
    if path.contains(',') {
        return "no tests are published: there is a comma in the path of junit.xml\n".to_owned();
    }
    let properties = [
        ("type", "JUnit"),
        ("mergeResults", "true"),
        ("runTitle", "Cincture"),
        ("publishRunAttachments", "true"),
        ("resultFiles", path),
        ("failTaskOnFailedTests", "false"),
    ];
    command("results.publish", &properties, "")
}

/// Whether the agent knows where to put one; where it does not, the command is an error that fails the step.
fn takes_artifacts(env: &Env) -> bool {
    env.get("SYSTEM_HOSTTYPE") == Some("build") && env.get("BUILD_CONTAINERID").is_some()
}

/// Each file by itself: the folder may be one that has other things, too. What not everybody may see stays here.
fn artifacts(env: &Env, done: &Finished<'_>) -> String {
    let name = env.get(ARTIFACT).unwrap_or(RESULTS);
    let formats = Format::ALL.into_iter().filter(|format| !format.is_private());
    let reports = formats.filter_map(|format| file(done, format)).map(|path| upload(name, path));
    let sarif = file(done, Format::Sarif).map(|path| upload(SARIF, path));
    reports.chain(sarif).collect()
}

fn upload(artifact: &str, path: &str) -> String {
    command("artifact.upload", &[("containerfolder", artifact), ("artifactname", artifact)], path)
}

//! Azure Pipelines: what its agent reads of our output, by the rules of `Command.cs`, and Azure's own library as the judge of our
//! grammar.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command as Process;

use cincture_azure::Azure;
use cincture_azure::output::command;
use cincture_core::env::Env;
use cincture_core::platform::Platform as _;
use cincture_core::report::{Format, Input};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::{Told, azure_task, hostile_run, told};

/// A command as the agent understands it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Command {
    pub(super) name: String,
    properties: BTreeMap<String, String>,
    pub(super) data: String,
}

impl Command {
    /// That of a line, wherever it stands in it. Stricter than the agent, which wants a name that it has: each is one.
    fn of(line: &str) -> Option<Self> {
        let (_, rest) = line.to_ascii_lowercase().find("##vso[").map(|at| line.split_at(at + "##vso[".len()))?;
        let (info, data) = rest.split_once(']')?;
        let (name, properties) = info.split_once(' ').unwrap_or((info, ""));
        let pairs = properties.split(';').filter_map(|pair| pair.trim().split_once('='));
        let properties = pairs.map(|(key, value)| (key.to_owned(), unescaped(value))).collect();
        Some(Self { name: name.to_owned(), properties, data: unescaped(data) })
    }

    pub(super) fn property(&self, name: &str) -> &str {
        self.properties.get(name).map(String::as_str).unwrap_or_default()
    }
}

fn unescaped(text: &str) -> String {
    let escapes = [("%3B", ";"), ("%0D", "\r"), ("%0A", "\n"), ("%5D", "]"), ("%AZP25", "%")];
    escapes.iter().fold(text.to_owned(), |text, (escape, meant)| text.replace(escape, meant))
}

/// The agent reads lines as .NET does.
pub(super) fn commands(output: &str) -> Vec<Command> {
    output.split(['\r', '\n']).filter_map(Command::of).collect()
}

const SECRET: (&str, &str) = ("KUBECONFIG_CONTENT", "users: [{user: {token: s3cr3t-t0k3n}}]");

/// What the agent is told in a job of the example, with a secret.
fn told_of(input: &Input, out: &str, more: &[(&str, &str)]) -> Told {
    let variables = Azure.example().env();
    let variables = variables.names().map(|name| (name.to_owned(), variables.get(name).unwrap().to_owned()));
    let more = more.iter().chain(&[SECRET]).map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    let env: Env = variables.chain(more).collect();
    let files = [Format::Results, Format::Junit, Format::Sarif, Format::Markdown, Format::Commands];
    let files = files.map(|format| (format, Path::new(out).join(format.file_name())));
    told(&Azure, &env, input, &files)
}

fn hostile() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        any::<String>(),
        Just("##vso[task.complete result=Succeeded;]done".to_owned()),
        Just("\n##VSO[task.setvariable variable=PATH]/tmp\n".to_owned()),
        Just("##[section]x".to_owned()),
        Just("\r##vso[task.setsecret]x".to_owned()),
        Just("%0A##vso[task.debug]x%AZP25;]".to_owned()),
        Just("a;b]c=d,e".to_owned()),
        Just("x".repeat(5_000)),
    ];
    prop::collection::vec(piece, 1..5).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_becomes_a_command_and_ours_arrive_as_they_are_meant(text in hostile(), out in "[a-z%;\\]=# ]{1,12}") {
        let out = format!("/{out}");
        let Told { printed, written } = told_of(&hostile_run(&text), &out, &[]);
        prop_assert!(written.is_empty());
        let found = commands(&printed);
        let of = |name: &str| found.iter().filter(|c| c.name == name).cloned().collect::<Vec<_>>();
        let masks: Vec<String> = of("task.setsecret").into_iter().map(|c| c.data).collect();
        prop_assert_eq!(masks, ["s3cr3t-t0k3n"]);
        let issues = of("task.logissue");
        for (kind, most) in [("error", 10), ("warning", 9)] {
            let of_kind: Vec<&Command> = issues.iter().filter(|c| c.property("type") == kind).collect();
            prop_assert_eq!(of_kind.len(), most);
            prop_assert!(of_kind[most - 1].data.contains(" more "), "{:?}", of_kind[most - 1]);
        }
        prop_assert_eq!(issues.len(), 19);
        prop_assert!(issues.iter().all(|c| c.data.encode_utf16().count() <= 4_096));
        let variables: Vec<(String, String)> =
            of("task.setvariable").iter().map(|c| (c.property("variable").to_owned(), c.data.clone())).collect();
        let expected = [("verdict", "breached"), ("exitStatus", "3"), ("compliance", "0"), ("failed", "30")];
        prop_assert_eq!(&variables[..4], expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
        prop_assert_eq!(&variables[4].1, &format!("{out}/results.json"));
        prop_assert_eq!(&of("task.uploadsummary")[0].data, &format!("{out}/summary.md"));
        let tests = of("results.publish");
        prop_assert_eq!(tests[0].property("resultFiles"), format!("{out}/junit.xml"));
        let uploads: Vec<(String, String)> =
            of("artifact.upload").iter().map(|c| (c.property("artifactname").to_owned(), c.data.clone())).collect();
        let sarif = ("CodeAnalysisLogs".to_owned(), format!("{out}/report.sarif"));
        prop_assert!(uploads.contains(&sarif) && uploads.iter().all(|(_, path)| !path.ends_with("commands.jsonl")));
        prop_assert_eq!(found.len(), 1 + 19 + variables.len() + 2 + uploads.len());
    }
}

#[test]
fn the_port_reads_what_the_agent_reads() {
    let read = |line| Command::of(line).map(|c| (c.name, c.properties.into_iter().collect::<Vec<_>>(), c.data));
    let pair = |key: &str, value: &str| (key.to_owned(), value.to_owned());
    assert_eq!(
        read("2026 x ##VSO[task.logissue type=error;code=a%3Bb%5D=c;]x]y]%0A%AZP250A;"),
        Some((
            "task.logissue".to_owned(),
            vec![pair("code", "a;b]=c"), pair("type", "error")],
            "x]y]\n%0A;".to_owned()
        ))
    );
    assert_eq!(read("##vso[task.setsecret]x"), Some(("task.setsecret".to_owned(), vec![], "x".to_owned())));
    for none in ["", "##vso[task.complete", "##vso [task.complete]", "#vso[a.b]"] {
        assert_eq!(read(none), None, "{none:?}");
    }
}

#[test]
fn a_word_for_the_commands_that_is_not_known_publishes_nothing_and_is_no_command() {
    let more = [("CINCTURE_AZURE_COMMANDS", "al\n##vso[task.complete result=Succeeded]")];
    let Told { printed, .. } = told_of(&hostile_run("x"), "/out", &more);
    let allowed = ["task.setsecret", "task.logissue", "task.setvariable"];
    assert!(commands(&printed).iter().all(|command| allowed.contains(&command.name.as_str())), "{printed}");
    assert!(printed.contains("nothing is published"), "{printed}");
}

#[test]
fn tests_at_a_path_with_a_comma_are_not_published_as_other_files() {
    let Told { printed, .. } = told_of(&hostile_run("x"), "/out,/etc", &[]);
    assert!(commands(&printed).iter().all(|command| command.name != "results.publish"), "{printed}");
    assert!(printed.contains("no tests are published"), "{printed}");
}

#[test]
fn a_forks_build_that_has_a_kubeconfig_is_warned_of() {
    let told = |value| {
        let fork = [("SYSTEM_PULLREQUEST_PULLREQUESTID", "7"), ("SYSTEM_PULLREQUEST_ISFORK", value)];
        told_of(&hostile_run("x"), "/out", &fork).printed
    };
    // What is not said counts as a fork.
    assert!(["True", ""].map(told).iter().all(|printed| printed.contains("may be a stranger's")));
    let own = [told("False"), told_of(&hostile_run("x"), "/out", &[]).printed];
    assert!(own.iter().all(|printed| !printed.contains("may be a stranger's")));
}

#[test]
fn a_step_with_restricted_commands_publishes_nothing_and_says_what_to_do() {
    let Told { printed, .. } = told_of(&hostile_run("x"), "/out", &[("CINCTURE_AZURE_COMMANDS", "restricted")]);
    let allowed = ["task.setsecret", "task.logissue", "task.setvariable"];
    assert!(commands(&printed).iter().all(|command| allowed.contains(&command.name.as_str())), "{printed}");
    assert!(printed.contains("PublishTestResults@2"));
}

#[test]
fn a_deployment_job_has_no_container_for_artifacts() {
    let Told { printed, .. } = told_of(&hostile_run("x"), "/out", &[("SYSTEM_HOSTTYPE", "deployment")]);
    assert!(commands(&printed).iter().all(|command| command.name != "artifact.upload"));
    assert!(printed.contains("no artifact is made"));
}

const TEXTS: [&str; 8] =
    ["plain", "a;b]c=d", "100 % of %0A and %AZP25", "two\nlines\r\nmore", "##vso[x.y]", "] ]", "ä 𝒳", "%"];

#[test]
fn commands_are_those_of_azures_own_library_and_it_reads_them_as_they_are_meant() {
    let Some(folder) = azure_task::packages() else { return };
    let ours: Vec<(String, Value)> = TEXTS
        .iter()
        .enumerate()
        .map(|(at, text)| {
            let other = TEXTS[(at + 3) % TEXTS.len()];
            let line = command("task.logissue", &[("type", "error"), ("code", other)], text);
            let meant =
                json!({ "name": "task.logissue", "properties": { "type": "error", "code": other }, "data": text });
            (line.trim_end_matches('\n').to_owned(), meant)
        })
        .collect();
    let scratch = tempfile::tempdir().unwrap();
    let asked = scratch.path().join("asked.json");
    let (lines, meant): (Vec<String>, Vec<Value>) = ours.into_iter().unzip();
    fs::write(&asked, json!({ "write": meant, "read": lines }).to_string()).unwrap();
    let theirs = Process::new("node").arg(folder.join("check.mjs")).arg(&asked).output().unwrap();
    assert!(theirs.status.success(), "{}", String::from_utf8_lossy(&theirs.stderr));
    let theirs: Value = serde_json::from_slice(&theirs.stdout).unwrap();
    assert_eq!(theirs, json!({ "written": lines, "read": meant }));
}

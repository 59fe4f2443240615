//! TeamCity: what its reader takes of our output, by the rules of `ServiceMessageParser.cs` of JetBrains' own library, and another
//! library of theirs as the judge of our escapes.

mod properties;
mod step;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use cincture_core::env::Env;
use cincture_core::exit::Exit;
use cincture_core::platform::{Example, Platform as _};
use cincture_core::report::{Format, Input};
use cincture_teamcity::TeamCity;
use cincture_teamcity::output::escape;
use proptest::prelude::*;

use super::{Told, hostile_run, told_with};
use crate::oracle;

const OPENING: &str = "##teamcity[";
/// The checkout directory of the example.
const WORKSPACE: &str = "/opt/buildagent/work/2a8c1f6e0d9b4c57";

/// A message as TeamCity understands it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Message {
    name: String,
    value: Option<String>,
    attributes: BTreeMap<String, String>,
}

impl Message {
    /// The one that begins behind [`OPENING`]. A name without anything behind it is one too, for which the library has no room
    /// and the manual examples.
    fn of(text: &str) -> Option<Self> {
        let end = text.find(|c: char| c.is_whitespace() || c == ']')?;
        let (name, rest) = text.split_at(end);
        let mut message = Self { name: name.to_owned(), ..Self::default() };
        let mut rest = rest.trim_start();
        if let Some(quoted) = rest.strip_prefix('\'') {
            let (value, behind) = value(quoted)?;
            message.value = Some(value);
            return behind.trim_start().starts_with(']').then_some(message);
        }
        while !rest.starts_with(']') {
            let (key, behind) = rest.split_once('=')?;
            let (value, behind) = value(behind.trim_start().strip_prefix('\'')?)?;
            message.attributes.insert(key.trim().to_owned(), value);
            rest = behind.trim_start();
        }
        Some(message)
    }

    fn get(&self, key: &str) -> &str {
        self.attributes.get(key).map(String::as_str).unwrap_or_default()
    }
}

/// What stands up to the closing quote, and what is behind it.
fn value(text: &str) -> Option<(String, &str)> {
    let mut units: Vec<u16> = Vec::new();
    let mut rest = text.char_indices();
    while let Some((at, c)) = rest.next() {
        let meant = match c {
            '\'' => return Some((String::from_utf16(&units).ok()?, &text[at + 1..])),
            '|' => match rest.next()?.1 {
                '0' => {
                    let digits: String = rest.by_ref().take(5).map(|(_, c)| c).collect();
                    units.push(u16::from_str_radix(digits.strip_prefix('x')?, 16).ok()?);
                    continue;
                }
                'n' => '\n',
                'r' => '\r',
                'x' => '\u{85}',
                'l' => '\u{2028}',
                'p' => '\u{2029}',
                c @ ('|' | '\'' | '[' | ']') => c,
                other => panic!("no escape: |{other}"),
            },
            c => c,
        };
        units.extend_from_slice(meant.encode_utf16(&mut [0; 2]));
    }
    None
}

/// All messages, wherever they stand in a line, also where their reading is switched off.
fn all_messages(output: &str) -> Vec<Message> {
    let lines = output.split(['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}']);
    let begun = lines.flat_map(|line| line.match_indices(OPENING).map(|(at, _)| &line[at + OPENING.len()..]));
    begun.filter_map(Message::of).collect()
}

/// The port reads what the library's own tests have it read.
#[test]
fn messages_are_found_wherever_they_stand() {
    let text = "##teamcity[name 'a'] x ##teamcity[name a  =  'b|n|0x00e4'\tc='|'|||]'  ]##teamcity[done]\r##teamcity[a 'x' y ##teamcity[b";
    let message = |name: &str, value: Option<&str>, attributes: &[(&str, &str)]| Message {
        name: name.to_owned(),
        value: value.map(str::to_owned),
        attributes: attributes.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect(),
    };
    let expected = [
        message("name", Some("a"), &[]),
        message("name", None, &[("a", "b\nä"), ("c", "'|]")]),
        message("done", None, &[]),
    ];
    assert_eq!(all_messages(text), expected);
}

const SECRET: (&str, &str) = ("KUBECONFIG_CONTENT", "users: [{user: {token: s3cr3t-t0k3n}}]");

/// Reports in the folder `out`.
fn files(out: &str) -> Vec<(Format, PathBuf)> {
    let formats = [Format::Results, Format::Junit, Format::Sarif, Format::Commands];
    formats.map(|format| (format, Path::new(out).join(format.file_name()))).into()
}

/// What TeamCity is told in a build of the example, with a secret.
fn told_of(input: &Input, out: &str, more: &[(&str, &str)]) -> Told {
    let example = TeamCity.example();
    let variables = example.env();
    let variables = variables.names().map(|name| (name.to_owned(), variables.get(name).unwrap().to_owned()));
    let more = more.iter().chain(&[SECRET]).map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    let env: Env = variables.chain(more).collect();
    told_with(&TeamCity, &env, &example, input, &files(out))
}

fn hostile() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        any::<String>(),
        Just("##teamcity[buildStatus status='SUCCESS' text='fine']".to_owned()),
        Just("\n##teamcity[enableServiceMessages]\n##teamcity[setParameter name='env.PATH' value='/tmp']\n".to_owned()),
        Just("\u{85}##teamcity[buildStop comment='x' readdToQueue='true']\u{2028}".to_owned()),
        Just("x']\n##teamcity[publishArtifacts '/etc']".to_owned()),
        Just("|' text='x'] |0x0027 |n | || [ ]".to_owned()),
        Just("<script>alert(1)</script>&lt;".to_owned()),
        Just("%env.SECRET% {build.status.text}".to_owned()),
        Just("#".to_owned()),
        Just("x𝒳".repeat(900)),
    ];
    prop::collection::vec(piece, 1..5).prop_map(|pieces| pieces.concat())
}

fn units(text: &str) -> usize {
    text.encode_utf16().count()
}

/// Whether Java takes it for a name, which TeamCity asks of an identity.
fn is_identity(text: &str) -> bool {
    let legal = text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    legal && text.starts_with(|c: char| !c.is_ascii_digit()) && text.len() <= 60
}

/// Up to 13 digits, up to 6 behind a point.
fn is_statistic(text: &str) -> bool {
    let (whole, rest) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |text: &str, most: usize| (1..=most).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    digits(whole, 13) && digits(rest, 6)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_becomes_a_message_and_ours_arrive_as_they_are_meant(text in hostile(), out in "[a-z';\\]|# \u{e4}]{1,12}x") {
        let out = format!("{WORKSPACE}/x{out}");
        let Told { printed, written } = told_of(&hostile_run(&text), &out, &[]);
        prop_assert!(written.is_empty());
        let found = all_messages(&printed);
        // What is ours begins a line, and nothing else is read as a message, even with the guard away.
        let ours: String = printed.split_inclusive('\n').filter(|line| line.starts_with(OPENING)).collect();
        prop_assert_eq!(&found, &all_messages(&ours));
        prop_assert_eq!(printed.matches(OPENING).count(), found.len());
        let ascii = ours.bytes().all(|b| b == b'\n' || (b' '..=b'~').contains(&b));
        prop_assert!(ascii);

        let names: Vec<&str> = found.iter().map(|message| message.name.as_str()).collect();
        prop_assert_eq!(names[..2].to_vec(), ["disableServiceMessages", "enableServiceMessages"]);
        let of = |name: &str| found.iter().filter(|m| m.name == name).cloned().collect::<Vec<_>>();

        let problems = of("buildProblem");
        prop_assert_eq!(problems.len(), 2, "the verdict, and the one problem");
        prop_assert!(problems[0].get("description").starts_with("Cincture: Breached"));
        prop_assert!(problems.iter().all(|m| units(m.get("description")) <= 4_000 && is_identity(m.get("identity"))));
        prop_assert!(problems[0].get("identity") != problems[1].get("identity"));
        let status = of("buildStatus");
        let expected = "{build.status.text}; cincture: breached, compliance 0 %";
        prop_assert_eq!(status.len(), 1);
        prop_assert_eq!((status[0].get("text"), status[0].get("status")), (expected, ""));

        let statistics: Vec<(String, String)> =
            of("buildStatisticValue").iter().map(|m| (m.get("key").to_owned(), m.get("value").to_owned())).collect();
        prop_assert!(statistics.iter().all(|(_, value)| is_statistic(value)), "{:?}", statistics);
        let compliance = ("cincture.compliance".to_owned(), "0.00".to_owned());
        prop_assert!(statistics.contains(&compliance) && statistics.len() == 7, "{:?}", statistics);
        let parameters: Vec<(String, String)> =
            of("setParameter").iter().map(|m| (m.get("name").to_owned(), m.get("value").to_owned())).collect();
        let expected = [("verdict", "breached"), ("exit-status", "3"), ("compliance", "0"), ("failed", "30")];
        prop_assert_eq!(&parameters[..4], expected.map(|(name, value)| (format!("cincture.{name}"), value.to_owned())));
        prop_assert_eq!(&parameters[4].1, &format!("{out}/results.json"));

        let types: Vec<Message> = of("inspectionType");
        let inspections = of("inspection");
        prop_assert_eq!(inspections.len(), 91, "90 controls, and what was not checked");
        for kind in &types {
            let names = ["id", "name", "category"].map(|key| units(kind.get(key)));
            prop_assert!(names.iter().all(|units| (1..=255).contains(units)), "{:?}", kind);
            prop_assert!((1..=4_000).contains(&units(kind.get("description"))));
        }
        for inspection in &inspections {
            prop_assert!(types.iter().any(|kind| kind.get("id") == inspection.get("typeId")));
            prop_assert!((1..=4_000).contains(&units(inspection.get("message"))));
            prop_assert!(inspection.get("line").parse::<u32>().is_ok());
            let path = inspection.get("file");
            let plain = path.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-%/".contains(&b));
            prop_assert!(plain && !path.starts_with('/') && (1..=4_000).contains(&path.len()), "{}", path);
        }
        let texts = types.iter().map(|m| m.get("description")).chain(inspections.iter().map(|m| m.get("message")));
        prop_assert!(texts.into_iter().all(|text| !text.contains(['<', '>'])));

        let tests = of("importData");
        prop_assert_eq!(tests.len(), 1);
        let below = out.strip_prefix(WORKSPACE).unwrap().trim_start_matches('/');
        prop_assert_eq!(tests[0].get("type"), "junit");
        prop_assert_eq!(tests[0].get("path"), &format!("{below}/junit.xml"));
        let artifacts: Vec<String> = of("publishArtifacts").into_iter().filter_map(|m| m.value).collect();
        let expected = ["results.json", "junit.xml", "report.sarif"].map(|f| format!("{below}/{f} => cincture-results"));
        prop_assert_eq!(artifacts, expected);
        let told = [types.len(), inspections.len(), statistics.len(), parameters.len(), 2 + 2 + 1 + 1 + 3];
        prop_assert_eq!(found.len(), told.iter().sum::<usize>());
    }
}

/// What is told of a message that has `key`, in the order of the output.
fn values_of(output: &str, name: &str, key: &str) -> Vec<String> {
    all_messages(output).iter().filter(|m| m.name == name).map(|m| m.get(key).to_owned()).collect()
}

#[test]
fn more_findings_than_there_is_room_for_are_counted() {
    let mut input = hostile_run("x");
    let one = input.run.incomplete[0].clone();
    input.run.incomplete.extend(std::iter::repeat_n(one, 400));
    let problem = input.run.problems[0].clone();
    input.run.problems.extend(std::iter::repeat_n(problem, 20));
    let Told { printed, .. } = told_of(&input, WORKSPACE, &[]);
    let texts = values_of(&printed, "inspection", "message");
    // Of 401 that were not checked, and 90 controls, which all have room.
    assert_eq!(texts.len(), 200);
    assert!(texts[199].starts_with("292 more findings: "), "{}", texts[199]);
    let problems = values_of(&printed, "buildProblem", "description");
    assert_eq!(problems.len(), 10);
    assert!(problems[0].contains("12 more problems"), "{}", problems[0]);
    let mut identities = values_of(&printed, "buildProblem", "identity");
    identities.sort_unstable();
    identities.dedup();
    assert_eq!(identities.len(), 10, "TeamCity takes two of one identity for one");
}

#[test]
fn a_problem_is_the_same_after_a_rollout() {
    let of_pod = |pod: &str| {
        let mut input = hostile_run("x");
        input.run.targets[0].name = format!("k8s://shop/{pod}/app");
        input.run.problems[0].place = format!("k8s://shop/{pod}/app");
        values_of(&told_of(&input, WORKSPACE, &[]).printed, "buildProblem", "identity")
    };
    assert_eq!(of_pod("web-5d4f8c7b9-x2x9z"), of_pod("web-6b8d9f5c4-bq7lm"));
    assert_ne!(of_pod("web-5d4f8c7b9-x2x9z")[0], of_pod("db-0")[0]);
}

#[test]
fn tests_do_not_fail_a_build_for_what_the_threshold_allows() {
    let mut passed = hostile_run("x");
    passed.exit = Exit::Pass;
    let names = |more: &[(&str, &str)]| -> Vec<String> {
        all_messages(&told_of(&passed, WORKSPACE, more).printed).into_iter().map(|m| m.name).collect()
    };
    let auto = names(&[]);
    assert!(!auto.contains(&"importData".to_owned()) && !auto.contains(&"buildProblem".to_owned()), "{auto:?}");
    assert!(told_of(&passed, WORKSPACE, &[]).printed.contains("no tests are imported: the threshold allows"));
    assert!(names(&[("CINCTURE_TEAMCITY_TESTS", "all")]).contains(&"importData".to_owned()));
    let breached = told_of(&hostile_run("x"), WORKSPACE, &[("CINCTURE_TEAMCITY_TESTS", "none")]).printed;
    assert_eq!(values_of(&breached, "importData", "path"), Vec::<String>::new());
}

#[test]
fn settings_name_the_values_and_leave_inspections_to_another_tool() {
    let more = [("CINCTURE_TEAMCITY_NAME", "web.1"), ("CINCTURE_TEAMCITY_INSPECTIONS", "none")];
    let Told { printed, .. } = told_of(&hostile_run("x"), WORKSPACE, &more);
    assert_eq!(values_of(&printed, "inspection", "message"), Vec::<String>::new());
    assert_eq!(values_of(&printed, "setParameter", "name")[0], "web.1.verdict");
    assert_eq!(values_of(&printed, "buildStatisticValue", "key")[0], "web.1.compliance");
    assert!(printed.contains("##teamcity[publishArtifacts 'results.json => web.1-results']\n"), "{printed}");
}

#[test]
fn files_elsewhere_are_artifacts_and_no_tests() {
    let Told { printed, .. } = told_of(&hostile_run("x"), "/srv/out", &[]);
    assert_eq!(values_of(&printed, "importData", "path"), Vec::<String>::new());
    assert!(printed.contains("no tests are imported: junit.xml is not below the checkout directory"));
    assert!(printed.contains("##teamcity[publishArtifacts '/srv/out/results.json => cincture-results']\n"));
    let Told { printed, .. } = told_of(&hostile_run("x"), &format!("{WORKSPACE}/a,b/%env.X%"), &[]);
    assert_eq!(printed.matches("no artifact is made of a file").count(), 3);
    let results = values_of(&printed, "setParameter", "value").remove(4);
    assert_eq!(results, format!("{WORKSPACE}/a,b/%%env.X%%/results.json"), "no reference to a parameter");
}

#[test]
fn a_fork_that_has_a_kubeconfig_is_a_warning() {
    const BUILD: &str = "teamcity.configuration.properties.file=@HERE@/b\n";
    const REQUEST: &str = "teamcity.pullRequest.number=7\n";
    let there = Example { variables: "", files: &[("a", BUILD), ("b", REQUEST)] };
    let file = ("TEAMCITY_BUILD_PROPERTIES_FILE", "@HERE@/a");
    let said = |variables: &[(&str, &str)]| {
        let env: Env = variables.iter().copied().collect();
        values_of(&told_with(&TeamCity, &env, &there, &hostile_run("x"), &[]).printed, "message", "text")
    };
    assert!(said(&[file, SECRET])[0].contains("a fork's"));
    assert_eq!(said(&[file]), Vec::<String>::new());
}

const TEXTS: [&str; 8] =
    ["plain", "it's [a|b]", "two\nlines\r\nmore", "##teamcity[x 'y']", "||'|n]", "|0x0041", "a=\"b\" %c%", ""];

#[test]
fn escapes_are_those_of_jetbrains_own_library() {
    let Some(folder) = oracle::python("teamcity") else { return };
    // What is not ASCII the library leaves as it is; ours is safe in any character set, and is read as the same.
    let others = ["ä 𝒳", "a\u{85}b\u{2028}c\u{2029}", "\u{1b}[2K\t"];
    let texts: Vec<&str> = TEXTS.into_iter().chain(others).collect();
    let scratch = tempfile::tempdir().unwrap();
    let asked = scratch.path().join("asked.json");
    fs::write(&asked, serde_json::to_string(&texts).unwrap()).unwrap();
    let mut python = Command::new(folder.join("venv/bin/python"));
    let theirs = python.arg(folder.join("escape.py")).arg(&asked).output().unwrap();
    assert!(theirs.status.success(), "{}", String::from_utf8_lossy(&theirs.stderr));
    let theirs: Vec<String> = serde_json::from_slice(&theirs.stdout).unwrap();
    assert_eq!(theirs.len(), texts.len());
    for (text, theirs) in texts.iter().zip(&theirs) {
        let units =
            |c: char| c.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("|0x{unit:04x}")).collect::<String>();
        let plain = |c: char| (' '..='~').contains(&c);
        let expected: String = theirs.chars().map(|c| if plain(c) { c.to_string() } else { units(c) }).collect();
        assert_eq!(escape(text), expected, "{text:?}");
        assert_eq!(value(&format!("{}'", escape(text))), Some(((*text).to_owned(), "")));
    }
}

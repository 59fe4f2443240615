//! `junit.xml` under hostile text: always valid XML, nothing swallowed.

#![expect(clippy::expect_used, reason = "test code outside of test functions")]

mod common;

use std::io::Write;
use std::process::{Command, Stdio};
use std::time::Duration;

use cincture_core::gate::{Gate, Threshold};
use cincture_core::problem::{Code, Problem};
use cincture_core::report::{Format, Incomplete, Input, Run, Target, bytes};
use cincture_core::results::{Document, read};
use jiff::Timestamp;
use proptest::prelude::*;
use quick_xml::Reader;
use quick_xml::events::Event;
use serde_json::json;

/// Two controls of which everything that can be text is `text`.
fn input(text: &str) -> Input {
    let check = |status| {
        json!([{"status": status, "code_desc": text, "message": text, "exception": text,
        "start_time": "2026-01-01T00:00:00Z", "skip_message": text}])
    };
    let control = |id: String, status| {
        json!({"id": id, "title": text, "impact": 0.9, "refs": [], "tags": {},
        "source_location": {}, "results": check(status)})
    };
    let name = format!("{text}-END");
    let file = json!({"platform": {"name": text}, "version": text, "statistics": {}, "profiles": [
        {"name": name, "sha256": "", "groups": [], "supports": [], "attributes": [],
         "controls": [control(format!("1{text}-END"), "failed"), control(format!("2{text}-END"), "skipped")]}]});
    let results: Document = read(file.to_string().as_bytes(), "made.json").expect("a results file");
    let mut threshold = Threshold::parse_inline("failed.total.max: 0").expect("a threshold");
    threshold.origin = text.to_owned();
    Input::of(Run {
        version: text.to_owned(),
        started: Timestamp::UNIX_EPOCH,
        duration: Duration::from_secs(1),
        targets: vec![Target { name: name.clone(), results: Some(results), duration: Duration::ZERO, round_trips: 0 }],
        gate: Gate::of(threshold),
        incomplete: vec![Incomplete { target: Some(0), control: Some(name.clone()), why: name.clone() }],
        problems: vec![Problem::new(Code::TargetLost, text, text, name)],
        warnings: vec![text.to_owned()],
        ..Run::default()
    })
}

/// Element names with their `name` attribute, in order; any error of the parser or of a reference is a panic.
fn elements(xml: &str) -> Vec<(String, Option<String>)> {
    let mut reader = Reader::from_str(xml);
    reader.config_mut().check_comments = true;
    let mut found = Vec::new();
    let mut open: usize = 0;
    loop {
        match reader.read_event().expect("well-formed") {
            Event::Start(e) => {
                open += 1;
                found.push(element(&e));
            }
            Event::Empty(e) => found.push(element(&e)),
            Event::End(_) => open -= 1,
            Event::Text(e) => check_characters(&e.decode().expect("UTF-8")),
            Event::GeneralRef(e) => {
                let known = matches!(&*e.decode().expect("UTF-8"), "amp" | "lt" | "gt" | "quot" | "apos");
                assert!(known || e.is_char_ref(), "{e:?}");
            }
            Event::Decl(_) => {}
            Event::Eof => break,
            other => panic!("{other:?} has no business here"),
        }
    }
    assert_eq!(open, 0);
    found
}

fn element(e: &quick_xml::events::BytesStart<'_>) -> (String, Option<String>) {
    let mut name = None;
    for attribute in e.attributes() {
        let attribute = attribute.expect("well-formed");
        let value = String::from_utf8(attribute.value.to_vec()).expect("UTF-8");
        let value = quick_xml::escape::unescape(&value).expect("known entities").into_owned();
        check_characters(&value);
        if attribute.key.as_ref() == b"name" {
            name = Some(value);
        }
    }
    (String::from_utf8(e.name().as_ref().to_vec()).expect("UTF-8"), name)
}

/// <https://www.w3.org/TR/xml/#charsets>
fn check_characters(text: &str) {
    let allowed = |c: char| matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{fffd}' | '\u{10000}'..);
    assert!(text.chars().all(allowed), "{text:?}");
}

fn check(text: &str) -> String {
    let xml = String::from_utf8(bytes(&input(text), Format::Junit).expect("a report")).expect("UTF-8");
    let elements = elements(&xml);
    let names = |kind: &str| -> Vec<String> {
        elements.iter().filter(|(k, _)| k == kind).map(|(_, name)| name.clone().unwrap_or_default()).collect()
    };
    let (suites, cases) = (names("testsuite"), names("testcase"));
    assert_eq!((suites.len(), cases.len()), (2, 4), "{xml}");
    assert!(suites[0].ends_with("-END"), "{suites:?}");
    assert!(cases[0].starts_with('1') && cases[1].starts_with('2'), "{cases:?}");
    assert!(cases[0].contains("-END") && cases[1].contains("-END"), "{cases:?}");
    xml
}

const HOSTILE: [&str; 8] = [
    "\"/><testcase name=\"forged\"/><x y=\"",
    "]]><failure/><![CDATA[",
    "--><!-- &forged; &#0; &#x1b;",
    "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>&e;",
    "\u{1b}]0;swallowed \u{1b}[31mred\u{7}\u{0}\u{9b}31m",
    "\u{fffe}\u{ffff}\u{feff}\u{202e}\u{2028}",
    "a\rb\nc\td\u{85}",
    "<?xml version=\"1.0\"?>",
];

proptest! {
    #[test]
    fn no_text_makes_the_report_invalid(text in any::<String>(), part in proptest::sample::select(&HOSTILE[..]), markup in "[<>&\"'\\[\\]!?/;#x0-9a-]{0,40}") {
        for text in [&text, &format!("{text}{part}{text}"), &markup] {
            check(text);
        }
    }
}

#[test]
fn xmllint_reads_what_hostile_text_leaves() {
    for text in HOSTILE {
        let xml = check(text);
        let Some((ok, said)) = xmllint(&xml) else { return };
        assert!(ok, "{text:?}: {said}");
    }
}

/// Whether libxml2 takes `xml`, and what it says; `None`, with a word on what is left out, where it is not installed.
fn xmllint(xml: &str) -> Option<(bool, String)> {
    let mut command = Command::new("xmllint");
    command.args(["--noout", "--nonet", "-"]).stdin(Stdio::piped()).stderr(Stdio::piped());
    let Ok(mut child) = command.spawn() else {
        common::leave_out("the check with xmllint (Debian's libxml2-utils)");
        return None;
    };
    let mut stdin = child.stdin.take().expect("a pipe");
    stdin.write_all(xml.as_bytes()).expect("xmllint reads");
    drop(stdin);
    let output = child.wait_with_output().expect("xmllint ends");
    Some((output.status.success(), String::from_utf8_lossy(&output.stderr).into_owned()))
}

//! Every format there is, under one kind of hostile text: its own parser reads it, finds what a harmless text would have given
//! it, and the text as text; and on standard output none of its lines is a command of a CI system. A format that is new fails
//! here until it has its parser.

#![expect(clippy::expect_used, clippy::unwrap_used, reason = "test code outside of test functions")]

use std::time::Duration;

use cincture_core::compare::{Diff, Snapshot, compare};
use cincture_core::gate::{Baseline, Gate, Threshold};
use cincture_core::problem::{Code, Problem};
use cincture_core::report::{
    CommandLog, CommandRun, Ended, Format, Incomplete, Input, Run, Target, bytes, counts_json, printed, render_counts,
    render_table, render_verdict,
};
use cincture_core::results::read;
use cincture_core::untrusted::one_line;
use html5ever::tendril::TendrilSink as _;
use html5ever::{ParseOpts, parse_document};
use jiff::Timestamp;
use markup5ever_rcdom::{Handle, NodeData, RcDom};
use proptest::prelude::*;
use pulldown_cmark::{Event as Mark, Options, Parser};
use quick_xml::escape::unescape;
use quick_xml::events::Event;
use serde_json::{Value, json};

/// A run in which everything that comes from outside is `text`.
fn input(text: &str) -> Input {
    let check = |status: &str| {
        json!({"status": status, "code_desc": text, "message": text, "exception": text, "skip_message": text,
               "start_time": text})
    };
    let control = |at: usize, status: &str, waiver: Value| {
        json!({"id": format!("{at}{text}"), "title": text, "desc": text, "impact": 0.9, "code": text,
               "descriptions": [{"label": "fix", "data": text}, {"label": text, "data": text}],
               "refs": [{"url": text}, {"ref": text}],
               "tags": {"nist": [text], "cci": [text], "severity": text},
               "source_location": {"ref": text, "line": 1}, "waiver_data": waiver, "results": [check(status)]})
    };
    let controls = json!([
        control(1, "failed", json!({})),
        control(2, "error", json!({})),
        control(3, "skipped", json!({"justification": text, "expiration_date": text, "skipped_due_to_waiver": true})),
        control(4, "passed", json!(null)),
    ]);
    let profile = json!({"name": text, "title": text, "version": text, "summary": text, "maintainer": text, "sha256": text,
        "groups": [], "supports": [], "attributes": [], "status_message": text, "controls": controls});
    let file =
        json!({"platform": {"name": text, "release": text}, "version": text, "statistics": {}, "profiles": [profile]});
    let results = || Some(read(file.to_string(), "made.json").unwrap());
    let target = |name: String| Target { name, results: results(), duration: Duration::ZERO, round_trips: 1 };
    let mut threshold = Threshold::parse_inline("failed.total.max: 0, error.critical.controls: [gone]").unwrap();
    threshold.origin = text.to_owned();
    let mut run = Run {
        version: text.to_owned(),
        started: Timestamp::UNIX_EPOCH,
        targets: vec![target(text.to_owned()), target(format!("{text}-2"))],
        gate: Gate { floors: vec![threshold.clone()], ..Gate::of(threshold) },
        incomplete: vec![Incomplete { target: Some(0), control: Some(text.to_owned()), why: text.to_owned() }],
        problems: vec![Problem::new(Code::TargetLost, text, text, text).at(text)],
        warnings: vec![text.to_owned()],
        commands: commands(text),
        ..Run::default()
    };
    let old = Input::of(Run { targets: vec![target(text.to_owned())], ..Run::default() });
    run.gate.baseline = Some(Baseline { origin: text.to_owned(), snapshot: Snapshot::of(&old) });
    Input::of(run)
}

fn commands(text: &str) -> CommandLog {
    let mut log = CommandLog::new(text.to_owned());
    let text = text.to_owned();
    log.begin(CommandRun {
        profile: text.clone(),
        control: Some(text.clone()),
        file: Some(text.clone()),
        command: text,
    });
    log.end(Ended::Exit { status: 1, stdout: 1, stderr: 0 }, Duration::ZERO);
    log
}

/// What the parser of a format found: its texts, and everything else.
#[derive(Debug, Default, PartialEq)]
struct Parsed {
    texts: Vec<String>,
    shape: Vec<String>,
}

fn parsed(format: Format, text: &str) -> Parsed {
    match format {
        Format::Results | Format::Summary | Format::Sarif | Format::Asff | Format::Condensed | Format::Codequality => {
            let mut found = Parsed::default();
            of_json(&serde_json::from_str(text).expect("JSON"), &mut found);
            found
        }
        Format::Commands => {
            let mut found = Parsed::default();
            text.lines().for_each(|line| of_json(&serde_json::from_str(line).expect("a line of JSON"), &mut found));
            found
        }
        // Words and numbers of ours: nothing in it needs a quote.
        Format::Dotenv => {
            let plain = |value: &str| value.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b));
            let names =
                text.lines().map(|line| line.split_once('=').filter(|(_, value)| plain(value)).expect("a value").0);
            Parsed { texts: Vec::new(), shape: names.map(str::to_owned).collect() }
        }
        Format::Junit | Format::Xccdf | Format::Ckl => of_xml(text),
        Format::Csv => of_csv(text),
        Format::Markdown => of_markdown(text),
        Format::Html => of_html(text),
    }
}

fn of_json(value: &Value, found: &mut Parsed) {
    match value {
        Value::String(text) => found.texts.push(text.clone()),
        Value::Array(items) => items.iter().for_each(|item| of_json(item, found)),
        Value::Object(entries) => {
            for (key, value) in entries {
                found.shape.push(key.clone());
                of_json(value, found);
            }
        }
        other => found.shape.push(other.to_string()),
    }
}

fn of_xml(text: &str) -> Parsed {
    let mut found = Parsed::default();
    let mut reader = quick_xml::Reader::from_str(text);
    reader.config_mut().check_comments = true;
    let mut open = String::new();
    loop {
        match reader.read_event().expect("well-formed") {
            Event::Start(e) | Event::Empty(e) => {
                found.shape.push(String::from_utf8_lossy(e.name().as_ref()).into_owned());
                for attribute in e.attributes() {
                    let attribute = attribute.expect("an attribute");
                    found.shape.push(String::from_utf8_lossy(attribute.key.as_ref()).into_owned());
                    found
                        .texts
                        .push(unescape(&String::from_utf8_lossy(&attribute.value)).expect("references").into_owned());
                }
            }
            Event::Text(e) => open.push_str(&e.decode().expect("UTF-8")),
            Event::GeneralRef(e) => {
                let reference = format!("&{};", e.decode().expect("UTF-8"));
                open.push_str(&unescape(&reference).expect("a reference"));
            }
            Event::End(_) => found.texts.push(std::mem::take(&mut open)),
            Event::Decl(_) => {}
            Event::Eof => break,
            other => panic!("nobody writes {other:?}"),
        }
    }
    let forbidden = |c: char| (c.is_control() && !matches!(c, '\n' | '\t')) || matches!(c, '\u{fffe}' | '\u{ffff}');
    assert!(!found.texts.iter().any(|text| text.contains(forbidden)), "XML cannot hold it");
    found
}

fn of_csv(text: &str) -> Parsed {
    let mut found = Parsed::default();
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    for row in reader.records() {
        let row = row.expect("a row as long as the others");
        found.shape.push(row.len().to_string());
        assert!(!row.iter().any(|cell| cell.trim_start().starts_with(['=', '+', '-', '@'])), "a formula: {row:?}");
        found.texts.extend(row.iter().map(str::to_owned));
    }
    found
}

/// Its structure is compared where it is written, in core/src/report/markdown; here, what no text may make of it.
fn of_markdown(text: &str) -> Parsed {
    let mut found = Parsed::default();
    let mut open = String::new();
    for event in Parser::new_ext(text, Options::all() - Options::ENABLE_SMART_PUNCTUATION) {
        match event {
            Mark::Text(text) | Mark::Code(text) => open.push_str(&text),
            Mark::Html(html) | Mark::InlineHtml(html) => found.shape.push(html.into_string()),
            Mark::End(_) => found.texts.push(std::mem::take(&mut open)),
            _ => {}
        }
    }
    found
}

fn of_html(text: &str) -> Parsed {
    let dom = parse_document(RcDom::default(), ParseOpts::default()).one(text);
    assert!(dom.errors.borrow().is_empty(), "{:?}", dom.errors.borrow());
    let mut found = Parsed::default();
    of_node(&dom.document, &mut found);
    found
}

fn of_node(node: &Handle, found: &mut Parsed) {
    match &node.data {
        NodeData::Text { contents } => found.texts.push(contents.borrow().to_string()),
        NodeData::Element { name, attrs, .. } => {
            found.shape.push(name.local.to_string());
            found.texts.extend(attrs.borrow().iter().map(|attribute| attribute.value.to_string()));
        }
        _ => {}
    }
    node.children.borrow().iter().for_each(|child| of_node(child, found));
}

/// A text without what the formats write in other ways: white space, and what is written out.
fn bare(text: &str) -> String {
    let shown = one_line(text).replace("\\x3a:", "::").replace("\\x23", "#").replace("SPINNAKER\\x5f", "SPINNAKER_");
    let shown =
        shown.replace('\u{fffe}', "\\u{fffe}").replace('\u{ffff}', "\\u{ffff}").replace("\\n", "").replace("\\t", "");
    shown.chars().filter(|c| !c.is_whitespace()).collect()
}

/// What ports of the parsers of GitHub (`ActionCommand.cs`), Azure (`Command.cs`), TeamCity and Spinnaker (`PropertyParser.java`)
/// find in what is printed.
fn commands_in(printed: &str) -> Vec<&str> {
    let is_command = |line: &&str| {
        line.trim_start().starts_with("::")
            || line.trim_start().starts_with("SPINNAKER_CONFIG_JSON=")
            || line.contains("SPINNAKER_PROPERTY_")
            || ["##[", "##vso[", "##teamcity["].iter().any(|opening| line.to_ascii_lowercase().contains(opening))
    };
    printed.split(['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}', '\u{b}', '\u{c}']).filter(is_command).collect()
}

/// Everything but texts, where some of the keys of JSON are texts too.
fn shape(found: &Parsed, text: &str) -> Vec<String> {
    let mut shape: Vec<String> = found.shape.iter().map(|part| part.replace(text, "TEXT")).collect();
    shape.sort();
    shape
}

fn hold(text: &str, plain: &Input) {
    let text = format!("x{text}x");
    let input = input(&text);
    for format in Format::ALL {
        let written = String::from_utf8(bytes(&input, format).unwrap()).expect("UTF-8");
        let found = parsed(format, &written);
        let expected = parsed(format, &String::from_utf8(bytes(plain, format).unwrap()).unwrap());
        assert_eq!(shape(&found, &text), shape(&expected, "xplainx"), "{format}: {text:?} changes what is no text");
        let id = if format == Format::Commands { bare(&text) } else { bare(&format!("1{text}")) };
        // Variables that a shell reads hold no text from outside at all.
        let holds = found.texts.iter().any(|held| bare(held).contains(&id));
        assert_eq!(holds, format != Format::Dotenv, "{format} and {text:?}: {id:?}");
        let shown = printed(&input, format).unwrap();
        drives_nothing(format.as_str(), &shown);
        assert_eq!(parsed(format, &shown), found, "{format}: printed, it means something else");
    }
    drives_nothing("table", &render_table(&input, 70, false));
    drives_nothing("verdict", &render_verdict(&input, false));
    drives_nothing("counts", &render_counts(&input));
    drives_nothing("counts", &counts_json(&input).unwrap());
    drives_nothing("commands", &input.run.commands.text());
    input.run.problems.iter().for_each(|problem| drives_nothing("problem", &problem.explained()));
    let (old, new) = (Snapshot::of(plain), Snapshot::of(&input));
    let comparison = compare(&old, &new);
    let diff = Diff { old_name: &text, old: &old, new_name: &text, new: &new, comparison: &comparison };
    drives_nothing("diff", &diff.text());
    drives_nothing("diff", &diff.json().unwrap());
}

fn drives_nothing(what: &str, shown: &str) {
    assert_eq!(commands_in(shown), Vec::<&str>::new(), "{what}");
    assert!(!shown.contains(['\u{1b}', '\u{9b}', '\u{7}', '\u{202e}']), "{what} drives a terminal");
}

const HOSTILE: [&str; 16] = [
    "\n::error title=a::b",
    "\r\n  ::add-mask::x",
    "##[set-env name=A]b",
    "##vso[task.complete result=Succeeded]#",
    "\n##teamcity[buildStatus text='x']",
    "a SPINNAKER_PROPERTY_VERDICT=pass",
    "\n\u{a0}SPINNAKER_CONFIG_JSON={\"verdict\":",
    "]]>",
    "</script></style><script>",
    "&lt;&#35;&amp;<![CDATA[",
    "\n=cmd|' /C calc'!A0\n@x",
    "\",\"\r\n;\t",
    "\u{1b}]0;t\u{7}\u{9b}2J\u{0}\u{85}",
    "\u{202e}\u{2028}\u{feff}\u{ad}\u{fffe}\u{ffff}",
    "|\n\n# a\n```\n<b>[a](b)",
    "\\x3a: \\n \\",
];

#[test]
fn every_format_is_read_again_holds_any_text_as_text_and_printed_is_no_command() {
    let plain = input("xplainx");
    HOSTILE.into_iter().for_each(|text| hold(text, &plain));
    let piece = prop_oneof![prop::sample::select(&HOSTILE[..]).prop_map(str::to_owned), "[:#\\[\\] \n]{1,6}", ".{0,8}"];
    let texts = prop::collection::vec(piece, 1..4).prop_map(|pieces| pieces.concat());
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig { cases: 24, ..ProptestConfig::default() });
    let ran = runner.run(&texts, |text| {
        hold(&text.chars().take(100).collect::<String>(), &plain);
        Ok(())
    });
    assert!(ran.is_ok(), "{ran:?}");
}

#[test]
fn no_format_makes_much_of_a_text() {
    for piece in ["\u{1b}", "\u{e0041}", "\"&<", "##", "\n::", "|*_`", "SPINNAKER_PROPERTY_"] {
        let text = piece.repeat((2 << 10) / piece.len());
        let input = input(&text);
        let all = 25 * text.len() * input.run.targets.len() * 4;
        for format in Format::ALL {
            let written = bytes(&input, format).unwrap().len();
            assert!(written < 8 * all + (1 << 20), "{format} makes {} MiB of {piece:?}", written >> 20);
        }
    }
}

//! `report.html` under hostile text, read back as browsers read it: the same elements whatever the text says, all of it in text
//! nodes and values of attributes, and a policy that lets nothing else run.

#![expect(clippy::expect_used, reason = "test code outside of test functions")]

use std::collections::HashSet;
use std::fmt::Write as _;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use cincture_core::gate::{Gate, Threshold};
use cincture_core::problem::{Code, Problem};
use cincture_core::report::{Format, Incomplete, Input, Run, Target, bytes};
use cincture_core::results::{Document, read};
use html5ever::tendril::TendrilSink as _;
use html5ever::{ParseOpts, parse_document};
use jiff::Timestamp;
use markup5ever_rcdom::{Handle, NodeData, RcDom};
use proptest::prelude::{ProptestConfig, any};
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// Results in which everything that can be text is `text`, with references to `addresses`.
fn results(text: &str, addresses: &[String]) -> Document {
    let mut refs = vec![json!({"uri": text}), json!(text)];
    refs.extend(addresses.iter().map(|address| json!({"ref": text, "url": address})));
    let check = |status: &str| {
        json!({"status": status, "code_desc": text, "message": text, "exception": text, "backtrace": null,
        "start_time": "2026-01-01T00:00:00Z", "skip_message": format!("{text}-skipped")})
    };
    let control = |at: usize, status: &str, waiver: Value| {
        let mut results = vec![check(status), check("passed")];
        if status == "error" {
            results[0]["backtrace"] = json!([text, text]);
        }
        json!({"id": format!("{text}{at}"), "title": text, "desc": text, "impact": 0.9, "code": text,
        "descriptions": [{"label": text, "data": text}, {"label": "fix", "data": text}],
        "refs": refs,
        "tags": {"nist": [text, text], "cci": text, (text): text, "check": text},
        "source_location": {"ref": text, "line": 1}, "waiver_data": waiver, "results": results})
    };
    let controls = json!([
        control(1, "failed", json!({})),
        control(2, "skipped", json!({"justification": text, "expiration_date": text, "skipped_due_to_waiver": true})),
        control(3, "error", json!({(text): text})),
        control(4, "passed", json!(null)),
    ]);
    let profile =
        json!({"name": text, "sha256": "", "groups": [], "supports": [], "attributes": [], "controls": controls});
    let file = json!({"platform": {"name": text}, "version": text, "statistics": {}, "profiles": [profile]});
    read(file.to_string().as_bytes(), "made.json").expect("a results file")
}

/// Two targets, with everything that a page shows.
fn input(text: &str, addresses: &[String]) -> Input {
    let mut threshold = Threshold::parse_inline("failed.total.max: 0, passed.total.min: 1").expect("a threshold");
    threshold.origin = text.to_owned();
    let target = |name: String| Target {
        name,
        results: Some(results(text, addresses)),
        duration: Duration::ZERO,
        round_trips: 0,
    };
    Input::of(Run {
        version: text.to_owned(),
        started: Timestamp::UNIX_EPOCH,
        duration: Duration::from_secs(1),
        targets: vec![target(text.to_owned()), target(format!("{text}-2"))],
        gate: Gate { floors: vec![threshold.clone()], ..Gate::of(threshold) },
        incomplete: vec![Incomplete { target: Some(0), control: Some(text.to_owned()), why: text.to_owned() }],
        problems: vec![Problem::new(Code::TargetLost, text, text, text).at(text)],
        warnings: vec![text.to_owned()],
        ..Run::default()
    })
}

/// An element with what it holds as text, itself and all that is in it.
struct Element {
    name: String,
    attributes: Vec<(String, String)>,
    text: String,
}

impl Element {
    fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }

    fn has_class(&self, class: &str) -> bool {
        self.attribute("class").is_some_and(|classes| classes.split(' ').any(|c| c == class))
    }
}

/// All elements in their order. An error of the parser, a comment or a processing instruction is a panic.
fn elements(html: &str) -> Vec<Element> {
    let dom = parse_document(RcDom::default(), ParseOpts::default()).one(html);
    assert!(dom.errors.borrow().is_empty(), "{:?}", dom.errors.borrow());
    let mut found = Vec::new();
    collect(&dom.document, &mut found);
    found
}

fn collect(node: &Handle, found: &mut Vec<Element>) -> String {
    let at = found.len();
    let mut own = String::new();
    match &node.data {
        NodeData::Document | NodeData::Doctype { .. } => {}
        NodeData::Text { contents } => own.push_str(&contents.borrow()),
        NodeData::Element { name, attrs, .. } => {
            let attributes = attrs.borrow();
            let attributes = attributes.iter().map(|a| (a.name.local.to_string(), a.value.to_string())).collect();
            found.push(Element { name: name.local.to_string(), attributes, text: String::new() });
        }
        NodeData::Comment { .. } | NodeData::ProcessingInstruction { .. } => panic!("nobody writes these"),
    }
    for child in node.children.borrow().iter() {
        own.push_str(&collect(child, found));
    }
    if let (NodeData::Element { .. }, Some(element)) = (&node.data, found.get_mut(at)) {
        element.text.clone_from(&own);
    }
    own
}

/// Names of elements and of their attributes: what a text must never change.
fn shape(elements: &[Element]) -> Vec<(&str, Vec<&str>)> {
    elements.iter().map(|e| (e.name.as_str(), e.attributes.iter().map(|(n, _)| n.as_str()).collect())).collect()
}

/// What docs/report-html.md says of characters that are written out.
fn written_out(text: &str, one_line: bool) -> String {
    let mut out = String::new();
    for c in text.chars() {
        let code = u32::from(c);
        let _ = match c {
            '\n' | '\t' if !one_line => write!(out, "{c}"),
            '\n' => write!(out, "\\n"),
            '\t' => write!(out, "\\t"),
            '\u{0}'..='\u{1f}' | '\u{7f}'..='\u{9f}' => write!(out, "\\x{code:02x}"),
            '\u{ad}'
            | '\u{61c}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{fffe}'
            | '\u{ffff}'
            | '\u{e0000}'..='\u{e007f}' => write!(out, "\\u{{{code:x}}}"),
            _ => write!(out, "{c}"),
        };
    }
    out
}

fn page(text: &str, addresses: &[String]) -> String {
    String::from_utf8(bytes(&input(text, addresses), Format::Html).expect("a report")).expect("UTF-8")
}

/// Everything that holds of a page, whatever its texts are.
fn check(elements: &[Element]) {
    let of = |name: &str| -> Vec<&Element> { elements.iter().filter(|e| e.name == name).collect() };
    let (styles, scripts) = (of("style"), of("script"));
    assert_eq!((styles.len(), scripts.len()), (1, 1));
    let policy =
        of("meta").iter().find_map(|e| e.attribute("http-equiv").and(e.attribute("content"))).expect("a policy");
    assert!(
        policy.starts_with("default-src 'none'; ") && !policy.contains("-inline") && !policy.contains("-eval"),
        "{policy}"
    );
    for (directive, element) in [("style-src", styles[0]), ("script-src", scripts[0])] {
        let digest = STANDARD.encode(Sha256::digest(&element.text));
        assert!(policy.contains(&format!("{directive} 'sha256-{digest}'")), "{policy}: {digest}");
        assert!(element.attributes.is_empty());
    }
    let ids: Vec<&str> = elements.iter().filter_map(|e| e.attribute("id")).collect();
    let distinct: HashSet<&str> = ids.iter().copied().collect();
    assert_eq!(ids.len(), distinct.len(), "an id twice: {ids:?}");
    for element in elements {
        for (name, value) in &element.attributes {
            assert!(
                !name.starts_with("on")
                    && !matches!(name.as_str(), "style" | "src" | "srcset" | "action" | "formaction")
            );
            if name == "href" {
                let inside = value.strip_prefix('#').is_some_and(|id| distinct.contains(id));
                assert!(inside || value.starts_with("https://") || value.starts_with("http://"), "{value:?}");
                assert!(value.chars().all(|c| c.is_ascii_graphic()), "{value:?}");
            }
        }
    }
}

/// Characters of a text that no limit of the page cuts.
const SHORT: usize = 140;

/// The page of `text` has the elements of `plain`, a page of plain words, and holds the text.
fn holds(text: &str, plain: &[Element]) {
    let text = format!("x{text}x");
    let elements = elements(&page(&text, std::slice::from_ref(&text)));
    check(&elements);
    let (ours, theirs) = (shape(&elements), shape(plain));
    let first = ours.iter().zip(&theirs).position(|(a, b)| a != b);
    assert!(first.is_none() && ours.len() == theirs.len(), "{text:?}: {:?}", first.map(|at| (&ours[at], &theirs[at])));
    let lines = written_out(&text, false);
    let line = written_out(&text, true);
    let with_class = |class: &'static str| elements.iter().filter(move |e| e.has_class(class));
    for pre in elements.iter().filter(|e| e.name == "pre" && !e.text.ends_with('\n')) {
        assert!(pre.text == lines || pre.text == format!("{lines}-skipped"), "{:?} is not {lines:?}", pre.text);
    }
    assert!(with_class("desc").chain(with_class("prose")).all(|e| e.text == lines), "{lines:?}");
    assert!(with_class("id").all(|e| e.text.strip_suffix(['1', '2', '3', '4']) == Some(&line)), "{line:?}");
    assert!(
        with_class("title")
            .all(|e| e.text == written_out(&text.split_whitespace().collect::<Vec<_>>().join(" "), true))
    );
    let tags: Vec<&str> = elements.iter().filter_map(|e| e.attribute("data-nist")).collect();
    assert_eq!(tags, vec![format!("{line}\n{line}"); 8]);
    assert_eq!(with_class("id").count(), 8);
}

const HOSTILE: [&str; 16] = [
    "</script><script>alert(1)</script>",
    "<!--<script>",
    "--!><img src=x onerror=alert(1)>",
    "\" onmouseover=\"alert(1)",
    "' autofocus onfocus='alert(1)",
    "</style></title></textarea></pre></details></option></select>",
    "]]>&lt;&#60;&#x3c;&notin;&amp",
    "<svg/onload=alert(1)><math><mi//xlink:href=\"data:x,<script>\">",
    "\u{0}\u{1b}[31m\u{7f}\u{9b}\r\n\t\u{c}",
    "\u{202e}gpj.exe\u{2066}\u{200b}\u{feff}\u{2028}\u{ad}",
    "\u{fffe}\u{ffff}\u{1fffe}\u{fdd0}\u{fffd}",
    "{{constructor.constructor('alert(1)')()}}",
    "<base href=//evil><meta http-equiv=refresh content=0>",
    "<template><iframe srcdoc='<script>'></template>",
    "\n\n",
    "control-x search filters list shown theme",
];

fn plain() -> Vec<Element> {
    elements(&page("plain", &["plain".to_owned()]))
}

#[test]
fn no_text_changes_the_elements_of_the_page_and_all_of_it_is_held() {
    let plain = plain();
    let any = (proptest::sample::select(&HOSTILE[..]), "[<>&\"'!/=\\-;#x0-9a-z \n]{0,40}", any::<String>());
    let mut runner = TestRunner::new(ProptestConfig { cases: 32, ..ProptestConfig::default() });
    let ran = runner.run(&any, |(part, markup, text)| {
        holds(&format!("{part}{markup}{text}").chars().take(SHORT).collect::<String>(), &plain);
        Ok(())
    });
    assert!(ran.is_ok(), "{ran:?}");
}

#[test]
fn each_known_attack_is_text() {
    let plain = plain();
    for text in HOSTILE {
        holds(text, &plain);
    }
}

#[test]
fn an_address_is_a_link_only_where_it_leads_to_the_web() {
    let mut addresses: Vec<String> = NO_LINKS.iter().map(|address| (*address).to_owned()).collect();
    addresses.extend(["https://ia.cr/2017/1189?a=b&amp;c", "http://[::1]:80/#a"].map(str::to_owned));
    let elements = elements(&page("plain", &addresses));
    check(&elements);
    let links = elements.iter().filter(|e| e.name == "a" && e.attribute("rel").is_some()).map(|e| e.text.as_str());
    assert_eq!(
        links.collect::<HashSet<_>>(),
        HashSet::from(["https://ia.cr/2017/1189?a=b&amp;c", "http://[::1]:80/#a"])
    );
    for start in ["", "https://host/", "http://"] {
        let addresses: Vec<String> = HOSTILE.iter().map(|text| format!("{start}{text}")).collect();
        check(&self::elements(&page("plain", &addresses)));
    }
}

const NO_LINKS: [&str; 12] = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,x",
    "vbscript:x",
    "//evil",
    "file:///etc/passwd",
    "#list",
    "https:",
    "https://a\u{202e}b",
    "https://a b",
    "https://a\nb",
    " https://a",
];

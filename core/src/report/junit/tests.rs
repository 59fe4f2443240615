//! What the readers of JUnit XML find.

use std::collections::HashSet;

use proptest::prelude::*;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::super::input::tests::run;
use super::gate::MOST_NAMED;
use super::*;
use crate::report::{Format, Incomplete, bytes};
use crate::results::fixture::{change, control};

fn xml_of(input: &Input) -> String {
    String::from_utf8(bytes(input, Format::Junit).unwrap()).unwrap()
}

#[test]
fn each_status_has_its_junit_word_and_the_gate_its_suite() {
    let controls = ["passed", "failed", "error", "skipped"].map(|s| control(s, 0.9, s));
    let mut controls = Vec::from(controls);
    controls.push(control("n", 0.0, "failed"));
    let mut run = run(vec![controls], Some("failed.critical.max: 0, error.total.max: 1"));
    run.incomplete.push(Incomplete::new(Some(0), "cut off"));
    let xml = xml_of(&Input::of(run));
    assert!(
        xml.contains(r#"<testsuite name="k8s://shop/web/app" tests="5" skipped="2" errors="1" failures="1""#),
        "{xml}"
    );
    assert!(
        xml.contains(
            r#"<failure message="File /failed is expected to exist: expected /failed to exist" type="critical">"#
        ),
        "{xml}"
    );
    assert!(xml.contains("not applicable: impact is 0"));
    assert!(
        xml.contains(r#"<testsuite name="gate: threshold inline" tests="3" skipped="0" errors="1" failures="1""#),
        "{xml}"
    );
    assert!(xml.contains(r#"message="actual 1, bound &lt;= 0""#));
    assert!(xml.contains(r#"message="cut off""#));
}

#[test]
fn every_cut_is_announced_with_a_count() {
    let mut long = control("long", 0.9, "failed");
    long.results[0].message = Some("x".repeat(MOST_IN_CHECK + 1));
    long.results = vec![long.results.remove(0); MOST_CHECKS + 3];
    let many = (0..MOST_NAMED + 7).map(|n| control(&format!("c{n}"), 0.9, "failed"));
    let controls = many.chain([long]).collect();
    let xml = xml_of(&Input::of(run(vec![controls], Some("failed.total.max: 0"))));
    assert!(xml.contains("characters cut]") && xml.contains("[3 more checks left out]"));
    assert!(!xml.contains(" cut] ["), "a cut is announced once");
    assert!(xml.contains("[8 more left out]"));
}

#[test]
fn beyond_the_budget_texts_are_left_out_and_counted_but_no_case_is() {
    let mut long = control("long", 0.9, "failed");
    long.results[0].message = Some("x".repeat(MOST_IN_CHECK));
    long.results = vec![long.results.remove(0); MOST_CHECKS];
    let controls: Vec<Control> = (0..100).map(|n| Control { id: n.to_string(), ..long.clone() }).collect();
    let xml = xml_of(&Input::of(run(vec![controls], None)));
    assert!(xml.contains(r#"tests="100" skipped="0" errors="0" failures="100""#));
    assert!(xml.contains(r#"<property name="texts-left-out" value=""#));
    assert!(xml.len() < MOST_TEXT + 1024 * 1024);
}

#[test]
fn a_hostile_duration_is_no_panic() {
    for seconds in [-1.0, f64::NAN, f64::INFINITY, 1e300] {
        let mut control = control("a", 0.9, "passed");
        control.results[0].run_time = Some(seconds);
        assert!(xml_of(&Input::of(run(vec![vec![control]], None))).contains(r#"time="0.000""#));
    }
}

#[test]
fn an_unreached_target_is_an_error_of_its_own_suite() {
    let mut run = run(vec![vec![control("a", 0.9, "passed")]], None);
    run.targets[0].results = None;
    assert!(xml_of(&Input::of(run)).contains(
        r#"<error message="the target gave no results" type="incomplete">the target gave no results</error>"#
    ));
}

/// Class and name of each case, and the texts of what did not pass, as a parser reads them.
fn read(xml: &str) -> (Vec<(String, String)>, Vec<String>) {
    let attribute = |tag: &BytesStart<'_>, name: &str| {
        let found = tag.try_get_attribute(name).unwrap().unwrap();
        found.normalized_value(quick_xml::XmlVersion::Implicit1_0).unwrap().into_owned()
    };
    let (mut cases, mut texts) = (Vec::new(), Vec::new());
    let mut reader = Reader::from_str(xml);
    let mut open = None;
    loop {
        match reader.read_event().unwrap() {
            Event::Eof => return (cases, texts),
            Event::Start(tag) | Event::Empty(tag) if tag.name().as_ref() == b"testcase" => {
                cases.push((attribute(&tag, "classname"), attribute(&tag, "name")));
            }
            Event::Start(tag) if [&b"failure"[..], b"error", b"skipped"].contains(&tag.name().as_ref()) => {
                open = Some(String::new());
            }
            Event::Text(text) => open.iter_mut().for_each(|o| o.push_str(&text.decode().unwrap())),
            Event::GeneralRef(r) => {
                let c = match &*r.decode().unwrap() {
                    "lt" => '<',
                    "gt" => '>',
                    "amp" => '&',
                    "quot" => '"',
                    "apos" => '\'',
                    other => panic!("{other}"),
                };
                open.iter_mut().for_each(|o| o.push(c));
            }
            Event::End(_) => texts.extend(open.take()),
            _ => {}
        }
    }
}

#[test]
fn replicas_and_profiles_of_one_name_have_no_two_cases_of_one_class_and_name() {
    let mut run = run(vec![vec![control("a", 0.9, "failed")]; 2], None);
    run.targets[0].name = "k8s://shop/web-5d4f8c7b9-x2x9z/app".to_owned();
    run.targets[1].name = "k8s://shop/web-5d4f8c7b9-bq7lm/app".to_owned();
    change(run.targets[0].results.as_mut().unwrap(), |r| r.profiles.push(r.profiles[0].clone()));
    let (cases, _) = read(&xml_of(&Input::of(run)));
    assert_eq!(cases.iter().collect::<HashSet<_>>().len(), 4, "{cases:?}");
    assert_eq!(cases[1], ("cincture.shop/web-5d4f8c7b9-x2x9z/app.baseline".to_owned(), "a: Title of a (2)".to_owned()));
}

#[test]
fn a_class_is_that_of_the_workload() {
    let mut run = run(vec![vec![control("1.2", 0.9, "passed")]], None);
    run.targets[0].name = "k8s://shop/web-5d4f8c7b9-x2x9z/app.v1".to_owned();
    let (cases, _) = read(&xml_of(&Input::of(run)));
    assert_eq!(cases[0], ("cincture.shop.web.app_v1.baseline".to_owned(), "1.2: Title of 1.2".to_owned()));
}

proptest! {
    #[test]
    fn a_hostile_text_comes_back(text in any::<String>(), at in "(\\]\\]>|</failure>|&amp;|&#0;|\r\n|\u{1b}\\[|\u{fffe}|\u{202e})?") {
        let text = at + &text + "x";
        let mut failed = control("a", 0.9, "failed");
        failed.id = text.clone();
        failed.title = None;
        failed.results[0].code_desc = text.clone();
        failed.results[0].message = None;
        let (cases, texts) = read(&xml_of(&Input::of(run(vec![vec![failed]], None))));
        prop_assert_eq!(&cases[0].1, &xml_line(&text));
        prop_assert_eq!(&texts[0], &xml(text.trim()));
        prop_assert_eq!(cases.len(), 2);
    }
}

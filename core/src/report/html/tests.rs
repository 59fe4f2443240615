use super::super::input::tests::run;
use super::super::{Format, Incomplete, bytes};
use super::*;
use crate::gate::Threshold;
use crate::results::fixture::{change, control};
use crate::results::{Control, Profile};

fn page(input: &Input) -> String {
    String::from_utf8(bytes(input, Format::Html).unwrap()).unwrap()
}

/// Ids of the listed controls, in their order.
fn listed(page: &str) -> Vec<&str> {
    page.split("<span class=\"id x\">").skip(1).filter_map(|part| part.split('<').next()).collect()
}

#[test]
fn the_gravest_that_did_not_pass_comes_first_and_its_place_in_the_profile_is_kept() {
    let controls = vec![
        control("passed", 0.9, "passed"),
        control("n", 0.0, "failed"),
        control("low", 0.1, "failed"),
        control("error", 0.9, "error"),
        control("critical", 0.9, "failed"),
        control("skipped", 0.9, "skipped"),
    ];
    let page = page(&Input::of(run(vec![controls], None)));
    assert_eq!(listed(&page), ["critical", "low", "error", "skipped", "passed", "n"]);
    assert!(page.contains(
        "data-status=\"failed\" data-severity=\"critical\" data-target=\"0\" data-profile=\"0\" data-position=\"5\""
    ));
}

#[test]
fn each_part_of_a_gate_has_its_name_and_its_lines() {
    let mut run = run(vec![vec![control("a", 0.9, "failed")]], Some("passed.total.max: 5"));
    assert!(page(&Input::of(run.clone())).contains("Threshold <span class=\"x origin\">inline</span></h2>"));
    let mut floor = Threshold::parse_inline("failed.total.max: 0").unwrap();
    floor.origin = "org.yml".to_owned();
    run.gate.floors.push(floor);
    let page = page(&Input::of(run));
    let (before, after) = page.split_once("Floor <span class=\"x origin\">org.yml</span></th>").unwrap();
    assert!(before.contains("Gate</h2>") && before.contains("passed.total.max") && !before.contains("Broken by"));
    assert!(after.contains("failed.total.max") && after.contains("Broken by"));
}

#[test]
fn what_broke_a_line_and_what_was_not_checked_lead_to_their_controls() {
    let mut run =
        run(vec![vec![control("a", 0.9, "failed"), control("b", 0.5, "passed")]], Some("failed.total.max: 0"));
    run.incomplete.push(Incomplete { target: Some(0), control: Some("b".to_owned()), why: "cut off".to_owned() });
    run.incomplete.push(Incomplete { target: Some(0), control: Some("gone".to_owned()), why: "cut off".to_owned() });
    let page = page(&Input::of(run));
    assert!(page.contains("Broken by <a class=\"x\" href=\"#control-a\">a</a>"));
    assert!(page.contains("control <a class=\"x\" href=\"#control-b\">b</a>: <span class=\"x\">cut off</span>"));
    assert!(page.contains("control <span class=\"x\">gone</span>"));
    assert!(page.contains("id=\"control-a\"") && page.contains("id=\"control-b\""));
}

#[test]
fn each_cut_of_a_text_or_a_list_has_its_count() {
    let mut long = control("long", 0.9, "failed");
    long.results[0].message = Some("x".repeat(4_010));
    long.results = vec![long.results.remove(0); 53];
    let many = (0..60).map(|n| control(&format!("c{n}"), 0.1, "failed"));
    let page = page(&Input::of(run(vec![many.chain([long]).collect()], Some("failed.total.max: 0"))));
    assert!(page.contains("10 more characters: see results.json"));
    assert!(page.contains("<p class=\"cut\">3 more: see results.json</p>"));
    assert!(page.contains("and 21 more: see summary.json"));
}

fn page_within(input: &Input, limits: &Limits) -> String {
    let mut bytes = Vec::new();
    let mut writer = Writer::within(input, &mut bytes, limits);
    for counted in &input.tally.controls {
        writer.control(counted, &input.control(counted).unwrap()).unwrap();
    }
    writer.end().unwrap();
    String::from_utf8(bytes).unwrap()
}

#[test]
fn beyond_the_limit_details_are_left_out_and_told_those_of_failures_last_and_every_control_stays() {
    let fill = |id: String, status: &str| Control { code: Some("x".repeat(1_000)), ..control(&id, 0.9, status) };
    let passed = (0..60).map(|n| fill(format!("p{n}"), "passed"));
    let controls = passed.chain((0..10).map(|n| fill(format!("f{n}"), "failed"))).collect();
    let input = Input::of(run(vec![controls], None));
    let page = page_within(&input, &Limits { controls: 100, details: [64 * 1024, 32 * 1024] });
    assert_eq!(listed(&page).len(), 70);
    let told = page.split("The details of ").nth(1).and_then(|rest| rest.split(' ').next()).unwrap();
    let left_out: usize = told.parse().unwrap();
    assert!((30..60).contains(&left_out), "{left_out}");
    assert_eq!(page.matches("The details of this control are left out").count(), left_out);
    assert!(page.rfind("data-status=\"failed\"").unwrap() < page.find("The details of this control").unwrap());
}

#[test]
fn beyond_the_limit_of_controls_the_rest_is_counted_and_failures_are_never_among_it() {
    let passed = (0..20).map(|n| control(&format!("p{n}"), 0.5, "passed"));
    let controls = passed.chain([control("last", 0.5, "failed")]).collect();
    let page = page_within(&Input::of(run(vec![controls], None)), &Limits { controls: 15, ..LIMITS });
    assert_eq!(listed(&page).len(), 15);
    assert_eq!(listed(&page)[0], "last");
    assert!(page.contains("15 of 21 controls") && page.contains("6 more controls are not listed"));
}

#[test]
fn a_waiver_is_told_with_what_it_did() {
    let waiver = |skipped: bool| serde_json::json!({"justification": "known", "expiration_date": "2027-01-01", "skipped_due_to_waiver": skipped});
    let with =
        |id: &str, status: &str, skipped| Control { waiver_data: Some(waiver(skipped)), ..control(id, 0.9, status) };
    let page = page(&Input::of(run(vec![vec![with("a", "skipped", true), with("b", "failed", false)]], None)));
    assert!(page.contains("A waiver takes this control out of the count."));
    assert!(page.contains("A waiver names this control; it was checked all the same."));
    assert!(page.contains("<dt class=\"x\">expiration date</dt><dd class=\"x\">2027-01-01</dd>"));
}

#[test]
fn a_run_that_found_nothing_is_a_page_too() {
    let mut lost = run(vec![vec![]], Some("failed.total.max: 0"));
    lost.targets[0].results = None;
    let page = page(&Input::of(lost));
    assert!(page.contains("<h1>Incomplete</h1>") && page.contains("the target gave no results"));
    assert!(
        page.contains("No control was found.") && page.contains("Nothing was found that it could be held against.")
    );
}

#[test]
fn one_page_for_profiles_of_the_same_name() {
    let mut run = run(vec![vec![control("a", 0.9, "passed")], vec![control("a", 0.9, "passed")]], None);
    let second =
        Profile { name: "other".to_owned(), controls: vec![control("b", 0.9, "passed")], ..Profile::default() };
    change(run.targets[1].results.as_mut().unwrap(), |results| results.profiles.push(second));
    let page = page(&Input::of(run));
    let places = [
        "data-target=\"0\" data-profile=\"0\"",
        "data-target=\"1\" data-profile=\"0\"",
        "data-target=\"1\" data-profile=\"1\"",
    ];
    assert!(places.iter().all(|place| page.matches(place).count() == 1));
}

/// The parser of a browser ends a script at the first of these, whatever the script means.
#[test]
fn the_script_and_the_style_end_where_they_should() {
    for text in [SCRIPT, STYLE] {
        assert!(!text.contains("</") && !text.contains("<!--") && !text.contains('\r'));
    }
    assert!(
        ["innerHTML", "outerHTML", "insertAdjacent", "document.write", "eval(", "Function(", "setAttribute"]
            .iter()
            .all(|word| !SCRIPT.contains(word))
    );
}

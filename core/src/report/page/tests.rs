//! What a reader sees at the end of a scan.

use super::super::input::tests::run;
use super::*;
use crate::problem::Code;
use crate::report::Incomplete;
use crate::report::table::MOST_ROWS;
use crate::results::fixture::{change, control};

fn mixed() -> Input {
    let mut failed = control("f-critical", 1.0, "failed");
    failed.results[0].code_desc = "File /etc/shadow mode is expected to cmp == \"0640\"".to_owned();
    failed.results[0].message = Some("\nexpected: 0640\n     got: 0666\n\n(compared using `cmp` matcher)\n".to_owned());
    let controls = vec![
        control("p-1", 0.5, "passed"),
        control("s-1", 0.5, "skipped"),
        control("f-low", 0.1, "failed"),
        failed,
        control("e-1", 0.7, "error"),
    ];
    let mut run = run(vec![controls], Some("failed.critical.max: 0, failed.low.max: 1"));
    run.incomplete.push(Incomplete::new(Some(0), "the answer was cut off"));
    let lost = Problem::new(Code::TargetLost, "the scan broke off", "connection closed", "try again");
    run.problems.push(lost.at("k8s://shop/web/app"));
    Input::of(run)
}

#[test]
fn failures_come_first_with_what_was_found_then_broken_lines_and_at_last_the_verdict() {
    insta::assert_snapshot!(render_table(&mixed(), 80, false), @r#"
    failed   critical  f-critical  Title of f-critical
             File /etc/shadow mode is expected to cmp == "0640"
                 expected: 0640
                      got: 0666
    failed   low       f-low       Title of f-low
             File /f-low is expected to exist
                 expected /f-low to exist
    error    high      e-1         Title of e-1
             File /e-1 is expected to exist
    skipped  medium    s-1         Title of s-1
             File /s-1 is expected to exist
                 no /s-1 here

    Target k8s://shop/web/app (debian 12): baseline, in 1.5 s
    Controls: 1 passed, 2 failed, 1 error, 1 skipped, 0 not applicable
    Compliance: 20 %
    Threshold inline: 1 of 2 lines hold
      broken  failed.critical.max: actual 1, bound <= 0
              f-critical
    Not checked:
      the answer was cut off
    error[target-lost]: the scan broke off
      where: k8s://shop/web/app
        why: connection closed
       help: try again
    warning: 1 control ended in an error, and no `error` line of the threshold
      bounds them; add `error.total.max: 0`
    Breached: the threshold inline does not hold in 1 of its 2 lines, and not everything that was asked for was checked. Exit status 3.
    "#);
}

#[test]
fn where_nothing_was_reached_nothing_is_counted() {
    let mut run = run(vec![vec![]], Some("failed.total.max: 0"));
    run.targets[0].results = None;
    run.problems.push(Problem::new(Code::ClusterUnreachable, "the API server does not answer", "no route", "check it"));
    insta::assert_snapshot!(render_table(&Input::of(run), 80, false), @r#"
    Target k8s://shop/web/app: nothing was found out
    Not checked:
      the target gave no results
    error[cluster-unreachable]: the API server does not answer
        why: no route
       help: check it
    Failed: the API server does not answer; nothing was checked. Exit status 1.
    "#);
}

#[test]
fn nothing_from_outside_reaches_the_terminal_raw() {
    let hostile = "a\u{1b}[2J\r\n::error::x ##vso[task] \u{202e}";
    let mut bad = control(hostile, 1.0, "failed");
    bad.title = Some(hostile.to_owned());
    bad.results[0].message = Some(format!("{hostile}\n{}", "a ::error::b ".repeat(30)));
    let mut run = run(vec![vec![bad.clone()], vec![bad]], Some("failed.critical.max: 0"));
    run.targets[0].name = hostile.to_owned();
    change(run.targets[0].results.as_mut().unwrap(), |results| {
        results.platform.name = Some(hostile.to_owned());
        results.profiles[0].name = hostile.to_owned();
    });
    run.warnings.push(hostile.to_owned());
    run.incomplete.push(Incomplete { control: Some(hostile.to_owned()), ..Incomplete::new(Some(0), hostile) });
    run.problems.push(Problem::new(Code::TargetLost, hostile, hostile, hostile).at(hostile));
    for width in (40..70).chain([100, 1_000]) {
        let shown = render_table(&Input::of(run.clone()), width, false);
        assert!(!shown.chars().any(|c| c.is_control() && c != '\n'), "{shown:?}");
        assert!(!shown.contains("##") && !shown.contains('\u{202e}'));
        assert!(shown.lines().all(|l| !l.trim_start().starts_with("::")), "{shown}");
    }
}

#[test]
fn colour_changes_nothing_but_the_colour_and_a_cut_is_announced() {
    let many = (0..MOST_ROWS + 5).map(|n| control(&format!("c{n}"), 0.9, "failed")).collect();
    let input = Input::of(run(vec![many], Some("failed.total.max: 0")));
    let (plain, coloured) = (render_table(&input, 80, false), render_table(&input, 80, true));
    assert!(plain.contains("… and 5 more with status failed") && plain.contains(" and 97 more"), "{plain}");
    assert_ne!(plain, coloured);
    let mut stripped = String::new();
    for (at, part) in coloured.split("\u{1b}[").enumerate() {
        stripped.push_str(if at == 0 { part } else { part.split_once('m').unwrap().1 });
    }
    assert_eq!(stripped, plain);
}

#[test]
fn rows_keep_to_the_width_but_an_id_is_never_cut() {
    let mut wide = control("a", 0.9, "failed");
    wide.title = Some("界".repeat(100));
    wide.results[0].message = Some("x".repeat(300));
    let id = "a-long-id-that-takes-more-than-a-third-of-the-line-and-goes-on-and-on";
    let shown = render_table(&Input::of(run(vec![vec![wide, control(id, 0.5, "failed")]], None)), 60, false);
    let controls = shown.split("\n\n").next().unwrap();
    assert!(controls.lines().filter(|l| !l.ends_with(id)).all(|l| l.width() <= 60), "{shown}");
    assert!(controls.lines().any(|l| l.ends_with(id)), "{shown}");
}

#[test]
fn no_text_floods_the_terminal() {
    for flood in [format!("a{}", "\u{301}".repeat(1 << 20)), "flood ".repeat(1 << 18), "a\n".repeat(1 << 18)] {
        let mut bad = control(&flood, 0.9, "failed");
        bad.title = Some(flood.clone());
        bad.results[0].message = Some(flood.clone());
        let mut run = run(vec![vec![bad]], Some("failed.total.max: 0"));
        run.incomplete.push(Incomplete::new(Some(0), &flood));
        run.problems.push(Problem::new(Code::TargetLost, &flood, &flood, &flood).at(&flood));
        run.problems.push(Problem::new(Code::ClusterUnreachable, "what", &flood, "help"));
        run.warnings.push(flood);
        let shown = render_table(&Input::of(run), 80, false);
        assert!(shown.len() < 200_000, "{} bytes", shown.len());
    }
}

//! What a reader of CommonMark, with the extensions of GitHub and GitLab, sees.

use proptest::prelude::*;
use pulldown_cmark::{Event, Options, Parser, Tag};

use super::super::input::tests::run;
use super::super::{Format, Incomplete, bytes};
use super::escape::{PART, block, code, prose};
use super::*;
use crate::problem::Code;
use crate::results::fixture::{change, control};
use crate::untrusted::{one_line, printable};

fn events(markdown: &str) -> Vec<Event<'_>> {
    Parser::new_ext(markdown, Options::all() - Options::ENABLE_SMART_PUNCTUATION).collect()
}

/// Everything but texts: headings, tables, code blocks, HTML, links, emphasis, breaks.
fn structure(markdown: &str) -> Vec<String> {
    let shape = |event: Event<'_>| match event {
        Event::Text(_) | Event::Code(_) => None,
        other => Some(format!("{other:?}")),
    };
    // An empty text is none, so that a heading's id is not compared, either.
    events(markdown).into_iter().filter_map(shape).collect()
}

/// What is read, without what parts references.
fn text(markdown: &str) -> String {
    let texts = events(markdown).into_iter().filter_map(|event| match event {
        Event::Text(text) | Event::Code(text) => Some(text.into_string()),
        _ => None,
    });
    texts.collect::<String>().replace(PART, "")
}

/// The text outside of code, in which references are looked for.
fn open_text(markdown: &str) -> String {
    let mut in_block = false;
    let mut out = String::new();
    for event in events(markdown) {
        match event {
            Event::Start(Tag::CodeBlock(_)) => in_block = true,
            Event::End(pulldown_cmark::TagEnd::CodeBlock) => in_block = false,
            Event::Text(text) if !in_block => out.push_str(&text),
            _ => out.push(' '),
        }
    }
    out
}

/// By the rules of GitHub and GitLab: a sign, and at once what it refers to; and what is a link without brackets.
fn has_reference(text: &str) -> bool {
    let refers = |(sign, next): (char, char)| "@#!~%$&^".contains(sign) && (next.is_alphanumeric() || next == '"');
    let lower = text.to_lowercase();
    text.chars().zip(text.chars().skip(1)).any(refers) || ["://", "www.", "gh-"].iter().any(|word| lower.contains(word))
}

/// Texts in which much of the grammar occurs.
fn hostile() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "`{1,5}|\\||\\\\|~~~|\\*\\*|__|\\$\\$?|:tada:|&lt;|&#64;|<!--|\\[x\\]\\(y\\)|!\\[|\\]: z|\\[\\^1\\]|\\[\\[w\\]\\]",
        "</?details>|<b>|<script>|@me|#12|!3|GH-4|www\\.a\\.b|https://a\\.b|a@b\\.cd|\\{\\+|\\[ \\] ",
        "\n|\n\n|\r|\t|    |\n- |\n1\\. |\n# |\n> |\n---\n|\n===|\n```|\n/close|\n::error::|##\\[x|\\{#id\\}",
        ".| |[a-z]",
        any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

/// A run in which every text from outside is `text`.
fn all_of(text: &str) -> Input {
    let mut failed = control("a", 0.9, "failed");
    failed.id = text.to_owned();
    failed.title = Some(text.to_owned());
    failed.results[0].code_desc = text.to_owned();
    failed.results[0].message = Some(format!("expected: {text}"));
    let mut run = run(vec![vec![failed], vec![control("b", 0.5, "passed")]], Some("failed.total.max: 0"));
    run.targets[0].name = text.to_owned();
    change(run.targets[0].results.as_mut().unwrap(), |results| {
        results.platform.name = Some(text.to_owned());
        results.profiles[0].name = text.to_owned();
    });
    if let Some(threshold) = &mut run.gate.threshold {
        threshold.origin = text.to_owned();
    }
    run.incomplete.push(Incomplete { control: Some(text.to_owned()), ..Incomplete::new(Some(0), text) });
    run.problems.push(Problem::new(Code::TargetLost, text, text, text).at(text));
    run.warnings.push(text.to_owned());
    Input::of(run)
}

#[test]
fn a_reader_sees_the_verdict_first_and_what_broke_it() {
    let controls = vec![control("a", 0.9, "failed"), control("b", 0.5, "passed"), control("c", 0.5, "error")];
    let mut run = run(vec![controls], Some("failed.critical.max: 0, compliance.min: 10"));
    run.incomplete.push(Incomplete::new(Some(0), "cut off"));
    let page = String::from_utf8(bytes(&Input::of(run), Format::Markdown).unwrap()).unwrap();
    insta::assert_snapshot!(page);
}

#[test]
fn what_does_not_fit_is_counted_and_the_verdict_stays() {
    let controls = (0..500).map(|n| control(&format!("c{n}"), 0.9, "failed")).collect();
    let mut run = run(vec![controls], Some("failed.total.max: 0"));
    run.warnings = vec!["w".repeat(1_000); 200];
    let input = Input::of(run);
    for most in [2 * 1024, 8 * 1024, 65_536, MOST_BYTES] {
        let page = markdown(&input, most);
        assert!(page.len() <= most && page.starts_with("## ❌ Cincture: breached\n"), "{most}: {}", page.len());
        let rows = page.matches("\n| failed | critical |").count();
        assert!(page.contains(&format!("… and {} controls left out", 500 - rows)) || rows == 0, "{most}: {rows}");
        assert_eq!(page.matches("<details>").count(), page.matches("</details>").count());
    }
    assert!(markdown(&input, MOST_BYTES).contains("… and 150 warnings left out"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn a_hostile_text_changes_nothing_but_itself(text in hostile()) {
        let (ours, plain) = (markdown(&all_of(&text), MOST_BYTES), markdown(&all_of("plain"), MOST_BYTES));
        prop_assert_eq!(structure(&ours), structure(&plain), "{}", ours);
        prop_assert!(!has_reference(&open_text(&ours)), "{}", ours);
        prop_assert!(ours.lines().all(|line| !line.starts_with(['/', ':', '@'])), "{}", ours);
        prop_assert!(!ours.lines().any(|line| line.contains("##[") || line.contains("##vso")), "{}", ours);
    }

    #[test]
    fn a_hostile_text_comes_back_from_each_place(hostile in hostile()) {
        for (before, after) in [("| a |\n|---|\n| ", " | y |\n"), ("#### x ", "\n"), ("- x\n- ", "\n- y\n"), ("", "\n\ny\n")] {
            let page = |inside: &str| format!("{before}{inside}{after}");
            for (shown, expected) in [(prose(&hostile), one_line(&hostile).trim()), (code(&hostile), &*one_line(&hostile))] {
                if expected.is_empty() { continue }
                prop_assert_eq!(structure(&page(&shown)), structure(&page("plain")), "{}", page(&shown));
                prop_assert!(text(&page(&shown)).contains(expected), "{}", page(&shown));
            }
        }
        let (shown, expected) = (text(&block(&hostile)), printable(&hostile).replace('\t', "\\t"));
        prop_assert_eq!(shown.trim_end_matches('\n'), expected.trim_end_matches('\n'));
    }

    #[test]
    fn no_page_is_longer_than_asked(text in hostile(), most in 0_usize..20_000) {
        prop_assert!(markdown(&all_of(&text), most).len() <= most);
    }
}

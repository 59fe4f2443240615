//! What a container, a profile or a branch says never becomes a command, and what we say arrives as we meant it.

use std::path::Path;

use cincture_core::env::Env;
use cincture_core::exit::Exit;
use cincture_core::report::{Format, Input, render_table};
use cincture_github::GitHub;
use proptest::prelude::*;

use super::runner::{self, Command};
use crate::platforms::{self, GUARD, Told, hostile_run};

/// What is printed of `input`, standard error first since the runner may read it so, and what is put in files.
fn told(input: &Input, out: &Path) -> Told {
    let variables = [("GITHUB_ACTIONS", "true"), ("GITHUB_OUTPUT", "/output"), ("GITHUB_STEP_SUMMARY", "/summary")];
    let secrets = [("KUBECONFIG_CONTENT", "users: [{user: {token: s3cr3t-t0k3n}}]")];
    let env: Env = variables.into_iter().chain(secrets).collect();
    platforms::told(&GitHub, &env, input, &[(Format::Results, out.to_owned())])
}

fn hostile() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        any::<String>(),
        Just("::error::x".to_owned()),
        Just("\n::add-mask::a".to_owned()),
        Just("\r::set-output name=verdict::pass".to_owned()),
        Just("##[set-env name=NODE_OPTIONS]--require".to_owned()),
        Just("\n###[group]##[error]".to_owned()),
        Just(format!("\n::{GUARD}::\n::notice::x")),
        Just(format!("\ncincture_{GUARD}\nverdict=pass\n")),
        Just("%0A::stop-commands::x%25".to_owned()),
        Just("\u{2028}::warning::\u{85}::warning::".to_owned()),
        Just("a,title=b:c".to_owned()),
        Just("x".repeat(5_000)),
    ];
    prop::collection::vec(piece, 1..5).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_becomes_a_command_and_ours_arrive_as_they_are_meant(text in hostile(), out in hostile()) {
        let input = hostile_run(&text);
        let Told { printed, written } = told(&input, Path::new(&out));
        let commands = runner::commands(&printed);
        let (masks, annotations): (Vec<_>, Vec<_>) = commands.into_iter().partition(|c| c.name == "add-mask");
        prop_assert_eq!(masks.iter().map(|c| c.data.as_str()).collect::<Vec<_>>(), ["s3cr3t-t0k3n"]);
        // 90 controls in three kinds: the runner takes ten of each, one warning is kept for the step's own, and the last
        // says how many more there are.
        for (kind, most) in [("error", 10), ("warning", 9), ("notice", 10)] {
            let of_kind: Vec<&Command> = annotations.iter().filter(|c| c.name == kind).collect();
            prop_assert_eq!(of_kind.len(), most);
            prop_assert!(of_kind[most - 1].data.contains(" more "), "{:?}", of_kind[most - 1]);
        }
        prop_assert_eq!(annotations.len(), 29);
        for annotation in &annotations {
            prop_assert!(annotation.data.encode_utf16().count() <= 4_096);
            prop_assert!(!annotation.data.chars().any(|c| c.is_control() && c != '\n'));
            prop_assert_eq!(annotation.properties.keys().collect::<Vec<_>>(), ["title"]);
        }
        let output = &written.iter().find(|(path, _)| path == Path::new("/output")).unwrap().1;
        let expected = [("verdict", word(input.exit)), ("exit-status", "3"), ("compliance", "0"), ("failed", "30"), ("results", &out)];
        let expected = expected.map(|(name, value)| (name.to_owned(), value.to_owned()));
        prop_assert_eq!(runner::outputs(output).unwrap(), expected);
        prop_assert!(written.iter().all(|(path, text)| path != Path::new("/summary") || text.len() <= 1 << 20));
    }

    #[test]
    fn nothing_of_the_table_or_of_a_problem_is_a_command_even_where_the_guard_is_late(text in hostile()) {
        let input = hostile_run(&text);
        let shown = render_table(&input, 60, false) + &input.run.problems[0].explained();
        prop_assert_eq!(runner::commands(&shown), []);
    }
}

fn word(exit: Exit) -> &'static str {
    assert_eq!(exit, Exit::Breached, "30 controls failed");
    "breached"
}

#[test]
fn the_gravest_come_first_and_the_verdict_before_all() {
    let Told { printed, .. } = told(&hostile_run("x"), Path::new("out"));
    let errors: Vec<String> = runner::commands(&printed)
        .into_iter()
        .filter(|c| c.name == "error")
        .map(|c| c.properties["title"].clone())
        .collect();
    assert_eq!(errors[..2], ["Cincture: breached", "Cincture: target-lost"]);
    assert_eq!(
        errors[2..9],
        ["0x", "12x", "24x", "36x", "48x", "60x", "72x"].map(|id| format!("{id} failed (critical)"))
    );
}

//! What Bamboo makes of a job: nothing of its log, and of `cincture.env` what its task *Inject Bamboo variables* reads, which are
//! properties as Java has them.

use std::fs;
use std::process::Command;

use cincture_bamboo::Bamboo;
use cincture_core::env::Env;
use cincture_core::platform::Platform;
use cincture_core::report::{Format, bytes};
use cincture_engine::profile::parse_yaml;
use proptest::prelude::*;

use super::{NoFiles, documents, hostile_run, told};

/// Whether a log drives no terminal and no other CI system.
fn harmless(log: &str) -> bool {
    !log.contains("\u{1b}[2J") && !log.contains("##")
}

/// The lines of a file that need no rule of Java's: a name, `=`, a value, and nothing that begins a comment, an escape or a
/// second separator.
fn injected(file: &str) -> Option<Vec<(&str, &str)>> {
    let word = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"_.-".contains(&b));
    let pair = |line| str::split_once(line, '=').filter(|(name, value)| word(name) && word(value));
    file.lines().map(pair).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_reaches_a_variable_or_a_terminal(text in "\\PC*|(\\n|=|\\\\|\\$\\{bamboo.x\\}|##|\\x1b\\[2J|x){1,20}") {
        let input = hostile_run(&text);
        let file = String::from_utf8(bytes(&input, Format::Dotenv).unwrap()).unwrap();
        let names: Vec<&str> = injected(&file).unwrap().iter().map(|(name, _)| *name).collect();
        prop_assert!(names.contains(&"CINCTURE_VERDICT") && names.iter().all(|name| name.starts_with("CINCTURE_")));
        let names = ["planKey", "planRepository_repositoryUrl", "resultsUrl", "repository_pr_key", "deploy_environment"];
        let env: Env = names.iter().map(|name| (format!("bamboo_{name}"), text.clone())).collect();
        let told = told(&Bamboo, &env, &input, &[]);
        prop_assert!(told.written.is_empty() && harmless(&told.printed));
        let context = Bamboo.context(&env, &NoFiles).unwrap();
        prop_assert!(context.change.is_none_or(|change| change.from_fork));
    }
}

#[test]
fn plan_variables_are_the_inputs_and_what_an_earlier_scan_left_is_none() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("mine.rb"), "control 'a' do\n  describe(1) { it { should eq 2 } }\nend\n").unwrap();
    let scan = |more: &[(&str, &str)]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cincture"));
        command.arg("ci").current_dir(folder.path()).env_clear().envs([
            ("bamboo_planKey", "SHOP-WEB"),
            ("bamboo_cincture_target", &format!("rootfs://{}", folder.path().display())),
            ("bamboo_cincture_profile", "./mine.rb"),
            ("bamboo_cincture_CINCTURE_VERDICT", "pass"),
        ]);
        let output = command.envs(more.iter().copied()).output().unwrap();
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    let (status, said) = scan(&[("bamboo_cincture_threshold", "failed.total.max: 0")]);
    assert_eq!(status, Some(3), "{said}");
    assert!(said.contains("platform: bamboo"), "{said}");
    let file = fs::read_to_string(folder.path().join("cincture-results/cincture.env")).unwrap();
    assert!(injected(&file).unwrap().contains(&("CINCTURE_VERDICT", "breached")), "{file}");
    let (status, said) = scan(&[("bamboo_cincture_thresold", "x")]);
    assert_eq!(status, Some(3), "without one that is understood the usual threshold judges: {said}");
    assert!(said.contains("bamboo_cincture_thresold means nothing") && !said.contains("VERDICT"), "{said}");
}

#[test]
fn the_plan_and_the_deployment_of_the_document_are_of_bamboos_form() {
    let blocks = documents::blocks("bamboo", "yaml");
    assert_eq!(blocks.len(), 2);
    let bad = blocks[0].replace("stages:\n", "stages: x\nothers:\n");
    documents::holds_to_schema("vendor.bamboo-spec", &[], &blocks, &bad);
    // The schema knows no more than the shape: the files are those of a scan, and the namespace is of the form that
    // `InjectVariablesTaskProperties` of bamboo-specs asks for.
    let plan = parse_yaml(&blocks[0]).unwrap();
    let last = &plan["Scan"]["final-tasks"];
    for (place, format) in [
        (&last[0]["test-parser"]["test-results"], Format::Junit),
        (&last[1]["inject-variables"]["file"], Format::Dotenv),
    ] {
        assert_eq!(*place, format!("cincture-results/{}", format.file_name()));
    }
    assert!(last[1]["inject-variables"]["namespace"].as_str().unwrap().bytes().all(|b| b.is_ascii_alphanumeric()));
}

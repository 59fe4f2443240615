//! CodeBuild: the first buildspec of docs/codebuild.md is run, phase by phase, as its reference says.

pub(crate) mod build;

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use cincture_codebuild::CodeBuild;
use cincture_core::env::Env;
use cincture_core::platform::Platform;
use proptest::prelude::*;

use self::build::{Build, run};
use super::{NoFiles, documents, hostile_run, told};

/// The buildspecs of the document.
fn buildspecs() -> Vec<String> {
    documents::blocks("codebuild", "yaml")
}

/// A source folder with a profile and, below `root`, what is scanned; and a program `aws` that writes down how it is called.
struct Source(tempfile::TempDir);

impl Source {
    fn new(motd: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path();
        for name in ["src/root/etc", "bin"] {
            fs::create_dir_all(path.join(name)).unwrap();
        }
        fs::write(path.join("src/root/etc/motd"), motd).unwrap();
        let profile = "control 'motd' do\n  impact 0.7\n  describe file('/etc/motd') do\n    its('content') { should match(/authorised/) }\n  end\nend\n";
        fs::write(path.join("src/profile.rb"), profile).unwrap();
        let aws = "#!/bin/sh\nprintf '%s\\n' \"$*\" >> \"$AWS_CALLS\"\nfor word; do case $word in file://*) cat \"${word#file://}\" >> \"$AWS_CALLS\";; esac; done\n";
        fs::write(path.join("bin/aws"), aws).unwrap();
        fs::set_permissions(path.join("bin/aws"), fs::Permissions::from_mode(0o755)).unwrap();
        Self(folder)
    }

    fn src(&self) -> std::path::PathBuf {
        self.0.path().join("src")
    }

    fn build(&self, buildspec: &str, more: &[(&str, &str)]) -> Build {
        let program = Path::new(env!("CARGO_BIN_EXE_cincture")).parent().unwrap();
        let path = format!("{}:{}:/usr/bin:/bin", self.0.path().join("bin").display(), program.display());
        let target = format!("rootfs://{}", self.src().join("root").display());
        let calls = self.0.path().join("calls").display().to_string();
        let of_call = [
            ("PATH", path.as_str()),
            ("CINCTURE_TARGET", &target),
            ("CINCTURE_PROFILE", "./profile.rb"),
            ("CINCTURE_THRESHOLD", "failed.total.max: 0"),
            ("AWS_CALLS", &calls),
        ];
        let of_call: Vec<(&str, &str)> = of_call.into_iter().chain(more.iter().copied()).collect();
        run(buildspec, &CodeBuild.example().env(), &self.src(), &of_call)
    }

    fn calls(&self) -> String {
        fs::read_to_string(self.0.path().join("calls")).unwrap()
    }
}

#[test]
fn the_buildspec_succeeds_on_what_complies_and_leaves_report_artifacts_and_variables() {
    let source = Source::new("For authorised people only.\n");
    let build = source.build(&buildspecs()[0], &[]);
    assert!(build.succeeded(), "{build:?}");
    assert_eq!(build.ran(), ["install", "pre_build", "build", "post_build"]);
    assert_eq!(build.exported["CINCTURE_VERDICT"], "pass");
    assert_eq!((&*build.exported["CINCTURE_COMPLIANCE"], &*build.exported["CINCTURE_FAILED"]), ("100", "0"));
    assert_eq!(build.reports["compliance"], ["junit.xml"]);
    for file in ["results.json", "summary.json", "junit.xml", "report.sarif", "summary.md", "cincture.env"] {
        assert!(build.artifacts.iter().any(|artifact| artifact == file), "{file} {build:?}");
    }
    assert!(build.log.contains("platform: codebuild"), "{build:?}");
}

#[test]
fn it_fails_on_what_does_not_and_leaves_the_same() {
    let source = Source::new("Welcome!\n");
    let build = source.build(&buildspecs()[0], &[]);
    assert_eq!(build.failed_phases(), ["build"], "{build:?}");
    assert_eq!(build.status_of("build"), 3, "{build:?}");
    assert_eq!(build.ran().last(), Some(&"post_build"), "{build:?}");
    assert_eq!(build.succeeding_in_post_build.as_deref(), Some("0"));
    assert_eq!((&*build.exported["CINCTURE_VERDICT"], &*build.exported["CINCTURE_FAILED"]), ("breached", "1"));
    assert_eq!(build.reports["compliance"], ["junit.xml"]);
    assert!(build.artifacts.iter().any(|artifact| artifact == "results.json"), "{build:?}");
}

#[test]
fn a_scan_that_cannot_begin_fails_the_build_and_nothing_of_an_earlier_one_is_its_verdict() {
    let source = Source::new("For authorised people only.\n");
    let build = source.build(&buildspecs()[0], &[("CINCTURE_TARGET", "no target")]);
    assert_eq!((build.status_of("build"), build.status_of("post_build")), (2, 0), "{build:?}");
    assert!(!build.succeeded() && build.exported.is_empty(), "{build:?}");
}

#[test]
fn findings_go_to_security_hub_a_hundred_at_a_time_for_the_account_of_the_build() {
    let source = Source::new("Welcome!\n");
    let many: String = (0..130)
        .map(|n| format!("control 'c{n}' do\n  describe file('/etc/motd') do\n    it {{ should exist }}\n  end\nend\n"))
        .collect();
    fs::write(source.src().join("profile.rb"), many).unwrap();
    let build = source.build(&buildspecs()[1], &[]);
    assert!(build.succeeded(), "{build:?}");
    let calls = source.calls();
    assert_eq!(calls.matches("securityhub batch-import-findings").count(), 2, "{calls}");
    assert_eq!(calls.matches("\"AwsAccountId\":\"111122223333\"").count(), 130, "{calls}");
    assert!(!calls.contains("000000000000"), "nobody's account");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_makes_an_address_or_reaches_a_terminal(text in "\\PC*|(\\n|:|/|%|arn|build|pr/|\\x1b\\[2J|x){1,20}") {
        let names = ["BUILD_ARN", "BUILD_ID", "SOURCE_VERSION", "SOURCE_REPO_URL", "WEBHOOK_TRIGGER", "WEBHOOK_HEAD_REF", "INITIATOR"];
        let env: Env = names.iter().map(|name| (format!("CODEBUILD_{name}"), text.clone())).collect();
        let arn = format!("arn:aws:codebuild:eu-central-1:111122223333:build/{text}:{text}");
        let made = CodeBuild.context(&[("CODEBUILD_BUILD_ARN", arn.as_str())].into_iter().collect(), &NoFiles).unwrap().build.url;
        let plain = !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-".contains(&b));
        prop_assert_eq!(made.is_some(), plain, "{:?}", made);
        prop_assert_eq!(CodeBuild.context(&env, &NoFiles).unwrap().build.url, None);
        let told = told(&CodeBuild, &env, &hostile_run(&text), &[]);
        let cleared = told.printed.matches("\u{1b}[2J").count();
        prop_assert_eq!((told.written.len(), cleared), (0, 0));
    }
}

//! Input that is wrong: one clear error, the right status, before anything is touched.

use std::fs;

use cincture_core::report::Format;

use super::{Ran, profile, program};

fn scan(arguments: &[&str]) -> Ran {
    let mut command = program();
    command.arg("scan").args(arguments);
    Ran::of(command)
}

#[test]
fn wrong_usage_and_wrong_files_end_with_2_and_say_what_where_why_and_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        path.display().to_string()
    };
    let broken = file("broken.rb", "control 'a' do\n");
    let empty = file("empty.yml", "{}\n");
    let typo = file("typo.yml", "failed:\n  critcal: {max: 0}\n");
    let archive = file("profile.tar.gz", "no archive");
    let text = file("profile.txt", "no profile");
    let folder_without = folder.path().join("nothing");
    fs::create_dir(&folder_without).unwrap();
    let folder_without = folder_without.display().to_string();
    let bad_yml = folder.path().join("bad");
    fs::create_dir_all(bad_yml.join("controls")).unwrap();
    fs::write(bad_yml.join("inspec.yml"), "name: [\n").unwrap();
    let bad_yml = bad_yml.display().to_string();
    for (arguments, words) in [
        (vec!["k8s://"], vec!["usage", "k8s://NAMESPACE/POD"]),
        (vec!["ftp://x/y"], vec!["usage"]),
        (vec!["k8s://ns/pod/../secrets"], vec!["usage"]),
        (vec!["k8s://ns/pod%2Fexec"], vec!["usage"]),
        (vec!["local://", "--profile", "/nonexistent/profile"], vec!["profile-not-found", "/nonexistent/profile"]),
        (vec!["local://", "--profile", "container-basline"], vec!["did you mean", "container-baseline"]),
        (vec!["local://", "--profile", &text], vec!["profile-invalid"]),
        (vec!["local://", "--profile", &archive], vec!["profile-invalid"]),
        (vec!["local://", "--profile", &folder_without], vec!["profile-invalid"]),
        (vec!["local://", "--profile", &bad_yml], vec!["profile-invalid", "inspec.yml"]),
        (vec!["local://", "--threshold", "/nonexistent/t.yml"], vec!["threshold-not-found"]),
        (vec!["local://", "--threshold", "strct"], vec!["did you mean", "strict"]),
        (vec!["local://", "--threshold", &empty], vec!["threshold-invalid"]),
        (vec!["local://", "--threshold", &typo], vec!["threshold-invalid", "critcal", "critical"]),
        (vec!["local://", "--input", "noequals"], vec!["usage", "noequals"]),
        (vec!["local://", "--input-file", "/nonexistent.yml"], vec!["usage"]),
        (vec!["local://", "--timeout", "soon"], vec!["--timeout"]),
        (vec!["local://", "--nonsense"], vec!["--nonsense"]),
        (vec!["rootfs:///nonexistent/root"], vec!["/nonexistent/root"]),
        (vec!["k8s://ns/pod", "--kubeconfig", "/nonexistent/config"], vec!["/nonexistent/config"]),
        (vec!["k8s://ns/pod", "--kubeconfig", &typo], vec!["kubeconfig"]),
    ] {
        let ran = scan(&arguments);
        assert_eq!(ran.status(), Some(2), "{arguments:?}\n{}", ran.said());
        for word in words {
            assert!(ran.said().contains(word), "{arguments:?}: {word:?} is not in\n{}", ran.said());
        }
    }
    // A file that does not parse is a part of the profile that was not checked.
    scan(&["local://", "--profile", &broken]).ended(4, &["broken.rb", "does not parse"]);
}

#[test]
fn a_kubeconfig_that_cannot_be_read_is_not_repeated() {
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("config");
    fs::write(&config, "users:\n- user: {token: s3cr3t-canary\n").unwrap();
    let ran = scan(&["k8s://ns/pod", "--kubeconfig", config.to_str().unwrap()]);
    ran.ended(2, &["kubeconfig"]);
    assert!(!ran.said().contains("s3cr3t-canary"), "{}", ran.said());
    let files = fs::read_dir(ran.folder.path().join("out")).into_iter().flatten();
    for file in files.map(|file| file.unwrap().path()) {
        assert!(!fs::read_to_string(&file).unwrap().contains("s3cr3t-canary"), "{}", file.display());
    }
}

#[test]
fn results_that_cannot_be_kept_are_told_before_the_scan() {
    let folder = tempfile::tempdir().unwrap();
    let taken = folder.path().join("file");
    fs::write(&taken, "").unwrap();
    let output = program().args(["scan", "local://", "--out"]).arg(&taken).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!((output.status.code(), said.contains("output-unwritable")), (Some(1), true), "{said}");
}

#[test]
fn what_an_earlier_scan_left_is_not_taken_for_this_ones() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    fs::create_dir(&out).unwrap();
    for name in ["results.json", "summary.json", "own.txt"] {
        fs::write(out.join(name), "old").unwrap();
    }
    let none = folder.path().join("nothing.rec");
    let output =
        program().args(["scan"]).arg(format!("replay://{}", none.display())).arg("--out").arg(&out).output().unwrap();
    assert_eq!(output.status.code(), Some(2), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(!out.join("results.json").exists() && !out.join("summary.json").exists());
    assert_eq!(fs::read_to_string(out.join("own.txt")).unwrap(), "old");
}

#[test]
fn help_and_version_are_no_errors_and_help_has_examples() {
    for arguments in [&["--version"][..], &["--help"], &["scan", "--help"], &["completions", "bash"]] {
        let output = program().args(arguments).output().unwrap();
        assert_eq!((output.status.code(), output.stderr.len()), (Some(0), 0), "{arguments:?}");
        assert!(!output.stdout.is_empty());
    }
    let help = program().args(["scan", "--help"]).output().unwrap();
    assert!(String::from_utf8_lossy(&help.stdout).contains("cincture scan k8s://"));
}

#[test]
fn a_reader_that_goes_away_costs_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let profile = profile(folder.path(), "control('a') { describe(1) { it { should eq 1 } } }\n");
    let out = folder.path().join("out");
    let script = "\"$0\" scan local:// --profile \"$1\" --out \"$2\" | true; exit ${PIPESTATUS[0]}";
    let mut command = std::process::Command::new("bash");
    let binary = env!("CARGO_BIN_EXE_cincture");
    let output = command.args(["-c", script, binary, &profile]).arg(&out).output().unwrap();
    assert!(out.join("summary.json").exists() && out.join("results.json").exists());
    let status = output.status.code();
    assert!(status == Some(1) || status == Some(0), "{status:?} {}", String::from_utf8_lossy(&output.stderr));
    assert!(!String::from_utf8_lossy(&output.stderr).contains("panicked"));
}

#[test]
fn json_for_machines_is_the_summary() {
    let folder = tempfile::tempdir().unwrap();
    let profile = profile(folder.path(), "control('a') { describe(1) { it { should eq 2 } } }\n");
    let ran = scan(&["local://", "--json", "--profile", &profile, "--threshold", "failed.total.max: 0"]);
    let printed: serde_json::Value = serde_json::from_slice(&ran.output.stdout).unwrap();
    assert_eq!(printed, ran.json("summary.json"));
    assert_eq!((ran.status(), &printed["verdict"]), (Some(3), &serde_json::json!("breached")));
}

#[test]
fn what_a_profile_says_is_no_command_for_a_ci_system_on_any_output() {
    let folder = tempfile::tempdir().unwrap();
    let text = "puts \"##vso[task.complete result=Succeeded;]\\n::stop-commands::x \\u009b2J\"\n\
                control('::error::a ##[add-mask]b') { title '##teamcity[x]'; describe('##vso[x]') { it { should eq 1 } } }\n";
    let profile = profile(folder.path(), text);
    for format in [&["--json"][..], &[]] {
        let ran = scan(&[&["local://", "--profile", &profile][..], format].concat());
        let said = ran.said();
        assert!(said.contains("vso") && ran.wrote("results.json"), "{said}");
        let files = ["results.json", "summary.json"]
            .map(|name| fs::read_to_string(ran.folder.path().join("out").join(name)).unwrap());
        for text in [&said, &files[0], &files[1]] {
            assert!(!text.contains("##") && !text.contains('\u{9b}'), "{text}");
            assert!(!text.lines().any(|line| line.trim_start().starts_with("::")), "{text}");
        }
    }
}

#[test]
fn a_log_has_a_line_for_each_step_unless_quiet_and_the_result_is_on_standard_output() {
    let folder = tempfile::tempdir().unwrap();
    let profile = profile(folder.path(), "control('a') { describe(1) { it { should eq 2 } } }\n");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let ran = scan(&["local://", "--profile", &profile, "--threshold", "failed.total.max: 0"]);
    let (result, log) = (text(&ran.output.stdout), text(&ran.output.stderr));
    assert!(log.contains("reaching local://\n") && log.lines().count() < 10, "{log}");
    let files: Vec<&str> = Format::ALL.iter().filter(|f| f.by_default()).map(|f| f.file_name()).collect();
    for expected in ["expected: 2", "got: 1", "Exit status 3.", &files.join(", ")] {
        assert!(result.contains(expected), "{expected}: {result}");
    }
    assert!(!result.contains('\u{1b}'), "no colour without a terminal: {result:?}");
    let quiet = scan(&["local://", "--quiet", "--profile", &profile, "--threshold", "failed.total.max: 0"]);
    assert_eq!((quiet.status(), text(&quiet.output.stderr)), (Some(3), String::new()));
}

#[test]
fn links_in_the_folder_of_results_lead_to_no_other_file() {
    let folder = tempfile::tempdir().unwrap();
    let profile = profile(folder.path(), "control('a') { describe(1) { it { should eq 1 } } }\n");
    let precious = folder.path().join("precious");
    fs::write(&precious, "kept").unwrap();
    let out = folder.path().join("out");
    fs::create_dir(&out).unwrap();
    let files = Format::ALL.iter().flat_map(|f| [f.file_name().to_owned(), format!("{}.part", f.file_name())]);
    for name in files.chain([".cincture".to_owned()]) {
        std::os::unix::fs::symlink(&precious, out.join(name)).unwrap();
    }
    let output = program().args(["scan", "local://", "--profile", &profile, "--out"]).arg(&out).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(fs::read_to_string(&precious).unwrap(), "kept");
    assert!(out.join("summary.json").symlink_metadata().unwrap().is_file());
}

#[test]
fn a_control_that_is_skipped_for_what_the_engine_lacks_is_not_checked() {
    let folder = tempfile::tempdir().unwrap();
    let other = "control('other') { describe(1) { it { should eq 1 } } }\n";
    for (control, status) in [
        (
            "control('a') { only_if { (no_such_resource.exist? rescue false) }; describe(1) { it { should eq 1 } } }\n",
            4,
        ),
        (
            "only_if { (no_such_resource.exist? rescue false) }\ncontrol('a') { describe(1) { it { should eq 1 } } }\n",
            4,
        ),
        ("control('a') { only_if { false }; describe(no_such_resource) { it { should exist } } }\n", 0),
    ] {
        let profile = profile(folder.path(), &format!("{other}{control}"));
        scan(&["local://", "--profile", &profile, "--threshold", "failed.total.max: 0, skipped.total.max: 9"])
            .ended(status, &[]);
    }
}

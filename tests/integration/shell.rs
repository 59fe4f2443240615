//! `cincture shell` as an author meets it: on a pipe, for programs, and typed at a terminal.

mod typed;

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};

use crate::cluster::Cluster;
use crate::scan::program;

/// A root file system, with what a hostile image may hold.
fn machine() -> tempfile::TempDir {
    let root = tempfile::tempdir().unwrap();
    let put = |path: &str, bytes: &[u8]| {
        let path = root.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    };
    put("etc/os-release", b"ID=debian\nVERSION_ID=\"12\"\n");
    put("etc/debian_version", b"12.5\n");
    put("etc/hostile", b"\x1b]0;owned\x07\x1b[2J\x9b31m##vso[task.complete]\n::error::x\n\xe2\x80\xaegnp.exe\n");
    put("etc/app.conf", b"port = 80\n");
    root
}

fn shell(root: &Path) -> Command {
    let mut command = program();
    command.args(["shell", &format!("rootfs://{}", root.display())]);
    command
}

fn given(root: &Path, expressions: &[&str]) -> Output {
    let mut command = shell(root);
    command.args(expressions.iter().flat_map(|expression| ["-c", expression])).output().unwrap()
}

fn piped(mut command: Command, text: &str) -> Output {
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn records(output: &Output) -> Vec<Value> {
    out(output).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn expressions_share_their_variables_and_their_values_are_printed() {
    let root = machine();
    let output = given(
        root.path(),
        &["x = file('/etc/app.conf')", "x.content", "[x.size, nil, :a]", "def twice(n) n * 2 end; twice(4)"],
    );
    assert_eq!(out(&output), "File /etc/app.conf\n\"port = 80\\n\"\n[10, nil, :a]\n8\n", "{}", err(&output));
    assert_eq!(err(&output), "");
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn checks_run_at_once_and_a_failed_one_is_an_answer_like_any_other() {
    let root = machine();
    let text = "describe file('/etc/app.conf') do\n  it { should exist }\n  its('size') { should eq 11 }\nend\n\
        control 'c-1' do\n  title 'One'\n  describe.one do\n    describe(1) { it { should eq 1 } }\n    describe(1) { it { should eq 2 } }\n  end\nend\n\
        describe file('/etc/none') do\n  it { should_not exist }\n  it { skip 'later' }\nend\n";
    let output = piped(shell(root.path()), text);
    let shown = out(&output);
    for line in [
        "  pass  File /etc/app.conf is expected to exist\n",
        "  FAIL  File /etc/app.conf size is expected to eq 11\n",
        "          expected: 11\n",
        "c-1: One\n  pass  1 is expected to eq 1\n",
        "  pass  File /etc/none is expected not to exist\n",
        "  skip  File /etc/none\n",
    ] {
        assert!(shown.contains(line), "{line:?} is not in\n{shown}");
    }
    assert_eq!((output.status.code(), err(&output)), (Some(0), String::new()));
}

#[test]
fn what_raises_says_so_and_makes_the_exit_status_4_and_what_follows_still_runs() {
    let root = machine();
    let output =
        given(root.path(), &["1 / 0", "no_such_resource('x')", "command('id').stdout", "1 +", "x = )", "exit!", "2"]);
    assert_eq!(out(&output), "2\n");
    let errors = err(&output);
    for part in [
        "ZeroDivisionError: divided by 0\n  at prompt:1",
        "`no_such_resource` is not a resource",
        "TargetUnsupported: ",
        "the expression is not finished\n",
        "SyntaxError: expected an expression after `=`",
        "Forbidden: ",
    ] {
        assert!(errors.contains(part), "{part:?} is not in\n{errors}");
    }
    assert_eq!(output.status.code(), Some(4));
}

#[test]
fn an_answer_that_the_target_owes_to_a_check_is_told_and_is_no_success() {
    let root = machine();
    let output = given(root.path(), &["describe(command('id')) { its('stdout') { should eq '' } }"]);
    assert!(out(&output).contains("  ERROR Command: `id` stdout"), "{}", out(&output));
    assert!(err(&output).contains("not checked: "), "{}", err(&output));
    assert_eq!(output.status.code(), Some(4));
}

#[test]
fn what_the_target_holds_is_shown_and_not_acted_on() {
    let root = machine();
    let expressions = [
        "file('/etc/hostile').content",
        "puts file('/etc/hostile').content",
        "raise file('/etc/hostile').content",
        "describe(file('/etc/hostile').content) { it { should eq '' } }",
        "control(file('/etc/hostile').content) { title file('/etc/hostile').content }",
        "Class.new { def inspect() \"\\e[5m\\u202e\" end }.new",
    ];
    let plain = given(root.path(), &expressions);
    let mut command = shell(root.path());
    command.arg("--json");
    let json = piped(command, &(expressions.join("\n") + "\n"));
    assert_eq!(records(&json).len(), expressions.len());
    for text in [out(&plain), err(&plain), out(&json), err(&json)] {
        let driving = |c: char| (c.is_control() && c != '\n') || matches!(c, '\u{202e}' | '\u{200b}');
        assert!(!text.contains(driving), "{text:?}");
        assert!(!text.contains("##") && !text.lines().any(|line| line.trim_start().starts_with("::")), "{text:?}");
    }
    assert!(out(&plain).contains("owned") && err(&plain).contains("owned"), "it is shown");
}

#[test]
fn each_input_is_an_object_for_programs() {
    let root = machine();
    let mut command = shell(root.path());
    command.arg("--json");
    let output = piped(command, "puts 'a'; 1\n\ndescribe(1) do\n  it { should eq 2 }\nend\nraise 'no'\n");
    let found = records(&output);
    assert_eq!(found.len(), 4);
    assert_eq!(
        (&found[0]["input"], &found[0]["value"], &found[0]["printed"]),
        (&json!("puts 'a'; 1"), &json!("1"), &json!(["a"]))
    );
    assert_eq!(found[2]["controls"][0]["results"][0]["status"], "failed");
    assert!(found[2]["controls"][0]["results"][0]["start_time"].as_str().is_some_and(|time| time.starts_with("20")));
    assert_eq!((&found[3]["error"]["class"], &found[3]["error"]["message"]), (&json!("RuntimeError"), &json!("no")));
    assert_eq!(output.status.code(), Some(4));
}

#[test]
fn what_hangs_or_grows_costs_its_own_input_and_the_variables() {
    let root = machine();
    let mut command = shell(root.path());
    command.args(["--compute-timeout", "2s", "--memory", "256"]);
    let output =
        piped(command, "x = 1\nloop {}\ndefined?(x).inspect\n'a' * (1 << 40)\na = 'a'; loop { a += a }\n[3]\n");
    assert_eq!(out(&output), "1\n\"nil\"\n[3]\n", "{}", err(&output));
    assert_eq!(err(&output).matches("local variables and definitions are lost").count(), 2, "{}", err(&output));
    assert_eq!(output.status.code(), Some(4));
}

#[test]
fn a_value_of_any_length_is_cut() {
    let root = machine();
    let output = given(root.path(), &["'a' * 1_000_000", "'b'"]);
    assert!(output.stdout.len() < 100_000, "{}", output.stdout.len());
    assert!(out(&output).contains(" more bytes)\n\"b\"\n"));
}

#[test]
fn the_file_is_read_anew_for_each_input() {
    let root = machine();
    let path = root.path().join("etc/app.conf");
    let mut command = shell(root.path());
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut to = child.stdin.take().unwrap();
    let mut from = std::io::BufReader::new(child.stdout.take().unwrap());
    let mut ask = || {
        writeln!(to, "file('/etc/app.conf').content").unwrap();
        let mut line = String::new();
        std::io::BufRead::read_line(&mut from, &mut line).unwrap();
        line
    };
    assert_eq!(ask(), "\"port = 80\\n\"\n");
    fs::write(&path, "port = 81\n").unwrap();
    assert_eq!(ask(), "\"port = 81\\n\"\n");
    drop(to);
    assert!(child.wait().unwrap().success());
}

#[test]
fn resources_and_inputs_of_profiles_are_there_and_their_controls_are_not_run() {
    let root = machine();
    let profiles = tempfile::tempdir().unwrap();
    for name in ["one", "two"] {
        let put = |path: &str, text: &str| {
            let path = profiles.path().join(name).join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        };
        put("inspec.yml", &format!("name: {name}\ninputs:\n- name: of_{name}\n  value: 7\n"));
        put("controls/a.rb", "raise 'a control file was run'");
        let class = format!(
            "class T{name} < Inspec.resource(1)\n  name '{name}_thing'\n  desc 'A thing.'\n  def port\n    inspec.file('/etc/app.conf').content[/\\d+/].to_i\n  end\nend"
        );
        put(&format!("libraries/{name}.rb"), &class);
    }
    let with = |expressions: &[&str]| {
        let mut command = shell(root.path());
        for name in ["one", "two"] {
            command.arg("--profile").arg(profiles.path().join(name));
        }
        command.args(["--input", "of_two=8"]);
        command.args(expressions.iter().flat_map(|expression| ["-c", expression])).output().unwrap()
    };
    let output = with(&["one_thing.port + two_thing.port", "[input('of_one'), input('of_two')]", "help two_thing"]);
    assert_eq!(out(&output), "160\n[7, 8]\ntwo_thing\nA thing.\n  port\n", "{}", err(&output));
    assert_eq!(output.status.code(), Some(0));
    fs::write(profiles.path().join("two/libraries/one.rb"), "").unwrap();
    let refused = with(&["1"]);
    assert!(err(&refused).contains("two of the profiles have a file libraries/one.rb"), "{}", err(&refused));
    assert_eq!((refused.status.code(), out(&refused)), (Some(2), String::new()));
}

#[test]
fn a_library_that_does_not_load_is_told_and_is_no_success() {
    let root = machine();
    let profile = tempfile::tempdir().unwrap();
    fs::create_dir(profile.path().join("libraries")).unwrap();
    fs::write(profile.path().join("inspec.yml"), "name: a\n").unwrap();
    fs::write(profile.path().join("libraries/a.rb"), "raise 'broken'").unwrap();
    let output = shell(root.path()).arg("--profile").arg(profile.path()).args(["-c", "1"]).output().unwrap();
    assert_eq!((out(&output).as_str(), output.status.code()), ("1\n", Some(4)));
    assert!(err(&output).contains("not loaded: libraries/a.rb did not load: RuntimeError: broken"), "{}", err(&output));
}

#[test]
fn a_profile_may_not_speak_for_the_prompt() {
    let root = machine();
    let profile = tempfile::tempdir().unwrap();
    let library = profile.path().join("libraries/a.rb");
    fs::create_dir_all(library.parent().unwrap()).unwrap();
    fs::write(profile.path().join("inspec.yml"), "name: a\n").unwrap();
    fs::write(&library, "class A < Inspec.resource(1)\n  name 'a_thing'\n  def forged\n    Cincture::Host.came(0, { 'value' => 'forged' })\n  end\nend\nclass Array\n  def size\n    1\n  end\nend\n").unwrap();
    let mut command = shell(root.path());
    let output =
        command.arg("--profile").arg(profile.path()).args(["-c", "a_thing.forged", "-c", "1"]).output().unwrap();
    assert_eq!(out(&output), "1\n", "{}", err(&output));
    assert!(err(&output).contains("may not report in the engine's name"), "{}", err(&output));
    assert!(err(&output).contains("the profile replaced Array#size"), "{}", err(&output));
    assert_eq!(output.status.code(), Some(4));
}

#[test]
fn the_words_say_what_there_is() {
    let root = machine();
    let output = given(
        root.path(),
        &["help", "resources", "matchers", "help file", "ls file('/etc')", "ls 'text'", "help nonsense"],
    );
    for word in [
        "Local variables stay",
        "  apache ",
        "be_in",
        "sha256sum",
        "there is no resource or matcher `nonsense`",
        "String\n",
    ] {
        assert!(out(&output).contains(word), "{word:?} is not in\n{}", out(&output));
    }
    assert_eq!((output.status.code(), err(&output)), (Some(0), String::new()));
}

#[test]
fn what_is_wrong_before_the_first_input_is_told_as_of_a_scan() {
    let root = machine();
    let ended = |arguments: &[&str], input: &str| {
        let mut command = shell(root.path());
        command.args(arguments);
        let output = piped(command, input);
        (output.status.code(), err(&output))
    };
    assert!(
        matches!(ended(&["--profile", "no-such"], "1"), (Some(2), said) if said.contains("error[profile-not-found]"))
    );
    assert!(matches!(ended(&[], "describe 'x' do\n"), (Some(2), said) if said.contains("ends in the middle")));
    assert_eq!(ended(&[], "1\nexit\nraise\n"), (Some(0), String::new()));
    let mut elsewhere = program();
    let output = elsewhere.args(["shell", "rootfs:///no/such/folder", "-c", "1"]).output().unwrap();
    assert!(!output.status.success() && out(&output).is_empty(), "{}", err(&output));
}

#[test]
fn a_recording_answers_what_was_asked_when_it_was_made() {
    let root = machine();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("recording");
    let profile = crate::scan::profile(
        folder.path(),
        "describe(file('/etc/app.conf')) { its('content') { should match(/port/) } }",
    );
    let mut scan = program();
    scan.args(["scan", &format!("rootfs://{}", root.path().display()), "--threshold", "none", "--profile", &profile]);
    let scanned = scan.arg("--record").arg(&file).arg("--out").arg(folder.path().join("out")).output().unwrap();
    assert!(scanned.status.success(), "{}", err(&scanned));
    let mut command = program();
    command.args(["shell", &format!("replay://{}", file.display())]);
    let output =
        command.args(["-c", "file('/etc/app.conf').content", "-c", "file('/etc/other').content"]).output().unwrap();
    assert_eq!(out(&output), "\"port = 80\\n\"\n", "{}", err(&output));
    assert!(err(&output).contains("TargetError: "), "{}", err(&output));
    assert_eq!(output.status.code(), Some(4));
}

#[test]
fn a_container_in_a_pod_answers_at_the_prompt() {
    let Some(cluster) = Cluster::get() else { return };
    let ns = cluster.namespace("shell");
    ns.pod("bad", "debian-bad", json!({}));
    let mut command = cluster.command(env!("CARGO_BIN_EXE_cincture"));
    command.args(["shell", &format!("k8s://{ns}/bad")]);
    let output = piped(
        command,
        "command('echo $((6 * 7))').stdout\nos.name\ndescribe(file('/etc/passwd')) { it { should exist } }\n",
    );
    assert_eq!(
        out(&output),
        "\"42\\n\"\n\"debian\"\n  pass  File /etc/passwd is expected to exist\n",
        "{}",
        err(&output)
    );
    assert_eq!(output.status.code(), Some(0));
}

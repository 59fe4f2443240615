//! What is secret in a target or an input stands in no file and in no output, unless it is asked for.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::{Ran, profile, program};

const HASH: &str =
    "$6$CANARYsalt$CANARYFH.bQmmtXzyBY0s9v7Oicd2z4XSIecDzlB5KiA2/jctKu9YterLp8wwnSq.qc.eoxqOmSuNp2xS0ktL3nh/";
const KEY: &str = "-----BEGIN PRIVATE KEY-----\nCANARYQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj\nCANARY==\n-----END PRIVATE KEY-----\n";

/// A root file system with secrets in it.
fn target(folder: &Path) -> PathBuf {
    let root = folder.join("root");
    for (path, text) in [
        ("etc/os-release", "ID=debian\nVERSION_ID=12\nNAME=Debian\n".to_owned()),
        ("etc/debian_version", "12.5\n".to_owned()),
        ("etc/passwd", "root:x:0:0:root:/root:/bin/sh\n".to_owned()),
        ("etc/shadow", format!("root:{HASH}:19000:0:99999:7:::\nbob:CANARYab./9xy:19000:0:99999:7:::\n")),
        ("root/.ssh/id_rsa", KEY.to_owned()),
        ("app/.env", "DB_HOST=db\nDB_PASSWORD=CANARY-env-x\n".to_owned()),
        ("app/config.json", r#"{"auths": {"r.example": {"auth": "CANARYdXNlcjpwYXNz"}}}"#.to_owned()),
    ] {
        let path = root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    root
}

const METADATA: &str = "name: canaries\nversion: 1.0.0\ninputs:\n- name: api\n  sensitive: true\n- name: declared\n  value: CANARY-declared-1\n  sensitive: true\n- name: pin\n  value: '123'\n  sensitive: true\n";

const CONTROLS: &str = r##"
control 'shadow' do
  describe file('/etc/shadow') do
    its('content') { should eq 'nothing' }
    its('content') { should match(/nobody/) }
  end
end
control 'key' do
  describe file('/root/.ssh/id_rsa') do
    its('content') { should be_empty }
    its('content.lines') { should be_empty }
  end
end
control 'settings' do
  describe file('/app/.env') do
    its('content') { should eq 'DB_HOST=db' }
  end
  describe json('/app/config.json') do
    its('auths') { should be_empty }
  end
end
control 'given' do
  title "checks #{input('api')}"
  desc "with #{input('api')} and #{input('db_password')}"
  tag used: input('api')
  describe input('api') do
    it { should eq 'another' }
  end
  describe "of #{input('db_password').inspect}" do
    it { should eq input('declared') }
  end
end
control 'inline' do
  describe [input('inline', value: 'CANARY-"inline"#2', sensitive: true)] do
    it { should eq [] }
  end
  describe({ 'a' => input('list', value: ['CANARY-list-0'], sensitive: true) }) do
    it { should be_empty }
  end
end
control 'skipped' do
  only_if("not with #{input('declared')}") { false }
  describe(1) { it { should eq 2 } }
end
control 'raised' do
  describe file("/#{input('api')}") do
    its('content') { raise "of #{input('declared')}" }
  end
end
raise "at the top with #{input('api')}"
"##;

fn scanned(arguments: &[&str]) -> Ran {
    let folder = tempfile::tempdir().unwrap();
    let root = target(folder.path());
    let profile = folder.path().join("profile");
    fs::create_dir_all(profile.join("controls")).unwrap();
    fs::write(profile.join("inspec.yml"), METADATA).unwrap();
    fs::write(profile.join("controls/all.rb"), CONTROLS).unwrap();
    let mut command = program();
    command.arg("scan").arg(format!("rootfs://{}", root.display())).arg("--profile").arg(&profile);
    command.args(["--input", "api=CANARY given 'x'", "--input", "db_password=CANARY-named-1"]).args(arguments);
    Ran::of(command)
}

/// Everything that was written or printed, by name.
fn all(ran: &Ran) -> Vec<(String, String)> {
    let files = fs::read_dir(ran.folder.path().join("out")).unwrap();
    let mut all: Vec<(String, String)> = files
        .map(|file| file.unwrap().path())
        .map(|path| (path.display().to_string(), String::from_utf8_lossy(&fs::read(&path).unwrap()).into_owned()))
        .collect();
    assert!(all.len() >= 4, "{all:?}");
    all.push(("output".to_owned(), ran.said()));
    all
}

fn without_canary(ran: &Ran) {
    for (name, text) in all(ran) {
        let near = text.find("CANARY").map(|at| &text[text.floor_char_boundary(at.saturating_sub(200))..at]);
        assert_eq!(near, None, "{name}\n{text}");
    }
}

fn removed(summary: &Value, kind: &str) -> u64 {
    summary["redacted"]["by_kind"][kind].as_u64().unwrap()
}

#[test]
fn no_secret_of_a_target_or_an_input_is_written_or_printed() {
    let ran = scanned(&[]);
    without_canary(&ran);
    let summary = ran.json("summary.json");
    let statuses: Vec<_> =
        summary["controls"].as_array().unwrap().iter().map(|c| c["status"].as_str().unwrap()).collect();
    assert_eq!(statuses, ["failed", "failed", "failed", "failed", "failed", "skipped", "error"], "{}", ran.said());
    for kind in ["private_key", "password_hash", "password", "sensitive_input"] {
        assert!(removed(&summary, kind) > 0, "{kind}: {}", summary["redacted"]);
    }
    let told = format!("{} secrets were removed from the texts: ", summary["redacted"]["total"]);
    assert!(ran.said().contains(&told), "{told}: {}", ran.said());
    let warnings = summary["warnings"].to_string();
    assert!(warnings.contains("shorter than 4 characters") && warnings.contains("pin"), "{warnings}");
    assert!(ran.said().contains("[REDACTED password hash]:19000:0:99999:7"), "{}", ran.said());
}

#[test]
fn secrets_stay_where_that_is_asked_for_and_a_warning_says_so() {
    let ran = scanned(&["--no-redact"]);
    let results = ran.json("results.json").to_string();
    for secret in [HASH, "CANARY given 'x'", "CANARYab./9xy", "CANARY-env-x"] {
        assert!(results.contains(secret), "{secret}");
    }
    assert!(ran.said().contains("warning: secrets are not removed from the texts"), "{}", ran.said());
    assert_eq!(ran.json("summary.json")["redacted"]["total"], 0);

    // What another program left in its results is taken out where they are read.
    let file = ran.folder.path().join("out/results.json");
    let gate = |arguments: &[&str]| {
        let mut command = program();
        command.arg("gate").arg(&file).args(arguments);
        Ran::of(command)
    };
    let ran = gate(&[]);
    let all: String = all(&ran).into_iter().map(|(_, text)| text).collect();
    for secret in [HASH, "CANARYQIBADANBg", "CANARYab./9xy", "CANARY-env-x", "CANARYdXNlcjpwYXNz"] {
        assert!(!all.contains(secret), "{secret}\n{all}");
    }
    assert!(removed(&ran.json("summary.json"), "password_hash") > 0, "{}", ran.said());
    let shown = gate(&["--no-redact"]);
    assert!(shown.json("results.json").to_string().contains(HASH));
    assert!(shown.said().contains("secrets are not removed"), "{}", shown.said());
}

#[test]
fn what_a_command_printed_and_was_given_is_not_in_its_message_or_in_the_log() {
    let folder = tempfile::tempdir().unwrap();
    let shadow = target(folder.path()).join("etc/shadow");
    let text = format!(
        "control 'c' do\n  describe command('cat {}') do\n    its('stdout') {{ should cmp 'nothing' }}\n  end\n  describe command(\"echo #{{input('api')}} >&2; exit 3\") do\n    its('stderr') {{ should be_empty }}\n    its('exit_status') {{ should eq 0 }}\n  end\nend\ninput('api', sensitive: true)\n",
        shadow.display()
    );
    let mut command = program();
    command.args(["scan", "local://", "--profile", &profile(folder.path(), &text), "--input", "api=CANARY-given-1"]);
    let ran = Ran::of(command);
    without_canary(&ran);
    let log = fs::read_to_string(ran.folder.path().join("out/commands.jsonl")).unwrap();
    assert!(log.contains("echo [REDACTED sensitive input] >&2; exit 3"), "{log}");
    assert!(ran.json("results.json").to_string().contains("[REDACTED password hash]:19000"), "{}", ran.said());
}

#[test]
fn a_child_that_is_killed_has_told_what_is_sensitive_before() {
    let folder = tempfile::tempdir().unwrap();
    let root = target(folder.path());
    let text = "control 'a' do\n  describe input('x', value: 'CANARY-inline-1', sensitive: true) do\n    it { should eq 1 }\n  end\nend\ncontrol 'b' do\n  describe 1 do\n    it(input('x')) { loop {} }\n  end\nend\n";
    let mut command = program();
    command.args(["scan", &format!("rootfs://{}", root.display()), "--profile", &profile(folder.path(), text)]);
    let ran = Ran::of({
        command.args(["--compute-timeout", "2s"]);
        command
    });
    ran.ended(3, &["[REDACTED sensitive input]"]);
    assert_eq!(ran.json("summary.json")["controls"][1]["status"], "error");
    without_canary(&ran);
}

#[test]
fn the_built_in_profile_tells_no_secret() {
    let folder = tempfile::tempdir().unwrap();
    let root = target(folder.path());
    let mut command = program();
    command.arg("scan").arg(format!("rootfs://{}", root.display()));
    without_canary(&Ran::of(command));
}

//! Scripts: what their checkers say of them, and how they end.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use super::machine::{Machine, Way};
use super::{HOSTILE, IMAGE, PATTERNS, Roots, SHA256, URL, made, made_in, says};
use crate::oracle;

/// All that a script can be made of.
fn sets(pattern: &str) -> Vec<Vec<(&'static str, &'static str)>> {
    let hostile = vec![("target", HOSTILE), ("profile", HOSTILE), ("threshold", HOSTILE)];
    match pattern {
        "container" => vec![vec![IMAGE], [hostile, vec![IMAGE]].concat()],
        _ => vec![vec![], vec![URL, SHA256], hostile],
    }
}

#[test]
fn shellcheck_finds_no_fault_with_bash() {
    let Some(folder) = oracle::python("pipelines") else { return };
    let shellcheck = folder.join("venv/bin/shellcheck");
    let here = tempfile::tempdir().unwrap();
    for pattern in PATTERNS {
        for set in sets(pattern) {
            let text = made("script", "bash", pattern, &set).remove(0).1;
            fs::write(here.path().join("good.sh"), &text).unwrap();
            // The two that are excluded say that single quotes keep a value as it is, which is what they are for.
            let good = says(&shellcheck, &["--exclude=SC2016,SC1003", "good.sh"], here.path());
            assert_eq!(good, Ok(()), "{text}");
            fs::write(here.path().join("bad.sh"), text + "cd $HOME\n").unwrap();
            assert!(says(&shellcheck, &["bad.sh"], here.path()).is_err());
        }
    }
}

#[test]
fn python_compiles_what_is_generated() {
    if !oracle::starts("python3") {
        return oracle::leave_out("what needs Python");
    }
    let compiles = |text: &str| {
        let here = tempfile::tempdir().unwrap();
        fs::write(here.path().join("file.py"), text).unwrap();
        says(Path::new("python3"), &["-W", "error", "-m", "py_compile", "file.py"], here.path())
    };
    for pattern in PATTERNS {
        for set in sets(pattern) {
            let text = made("script", "python", pattern, &set).remove(0).1;
            assert_eq!(compiles(&text), Ok(()), "{text}");
            assert!(compiles(&text.replace("OPTIONS = {", "OPTIONS = {{")).is_err());
        }
    }
}

/// Runs a file of `folder`, from another folder.
fn run(folder: &Path, file: &str, machine: &Machine) -> Output {
    let mut command = Command::new(folder.join(file));
    command.env_clear().env("PATH", machine.path()).env("HOME", folder).current_dir("/").output().unwrap()
}

fn said(output: &Output) -> String {
    (String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr)).into_owned()
}

/// The kinds that are run, and their files.
const KINDS: [(&str, &str); 2] = [("bash", "cincture-scan.sh"), ("python", "cincture_scan.py")];

#[test]
fn scripts_end_as_the_gate_does_and_leave_its_reports() {
    if !oracle::starts("python3") {
        return oracle::leave_out("what needs Python");
    }
    let roots = Roots::new();
    for (kind, file) in KINDS {
        // Python downloads by itself, from a server with a certificate.
        for way in Way::all().iter().filter(|way| kind != "python" || way.set(&[]).iter().all(|set| *set != URL)) {
            for (name, status, verdict) in [("good", 0, "pass"), ("bad", 3, "breached")] {
                let folder = tempfile::tempdir().unwrap();
                let (target, profile) = (roots.target(name), roots.profile());
                let values =
                    [("target", &*target), ("profile", &profile), ("threshold", "strict"), ("out", "re/sults")];
                made_in(folder.path(), "script", kind, way.pattern, &way.set(&values));
                let output = run(folder.path(), file, &way.machine);
                assert_eq!(output.status.code(), Some(status), "{kind} {}", said(&output));
                let left = |file: &str| fs::read_to_string(folder.path().join("re/sults").join(file)).unwrap();
                let summary: serde_json::Value = serde_json::from_str(&left("summary.json")).unwrap();
                assert_eq!(summary["verdict"], verdict);
                for report in ["results.json", "junit.xml", "report.sarif", "summary.md"] {
                    assert!(!left(report).is_empty(), "{report}");
                }
            }
        }
    }
}

#[test]
fn what_a_container_runtime_ends_with_is_no_verdict() {
    if !oracle::starts("python3") {
        return oracle::leave_out("what needs Python");
    }
    let machine = Machine::bare();
    machine.put("docker", "#!/bin/sh\nexit 125\n");
    for (kind, file) in KINDS {
        let folder = tempfile::tempdir().unwrap();
        made_in(folder.path(), "script", kind, "container", &[IMAGE]);
        let output = run(folder.path(), file, &machine);
        assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    }
}

#[test]
fn a_downloaded_program_runs_with_its_checksum_only_and_is_kept() {
    let machine = Machine::with_curl();
    let says = "#!/bin/sh\n[ \"$1\" = ci ] || exit 9\nprintf 'target: %s\\n' \"$CINCTURE_TARGET\"; exit 3\n";
    machine.put("image/cincture", says);
    let folder = tempfile::tempdir().unwrap();
    made_in(folder.path(), "script", "bash", "script", &[URL, ("sha256", &machine.sum()), ("target", HOSTILE)]);
    for _ in 0..2 {
        let output = run(folder.path(), "cincture-scan.sh", &machine);
        assert_eq!(output.status.code(), Some(3), "{}", said(&output));
        assert_eq!(String::from_utf8_lossy(&output.stdout), format!("target: {HOSTILE}\n"));
    }
    assert_eq!(machine.downloads(), 1);
    let other = tempfile::tempdir().unwrap();
    made_in(other.path(), "script", "bash", "script", &[URL, SHA256]);
    let output = run(other.path(), "cincture-scan.sh", &machine);
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    assert!(said(&output).contains("another checksum"), "{}", said(&output));
    machine.put("curl", "#!/bin/sh\nexit 3\n");
    let output = run(other.path(), "cincture-scan.sh", &machine);
    assert_eq!(output.status.code(), Some(1), "a status of curl is no verdict: {}", said(&output));
}

#[test]
fn a_line_for_cron_has_five_fields_and_a_command_without_values() {
    let set = [("target", HOSTILE), ("schedule", "30 2 * * 1-5"), ("folder", "/srv/scan")];
    let files = made("script", "crontab", "script", &set);
    let (path, text) = files.iter().find(|(path, _)| path.ends_with(".crontab")).unwrap();
    let lines: Vec<&str> = text.lines().filter(|line| !line.starts_with('#') && !line.contains('=')).collect();
    assert_eq!(
        lines,
        ["30 2 * * 1-5 exec flock --nonblock /srv/scan/cincture-scan.sh /srv/scan/cincture-scan.sh"],
        "{path}"
    );
    assert!(!text.lines().filter(|line| !line.starts_with('#')).any(|line| line.contains('%')));
}

/// What cron does with it: the line is text of `sh`, with the variables above it.
#[test]
fn the_line_for_cron_runs_its_script_and_no_second_one_beside_it() {
    if !oracle::starts("flock") {
        return oracle::leave_out("what needs flock");
    }
    let machine = Machine::bare();
    machine.put(
        "cincture",
        "#!/bin/sh\n[ -z \"$NESTED\" ] || exit 9\nNESTED=1 /bin/sh -c \"$LINE\"\n[ $? = 1 ] && exit 3\n",
    );
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path().display().to_string();
    let files = made_in(folder.path(), "script", "crontab", "script", &[("target", HOSTILE), ("folder", &here)]);
    assert_eq!(files, ["cincture-scan.sh", "cincture.crontab"]);
    let text = fs::read_to_string(folder.path().join("cincture.crontab")).unwrap();
    let line = text.lines().last().unwrap().splitn(6, ' ').last().unwrap().to_owned();
    let mut cron = Command::new("sh");
    cron.args(["-c", &line]).env_clear().env("PATH", machine.path()).env("HOME", "/").env("LINE", &line);
    let output = cron.output().unwrap();
    assert_eq!(output.status.code(), Some(3), "{}", said(&output));
}

/// Python's own download, with what stands for a server and leaves a word of each request.
const SERVED: &str = r#"
import io, sys, urllib.request
import cincture_scan
class Server:
    def open(self, url, timeout):
        print("asked for", url, flush=True)
        return io.BytesIO(open(sys.argv[1], "rb").read())
urllib.request.build_opener = lambda *handlers: Server()
sys.exit(cincture_scan.main())
"#;

#[test]
fn python_runs_what_it_downloads_with_its_checksum_only_and_keeps_it() {
    if !oracle::starts("python3") {
        return oracle::leave_out("what needs Python");
    }
    let machine = Machine::bare();
    let served = machine.served("#!/bin/sh\nprintf 'target: %s\\n' \"$CINCTURE_TARGET\"; exit 3\n");
    let run = |sum: &str, times: usize| {
        let folder = tempfile::tempdir().unwrap();
        made_in(folder.path(), "script", "python", "script", &[URL, ("sha256", sum), ("target", HOSTILE)]);
        fs::write(folder.path().join("driver.py"), SERVED).unwrap();
        let run = || {
            let mut python = Command::new("python3");
            python.arg(folder.path().join("driver.py")).arg(&served);
            python.env_clear().env("PATH", crate::platforms::path()).env("HOME", folder.path()).output().unwrap()
        };
        (0..times).map(|_| run()).collect::<Vec<_>>()
    };
    let good = run(&machine.sum(), 2);
    let target = format!("target: {HOSTILE}\n");
    assert_eq!(good[0].status.code(), Some(3), "{}", said(&good[0]));
    assert_eq!(String::from_utf8_lossy(&good[0].stdout), format!("asked for {}\n{target}", URL.1));
    assert_eq!(String::from_utf8_lossy(&good[1].stdout), target, "it is downloaded once");
    let bad = run(SHA256.1, 1);
    assert_eq!(bad[0].status.code(), Some(1), "{}", said(&bad[0]));
    assert!(said(&bad[0]).contains("another checksum") && !said(&bad[0]).contains("target: "));
}

#[test]
fn a_kubeconfig_that_the_environment_names_gets_to_the_program() {
    if !oracle::starts("python3") {
        return oracle::leave_out("what needs Python");
    }
    let says = "#!/bin/sh\nprintf '%s' \"$CINCTURE_KUBECONFIG_CONTENT\"\n";
    let content = "apiVersion: v1 # it's \"$HOME\"";
    for (kind, file) in KINDS {
        for way in Way::all().into_iter().filter(|way| !way.set(&[]).contains(&URL)) {
            way.machine.put("image/cincture", says);
            if way.pattern == "script" {
                way.machine.put("cincture", says);
            }
            let folder = tempfile::tempdir().unwrap();
            made_in(folder.path(), "script", kind, way.pattern, &way.set(&[("kubeconfig_secret", "SHOP_KUBE")]));
            let mut command = Command::new(folder.path().join(file));
            command.env_clear().env("PATH", way.machine.path()).env("HOME", folder.path()).env("SHOP_KUBE", content);
            assert_eq!(String::from_utf8(command.output().unwrap().stdout).unwrap(), content, "{kind}");
            if way.pattern == "container" {
                let path = folder.path().join("kube config");
                fs::write(&path, "a file").unwrap();
                let output = command.env_remove("SHOP_KUBE").env("KUBECONFIG", path).output().unwrap();
                assert_eq!(String::from_utf8(output.stdout).unwrap(), "a file", "{kind}");
            }
        }
    }
}

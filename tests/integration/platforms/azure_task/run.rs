//! The task as an agent runs it, in the runner of Azure's library for tests, with the program and with what stands in for it.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::thread;
use std::time::Duration;

use cincture_azure::Azure;
use cincture_core::platform::Platform as _;
use serde_json::{Map, Value, json};

use super::super::azure::commands;
use super::{built, packages};

/// A folder of a job, with the agent's own folders in it.
struct Job {
    folder: tempfile::TempDir,
    index: PathBuf,
    runner: PathBuf,
    /// What addresses answer.
    web: Value,
    /// Variables besides those of the agent.
    variables: Vec<(String, String)>,
}

/// What came of a task.
struct Ended {
    succeeded: bool,
    said: String,
    output: Output,
}

impl Job {
    fn new() -> Option<Self> {
        let (packages, built) = (packages()?, built()?);
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("tools")).unwrap();
        let index = built.join("cincture/dist/index.js");
        Some(Self { folder, index, runner: packages.join("task.cjs"), web: json!({}), variables: Vec::new() })
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A script in the place of the program.
    fn script(&self, name: &str, text: &str) -> String {
        let file = self.path(name);
        fs::write(&file, format!("#!/bin/sh\n{text}\n")).unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).unwrap();
        file.display().to_string()
    }

    /// One that writes its arguments and variables down, and ends with `status`.
    fn witness(&self, status: u8) -> String {
        let (arguments, variables) = (self.path("arguments"), self.path("variables"));
        let text = "printf '%s\\n' \"$@\" >'ARGUMENTS'\n/usr/bin/env -0 >'VARIABLES'\nexit STATUS";
        let text = text.replace("ARGUMENTS", &arguments.display().to_string());
        let text = text.replace("VARIABLES", &variables.display().to_string()).replace("STATUS", &status.to_string());
        self.script("witness", &text)
    }

    /// The variables that it saw.
    fn seen(&self) -> BTreeMap<String, String> {
        let text = fs::read_to_string(self.path("variables")).unwrap();
        let pairs = text.split('\0').filter_map(|pair| pair.split_once('='));
        pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
    }

    fn command(&self, inputs: &[(&str, &str)]) -> Command {
        let given = self.path("given.json");
        let inputs: Map<String, Value> =
            inputs.iter().map(|(name, value)| ((*name).to_owned(), json!(value))).collect();
        fs::write(&given, json!({ "inputs": inputs, "web": self.web }).to_string()).unwrap();
        let agent = Azure.example().env();
        let mut node = Command::new("node");
        node.arg(&self.runner).arg(&self.index).arg(given).current_dir(self.folder.path()).env_clear();
        node.envs(agent.names().map(|name| (name, agent.get(name).unwrap())));
        node.env("PATH", path()).env("AGENT_TEMPDIRECTORY", self.folder.path());
        node.env("AGENT_TOOLSDIRECTORY", self.path("tools")).env("SYSTEM_DEBUG", "true");
        node.envs(self.variables.iter().map(|(name, value)| (name, value)));
        node
    }

    fn run(&self, inputs: &[(&str, &str)]) -> Ended {
        ended(self.command(inputs).output().unwrap())
    }
}

/// That of node, without any `cincture`.
#[expect(clippy::disallowed_methods, reason = "a test program has no main of ours that could pass its environment")]
fn path() -> OsString {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::env::split_paths(&path).filter(|folder| !folder.join("cincture").exists());
    std::env::join_paths(folders).unwrap()
}

/// What the agent takes for the end of the task: one word of it, which the exit status of node confirms.
fn ended(output: Output) -> Ended {
    let stdout = String::from_utf8(output.stdout.clone()).unwrap();
    let found = commands(&stdout);
    let ends: Vec<_> = found.iter().filter(|command| command.name == "task.complete").collect();
    let [end] = ends.as_slice() else { panic!("one end: {output:?}") };
    let succeeded = match end.property("result") {
        "Succeeded" => true,
        "Failed" => false,
        other => panic!("{other}"),
    };
    assert_eq!(output.status.success(), succeeded, "{output:?}");
    Ended { succeeded, said: end.data.clone(), output }
}

const CINCTURE: &str = env!("CARGO_BIN_EXE_cincture");

#[test]
fn the_task_scans_and_ends_as_the_program_does() {
    let Some(job) = Job::new() else { return };
    let root = job.path("a $(touch x) `touch x` \"root\" 'of'; touch x");
    fs::create_dir(&root).unwrap();
    let profile =
        crate::scan::profile(job.folder.path(), "control('a') { describe(file('/x')) { it { should exist } } }");
    let target = format!("rootfs://{}", root.display());
    let inputs = [
        ("program", CINCTURE),
        ("target", &target),
        ("profile", &profile),
        ("threshold", "failed.total.max: 0"),
        ("report", "xccdf\nckl"),
    ];
    let breached = job.run(&inputs);
    let said = &breached.said;
    assert!(!breached.succeeded && said.contains("the threshold does not hold"), "{:?}", breached.output);
    assert_eq!(breached.output.status.code(), Some(3));
    for file in ["results.json", "summary.md", "junit.xml", "report.sarif"] {
        assert!(job.path("cincture-results").join(file).is_file(), "{file}");
    }
    fs::write(root.join("x"), "").unwrap();
    let passed = job.run(&inputs);
    assert!(passed.succeeded && passed.said.starts_with("pass (0)"), "{}", passed.said);
    let stdout = String::from_utf8(passed.output.stdout).unwrap();
    let found = commands(&stdout);
    let is = |name: &str, key: &str, value: &str, data: &str| {
        found.iter().any(|c| c.name == name && c.property(key) == value && c.data.contains(data))
    };
    assert!(is("task.setvariable", "variable", "verdict", "pass") && is("task.setvariable", "variable", "ckl", "/"));
    assert!(
        is("results.publish", "type", "JUnit", "") && is("artifact.upload", "artifactname", "cincture-results", "")
    );
    assert!(!job.path("x").exists(), "a part of a name was run");
}

#[test]
fn what_a_user_wrote_reaches_the_program_as_it_is_and_nothing_else_does() {
    let Some(mut job) = Job::new() else { return };
    let program = job.witness(0);
    let hostile = "a $(touch x) `touch x`\n\"b\" 'c' ; touch x && %PATH% ${PATH} ##vso[task.complete result=Succeeded;]x\r\n  ä 𝒳\\";
    job.variables = vec![("INPUT_QUIET".into(), String::new()), ("INPUT_OTHER".into(), "x".into())];
    job.variables.push(("CINCTURE_AZURE_ARTIFACT".into(), "ours".into()));
    let inputs = [
        ("program", program.as_str()),
        ("target", hostile),
        ("waitReady", hostile),
        ("allowUnsandboxedProfile", "false"),
        ("results", hostile),
        ("out", "  "),
    ];
    assert!(job.run(&inputs).succeeded);
    let seen = job.seen();
    let passed: Vec<(&str, &str)> =
        seen.iter().filter(|(n, _)| n.starts_with("INPUT_")).map(|(n, v)| (n.as_str(), v.as_str())).collect();
    assert_eq!(
        passed,
        [
            ("INPUT_ALLOW_UNSANDBOXED_PROFILE", "false"),
            ("INPUT_RESULTS", hostile),
            ("INPUT_TARGET", hostile),
            ("INPUT_WAIT_READY", hostile),
        ]
    );
    assert_eq!((seen["CINCTURE_PLATFORM"].as_str(), seen["CINCTURE_AZURE_ARTIFACT"].as_str()), ("azure", "ours"));
    assert_eq!(fs::read_to_string(job.path("arguments")).unwrap(), "ci\n");
    assert!(!job.path("x").exists());
}

#[test]
fn each_exit_status_but_0_fails_the_task_with_its_words() {
    let Some(job) = Job::new() else { return };
    for (status, words) in [
        (1, "surroundings failed"),
        (2, "usage"),
        (3, "threshold does not hold"),
        (4, "was not checked"),
        (77, "ended by 77"),
    ] {
        let ended = job.run(&[("program", &job.witness(status))]);
        assert!(!ended.succeeded && ended.said.contains(words), "{status}: {}", ended.said);
        assert_eq!(ended.output.status.code(), Some(status.into()));
    }
    // The end of the task is in the middle of a line, where the agent does not see it: node's own status says it.
    let killed = job.script("killed", "printf '##vso[task.debug'; kill -KILL $$");
    let output = job.command(&[("program", &killed)]).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
}

const TOKEN: &str = "s3cr3t-t0k3n";

/// Where in the output something stands, other than in the command that masks it.
fn told(output: &Output, secret: &str) -> Vec<String> {
    let all = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    let lines = all.lines().filter(|line| line.contains(secret) && !line.starts_with("##vso[task.setsecret]"));
    lines.map(str::to_owned).collect()
}

#[test]
fn a_kubeconfig_gets_to_the_program_and_not_into_the_log_of_a_debugged_run() {
    let Some(job) = Job::new() else { return };
    let program = job.witness(0);
    let kubeconfig = format!("users:\n- user: {{token: {TOKEN}}}\n");
    let ended = job.run(&[("program", &program), ("kubeconfigContent", &kubeconfig)]);
    assert!(ended.succeeded && told(&ended.output, TOKEN).is_empty(), "{:?}", ended.output);
    assert_eq!(job.seen()["INPUT_KUBECONFIG_CONTENT"], kubeconfig);
    // In one line, as base64 is, it is masked as a whole.
    let ended = job.run(&[("program", &program), ("kubeconfigContent", TOKEN)]);
    let stdout = String::from_utf8_lossy(&ended.output.stdout).into_owned();
    assert!(commands(&stdout).iter().any(|command| command.name == "task.setsecret" && command.data == TOKEN));
    assert!(told(&ended.output, TOKEN).is_empty());
}

/// The variables that an agent makes of a service connection.
fn connection(kind: &str, parameters: &Value) -> Vec<(String, String)> {
    let authorization = json!({ "scheme": "Kubernetes", "parameters": parameters }).to_string();
    vec![
        ("ENDPOINT_URL_c1".into(), "https://cluster.example.com:6443/".into()),
        ("ENDPOINT_DATA_c1_AUTHORIZATIONTYPE".into(), kind.into()),
        ("ENDPOINT_AUTH_c1".into(), authorization),
    ]
}

#[test]
fn a_service_connection_gives_a_kubeconfig_or_fails_without_telling_it() {
    let Some(mut job) = Job::new() else { return };
    let program = job.witness(0);
    let kubeconfig = format!("users:\n- user: {{token: {TOKEN}}}\n");
    job.variables = connection("Kubeconfig", &json!({ "kubeconfig": kubeconfig, "clusterContext": "production" }));
    let inputs = [("program", program.as_str()), ("connection", "c1")];
    let ended = job.run(&inputs);
    assert!(ended.succeeded && told(&ended.output, TOKEN).is_empty(), "{:?}", ended.output);
    let seen = job.seen();
    assert_eq!((&seen["INPUT_KUBECONFIG_CONTENT"], seen["INPUT_CONTEXT"].as_str()), (&kubeconfig, "production"));
    assert!(!seen.contains_key("INPUT_CONNECTION") && !seen.keys().any(|name| name.starts_with("ENDPOINT_AUTH")));
    job.run(&[inputs[0], inputs[1], ("context", "mine")]);
    assert_eq!(job.seen()["INPUT_CONTEXT"], "mine");
    fs::remove_file(job.path("variables")).unwrap();
    // "s3cr3t-t0k3n" and "a certificate" in base64.
    let account = json!({ "apiToken": "czNjcjN0LXQwazNu", "serviceAccountCertificate": "YSBjZXJ0aWZpY2F0ZQ==" });
    job.variables = connection("ServiceAccount", &account);
    let ended = job.run(&inputs);
    assert!(ended.succeeded && told(&ended.output, TOKEN).is_empty(), "{:?}", ended.output);
    let made: Value = serde_json::from_str(&job.seen()["INPUT_KUBECONFIG_CONTENT"]).unwrap();
    assert_eq!(made["users"][0]["user"], json!({ "token": TOKEN }));
    let cluster = &made["clusters"][0]["cluster"];
    assert_eq!(cluster["server"], "https://cluster.example.com:6443/");
    assert_eq!(cluster["certificate-authority-data"], account["serviceAccountCertificate"]);
    fs::remove_file(job.path("variables")).unwrap();
    let refused = |job: &Job, more: &[(&str, &str)], words: &str| {
        let ended = job.run(&[&inputs, more].concat());
        assert!(!ended.succeeded && ended.said.contains(words), "{}", ended.said);
        assert!(told(&ended.output, TOKEN).is_empty() && !job.path("variables").exists());
    };
    refused(&job, &[("kubeconfigContent", "x")], "leave one of them away");
    refused(&job, &[("kubeconfig", "x")], "leave one of them away");
    job.variables = connection("AzureSubscription", &json!({}));
    refused(&job, &[], "holds no kubeconfig");
    job.variables = connection("Kubeconfig", &json!({}));
    refused(&job, &[], "has no kubeconfig");
    job.variables = vec![("ENDPOINT_AUTH_c1".into(), format!("{{ {TOKEN}"))];
    refused(&job, &[], "cannot be read");
}

#[test]
fn what_is_no_program_is_not_run() {
    let Some(job) = Job::new() else { return };
    let plain = job.path("plain");
    fs::write(&plain, "#!/bin/sh\n").unwrap();
    for (inputs, words) in [
        (vec![], "there is no cincture in PATH"),
        (vec![("program", "nowhere/cincture")], "names no program"),
        (vec![("program", "tools")], "names no program"),
        (vec![("program", plain.to_str().unwrap())], "names no program"),
    ] {
        let ended = job.run(&inputs);
        assert!(!ended.succeeded && ended.said.contains(words), "{}", ended.said);
    }
    let folder = job.path("bin");
    fs::create_dir(&folder).unwrap();
    fs::copy(job.witness(0), folder.join("cincture")).unwrap();
    let mut with = OsString::from(&folder);
    with.push(":");
    with.push(path());
    assert!(ended(job.command(&[]).env("PATH", with).output().unwrap()).succeeded);
    assert_eq!(fs::read_to_string(job.path("arguments")).unwrap(), "ci\n");
}

fn sha256(file: &Path) -> String {
    let sum = Command::new("sha256sum").arg(file).output().unwrap().stdout;
    String::from_utf8(sum).unwrap()[..64].to_owned()
}

#[test]
fn what_is_downloaded_runs_only_by_https_and_with_its_checksum_and_is_kept() {
    let Some(mut job) = Job::new() else { return };
    let ours = job.witness(0);
    let theirs = job.script("theirs", "touch theirs-ran");
    let checksum = sha256(Path::new(&ours));
    let asked = |checksum: &'static str| [("downloadUrl", "https://a.example.com/x"), ("checksum", checksum)];
    let checksum: &'static str = checksum.leak();
    let refused = |job: &Job, inputs: &[(&str, &str)], words: &str| {
        let ended = job.run(inputs);
        assert!(!ended.succeeded && ended.said.contains(words), "{}", ended.said);
        assert!(!job.path("arguments").exists() && !job.path("theirs-ran").exists());
    };
    job.web = json!({ "https://a.example.com/x": { "file": theirs } });
    refused(&job, &asked(checksum), "has another checksum");
    assert_eq!(fs::read_dir(job.path("tools/cincture").join(checksum)).unwrap().count(), 0);
    for wrong in ["", "0", "$(touch x)"] {
        refused(&job, &asked(wrong), "must be the SHA-256");
    }
    for wrong in ["http://a.example.com/x", "file:///x", "x"] {
        refused(&job, &[("downloadUrl", wrong), ("checksum", checksum)], "is not https://");
    }
    job.web = json!({
        "https://a.example.com/x": { "to": "http://b.example.com/x" }, "http://b.example.com/x": { "file": ours },
    });
    refused(&job, &asked(checksum), "is not https://");
    job.web = json!({ "https://a.example.com/x": { "to": "/x" } });
    refused(&job, &asked(checksum), "leads to the next");
    job.web = json!({ "https://a.example.com/x": { "file": ours, "status": 404 } });
    refused(&job, &asked(checksum), "the answer is 404");
    job.web = json!({
        "https://a.example.com/x": { "to": "//b.example.com/x" }, "https://b.example.com/x": { "file": ours },
    });
    assert!(job.run(&asked(checksum)).succeeded && job.path("arguments").exists());
    // From the agent's folder, without the web; and not where somebody changed it there.
    job.web = json!({});
    assert!(job.run(&asked(checksum)).succeeded);
    fs::remove_file(job.path("arguments")).unwrap();
    fs::copy(&theirs, job.path("tools/cincture").join(checksum).join("cincture")).unwrap();
    refused(&job, &asked(checksum), "the answer is 404");
}

/// Until `file` is there, for as long as `child` runs.
fn wait_for(file: &Path, child: &mut Child) {
    while !file.exists() {
        assert!(child.try_wait().unwrap().is_none(), "it ended before");
        thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn a_cancelled_build_lets_the_program_end_what_it_began() {
    let Some(job) = Job::new() else { return };
    let text =
        "trap 'touch cleaned; exit 4' TERM\ntouch started\nfor i in $(/usr/bin/seq 600); do /bin/sleep 0.05; done";
    let program = job.script("slow", text);
    let mut command = job.command(&[("program", &program)]);
    let mut task = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    wait_for(&job.path("started"), &mut task);
    let id = task.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
    let ended = ended(task.wait_with_output().unwrap());
    assert!(!ended.succeeded && ended.said.contains("was not checked"), "{}", ended.said);
    assert!(job.path("cleaned").exists());
}

//! SARIF, JUnit XML and summary.json as their readers have them: schemas, and the parsers of Jenkins' plugins.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use cincture_core::gate::{Gate, Threshold};
use cincture_core::problem::{Code, Problem};
use cincture_core::report::{Format, Incomplete, Input, Run, Target, bytes};
use cincture_core::results::{Status, read};
use serde_json::{Value, json};

use crate::oracle::{self, told};

/// Holds the schema of OASIS, which its repository keeps in a source file.
const SARIF_MODULE: &str = "github.com/owenrumney/go-sarif/v3@v3.3.1";
const SARIF_SCHEMA: &str = "pkg/report/v210/sarif/schema.go";
/// Texts that formats could stumble over.
const HOSTILE: &str =
    "a]]>b</failure><!-- &amp; \u{0}\u{1b}[31m\u{fffe}\u{202e} \"'\r\n##vso[x]::error::x [l](https://x) {0}";

/// Results with controls of each status; all that is text is `text`.
fn file(text: &str) -> Vec<u8> {
    let control = |(at, status): (usize, &str)| {
        let check = json!({"status": status, "code_desc": text, "message": text, "start_time": "2026-01-01T00:00:00Z", "run_time": 0.25});
        json!({
            "id": format!("{at}{text}"), "title": text, "desc": text, "impact": 0.1 + 0.1 * at as f64, "refs": [],
            "tags": {"nist": ["AC-6", text, text]}, "descriptions": [{"label": "fix", "data": text}], "code": text,
            "source_location": {"line": 1, "ref": text},
            "results": if status == "none" { json!([]) } else { json!([check, check]) },
        })
    };
    let statuses = ["passed", "failed", "skipped", "error", "none", "failed", "failed", "failed", "failed"];
    let controls: Vec<Value> = statuses.into_iter().enumerate().map(control).collect();
    let profile = json!({"name": format!("base{text}"), "sha256": "0", "groups": [], "supports": [], "attributes": [], "controls": controls});
    json!({"platform": {"name": "debian", "release": "12"}, "version": "1", "statistics": {}, "profiles": [profile]})
        .to_string()
        .into_bytes()
}

fn target(name: &str, text: &str) -> Target {
    let results = Some(read(file(text), "made.json").unwrap());
    Target { name: name.to_owned(), results, duration: Duration::from_millis(1_234), round_trips: 1 }
}

/// Runs that differ in all that shows: nothing, one target, replicas, many, hostile ones, unreached ones.
fn inputs() -> Vec<Input> {
    let run = |targets: Vec<Target>| Run { version: "0.1.0".into(), targets, ..Run::default() };
    let replicas = ["k8s://shop/web-5d4f8c7b9-x2x9z/app", "k8s://shop/web-5d4f8c7b9-bq7lm/app"];
    let many: Vec<Target> = (0..30).map(|n| target(&format!("k8s://shop/w{n}/app"), "")).collect();
    let mut hostile = run(vec![target(HOSTILE, HOSTILE), target("", " "), target("rootfs:///a.b:c", "é\u{1f980}")]);
    let threshold =
        Threshold::parse_inline("failed.total.max: 0, passed.low.controls: [x], compliance.min: 1").unwrap();
    hostile.gate = Gate { threshold: Some(threshold), ..Gate::default() };
    hostile.incomplete = vec![Incomplete::new(Some(0), HOSTILE), Incomplete::new(None, HOSTILE)];
    hostile.incomplete.push(Incomplete { control: Some(HOSTILE.into()), ..Incomplete::new(Some(1), HOSTILE) });
    hostile.problems = vec![Problem::new(Code::TargetLost, HOSTILE, HOSTILE, HOSTILE).at(HOSTILE)];
    hostile.warnings = vec![HOSTILE.into()];
    let unreached = Target { results: None, ..target("k8s://shop/gone/app", "") };
    let runs = [
        run(Vec::new()),
        run(vec![target("k8s://shop/web/app", "plain")]),
        run(replicas.map(|name| target(name, "x")).into()),
        run(many),
        hostile,
        run(vec![unreached, target("local://", "y")]),
    ];
    runs.into_iter().map(Input::of).collect()
}

/// Each run in `format`, in a folder of its own.
fn written(inputs: &[Input], format: Format) -> (tempfile::TempDir, Vec<PathBuf>) {
    let folder = tempfile::tempdir().unwrap();
    let write = |(at, input): (usize, &Input)| {
        let path = folder.path().join(at.to_string()).join(format.file_name());
        fs::create_dir(path.parent().unwrap()).unwrap();
        fs::write(&path, bytes(input, format).unwrap()).unwrap();
        path
    };
    let files = inputs.iter().enumerate().map(write).collect();
    (folder, files)
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Whether the files are as `schema` has it; `None` where there is nothing to tell that.
fn validate(schema: &Path, strict: bool, files: &[PathBuf]) -> Option<(bool, String)> {
    let folder = oracle::node("schemas")?;
    let mut node = Command::new("node");
    node.arg(folder.join("validate.mjs")).args(strict.then_some("--strict")).arg(schema).args(files);
    Some(told(node))
}

#[test]
fn summary_json_is_as_its_published_schema_has_it_and_has_no_key_besides() {
    let (folder, files) = written(&inputs(), Format::Summary);
    let schema = root().join("docs/summary.schema.json");
    let Some((good, said)) = validate(&schema, true, &files) else { return };
    assert!(good, "{said}");
    let mut wrong: Value = serde_json::from_slice(&fs::read(&files[4]).unwrap()).unwrap();
    wrong["threshold"]["lines"][0]["actual"] = json!("1");
    wrong["more"] = json!(1);
    let file = folder.path().join("wrong.json");
    fs::write(&file, wrong.to_string()).unwrap();
    let (good, said) = validate(&schema, true, std::slice::from_ref(&file)).unwrap();
    assert!(!good && said.contains("actual") && said.contains("additional"), "{said}");
    // A reader of today is to take the files of tomorrow.
    wrong["threshold"]["lines"][0]["actual"] = json!(1);
    fs::write(&file, wrong.to_string()).unwrap();
    assert!(validate(&schema, false, &[file]).unwrap().0);
}

#[test]
fn sarif_is_as_its_schema_has_it() {
    let mut go = Command::new("go");
    go.args(["mod", "download", "-json", SARIF_MODULE]).current_dir(std::env::temp_dir());
    let Ok(output) = go.output() else { return oracle::leave_out("the schema of SARIF, which needs Go") };
    let module: Value = serde_json::from_slice(&output.stdout).expect("what go says");
    let source = fs::read_to_string(Path::new(module["Dir"].as_str().unwrap()).join(SARIF_SCHEMA)).unwrap();
    let (folder, files) = written(&inputs(), Format::Sarif);
    let schema = folder.path().join("schema.json");
    fs::write(&schema, source.split('`').nth(1).unwrap()).unwrap();
    let Some((good, said)) = validate(&schema, false, &files) else { return };
    assert!(good, "{said}");
    let wrong = fs::read_to_string(&files[1]).unwrap().replace("\"level\": \"error\"", "\"level\": \"fatal\"");
    fs::write(&files[1], wrong).unwrap();
    assert!(!validate(&schema, false, &files[1..2]).unwrap().0);
}

#[test]
fn junit_xml_is_as_the_strictest_reader_has_it() {
    let (_folder, files) = written(&inputs(), Format::Junit);
    let mut xmllint = Command::new("xmllint");
    xmllint.args(["--noout", "--schema"]).arg(root().join("tests/readers/junit.xsd")).args(&files);
    let (good, said) = told(xmllint);
    assert!(good, "{said}");
}

#[test]
fn jenkins_loses_no_result_of_sarif_and_no_failure_of_junit() {
    let Some(jars) = oracle::jars("readers") else { return };
    let inputs = inputs();
    let (_sarif, mut files) = written(&inputs, Format::Sarif);
    let (_junit, junit) = written(&inputs, Format::Junit);
    files.extend(junit);
    let mut java = Command::new("java");
    java.arg("-cp").arg(jars.join("*")).arg(root().join("tests/readers/Read.java")).args(&files);
    let output = java.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let said = String::from_utf8(output.stdout).unwrap();
    let found: Vec<(usize, usize)> = said.lines().map(pair).collect();
    let (of_sarif, of_junit) = found.split_at(inputs.len());
    for (input, found) in inputs.iter().zip(of_sarif) {
        assert_eq!(*found, (sarif_results(input), sarif_results(input)), "{said}");
    }
    for (input, found) in inputs.iter().zip(of_junit) {
        assert_eq!(*found, (junit_faults(input), junit_faults(input)), "{said}");
    }
}

fn pair(line: &str) -> (usize, usize) {
    let mut numbers = line.split(' ').map(|n| n.parse().unwrap_or(usize::MAX));
    (numbers.next().unwrap(), numbers.next().unwrap())
}

fn bad_controls(input: &Input) -> usize {
    let counts = &input.tally.counts;
    usize::try_from(counts.total(Status::Failed) + counts.total(Status::Error)).unwrap()
}

fn sarif_results(input: &Input) -> usize {
    bad_controls(input) + input.run.incomplete.len()
}

fn junit_faults(input: &Input) -> usize {
    let broken = input.verdict.iter().flat_map(|v| &v.lines).filter(|line| !line.holds).count();
    let unreached = input.run.targets.iter().filter(|target| target.results.is_none()).count();
    let incomplete = !input.run.incomplete.is_empty() || !input.run.problems.is_empty();
    bad_controls(input) + broken + unreached + usize::from(incomplete)
}

//! XCCDF, CKL, ASFF and condensed JSON, judged by their schemas and by MITRE's SAF, which reads them back.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use cincture_core::report::{Format, Input, Run, Target, bytes};
use cincture_core::results::{Counts, Severity, Status, read};
use serde_json::{Value, json};

use crate::oracle::{self, told};

/// Where Debian's openscap-common has the schema of NIST.
const XCCDF_SCHEMA: &str = "/usr/share/openscap/schemas/xccdf/1.2/xccdf_1.2.xsd";

/// Texts that formats could stumble over.
const HOSTILE: &str = "a]]>b</Rule><!-- &amp; \u{0}\u{1b}[31m\u{fffe}\u{202e} \"'\r\n::error::x =1+1";

/// Controls of each status and severity; with hostile texts in all that is text.
fn file(text: &str) -> Vec<u8> {
    let mut controls = Vec::new();
    for (at, status) in ["passed", "failed", "skipped", "error", "none"].into_iter().enumerate() {
        for (impact, severity) in [(0.95, "critical"), (0.8, "high"), (0.5, "medium"), (0.2, "low"), (0.0, "none")] {
            // SAF's total leaves an error of no severity out.
            let most = if severity == "none" && matches!(status, "error" | "none") { 0 } else { at + 1 };
            for n in 0..most {
                let checks = json!([{"status": status, "code_desc": format!("it {text}"), "message": text, "start_time": "2026-01-01T00:00:00Z"}]);
                controls.push(json!({
                    "id": format!("{status}-{severity}-{n}"), "title": text, "desc": text, "impact": impact, "refs": [],
                    "tags": {"gid": format!("V-{status}-{severity}-{n}"), "cci": ["CCI-000366"], "nist": ["AC-6 (1)", text], "stig_id": text},
                    "descriptions": [{"label": "check", "data": text}, {"label": "fix", "data": text}],
                    "code": text, "source_location": {"line": 1, "ref": text},
                    "results": if status == "none" { json!([]) } else { checks },
                }));
            }
        }
    }
    let profile = json!({"name": format!("base {text}"), "version": "1.0.0", "title": text, "sha256": "0", "groups": [], "supports": [], "attributes": [], "controls": controls});
    json!({"platform": {"name": "debian", "release": "12"}, "version": "1", "statistics": {}, "profiles": [profile]})
        .to_string()
        .into_bytes()
}

fn input(texts: &[&str]) -> Input {
    let target = |(at, text): (usize, &&str)| Target {
        name: format!("k8s://shop/web-{at}/app{text}"),
        results: Some(read(file(text), "made.json").unwrap()),
        duration: Default::default(),
        round_trips: 0,
    };
    let targets = texts.iter().enumerate().map(target).collect();
    Input::of(Run {
        version: "0.1.0".into(),
        started: "2026-01-02T03:04:05Z".parse().unwrap(),
        targets,
        ..Run::default()
    })
}

struct Written {
    folder: tempfile::TempDir,
}

impl Written {
    fn of(input: &Input, format: Format) -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(format.file_name()), bytes(input, format).unwrap()).unwrap();
        Self { folder }
    }

    fn path(&self, format: Format) -> PathBuf {
        self.folder.path().join(format.file_name())
    }
}

#[test]
fn xccdf_is_valid_for_any_text_and_number_of_targets() {
    if !Path::new(XCCDF_SCHEMA).is_file() {
        return oracle::leave_out("the schema of XCCDF (Debian's openscap-common)");
    }
    for texts in [vec![""], vec![HOSTILE], vec!["", HOSTILE, ""]] {
        let written = Written::of(&input(&texts), Format::Xccdf);
        let mut xmllint = Command::new("xmllint");
        xmllint.args(["--nonet", "--noout", "--schema", XCCDF_SCHEMA]).arg(written.path(Format::Xccdf));
        let (valid, said) = told(xmllint);
        assert!(valid, "{said}");
    }
}

/// How many controls SAF finds of each status and severity, in what it made of our file.
fn as_saf_reads(saf: &Path, written: &Written, format: Format, convert: &str) -> BTreeMap<(String, String), usize> {
    let back = written.folder.path().join("back.json");
    let mut command = Command::new(saf.join("node_modules/.bin/saf"));
    // SAF logs into the folder that it is started in.
    command.current_dir(written.folder.path());
    command.args(["convert", convert, "-i"]).arg(written.path(format)).arg("-o").arg(&back);
    let (_, said) = told(command);
    let read: Value = serde_json::from_slice(&fs::read(&back).unwrap_or_else(|e| panic!("{e}: {said}"))).unwrap();
    let mut found = BTreeMap::new();
    for control in read["profiles"].as_array().unwrap().iter().flat_map(|p| p["controls"].as_array().unwrap()) {
        let statuses: Vec<&str> =
            control["results"].as_array().unwrap().iter().map(|r| r["status"].as_str().unwrap()).collect();
        let impact = control["impact"].as_f64().unwrap();
        let status = if impact == 0.0 { "no_impact" } else { statuses[0] };
        assert!(statuses.iter().all(|s| *s == statuses[0]), "{control}");
        let severity = if impact >= 0.7 {
            "high"
        } else if impact >= 0.4 {
            "medium"
        } else {
            "low"
        };
        *found.entry((status.to_owned(), if impact == 0.0 { "none" } else { severity }.to_owned())).or_default() += 1;
    }
    found
}

/// Ours, in the three severities of STIGs; those that are not applicable have none.
fn ours(counts: &Counts, word: impl Fn(Status) -> &'static str) -> BTreeMap<(String, String), usize> {
    let mut found = BTreeMap::new();
    for (status, severity) in
        Status::ALL.into_iter().flat_map(|status| Severity::ALL.map(|severity| (status, severity)))
    {
        let n = usize::try_from(counts.cell(status, severity)).unwrap();
        let of_three = match severity {
            _ if status == Status::NoImpact => "none",
            Severity::Critical | Severity::High => "high",
            Severity::Medium => "medium",
            Severity::Low | Severity::None => "low",
        };
        if n > 0 {
            *found.entry((word(status).to_owned(), of_three.to_owned())).or_default() += n;
        }
    }
    found
}

#[test]
fn saf_reads_every_control_of_xccdf_and_ckl_with_its_status_and_severity() {
    let Some(saf) = oracle::node("saf") else { return };
    for text in ["", "]]></VULN><!-- &amp; \u{0}\u{1b}[31m\u{202e} \"'"] {
        let input = input(&[text]);
        let counts = &input.tally.counts;
        let xccdf = Written::of(&input, Format::Xccdf);
        assert_eq!(as_saf_reads(&saf, &xccdf, Format::Xccdf, "xccdf_results2hdf"), ours(counts, Status::as_str));
        let ckl = Written::of(&input, Format::Ckl);
        let no_errors = |status: Status| if status == Status::Error { "skipped" } else { status.as_str() };
        assert_eq!(as_saf_reads(&saf, &ckl, Format::Ckl, "ckl2hdf"), ours(counts, no_errors));
    }
}

#[test]
fn saf_counts_our_results_as_we_do() {
    let Some(saf) = oracle::node("saf") else { return };
    let input = input(&[HOSTILE]);
    let written = Written::of(&input, Format::Results);
    let mut command = Command::new(saf.join("node_modules/.bin/saf"));
    command
        .current_dir(written.folder.path())
        .args(["view", "summary", "-f", "json", "-i"])
        .arg(written.path(Format::Results));
    let (_, said) = told(command);
    let from = said.find('[').unwrap_or_else(|| panic!("{said}"));
    let summary: Value = serde_json::Deserializer::from_str(&said[from..]).into_iter().next().unwrap().unwrap();
    for status in Status::ALL {
        let theirs = &summary[0][status.as_str()]["total"];
        assert_eq!(theirs, &json!(input.tally.counts.total(status)), "{}: {said}", status.as_str());
    }
}

#[test]
fn condensed_json_has_the_form_of_saf() {
    let Some(saf) = oracle::node("saf") else { return };
    let input = input(&[""]);
    let written = Written::of(&input, Format::Condensed);
    fs::write(written.path(Format::Results), bytes(&input, Format::Results).unwrap()).unwrap();
    let theirs = written.folder.path().join("theirs.json");
    let mut command = Command::new(saf.join("node_modules/.bin/saf"));
    command
        .current_dir(written.folder.path())
        .args(["convert", "hdf2condensed", "-i"])
        .arg(written.path(Format::Results));
    command.arg("-o").arg(&theirs);
    let (_, said) = told(command);
    let theirs: Value = serde_json::from_slice(&fs::read(&theirs).unwrap_or_else(|e| panic!("{e}: {said}"))).unwrap();
    let ours: Value = serde_json::from_slice(&fs::read(written.path(Format::Condensed)).unwrap()).unwrap();
    for status in Status::ALL.map(Status::as_str) {
        for (key, value) in theirs["status"][status].as_object().unwrap() {
            assert_eq!(&ours["status"][status][key], value, "{status} {key}");
        }
        let bucket = theirs["buckets"][status].as_object().unwrap();
        assert_eq!(ours["buckets"][status].as_object().unwrap().len(), bucket.len(), "{status}");
        for (id, control) in bucket {
            for (key, value) in control.as_object().unwrap() {
                // Their messages are of another form, and what is not applicable they call not reviewed.
                let differs =
                    key == "message" || key == "finding_details" || status == "no_impact" && key == "control_status";
                assert!(
                    differs || &ours["buckets"][status][id][key] == value,
                    "{id} {key}: {value} {}",
                    ours["buckets"][status][id][key]
                );
            }
        }
    }
}

#[test]
fn the_sdk_of_aws_takes_our_findings() {
    let Some(python) = oracle::python("aws") else { return };
    for text in ["", HOSTILE, &"long ".repeat(2_000)] {
        let input = input(&[text, text]);
        let written = Written::of(&input, Format::Asff);
        let mut check = Command::new(python.join("venv/bin/python"));
        check.arg(python.join("check.py")).arg(written.path(Format::Asff));
        let (valid, said) = told(check);
        assert!(valid, "{said}");
        assert_eq!(said.trim(), input.tally.controls.len().to_string());
    }
}

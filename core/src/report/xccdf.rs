//! XCCDF 1.2 (NIST IR 7275): a benchmark whose rules are the controls, and a test result for each target.

use std::collections::{HashMap, HashSet};
use std::io::{self, Write};

use super::Input;
use super::stig::{Stig, category, findings};
use super::write::Report;
use super::xml::Xml;
use crate::results::{Control, Counted, Status};
use crate::untrusted::cut;

const NAMESPACE: &str = "http://checklists.nist.gov/xccdf/1.2";
/// Where the identifiers of DISA are from.
const CCI: &str = "http://cyber.mil/cci";
/// What says how a rule is checked: an InSpec control.
const CHECK_SYSTEM: &str = "https://www.inspec.io/";
/// Characters of a text of a profile, and of what its checks found.
const MOST_IN_TEXT: usize = 30_000;

/// Writes the rules as they come; the results, which stand after all rules, at the end, for which each control is decoded
/// once more.
pub(super) struct Writer<'a> {
    input: &'a Input,
    xml: Xml<'a>,
    names: Names,
}

/// The name of each rule by profile and control, so that targets share them.
#[derive(Default)]
struct Names {
    of: HashMap<(String, String), String>,
    taken: HashSet<String>,
}

impl Names {
    /// The name of a rule, and whether it is a new one.
    fn of(&mut self, profile: &str, id: &str) -> (String, bool) {
        let key = (profile.to_owned(), id.to_owned());
        if let Some(name) = self.of.get(&key) {
            return (name.clone(), false);
        }
        let plain = name(id);
        let numbered = (2..).map(|n| format!("{plain}-{n}"));
        let free = std::iter::once(plain.clone()).chain(numbered).find(|name| !self.taken.contains(name));
        let name = free.unwrap_or(plain);
        self.taken.insert(name.clone());
        self.of.insert(key, name.clone());
        (name, true)
    }
}

impl<'a> Writer<'a> {
    pub(super) fn new(input: &'a Input, out: &'a mut dyn Write) -> io::Result<Self> {
        let mut writer = Self { input, xml: Xml::new(out), names: Names::default() };
        writer.head()?;
        Ok(writer)
    }

    fn head(&mut self) -> io::Result<()> {
        let date = self.input.run.started.strftime("%Y-%m-%d").to_string();
        let profiles = self.profiles();
        self.xml.begin()?;
        self.xml
            .open("Benchmark", &[("xmlns", NAMESPACE), ("id", "xccdf_cincture_benchmark_scan"), ("xml:lang", "en")])?;
        self.xml.text("status", &[("date", &date)], "draft")?;
        self.xml.text("title", &[], &cut(&profiles.join(", "), MOST_IN_TEXT))?;
        self.xml.text("description", &[], "The controls of InSpec profiles, and what they found")?;
        self.xml.text("version", &[], &self.input.run.version.clone())
    }

    /// Names of all profiles that hold a control that counts.
    fn profiles(&self) -> Vec<String> {
        let mut seen = HashSet::new();
        let names = self.input.tally.controls.iter().map(|c| self.input.profile_name(c));
        names.filter(|name| seen.insert(*name)).map(str::to_owned).collect()
    }

    fn rule(&mut self, name: &str, counted: &Counted, control: &Control) -> io::Result<()> {
        let stig = Stig(control);
        let text = |text: &str| cut(text, MOST_IN_TEXT);
        let (group, rule) = (format!("xccdf_cincture_group_{name}"), rule_id(name));
        self.xml.open("Group", &[("id", &group)])?;
        let title = if stig.tag("gtitle").is_empty() { stig.group() } else { stig.tag("gtitle") };
        self.xml.text("title", &[], &text(title))?;
        self.xml.open("Rule", &[("id", &rule), ("severity", category(counted.severity)), ("selected", "true")])?;
        self.xml.text(
            "version",
            &[],
            &text(if stig.tag("stig_id").is_empty() { &counted.id } else { stig.tag("stig_id") }),
        )?;
        self.xml.text("title", &[], &text(stig.title()))?;
        self.xml.text("description", &[], &text(stig.discussion()))?;
        for cci in stig.tags("cci") {
            self.xml.text("ident", &[("system", CCI)], cci)?;
        }
        if !stig.fix().is_empty() {
            self.xml.text("fixtext", &[], &text(stig.fix()))?;
        }
        if !stig.check().is_empty() {
            self.xml.open("check", &[("system", CHECK_SYSTEM)])?;
            self.xml.text("check-content", &[], &text(stig.check()))?;
            self.xml.close("check")?;
        }
        self.xml.close("Rule")?;
        self.xml.close("Group")
    }

    fn test_result(&mut self, target: usize) -> io::Result<()> {
        let input = self.input;
        let start = input.run.started.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
        let end = input.run.started.checked_add(input.run.duration).unwrap_or(input.run.started);
        let end = end.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
        let id = format!("xccdf_cincture_testresult_{}", target + 1);
        let system = format!("cpe:/a:cincture:cincture:{}", name(&input.run.version));
        let attributes = [("id", id.as_str()), ("start-time", &start), ("end-time", &end), ("test-system", &system)];
        self.xml.open("TestResult", &attributes)?;
        self.xml.text("target", &[], input.target_name(target))?;
        for counted in input.tally.controls.iter().filter(|c| c.target == target) {
            if let Some(control) = input.control(counted) {
                self.rule_result(counted, &control)?;
            }
        }
        let score = input.tally.counts_of(target).compliance().exact();
        self.xml.text("score", &[("system", "urn:xccdf:scoring:flat-unweighted"), ("maximum", "100")], &score)?;
        self.xml.close("TestResult")
    }

    fn rule_result(&mut self, counted: &Counted, control: &Control) -> io::Result<()> {
        let (name, _) = self.names.of(self.input.profile_name(counted), &counted.id);
        let attributes = [("idref", rule_id(&name)), ("severity", category(counted.severity).to_owned())];
        self.xml.open("rule-result", &attributes.each_ref().map(|(key, value)| (*key, value.as_str())))?;
        self.xml.text("result", &[], word(counted.status))?;
        let found = cut(&findings(control, counted.status), MOST_IN_TEXT);
        let kind = if matches!(counted.status, Status::Failed | Status::Error) { "error" } else { "info" };
        self.xml.text("message", &[("severity", kind)], &found)?;
        self.xml.close("rule-result")
    }
}

impl Report for Writer<'_> {
    fn control(&mut self, counted: &Counted, control: &Control) -> io::Result<()> {
        let (name, new) = self.names.of(self.input.profile_name(counted), &counted.id);
        if new { self.rule(&name, counted, control) } else { Ok(()) }
    }

    /// A target without controls has no test result: the form wants one rule at least.
    fn end(&mut self) -> io::Result<()> {
        for target in 0..self.input.run.targets.len() {
            if self.input.tally.controls.iter().any(|c| c.target == target) {
                self.test_result(target)?;
            }
        }
        self.xml.close("Benchmark")?;
        self.xml.end()
    }
}

fn rule_id(name: &str) -> String {
    format!("xccdf_cincture_rule_{name}")
}

/// `id` with a dash for whatever an XML name cannot hold, and never empty.
fn name(id: &str) -> String {
    let kept = |c: char| if c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_') { c } else { '-' };
    let name: String = id.chars().take(200).map(kept).collect();
    if name.is_empty() { "-".to_owned() } else { name }
}

fn word(status: Status) -> &'static str {
    match status {
        Status::Passed => "pass",
        Status::Failed => "fail",
        Status::Skipped => "notchecked",
        Status::NoImpact => "notapplicable",
        Status::Error => "error",
    }
}

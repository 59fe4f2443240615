//! ASFF: findings for AWS Security Hub, one for each control that counts; `aws securityhub batch-import-findings` takes 100
//! of them at a time. Limits of lengths are those of its reference.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::Input;
use super::alias::digest;
use super::json::Harmless;
use super::stig::{Stig, findings};
use super::write::Report;
use crate::env::Env;
use crate::results::{Control, Counted, Severity, Status};

/// Whose Security Hub it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AwsAccount {
    /// Twelve digits.
    pub id: String,
    /// Such as `eu-central-1`.
    pub region: String,
}

/// An account that is nobody's, as in AWS's own examples: what is written for it is for reading, and no import takes it.
impl Default for AwsAccount {
    fn default() -> Self {
        Self { id: "000000000000".to_owned(), region: "us-east-1".to_owned() }
    }
}

impl AwsAccount {
    /// The account that `AWS_ACCOUNT_ID` and `AWS_REGION` (or `AWS_DEFAULT_REGION`) name. In CodeBuild, which does not set the
    /// first, it is that of the build unless it is said. `None` unless both are there and have the form of one.
    pub fn of(env: &Env) -> Option<Self> {
        let of_build = env.get("CODEBUILD_BUILD_ARN").and_then(|arn| arn.split(':').nth(4));
        let id = env.get("AWS_ACCOUNT_ID").or(of_build)?;
        let region = env.get("AWS_REGION").or_else(|| env.get("AWS_DEFAULT_REGION"))?;
        let is_account = id.len() == 12 && id.bytes().all(|b| b.is_ascii_digit());
        let is_word = region.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        (is_account && is_word).then(|| Self { id: id.to_owned(), region: region.to_owned() })
    }

    /// The product that an account may import findings for without asking AWS.
    fn product(&self) -> String {
        let (partition, region) = (self.partition(), &self.region);
        format!("arn:{partition}:securityhub:{region}:{id}:product/{id}/default", id = self.id)
    }

    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html>
    fn partition(&self) -> &'static str {
        match self.region.split('-').collect::<Vec<_>>()[..] {
            ["cn", ..] => "aws-cn",
            ["us", "gov", ..] => "aws-us-gov",
            _ => "aws",
        }
    }
}

/// Writes each finding as it comes.
pub(super) struct Writer<'a> {
    input: &'a Input,
    out: &'a mut dyn Write,
    first: bool,
}

impl<'a> Writer<'a> {
    pub(super) fn new(input: &'a Input, out: &'a mut dyn Write) -> io::Result<Self> {
        out.write_all(b"[")?;
        Ok(Self { input, out, first: true })
    }

    fn finding(&self, counted: &Counted, control: &Control) -> Value {
        let input = self.input;
        let stig = Stig(control);
        let (target, profile) = (input.target_name(counted.target), input.profile_name(counted));
        let time = input.run.started.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string();
        let account = &input.run.aws;
        let mut finding = json!({
            "SchemaVersion": "2018-10-08",
            "Id": id(&[target, profile, &counted.id]),
            "ProductArn": account.product(),
            "ProductName": "Default",
            "GeneratorId": most(&format!("cincture/{profile}/{}", counted.id), 512),
            "AwsAccountId": account.id,
            "Types": ["Software and Configuration Checks/Industry and Regulatory Standards"],
            "CreatedAt": time,
            "UpdatedAt": time,
            "Severity": {"Label": severity(counted), "Original": counted.severity.as_str()},
            "Title": most(&format!("{}: {}", counted.id, stig.title()), 256),
            "Description": most(&findings(control, counted.status), 1024),
            "Resources": [{"Type": "Other", "Id": most(target, 512)}],
            "Compliance": {"Status": compliance(counted.status)},
            "RecordState": "ACTIVE",
            "Workflow": {"Status": if matches!(counted.status, Status::Passed | Status::NoImpact) { "RESOLVED" } else { "NEW" }},
            "ProductFields": {"cincture/status": counted.status.as_str(), "cincture/profile": most(profile, 1024)},
        });
        if !stig.fix().is_empty() {
            finding["Remediation"] = json!({"Recommendation": {"Text": most(stig.fix(), 512)}});
        }
        let requirements: Vec<String> =
            stig.tags("nist").into_iter().take(32).map(|nist| most(&format!("NIST.800-53.r5 {nist}"), 64)).collect();
        if !requirements.is_empty() {
            finding["Compliance"]["RelatedRequirements"] = json!(requirements);
        }
        finding
    }
}

impl Report for Writer<'_> {
    fn control(&mut self, counted: &Counted, control: &Control) -> io::Result<()> {
        let finding = self.finding(counted, control);
        self.out.write_all(if std::mem::take(&mut self.first) { b"\n" } else { b",\n" })?;
        serde::Serialize::serialize(
            &finding,
            &mut serde_json::Serializer::with_formatter(&mut *self.out, Harmless::default()),
        )?;
        Ok(())
    }

    fn end(&mut self) -> io::Result<()> {
        self.out.write_all(b"\n]\n")
    }
}

/// The same for the same control of the same target in each run, so that a run updates what the last one found. At most 512
/// characters, of which the names are for people.
fn id(parts: &[&str]) -> String {
    const DIGITS: usize = 32;
    let readable = |c: char| if c.is_ascii_graphic() { c } else { '-' };
    let names: String = parts.join("/").chars().take(400).map(readable).collect();
    format!("{names}/{}", &digest(parts.iter().copied())[..DIGITS])
}

/// At most so many characters; a cut shows in its last three.
fn most(text: &str, most: usize) -> String {
    if text.trim().is_empty() {
        return "-".to_owned();
    }
    match text.char_indices().nth(most) {
        Some(_) => text.chars().take(most - 3).chain("...".chars()).collect(),
        None => text.to_owned(),
    }
}

fn severity(counted: &Counted) -> &'static str {
    match (counted.status, counted.severity) {
        (Status::Passed | Status::NoImpact, _) | (_, Severity::None) => "INFORMATIONAL",
        (_, Severity::Low) => "LOW",
        (_, Severity::Medium) => "MEDIUM",
        (_, Severity::High) => "HIGH",
        (_, Severity::Critical) => "CRITICAL",
    }
}

/// `WARNING` is AWS's word for a check that could not be made.
fn compliance(status: Status) -> &'static str {
    match status {
        Status::Passed => "PASSED",
        Status::Failed => "FAILED",
        Status::Skipped | Status::Error => "WARNING",
        Status::NoImpact => "NOT_AVAILABLE",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_needs_a_number_and_a_region() {
        let of = |id: &str, region: &str| {
            AwsAccount::of(&[("AWS_ACCOUNT_ID", id), ("AWS_REGION", region)].into_iter().collect())
        };
        assert_eq!(
            of("123456789012", "eu-central-1").unwrap().product(),
            "arn:aws:securityhub:eu-central-1:123456789012:product/123456789012/default"
        );
        for (id, region) in [
            ("12345678901", "eu-central-1"),
            ("123456789012", ""),
            ("12345678901x", "eu-central-1"),
            ("123456789012", "a:b"),
        ] {
            assert_eq!(of(id, region), None, "{id} {region}");
        }
    }

    #[test]
    fn a_build_of_codebuild_has_an_account_unless_another_is_named() {
        let build = ("CODEBUILD_BUILD_ARN", "arn:aws:codebuild:eu-central-1:111122223333:build/shop:1");
        let of = |more: &[(&str, &str)]| {
            let account = AwsAccount::of(&[build].iter().chain(more).copied().collect())?;
            Some((account.id.clone(), account.product()))
        };
        let region = ("AWS_REGION", "us-gov-west-1");
        let product = "arn:aws-us-gov:securityhub:us-gov-west-1:111122223333:product/111122223333/default";
        assert_eq!(of(&[region]), Some(("111122223333".to_owned(), product.to_owned())));
        assert_eq!(of(&[region, ("AWS_ACCOUNT_ID", "444455556666")]).unwrap().0, "444455556666");
        assert_eq!(of(&[region, ("AWS_ACCOUNT_ID", "mine")]), None, "what is said wrongly is not another account");
        assert_eq!(of(&[]), None);
    }

    #[test]
    fn an_id_is_stable_and_no_two_controls_share_one() {
        assert_eq!(id(&["t", "p", "a"]), "t/p/a/39eda1d38d4b91944871901364f7bcd6");
        assert_ne!(id(&["t", "p/a", "b"]), id(&["t", "p", "a/b"]));
        assert!(id(&[&"x".repeat(1000), "p", "a"]).len() <= 512);
    }

    #[test]
    fn a_text_is_cut_visibly_and_never_empty() {
        assert_eq!(
            (most("abcdef", 6), most("abcdefg", 6), most(" ", 6)),
            ("abcdef".into(), "abc...".into(), "-".into())
        );
    }
}

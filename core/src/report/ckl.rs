//! CKL: the checklist that STIG Viewer 2 and eMASS read, one list for each target. An asset is the target, or where there
//! are several, all of them.
//!
//! CKL knows no errors: a control that could not be checked is `Not_Reviewed`, and its details say why.

use std::io::{self, Write};

use super::Input;
use super::stig::{Stig, category, checklist_word, findings};
use super::write::Report;
use super::xml::Xml;
use crate::number::number;
use crate::results::{Control, Counted, Profile};
use crate::untrusted::cut;

/// Characters of a text of a profile, and of what its checks found.
const MOST_IN_TEXT: usize = 30_000;

/// Writes each control as it comes; the list of a target begins with its first.
pub(super) struct Writer<'a> {
    input: &'a Input,
    xml: Xml<'a>,
    target: Option<usize>,
}

impl<'a> Writer<'a> {
    pub(super) fn new(input: &'a Input, out: &'a mut dyn Write) -> io::Result<Self> {
        let mut writer = Self { input, xml: Xml::new(out), target: None };
        writer.head()?;
        Ok(writer)
    }

    fn head(&mut self) -> io::Result<()> {
        let targets = &self.input.run.targets;
        let all: Vec<&str> = targets.iter().map(|t| t.name.as_str()).collect();
        let name = if let [one] = all.as_slice() { (*one).to_owned() } else { number(all.len(), "target") };
        self.xml.begin()?;
        self.xml.open("CHECKLIST", &[])?;
        self.xml.open("ASSET", &[])?;
        let comment = cut(&all.join("\n"), MOST_IN_TEXT);
        for (element, text) in [
            ("ROLE", "None"),
            ("ASSET_TYPE", "Computing"),
            ("MARKING", ""),
            ("HOST_NAME", &name),
            ("HOST_IP", ""),
            ("HOST_MAC", ""),
            ("HOST_FQDN", ""),
            ("TARGET_COMMENT", &comment),
            ("TECH_AREA", ""),
            ("TARGET_KEY", ""),
            ("WEB_OR_DATABASE", "false"),
            ("WEB_DB_SITE", ""),
            ("WEB_DB_INSTANCE", ""),
        ] {
            self.xml.text(element, &[], text)?;
        }
        self.xml.close("ASSET")?;
        self.xml.open("STIGS", &[])
    }

    fn list(&mut self, target: usize) -> io::Result<()> {
        self.end_list()?;
        self.target = Some(target);
        let profile = self.input.head(target).and_then(|head| top(&head.profiles));
        let extra = |key: &str| profile.and_then(|p| p.extra.get(key)).and_then(|v| v.as_str()).unwrap_or_default();
        let name = profile.map_or("", |p| p.name.as_str());
        let title = if extra("title").is_empty() { name } else { extra("title") };
        // Not in `customname`, which SAF takes for JSON.
        let title = if self.input.run.targets.len() > 1 {
            format!("{title} ({})", self.input.target_name(target))
        } else {
            title.to_owned()
        };
        self.xml.open("iSTIG", &[])?;
        self.xml.open("STIG_INFO", &[])?;
        for (key, data) in [
            ("version", extra("version")),
            ("classification", "UNCLASSIFIED"),
            ("stigid", name),
            ("description", extra("summary")),
            ("filename", ""),
            ("releaseinfo", extra("version")),
            ("title", &title),
            ("uuid", ""),
            ("notice", extra("license")),
            ("source", "Cincture"),
        ] {
            self.xml.open("SI_DATA", &[])?;
            self.xml.text("SID_NAME", &[], key)?;
            self.xml.text("SID_DATA", &[], &cut(data, MOST_IN_TEXT))?;
            self.xml.close("SI_DATA")?;
        }
        self.xml.close("STIG_INFO")
    }

    fn end_list(&mut self) -> io::Result<()> {
        if self.target.take().is_some() { self.xml.close("iSTIG") } else { Ok(()) }
    }

    fn data(&mut self, attribute: &str, text: &str) -> io::Result<()> {
        self.xml.open("STIG_DATA", &[])?;
        self.xml.text("VULN_ATTRIBUTE", &[], attribute)?;
        self.xml.text("ATTRIBUTE_DATA", &[], &cut(text, MOST_IN_TEXT))?;
        self.xml.close("STIG_DATA")
    }

    fn vulnerability(&mut self, counted: &Counted, control: &Control) -> io::Result<()> {
        let stig = Stig(control);
        for (attribute, text) in [
            ("Vuln_Num", stig.group()),
            ("Severity", category(counted.severity)),
            ("Group_Title", stig.tag("gtitle")),
            ("Rule_ID", stig.rule()),
            ("Rule_Ver", stig.tag("stig_id")),
            ("Rule_Title", stig.title()),
            ("Vuln_Discuss", stig.discussion()),
            ("IA_Controls", ""),
            ("Check_Content", stig.check()),
            ("Fix_Text", stig.fix()),
            ("False_Positives", ""),
            ("False_Negatives", ""),
            ("Documentable", "false"),
            ("Mitigations", ""),
            ("Potential_Impact", ""),
            ("Third_Party_Tools", ""),
            ("Mitigation_Control", ""),
            ("Responsibility", ""),
            ("Security_Override_Guidance", ""),
            ("Check_Content_Ref", "M"),
            ("Weight", "10.0"),
            ("Class", "Unclass"),
            ("STIGRef", self.input.profile_name(counted)),
            ("TargetKey", ""),
            ("STIG_UUID", ""),
        ] {
            self.data(attribute, text)?;
        }
        stig.tags("cci").into_iter().try_for_each(|cci| self.data("CCI_REF", cci))
    }
}

impl Report for Writer<'_> {
    fn control(&mut self, counted: &Counted, control: &Control) -> io::Result<()> {
        if self.target != Some(counted.target) {
            self.list(counted.target)?;
        }
        self.xml.open("VULN", &[])?;
        self.vulnerability(counted, control)?;
        self.xml.text("STATUS", &[], checklist_word(counted.status))?;
        self.xml.text("FINDING_DETAILS", &[], &cut(&findings(control, counted.status), MOST_IN_TEXT))?;
        self.xml.text("COMMENTS", &[], "")?;
        self.xml.text("SEVERITY_OVERRIDE", &[], "")?;
        self.xml.text("SEVERITY_JUSTIFICATION", &[], "")?;
        self.xml.close("VULN")
    }

    fn end(&mut self) -> io::Result<()> {
        self.end_list()?;
        self.xml.close("STIGS")?;
        self.xml.close("CHECKLIST")?;
        self.xml.end()
    }
}

/// The profile that was asked for, above those that it includes.
fn top(profiles: &[Profile]) -> Option<&Profile> {
    profiles.iter().find(|p| p.parent_profile.is_none()).or_else(|| profiles.first())
}

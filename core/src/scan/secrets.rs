//! Which values a scan knows to be secret, and all of its texts without them.
//!
//! The child runs a stranger's code: what it calls sensitive is a hint that can only take more away, and only out of that
//! profile's own texts. What the user gave goes out of all.

use cincture_engine::{Outcome, secrets};
use serde_json::{Map, Value};

use super::found::Found;
use crate::problem::Problem;
use crate::redact::{Redacted, Redactor, Sensitive, UNREDACTED, redact_profile};
use crate::results::Document;

/// The names of inputs that `results` of another engine call sensitive; the values are hidden there.
pub(super) fn named_in(results: &Document) -> Vec<String> {
    let attributes = results.head().profiles.iter().flat_map(|profile| &profile.attributes);
    let sensitive = attributes.filter(|input| input.pointer("/options/sensitive") == Some(&Value::Bool(true)));
    sensitive.filter_map(|input| Some(input.get("name")?.as_str()?.to_owned())).collect()
}

/// The user's values of the inputs that are in `names`, or have a name that says that they are secret.
pub(super) fn given<'a>(inputs: &Map<String, Value>, names: impl Iterator<Item = &'a str>) -> Sensitive {
    let mut sensitive = Sensitive::default();
    for name in names {
        inputs.get(name).into_iter().for_each(|value| sensitive.add(name, value));
    }
    let secret = |name: &String| secrets::NAMES.iter().any(|end| name.to_ascii_lowercase().ends_with(end));
    let texts = inputs.iter().filter(|(name, value)| value.is_string() && secret(name));
    texts.for_each(|(name, value)| sensitive.add(name, value));
    sensitive
}

impl Found {
    /// Leaves secrets where they are, and says so.
    pub(super) fn stay(&mut self) -> Redacted {
        self.foreign = self.foreign.take().map(Document::unredacted);
        self.warnings.push(UNREDACTED.to_owned());
        Redacted::default()
    }

    /// Takes secrets out of all that was found, and counts them.
    pub(super) fn redact(&mut self, inputs: &Map<String, Value>) -> Redacted {
        let of_foreign = self.foreign.iter().flat_map(named_in).collect::<Vec<_>>();
        let of_outcomes = self.outcomes.iter().flat_map(|outcome| &outcome.sensitive).map(|input| input.name.as_str());
        let given = given(inputs, of_foreign.iter().map(String::as_str).chain(of_outcomes));
        let mut redacted = Redacted::default();
        let mut short = given.clone();
        for outcome in &mut self.outcomes {
            let own = own(outcome, &given);
            redacted.merge(&redact_outcome(outcome, &own));
            short.merge(&own);
        }
        self.foreign = self.foreign.take().map(|results| results.redacted(&given));
        let mut redactor = Redactor::new(&given);
        let texts = self.unchecked.iter_mut().chain(&mut self.warnings);
        texts.for_each(|text| redactor.clean(text));
        self.faults.iter_mut().chain(&mut self.problems).for_each(|problem| redact_problem(&mut redactor, problem));
        self.commands.redact(&mut redactor);
        redacted.merge(&redactor.redacted());
        self.warnings.extend(short.warning());
        redacted
    }
}

/// `given`, and what the profile says.
fn own(outcome: &Outcome, given: &Sensitive) -> Sensitive {
    let mut own = given.clone();
    for input in &outcome.sensitive {
        input.value.iter().for_each(|value| own.add(&input.name, &Value::String(value.clone())));
    }
    own
}

fn redact_outcome(outcome: &mut Outcome, own: &Sensitive) -> Redacted {
    let mut redactor = Redactor::new(own);
    redact_profile(&mut redactor, &mut outcome.profile);
    outcome.warnings.iter_mut().for_each(|warning| redactor.clean(warning));
    outcome.incomplete.iter_mut().for_each(|unchecked| redactor.clean(&mut unchecked.why));
    redactor.redacted()
}

/// What it says came from a target, a cluster or a profile; its help is ours.
pub(super) fn redact_problem(redactor: &mut Redactor, problem: &mut Problem) {
    for text in [&mut problem.what, &mut problem.place, &mut problem.why] {
        redactor.clean(text);
    }
}

#[cfg(test)]
mod tests {
    use cincture_engine::SensitiveInput;
    use serde_json::json;

    use super::*;
    use crate::report::CommandLog;
    use crate::results::fixture::{control, profile};

    fn outcome(name: &str, sensitive: &[(&str, &str)]) -> Outcome {
        let mut found = control("a", 0.5, "failed");
        found.results[0].message = Some("given-by-user and made-by-profile".to_owned());
        let input = |(name, value): &(&str, &str)| SensitiveInput {
            name: (*name).to_owned(),
            value: Some((*value).to_owned()),
        };
        Outcome {
            profile: profile(name, None, vec![found]),
            platform: Default::default(),
            incomplete: Vec::new(),
            warnings: vec!["given-by-user and made-by-profile".to_owned()],
            sensitive: sensitive.iter().map(input).collect(),
            unrun: Vec::new(),
        }
    }

    #[test]
    fn what_a_profile_calls_sensitive_goes_out_of_its_own_texts_and_what_the_user_gave_out_of_all() {
        let mut found = Found {
            outcomes: vec![outcome("hostile", &[("x", "made-by-profile"), ("api", "")]), outcome("other", &[])],
            commands: CommandLog::new("t".to_owned()),
            ..Found::default()
        };
        found.commands.begin(crate::report::CommandRun {
            profile: "hostile".into(),
            control: None,
            file: None,
            command: "made-by-profile given-by-user".into(),
        });
        found.commands.give_up();
        let inputs = json!({"api": "given-by-user", "db_token": "by-its-name-1", "plain": "made-by-profile"});
        let redacted = found.redact(inputs.as_object().unwrap());
        let message = |at: usize| found.outcomes[at].profile.controls[0].results[0].message.clone().unwrap();
        assert_eq!(message(0), "[REDACTED sensitive input] and [REDACTED sensitive input]");
        assert_eq!(message(1), "[REDACTED sensitive input] and made-by-profile");
        assert_eq!(found.outcomes[1].warnings, ["[REDACTED sensitive input] and made-by-profile"]);
        let log = found.commands.text();
        assert!(log.contains("\"made-by-profile [REDACTED sensitive input]\""), "{log}");
        assert_eq!(redacted.total(), 7);
    }
}

//! The layer of the environment.

use super::layer::{Layer, wrong};
use super::options::ALL;
use super::origin::Origin;
use super::setting::{Setting, Variable, nearest};
use crate::env::Env;
use crate::problem::Problem;
use crate::report::VARIABLES;

/// Variables that begin like ours and are no options: read by others who have the environment.
const OTHERS: [&str; 7] = [
    "CINCTURE_PLATFORM",
    "CINCTURE_AZURE_ARTIFACT",
    "CINCTURE_AZURE_COMMANDS",
    "CINCTURE_TEAMCITY_INSPECTIONS",
    "CINCTURE_TEAMCITY_NAME",
    "CINCTURE_TEAMCITY_TESTS",
    "CINCTURE_TERMINATION_LOG",
];

/// What `env` says: of each option `CINCTURE_<NAME>`, then the names of the original project. A variable that begins with
/// `CINCTURE_` and means nothing is a warning, and so is one that another of the same option hides.
///
/// # Errors
/// [`crate::problem::Code::ConfigInvalid`], with the variable: a value that is not of the option's kind.
pub fn from_env(env: &Env) -> Result<Layer, Problem> {
    let mut layer = of_env(env, ALL)?;
    for name in env.names().filter(|name| name.starts_with("CINCTURE_")) {
        let known = OTHERS.contains(&name) || VARIABLES.contains(&name);
        if !known && !ALL.iter().any(|setting| setting.variable() == name) {
            let near = nearest(name.trim_start_matches("CINCTURE_"), |_| true);
            let near = super::find(near).map(Setting::variable).unwrap_or_default();
            layer.warn(format!("${name} means nothing to Cincture; did you mean ${near}?"));
        }
    }
    Ok(layer)
}

/// What `env` says of `settings`.
pub(super) fn of_env(env: &Env, settings: &[&'static Setting]) -> Result<Layer, Problem> {
    let mut layer = Layer::default();
    for setting in settings {
        let own = setting.variable();
        if let Some(text) = env.get(&own) {
            layer.text(setting, text, Origin::Environment(own))?;
        }
        for variable in setting.variables {
            if let Some(text) = env.get(variable.name()) {
                foreign(&mut layer, setting, *variable, text)?;
            }
        }
    }
    hidden(&mut layer);
    Ok(layer)
}

fn foreign(layer: &mut Layer, setting: &'static Setting, variable: Variable, text: &str) -> Result<(), Problem> {
    let origin = Origin::Environment(variable.name().to_owned());
    match variable {
        Variable::Same(_) => layer.text(setting, text, origin),
        Variable::Score(_) => match score(text.trim()) {
            Some(score) => layer.text(setting, &format!("compliance.min: {score}"), origin),
            None if text.trim().is_empty() => Ok(()),
            None => Err(wrong(setting, text, "a number from 0 to 100 is expected", &origin)),
        },
    }
}

/// As it is written: plain digits, so that nothing but a number gets into the threshold.
fn score(text: &str) -> Option<&str> {
    let plain = text.chars().all(|c| c.is_ascii_digit() || c == '.');
    text.parse::<f64>().ok().filter(|score| plain && (0.0..=100.0).contains(score)).map(|_| text)
}

/// Two variables of one option that say different things: one of them is not what their author believes.
fn hidden(layer: &mut Layer) {
    let mut warnings = Vec::new();
    for (at, given) in layer.given().iter().enumerate() {
        let first = layer.given()[..at].iter().find(|before| before.setting == given.setting);
        if let Some(first) = first.filter(|first| first.value != given.value && !given.setting.adds_up) {
            warnings.push(format!("{} is not used: {} says otherwise", given.origin, first.origin));
        }
    }
    warnings.into_iter().for_each(|warning| layer.warn(warning));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::Code;

    fn layer(variables: &[(&str, &str)]) -> Result<Layer, Problem> {
        from_env(&variables.iter().copied().collect())
    }

    fn said(variables: &[(&str, &str)]) -> Vec<String> {
        let layer = layer(variables).unwrap();
        layer.given().iter().map(|g| format!("{}={} {}", g.setting.name, g.value, g.origin)).collect()
    }

    #[test]
    fn names_of_the_original_project_mean_what_they_meant() {
        for (name, value, expected) in [
            ("KUBE_NAMESPACE", "shop", "namespace=shop"),
            ("TARGET_POD", "web-0", "pod=web-0"),
            ("TARGET_CONTAINER", "app", "container=app"),
            ("INSPEC_PROFILE", "./p", "profile=./p"),
            ("PROFILE_PATH", "./p", "profile=./p"),
            ("THRESHOLD_FILE", "t.yml", "threshold=t.yml"),
            ("THRESHOLD_SCORE", "70", "threshold=compliance.min: 70"),
            ("THRESHOLD_VALUE", "82.5", "threshold=compliance.min: 82.5"),
            ("RESULTS_DIR", "./results", "out=./results"),
            ("KUBE_CONTEXT", "ci", "context=ci"),
        ] {
            assert_eq!(said(&[(name, value)]), [format!("{expected} ${name}")]);
        }
    }

    #[test]
    fn our_own_name_wins_and_what_it_hides_is_told() {
        let variables = [("THRESHOLD_SCORE", "70"), ("THRESHOLD_FILE", "t.yml"), ("CINCTURE_THRESHOLD", "strict")];
        assert_eq!(said(&variables)[0], "threshold=strict $CINCTURE_THRESHOLD");
        let warnings = layer(&variables).unwrap().warnings().join("\n");
        assert!(warnings.contains("$THRESHOLD_SCORE is not used: $CINCTURE_THRESHOLD says otherwise"), "{warnings}");
        assert!(layer(&[("TARGET_POD", "a"), ("CINCTURE_POD", "a")]).unwrap().warnings().is_empty());
    }

    #[test]
    fn a_variable_of_ours_that_means_nothing_is_told_with_the_nearest() {
        let others =
            [("CINCTURE_PLATFORM", "github"), ("CINCTURE_VERDICT", "pass"), ("CINCTURE_TERMINATION_LOG", "/x")];
        let warnings = layer(&[&[("CINCTURE_TRESHOLD", "strict")], &others[..]].concat()).unwrap();
        assert_eq!(
            warnings.warnings(),
            ["$CINCTURE_TRESHOLD means nothing to Cincture; did you mean $CINCTURE_THRESHOLD?"]
        );
    }

    #[test]
    fn a_score_is_a_number_and_nothing_else() {
        for wrong in ["101", "-1", "seventy", "70, failed.total.max: 9", "nan", "1e1", "7 0"] {
            let problem = layer(&[("THRESHOLD_SCORE", wrong)]).unwrap_err();
            assert_eq!((problem.code, problem.place.as_str()), (Code::ConfigInvalid, "$THRESHOLD_SCORE"), "{wrong}");
        }
    }

    #[test]
    fn what_is_empty_is_not_set() {
        assert!(said(&[("CINCTURE_TARGET", ""), ("THRESHOLD_SCORE", " "), ("TARGET_POD", "\t")]).is_empty());
    }
}

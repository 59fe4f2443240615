//! Inputs: plan variables `cincture.OPTION`, such as `cincture.fail_on`, which are `bamboo_cincture_fail_on` to a script.

use cincture_core::env::Env;
use cincture_core::platform::{StepInput, inputs_where};

use crate::variables::behind;

/// What makes Bamboo keep a variable's value out of its log, when the name ends so.
const MASKED: [&str; 2] = ["_secret", "_password"];

/// The inputs of `env`.
pub(crate) fn of(env: &Env) -> Vec<StepInput> {
    inputs_where(env, option, &[])
}

/// The option that a variable is for. What an earlier scan left in `cincture.env` and the namespace `cincture` is none.
fn option(variable: &str) -> Option<&str> {
    let name = behind(variable, "cincture_")?;
    let is_value = name.get(..9).is_some_and(|head| head.eq_ignore_ascii_case("CINCTURE_"));
    let masked = MASKED.iter().find_map(|end| {
        let (name, last) = name.split_at_checked(name.len().checked_sub(end.len())?)?;
        last.eq_ignore_ascii_case(end).then_some(name)
    });
    (!is_value).then(|| masked.unwrap_or(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_are_inputs_in_any_case_and_those_of_an_earlier_scan_are_not() {
        let env: Env = [
            ("bamboo_cincture_target", "k8s://shop/web-0/app"),
            ("bamboo_cincture_fail_on", "high"),
            ("BAMBOO_CINCTURE_WAIT-READY", "60s"),
            ("bamboo_cincture_kubeconfig_content_secret", "YXBp"),
            ("bamboo_cincture_threshold", " "),
            ("bamboo_cincture_CINCTURE_VERDICT", "pass"),
            ("bamboo_planKey", "SHOP-WEB"),
            ("cincture_out", "x"),
        ]
        .into_iter()
        .collect();
        let mut found: Vec<String> = of(&env).into_iter().map(|i| format!("{}={}", i.name, i.value)).collect();
        found.sort();
        let expected = ["fail-on=high", "kubeconfig-content=YXBp", "target=k8s://shop/web-0/app", "wait-ready=60s"];
        assert_eq!(found, expected);
    }
}

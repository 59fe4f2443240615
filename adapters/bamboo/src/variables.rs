//! Bamboo's variables as a script of it sees them: `bamboo.planKey` is `bamboo_planKey`. Names keep the case that somebody gave
//! them, agents of some systems change it, and a variable's own dots may be left.

use cincture_core::env::Env;

/// What all names begin with.
const PREFIX: &str = "bamboo_";

/// The variables of a job.
pub(crate) struct Variables<'a>(pub(crate) &'a Env);

impl<'a> Variables<'a> {
    /// The value of a variable, such as `planRepository_revision`.
    pub(crate) fn get(&self, name: &str) -> Option<&'a str> {
        let exact = self.0.get(&format!("{PREFIX}{name}"));
        exact.or_else(|| {
            self.0.get(self.0.names().find(|other| behind(other, "").is_some_and(|other| is_same(other, name)))?)
        })
    }

    /// That of a variable of the first repository of the plan, which has a number too, from 1.
    pub(crate) fn of_repository(&self, name: &str) -> Option<&'a str> {
        self.get(&format!("planRepository_{name}")).or_else(|| self.get(&format!("planRepository_1_{name}")))
    }
}

/// What stands in the name of a variable behind `bamboo_` and `prefix`, if it begins so.
pub(crate) fn behind<'a>(variable: &'a str, prefix: &str) -> Option<&'a str> {
    let (beginning, rest) = variable.split_at_checked(PREFIX.len() + prefix.len())?;
    is_same(beginning, &format!("{PREFIX}{prefix}")).then_some(rest)
}

fn is_same(one: &str, other: &str) -> bool {
    one.replace('.', "_").eq_ignore_ascii_case(&other.replace('.', "_"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variable_is_found_in_any_case_and_with_its_dots() {
        for name in
            ["bamboo_planRepository_revision", "BAMBOO_PLANREPOSITORY_REVISION", "bamboo.planRepository.revision"]
        {
            let env = [(name, "c0ffee")].into_iter().collect();
            assert_eq!(Variables(&env).of_repository("revision"), Some("c0ffee"), "{name}");
        }
        let env = [("bamboo_planRepository_1_revision", "1"), ("bambooÄ", "x"), ("bamboo", "y")].into_iter().collect();
        assert_eq!((Variables(&env).of_repository("revision"), Variables(&env).get("planKey")), (Some("1"), None));
    }
}

//! Which platform a run is on.

use super::Platform;
use crate::env::Env;
use crate::problem::{Code, Problem};

/// The variable that names the platform where detection would find another.
pub const VARIABLE: &str = "CINCTURE_PLATFORM";

/// The name for none.
const NONE: &str = "none";

/// The platform of a run.
#[derive(Clone)]
pub struct Selected<'a> {
    /// The platform; `None` where no variable of one is there, or none is wanted.
    pub platform: Option<&'a dyn Platform>,
    /// Ids of the others whose variables are there too: hosts nest, as CodeBuild may run a job of GitHub.
    pub nested: Vec<&'static str>,
}

/// The platform that `flag` names, or else [`VARIABLE`], or else the first of `platforms` that knows `env`. They stand in the
/// order in which they are asked, the innermost first.
///
/// # Errors
/// [`Code::Usage`]: a name that none of them has.
pub fn select<'a>(platforms: &[&'a dyn Platform], flag: Option<&str>, env: &Env) -> Result<Selected<'a>, Problem> {
    let mut found: Vec<&dyn Platform> = platforms.iter().copied().filter(|platform| platform.detect(env)).collect();
    let named = flag.map(|name| (name, "--platform")).or_else(|| Some((env.get(VARIABLE)?, VARIABLE)));
    let platform = match named {
        Some((NONE, _)) => None,
        Some((name, place)) => {
            let platform = platforms.iter().copied().find(|platform| platform.id() == name);
            Some(platform.ok_or_else(|| unknown(platforms, name, place))?)
        }
        None if found.is_empty() => None,
        None => Some(found.remove(0)),
    };
    let others = found.iter().filter(|other| !other.is_last_resort()).map(|other| other.id());
    let others = others.filter(|id| platform.is_none_or(|p| p.id() != *id));
    Ok(Selected { platform, nested: others.collect() })
}

fn unknown(platforms: &[&dyn Platform], name: &str, place: &str) -> Problem {
    let names: Vec<&str> = platforms.iter().map(|platform| platform.id()).chain([NONE]).collect();
    let help = format!("the names are {}", names.join(", "));
    Problem::new(Code::Usage, "the platform is not known", format!("none is called {name:?}"), help).at(place)
}

#[cfg(test)]
mod tests {
    use super::super::{CiContext, Example, ReadFile};
    use super::*;

    /// A platform that is there where the variable of its name is.
    struct Named(&'static str);

    impl Platform for Named {
        fn id(&self) -> &'static str {
            self.0
        }
        fn detect(&self, env: &Env) -> bool {
            env.get(self.0).is_some()
        }
        fn context(&self, _: &Env, _: &dyn ReadFile) -> Result<CiContext, Problem> {
            Ok(CiContext::default())
        }
        fn example(&self) -> Example {
            Example { variables: "", files: &[] }
        }
        fn is_last_resort(&self) -> bool {
            self.0 == "shell"
        }
    }

    fn selected(
        flag: Option<&str>,
        variables: &[(&str, &str)],
    ) -> Result<(Option<&'static str>, Vec<&'static str>), Problem> {
        let env: Env = variables.iter().copied().collect();
        let selected = select(&[&Named("inner"), &Named("outer"), &Named("shell")], flag, &env)?;
        Ok((selected.platform.map(Platform::id), selected.nested))
    }

    #[test]
    fn the_first_that_is_there_is_taken_and_the_others_are_remembered() {
        assert_eq!(selected(None, &[]), Ok((None, vec![])));
        assert_eq!(selected(None, &[("outer", "1")]), Ok((Some("outer"), vec![])));
        assert_eq!(selected(None, &[("outer", "1"), ("inner", "1")]), Ok((Some("inner"), vec!["outer"])));
        assert_eq!(selected(None, &[("outer", "1"), ("shell", "1")]), Ok((Some("outer"), vec![])));
        assert_eq!(selected(None, &[("shell", "1")]), Ok((Some("shell"), vec![])));
    }

    #[test]
    fn the_flag_beats_the_variable_and_both_beat_what_is_there() {
        let there = [("inner", "1"), ("CINCTURE_PLATFORM", "outer")];
        assert_eq!(selected(None, &there), Ok((Some("outer"), vec!["inner"])));
        assert_eq!(selected(Some("inner"), &there), Ok((Some("inner"), vec![])));
        assert_eq!(selected(Some("none"), &there), Ok((None, vec!["inner"])));
        assert_eq!(selected(None, &[("CINCTURE_PLATFORM", "")]), Ok((None, vec![])));
    }

    #[test]
    fn a_name_that_none_has_is_refused_with_those_there_are() {
        let problem = selected(Some("outre"), &[]).unwrap_err();
        assert_eq!((problem.code, problem.place.as_str()), (Code::Usage, "--platform"));
        assert!(problem.help.contains("inner, outer, shell, none"), "{problem:?}");
        assert_eq!(selected(None, &[("CINCTURE_PLATFORM", "x")]).unwrap_err().place, "CINCTURE_PLATFORM");
    }
}

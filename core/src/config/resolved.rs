//! What all layers come to.

use std::time::Duration;

use super::layer::{Given, Layer};
use super::options::ALL;
use super::origin::Origin;
use super::setting::Setting;
use super::value::Value;
use crate::problem::{Code, Problem};

/// All options with their values.
#[derive(Clone, Debug)]
pub struct Resolved {
    /// In the table's order; of each option what was given, strongest first.
    entries: Vec<(&'static Setting, Vec<Given>)>,
    warnings: Vec<String>,
}

/// Puts `layers` over the defaults, in whatever order they come.
///
/// # Errors
/// [`Code::ConfigInvalid`]: a default that is not of its option's kind, which a test excludes.
pub fn resolve(layers: &[Layer]) -> Result<Resolved, Problem> {
    let mut all = Layer::default();
    for setting in ALL {
        all.text(setting, setting.default.unwrap_or_default(), Origin::Default)?;
    }
    let mut given: Vec<&Given> = layers.iter().flat_map(Layer::given).chain(all.given()).collect();
    // Stable: what stands first within a layer stays first.
    given.sort_by_key(|given| std::cmp::Reverse(given.origin.layer()));
    let of = |setting: &Setting| given.iter().filter(|g| g.setting == setting).map(|g| (*g).clone()).collect();
    Ok(Resolved {
        entries: ALL.iter().map(|setting| (*setting, of(setting))).collect(),
        warnings: layers.iter().flat_map(Layer::warnings).cloned().collect(),
    })
}

impl Resolved {
    /// Each option with what was given for it, strongest first.
    pub fn entries(&self) -> &[(&'static Setting, Vec<Given>)] {
        &self.entries
    }

    /// What the user should know of the layers.
    pub fn warnings(&self) -> &[String] {
        &self.warnings
    }

    /// What was given for `setting`, strongest first.
    pub fn given(&self, setting: &Setting) -> &[Given] {
        self.entries.iter().find(|(known, _)| *known == setting).map_or(&[], |(_, given)| given)
    }

    /// What counts for `setting`: the strongest; of an option that adds up the defaults do not count where anything else
    /// was said.
    fn strongest(&self, setting: &Setting) -> Option<&Given> {
        self.given(setting).first()
    }

    /// Where the value of `setting` comes from; the strongest place where several add up.
    pub fn origin(&self, setting: &Setting) -> Option<&Origin> {
        self.strongest(setting).map(|given| &given.origin)
    }

    /// The value of a text, a path or a choice.
    pub fn text(&self, setting: &Setting) -> Option<&str> {
        match self.strongest(setting).map(|given| &given.value) {
            Some(Value::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// The value of a time.
    pub fn time(&self, setting: &Setting) -> Option<Duration> {
        match self.strongest(setting).map(|given| &given.value) {
            Some(Value::Time(time)) => Some(*time),
            _ => None,
        }
    }

    /// The value of a number.
    pub fn number(&self, setting: &Setting) -> Option<u64> {
        match self.strongest(setting).map(|given| &given.value) {
            Some(Value::Number(number)) => Some(*number),
            _ => None,
        }
    }

    /// Whether it is said, and true.
    pub fn yes(&self, setting: &Setting) -> bool {
        self.strongest(setting).is_some_and(|given| given.value == Value::Bool(true))
    }

    /// The values of an option that holds several: those of the strongest layer, or of all, weakest first.
    pub fn list(&self, setting: &Setting) -> Vec<String> {
        let items = |given: &Given| match &given.value {
            Value::List(items) => items.clone(),
            _ => Vec::new(),
        };
        match setting.adds_up {
            true => self.given(setting).iter().rev().flat_map(items).collect(),
            false => self.strongest(setting).map(items).unwrap_or_default(),
        }
    }
}

/// `value`, which `setting` must have.
///
/// # Errors
/// [`Code::Usage`]: it has none.
pub(super) fn needed<T>(setting: &Setting, value: Option<T>) -> Result<T, Problem> {
    value.ok_or_else(|| {
        let what = format!("there is no {}", setting.name);
        let why = "neither the command line, the environment nor a file says it";
        Problem::new(Code::Usage, what, why, format!("give {}, or set ${}", setting.spelling(), setting.variable()))
    })
}

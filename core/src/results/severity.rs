//! The severity of a control.

use serde_json::Value;

use super::Control;

/// How grave a failure of the control is. The names are the keys of a threshold. The gravest is the greatest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Impact below 0.1.
    None,
    /// Impact below 0.4.
    Low,
    /// Impact below 0.7.
    Medium,
    /// Impact below 0.9.
    High,
    /// Impact 0.9 and above.
    Critical,
}

impl Severity {
    /// All of them, the gravest first.
    pub const ALL: [Self; 5] = [Self::Critical, Self::High, Self::Medium, Self::Low, Self::None];

    /// The key in a threshold and in our reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Critical => "critical",
            Self::High => "high",
            Self::Medium => "medium",
            Self::Low => "low",
            Self::None => "none",
        }
    }

    /// The severity of `control`: the tag `severityoverride`, then the tag `severity`, then the impact.
    ///
    /// A tag counts if it is one of the five names, in any case. The reference tool keeps `High` as it is, so that the
    /// control is in no severity at all, and crashes on a number; here the former is `high` and the latter is no name,
    /// so that the impact decides.
    pub fn of(control: &Control) -> Self {
        Self::from_tags(control.tags.get("severityoverride"), control.tags.get("severity"), control.impact)
    }

    /// The same of the two tags and the impact.
    pub(super) fn from_tags(over: Option<&Value>, own: Option<&Value>, impact: f64) -> Self {
        let named = |tag: Option<&Value>| tag.and_then(Value::as_str).and_then(Self::from_name);
        named(over).or_else(|| named(own)).unwrap_or_else(|| Self::from_impact(impact))
    }

    /// What the severity of `control` comes from: the name of a tag, or `impact`.
    pub fn source(control: &Control) -> &'static str {
        let names = |tag: &str| {
            let text = control.tags.get(tag).and_then(Value::as_str);
            text.and_then(Self::from_name).is_some()
        };
        ["severityoverride", "severity"].into_iter().find(|tag| names(tag)).unwrap_or("impact")
    }

    fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.as_str().eq_ignore_ascii_case(name.trim()))
    }

    fn from_impact(impact: f64) -> Self {
        match impact {
            i if i < 0.1 => Self::None,
            i if i < 0.4 => Self::Low,
            i if i < 0.7 => Self::Medium,
            i if i < 0.9 => Self::High,
            _ => Self::Critical,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn control(impact: f64, tags: Value) -> Control {
        Control { impact, tags: tags.as_object().cloned().unwrap_or_default(), ..Control::default() }
    }

    #[test]
    fn the_impact_has_five_bands() {
        let bands = [
            (0.0, Severity::None),
            (0.099, Severity::None),
            (0.1, Severity::Low),
            (0.399, Severity::Low),
            (0.4, Severity::Medium),
            (0.699, Severity::Medium),
            (0.7, Severity::High),
            (0.899, Severity::High),
            (0.9, Severity::Critical),
            (1.0, Severity::Critical),
        ];
        for (impact, expected) in bands {
            assert_eq!(Severity::of(&control(impact, json!({}))), expected, "impact {impact}");
        }
    }

    #[test]
    fn tags_go_before_the_impact_if_they_are_names() {
        let cases = [
            (json!({"severity": "high"}), Severity::High),
            (json!({"severity": "HIGH"}), Severity::High),
            (json!({"severity": "low", "severityoverride": "Critical"}), Severity::Critical),
            (json!({"severity": "low", "severityoverride": "grave"}), Severity::Low),
            (json!({"severity": "moderate"}), Severity::Medium),
            (json!({"severity": null}), Severity::Medium),
            (json!({"severity": 3}), Severity::Medium),
            (json!({"severity": "none"}), Severity::None),
        ];
        for (tags, expected) in cases {
            assert_eq!(Severity::of(&control(0.5, tags.clone())), expected, "{tags}");
        }
    }
}

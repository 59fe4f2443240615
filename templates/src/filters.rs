//! Values as the languages of pipelines have them. Each filter makes a whole literal, with its quotes; none of them has to deal
//! with control characters, which no value has.

use crate::quartz::quartz;
use minijinja::{AutoEscape, Environment, Value};

/// Adds the filters to `env`, and the rule that no value gets into a text without one.
pub(crate) fn add(env: &mut Environment<'_>) {
    env.add_filter("yaml", |text: String| literal(json(&text)));
    env.add_filter("github", |text: String| literal(json(&github(&text))));
    env.add_filter("circleci", circleci);
    env.add_filter("kubernetes", |text: String| literal(json(&text.replace('$', "$$"))));
    env.add_filter("schedule", schedule);
    env.add_filter("spinnaker", |text: String| literal(json(&text.replace('$', "$(DOLLAR)"))));
    env.add_filter("owner", |text: String| half(&text).map(|(owner, _)| owner.to_owned()));
    env.add_filter("slug", |text: String| half(&text).map(|(_, slug)| slug.to_owned()));
    env.add_filter("quartz", |text: String| quartz(&text).map(|time| literal(json(&format!("0 {time}")))));
    env.add_filter("eventbridge", |text: String| quartz(&text).map(|time| literal(json(&format!("cron({time} *)")))));
    env.add_filter("json", |text: String| literal(json(&text)));
    env.add_filter("python", |text: String| literal(json(&text)));
    env.add_filter("java", |text: String| literal(json(&text)));
    env.add_filter("sh", |text: String| literal(shell(&text)));
    env.add_filter("groovy", |text: String| literal(groovy(&text)));
    env.add_filter("kotlin", |text: String| literal(json(&text).replace('$', "\\$")));
    env.add_filter("xml", |text: String| literal(xml(&text)));
    env.add_filter("azure", azure);
    env.add_filter("quartz_field", quartz_field);
    env.add_filter("kotlin_raw", |text: String| literal(text.replace('%', "%%").replace('$', "${'$'}")));
    env.add_filter("teamcity", |text: String| text.replace('%', "%%"));
    env.add_filter("plain", plain);
    env.set_auto_escape_callback(|_| AutoEscape::None);
    env.set_formatter(|out, state, value| {
        if value.is_safe() || value.is_undefined() {
            return minijinja::escape_formatter(out, state, value);
        }
        let why = "a value needs a filter for the language that it stands in, such as <@ target | yaml @>";
        Err(minijinja::Error::new(minijinja::ErrorKind::InvalidOperation, why))
    });
}

/// The two parts of a repository's OWNER/NAME, each of which needs another filter yet.
fn half(text: &str) -> Result<(&str, &str), minijinja::Error> {
    let parts = text.split_once('/').filter(|(owner, slug)| !owner.is_empty() && !slug.is_empty());
    let wrong = || minijinja::Error::new(minijinja::ErrorKind::InvalidOperation, format!("{text:?} is not OWNER/NAME"));
    parts.ok_or_else(wrong)
}

fn literal(text: String) -> Value {
    Value::from_safe_string(text)
}

/// In quotes, as JSON, YAML, Python and Java have it.
fn json(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// Without expressions of GitHub, wherever those stand: what begins one is an expression that gives it.
fn github(text: &str) -> String {
    text.replace("${{", "${{ '${{' }}")
}

/// As YAML of CircleCI, in which `<<` begins a parameter unless a backslash is before it.
fn circleci(text: String) -> Result<Value, minijinja::Error> {
    if text.contains("\\<<") {
        let why = format!("{text:?} has \\<<, which CircleCI has no way to write");
        return Err(minijinja::Error::new(minijinja::ErrorKind::InvalidOperation, why));
    }
    Ok(literal(json(&text.replace("<<", "\\<<"))))
}

/// A time of cron as it stands in a crontab.
fn schedule(text: String) -> Result<Value, minijinja::Error> {
    if text.chars().all(|c| c.is_ascii_alphanumeric() || "*/,- ".contains(c)) {
        return Ok(literal(text));
    }
    Err(minijinja::Error::new(minijinja::ErrorKind::InvalidOperation, format!("{text:?} is no time of cron")))
}

/// In single quotes, in which a POSIX shell sees nothing but their end.
fn shell(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// In single quotes, in which Groovy takes no value for a variable.
fn groovy(text: &str) -> String {
    format!("'{}'", text.replace('\\', r"\\").replace('\'', r"\'"))
}

/// For texts and attributes of XML, without quotes.
fn xml(text: &str) -> String {
    let escape = |c: char| match c {
        '&' => "&amp;".to_owned(),
        '<' => "&lt;".to_owned(),
        '>' => "&gt;".to_owned(),
        '"' => "&quot;".to_owned(),
        '\'' => "&apos;".to_owned(),
        c => c.to_string(),
    };
    text.chars().map(escape).collect()
}

/// One field of a time of Quartz in double quotes: minute, hour, day of month, month, day of week.
fn quartz_field(text: String, at: usize) -> Result<Value, minijinja::Error> {
    let time = quartz(&text)?;
    Ok(literal(json(time.split(' ').nth(at).unwrap_or("*"))))
}

/// For a variable of a step in YAML of Azure Pipelines, which finds expressions `${{ }}` in it, and afterwards `$(name)`; only of
/// the first there is another form. <https://learn.microsoft.com/azure/devops/pipelines/process/expressions>
fn azure(text: String) -> Result<Value, minijinja::Error> {
    let is_name = |name: &str| !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || "._-".contains(c));
    let mut macros = text.split("$(").skip(1).filter_map(|rest| rest.split_once(')'));
    if text.starts_with("$[") || macros.any(|(name, _)| is_name(name)) {
        let why = format!(
            "Azure Pipelines would take something of {text:?} for a variable, and there is no other form of it"
        );
        return Err(minijinja::Error::new(minijinja::ErrorKind::InvalidOperation, why));
    }
    Ok(literal(json(&text.replace("${{", "${{ '${{' }}"))))
}

/// As it is, where it is of letters, digits and signs that mean nothing in any of these languages: names, digests, addresses of
/// images.
fn plain(text: String) -> Result<Value, minijinja::Error> {
    let means_nothing = |c: char| c.is_ascii_alphanumeric() || "._-/@:".contains(c);
    if !text.starts_with(['-', '@', ':']) && !text.contains("//") && text.chars().all(means_nothing) {
        return Ok(literal(text));
    }
    let why = format!("{text:?} cannot stand there as it is");
    Err(minijinja::Error::new(minijinja::ErrorKind::InvalidOperation, why))
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn a_shell_sees_the_value_and_nothing_of_it_runs(text in r#"[ -~äß]{0,30}|[$`'"\\%(){};&|<> ]{0,12}"#) {
            let output = Command::new("sh").arg("-c").arg(format!("printf %s {}", shell(&text))).output().unwrap();
            prop_assert_eq!(String::from_utf8(output.stdout).unwrap(), text);
        }
    }

    #[test]
    fn literals() {
        assert_eq!(json(r#"a"b\c"#), r#""a\"b\\c""#);
        assert_eq!(groovy(r"it's ${x}\"), r"'it\'s ${x}\\'");
        assert_eq!(xml(r#"<a b='"'>&"#), "&lt;a b=&apos;&quot;&apos;&gt;&amp;");
        assert_eq!(github("a ${{ x }} $ {{"), "a ${{ '${{' }} x }} $ {{");
        assert_eq!(circleci("a << b >>".to_owned()).unwrap().to_string(), r#""a \\<< b >>""#);
        assert!(circleci(r"\<<".to_owned()).is_err() && schedule("* * * * *\t%".to_owned()).is_err());
        assert_eq!(azure("${{ x }} $(a b)".to_owned()).unwrap().to_string(), r#""${{ '${{' }} x }} $(a b)""#);
        assert!(["$(x)", "a$($(Build.BuildId))", "$[ 1 ]"].iter().all(|text| azure((*text).to_owned()).is_err()));
        assert_eq!(half("octo-org/web").unwrap(), ("octo-org", "web"));
        assert!(half("web").is_err() && half("/web").is_err());
        assert!(plain("cincture-scan".to_owned()).is_ok() && plain("r.example.com/a@sha256:0".to_owned()).is_ok());
        assert!(
            ["a b", "$x", "a//b", "-x", "a\"", "k8s://a", "*"].iter().all(|text| plain((*text).to_owned()).is_err())
        );
    }
}

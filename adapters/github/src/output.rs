//! The two grammars of GitHub Actions: commands in the log, and values in files.

/// `::name key=value::data` with a line feed.
///
/// `name` and the keys are ours; values and data are escaped, so that they are read as they are.
pub fn command(name: &str, properties: &[(&str, &str)], data: &str) -> String {
    let properties: Vec<String> =
        properties.iter().map(|(key, value)| format!("{key}={}", escape_property(value))).collect();
    let space = if properties.is_empty() { "" } else { " " };
    format!("::{name}{space}{}::{}\n", properties.join(","), escape_data(data))
}

fn escape_data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn escape_property(text: &str) -> String {
    escape_data(text).replace(':', "%3A").replace(',', "%2C")
}

/// `name<<DELIMITER`, the value, `DELIMITER`, a line each: a value never ends where it looks as if it did. `delimiter` is
/// made longer until no line of the value is one; `name` is ours.
pub fn file_value(name: &str, value: &str, delimiter: &str) -> String {
    let mut delimiter = format!("cincture_{delimiter}");
    while value.contains(&delimiter) {
        delimiter.push('_');
    }
    format!("{name}<<{delimiter}\n{value}\n{delimiter}\n")
}

/// `text` in at most `most` UTF-16 units, which is what the runner counts; a cut says how many are missing.
pub(crate) fn cut(text: &str, most: usize) -> String {
    /// Room for the words at the cut.
    const WORDS: usize = 40;
    let units = |text: &str| text.encode_utf16().count();
    if units(text) <= most {
        return text.to_owned();
    }
    let mut kept = 0;
    let room = most.saturating_sub(WORDS);
    let head: String = text
        .chars()
        .take_while(|c| {
            kept += c.len_utf16();
            kept <= room
        })
        .collect();
    format!("{head} [{} characters cut]", text.chars().count() - head.chars().count())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_and_properties_are_escaped_as_the_runner_reads_them() {
        assert_eq!(
            command("error", &[("title", "a:b,c%\n"), ("line", "1")], "x:y,z%\r\n"),
            "::error title=a%3Ab%2Cc%25%0A,line=1::x:y,z%25%0D%0A\n"
        );
        assert_eq!(command("add-mask", &[], "%0A"), "::add-mask::%250A\n");
    }

    #[test]
    fn a_cut_keeps_within_the_runners_count_and_says_what_is_missing() {
        assert_eq!(cut("äöü", 3), "äöü");
        let shown = cut(&"𝒳".repeat(3_000), 4_096);
        assert!(shown.encode_utf16().count() <= 4_096, "{}", shown.len());
        assert!(shown.ends_with("[972 characters cut]"), "{}", &shown[shown.len() - 40..]);
    }
}

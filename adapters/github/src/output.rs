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
}

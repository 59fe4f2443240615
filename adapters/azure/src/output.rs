//! The grammar of Azure Pipelines' logging commands.

/// `##vso[area.event key=value;]data` with a line feed.
///
/// `name` and the keys are ours; values and data are escaped, so that they are read as they are. A value of nothing is left
/// out, since the agent takes none.
pub fn command(name: &str, properties: &[(&str, &str)], data: &str) -> String {
    let given = properties.iter().filter(|(_, value)| !value.is_empty());
    let given: String = given.map(|(key, value)| format!("{key}={};", escape_property(value))).collect();
    let space = if properties.is_empty() { "" } else { " " };
    format!("##vso[{name}{space}{given}]{}\n", escape_data(data))
}

/// The agent takes the percent sign's escape back last, so that `%0A` of a text stays one.
fn escape_data(text: &str) -> String {
    text.replace('%', "%AZP25").replace('\r', "%0D").replace('\n', "%0A")
}

fn escape_property(text: &str) -> String {
    escape_data(text).replace(']', "%5D").replace(';', "%3B")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_and_data_are_escaped_as_the_agent_reads_them() {
        assert_eq!(
            command("task.logissue", &[("type", "error"), ("code", "a;b]%"), ("none", "")], "x;y]%0A\r\n"),
            "##vso[task.logissue type=error;code=a%3Bb%5D%AZP25;]x;y]%AZP250A%0D%0A\n"
        );
        assert_eq!(command("task.setsecret", &[], "s"), "##vso[task.setsecret]s\n");
    }
}

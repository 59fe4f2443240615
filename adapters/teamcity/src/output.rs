//! The grammar of TeamCity's service messages.

/// `##teamcity[name key='value' ...]` with a line feed. `name` and the keys are ours.
pub fn message(name: &str, attributes: &[(&str, &str)]) -> String {
    let attributes: String = attributes.iter().map(|(key, value)| format!(" {key}='{}'", escape(value))).collect();
    format!("##teamcity[{name}{attributes}]\n")
}

/// `##teamcity[name 'value']` with a line feed.
pub fn value(name: &str, value: &str) -> String {
    format!("##teamcity[{name} '{}']\n", escape(value))
}

/// `text` as it stands between the quotes. What is not printable ASCII is written as units of UTF-16: the agent reads output in the
/// character set of its machine, and takes other characters than line feeds for ends of lines too (U+0085, U+2028, U+2029).
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' => out.push_str("|n"),
            '\r' => out.push_str("|r"),
            '\'' | '|' | '[' | ']' => out.extend(['|', c]),
            ' '..='~' => out.push(c),
            _ => c.encode_utf16(&mut [0; 2]).iter().for_each(|unit| out.push_str(&format!("|0x{unit:04x}"))),
        }
    }
    out
}

/// `text` where TeamCity may show HTML: the texts of inspections.
pub(crate) fn html(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_escaped_as_the_manual_has_it() {
        assert_eq!(
            message("buildProblem", &[("description", "it's [a|b]\r\n"), ("identity", "x")]),
            "##teamcity[buildProblem description='it|'s |[a||b|]|r|n' identity='x']\n"
        );
        assert_eq!(
            value("publishArtifacts", "ä\u{85}\u{2028}𝒳"),
            "##teamcity[publishArtifacts '|0x00e4|0x0085|0x2028|0xd835|0xdcb3']\n"
        );
        assert_eq!(message("disableServiceMessages", &[]), "##teamcity[disableServiceMessages]\n");
    }
}

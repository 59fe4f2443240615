//! The grammar of GitLab's log: marks of sections, and addresses that it makes links of.

use std::path::Path;

use cincture_core::untrusted::one_line;

/// A section that is folded until somebody opens it. `name` is ours, of letters, digits and `_`; `seconds` are those of the Unix
/// epoch. `title` and the lines may be anybody's.
pub fn folded(name: &str, seconds: i64, title: &str, lines: &[String]) -> String {
    let lines: String = lines.iter().map(|line| format!("{}\n", one_line(line))).collect();
    let title = one_line(title);
    format!(
        "\x1b[0Ksection_start:{seconds}:{name}[collapsed=true]\r\x1b[0K{title}\n{lines}\
         \x1b[0Ksection_end:{seconds}:{name}\r\x1b[0K\n"
    )
}

/// A relative path as a part of an address.
pub fn address(path: &Path) -> String {
    let parts = path.components().map(|part| segment(&part.as_os_str().to_string_lossy()));
    parts.collect::<Vec<_>>().join("/")
}

fn segment(text: &str) -> String {
    let kept = |b: u8| b.is_ascii_alphanumeric() || b"-._~".contains(&b);
    text.bytes().map(|b| if kept(b) { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_one_word() {
        assert_eq!(address(Path::new("a b/\u{1b}[0m/ä%")), "a%20b/%1B%5B0m/%C3%A4%25");
    }
}

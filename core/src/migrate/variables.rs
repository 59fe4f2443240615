//! What a pipeline's own text says that a variable holds.

/// Whether `word` is a number, or a variable that this file sets to one and to nothing else.
pub(super) fn is_number(word: &str, text: &str) -> bool {
    if is_digits(word) {
        return true;
    }
    let Some(name) = variable(word) else { return false };
    let values: Vec<&str> = text.lines().enumerate().flat_map(|(at, line)| value(&name, line, text, at)).collect();
    !values.is_empty() && values.iter().all(|value| is_digits(value))
}

fn is_digits(word: &str) -> bool {
    !word.is_empty() && word.len() <= 6 && word.chars().all(|c| c.is_ascii_digit())
}

/// The name in `$NAME`, `${NAME}`, `${{ github.event.inputs.NAME }}`, `$[[ inputs.NAME ]]`, if that is all.
fn variable(word: &str) -> Option<String> {
    let word = word.trim_matches('"');
    let rest = word.strip_prefix('$')?;
    let inner = [("{{", "}}"), ("[[", "]]"), ("{", "}")]
        .into_iter()
        .find_map(|(open, close)| rest.strip_prefix(open)?.strip_suffix(close))
        .unwrap_or(rest)
        .trim();
    let is_name = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || "_-.".contains(c));
    is_name(inner).then(|| inner.rsplit('.').next().unwrap_or(inner).to_owned())
}

/// What `line` sets `name` to: `name: "70"`, `name=70`, `name = '70'`, or the `default:` of the input that it begins.
fn value<'a>(name: &str, line: &'a str, text: &'a str, at: usize) -> Option<&'a str> {
    let rest = line.trim_start().trim_start_matches("- ").trim_start_matches("export ").strip_prefix(name)?;
    let rest = rest.trim_start().strip_prefix([':', '='])?;
    let rest = rest.split(" #").next().unwrap_or(rest).trim();
    if !rest.is_empty() {
        return Some(rest.trim_matches(['"', '\'']));
    }
    let indent = |line: &str| line.len() - line.trim_start().len();
    let inside = text.lines().skip(at + 1).take_while(|below| indent(below) > indent(line));
    let default = inside.filter_map(|below| below.trim_start().strip_prefix("default:")).next()?;
    Some(default.trim().trim_matches(['"', '\'']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variable_is_a_number_where_the_file_says_so_and_nothing_else() {
        let text = "inputs:\n  threshold:\n    required: true\n    default: '70'\nvariables:\n  SCORE: \"80\" # percent\n  FILE: t.yml\nTWICE=1\nTWICE=t.yml\n";
        for (word, expected) in [
            ("70", true),
            ("${SCORE}", true),
            ("\"$SCORE\"", true),
            ("${{ github.event.inputs.threshold }}", true),
            ("$FILE", false),
            ("$TWICE", false),
            ("$UNKNOWN", false),
            ("t.yml", false),
        ] {
            assert_eq!(is_number(word, text), expected, "{word}");
        }
    }
}

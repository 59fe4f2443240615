//! What is made of a match: text in the place of it, and a pattern that finds it again.

use super::Groups;

/// A pattern of the found text with its groups in it. `None`: a group lies elsewhere, as one inside of a lookahead may.
pub(super) fn literally(text: &str, groups: &Groups, names: &[Option<&str>]) -> Option<String> {
    let (start, end) = groups.first().copied().flatten()?;
    let mut out = String::new();
    let mut at = start;
    let mut open: Vec<usize> = vec![end];
    for (number, group) in groups.iter().enumerate().skip(1) {
        let Some((from, to)) = *group else {
            out.push_str(&format!("{}[^\\s\\S])?", opening(names.get(number).copied().flatten())));
            continue;
        };
        while open.len() > 1 && open.last().is_some_and(|close| *close <= from) {
            let close = open.pop()?;
            out.push_str(&escaped(text.get(at..close)?));
            out.push(')');
            at = close;
        }
        out.push_str(&escaped(text.get(at..from)?));
        if to > *open.last()? {
            return None;
        }
        out.push_str(&opening(names.get(number).copied().flatten()));
        at = from;
        open.push(to);
    }
    while let Some(close) = open.pop() {
        out.push_str(&escaped(text.get(at..close)?));
        out.push_str(if open.is_empty() { "" } else { ")" });
        at = close;
    }
    Some(out)
}

fn opening(name: Option<&str>) -> String {
    name.map_or_else(|| "(".to_owned(), |name| format!("(?<{name}>"))
}

fn escaped(text: &str) -> String {
    text.chars().flat_map(|c| c.is_ascii_punctuation().then_some('\\').into_iter().chain([c])).collect()
}

/// The replacement `with` of `gsub`, its references filled in.
pub(super) fn filled(with: &str, text: &str, groups: &Groups, names: &[Option<&str>]) -> String {
    let group = |number: usize| groups.get(number).copied().flatten().map_or("", |(from, to)| &text[from..to]);
    let (start, end) = groups.first().copied().flatten().unwrap_or((0, 0));
    let mut out = String::new();
    let mut rest = with;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        let after = &rest[at + 1..];
        let Some(c) = after.chars().next() else {
            out.push('\\');
            return out;
        };
        rest = &after[c.len_utf8()..];
        match c {
            '0'..='9' => out.push_str(group(c as usize - '0' as usize)),
            '&' => out.push_str(group(0)),
            '`' => out.push_str(&text[..start]),
            '\'' => out.push_str(&text[end..]),
            '\\' => out.push('\\'),
            'k' => match rest.strip_prefix('<').and_then(|name| name.split_once('>')) {
                Some((name, behind)) => {
                    out.push_str(names.iter().position(|n| *n == Some(name)).map_or("", group));
                    rest = behind;
                }
                None => out.push_str("\\k"),
            },
            _ => {
                out.push('\\');
                out.push(c);
            }
        }
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pattern_of_a_match_finds_it_with_its_groups() {
        let groups = vec![Some((1, 5)), Some((1, 3)), Some((2, 3)), None, Some((4, 5))];
        assert_eq!(literally("xa.c-e", &groups, &[]).unwrap(), "(a(([^\\s\\S])?\\.))c(\\-)");
        assert_eq!(literally("abc", &vec![Some((0, 1)), Some((2, 3))], &[]), None);
        assert_eq!(literally("abc", &vec![Some((1, 1))], &[]).unwrap(), "");
        assert_eq!(literally("ab", &vec![Some((0, 1)), Some((0, 1))], &[None, Some("n")]).unwrap(), "(?<n>a)");
    }

    #[test]
    fn references_in_a_replacement_are_filled_in() {
        let groups = vec![Some((1, 3)), Some((1, 2)), None];
        let fill = |with| filled(with, "abcd", &groups, &[None, Some("n"), None]);
        assert_eq!(fill(r"[\1\2\0\k<n>\&]"), "[bbcbbc]");
        assert_eq!(fill(r"\`-\'-\\1-\q\"), r"a-d-\1-\q\");
    }
}

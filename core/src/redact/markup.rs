//! Names and values of XML: `<password>VALUE</password>`, `<property name="password" value="VALUE"/>` of Spring and Tomcat,
//! `<property name="password">VALUE</property>` of Hibernate, `<add key="Password" value="VALUE"/>` of .NET.

use super::bytes::{before, byte, is_blank, rest, run};

/// Bytes of a value in which its end is looked for.
const LOOKED_AT: usize = 1_024;

/// Where the value of a name is that stands from `name` to `end`; `None` where it is no name of an element or of a property.
pub(super) fn value(text: &[u8], name: usize, end: usize) -> Option<(usize, usize)> {
    match before(text, name) {
        b'<' | b':' if byte(text, end) == b'>' => content(text, end + 1),
        b'"' | b'\'' | b'\\' => property(text, end),
        _ => None,
    }
}

/// Up to the tag that closes it: without one, `<password>` stands for a value.
fn content(text: &[u8], from: usize) -> Option<(usize, usize)> {
    let near = text.get(from..(from + LOOKED_AT).min(text.len()))?;
    let end = from + near.iter().position(|b| *b == b'<')?;
    rest(text, end).starts_with(b"</").then_some((from, end))
}

/// Behind the quote that ends a name.
fn property(text: &[u8], end: usize) -> Option<(usize, usize)> {
    let quote = run(text, end, |b| b == b'\\');
    if !matches!(byte(text, quote), b'"' | b'\'') {
        return None;
    }
    if byte(text, quote + 1) == b'>' {
        return content(text, quote + 2);
    }
    let word = run(text, quote + 1, is_blank);
    let sign = rest(text, word).strip_prefix(b"value=").map(|_| word + b"value=".len())?;
    let open = run(text, sign, |b| b == b'\\');
    let quote = byte(text, open);
    if !matches!(quote, b'"' | b'\'') {
        return None;
    }
    let near = text.get(open + 1..(open + LOOKED_AT).min(text.len()))?;
    // The backslashes of a quote are none of the value.
    let end = near.iter().position(|b| *b == quote || *b == b'\\').unwrap_or(near.len());
    Some((open + 1, open + 1 + end))
}

#[cfg(test)]
mod tests {
    use crate::redact::{Redactor, Sensitive};

    fn clean(text: &str) -> String {
        Redactor::new(&Sensitive::default()).text(text).into_owned()
    }

    #[test]
    fn a_password_of_an_element_or_a_property_is_gone() {
        for text in [
            "<server><password>|</password></server>",
            "<a:db.password>|</a:db.password>",
            "<property name=\"password\" value=\"|\"/>",
            "<property name=\"hibernate.connection.password\">|</property>",
            "<add key='DbPassword'  value='|' />",
        ] {
            let (secret, shown) = (text.replace('|', "hunter22"), text.replace('|', "[REDACTED password]"));
            assert_eq!(clean(&secret), shown);
            assert_eq!(clean(&format!("got: {secret:?}")), format!("got: {shown:?}"));
        }
    }

    #[test]
    fn what_stands_for_a_value_stays() {
        for text in [
            "mysql -u <user> -p <password> and then <host>",
            "<password>${db.password}</password>",
            "<password></password>",
            "<input name=\"password\" type=\"text\">",
            "<property name=\"password\" value=\"\"/>",
        ] {
            assert_eq!(clean(text), text);
        }
    }
}

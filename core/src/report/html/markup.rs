//! HTML that is being put together: markup of ours, and text of anybody.

use std::fmt::Write as _;

use super::super::text::{xml, xml_line};

/// Markup can only be what stands in our own sources: [`Html::raw`] takes nothing that was computed. Everything else goes
/// through the one escape, which is the same for text and for quoted attributes. There is no way to write into a script, a
/// style or the name of an attribute.
#[derive(Default)]
pub(super) struct Html {
    text: String,
}

impl Html {
    /// Markup of ours.
    pub(super) fn raw(&mut self, markup: &'static str) -> &mut Self {
        self.text.push_str(markup);
        self
    }

    /// Text with its line feeds and tabs. After `<pre>` it needs a line feed of ours, because HTML drops the first.
    pub(super) fn text(&mut self, text: &str) -> &mut Self {
        escape(&mut self.text, &xml(text));
        self
    }

    /// Text on one line: line feeds and tabs are written out.
    pub(super) fn line(&mut self, text: &str) -> &mut Self {
        escape(&mut self.text, &xml_line(text));
        self
    }

    /// A number or another value of ours.
    pub(super) fn value(&mut self, value: impl std::fmt::Display) -> &mut Self {
        // Writing to a text does not fail.
        let _ = write!(Escaped(&mut self.text), "{value}");
        self
    }

    /// `text` on one line, of which at most `most` characters are shown; a cut is told in an element of its own, so that no
    /// text can pretend one.
    pub(super) fn cut_line(&mut self, text: &str, most: usize) -> &mut Self {
        let (shown, left_out) = parted(text, most);
        self.line(shown).left_out(left_out)
    }

    /// The same with line feeds and tabs.
    pub(super) fn cut_text(&mut self, text: &str, most: usize) -> &mut Self {
        let (shown, left_out) = parted(text, most);
        self.text(shown).left_out(left_out)
    }

    /// What was put together before.
    pub(super) fn html(&mut self, other: &Self) -> &mut Self {
        self.text.push_str(&other.text);
        self
    }

    /// Bytes until now.
    pub(super) fn len(&self) -> usize {
        self.text.len()
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        self.text.as_bytes()
    }

    fn left_out(&mut self, characters: usize) -> &mut Self {
        match characters {
            0 => self,
            1 => self.raw(" <span class=\"cut\">1 more character: see results.json</span>"),
            _ => self.raw(" <span class=\"cut\">").value(characters).raw(" more characters: see results.json</span>"),
        }
    }
}

/// The first `most` characters, and how many more there are.
fn parted(text: &str, most: usize) -> (&str, usize) {
    match text.char_indices().nth(most) {
        Some((at, _)) => (&text[..at], text[at..].chars().count()),
        None => (text, 0),
    }
}

struct Escaped<'a>(&'a mut String);

impl std::fmt::Write for Escaped<'_> {
    fn write_str(&mut self, text: &str) -> std::fmt::Result {
        escape(self.0, text);
        Ok(())
    }
}

/// <https://cheatsheetseries.owasp.org/cheatsheets/Cross_Site_Scripting_Prevention_Cheat_Sheet.html>: what ends a text or
/// a quoted attribute.
fn escape(out: &mut String, text: &str) {
    let mut from = 0;
    for (at, byte) in text.bytes().enumerate() {
        let entity = match byte {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            b'\'' => "&#39;",
            _ => continue,
        };
        out.push_str(&text[from..at]);
        out.push_str(entity);
        from = at + 1;
    }
    out.push_str(&text[from..]);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(of: impl Fn(&mut Html) -> &mut Html) -> String {
        let mut html = Html::default();
        of(&mut html);
        html.text
    }

    #[test]
    fn what_ends_a_text_or_an_attribute_is_an_entity_and_what_deceives_is_written_out() {
        assert_eq!(text(|h| h.text("a<b>&\"'\n\u{0}\u{202e}")), "a&lt;b&gt;&amp;&quot;&#39;\n\\x00\\u{202e}");
        assert_eq!(text(|h| h.line("a\tb\n")), "a\\tb\\n");
        assert_eq!(text(|h| h.value("<1>")), "&lt;1&gt;");
    }

    #[test]
    fn a_cut_is_told_with_its_count_in_an_element_of_its_own() {
        assert_eq!(text(|h| h.cut_line("äö", 2)), "äö");
        let expected = "äö <span class=\"cut\">2 more characters: see results.json</span>";
        assert_eq!(text(|h| h.cut_text("äöü<", 2)), expected);
    }
}

//! A part of the page that is cut where it must be: between two of its items, with a count of those that are not there.

use crate::number::number;

/// Text before, items, text after.
#[derive(Default)]
pub(super) struct Section {
    /// Heading, and a table's head.
    pub(super) head: String,
    /// Each with its line feeds.
    pub(super) items: Vec<String>,
    /// What closes it.
    pub(super) foot: String,
    /// How many items there are, with those that are not in `items`.
    pub(super) all: usize,
    /// What an item is, in the singular.
    pub(super) what: &'static str,
}

impl Section {
    /// At most `most` bytes of it; nothing where not even its head has room.
    pub(super) fn fitted(self, most: usize) -> String {
        let all: usize = self.items.iter().map(String::len).sum();
        let end = self.end(self.items.len());
        if self.head.len() + all + end.len() <= most {
            return [self.head, self.items.concat(), end].concat();
        }
        // The more is left out, the longer is its count: it is longest where nothing is written.
        let Some(mut left) = most.checked_sub(self.head.len() + self.end(0).len()) else { return String::new() };
        let mut written = 0;
        for item in &self.items {
            let Some(rest) = left.checked_sub(item.len()) else { break };
            (left, written) = (rest, written + 1);
        }
        [self.head.as_str(), &self.items[..written].concat(), &self.end(written)].concat()
    }

    /// What stands after `written` items.
    fn end(&self, written: usize) -> String {
        let mut end = String::new();
        if self.all > written {
            let left_out = number(self.all - written, self.what);
            end.push_str(&format!("\n… and {left_out} left out: see results.json and summary.json.\n"));
        }
        end.push_str(&self.foot);
        if !self.items.is_empty() {
            end.push('\n');
        }
        end
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn section() -> Section {
        let items = (0..20).map(|n| format!("- item {n:02}\n")).collect();
        Section { head: "### Things\n\n".to_owned(), items, foot: "end\n".to_owned(), all: 23, what: "thing" }
    }

    #[test]
    fn what_does_not_fit_is_left_out_whole_and_counted() {
        for most in 0..400 {
            let text = section().fitted(most);
            assert!(text.len() <= most);
            let items = text.matches("- item ").count();
            let counted = text.split_once("… and ").map(|(_, rest)| rest.split(' ').next().unwrap().parse::<usize>());
            assert!(text.is_empty() || (counted == Some(Ok(23 - items)) && text.ends_with("end\n\n")), "{text}");
        }
        assert_eq!(section().fitted(400).matches("- item ").count(), 20);
    }
}

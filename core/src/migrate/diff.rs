//! Unified diffs, in the form that `git apply` and `patch` read.

/// Lines of context.
const CONTEXT: usize = 3;

/// Text that takes the place of bytes of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// First byte.
    pub start: usize,
    /// Byte after the last.
    pub end: usize,
    /// What stands there afterwards.
    pub text: String,
}

/// `before` with all `edits`, which are in order and apart.
pub(super) fn applied(before: &str, edits: &[Edit]) -> String {
    let (mut out, mut at) = (String::with_capacity(before.len()), 0);
    for edit in edits {
        out.push_str(&before[at..edit.start]);
        out.push_str(&edit.text);
        at = edit.end;
    }
    out.push_str(&before[at..]);
    out
}

/// The `edits` of `before`, which is the file `name`; they are in order and apart. Empty where there are none.
pub fn unified(name: &str, before: &str, edits: &[Edit]) -> String {
    let changes = changes(before, edits);
    if changes.is_empty() {
        return String::new();
    }
    let old: Vec<&str> = before.split_inclusive('\n').collect();
    let mut out = format!("--- {}\n+++ {}\n", path("a", name), path("b", name));
    let (mut from, mut ahead) = (0, 0);
    while from < changes.len() {
        let near = |to: &usize| changes[*to].from - changes[to - 1].to <= 2 * CONTEXT;
        let to = (from + 1..changes.len()).find(|to| !near(to)).unwrap_or(changes.len());
        ahead = hunk(&mut out, &old, &changes[from..to], ahead);
        from = to;
    }
    out
}

/// Whole lines, the end excluded, and what stands for them.
struct Change {
    from: usize,
    to: usize,
    text: String,
}

fn changes(before: &str, edits: &[Edit]) -> Vec<Change> {
    let mut starts = vec![0];
    starts.extend(before.match_indices('\n').map(|(at, _)| at + 1).filter(|at| *at < before.len()));
    let line = |byte: usize| starts.partition_point(|start| *start <= byte).saturating_sub(1);
    let begin = |line: usize| starts.get(line).copied().unwrap_or(before.len());
    let mut groups: Vec<(usize, usize, &[Edit])> = Vec::new();
    for (at, edit) in edits.iter().enumerate() {
        let (from, to) = (line(edit.start), line(edit.end) + 1);
        match groups.last_mut() {
            Some(group) if group.1 > from => {
                let first = at - group.2.len();
                *group = (group.0, group.1.max(to), &edits[first..=at]);
            }
            _ => groups.push((from, to, &edits[at..=at])),
        }
    }
    let change = |(from, to, edits): (usize, usize, &[Edit])| {
        let base = begin(from);
        let inside = edits.iter().map(|e| Edit { start: e.start - base, end: e.end - base, text: e.text.clone() });
        Change { from, to, text: applied(&before[base..begin(to)], &inside.collect::<Vec<_>>()) }
    };
    groups.into_iter().map(change).collect()
}

/// Writes a hunk whose new lines are `ahead` of the old ones, and gives how many they are ahead after it.
fn hunk(out: &mut String, old: &[&str], changes: &[Change], ahead: isize) -> isize {
    let (Some(first), Some(last)) = (changes.first(), changes.last()) else { return ahead };
    let (from, to) = (first.from.saturating_sub(CONTEXT), (last.to + CONTEXT).min(old.len()));
    let count = |text: &str| text.split_inclusive('\n').count();
    let more: isize = changes.iter().map(|c| count(&c.text) as isize - (c.to - c.from) as isize).sum();
    let new_from = from.saturating_add_signed(ahead);
    out.push_str(&format!("@@ -{} +{} @@\n", range(from, to), range(new_from, to.saturating_add_signed(ahead + more))));
    let mut at = from;
    for change in changes {
        old[at..change.from].iter().for_each(|line| push(out, ' ', line));
        old[change.from..change.to].iter().for_each(|line| push(out, '-', line));
        change.text.split_inclusive('\n').for_each(|line| push(out, '+', line));
        at = change.to;
    }
    old[at..to].iter().for_each(|line| push(out, ' ', line));
    ahead + more
}

fn range(from: usize, to: usize) -> String {
    let begin = if from == to { from } else { from + 1 };
    format!("{begin},{}", to - from)
}

fn push(out: &mut String, sign: char, line: &str) {
    out.push(sign);
    out.push_str(line);
    if !line.ends_with('\n') {
        out.push_str("\n\\ No newline at end of file\n");
    }
}

/// A name as git writes it: relative, with quotes where it holds what would be read otherwise.
fn path(side: &str, name: &str) -> String {
    let name = name.trim_start_matches("./").trim_start_matches('/');
    if !name.contains(['"', '\\']) && !name.contains(char::is_control) {
        let end = if name.contains(' ') { "\t" } else { "" };
        return format!("{side}/{name}{end}");
    }
    let escape = |c: char| match c {
        '"' | '\\' => format!("\\{c}"),
        _ if c.is_control() => c.to_string().bytes().map(|byte| format!("\\{byte:03o}")).collect(),
        _ => c.to_string(),
    };
    format!("\"{side}/{}\"", name.chars().map(escape).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edit(before: &str, old: &str, new: &str) -> Edit {
        let start = before.find(old).unwrap();
        Edit { start, end: start + old.len(), text: new.to_owned() }
    }

    #[test]
    fn a_change_stands_among_three_lines_and_near_ones_share_a_hunk() {
        let before: String = (1..=20).map(|n| format!("line {n}.\n")).collect();
        let edits =
            [edit(&before, "5.\nline 6", "five"), edit(&before, "line 10", "ten\nand"), edit(&before, "20.\n", "20.")];
        assert_eq!(
            unified("./a.yml", &before, &edits),
            "--- a/a.yml\n+++ b/a.yml\n@@ -2,12 +2,12 @@\n line 2.\n line 3.\n line 4.\n-line 5.\n-line 6.\n+line five.\n \
             line 7.\n line 8.\n line 9.\n-line 10.\n+ten\n+and.\n line 11.\n line 12.\n line 13.\n@@ -17,4 +17,4 @@\n \
             line 17.\n line 18.\n line 19.\n-line 20.\n+line 20.\n\\ No newline at end of file\n"
        );
    }

    #[test]
    fn nothing_changed_is_nothing_and_names_are_quoted() {
        let change = [Edit { start: 0, end: 1, text: "b".into() }];
        assert_eq!(unified("x", "a\n", &[]), "");
        assert!(unified("a b", "a\n", &change).starts_with("--- a/a b\t\n"));
        assert!(unified("a\"\n", "a\n", &change).starts_with("--- \"a/a\\\"\\012\"\n"));
    }
}

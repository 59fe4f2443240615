//! The documents say what the code does.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use cincture_core::config;
use cincture_core::exit::Exit;
use cincture_core::problem::Code;

#[test]
fn each_problem_has_its_entry_in_the_documents_with_its_exit_status() {
    let text = read("docs/errors.md");
    let entries: Vec<(&str, &str)> =
        text.split("\n## `").skip(1).map(|entry| entry.split_once('`').expect("a closing quote")).collect();
    let names: Vec<&str> = entries.iter().map(|(name, _)| *name).collect();
    assert_eq!(names, Code::ALL.map(Code::as_str));
    for (code, (name, body)) in Code::ALL.iter().zip(entries) {
        assert!(body.starts_with(&format!(" (exit status {})\n", code.exit().code())), "{name}");
        assert!(body.contains("\n**What to do:** "), "{name} does not say what to do");
    }
}

#[test]
fn the_readme_lists_every_exit_status() {
    let readme = read("README.md");
    for exit in [Exit::Pass, Exit::Failed, Exit::Invalid, Exit::Breached, Exit::Incomplete] {
        assert!(readme.contains(&format!("\n| {} | ", exit.code())), "{exit:?}");
    }
}

/// Both are printed where they differ, to be taken over.
#[test]
fn the_schema_and_the_tables_of_options_are_those_of_the_program() {
    assert!(read("docs/cincture.schema.json") == config::schema(), "docs/cincture.schema.json:\n{}", config::schema());
    let text = read("docs/configuration.md");
    let tables = config::reference();
    assert!(text.contains(&tables), "docs/configuration.md is to hold:\n{tables}");
}

#[test]
fn each_resource_and_matcher_is_in_the_documents() {
    let text = read("docs/profiles.md");
    let resources = words("resources", |line| line.trim().strip_prefix("name '")?.strip_suffix('\''));
    let matchers = words("matchers", |line| {
        // What stands at this depth is a word of Cincture::Matchers; deeper ones belong to the classes behind them.
        let rest = line.strip_prefix("    def ").or_else(|| line.strip_prefix("    alias "))?;
        let name = rest.split(|c: char| !c.is_ascii_lowercase() && c != '_').next()?;
        Some(name).filter(|name| *name != "self" && *name != "initialize")
    });
    assert!(resources.len() >= 8 && matchers.len() >= 30, "{resources:?} {matchers:?}");
    for name in resources.iter().chain(&matchers) {
        assert!(text.contains(&format!("`{name}`")), "docs/profiles.md does not name {name}");
    }
}

/// A kind that is added gets its row, with what it needs.
#[test]
fn each_kind_of_pipeline_is_in_the_table_of_docs_generate_md() {
    let text = read("docs/generate.md");
    let (_, table) = text.split_once("| platform | kind | patterns |").expect("the table");
    let mut rows = BTreeSet::new();
    for row in table.lines().skip(2).take_while(|line| line.starts_with('|')) {
        let cells: Vec<&str> = row.split('|').map(|cell| cell.trim().trim_matches('`')).collect();
        for pattern in cells[3].split(", ") {
            rows.insert((cells[1].to_owned(), cells[2].to_owned(), pattern.to_owned()));
        }
        assert!(cells.len() == 7 && cells.iter().skip(1).take(5).all(|cell| !cell.is_empty()), "{row}");
    }
    assert_eq!(rows, crate::generate::listed(), "docs/generate.md and `cincture generate --list`");
}

#[test]
fn each_filter_of_templates_is_in_docs_generate_md() {
    let text = read("docs/generate.md");
    let filters = read("templates/src/filters.rs");
    let names: Vec<&str> = filters.split("add_filter(\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert!(names.len() >= 10, "{names:?}");
    for name in names {
        assert!(text.contains(&format!("`{name}`")), "docs/generate.md does not name the filter {name}");
    }
}

/// What `word` finds in the lines of the Ruby files of a folder.
fn words(folder: &str, word: impl Fn(&str) -> Option<&str>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for entry in fs::read_dir(root().join("core/engine/ruby").join(folder)).expect("a folder") {
        let ruby = fs::read_to_string(entry.expect("an entry").path()).expect("text");
        found.extend(ruby.lines().filter_map(&word).map(str::to_owned));
    }
    found
}

fn root() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|e| panic!("{path}: {e}"))
}

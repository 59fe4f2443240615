//! docs/platforms.md: what each platform gets, and the test that holds each of it.

use std::collections::BTreeMap;
use std::path::Path;

use super::documents::text;
use crate::architecture;

/// What a pipeline may want to be told.
const COLUMNS: [&str; 8] = ["annotations", "tests", "summary", "artifacts", "gate", "outputs", "masking", "identity"];

/// The cells of each row of a table, by the link in its first cell.
type Rows = BTreeMap<String, Vec<String>>;

/// The tables of a document.
fn tables(text: &str) -> Vec<Rows> {
    let cells = |line: &str| line.trim_matches('|').split(" | ").map(|c| c.trim().to_owned()).collect::<Vec<_>>();
    let mut tables: Vec<Rows> = Vec::new();
    for line in text.lines().filter(|line| line.starts_with('|')) {
        let row = cells(line);
        if line.starts_with("| |") {
            assert_eq!(line, format!("| | {} |", COLUMNS.join(" | ")));
            tables.push(Rows::new());
        } else if !line.starts_with("|-") {
            let manual = row[0].split_once("](").unwrap().1.trim_end_matches(')').to_owned();
            tables.last_mut().unwrap().insert(manual, row[1..].to_vec());
        }
    }
    tables
}

#[test]
fn each_cell_of_the_table_is_tested_or_explained() {
    let tables = tables(&text("platforms"));
    let [said, held] = tables.as_slice() else { panic!("two tables") };
    assert_eq!(said.len(), 10, "a platform has no row");
    let code = architecture::code();
    assert_eq!(said.keys().collect::<Vec<_>>(), held.keys().collect::<Vec<_>>());
    for (manual, cells) in said.iter().chain(held) {
        assert_eq!(cells.len(), COLUMNS.len(), "{manual}: {cells:?}");
        assert!(cells.iter().all(|cell| cell.len() > 3), "{manual} has an empty cell");
        assert!(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs").join(manual).exists(), "{manual}");
    }
    for (manual, cells) in held {
        for (cell, column) in cells.iter().zip(COLUMNS) {
            let names: Vec<&str> = cell.split('`').skip(1).step_by(2).collect();
            for name in &names {
                assert!(code.contains(&format!("fn {name}(")), "{manual}, {column}: no test `{name}`");
            }
            let none = said[manual][COLUMNS.iter().position(|c| *c == column).unwrap()].starts_with("none");
            assert!(!names.is_empty() || none, "{manual}, {column}: what is there is not held: {cell}");
        }
    }
}

//! Files of properties as Java writes them, and with it every agent.

use std::fs;
use std::path::Path;
use std::process::Command;

use cincture_core::env::Env;
use cincture_core::platform::{Platform as _, ReadFile};
use cincture_teamcity::TeamCity;

use crate::oracle;

struct Disk;

impl ReadFile for Disk {
    fn read(&self, path: &Path) -> std::io::Result<Vec<u8>> {
        fs::read(path)
    }
}

const TEXTS: [&str; 10] = [
    "Ada Example",
    " two blanks  ",
    "#=:!\\",
    "https://ci.example.com:8111/a?b=c#d",
    "C:\\work\\u0041\\",
    "ä ß 𝒳 \u{85}\u{2028}",
    "lines\nand\r\nmore\ttabs\u{c}",
    "\\\n  goes on",
    "a=b\nteamcity.serverUrl=https://evil.example.com",
    "##teamcity[buildStatus status='SUCCESS' text='x']",
];

#[test]
fn what_java_writes_is_read_as_it_was() {
    if !oracle::starts("java") {
        oracle::leave_out("what needs Java (properties)");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let digits = |text: &str| text.encode_utf16().map(|unit| format!("{unit:04x}")).collect::<String>();
    let lines = folder.path().join("lines");
    fs::write(&lines, TEXTS.map(digits).join("\n")).unwrap();
    let mut java = Command::new("java");
    let program = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/teamcity/Store.java");
    let (ok, said) = oracle::told({
        java.arg(program).arg(folder.path()).arg(&lines);
        java
    });
    assert!(ok, "{said}");
    for (at, text) in TEXTS.iter().enumerate() {
        let file = folder.path().join(at.to_string()).display().to_string();
        let env: Env = [("TEAMCITY_BUILD_PROPERTIES_FILE", file)].into_iter().collect();
        let context = TeamCity.context(&env, &Disk).unwrap();
        assert_eq!(context.cause.as_deref(), Some(*text));
        assert_eq!(context.server, None, "{text:?}");
    }
}

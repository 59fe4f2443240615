//! Reading a results file.

use std::fs::File;
use std::io::{self, Read as _};
use std::ops::Range;
use std::path::Path;

use serde::Deserialize;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::error::Category;

use super::layout::{Layout, Unfit};
use super::outline::{STATUSES, unknown_attested};
use super::skim::Skim;
use super::{Control, Document, Outline, Results};
use crate::problem::{Code, Problem};
use crate::redact::Sensitive;

const BOM: &[u8] = b"\xef\xbb\xbf";
const HELP: &str = "give a file that `--reporter json` of InSpec, CINC Auditor or Cincture wrote";
/// Longest file, bytes: ten times what is known of the largest in use. It is held in memory.
const LARGEST: usize = 1 << 30;
/// Most that one control, or all that stands beside the controls, may take of memory once it is decoded, as
/// [`cincture_engine::weight`] has it. A list of nothing but brackets takes a hundred times the room of its text.
const HEAVIEST: usize = 256 << 20;
/// So much text is never [`HEAVIEST`].
const LIGHT: usize = HEAVIEST / 128;

/// Reads `bytes` as InSpec JSON (HDF). `origin` is the file's name, for the problem.
///
/// # Errors
///
/// [`Code::ResultsInvalid`] with the JSON path, what was expected and what was found, where a needed key is missing, a
/// value has the wrong type, a status is unknown, the file has another form, or is larger than can be held. A
/// byte-order mark is accepted.
pub fn read(bytes: impl Into<Vec<u8>>, origin: &str) -> Result<Document, Problem> {
    let document = text(bytes.into()).and_then(parse).map_err(|why| invalid(origin, &why))?;
    Ok(document.redacted(&Sensitive::default()))
}

/// Reads the file at `path`.
///
/// # Errors
///
/// [`Code::ResultsNotFound`] where it cannot be read, or as [`read`].
pub fn load(path: &Path) -> Result<Document, Problem> {
    let origin = path.display().to_string();
    let file = File::open(path).map_err(|e| unreadable(&origin, &e))?;
    let length = usize::try_from(file.metadata().map_or(0, |about| about.len())).unwrap_or(usize::MAX);
    if length > LARGEST {
        return Err(invalid(&origin, &too_long()));
    }
    // One more than it has, so that its end is seen without more room being made.
    whole(file, length + 1, &origin)
}

/// Reads all that `from` has, and no more than can be used: it may never end.
///
/// # Errors
///
/// As [`load`].
pub fn read_from(from: impl io::Read, origin: &str) -> Result<Document, Problem> {
    whole(from, 0, origin)
}

fn whole(from: impl io::Read, room: usize, origin: &str) -> Result<Document, Problem> {
    let mut bytes = Vec::with_capacity(room);
    from.take(LARGEST as u64 + 1).read_to_end(&mut bytes).map_err(|e| unreadable(origin, &e))?;
    read(bytes, origin)
}

fn unreadable(origin: &str, error: &io::Error) -> Problem {
    Problem::new(Code::ResultsNotFound, "the results cannot be read", error.to_string(), HELP).at(origin)
}

fn invalid(origin: &str, why: &str) -> Problem {
    Problem::new(Code::ResultsInvalid, "the results cannot be read", why, HELP).at(origin)
}

fn too_long() -> String {
    format!("the file is longer than {} MiB", LARGEST >> 20)
}

fn text(mut bytes: Vec<u8>) -> Result<String, String> {
    if bytes.len() > LARGEST {
        return Err(too_long());
    }
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        return Err("the text is UTF-16, as PowerShell writes it with `>`: UTF-8 is expected".to_owned());
    }
    if bytes.starts_with(BOM) {
        bytes.drain(..BOM.len());
    }
    String::from_utf8(bytes).map_err(|e| {
        let (at, bytes) = (e.utf8_error().valid_up_to(), e.as_bytes());
        format!("not UTF-8: byte 0x{:02x} ({})", bytes[at], position(bytes, at))
    })
}

/// Everything of `text` is read here, and what cannot be decoded later is refused.
pub(super) fn parse(text: String) -> Result<Document, String> {
    let layout = Layout::of(&text).map_err(|unfit| why_unfit(&text, unfit))?;
    let head = head(&text, &layout)?;
    let known = |p: usize| head.profiles.get(p).is_some_and(|profile| profile.controls.is_empty());
    if head.profiles.len() != layout.profiles.len() || !(0..head.profiles.len()).all(known) {
        return Err("the profiles cannot be told apart".to_owned());
    }
    let profiles = layout.profiles.into_iter().enumerate();
    let outlines = profiles.map(|(p, controls)| outlines(&text, p, controls)).collect::<Result<_, _>>()?;
    Ok(Document::new(text, head, outlines))
}

fn why_unfit(text: &str, unfit: Unfit) -> String {
    match (unfit, serde_json::from_str::<Skim>(text)) {
        (Unfit::TooMany, _) => "it has more controls than can be held".to_owned(),
        (Unfit::Broken, Err(e)) => Fault::of(text, &e).told(text, |at| at),
        (Unfit::Broken, Ok(_)) => "not JSON".to_owned(),
    }
}

fn head(text: &str, layout: &Layout) -> Result<Results, String> {
    let head = layout.head(text);
    if too_heavy(&head) {
        return Err("what stands beside the controls is larger than can be held".to_owned());
    }
    typed(&head).map_err(|fault| match other_form(text).filter(|_| fault.of_data) {
        Some(form) => form.to_owned(),
        None => fault.told(text, |at| layout.outside(at)),
    })
}

fn outlines(text: &str, profile: usize, controls: Vec<Range<usize>>) -> Result<Vec<Outline>, String> {
    let controls = controls.into_iter().enumerate();
    controls
        .map(|(index, place)| {
            let at = format_args!("profiles[{profile}].controls[{index}]");
            if too_heavy(&text[place.clone()]) {
                return Err(format!("$.{at}: larger than can be held"));
            }
            Outline::read(text, place.clone()).map_err(|e| why_no_control(text, &place, &at.to_string(), &e))
        })
        .collect()
}

fn too_heavy(text: &str) -> bool {
    text.len() > LIGHT && cincture_engine::weight(text.as_bytes()) > HEAVIEST
}

/// What is wrong is found once more by decoding the control: that knows the path.
fn why_no_control(text: &str, place: &Range<usize>, at: &str, error: &serde_json::Error) -> String {
    let control = &text[place.clone()];
    let mut fault = match typed::<Control>(control) {
        Ok(control) => return unknown_status(&control, at).unwrap_or_else(|| format!("$.{at}: {error}")),
        Err(fault) => fault,
    };
    fault.path = if fault.path.is_empty() { at.to_owned() } else { format!("{at}.{}", fault.path) };
    fault.told(text, |at| place.start + at)
}

fn unknown_status(control: &Control, at: &str) -> Option<String> {
    let told = |path: String, known: &[&str], found: &str| {
        format!("{path}: expected one of {}, found {:?}", known.join(", "), shortened(found))
    };
    for (r, result) in control.results.iter().enumerate() {
        if let Some(status) = result.status.as_deref().filter(|s| !STATUSES.contains(s)) {
            return Some(told(format!("$.{at}.results[{r}].status"), &STATUSES, status));
        }
    }
    let attested = unknown_attested(control.extra.get("attestation_data")?)?;
    Some(told(format!("$.{at}.attestation_data.status"), &["passed", "failed"], attested))
}

/// Reads all of `text`, and says what is wrong as precisely as can be.
fn typed<T: DeserializeOwned>(text: &str) -> Result<T, Fault> {
    let mut from = serde_json::Deserializer::from_str(text);
    let read = serde_path_to_error::deserialize(&mut from).map_err(|e| {
        let path = e.path().to_string();
        let path = if path == "." { String::new() } else { shortened(&path) };
        Fault { path, ..Fault::of(text, e.inner()) }
    })?;
    from.end().map_err(|e| Fault {
        what: "text follows the JSON object".to_owned(),
        of_data: true,
        ..Fault::of(text, &e)
    })?;
    Ok(read)
}

/// What is wrong with a part of a file.
struct Fault {
    /// Of the value, without `$.`; empty for the whole.
    path: String,
    what: String,
    /// Byte in the part.
    at: usize,
    /// It is JSON, but not what is needed.
    of_data: bool,
}

impl Fault {
    fn of(part: &str, error: &serde_json::Error) -> Self {
        let before: usize = part.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
        let of_data = error.classify() == Category::Data;
        Self { path: String::new(), what: in_words(&error.to_string()), at: before + error.column(), of_data }
    }

    /// In a sentence, where `outside` says where in `text` that is which stands at a byte of the part.
    fn told(&self, text: &str, outside: impl Fn(usize) -> usize) -> String {
        let position = position(text.as_bytes(), outside(self.at.saturating_sub(1)));
        match (self.of_data, self.path.as_str()) {
            (false, "") => format!("not JSON: {} ({position})", self.what),
            (false, path) => format!("$.{path}: not JSON: {} ({position})", self.what),
            (true, "") => format!("$: {} ({position})", self.what),
            (true, path) => format!("$.{path}: {} ({position})", self.what),
        }
    }
}

/// Line and column, both from 1, of the byte at `at`.
fn position(text: &[u8], at: usize) -> String {
    let before = &text[..at.min(text.len())];
    let line = memchr::memchr_iter(b'\n', before).count() + 1;
    let column = before.len() - memchr::memrchr(b'\n', before).map_or(0, |end| end + 1) + 1;
    format!("line {line}, column {column}")
}

/// Forms that are often taken for a results file.
fn other_form(text: &str) -> Option<&'static str> {
    #[derive(Deserialize)]
    struct Shape {
        profiles: Option<IgnoredAny>,
        controls: Option<IgnoredAny>,
        groups: Option<IgnoredAny>,
    }
    match serde_json::from_str(text).ok()? {
        Shape { profiles: None, controls: Some(_), groups: Some(_) } => {
            Some("this is a profile (`inspec json`), not the results of a run: it has `controls` but no `profiles`")
        }
        Shape { profiles: None, controls: Some(_), .. } => {
            Some("this is the `json-min` form, which lacks impact and tags: it has `controls` but no `profiles`")
        }
        _ => None,
    }
}

/// serde's message with expected and found in the reader's words.
fn in_words(message: &str) -> String {
    let message = message.rsplit_once(" at line ").map_or(message, |(text, _)| text);
    let key = message.strip_prefix("missing field ").map(|key| format!("expected the key {key}, found none"));
    let typed = message.strip_prefix("invalid type: ").or_else(|| message.strip_prefix("invalid value: "));
    let typed = typed.and_then(|rest| rest.rsplit_once(", expected ")).map(|(found, expected)| {
        let expected = match expected {
            "f64" | "f32" => "a number",
            "u32" => "a whole number",
            "a sequence" => "a list",
            "a map" => "an object",
            other if other.starts_with("struct ") => "an object",
            other => other,
        };
        format!("expected {expected}, found {}", shortened(found))
    });
    key.or(typed).unwrap_or_else(|| message.to_owned())
}

fn shortened(found: &str) -> String {
    const MOST: usize = 80;
    match found.char_indices().nth(MOST) {
        Some((at, _)) => format!("{}…", &found[..at]),
        None => found.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn whole() -> Value {
        json!({
            "platform": {"name": "debian", "release": "12"}, "statistics": {"duration": 0.1}, "version": "5.24.24",
            "profiles": [{"name": "p", "sha256": "00", "groups": [], "supports": [], "attributes": [], "title": "kept",
                "controls": [{"id": "a", "impact": 0.5, "refs": [], "tags": {}, "source_location": {}, "own": [1],
                    "results": [{"status": "passed", "code_desc": "x", "start_time": "2026-01-01T00:00:00Z"}]}]}]
        })
    }

    fn why(value: &Value) -> String {
        read(value.to_string().as_bytes(), "r.json").unwrap_err().why
    }

    #[test]
    fn each_needed_key_is_needed_and_the_problem_names_where() {
        let needed = [
            ("", "platform profiles statistics version"),
            ("/profiles/0", "name sha256 controls groups supports attributes"),
            ("/profiles/0/controls/0", "id impact refs results tags source_location"),
            ("/profiles/0/controls/0/results/0", "code_desc start_time"),
        ];
        for (at, keys) in needed {
            for key in keys.split(' ') {
                let mut value = whole();
                value.pointer_mut(at).unwrap().as_object_mut().unwrap().remove(key);
                let problem = read(value.to_string().as_bytes(), "r.json").unwrap_err();
                assert_eq!((problem.code, problem.place.as_str()), (Code::ResultsInvalid, "r.json"));
                assert!(
                    problem.why.contains(&format!("expected the key `{key}`, found none")),
                    "{key}: {}",
                    problem.why
                );
                let path = at.replace("/0", "[0]").replace('/', ".");
                assert!(problem.why.starts_with(&format!("${path}: ")), "{key}: {}", problem.why);
            }
        }
    }

    #[test]
    fn a_wrong_type_is_told_with_path_expected_and_found() {
        let mut value = whole();
        value["profiles"][0]["controls"][0]["impact"] = json!("0.5");
        assert!(why(&value).starts_with("$.profiles[0].controls[0].impact: expected a number, found string \"0.5\""));
        let mut value = whole();
        value["profiles"][0]["controls"][0]["results"] = json!({});
        assert!(
            why(&value).starts_with("$.profiles[0].controls[0].results: expected a list, found map"),
            "{}",
            why(&value)
        );
    }

    #[test]
    fn an_unknown_status_is_refused() {
        let mut value = whole();
        value["profiles"][0]["controls"][0]["results"][0]["status"] = json!("weird");
        let expected = "$.profiles[0].controls[0].results[0].status: expected one of passed, failed, skipped, error, found \"weird\"";
        assert_eq!(why(&value), expected);
        let mut value = whole();
        value["profiles"][0]["controls"][0]["attestation_data"] = json!({"status": "weird"});
        assert!(why(&value).contains("attestation_data.status: expected one of passed, failed"));
    }

    #[test]
    fn other_forms_are_named() {
        assert!(why(&json!({"controls": [], "statistics": {}, "version": "5"})).contains("json-min"));
        assert!(why(&json!({"name": "p", "controls": [], "groups": []})).contains("inspec json"));
        assert!(why(&json!([])).contains("expected an object, found sequence"), "{}", why(&json!([])));
    }

    #[test]
    fn text_that_is_no_json_is_refused() {
        let deep = "[".repeat(100_000);
        for text in ["", "{\"a\":", "{} {}", "\u{feff}", deep.as_str()] {
            assert!(read(text.as_bytes(), "r.json").is_err());
        }
        let mut bytes = whole().to_string().into_bytes();
        bytes.extend(b" {}");
        assert!(read(bytes, "r.json").unwrap_err().why.contains("text follows"));
        assert!(read(b"{\"version\": \"\xff\"}", "r.json").is_err());
    }

    #[test]
    fn a_byte_order_mark_is_accepted_and_unknown_keys_are_kept() {
        let text = format!("\u{feff}{}", whole());
        let results = read(text.as_bytes(), "r.json").unwrap();
        assert_eq!(results.head().profiles[0].extra["title"], "kept");
        assert_eq!(results.control(0, 0).unwrap().extra["own"], json!([1]));
    }

    #[test]
    fn the_place_is_that_in_the_file_whatever_stands_before_it() {
        let mut value = whole();
        let good = value["profiles"][0]["controls"][0].clone();
        let mut bad = good.clone();
        bad["tags"] = json!([]);
        value["profiles"][0]["controls"] = json!([good, good, bad]);
        let text = serde_json::to_string_pretty(&value).unwrap();
        let line = text.lines().position(|line| line.contains("\"tags\": []")).unwrap() + 1;
        let why = |text: String| read(text.into_bytes(), "r.json").unwrap_err().why;
        let expected =
            format!("$.profiles[0].controls[2].tags: expected an object, found sequence (line {line}, column ");
        assert!(why(text.clone()).starts_with(&expected), "{}", why(text));
        // Behind the controls, and outside of any.
        value["profiles"][0]["controls"] = json!([good, good]);
        value["profiles"][0]["zzz"] = json!("here");
        let text = serde_json::to_string_pretty(&value).unwrap().replace("\"here\"", "1e999");
        let line = text.lines().position(|line| line.contains("1e999")).unwrap() + 1;
        assert!(why(text.clone()).contains(&format!("number out of range (line {line}, column ")), "{}", why(text));
    }

    #[test]
    fn what_could_not_be_decoded_later_is_refused_at_once() {
        let good = whole().to_string();
        let deep = format!("{}{}", "[".repeat(500), "]".repeat(500));
        for (from, to, words) in [
            ("[1]", "1e999", "number out of range"),
            ("[1]", "\"\\ud800\"", "hex escape"),
            ("[1]", deep.as_str(), "recursion limit"),
            ("\"refs\":[]", "\"refs\":[],\"refs\":[]", "duplicate field"),
            ("\"title\":\"kept\"", "\"controls\":[]", "duplicate field"),
            ("\"own\":[1]", "\"title\":\"\\udc00\"", "hex escape"),
            ("\"kept\"", "\"\\ud83d\"", "hex escape"),
        ] {
            let text = good.replace(from, to);
            assert_ne!(text, good);
            let why = read(text.into_bytes(), "r.json").unwrap_err().why;
            assert!(why.contains(words), "{words}: {why}");
        }
    }

    #[test]
    fn text_in_another_encoding_says_so() {
        let utf16: Vec<u8> = whole().to_string().encode_utf16().flat_map(u16::to_le_bytes).collect();
        let why = |bytes: Vec<u8>| read(bytes, "r.json").unwrap_err().why;
        assert!(why([b"\xff\xfe".to_vec(), utf16].concat()).contains("UTF-16"));
        assert_eq!(why(b"{\n  \"\xe4\"}".to_vec()), "not UTF-8: byte 0xe4 (line 2, column 4)");
    }

    /// A hundred times the memory of its text, and no limit of depth.
    #[test]
    fn what_is_small_as_text_and_huge_when_decoded_is_refused() {
        let flood = format!("[{}0]", "[],".repeat(HEAVIEST / 150));
        let control = whole().to_string().replace("[1]", &flood);
        assert!(read(control.into_bytes(), "r.json").unwrap_err().why.contains("controls[0]: larger than can be held"));
        let head = whole().to_string().replace("\"kept\"", &flood);
        assert!(read(head.into_bytes(), "r.json").unwrap_err().why.contains("beside the controls"));
    }

    #[test]
    fn a_file_that_is_too_long_is_refused_before_it_is_read() {
        let file = tempfile::NamedTempFile::new().unwrap();
        file.as_file().set_len(LARGEST as u64 + 1).unwrap();
        let problem = load(file.path()).unwrap_err();
        assert_eq!((problem.code, problem.why.as_str()), (Code::ResultsInvalid, "the file is longer than 1024 MiB"));
    }
}

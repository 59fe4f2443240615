use super::{check, find};

const SERVER: &str = r#"<?xml version="1.0"?>
<Server port="8005" name="a &amp; b" xmlns:p="urn:p">
  <Service><Connector port="8080"/><Connector port="8443" p:tls="on"/></Service>
  <d xmlns="urn:d"><e>deep</e></d><p:item>ns</p:item>
</Server>"#;

fn values(path: &str) -> String {
    serde_json::to_string(&find(SERVER, path).unwrap()).unwrap()
}

#[test]
fn what_rexml_cannot_read_is_read() {
    assert_eq!(values("(//Connector)[2]/@port"), r#"[["attribute","8443"]]"#);
    assert_eq!(values("normalize-space(//e)"), r#"[["value","deep"]]"#);
}

#[test]
fn attributes_are_as_they_are_written_also_after_a_byte_order_mark() {
    assert_eq!(values("Server/@name"), r#"[["attribute","a &amp; b"]]"#);
    let marked = format!("\u{feff}{SERVER}");
    assert_eq!(find(&marked, "Server/@name").unwrap(), find(SERVER, "Server/@name").unwrap());
}

#[test]
fn what_is_no_path_or_not_known_is_an_error() {
    for path in [
        "",
        "a[",
        "//",
        "a b",
        "lower-case('A')",
        "id('x')",
        "count(1)",
        "a/1",
        "x::y",
        "'a",
        "$v",
        "1 | 2",
        "a[1",
        "substring()",
    ] {
        assert!(find(SERVER, path).is_err(), "{path}");
    }
}

#[test]
fn entities_that_grow_are_refused() {
    let mut bomb = "<!DOCTYPE x [<!ENTITY a0 \"aaaaaaaaaa\">".to_owned();
    for level in 1..9 {
        let below = format!("&a{};", level - 1).repeat(10);
        bomb += &format!("<!ENTITY a{level} \"{below}\">");
    }
    bomb += "]><x>&a8;</x>";
    assert!(check(&bomb).unwrap_err().to_string().contains("entity reference loop"));
    let wide = format!("<!DOCTYPE x [<!ENTITY a \"{}\">]><x>&a;</x>", "a".repeat(300 << 10));
    assert!(check(&wide).is_err());
}

#[test]
fn external_entities_are_not_read() {
    let text = "<!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><x>&a;</x>";
    assert!(find(text, "x").map_or(true, |found| !format!("{found:?}").contains("root")));
}

#[test]
fn deep_documents_and_deep_paths_do_not_end_the_process() {
    let depth = 20_000;
    let deep = "<a>".repeat(depth) + &"</a>".repeat(depth);
    let found = find(&deep, "count(//a)");
    assert!(found.is_err() || found.is_ok_and(|found| found[0][1] == depth));
    assert!(find(SERVER, &("(".repeat(5_000) + "1")).is_err());
    assert!(find(SERVER, &"a[".repeat(900)).is_err());
    assert!(find(SERVER, &("-".repeat(1_900) + "1")).is_err());
    assert!(find(SERVER, &"a/".repeat(5_000)).is_err());
}

#[test]
fn a_path_that_makes_too_much_work_is_an_error() {
    let many = format!("<a>{}</a>", "<b>x</b>".repeat(20_000));
    assert!(find(&many, "//b[//b[. = 'y']]").unwrap_err().to_string().contains("too much work"));
}

proptest::proptest! {
    #[test]
    fn any_path_has_a_value_or_an_error(path in "[a-z/@\\[\\]().*:=<> '|0-9-]{0,40}") {
        let _ = find(SERVER, &path);
    }
}

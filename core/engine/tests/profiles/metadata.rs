use cincture_engine::profile::{self, Metadata, MetadataError};
use serde_json::{Value, json};

use super::file;

fn read(yaml: &str) -> Result<Metadata, MetadataError> {
    profile::metadata(&[file("inspec.yml", yaml)], "fallback")
}

fn fields(yaml: &str) -> Value {
    Value::Object(read(yaml).unwrap().fields)
}

#[test]
fn all_fields_come_through() {
    let yaml = "name: base\ntitle: 'The Base'\nmaintainer: Me\ncopyright: Me & You\ncopyright_email: me@example.org\n\
                license: Apache-2.0\nsummary: |\n  two\n  lines\ndescription: d\nversion: 1.2.3\n\
                inspec_version: '>= 4.0'\nsupports:\n  - platform: linux\n";
    assert_eq!(
        fields(yaml),
        json!({
            "name": "base", "title": "The Base", "maintainer": "Me", "copyright": "Me & You",
            "copyright_email": "me@example.org", "license": "Apache-2.0", "summary": "two\nlines\n", "description": "d",
            "version": "1.2.3", "inspec_version": ">= 4.0", "supports": [{"platform": "linux"}],
        })
    );
    assert_eq!(read(yaml).unwrap().gaps, [""; 0]);
}

#[test]
fn a_name_is_always_there() {
    assert_eq!(fields("title: x\n")["name"], "fallback");
    assert_eq!(fields("name:\n")["name"], "fallback");
    let loose = profile::metadata(&[file("a.rb", "")], "tests from a.rb").unwrap();
    assert_eq!(Value::Object(loose.fields), json!({"name": "tests from a.rb", "title": "tests from a.rb"}));
}

#[test]
fn a_version_is_a_text() {
    assert_eq!(fields("name: x\nversion: 1.0\n")["version"], "1.0");
    assert_eq!(fields("name: 7\nversion: 2\n"), json!({"name": "7", "version": "2", "supports": []}));
}

#[test]
fn supports_is_read_in_all_its_forms() {
    for (yaml, supports) in [
        ("supports:\n  platform-family: linux\n", json!([{"platform-family": "linux"}])),
        ("supports:\n  - linux\n  - os-family: bsd\n  -\n", json!([{"os-family": "linux"}, {"os-family": "bsd"}])),
        ("supports:\n- platform-name: debian\n  release: 12\n", json!([{"platform-name": "debian", "release": "12"}])),
        ("supports:\n", json!([])),
    ] {
        assert_eq!(fields(yaml)["supports"], supports, "{yaml}");
    }
}

#[test]
fn inputs_are_read_under_both_names() {
    for key in ["inputs", "attributes"] {
        let yaml = format!("name: x\n{key}:\n  - name: user\n    type: string\n    value: root\n");
        let inputs = read(&yaml).unwrap().inputs;
        assert_eq!(serde_json::to_value(inputs).unwrap(), json!([{"name": "user", "type": "string", "value": "root"}]));
    }
    let both = "inputs: [{name: new}]\nattributes: [{name: old}]\n";
    assert_eq!(read(both).unwrap().inputs[0]["name"], "new");
}

#[test]
fn scalars_are_what_ruby_makes_of_them() {
    for (written, value) in [
        ("0644", json!(420)),
        ("'0644'", json!("0644")),
        ("0x1F", json!(31)),
        ("0b11", json!(3)),
        ("1_000", json!(1000)),
        ("0", json!(0)),
        ("08", json!("08")),
        ("yes", json!(true)),
        ("Off", json!(false)),
        ("\"yes\"", json!("yes")),
        ("y", json!("y")),
        ("N", json!("N")),
        ("~", json!(null)),
        ("1.5", json!(1.5)),
        ("[0600, 0755]", json!([384, 493])),
        ("{mode: 0400}", json!({"mode": 256})),
        ("1.2.3", json!("1.2.3")),
        ("-0644", json!(-420)),
        ("[y, 08, 'y', 0_7]", json!(["y", "08", "y", 7])),
        ("08.5", json!(8.5)),
    ] {
        let inputs = read(&format!("inputs:\n- name: i\n  value: {written}\n")).unwrap().inputs;
        assert_eq!(inputs[0]["value"], value, "{written}");
    }
    assert_eq!(fields("name: a\nname: b\n")["name"], "b");
}

#[test]
fn what_is_not_done_is_named() {
    let gaps = |yaml: &str| read(yaml).unwrap().gaps;
    assert_eq!(
        gaps("depends:\n- name: linux-baseline\n  url: https://example.org/x\n- path: ../y\n"),
        ["inspec.yml, depends: other profiles are not loaded (linux-baseline, {\"path\":\"../y\"})"]
    );
    assert_eq!(
        gaps("gem_dependencies: [{name: toml}]\n"),
        ["inspec.yml, gem_dependencies: Ruby gems are not loaded (toml)"]
    );
    assert_eq!(gaps("inspec_version: '~> 99'\n").len(), 1);
    assert_eq!(gaps("inspec_version: newest\n"), ["inspec.yml, inspec_version: \"newest\" is not understood"]);
    assert_eq!(gaps("depends: []\ngem_dependencies:\ninspec_version: ['>= 4', '< 8']\n"), [""; 0]);
}

#[test]
fn malformed_metadata_names_its_line() {
    for (yaml, line, part) in [
        ("name: x\nversion: [1\n", Some(2), ""),
        ("name: x\ntitle: y\n\tversion: 1\n", Some(2), ""),
        ("- name: x\n", Some(1), "not a mapping"),
        ("", Some(1), "not a mapping"),
        ("title: t\nname: [x]\n", Some(2), "name: must be a text"),
        ("name: x\nsupports: linux\n", Some(2), "supports: must be a list"),
        ("name: x\nsupports: [[1]]\n", Some(2), "supports: an entry"),
        ("name: x\ninputs: {a: 1}\n", Some(2), "inputs: must be a list"),
        ("name: x\ninputs: [{value: 1}]\n", Some(2), "inputs: must be a list"),
        ("name: x\ndepends: y\n", Some(2), "depends: must be a list"),
        ("name: x\nversion: <%= `id` %>\n", Some(2), "templates"),
    ] {
        let error = read(yaml).unwrap_err();
        assert_eq!(error.line, line, "{yaml:?}: {error}");
        assert!(error.message.contains(part) && !error.message.contains('\n'), "{error}");
    }
    let bytes = cincture_engine::protocol::ProfileFile { path: "inspec.yml".into(), content: b"name: \xff".to_vec() };
    assert_eq!(profile::metadata(&[bytes], "x").unwrap_err().to_string(), "inspec.yml: it is not UTF-8");
}

#[test]
fn hostile_yaml_is_refused() {
    let laughs: String = (1..12).map(|n| format!("a{n}: &a{n} [{}]\n", format!("*a{},", n - 1).repeat(10))).collect();
    let deep = format!("a: {}{}", "[".repeat(100_000), "]".repeat(100_000));
    let many = format!("a: [{}]", "1,".repeat(100_000));
    let documents = "---\na: 1\n".repeat(1000);
    let large = format!("a: {}", "x".repeat(2 << 20));
    for yaml in [format!("a0: &a0 x\n{laughs}"), deep, many, documents, large] {
        assert!(read(&yaml).is_err(), "{:.40}", yaml);
    }
}

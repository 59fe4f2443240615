//! What parsing finds in control files.

use super::{Found, MAX_SOURCE, code, lines, syntax_errors};
use crate::protocol::FoundControl;

fn find(source: &str) -> Found {
    super::find("controls/x.rb", source.as_bytes()).unwrap()
}

/// Ids with their lines, those that must report marked by `!`.
fn ids(found: &Found) -> Vec<String> {
    let one = |c: &FoundControl| {
        assert_eq!(c.source_location.file.as_deref(), Some("controls/x.rb"));
        let mark = if c.required { "!" } else { "" };
        format!("{}{mark} {}-{}", c.id, c.source_location.line.unwrap(), c.end_line)
    };
    found.controls.iter().map(one).collect()
}

fn assert_found(source: &str, expected: &[&str], dynamic: bool) {
    let found = find(source);
    assert_eq!(ids(&found), expected, "{source}");
    assert_eq!(found.dynamic, dynamic, "{source}");
}

#[test]
fn controls_at_file_level_must_report() {
    let source = "title 'T'\nskipped = input('s', value: 3)\ncontrol 'a' do\n  impact 1.0\n  describe file('/x') do\n    \
                  it { should exist }\n  end\nend\n\ncontrol('b') { title 'y' }\nrule 'c' do end; control 'd' do\nend\n";
    assert_found(source, &["a! 3-8", "b! 10-10", "c! 11-11", "d! 11-12"], false);
}

#[test]
fn ids_are_read_in_every_literal_form() {
    for (literal, id) in [
        ("'a'", "a"),
        ("\"a\\u00e9\\n\\e\\x41#\\{}\"", "a\u{e9}\n\u{1b}A#{}"),
        ("'it\\'s \\n'", "it's \\n"),
        (":sym", "sym"),
        (":\"sym bol\"", "sym bol"),
        ("%q(a b)", "a b"),
        ("'a' \"b\"", "ab"),
        ("'xccdf_org.x_rule_1é'", "xccdf_org.x_rule_1é"),
        ("''", ""),
    ] {
        let found = find(&format!("control {literal} do\nend\n"));
        assert_eq!(found.controls[0].id, id, "{literal}");
        assert!(found.controls[0].required && !found.dynamic, "{literal}");
    }
    assert_found("control <<~ID do\n  two\n  lines\nID\nend\n", &["two\nlines\n! 1-5"], false);
}

#[test]
fn computed_ids_make_the_profile_dynamic() {
    for id in ["\"c#{1}\"", "id", "'a' + 'b'", "*list", "ID", "'%s' % 1", "1", "\"\\xff\"", "('a')", "**{}", "nil"] {
        assert_found(&format!("control {id} do\nend\ncontrol 'z' do\nend\n"), &["z! 3-4"], true);
    }
    assert_found("control do\nend\n", &[], true);
}

#[test]
fn controls_that_may_not_run_or_run_often_are_not_required() {
    for (before, after) in [
        ("if os.linux?", "end"),
        ("unless os.linux?", "end"),
        ("if a\nelse", "end"),
        ("case os.name\nwhen 'x'", "end"),
        ("while a", "end"),
        ("until a", "end"),
        ("for i in [1] do", "end"),
        ("[1].each do |i|", "end"),
        ("loop {", "}"),
        ("def helper", "end"),
        ("class Helper", "end"),
        ("module Helper", "end"),
        ("begin\nrescue", "end"),
        ("begin", "rescue\nend"),
        ("x ||= (", ")"),
        ("only_if do", "end"),
        ("lambda do", "end"),
        ("-> {", "}"),
        ("true and", ""),
        ("foo(", ")"),
        ("control 'outer' do", "end"),
    ] {
        let found = find(&format!("{before}\ncontrol 'in' do\nend\n{after}\ncontrol 'out' do\nend\n"));
        let required = |id: &str| found.controls.iter().find(|c| c.id == id).map(|c| c.required);
        assert_eq!((required("in"), required("out")), (Some(false), Some(true)), "{before}");
        assert!(found.dynamic, "{before}");
    }
    assert_found("control 'm' do\nend if os.linux?\n", &["m 1-2"], true);
    assert_found("os.linux? ? control('t') { } : nil\n", &["t 1-1"], true);
}

#[test]
fn what_follows_a_control_does_not_make_it_optional() {
    assert_found("exit 0\nraise 'x'\nreturn\ncontrol 'a' do\nend\n", &["a! 4-5"], false);
    assert_found("x = control 'a' do\nend\n(control 'b' do\nend)\n", &["a! 1-2", "b! 3-4"], false);
    assert_found("def control(*)\nend\ncontrol 'a' do\nend\n", &["a! 3-4"], false);
}

#[test]
fn describes_outside_of_a_control_have_ids_of_their_own() {
    for outside in
        ["describe 'x' do\nend", "describe.one do\nend", "expect(1).to eq 1", "[1].each { describe('x') {} }"]
    {
        assert_found(outside, &[], true);
    }
    assert_found(
        "control 'a' do\n  describe.one do\n    describe('x') { }\n  end\n  expect(1)\nend",
        &["a! 1-6"],
        false,
    );
}

#[test]
fn controls_of_other_profiles_are_not_ours() {
    let source = "include_controls 'base' do\n  skip_control 'x'\n  control 'y' do\n    impact 0.1\n  end\nend\n";
    assert_found(source, &[], true);
    assert_found("require_controls('base') { control 'y' }\ncontrol 'z' do end\n", &["z! 2-2"], true);
    assert_found("include_controls 'base'\n", &[], true);
}

#[test]
fn code_that_can_make_controls_unseen_makes_the_profile_dynamic() {
    for hidden in [
        "send(:control, 'x') { }",
        "self.control('x') { }",
        "helper.rule 'x'",
        "eval \"control 'x' do end\"",
        "instance_eval { }",
        "self.public_send name, 'x'",
        "alias c control",
        "require_relative '../libraries/x'",
        "method(:control).call('x')",
        "skip_control 'x'",
    ] {
        assert!(find(hidden).dynamic, "{hidden}");
    }
    assert_found("control 'a' do\n  describe(x.send(:y)) { }\nend\n", &["a! 1-3"], false);
}

#[test]
fn text_that_looks_like_a_control_is_none() {
    assert_found("# control 'c' do\nx = \"control 'd' do\\n+-- @ CallNode (location: (1,0)-(1,1))\"\n", &[], false);
    assert_found("=begin\ncontrol 'c' do\nend\n=end\n__END__\ncontrol 'x' do\n", &[], false);
    assert_found("control = 1\nx = control\n", &[], false);
}

#[test]
fn ids_given_twice_are_named() {
    let found = find("control 'a' do end\ncontrol 'b' do end\ncontrol 'a' do end\ncontrol 'a' do end\n");
    assert_eq!(found.duplicates, ["a"]);
    assert_eq!(found.controls.len(), 4);
}

#[test]
fn faults_name_their_line() {
    let error = super::find("controls/x.rb", b"control 'a' do\n  describe(\nend\n").unwrap_err();
    assert!(error.starts_with("line "), "{error}");
    let errors = syntax_errors(b"x = 1\ny = (\n");
    assert!(!errors.is_empty() && errors.iter().all(|e| e.line >= 2), "{errors:?}");
    assert_eq!(syntax_errors(b"control 'a' do\nend\n"), []);
}

#[test]
fn a_file_that_is_too_large_is_not_parsed() {
    let error = super::find("controls/x.rb", &vec![b'#'; MAX_SOURCE + 1]).unwrap_err();
    assert_eq!(error, "the file has more than 2 MiB");
}

#[test]
fn many_controls_and_deep_nesting_are_read() {
    let many: String = (0..3000).map(|n| format!("control 'c{n}' do\nend\n")).collect();
    assert_eq!(find(&many).controls.len(), 3000);
    let deep = format!("{}control 'in' do end{}", "[1].each {".repeat(30), "}".repeat(30));
    assert_eq!(ids(&find(&deep)), ["in 1-1"]);
}

#[test]
fn code_is_the_lines_of_the_control() {
    let source = "title 'x'\n  control 'a' do # é\n    impact 1\n  end\ncontrol 'b' do end";
    assert_eq!(code(&lines(source.as_bytes()), 2, 4), "  control 'a' do # é\n    impact 1\n  end\n");
    assert_eq!(code(&lines(source.as_bytes()), 5, 5), "control 'b' do end");
    assert_eq!(code(&lines(source.as_bytes()), 9, 9), "");
    assert_eq!(code(&lines(b"a\r\nb\xff\r\n"), 2, 2), "b\u{fffd}\r\n");
    assert_eq!(find(source).controls[0].code, "  control 'a' do # é\n    impact 1\n  end\n");
}

#[test]
fn what_a_control_says_of_itself_is_read_where_it_is_literal() {
    let source = "control 'a' do\n  impact 0.7\n  title 'T'\n  desc <<~X\n    one\n    two\n  X\n  desc 'check', 'look'\n  \
                  tag nist: ['AC-3', 'AC-6'], 'gid' => :x\n  tag 'plain'\n  tag made: made\nend\n\
                  control 'b' do\n  title \"t#{1}\"\n  impact input('i')\nend\ncontrol 'c' do\nend\n";
    let said: Vec<_> = find(source).controls.into_iter().map(|control| control.said).collect();
    assert_eq!(
        serde_json::to_value(&said).unwrap(),
        serde_json::json!([
            {
                "title": ["T"], "impact": [0.7], "descriptions": {"default": "one\ntwo\n", "check": "look"},
                "tags": {"nist": ["AC-3", "AC-6"], "gid": "x", "plain": null, "made": null}
            },
            {"title": [null], "impact": [null], "descriptions": {}, "tags": {}},
            {"title": [], "impact": [], "descriptions": {}, "tags": {}},
        ])
    );
}

#[test]
fn the_resource_that_a_describe_asks_is_named_however_deep_it_stands() {
    let found = find(
        "def own\nend\ncontrol 'a' do\n  describe file('/x').content.lines do\n  end\n  describe nosuch do\n  end\n  \
                      describe 'text' do\n  end\n  x = 1\n  describe x do\n  end\n  describe.one do\n    describe own { }\n  end\nend\n",
    );
    assert_eq!(found.asked, [(4, "file".into()), (6, "nosuch".into()), (14, "own".into())]);
    assert_eq!(found.defined, ["own"]);
}

use super::*;

fn after(name: &str, text: &str) -> String {
    migrate(name, text).text
}

/// What a shell script of one command becomes.
fn shell(text: &str) -> String {
    after("x.sh", text)
}

/// Why it stays as it is.
fn kept(text: &str) -> String {
    let migration = migrate("x.sh", text);
    assert_eq!(migration.text, text);
    let kept: Vec<Note> = migration.notes.into_iter().filter(|n| n.kind == Kind::Untranslated).collect();
    assert_eq!(kept.len(), 1, "{kept:?}");
    kept[0].text.clone()
}

#[test]
fn exec_is_a_scan_that_ends_non_zero_where_exec_did() {
    for (old, new) in [
        (
            "cinc exec -t k8s-container://$NS/${POD}/c --input ./p --reporter json:results.json",
            "cincture scan \"k8s://$NS/${POD}/c\" --profile ./p --threshold strict --out .",
        ),
        (
            "A=b cinc-auditor exec p1 p2 --target=k8s-container://n/p/c --reporter cli json:out/results.json junit2:j.xml --input a=1 b=2",
            "A=b cincture scan k8s://n/p/c --profile p1 --profile p2 --input a=1 --input b=2 --threshold strict --out out --report junit=j.xml",
        ),
        (
            "inspec exec p --no-distinct-exit --input-file i.yml --reporter json:\"$D/scan.json\" || true",
            "cincture scan local:// --profile p --input-file i.yml --threshold 'failed.total.max: 0, error.total.max: 0' --report results=\"$D/scan.json\" || true",
        ),
    ] {
        assert_eq!(shell(old), new);
    }
}

#[test]
fn what_a_scan_does_not_have_keeps_the_whole_command_and_is_told() {
    for (text, reason) in [
        ("cinc-auditor exec p -t k8s-container://n/p/c --controls a", "--controls"),
        ("cinc-auditor exec p -t k8s-container://n/p/c --waiver-file w.yml", "--waiver-file"),
        ("cinc-auditor exec p -t docker://x", "docker://x has no counterpart"),
        ("cinc-auditor exec p -t k8s-container:///p/c", "no namespace"),
        ("cinc-auditor exec https://x/p.tar.gz -t k8s-container://n/p/c", "downloaded"),
        ("cinc-auditor exec -t k8s-container://n/p/c", "names no profile"),
        ("cinc-auditor exec p -t k8s-container://n/p/c --reporter json-min:x", "json-min:x"),
        ("cinc-auditor exec p > log -t k8s-container://n/p/c", "redirection"),
        ("./scan-container.sh --namespace n --threshold t", "NAMESPACE POD CONTAINER"),
        ("inspec check ./base", "cincture profile check"),
        ("docker run cincproject/auditor exec p", "no command of its own"),
        ("bash -c 'cinc-auditor exec p'", "no command of its own"),
        ("if [ $? -eq 100 ]; then x; fi # exit code", "100 and 101"),
        ("saf convert hdf2splunk -i f -o g", "hdf2splunk"),
        ("saf validate threshold -i f", "status is 0"),
        ("saf validate f -c t --reporter json:v.json", "json:v.json"),
        ("saf threshold -i f -t $WHAT", "file or a score"),
        ("saf threshold -i f -f t.yml --report r.json", "--report"),
    ] {
        let told = kept(text);
        assert!(told.contains(reason), "{text}: {told}");
    }
}

#[test]
fn judging_converting_and_summaries() {
    for (old, new) in [
        ("saf validate threshold -i r.json -T t.yml", "cincture gate r.json --threshold t.yml"),
        (
            "saf validate threshold -i r.json -F 'compliance.min: 80'",
            "cincture gate r.json --threshold 'compliance.min: 80'",
        ),
        ("saf validate r.json -c t.yml --reporter cli", "cincture gate r.json --threshold t.yml"),
        (
            "npx --yes @mitre/saf@1.5.3 validate:threshold -i \"$F\" -T $T_FILE",
            "cincture gate \"$F\" --threshold \"$T_FILE\"",
        ),
        ("saf summary --input $R --output-md $S", "cincture report \"$R\" --to \"markdown=$S\""),
        (
            "saf threshold -i r.json -t 70 --failed-high 2",
            "cincture gate r.json --threshold 'compliance.min: 70, failed.high.max: 2'",
        ),
        ("S=70\nsaf threshold -i r.json -t $S", "S=70\ncincture gate r.json --threshold \"compliance.min: $S\""),
        ("saf convert hdf2ckl -i r.json -o r.ckl", "cincture report r.json --to ckl=r.ckl"),
        ("saf generate threshold -i r.json -o t.yml", "cincture threshold generate r.json --output t.yml"),
        ("saf view summary -i r.json", "cincture summary r.json"),
        ("saf summary --input r.json --output-md s.md", "cincture report r.json --to markdown=s.md"),
        ("saf view -i r.json --output r.html", "cincture report r.json --to html=r.html"),
        ("saf generate -i r.json -o junit > j.xml", "cincture report r.json --to junit=j.xml"),
        (
            "./scripts/scan-container.sh default \"$POD\" c p t.yml",
            "cincture scan \"k8s://default/$POD/c\" --profile p --threshold t.yml --out results",
        ),
    ] {
        assert_eq!(shell(old), new);
    }
}

const STRICT: &str = "cincture gate r.json --threshold 'failed.total.max: 0, error.total.max: 0'";

#[test]
fn questions_to_results_are_the_gate_whichever_way_they_are_put() {
    let gate = |text: &str| text.replace("GATE", STRICT);
    for (old, new) in [
        (
            "if jq -e '.profiles[0].controls[] | select(.status == \"failed\")' r.json > /dev/null; then",
            "if ! GATE; then",
        ),
        (
            "if ! jq -e '.profiles[].controls[].results[]|select(.status==\"failed\")' r.json >/dev/null 2>&1; then",
            "if GATE; then",
        ),
        ("jq -e '.failure_count > 0' r.json && exit 1", "! GATE && exit 1"),
        ("jq -e '.failure_count == 0' r.json || exit 1", "GATE || exit 1"),
        ("if [ $(jq '.failure_count' r.json) -gt 0 ]; then", "if ! GATE; then"),
        ("if [[ \"$(jq .failure_count r.json)\" == 0 ]]; then", "if GATE; then"),
    ] {
        assert_eq!(shell(old), gate(new), "{old}");
    }
    assert_eq!(
        shell("if jq -e '.failure_count > 0' results/summary.json; then"),
        gate("if ! GATE; then").replace("r.json", "results/results.json")
    );
    assert!(kept("jq -e '.failure_count > 0' r.json").contains("nothing here depends on it"));
    for other in [
        "jq -e '.profiles[0].controls[] | select(.status == \"failed\" and .impact > 0.7)' r.json && exit 1",
        "jq -e '.items[]' x && y",
    ] {
        assert_eq!(shell(other), other);
    }
}

#[test]
fn a_question_is_held_against_the_threshold_that_the_file_judges_the_same_results_by() {
    let text = "saf validate r.json -c t.yml\nif [ $(jq '.failure_count' r.json) -gt 0 ]; then exit 1; fi\n";
    let migration = migrate("x.sh", text);
    assert_eq!(
        migration.text,
        "cincture gate r.json --threshold t.yml\nif ! cincture gate r.json --threshold t.yml; then exit 1; fi\n"
    );
    assert!(migration.notes.iter().any(|n| n.line == 2 && n.text.contains("line 1")));
}

#[test]
fn everything_but_the_commands_stays_byte_for_byte() {
    let text = "\u{feff}# it's ours\r\non: push\r\njobs:\r\n  scan:   # tail \r\n    run: |\r\n      cinc exec ./p \\\r\n        -t k8s-container://n/$P/c \\\r\n        --reporter json:results.json  # keep\r\n\r\n      echo done\r\n";
    let new = "cincture scan \"k8s://n/$P/c\" \\\r\n        --profile ./p \\\r\n        --threshold strict \\\r\n        --out .";
    let old = &text[text.find("cinc exec").unwrap()..text.find("  # keep").unwrap()];
    assert_eq!(after("x.yml", text), text.replace(old, new));
}

#[test]
fn the_replacement_fits_the_string_around_it() {
    for (name, old, new) in [
        ("a.yml", "- saf threshold -i r.json -t 70", "- cincture gate r.json --threshold '{\"compliance.min\":70}'"),
        ("a.yml", "- \"saf threshold -i $R -t 70\"", "- \"cincture gate \\\"$R\\\" --threshold 'compliance.min: 70'\""),
        ("a.yml", "- 'saf threshold -i r.json -t 70'", "- 'cincture gate r.json --threshold \"compliance.min: 70\"'"),
        (
            "Jenkinsfile",
            "sh 'saf threshold -i r.json -t 70'",
            "sh 'cincture gate r.json --threshold \"compliance.min: 70\"'",
        ),
        (
            "Jenkinsfile",
            "sh \"saf threshold -i ${R} -t 70\"",
            "sh \"cincture gate ${R} --threshold 'compliance.min: 70'\"",
        ),
        (
            "Jenkinsfile",
            "sh '''\n saf threshold -i $R -t 70\n'''",
            "sh '''\n cincture gate \"$R\" --threshold 'compliance.min: 70'\n'''",
        ),
    ] {
        assert_eq!(after(name, old), new);
    }
}

#[test]
fn installations_are_named_and_left() {
    let text = "gem install cinc-auditor-bin saf\nnpm install -g @mitre/saf\ncinc-auditor plugin install train-k8s-container\nsaf --version\ncurl -LO https://dl.k8s.io/release/v1.23.0/bin/linux/amd64/kubectl\n";
    let migration = migrate("x.sh", text);
    assert_eq!(migration.text, text);
    let lines: Vec<(usize, Kind)> = migration.notes.iter().map(|n| (n.line, n.kind)).collect();
    assert_eq!(lines, (1..=5).map(|line| (line, Kind::Needless)).collect::<Vec<_>>());
    assert!(migration.is_complete());
}

#[test]
fn a_command_in_the_words_of_another_stays_and_is_told() {
    let migration = migrate("x.sh", "saf validate $(saf validate a -c t) -c t");
    assert_eq!(migration.text, "cincture gate \"$(saf validate a -c t)\" --threshold t");
    assert!(!migration.is_complete());
}

#[test]
fn here_documents_and_comments_are_not_touched() {
    let text = "# cinc exec p\ncat > s.sh <<EOF\ncinc-auditor exec p\nEOF\n";
    let migration = migrate("x.sh", text);
    assert_eq!(migration.text, text);
    assert_eq!(migration.notes.iter().map(|n| (n.line, n.kind)).collect::<Vec<_>>(), [(3, Kind::Untranslated)]);
}

proptest::proptest! {
    #[test]
    fn any_text_comes_back_and_what_is_left_of_it_is_what_the_edits_say(
        parts in proptest::collection::vec(proptest::sample::select(vec![
            "cinc exec p", " -t k8s-container://a/b/c", "saf validate r -c t", "\n", "\n  ", "- ", "run: |", "'", "\"", "\\", "$(", ")",
            "<<EOF", "if ", "jq -e '.failure_count > 0' f", "; ", " && ", "sh '''", "ä", "#", ": ", "\r\n", ">", "${{ x }}", "'''",
        ]), 0..40),
        name in proptest::sample::select(vec!["a.yml", "a.sh", "Jenkinsfile", "-"]),
    ) {
        let text = parts.concat();
        let migration = migrate(name, &text);
        proptest::prop_assert_eq!(diff::applied(&text, &migration.edits), migration.text);
        unified(name, &text, &migration.edits);
    }
}

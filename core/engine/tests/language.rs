//! What of Ruby the engine understands: each feature is a check of a profile that the real child runs, prelude and sandbox
//! included. `language/features.rb` is the bar that a replacement of the VM would have to meet as well; `language/library.rb`
//! holds what the engine itself adds of Ruby's library.
//!
//! The child is this program again and must have one thread, which Rust's own test harness does not give.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test that brings its own main, which the lints take for a program"
)]

use std::collections::BTreeMap;
use std::process::ExitCode;

use async_trait::async_trait;
use cincture_engine::protocol::{ChildLimits, ProfileFile, Source};
use cincture_engine::sandbox::CHILD_ARGUMENT;
use cincture_engine::target::{Answer, Failure, FailureKind, Limit, Question, Transport};
use cincture_engine::{Limits, Options, Outcome, ProfileRun};
use serde_json::{Map, Value};

/// Features that are missing, each with the reason. Whoever closes a gap takes its line away.
const MISSING: [(&str, &str); 5] = [
    ("named captures to locals", "the compiler makes no locals of them; the regular expression itself works"),
    ("pattern match", "hash patterns are not in the VM's compiler"),
    ("refinements", "not in mruby"),
    ("Array subclass with ivar", "arrays have no instance variables in the VM"),
    ("String subclass with ivar", "strings have none either"),
];

/// What no profile may do: each raises, and makes the scan incomplete even where the profile hides that.
const FORBIDDEN: [&str; 31] = [
    "File.read('/etc/passwd')",
    "File.open('/etc/passwd')",
    "File.new('/etc/passwd')",
    "File.exist?('/etc/passwd')",
    "File.foreach('/etc/passwd')",
    "File.expand_path('x')",
    "IO.popen('x')",
    "open('/etc/passwd')",
    "Dir['/x']",
    "Dir.glob('/x')",
    "ENV['X']",
    "ENV.fetch('X', 1)",
    "ENV.to_h",
    "ENV.to_s",
    "Process.kill(9, 1)",
    "TCPSocket.new('a', 1)",
    "Socket.tcp('a', 1)",
    "Pathname.new('x').read",
    "YAML.load_file('x')",
    "autoload(:X, 'x')",
    "Object.autoload(:X, 'x')",
    "gets",
    "load '/etc/passwd'",
    "require '/etc/passwd'",
    "require_relative '../../etc/passwd'",
    "system('x')",
    "`x`",
    "fork",
    "exit",
    "Kernel.exit!(0)",
    "at_exit {}",
];

/// Ways to lack something of the engine, to pass all the same, and to keep the scan from telling: none works.
const HIDDEN: [(&str, &str); 7] = [
    (
        "a control that skips itself once it has its results",
        "control 'c' do\n rule = self\n describe 1 do\n it { rule.instance_variable_set(:@skip, 's')\n begin\n \
         inspec.lacking\n rescue Exception\n end\n expect(1).to eq 1 }\n end\nend\n",
    ),
    (
        "a control that says of itself that it is skipped",
        "control 'c' do\n def skipped?\n true\n end\n describe 1 do\n it { begin\n inspec.lacking\n rescue Exception\n \
         end\n expect(1).to eq 1 }\n end\nend\n",
    ),
    (
        "a control that takes another id when its block has lacked something",
        "control 'c' do\n begin\n inspec.lacking\n rescue Exception\n end\n @id = 'd'\n describe(1) { it { should eq 1 } }\nend\n",
    ),
    (
        "an id that is changed when its block has lacked something",
        "id = 'c'.dup\ncontrol id do\n begin\n inspec.lacking\n rescue Exception\n end\n id.replace('d')\n \
         describe(1) { it { should eq 1 } }\nend\n",
    ),
    (
        "an id with another name each time",
        "class Id\n def to_s\n @n = @n.to_i + 1\n \"c#{@n}\"\n end\nend\ncontrol Id.new do\n begin\n inspec.lacking\n \
         rescue Exception\n end\n describe(1) { it { should eq 1 } }\nend\n",
    ),
    (
        "a control with a report of its own",
        "control 'c' do\n begin\n inspec.lacking\n rescue Exception\n end\n def run\n { 'id' => 'c', 'impact' => 0.5, \
         'refs' => [], 'tags' => {}, 'source_location' => {}, 'results' => [{ 'status' => 'passed', 'code_desc' => 'x' }] }\n \
         end\n def skipped?\n true\n end\nend\n",
    ),
    (
        "a control that reports that it was skipped, and passed",
        "control 'c' do\n def run\n inspec.lacking rescue 1\n { 'id' => 'c', 'impact' => 0.5, 'refs' => [], 'tags' => {}, \
         'source_location' => {}, 'results' => [{ 'status' => 'skipped', 'code_desc' => 'x' }, { 'status' => 'passed', \
         'code_desc' => 'x' }] }\n end\n def skipped?\n true\n end\nend\n",
    ),
];

/// What turns the features, which are written for a bare Ruby, into controls.
const BEFORE: &str = "class ::Object\n  def puts(*)\n  end\nend\n";
const AFTER: &str = "$r.each do |line|\n  control line[5..].split(/: | got /).first do\n    describe line do\n      \
                     it { should start_with 'ok' }\n    end\n  end\nend\n";

/// The child, or the tests.
fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments.first().is_some_and(|argument| argument == CHILD_ARGUMENT) {
        return cincture_engine::child_main(&arguments[1..]).into();
    }
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let mut faults = runtime.block_on(features());
    faults.extend(runtime.block_on(library()));
    faults.extend(runtime.block_on(whole()));
    faults.extend(runtime.block_on(forbidden()));
    faults.extend(runtime.block_on(hidden()));
    for fault in &faults {
        println!("{fault}");
    }
    println!("language: {} faults", faults.len());
    ExitCode::from(u8::from(!faults.is_empty()))
}

/// Regressions, and features that work although they are said not to.
async fn features() -> Vec<String> {
    let source = [BEFORE, include_str!("language/features.rb"), AFTER].concat();
    let outcome = run(&source).await;
    let found = states(&outcome);
    let mut faults = Vec::new();
    if found.len() < 71 {
        faults.push(format!("{} of 71 features reported: {:?}", found.len(), outcome.incomplete));
    }
    for (name, (passed, text)) in &found {
        let missing = MISSING.iter().any(|(missing, _)| missing == name);
        match (passed, missing) {
            (false, false) => faults.push(format!("lost: {text}")),
            (true, true) => faults.push(format!("gained: {name}: take it out of the table")),
            _ => {}
        }
    }
    faults.extend(
        MISSING.iter().filter(|(name, _)| !found.contains_key(*name)).map(|(name, _)| format!("no feature {name:?}")),
    );
    faults
}

/// Each line of the library's checks is `check actual, expected`; what differs is a failed result.
async fn library() -> Vec<String> {
    let mut faults = checks(include_str!("language/library.rb"), 8).await;
    faults.extend(checks(include_str!("language/lookaround.rb"), 3).await);
    faults
}

async fn checks(source: &str, controls: usize) -> Vec<String> {
    let outcome = run(source).await;
    let mut faults: Vec<String> = outcome.incomplete.iter().map(ToString::to_string).collect();
    for control in &outcome.profile.controls {
        let failed = control.results.iter().filter(|result| result.status.as_deref() != Some("passed"));
        faults.extend(failed.map(|r| format!("library: {}: {:?}", r.code_desc, r.message)));
        if control.results.is_empty() {
            faults.push(format!("library: {} checked nothing", control.id));
        }
    }
    if outcome.profile.controls.len() < controls {
        faults.push("library: controls are missing".into());
    }
    faults
}

/// A profile with metadata, a library and two files. Where a control's id begins with a status, all its results have it;
/// what a control or a file meets are no gaps of the engine.
async fn whole() -> Vec<String> {
    let file = |path: &str, text: &str| ProfileFile { path: path.into(), content: text.as_bytes().to_vec() };
    let files = vec![
        file("inspec.yml", include_str!("language/whole/inspec.yml")),
        file("libraries/places.rb", include_str!("language/whole/libraries/places.rb")),
        file("controls/1_first.rb", include_str!("language/whole/controls/1_first.rb")),
        file("controls/2_second.rb", include_str!("language/whole/controls/2_second.rb")),
    ];
    let outcome = run_files(files).await;
    let mut faults: Vec<String> = outcome.incomplete.iter().map(|reason| format!("whole: {reason}")).collect();
    for control in &outcome.profile.controls {
        let status = control.id.split_once(": ").map_or("passed", |(status, _)| status);
        let other = control.results.iter().filter(|result| result.status.as_deref() != Some(status));
        faults.extend(other.map(|r| format!("whole: {}: {} {:?}", control.id, r.code_desc, r.message)));
        if control.results.is_empty() {
            faults.push(format!("whole: {} checked nothing", control.id));
        }
    }
    if outcome.profile.controls.len() != 10 {
        faults.push("whole: controls are missing".into());
    }
    faults
}

async fn forbidden() -> Vec<String> {
    let control = |(i, act): (usize, &&str)| {
        let hidden = format!("begin\n{act}\nnil\nrescue Exception => e\ne\nend");
        format!(
            "control 'act-{i}' do\nx = {hidden}\ndescribe('x') {{ it {{ expect(x).to be_a StandardError }} }}\nend\n"
        )
    };
    let outcome = run(&FORBIDDEN.iter().enumerate().map(control).collect::<String>()).await;
    let mut faults = Vec::new();
    for (i, act) in FORBIDDEN.iter().enumerate() {
        let said = outcome.incomplete.iter().any(|reason| reason.control == Some(format!("act-{i}")));
        let raised = states(&outcome).get(&format!("act-{i}")).is_some_and(|(passed, _)| *passed);
        if !said || !raised {
            faults.push(format!("not forbidden: {act}: {:?}", states(&outcome).get(&format!("act-{i}"))));
        }
    }
    faults
}

/// Nothing that the engine lacked is kept from its reader, whatever the profile does to its own control.
async fn hidden() -> Vec<String> {
    let mut faults = Vec::new();
    for (way, source) in HIDDEN {
        let outcome = run(source).await;
        let told = outcome.incomplete.iter().any(|reason| reason.why.contains("lacking"));
        if !told {
            faults.push(format!("hidden: {way}: {:?} {:?}", outcome.incomplete, outcome.profile.controls));
        }
    }
    faults
}

fn states(outcome: &Outcome) -> BTreeMap<String, (bool, String)> {
    let state = |control: &cincture_engine::results::Control| {
        let passed = control.results.iter().all(|result| result.status.as_deref() == Some("passed"));
        let text = control.results.iter().map(|result| result.code_desc.clone()).collect();
        (control.id.clone(), (passed && !control.results.is_empty(), text))
    };
    outcome.profile.controls.iter().map(state).collect()
}

async fn run(source: &str) -> Outcome {
    run_files(vec![ProfileFile { path: "language.rb".into(), content: source.as_bytes().to_vec() }]).await
}

async fn run_files(files: Vec<ProfileFile>) -> Outcome {
    let options = Options {
        program: std::env::current_exe().unwrap(),
        name: "language".into(),
        inputs: Map::<String, Value>::new(),
        limits: ChildLimits::default(),
        asking: Limits::default(),
        now: jiff::Timestamp::UNIX_EPOCH,
        trusted: true,
    };
    let mut run = ProfileRun::new(Source::Files(files), options);
    run.drive(&mut Nobody, &mut |_| {}).await.unwrap();
    run.finish()
}

/// A target that has no files and runs nothing: the language needs none.
struct Nobody;

#[async_trait]
impl Transport for Nobody {
    async fn answer(&mut self, question: &Question, _: Limit) -> Answer {
        match question {
            Question::Read { .. } => Answer::Content(None),
            Question::Stat { .. } => Answer::Stat(None),
            Question::List { .. } => Answer::Names(None),
            Question::Run { .. } => Answer::Failed(Failure::new(FailureKind::Unsupported, "there is no target")),
        }
    }
}

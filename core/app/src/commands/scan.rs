//! `cincture scan TARGET`.

use std::path::PathBuf;

use cincture_core::cinc::Program;
use cincture_core::config::{self, EngineSetting, Layer, Reporting, Resolved, ScanSettings};
use cincture_core::env::Env;
use cincture_core::exit::Exit;
use cincture_core::gate::Gate;
use cincture_core::problem::{Code, Problem};
use cincture_core::report::{self, Format, Input, Run};
use cincture_core::scan::{self, Engine, LocalOptions, Observer, Scan, ScanSpec, profiles};
use cincture_core::transport::OpenOptions;
use cincture_engine::Event;
use cincture_engine::protocol::ChildLimits;
use cincture_engine::target::Limit;
use serde_json::Map;
use tokio::runtime::Runtime;

use super::access;
use super::reports::{self, Reports};
use crate::cli::scan::ScanArgs;
use crate::configuration;
use crate::output;
use crate::secret_file::SecretFile;
use crate::system;
use crate::terminal::{self, Progress};

/// Scans and reports; every way out has said why.
pub(crate) fn run(args: ScanArgs, env: &Env) -> Exit {
    let scanned = configuration::resolved(Layer::default(), args.options, env).and_then(|resolved| {
        configuration::warn(&resolved);
        let settings = ScanSettings::of(&resolved)?;
        let input = prepared(&settings, &output::usual(), &resolved, env)?;
        Ok(report(&settings.reporting, &output::usual(), env, &input).exit)
    });
    scanned.unwrap_or_else(|problem| output::complain(&problem))
}

/// Scans, and settles what came of it.
pub(super) fn prepared(
    settings: &ScanSettings,
    formats: &[Format],
    resolved: &Resolved,
    env: &Env,
) -> Result<Input, Problem> {
    let mut spec = unread(settings);
    let local = local(settings, config::open_options(resolved, env), env)?;
    // What contradicts itself is told before anything is read.
    scan::check(&spec, &local)?;
    if settings.record.is_some() {
        scan::check_recording(&spec.target, &local.engine)?;
    }
    read(&mut spec, settings)?;
    let reports = reports::check(&settings.reporting, formats)?;
    output::clear(&reports.files)?;
    let recording = settings.record.as_deref().map(|path| SecretFile::prepare(path, "--record")).transpose()?;
    let quiet = settings.reporting.shown.quiet || settings.reporting.shown.json;
    to_its_end(runtime()?, scan(&spec, &local, recording, quiet))
        .map(|run| Input::of(Run { aws: reports.account(env), ..run }))
}

/// What a command's work runs on.
pub(super) fn runtime() -> Result<Runtime, Problem> {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(|e| surroundings("no runtime can be had", &e))
}

/// Runs `work`, and does not wait for what it gave up: a read of a network file system that hangs may never end.
pub(super) fn to_its_end<T>(runtime: Runtime, work: impl Future<Output = T>) -> T {
    let done = runtime.block_on(work);
    runtime.shutdown_background();
    done
}

async fn scan(
    spec: &ScanSpec,
    local: &LocalOptions,
    recording: Option<SecretFile>,
    quiet: bool,
) -> Result<Run, Problem> {
    let mut watcher = Watcher { progress: Progress::new(quiet) };
    watcher.step("reading the profile");
    let stop = system::stop_signal().map_err(|e| surroundings("signals cannot be watched", &e))?;
    let mut stop = std::pin::pin!(stop);
    let prepared = tokio::select! {
        prepared = prepared_scan(spec, local, recording) => prepared,
        () = &mut stop => Err(scan::interrupted()),
    };
    let run = match prepared {
        Ok(scan) => Ok(scan.run(&mut watcher, stop).await),
        Err(problem) => Err(problem),
    };
    watcher.progress.end();
    run
}

async fn prepared_scan<'a>(
    spec: &'a ScanSpec,
    local: &'a LocalOptions,
    recording: Option<SecretFile>,
) -> Result<Scan<'a>, Problem> {
    let mut scan = scan::prepare(spec, local).await?;
    if let Some(file) = recording {
        scan.record_to(Box::new(file))?;
    }
    Ok(scan)
}

struct Watcher {
    progress: Progress,
}

impl Observer for Watcher {
    fn step(&mut self, text: &str) {
        self.progress.step(text);
    }

    fn event(&mut self, event: &Event<'_>) {
        self.progress.event(event);
    }
}

/// What is asked for, without what stands in files.
pub(super) fn unread(settings: &ScanSettings) -> ScanSpec {
    let limits = ChildLimits {
        memory: settings.memory << 20,
        thinking: settings.compute_timeout,
        control: settings.control_timeout,
        ..ChildLimits::default()
    };
    ScanSpec {
        target: settings.target.clone(),
        profiles: Vec::new(),
        gate: Gate::default(),
        commands: settings.commands,
        wait_ready: settings.wait_ready,
        inputs: Map::new(),
        timeout: settings.timeout,
        limits,
        question: Limit { time: settings.command_timeout, ..Limit::default() },
        allow_unsandboxed: settings.allow_unsandboxed_profile,
        unredacted: settings.reporting.unredacted,
    }
}

/// Gate, profiles and inputs.
fn read(spec: &mut ScanSpec, settings: &ScanSettings) -> Result<(), Problem> {
    spec.gate = settings.reporting.gate.load()?;
    spec.profiles = settings.profiles.iter().map(|p| profiles::load(p)).collect::<Result<_, _>>()?;
    spec.inputs = settings.input_values()?;
    Ok(())
}

/// This machine's part of a scan.
///
/// # Errors
/// No engine, or flags that contradict each other.
pub(super) fn local(settings: &ScanSettings, open: OpenOptions, env: &Env) -> Result<LocalOptions, Problem> {
    let (engine, identity) = match settings.engine {
        EngineSetting::Cinc => {
            let engine = Engine::Cinc(Program::find(settings.engine_program.as_deref(), env)?);
            (engine, access::ephemeral(&settings.access))
        }
        EngineSetting::Native if settings.engine_program.is_some() => {
            let help = "add --engine cinc, or leave it away";
            let why = "--engine-program is for --engine cinc";
            return Err(Problem::new(Code::Usage, "flags contradict each other", why, help));
        }
        EngineSetting::Native => (Engine::Native, access::identity(&settings.access)?),
    };
    Ok(LocalOptions { program: this_program()?, open, identity, engine })
}

/// What the engine's child is started from.
pub(super) fn this_program() -> Result<std::path::PathBuf, Problem> {
    std::env::current_exe().map_err(|e| surroundings("this program cannot find itself", &e))
}

pub(super) fn surroundings(what: &str, error: &std::io::Error) -> Problem {
    Problem::new(Code::EngineFailed, what, error.to_string(), "check the machine's limits and permissions")
}

/// What is left of a run.
pub(super) struct Reported {
    /// The exit status.
    pub(super) exit: Exit,
    /// The reports that were written.
    pub(super) files: Vec<(Format, PathBuf)>,
}

/// The files first, then what people read: a broken pipe must not cost the files.
pub(super) fn report(reporting: &Reporting, formats: &[Format], env: &Env, input: &Input) -> Reported {
    let reports = Reports::of(reporting, formats);
    let mut reported = Reported { exit: input.exit, files: Vec::new() };
    let text = reports.printed.map_or_else(|| Ok(table(reporting, env, input)), |format| output::text(input, format));
    let mut text = text.unwrap_or_else(|problem| {
        reported.exit = reported.exit.and(output::complain(&problem));
        String::new()
    });
    match reports.write(input, &reporting.out) {
        Ok(()) => {
            if reports.printed.is_none() {
                text.push_str(&reports.told(&reporting.out));
            }
            reported.files.clone_from(&reports.files);
        }
        Err(problem) => reported.exit = reported.exit.and(output::complain(&problem)),
    }
    // What is quiet leaves nothing beside the tar.
    if !reports.archived.is_empty() && reporting.shown.quiet {
        return reported;
    }
    if !reports.show(&text) {
        reported.exit = reported.exit.and(Exit::Failed);
    }
    reported
}

fn table(reporting: &Reporting, env: &Env, input: &Input) -> String {
    let colour = terminal::colour(reporting.shown.color, env.get("NO_COLOR").is_some());
    report::render_table(input, terminal::width(), colour)
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_system_call_that_never_returns_does_not_hold_the_end_up() {
        let (release, blocked) = mpsc::channel::<()>();
        let (ended, end) = mpsc::channel();
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
            let work = async {
                tokio::task::spawn_blocking(move || blocked.recv());
                tokio::task::yield_now().await;
                "done"
            };
            ended.send(to_its_end(runtime, work)).unwrap();
        });
        assert_eq!(end.recv_timeout(Duration::from_secs(20)), Ok("done"));
        drop(release);
    }
}

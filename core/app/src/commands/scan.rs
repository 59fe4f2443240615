//! `cincture scan TARGET`.

use std::path::PathBuf;

use cincture_core::cinc::Program;
use cincture_core::env::Env;
use cincture_core::exit::Exit;
use cincture_core::gate::GateOptions;
use cincture_core::problem::{Code, Problem};
use cincture_core::report::{self, Format, Input, Run};
use cincture_core::scan::{self, Engine, LocalOptions, Observer, Scan, ScanSpec, inputs, profiles};
use cincture_core::target::Target;
use cincture_core::transport::{Commands, OpenOptions};
use cincture_engine::Event;
use cincture_engine::protocol::ChildLimits;
use cincture_engine::target::Limit;
use tokio::runtime::Runtime;
use tokio::signal::unix::{SignalKind, signal};

use super::access;
use crate::cli::scan::{CommandsChoice, EngineChoice, ScanArgs};
use crate::output;
use crate::secret_file::SecretFile;
use crate::terminal::{self, Progress};

/// Scans and reports; every way out has said why.
pub(crate) fn run(args: ScanArgs, env: &Env) -> Exit {
    match prepared(&args, env) {
        Ok(input) => report(&args, env, &input).exit,
        Err(problem) => output::complain(&problem),
    }
}

/// Scans, and settles what came of it.
pub(super) fn prepared(args: &ScanArgs, env: &Env) -> Result<Input, Problem> {
    let spec = spec(args)?;
    let local = local(args, env)?;
    output::check_folder(&args.out)?;
    let recording = args.record.as_deref().map(|path| SecretFile::prepare(path, "--record")).transpose()?;
    to_its_end(runtime()?, scan(&spec, &local, recording, args.quiet || args.json)).map(Input::of)
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
    let stop = stop_signal().map_err(|e| surroundings("signals cannot be watched", &e))?;
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

/// Resolves at the first SIGINT, SIGTERM or SIGHUP (the terminal is gone).
pub(super) fn stop_signal() -> std::io::Result<impl Future<Output = ()>> {
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    let mut hangup = signal(SignalKind::hangup())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
            _ = hangup.recv() => {}
        }
    })
}

fn spec(args: &ScanArgs) -> Result<ScanSpec, Problem> {
    let target: Target = args.target.as_deref().ok_or_else(no_target)?.parse()?;
    let gate = GateOptions { threshold: Some(args.threshold.clone()), ..GateOptions::default() }.load()?;
    let profiles = args.profiles.iter().map(|p| profiles::load(p)).collect::<Result<_, _>>()?;
    let limits = ChildLimits {
        memory: args.memory << 20,
        thinking: args.compute_timeout,
        control: args.control_timeout,
        ..ChildLimits::default()
    };
    Ok(ScanSpec {
        target,
        profiles,
        gate,
        commands: match args.commands {
            CommandsChoice::Allow => Commands::Allow,
            CommandsChoice::Deny => Commands::Deny,
        },
        wait_ready: args.wait_ready,
        inputs: inputs::load(&args.input_files, &args.inputs)?,
        timeout: args.timeout,
        limits,
        question: Limit { time: args.command_timeout, ..Limit::default() },
        allow_unsandboxed: args.allow_unsandboxed_profile,
    })
}

fn no_target() -> Problem {
    let help = "name one, such as k8s://NAMESPACE/POD/CONTAINER; `cincture scan --help` has examples";
    Problem::new(Code::Usage, "there is nothing to scan", "no target is given", help)
}

fn local(args: &ScanArgs, env: &Env) -> Result<LocalOptions, Problem> {
    let open = OpenOptions { kubeconfig: args.kubeconfig.clone(), context: args.context.clone(), env: env.clone() };
    let (engine, identity) = match args.engine {
        EngineChoice::Cinc => {
            let engine = Engine::Cinc(Program::find(args.engine_program.as_deref(), env)?);
            (engine, access::ephemeral(&args.access))
        }
        EngineChoice::Native | EngineChoice::Auto if args.engine_program.is_some() => {
            let help = "add --engine cinc, or leave it away";
            let why = "--engine-program is for --engine cinc";
            return Err(Problem::new(Code::Usage, "flags contradict each other", why, help));
        }
        EngineChoice::Native | EngineChoice::Auto => (Engine::Native, access::identity(&args.access)?),
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
pub(super) fn report(args: &ScanArgs, env: &Env, input: &Input) -> Reported {
    let formats = output::usual();
    let mut reported = Reported { exit: input.exit, files: Vec::new() };
    let text = if args.json { output::text(input, Format::Summary) } else { Ok(table(args, env, input)) };
    let mut text = text.unwrap_or_else(|problem| {
        reported.exit = reported.exit.and(output::complain(&problem));
        String::new()
    });
    match output::write_folder(input, &args.out, &formats) {
        Ok(()) => {
            reported.files = formats.iter().map(|format| (*format, args.out.join(format.file_name()))).collect();
            if !args.json {
                text.push_str(&output::places(&args.out, &formats));
            }
        }
        Err(problem) => reported.exit = reported.exit.and(output::complain(&problem)),
    }
    if !terminal::print(&text) {
        reported.exit = reported.exit.and(Exit::Failed);
    }
    reported
}

fn table(args: &ScanArgs, env: &Env, input: &Input) -> String {
    let colour = terminal::colour(args.color, env.get("NO_COLOR").is_some());
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

//! `cincture shell TARGET`: what is typed is evaluated in the engine's sandboxed child, which never sees the terminal; this
//! side reads, prints and reaches the target.

mod editor;
mod reader;
mod shown;

use std::pin::Pin;

use cincture_core::env::Env;
use cincture_core::exit::Exit;
use cincture_core::problem::{Code, Problem};
use cincture_core::scan::{engine_problem, inputs, profiles};
use cincture_core::target::Target;
use cincture_core::transport::{self, OpenOptions, Opened};
use cincture_core::untrusted;
use cincture_engine::prompt::{Evaluation, Prompt, Surroundings, Welcome};
use cincture_engine::protocol::ChildLimits;
use cincture_engine::target::Limit;
use cincture_engine::{Limits, Options, clock};
use tokio::runtime::Runtime;

use self::reader::{Next, Reader};
use self::shown::Screen;
use super::scan::{runtime, surroundings, this_program};
use crate::cli::shell::ShellArgs;
use crate::{configuration, output, system, terminal};

/// Reads, evaluates and prints until there is nothing more to read.
pub(crate) fn run(args: &ShellArgs, env: &Env) -> Exit {
    match runtime() {
        Ok(runtime) => {
            let exit = conversation(args, env, &runtime).unwrap_or_else(|problem| output::complain(&problem));
            runtime.shutdown_background();
            exit
        }
        Err(problem) => output::complain(&problem),
    }
}

/// What can be judged without the target is judged before it is touched, as in a scan.
fn conversation(args: &ShellArgs, env: &Env, runtime: &Runtime) -> Result<Exit, Problem> {
    let target: Target = args.target.parse()?;
    let open = configuration::open_options(args.kubeconfig.as_deref(), args.context.as_deref(), env)?;
    let place = args.profiles.join(", ");
    let (sources, options) = engine(args)?;
    let mut reader = Reader::new(args)?;
    let prompt = runtime.block_on(Prompt::open(sources, options)).map_err(|e| engine_problem(&place, &e))?;
    let opened = runtime.block_on(transport::open(&target, &open))?;
    let screen = Screen::new(args, env, reader.is_terminal());
    let mut shell = Shell { runtime, target, open, place, prompt, opened: Some(opened), screen };
    let welcome = shell.welcome(&reader)?;
    reader.knows(welcome.words);
    let loaded = if welcome.faults.is_empty() || reader.is_terminal() { Exit::Pass } else { Exit::Incomplete };
    let exit = loaded.and(shell.read_all(&mut reader)?);
    reader.end()?;
    Ok(exit.and(shell.close()))
}

fn engine(args: &ShellArgs) -> Result<(Vec<cincture_engine::protocol::Source>, Options), Problem> {
    let profiles: Vec<_> = args.profiles.iter().map(|p| profiles::load(p)).collect::<Result<_, _>>()?;
    let limits = ChildLimits {
        memory: args.memory << 20,
        thinking: args.compute_timeout,
        control: args.timeout,
        ..ChildLimits::default()
    };
    let question = Limit { time: args.command_timeout, ..Limit::default() };
    let options = Options {
        program: this_program()?,
        name: profiles.first().map_or_else(|| "prompt".to_owned(), |profile| profile.name.clone()),
        inputs: inputs::load(&args.input_files, &args.inputs)?,
        limits,
        asking: Limits { question, ..Limits::default() },
        now: clock::now(),
        trusted: args.allow_unsandboxed_profile || profiles.iter().all(|profile| profile.built_in),
    };
    Ok((profiles.into_iter().map(|profile| profile.source).collect(), options))
}

struct Shell<'a> {
    runtime: &'a Runtime,
    target: Target,
    open: OpenOptions,
    /// The profiles, as they were asked for.
    place: String,
    prompt: Prompt,
    /// None after an answer that was not waited for: the next input opens the target again.
    opened: Option<Opened>,
    screen: Screen,
}

impl Shell<'_> {
    fn welcome(&mut self, reader: &Reader) -> Result<Welcome, Problem> {
        let (welcome, _) =
            self.with_surroundings(reader.is_terminal(), async |prompt, around| prompt.ready(around).await)?;
        for fault in &welcome.faults {
            terminal::complain(&format!("not loaded: {}\n", untrusted::printable(fault)));
        }
        if reader.is_terminal() {
            let platform = welcome.platform.as_deref().unwrap_or("unknown platform");
            let place = format!("{} ({platform})", self.target);
            terminal::complain(&format!("{}\n`help` tells what there is, `exit` ends.\n", untrusted::one_line(&place)));
        }
        Ok(welcome)
    }

    /// 4 where something was not evaluated, unless somebody sat before it and saw it.
    fn read_all(&mut self, reader: &mut Reader) -> Result<Exit, Problem> {
        let mut exit = Exit::Pass;
        let mut text = String::new();
        loop {
            match reader.next(!text.is_empty(), self.runtime)? {
                Next::Text(more) => text.push_str(&more),
                Next::Dropped => {
                    text.clear();
                    continue;
                }
                Next::Stopped => return Err(interrupted()),
                Next::End if text.is_empty() => break,
                Next::End => return Err(unfinished(&text)),
            }
            if matches!(text.trim(), "exit" | "quit") {
                break;
            }
            let (evaluation, stopped) = match self.evaluate(&text, reader.is_terminal()) {
                Err(problem) if reader.is_terminal() => {
                    output::complain(&problem);
                    text.clear();
                    continue;
                }
                other => other?,
            };
            if matches!(&evaluation, Evaluation::Came(came) if came.incomplete) && reader.goes_on() {
                text.push('\n');
                continue;
            }
            let whole = self.screen.show(&text, &evaluation)?;
            text.clear();
            if stopped && !reader.is_terminal() {
                return Err(interrupted());
            }
            exit = if whole || reader.is_terminal() { exit } else { exit.and(Exit::Incomplete) };
        }
        Ok(exit)
    }

    fn evaluate(&mut self, text: &str, terminal: bool) -> Result<(Evaluation, bool), Problem> {
        if text.trim().is_empty() {
            return Ok((Evaluation::Came(Default::default()), false));
        }
        self.with_surroundings(terminal, async |prompt, around| prompt.evaluate(text, around).await)
    }

    /// Does `work` with the target opened, and a way to end it: at a terminal Ctrl-C, which ends this alone, and elsewhere any
    /// signal that ends a program. Whether it was ended comes with what it gave.
    fn with_surroundings<T>(
        &mut self,
        terminal: bool,
        work: impl AsyncFnOnce(&mut Prompt, &mut Surroundings<'_>) -> Result<T, cincture_engine::EngineError>,
    ) -> Result<(T, bool), Problem> {
        self.runtime.block_on(async {
            let opened = match self.opened.take() {
                Some(opened) => opened,
                None => transport::open(&self.target, &self.open).await?,
            };
            let opened = self.opened.insert(opened);
            let mut stop = end_wanted(terminal).map_err(|e| surroundings("signals cannot be watched", &e))?;
            let mut told = |text: &str| self.screen.told(text);
            let mut around =
                Surroundings { transport: opened.transport(), stop: stop.as_mut(), told: &mut told, stopped: false };
            let done = work(&mut self.prompt, &mut around).await;
            let stopped = around.stopped;
            if self.prompt.abandoned() {
                self.opened = None;
            }
            done.map(|done| (done, stopped)).map_err(|e| engine_problem(&self.place, &e))
        })
    }

    fn close(self) -> Exit {
        let Some(opened) = self.opened else { return Exit::Pass };
        match self.runtime.block_on(opened.finish()) {
            Ok(()) => Exit::Pass,
            Err(problem) => output::complain(&problem),
        }
    }
}

/// From here on the signals do not end the program.
fn end_wanted(terminal: bool) -> std::io::Result<Pin<Box<dyn Future<Output = ()> + Send>>> {
    if !terminal {
        return Ok(Box::pin(system::stop_signal()?));
    }
    Ok(Box::pin(system::interrupt()?))
}

fn interrupted() -> Problem {
    Problem::new(Code::Interrupted, "the shell was ended", "a signal asked for it", "run it again")
}

fn unfinished(text: &str) -> Problem {
    let line = text.trim_end().lines().last().unwrap_or_default().to_owned();
    Problem::new(Code::Usage, "the input ends in the middle of an expression", format!("after {line:?}"), "finish it")
}

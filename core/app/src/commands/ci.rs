//! `cincture ci`: a scan in a step of a pipeline.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use cincture_core::config::{Layer, Reporting, Resolved, ScanSettings, options};
use cincture_core::env::Env;
use cincture_core::exit::Exit;
use cincture_core::platform::{self, Artifact, CiContext, Finished, Platform, ReadFile, Selected, StepInput};
use cincture_core::problem::{Code, Problem};
use cincture_core::report::{Format, Input, Run};
use cincture_core::untrusted;
use cincture_engine::clock;

use super::{files, gate, reports, scan};
use crate::cli::ci::CiArgs;
use crate::{configuration, output, publish, terminal};

/// Finds the platform, scans, and tells it what came of it. The exit status is the same on every platform.
pub(crate) fn run(args: CiArgs, platforms: &[&dyn Platform], env: &Env) -> Exit {
    let selected = match platform::select(platforms, args.platform.as_deref(), env) {
        Ok(selected) => selected,
        Err(problem) => return output::complain(&problem),
    };
    let guard = match guard() {
        Ok(guard) => guard,
        Err(problem) => return output::complain(&problem),
    };
    let step = Step { selected, guard, env };
    step.publish(&step.on(|platform| platform.begin(env, &step.guard)));
    step.run(args)
}

/// 32 hexadecimal digits that nobody can guess.
fn guard() -> Result<String, Problem> {
    let mut bytes = [0_u8; 16];
    getrandom::fill(&mut bytes).map_err(|e| {
        Problem::new(Code::EngineFailed, "there is no randomness", e.to_string(), "check the machine's limits")
    })?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// What came of the run: results, exit status, and the reports that were written.
type Done = (Input, Exit, Vec<(Format, PathBuf)>);

/// What was scanned or read, with what becomes of it.
type Found = (Reporting, Vec<Format>, Input);

struct Step<'a> {
    selected: Selected<'a>,
    guard: String,
    env: &'a Env,
}

impl Step<'_> {
    fn run(&self, args: CiArgs) -> Exit {
        let context = self.context();
        self.announce(&context);
        let (input, exit, files) = self.done(args).unwrap_or_else(stopped);
        let finished = Finished { input: &input, exit, context: &context, files: &files, guard: &self.guard };
        self.publish(&self.on(|platform| platform.outputs(self.env, &finished)));
        exit
    }

    fn done(&self, args: CiArgs) -> Result<Done, Problem> {
        let mut inputs = self.on(|platform| platform.inputs(self.env));
        let results = results(args.results, &mut inputs);
        let resolved = configuration::resolved(Layer::of_step(&inputs)?, args.scan.options, self.env)?;
        resolved.warnings().iter().for_each(|warning| self.warn(warning));
        if self.selected.platform.is_some() {
            reports::check_none_printed(&Reporting::of(&resolved)?)?;
        }
        let (reporting, formats, input) = if results.is_empty() {
            self.scanned(&resolved)?
        } else {
            judged(&results, self.formats(), &resolved, self.env)?
        };
        let reported = scan::report(&reporting, &formats, self.env, &input);
        let absolute = |path: PathBuf| std::path::absolute(&path).unwrap_or(path);
        let files = reported.files.into_iter().map(|(format, path)| (format, absolute(path))).collect();
        Ok((input, reported.exit, files))
    }

    fn scanned(&self, resolved: &Resolved) -> Result<Found, Problem> {
        let settings = ScanSettings::of(resolved)?;
        let formats = self.formats();
        let input = scan::prepared(&settings, &formats, resolved, self.env)?;
        Ok((settings.reporting, formats, input))
    }

    /// What every scan writes, and what the platform takes besides.
    fn formats(&self) -> Vec<Format> {
        output::usual().into_iter().chain(self.on(|platform| platform.formats().to_vec())).collect()
    }

    /// What the platform says of the run; without it a scan is as good, and nothing is done that it would have to allow.
    fn context(&self) -> CiContext {
        let Some(platform) = self.selected.platform else { return CiContext::default() };
        let mut context = platform.context(self.env, &Files).unwrap_or_else(|problem| {
            self.warn(&format!("{}: {} ({})", problem.what, problem.why, problem.place));
            CiContext { platform: platform.id().to_owned(), ..CiContext::default() }
        });
        context.nested = self.selected.nested.iter().map(|id| (*id).to_owned()).collect();
        context
    }

    fn announce(&self, context: &CiContext) {
        let Some(platform) = self.selected.platform else {
            let names = self.selected.nested.join(", ");
            let others =
                if names.is_empty() { "no CI platform is here".to_owned() } else { format!("not told to {names}") };
            terminal::complain(&format!("{others}: the table and the files are all that there will be\n"));
            return;
        };
        let flavour = context.flavour.iter().map(|flavour| format!(" ({flavour})"));
        let nested = context.nested.iter().map(|id| format!(", inside of {id}"));
        let all: String = flavour.chain(nested).collect();
        terminal::complain(&untrusted::printable(&format!("platform: {}{all}\n", platform.id())));
    }

    fn on<T>(&self, ask: impl FnOnce(&dyn Platform) -> Vec<T>) -> Vec<T> {
        self.selected.platform.map(ask).unwrap_or_default()
    }

    fn publish(&self, artifacts: &[Artifact]) {
        for warning in publish::publish(artifacts) {
            self.warn(&warning);
            // Were this to fail too, there would be nobody to tell.
            publish::publish(&self.on(|platform| platform.warning(&warning)));
        }
    }

    fn warn(&self, warning: &str) {
        terminal::complain(&format!("warning: {}\n", untrusted::one_line(warning)));
    }
}

/// The input of a step that names results files, a line for each; it is no option, since a scan has no use for it.
const RESULTS: &str = "results";

/// The results files that are to be judged instead of a scan: those of the flag, or else those of the step's input, which is
/// taken out of `inputs`.
fn results(flag: Vec<PathBuf>, inputs: &mut Vec<StepInput>) -> Vec<PathBuf> {
    let (of_step, others) = std::mem::take(inputs).into_iter().partition(|input| input.name == RESULTS);
    *inputs = others;
    let lines = |input: StepInput| input.value.lines().map(|line| PathBuf::from(line.trim())).collect::<Vec<_>>();
    let of_step: Vec<StepInput> = of_step;
    let of_step = of_step.into_iter().flat_map(lines).filter(|path| !path.as_os_str().is_empty());
    if flag.is_empty() { of_step.collect() } else { flag }
}

/// `files`, judged. A results file does not say which commands ran.
fn judged(files: &[PathBuf], formats: Vec<Format>, resolved: &Resolved, env: &Env) -> Result<Found, Problem> {
    let target = resolved.origin(&options::TARGET).filter(|origin| origin.is_of_call());
    if let Some(target) = target {
        let why = "results are judged without a scan, so that nothing is done with the target";
        let help = "leave one of them away";
        return Err(Problem::new(Code::Usage, "there are a target and results", why, help).at(target.to_string()));
    }
    let reporting = Reporting::of(resolved)?;
    let formats: Vec<Format> = formats.into_iter().filter(files::has).collect();
    let reports = reports::check(&reporting, &formats)?;
    let mut input = gate::input(files, &reporting.gate, reporting.unredacted)?;
    input.run.aws = reports.account(env);
    Ok((reporting, formats, input))
}

/// A run that could not begin. It leaves no files, as `scan` would not.
fn stopped(problem: Problem) -> Done {
    let exit = output::complain(&problem);
    let version = env!("CARGO_PKG_VERSION").to_owned();
    let run = Run { version, started: clock::now(), problems: vec![problem], ..Run::default() };
    (Input::of(run), exit, Vec::new())
}

/// The files of this machine that a platform names.
pub(super) struct Files;

/// Bytes of an event: GitHub's are below 25 MiB.
const MOST_IN_FILE: u64 = 32 << 20;

impl ReadFile for Files {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        if !path.metadata()?.is_file() {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "it is not a regular file"));
        }
        let mut bytes = Vec::new();
        File::open(path)?.take(MOST_IN_FILE + 1).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > MOST_IN_FILE {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "it is longer than 32 MiB"));
        }
        Ok(bytes)
    }
}

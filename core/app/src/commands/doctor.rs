//! `cincture doctor [TARGET]`: everything that a scan would need, looked at without scanning.

use std::path::Path;

use cincture_core::config::{self, Layer, Resolved, ScanSettings, Shown, names_target, options};
use cincture_core::doctor::{self, Check, Examined};
use cincture_core::env::Env;
use cincture_core::exit::Exit;
use cincture_core::platform::{self, Platform};
use cincture_core::problem::Problem;
use cincture_core::scan::{self, Engine, Identity, LocalOptions, ScanSpec, profiles};
use cincture_core::target::Target;
use cincture_core::transport;
use cincture_engine::{Limits, Options, clock, sandbox_here};

use super::scan::{local, runtime, this_program, to_its_end, unread};
use crate::cli::doctor::DoctorArgs;
use crate::cli::options::OptionArgs;
use crate::{archive, configuration, output, terminal};

/// Looks, and prints what was found.
pub(crate) fn run(args: DoctorArgs, platforms: &[&dyn Platform], env: &Env) -> Exit {
    let mut examined = Examined::default();
    let step = step(platforms, env, &mut examined);
    let resolved = configured(step, args.options, env, &mut examined);
    let json = resolved.as_ref().is_some_and(|resolved| Shown::of(resolved).json);
    if let Some(resolved) = resolved {
        match runtime() {
            Ok(runtime) => to_its_end(runtime, examine(&resolved, env, &mut examined)),
            Err(problem) => return output::complain(&problem),
        }
    }
    let text = if json { doctor::json(&examined) } else { doctor::text(&examined) };
    if terminal::print(&text) { examined.exit() } else { examined.exit().and(Exit::Failed) }
}

/// The platform, and what its step was given.
fn step(platforms: &[&dyn Platform], env: &Env, examined: &mut Examined) -> Layer {
    let selected = match platform::select(platforms, None, env) {
        Ok(selected) => selected,
        Err(problem) => {
            examined.checks.push(Check::failed("platform", problem));
            return Layer::default();
        }
    };
    let found = selected.platform.map_or("none: no variable of a CI system is there", |platform| platform.id());
    examined.checks.push(Check::ok("platform", found));
    let inputs = selected.platform.map(|platform| platform.inputs(env)).unwrap_or_default();
    Layer::of_step(&inputs).unwrap_or_else(|problem| {
        examined.checks.push(Check::failed("inputs", problem));
        Layer::default()
    })
}

fn configured(step: Layer, args: OptionArgs, env: &Env, examined: &mut Examined) -> Option<Resolved> {
    match configuration::resolved(step, args, env) {
        Ok(resolved) => {
            let named = resolved.text(&options::CONFIG).unwrap_or(config::FILE);
            let read = !resolved.yes(&options::NO_CONFIG) && Path::new(named).exists();
            let found = if read { format!("{named} was read") } else { "no file".to_owned() };
            examined.checks.push(Check::ok("configuration", found));
            let help = "`cincture show-config` tells where each value comes from";
            examined.checks.extend(resolved.warnings().iter().map(|text| Check::warning("configuration", text, help)));
            Some(resolved)
        }
        Err(problem) => {
            examined.checks.push(Check::failed("configuration", problem));
            None
        }
    }
}

async fn examine(resolved: &Resolved, env: &Env, examined: &mut Examined) {
    let named = names_target(resolved);
    // Where no target is named, the rest is looked at all the same, as for this machine.
    let target = if named { config::target(resolved) } else { Ok(Target::Local) };
    let settings = match target.and_then(|target| ScanSettings::with_target(resolved, target)) {
        Ok(settings) => settings,
        Err(problem) => return examined.checks.push(Check::failed("target", problem)),
    };
    let spec = unread(&settings);
    let local = match local(&settings, config::open_options(resolved, env), env) {
        Ok(local) => local,
        Err(problem) => return examined.checks.push(Check::failed("engine", problem)),
    };
    if let Err(problem) = scan::check(&spec, &local)
        && named
    {
        examined.checks.push(Check::failed("options", problem));
    }
    examined.checks.push(sandbox(&spec, settings.allow_unsandboxed_profile).await);
    examined.checks.push(engine(&local));
    asked(&settings, &spec, &local, examined).await;
    if named {
        reached(&settings, &local, examined).await;
        examined.plan = if examined.exit() == Exit::Pass { plan(&settings, &local) } else { Vec::new() };
    } else {
        let help = "name one: cincture doctor k8s://NAMESPACE/POD";
        examined.checks.push(Check::warning("target", "no target is named, so permissions were not looked at", help));
        unnamed(&local, examined).await;
    }
}

async fn sandbox(spec: &ScanSpec, allowed: bool) -> Check {
    let program = match this_program() {
        Ok(program) => program,
        Err(problem) => return Check::failed("sandbox", problem),
    };
    let options = Options {
        program,
        name: String::new(),
        inputs: spec.inputs.clone(),
        limits: spec.limits,
        asking: Limits::default(),
        now: clock::now(),
        trusted: true,
    };
    match sandbox_here(&options).await {
        Ok(entered) => match (entered.seccomp, entered.landlock) {
            (true, true) => Check::ok("sandbox", "system call filter (seccomp) and Landlock"),
            (true, false) => Check::ok("sandbox", "system call filter (seccomp); this kernel has no Landlock"),
            (false, _) if allowed => {
                let help = "leave --allow-unsandboxed-profile away for profiles of strangers";
                Check::warning("sandbox", "no system call filter (seccomp): a profile can do whatever you can", help)
            }
            (false, _) => {
                let help = "run where seccomp is allowed";
                Check::warning("sandbox", "no system call filter (seccomp): only built-in profiles run", help)
            }
        },
        Err(error) => Check::failed("sandbox", scan::engine_problem("", &error)),
    }
}

fn engine(local: &LocalOptions) -> Check {
    match &local.engine {
        Engine::Native => Check::ok("engine", "native"),
        Engine::Cinc(program) => Check::ok("engine", format!("{}, without a sandbox", program.path.display())),
    }
}

/// Profiles, gate and inputs: what a user named, as a scan would read it.
async fn asked(settings: &ScanSettings, spec: &ScanSpec, local: &LocalOptions, examined: &mut Examined) {
    for name in &settings.profiles {
        let usable = usable(name, spec, local).await;
        examined.checks.push(Check::of("profile", usable, |()| name.clone()));
    }
    let gate = settings.reporting.gate.load();
    examined.checks.push(Check::of("gate", gate, |gate| {
        let origins: Vec<&str> = gate.threshold.iter().chain(&gate.floors).map(|part| part.origin.as_str()).collect();
        if gate.judges() { origins.join(", ") } else { "none: the scan reports without judging".to_owned() }
    }));
    if let Err(problem) = settings.input_values() {
        examined.checks.push(Check::failed("inputs", problem));
    }
}

/// The profile is parsed in its sandbox, as before a scan; whose target has nothing to do with it.
async fn usable(name: &str, spec: &ScanSpec, local: &LocalOptions) -> Result<(), Problem> {
    let profile = profiles::load(name)?;
    let spec = ScanSpec { profiles: vec![profile], target: Target::Local, wait_ready: None, ..spec.clone() };
    let engine = if local.engine == Engine::Native { Engine::Native } else { return Ok(()) };
    let local = LocalOptions { identity: Identity::Own, engine, ..local.clone() };
    scan::prepare(&spec, &local).await.map(|_| ())
}

async fn reached(settings: &ScanSettings, local: &LocalOptions, examined: &mut Examined) {
    match &settings.target {
        Target::Container(target) => {
            let waits = settings.wait_ready.is_some();
            examined.checks.extend(doctor::cluster(Some(target), &local.identity, &local.open, waits).await);
        }
        other => {
            let opened = transport::open(other, &local.open).await;
            examined.checks.push(Check::of("target", opened, |_| other.to_string()));
        }
    }
}

/// Without a target a cluster is a possibility.
async fn unnamed(local: &LocalOptions, examined: &mut Examined) {
    for check in doctor::cluster(None, &Identity::Own, &local.open, false).await {
        examined.checks.push(match check.state {
            doctor::State::Failed(problem) => Check::warning("cluster", check.found, problem.help),
            _ => check,
        });
    }
}

fn plan(settings: &ScanSettings, local: &LocalOptions) -> Vec<String> {
    let mut plan = Vec::new();
    if let Identity::Ephemeral { namespace, .. } = &local.identity {
        let place = namespace.as_ref().map_or_else(|| "the context's namespace".to_owned(), ToString::to_string);
        plan.push(format!(
            "create a ServiceAccount in {place}, a Role and a RoleBinding for this pod, and remove them"
        ));
    }
    plan.push(format!("run {} against {}", settings.profiles.join(", "), settings.target));
    if let Some(file) = &settings.record {
        plan.push(format!("keep what the target answers in {}", file.display()));
    }
    let out = &settings.reporting.out;
    plan.push(if archive::is_meant(out) {
        "write its reports to standard output, as a tar".to_owned()
    } else {
        format!("write its reports into {}", out.display())
    });
    plan
}

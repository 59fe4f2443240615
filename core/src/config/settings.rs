//! What `scan` works with, once everything is resolved.

use std::path::PathBuf;
use std::time::Duration;

use serde_json::{Map, Value as Json};

use super::options as o;
use super::origin::Origin;
use super::resolved::{Resolved, needed};
use super::target::target;
use super::value::Value;
use crate::gate::GateOptions;
use crate::problem::{Code, Problem};
use crate::report::{Format, Wanted};
use crate::scan::inputs;
use crate::target::{Namespace, Target};
use crate::transport::Commands;

/// The options of `scan` as plain values. Nothing that they name was looked at yet.
#[derive(Clone, Debug)]
pub struct ScanSettings {
    /// The target.
    pub target: Target,
    /// Profiles, as they were named.
    pub profiles: Vec<String>,
    /// Values of inputs, weakest layer first.
    pub inputs: Vec<LayerInputs>,
    /// Whether profiles may run commands.
    pub commands: Commands,
    /// How long to wait for a pod.
    pub wait_ready: Option<Duration>,
    /// What runs the profiles.
    pub engine: EngineSetting,
    /// The program of [`EngineSetting::Cinc`].
    pub engine_program: Option<PathBuf>,
    /// A stranger's profile may run without a sandbox.
    pub allow_unsandboxed_profile: bool,
    /// Whose access.
    pub access: AccessSettings,
    /// Longest time for the whole scan.
    pub timeout: Duration,
    /// Longest time for one control.
    pub control_timeout: Duration,
    /// Longest time for one question.
    pub command_timeout: Duration,
    /// Longest time without a question.
    pub compute_timeout: Duration,
    /// Memory of the engine's process, MiB.
    pub memory: u64,
    /// File of the recording.
    pub record: Option<PathBuf>,
    /// What becomes of the results.
    pub reporting: Reporting,
}

/// What becomes of results, those of a scan and those that were there already.
#[derive(Clone, Debug)]
pub struct Reporting {
    /// How they are judged, as the parts were named.
    pub gate: GateOptions,
    /// Folder of the reports.
    pub out: PathBuf,
    /// Reports besides those that are always written there.
    pub reports: Vec<Wanted>,
    /// Secrets stay in their texts.
    pub unredacted: bool,
    /// How they are shown.
    pub shown: Shown,
}

impl Reporting {
    /// What `resolved` comes to.
    ///
    /// # Errors
    /// [`Code::Usage`]: no folder, or no such report.
    pub fn of(resolved: &Resolved) -> Result<Self, Problem> {
        Ok(Self {
            gate: gate_options(resolved),
            out: needed(&o::OUT, resolved.text(&o::OUT).map(PathBuf::from))?,
            reports: reports(resolved)?,
            unredacted: resolved.yes(&o::NO_REDACT),
            shown: Shown::of(resolved),
        })
    }
}

fn reports(resolved: &Resolved) -> Result<Vec<Wanted>, Problem> {
    let wanted = |text: String| {
        text.parse().map_err(|why: String| {
            let names = Format::ALL.map(Format::as_str).join(", ");
            let help = format!("name one of {names}, and after = a file if it is to have another name");
            Problem::new(Code::Usage, "there is no such report", why, help).at(o::REPORT.spelling())
        })
    };
    resolved.list(&o::REPORT).into_iter().map(wanted).collect()
}

/// What one layer says of inputs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LayerInputs {
    /// Files with values.
    pub files: Vec<PathBuf>,
    /// `NAME=VALUE`, over those of the files.
    pub pairs: Vec<String>,
}

/// What runs the profiles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EngineSetting {
    /// Our own.
    Native,
    /// An installed program.
    Cinc,
}

/// Whose access to the cluster is used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessSettings {
    /// One for this scan only, not the caller's.
    pub ephemeral: bool,
    /// Where its ServiceAccount is put.
    pub namespace: Option<Namespace>,
    /// After this time anybody may remove what a killed scan left.
    pub ttl: Option<Duration>,
}

/// How a command shows what it found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shown {
    /// For programs.
    pub json: bool,
    /// Without progress.
    pub quiet: bool,
    /// When to colour.
    pub color: Color,
}

/// When to colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Color {
    /// On a terminal.
    Auto,
    /// Everywhere.
    Always,
    /// Nowhere.
    Never,
}

impl ScanSettings {
    /// The settings that `resolved` comes to.
    ///
    /// # Errors
    /// [`Code::Usage`], [`Code::ConfigInvalid`]: no target, or a name that cannot be one.
    pub fn of(resolved: &Resolved) -> Result<Self, Problem> {
        Self::with_target(resolved, target(resolved)?)
    }

    /// The settings that `resolved` comes to, for `target`, whatever it says of one.
    ///
    /// # Errors
    /// As [`ScanSettings::of`], but for the target.
    pub fn with_target(resolved: &Resolved, target: Target) -> Result<Self, Problem> {
        let path = |setting| resolved.text(setting).map(PathBuf::from);
        let time = |setting| needed(setting, resolved.time(setting));
        let chosen = |setting, word| resolved.text(setting) == Some(word);
        Ok(Self {
            target,
            profiles: resolved.list(&o::PROFILE),
            inputs: layers(resolved),
            commands: if chosen(&o::COMMANDS, "allow") { Commands::Allow } else { Commands::Deny },
            wait_ready: resolved.time(&o::WAIT_READY),
            engine: if chosen(&o::ENGINE_CHOICE, "cinc") { EngineSetting::Cinc } else { EngineSetting::Native },
            engine_program: path(&o::ENGINE_PROGRAM),
            allow_unsandboxed_profile: resolved.yes(&o::ALLOW_UNSANDBOXED_PROFILE),
            access: AccessSettings {
                ephemeral: chosen(&o::ACCESS, "ephemeral"),
                namespace: access_namespace(resolved)?,
                ttl: resolved.time(&o::ACCESS_TTL),
            },
            timeout: time(&o::TIMEOUT)?,
            control_timeout: time(&o::CONTROL_TIMEOUT)?,
            command_timeout: time(&o::COMMAND_TIMEOUT)?,
            compute_timeout: time(&o::COMPUTE_TIMEOUT)?,
            memory: needed(&o::MEMORY, resolved.number(&o::MEMORY))?,
            record: path(&o::RECORD),
            reporting: Reporting::of(resolved)?,
        })
    }

    /// The values of all inputs; of one that two layers name, the stronger's.
    ///
    /// # Errors
    /// [`Code::Usage`]: see [`inputs::load`].
    pub fn input_values(&self) -> Result<Map<String, Json>, Problem> {
        let mut values = Map::new();
        for layer in &self.inputs {
            values.extend(inputs::load(&layer.files, &layer.pairs)?);
        }
        Ok(values)
    }
}

impl Shown {
    /// How `resolved` wants things shown.
    pub fn of(resolved: &Resolved) -> Self {
        let color = match resolved.text(&o::COLOR) {
            Some("always") => Color::Always,
            Some("never") => Color::Never,
            _ => Color::Auto,
        };
        Self { json: resolved.text(&o::FORMAT) == Some("json"), quiet: resolved.yes(&o::QUIET), color }
    }
}

/// What results are held against. The default threshold is left to the gate, where it gives way to `fail-on`.
pub fn gate_options(resolved: &Resolved) -> GateOptions {
    let said = resolved.origin(&o::THRESHOLD).is_some_and(|origin| *origin != Origin::Default);
    GateOptions {
        threshold: resolved.text(&o::THRESHOLD).filter(|_| said).map(str::to_owned),
        floors: resolved.list(&o::FLOOR),
        fail_on: resolved.text(&o::FAIL_ON).map(str::to_owned),
        baseline: resolved.list(&o::BASELINE).into_iter().map(PathBuf::from).collect(),
    }
}

fn access_namespace(resolved: &Resolved) -> Result<Option<Namespace>, Problem> {
    let Some(text) = resolved.text(&o::ACCESS_NAMESPACE) else { return Ok(None) };
    Namespace::parse(text).map(Some).map_err(|e| {
        let place = resolved.origin(&o::ACCESS_NAMESPACE).map(ToString::to_string).unwrap_or_default();
        let why = format!("{text:?} cannot be the name of a namespace: {e}");
        let help = "write the namespace's name as kubectl shows it";
        Problem::new(Code::Usage, "no short-lived access can be put there", why, help).at(place)
    })
}

/// One for each place that says something of inputs, weakest first.
fn layers(resolved: &Resolved) -> Vec<LayerInputs> {
    let given = || resolved.given(&o::INPUT).iter().chain(resolved.given(&o::INPUT_FILE));
    let mut places: Vec<u8> = given().map(|given| given.origin.layer()).collect();
    places.sort_unstable();
    places.dedup();
    let of = |setting, place| {
        let here = resolved.given(setting).iter().rev().filter(|given| given.origin.layer() == place);
        let items = here.flat_map(|given| match &given.value {
            Value::List(items) => items.clone(),
            _ => Vec::new(),
        });
        items.collect::<Vec<String>>()
    };
    let one = |place| LayerInputs {
        files: of(&o::INPUT_FILE, place).into_iter().map(PathBuf::from).collect(),
        pairs: of(&o::INPUT, place),
    };
    places.into_iter().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Layer, resolve};

    #[test]
    fn the_defaults_are_those_of_the_table_and_a_stronger_layer_wins() {
        let flag = |name: &str| Origin::Flag(name.into());
        let env = |name: &str| Origin::Environment(name.into());
        let strong = Layer::of([("target", "local://", flag("TARGET")), ("timeout", "1m", flag("--timeout"))]).unwrap();
        let weak = Layer::of([("timeout", "2m", env("CINCTURE_TIMEOUT")), ("memory", "256", env("CINCTURE_MEMORY"))]);
        let settings = ScanSettings::of(&resolve(&[strong, weak.unwrap()]).unwrap()).unwrap();
        assert_eq!((settings.timeout.as_secs(), settings.memory), (60, 256));
        assert_eq!(
            (settings.reporting.gate.clone(), settings.profiles.as_slice()),
            (GateOptions::default(), &["container-baseline".into()][..])
        );
        assert!(
            !settings.reporting.shown.json
                && settings.engine == EngineSetting::Native
                && settings.commands == Commands::Allow
        );
    }

    #[test]
    fn floors_of_all_layers_hold_and_none_takes_one_away() {
        let env = Origin::Environment("CINCTURE_FLOOR".into());
        let file = Origin::File { path: "cincture.yaml".into(), line: 1 };
        let layer = Layer::of([
            ("target", "local://", Origin::Flag("TARGET".into())),
            ("floor", "./weak", file.clone()),
            ("floor", "organisation", env),
            ("floor", "mine", Origin::Flag("--floor".into())),
            ("threshold", "none", file),
        ]);
        let gate = ScanSettings::of(&resolve(&[layer.unwrap()]).unwrap()).unwrap().reporting.gate;
        assert_eq!(gate.floors, ["./weak", "organisation", "mine"]);
        assert_eq!(gate.threshold.as_deref(), Some("none"));
    }

    #[test]
    fn inputs_of_all_layers_count_and_a_strong_file_beats_a_weak_pair() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("i.yml");
        std::fs::write(&path, "a: file\nb: file\n").unwrap();
        let (flag, env) = (Origin::Flag("--input-file".into()), Origin::Environment("CINCTURE_INPUT".into()));
        let target = Layer::of([("target", "local://", Origin::Flag("TARGET".into()))]).unwrap();
        let layer =
            Layer::of([("input-file", path.to_str().unwrap(), flag), ("input", "a=weak\nc=weak", env)]).unwrap();
        let settings = ScanSettings::of(&resolve(&[layer, target]).unwrap()).unwrap();
        let values = Json::Object(settings.input_values().unwrap());
        assert_eq!(values, serde_json::json!({"c": "weak", "a": "file", "b": "file"}));
    }
}

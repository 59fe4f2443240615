//! How it is judged.

use super::PLAIN;
use crate::config::kind::{Choice, Kind};
use crate::config::setting::{CommandLine, Group, InFile, Setting, Variable};
use CommandLine::Short;
use Variable::{Same, Score};

/// How it is judged.
pub static THRESHOLD: Setting = Setting {
    name: "threshold",
    group: Group::Verdict,
    default: Some("moderate"),
    help: "Threshold: a file, a built-in name (strict, moderate, permissive), an inline one such as 'compliance.min: 80', \
           or 'none' to judge by --floor and --fail-on alone",
    placeholder: "THRESHOLD",
    command_line: Short('t'),
    variables: &[Same("THRESHOLD_FILE"), Score("THRESHOLD_SCORE"), Score("THRESHOLD_VALUE")],
    in_file: InFile::Below,
    ..PLAIN
};

/// What no other layer can take away: the values of all add up. A file may add to it, as any other may.
pub static FLOOR: Setting = Setting {
    name: "floor",
    group: Group::Verdict,
    kind: Kind::List,
    help: "A threshold that holds as well, whatever --threshold says; may be given several times",
    placeholder: "THRESHOLD",
    in_file: InFile::Below,
    adds_up: true,
    ..PLAIN
};

/// A shorthand.
pub static FAIL_ON: Setting = Setting {
    name: "fail-on",
    group: Group::Verdict,
    kind: Kind::Choice(&[
        Choice { name: "critical", help: "Critical controls" },
        Choice { name: "high", help: "And high ones" },
        Choice { name: "medium", help: "And medium ones" },
        Choice { name: "low", help: "And low ones" },
    ]),
    help: "No control of this severity or a graver one may fail or end in an error; takes the place of the default threshold",
    placeholder: "SEVERITY",
    ..PLAIN
};

/// As much the repository's own as its threshold.
pub static BASELINE: Setting = Setting {
    name: "baseline",
    group: Group::Verdict,
    kind: Kind::List,
    help: "Results of a run that is accepted as it was: only what is new breaks the threshold, though any breaks a floor; \
           may be given several times, one for each target",
    placeholder: "RESULTS",
    in_file: InFile::Below,
    ..PLAIN
};

//! What the baseline finds in containers that run: real pods, each with some settings that it must find, and no others.

use cincture_core::results::Status;
use serde_json::{Value, json};

use super::Scanned;
use super::grid::rows_and_columns;
use crate::cluster::{Cluster, Namespace};

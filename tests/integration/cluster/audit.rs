//! What the API server wrote about the requests it got.

use std::collections::BTreeSet;
use std::fs;
use std::thread::sleep;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::Cluster;

/// How long to wait for the end of a request to be written; the server does so a moment after its client is gone.
const SETTLED: Duration = Duration::from_secs(3);

impl Cluster {
    /// The audit records of one namespace, oldest first; `subresource` (as `exec`) leaves out all others.
    ///
    /// A long request such as an exec has two records with one `auditID` (`ResponseStarted`, `ResponseComplete`). A request of
    /// a program that has ended gets a moment for its second one; one that is still open is returned as it is.
    pub(crate) fn audit(&self, namespace: &str, subresource: Option<&str>) -> Vec<Value> {
        let since = Instant::now();
        loop {
            let records = self.audit_now(namespace, subresource);
            if open(&records).is_empty() || since.elapsed() > SETTLED {
                return records;
            }
            sleep(Duration::from_millis(50));
        }
    }

    fn audit_now(&self, namespace: &str, subresource: Option<&str>) -> Vec<Value> {
        let log = fs::read_to_string(self.run().join("log/audit.jsonl")).expect("the audit log");
        // Without its last piece where that has no end yet: it is being written.
        let whole = log.rsplit_once('\n').map_or("", |(whole, _)| whole);
        let in_namespace = |record: &Value| record["objectRef"]["namespace"] == namespace;
        let of_subresource = |record: &Value| subresource.is_none_or(|s| record["objectRef"]["subresource"] == s);
        whole
            .lines()
            .filter(|line| line.contains(namespace))
            .map(|line| serde_json::from_str(line).expect("a record"))
            .filter(|record| in_namespace(record) && of_subresource(record))
            .collect()
    }
}

/// The requests that have begun and not ended; those that stay open for long by their nature (watches) are not counted.
fn open(records: &[Value]) -> BTreeSet<&str> {
    let at = |stage: &str| -> BTreeSet<&str> {
        let of_stage = records.iter().filter(|r| r["stage"] == stage && r["verb"] != "watch");
        of_stage.filter_map(|r| r["auditID"].as_str()).collect()
    };
    &at("ResponseStarted") - &at("ResponseComplete")
}

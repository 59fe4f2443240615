//! The checks of a control: those that decided are shown, the others open.

use serde_json::Value;

use super::super::reason::deciding;
use super::control::more;
use super::markup::Html;
use super::tags::value_text;
use crate::number::number;
use crate::results::{Control, ControlResult, Status};

/// Checks that are shown of those that decided, and of the others.
const MOST_CHECKS: usize = 50;
/// Characters of what was checked and of what was found.
const MOST_IN_CHECK: usize = 4_000;
/// Lines of a backtrace.
const MOST_LINES: usize = 20;

/// The checks of `control`, which comes to `status`.
pub(super) fn checks(html: &mut Html, control: &Control, status: Status) {
    html.raw("<h4>Checks</h4>");
    if control.results.is_empty() {
        html.raw("<p class=\"none\">No check ran.</p>");
        return;
    }
    let decided: Vec<&ControlResult> = deciding(control, status).collect();
    let is_one = |r: &&ControlResult| decided.iter().any(|d| std::ptr::eq(*d, *r));
    let others: Vec<&ControlResult> = control.results.iter().filter(|r| !is_one(r)).collect();
    if decided.is_empty() {
        return list(html, &others);
    }
    list(html, &decided);
    if !others.is_empty() {
        html.raw("<details class=\"more\"><summary>").value(number(others.len(), "other check")).raw("</summary>");
        list(html, &others);
        html.raw("</details>");
    }
}

fn list(html: &mut Html, checks: &[&ControlResult]) {
    html.raw("<ul class=\"checks\">");
    for check in checks.iter().take(MOST_CHECKS) {
        one(html, check);
    }
    html.raw("</ul>");
    more(html, checks.len(), MOST_CHECKS);
}

fn one(html: &mut Html, check: &ControlResult) {
    let (class, word) = match check.status.as_deref() {
        _ if check.backtrace.as_ref().is_some_and(|b| !b.is_null()) => ("error", "Error"),
        Some("passed") => ("passed", "Passed"),
        Some("failed") => ("failed", "Failed"),
        Some("skipped") => ("skipped", "Skipped"),
        _ => ("error", "Error"),
    };
    html.raw("<li><span class=\"status ").raw(class).raw("\">").raw(word).raw("</span> <div><span class=\"desc x\">");
    html.cut_text(check.code_desc.trim(), MOST_IN_CHECK).raw("</span>");
    let found = [check.message.as_deref(), check.skip_message.as_deref()];
    let mut shown = "";
    for text in found.into_iter().flatten() {
        let text = text.trim_matches(['\n', '\r']).trim_end();
        // A skipped check says the same in both.
        if !text.trim().is_empty() && text != shown {
            html.raw("<pre class=\"x\">\n").cut_text(text, MOST_IN_CHECK).raw("</pre>");
            shown = text;
        }
    }
    if let Some(exception) = check.exception.as_deref().filter(|e| !e.is_empty()) {
        html.raw("<p class=\"exception\">Exception <code class=\"x\">")
            .cut_line(exception, MOST_IN_CHECK)
            .raw("</code></p>");
    }
    backtrace(html, check.backtrace.as_ref());
    html.raw("</div></li>");
}

fn backtrace(html: &mut Html, backtrace: Option<&Value>) {
    let Some(Value::Array(lines)) = backtrace.filter(|b| !b.as_array().is_none_or(Vec::is_empty)) else { return };
    html.raw("<details class=\"more\"><summary>Backtrace</summary><pre class=\"x\">\n");
    for line in lines.iter().take(MOST_LINES) {
        html.cut_line(&value_text(line), MOST_IN_CHECK).raw("\n");
    }
    html.raw("</pre>");
    more(html, lines.len(), MOST_LINES);
    html.raw("</details>");
}

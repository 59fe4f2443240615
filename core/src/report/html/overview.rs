//! What the run came to, above everything else: the verdict, the figures, the targets.

use super::super::sentence::{sentence, word};
use super::markup::Html;
use super::words::{self, STATUSES};
use crate::number::number;
use crate::report::{Input, Target};
use crate::results::{Compliance, Severity, Status};

/// Targets that are shown.
const MOST_TARGETS: usize = 200;
/// Characters of the sentence, and of a name.
const MOST_IN_SENTENCE: usize = 1_000;
const MOST_IN_NAME: usize = 600;

/// The verdict with the facts of the run.
pub(super) fn banner(html: &mut Html, input: &Input) {
    let run = &input.run;
    html.raw("<header class=\"banner ")
        .raw(word(input.exit))
        .raw("\"><div class=\"top\"><p class=\"name\">Cincture report</p>");
    html.raw("<button type=\"button\" id=\"theme\" hidden>Theme: system</button></div>\n<h1>");
    html.raw(words::verdict(input.exit, input.verdict.is_some())).raw("</h1><p class=\"sentence x\">");
    html.cut_line(&sentence(input), MOST_IN_SENTENCE).raw("</p>\n<dl class=\"facts\"><div><dt>Exit status</dt><dd>");
    html.value(input.exit.code()).raw("</dd></div><div><dt>Started</dt><dd>");
    html.value(run.started.strftime("%Y-%m-%d %H:%M:%S UTC")).raw("</dd></div><div><dt>Took</dt><dd>");
    html.value(format!("{:.1} s", run.duration.as_secs_f64())).raw("</dd></div><div><dt>Controls</dt><dd>");
    html.value(input.tally.controls.len()).raw("</dd></div>");
    if let [target] = run.targets.as_slice() {
        html.raw("<div><dt>Target</dt><dd class=\"x\">").cut_line(&target.name, MOST_IN_NAME).raw("</dd></div>");
    } else {
        html.raw("<div><dt>Targets</dt><dd>").value(run.targets.len()).raw("</dd></div>");
    }
    let redacted = input.redacted().total();
    if redacted > 0 {
        html.raw("<div><dt>Removed from the texts</dt><dd>").value(number(redacted, "secret")).raw("</dd></div>");
    }
    html.raw("</dl></header>\n");
}

/// The grid of status and severity.
pub(super) fn counts(html: &mut Html, input: &Input) {
    if input.tally.controls.is_empty() {
        return;
    }
    let counts = &input.tally.counts;
    html.raw("<section aria-labelledby=\"counts-title\"><h2 id=\"counts-title\">Result</h2>\n");
    if counts.total(Status::NoImpact) < counts.all() {
        let compliance = counts.compliance();
        html.raw("<p class=\"compliance\"><b>").value(percent(compliance)).raw("</b> compliance");
        html.raw("<span class=\"note\">passed controls among those that apply; judged as ").value(compliance.rounded());
        html.raw(" %</span></p>\n");
    }
    bar(html, input);
    html.raw("<div class=\"wide\"><table class=\"grid\"><thead><tr><th scope=\"col\">Controls</th>");
    for severity in Severity::ALL {
        html.raw("<th scope=\"col\">").value(severity.as_str()).raw("</th>");
    }
    html.raw("<th scope=\"col\">total</th></tr></thead><tbody>\n");
    for status in STATUSES {
        html.raw("<tr><th scope=\"row\"><span class=\"status ").value(status.as_str()).raw("\">");
        html.raw(words::status(status)).raw("</span></th>");
        for severity in Severity::ALL {
            cell(html, counts.cell(status, severity), status, Some(severity));
        }
        cell(html, counts.total(status), status, None);
        html.raw("</tr>\n");
    }
    html.raw("</tbody></table></div></section>\n");
}

/// `90 %`, and `99.50 %` where it is not whole.
fn percent(compliance: Compliance) -> String {
    let exact = compliance.exact();
    format!("{} %", exact.strip_suffix(".00").unwrap_or(&exact))
}

/// A figure; the script makes it show the controls that it counts.
fn cell(html: &mut Html, count: u64, status: Status, severity: Option<Severity>) {
    if count == 0 {
        html.raw("<td class=\"zero\">0</td>");
        return;
    }
    html.raw("<td><a href=\"#controls\" data-show=\"").value(status.as_str()).raw("\" data-of=\"");
    html.value(severity.map_or("", Severity::as_str)).raw("\">").value(count).raw("</a></td>");
}

/// Shares of the statuses. The grid says the same in figures, so it is hidden from readers of the screen.
fn bar(html: &mut Html, input: &Input) {
    const WIDTH: u64 = 1_000;
    let counts = &input.tally.counts;
    html.raw("<svg class=\"bar\" viewBox=\"0 0 1000 10\" preserveAspectRatio=\"none\" aria-hidden=\"true\">");
    let mut before = 0;
    for status in STATUSES {
        let until = before + counts.total(status);
        let (left, right) = (before * WIDTH / counts.all().max(1), until * WIDTH / counts.all().max(1));
        html.raw("<rect class=\"").value(status.as_str()).raw("\" height=\"10\" x=\"").value(left);
        html.raw("\" width=\"").value(right - left).raw("\"/>");
        before = until;
    }
    html.raw("</svg>\n");
}

/// What was scanned.
pub(super) fn targets(html: &mut Html, input: &Input) {
    let targets = &input.run.targets;
    if targets.is_empty() {
        return;
    }
    html.raw("<section aria-labelledby=\"targets-title\"><h2 id=\"targets-title\">");
    html.raw(if targets.len() == 1 { "Target" } else { "Targets" })
        .raw("</h2>\n<div class=\"wide\"><table><thead><tr>");
    html.raw("<th scope=\"col\">Name</th><th scope=\"col\">Platform</th><th scope=\"col\">Profiles</th><th scope=\"col\">Compliance</th>");
    html.raw("<th scope=\"col\">Took</th><th scope=\"col\">Checked</th></tr></thead><tbody>\n");
    for (at, one) in targets.iter().enumerate().take(MOST_TARGETS) {
        target(html, input, at, one);
    }
    html.raw("</tbody></table></div>\n");
    if targets.len() > MOST_TARGETS {
        html.raw("<p class=\"cut\">").value(targets.len() - MOST_TARGETS).raw(" more: see summary.json</p>\n");
    }
    html.raw("</section>\n");
}

fn target(html: &mut Html, input: &Input, at: usize, target: &Target) {
    html.raw("<tr><th scope=\"row\" class=\"x\">").cut_line(&target.name, MOST_IN_NAME).raw("</th><td class=\"x\">");
    let results = input.head(at);
    let platform =
        results.map(|r| [&r.platform.name, &r.platform.release].map(|p| p.clone().unwrap_or_default()).join(" "));
    html.cut_line(platform.as_deref().unwrap_or("not known").trim(), MOST_IN_NAME).raw("</td><td class=\"x\">");
    let profiles: Vec<&str> = results.into_iter().flat_map(|r| &r.profiles).map(|p| p.name.as_str()).collect();
    html.cut_line(&profiles.join(", "), MOST_IN_NAME).raw("</td><td class=\"figure\">");
    let counts = input.tally.counts_of(at);
    match counts.total(Status::NoImpact) < counts.all() {
        true => html.value(percent(counts.compliance())),
        false => html.raw("–"),
    };
    html.raw("</td><td class=\"figure\">").value(format!("{:.1} s", target.duration.as_secs_f64())).raw("</td><td>");
    let missing = input.run.incomplete.iter().filter(|i| i.target == Some(at)).count();
    match (results.is_some(), missing) {
        (false, _) => html.raw("<b class=\"bad\">nothing</b>"),
        (true, 0) => html.raw("everything"),
        (true, _) => html.raw("<b class=\"bad\">").value(number(missing, "thing")).raw(" not</b>"),
    };
    html.raw("</td></tr>\n");
}

/// Who wrote it, and where the rest is.
pub(super) fn foot(html: &mut Html, input: &Input) {
    html.raw("<footer><p>Written by Cincture <span class=\"x\">").cut_line(&input.run.version, MOST_IN_NAME);
    html.raw("</span>. Everything that was found is in results.json, the verdict for programs in summary.json. ");
    html.raw("Control characters and invisible ones stand here as \\x1b or \\u{202e}.</p></footer>\n");
}

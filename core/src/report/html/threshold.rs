//! The threshold and whatever else the run was held against, line by line.

use super::anchor::Anchors;
use super::markup::Html;
use super::notes::link;
use crate::gate::{Line, Source, Verdict};
use crate::report::Input;

/// Lines, and controls of one line, that are shown.
const MOST_LINES: usize = 500;
const MOST_NAMED: usize = 40;
/// Characters of a key or a bound, and of the threshold's name.
const MOST_IN_KEY: usize = 500;

/// Each line with its actual figure, its bound, and the controls that broke it.
pub(super) fn threshold(html: &mut Html, input: &Input, anchors: &Anchors) {
    html.raw("<section aria-labelledby=\"threshold-title\"><h2 id=\"threshold-title\">");
    let Some(verdict) = &input.verdict else {
        html.raw("Threshold</h2><p>").raw(match input.run.gate.judges() {
            true => "Nothing was found that it could be held against.",
            false => "None was given: nothing was judged.",
        });
        html.raw("</p></section>\n");
        return;
    };
    let parts: Vec<(Source, &str, &[Line])> = verdict.parts().collect();
    match parts.as_slice() {
        [(source, origin, _)] => name(html, *source, origin),
        _ => drop(html.raw("Gate")),
    }
    html.raw("</h2>\n<div class=\"wide\"><table><thead><tr><th scope=\"col\">Line</th><th scope=\"col\">Actual</th>");
    html.raw("<th scope=\"col\">Bound</th><th scope=\"col\">Holds</th></tr></thead>\n");
    // Where not all fit, the broken ones must.
    let mut room = Room::of(verdict);
    for (source, origin, lines) in &parts {
        html.raw("<tbody>\n");
        if parts.len() > 1 {
            html.raw("<tr class=\"part\"><th colspan=\"4\" scope=\"rowgroup\">");
            name(html, *source, origin);
            html.raw("</th></tr>\n");
        }
        lines.iter().filter(|l| room.takes(l.holds)).for_each(|one| line(html, input, one, anchors));
        html.raw("</tbody>");
    }
    html.raw("</table></div>\n");
    if verdict.lines.len() > MOST_LINES {
        html.raw("<p class=\"cut\">")
            .value(verdict.lines.len() - MOST_LINES)
            .raw(" more lines: see summary.json</p>\n");
    }
    html.raw("</section>\n");
}

/// The name of a part of the gate.
fn name(html: &mut Html, source: Source, origin: &str) {
    html.raw(match source {
        Source::Threshold => "Threshold ",
        Source::Floor => "Floor ",
        Source::FailOn => "",
    });
    html.raw("<span class=\"x origin\">").cut_line(origin, MOST_IN_KEY).raw("</span>");
}

/// How many more lines are shown: broken ones, and ones that hold.
struct Room {
    broken: usize,
    held: usize,
}

impl Room {
    fn of(verdict: &Verdict) -> Self {
        let broken = verdict.lines.iter().filter(|l| !l.holds).count().min(MOST_LINES);
        Self { broken, held: MOST_LINES - broken }
    }

    fn takes(&mut self, holds: bool) -> bool {
        let left = if holds { &mut self.held } else { &mut self.broken };
        let takes = *left > 0;
        *left -= usize::from(takes);
        takes
    }
}

fn line(html: &mut Html, input: &Input, line: &Line, anchors: &Anchors) {
    html.raw("<tr><th scope=\"row\" class=\"key\"><code class=\"x\">").cut_line(&line.key, MOST_IN_KEY);
    html.raw("</code></th><td class=\"figure\">").value(line.actual).raw("</td><td class=\"figure x\">");
    html.cut_line(&line.bound.to_string(), MOST_IN_KEY).raw("</td><td>");
    html.raw(match line.holds {
        true => "<span class=\"status passed\">holds</span></td></tr>\n",
        false => "<span class=\"status failed\">broken</span></td></tr>\n",
    });
    if !line.controls.is_empty() || !line.missing.is_empty() {
        html.raw("<tr class=\"by\"><td colspan=\"4\">");
        named(html, input, line, anchors);
        html.raw("</td></tr>\n");
    }
}

fn named(html: &mut Html, input: &Input, line: &Line, anchors: &Anchors) {
    html.raw("Broken by ");
    for (at, control) in line.controls.iter().take(MOST_NAMED).enumerate() {
        html.raw(if at == 0 { "" } else { ", " });
        link(html, input, anchors, (Some(control.target), &control.id));
    }
    let room = MOST_NAMED - line.controls.len().min(MOST_NAMED);
    for (at, id) in line.missing.iter().take(room).enumerate() {
        html.raw(if at == 0 && line.controls.is_empty() { "" } else { ", " });
        html.raw("<span class=\"x\">").cut_line(id, MOST_IN_KEY).raw("</span> (missing)");
    }
    let all = line.controls.len() + line.missing.len();
    if all > MOST_NAMED {
        html.raw(" <span class=\"cut\">and ").value(all - MOST_NAMED).raw(" more: see summary.json</span>");
    }
}

//! What a reader must know besides the figures: what was not checked, what went wrong, warnings.

use super::anchor::Anchors;
use super::markup::Html;
use crate::report::{Incomplete, Input};

/// Entries of each that are shown.
const MOST_NOTES: usize = 200;
/// Characters of one.
const MOST_IN_NOTE: usize = 2_000;
const MOST_IN_ID: usize = 300;

/// The three lists; nothing where there is nothing to say.
pub(super) fn notes(html: &mut Html, input: &Input, anchors: &Anchors) {
    let run = &input.run;
    if !run.problems.is_empty() {
        html.raw("<section class=\"alert\" aria-labelledby=\"problems-title\"><h2 id=\"problems-title\">Problems</h2><ul class=\"notes\">\n");
        for problem in run.problems.iter().take(MOST_NOTES) {
            html.raw("<li><b class=\"x\">")
                .cut_line(&problem.what, MOST_IN_NOTE)
                .raw("</b> <code>")
                .value(problem.code);
            html.raw("</code>");
            for (label, text) in [("where", &problem.place), ("why", &problem.why), ("help", &problem.help)] {
                if !text.is_empty() {
                    html.raw("<br><span class=\"label\">").raw(label).raw("</span> <span class=\"x\">");
                    html.cut_text(text, MOST_IN_NOTE).raw("</span>");
                }
            }
            html.raw("</li>\n");
        }
        end(html, run.problems.len());
    }
    if !run.incomplete.is_empty() {
        html.raw("<section class=\"alert\" aria-labelledby=\"missing-title\"><h2 id=\"missing-title\">Not checked</h2><ul class=\"notes\">\n");
        for incomplete in run.incomplete.iter().take(MOST_NOTES) {
            missing(html, input, anchors, incomplete);
        }
        end(html, run.incomplete.len());
    }
    if !run.warnings.is_empty() {
        html.raw("<section class=\"warn\" aria-labelledby=\"warnings-title\"><h2 id=\"warnings-title\">Warnings</h2><ul class=\"notes\">\n");
        for warning in run.warnings.iter().take(MOST_NOTES) {
            html.raw("<li class=\"x\">").cut_text(warning, MOST_IN_NOTE).raw("</li>\n");
        }
        end(html, run.warnings.len());
    }
}

fn end(html: &mut Html, all: usize) {
    html.raw("</ul>");
    if all > MOST_NOTES {
        html.raw("<p class=\"cut\">").value(all - MOST_NOTES).raw(" more: see summary.json</p>");
    }
    html.raw("</section>\n");
}

fn missing(html: &mut Html, input: &Input, anchors: &Anchors, incomplete: &Incomplete) {
    html.raw("<li>");
    match (&incomplete.control, incomplete.target.filter(|_| input.run.targets.len() > 1)) {
        (Some(id), _) => {
            html.raw("control ");
            link(html, input, anchors, (incomplete.target, id));
            html.raw(": ");
        }
        (None, Some(target)) => {
            html.raw("<span class=\"x\">").cut_line(input.target_name(target), MOST_IN_NOTE).raw("</span>: ");
        }
        (None, None) => {}
    }
    html.raw("<span class=\"x\">").cut_text(&incomplete.why, MOST_IN_NOTE).raw("</span></li>\n");
}

/// The id of a control, which leads to it where it is listed; with its target, where there are several.
pub(super) fn link(html: &mut Html, input: &Input, anchors: &Anchors, (target, id): (Option<usize>, &str)) {
    let target = target.filter(|_| input.run.targets.len() > 1).map(|at| input.target_name(at));
    match anchors.of(target, id) {
        Some(anchor) => {
            html.raw("<a class=\"x\" href=\"#").line(&anchor).raw("\">").cut_line(id, MOST_IN_ID).raw("</a>");
        }
        None => drop(html.raw("<span class=\"x\">").cut_line(id, MOST_IN_ID).raw("</span>")),
    }
    if let Some(target) = target {
        html.raw(" <span class=\"at x\">").cut_line(target, MOST_IN_ID).raw("</span>");
    }
}

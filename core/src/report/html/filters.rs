//! Search, filters and order. They are the script's: without it they stay hidden, and the list is whole.

use super::list::List;
use super::markup::Html;
use super::words::{self, STATUSES};
use crate::report::Input;
use crate::results::Severity;

/// Targets and profiles that can be chosen.
const MOST_CHOICES: usize = 1_000;
/// Characters of one.
const MOST_IN_CHOICE: usize = 200;

/// Everything between the heading of the controls and the first of them; the list is left open.
pub(super) fn filters(html: &mut Html, input: &Input, list: &List) {
    html.raw("<form id=\"filters\" role=\"search\" aria-label=\"Controls\" hidden>\n<div class=\"find\">");
    html.raw("<label for=\"search\">Search</label><input type=\"search\" id=\"search\" autocomplete=\"off\" spellcheck=\"false\" ");
    html.raw("placeholder=\"id, title, any text\" aria-describedby=\"shown\"><label for=\"order\">Order</label><select id=\"order\">");
    html.raw("<option value=\"\">gravest first</option><option value=\"position\">as in the profile</option>");
    html.raw("<option value=\"id\">by id</option><option value=\"title\">by title</option></select></div>\n");
    html.raw("<fieldset><legend>Status</legend>");
    for status in STATUSES {
        html.raw("<label class=\"chip\"><input type=\"checkbox\" name=\"status\" value=\"").value(status.as_str());
        html.raw("\"><span class=\"status ").value(status.as_str()).raw("\">").raw(words::status(status));
        html.raw("</span> <span class=\"count\"></span></label>");
    }
    html.raw("</fieldset>\n<fieldset><legend>Severity</legend>");
    for severity in Severity::ALL {
        html.raw("<label class=\"chip\"><input type=\"checkbox\" name=\"severity\" value=\"").value(severity.as_str());
        html.raw("\"><span class=\"severity ").value(severity.as_str()).raw("\">").value(severity.as_str());
        html.raw("</span> <span class=\"count\"></span></label>");
    }
    html.raw("</fieldset>\n<div class=\"choices\">");
    let targets: Vec<&str> = input.run.targets.iter().map(|t| t.name.as_str()).collect();
    choice(html, "target", "Target", "all targets", &targets);
    let profiles: Vec<&str> = list.profiles.names.iter().map(String::as_str).collect();
    choice(html, "profile", "Profile", "all profiles", &profiles);
    html.raw("<span class=\"choice\" hidden><label for=\"nist\">NIST</label><select id=\"nist\"><option value=\"\">all NIST tags</option></select></span>");
    html.raw("<span class=\"actions\"><button type=\"button\" id=\"clear\">Clear</button> <button type=\"button\" id=\"open\">Open all shown</button> ");
    html.raw("<button type=\"button\" id=\"close\">Close all</button></span>");
    keys(html);
    html.raw("</div></form>\n<p id=\"shown\" role=\"status\">");
    html.value(input.tally.controls.len() - list.left_out.controls).raw(" of ").value(input.tally.controls.len());
    html.raw(" controls</p>\n");
    left_out(html, list);
    if list.is_empty() {
        html.raw("<p class=\"none\">No control was found.</p>\n");
    }
    html.raw("<ul id=\"list\" role=\"list\">");
}

/// One out of many, where there are many.
fn choice(html: &mut Html, id: &'static str, label: &'static str, all: &'static str, names: &[&str]) {
    if names.len() < 2 {
        return;
    }
    html.raw("<span class=\"choice\"><label for=\"").raw(id).raw("\">").raw(label).raw("</label><select id=\"").raw(id);
    html.raw("\"><option value=\"\">").raw(all).raw("</option>");
    for (at, name) in names.iter().enumerate().take(MOST_CHOICES) {
        let shown: String = name.chars().take(MOST_IN_CHOICE).collect();
        html.raw("<option value=\"").value(at).raw("\">").line(&shown);
        html.raw(if shown.len() < name.len() { "…" } else { "" }).raw("</option>");
    }
    if names.len() > MOST_CHOICES {
        html.raw("<option disabled>").value(names.len() - MOST_CHOICES).raw(" more: search for them</option>");
    }
    html.raw("</select></span>");
}

fn keys(html: &mut Html) {
    html.raw("<details class=\"keys\"><summary>Keys</summary><dl>");
    html.raw("<dt><kbd>/</kbd></dt><dd>search</dd><dt><kbd>j</kbd> <kbd>↓</kbd></dt><dd>next control</dd>");
    html.raw(
        "<dt><kbd>k</kbd> <kbd>↑</kbd></dt><dd>previous control</dd><dt><kbd>Enter</kbd></dt><dd>open or close it</dd>",
    );
    html.raw("<dt><kbd>Esc</kbd></dt><dd>leave the search, close the control</dd></dl>");
    html.raw("<label><input type=\"checkbox\" id=\"letters\" checked> Use / j k</label></details>");
}

fn left_out(html: &mut Html, list: &List) {
    if list.left_out.controls > 0 {
        html.raw("<p class=\"cut\">").value(list.left_out.controls);
        html.raw(" more controls are not listed, for the length of this page: see results.json. Those that did not pass come first.</p>\n");
    }
    if list.left_out.details > 0 {
        html.raw("<p class=\"cut\">The details of ").value(list.left_out.details);
        html.raw(" controls are left out, for the length of this page: see results.json. Failed controls and errors come first.</p>\n");
    }
}

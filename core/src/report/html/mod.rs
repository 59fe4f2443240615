//! `report.html`: one file that opens from disk and asks nobody for anything.
//!
//! It is written by [`markup::Html`], which takes as markup only what stands in this folder. The style and the script are
//! the page's own (`page.css`, `page.js`); a policy in the page names both by their digest and allows nothing else, so
//! that text which would get past the escape could still neither run nor load anything. All content is there without the
//! script, which searches, filters and sorts.

mod anchor;
mod checks;
mod control;
mod filters;
mod list;
mod markup;
mod notes;
mod overview;
mod tags;
mod threshold;
mod words;

use std::io::{self, Write};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use list::{LIMITS, Limits, List};
use markup::Html;
use sha2::{Digest, Sha256};

use super::Input;
use super::write::Report;
use crate::results::{Control, Counted};

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// The run as a page. The list is kept until the end, within the limits of [`list`], so that the gravest comes first.
pub(super) struct Writer<'a> {
    input: &'a Input,
    list: List,
    out: &'a mut dyn Write,
}

impl<'a> Writer<'a> {
    pub(super) fn new(input: &'a Input, out: &'a mut dyn Write) -> Self {
        Self::within(input, out, &LIMITS)
    }

    fn within(input: &'a Input, out: &'a mut dyn Write, limits: &Limits) -> Self {
        Self { input, list: List::new(input, limits), out }
    }
}

impl Report for Writer<'_> {
    fn control(&mut self, counted: &Counted, control: &Control) -> io::Result<()> {
        self.list.add(self.input, counted, control);
        Ok(())
    }

    fn end(&mut self) -> io::Result<()> {
        let mut html = Html::default();
        head(&mut html, self.input);
        html.raw("<body><a class=\"skip\" href=\"#controls\">Skip to the controls</a>\n");
        overview::banner(&mut html, self.input);
        html.raw("<main>\n");
        notes::notes(&mut html, self.input, &self.list.anchors);
        html.raw("<div class=\"columns\">\n");
        threshold::threshold(&mut html, self.input, &self.list.anchors);
        overview::counts(&mut html, self.input);
        html.raw("</div>\n");
        overview::targets(&mut html, self.input);
        html.raw("<section id=\"controls\" aria-labelledby=\"controls-title\" tabindex=\"-1\"><h2 id=\"controls-title\">Controls</h2>\n");
        filters::filters(&mut html, self.input, &self.list);
        self.out.write_all(html.as_bytes())?;
        self.list.parts().try_for_each(|part| self.out.write_all(part.as_bytes()))?;
        let mut html = Html::default();
        html.raw("</ul></section>\n</main>\n");
        overview::foot(&mut html, self.input);
        html.raw("<script>").raw(SCRIPT).raw("</script></body></html>\n");
        self.out.write_all(html.as_bytes())
    }
}

fn head(html: &mut Html, input: &Input) {
    html.raw("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n");
    html.raw("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; base-uri 'none'; form-action 'none'; ");
    html.raw("require-trusted-types-for 'script'; trusted-types 'none'; style-src 'sha256-").value(digest(STYLE));
    html.raw("'; script-src 'sha256-").value(digest(SCRIPT)).raw("'\">\n");
    html.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    html.raw("<meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"referrer\" content=\"no-referrer\">\n<title>");
    html.raw(words::verdict(input.exit, input.verdict.is_some()));
    if let [target] = input.run.targets.as_slice() {
        html.raw(" · ").line(&target.name);
    }
    html.raw(" · Cincture</title>\n<style>").raw(STYLE).raw("</style></head>\n");
}

/// As a policy names a style or a script: <https://www.w3.org/TR/CSP3/#match-element-to-source-list>.
fn digest(text: &str) -> String {
    STANDARD.encode(Sha256::digest(text))
}

#[cfg(test)]
mod tests;

//! Writing reports: each control is decoded once and handed to all that are being written, so that results of any length
//! take no more memory than their controls' places and what a report keeps for its end.

use std::io::{self, Write};

use super::{
    Format, Input, asff, ckl, codequality, commands, condensed, csv, dotenv, hdf, html, junit, markdown, sarif,
    summary, xccdf,
};
use crate::results::{Control, Counted};
use crate::untrusted::harmless_markup;

/// A report that is being written. What it needs to know of the whole run it has from the [`Input`] that it was begun with.
pub trait Report {
    /// The next control that counts, in the order of the tally. Nothing for a report that tells of the whole run only.
    ///
    /// # Errors
    /// The place that it is written to takes no more.
    fn control(&mut self, _counted: &Counted, _control: &Control) -> io::Result<()> {
        Ok(())
    }

    /// After the last control. Nothing is whole before.
    ///
    /// # Errors
    /// As above.
    fn end(&mut self) -> io::Result<()>;
}

/// Begins a report in `format`.
///
/// # Errors
/// `out` takes nothing.
pub fn begin<'a>(format: Format, input: &'a Input, out: &'a mut dyn Write) -> io::Result<Box<dyn Report + 'a>> {
    Ok(match format {
        Format::Results => Box::new(hdf::Writer::new(input, out)),
        Format::Summary => Box::new(summary::Writer::new(input, out)),
        Format::Junit => Box::new(junit::Writer::new(input, out)),
        Format::Sarif => Box::new(sarif::Writer::new(input, out)),
        Format::Csv => Box::new(csv::Writer::new(input, out)?),
        Format::Markdown => Box::new(markdown::Writer::new(input, out)),
        Format::Html => Box::new(html::Writer::new(input, out)),
        Format::Commands => Box::new(commands::Writer::new(input, out)),
        Format::Xccdf => Box::new(xccdf::Writer::new(input, out)?),
        Format::Ckl => Box::new(ckl::Writer::new(input, out)?),
        Format::Asff => Box::new(asff::Writer::new(input, out)?),
        Format::Condensed => Box::new(condensed::Writer::new(input, out)),
        Format::Dotenv => Box::new(dotenv::Writer::new(input, out)),
        Format::Codequality => Box::new(codequality::Writer::new(input, out)?),
    })
}

/// Where a report goes.
pub type Out<'a> = (Format, Box<dyn Write + 'a>);

/// Writes `input` in each format to its place, and flushes it.
///
/// # Errors
/// The first that cannot be written, and why.
pub fn write(input: &Input, mut outs: Vec<Out<'_>>) -> Result<(), (Format, io::Error)> {
    let mut open = Vec::with_capacity(outs.len());
    for (format, out) in &mut outs {
        open.push((*format, begin(*format, input, out.as_mut()).map_err(|e| (*format, e))?));
    }
    // Where nothing is written, nothing need be decoded.
    let asked = if open.is_empty() { &[][..] } else { &input.tally.controls };
    for counted in asked {
        let gone = || (Format::Results, io::Error::other(format!("control {} cannot be read again", counted.id)));
        let control = input.control(counted).ok_or_else(gone)?;
        for (format, report) in &mut open {
            report.control(counted, &control).map_err(|e| (*format, e))?;
        }
    }
    open.iter_mut().try_for_each(|(format, report)| report.end().map_err(|e| (*format, e)))?;
    drop(open);
    outs.iter_mut().try_for_each(|(format, out)| out.flush().map_err(|e| (*format, e)))
}

/// One report as bytes.
///
/// # Errors
/// None that a value of these types can cause.
pub fn bytes(input: &Input, format: Format) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    write(input, vec![(format, Box::new(&mut bytes))]).map_err(|(_, e)| e)?;
    Ok(bytes)
}

/// One report as text for standard output, in no line of which a CI system finds a command.
///
/// # Errors
/// None that a value of these types can cause.
pub fn printed(input: &Input, format: Format) -> io::Result<String> {
    let bytes = bytes(input, format)?;
    let text = String::from_utf8_lossy(&bytes);
    Ok(if format.is_markup() { harmless_markup(&text) } else { text.into_owned() })
}

#[cfg(test)]
mod tests {
    use super::super::input::tests::run;
    use super::*;
    use crate::redact::Sensitive;
    use crate::results::fixture::control;

    #[test]
    fn each_report_for_people_says_how_many_secrets_were_taken_out_of_it() {
        let told = [
            (Format::Markdown, "1 secret was removed from the texts: 1 password."),
            (Format::Html, "<dt>Removed from the texts</dt><dd>1 secret</dd>"),
            (Format::Junit, "<property name=\"secrets-removed\" value=\"1\"/>"),
        ];
        for (format, words) in told {
            let written = |message: &str| {
                let mut leaks = control("a", 0.9, "failed");
                leaks.results[0].message = Some(message.to_owned());
                let mut run = run(vec![vec![leaks]], None);
                let results = run.targets[0].results.take();
                run.targets[0].results = results.map(|document| document.redacted(&Sensitive::default()));
                String::from_utf8(bytes(&Input::of(run), format).unwrap()).unwrap()
            };
            let text = written("password=hunter22-of-prod");
            assert!(text.contains(words) && !text.contains("hunter22"), "{text}");
            let text = written("nothing to hide").to_lowercase();
            assert!(!text.contains("removed from") && !text.contains("secrets-removed"), "{text}");
        }
    }
}

//! `cincture man`: the pages of the manual, from the same description as the help.

use std::fs;
use std::io;
use std::path::Path;

use cincture_core::exit::Exit;
use cincture_core::problem::{Code, Problem};
use clap::{Command, CommandFactory as _};
use clap_mangen::Man;

use crate::cli::Cli;
use crate::cli::man::ManArgs;
use crate::{output, terminal};

/// Prints one page, or writes all.
pub(crate) fn run(args: &ManArgs) -> Exit {
    let done = pages().map_err(|e| unwritable("the manual", &e)).and_then(|pages| match &args.out {
        Some(folder) => write(folder, &pages).map(|()| Exit::Pass),
        None => {
            let page = wanted(&pages, &args.command)?;
            Ok(if terminal::print(&page.text) { Exit::Pass } else { Exit::Failed })
        }
    });
    done.unwrap_or_else(|problem| output::complain(&problem))
}

/// A page of the manual.
struct Page {
    /// `cincture-access-install`.
    name: String,
    /// In the language of troff.
    text: String,
}

fn pages() -> io::Result<Vec<Page>> {
    let mut root = Cli::command();
    // Gives each command its whole name.
    root.build();
    let mut pages = Vec::new();
    let mut left = vec![root];
    while let Some(command) = left.pop() {
        pages.push(page(&command)?);
        left.extend(command.get_subcommands().filter(|below| below.get_name() != "help").cloned());
    }
    Ok(pages)
}

fn page(command: &Command) -> io::Result<Page> {
    let name = command.get_display_name().unwrap_or_else(|| command.get_name()).to_owned();
    let man = Man::new(command.clone()).source(concat!("Cincture ", env!("CARGO_PKG_VERSION"))).manual("Cincture");
    let mut text = Vec::new();
    man.render_title(&mut text)?;
    man.render_name_section(&mut text)?;
    man.render_synopsis_section(&mut text)?;
    man.render_description_section(&mut text)?;
    if command.get_arguments().next().is_some() {
        man.render_options_section(&mut text)?;
    }
    if command.has_subcommands() {
        man.render_subcommands_section(&mut text)?;
    }
    let mut text = String::from_utf8_lossy(&text).into_owned();
    if let Some(more) = command.get_after_long_help().or_else(|| command.get_after_help()) {
        text.push_str(&as_it_stands(&more.to_string()));
    }
    Ok(Page { name, text })
}

/// Examples and statuses with the lines that they have: the library would fill them up like prose.
fn as_it_stands(text: &str) -> String {
    let mut section = ".SH \"EXAMPLES AND EXIT STATUS\"\n.nf\n".to_owned();
    for line in text.lines() {
        let escaped = line.replace('\\', "\\e").replace('-', "\\-");
        let command = if escaped.starts_with(['.', '\'']) { "\\&" } else { "" };
        section.push_str(&format!("{command}{escaped}\n"));
    }
    section + ".fi\n"
}

fn wanted<'p>(pages: &'p [Page], command: &[String]) -> Result<&'p Page, Problem> {
    let name = std::iter::once("cincture").chain(command.iter().map(String::as_str)).collect::<Vec<_>>().join("-");
    pages.iter().find(|page| page.name == name).ok_or_else(|| {
        let why = format!("no command is called {:?}", command.join(" "));
        Problem::new(Code::Usage, "there is no such page", why, "`cincture --help` lists the commands")
    })
}

fn write(folder: &Path, pages: &[Page]) -> Result<(), Problem> {
    let place = folder.display().to_string();
    fs::create_dir_all(folder).map_err(|e| unwritable(&place, &e))?;
    for page in pages {
        let path = folder.join(format!("{}.1", page.name));
        fs::write(&path, &page.text).map_err(|e| unwritable(&path.display().to_string(), &e))?;
    }
    Ok(())
}

fn unwritable(place: &str, error: &io::Error) -> Problem {
    let what = "the manual cannot be written";
    Problem::new(Code::OutputUnwritable, what, error.to_string(), "choose another --out").at(place)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn names(command: &Command, before: &str, names: &mut BTreeSet<String>) {
        let name = format!("{before}{}", command.get_name());
        for below in command.get_subcommands() {
            self::names(below, &format!("{name}-"), names);
        }
        names.insert(name);
    }

    #[test]
    fn each_command_has_a_page_with_its_options_and_its_examples_on_their_own_lines() {
        let mut expected = BTreeSet::new();
        names(&Cli::command(), "", &mut expected);
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), &pages().unwrap()).unwrap();
        let files = fs::read_dir(folder.path()).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap());
        let expected: BTreeSet<String> = expected.into_iter().map(|name| format!("{name}.1")).collect();
        assert_eq!(files.collect::<BTreeSet<_>>(), expected);
        let page = fs::read_to_string(folder.path().join("cincture-access-install.1")).unwrap();
        assert!(page.contains(".TH cincture\\-access\\-install 1") || page.contains(".TH cincture-access-install 1"));
        assert!(page.contains("\\-\\-service\\-account"), "{page}");
        assert!(page.contains("\n    cincture access install \\-n shop"), "{page}");
        assert!(page.contains("Exit status: 0 "), "{page}");
    }

    #[test]
    fn a_line_cannot_become_a_command_of_the_page() {
        assert!(as_it_stands(".so /etc/passwd\n'x\na\\b").ends_with(".nf\n\\&.so /etc/passwd\n\\&'x\na\\eb\n.fi\n"));
    }

    #[test]
    fn a_page_that_is_not_there_is_told() {
        let pages = pages().unwrap();
        assert!(wanted(&pages, &[]).is_ok() && wanted(&pages, &["access".into(), "plan".into()]).is_ok());
        assert_eq!(wanted(&pages, &["acess".into()]).err().unwrap().code, Code::Usage);
    }
}

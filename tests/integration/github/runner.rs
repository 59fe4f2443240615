//! What GitHub's runner reads in the output and the files of a step, by the rules of its `ActionCommand.cs`,
//! `ActionCommandManager.cs` and `FileCommandManager.cs`. Stricter in one thing: every name is a command, not only those that
//! it has.

use std::collections::BTreeMap;

/// A command as the runner understands it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Command {
    pub(crate) name: String,
    pub(crate) properties: BTreeMap<String, String>,
    pub(crate) data: String,
}

impl Command {
    /// The command of a line, if it has one.
    pub(crate) fn of(line: &str) -> Option<Self> {
        Self::of_beginning(line).or_else(|| Self::of_anywhere(line))
    }

    /// `::name key=value::data`, after white space.
    fn of_beginning(line: &str) -> Option<Self> {
        let rest = line.trim_start().strip_prefix("::")?;
        let (info, data) = rest.split_once("::")?;
        let escapes = [("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")];
        let data_escapes = [("%0D", "\r"), ("%0A", "\n"), ("%25", "%")];
        Self::new(info, ',', &escapes, unescaped(data, &data_escapes))
    }

    /// `##[name key=value;]data`, wherever it stands.
    fn of_anywhere(line: &str) -> Option<Self> {
        let (_, rest) = line.split_once("##[")?;
        let (info, data) = rest.split_once(']')?;
        let escapes = [("%3B", ";"), ("%0D", "\r"), ("%0A", "\n"), ("%5D", "]"), ("%25", "%")];
        Self::new(info, ';', &escapes, unescaped(data, &escapes))
    }

    fn new(info: &str, separator: char, escapes: &[(&str, &str)], data: String) -> Option<Self> {
        let (name, properties) = info.split_once(' ').unwrap_or((info, ""));
        let pairs = properties.trim().split(separator).filter_map(|pair| pair.split_once('='));
        let pairs = pairs.filter(|(key, value)| !key.is_empty() && !value.is_empty());
        let properties = pairs.map(|(key, value)| (key.to_lowercase(), unescaped(value, escapes))).collect();
        (!name.is_empty()).then(|| Self { name: name.to_lowercase(), properties, data })
    }
}

fn unescaped(text: &str, escapes: &[(&str, &str)]) -> String {
    escapes.iter().fold(text.to_owned(), |text, (escape, meant)| text.replace(escape, meant))
}

/// The commands that the runner carries out of an output. It reads lines as .NET does, and none while it is told to stop.
pub(crate) fn commands(output: &str) -> Vec<Command> {
    let (mut stopped, mut done): (Option<String>, Vec<Command>) = (None, Vec::new());
    for command in output.split(['\r', '\n']).filter_map(Command::of) {
        match &stopped {
            Some(token) if command.name == *token => stopped = None,
            Some(_) => {}
            None if command.name == "stop-commands" => stopped = Some(command.data.to_lowercase()),
            None => done.push(command),
        }
    }
    assert_eq!(stopped, None, "commands are never taken again");
    done
}

/// The outputs in a file that `GITHUB_OUTPUT` names.
pub(crate) fn outputs(file: &str) -> Result<Vec<(String, String)>, String> {
    let mut lines = file.strip_suffix('\n').unwrap_or(file).split('\n');
    let mut outputs = Vec::new();
    while let Some(line) = lines.next() {
        let (equals, here) = (line.find('='), line.find("<<"));
        match (equals, here) {
            _ if line.is_empty() => {}
            (Some(at), here) if here.is_none_or(|here| at < here) => {
                outputs.push((line[..at].to_owned(), line[at + 1..].to_owned()));
            }
            (_, Some(at)) => {
                let (name, delimiter) = (&line[..at], &line[at + 2..]);
                let mut value = Vec::new();
                loop {
                    match lines.next() {
                        Some(line) if line == delimiter => break,
                        Some(line) => value.push(line),
                        None => return Err(format!("the delimiter of {name} is missing")),
                    }
                }
                if name.is_empty() || delimiter.is_empty() {
                    return Err(format!("no name or no delimiter: {line}"));
                }
                outputs.push((name.to_owned(), value.join("\n")));
            }
            _ => return Err(format!("no output: {line}")),
        }
    }
    Ok(outputs)
}

#[test]
fn the_port_reads_what_the_runner_reads() {
    let read = |line| Command::of(line).map(|c| (c.name, c.properties.into_iter().collect::<Vec<_>>(), c.data));
    let pair = |key: &str, value: &str| (key.to_owned(), value.to_owned());
    let title = vec![pair("line", "2"), pair("title", "a:b,c%0A")];
    assert_eq!(
        read(" \t\u{a0}::error title=a%3Ab%2Cc%250A,line=2,empty=::x%0Ay%250A::z"),
        Some(("error".to_owned(), title, "x\ny%0A::z".to_owned()))
    );
    assert_eq!(
        read("text ##[add-mask x=%3B]a%5Db"),
        Some(("add-mask".to_owned(), vec![pair("x", ";")], "a]b".to_owned()))
    );
    for none in ["", "x ::error::y", "::error:", "::::x", "##[error", "## [error]", "::error\n"] {
        assert_eq!(read(none), None, "{none:?}");
    }
    let stopped = "::stop-commands::T0\n::error::a\n##[error]b\n::t0::\n::notice::c\r##[group]d";
    let names: Vec<String> = commands(stopped).into_iter().map(|c| c.name).collect();
    assert_eq!(names, ["notice", "group"]);
    let pairs = outputs("a=b<<c\n\nd<<E\nf=1\nE \nE\ng<<h=i\nh=i\n").unwrap();
    assert_eq!(pairs, [pair("a", "b<<c"), pair("d", "f=1\nE "), pair("g", "")]);
    assert!(outputs("a<<E\nx\n").is_err() && outputs("a\n").is_err() && outputs("<<E\nE\n").is_err());
}

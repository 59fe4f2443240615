//! What the script prints, as answers. All of it is the target's word.

use cincture_engine::target::{Failure, FailureKind, FileKind, FileStat};
use jiff::Timestamp;

use super::session::Raw;

/// Status of the script: it opened nothing, and the path's metadata tell why.
pub(super) const LOOK: i32 = 254;
/// Status of the script: the target has no program for this.
const NO_TOOL: i32 = 253;

/// What the target has, of what matters here.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Tools {
    /// Something that relays bytes as they are.
    pub(super) relay: bool,
    /// `stat -c`; else the long listing of `ls` is read.
    pub(super) stat: bool,
}

/// The first answer of a session: relay, program that shows files, way to metadata; a line each.
pub(super) fn tools(greeting: &[u8]) -> Tools {
    let text = String::from_utf8_lossy(greeting);
    let lines: Vec<&str> = text.split('\n').collect();
    Tools { relay: lines.first().is_some_and(|l| !l.is_empty()), stat: lines.get(2) == Some(&"stat") }
}

/// `path` so that no tool takes it for an option. None for the empty path, which is nowhere.
pub(super) fn path(path: &str) -> Option<String> {
    match path.chars().next()? {
        '/' => Some(path.to_owned()),
        _ => Some(format!("./{path}")),
    }
}

/// Ok if a tool said that the path is not there; else its failure. In the C locale the reason is the last thing it
/// says, after the path, so a path cannot imitate it.
pub(super) fn refusal(raw: &Raw, path: &str) -> Result<(), Failure> {
    let text = String::from_utf8_lossy(&raw.stderr);
    let said = text.trim_end();
    let ends = |reasons: &[&str]| reasons.iter().any(|reason| said.ends_with(&format!(": {reason}")));
    if raw.status == NO_TOOL {
        return Err(Failure::new(FailureKind::Unsupported, "the target has no program that can tell this"));
    }
    if ends(&["No such file or directory", "Not a directory"]) {
        return Ok(());
    }
    if ends(&["Permission denied", "Operation not permitted"]) {
        return Err(Failure::new(FailureKind::Denied, said));
    }
    Err(Failure::new(FailureKind::Malformed, format!("{path}: status {}: {said}", raw.status)))
}

/// Why something that is there has no content.
pub(crate) fn not_readable(path: &str, kind: FileKind) -> Failure {
    let what = match kind {
        FileKind::Directory => "a directory",
        FileKind::Pipe => "a named pipe, which is not opened",
        FileKind::Socket => "a socket",
        FileKind::BlockDevice | FileKind::CharacterDevice => "a device, which is not opened",
        FileKind::File => return Failure::new(FailureKind::Malformed, format!("{path}: it changed while it was read")),
        FileKind::Symlink | FileKind::Unknown => "not a regular file",
    };
    Failure::new(FailureKind::Unsupported, format!("{path}: {what}"))
}

/// Names, each ended by a NUL, in the order of their bytes.
pub(super) fn names(bytes: &[u8]) -> Result<Vec<String>, Failure> {
    let mut names = Vec::new();
    for name in bytes.strip_suffix(b"\0").unwrap_or(bytes).split(|b| *b == 0) {
        match std::str::from_utf8(name) {
            Ok("" | "." | "..") => (),
            Ok(name) => names.push(name.to_owned()),
            Err(_) => {
                let why = format!("a name in it is not UTF-8: {:?}", String::from_utf8_lossy(name));
                return Err(Failure::new(FailureKind::Malformed, why));
            }
        }
    }
    names.sort_unstable();
    Ok(names)
}

/// `%f %u %g %s %Y`, owner, group, SELinux context, and where a link points; a line each, the last to the end.
pub(super) fn stat(bytes: &[u8]) -> Result<FileStat, Failure> {
    let text = String::from_utf8_lossy(bytes);
    let mut lines = text.splitn(5, '\n');
    let read = |lines: &mut std::str::SplitN<'_, char>| -> Option<FileStat> {
        let mut numbers = lines.next()?.split(' ');
        let raw = u32::from_str_radix(numbers.next()?, 16).ok()?;
        let uid = numbers.next()?.parse().ok()?;
        let gid = numbers.next()?.parse().ok()?;
        let size = numbers.next()?.parse().ok()?;
        // Some print fractions of a second.
        let mtime = numbers.next()?.split('.').next()?.parse().ok()?;
        let owner = known(lines.next()?);
        let group = known(lines.next()?);
        let selinux = known(lines.next()?).filter(|context| context != "?");
        let link_target =
            lines.next().filter(|rest| !rest.is_empty()).map(|rest| rest.strip_suffix('\n').unwrap_or(rest).to_owned());
        Some(FileStat {
            kind: kind_of(raw),
            mode: raw & 0o7777,
            uid,
            owner,
            gid,
            group,
            size,
            mtime,
            selinux,
            link_target,
        })
    };
    read(&mut lines).ok_or_else(|| odd(&text))
}

/// `UNKNOWN` is what `stat` says of a number without a name.
fn known(name: &str) -> Option<String> {
    (!name.is_empty() && name != "UNKNOWN").then(|| name.to_owned())
}

/// Kind by the bits of `st_mode`.
pub(crate) fn kind_of(mode: u32) -> FileKind {
    match mode & 0o170_000 {
        0o100_000 => FileKind::File,
        0o040_000 => FileKind::Directory,
        0o120_000 => FileKind::Symlink,
        0o010_000 => FileKind::Pipe,
        0o140_000 => FileKind::Socket,
        0o060_000 => FileKind::BlockDevice,
        0o020_000 => FileKind::CharacterDevice,
        _ => FileKind::Unknown,
    }
}

/// One line of `ls -ldn --full-time` of `path`, in UTC. Names of owner and group are not in it.
pub(super) fn long_listing(bytes: &[u8], path: &str) -> Result<FileStat, Failure> {
    let text = String::from_utf8_lossy(bytes);
    let read = || -> Option<FileStat> {
        let mut words = text.split_ascii_whitespace();
        let permissions = words.next()?;
        let _links = words.next()?;
        let uid = words.next()?.parse().ok()?;
        let gid = words.next()?.parse().ok()?;
        let mut size = words.next()?;
        if size.ends_with(',') {
            // A device: two numbers in the place of a size.
            words.next()?;
            size = "0";
        }
        let (date, time, _zone) = (words.next()?, words.next()?, words.next().filter(|zone| *zone == "+0000")?);
        let mtime = format!("{date}T{time}Z").parse::<Timestamp>().ok()?.as_second();
        let arrow = format!(" {path} -> ");
        let link_target = text.split_once(&arrow).map(|(_, to)| to.strip_suffix('\n').unwrap_or(to).to_owned());
        let (kind, mode) = permission_bits(permissions)?;
        let size = size.parse().ok()?;
        Some(FileStat { kind, mode, uid, owner: None, gid, group: None, size, mtime, selinux: None, link_target })
    };
    read().ok_or_else(|| odd(&text))
}

/// `drwxr-sr-t` as kind and bits.
fn permission_bits(text: &str) -> Option<(FileKind, u32)> {
    let letters: Vec<char> = text.chars().take(10).collect();
    let [kind, bits @ ..] = letters.as_slice() else { return None };
    if bits.len() != 9 {
        return None;
    }
    let kind = match kind {
        '-' => FileKind::File,
        'd' => FileKind::Directory,
        'l' => FileKind::Symlink,
        'p' => FileKind::Pipe,
        's' => FileKind::Socket,
        'b' => FileKind::BlockDevice,
        'c' => FileKind::CharacterDevice,
        _ => FileKind::Unknown,
    };
    let mut mode = 0;
    for (i, letter) in bits.iter().enumerate() {
        let bit = 0o400 >> i;
        let special = [0o4000, 0o2000, 0o1000][i / 3];
        mode |= match (letter, i % 3) {
            ('-', _) => 0,
            ('r', 0) | ('w', 1) | ('x', 2) => bit,
            ('s' | 't', 2) => bit | special,
            ('S' | 'T', 2) => special,
            _ => return None,
        };
    }
    Some((kind, mode))
}

fn odd(text: &str) -> Failure {
    Failure::new(FailureKind::Malformed, format!("the target's metadata cannot be understood: {text:?}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_cannot_imitate_the_reason_of_a_refusal() {
        let raw = |stderr: &str| Raw { stdout: vec![], stderr: stderr.into(), status: 1, mark: String::new() };
        assert!(refusal(&raw("stat: cannot statx '/x': No such file or directory\n"), "/x").is_ok());
        let denied = refusal(&raw("stat: can't stat '/: No such file or directory': Permission denied\n"), "/x");
        assert_eq!(denied.unwrap_err().kind, FailureKind::Denied);
        let other = refusal(&raw("stat: cannot statx '/x': Input/output error\n"), "/x");
        assert_eq!(other.unwrap_err().kind, FailureKind::Malformed);
    }

    #[test]
    fn special_bits_are_read_from_letters() {
        assert_eq!(permission_bits("-rwsr-xr-x"), Some((FileKind::File, 0o4755)));
        assert_eq!(permission_bits("drwxrwxrwt."), Some((FileKind::Directory, 0o1777)));
        assert_eq!(permission_bits("-rwSr-Sr-T"), Some((FileKind::File, 0o7644)));
        assert_eq!(permission_bits("-rwxrwx"), None);
    }

    #[test]
    fn metadata_that_are_cut_off_are_a_failure() {
        let whole = b"81a4 0 0 12 1700000000\nroot\nroot\n\n";
        assert_eq!(stat(whole).unwrap().mode, 0o644);
        for cut in 0..whole.len() - 3 {
            assert!(stat(&whole[..cut]).is_err(), "{cut}");
        }
    }
}

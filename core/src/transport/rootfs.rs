//! A root file system in a folder: `rootfs:///PATH`. Files only, and nothing outside of the folder is ever opened.
//!
//! Each part of a path is opened on its own, below the folder opened before, links not followed. A link is read and its
//! parts put in the place of it; an absolute one starts at the folder again, and `..` goes back to a folder that is
//! open already, so neither a link nor a file renamed meanwhile leads out. This is what `chroot` would show.

use std::collections::VecDeque;
use std::ffi::OsStr;
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use async_trait::async_trait;
use cap_fs_ext::{DirExt, FollowSymlinks, OpenOptionsFollowExt};
use cap_std::ambient_authority;
use cap_std::fs::{Dir, Metadata, MetadataExt, OpenOptions, OpenOptionsExt};
use cincture_engine::target::{Answer, Failure, FailureKind, FileStat, Limit, Question, Transport};

use super::local::{absent, refused, take, utf8};
use super::passwd::name_of;
use super::shell::{kind_of, not_readable};
use crate::problem::{Code, Problem};

/// Links in one path, as Linux has it.
const MOST_LINKS: u32 = 40;
/// Folders in one path that are held open.
const MOST_FOLDERS: usize = 256;
/// Most bytes of a user database.
const DATABASE: u64 = 16 << 20;

/// Answers questions about a folder.
pub(super) struct RootfsTransport {
    root: Dir,
}

/// Where a path ends: a folder that is open, and a name in it; the folder itself if there is no name.
struct Place {
    folder: Dir,
    name: Option<Vec<u8>>,
    metadata: Metadata,
}

impl RootfsTransport {
    /// The folder `path` as a root.
    ///
    /// # Errors
    /// [`Code::Usage`] if it cannot be opened as a folder.
    pub(super) fn open(path: &Path) -> Result<Self, Problem> {
        let root = Dir::open_ambient_dir(path, ambient_authority()).map_err(|e| {
            let help = "write rootfs:///PATH with the path of an unpacked root file system";
            Problem::new(Code::Usage, "the folder cannot be opened", e.to_string(), help).at(path.display().to_string())
        })?;
        Ok(Self { root })
    }

    fn ask(&self, question: &Question, limit: Limit) -> Result<Answer, Failure> {
        match question {
            Question::Run { .. } => {
                Err(Failure::new(FailureKind::Unsupported, "nothing runs in a root file system: it has files only"))
            }
            Question::Read { path } => self.read(path, limit.bytes).map(Answer::Content),
            Question::Stat { path, follow } => self.stat(path, *follow).map(Answer::Stat),
            Question::List { path } => self.list(path).map(Answer::Names),
        }
    }

    fn read(&self, path: &str, most: u64) -> Result<Option<Vec<u8>>, Failure> {
        let Some(place) = self.find(path, true)? else { return Ok(None) };
        let (true, Some(name)) = (place.metadata.is_file(), &place.name) else {
            return Err(not_readable(path, kind_of(place.metadata.mode())));
        };
        let nonblock = nix::fcntl::OFlag::O_NONBLOCK.bits();
        let mut options = OpenOptions::new();
        options.read(true).custom_flags(nonblock).follow(FollowSymlinks::No);
        let file = place.folder.open_with(OsStr::from_bytes(name), &options).map_err(|e| refused(path, &e))?;
        // It may have been replaced since it was looked at.
        let opened = file.metadata().map_err(|e| refused(path, &e))?;
        if !opened.is_file() {
            return Err(not_readable(path, kind_of(opened.mode())));
        }
        take(file, path, most).map(Some)
    }

    fn stat(&self, path: &str, follow: bool) -> Result<Option<FileStat>, Failure> {
        let Some(place) = self.find(path, follow)? else { return Ok(None) };
        let link_target = match &place.name {
            Some(name) if place.metadata.is_symlink() => {
                let target = place.folder.read_link_contents(OsStr::from_bytes(name)).map_err(|e| refused(path, &e))?;
                Some(target.to_string_lossy().into_owned())
            }
            _ => None,
        };
        let metadata = &place.metadata;
        Ok(Some(FileStat {
            kind: kind_of(metadata.mode()),
            mode: metadata.mode() & 0o7777,
            uid: metadata.uid(),
            owner: name_of(&self.database("/etc/passwd")?, metadata.uid()),
            gid: metadata.gid(),
            group: name_of(&self.database("/etc/group")?, metadata.gid()),
            size: metadata.size(),
            mtime: metadata.mtime(),
            selinux: None,
            link_target,
        }))
    }

    /// A user database of the root itself; empty if it has none.
    fn database(&self, path: &str) -> Result<Vec<u8>, Failure> {
        self.read(path, DATABASE).map(Option::unwrap_or_default)
    }

    fn list(&self, path: &str) -> Result<Option<Vec<String>>, Failure> {
        let Some(place) = self.find(path, true)? else { return Ok(None) };
        if place.name.is_some() {
            return Err(Failure::new(FailureKind::Unsupported, format!("{path}: not a directory")));
        }
        let entries = place.folder.entries().map_err(|e| refused(path, &e))?;
        utf8(path, entries.map(|entry| entry.map(|e| e.file_name()).map_err(|e| refused(path, &e)))).map(Some)
    }

    /// Goes to `path`. None where nothing is there.
    fn find(&self, path: &str, follow: bool) -> Result<Option<Place>, Failure> {
        match self.walk(path, follow) {
            Ok(place) => Ok(Some(place)),
            Err(e) if absent(&e) => Ok(None),
            Err(e) => Err(refused(path, &e)),
        }
    }

    fn walk(&self, path: &str, follow: bool) -> io::Result<Place> {
        if path.is_empty() {
            return Err(io::ErrorKind::NotFound.into());
        }
        let mut open: Vec<Dir> = Vec::new();
        let mut links = 0;
        let mut left = parts(path.as_bytes());
        while let Some(part) = left.pop_front() {
            let here = open.last().unwrap_or(&self.root);
            match part.as_slice() {
                b"" | b"." => continue,
                b".." => {
                    open.pop();
                    continue;
                }
                _ => (),
            }
            let name = OsStr::from_bytes(&part);
            let metadata = here.symlink_metadata(name)?;
            // A slash after the name, or more parts, ask for what is behind a link.
            let last = left.is_empty();
            if metadata.is_symlink() && (follow || !last) {
                links += 1;
                if links > MOST_LINKS {
                    return Err(io::Error::other("too many symbolic links"));
                }
                let target = here.read_link_contents(name)?;
                let target = target.as_os_str().as_bytes();
                if target.starts_with(b"/") {
                    open.clear();
                }
                left = parts(target).into_iter().chain(left).collect();
            } else if metadata.is_dir() {
                if open.len() >= MOST_FOLDERS {
                    return Err(io::Error::other("too many folders in one path"));
                }
                let next = here.open_dir_nofollow(name)?;
                open.push(next);
            } else if last {
                return Ok(Place { folder: here.try_clone()?, name: Some(part), metadata });
            } else {
                return Err(io::ErrorKind::NotADirectory.into());
            }
        }
        let folder = open.last().unwrap_or(&self.root).try_clone()?;
        let metadata = folder.dir_metadata()?;
        Ok(Place { folder, name: None, metadata })
    }
}

fn parts(path: &[u8]) -> VecDeque<Vec<u8>> {
    path.split(|b| *b == b'/').map(<[u8]>::to_vec).collect()
}

#[async_trait]
impl Transport for RootfsTransport {
    async fn answer(&mut self, question: &Question, limit: Limit) -> Answer {
        let Ok(root) = self.root.try_clone() else {
            return Answer::Failed(Failure::new(FailureKind::Disconnected, "the folder cannot be opened again"));
        };
        let asked = question.clone();
        let work = tokio::task::spawn_blocking(move || Self { root }.ask(&asked, limit));
        let done = tokio::select! {
            done = work => done.unwrap_or_else(|e| Err(Failure::new(FailureKind::Disconnected, e.to_string()))),
            () = tokio::time::sleep(limit.time) => Err(Failure::new(FailureKind::TimedOut, "the file system did not answer in time")),
        };
        done.unwrap_or_else(|mut failure| {
            failure.message = format!("{}: {}", question.summary(), failure.message);
            Answer::Failed(failure)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cincture_engine::target::FileKind;
    use std::os::unix::fs::{PermissionsExt, symlink};

    const LIMIT: Limit = Limit { time: std::time::Duration::from_secs(10), bytes: 1 << 20 };

    /// A folder with a root in it, and a secret beside the root.
    fn place() -> (tempfile::TempDir, RootfsTransport) {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().join("root");
        std::fs::create_dir_all(root.join("etc/deep/er")).unwrap();
        std::fs::write(dir.path().join("secret"), "outside").unwrap();
        std::fs::write(root.join("etc/passwd"), "captain:x:0:0::/:/bin/sh\n").unwrap();
        std::fs::write(root.join("etc/group"), "crew:x:0:\n").unwrap();
        std::fs::write(root.join("etc/motd"), "inside").unwrap();
        std::fs::set_permissions(root.join("etc/motd"), std::fs::Permissions::from_mode(0o640)).unwrap();
        let opened = RootfsTransport::open(&root).unwrap();
        (dir, opened)
    }

    fn link(dir: &tempfile::TempDir, name: &str, to: &str) {
        symlink(to, dir.path().join("root").join(name)).unwrap();
    }

    async fn read(root: &mut RootfsTransport, path: &str) -> Answer {
        root.answer(&Question::Read { path: path.into() }, LIMIT).await
    }

    #[tokio::test]
    async fn nothing_outside_is_reached_and_links_mean_what_they_mean_inside() {
        let (dir, mut root) = place();
        let outside = dir.path().join("secret");
        let outside = outside.to_str().unwrap();
        for (name, to) in [
            ("up", "../secret"),
            ("far", "../../../../../../etc/motd"),
            ("absolute", "/etc/motd"),
            ("host", outside),
            ("chain", "etc/deep/back"),
            ("etc/deep/back", "../../up"),
            ("folder", "/etc/deep"),
            ("etc/parent", "../.."),
            ("loop", "loop"),
        ] {
            link(&dir, name, to);
        }
        for path in [
            "/up",
            "/../secret",
            "/etc/../../secret",
            outside,
            "/host",
            "/chain",
            "/etc/parent/secret",
            "/etc/parent/../secret",
        ] {
            assert_eq!(read(&mut root, path).await, Answer::Content(None), "{path}");
        }
        for path in [
            "/etc/motd",
            "etc/motd",
            "/far",
            "/absolute",
            "/folder/../motd",
            "/etc/parent/etc/motd",
            "//etc/./motd",
            "/../etc/motd",
        ] {
            assert_eq!(read(&mut root, path).await, Answer::Content(Some(b"inside".to_vec())), "{path}");
        }
        assert!(matches!(read(&mut root, "/loop").await, Answer::Failed(_)));
        assert_eq!(read(&mut root, "/etc/motd/x").await, Answer::Content(None));
        assert_eq!(read(&mut root, "").await, Answer::Content(None));
    }

    #[tokio::test]
    async fn metadata_have_the_names_of_the_root_itself() {
        let (dir, mut root) = place();
        link(&dir, "link", "/etc/motd");
        let mut stat =
            async |path: &str, follow| match root.answer(&Question::Stat { path: path.into(), follow }, LIMIT).await {
                Answer::Stat(Some(stat)) => stat,
                other => panic!("{other:?}"),
            };
        let motd = stat("/link", true).await;
        assert_eq!((motd.kind, motd.mode, motd.size, motd.link_target), (FileKind::File, 0o640, 6, None));
        if motd.uid == 0 {
            assert_eq!(motd.owner.as_deref(), Some("captain"));
        }
        let link = stat("/link", false).await;
        assert_eq!((link.kind, link.link_target.as_deref()), (FileKind::Symlink, Some("/etc/motd")));
        assert_eq!(stat("/", true).await.kind, FileKind::Directory);
    }

    #[tokio::test]
    async fn pipes_are_not_opened_limits_hold_and_nothing_runs() {
        let (dir, mut root) = place();
        let pipe = dir.path().join("root/pipe");
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        let failure = |answer| match answer {
            Answer::Failed(failure) => failure.kind,
            other => panic!("{other:?}"),
        };
        assert_eq!(failure(read(&mut root, "/pipe").await), FailureKind::Unsupported);
        assert_eq!(failure(read(&mut root, "/etc").await), FailureKind::Unsupported);
        let small = Limit { bytes: 5, ..LIMIT };
        assert_eq!(
            failure(root.answer(&Question::Read { path: "/etc/motd".into() }, small).await),
            FailureKind::TooLarge
        );
        assert_eq!(
            failure(root.answer(&Question::Run { command: "id".into() }, LIMIT).await),
            FailureKind::Unsupported
        );
        let list = root.answer(&Question::List { path: "/etc".into() }, LIMIT).await;
        assert_eq!(list, Answer::Names(Some(["deep", "group", "motd", "passwd"].map(str::to_owned).to_vec())));
        assert_eq!(root.answer(&Question::List { path: "/nope".into() }, LIMIT).await, Answer::Names(None));
    }

    #[tokio::test]
    async fn a_folder_that_is_swapped_for_a_link_meanwhile_leads_nowhere() {
        let (dir, mut root) = place();
        let inside = dir.path().join("root/swap");
        std::fs::create_dir(dir.path().join("trap")).unwrap();
        std::fs::write(dir.path().join("trap/file"), "outside").unwrap();
        let (stop, stopped) = std::sync::mpsc::channel::<()>();
        let swapper = std::thread::spawn(move || {
            while stopped.try_recv() == Err(std::sync::mpsc::TryRecvError::Empty) {
                std::fs::create_dir(&inside).unwrap();
                std::fs::remove_dir(&inside).unwrap();
                symlink("../trap", &inside).unwrap();
                std::fs::remove_file(&inside).unwrap();
            }
        });
        for _ in 0..2000 {
            let answer = read(&mut root, "/swap/file").await;
            assert!(!matches!(answer, Answer::Content(Some(_))), "{answer:?}");
        }
        stop.send(()).unwrap();
        swapper.join().unwrap();
    }
}

//! Carrying out what a platform wants printed, written and sent. Nothing of it changes a verdict: what cannot be done is a
//! warning.

mod comment;
mod http;

use std::fs::{self, OpenOptions};
use std::io::{self, ErrorKind, Write as _};
use std::path::Path;

use cincture_core::platform::Artifact;

use crate::terminal;

/// Carries `artifacts` out in their order, and gives a sentence for each that could not be.
pub(crate) fn publish(artifacts: &[Artifact]) -> Vec<String> {
    artifacts.iter().filter_map(|artifact| one(artifact).err()).collect()
}

fn one(artifact: &Artifact) -> Result<(), String> {
    match artifact {
        Artifact::Print(text) if terminal::print(text) => Ok(()),
        Artifact::Print(_) => Err("standard output takes nothing".to_owned()),
        Artifact::Append { path, text } => {
            append(path, text).map_err(|e| format!("{} cannot be written: {e}", path.display()))
        }
        Artifact::Comment(comment) => {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            let written = runtime.map_err(|e| e.to_string()).and_then(|runtime| {
                let written = runtime.block_on(comment::write(comment));
                // A name that is still being looked up is not waited for.
                runtime.shutdown_background();
                written
            });
            written.map_err(|why| format!("the comment is not written: {why}"))
        }
    }
}

/// At the end of a regular file, or a new one. Never through a link, into a pipe or a device: the path comes from an
/// environment that a step before may have changed.
fn append(path: &Path, text: &str) -> io::Result<()> {
    match fs::symlink_metadata(path) {
        Ok(there) if !there.is_file() => {
            return Err(io::Error::new(ErrorKind::InvalidInput, "it is not a regular file"));
        }
        Err(e) if e.kind() != ErrorKind::NotFound => return Err(e),
        _ => {}
    }
    let mut file = OpenOptions::new().append(true).create(true).open(path)?;
    file.write_all(text.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn append_to(path: &Path) -> Vec<String> {
        publish(&[Artifact::Append { path: path.to_owned(), text: "b\n".to_owned() }])
    }

    #[test]
    fn text_is_put_at_the_end_of_a_file_or_makes_one() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out");
        assert!(append_to(&path).is_empty());
        fs::write(&path, "a\n").unwrap();
        assert!(append_to(&path).is_empty());
        assert_eq!(fs::read_to_string(&path).unwrap(), "a\nb\n");
    }

    #[test]
    fn a_link_a_folder_and_a_device_are_left_alone_and_told() {
        let folder = tempfile::tempdir().unwrap();
        let (link, other) = (folder.path().join("link"), folder.path().join("other"));
        fs::write(&other, "theirs").unwrap();
        std::os::unix::fs::symlink(&other, &link).unwrap();
        for path in [link.as_path(), folder.path(), Path::new("/dev/full")] {
            let said = append_to(path);
            assert!(said.len() == 1 && said[0].contains("not a regular file"), "{said:?}");
        }
        assert_eq!(fs::read_to_string(&other).unwrap(), "theirs");
        assert_eq!(append_to(&folder.path().join("none/out")).len(), 1);
    }
}

mod archives;
mod folders;
mod metadata;

use cincture_engine::protocol::ProfileFile;

fn file(path: &str, content: &str) -> ProfileFile {
    ProfileFile { path: path.into(), content: content.into() }
}

fn paths(files: &[ProfileFile]) -> Vec<&str> {
    files.iter().map(|file| file.path.as_str()).collect()
}

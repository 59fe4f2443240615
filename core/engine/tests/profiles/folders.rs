use std::os::unix::fs::symlink;
use std::path::Path;

use cincture_engine::profile::{self, ProfileError};
use cincture_engine::protocol::{ProfileFile, Source};
use tempfile::TempDir;

use super::{file, paths};

/// A folder with these files in it, each with its path as its content.
fn folder(files: &[&str]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for file in files {
        let path = folder.path().join(file);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, file).unwrap();
    }
    folder
}

fn files(path: &Path) -> Vec<ProfileFile> {
    match profile::read(path).unwrap() {
        Source::Files(files) => files,
        Source::Archive(_) => panic!("an archive"),
    }
}

#[test]
fn what_belongs_to_a_profile_is_taken_in_order() {
    let folder = folder(&[
        "inspec.yml",
        "README.md",
        "controls/b.rb",
        "controls/a/z.rb",
        "controls/a.rb",
        "controls/notes.txt",
        "controls/.hidden.rb",
        "libraries/l.rb",
        "files/deep/er/data.bin",
        "vendor/controls/x.rb",
        ".git/config",
        "Rakefile.rb",
    ]);
    let all = files(folder.path());
    assert_eq!(
        paths(&all),
        ["controls/a.rb", "controls/a/z.rb", "controls/b.rb", "files/deep/er/data.bin", "inspec.yml", "libraries/l.rb"]
    );
    assert_eq!(all[1].content, b"controls/a/z.rb");
    let names = |files: Vec<&ProfileFile>| files.iter().map(|file| file.path.clone()).collect::<Vec<_>>();
    assert_eq!(names(profile::controls(&all)), ["controls/a.rb", "controls/a/z.rb", "controls/b.rb"]);
    assert_eq!(names(profile::libraries(&all)), ["libraries/l.rb"]);
    let data: Vec<_> = profile::data(&all).collect();
    assert_eq!(data, [("deep/er/data.bin", &b"files/deep/er/data.bin"[..])]);
}

#[test]
fn old_and_small_forms_of_profiles_have_controls() {
    for (there, controls) in [
        (&["inspec.yml", "test/b.rb", "test/a.rb"][..], &["test/a.rb", "test/b.rb"][..]),
        (&["controls/a.rb"], &["controls/a.rb"]),
        (&["controls/a.rb", "test/b.rb"], &["controls/a.rb"]),
        (&["b.rb", "a.rb", "metadata.rb"], &["a.rb", "b.rb"]),
        (&["inspec.yml", "a.rb"], &[]),
    ] {
        let all = files(folder(there).path());
        let found: Vec<&str> = profile::controls(&all).iter().map(|file| file.path.as_str()).collect();
        assert_eq!(found, controls, "{there:?}");
    }
}

#[test]
fn a_single_ruby_file_is_a_profile() {
    let folder = folder(&["my.rb"]);
    let path = folder.path().join("my.rb");
    let all = files(&path);
    assert_eq!(all, [file("my.rb", "my.rb")]);
    assert_eq!(profile::controls(&all).len(), 1);
}

#[test]
fn an_archive_is_taken_as_it_is() {
    let folder = folder(&["p.tgz", "p.tar.gz"]);
    for name in ["p.tgz", "p.tar.gz"] {
        assert_eq!(profile::read(&folder.path().join(name)).unwrap(), Source::Archive(name.into()));
    }
}

#[test]
fn profiles_without_a_name_get_one() {
    for (path, name) in [
        ("/a/b.rb", "tests from .a.b.rb"),
        ("x.rb", "tests from x.rb"),
        ("/a/my-profile", "my-profile"),
        ("/a/my-profile/", "my-profile"),
        ("p-1.0.0.tar.gz", "p-1.0.0"),
        ("p.tgz", "p"),
    ] {
        assert_eq!(profile::fallback_name(Path::new(path)), name);
    }
    let folder = folder(&["my-profile/controls/a.rb"]);
    assert_eq!(profile::fallback_name(&folder.path().join("my-profile/controls/..")), "my-profile");
}

#[test]
fn what_is_no_profile_says_why() {
    let folder = folder(&["empty/README.md", "p.zip", "metadata.rb"]);
    let at = |name: &str| profile::read(&folder.path().join(name)).unwrap_err();
    assert!(matches!(at("missing"), ProfileError::NotFound { .. }));
    for (name, why) in [
        ("empty", "there is no inspec.yml, no folder controls and no .rb file in it"),
        ("p.zip", "it is neither a folder nor a .tar.gz, .tgz or .rb file"),
        ("metadata.rb", "it is neither a folder nor a .tar.gz, .tgz or .rb file"),
    ] {
        let error = at(name).to_string();
        assert!(error.ends_with(&format!("is not a profile: {why}")), "{error}");
    }
    assert!(matches!(profile::read(Path::new("/dev/null")), Err(ProfileError::NotAProfile { .. })));
}

#[test]
fn links_inside_are_followed_and_links_out_are_refused() {
    let folder = folder(&["inspec.yml", "controls/a.rb"]);
    let at = |path: &str| folder.path().join(path);
    symlink("a.rb", at("controls/b.rb")).unwrap();
    assert_eq!(files(folder.path())[1], file("controls/b.rb", "controls/a.rb"));

    let secret = folder_beside();
    for (target, link) in [
        (secret.path().join("id_rsa").to_str().unwrap(), "controls/out.rb"),
        ("../../../../../../../etc/passwd", "controls/up.rb"),
        ("/etc", "files"),
        ("/etc", "libraries"),
        ("../..", "controls/parent"),
    ] {
        symlink(target, at(link)).unwrap();
        let error = profile::read(folder.path()).unwrap_err().to_string();
        assert!(error.ends_with("is refused: it is a link that leaves the profile's folder"), "{link}: {error}");
        std::fs::remove_file(at(link)).unwrap();
    }
    symlink("../controls", at("controls/again")).unwrap();
    let error = profile::read(folder.path()).unwrap_err().to_string();
    assert!(error.ends_with("is refused: it is a link to a folder"), "{error}");
}

fn folder_beside() -> TempDir {
    folder(&["id_rsa"])
}

#[test]
fn a_pipe_in_place_of_a_file_is_refused_and_not_waited_for() {
    let folder = folder(&["inspec.yml", "controls/a.rb"]);
    nix::unistd::mkfifo(&folder.path().join("controls/pipe.rb"), nix::sys::stat::Mode::S_IRWXU).unwrap();
    let error = profile::read(folder.path()).unwrap_err().to_string();
    assert!(error.ends_with("controls/pipe.rb is refused: it is not a regular file"), "{error}");
}

#[test]
fn too_large_profiles_are_refused() {
    let folder = folder(&["inspec.yml"]);
    std::fs::create_dir(folder.path().join("files")).unwrap();
    for name in ["a", "b"] {
        // Sparse: it takes no space on the disk.
        let file = std::fs::File::create(folder.path().join("files").join(name)).unwrap();
        file.set_len(profile::MAX_BYTES as u64 / 2 + 1).unwrap();
    }
    let error = profile::read(folder.path()).unwrap_err().to_string();
    assert!(error.ends_with("has more than 64 MiB"), "{error}");
    let single = folder.path().join("big.tgz");
    std::fs::File::create(&single).unwrap().set_len(profile::MAX_BYTES as u64 + 1).unwrap();
    assert!(matches!(profile::read(&single), Err(ProfileError::TooLarge { .. })));
}

#[test]
fn too_many_files_are_refused() {
    let folder = folder(&["inspec.yml"]);
    std::fs::create_dir(folder.path().join("files")).unwrap();
    for n in 0..profile::MAX_FILES {
        std::fs::File::create(folder.path().join(format!("files/{n}"))).unwrap();
    }
    let error = profile::read(folder.path()).unwrap_err().to_string();
    assert!(error.ends_with("has more than 20000 files"), "{error}");
}

#[test]
fn folders_without_end_are_refused() {
    let folder = folder(&["inspec.yml", &format!("files/{}x", "d/".repeat(40))]);
    let error = profile::read(folder.path()).unwrap_err().to_string();
    assert!(error.ends_with("too many folders stand one in another"), "{error}");
}

#[test]
fn the_checksum_is_that_of_inspec() {
    // printf 'controls/a.rb\0control\0files/d\0data\0inspec.lock.deps\0--- {}\n\0inspec.yml\0name: x\n\0' | sha256sum
    let files = [file("inspec.yml", "name: x\n"), file("controls/a.rb", "control"), file("files/d", "data")];
    assert_eq!(profile::sha256(&files), "bcc085cb0ed7b07f09352b87b9878f7f0097ea5094fb31ce06b93fd87b4d102f");
    // printf 'a.rb\0x\0inspec.lock.deps\0--- {}\n\0inspec.yml\0\0' | sha256sum
    assert_eq!(
        profile::sha256(&[file("a.rb", "x")]),
        "1af0fb772ac496c93a00f57e4f49b231d1e32d44e2d11b1503e210deac1cf089"
    );
}

use std::io::Write as _;

use cincture_engine::profile::{self, UnpackError};
use cincture_engine::protocol::{ProfileFile, Source};
use flate2::Compression;
use flate2::write::GzEncoder;
use tar::{Builder, EntryType, Header};

use super::{file, paths};

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn header(path: &[u8], kind: EntryType, size: u64) -> Header {
    let mut header = Header::new_ustar();
    // Written raw: the library refuses the paths that an attacker uses.
    header.as_old_mut().name[..path.len()].copy_from_slice(path);
    header.set_entry_type(kind);
    header.set_size(size);
    header.set_mode(0o644);
    header.set_cksum();
    header
}

fn tar_of(entries: &[(&[u8], EntryType, &[u8])]) -> Vec<u8> {
    let mut tar = Builder::new(Vec::new());
    for (path, kind, content) in entries {
        tar.append(&header(path, *kind, content.len() as u64), *content).unwrap();
    }
    tar.into_inner().unwrap()
}

fn archive(entries: &[(&str, &str)]) -> Vec<u8> {
    let entries: Vec<_> = entries.iter().map(|(p, c)| (p.as_bytes(), EntryType::Regular, c.as_bytes())).collect();
    gzip(&tar_of(&entries))
}

fn unpack(packed: Vec<u8>) -> Result<Vec<ProfileFile>, UnpackError> {
    profile::unpack(Source::Archive(packed))
}

#[test]
fn folder_and_archive_give_the_same_files() {
    let expected = [file("controls/a.rb", "a"), file("files/d", "d"), file("inspec.yml", "name: x")];
    for prefix in ["", "./", "profile-1.0.0/", "./profile/"] {
        let at = |path: &str| format!("{prefix}{path}");
        let files = [("files/d", "d"), ("inspec.yml", "name: x"), ("README.md", "r"), ("controls/a.rb", "a")];
        let named: Vec<_> = files.iter().map(|(path, content)| (at(path), *content)).collect();
        let packed = archive(&named.iter().map(|(path, content)| (path.as_str(), *content)).collect::<Vec<_>>());
        assert_eq!(unpack(packed).unwrap(), expected, "{prefix}");
    }
    let unsorted = vec![expected[2].clone(), expected[1].clone(), file("README.md", ""), expected[0].clone()];
    assert_eq!(profile::unpack(Source::Files(unsorted)).unwrap(), expected);
}

#[test]
fn long_names_and_global_headers_are_read() {
    let long = format!("top/controls/{}.rb", "x".repeat(200));
    let mut tar = Builder::new(Vec::new());
    tar.append(&header(b"pax_global_header", EntryType::XGlobalHeader, 4), &b"4 a\n"[..]).unwrap();
    tar.append(&header(b"top/", EntryType::Directory, 0), &b""[..]).unwrap();
    let mut entry = Header::new_gnu();
    entry.set_size(1);
    tar.append_data(&mut entry, &long, &b"x"[..]).unwrap();
    let files = unpack(gzip(&tar.into_inner().unwrap())).unwrap();
    assert_eq!(paths(&files), [&long[4..]]);
}

#[test]
fn paths_that_lead_out_are_refused() {
    for (path, why) in [
        (&b"../controls/a.rb"[..], "leads out of the archive"),
        (b"controls/../../a.rb", "leads out of the archive"),
        (b"x/..", "leads out of the archive"),
        (b"/controls/a.rb", "is an absolute path"),
        (b"controls/\xff.rb", "is not UTF-8"),
    ] {
        let packed =
            gzip(&tar_of(&[(b"inspec.yml", EntryType::Regular, b"name: x"), (path, EntryType::Regular, b"x")]));
        match unpack(packed) {
            Err(UnpackError::Refused { why: given, .. }) => assert_eq!(given, why),
            other => panic!("{path:?}: {other:?}"),
        }
    }
}

#[test]
fn anything_but_files_is_refused_where_it_counts() {
    for kind in [
        EntryType::Symlink,
        EntryType::Link,
        EntryType::Char,
        EntryType::Block,
        EntryType::Fifo,
        EntryType::Continuous,
        EntryType::new(b'Z'),
    ] {
        let with = |path: &'static [u8]| gzip(&tar_of(&[(b"inspec.yml", EntryType::Regular, b"x"), (path, kind, b"")]));
        let refused = UnpackError::Refused { path: "controls/a.rb".into(), why: "is not a regular file" };
        assert_eq!(unpack(with(b"controls/a.rb")), Err(refused), "{kind:?}");
        assert_eq!(paths(&unpack(with(b"CHANGELOG")).unwrap()), ["inspec.yml"], "{kind:?}");
    }
}

#[test]
fn a_path_that_is_there_twice_is_refused() {
    let twice = archive(&[("controls/a.rb", "1"), ("inspec.yml", ""), ("./controls//a.rb", "2")]);
    assert_eq!(unpack(twice), Err(UnpackError::Refused { path: "controls/a.rb".into(), why: "is in it twice" }));
}

#[test]
fn bombs_are_refused() {
    // Below the limit of bytes, but a thousand times smaller when packed.
    let zeros = gzip(&vec![0; 16 << 20]);
    assert!(zeros.len() < 16 << 10);
    assert!(matches!(unpack(zeros), Err(UnpackError::TooLarge(_))));
    let content = "a".repeat(16 << 20);
    assert!(matches!(unpack(archive(&[("controls/a.rb", &content)])), Err(UnpackError::TooLarge(_))));

    // A header that promises more than there is.
    let mut short = header(b"controls/a.rb", EntryType::Regular, 1 << 40).as_bytes().to_vec();
    short.extend([0; 2048]);
    assert!(matches!(unpack(gzip(&short)), Err(UnpackError::Damaged(_))));

    let many: Vec<_> = (0..40_001).map(|n| (format!("x/{n}").into_bytes(), EntryType::Regular)).collect();
    let many: Vec<_> = many.iter().map(|(path, kind)| (path.as_slice(), *kind, &b""[..])).collect();
    assert!(matches!(unpack(gzip(&tar_of(&many))), Err(UnpackError::TooLarge(_))));
}

#[test]
fn names_without_end_are_refused() {
    let name = format!("controls/{}.rb", "d/".repeat(500_000));
    let mut tar = tar_of(&[(b"././@LongLink", EntryType::GNULongName, name.as_bytes())]);
    tar.truncate(tar.len() - 1024);
    tar.extend(tar_of(&[(b"short", EntryType::Regular, b"x")]));
    assert!(matches!(unpack(gzip(&tar)), Err(UnpackError::Refused { why: "is too long", .. })));

    let record = |path: &str| {
        let rest = format!(" path={path}\n");
        let length = rest.len() + 7;
        assert_eq!(length.to_string().len(), 7);
        format!("{length}{rest}")
    };
    let record = record(&"p".repeat(1_000_000));
    let mut tar = tar_of(&[(b"pax", EntryType::XHeader, record.as_bytes())]);
    tar.truncate(tar.len() - 1024);
    tar.extend(tar_of(&[(b"short", EntryType::Regular, b"x")]));
    assert!(matches!(unpack(gzip(&tar)), Err(UnpackError::Refused { why: "is too long", .. })));
}

#[test]
fn damaged_archives_are_refused() {
    let whole = archive(&[("inspec.yml", "name: x"), ("controls/a.rb", "control 'a' do\nend\n")]);
    assert!(unpack(whole.clone()).is_ok());
    for cut in 0..whole.len() {
        let result = unpack(whole[..cut].to_vec());
        assert!(matches!(result, Err(UnpackError::Damaged(_))), "cut at {cut}: {result:?}");
    }
    let second = [whole.clone(), archive(&[("controls/b.rb", "")])].concat();
    assert!(matches!(unpack(second), Err(UnpackError::Damaged(_))));
    assert!(unpack([whole, vec![0; 512]].concat()).is_ok());
    for other in [&b"PK\x03\x04"[..], b"", b"name: x"] {
        assert!(matches!(unpack(other.to_vec()), Err(UnpackError::Damaged(_))));
    }
    assert_eq!(unpack(archive(&[("README.md", "x")])), Err(UnpackError::NotAProfile));
}

//! An OCI image layout, read as its specification has it: each descriptor is held against what it describes.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use flate2::read::GzDecoder;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

const INDEX: &str = "application/vnd.oci.image.index.v1+json";
const MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";
const CONFIG: &str = "application/vnd.oci.image.config.v1+json";
const LAYER: &str = "application/vnd.oci.image.layer.v1.tar+gzip";

/// The files of a layout by their names.
pub(super) struct Layout(BTreeMap<String, Vec<u8>>);

/// One image of a layout.
pub(super) struct Image<'a> {
    /// Of its manifest.
    pub(super) digest: String,
    pub(super) config: Value,
    pub(super) config_bytes: &'a [u8],
    /// The compressed layer.
    pub(super) layer: &'a [u8],
}

/// What a layer holds under one name.
pub(super) struct Entry {
    pub(super) name: String,
    pub(super) mode: u32,
    pub(super) owner: u64,
    pub(super) time: u64,
    pub(super) bytes: Vec<u8>,
}

impl Layout {
    /// Reads a tar, whose entries must be sorted and have one time.
    pub(super) fn read(path: &Path) -> Self {
        let entries = entries(File::open(path).unwrap());
        assert!(entries.is_sorted_by(|one, other| one.name < other.name), "{} is not sorted", path.display());
        assert!(entries.iter().all(|entry| entry.time == entries[0].time), "{} has several times", path.display());
        let layout = Self(entries.into_iter().map(|entry| (entry.name, entry.bytes)).collect());
        assert_eq!(layout.json("oci-layout")["imageLayoutVersion"], "1.0.0");
        assert_eq!((&layout.top()["schemaVersion"], &layout.top()["mediaType"]), (&Value::from(2), &INDEX.into()));
        layout
    }

    fn top(&self) -> Value {
        self.json("index.json")
    }

    pub(super) fn json(&self, name: &str) -> Value {
        serde_json::from_slice(self.blob(name)).unwrap()
    }

    pub(super) fn blob(&self, path: &str) -> &[u8] {
        self.0.get(path).unwrap_or_else(|| panic!("no {path}"))
    }

    /// All that is pulled from a registry, or pushed to one.
    pub(super) fn blobs(&self) -> impl Iterator<Item = &[u8]> {
        self.0.iter().filter(|(name, _)| name.starts_with("blobs/sha256/")).map(|(_, bytes)| bytes.as_slice())
    }

    /// What `descriptor` describes, if it is of `media_type` and as long as it says.
    fn described(&self, descriptor: &Value, media_type: &str) -> &[u8] {
        assert_eq!(descriptor["mediaType"], media_type, "{descriptor}");
        let digest = descriptor["digest"].as_str().unwrap();
        let bytes = self.blob(&format!("blobs/{}", digest.replace(':', "/")));
        assert_eq!((digest, &descriptor["size"]), (&*sha256(bytes), &Value::from(bytes.len())));
        bytes
    }

    /// The only image of a layout for one platform.
    pub(super) fn image(&self) -> Image<'_> {
        let top = self.top();
        let [descriptor] = top["manifests"].as_array().unwrap().as_slice() else { panic!("{top}") };
        self.of(descriptor)
    }

    fn of(&self, descriptor: &Value) -> Image<'_> {
        let manifest: Value = serde_json::from_slice(self.described(descriptor, MANIFEST)).unwrap();
        assert_eq!((&manifest["schemaVersion"], &manifest["mediaType"]), (&Value::from(2), &MANIFEST.into()));
        let config_bytes = self.described(&manifest["config"], CONFIG);
        let config: Value = serde_json::from_slice(config_bytes).unwrap();
        let [layer] = manifest["layers"].as_array().unwrap().as_slice() else { panic!("{manifest}") };
        let layer = self.described(layer, LAYER);
        let mut tar = Vec::new();
        GzDecoder::new(layer).read_to_end(&mut tar).unwrap();
        assert_eq!(config["rootfs"], serde_json::json!({"type": "layers", "diff_ids": [sha256(&tar)]}));
        for key in ["architecture", "os"] {
            assert_eq!(descriptor["platform"][key], config[key]);
        }
        Image { digest: descriptor["digest"].as_str().unwrap().to_owned(), config, config_bytes, layer }
    }

    /// The platforms of a layout for several, each with an image that is whole.
    pub(super) fn platforms(&self) -> Vec<String> {
        let top = self.top();
        let index: Value = serde_json::from_slice(self.described(&top["manifests"][0], INDEX)).unwrap();
        let images = index["manifests"].as_array().unwrap().iter();
        let of = |image: &Value| {
            let config = self.of(image).config;
            format!("{}/{}", config["os"].as_str().unwrap(), config["architecture"].as_str().unwrap())
        };
        images.map(of).collect()
    }
}

impl Image<'_> {
    /// What is in it, in its order.
    pub(super) fn entries(&self) -> Vec<Entry> {
        entries(GzDecoder::new(self.layer))
    }
}

fn entries(tar: impl std::io::Read) -> Vec<Entry> {
    let mut found = Vec::new();
    for entry in tar::Archive::new(tar).entries().unwrap() {
        let mut entry = entry.unwrap();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).unwrap();
        let header = entry.header();
        let names = [header.username(), header.groupname()].map(|name| name.unwrap().unwrap_or_default().to_owned());
        assert_eq!((names, header.uid().unwrap()), ([String::new(), String::new()], header.gid().unwrap()));
        found.push(Entry {
            name: entry.path().unwrap().display().to_string(),
            mode: header.mode().unwrap(),
            owner: header.uid().unwrap(),
            time: header.mtime().unwrap(),
            bytes,
        });
    }
    found
}

/// As a descriptor has it.
fn sha256(bytes: &[u8]) -> String {
    let hex: String = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    format!("sha256:{hex}")
}

/// Whether a 64-bit ELF program asks for no loader (`PT_INTERP`) and no library (`DT_NEEDED`).
pub(super) fn is_static(program: &[u8]) -> bool {
    const PT_DYNAMIC: u64 = 2;
    const PT_INTERP: u64 = 3;
    const DT_NEEDED: u64 = 1;
    let number = |at: u64, bytes: usize| {
        let at = usize::try_from(at).unwrap();
        program[at..at + bytes].iter().rev().fold(0_u64, |value, byte| value << 8 | u64::from(*byte))
    };
    assert_eq!(&program[..6], b"\x7fELF\x02\x01", "a 64-bit little-endian ELF");
    let (table, size, count) = (number(0x20, 8), number(0x36, 2), number(0x38, 2));
    assert!(count > 0);
    (0..count).map(|n| table + n * size).all(|header| match number(header, 4) {
        PT_INTERP => false,
        PT_DYNAMIC => {
            let (from, length) = (number(header + 8, 8), number(header + 0x20, 8));
            (from..from + length).step_by(16).all(|entry| number(entry, 8) != DT_NEEDED)
        }
        _ => true,
    })
}

#[test]
fn a_program_with_a_loader_is_not_static() {
    assert!(!is_static(&std::fs::read(std::env::current_exe().unwrap()).unwrap()));
}

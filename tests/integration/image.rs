//! The container image: made by `deploy/image/build`, read as the specification has it, and run in a real Kubernetes.

mod layout;
mod pod;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use tempfile::TempDir;

use layout::Layout;

/// What an image is called here; nothing can be pulled from there.
const NAME: &str = "test.invalid/cincture";

/// The tars of a build.
struct Built {
    folder: TempDir,
    printed: String,
}

impl Built {
    /// Those that all tests share; `None`, with a word on what is left out, unless `CINCTURE_IMAGE` asks for them: compiling the
    /// program once more, with all optimisation, takes ten minutes.
    fn get() -> Option<&'static Self> {
        static SHARED: OnceLock<Built> = OnceLock::new();
        if architectures().is_empty() {
            println!(
                "LEFT OUT: the container image (CINCTURE_IMAGE=1 builds it, CINCTURE_IMAGE=all for both architectures)"
            );
            return None;
        }
        Some(SHARED.get_or_init(Self::new))
    }

    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut build = Command::new(root().join("deploy/image/build"));
        build.args(["--name", NAME, "--image-version", "1", "--out"]).arg(folder.path());
        for architecture in architectures() {
            build.args(["--arch", architecture]);
        }
        let output = build.output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        Self { folder, printed: String::from_utf8(output.stdout).unwrap() }
    }

    /// The tar of one architecture.
    fn tar(&self, architecture: &str) -> PathBuf {
        self.folder.path().join(format!("cincture-1-{architecture}.tar"))
    }
}

/// Which are built.
#[expect(clippy::disallowed_methods, reason = "a test program has no main of ours that could pass its environment")]
fn architectures() -> Vec<&'static str> {
    match std::env::var("CINCTURE_IMAGE").as_deref() {
        Ok("all") => vec!["amd64", "arm64"],
        Ok("1") => vec![here()],
        _ => Vec::new(),
    }
}

/// This machine's, by the name that images have for it.
fn here() -> &'static str {
    if cfg!(target_arch = "aarch64") { "arm64" } else { "amd64" }
}

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

#[test]
fn the_layout_is_as_its_specification_has_it_and_small_and_names_nobody() {
    let Some(built) = Built::get() else { return };
    for architecture in architectures() {
        let layout = Layout::read(&built.tar(architecture));
        let image = layout.image();
        assert_eq!(image.config["architecture"], architecture);
        assert_eq!(image.config["config"]["User"], "65532:65532");
        assert_eq!(image.config["config"]["Entrypoint"], serde_json::json!(["/cincture"]));
        assert_eq!(image.config["config"]["WorkingDir"], "/work");
        let labels = &image.config["config"]["Labels"];
        for label in ["created", "title", "description", "licenses", "version"] {
            assert!(labels[format!("org.opencontainers.image.{label}")].is_string(), "{label}: {labels}");
        }
        let size: usize = layout.blobs().map(|blob| blob.len()).sum();
        assert!(size < 15_000_000, "{size} bytes");
        assert!(built.printed.contains(&image.digest), "{}", built.printed);
        // Docker before 25 reads nothing else.
        let docker = &layout.json("manifest.json")[0];
        assert_eq!(docker["RepoTags"], serde_json::json!([format!("{NAME}:1")]));
        let named = |key: &str| layout.blob(docker[key].as_str().or(docker[key][0].as_str()).unwrap());
        assert_eq!((named("Config"), named("Layers")), (image.config_bytes, image.layer));
    }
}

#[test]
fn the_image_holds_a_static_program_certificates_and_a_folder_of_its_account() {
    let Some(built) = Built::get() else { return };
    for architecture in architectures() {
        let layout = Layout::read(&built.tar(architecture));
        let image = layout.image();
        let entries = image.entries();
        let names: Vec<&str> = entries.iter().map(|entry| entry.name.as_str()).collect();
        assert_eq!(
            names,
            ["LICENSE", "cincture", "etc/", "etc/ssl/", "etc/ssl/certs/", "etc/ssl/certs/ca-certificates.crt", "work/"]
        );
        let times: Vec<u64> = entries.iter().map(|entry| entry.time).collect();
        assert!(times.iter().all(|time| *time == times[0]), "{times:?}");
        for entry in &entries {
            let owner = if entry.name == "work/" { 65532 } else { 0 };
            assert_eq!((entry.owner, entry.mode & 0o7022), (owner, 0), "{}", entry.name);
        }
        let program = &entries[1];
        assert_eq!(program.mode, 0o755);
        assert!(layout::is_static(&program.bytes), "it needs a loader or libraries");
        let home = root().canonicalize().unwrap().display().to_string();
        let found = program.bytes.windows(home.len()).any(|window| window == home.as_bytes());
        assert!(!found, "it names {home}");
    }
}

#[test]
fn the_same_sources_are_the_same_image() {
    let Some(built) = Built::get() else { return };
    let again = Built::new();
    for architecture in architectures() {
        let tars = [built, &again].map(|one| fs::read(one.tar(architecture)).unwrap());
        assert!(tars[0] == tars[1], "{architecture}: {} {}", built.printed, again.printed);
    }
}

#[test]
fn an_image_for_both_architectures_has_each_under_its_platform() {
    let Some(built) = Built::get() else { return };
    let whole = built.folder.path().join("cincture-1.tar");
    if architectures().len() == 1 {
        assert!(!whole.exists());
        return;
    }
    let layout = Layout::read(&whole);
    let found: Vec<String> = layout.platforms();
    assert_eq!(found, ["linux/amd64", "linux/arm64"]);
}

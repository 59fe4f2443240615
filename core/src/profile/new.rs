//! A profile to begin with.

/// One of its files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewFile {
    /// Path in the profile.
    pub path: &'static str,
    /// Its text.
    pub text: String,
}

const FILES: [(&str, &str); 3] = [
    ("inspec.yml", include_str!("new/inspec.yml")),
    ("controls/example.rb", include_str!("new/example.rb")),
    ("README.md", include_str!("new/README.md")),
];

/// The files of a new profile of this name.
pub fn files(name: &str) -> Vec<NewFile> {
    FILES.into_iter().map(|(path, text)| NewFile { path, text: text.replace("{name}", name) }).collect()
}

/// A name for a profile in a folder that is called `folder`: what YAML and Ruby take without quotes.
pub fn name_for(folder: &str) -> String {
    let fits = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
    let name: String = folder.chars().map(fits).collect();
    let name = name.trim_matches('-');
    if name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        name.to_owned()
    } else {
        format!("profile-{name}").trim_end_matches('-').to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::name_for;

    #[test]
    fn a_name_needs_no_quotes() {
        let cases = [
            ("web", "web"),
            ("My Shop: v2", "my-shop--v2"),
            ("../", "profile"),
            ("8080", "profile-8080"),
            ("", "profile"),
        ];
        for (folder, name) in cases {
            assert_eq!(name_for(folder), name, "{folder:?}");
        }
    }
}

//! `--report FORMAT[=PATH]`: a report that is asked for.

use std::path::{Path, PathBuf};
use std::str::FromStr;

use super::Format;

/// A format, and where it is to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// The format.
    pub format: Format,
    /// The file; `None` for the format's own name in the folder of the others.
    pub path: Option<PathBuf>,
}

impl Wanted {
    /// The file that is meant, where reports without a path go to `folder`.
    pub fn place(&self, folder: &Path) -> (Format, PathBuf) {
        (self.format, self.path.clone().unwrap_or_else(|| folder.join(self.format.file_name())))
    }
}

impl FromStr for Wanted {
    type Err = String;

    /// `junit`, or `junit=build/junit.xml`.
    ///
    /// # Errors
    /// A sentence: no such format, with the nearest name, or no path after `=`.
    fn from_str(text: &str) -> Result<Self, String> {
        let (format, path) = match text.split_once('=') {
            Some((_, "")) => return Err("a path is expected after `=`".to_owned()),
            Some((format, path)) => (format, Some(PathBuf::from(path))),
            None => (text, None),
        };
        Ok(Self { format: format.parse()?, path })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_without_a_path_has_its_formats_name_in_the_folder() {
        let place = |text: &str| text.parse::<Wanted>().map(|w| w.place(Path::new("out")).1);
        assert_eq!(place("junit"), Ok(PathBuf::from("out/junit.xml")));
        assert_eq!(place("junit=a=b.xml"), Ok(PathBuf::from("a=b.xml")));
        for wrong in ["junit=", "", "=x", "junti"] {
            assert!(place(wrong).is_err(), "{wrong}");
        }
    }
}

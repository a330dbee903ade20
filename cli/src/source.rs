//! Where the bytes come from.

use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::path::PathBuf;

/// Answers of the SFO Customer Survey 2017 by boarding area, tenure and score: public domain, see
/// `examples/data/NOTICE.md`.
const BUNDLED: &[u8] = include_bytes!("../../examples/data/sfo_2017_counts.csv");

/// Where the rows come from. Displayed as its name in messages.
#[derive(Debug, Clone)]
pub(crate) enum Source {
    /// The counts that come with the program.
    Bundled,
    /// A file.
    File(PathBuf),
    /// Standard input.
    Stdin,
}

impl Source {
    /// A reader of the bytes.
    pub(crate) fn open<'a>(&self, stdin: impl Read + 'a) -> io::Result<Box<dyn Read + 'a>> {
        Ok(match self {
            Self::Bundled => Box::new(BUNDLED),
            Self::File(path) => Box::new(File::open(path)?),
            Self::Stdin => Box::new(stdin),
        })
    }

    /// The source as the title of a report.
    pub(crate) fn title(&self) -> String {
        match self {
            Self::Bundled => {
                "San Francisco International Airport, passenger survey 2017 (bundled counts)".into()
            }
            Self::File(_) | Self::Stdin => self.to_string(),
        }
    }
}

/// The name, without characters that would steer a terminal.
impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bundled => f.write_str("the bundled counts"),
            Self::File(path) => {
                let name = path.to_string_lossy();
                f.write_str(&name.replace(char::is_control, "\u{FFFD}"))
            }
            Self::Stdin => f.write_str("standard input"),
        }
    }
}

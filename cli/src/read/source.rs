//! Where the bytes come from.

use std::fmt;
use std::fs::File;
use std::io;
use std::path::PathBuf;

use super::encoding::Bytes;

/// Answers of the SFO Customer Survey 2017 by boarding area, tenure and score: public domain, see
/// `examples/data/NOTICE.md`.
const BUNDLED: &[u8] = include_bytes!("../../../examples/data/sfo_2017_counts.csv");

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
    pub(crate) fn open(&self) -> io::Result<Bytes<'static>> {
        Ok(match self {
            Self::Bundled => Box::new(BUNDLED),
            Self::File(path) => Box::new(File::open(path)?),
            Self::Stdin => Box::new(io::stdin()),
        })
    }

    /// How many bytes there are, where that is known.
    pub(crate) fn length(&self) -> Option<u64> {
        match self {
            Self::Bundled => Some(BUNDLED.len() as u64),
            Self::File(path) => path.metadata().ok().map(|file| file.len()),
            Self::Stdin => None,
        }
    }

    /// Whether it can be read again from its beginning.
    pub(crate) fn is_seekable(&self) -> bool {
        match self {
            Self::Bundled => true,
            Self::File(path) => path.is_file(),
            Self::Stdin => false,
        }
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

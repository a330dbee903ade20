//! What is odd about the files of a survey.

use std::fmt;

use npscore::Exclusion;
use serde::Serialize;

/// What is odd about the files of a survey. Displayed as a sentence for people.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "finding", rename_all = "snake_case")]
pub(crate) enum Finding {
    /// The answers look like those on another scale: a score on the scale of 0 to 10 would be wrong.
    OtherScale {
        /// The lowest answer and the highest.
        low: u8,
        high: u8,
        /// How many answers there are.
        answers: u64,
    },
    /// Many cells are no answers: a score of the others may be wrong.
    ManyRefused {
        /// How many cells, of how many that are not missing.
        refused: u64,
        cells: u64,
        /// The most frequent ones.
        most_frequent: Vec<RefusedCell>,
    },
    /// People answered again: only their newest answers count.
    Older {
        /// How many older ones there are.
        answers: u64,
    },
    /// The periods are coarser than they could be, for most of the finer ones have too few answers.
    CoarserPeriods {
        finest: &'static str,
        shown: &'static str,
    },
    /// A row below the header is read as part of it.
    SecondHeader {
        /// The file.
        name: String,
        line: u64,
    },
}

/// A cell that is no answer.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct RefusedCell {
    pub(crate) cell: String,
    pub(crate) reason: Exclusion,
    pub(crate) count: u64,
}

impl Finding {
    /// Whether a score would be misleading.
    pub(crate) const fn withholds(&self) -> bool {
        matches!(self, Self::OtherScale { .. } | Self::ManyRefused { .. })
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OtherScale { low, high, answers } => {
                // Of five points the highest is the promoters'; of seven the two highest are.
                let example = if *high <= 5 { "1-5:4,5" } else { "1-7:5,6" };
                write!(
                    f,
                    "All {answers} answers are from {low} to {high}, which looks like another scale \
                     than 0 to 10: name it, such as --scale {example}, or --scale 0-10 if it is not"
                )
            }
            Self::ManyRefused {
                refused,
                cells,
                most_frequent,
            } => {
                write!(f, "{refused} of {cells} cells are no answers: ")?;
                for (
                    place,
                    RefusedCell {
                        cell,
                        reason,
                        count,
                    },
                ) in most_frequent.iter().enumerate()
                {
                    let comma = if place == 0 { "" } else { ", " };
                    // The debug form escapes what would steer a terminal.
                    write!(f, "{comma}{count} x {cell:?} ({reason})")?;
                }
                f.write_str(
                    "; see --scale, --missing and --missing-word, or tell the score of the others with \
                     --allow-refused",
                )
            }
            Self::Older { answers: 1 } => {
                f.write_str("1 answer is older than another of the same person, and does not count")
            }
            Self::Older { answers } => write!(
                f,
                "{answers} answers are older than another of the same person, and do not count"
            ),
            Self::CoarserPeriods { finest, shown } => write!(
                f,
                "Periods are by {shown}, for by {finest} too many have few answers; --period {finest} \
                 shows them"
            ),
            Self::SecondHeader { name, line } => write!(
                f,
                "Line {line} of {name} is read as part of the header; --header-rows 1 reads it as an \
                 answer"
            ),
        }
    }
}

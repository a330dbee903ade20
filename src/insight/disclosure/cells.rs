//! What a report shows of a group.

use core::fmt;

use crate::error::{OutOfRange, Quantity, Value};
use crate::nps::NpsResult;

/// What a reader sees of a group: its result, that it is withheld, or that nobody responded.
///
/// These are three different things: "too few responses to show" is not "no responses".
///
/// # Serialised form
///
/// `{"shown": result}`, `"withheld"` or `"empty"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum Disclosed {
    /// The result may be seen.
    Shown(NpsResult),
    /// There are responses, and their result is not shown: they are too few (primary suppression),
    /// or would give away others that are (complementary suppression).
    ///
    /// Which of the two is not told, since telling helps to undo it.
    Withheld,
    /// Nobody responded.
    Empty,
}

impl Disclosed {
    /// The result, if it may be seen.
    #[must_use]
    pub const fn result(&self) -> Option<&NpsResult> {
        match self {
            Self::Shown(result) => Some(result),
            Self::Withheld | Self::Empty => None,
        }
    }
}

/// `NPS 12 (n = 100)`, `withheld` or `no responses`.
impl fmt::Display for Disclosed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Shown(result) => result.fmt(f),
            Self::Withheld => crate::text::pad(f, "withheld"),
            Self::Empty => crate::text::pad(f, "no responses"),
        }
    }
}

/// What a cell of a report is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum Part {
    /// A branch and everything below it.
    Whole,
    /// The responses of a branch itself, such as of those who report to its head directly; told apart
    /// only where there are branches below.
    Own,
}

/// The fewest responses of which something may be shown.
///
/// Found under "anonymity threshold" and "minimum base" elsewhere.
///
/// # Invariants
///
/// At least 2: a single response is somebody's.
///
/// # Errors
///
/// [`MinimumSize::new`] refuses 0 and 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "u64", into = "u64"))]
#[doc(alias = "anonymity threshold")]
#[doc(alias = "minimum base")]
pub struct MinimumSize(u64);

impl MinimumSize {
    /// Five responses, a common choice.
    pub const FIVE: Self = Self(5);

    /// A minimum of so many responses.
    ///
    /// # Errors
    ///
    /// [`OutOfRange`] below 2.
    pub const fn new(minimum: u64) -> Result<Self, OutOfRange> {
        if minimum < 2 {
            return Err(OutOfRange {
                quantity: Quantity::MinimumSize,
                value: Value::Integer(minimum as i128),
            });
        }
        Ok(Self(minimum))
    }

    /// The number of responses.
    #[must_use]
    pub const fn get(self) -> u64 {
        self.0
    }
}

impl TryFrom<u64> for MinimumSize {
    type Error = OutOfRange;

    fn try_from(minimum: u64) -> Result<Self, OutOfRange> {
        Self::new(minimum)
    }
}

impl From<MinimumSize> for u64 {
    fn from(minimum: MinimumSize) -> Self {
        minimum.get()
    }
}

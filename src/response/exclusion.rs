//! Why a cell is no answer.

/// Why a cell is no answer.
///
/// An excluded cell is in no category and in no base: it is counted as excluded, and nowhere else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, thiserror::Error)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum Exclusion {
    /// Blank, or one of the words and codes that were said to mean missing.
    #[error("missing")]
    Missing,
    /// Not a number, such as `"abc"`, `"9-10"` or NaN.
    #[error("not a number")]
    NotANumber,
    /// A number with a fraction, such as 7.5.
    #[error("not a whole number")]
    NotWhole,
    /// A whole number off the scale, such as 11 or -1.
    #[error("out of range")]
    OutOfRange,
}

impl Exclusion {
    /// The four reasons.
    pub const ALL: [Self; 4] = [
        Self::Missing,
        Self::NotANumber,
        Self::NotWhole,
        Self::OutOfRange,
    ];

    /// `"missing"`, `"not_a_number"`, `"not_whole"` or `"out_of_range"`: the word used in
    /// serialised states.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::NotANumber => "not_a_number",
            Self::NotWhole => "not_whole",
            Self::OutOfRange => "out_of_range",
        }
    }
}

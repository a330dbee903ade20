//! Answers, scales and cells that were refused.

use alloc::string::String;

use crate::response::Exclusion;

/// Why a value is not a [`Score`](crate::Score) or not a [`Category`](crate::Category).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ScoreError {
    /// A whole number outside 0 to 10, such as 11 or -1.
    #[error("{}score {value} is out of range, expected 0 to 10", in_row(*row))]
    OutOfRange {
        /// The number; the nearest end of `i128` for one beyond it.
        value: i128,
        /// The row of a column, from 0.
        row: Option<u64>,
    },
    /// A number with a fraction, such as 8.5 or `"8.5"`.
    #[error("score {value} is not a whole number, expected 0 to 10")]
    NotWhole {
        /// The number as it would be written in source code.
        value: String,
    },
    /// A text that is a whole number, but not written plainly, such as `"9.0"`, `"+9"` or `"09"`.
    #[error("score {value} is not written as a plain whole number such as \"9\"")]
    NotPlain {
        /// The text in quotes, or its beginning.
        value: String,
    },
    /// No number at all, such as `"n/a"`, `""` or NaN.
    #[error("score {value} is not a number, expected 0 to 10")]
    NotANumber {
        /// The value as it would be written in source code, or its beginning.
        value: String,
    },
    /// A text that names no category, such as `"fan"`.
    #[error("{value} is not a category, expected \"detractor\", \"passive\" or \"promoter\"")]
    UnknownCategory {
        /// The text in quotes, or its beginning.
        value: String,
    },
}

/// `"row 17: "`, where there is one.
fn in_row(row: Option<u64>) -> String {
    row.map_or_else(String::new, |row| alloc::format!("row {row}: "))
}

/// Why a [`Scale`](crate::Scale) was refused, or an answer on it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ScaleError {
    /// Four values that do not run from the worst answer to the best, such as `(0, 9, 7, 10)`.
    #[error(
        "scale values {worst}, {passive_from}, {promoter_from}, {best} do not run from worst to \
         best, expected detractors, passives and promoters in this order"
    )]
    NotInOrder {
        /// The worst answer asked for.
        worst: i32,
        /// The first passive answer asked for.
        passive_from: i32,
        /// The first promoting answer asked for.
        promoter_from: i32,
        /// The best answer asked for.
        best: i32,
    },
    /// An answer off the scale, such as 0 on a scale of 1 to 5.
    #[error("answer {value} is out of range, expected {min} to {max}")]
    OutOfRange {
        /// The answer.
        value: i128,
        /// The smallest number on the scale.
        min: i32,
        /// The largest number on the scale.
        max: i32,
    },
}

/// Why a cell is no answer where it must be one, or why a rule of a
/// [`Screening`](crate::Screening) was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ScreeningError {
    /// A cell that holds no answer.
    #[error("{cell} is {exclusion}, expected {min} to {max}")]
    Cell {
        /// The reason.
        exclusion: Exclusion,
        /// The cell as it would be written in source code, or its beginning.
        cell: String,
        /// The smallest number on the scale.
        min: i32,
        /// The largest number on the scale.
        max: i32,
    },
    /// A word or a code for missing that is an answer on the scale: a rule that 0 means "skipped"
    /// would drop the least satisfied.
    #[error("missing {rule} is an answer on the scale of {min} to {max}")]
    RuleIsAnAnswer {
        /// The rule, such as `"code 0"` or `"word \"0.0\""`.
        rule: String,
        /// The smallest number on the scale.
        min: i32,
        /// The largest number on the scale.
        max: i32,
    },
}

//! Weights, scores in points, shares and bands that were refused.

use alloc::string::String;

use rust_decimal::Decimal;

/// Why a value is not a [`Weight`](crate::Weight), or why sums of weights were refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum WeightError {
    /// A negative weight, or one above the largest.
    #[error("weight {value} is out of range, expected 0 to 18446744.073709551615")]
    OutOfRange {
        /// The number.
        value: Decimal,
    },
    /// More than twelve decimal places, such as `0.1234567890123`.
    #[error("weight {value} has {} decimal places, expected at most 12", value.normalize().scale())]
    TooPrecise {
        /// The number.
        value: Decimal,
    },
    /// A text that is no decimal number, such as `"NaN"` or `"1,5"`.
    #[error("weight {text:?} is not a decimal number, expected 0 to 18446744.073709551615")]
    NotANumber {
        /// The text, or its beginning.
        text: String,
    },
    /// More weight in all than a tally holds.
    #[error("more weight than a tally holds, about 1.3e24")]
    Overflow,
    /// Sums that no weights of that many responses have.
    #[error("the {category} weights cannot have these sums")]
    Inconsistent {
        /// The category whose sums contradict each other.
        category: &'static str,
    },
}

/// Why a value is not an [`Nps`](crate::Nps), or why published shares or bands were refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NpsError {
    /// Points outside the range, such as 120.
    #[error("NPS {points} is out of range, expected -100 to 100")]
    OutOfRange {
        /// The points.
        points: Decimal,
    },
    /// More decimal places than a score holds.
    #[error("NPS {value} has more than 25 decimal places")]
    TooPrecise {
        /// The points as they were given.
        value: String,
    },
    /// A score of nobody.
    #[error("no responses, expected at least 1")]
    NoResponses,
    /// More promoters or detractors than responses, such as 3 of 2.
    #[error("net {net} is out of range, expected -{responses} to {responses}")]
    NetOutOfRange {
        /// Promoters minus detractors.
        net: i128,
        /// All responses.
        responses: u128,
    },
    /// A text that is no decimal number, such as `"good"` or `"1_0"`, or a float that is none.
    #[error("NPS {value} is not a decimal number, expected -100 to 100")]
    NotANumber {
        /// The value as it would be written in source code, or its beginning.
        value: String,
    },
    /// A share that is no percentage, such as 101 or -1.
    #[error("share {share} % is out of range, expected 0 % to 100 %")]
    ShareOutOfRange {
        /// The share.
        share: Decimal,
    },
    /// Shares that are not parts of one whole, such as 71.1 + 6.2 + 12.4.
    #[error("shares add up to {sum} %, expected 100 % within rounding")]
    SharesSum {
        /// What they add up to.
        sum: Decimal,
    },
    /// A limit between bands that is not above the one before it.
    #[error("rating limit {limit} does not rise above {before}, the limit before it")]
    LimitsDoNotRise {
        /// The limit before, in points.
        before: Decimal,
        /// The limit that does not rise, in points.
        limit: Decimal,
    },
}

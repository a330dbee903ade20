//! Counts that do not fit, cannot be taken away, or contradict each other.

use alloc::format;
use alloc::string::String;

/// Why counts were refused. The state is as it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum CountError {
    /// More responses than a `u64` holds.
    #[error("more than 18446744073709551615 responses")]
    Overflow,
    /// More weight than a [`WeightedTally`](crate::WeightedTally) holds, about 1.3e24 in all.
    #[error("more weight than a tally holds, about 1.3e24")]
    WeightOverflow,
    /// More taken away than there is.
    #[error("cannot take {taken} {what} from {count}")]
    Underflow {
        /// What was to be taken away, such as `"promoters"`.
        what: &'static str,
        /// How many there are.
        count: u64,
        /// How many were to be taken away.
        taken: u64,
    },
    /// A count below 0.
    #[error("{field} is {value}, expected 0 or more")]
    Negative {
        /// What is counted, such as `"passives"`.
        field: &'static str,
        /// The count.
        value: i64,
    },
    /// More responses than invitations.
    #[error("{responded} responses to {invited} invitations, expected at most {invited}")]
    MoreThanInvited {
        /// The responses.
        responded: u64,
        /// The invitations.
        invited: u64,
    },
    /// One more distinct key than allowed.
    #[error("more than {limit} distinct keys")]
    TooManyKeys {
        /// The most keys allowed.
        limit: usize,
    },
    /// Bytes that are no encoded tally.
    #[error("{length} bytes{}, expected 25 that begin with 1", beginning(*.version))]
    Encoding {
        /// How many bytes there are.
        length: usize,
        /// The first of them, if there is one.
        version: Option<u8>,
    },
    /// Sums that no responses can have, such as weight without a response.
    #[error("{what} contradict each other: no responses have such sums")]
    Inconsistent {
        /// What was counted, such as `"weights of promoters"`.
        what: &'static str,
    },
}

impl CountError {
    /// Nothing to take one response from.
    pub(crate) const NOTHING: Self = Self::Underflow {
        what: "response",
        count: 0,
        taken: 1,
    };
}

/// `" that begin with 7"`, where there is a first byte.
fn beginning(version: Option<u8>) -> String {
    version.map_or_else(String::new, |version| format!(" that begin with {version}"))
}

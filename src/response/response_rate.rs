//! How many of those invited responded.

use crate::aggregate::{Observe, Responses, operators};

/// Responses among invitations: the share of those asked who answered.
///
/// Mergeable: rates of several mailings add up by their counts, never by averaging percents.
/// It observes `bool`s, one per invitation: did this person respond?
///
/// # Invariants
///
/// Never more responses than invitations.
///
/// # Errors
///
/// [`ResponseRate::new`] refuses more responses than invitations, such as 120 of 100.
///
/// # Example
///
/// ```
/// use npscore::{ResponseRate, Share};
///
/// let spring = ResponseRate::new(30, 100)?;
/// let autumn = ResponseRate::new(10, 300)?;
/// let year = spring + autumn;
/// assert_eq!(year.share().map(|share| share.to_string()), Some("10%".into()));
/// assert_eq!(ResponseRate::default().share(), None); // nobody was asked
/// # Ok::<(), npscore::ResponseRateError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct ResponseRate {
    responded: u64,
    invited: u64,
}

impl ResponseRate {
    /// `responded` responses to `invited` invitations.
    ///
    /// # Errors
    ///
    /// [`ResponseRateError::MoreThanInvited`] for more responses than invitations.
    pub const fn new(responded: u64, invited: u64) -> Result<Self, ResponseRateError> {
        if responded > invited {
            return Err(ResponseRateError::MoreThanInvited { responded, invited });
        }
        Ok(Self { responded, invited })
    }

    /// The number of responses.
    #[must_use]
    pub const fn responded(&self) -> u64 {
        self.responded
    }

    /// The number of invitations.
    #[must_use]
    pub const fn invited(&self) -> u64 {
        self.invited
    }
}

impl ResponseRate {
    /// Both rates together.
    ///
    /// # Errors
    ///
    /// [`ResponseRateError::Overflow`] where the invitations pass `u64::MAX`.
    pub const fn checked_add(&self, other: &Self) -> Result<Self, ResponseRateError> {
        // As many responses as invitations at most, so they cannot overflow alone.
        match self.invited().checked_add(other.invited()) {
            Some(invited) => Self::new(self.responded() + other.responded(), invited),
            None => Err(ResponseRateError::Overflow),
        }
    }
}

operators!(ResponseRate);

/// One invitation: `true` if it was answered.
impl Observe<bool> for ResponseRate {
    fn observe_n(&mut self, responded: bool, n: u64) {
        match Self::new(if responded { n } else { 0 }, n) {
            Ok(rate) => *self += rate,
            Err(error) => crate::aggregate::overflow(&error),
        }
    }
}

impl Responses for ResponseRate {
    fn responses(&self) -> u64 {
        self.responded()
    }
}

/// Why a [`ResponseRate`] was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ResponseRateError {
    /// More responses than invitations.
    #[error("{responded} responses to {invited} invitations, expected at most as many")]
    MoreThanInvited {
        /// The responses.
        responded: u64,
        /// The invitations.
        invited: u64,
    },
    /// More invitations than a `u64` holds.
    #[error("more than 18446744073709551615 invitations")]
    Overflow,
}

crate::wire::row!(ResponseRate { responded: u64, invited: u64 } => new);

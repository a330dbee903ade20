//! How many of those invited responded.

use crate::error::CountError;
use crate::kit::{Observe, aggregator, merges, observes_states};

/// Responses among invitations: the share of those asked who answered; or of anything that happened to
/// some of those it could, such as customers who left.
///
/// [`interval`](ResponseRate::interval), [`difference_from`](ResponseRate::difference_from) and
/// [`Segments::one_rate_test`](crate::Segments::one_rate_test) tell how sure it is;
/// [`non_response`](ResponseRate::non_response), what those who did not respond could change.
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
/// assert_eq!(year.share().map(|share| share.to_string()), Some("10 %".into()));
/// assert_eq!(ResponseRate::default().share(), None); // nobody was asked
/// # Ok::<(), npscore::error::CountError>(())
/// ```
#[doc(alias = "response rate")]
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
    /// [`CountError::MoreThanInvited`] for more responses than invitations.
    pub const fn new(responded: u64, invited: u64) -> Result<Self, CountError> {
        if responded > invited {
            return Err(CountError::MoreThanInvited { responded, invited });
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
    /// [`CountError::Overflow`] where the invitations pass `u64::MAX`.
    pub const fn checked_add(&self, other: &Self) -> Result<Self, CountError> {
        // As many responses as invitations at most, so they cannot overflow alone.
        match self.invited().checked_add(other.invited()) {
            Some(invited) => Self::new(self.responded() + other.responded(), invited),
            None => Err(CountError::Overflow),
        }
    }
}

aggregator!([] ResponseRate, whole);
merges!(ResponseRate, Self::invited);
observes_states!(ResponseRate);

/// One invitation: `true` if it was answered.
impl Observe<bool> for ResponseRate {
    fn try_observe_n(&mut self, responded: bool, n: u64) -> Result<(), CountError> {
        *self = self.checked_add(&Self::new(if responded { n } else { 0 }, n)?)?;
        Ok(())
    }

    fn check_observe_n(&self, _: bool, n: u64) -> Result<(), CountError> {
        self.checked_add(&Self::new(0, n)?).map(drop)
    }
}

crate::wire::row!(ResponseRate { responded: u64, invited: u64 } => new);

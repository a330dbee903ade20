//! A part of all responses, in percent.

use core::fmt;

use rust_decimal::{Decimal, RoundingStrategy};

use super::ratio::Ratio;
use crate::response::ResponseRate;

/// A part of a whole, from 0 to 100 percent, held as an exact ratio.
///
/// # Ordering
///
/// By the exact number.
///
/// # Display
///
/// `{}` gives a whole percentage, `{:.1}` one decimal place; halves go up. Shares rounded one by one
/// need not add up to 100: [`NpsResult::shares_rounded`](crate::NpsResult::shares_rounded) rounds
/// the three together.
///
/// # Example
///
/// ```
/// use npscore::{Category, Counts, Tally};
///
/// let result = Tally::from(Counts { detractors: 18, passives: 52, promoters: 30 }).result().ok_or("no responses")?;
/// let share = result.share(Category::Promoter);
/// assert_eq!(share.to_string(), "30 %");
/// assert_eq!(share.to_f64(), 30.0);
/// # Ok::<(), &str>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Share(Ratio);

impl Share {
    /// `part` of `whole`; `None` without a whole or beyond it, such as 3 of 2.
    ///
    /// ```
    /// use npscore::Share;
    ///
    /// assert_eq!(Share::new(1, 4).map(|share| share.to_string()), Some("25 %".into()));
    /// assert_eq!(Share::new(3, 2), None);
    /// ```
    #[must_use]
    pub fn new(part: u64, whole: u64) -> Option<Self> {
        Self::of_units(part.into(), whole.into())
    }

    /// As [`Share::new`], for weights.
    pub(crate) fn of_units(part: u128, whole: u128) -> Option<Self> {
        i128::try_from(part)
            .ok()
            .and_then(|part| Ratio::new(part, whole))
            .map(Self)
    }

    /// The exact ratio in lowest terms: the part and the whole.
    #[must_use]
    pub const fn as_ratio(self) -> (u128, u128) {
        (self.0.net().unsigned_abs(), self.0.base())
    }

    /// Percent as a float, for statistics and plots.
    #[must_use]
    pub fn to_f64(self) -> f64 {
        self.0.percent()
    }

    /// Percent rounded once, from the exact ratio, to `dp` decimal places (at most 25).
    #[must_use]
    pub fn round_dp(self, dp: u32, strategy: RoundingStrategy) -> Decimal {
        self.0.percent_dp(dp, strategy)
    }
}

impl fmt::Debug for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (part, whole) = self.as_ratio();
        write!(f, "Share({part}/{whole})")
    }
}

/// Percent with its sign: `30 %`.
impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.write(f, " %")
    }
}

impl ResponseRate {
    /// Responses among invitations; `None` if nobody was invited.
    #[must_use]
    pub fn share(&self) -> Option<Share> {
        Share::new(self.responded(), self.invited())
    }
}

/// `90 of 200 invited responded (45 %)`: the percentage with the precision asked for.
impl fmt::Display for ResponseRate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if f.width().is_some() {
            return crate::text::padded(f, self);
        }
        let (responded, invited) = (self.responded(), self.invited());
        write!(f, "{responded} of {invited} invited responded")?;
        match (self.share(), f.precision().unwrap_or(0)) {
            (Some(share), places) => write!(f, " ({share:.places$})"),
            (None, _) => Ok(()),
        }
    }
}

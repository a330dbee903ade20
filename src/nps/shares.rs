//! Published percentages of detractors, passives and promoters.

use rust_decimal::Decimal;

use super::value::Nps;
use crate::response::Category;

/// Percentages of detractors, passives and promoters, as reports publish them.
///
/// A source that prints "8 %, 21 %, 71 %" and no counts still determines an NPS, to the
/// precision it was printed with, and nothing more: without the number of responses there is no
/// interval and no merging. Counts make a [`Tally`](crate::Tally) instead.
///
/// # Invariants
///
/// Each from 0 to 100, together 100 up to what rounding explains: one unit of the last printed
/// place.
///
/// # Errors
///
/// [`Shares::new`] refuses a share outside 0 to 100 and shares that cannot be roundings of
/// parts of one whole, such as 71.1 + 6.2 + 12.4 = 89.7: a misprint, or a category left out.
///
/// # Example
///
/// ```
/// use npscore::{Decimal, Nps, Shares};
///
/// let shares = Shares::new(8.into(), 21.into(), 71.into())?;
/// assert_eq!(shares.nps(), Nps::from_points(63)?);
/// assert!(Shares::new(8.into(), 21.into(), 61.into()).is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Shares {
    detractors: Decimal,
    passives: Decimal,
    promoters: Decimal,
    nps: Nps,
}

impl Shares {
    /// The shares of a source, in percent.
    ///
    /// # Errors
    ///
    /// [`SharesError::OutOfRange`] for a share outside 0 to 100, [`SharesError::NotAWhole`]
    /// where they do not add up to 100, [`SharesError::TooPrecise`] where their difference has
    /// more than 25 decimal places.
    pub fn new(
        detractors: Decimal,
        passives: Decimal,
        promoters: Decimal,
    ) -> Result<Self, SharesError> {
        let shares = [detractors, passives, promoters];
        for share in shares {
            if share < Decimal::ZERO || share > Decimal::ONE_HUNDRED {
                return Err(SharesError::OutOfRange { share });
            }
        }
        let sum = detractors + passives + promoters;
        if (sum - Decimal::ONE_HUNDRED).abs() > tolerance(shares) {
            return Err(SharesError::NotAWhole { sum });
        }
        let points = promoters - detractors;
        let nps = Nps::try_from(points).map_err(|_| SharesError::TooPrecise { points })?;
        Ok(Self {
            detractors,
            passives,
            promoters,
            nps,
        })
    }

    /// The percentage of detractors.
    #[must_use]
    pub const fn detractors(&self) -> Decimal {
        self.detractors
    }

    /// The percentage of passives.
    #[must_use]
    pub const fn passives(&self) -> Decimal {
        self.passives
    }

    /// The percentage of promoters.
    #[must_use]
    pub const fn promoters(&self) -> Decimal {
        self.promoters
    }

    /// Promoters minus detractors, in points: as precise as the shares were printed.
    #[must_use]
    pub const fn nps(&self) -> Nps {
        self.nps
    }
}

impl Shares {
    /// The percentage of one category.
    #[must_use]
    pub const fn share(&self, category: Category) -> Decimal {
        match category {
            Category::Detractor => self.detractors(),
            Category::Passive => self.passives(),
            Category::Promoter => self.promoters(),
        }
    }
}

/// How far the sum of three rounded shares can be from 100: each is off by at most half a unit of
/// its last place, and sums come in units, so by one unit.
fn tolerance(shares: [Decimal; 3]) -> Decimal {
    let places = shares.iter().map(Decimal::scale).max().unwrap_or(0);
    Decimal::new(1, places)
}

/// Why percentages are not [`Shares`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SharesError {
    /// A share that is no percentage.
    #[error("share {share} is out of range, expected 0 to 100 percent")]
    OutOfRange {
        /// The share.
        share: Decimal,
    },
    /// Shares that are not parts of one whole.
    #[error("shares add up to {sum} percent, expected 100 but for rounding")]
    NotAWhole {
        /// What they add up to.
        sum: Decimal,
    },
    /// Shares whose difference has more than 25 decimal places.
    #[error("{points} points have more than 25 decimal places")]
    TooPrecise {
        /// Promoters minus detractors.
        points: Decimal,
    },
}

crate::wire::row!(Shares { detractors: Decimal, passives: Decimal, promoters: Decimal } => new);

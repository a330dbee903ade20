//! Published percentages of detractors, passives and promoters.

use rust_decimal::Decimal;

use super::value::Nps;
use crate::error::NpsError;
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
    /// [`NpsError::ShareOutOfRange`] for a share outside 0 to 100, [`NpsError::SharesSum`]
    /// where they do not add up to 100, [`NpsError::TooPrecise`] where their difference has
    /// more than 25 decimal places.
    pub fn new(
        detractors: Decimal,
        passives: Decimal,
        promoters: Decimal,
    ) -> Result<Self, NpsError> {
        let shares = [detractors, passives, promoters];
        for share in shares {
            if share < Decimal::ZERO || share > Decimal::ONE_HUNDRED {
                return Err(NpsError::ShareOutOfRange { share });
            }
        }
        let sum = detractors + passives + promoters;
        if (sum - Decimal::ONE_HUNDRED).abs() > tolerance(shares) {
            return Err(NpsError::SharesSum { sum });
        }
        let points = promoters - detractors;
        let nps = Nps::try_from(points)?;
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

crate::wire::row!(Shares { detractors: Decimal, passives: Decimal, promoters: Decimal } => new);

//! Published percentages of detractors, passives and promoters.

use alloc::format;
use core::fmt;

use rust_decimal::{Decimal, RoundingStrategy};

use super::ratio::{MOST_PLACES, Ratio, long_division};
use super::value::Nps;
use crate::error::NpsError;
use crate::response::Category;
use crate::tally::Counts;
use crate::text::pad;

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
/// use npscore::{Counts, Nps, Shares};
///
/// let printed = Counts { promoters: 71, passives: 21, detractors: 8 };
/// let shares = Shares::new(Counts::from_fn(|category| printed[category].into()))?;
/// assert_eq!(shares.nps(), Nps::from_points(63)?);
/// # Ok::<(), npscore::Error>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Shares {
    percent: Counts<Decimal>,
    nps: Nps,
}

impl Shares {
    /// The shares of a source, in percent.
    ///
    /// # Errors
    ///
    /// [`NpsError::ShareOutOfRange`] for a share outside 0 to 100, such as 101;
    /// [`NpsError::SharesSum`] where they do not add up to 100 within one unit of the last printed
    /// place; [`NpsError::TooPrecise`] where their difference has more than 25 decimal places.
    pub fn new(percent: Counts<Decimal>) -> Result<Self, NpsError> {
        let shares = Category::ALL.map(|category| percent[category]);
        let outside = |share: &&Decimal| **share < Decimal::ZERO || **share > Decimal::ONE_HUNDRED;
        if let Some(share) = shares.iter().find(outside) {
            return Err(NpsError::ShareOutOfRange { share: *share });
        }
        // Each is off by at most half a unit of its last place, and sums come in units.
        let places = shares.iter().map(Decimal::scale).max().unwrap_or(0);
        let sum: Decimal = shares.iter().sum();
        if (sum - Decimal::ONE_HUNDRED).abs() > Decimal::new(1, places) {
            return Err(NpsError::SharesSum { sum });
        }
        let nps = Nps::try_from(percent.promoters - percent.detractors)?;
        Ok(Self { percent, nps })
    }

    /// The percentages of detractors, passives and promoters by name.
    #[must_use]
    pub const fn percent(&self) -> &Counts<Decimal> {
        &self.percent
    }

    /// Promoters minus detractors, in points: as precise as the shares were printed.
    #[must_use]
    pub const fn nps(&self) -> Nps {
        self.nps
    }

    /// Units of detractors, passives and promoters, above 0 in sum, in percent that add up to 100.
    ///
    /// The rule is that of [`NpsResult::shares_rounded`](crate::NpsResult::shares_rounded).
    pub(super) fn rounded(units: [u128; 3], dp: u32) -> Self {
        let dp = dp.min(MOST_PLACES);
        let total: u128 = units.iter().sum();
        let down = units.map(|part| long_division(part * 100, total, dp));
        let missing = 100 * 10_u128.pow(dp) - down.iter().map(|(digits, _)| digits).sum::<u128>();
        let [_, _, promoters] = units;
        let shown_nps =
            Ratio::new(promoters.cast_signed() - units[0].cast_signed(), total).map_or(0, |nps| {
                nps.percent_dp(dp, RoundingStrategy::MidpointAwayFromZero)
                    .mantissa()
            });
        let shown = |up: [bool; 3]| [0, 1, 2].map(|i| down[i].0 + u128::from(up[i]));
        let cost = |up: &[bool; 3]| {
            let shares = shown(*up);
            let pairs = [(0, 1), (0, 2), (1, 2)];
            let torn = |(i, j): &(usize, usize)| units[*i] == units[*j] && shares[*i] != shares[*j];
            let error = |i: usize| if up[i] { total - down[i].1 } else { down[i].1 };
            (
                pairs.iter().filter(|pair| torn(pair)).count(),
                shares[2].cast_signed() - shares[0].cast_signed() != shown_nps,
                error(0) + error(1) + error(2),
                !up[1],
                // Of the two others, the larger.
                (up[0] && units[0] < promoters) || (up[2] && promoters < units[0]),
            )
        };
        let best = (0..8_u8)
            .map(|bits| [0, 1, 2].map(|i| bits >> i & 1 == 1))
            .filter(|up| up.iter().filter(|up| **up).count() as u128 == missing)
            // What nobody answered is shown as 0.
            .filter(|up| (0..3).all(|i| !up[i] || units[i] > 0))
            .min_by_key(cost)
            .map_or([0; 3], shown);
        // At most 100 * 10^25, which a Decimal holds.
        let [detractors, passives, promoters] =
            best.map(|digits| Decimal::from_i128_with_scale(digits.cast_signed(), dp));
        match Self::new(Counts {
            detractors,
            passives,
            promoters,
        }) {
            Ok(shares) => shares,
            // Shares that add up to 100 are shares.
            Err(error) => crate::kit::overflow(&error),
        }
    }
}

impl fmt::Debug for Shares {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Shares({self})")
    }
}

/// `18.0 % detractors, 52.0 % passives, 30.0 % promoters`.
impl fmt::Display for Shares {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Counts {
            detractors,
            passives,
            promoters,
        } = self.percent;
        let text =
            format!("{detractors} % detractors, {passives} % passives, {promoters} % promoters");
        pad(f, &text)
    }
}

#[cfg(feature = "serde")]
mod wire {
    //! Percentages travel as decimal texts, whatever the features of the decimal crate.

    use alloc::format;
    use alloc::string::{String, ToString};

    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::{Category, Counts, Decimal, Shares};
    use crate::text::excerpt;

    impl Serialize for Shares {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            Counts::from_fn(|category| self.percent[category].to_string()).serialize(serializer)
        }
    }

    impl<'de> Deserialize<'de> for Shares {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            let texts = Counts::<String>::deserialize(deserializer)?;
            let share = |category: Category| {
                let text = &texts[category];
                Decimal::from_str_exact(text).map_err(|_| {
                    D::Error::custom(format!("{:?} is not a decimal number", excerpt(text)))
                })
            };
            Self::new(Counts {
                detractors: share(Category::Detractor)?,
                passives: share(Category::Passive)?,
                promoters: share(Category::Promoter)?,
            })
            .map_err(D::Error::custom)
        }
    }
}

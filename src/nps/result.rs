//! A non-empty tally and everything that follows from it.

use rust_decimal::Decimal;

use super::ratio::{MOST_PLACES, Ratio, long_division};
use super::share::Share;
use super::shares::Shares;
use super::value::Nps;
use crate::response::Category;
use crate::tally::{Histogram, Tally};

/// The result of a survey: its counts, its NPS, its shares and its rating.
///
/// What a service sends and a report prints: one tidy row. It exists only where there is at
/// least one response, so everything on it has a value.
///
/// # Invariants
///
/// At least one response.
///
/// # Serialised form
///
/// `{"responses", "detractors", "passives", "promoters", "nps", "rating"}`: counts, the points
/// as the nearest float, and Bain's rating. Deserialising counts anew and refuses a row whose
/// fields contradict each other.
///
/// # Example
///
/// The usual explanation of the method: of 100 answers 30 promote and 18 detract.
///
/// ```
/// use npscore::{Counts, Rating, Tally};
///
/// let result = Tally::try_from(Counts { detractors: 18, passives: 52, promoters: 30 })?.result().ok_or("no responses")?;
/// assert_eq!(result.nps().whole(), 12);
/// assert_eq!(result.rating(), Rating::Acceptable);
/// assert_eq!(format!("{:.1}", result.standard_error()), "6.8");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct NpsResult {
    tally: Tally,
}

impl Tally {
    /// What follows from the counts; `None` without a response.
    ///
    /// An empty tally has no score: not 0, which is the score of as many promoters as
    /// detractors.
    #[must_use]
    pub const fn result(&self) -> Option<NpsResult> {
        if self.is_empty() {
            None
        } else {
            Some(NpsResult { tally: *self })
        }
    }
}

impl NpsResult {
    /// The counts by category.
    #[must_use]
    pub const fn tally(&self) -> &Tally {
        &self.tally
    }
}

impl Histogram {
    /// What follows from the counts by category; `None` without a response.
    #[must_use]
    pub fn result(&self) -> Option<NpsResult> {
        self.tally().result()
    }
}

impl NpsResult {
    /// The Net Promoter Score, exact.
    #[must_use]
    #[allow(
        clippy::missing_panics_doc,
        reason = "a non-empty tally always has a ratio"
    )]
    pub const fn nps(&self) -> Nps {
        let net = self.promoters() as i128 - self.detractors() as i128;
        match Ratio::new(net, self.responses() as u128) {
            Some(ratio) => Nps::from_ratio(ratio),
            // There is a response, and no more promoters than responses.
            None => unreachable!(),
        }
    }

    /// All responses.
    #[must_use]
    pub const fn responses(&self) -> u64 {
        self.tally().responses()
    }

    /// The responses in one category.
    #[must_use]
    pub const fn count(&self, category: Category) -> u64 {
        self.tally().count(category)
    }

    /// The responses from 0 to 6.
    #[must_use]
    pub const fn detractors(&self) -> u64 {
        self.tally().detractors()
    }

    /// The responses of 7 and 8.
    #[must_use]
    pub const fn passives(&self) -> u64 {
        self.tally().passives()
    }

    /// The responses of 9 and 10.
    #[must_use]
    pub const fn promoters(&self) -> u64 {
        self.tally().promoters()
    }

    /// The share of one category among all responses, exact.
    #[must_use]
    #[allow(
        clippy::missing_panics_doc,
        reason = "a non-empty tally always has shares"
    )]
    pub fn share(&self, category: Category) -> Share {
        match Share::new(self.count(category).into(), self.responses().into()) {
            Some(share) => share,
            None => unreachable!(),
        }
    }

    /// The three shares in percent, rounded together so that they add up to exactly 100.
    ///
    /// Each is rounded down to `dp` decimal places (at most 25), and the units still missing go to
    /// the largest remainders; of equal remainders, to the larger count, then to the warmer
    /// category. (The method of Hamilton, or Hare and Niemeyer, of apportioning seats.)
    ///
    /// ```
    /// use npscore::{Counts, Tally};
    ///
    /// let result = Tally::from(Counts { detractors: 1, passives: 1, promoters: 1 }).result().ok_or("no responses")?;
    /// let shares = result.shares_rounded(1);
    /// assert_eq!(shares.promoters().to_string(), "33.4");
    /// assert_eq!(shares.detractors().to_string(), "33.3");
    /// # Ok::<(), &str>(())
    /// ```
    #[must_use]
    #[allow(
        clippy::missing_panics_doc,
        reason = "shares that add up to 100 are shares"
    )]
    pub fn shares_rounded(&self, dp: u32) -> Shares {
        let dp = dp.min(MOST_PLACES);
        let whole = u128::from(self.responses());
        let mut shares = Category::ALL.map(|category| {
            let count = u128::from(self.count(category));
            let (digits, rest) = long_division(count * 100, whole, dp);
            (category, digits, (rest, count, category))
        });
        let hundred = 100 * 10_u128.pow(dp);
        let given: u128 = shares.iter().map(|(_, digits, _)| digits).sum();
        shares.sort_by_key(|(_, _, claim)| core::cmp::Reverse(*claim));
        for (share, _) in shares.iter_mut().zip(given..hundred) {
            share.1 += 1;
        }
        shares.sort_by_key(|(category, ..)| *category);
        let [detractors, passives, promoters] = shares.map(|(_, digits, _)| {
            // At most 100 * 10^25, which a Decimal holds.
            Decimal::from_i128_with_scale(digits.cast_signed(), dp)
        });
        match Shares::new(detractors, passives, promoters) {
            Ok(shares) => shares,
            Err(error) => crate::kit::overflow(&error),
        }
    }

    /// The variance of one response on the scale of -1, 0 and 1: a float from 0 to 1.
    ///
    /// V = (4bc + a(b + c)) / n² for b detractors, a passives and c promoters, which is
    /// (b + c)/n - ((c - b)/n)² without its cancellation. Promoters and detractors are shares of
    /// one whole, so their variances do not simply add.
    #[must_use]
    pub fn variance(&self) -> f64 {
        let n = self.responses() as f64;
        let [b, a, c] = Category::ALL.map(|category| self.count(category) as f64 / n);
        4.0 * b * c + a * (b + c)
    }

    /// The standard error of the NPS in points: 100 sqrt(V / n) with
    /// [V](NpsResult::variance) the variance of one response; a float from 0 to 100.
    ///
    /// It is 0 where all answers are alike, however few they are: an interval for small samples
    /// must not be made of it.
    ///
    /// Source: the variance of a difference of multinomial proportions; Agresti, *Categorical Data
    /// Analysis* (3rd ed., 2013), section 1.2.
    #[must_use]
    pub fn standard_error(&self) -> f64 {
        100.0 * libm::sqrt(self.variance() / self.responses() as f64)
    }
}

impl From<NpsResult> for Tally {
    fn from(result: NpsResult) -> Self {
        *result.tally()
    }
}

/// The headline: `NPS 12 (n = 100)`, the score with the precision and sign asked for.
impl core::fmt::Display for NpsResult {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("NPS ")?;
        self.nps().fmt(f)?;
        write!(f, " (n = {})", self.responses())
    }
}

#[cfg(feature = "serde")]
mod wire {
    use alloc::format;

    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::{NpsResult, Tally};
    use crate::nps::Rating;

    #[derive(Serialize, Deserialize)]
    #[serde(rename = "NpsResult", deny_unknown_fields)]
    struct Row {
        responses: u64,
        detractors: u64,
        passives: u64,
        promoters: u64,
        nps: f64,
        rating: Rating,
    }

    impl Serialize for NpsResult {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            Row {
                responses: self.responses(),
                detractors: self.detractors(),
                passives: self.passives(),
                promoters: self.promoters(),
                nps: self.nps().to_f64(),
                rating: self.rating(),
            }
            .serialize(serializer)
        }
    }

    impl<'de> Deserialize<'de> for NpsResult {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            let row = Row::deserialize(deserializer)?;
            let result = Tally::from_counts(row.detractors, row.passives, row.promoters)
                .map_err(D::Error::custom)?
                .result()
                .ok_or_else(|| D::Error::custom("a result has at least 1 response, found 0"))?;
            let contradicts = |field, found, counted| {
                D::Error::custom(format!("{field} is {found}, but the counts give {counted}"))
            };
            if row.responses != result.responses() {
                let (found, counted) = (format!("{}", row.responses), result.responses());
                return Err(contradicts("responses", found, format!("{counted}")));
            }
            // Writers in other languages may format a float differently in its last digit.
            let counted = result.nps().to_f64();
            if !(row.nps - counted).abs().le(&1e-9) {
                return Err(contradicts(
                    "nps",
                    format!("{}", row.nps),
                    format!("{counted}"),
                ));
            }
            if row.rating != result.rating() {
                let (found, counted) = (format!("{}", row.rating), result.rating());
                return Err(contradicts("rating", found, format!("{counted}")));
            }
            Ok(result)
        }
    }
}

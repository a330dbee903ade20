//! The score of weighted answers.

use rust_decimal::Decimal;

use super::rating::Rating;
use super::ratio::Ratio;
use super::share::Share;
use super::value::Nps;
use crate::response::Category;
use crate::tally::WeightedTally;

/// The result of a weighted survey.
///
/// Exists only where there is some weight, so everything on it has a value. It cannot be
/// deserialised, since its row forgets the squared weights: ship the
/// [`WeightedTally`] instead.
///
/// # Invariants
///
/// At least one response with a weight above 0.
///
/// # Serialised form
///
/// `{"responses", "weight", "detractor_weight", "passive_weight", "promoter_weight", "nps",
/// "rating", "effective_responses"}`: weights as decimal texts, the rest as numbers.
///
/// # Example
///
/// ```
/// use npscore::{Category, Weight, WeightedTally};
///
/// let answers = [(Category::Promoter, "3"), (Category::Detractor, "1")];
/// let mut tally = WeightedTally::default();
/// for (category, weight) in answers {
///     tally.extend([(category, weight.parse::<Weight>()?)]);
/// }
/// let result = tally.result().ok_or("no weight")?;
/// assert_eq!(result.nps().whole(), 50);
/// assert_eq!(result.effective_responses(), 1.6); // (3 + 1)² / (3² + 1²)
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct WeightedResult {
    tally: WeightedTally,
    nps: Nps,
}

impl WeightedTally {
    /// What follows from the weights; `None` without any.
    #[must_use]
    pub fn result(&self) -> Option<WeightedResult> {
        // At most 2^120 in all, so the casts are exact.
        let net = self.category_units(Category::Promoter).cast_signed()
            - self.category_units(Category::Detractor).cast_signed();
        let nps = Nps::from_ratio(Ratio::new(net, self.total_units())?);
        Some(WeightedResult { tally: *self, nps })
    }
}

impl WeightedResult {
    /// The weighted counts.
    #[must_use]
    pub const fn tally(&self) -> &WeightedTally {
        &self.tally
    }

    /// The weighted Net Promoter Score, exact: weight of promoters minus weight of detractors,
    /// in percent of all weight.
    #[must_use]
    pub const fn nps(&self) -> Nps {
        self.nps
    }
}

impl WeightedResult {
    /// All responses, each counted once.
    #[must_use]
    pub const fn responses(&self) -> u64 {
        self.tally().responses()
    }

    /// The sum of all weights.
    #[must_use]
    pub fn weight(&self) -> Decimal {
        self.tally().total_weight()
    }

    /// The share of one category in all weight, exact.
    #[must_use]
    #[allow(clippy::missing_panics_doc, reason = "a result has some weight")]
    pub fn share(&self, category: Category) -> Share {
        match Share::new(
            self.tally().category_units(category),
            self.tally().total_units(),
        ) {
            Some(share) => share,
            None => unreachable!(),
        }
    }

    /// Bain's band of the weighted score.
    #[must_use]
    pub fn rating(&self) -> Rating {
        Rating::of(self.nps())
    }

    /// How many equally weighted responses would be as precise: (Σw)² / Σw², a float from 1 to the
    /// number of responses.
    ///
    /// Source: Kish, *Survey Sampling* (1965), section 11.7.
    #[must_use]
    pub fn effective_responses(&self) -> f64 {
        let weight = Category::ALL
            .map(|category| self.tally().category_units(category) as f64)
            .into_iter()
            .sum::<f64>()
            / 1e12;
        let squared: f64 = Category::ALL
            .into_iter()
            .map(|category| self.tally().squared_weight(category))
            .sum();
        weight * weight / squared
    }
}

/// The headline: `weighted NPS 40 (n = 2746)`.
impl core::fmt::Display for WeightedResult {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("weighted NPS ")?;
        self.nps().fmt(f)?;
        write!(f, " (n = {})", self.responses())
    }
}

#[cfg(feature = "serde")]
mod wire {
    use alloc::string::{String, ToString};

    use serde::{Serialize, Serializer};

    use super::{Category, Rating, WeightedResult};

    #[derive(Serialize)]
    #[serde(rename = "WeightedResult")]
    struct Row {
        responses: u64,
        weight: String,
        detractor_weight: String,
        passive_weight: String,
        promoter_weight: String,
        nps: f64,
        rating: Rating,
        effective_responses: f64,
    }

    impl Serialize for WeightedResult {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            let weight = |category| self.tally().weight(category).to_string();
            Row {
                responses: self.responses(),
                weight: self.weight().to_string(),
                detractor_weight: weight(Category::Detractor),
                passive_weight: weight(Category::Passive),
                promoter_weight: weight(Category::Promoter),
                nps: self.nps().to_f64(),
                rating: self.rating(),
                effective_responses: self.effective_responses(),
            }
            .serialize(serializer)
        }
    }
}

//! What is normal.

use core::fmt;

use libm::sqrt;

use crate::error::DataError;
use crate::nps::Natural;
use crate::nps::{Nps, NpsResult};
use crate::response::Category;
use crate::tally::{Sample, Tally};

/// What is normal: the responses of a time when all was well, with which others are compared.
///
/// Its NPS is the centre of a control chart, its variance tells how far the score of so many responses
/// strays by chance. Both are taken as known, so it should have many more
/// responses than a period: the centre of a baseline of 400 is itself uncertain by some 8 points.
///
/// # Invariants
///
/// Responses in at least two categories.
///
/// # Serialised form
///
/// That of its tally.
///
/// # Example
///
/// ```
/// use npscore::{Counts, Tally};
/// use npscore::insight::monitor::Baseline;
///
/// let year = Tally::from(Counts { detractors: 85, passives: 115, promoters: 200 }).result().ok_or("no responses")?;
/// let baseline = Baseline::new(year)?;
/// assert_eq!(format!("{:.1}", baseline.standard_error(100)), "7.9");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Baseline<S = Tally> {
    result: NpsResult<S>,
}

impl<S: Sample> Baseline<S> {
    /// These responses as what is normal.
    ///
    /// # Errors
    ///
    /// [`DataError::AllAlike`] for responses that are all alike, such as 30 promoters: any other
    /// response would be a signal.
    pub fn new(result: NpsResult<S>) -> Result<Self, DataError> {
        let units = result.tally().units();
        let total: u128 = units.iter().sum();
        let alike = Category::ALL
            .into_iter()
            .find(|category| units[category.index()] == total);
        match alike {
            Some(category) => Err(DataError::AllAlike {
                what: "responses",
                found: result.responses(),
                alike: match category {
                    Category::Detractor => "detractors",
                    Category::Passive => "passives",
                    Category::Promoter => "promoters",
                },
                purpose: "learn limits from",
            }),
            None => Ok(Self { result }),
        }
    }

    /// The responses.
    #[must_use]
    pub const fn result(&self) -> &NpsResult<S> {
        &self.result
    }

    /// The score that is normal: the centre of the chart.
    #[must_use]
    pub fn nps(&self) -> Nps {
        self.result.nps()
    }

    /// By how many points the score of so many responses strays if nothing has changed: the standard
    /// deviation of one response by the root of their number. Infinite for no responses.
    #[must_use]
    pub fn standard_error(&self, responses: u64) -> f64 {
        let (part, whole) = self.variance();
        100.0 * sqrt(part.ratio(&whole) / responses as f64)
    }

    /// The variance of one response on the scale of -1 to 1, exact: (4bc + a(b + c)) / n² for b
    /// detractors, a passives and c promoters of n.
    pub(super) fn variance(&self) -> (Natural, Natural) {
        let [b, a, c] = self.result.tally().units().map(Natural::from);
        let n = b.plus(&a).plus(&c);
        let numerator = Natural::from(4)
            .times(&b)
            .times(&c)
            .plus(&a.times(&b.plus(&c)));
        (numerator, n.times(&n))
    }
}

/// The headline of its responses.
impl<S: Sample> fmt::Display for Baseline<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if f.width().is_some() {
            return crate::text::padded(f, self);
        }
        f.write_str("baseline ")?;
        self.result.fmt(f)
    }
}

#[cfg(feature = "serde")]
mod wire {
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::{Baseline, NpsResult, Sample};

    impl<S: Sample + Serialize> Serialize for Baseline<S> {
        fn serialize<Z: Serializer>(&self, serializer: Z) -> Result<Z::Ok, Z::Error> {
            self.result.tally().serialize(serializer)
        }
    }

    impl<'de, S: Sample + Deserialize<'de>> Deserialize<'de> for Baseline<S> {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            let result = NpsResult::of(S::deserialize(deserializer)?)
                .ok_or_else(|| D::Error::custom("a baseline has no responses"))?;
            Self::new(result).map_err(D::Error::custom)
        }
    }
}

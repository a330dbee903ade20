//! What is normal.

use core::fmt;

use libm::sqrt;

use crate::error::DataError;
use crate::nps::Natural;
use crate::nps::{Nps, NpsResult};
use crate::response::Category;

/// What is normal: the responses of a time when all was well, with which others are compared.
///
/// Its NPS is the centre of a control chart, its [variance](NpsResult::variance) tells how far the
/// score of so many responses strays by chance. Both are taken as known, so it should have many more
/// responses than a period: the centre of a baseline of 400 is itself uncertain by some 8 points.
///
/// # Invariants
///
/// Responses in at least two categories.
///
/// # Serialised form
///
/// That of its [`NpsResult`].
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
pub struct Baseline {
    result: NpsResult,
}

impl Baseline {
    /// These responses as what is normal.
    ///
    /// # Errors
    ///
    /// [`DataError::AllAlike`] for responses that are all alike, such as 30 promoters: any other
    /// response would be a signal.
    pub fn new(result: NpsResult) -> Result<Self, DataError> {
        let found = result.responses();
        let alike = Category::ALL
            .into_iter()
            .find(|category| result.count(*category) == found);
        match alike {
            Some(category) => Err(DataError::AllAlike {
                what: "responses",
                found,
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
    pub const fn result(&self) -> &NpsResult {
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
        100.0 * sqrt(self.result.variance() / responses as f64)
    }

    /// The variance of one response on the scale of -1 to 1, exact: (4bc + a(b + c)) / n².
    pub(super) fn variance(&self) -> (Natural, Natural) {
        let [b, a, c] =
            Category::ALL.map(|category| Natural::from(u128::from(self.result.count(category))));
        let four = Natural::from(4);
        let n = Natural::from(u128::from(self.result.responses()));
        let numerator = four.times(&b).times(&c).plus(&a.times(&b.plus(&c)));
        (numerator, n.times(&n))
    }
}

/// The headline of its responses.
impl fmt::Display for Baseline {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("baseline ")?;
        self.result.fmt(f)
    }
}

#[cfg(feature = "serde")]
mod wire {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::{Baseline, NpsResult};

    impl Serialize for Baseline {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            self.result.serialize(serializer)
        }
    }

    impl<'de> Deserialize<'de> for Baseline {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            Self::new(NpsResult::deserialize(deserializer)?).map_err(serde::de::Error::custom)
        }
    }
}

//! What is normal.

use libm::sqrt;

use super::error::MonitorError;
use crate::nps::{Nps, NpsResult};

pub use encapsulate::Baseline;

mod encapsulate {
    use super::{MonitorError, NpsResult};

    /// What is normal: the answers of a time when all was well, against which others are held.
    ///
    /// Its score is the centre of a control chart, its [variance](NpsResult::variance) tells how far
    /// the score of so many answers strays by chance. Both are taken as known, so it should have
    /// many more answers than a period: of a baseline of 400 the centre itself is uncertain by some
    /// 8 points.
    ///
    /// # Invariants
    ///
    /// Answers in at least two categories.
    ///
    /// # Ordering
    ///
    /// None.
    ///
    /// # Errors
    ///
    /// [`MonitorError::NoSpread`] for answers that are all alike, such as 30 promoters.
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
        /// These answers as what is normal.
        ///
        /// # Errors
        ///
        /// [`MonitorError::NoSpread`] for answers that are all alike.
        pub fn new(result: NpsResult) -> Result<Self, MonitorError> {
            let responses = result.responses();
            let tally = result.tally();
            if [tally.detractors(), tally.passives(), tally.promoters()].contains(&responses) {
                return Err(MonitorError::NoSpread { responses });
            }
            Ok(Self { result })
        }

        /// The answers.
        #[must_use]
        pub const fn result(&self) -> &NpsResult {
            &self.result
        }
    }
}

impl Baseline {
    /// The score that is normal: the centre of the chart.
    #[must_use]
    pub const fn nps(&self) -> Nps {
        self.result().nps()
    }

    /// By how many points the score of so many answers strays if nothing has changed: the baseline's
    /// standard deviation of an answer by the root of their number. Infinite for no answers.
    #[must_use]
    pub fn standard_error(&self, responses: u64) -> f64 {
        100.0 * sqrt(self.result().variance() / responses as f64)
    }
}

/// The headline of its answers.
impl core::fmt::Display for Baseline {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("baseline ")?;
        self.result().fmt(f)
    }
}

#[cfg(feature = "serde")]
mod wire {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::{Baseline, NpsResult};

    impl Serialize for Baseline {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            self.result().serialize(serializer)
        }
    }

    impl<'de> Deserialize<'de> for Baseline {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            Self::new(NpsResult::deserialize(deserializer)?).map_err(serde::de::Error::custom)
        }
    }
}

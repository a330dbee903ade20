//! An alarm on a live stream: has the score fallen below a floor?

use core::fmt;

use super::error::MonitorError;
use crate::aggregate::{CountError, Observe, Responses};
use crate::inference::{Alternative, Confidence, Test};
use crate::nps::{Nps, NpsResult};
use crate::tally::Tally;

pub use encapsulate::DropAlarm;

mod encapsulate {
    use super::{Confidence, MonitorError, Nps, Tally};

    /// An alarm that may be asked after every answer whether the true score is below a floor.
    ///
    /// It has a test that [holds at all times](crate::NpsResult::anytime_valid_test): if the true
    /// score is at or above the floor, the chance that the alarm is *ever* raised is at most
    /// 1 - confidence, however often it is asked. An ordinary test that is repeated after every
    /// answer raises it sooner or later.
    ///
    /// The state is counts only. What has been counted elsewhere can be [added](Self::checked_add),
    /// under the conditions of the [test](crate::NpsResult::anytime_valid_test). It judges the score
    /// of all answers it has seen, so give it a fresh start with each campaign or quarter: years of
    /// good answers would take long to outweigh. Once raised it may fall silent again as better
    /// answers come in; that it was raised remains evidence, so act on the first time.
    ///
    /// # Invariants
    ///
    /// The floor is above -100 points.
    ///
    /// # Ordering
    ///
    /// None.
    ///
    /// # Errors
    ///
    /// [`MonitorError::FloorOutOfRange`] for a floor of -100, which no score is below.
    ///
    /// # Panics
    ///
    /// `observe` and `observe_n` where the answers would pass `u64::MAX`.
    ///
    /// # Serialised form
    ///
    /// `{"floor", "confidence", "tally"}`: the floor as an exact `[net, responses]`.
    ///
    /// # Example
    ///
    /// ```
    /// use npscore::inference::Confidence;
    /// use npscore::insight::monitor::DropAlarm;
    /// use npscore::{Nps, Score};
    ///
    /// let mut alarm = DropAlarm::new(Nps::constant(40), Confidence::P99)?;
    /// let raised = [3, 9, 6, 2, 7, 10, 5, 4, 8, 6, 9, 1, 3, 6, 5, 0, 2, 6, 9, 4]
    ///     .map(Score::constant)
    ///     .into_iter()
    ///     .find_map(|score| alarm.watch(score));
    /// assert_eq!(
    ///     raised.ok_or("no alarm")?.to_string(),
    ///     "NPS -50 (n = 16) is below 40 (99 %, evidence 186 to 1)"
    /// );
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[derive(Debug, Clone, Copy, PartialEq)]
    pub struct DropAlarm {
        floor: Nps,
        confidence: Confidence,
        tally: Tally,
    }

    impl DropAlarm {
        /// An alarm that has seen no answer.
        ///
        /// # Errors
        ///
        /// [`MonitorError::FloorOutOfRange`] for a floor of -100.
        pub fn new(floor: Nps, confidence: Confidence) -> Result<Self, MonitorError> {
            Self::resume(floor, confidence, Tally::default())
        }

        /// An alarm that has seen these answers.
        ///
        /// # Errors
        ///
        /// [`MonitorError::FloorOutOfRange`] for a floor of -100.
        pub fn resume(
            floor: Nps,
            confidence: Confidence,
            tally: Tally,
        ) -> Result<Self, MonitorError> {
            if floor == Nps::MIN {
                return Err(MonitorError::FloorOutOfRange);
            }
            Ok(Self {
                floor,
                confidence,
                tally,
            })
        }

        /// The score that is not to be fallen below.
        #[must_use]
        pub const fn floor(&self) -> Nps {
            self.floor
        }

        /// How sure an alarm is.
        #[must_use]
        pub const fn confidence(&self) -> Confidence {
            self.confidence
        }

        /// The answers it has seen.
        #[must_use]
        pub const fn tally(&self) -> &Tally {
            &self.tally
        }

        pub(super) const fn tally_mut(&mut self) -> &mut Tally {
            &mut self.tally
        }
    }
}

impl DropAlarm {
    /// The alarm, if by the answers so far the score is below the floor.
    #[must_use]
    pub fn alert(&self) -> Option<DropAlert> {
        let result = self.tally().result()?;
        let test = result.anytime_valid_test(self.floor(), Alternative::Less);
        test.rejects(self.confidence()).then_some(DropAlert {
            result,
            floor: self.floor(),
            confidence: self.confidence(),
            test,
        })
    }

    /// Takes one answer into account; the alarm, if this answer raises it.
    ///
    /// Nothing while it stays raised.
    ///
    /// # Panics
    ///
    /// Where the answers would pass `u64::MAX`.
    pub fn watch<T>(&mut self, answer: T) -> Option<DropAlert>
    where
        Tally: Observe<T>,
    {
        let raised_before = self.alert().is_some();
        self.tally_mut().observe(answer);
        self.alert().filter(|_| !raised_before)
    }

    /// The alarm with answers that were counted elsewhere.
    ///
    /// # Errors
    ///
    /// [`CountError::Overflow`] for more than `u64::MAX` answers.
    pub fn checked_add(&self, tally: &Tally) -> Result<Self, CountError> {
        let mut sum = *self;
        *sum.tally_mut() = self.tally().checked_add(tally)?;
        Ok(sum)
    }
}

impl<T> Observe<T> for DropAlarm
where
    Tally: Observe<T>,
{
    fn observe_n(&mut self, answer: T, n: u64) {
        self.tally_mut().observe_n(answer, n);
    }
}

impl Responses for DropAlarm {
    fn responses(&self) -> u64 {
        self.tally().responses()
    }
}

/// What a [`DropAlarm`] saw when it was raised.
///
/// # Ordering
///
/// None.
///
/// # Display
///
/// `NPS 10 (n = 200) is below 40 (95 %, evidence 5870 to 1)`.
///
/// # Serialised form
///
/// `{"result", "floor", "confidence", "test"}`, the floor in points; written only.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DropAlert {
    result: NpsResult,
    floor: Nps,
    confidence: Confidence,
    test: Test,
}

impl DropAlert {
    /// The answers.
    #[must_use]
    pub const fn result(&self) -> &NpsResult {
        &self.result
    }

    /// The score that was fallen below.
    #[must_use]
    pub const fn floor(&self) -> Nps {
        self.floor
    }

    /// How sure the alarm is.
    #[must_use]
    pub const fn confidence(&self) -> Confidence {
        self.confidence
    }

    /// The test against a score at or above the floor: its statistic is the natural logarithm of the
    /// evidence, none where a single answer refutes a floor of 100.
    #[must_use]
    pub const fn test(&self) -> Test {
        self.test
    }
}

impl fmt::Display for DropAlert {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} is below {} ", self.result, self.floor)?;
        match self.test.statistic() {
            // Beyond a million the figure says no more.
            Some(log_e) if log_e < 13.8 => write!(
                f,
                "({}, evidence {:.0} to 1)",
                self.confidence,
                libm::exp(log_e)
            ),
            Some(_) => write!(f, "({}, evidence over 1000000 to 1)", self.confidence),
            None => write!(f, "({}, certain)", self.confidence),
        }
    }
}

#[cfg(feature = "serde")]
mod wire {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::{Confidence, DropAlarm, DropAlert, Nps, NpsResult, Tally, Test};

    #[derive(Serialize, Deserialize)]
    #[serde(rename = "DropAlarm", deny_unknown_fields)]
    struct State {
        floor: Nps,
        confidence: Confidence,
        tally: Tally,
    }

    impl Serialize for DropAlarm {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            State {
                floor: self.floor(),
                confidence: self.confidence(),
                tally: *self.tally(),
            }
            .serialize(serializer)
        }
    }

    impl<'de> Deserialize<'de> for DropAlarm {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            let state = State::deserialize(deserializer)?;
            Self::resume(state.floor, state.confidence, state.tally)
                .map_err(serde::de::Error::custom)
        }
    }

    #[derive(Serialize)]
    #[serde(rename = "DropAlert")]
    struct Row {
        result: NpsResult,
        floor: f64,
        confidence: Confidence,
        test: Test,
    }

    impl Serialize for DropAlert {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            Row {
                result: self.result,
                floor: self.floor.to_f64(),
                confidence: self.confidence,
                test: self.test,
            }
            .serialize(serializer)
        }
    }
}

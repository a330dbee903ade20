//! Counts of whole-number answers on any scale.

use alloc::collections::BTreeMap;
use core::ops::RangeInclusive;

use crate::error::CountError;
use crate::kit::{Merge, Observe, aggregator};

/// How often each answer was given: one whole number, or the answers to several questions together.
///
/// The state behind [CSAT and CES](crate::insight::Satisfaction), with one answer per respondent, and
/// behind [satisfaction indices](crate::insight::SatisfactionIndex), with three: `Frequencies<[i32; 3]>`.
/// It knows no scale, so that any two states merge; the scale is named when the result is asked
/// for, and an answer off the scale is an error then.
///
/// # Invariants
///
/// Every count is at least 1, and they add up to a `u64`.
///
/// # Memory
///
/// Grows with the number of different answers, at most a thousand for three answers of 1 to 10.
///
/// # Panics
///
/// `observe`, `observe_n`, `collect`, `extend`, `+` and `merge` where the answers would pass
/// `u64::MAX`; the state is as it was.
///
/// # Serialised form
///
/// A list of `[answer, count]` pairs, sorted by answer; an answer given twice is refused, and a count
/// of 0.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Frequencies<M: Ord = i32> {
    counts: BTreeMap<M, u64>,
    responses: u64,
}

impl<M: Ord> Frequencies<M> {
    pub(super) const fn empty() -> Self {
        Self {
            counts: BTreeMap::new(),
            responses: 0,
        }
    }

    /// Every answer with how often it was given, by answer.
    #[must_use]
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&M, u64)> + Clone {
        self.counts.iter().map(|(answer, n)| (answer, *n))
    }

    /// All answers.
    #[must_use]
    pub const fn responses(&self) -> u64 {
        self.responses
    }

    /// How often an answer was given.
    pub fn count(&self, answer: &M) -> u64 {
        self.counts.get(answer).copied().unwrap_or(0)
    }
}

/// No answers.
impl<M: Ord> Default for Frequencies<M> {
    fn default() -> Self {
        Self::empty()
    }
}

impl<M: Ord> Observe<M> for Frequencies<M> {
    fn try_observe_n(&mut self, answer: M, n: u64) -> Result<(), CountError> {
        if n > 0 {
            let responses = self.responses.checked_add(n);
            self.responses = responses.ok_or(CountError::Overflow)?;
            // No count is above the sum.
            *self.counts.entry(answer).or_insert(0) += n;
        }
        Ok(())
    }

    fn check_observe_n(&self, _: M, n: u64) -> Result<(), CountError> {
        let fits = self.responses().checked_add(n).is_some();
        if fits {
            Ok(())
        } else {
            Err(CountError::Overflow)
        }
    }
}

impl<M: Ord> Merge for Frequencies<M> {
    fn try_merge(&mut self, other: Self) -> Result<(), CountError> {
        let responses = self.responses.checked_add(other.responses);
        self.responses = responses.ok_or(CountError::Overflow)?;
        for (answer, n) in other.counts {
            *self.counts.entry(answer).or_insert(0) += n;
        }
        Ok(())
    }

    fn check_merge(&self, other: &Self) -> Result<(), CountError> {
        let fits = self.responses().checked_add(other.responses()).is_some();
        if fits {
            Ok(())
        } else {
            Err(CountError::Overflow)
        }
    }

    fn observed(&self) -> RangeInclusive<u64> {
        self.responses()..=self.responses()
    }
}

aggregator!([M: Ord] Frequencies<M>, each);

#[cfg(feature = "serde")]
mod wire {
    use alloc::vec::Vec;

    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::{Frequencies, Observe};

    impl<M: Ord + Serialize> Serialize for Frequencies<M> {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.collect_seq(self.iter())
        }
    }

    impl<'de, M: Ord + Deserialize<'de>> Deserialize<'de> for Frequencies<M> {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            let mut answers = Self::default();
            for (answer, n) in Vec::<(M, u64)>::deserialize(deserializer)? {
                if n == 0 {
                    return Err(D::Error::custom("an answer with a count of 0"));
                }
                if answers.count(&answer) > 0 {
                    return Err(D::Error::custom("an answer is given twice"));
                }
                answers.try_observe_n(answer, n).map_err(D::Error::custom)?;
            }
            Ok(answers)
        }
    }
}

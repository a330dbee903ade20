//! Counts of whole-number answers on any scale.

use alloc::collections::BTreeMap;

use core::ops::RangeInclusive;

use crate::error::CountError;
use crate::kit::{Merge, Observe, aggregator};

pub use encapsulate::Marks;

mod encapsulate {
    use super::{BTreeMap, CountError};

    /// How often each answer was given: a mark, or the marks for several questions together.
    ///
    /// The state behind [CSAT and CES](crate::insight::Companion), with one mark per respondent, and
    /// behind [satisfaction indices](crate::insight::SatisfactionIndex), with three: `Marks<[i32; 3]>`.
    /// It knows no scale, so that any two states merge; the scale is named when the result is asked
    /// for, and an answer off the scale is an error then.
    ///
    /// # Invariants
    ///
    /// Every count is at least 1, and they add up to a `u64`.
    ///
    /// # Ordering
    ///
    /// None.
    ///
    /// # Memory
    ///
    /// Grows with the number of different answers, at most a thousand for three marks of 1 to 10.
    ///
    /// # Panics
    ///
    /// `observe`, `observe_n`, `collect`, `extend`, `+` and `merge` where the answers would pass
    /// `u64::MAX`; the state is as it was.
    ///
    /// # Serialised form
    ///
    /// A list of `[mark, count]` pairs, sorted by mark; a mark given twice is refused, and a count of
    /// 0.
    #[derive(Debug, Clone, PartialEq, Eq, Hash)]
    pub struct Marks<M: Ord = i32> {
        counts: BTreeMap<M, u64>,
        responses: u64,
    }

    impl<M: Ord> Marks<M> {
        pub(super) const fn empty() -> Self {
            Self {
                counts: BTreeMap::new(),
                responses: 0,
            }
        }

        /// `n` more of one answer.
        ///
        /// # Errors
        ///
        /// [`CountError::Overflow`] for more than `u64::MAX` answers; the state is as it was.
        pub fn checked_observe_n(&mut self, mark: M, n: u64) -> Result<(), CountError> {
            if n > 0 {
                let responses = self.responses.checked_add(n);
                self.responses = responses.ok_or(CountError::Overflow)?;
                // No count is above the sum.
                *self.counts.entry(mark).or_insert(0) += n;
            }
            Ok(())
        }

        /// Both states together.
        ///
        /// # Errors
        ///
        /// [`CountError::Overflow`] for more than `u64::MAX` answers; the state is as it was.
        pub fn checked_merge(&mut self, other: Self) -> Result<(), CountError> {
            let responses = self.responses.checked_add(other.responses);
            self.responses = responses.ok_or(CountError::Overflow)?;
            for (mark, n) in other.counts {
                *self.counts.entry(mark).or_insert(0) += n;
            }
            Ok(())
        }

        /// Every answer with how often it was given, by answer.
        #[must_use]
        pub fn iter(&self) -> impl ExactSizeIterator<Item = (&M, u64)> + Clone {
            self.counts.iter().map(|(mark, n)| (mark, *n))
        }

        /// All answers.
        #[must_use]
        pub const fn responses(&self) -> u64 {
            self.responses
        }

        /// How often an answer was given.
        pub fn count(&self, mark: &M) -> u64 {
            self.counts.get(mark).copied().unwrap_or(0)
        }
    }
}

/// No answers.
impl<M: Ord> Default for Marks<M> {
    fn default() -> Self {
        Self::empty()
    }
}

impl<M: Ord> Observe<M> for Marks<M> {
    fn try_observe_n(&mut self, mark: M, n: u64) -> Result<(), CountError> {
        self.checked_observe_n(mark, n)
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

impl<M: Ord> Merge for Marks<M> {
    fn try_merge(&mut self, other: Self) -> Result<(), CountError> {
        self.checked_merge(other)
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

aggregator!([M: Ord] Marks<M>, each);

#[cfg(feature = "serde")]
mod wire {
    use alloc::vec::Vec;

    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::Marks;

    impl<M: Ord + Serialize> Serialize for Marks<M> {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.collect_seq(self.iter())
        }
    }

    impl<'de, M: Ord + Deserialize<'de>> Deserialize<'de> for Marks<M> {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            let mut marks = Self::default();
            for (mark, n) in Vec::<(M, u64)>::deserialize(deserializer)? {
                if n == 0 {
                    return Err(D::Error::custom("a mark with a count of 0"));
                }
                if marks.count(&mark) > 0 {
                    return Err(D::Error::custom("a mark is given twice"));
                }
                marks.checked_observe_n(mark, n).map_err(D::Error::custom)?;
            }
            Ok(marks)
        }
    }
}

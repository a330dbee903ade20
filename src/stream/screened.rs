//! Raw answers in, accepted and excluded both counted.

use core::ops::RangeInclusive;

use crate::error::CountError;
use crate::kit::{Answer, Forget, Merge, Observe, Snapshot, aggregator};
use crate::nps::HasTally;
use crate::response::Exclusion;

/// An aggregator behind a screen: it takes accepted answers, and what is excluded is counted
/// by reason.
///
/// Observes what a [`Screening`](crate::Screening) returns, `Result<T, Exclusion>`, for any
/// aggregator of `T`; an [`Answer`] by itself is accepted. So the rules stay outside the state, and
/// states of different rules merge. Keys go with the answer:
/// `screening.screen(cell).map(|score| (region, score))` for an aggregator of `(region, score)`.
///
/// # Invariants
///
/// `accepted + excluded == offered`, always, and `offered` is a `u64`: nothing is lost.
///
/// # Panics
///
/// `+`, `+=`, `observe` and `merge` where the cells offered would pass `u64::MAX`, and wherever
/// the aggregator inside does; the state is as it was.
///
/// # Serialised form
///
/// `{"accepted", "excluded", "inner"}`, the excluded by reason. Read back, the number of accepted
/// answers must be one that the aggregator inside can have observed.
///
/// # Example
///
/// ```
/// use npscore::{Exclusion, Observe, Screened, Screening, Tally};
///
/// let screening = Screening::new().missing_word("NA")?;
/// let mut screened = Screened::<Tally>::default();
/// for cell in ["10", "9", "NA", "", "7.5", "3"] {
///     screened.observe(screening.screen(cell));
/// }
/// assert_eq!((screened.offered(), screened.accepted(), screened.excluded()), (6, 3, 3));
/// assert_eq!(screened.excluded_for(Exclusion::Missing), 2);
/// assert_eq!(screened.inner().result().map(|result| result.nps().whole()), Some(33));
/// # Ok::<(), npscore::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Screened<A> {
    inner: A,
    accepted: u64,
    exclusions: Exclusions,
}

/// How many cells were excluded, by reason.
type Exclusions = [u64; Exclusion::ALL.len()];

impl<A> Screened<A> {
    /// The aggregator of accepted answers.
    #[must_use]
    pub const fn inner(&self) -> &A {
        &self.inner
    }

    /// The aggregator of accepted answers, without the screen.
    #[must_use]
    pub fn into_inner(self) -> A {
        self.inner
    }

    /// How many cells were offered: accepted and excluded.
    #[must_use]
    pub fn offered(&self) -> u64 {
        self.accepted + self.excluded()
    }

    /// How many cells were accepted as answers.
    #[must_use]
    pub const fn accepted(&self) -> u64 {
        self.accepted
    }

    /// How many cells were excluded, for whatever reason.
    #[must_use]
    pub fn excluded(&self) -> u64 {
        self.exclusions.iter().sum()
    }

    /// How many cells were excluded for one reason.
    #[must_use]
    pub const fn excluded_for(&self, reason: Exclusion) -> u64 {
        self.exclusions[reason as usize]
    }

    /// Each reason with the number of cells that were excluded for it, zeros included.
    #[must_use]
    pub fn exclusions(&self) -> impl ExactSizeIterator<Item = (Exclusion, u64)> + use<A> {
        let counts = self.exclusions;
        let counted = move |reason| (reason, counts[reason as usize]);
        Exclusion::ALL.into_iter().map(counted)
    }

    /// What was observed in so many rows, of which some had no value.
    pub(crate) const fn counted(inner: A, rows: usize, missing: usize) -> Self {
        let mut exclusions = [0; Exclusion::ALL.len()];
        exclusions[Exclusion::Missing as usize] = missing as u64;
        Self {
            inner,
            accepted: (rows - missing) as u64,
            exclusions,
        }
    }

    /// A state of its parts, where `accepted` says what `inner` has observed.
    #[cfg(feature = "serde")]
    fn from_parts(inner: A, accepted: u64, exclusions: Exclusions) -> Result<Self, CountError> {
        let excluded = exclusions.iter();
        let offered = { excluded }.try_fold(accepted, |sum, count| sum.checked_add(*count));
        offered.ok_or(CountError::Overflow)?;
        Ok(Self {
            inner,
            accepted,
            exclusions,
        })
    }

    /// Whether so many more cells can be offered.
    fn check_offer(&self, n: u64) -> Result<(), CountError> {
        match self.offered().checked_add(n) {
            Some(_) => Ok(()),
            None => Err(CountError::Overflow),
        }
    }

    /// Lets the aggregator inside observe `n` answers, and counts them.
    #[inline]
    fn try_accept(
        &mut self,
        n: u64,
        observe: impl FnOnce(&mut A) -> Result<(), CountError>,
    ) -> Result<(), CountError> {
        self.check_offer(n)?;
        observe(&mut self.inner)?;
        self.accepted += n;
        Ok(())
    }
}

impl<T: Answer, A: Observe<T>> Observe<Result<T, Exclusion>> for Screened<A> {
    #[inline]
    fn try_observe_n(&mut self, outcome: Result<T, Exclusion>, n: u64) -> Result<(), CountError> {
        match outcome {
            Ok(answer) => self.try_observe_n(answer, n),
            Err(reason) => {
                self.check_offer(n)?;
                self.exclusions[reason as usize] += n;
                Ok(())
            }
        }
    }

    fn check_observe_n(&self, outcome: Result<T, Exclusion>, n: u64) -> Result<(), CountError> {
        match outcome {
            Ok(answer) => self.check_observe_n(answer, n),
            Err(_) => self.check_offer(n),
        }
    }
}

/// An answer that needs no screening is accepted.
impl<T: Answer, A: Observe<T>> Observe<T> for Screened<A> {
    #[inline]
    fn try_observe_n(&mut self, answer: T, n: u64) -> Result<(), CountError> {
        self.try_accept(n, |inner| inner.try_observe_n(answer, n))
    }

    fn check_observe_n(&self, answer: T, n: u64) -> Result<(), CountError> {
        self.check_offer(n)?;
        self.inner.check_observe_n(answer, n)
    }
}

impl<T: Answer, A: Forget<T>> Forget<Result<T, Exclusion>> for Screened<A> {
    fn forget(&mut self, outcome: Result<T, Exclusion>) -> Result<(), CountError> {
        match outcome {
            Ok(answer) => self.forget(answer),
            Err(reason) => {
                let count = &mut self.exclusions[reason as usize];
                *count = count.checked_sub(1).ok_or(CountError::NOTHING)?;
                Ok(())
            }
        }
    }
}

impl<T: Answer, A: Forget<T>> Forget<T> for Screened<A> {
    fn forget(&mut self, answer: T) -> Result<(), CountError> {
        let accepted = self.accepted.checked_sub(1).ok_or(CountError::NOTHING)?;
        self.inner.forget(answer)?;
        self.accepted = accepted;
        Ok(())
    }
}

impl<A: Merge> Merge for Screened<A> {
    fn try_merge(&mut self, other: Self) -> Result<(), CountError> {
        self.check_offer(other.offered())?;
        self.try_accept(other.accepted, |inner| inner.try_merge(other.inner))?;
        for (count, more) in self.exclusions.iter_mut().zip(other.exclusions) {
            *count += more;
        }
        Ok(())
    }

    fn check_merge(&self, other: &Self) -> Result<(), CountError> {
        self.check_offer(other.offered())?;
        self.inner.check_merge(&other.inner)
    }

    fn observed(&self) -> RangeInclusive<u64> {
        self.offered()..=self.offered()
    }
}

aggregator!([A] Screened<A>, each);

impl<A: Snapshot> Snapshot for Screened<A> {}

/// The tally of the accepted answers: screened groups rank like others.
///
/// ```
/// use npscore::{Exclusion, Score, Screened, Segments, Tally};
///
/// let cells = [("a", Ok(Score::MIN)), ("b", Err(Exclusion::Missing)), ("c", Ok(Score::MAX))];
/// let segments: Segments<String, Screened<Tally>> = cells.into_iter().collect();
/// let ranked: Vec<&str> = segments.by_nps().iter().map(|(key, _)| key.as_str()).collect();
/// assert_eq!(ranked, ["c", "a", "b"]);
/// ```
impl<A: HasTally> HasTally for Screened<A> {
    type Tally = A::Tally;

    fn tally(&self) -> A::Tally {
        self.inner().tally()
    }
}

#[cfg(feature = "serde")]
mod wire {
    use alloc::format;
    use alloc::string::ToString as _;

    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::{CountError, Exclusion, Merge, Screened};

    #[derive(Serialize, Deserialize)]
    #[serde(rename = "Exclusions", deny_unknown_fields)]
    struct Exclusions {
        missing: u64,
        not_a_number: u64,
        not_whole: u64,
        out_of_range: u64,
    }

    #[derive(Serialize, Deserialize)]
    #[serde(rename = "Screened", deny_unknown_fields)]
    struct State<A> {
        accepted: u64,
        excluded: Exclusions,
        inner: A,
    }

    impl<A: Serialize> Serialize for Screened<A> {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            State {
                accepted: self.accepted(),
                excluded: Exclusions {
                    missing: self.excluded_for(Exclusion::Missing),
                    not_a_number: self.excluded_for(Exclusion::NotANumber),
                    not_whole: self.excluded_for(Exclusion::NotWhole),
                    out_of_range: self.excluded_for(Exclusion::OutOfRange),
                },
                inner: self.inner(),
            }
            .serialize(serializer)
        }
    }

    impl<'de, A: Deserialize<'de> + Merge> Deserialize<'de> for Screened<A> {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            let State {
                accepted,
                excluded,
                inner,
            } = State::<A>::deserialize(deserializer)?;
            let observed = inner.observed();
            if !observed.contains(&accepted) {
                let message = match observed.start() {
                    _ if observed.is_empty() => CountError::Overflow.to_string(),
                    fewest if fewest == observed.end() => {
                        format!("accepted is {accepted}, but the aggregator has observed {fewest}")
                    }
                    fewest => format!(
                        "accepted is {accepted}, but the aggregator has observed at least {fewest}"
                    ),
                };
                return Err(D::Error::custom(message));
            }
            let exclusions = [
                excluded.missing,
                excluded.not_a_number,
                excluded.not_whole,
                excluded.out_of_range,
            ];
            Self::from_parts(inner, accepted, exclusions).map_err(D::Error::custom)
        }
    }
}

//! Raw answers in, accepted and excluded both counted.

use alloc::vec::Vec;
use core::ops::RangeInclusive;

use crate::error::CountError;
use crate::kit::{Answer, Forget, Merge, Observe, Outcomes, Snapshot, aggregator};
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
    /// No less than the exclusions.
    offered: u64,
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
    pub const fn offered(&self) -> u64 {
        self.offered
    }

    /// How many cells were accepted as answers.
    #[must_use]
    pub fn accepted(&self) -> u64 {
        self.offered - self.excluded()
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
            offered: rows as u64,
            exclusions,
        }
    }

    /// A state of its parts, where `accepted` says what `inner` has observed.
    #[cfg(feature = "serde")]
    fn from_parts(inner: A, accepted: u64, exclusions: Exclusions) -> Result<Self, CountError> {
        let excluded = exclusions.iter();
        let offered = { excluded }.try_fold(accepted, |sum, count| sum.checked_add(*count));
        Ok(Self {
            inner,
            offered: offered.ok_or(CountError::Overflow)?,
            exclusions,
        })
    }

    /// The cells offered, with so many more.
    const fn more(&self, n: u64) -> Result<u64, CountError> {
        match self.offered.checked_add(n) {
            Some(offered) => Ok(offered),
            None => Err(CountError::Overflow),
        }
    }
}

impl<A: Merge> Screened<A> {
    /// Lets aggregators observe, one for each state, and merges them as the outcomes they tell.
    fn try_merge_all(
        states: &mut [Self],
        observe: impl FnOnce(&mut [A]) -> Result<Vec<Outcomes>, CountError>,
    ) -> Result<Vec<u64>, CountError> {
        let mut inner: Vec<A> = states.iter().map(|_| A::default()).collect();
        let outcomes = observe(&mut inner)?;
        let parts = states.iter_mut().zip(inner).zip(outcomes);
        let merged = parts.map(|((state, inner), (accepted, without))| {
            let [exclusions @ .., _] = without;
            let offered = accepted + exclusions.iter().sum::<u64>();
            state.try_merge(Self {
                inner,
                offered,
                exclusions,
            })?;
            Ok(offered)
        });
        merged.collect()
    }
}

impl<T: Answer, A: Merge + Observe<T>> Observe<Result<T, Exclusion>> for Screened<A> {
    #[inline]
    fn try_observe_n(&mut self, outcome: Result<T, Exclusion>, n: u64) -> Result<(), CountError> {
        let offered = self.more(n)?;
        match outcome {
            Ok(answer) => self.inner.try_observe_n(answer, n)?,
            Err(reason) => self.exclusions[reason as usize] += n,
        }
        self.offered = offered;
        Ok(())
    }

    fn check_observe_n(&self, outcome: Result<T, Exclusion>, n: u64) -> Result<(), CountError> {
        self.more(n)?;
        match outcome {
            Ok(answer) => self.inner.check_observe_n(answer, n),
            Err(_) => Ok(()),
        }
    }

    fn try_observe_at<I>(states: &mut [Self], outcomes: I) -> Result<Vec<u64>, CountError>
    where
        I: IntoIterator<Item = (usize, Result<T, Exclusion>)>,
    {
        let outcomes = outcomes.into_iter();
        let outcomes =
            outcomes.map(|(place, outcome)| (place, outcome.map_err(|reason| reason as usize)));
        Self::try_merge_all(states, |inner| A::try_outcomes_at(inner, outcomes))
    }
}

/// An answer that needs no screening is accepted.
impl<T: Answer, A: Merge + Observe<T>> Observe<T> for Screened<A> {
    #[inline]
    fn try_observe_n(&mut self, answer: T, n: u64) -> Result<(), CountError> {
        self.try_observe_n(Ok(answer), n)
    }

    fn check_observe_n(&self, answer: T, n: u64) -> Result<(), CountError> {
        self.check_observe_n(Ok(answer), n)
    }

    fn try_observe_at<I>(states: &mut [Self], answers: I) -> Result<Vec<u64>, CountError>
    where
        I: IntoIterator<Item = (usize, T)>,
    {
        Self::try_merge_all(states, |inner| {
            let accepted = A::try_observe_at(inner, answers)?;
            Ok(accepted.into_iter().map(|count| (count, [0; 5])).collect())
        })
    }
}

impl<T: Answer, A: Merge + Forget<T>> Forget<Result<T, Exclusion>> for Screened<A> {
    fn forget(&mut self, outcome: Result<T, Exclusion>) -> Result<(), CountError> {
        match outcome {
            Ok(_) if self.accepted() == 0 => return Err(CountError::NOTHING),
            Ok(answer) => self.inner.forget(answer)?,
            Err(reason) => {
                let count = &mut self.exclusions[reason as usize];
                *count = count.checked_sub(1).ok_or(CountError::NOTHING)?;
            }
        }
        self.offered -= 1;
        Ok(())
    }
}

impl<T: Answer, A: Merge + Forget<T>> Forget<T> for Screened<A> {
    fn forget(&mut self, answer: T) -> Result<(), CountError> {
        self.forget(Ok(answer))
    }
}

impl<A: Merge> Merge for Screened<A> {
    fn try_merge(&mut self, other: Self) -> Result<(), CountError> {
        let offered = self.more(other.offered)?;
        self.inner.try_merge(other.inner)?;
        self.offered = offered;
        for (count, more) in self.exclusions.iter_mut().zip(other.exclusions) {
            *count += more;
        }
        Ok(())
    }

    fn check_merge(&self, other: &Self) -> Result<(), CountError> {
        self.more(other.offered)?;
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

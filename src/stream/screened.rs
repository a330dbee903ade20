//! Raw answers in, accepted and excluded both counted.

use crate::aggregate::{
    CountError, Forget, Merge, Observe, Responses, collects, operators, overflow,
};
use crate::nps::{HasNps, Nps};
use crate::response::Exclusion;

pub use encapsulate::{Exclusions, Screened};

mod encapsulate {
    use super::{CountError, Exclusion};

    /// How many cells were excluded, by reason.
    ///
    /// # Invariants
    ///
    /// The counts add up to a `u64`.
    ///
    /// # Panics
    ///
    /// The operators, `collect`, `extend` and `observe`, where the counts would pass `u64::MAX`.
    ///
    /// # Example
    ///
    /// ```
    /// use npscore::{Exclusion, Exclusions};
    ///
    /// let exclusions: Exclusions = [Exclusion::Missing, Exclusion::NotWhole].iter().collect();
    /// assert_eq!(exclusions.count(Exclusion::Missing), 1);
    /// assert_eq!(exclusions.total(), 2);
    /// ```
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
    pub struct Exclusions {
        counts: [u64; 4],
    }

    impl Exclusions {
        /// Exclusions that are already counted, in the order of [`Exclusion::ALL`].
        ///
        /// # Errors
        ///
        /// [`CountError::Overflow`] where they add up to more than `u64::MAX`.
        pub const fn from_counts(counts: [u64; 4]) -> Result<Self, CountError> {
            let (mut total, mut reason) = (0_u64, 0);
            while reason < counts.len() {
                match total.checked_add(counts[reason]) {
                    Some(sum) => total = sum,
                    None => return Err(CountError::Overflow),
                }
                reason += 1;
            }
            Ok(Self { counts })
        }

        /// Takes one exclusion back.
        pub(super) fn take_back(&mut self, reason: Exclusion) -> Result<(), CountError> {
            let count = &mut self.counts[reason as usize];
            *count = count.checked_sub(1).ok_or(CountError::Underflow)?;
            Ok(())
        }

        /// How many cells were excluded for one reason.
        #[must_use]
        pub const fn count(&self, reason: Exclusion) -> u64 {
            self.counts[reason as usize]
        }
    }

    /// An aggregator behind a screen: it takes accepted answers, and what is excluded is counted
    /// by reason.
    ///
    /// Observes what a [`Screening`](crate::Screening) returns, `Result<T, Exclusion>`, for any
    /// aggregator of `T`. So the rules stay outside the state, and states of different rules merge.
    /// Keys go with the answer: `screening.screen(cell).map(|score| (region, score))` for an
    /// aggregator of `(region, score)`.
    ///
    /// # Invariants
    ///
    /// `accepted + excluded == offered`, always, and `offered` is a `u64`: nothing is lost.
    ///
    /// # Panics
    ///
    /// `+`, `+=`, `observe` and `merge` where the cells offered would pass `u64::MAX`, and wherever
    /// the aggregator inside does.
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
    /// assert_eq!(screened.exclusions().count(Exclusion::Missing), 2);
    /// assert_eq!(screened.inner().result().map(|result| result.nps().whole()), Some(33));
    /// # Ok::<(), npscore::ScreeningRuleError>(())
    /// ```
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
    pub struct Screened<A> {
        inner: A,
        accepted: u64,
        exclusions: Exclusions,
    }

    impl<A> Screened<A> {
        /// A state of its parts, where `accepted` says what `inner` has observed.
        #[cfg(feature = "serde")]
        pub(super) fn from_parts(
            inner: A,
            accepted: u64,
            exclusions: Exclusions,
        ) -> Result<Self, CountError> {
            match accepted.checked_add(exclusions.total()) {
                Some(_) => Ok(Self {
                    inner,
                    accepted,
                    exclusions,
                }),
                None => Err(CountError::Overflow),
            }
        }

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

        /// How many cells were accepted as answers.
        #[must_use]
        pub const fn accepted(&self) -> u64 {
            self.accepted
        }

        /// How many cells were excluded, by reason.
        #[must_use]
        pub const fn exclusions(&self) -> &Exclusions {
            &self.exclusions
        }

        /// Counts before it changes anything; then lets the aggregator observe.
        pub(super) fn accept(
            &mut self,
            n: u64,
            observe: impl FnOnce(&mut A),
        ) -> Result<(), CountError> {
            match self.offered().checked_add(n) {
                Some(_) => {
                    observe(&mut self.inner);
                    self.accepted += n;
                    Ok(())
                }
                None => Err(CountError::Overflow),
            }
        }

        /// The inverse of `accept` or `exclude` for one cell; a failure changes nothing.
        pub(super) fn take_back<F>(
            &mut self,
            outcome: Result<F, Exclusion>,
        ) -> Result<(), CountError>
        where
            F: FnOnce(&mut A) -> Result<(), CountError>,
        {
            match outcome {
                Ok(forget) => {
                    let accepted = self.accepted.checked_sub(1).ok_or(CountError::Underflow)?;
                    forget(&mut self.inner)?;
                    self.accepted = accepted;
                }
                Err(reason) => self.exclusions.take_back(reason)?,
            }
            Ok(())
        }

        /// Counts cells without an answer.
        pub(super) fn exclude(&mut self, exclusions: &Exclusions) -> Result<(), CountError> {
            match self.offered().checked_add(exclusions.total()) {
                Some(_) => {
                    self.exclusions = self.exclusions.checked_add(exclusions)?;
                    Ok(())
                }
                None => Err(CountError::Overflow),
            }
        }
    }
}

impl Exclusions {
    /// How many cells were excluded in all.
    #[must_use]
    pub const fn total(&self) -> u64 {
        self.count(Exclusion::Missing)
            + self.count(Exclusion::NotANumber)
            + self.count(Exclusion::NotWhole)
            + self.count(Exclusion::OutOfRange)
    }

    /// Each reason with its count, zeros included.
    #[must_use]
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (Exclusion, u64)> {
        let counts = *self;
        Exclusion::ALL
            .into_iter()
            .map(move |reason| (reason, counts.count(reason)))
    }

    /// Both together.
    ///
    /// # Errors
    ///
    /// [`CountError::Overflow`] where they add up to more than `u64::MAX`.
    pub fn checked_add(&self, other: &Self) -> Result<Self, CountError> {
        self.total()
            .checked_add(other.total())
            .ok_or(CountError::Overflow)?;
        Self::from_counts(Exclusion::ALL.map(|reason| self.count(reason) + other.count(reason)))
    }
}

operators!(Exclusions);
collects!(Exclusions, Exclusion);

impl Observe<Exclusion> for Exclusions {
    fn observe_n(&mut self, reason: Exclusion, n: u64) {
        let mut counts = [0; 4];
        counts[reason as usize] = n;
        match Self::from_counts(counts) {
            Ok(more) => *self += more,
            Err(error) => overflow(&error),
        }
    }
}

impl<A> Screened<A> {
    /// How many cells were offered: accepted and excluded.
    #[must_use]
    pub const fn offered(&self) -> u64 {
        self.accepted() + self.exclusions().total()
    }

    /// How many cells were excluded, for whatever reason.
    #[must_use]
    pub const fn excluded(&self) -> u64 {
        self.exclusions().total()
    }
}

impl<T, A: Observe<T>> Observe<Result<T, Exclusion>> for Screened<A> {
    fn observe(&mut self, outcome: Result<T, Exclusion>) {
        let counted = match outcome {
            Ok(answer) => self.accept(1, |inner| inner.observe(answer)),
            Err(reason) => self.exclude(&[reason].into_iter().collect()),
        };
        counted.unwrap_or_else(|error| overflow(&error));
    }

    fn observe_n(&mut self, outcome: Result<T, Exclusion>, n: u64) {
        let counted = match outcome {
            Ok(answer) => self.accept(n, |inner| inner.observe_n(answer, n)),
            Err(reason) => {
                let mut exclusions = Exclusions::default();
                exclusions.observe_n(reason, n);
                self.exclude(&exclusions)
            }
        };
        counted.unwrap_or_else(|error| overflow(&error));
    }
}

impl<T, A: Forget<T>> Forget<Result<T, Exclusion>> for Screened<A> {
    fn forget(&mut self, outcome: Result<T, Exclusion>) -> Result<(), CountError> {
        self.take_back(outcome.map(|answer| |inner: &mut A| inner.forget(answer)))
    }
}

impl<T, A: Observe<T>> Extend<Result<T, Exclusion>> for Screened<A> {
    fn extend<I: IntoIterator<Item = Result<T, Exclusion>>>(&mut self, outcomes: I) {
        self.observe_all(outcomes);
    }
}

impl<T, A: Observe<T> + Default> FromIterator<Result<T, Exclusion>> for Screened<A> {
    fn from_iter<I: IntoIterator<Item = Result<T, Exclusion>>>(outcomes: I) -> Self {
        let mut screened = Self::default();
        screened.observe_all(outcomes);
        screened
    }
}

impl<A: Merge> Merge for Screened<A> {
    fn merge(&mut self, other: Self) {
        let (accepted, exclusions) = (other.accepted(), *other.exclusions());
        let inner = other.into_inner();
        self.exclude(&exclusions)
            .and_then(|()| self.accept(accepted, |mine| mine.merge(inner)))
            .unwrap_or_else(|error| overflow(&error));
    }
}

impl<A: Merge> core::ops::AddAssign for Screened<A> {
    fn add_assign(&mut self, other: Self) {
        self.merge(other);
    }
}

impl<A: Merge> core::ops::Add for Screened<A> {
    type Output = Self;

    fn add(mut self, other: Self) -> Self {
        self.merge(other);
        self
    }
}

impl<A: Merge> core::iter::Sum for Screened<A> {
    fn sum<I: Iterator<Item = Self>>(states: I) -> Self {
        states.fold(Self::default(), core::ops::Add::add)
    }
}

impl<A> Responses for Screened<A> {
    fn responses(&self) -> u64 {
        self.accepted()
    }
}

/// The score of the accepted answers: screened groups rank like others.
///
/// ```
/// use npscore::{Exclusion, Score, Screened, Segments, Tally};
///
/// let cells = [("a", Ok(Score::MIN)), ("b", Err(Exclusion::Missing)), ("c", Ok(Score::MAX))];
/// let segments: Segments<String, Screened<Tally>> = cells.into_iter().collect();
/// let ranked: Vec<&str> = segments.by_nps().iter().map(|(key, _)| key.as_str()).collect();
/// assert_eq!(ranked, ["c", "a", "b"]);
/// ```
impl<A: HasNps> HasNps for Screened<A> {
    fn nps(&self) -> Option<Nps> {
        self.inner().nps()
    }
}

#[cfg(feature = "serde")]
mod wire {
    use alloc::format;

    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::{Exclusion, Exclusions, Responses, Screened};

    #[derive(Serialize, Deserialize)]
    #[serde(rename = "Exclusions", deny_unknown_fields)]
    struct Counts {
        missing: u64,
        not_a_number: u64,
        not_whole: u64,
        out_of_range: u64,
    }

    impl Serialize for Exclusions {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            Counts {
                missing: self.count(Exclusion::Missing),
                not_a_number: self.count(Exclusion::NotANumber),
                not_whole: self.count(Exclusion::NotWhole),
                out_of_range: self.count(Exclusion::OutOfRange),
            }
            .serialize(serializer)
        }
    }

    impl<'de> Deserialize<'de> for Exclusions {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            let counts = Counts::deserialize(deserializer)?;
            Self::from_counts([
                counts.missing,
                counts.not_a_number,
                counts.not_whole,
                counts.out_of_range,
            ])
            .map_err(D::Error::custom)
        }
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
                excluded: *self.exclusions(),
                inner: self.inner(),
            }
            .serialize(serializer)
        }
    }

    impl<'de, A: Deserialize<'de> + Responses> Deserialize<'de> for Screened<A> {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            let State {
                accepted,
                excluded,
                inner,
            } = State::<A>::deserialize(deserializer)?;
            let counted = inner.responses();
            if accepted != counted {
                return Err(D::Error::custom(format!(
                    "accepted is {accepted}, but the aggregator has counted {counted}"
                )));
            }
            Self::from_parts(inner, accepted, excluded).map_err(D::Error::custom)
        }
    }
}

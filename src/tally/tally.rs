//! Three counts: the state from which an NPS follows.

use alloc::format;
use alloc::vec::Vec;
use core::fmt;

use super::counts::Counts;
use super::kernel;
use super::narrow::{Packed, count_at, count_packed_at};
use super::outcomes::{by_category, by_score};
use crate::error::CountError;
use crate::error::ScoreError;
use crate::kit::{
    Forget, Observe, Outcomes, Snapshot, aggregator, merges, observe_in_batches,
    observes_references, observes_states, overflow,
};
use crate::response::{Category, Score, first_no_score};
use crate::text::pad;

/// How many detractors, passives and promoters there are.
///
/// The state a running NPS needs: 24 bytes, exact, mergeable. It observes [`Score`]s or
/// [`Category`]s; [`result`](Tally::result) gives the number once there is a response.
///
/// # Invariants
///
/// The three counts add up to a `u64`: [`responses`](Self::responses) is always
/// right.
///
/// # Errors
///
/// The checked operations return a [`CountError`] and change nothing: a sum beyond
/// `u64::MAX` responses, or taking away more than there is.
///
/// # Panics
///
/// `+`, `+=`, `sum`, `collect`, `extend`, `observe` and `merge` where the responses would pass
/// `u64::MAX`.
///
/// # Example
///
/// ```
/// use npscore::{Counts, Score, Tally};
///
/// let mut tally = Tally::try_from(Counts { detractors: 18, passives: 52, promoters: 30 })?;
/// assert_eq!(tally.result().map(|result| result.nps().to_string()), Some("12".into()));
///
/// tally.extend([9, 10, 2].map(Score::constant));
/// assert_eq!((tally.detractors(), tally.passives(), tally.promoters()), (19, 52, 32));
/// assert_eq!(Tally::default().result(), None); // no responses, no NPS
/// # Ok::<(), npscore::error::CountError>(())
/// ```
///
/// [`Score`]: crate::Score
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Tally {
    counts: [u64; 3],
}

impl Tally {
    /// The only door: three counts whose sum fits.
    #[inline]
    pub(crate) const fn from_counts(
        detractors: u64,
        passives: u64,
        promoters: u64,
    ) -> Result<Self, CountError> {
        match detractors.checked_add(passives) {
            Some(sum) if sum.checked_add(promoters).is_some() => Ok(Self {
                counts: [detractors, passives, promoters],
            }),
            _ => Err(CountError::Overflow),
        }
    }

    /// Counts `n` more responses of one category.
    #[inline]
    const fn checked_count(&mut self, category: Category, n: u64) -> Result<(), CountError> {
        match self.responses().checked_add(n) {
            Some(_) => {
                // One count is no more than all of them.
                self.counts[category.index()] += n;
                Ok(())
            }
            None => Err(CountError::Overflow),
        }
    }

    /// Takes one response of a category back.
    #[inline]
    const fn uncount(&mut self, category: Category) -> Result<(), CountError> {
        match self.counts[category.index()].checked_sub(1) {
            Some(count) => {
                self.counts[category.index()] = count;
                Ok(())
            }
            None => Err(Self::short_of(category, 0, 1)),
        }
    }

    /// Fewer of a category than are to be taken.
    const fn short_of(category: Category, count: u64, taken: u64) -> CountError {
        CountError::Underflow {
            what: ["detractors", "passives", "promoters"][category.index()],
            count,
            taken,
        }
    }

    /// Takes one response of a category back and counts one of another.
    #[inline]
    const fn recount(&mut self, old: Category, new: Category) -> Result<(), CountError> {
        /// One more, one fewer, or as many: in the arithmetic of `u64`.
        const fn change(old: Category, new: Category, of: Category) -> u64 {
            let gained = (new.index() == of.index()) as u64;
            gained.wrapping_sub((old.index() == of.index()) as u64)
        }

        if self.counts[old.index()] == 0 {
            return Err(Self::short_of(old, 0, 1));
        }
        // All three are written, so that no address written to depends on an answer: a
        // processor then hands each count to the next replacement at once. As many responses
        // as before: what the outer counts gain, the middle one loses.
        let detractors = change(old, new, Category::Detractor);
        let promoters = change(old, new, Category::Promoter);
        let [d, p, q] = &mut self.counts;
        *d = d.wrapping_add(detractors);
        *q = q.wrapping_add(promoters);
        *p = p.wrapping_sub(detractors.wrapping_add(promoters));
        Ok(())
    }

    /// The responses in one category.
    #[inline]
    #[must_use]
    pub const fn count(&self, category: Category) -> u64 {
        self.counts[category.index()]
    }
}

impl Tally {
    /// The tally of a slice of scores, counted at the speed of memory.
    #[must_use]
    pub fn from_scores(scores: &[Score]) -> Self {
        Self::of_pass(&kernel::tally(Score::slice_as_bytes(scores)))
    }

    /// The tally of a column of bytes, one to a score: checked and counted in one pass.
    ///
    /// # Errors
    ///
    /// [`ScoreError::OutOfRange`] names the first byte above 10, such as 11 or 99, and its row;
    /// nothing is counted.
    ///
    /// ```
    /// use npscore::Tally;
    ///
    /// assert_eq!(Tally::try_from_bytes(&[10, 8, 3])?.promoters(), 1);
    /// assert!(Tally::try_from_bytes(&[10, 8, 99]).is_err());
    /// # Ok::<(), npscore::Error>(())
    /// ```
    pub fn try_from_bytes(scores: &[u8]) -> Result<Self, ScoreError> {
        let pass = kernel::tally(scores);
        if pass.highest > Score::MAX.get() {
            return Err(first_no_score(scores));
        }
        Ok(Self::of_pass(&pass))
    }

    /// Takes every score of a slice into account, at the speed of memory.
    ///
    /// # Panics
    ///
    /// Where the responses would pass `u64::MAX`; the state is as it was.
    ///
    /// ```
    /// use npscore::{Score, Tally};
    ///
    /// let mut state = Tally::default();
    /// state.extend_from_slice(&[9, 3, 10].map(Score::constant));
    /// assert_eq!(state.responses(), 3);
    /// ```
    pub fn extend_from_slice(&mut self, scores: &[Score]) {
        *self += Self::from_scores(scores);
    }

    fn of_pass(pass: &kernel::Pass<3>) -> Self {
        let [detractors, passives, promoters] = pass.counts;
        match Self::from_counts(detractors, passives, promoters) {
            Ok(tally) => tally,
            // A slice is shorter than u64::MAX.
            Err(error) => overflow(&error),
        }
    }

    /// The responses from 0 to 6.
    #[inline]
    #[must_use]
    pub const fn detractors(&self) -> u64 {
        self.count(Category::Detractor)
    }

    /// The responses of 7 and 8.
    #[inline]
    #[must_use]
    pub const fn passives(&self) -> u64 {
        self.count(Category::Passive)
    }

    /// The responses of 9 and 10.
    #[inline]
    #[must_use]
    pub const fn promoters(&self) -> u64 {
        self.count(Category::Promoter)
    }

    /// All responses.
    #[inline]
    #[must_use]
    pub const fn responses(&self) -> u64 {
        self.detractors() + self.passives() + self.promoters()
    }

    /// The three counts by name.
    #[inline]
    #[must_use]
    pub const fn counts(&self) -> Counts {
        Counts {
            detractors: self.detractors(),
            passives: self.passives(),
            promoters: self.promoters(),
        }
    }

    /// Whether there is no response.
    #[inline]
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.responses() == 0
    }

    /// Both tallies together.
    ///
    /// # Errors
    ///
    /// [`CountError::Overflow`] for more than `u64::MAX` responses.
    #[inline]
    pub const fn checked_add(&self, other: &Self) -> Result<Self, CountError> {
        if self.responses().checked_add(other.responses()).is_none() {
            return Err(CountError::Overflow);
        }
        Self::from_counts(
            self.detractors() + other.detractors(),
            self.passives() + other.passives(),
            self.promoters() + other.promoters(),
        )
    }

    /// This tally without the other, the whole of it or nothing.
    ///
    /// # Errors
    ///
    /// [`CountError::Underflow`] where `other` has more of some category than `self`.
    #[inline]
    pub const fn checked_sub(&self, other: &Self) -> Result<Self, CountError> {
        let mut counts = self.counts;
        let mut index = 0;
        while index < counts.len() {
            let (count, taken) = (counts[index], other.counts[index]);
            match count.checked_sub(taken) {
                Some(left) => counts[index] = left,
                None => return Err(Self::short_of(Category::ALL[index], count, taken)),
            }
            index += 1;
        }
        Ok(Self { counts })
    }

    /// `n` responses of one category.
    #[inline]
    #[must_use]
    pub const fn of(category: Category, n: u64) -> Self {
        let counts = match category {
            Category::Detractor => Self::from_counts(n, 0, 0),
            Category::Passive => Self::from_counts(0, n, 0),
            Category::Promoter => Self::from_counts(0, 0, n),
        };
        match counts {
            Ok(tally) => tally,
            // One count alone cannot overflow the sum.
            Err(_) => unreachable!(),
        }
    }
}

aggregator!([] Tally, whole);
merges!(Tally, Self::responses);
observes_states!(Tally);
observes_references!(Tally: Score, Category);

impl Snapshot for Tally {}

impl Observe<Category> for Tally {
    #[inline]
    fn try_observe_n(&mut self, category: Category, n: u64) -> Result<(), CountError> {
        self.checked_count(category, n)
    }

    #[inline]
    fn check_observe_n(&self, category: Category, n: u64) -> Result<(), CountError> {
        let mut state = *self;
        state.checked_count(category, n)
    }
}

impl Observe<Score> for Tally {
    #[inline]
    fn try_observe_n(&mut self, score: Score, n: u64) -> Result<(), CountError> {
        self.checked_count(score.category(), n)
    }

    #[inline]
    fn check_observe_n(&self, score: Score, n: u64) -> Result<(), CountError> {
        self.check_observe_n(score.category(), n)
    }

    fn observe_all<I: IntoIterator<Item = Score>>(&mut self, scores: I) {
        observe_in_batches(self, scores, Score::MIN, |state, scores| {
            state.extend_from_slice(scores);
        });
    }

    fn try_observe_at<I: IntoIterator<Item = (usize, Score)>>(
        states: &mut [Self],
        rows: I,
    ) -> Result<Vec<u64>, CountError> {
        /// What each score counts.
        const ONES: [Packed<3>; 11] = {
            let mut ones = [Packed::NONE; 11];
            let mut score = 0;
            while score < ones.len() {
                ones[score] = Packed::one(Category::of(Score::ALL[score]).index());
                score += 1;
            }
            ones
        };

        let rows = rows.into_iter();
        if are_few(states.len(), rows.size_hint()) {
            // Among sixteen counters, equal answers to the same place seldom wait for each other.
            let rows = rows.map(|(place, score)| (place, usize::from(score.get())));
            count_at(states, rows, |state, counts: &[u32; 16]| {
                let mut scores = Score::ALL.into_iter().zip(counts);
                scores.try_for_each(|(score, count)| state.try_observe_n(score, u64::from(*count)))
            })
        } else {
            let rows = rows.map(|(place, score)| (place, ONES[usize::from(score.get())]));
            count_packed_at(states, rows, |state, counts: [u32; 3]| {
                *state = state.checked_add(&Self {
                    counts: counts.map(u64::from),
                })?;
                Ok(())
            })
        }
    }

    fn try_outcomes_at<I>(states: &mut [Self], outcomes: I) -> Result<Vec<Outcomes>, CountError>
    where
        I: Iterator<Item = (usize, Result<Score, usize>)>,
    {
        if are_few(states.len(), outcomes.size_hint()) {
            by_score(states, outcomes)
        } else {
            by_category(states, outcomes)
        }
    }
}

/// Whether sixteen counters to a place stay in the first cache, and are worth adding up for so many rows.
fn are_few(places: usize, (least, most): (usize, Option<usize>)) -> bool {
    places <= (1 << 9).min(most.unwrap_or(least) / 64)
}

impl Forget<Category> for Tally {
    #[inline]
    fn forget(&mut self, category: Category) -> Result<(), CountError> {
        self.uncount(category)
    }

    #[inline]
    fn replace(&mut self, old: Category, new: Category) -> Result<(), CountError> {
        self.recount(old, new)
    }
}

impl Forget<Score> for Tally {
    #[inline]
    fn forget(&mut self, score: Score) -> Result<(), CountError> {
        self.forget(score.category())
    }

    #[inline]
    fn replace(&mut self, old: Score, new: Score) -> Result<(), CountError> {
        self.replace(old.category(), new.category())
    }

    fn replace_all(&mut self, old: &[Score], new: &[Score]) -> Result<(), CountError> {
        let without = self.checked_sub(&Self::from_scores(old))?;
        *self = without.checked_add(&Self::from_scores(new))?;
        Ok(())
    }
}

/// Counts that are already known.
///
/// # Errors
///
/// [`CountError::Overflow`] where they add up to more than `u64::MAX`.
impl TryFrom<Counts> for Tally {
    type Error = CountError;

    #[inline]
    fn try_from(counts: Counts) -> Result<Self, CountError> {
        Self::from_counts(counts.detractors, counts.passives, counts.promoters)
    }
}

/// Three counts of 32 bits always fit.
impl From<Counts<u32>> for Tally {
    fn from(counts: Counts<u32>) -> Self {
        Self {
            counts: [counts.detractors, counts.passives, counts.promoters].map(u64::from),
        }
    }
}

macro_rules! signed {
    ($($integer:ident)*) => { $(
        /// Counts as databases hand them out.
        ///
        /// # Errors
        ///
        /// [`CountError::Negative`] for a count below 0, such as -2; [`CountError::Overflow`] where
        /// they add up to more than `u64::MAX`.
        impl TryFrom<Counts<$integer>> for Tally {
            type Error = CountError;

            fn try_from(counts: Counts<$integer>) -> Result<Self, CountError> {
                let count = |field, value: $integer| {
                    u64::try_from(value).map_err(|_| CountError::Negative {
                        field,
                        value: value.into(),
                    })
                };
                Self::from_counts(
                    count("detractors", counts.detractors)?,
                    count("passives", counts.passives)?,
                    count("promoters", counts.promoters)?,
                )
            }
        }
    )* };
}
signed!(i32 i64);

impl fmt::Debug for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tally")
            .field("detractors", &self.detractors())
            .field("passives", &self.passives())
            .field("promoters", &self.promoters())
            .finish()
    }
}

/// `18 detractors, 52 passives, 30 promoters`.
impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = format!(
            "{} detractors, {} passives, {} promoters",
            self.detractors(),
            self.passives(),
            self.promoters()
        );
        pad(f, &text)
    }
}

/// The tally without another: [`checked_sub`](Tally::checked_sub).
///
/// # Panics
///
/// Where the other has more responses of some category.
impl core::ops::Sub for Tally {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        match self.checked_sub(&other) {
            Ok(rest) => rest,
            Err(error) => overflow(&error),
        }
    }
}

#[cfg(feature = "serde")]
mod wire {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::{Counts, Tally};

    impl Serialize for Tally {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            self.counts().serialize(serializer)
        }
    }

    impl<'de> Deserialize<'de> for Tally {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            Self::try_from(Counts::<u64>::deserialize(deserializer)?)
                .map_err(serde::de::Error::custom)
        }
    }
}

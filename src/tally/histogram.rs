//! Eleven counts: how often each score was given.

use alloc::vec::Vec;

use super::kernel;
use super::narrow::count_at;
use super::outcomes::by_score;
use super::tally::Tally;
use crate::error::{CountError, ScoreError};
use crate::kit::{
    Forget, Observe, Outcomes, Snapshot, aggregator, merges, observe_in_batches,
    observes_references, observes_states,
};
use crate::response::{Category, Score, first_no_score};

use rust_decimal::Decimal;

/// How often each score from 0 to 10 was given.
///
/// Holds what a [`Tally`] forgets: the mean, the median and the shape.
///
/// # Invariants
///
/// The eleven counts add up to a `u64`.
///
/// # Errors
///
/// The checked operations return a [`CountError`] and change nothing.
///
/// # Panics
///
/// `+`, `+=`, `sum`, `collect`, `extend`, `observe` and `merge` where the responses would pass
/// `u64::MAX`.
///
/// # Example
///
/// ```
/// use npscore::{Histogram, Score};
///
/// let histogram: Histogram = [0, 7, 9, 9].map(Score::constant).into_iter().collect();
/// assert_eq!(histogram.count(Score::constant(9)), 2);
/// assert_eq!(histogram.mean().map(|mean| mean.to_string()), Some("6.25".into()));
/// assert_eq!(histogram.median().map(|median| median.to_string()), Some("8".into()));
/// assert_eq!(histogram.tally().promoters(), 2);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Histogram {
    counts: [u64; 11],
    responses: u64,
}

impl Histogram {
    /// The only door: eleven counts whose sum fits.
    pub(crate) const fn from_counts(counts: [u64; 11]) -> Result<Self, CountError> {
        let mut responses: u64 = 0;
        let mut score = 0;
        while score < counts.len() {
            match responses.checked_add(counts[score]) {
                Some(sum) => responses = sum,
                None => return Err(CountError::Overflow),
            }
            score += 1;
        }
        Ok(Self { counts, responses })
    }

    /// The count of each score, from 0 to 10.
    #[must_use]
    pub const fn counts(&self) -> &[u64; 11] {
        &self.counts
    }

    /// All responses.
    #[inline]
    #[must_use]
    pub const fn responses(&self) -> u64 {
        self.responses
    }

    /// Adds `n` to one count.
    #[inline]
    const fn checked_count(&mut self, score: usize, n: u64) -> Result<(), CountError> {
        match self.responses.checked_add(n) {
            Some(responses) => {
                self.responses = responses;
                // One count is no more than all of them.
                self.counts[score] += n;
                Ok(())
            }
            None => Err(CountError::Overflow),
        }
    }

    /// Takes one from one count.
    #[inline]
    const fn uncount(&mut self, score: usize) -> Result<(), CountError> {
        match self.counts[score].checked_sub(1) {
            Some(count) => {
                self.counts[score] = count;
                // All counts together are no less than one of them.
                self.responses -= 1;
                Ok(())
            }
            None => Err(Self::short_of(score, 0, 1)),
        }
    }

    /// Fewer of a score than are to be taken.
    const fn short_of(score: usize, count: u64, taken: u64) -> CountError {
        const WHAT: [&str; 11] = [
            "scores of 0",
            "scores of 1",
            "scores of 2",
            "scores of 3",
            "scores of 4",
            "scores of 5",
            "scores of 6",
            "scores of 7",
            "scores of 8",
            "scores of 9",
            "scores of 10",
        ];
        CountError::Underflow {
            what: WHAT[score],
            count,
            taken,
        }
    }
}

impl Histogram {
    /// The histogram of a slice of scores, counted at the speed of memory.
    #[must_use]
    pub fn from_scores(scores: &[Score]) -> Self {
        Self::of_pass(&kernel::histogram(Score::slice_as_bytes(scores)))
    }

    /// The histogram of a column of bytes, one to a score: checked and counted in one pass.
    ///
    /// # Errors
    ///
    /// [`ScoreError::OutOfRange`] names the first byte above 10, such as 11 or 99, and its row;
    /// nothing is counted.
    ///
    /// ```
    /// use npscore::Histogram;
    ///
    /// assert_eq!(Histogram::try_from_bytes(&[10, 8, 3])?.sum(), 21);
    /// let error = Histogram::try_from_bytes(&[10, 8, 99]).unwrap_err();
    /// assert_eq!(error.to_string(), "row 2: score 99 is out of range, expected 0 to 10");
    /// # Ok::<(), npscore::Error>(())
    /// ```
    pub fn try_from_bytes(scores: &[u8]) -> Result<Self, ScoreError> {
        let pass = kernel::histogram(scores);
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
    /// use npscore::{Histogram, Score};
    ///
    /// let mut state = Histogram::default();
    /// state.extend_from_slice(&[9, 3, 10].map(Score::constant));
    /// assert_eq!(state.responses(), 3);
    /// ```
    pub fn extend_from_slice(&mut self, scores: &[Score]) {
        *self += Self::from_scores(scores);
    }

    fn of_pass(pass: &kernel::Pass<11>) -> Self {
        match Self::from_counts(pass.counts) {
            Ok(histogram) => histogram,
            // A slice is shorter than u64::MAX.
            Err(error) => crate::kit::overflow(&error),
        }
    }

    /// How often one score was given.
    #[inline]
    #[must_use]
    pub const fn count(&self, score: Score) -> u64 {
        self.counts()[score.get() as usize]
    }

    /// Whether there is no response.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.responses() == 0
    }

    /// Each score with its count, from 0 to 10.
    #[must_use]
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (Score, u64)> + ExactSizeIterator {
        Score::ALL.into_iter().zip(*self.counts())
    }

    /// The same responses by category.
    #[must_use]
    pub fn tally(&self) -> Tally {
        let counts = |category| {
            self.iter()
                .filter(|(score, _)| score.category() == category)
                .map(|(_, count)| count)
                .sum()
        };
        let [detractors, passives, promoters] = Category::ALL.map(counts);
        match Tally::from_counts(detractors, passives, promoters) {
            Ok(tally) => tally,
            // The same responses, so the same sum.
            Err(error) => crate::kit::overflow(&error),
        }
    }

    /// The sum of all scores.
    #[must_use]
    pub fn sum(&self) -> u128 {
        self.iter()
            .map(|(score, count)| u128::from(score.get()) * u128::from(count))
            .sum()
    }

    /// The mean score, 0 to 10, rounded once to 25 decimal places (half to even); `None` without
    /// a response.
    #[must_use]
    pub fn mean(&self) -> Option<Decimal> {
        let n = u128::from(self.responses());
        let sum = self.sum();
        let mut digits = sum.checked_div(n)?;
        let mut rest = sum % n;
        for _ in 0..MEAN_PLACES {
            digits = digits * 10 + rest * 10 / n;
            rest = rest * 10 % n;
        }
        let up = rest * 2 > n || (rest * 2 == n && digits % 2 == 1);
        let digits = i128::try_from(digits + u128::from(up)).ok()?;
        Decimal::try_from_i128_with_scale(digits, MEAN_PLACES)
            .ok()
            .map(|mean| mean.normalize())
    }

    /// The median score, midway between the two middle answers where their number is even;
    /// `None` without a response.
    #[must_use]
    pub fn median(&self) -> Option<Decimal> {
        let last = self.responses().checked_sub(1)?;
        let low = self.score_at(last / 2)?;
        let high = self.score_at(last - last / 2)?;
        let doubled = i64::from(low.get() + high.get());
        Some(Decimal::new(doubled * 5, 1).normalize())
    }

    /// The score at a position, from 0, of all answers in order.
    fn score_at(&self, position: u64) -> Option<Score> {
        let mut seen = 0;
        self.iter().find_map(|(score, count)| {
            seen += count;
            (position < seen).then_some(score)
        })
    }

    /// Both histograms together.
    ///
    /// # Errors
    ///
    /// [`CountError::Overflow`] for more than `u64::MAX` responses.
    #[inline]
    pub fn checked_add(&self, other: &Self) -> Result<Self, CountError> {
        if self.responses().checked_add(other.responses()).is_none() {
            return Err(CountError::Overflow);
        }
        // One count is no more than all of them.
        let mut counts = *self.counts();
        for (count, more) in counts.iter_mut().zip(other.counts()) {
            *count += more;
        }
        Self::from_counts(counts)
    }

    /// This histogram without the other, the whole of it or nothing.
    ///
    /// # Errors
    ///
    /// [`CountError::Underflow`] where `other` has more of some score than `self`.
    pub fn checked_sub(&self, other: &Self) -> Result<Self, CountError> {
        let mut counts = *self.counts();
        for (score, (count, taken)) in counts.iter_mut().zip(other.counts()).enumerate() {
            let left = count.checked_sub(*taken);
            *count = left.ok_or(Self::short_of(score, *count, *taken))?;
        }
        Self::from_counts(counts)
    }
}

/// As many places as leave a [`Decimal`] room for a score.
const MEAN_PLACES: u32 = 25;

aggregator!([] Histogram, whole);
merges!(Histogram, Self::responses);
observes_states!(Histogram);
observes_references!(Histogram: Score);

impl Snapshot for Histogram {}

impl Observe<Score> for Histogram {
    #[inline]
    fn try_observe_n(&mut self, score: Score, n: u64) -> Result<(), CountError> {
        self.checked_count(usize::from(score.get()), n)
    }

    #[inline]
    fn check_observe_n(&self, _: Score, n: u64) -> Result<(), CountError> {
        let fits = self.responses().checked_add(n).is_some();
        if fits {
            Ok(())
        } else {
            Err(CountError::Overflow)
        }
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
        let rows = rows
            .into_iter()
            .map(|(place, score)| (place, usize::from(score.get())));
        count_at(states, rows, |state, counts: &[u32; 16]| {
            let mut scores = Score::ALL.into_iter().zip(counts);
            scores.try_for_each(|(score, count)| state.try_observe_n(score, u64::from(*count)))
        })
    }

    fn try_outcomes_at<I>(states: &mut [Self], outcomes: I) -> Result<Vec<Outcomes>, CountError>
    where
        I: Iterator<Item = (usize, Result<Score, usize>)>,
    {
        by_score(states, outcomes)
    }
}

impl Forget<Score> for Histogram {
    #[inline]
    fn forget(&mut self, score: Score) -> Result<(), CountError> {
        self.uncount(usize::from(score.get()))
    }

    fn replace_all(&mut self, old: &[Score], new: &[Score]) -> Result<(), CountError> {
        let without = self.checked_sub(&Self::from_scores(old))?;
        *self = without.checked_add(&Self::from_scores(new))?;
        Ok(())
    }
}

/// Counts that are already known, from score 0 to score 10.
///
/// # Errors
///
/// [`CountError::Overflow`] where they add up to more than `u64::MAX`.
impl TryFrom<[u64; 11]> for Histogram {
    type Error = CountError;

    fn try_from(counts: [u64; 11]) -> Result<Self, CountError> {
        Self::from_counts(counts)
    }
}

impl From<Histogram> for Tally {
    fn from(histogram: Histogram) -> Self {
        histogram.tally()
    }
}

#[cfg(feature = "serde")]
mod wire {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::Histogram;

    /// An array of eleven counts, from score 0 to score 10.
    impl Serialize for Histogram {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            self.counts().serialize(serializer)
        }
    }

    impl<'de> Deserialize<'de> for Histogram {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            let counts = <[u64; 11]>::deserialize(deserializer)?;
            Self::from_counts(counts).map_err(serde::de::Error::custom)
        }
    }
}

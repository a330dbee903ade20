//! The same respondents twice: nine counts.

use super::counts::Counts;
use super::tally::Tally;
use crate::error::CountError;
use crate::kit::{Observe, aggregator, merges, observes_references, overflow};
use crate::response::{Category, Score};

/// How many respondents went from which category to which: the same people asked twice.
///
/// Observes `(before, after)` pairs of [`Score`]s or [`Category`]s. What changed
/// within people is seen far more clearly than between two groups of people;
/// [`result`](PairedTally::result) gives the comparison once there is a pair.
///
/// # Invariants
///
/// The nine counts add up to a `u64`.
///
/// # Errors
///
/// The checked operations return a [`CountError`] and change nothing: a sum beyond `u64::MAX`
/// respondents, or taking away more than there is.
///
/// # Panics
///
/// `+`, `+=`, `sum`, `collect`, `extend`, `observe` and `merge` where the respondents would pass
/// `u64::MAX`.
///
/// # Serialised form
///
/// Three rows of three counts, `[[10, 8, 2], [3, 20, 12], [1, 4, 40]]`: rows before, columns
/// after, each from detractors to promoters.
///
/// # Example
///
/// ```
/// use npscore::{Category, Counts, PairedTally, Tally};
///
/// let moves = [
///     (Category::Detractor, Category::Promoter),
///     (Category::Passive, Category::Promoter),
///     (Category::Passive, Category::Passive),
/// ];
/// let pairs: PairedTally = moves.into_iter().collect();
/// assert_eq!(pairs.count(Category::Passive, Category::Promoter), 1);
/// assert_eq!(pairs.before(), Tally::from(Counts { detractors: 1, passives: 2, promoters: 0 }));
/// assert_eq!(pairs.after(), Tally::from(Counts { detractors: 0, passives: 1, promoters: 2 }));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct PairedTally {
    counts: [[u64; 3]; 3],
}

impl PairedTally {
    /// The only door: nine counts whose sum fits.
    pub(crate) const fn from_counts(counts: [[u64; 3]; 3]) -> Result<Self, CountError> {
        let mut sum: u64 = 0;
        let mut cell = 0;
        while cell < 9 {
            match sum.checked_add(counts[cell / 3][cell % 3]) {
                Some(next) => sum = next,
                None => return Err(CountError::Overflow),
            }
            cell += 1;
        }
        Ok(Self { counts })
    }

    /// The respondents who went from one category to another, or stayed.
    #[inline]
    #[must_use]
    pub const fn count(&self, before: Category, after: Category) -> u64 {
        self.counts[before.index()][after.index()]
    }

    /// All nine counts: by the category before, then by the category after.
    #[must_use]
    pub fn counts(&self) -> Counts<Counts> {
        Counts::from_fn(|before| Counts::from_fn(|after| self.count(before, after)))
    }

    pub(crate) const fn cells(&self) -> [[u64; 3]; 3] {
        self.counts
    }
}

impl PairedTally {
    /// All respondents: pairs of answers.
    #[must_use]
    pub const fn responses(&self) -> u64 {
        let counts = self.cells();
        let mut sum = 0;
        let mut cell = 0;
        while cell < 9 {
            sum += counts[cell / 3][cell % 3];
            cell += 1;
        }
        sum
    }

    /// Whether there is no respondent.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.responses() == 0
    }

    /// What they answered the first time.
    #[must_use]
    pub fn before(&self) -> Tally {
        self.tally(|before, _| before)
    }

    /// What they answered the second time.
    #[must_use]
    pub fn after(&self) -> Tally {
        self.tally(|_, after| after)
    }

    fn tally(&self, side: impl Fn(Category, Category) -> Category) -> Tally {
        let mut tally = Tally::default();
        for before in Category::ALL {
            for after in Category::ALL {
                tally.observe_n(side(before, after), self.count(before, after));
            }
        }
        tally
    }

    /// The same respondents with before and after exchanged.
    #[must_use]
    pub fn reversed(&self) -> Self {
        let counts = self.cells();
        let cell = |after: usize| [0, 1, 2].map(|before: usize| counts[before][after]);
        match Self::from_counts([0, 1, 2].map(cell)) {
            Ok(reversed) => reversed,
            // The sum is the same.
            Err(error) => overflow(&error),
        }
    }

    /// `n` respondents who gave the same two answers.
    fn of((before, after): (Category, Category), n: u64) -> Result<Self, CountError> {
        let mut counts = [[0; 3]; 3];
        counts[before.index()][after.index()] = n;
        Self::from_counts(counts)
    }

    fn cell_by_cell(
        &self,
        other: &Self,
        operation: impl Fn(u64, u64) -> Result<u64, CountError>,
    ) -> Result<Self, CountError> {
        let mut counts = self.cells();
        for (row, others) in counts.iter_mut().zip(other.cells()) {
            for (count, other) in row.iter_mut().zip(others) {
                *count = operation(*count, other)?;
            }
        }
        Self::from_counts(counts)
    }

    /// Both tallies together.
    ///
    /// # Errors
    ///
    /// [`CountError::Overflow`] for more than `u64::MAX` respondents.
    pub fn checked_add(&self, other: &Self) -> Result<Self, CountError> {
        self.cell_by_cell(other, |count, more| {
            count.checked_add(more).ok_or(CountError::Overflow)
        })
    }

    /// This tally without the other, the whole of it or nothing.
    ///
    /// # Errors
    ///
    /// [`CountError::Underflow`] where `other` has more in some cell than `self`.
    pub fn checked_sub(&self, other: &Self) -> Result<Self, CountError> {
        self.cell_by_cell(other, |count, taken| {
            let short = CountError::Underflow {
                what: "pairs",
                count,
                taken,
            };
            count.checked_sub(taken).ok_or(short)
        })
    }
}

aggregator!([] PairedTally, whole);
merges!(PairedTally, Self::responses);
observes_references!(PairedTally: (Category, Category), (Score, Score));

impl Observe<(Category, Category)> for PairedTally {
    fn try_observe_n(&mut self, pair: (Category, Category), n: u64) -> Result<(), CountError> {
        *self = self.checked_add(&Self::of(pair, n)?)?;
        Ok(())
    }

    fn check_observe_n(&self, pair: (Category, Category), n: u64) -> Result<(), CountError> {
        self.checked_add(&Self::of(pair, n)?).map(drop)
    }
}

impl Observe<(Score, Score)> for PairedTally {
    fn try_observe_n(&mut self, (before, after): (Score, Score), n: u64) -> Result<(), CountError> {
        self.try_observe_n((before.category(), after.category()), n)
    }

    fn check_observe_n(&self, (before, after): (Score, Score), n: u64) -> Result<(), CountError> {
        self.check_observe_n((before.category(), after.category()), n)
    }
}

/// Counts that are already known: by the category before, then by the category after.
///
/// # Errors
///
/// [`CountError::Overflow`] where they add up to more than `u64::MAX`.
///
/// ```
/// use npscore::{Category, Counts, PairedTally};
///
/// let pairs = PairedTally::try_from(Counts {
///     detractors: Counts { detractors: 10, passives: 8, promoters: 2 },
///     passives: Counts { detractors: 3, passives: 20, promoters: 12 },
///     promoters: Counts { detractors: 1, passives: 4, promoters: 40 },
/// })?;
/// assert_eq!(pairs.count(Category::Passive, Category::Promoter), 12);
/// # Ok::<(), npscore::Error>(())
/// ```
impl TryFrom<Counts<Counts>> for PairedTally {
    type Error = CountError;

    fn try_from(counts: Counts<Counts>) -> Result<Self, CountError> {
        Self::from_counts(
            Category::ALL.map(|before| Category::ALL.map(|after| counts[before][after])),
        )
    }
}

#[cfg(feature = "serde")]
mod wire {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::PairedTally;

    impl Serialize for PairedTally {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            self.cells().serialize(serializer)
        }
    }

    impl<'de> Deserialize<'de> for PairedTally {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            let counts = <[[u64; 3]; 3]>::deserialize(deserializer)?;
            Self::from_counts(counts).map_err(serde::de::Error::custom)
        }
    }
}

//! The cells that were refused, and how often.

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;
use core::cmp::Reverse;
use core::fmt;
use core::ops::RangeInclusive;

use crate::error::CountError;
use crate::kit::{Merge, Observe, aggregator};
use crate::response::Exclusion;

/// The cells that a [`Screening`](crate::Screening) refused, with their reasons and how often each
/// occurred, so that a report can show what is wrong with an export.
///
/// Observes `(cell, reason)`. Cells are kept up to 40 characters. At most `N` different ones are kept;
/// of more, those whose hashes are smallest, with exact counts, and the number of all others. So the
/// memory is bounded, and neither order nor sharding makes a difference, which it does where the
/// most frequent ones so far are kept.
///
/// # Panics
///
/// `+`, `+=`, `observe` and `merge` where the cells would pass `u64::MAX`; the state is as it was.
///
/// # Serialised form
///
/// `{"cells", "others"}`: a list of `[cell, reason, count]`, sorted by cell, and a number.
///
/// # Example
///
/// ```
/// use npscore::{Observe, RefusedCells, Screened, Screening, Tally};
///
/// let screening = Screening::new();
/// let (mut screened, mut refused) = <(Screened<Tally>, RefusedCells)>::default();
/// for cell in ["10", "n/a", "9,5", "n/a", "11", "3"] {
///     let outcome = screening.screen(cell);
///     if let Err(reason) = outcome {
///         refused.observe((cell, reason));
///     }
///     screened.observe(outcome);
/// }
/// assert_eq!(refused.total(), screened.excluded());
/// let lines: Vec<String> = refused
///     .most_frequent()
///     .into_iter()
///     .map(|(cell, reason, count)| format!("{count} x {cell:?}: {reason}"))
///     .collect();
/// assert_eq!(lines[..2], ["2 x \"n/a\": not a number", "1 x \"11\": out of range"]);
/// ```
#[derive(Clone, PartialEq, Eq, Default)]
pub struct RefusedCells<const N: usize = 100> {
    /// By hash, then by cell and reason; at most `N`.
    cells: BTreeMap<(u64, String, Exclusion), u64>,
    others: u64,
}

/// The most characters of a cell that are kept.
const LENGTH: usize = 40;

impl<const N: usize> RefusedCells<N> {
    /// The cells that are kept, with reason and count: from the most frequent one to the least; of
    /// equal counts, by cell.
    #[must_use]
    pub fn most_frequent(&self) -> Vec<(&str, Exclusion, u64)> {
        let mut cells = self.by_cell();
        cells.sort_by_key(|(_, _, count)| Reverse(*count));
        cells
    }

    /// How many cells were refused, kept or not.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.cells.values().sum::<u64>() + self.others
    }

    /// How many of the refused cells are not kept: 0 while there are at most `N` different ones.
    #[must_use]
    pub const fn others(&self) -> u64 {
        self.others
    }

    fn by_cell(&self) -> Vec<(&str, Exclusion, u64)> {
        let cells = self.cells.iter();
        let mut cells: Vec<_> = cells
            .map(|((_, cell, reason), count)| (cell.as_str(), *reason, *count))
            .collect();
        cells.sort_unstable();
        cells
    }

    fn check(&self, n: u64) -> Result<(), CountError> {
        match self.total().checked_add(n) {
            Some(_) => Ok(()),
            None => Err(CountError::Overflow),
        }
    }

    /// Counts a cell; what is then one too many goes to the others.
    fn count(&mut self, key: (u64, String, Exclusion), n: u64) {
        let full = self.cells.len() >= N && !self.cells.contains_key(&key);
        if full
            && self
                .cells
                .last_key_value()
                .is_none_or(|(last, _)| *last < key)
        {
            self.others += n;
            return;
        }
        if full && let Some((_, count)) = self.cells.pop_last() {
            self.others += count;
        }
        *self.cells.entry(key).or_default() += n;
    }
}

/// The cell as it is kept, after its hash.
fn key(cell: &str, reason: Exclusion) -> (u64, String, Exclusion) {
    let cell: String = cell.chars().take(LENGTH).collect();
    (hash(&cell), cell, reason)
}

/// The same on every machine: 64-bit FNV-1a (Fowler, Noll and Vo, IETF draft-eastlake-fnv).
fn hash(text: &str) -> u64 {
    text.bytes().fold(0xCBF2_9CE4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3)
    })
}

impl<C: AsRef<str>, const N: usize> Observe<(C, Exclusion)> for RefusedCells<N> {
    fn try_observe_n(&mut self, (cell, reason): (C, Exclusion), n: u64) -> Result<(), CountError> {
        self.check(n)?;
        if n > 0 {
            self.count(key(cell.as_ref(), reason), n);
        }
        Ok(())
    }

    fn check_observe_n(&self, _: (C, Exclusion), n: u64) -> Result<(), CountError> {
        self.check(n)
    }
}

impl<const N: usize> Merge for RefusedCells<N> {
    fn try_merge(&mut self, other: Self) -> Result<(), CountError> {
        self.check(other.total())?;
        self.others += other.others;
        for (key, n) in other.cells {
            self.count(key, n);
        }
        Ok(())
    }

    fn check_merge(&self, other: &Self) -> Result<(), CountError> {
        self.check(other.total())
    }

    fn observed(&self) -> RangeInclusive<u64> {
        self.total()..=self.total()
    }
}

aggregator!([const N: usize] RefusedCells<N>, each);

impl<const N: usize> fmt::Debug for RefusedCells<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RefusedCells")
            .field("cells", &self.by_cell())
            .field("others", &self.others)
            .finish()
    }
}

#[cfg(feature = "serde")]
mod wire {
    use alloc::string::String;
    use alloc::vec::Vec;

    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::{Exclusion, LENGTH, RefusedCells, key};

    #[derive(Serialize)]
    #[serde(rename = "RefusedCells")]
    struct Written<'a> {
        cells: Vec<(&'a str, Exclusion, u64)>,
        others: u64,
    }

    #[derive(Deserialize)]
    #[serde(rename = "RefusedCells", deny_unknown_fields)]
    struct Read {
        cells: Vec<(String, Exclusion, u64)>,
        others: u64,
    }

    impl<const N: usize> Serialize for RefusedCells<N> {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            let cells = self.by_cell();
            let others = self.others;
            Written { cells, others }.serialize(serializer)
        }
    }

    impl<'de, const N: usize> Deserialize<'de> for RefusedCells<N> {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            let Read { cells, others } = Read::deserialize(deserializer)?;
            if cells.len() > N || (others > 0 && cells.len() < N) {
                return Err(D::Error::custom(
                    "others are counted once all places are taken",
                ));
            }
            let rising = cells.is_sorted_by(|a, b| (&a.0, a.1) < (&b.0, b.1));
            if !rising {
                return Err(D::Error::custom("cells do not rise"));
            }
            let mut state = Self {
                others,
                ..Self::default()
            };
            for (cell, reason, n) in cells {
                if n == 0 || cell.chars().count() > LENGTH {
                    return Err(D::Error::custom("a cell of no count, or too long"));
                }
                state.check(n).map_err(D::Error::custom)?;
                state.count(key(&cell, reason), n);
            }
            Ok(state)
        }
    }
}

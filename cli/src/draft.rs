//! Answers that all weigh the same, counted in as little room and time as they need.

use npscore::error::CountError;
use npscore::{Category, Exclusion, Hierarchy, Observe, Screened, Tally, Timeline};

use crate::period::Slot;

/// The answers of one part of a file, each weighing 1. They are counted in the finest groups only; the
/// groups above are summed up at the end.
#[derive(Debug, Clone)]
pub(crate) struct Draft {
    whole: Periods,
    by: Vec<Hierarchy<String, Periods>>,
}

/// Answers by period; those without a date are in [`Slot::NONE`].
type Periods = Timeline<Slot, Screened<Tally>>;

/// What one answer is, without its weight.
pub(crate) type Plain = Result<Category, Exclusion>;

impl Draft {
    /// No answers yet, in so many breakdowns.
    pub(crate) fn new(breakdowns: usize) -> Self {
        Self {
            whole: Periods::default(),
            by: vec![Hierarchy::default(); breakdowns],
        }
    }

    /// Counts answers in the whole.
    pub(crate) fn observe(&mut self, cell: (Slot, Plain), n: u64) -> Result<(), CountError> {
        self.whole.try_observe_n(cell, n)
    }

    /// Counts answers of a path in a breakdown, unless they are of one group too many.
    pub(crate) fn observe_in<'a>(
        &mut self,
        breakdown: usize,
        path: impl Iterator<Item = &'a str> + Clone,
        cell: (Slot, Plain),
        n: u64,
        most: usize,
    ) -> Result<(), CountError> {
        let cells = &mut self.by[breakdown];
        if cells.len() >= most && n > 0 && cells.get(path.clone()).is_none() {
            return Err(CountError::TooManyKeys { limit: most });
        }
        cells.try_observe_n((path, cell), n)
    }

    /// All answers by period, with how many there are of each.
    pub(crate) fn whole(&self) -> impl Iterator<Item = (Slot, Plain, u64)> + '_ {
        let periods = self.whole.iter();
        periods.flat_map(|(slot, state)| answers(state).map(move |(answer, n)| (slot, answer, n)))
    }

    /// The answers of a breakdown by path and period, with how many there are of each.
    pub(crate) fn cells(
        &self,
        breakdown: usize,
    ) -> impl Iterator<Item = (Vec<&String>, Slot, Plain, u64)> {
        self.by[breakdown].iter().flat_map(|(path, periods)| {
            periods.iter().flat_map(move |(slot, state)| {
                let path = path.clone();
                answers(state).map(move |(answer, n)| (path.clone(), slot, answer, n))
            })
        })
    }
}

/// How often each answer was given, where it was.
fn answers(state: &Screened<Tally>) -> impl Iterator<Item = (Plain, u64)> + '_ {
    let tally = state.inner();
    let given = Category::ALL
        .into_iter()
        .map(|category| (Ok(category), tally.count(category)));
    let refused = state.exclusions().map(|(reason, n)| (Err(reason), n));
    given.chain(refused).filter(|(_, n)| *n > 0)
}

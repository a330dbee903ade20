//! Answers in the groups that the cells of columns name.

use npscore::aggregate::IntoKey;
use npscore::error::CountError;
use npscore::{Hierarchy, Observe, Timeline};

use super::group::{Group, Outcome, Weighed, weighed};
use crate::period::{Calendar, Slot};
use crate::problem::Fault;

/// The answers in the groups that the cells of some columns name, the next within the one before.
#[derive(Debug, Clone)]
pub(crate) struct Breakdown {
    /// As it was asked for: the name of a column, or several with commas between.
    pub(crate) name: String,
    /// The names of the columns, at least one.
    pub(crate) columns: Vec<String>,
    /// All answers by path.
    pub(crate) groups: Hierarchy<String, Group>,
    /// The answers that have a date, by path and period, in the calendars of the survey.
    pub(super) periods: Vec<(Calendar, Cells)>,
    /// The most groups.
    pub(super) most: usize,
}

/// Answers by path and period.
pub(crate) type Cells = Hierarchy<String, Timeline<Slot, Group>>;

/// The cells of a breakdown, few of them.
pub(super) type Path<'a> = Vec<&'a str>;

impl Breakdown {
    /// Takes an answer of a path into account, unless it is of one group too many.
    pub(super) fn observe(
        &mut self,
        path: &Path<'_>,
        outcome: Outcome,
        n: u64,
    ) -> Result<(), Fault> {
        let full = self.groups.len() >= self.most && n > 0;
        if full && self.groups.get(path.iter().copied()).is_none() {
            return Err(self.too_many(CountError::TooManyKeys { limit: self.most }));
        }
        let row = (path.iter().copied(), weighed(outcome));
        self.groups
            .try_observe_n(row, n)
            .map_err(|error| self.too_many(error))
    }

    /// Takes an answer of a path into account in its period of each calendar.
    pub(super) fn observe_periods<K: IntoKey<String>>(
        &mut self,
        path: &(impl Iterator<Item = K> + Clone),
        slot: Slot,
        answer: Weighed,
        n: u64,
    ) -> Result<(), CountError> {
        for (calendar, cells) in &mut self.periods {
            if let Some(slot) = slot.coarsen(*calendar) {
                cells.try_observe_n((path.clone(), (slot, answer)), n)?;
            }
        }
        Ok(())
    }

    /// The answers by path and period; `None` where dates are not asked for.
    pub(crate) fn periods(&self) -> Option<&Cells> {
        self.periods.first().map(|(_, cells)| cells)
    }

    /// An error if there are more groups than allowed.
    pub(super) fn check_len(&self) -> Result<(), CountError> {
        if self.groups.len() > self.most {
            return Err(CountError::TooManyKeys { limit: self.most });
        }
        Ok(())
    }

    pub(super) fn too_many(&self, error: CountError) -> Fault {
        Fault::TooManySegments {
            by: self.name.clone(),
            error,
        }
    }
}

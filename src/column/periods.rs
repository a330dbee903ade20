//! Columns of periods, and how each of them is grouped.

use super::Column;
use super::validity::Validity;
use crate::error::CountError;
use crate::kit::{Merge, Observe};
use crate::period::Period;
use crate::stream::timeline::dense::Ordinals;

/// A column of periods of type `P`.
///
/// A slice of anything that converts into one, such as days where the timeline is of months,
/// [`Dates`](super::Dates), and a column of your own: `impl PeriodColumn<Month> for Mine {}`.
pub trait PeriodColumn<P: Period>: Column<Item: Into<P>> {
    /// Observes every row; the columns are known to be of one length.
    #[doc(hidden)]
    fn observe_into<A, D>(&self, states: &mut Ordinals<A>, answers: &D) -> Result<(), CountError>
    where
        A: Merge + Observe<D::Item>,
        D: Column,
    {
        for (period, answer) in self.iter().zip(answers.iter()) {
            states.try_observe(period.into().ordinal(), answer)?;
        }
        Ok(())
    }

    /// Observes every row that has a date.
    #[doc(hidden)]
    fn observe_valid_into<A, D>(
        &self,
        validity: Validity<'_>,
        states: &mut Ordinals<A>,
        answers: &D,
    ) -> Result<(), CountError>
    where
        A: Merge + Observe<D::Item>,
        D: Column,
    {
        for (period, answer) in self.iter_valid(validity).zip(answers.iter()) {
            if let Some(period) = period {
                states.try_observe(period.into().ordinal(), answer)?;
            }
        }
        Ok(())
    }
}

impl<P: Period, Q: Into<P> + Copy> PeriodColumn<P> for &[Q] {}

//! Columns of periods, and how each of them is grouped.

use super::Column;
use super::keys::Sealed;
use crate::kit::{Merge, Observe};
use crate::period::Period;
use crate::stream::timeline::Timeline;

/// A column of periods of type `P`.
///
/// A slice of anything that converts into one, such as days where the timeline is of months, and
/// [`Dates`](super::Dates).
pub trait PeriodColumn<P>: Column + Sealed {
    /// Observes every row; the columns are known to be of one length.
    #[doc(hidden)]
    fn observe_into<A, C>(self, timeline: &mut Timeline<P, A>, items: C)
    where
        A: Merge + Observe<C::Item>,
        C: Column;
}

impl<P, Q> PeriodColumn<P> for &[Q]
where
    P: Period,
    Q: Into<P> + Copy,
{
    fn observe_into<A, C>(self, timeline: &mut Timeline<P, A>, items: C)
    where
        A: Merge + Observe<C::Item>,
        C: Column,
    {
        for (period, item) in self.iter().zip(items.iter()) {
            timeline.observe((*period, item));
        }
    }
}

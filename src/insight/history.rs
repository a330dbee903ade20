//! The results of a timeline, period by period.

use crate::nps::NpsResult;
use crate::period::Period;
use crate::stream::Timeline;
use crate::tally::Tally;

/// The periods with answers, in order.
pub(super) fn results<P, A>(
    timeline: &Timeline<P, A>,
) -> impl DoubleEndedIterator<Item = (P, NpsResult)>
where
    P: Period,
    A: Clone + Into<Tally>,
{
    timeline.iter().filter_map(|(period, state)| {
        let tally: Tally = state.clone().into();
        tally.result().map(|result| (period, result))
    })
}

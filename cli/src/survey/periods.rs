//! Answers by period.

use npscore::error::CountError;
use npscore::{Day, Observe, Period, Timeline};

use super::group::{Group, Weighed};
use crate::arguments::Rolling;
use crate::people::Said;
use crate::period::{Calendar, Slot};

/// The answers by period.
#[derive(Debug, Clone)]
pub(crate) struct Periods {
    /// The unit of the timeline.
    pub(crate) calendar: Calendar,
    /// The answers that have a date.
    pub(crate) timeline: Timeline<Slot, Group>,
    /// The answers that have none.
    pub(crate) undated: Group,
    /// The answers by day, where they are asked for by so many days.
    pub(super) days: Option<Timeline<Day, Group>>,
    pub(super) rolling: Option<Rolling>,
}

impl Periods {
    pub(super) fn observe(
        &mut self,
        slot: Option<Slot>,
        answer: Weighed,
        n: u64,
    ) -> Result<(), CountError> {
        match slot {
            Some(slot) => self.timeline.try_observe_n((slot, answer), n),
            None => self.undated.try_observe_n(answer, n),
        }
    }

    /// For each period the answers up to its end, of so many days or periods, where that is asked for.
    pub(crate) fn rolling(&self) -> Option<Vec<(Slot, Group)>> {
        Some(match (self.rolling?, &self.days) {
            (Rolling::Periods(periods), _) => self.timeline.trailing(periods).collect(),
            (Rolling::Days(length), days) => {
                let days = days.as_ref()?;
                let (mut first, last) = (days.first()?, days.last()?);
                let mut windows = Vec::new();
                loop {
                    // A period ends with its last day, the last one with the last answer.
                    let slot = self.calendar.slot(first);
                    let end = slot.last_day(first).min(last);
                    windows.push((slot, days.trailing_at(end, length)));
                    match end.successor().filter(|next| *next <= last) {
                        Some(next) => first = next,
                        None => break windows,
                    }
                }
            }
        })
    }
}

/// A person's newest answer in each period of a calendar.
pub(super) fn newest_of_each(
    answers: &[Said],
    calendar: Calendar,
) -> impl Iterator<Item = (Option<Slot>, &Said)> {
    let mut newest: Vec<(Option<Slot>, &Said)> = Vec::new();
    for said in answers {
        let slot = said.slot.and_then(|slot| slot.coarsen(calendar));
        match newest.iter_mut().find(|(known, _)| *known == slot) {
            Some((_, known)) if known.order < said.order => *known = said,
            Some(_) => {}
            None => newest.push((slot, said)),
        }
    }
    newest.into_iter()
}

//! The periods of a report: what changed, and what is out of the ordinary.

use npscore::inference::Verdict;
use npscore::insight::monitor::Side;
use npscore::insight::{
    Disclosed, Disclosure, MinimumSize, NoComparison, ReportRules, TestedChange,
};
use npscore::{Nps, NpsResult, Period, Tally, Timeline, WeightedResult};

use super::score::{Measure, Score};
use super::segments::{Against, Shown};
use crate::period::Slot;
use crate::survey::{Group, Periods};

/// The answers by period.
#[derive(Debug)]
pub(crate) struct Time {
    /// The unit as a word for one period.
    pub(crate) unit: &'static str,
    /// The periods in order, and the gaps between them.
    pub(crate) entries: Vec<Entry>,
    /// The answers without a date, if there are any.
    pub(crate) undated: Option<Moment>,
    /// At the end of each period, what was answered in a window up to it, where that is asked for.
    /// Windows overlap, so nothing is tested of them.
    pub(crate) rolling: Option<Vec<Moment>>,
    /// The centre of the control limits, where there are some.
    pub(crate) centre: Option<Nps>,
    /// How many periods have limits.
    pub(crate) charted: usize,
    /// Whether enough of the periods have enough answers.
    pub(crate) suits: bool,
}

/// A period, or a time without responses.
#[derive(Debug)]
pub(crate) enum Entry {
    Moment(Box<Moment>),
    Gap {
        first: Slot,
        last: Slot,
        length: u64,
    },
}

/// One period.
#[derive(Debug)]
pub(crate) struct Moment {
    /// The period; `None` for what has no date.
    pub(crate) slot: Option<Slot>,
    pub(crate) shown: Shown,
    pub(crate) excluded: u64,
    /// Every answer counted once.
    pub(crate) plain: Option<NpsResult>,
    /// By weight, where weights are named.
    pub(crate) weighted: Option<WeightedResult>,
    /// The change since the period before, or why there is none.
    pub(crate) change: Result<Against, NoComparison>,
    /// The control limits for so many answers.
    pub(crate) limits: Option<(f64, f64)>,
    /// On which side it lies outside of them.
    pub(crate) outside: Option<Side>,
}

impl Moment {
    pub(crate) fn score(&self) -> Option<&Score> {
        match &self.shown {
            Shown::Score(score) => Some(score),
            _ => None,
        }
    }

    /// The score, if it rests on enough answers.
    pub(crate) fn judged(&self) -> Option<&Score> {
        self.score().filter(|score| score.is_judged())
    }

    pub(crate) fn name(&self) -> String {
        self.slot
            .map_or_else(|| "without a date".into(), |slot| slot.to_string())
    }

    /// The change, if it is clear.
    pub(crate) fn clear_change(&self) -> Option<&Against> {
        let change = self.change.as_ref().ok();
        change.filter(|change| change.verdict != Verdict::Unclear)
    }

    fn of<S: Measure>(
        slot: Option<Slot>,
        group: &Group,
        rules: &ReportRules,
        weighted: bool,
    ) -> Self {
        let shown = match S::counted(group).result() {
            Some(result) => Shown::Score(Score::of(&result, rules)),
            None if group.accepted() > 0 => Shown::Weightless,
            None => Shown::Empty,
        };
        Self {
            slot,
            shown,
            excluded: group.excluded(),
            plain: group.inner().tally().result(),
            weighted: group.inner().result().filter(|_| weighted),
            change: Err(NoComparison::Gap),
            limits: None,
            outside: None,
        }
    }

    /// Nothing of it but its name.
    fn withhold(&mut self) {
        self.shown = Shown::Withheld;
        self.excluded = 0;
        self.plain = None;
        self.weighted = None;
        self.change = Err(NoComparison::TooFewResponses);
        self.limits = None;
        self.outside = None;
    }
}

impl Time {
    /// The periods of a survey, and their changes.
    pub(crate) fn of<S: Measure>(
        periods: &Periods,
        rules: &ReportRules,
        minimum: Option<MinimumSize>,
        weighted: bool,
    ) -> (Self, Vec<TestedChange<Slot, S>>) {
        let tallies: Timeline<Slot, S> = periods.timeline.clone().map(|group| S::counted(&group));
        let mut moments: Vec<Moment> = periods
            .timeline
            .iter()
            .map(|(slot, group)| Moment::of::<S>(Some(slot), group, rules, weighted))
            .collect();
        let mut changes = rules.changes(&tallies);
        for tested in &changes {
            let slot = tested.change().period();
            let place = moments.binary_search_by_key(&Some(slot), |moment| moment.slot);
            if let Ok(place) = place {
                moments[place].change = against(tested);
            }
        }
        if let Some(first) = moments.first_mut() {
            first.change = Err(NoComparison::NoPeriodBefore);
        }
        let chart = rules.control_chart(&tallies);
        let points = chart.as_ref().map_or(&[][..], |chart| chart.points());
        for point in points {
            let place = moments.binary_search_by_key(&Some(point.period()), |moment| moment.slot);
            if let Ok(place) = place {
                moments[place].limits = Some((point.low(), point.high()));
                moments[place].outside = point
                    .signals()
                    .first()
                    .map(npscore::insight::monitor::Signal::side);
            }
        }
        let undated = &periods.undated;
        let mut undated =
            (undated.offered() > 0).then(|| Moment::of::<S>(None, undated, rules, weighted));
        if let Some(minimum) = minimum {
            let hidden = hidden(periods, minimum);
            let all = moments.iter_mut().chain(&mut undated);
            all.filter(|moment| hidden.contains(&moment.slot))
                .for_each(Moment::withhold);
            // A change from a withheld period would tell it.
            let mut before_is_hidden = false;
            for moment in &mut moments {
                if before_is_hidden {
                    moment.change = Err(NoComparison::TooFewResponses);
                }
                before_is_hidden = matches!(moment.shown, Shown::Withheld);
            }
            let told = |tested: &TestedChange<Slot, S>| {
                let change = tested.change();
                let slots = [Some(change.period()), change.since()];
                slots
                    .iter()
                    .all(|slot| slot.is_none() || !hidden.contains(slot))
            };
            changes.retain(told);
        }
        let charted = moments
            .iter()
            .filter(|moment| moment.limits.is_some())
            .count();
        let windows = |windows: Vec<(Slot, Group)>| {
            let windows = windows.iter();
            windows
                .map(|(slot, group)| Moment::of::<S>(Some(*slot), group, rules, weighted))
                .collect()
        };
        let time = Self {
            unit: periods.calendar.name(),
            entries: with_gaps(moments),
            undated,
            // The difference of two windows would tell a small period.
            rolling: periods.rolling().filter(|_| minimum.is_none()).map(windows),
            // Of limits that are all withheld, nothing is told.
            centre: chart
                .as_ref()
                .map(|chart| chart.baseline().nps())
                .filter(|_| charted > 0),
            charted,
            suits: rules.suits(&tallies),
        };
        (time, changes)
    }

    /// The periods with something observed, in order.
    pub(crate) fn moments(&self) -> impl DoubleEndedIterator<Item = &Moment> + Clone {
        self.entries.iter().filter_map(|entry| match entry {
            Entry::Moment(moment) => Some(&**moment),
            Entry::Gap { .. } => None,
        })
    }

    /// How many periods lie outside the control limits.
    pub(crate) fn outside(&self) -> usize {
        self.moments()
            .filter(|moment| moment.outside.is_some())
            .count()
    }

    /// Whether the score wanders by more than sampling throughout, so that limits single out nothing.
    pub(crate) fn wanders(&self) -> bool {
        2 * self.outside() > self.charted
    }
}

fn against<S: Measure>(tested: &TestedChange<Slot, S>) -> Result<Against, NoComparison> {
    let change = tested.change().change()?;
    let estimate = change.estimate();
    Ok(Against {
        points: change.points(),
        low: estimate.low(),
        high: estimate.high(),
        p_value: estimate.p_value().unwrap_or(1.0),
        adjusted_p_value: tested.adjusted_p_value().unwrap_or(1.0),
        verdict: tested.verdict(),
    })
}

/// The periods that must not be shown, and `None` for what has no date if that must not be.
fn hidden(periods: &Periods, minimum: MinimumSize) -> Vec<Option<Slot>> {
    let dated = periods
        .timeline
        .iter()
        .map(|(slot, group)| (Some(slot), group));
    let all = dated.chain([(None, &periods.undated)]);
    let all = all.map(|(slot, group)| (slot, Tally::counted(group)));
    // The answers of a survey are counted already, so they fit.
    let disclosure = Disclosure::of_segments(all, minimum);
    let cells = disclosure.iter().flat_map(Disclosure::cells);
    let withheld = cells.filter(|cell| cell.disclosed() == Disclosed::Withheld);
    withheld
        .filter_map(|cell| cell.path().first().map(|slot| **slot))
        .collect()
}

/// The periods with the gaps between them.
fn with_gaps(moments: Vec<Moment>) -> Vec<Entry> {
    let mut entries = Vec::new();
    let mut before: Option<Slot> = None;
    for moment in moments {
        if let (Some(before), Some(slot)) = (before, moment.slot) {
            let length = slot.ordinal() - before.ordinal() - 1;
            if let (1.., Some(first), Some(last)) = (length, before.successor(), slot.predecessor())
            {
                let length = length.unsigned_abs();
                entries.push(Entry::Gap {
                    first,
                    last,
                    length,
                });
            }
        }
        before = moment.slot;
        entries.push(Entry::Moment(Box::new(moment)));
    }
    entries
}

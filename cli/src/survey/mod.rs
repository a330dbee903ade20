//! What all rows say, in the crate's aggregators.
//!
//! - `group`: what the answers of a group say
//! - `breakdown`: groups by the cells of columns
//! - `periods`: groups by the time of answers

mod breakdown;
mod group;
mod periods;

use npscore::insight::ReportRules;
use npscore::{
    Day, Exclusion, Hierarchy, Histogram, Merge, Observe, RefusedCells, Timeline, Weight,
};

use breakdown::Path;
pub(crate) use breakdown::{Breakdown, Cells};
pub(crate) use group::Group;
use group::{Weighed, weighed};
pub(crate) use periods::Periods;
use periods::newest_of_each;

use crate::answer::{Accepted, Answer};
use crate::arguments::{Dates, Input, Rolling};
use crate::columns::{Columns, Grouping};
use crate::draft::Draft;
use crate::finding::{Finding, RefusedCell};
use crate::people::{Order, People, Said};
use crate::period::Slot;
use crate::problem::Fault;
use crate::read::Row;

/// The state of a survey: it grows with the groups and periods that are asked for, not with the rows.
/// Those of several threads merge.
#[derive(Debug, Clone)]
pub(crate) struct Survey {
    all: Group,
    scores: Histogram,
    refused: RefusedCells,
    by: Vec<Breakdown>,
    /// The answers by period, in calendars from the finest to the coarsest that may be reported.
    periods: Vec<Periods>,
    /// Where all answers weigh the same and none is replaced.
    draft: Option<Draft>,
    /// Where one answer of each person counts.
    people: Option<People>,
    left_out: u64,
    findings: Vec<Finding>,
}

impl Survey {
    /// A survey of no rows yet, with the breakdowns and periods of an input.
    pub(crate) fn new(by: &[Grouping], input: &Input) -> Self {
        let calendars = input
            .dates
            .as_ref()
            .map(Dates::calendars)
            .unwrap_or_default();
        let by_day = matches!(input.rolling, Some(Rolling::Days(_)));
        let alike = input.weight.is_none() && input.id.is_none() && !by_day;
        let by = by.iter().map(|grouping| Breakdown {
            name: grouping.name.clone(),
            columns: grouping
                .columns
                .iter()
                .map(|(name, _)| name.clone())
                .collect(),
            groups: Hierarchy::default(),
            periods: calendars
                .iter()
                .map(|calendar| (*calendar, Cells::default()))
                .collect(),
            most: input.most_segments,
        });
        Self {
            all: Group::default(),
            scores: Histogram::default(),
            refused: RefusedCells::default(),
            by: by.collect(),
            periods: calendars
                .iter()
                .map(|calendar| Periods {
                    calendar: *calendar,
                    timeline: Timeline::default(),
                    undated: Group::default(),
                    days: by_day.then(Timeline::default),
                    rolling: input.rolling,
                })
                .collect(),
            draft: alike.then(|| Draft::new(input.by.len())),
            people: input.id.as_ref().map(|_| People::default()),
            left_out: 0,
            findings: Vec::new(),
        }
    }

    /// Takes a row into account. A survey that has refused a row is of no more use.
    pub(crate) fn observe(
        &mut self,
        row: &Row<'_>,
        columns: &Columns,
        answer: &Answer,
        place: (usize, usize, usize),
    ) -> Result<(), Fault> {
        // Trimmed of everything that is white: of no-break spaces too.
        let cells = |grouping: &'_ Grouping| -> Path<'_> {
            let cells = grouping.columns.iter();
            cells.map(|(_, column)| row.cell(*column).trim()).collect()
        };
        if let (Some(people), Some(column), Ok(accepted)) =
            (&mut self.people, columns.id, answer.outcome)
            // Who is nobody in particular answers for himself.
            && let id @ [_, ..] = row.cell(column).trim().as_bytes()
        {
            let stamp = answer.moment.map(|moment| moment.stamp);
            let order = Order { stamp, place };
            let boxed = |grouping| cells(grouping).into_iter().map(Into::into).collect();
            let said = || Said {
                order,
                slot: answer.slot,
                answer: accepted,
                paths: columns.by.iter().map(boxed).collect(),
            };
            let id = str::from_utf8(id).unwrap_or_default();
            people.observe(id, answer.slot, order, said);
            return Ok(());
        }
        let Answer {
            outcome,
            count,
            slot,
            ..
        } = *answer;
        // All else counts some of these, so it cannot overflow where they do not.
        let cell = (
            slot.unwrap_or(Slot::NONE),
            outcome.map(|answer| answer.category),
        );
        match &mut self.draft {
            Some(draft) => draft.observe(cell, count)?,
            None => self.all.try_observe_n(weighed(outcome), count)?,
        }
        match outcome {
            Ok(Accepted {
                score: Some(score), ..
            }) => self.scores.observe_n(score, count),
            Err(reason) if reason != Exclusion::Missing => {
                self.refused
                    .observe_n((row.cell(columns.score), reason), count);
            }
            _ => {}
        }
        let Some(draft) = &mut self.draft else {
            for (breakdown, grouping) in self.by.iter_mut().zip(&columns.by) {
                breakdown.observe(&cells(grouping), outcome, count)?;
                if let Some(slot) = slot {
                    let path = cells(grouping).into_iter();
                    breakdown.observe_periods(&path, slot, weighed(outcome), count)?;
                }
            }
            let day = answer.moment.map(|moment| moment.day);
            return self.count_period(slot, day, weighed(outcome), count);
        };
        for (place, (breakdown, grouping)) in self.by.iter().zip(&columns.by).enumerate() {
            let path = grouping
                .columns
                .iter()
                .map(|(_, column)| row.cell(*column).trim());
            let counted = draft.observe_in(place, path, cell, count, breakdown.most);
            counted.map_err(|error| breakdown.too_many(error))?;
        }
        Ok(())
    }

    /// Sums up what is counted in the finest groups only: before surveys merge.
    pub(crate) fn flush(&mut self) -> Result<(), Fault> {
        let Some(draft) = self.draft.take() else {
            return Ok(());
        };
        for (slot, answer, n) in draft.whole() {
            let answer = answer.map(|category| (category, Weight::ONE));
            self.all.try_observe_n(answer, n)?;
            self.count_period(
                Some(slot).filter(|slot| *slot != Slot::NONE),
                None,
                answer,
                n,
            )?;
        }
        for (place, breakdown) in self.by.iter_mut().enumerate() {
            for (path, slot, answer, n) in draft.cells(place) {
                let answer = answer.map(|category| (category, Weight::ONE));
                if slot != Slot::NONE {
                    breakdown.observe_periods(&path.iter().copied(), slot, answer, n)?;
                }
                breakdown.groups.try_observe_n((path, answer), n)?;
            }
        }
        Ok(())
    }

    /// Counts an answer in its period.
    fn count_period(
        &mut self,
        slot: Option<Slot>,
        day: Option<Day>,
        answer: Weighed,
        n: u64,
    ) -> Result<(), Fault> {
        for periods in &mut self.periods {
            periods.observe(
                slot.and_then(|slot| slot.coarsen(periods.calendar)),
                answer,
                n,
            )?;
            if let (Some(days), Some(day)) = (&mut periods.days, day) {
                days.try_observe_n((day, answer), n)?;
            }
        }
        Ok(())
    }

    /// Counts the newest answers of people, once all rows are read.
    pub(crate) fn settle(&mut self) -> Result<(), Fault> {
        let Some(people) = self.people.take() else {
            return Ok(());
        };
        for (newest, answers) in people.iter() {
            self.all.try_observe(weighed(Ok(newest.answer)))?;
            if let Some(score) = newest.answer.score {
                self.scores.observe(score);
            }
            for (place, breakdown) in self.by.iter_mut().enumerate() {
                breakdown.observe(&newest.path(place), Ok(newest.answer), 1)?;
            }
            for (level, periods) in self.periods.iter_mut().enumerate() {
                for (slot, said) in newest_of_each(answers, periods.calendar) {
                    let answer = weighed(Ok(said.answer));
                    periods.observe(slot, answer, 1)?;
                    for (place, breakdown) in self.by.iter_mut().enumerate() {
                        if let Some(slot) = slot {
                            let row = (said.path(place), (slot, answer));
                            breakdown.periods[level].1.try_observe(row)?;
                        }
                    }
                }
            }
        }
        if people.older() > 0 {
            self.note(Finding::Older {
                answers: people.older(),
            });
        }
        self.people = Some(people);
        Ok(())
    }

    /// Takes the rows of another part of the same survey into account.
    pub(crate) fn merge(&mut self, other: Self) -> Result<(), Fault> {
        self.all.try_merge(other.all)?;
        self.scores.try_merge(other.scores)?;
        self.refused.try_merge(other.refused)?;
        if let (Some(people), Some(other)) = (&mut self.people, other.people) {
            people.merge(other);
        }
        self.left_out += other.left_out;
        self.findings.extend(other.findings);
        for (breakdown, other) in self.by.iter_mut().zip(other.by) {
            breakdown.groups.try_merge(other.groups)?;
            for ((_, cells), (_, other)) in breakdown.periods.iter_mut().zip(other.periods) {
                cells.try_merge(other)?;
            }
            breakdown
                .check_len()
                .map_err(|error| Fault::TooManySegments {
                    by: breakdown.name.clone(),
                    error,
                })?;
        }
        for (periods, other) in self.periods.iter_mut().zip(other.periods) {
            periods.timeline.try_merge(other.timeline)?;
            periods.undated.try_merge(other.undated)?;
            if let (Some(days), Some(other)) = (&mut periods.days, other.days) {
                days.try_merge(other)?;
            }
        }
        Ok(())
    }

    /// Counts a row that is not asked for.
    pub(crate) fn leave_out(&mut self) {
        self.left_out += 1;
    }

    /// Adds what is odd about a file.
    pub(crate) fn note(&mut self, finding: Finding) {
        self.findings.push(finding);
    }

    /// Keeps the finest calendar by whose periods a report can say something; where there is none, the
    /// finest.
    fn choose_periods(&mut self) {
        let rules = ReportRules::default();
        let suits = |periods: &Periods| rules.suits(&periods.timeline);
        let chosen = self.periods.iter().position(suits).unwrap_or(0);
        if let (Some(finest), Some(periods), 1..) =
            (self.periods.first(), self.periods.get(chosen), chosen)
        {
            let (finest, shown) = (finest.calendar.name(), periods.calendar.name());
            self.note(Finding::CoarserPeriods { finest, shown });
        }
        if chosen < self.periods.len() {
            self.periods.swap(0, chosen);
            self.periods.truncate(1);
            for breakdown in &mut self.by {
                breakdown.periods.swap(0, chosen);
                breakdown.periods.truncate(1);
            }
        }
    }

    /// Looks at all answers together: are they what the input says they are?
    pub(crate) fn judge(&mut self, input: &Input) {
        self.choose_periods();
        let rising = self.scores.iter().filter(|(_, count)| *count > 0);
        let given: Vec<_> = rising.map(|(score, _)| score.get()).collect();
        let answers = self.all.accepted();
        if let (Some(low @ 1..), Some(high), false) = (
            given.first().copied(),
            given.last().copied(),
            input.scale_is_named,
        ) && (high <= 5 && answers >= 5 || high <= 7 && answers >= 20)
        {
            self.findings
                .push(Finding::OtherScale { low, high, answers });
        }
        let refused = self.refused.total();
        let cells = refused.saturating_add(answers);
        if !input.allow_refused && refused >= 5 && refused > cells / 5 {
            let most_frequent = self.refused_cells(5);
            self.findings.push(Finding::ManyRefused {
                refused,
                cells,
                most_frequent,
            });
        }
    }

    /// What is odd about the files.
    pub(crate) fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// Whether a score would be misleading: then a report shows what was found in its place.
    pub(crate) fn is_withheld(&self) -> bool {
        self.findings.iter().any(Finding::withholds)
    }

    /// The people who answered, where one answer of each counts.
    pub(crate) fn people(&self) -> Option<&People> {
        self.people.as_ref()
    }

    /// How many rows are not asked for.
    pub(crate) fn left_out(&self) -> u64 {
        self.left_out
    }

    /// All answers, accepted and excluded.
    pub(crate) fn all(&self) -> &Group {
        &self.all
    }

    /// The answers that were given as numbers from 0 to 10.
    pub(crate) fn scores(&self) -> &Histogram {
        &self.scores
    }

    /// The most frequent cells that are neither answers nor missing, at most so many.
    pub(crate) fn refused_cells(&self, most: usize) -> Vec<RefusedCell> {
        let cells = self.refused.most_frequent().into_iter().take(most);
        let cells = cells.map(|(cell, reason, count)| RefusedCell {
            cell: cell.into(),
            reason,
            count,
        });
        cells.collect()
    }

    /// The answers by each of the groupings asked for.
    pub(crate) fn by(&self) -> &[Breakdown] {
        &self.by
    }

    /// The answers by period, where that is asked for.
    pub(crate) fn periods(&self) -> Option<&Periods> {
        self.periods.first()
    }
}

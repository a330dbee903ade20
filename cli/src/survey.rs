//! What all rows say, in the crate's aggregators.

use npscore::error::CountError;
use npscore::{
    Hierarchy, Histogram, Merge, Observe, RefusedCells, Screened, Timeline, WeightedTally,
};

use crate::answer::Answer;
use crate::arguments::Input;
use crate::columns::{Columns, Grouping};
use crate::finding::{Finding, RefusedCell};
use crate::period::{Calendar, Slot};
use crate::problem::Fault;
use crate::read::Row;

/// What the answers of a group say: how many there are, and what they weigh. An answer weighs 1
/// unless a column says otherwise, so that the score of a group is the weighted one where weights
/// are asked for, and the plain one elsewhere.
pub(crate) type Group = Screened<WeightedTally>;

/// The state of a survey: it grows with the groups and periods that are asked for, not with the rows.
/// Those of several threads merge.
#[derive(Debug, Clone)]
pub(crate) struct Survey {
    all: Group,
    scores: Histogram,
    refused: RefusedCells,
    by: Vec<Breakdown>,
    periods: Option<Periods>,
    left_out: u64,
    findings: Vec<Finding>,
}

/// The answers in the groups that the cells of some columns name, the next within the one before.
#[derive(Debug, Clone)]
pub(crate) struct Breakdown {
    /// As it was asked for: the name of a column, or several with commas between.
    pub(crate) name: String,
    /// The names of the columns, at least one.
    pub(crate) columns: Vec<String>,
    /// All answers by path.
    pub(crate) groups: Hierarchy<String, Group>,
    /// The answers that have a date, by path and period; empty where dates are not asked for.
    pub(crate) periods: Hierarchy<String, Timeline<Slot, Group>>,
    /// The most groups.
    most: usize,
}

/// The answers by period.
#[derive(Debug, Clone)]
pub(crate) struct Periods {
    /// The unit of the timeline.
    pub(crate) calendar: Calendar,
    /// The answers that have a date.
    pub(crate) timeline: Timeline<Slot, Group>,
    /// The answers that have none.
    pub(crate) undated: Group,
}

impl Survey {
    /// A survey of no rows yet, with the breakdowns and periods of an input.
    pub(crate) fn new(by: &[Grouping], input: &Input) -> Self {
        let calendar = input.dates.as_ref().map(|dates| dates.calendar);
        let by = by.iter().map(|grouping| Breakdown {
            name: grouping.name.clone(),
            columns: grouping
                .columns
                .iter()
                .map(|(name, _)| name.clone())
                .collect(),
            groups: Hierarchy::default(),
            periods: Hierarchy::default(),
            most: input.most_segments,
        });
        Self {
            all: Group::default(),
            scores: Histogram::default(),
            refused: RefusedCells::default(),
            by: by.collect(),
            periods: calendar.map(|calendar| Periods {
                calendar,
                timeline: Timeline::default(),
                undated: Group::default(),
            }),
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
    ) -> Result<(), Fault> {
        let Answer {
            outcome,
            count,
            slot,
            ..
        } = *answer;
        self.all.try_observe_n(
            outcome.map(|answer| (answer.category, answer.weight)),
            count,
        )?;
        match outcome {
            Ok(answer) => {
                if let Some(score) = answer.score {
                    self.scores.observe_n(score, count);
                }
            }
            Err(reason) if reason != npscore::Exclusion::Missing => {
                self.refused
                    .observe_n((row.cell(columns.score), reason), count);
            }
            Err(_) => {}
        }
        for (breakdown, grouping) in self.by.iter_mut().zip(&columns.by) {
            // Trimmed of everything that is white: of no-break spaces too.
            let path = grouping
                .columns
                .iter()
                .map(|(_, column)| row.cell(*column).trim());
            breakdown
                .observe(path, answer)
                .map_err(|error| Fault::TooManySegments {
                    by: breakdown.name.clone(),
                    error,
                })?;
        }
        if let Some(periods) = &mut self.periods {
            let outcome = outcome.map(|answer| (answer.category, answer.weight));
            match slot {
                Some(slot) => periods.timeline.try_observe_n((slot, outcome), count)?,
                None => periods.undated.try_observe_n(outcome, count)?,
            }
        }
        Ok(())
    }

    /// Takes the rows of another part of the same survey into account.
    pub(crate) fn merge(&mut self, other: Self) -> Result<(), Fault> {
        self.all.try_merge(other.all)?;
        self.scores.try_merge(other.scores)?;
        self.refused.try_merge(other.refused)?;
        self.left_out += other.left_out;
        self.findings.extend(other.findings);
        for (breakdown, other) in self.by.iter_mut().zip(other.by) {
            breakdown.groups.try_merge(other.groups)?;
            breakdown.periods.try_merge(other.periods)?;
            breakdown
                .check_len()
                .map_err(|error| Fault::TooManySegments {
                    by: breakdown.name.clone(),
                    error,
                })?;
        }
        if let (Some(periods), Some(other)) = (&mut self.periods, other.periods) {
            periods.timeline.try_merge(other.timeline)?;
            periods.undated.try_merge(other.undated)?;
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

    /// Looks at all answers together: are they what the input says they are?
    pub(crate) fn judge(&mut self, input: &Input) {
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
            let most_frequent = self.refused.most_frequent().into_iter().take(5);
            let most_frequent = most_frequent.map(|(cell, reason, count)| RefusedCell {
                cell: cell.into(),
                reason,
                count,
            });
            let most_frequent = most_frequent.collect();
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

    /// The cells that are neither answers nor missing.
    pub(crate) fn refused(&self) -> &RefusedCells {
        &self.refused
    }

    /// The answers by each of the groupings asked for.
    pub(crate) fn by(&self) -> &[Breakdown] {
        &self.by
    }

    /// The answers by period, where that is asked for.
    pub(crate) fn periods(&self) -> Option<&Periods> {
        self.periods.as_ref()
    }
}

impl Breakdown {
    /// Takes an answer of a path into account, unless it is of one group too many.
    fn observe<'a>(
        &mut self,
        path: impl Iterator<Item = &'a str> + Clone,
        answer: &Answer,
    ) -> Result<(), CountError> {
        let Answer {
            outcome,
            count,
            slot,
            ..
        } = *answer;
        let outcome = outcome.map(|answer| (answer.category, answer.weight));
        let full = self.groups.len() >= self.most && count > 0;
        if full && self.groups.get(path.clone()).is_none() {
            return Err(CountError::TooManyKeys { limit: self.most });
        }
        if let Some(slot) = slot {
            self.periods
                .try_observe_n((path.clone(), (slot, outcome)), count)?;
        }
        self.groups.try_observe_n((path, outcome), count)
    }

    /// An error if there are more groups than allowed.
    fn check_len(&self) -> Result<(), CountError> {
        if self.groups.len() > self.most {
            return Err(CountError::TooManyKeys { limit: self.most });
        }
        Ok(())
    }
}

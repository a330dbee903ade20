//! Rows in groups: by the cells of columns, and by period.

use std::cmp::Reverse;

use npscore::error::CountError;
use npscore::{
    Branch, HasTally, Hierarchy, Month, Observe, Period, Quarter, Screened, Segments, Timeline,
    WeightedTally, Year,
};

use crate::answer::{Answer, Grouping};
use crate::date::Unit;
use crate::table::Row;

/// What the answers of a group say: how many there are, and what they weigh. An answer weighs 1
/// unless a column says otherwise, so that the score of a group is the weighted one where weights
/// are asked for, and the plain one elsewhere.
pub(crate) type Group = Screened<WeightedTally>;

/// Every row in the group its cells name.
#[derive(Debug)]
pub(crate) struct Breakdown<'a> {
    grouping: &'a Grouping<'a>,
    /// The most groups.
    most: usize,
    groups: Groups,
}

/// By one column, or by the second within the first and so on.
#[derive(Debug)]
enum Groups {
    Flat(Segments<String, Group>),
    Nested(Hierarchy<String, Group>),
}

/// One group, and the groups within it.
#[derive(Debug)]
pub(crate) struct Segment<'a> {
    /// The cell its rows have in common; blank is a name too.
    pub(crate) name: &'a str,
    /// All of its answers.
    pub(crate) total: Group,
    /// The groups of the next column, where there is one; from the highest score to the lowest.
    pub(crate) segments: Vec<Self>,
}

impl<'a> Breakdown<'a> {
    /// No rows yet, and never more than `most` groups.
    pub(crate) fn new(grouping: &'a Grouping<'a>, most: usize) -> Self {
        let groups = match grouping.columns.len() {
            1 => Groups::Flat(Segments::default()),
            _ => Groups::Nested(Hierarchy::default()),
        };
        Self {
            grouping,
            most,
            groups,
        }
    }

    /// What the rows are grouped by.
    pub(crate) fn grouping(&self) -> &'a Grouping<'a> {
        self.grouping
    }

    /// Takes a row into account, unless it is of one group too many.
    pub(crate) fn observe(&mut self, row: &Row<'_>, answer: &Answer) -> Result<(), CountError> {
        let limit = self.most;
        // Trimmed of everything that is white: of no-break spaces too.
        let mut path = self
            .grouping
            .columns
            .iter()
            .map(|(_, c)| row.cell(*c).trim());
        match &mut self.groups {
            Groups::Flat(segments) => {
                let segment = path.next().unwrap_or_default();
                let full = segments.len() >= limit && answer.count > 0;
                if full && segments.get(segment).is_none() {
                    return Err(CountError::TooManyKeys { limit });
                }
                segments.try_observe_n((segment, answer.score), answer.count)
            }
            Groups::Nested(hierarchy) => {
                let full = hierarchy.len() >= limit && answer.count > 0;
                if full && hierarchy.get(path.clone()).is_none() {
                    return Err(CountError::TooManyKeys { limit });
                }
                hierarchy.try_observe_n((path, answer.score), answer.count)
            }
        }
    }

    /// The groups from the highest score to the lowest, those of equal scores by name; those
    /// without a score come last.
    pub(crate) fn segments(&self) -> Vec<Segment<'_>> {
        match &self.groups {
            Groups::Flat(segments) => {
                let segments = segments.by_nps().into_iter().map(|(name, group)| Segment {
                    name,
                    total: *group,
                    segments: Vec::new(),
                });
                segments.collect()
            }
            Groups::Nested(hierarchy) => below(&hierarchy.root()),
        }
    }
}

/// The groups right below a branch. As deep as columns are named, which is not deep.
fn below<'a>(branch: &Branch<'a, String, Group>) -> Vec<Segment<'a>> {
    let children = branch.children();
    let mut segments: Vec<_> = children
        .iter()
        .map(|child| Segment {
            name: child.key().map_or("", String::as_str),
            total: child.total(),
            segments: below(child),
        })
        .collect();
    // The branches come by name, and a stable sort keeps that among equals.
    segments
        .sort_by_cached_key(|segment| Reverse(segment.total.result().map(|result| result.nps())));
    segments
}

/// Every row in the month of its date.
#[derive(Debug)]
pub(crate) struct Periods {
    unit: Unit,
    months: Timeline<Month, Group>,
    undated: Group,
}

impl Periods {
    /// No rows yet, for a report by months, quarters or years.
    pub(crate) fn new(unit: Unit) -> Self {
        Self {
            unit,
            months: Timeline::default(),
            undated: Group::default(),
        }
    }

    /// Takes a row into account.
    pub(crate) fn observe(&mut self, answer: &Answer) {
        match answer.month {
            Some(month) => self.months.observe_n((month, answer.score), answer.count),
            None => self.undated.observe_n(answer.score, answer.count),
        }
    }

    /// The answers without a date.
    pub(crate) fn undated(&self) -> &Group {
        &self.undated
    }

    /// Every period from the first to the last, by name; `None` for one without rows.
    pub(crate) fn list(&self) -> Vec<(String, Option<Group>)> {
        fn listed<P: Period>(timeline: &Timeline<P, Group>) -> Vec<(String, Option<Group>)> {
            let periods = timeline.periods();
            periods
                .map(|(period, group)| (period.to_string(), group.copied()))
                .collect()
        }
        match self.unit {
            Unit::Month => listed(&self.months),
            Unit::Quarter => listed(&self.months.coarsen::<Quarter>()),
            Unit::Year => listed(&self.months.coarsen::<Year>()),
        }
    }
}

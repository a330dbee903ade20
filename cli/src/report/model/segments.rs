//! The segments of a report: who differs from the rest, in which order.

use std::cmp::Reverse;
use std::collections::HashSet;

use npscore::inference::{Groups, Impact, Verdict};
use npscore::insight::{Disclosed, Disclosure, MinimumSize, ReportRules};
use npscore::{
    Branch, Category, Hierarchy, Nps, NpsResult, Observe, Points, Tally, WeightedResult,
};

use super::score::{Measure, Score};
use crate::report::options::Options;
use crate::survey::{Breakdown, Group};

/// The groups of one `--by`.
#[derive(Debug)]
pub(crate) struct Table {
    /// As it was asked for.
    pub(crate) by: String,
    /// The names of the columns, at least one.
    pub(crate) columns: Vec<String>,
    /// The groups in the order in which they are shown, those of the next column below theirs.
    pub(crate) rows: Vec<Row>,
}

/// One group.
#[derive(Debug)]
pub(crate) struct Row {
    /// The cells its rows have in common, one for each column down to its own; blank is a name too.
    pub(crate) path: Vec<String>,
    pub(crate) shown: Shown,
    pub(crate) excluded: u64,
    /// Every answer counted once.
    pub(crate) plain: Option<NpsResult>,
    /// By weight, where weights are named.
    pub(crate) weighted: Option<WeightedResult>,
    /// How it differs from the rest of its level; `None` where that is not compared.
    pub(crate) against: Option<Against>,
}

/// What may be seen of a group.
#[derive(Debug)]
pub(crate) enum Shown {
    Score(Score),
    /// No answers.
    Empty,
    /// Answers, and no weight.
    Weightless,
    /// Too few to be shown, or protecting others.
    Withheld,
    /// A score would mislead: the file is not what it is said to be.
    Misleading,
}

/// A difference, tested.
#[derive(Debug, Clone)]
pub(crate) struct Against {
    pub(crate) points: Points,
    pub(crate) low: f64,
    pub(crate) high: f64,
    pub(crate) p_value: f64,
    pub(crate) adjusted_p_value: f64,
    pub(crate) verdict: Verdict,
}

impl Row {
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

    /// How many levels it lies below the first.
    pub(crate) fn depth(&self) -> usize {
        self.path.len() - 1
    }

    /// Its own cell.
    pub(crate) fn name(&self) -> &str {
        self.path.last().map_or("", String::as_str)
    }

    /// Higher or lower than the rest, or unclear.
    pub(crate) fn verdict(&self) -> Verdict {
        self.against
            .as_ref()
            .map_or(Verdict::Unclear, |against| against.verdict)
    }

    /// Nothing of it but its name.
    fn withhold(&mut self) {
        self.shown = Shown::Withheld;
        self.excluded = 0;
        self.plain = None;
        self.weighted = None;
        self.against = None;
    }
}

impl Table {
    /// How many groups differ from the rest.
    pub(crate) fn differing(&self) -> usize {
        let clear = |row: &&Row| row.verdict() != Verdict::Unclear;
        self.rows.iter().filter(clear).count()
    }

    /// The column names as a heading: `region, then office`.
    pub(crate) fn heading(&self) -> String {
        self.columns.join(", then ")
    }

    /// Whether some group is withheld.
    pub(crate) fn withholds(&self) -> bool {
        self.rows
            .iter()
            .any(|row| matches!(row.shown, Shown::Withheld))
    }

    /// The groups of a breakdown, and what is tested of them, a list for each level.
    pub(crate) fn of<S: Measure>(
        breakdown: &Breakdown,
        rules: &ReportRules,
        options: &Options,
        weighted: bool,
    ) -> (Self, Vec<Vec<Impact<usize, S>>>) {
        let (mut rows, mut tallies) = (Vec::new(), Vec::new());
        let root = breakdown.groups.root();
        let minimum = options.minimum_group;
        let build = Build {
            rules,
            weighted,
            keep_order: options.keep_order,
            hidden: minimum.map_or_else(HashSet::new, |minimum| hidden(breakdown, minimum)),
        };
        build.below::<S>(&root, &mut Vec::new(), &mut rows, &mut tallies);
        let mut tested = compare(&mut rows, &tallies, breakdown.columns.len(), rules);
        // What is withheld counts in the rest of others, and is not told itself.
        rows.iter_mut()
            .filter(|row| build.hides(row))
            .for_each(Row::withhold);
        for impacts in &mut tested {
            impacts.retain(|impact| !build.hides(&rows[*impact.key()]));
        }
        let table = Self {
            by: breakdown.name.clone(),
            columns: breakdown.columns.clone(),
            rows,
        };
        (table, tested)
    }
}

struct Build<'a> {
    rules: &'a ReportRules,
    weighted: bool,
    keep_order: bool,
    /// What must not be shown, by path.
    hidden: HashSet<Vec<String>>,
}

impl Build<'_> {
    fn hides(&self, row: &Row) -> bool {
        self.hidden.contains(&row.path)
    }

    /// From the highest score to the lowest; then those with too few answers, the most first; then
    /// those without a score; then what is withheld, by name, since its place would tell its score.
    fn order(&self, row: &Row) -> (u8, Reverse<Option<Nps>>, Reverse<u64>) {
        match row.score() {
            _ if self.hides(row) => (3, Reverse(None), Reverse(0)),
            Some(score) if score.is_judged() => (0, Reverse(Some(score.nps)), Reverse(0)),
            Some(score) => (1, Reverse(None), Reverse(score.responses)),
            None => (2, Reverse(None), Reverse(0)),
        }
    }

    /// The groups right below a branch, each followed by those below it. As deep as columns are
    /// named, which is not deep.
    fn below<S: Measure>(
        &self,
        branch: &Branch<'_, String, Group>,
        path: &mut Vec<String>,
        rows: &mut Vec<Row>,
        tallies: &mut Vec<S>,
    ) {
        let mut children: Vec<_> = branch
            .children()
            .into_iter()
            .map(|child| {
                let name = child.key().cloned().unwrap_or_default();
                let group = child.total();
                let row = self.row::<S>([path.as_slice(), &[name]].concat(), &group);
                (row, S::counted(&group), child)
            })
            .collect();
        // The branches come by name, and a stable sort keeps that among equals.
        if self.keep_order {
            children.sort_by_key(|(row, ..)| self.hides(row));
        } else {
            children.sort_by_cached_key(|(row, ..)| self.order(row));
        }
        for (row, tally, child) in children {
            path.push(row.name().into());
            rows.push(row);
            tallies.push(tally);
            self.below(&child, path, rows, tallies);
            path.pop();
        }
    }

    fn row<S: Measure>(&self, path: Vec<String>, group: &Group) -> Row {
        let shown = match S::counted(group).result() {
            Some(result) => Shown::Score(Score::of(&result, self.rules)),
            None if group.accepted() > 0 => Shown::Weightless,
            None => Shown::Empty,
        };
        Row {
            path,
            shown,
            excluded: group.excluded(),
            plain: group.inner().tally().result(),
            weighted: group.inner().result().filter(|_| self.weighted),
            against: None,
        }
    }
}

/// The paths of the groups that must not be shown.
fn hidden(breakdown: &Breakdown, minimum: MinimumSize) -> HashSet<Vec<String>> {
    let mut tallies = Hierarchy::<String, Tally>::default();
    for (path, group) in breakdown.groups.iter() {
        let tally = group.inner().tally();
        for category in Category::ALL {
            tallies.observe_n((path.iter().copied(), category), tally.count(category));
        }
    }
    // The answers of a survey are counted already, so they fit.
    let disclosure = Disclosure::of_hierarchy(&tallies, minimum);
    let withheld = disclosure.iter().flat_map(Disclosure::cells);
    let withheld = withheld.filter(|cell| cell.disclosed() == Disclosed::Withheld);
    withheld
        .map(|cell| cell.path().into_iter().cloned().collect())
        .collect()
}

/// Tests each group against the rest of its level, and notes what is found; a list for each level.
fn compare<S: Measure>(
    rows: &mut [Row],
    tallies: &[S],
    levels: usize,
    rules: &ReportRules,
) -> Vec<Vec<Impact<usize, S>>> {
    let mut tested = Vec::new();
    for level in 0..levels {
        let groups = rows.iter().zip(tallies).enumerate();
        let groups = groups.filter(|(_, (row, _))| row.depth() == level);
        let groups = groups.map(|(place, (_, tally))| (place, tally.clone()));
        // Fewer than two groups with answers have nothing to be compared with.
        let groups = Groups::new(groups);
        let impacts = groups.map_or_else(|_| Vec::new(), |groups| rules.segments(&groups));
        for impact in &impacts {
            rows[*impact.key()].against = against(impact);
        }
        tested.push(impacts);
    }
    tested
}

fn against<S: Measure>(impact: &Impact<usize, S>) -> Option<Against> {
    let (difference, rest) = (impact.difference()?, impact.rest()?);
    Some(Against {
        points: impact.result().nps() - rest.nps(),
        low: difference.low(),
        high: difference.high(),
        p_value: difference.p_value().unwrap_or(1.0),
        adjusted_p_value: impact.adjusted_p_value(),
        verdict: impact.verdict(),
    })
}

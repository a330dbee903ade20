//! What a report says, before it is written in any form: every form writes these figures.
//!
//! - `score`: a score with its interval
//! - `axis`: the axis that charts share
//! - `segments`, `time`: the groups and the periods
//! - `why`: the last change by segment
//! - `findings`: what stands out

pub(crate) mod axis;
pub(crate) mod findings;
pub(crate) mod score;
pub(crate) mod segments;
pub(crate) mod time;
pub(crate) mod why;

use npscore::insight::{BenchmarkSet, Comparison, MinimumSize, Position, ReportRules};
use npscore::{
    Counts, Decimal, Exclusion, Histogram, NpsResult, Tally, WeightedResult, WeightedTally,
};

use self::axis::Axis;
use self::findings::{Level, Said};
use self::score::{Measure, Score};
use self::segments::{Shown, Table};
use self::time::Time;
use self::why::Why;
use crate::arguments::Request;
use crate::finding::Finding;
use crate::survey::Survey;

/// A report, ready to be written.
#[derive(Debug)]
pub(crate) struct Model<'a> {
    pub(crate) request: &'a Request,
    pub(crate) rules: ReportRules,
    pub(crate) title: String,
    pub(crate) offered: u64,
    pub(crate) accepted: u64,
    pub(crate) exclusions: Vec<(Exclusion, u64)>,
    /// What is odd about the files.
    pub(crate) notices: &'a [Finding],
    /// The score that counts: the weighted one where weights are named.
    pub(crate) shown: Shown,
    /// The shares of the categories that go with it, in percent that add up to 100.
    pub(crate) shares: Option<Counts<Decimal>>,
    /// Every answer counted once.
    pub(crate) plain: Option<NpsResult>,
    pub(crate) weighted: Option<WeightedResult>,
    /// The plain score beside the weighted one.
    pub(crate) unweighted: Option<Score>,
    /// The answers from 0 to 10; empty where they were not given so.
    pub(crate) scores: Histogram,
    pub(crate) tables: Vec<Table>,
    pub(crate) time: Option<Time>,
    pub(crate) why: Vec<Why>,
    pub(crate) findings: Vec<Said>,
    pub(crate) benchmarks: BenchmarkSet,
    pub(crate) comparisons: Vec<Comparison>,
    pub(crate) position: Option<Position>,
}

impl<'a> Model<'a> {
    /// What a survey says.
    pub(crate) fn new(survey: &'a Survey, request: &'a Request, own: Option<BenchmarkSet>) -> Self {
        if request.input.weight.is_some() {
            Self::of::<WeightedTally>(survey, request, own)
        } else {
            Self::of::<Tally>(survey, request, own)
        }
    }

    fn of<S: Measure>(survey: &'a Survey, request: &'a Request, own: Option<BenchmarkSet>) -> Self {
        let rules = ReportRules::default();
        let weighted = request.input.weight.is_some();
        let options = &request.options;
        let all = survey.all();
        let result = S::counted(all).result();
        let plain = all.inner().tally().result();
        let misleading = survey.is_withheld();
        let few = |minimum| is_few(minimum, all.accepted());
        let hidden = misleading || options.minimum_group.is_some_and(few);

        let mut tables = Vec::new();
        let mut levels = Vec::new();
        let told = survey.by().iter().filter(|_| !misleading);
        for (place, breakdown) in told.clone().enumerate() {
            let (table, tested) = Table::of::<S>(breakdown, &rules, options, weighted);
            tables.push(table);
            let tested = tested.into_iter();
            levels.extend(tested.map(|impacts| Level {
                table: place,
                impacts,
            }));
        }
        let timed = survey
            .periods()
            .filter(|_| !misleading)
            .map(|periods| Time::of::<S>(periods, &rules, options.minimum_group, weighted));
        let (time, changes) =
            timed.map_or((None, Vec::new()), |(time, changes)| (Some(time), changes));
        let mut why = Vec::<Why>::new();
        if let Some(last) = changes.last() {
            let enough = |result: &NpsResult<S>| rules.has_enough(result);
            for breakdown in told {
                // A column taken apart once is not taken apart again.
                let known = why
                    .iter()
                    .any(|why| breakdown.columns.first() == Some(&why.column));
                let minimum = options.minimum_group;
                why.extend(Why::of(breakdown, last, enough, minimum).filter(|_| !known));
            }
        }
        let findings = findings::findings(&rules, levels, &tables, &changes, time.as_ref());
        let comparisons = match (&own, &result) {
            (Some(own), Some(result)) if !hidden => own
                .iter()
                .map(|figure| result.compare(figure, rules.confidence()))
                .collect(),
            _ => Vec::new(),
        };
        let benchmarks = own.unwrap_or_else(BenchmarkSet::built_in);
        let shown = match &result {
            _ if misleading => Shown::Misleading,
            _ if hidden => Shown::Withheld,
            Some(result) => Shown::Score(Score::of(result, &rules)),
            None if all.accepted() > 0 => Shown::Weightless,
            None => Shown::Empty,
        };
        let plain = plain.filter(|_| !hidden);
        Self {
            request,
            title: options
                .title
                .clone()
                .unwrap_or_else(|| request.input.title()),
            offered: all.offered(),
            accepted: all.accepted(),
            exclusions: all.exclusions().collect(),
            notices: survey.findings(),
            shares: result
                .filter(|_| !hidden)
                .map(|result| *result.shares_rounded(1).percent()),
            weighted: all.inner().result().filter(|_| weighted && !hidden),
            unweighted: plain
                .filter(|_| weighted)
                .map(|plain| Score::of(&plain, &rules)),
            position: plain.and_then(|plain| benchmarks.position(plain.nps())),
            shown,
            plain,
            scores: if hidden {
                Histogram::default()
            } else {
                *survey.scores()
            },
            tables,
            time,
            why,
            findings,
            benchmarks,
            comparisons,
            rules,
        }
    }

    /// The score, if there is one and it may be seen.
    pub(crate) fn score(&self) -> Option<&Score> {
        match &self.shown {
            Shown::Score(score) => Some(score),
            _ => None,
        }
    }

    /// How many rows were left out.
    pub(crate) fn excluded(&self) -> u64 {
        self.offered - self.accepted
    }

    /// One axis for the segments of all tables: the intervals of those with enough answers.
    pub(crate) fn segment_axis(&self) -> Axis {
        let rows = self.tables.iter().flat_map(|table| &table.rows);
        let judged = rows.filter_map(|row| row.judged());
        Axis::around(intervals(judged.chain(self.score())))
    }

    /// The axis of the periods, by the same rule.
    pub(crate) fn time_axis(&self) -> Axis {
        let moments = self.time.iter().flat_map(Time::moments);
        let judged = moments.filter_map(|moment| moment.judged());
        Axis::around(intervals(judged.chain(self.score())))
    }
}

fn intervals<'a>(scores: impl Iterator<Item = &'a Score>) -> impl Iterator<Item = (f64, f64)> {
    scores.map(|score| (score.low, score.high))
}

/// Whether so many answers must not be shown at all.
fn is_few(minimum: MinimumSize, responses: u64) -> bool {
    responses > 0 && responses < minimum.get()
}

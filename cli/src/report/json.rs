//! The report for programs.

use std::io;

use npscore::inference::{Confidence, Estimate};
use npscore::insight::{BenchmarkSet, Position};
use npscore::{NpsResult, Screened, WeightedResult, WeightedTally};
use serde::{Serialize, Serializer};

use super::segments::{Segment, segments};
use crate::arguments::Request;
use crate::finding::Finding;
use crate::survey::{Group, Survey};

/// The document: its results are the crate's own rows, `null` where there is nothing to score.
#[derive(Serialize)]
struct Document<'a> {
    offered: u64,
    accepted: u64,
    excluded: Object<&'static str, u64>,
    overall: Option<NpsResult>,
    /// The 95 % score interval around the overall score.
    interval: Option<Estimate>,
    /// Where the overall score stands among the built-in benchmarks.
    position: Option<Position>,
    weighted: Option<WeightedResult>,
    /// The 95 % score interval around the weighted score.
    weighted_interval: Option<Estimate>,
    /// By argument, then by segment, from the highest score to the lowest.
    by: Object<&'a str, Segments<'a, NpsResult>>,
    /// The same, weighted; `null` where no weights are asked for.
    weighted_by: Option<Object<&'a str, Segments<'a, WeightedResult>>>,
    /// Every period from the first to the last; `null` where no dates are asked for.
    periods: Option<Object<String, Option<NpsResult>>>,
    /// The same, weighted; `null` where no weights are asked for.
    weighted_periods: Option<Object<String, Option<WeightedResult>>>,
    /// What is in none of the periods; `null` where no dates are asked for.
    undated: Option<Undated>,
    /// At the end of each period, what was answered in the window up to it; `null` where no windows are asked
    /// for.
    rolling: Option<Object<String, Option<NpsResult>>>,
    /// What is odd about the files; some of it withholds the score.
    findings: &'a [Finding],
}

/// The answers without a date.
#[derive(Serialize)]
struct Undated {
    offered: u64,
    accepted: u64,
    excluded: Object<&'static str, u64>,
    overall: Option<NpsResult>,
    weighted: Option<WeightedResult>,
}

/// Names with values, in this order.
struct Object<K, V>(Vec<(K, V)>);

impl<K: Serialize, V: Serialize> Serialize for Object<K, V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

/// Segments by name, each with its result or, where there are segments within it, with both:
/// `{"total": …, "segments": {…}}`.
type Segments<'a, R> = Object<&'a str, Node<'a, R>>;

#[derive(Serialize)]
#[serde(untagged)]
enum Node<'a, R> {
    Leaf(Option<R>),
    Branch {
        total: Option<R>,
        segments: Segments<'a, R>,
    },
}

/// Why cells are excluded, and how many.
fn exclusions<A>(group: &Screened<A>) -> Object<&'static str, u64> {
    let reasons = group.exclusions();
    Object(
        reasons
            .map(|(reason, count)| (reason.as_str(), count))
            .collect(),
    )
}

/// The score of a group, every answer counted once.
fn plain(group: &Group) -> Option<NpsResult> {
    group.inner().tally().result()
}

/// The score of a group by its weights.
fn weighted(group: &Group) -> Option<WeightedResult> {
    group.inner().result()
}

/// Segments with one of those results each.
fn nodes<'a, R>(segments: &[Segment<'a>], result: fn(&Group) -> Option<R>) -> Segments<'a, R> {
    let node = |segment: &Segment<'a>| {
        let total = result(&segment.total);
        let node = if segment.segments.is_empty() {
            Node::Leaf(total)
        } else {
            let segments = nodes(&segment.segments, result);
            Node::Branch { total, segments }
        };
        (segment.name, node)
    };
    Object(segments.iter().map(node).collect())
}

/// All groupings with one of those results for each segment.
fn by<'a, R>(
    report: &'a Survey,
    result: fn(&Group) -> Option<R>,
) -> Object<&'a str, Segments<'a, R>> {
    let told = report.by().iter().filter(|_| !report.is_withheld());
    let segments = told.map(|breakdown| {
        let name = breakdown.name.as_str();
        (name, nodes(&segments(breakdown), result))
    });
    Object(segments.collect())
}

/// All periods with one of those results each.
fn periods<R>(
    report: &Survey,
    result: fn(&Group) -> Option<R>,
) -> Option<Object<String, Option<R>>> {
    let told = report.periods().filter(|_| !report.is_withheld())?;
    let list = told.timeline.periods();
    let results = list.map(|(slot, group)| (slot.to_string(), group.and_then(result)));
    Some(Object(results.collect()))
}

/// All windows with their results.
fn rolling(report: &Survey) -> Option<Object<String, Option<NpsResult>>> {
    let windows = report.periods()?.rolling()?.into_iter();
    Some(Object(
        windows
            .map(|(slot, group)| (slot.to_string(), plain(&group)))
            .collect(),
    ))
}

/// The report as one JSON object.
pub(crate) fn render(report: &Survey, request: &Request) -> io::Result<String> {
    let responses = report.all();
    let weights = request.input.weight.as_ref().map(|_| responses.inner());
    let told_weights = weights.filter(|_| !report.is_withheld());
    let undated = report.periods().map(|periods| {
        let group = &periods.undated;
        Undated {
            offered: group.offered(),
            accepted: group.accepted(),
            excluded: exclusions(group),
            overall: plain(group),
            weighted: weights.and_then(|_| weighted(group)),
        }
    });
    let told = !report.is_withheld();
    let overall = plain(responses).filter(|_| told);
    let weighted_overall = told_weights.and_then(WeightedTally::result);
    let document = Document {
        offered: responses.offered(),
        accepted: responses.accepted(),
        excluded: exclusions(responses),
        overall,
        interval: overall.map(|result| result.interval(Confidence::P95)),
        position: overall.and_then(|result| BenchmarkSet::built_in().position(result.nps())),
        weighted: weighted_overall,
        weighted_interval: weighted_overall.map(|result| result.interval(Confidence::P95)),
        by: by(report, plain),
        weighted_by: weights.map(|_| by(report, weighted)),
        periods: periods(report, plain),
        weighted_periods: weights.and_then(|_| periods(report, weighted)),
        undated,
        rolling: told.then(|| rolling(report)).flatten(),
        findings: report.findings(),
    };
    let mut text = serde_json::to_string_pretty(&document)?;
    text.push('\n');
    Ok(text)
}

//! What changed from one survey to another: how sure it is, why, and who moved.

use std::fmt::Write;
use std::io;

use npscore::aggregate::Sample;
use npscore::inference::{Confidence, Estimate};
use npscore::insight::{Change, Decomposition, Migration};
use npscore::{HasTally, Merge, NpsResult, WeightedTally};
use serde::Serialize;

use crate::arguments::{CompareRequest, Form};
use crate::collect;
use crate::finding::Finding;
use crate::problem::Problem;
use crate::report::shortened;
use crate::survey::{Breakdown, Survey};

/// What a comparison comes to.
#[derive(Debug, Serialize)]
#[serde(bound = "NpsResult<S>: Serialize")]
struct Comparison<'a, S: Sample + Merge + HasTally<Tally = S>> {
    before: Side<'a, S>,
    after: Side<'a, S>,
    /// `null` where one of the two has no answers, or its score would be misleading.
    change: Option<Change<S>>,
    why: Vec<Why<'a, S>>,
    /// How the same people moved; `null` where nobody says who answered.
    people: Option<People>,
}

/// One of the two surveys.
#[derive(Debug, Serialize)]
#[serde(bound = "NpsResult<S>: Serialize")]
struct Side<'a, S: Sample> {
    name: &'a str,
    offered: u64,
    accepted: u64,
    overall: Option<NpsResult<S>>,
    interval: Option<Estimate>,
    findings: &'a [Finding],
}

/// The change taken apart by the segments of a column.
#[derive(Debug, Serialize)]
#[serde(bound = "")]
struct Why<'a, S: Sample> {
    by: &'a str,
    decomposition: Decomposition<String, S>,
}

/// How the same people moved.
#[derive(Debug, Serialize)]
struct People {
    moves: Migration,
    /// The change of the score of those who answered in both surveys.
    change: Option<Estimate>,
}

/// Reads both surveys and tells what changed, and whether that would be misleading.
pub(crate) fn render(request: &CompareRequest) -> Result<(String, bool), Problem> {
    let surveys = [
        collect::survey(&request.before)?,
        collect::survey(&request.after)?,
    ];
    let withheld = surveys.iter().any(Survey::is_withheld);
    let text = if request.before.weight.is_some() {
        told(request, &surveys, |tally| *tally)
    } else {
        told(request, &surveys, |tally| *tally.tally())
    };
    text.map(|text| (text, withheld))
        .map_err(Problem::Unwritable)
}

/// The comparison of answers by their numbers or by their weights.
fn told<S: Sample + Merge + HasTally<Tally = S>>(
    request: &CompareRequest,
    surveys: &[Survey; 2],
    tally: fn(&WeightedTally) -> S,
) -> io::Result<String>
where
    NpsResult<S>: Serialize,
{
    let confidence = request.confidence;
    let misleading = surveys.iter().any(Survey::is_withheld);
    let side = |place: usize| {
        let survey = &surveys[place];
        let result = tally(survey.all().inner())
            .result()
            .filter(|_| !survey.is_withheld());
        Side {
            name: &request.names[place],
            offered: survey.all().offered(),
            accepted: survey.all().accepted(),
            interval: result.as_ref().map(|result| result.interval(confidence)),
            overall: result,
            findings: survey.findings(),
        }
    };
    let (before, after) = (side(0), side(1));
    let results = before.overall.as_ref().zip(after.overall.as_ref());
    let name = |text: &str| match request.format {
        Form::Json => text.into(),
        Form::Text => shown(text),
    };
    let segments = |breakdown: &Breakdown| -> Vec<(String, S)> {
        let groups = breakdown.groups.iter();
        groups
            .map(|(path, group)| {
                let path: Vec<String> = path.iter().map(|cell| name(cell)).collect();
                (path.join(", "), tally(group.inner()))
            })
            .collect()
    };
    let breakdowns = surveys[0].by().iter().zip(surveys[1].by());
    let why = breakdowns
        .filter(|_| !misleading)
        .filter_map(|(one, other)| {
            // Without answers before or after, there is nothing to take apart.
            let decomposition = Decomposition::between(segments(one), segments(other)).ok()?;
            let by = one.name.as_str();
            Some(Why { by, decomposition })
        });
    let people = surveys[0]
        .people()
        .zip(surveys[1].people())
        .filter(|_| !misleading);
    let people = people.map(|(earlier, later)| {
        let moves: Migration = earlier.moves(later).collect();
        let change = moves.result().map(|result| result.difference(confidence));
        People { moves, change }
    });
    let comparison = Comparison {
        change: results.map(|(before, after)| after.change_from(before, confidence)),
        why: why.collect(),
        people,
        before,
        after,
    };
    if request.format == Form::Json {
        return Ok(serde_json::to_string_pretty(&comparison)? + "\n");
    }
    let mut text = String::new();
    // Writing to a string cannot fail.
    write_text(&mut text, &comparison, confidence).unwrap_or_default();
    Ok(text)
}

/// A name that fits on a line.
fn shown(name: &str) -> String {
    shortened(name, 40)
}

fn write_text<S: Sample + Merge + HasTally<Tally = S>>(
    out: &mut String,
    comparison: &Comparison<'_, S>,
    confidence: Confidence,
) -> std::fmt::Result {
    writeln!(out, "Change of the Net Promoter Score")?;
    for (word, side) in [("before", &comparison.before), ("after", &comparison.after)] {
        let name = shown(side.name);
        match (&side.overall, &side.interval) {
            (Some(result), Some(interval)) => writeln!(
                out,
                "  {word:<6}  {:.1}, {confidence} interval {:.1} to {:.1}, from {} answers ({name})",
                result.nps(),
                interval.low(),
                interval.high(),
                side.accepted
            )?,
            _ => writeln!(out, "  {word:<6}  no score ({name})")?,
        }
        for finding in side.findings {
            writeln!(out, "          {finding}.")?;
        }
    }
    if let Some(change) = &comparison.change {
        writeln!(out, "  {change}")?;
    }
    for Why { by, decomposition } in &comparison.why {
        writeln!(out, "\nWhy, by {by:?}")?;
        for line in decomposition.to_string().lines() {
            writeln!(out, "  {line}")?;
        }
    }
    if let Some(People { moves, change }) = &comparison.people {
        writeln!(out, "\nWho moved\n  {moves}")?;
        for flow in moves.flows() {
            writeln!(out, "  {flow}")?;
        }
        if let Some(change) = change {
            writeln!(out, "  the same people: {change}")?;
        }
    }
    Ok(())
}

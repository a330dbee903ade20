//! The report for programs.

use std::io;

use npscore::{Exclusions, NpsResult, WeightedResult, WeightedTally};
use serde::Serialize;

use super::report::Report;

/// The document: its results are the crate's own rows, `null` where there is nothing to score.
#[derive(Serialize)]
struct Document<'a> {
    offered: u64,
    accepted: u64,
    excluded: &'a Exclusions,
    overall: Option<NpsResult>,
    weighted: Option<WeightedResult>,
}

/// The report as one JSON object.
pub(crate) fn render(report: &Report) -> io::Result<String> {
    let responses = report.responses();
    let document = Document {
        offered: responses.offered(),
        accepted: responses.accepted(),
        excluded: responses.exclusions(),
        overall: responses.inner().result(),
        weighted: report.weighted().and_then(WeightedTally::result),
    };
    let mut text = serde_json::to_string_pretty(&document)?;
    text.push('\n');
    Ok(text)
}

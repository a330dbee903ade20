//! The report for people.

use std::fmt::{self, Write};

use npscore::{Histogram, Nps, NpsResult, Rating, Screened, WeightedResult};

use super::arguments::Request;
use super::report::Report;

/// The report as lines of text.
pub(crate) fn render(report: &Report, request: &Request) -> String {
    let mut text = String::new();
    // Writing to a string cannot fail.
    write(&mut text, report, request).unwrap_or_default();
    text
}

/// One section after the other.
fn write(out: &mut String, report: &Report, request: &Request) -> fmt::Result {
    let responses = report.responses();
    let result = responses.inner().result();
    let width = responses.offered().to_string().len();

    writeln!(out, "Net Promoter Score report")?;
    writeln!(out, "{}", request.source.title())?;
    writeln!(out, "\nResponses")?;
    offered(out, responses, &request.missing, width)?;
    writeln!(out, "\nAnswers in column {:?}", request.score)?;
    bars(out, responses.inner(), width)?;
    if let Some(result) = &result {
        writeln!(out, "\nCategories")?;
        categories(out, result, width)?;
    }
    writeln!(out, "\nScore")?;
    let label = if request.weight.is_some() {
        "unweighted NPS"
    } else {
        "NPS"
    };
    match &result {
        Some(result) => score(out, label, result.nps(), result.rating())?,
        None => writeln!(out, "  {label}  none: there is no answer to score")?,
    }
    if let (Some(column), Some(tally)) = (&request.weight, report.weighted()) {
        match tally.result() {
            Some(result) => weighted(out, &result, column)?,
            None => writeln!(out, "  weighted NPS    none: there is no weight to score")?,
        }
    }
    legend(out)
}

/// How many responses there are, and how many of them are no answers, by the reasons that occur.
fn offered(
    out: &mut String,
    responses: &Screened<Histogram>,
    missing: &str,
    width: usize,
) -> fmt::Result {
    for (label, count) in [
        ("offered", responses.offered()),
        ("accepted", responses.accepted()),
        ("excluded", responses.excluded()),
    ] {
        writeln!(out, "  {label:<20}  {count:>width$}")?;
    }
    for (reason, count) in responses.exclusions().iter() {
        if count > 0 {
            let rule = match reason {
                npscore::Exclusion::Missing => format!("  ({missing})"),
                _ => String::new(),
            };
            let reason = reason.to_string();
            writeln!(out, "    {reason:<18}  {count:>width$}{rule}")?;
        }
    }
    Ok(())
}

/// A bar for each score, the warmest on top.
fn bars(out: &mut String, histogram: &Histogram, width: usize) -> fmt::Result {
    let most = histogram.iter().map(|(_, count)| count).max();
    for (score, count) in histogram.iter().rev() {
        let bar = bar(count, most.unwrap_or_default());
        let line = format!("  {score:>2}  {count:>width$}  {bar}");
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(())
}

/// A bar that is full where `count` is `most`, drawn to an eighth of a character; none for 0, and
/// never none for a count.
fn bar(count: u64, most: u64) -> String {
    const FULL: u128 = 40 * 8;
    const PARTS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
    let eighths = (u128::from(count) * FULL)
        .div_ceil(u128::from(most).max(1))
        .min(FULL);
    // At most FULL, so both fit.
    let whole = usize::try_from(eighths / 8).unwrap_or_default();
    let part = usize::try_from(eighths % 8).unwrap_or_default();
    "█".repeat(whole) + PARTS[part]
}

/// The counts and shares of the categories; the shares add up to 100.
fn categories(out: &mut String, result: &NpsResult, width: usize) -> fmt::Result {
    let shares = result.shares_rounded(1);
    for (label, scores, count, share) in [
        ("promoters", "9-10", result.promoters(), shares.promoters()),
        ("passives", "7-8", result.passives(), shares.passives()),
        (
            "detractors",
            "0-6",
            result.detractors(),
            shares.detractors(),
        ),
    ] {
        writeln!(
            out,
            "  {label:<10}  {scores:<4}  {count:>width$}  {share:>5}%"
        )?;
    }
    Ok(())
}

/// A score and its rating.
fn score(out: &mut String, label: &str, nps: Nps, rating: Rating) -> fmt::Result {
    writeln!(out, "  {label}  {nps:>6.1}  {rating}")
}

/// A weighted score, its rating, and how much the weights cost.
fn weighted(out: &mut String, result: &WeightedResult, column: &str) -> fmt::Result {
    score(out, "weighted NPS  ", result.nps(), result.rating())?;
    writeln!(
        out,
        "    weighted by {column:?}: as precise as {:.1} answers of equal weight",
        result.effective_responses()
    )
}

/// What the words mean.
fn legend(out: &mut String) -> fmt::Result {
    writeln!(
        out,
        "\nNPS is the share of promoters minus the share of detractors, from -100 to 100."
    )?;
    let bands: Vec<_> = Rating::ALL
        .into_iter()
        .filter_map(|rating| Some(format!("above {} {rating}", rating.above()?)))
        .collect();
    writeln!(out, "Ratings after Bain & Company: {}.", bands.join(", "))
}

//! The report for people.

use std::fmt::{self, Write};

use npscore::inference::{Confidence, Estimate};
use npscore::insight::{Benchmark, BenchmarkSet};
use npscore::{HasTally, Histogram, Nps, NpsResult, Rating, WeightedResult};

use super::grid::{Grid, Side, shown};
use super::segments::{Segment, segments as tree};
use crate::arguments::{Dates, Input, Request};
use crate::survey::{Group, Periods, Survey};

/// The report as lines of text.
pub(crate) fn render(report: &Survey, request: &Request) -> String {
    let mut text = String::new();
    // Writing to a string cannot fail.
    write(&mut text, report, &request.input).unwrap_or_default();
    text
}

/// One section after the other.
fn write(out: &mut String, report: &Survey, input: &Input) -> fmt::Result {
    let responses = report.all();
    let result = responses.inner().tally().result();
    let width = responses.offered().to_string().len();

    writeln!(out, "Net Promoter Score report")?;
    writeln!(out, "{}", input.title())?;
    for finding in report.findings() {
        writeln!(out, "\n{finding}.")?;
    }
    writeln!(out, "\nResponses")?;
    offered(out, responses, &input.missing, width)?;
    writeln!(out, "\nAnswers in column {:?}", input.score)?;
    bars(out, report.scores(), width)?;
    if report.is_withheld() {
        return writeln!(out, "\nScore\n  none: see above");
    }
    if let Some(result) = &result {
        writeln!(out, "\nCategories")?;
        categories(out, result, width)?;
    }
    writeln!(out, "\nScore")?;
    let label = if input.weight.is_some() {
        "unweighted NPS"
    } else {
        "NPS"
    };
    match &result {
        Some(result) => {
            score(out, label, result.nps(), result.rating())?;
            certainty(out, &result.interval(Confidence::P95))?;
            standing(out, result.nps())?;
        }
        None => writeln!(out, "  {label}  none: there is no answer to score")?,
    }
    if let Some(column) = &input.weight {
        match responses.inner().result() {
            Some(result) => weighted(out, &result, column)?,
            None => writeln!(out, "  weighted NPS    none: there is no weight to score")?,
        }
    }
    let weighted = input.weight.is_some();
    for breakdown in report.by() {
        let names = breakdown.columns.iter();
        let names: Vec<_> = names.map(|name| format!("{name:?}")).collect();
        writeln!(out, "\nBy {}", names.join(", then "))?;
        segments(out, &tree(breakdown), weighted)?;
    }
    if let (Some(dates), Some(found)) = (&input.dates, report.periods()) {
        periods(out, found, dates, weighted)?;
    }
    legend(out)
}

/// How many responses there are, and how many of them are no answers, by the reasons that occur.
fn offered(out: &mut String, responses: &Group, missing: &str, width: usize) -> fmt::Result {
    for (label, count) in [
        ("offered", responses.offered()),
        ("accepted", responses.accepted()),
        ("excluded", responses.excluded()),
    ] {
        writeln!(out, "  {label:<20}  {count:>width$}")?;
    }
    for (reason, count) in responses.exclusions() {
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
        (
            "promoters",
            "9-10",
            result.promoters(),
            shares.percent().promoters,
        ),
        (
            "passives",
            "7-8",
            result.passives(),
            shares.percent().passives,
        ),
        (
            "detractors",
            "0-6",
            result.detractors(),
            shares.percent().detractors,
        ),
    ] {
        writeln!(
            out,
            "  {label:<10}  {scores:<4}  {count:>width$}  {share:>5} %"
        )?;
    }
    Ok(())
}

/// A score and its rating.
fn score(out: &mut String, label: &str, nps: Nps, rating: Rating) -> fmt::Result {
    writeln!(out, "  {label}  {nps:>6.1}  {rating}")
}

/// How sure the score is, and which bands the true one may lie in.
fn certainty(out: &mut String, interval: &Estimate) -> fmt::Result {
    let bands = match Rating::touched_by(interval).as_slice() {
        [] => String::new(),
        [only] => only.to_string(),
        [worst, .., best] => format!("{worst} to {best}"),
    };
    writeln!(
        out,
        "    {} interval {:.1} to {:.1}: {}",
        interval.confidence(),
        interval.low(),
        interval.high(),
        bands
    )
}

/// Where a score stands among published figures.
fn standing(out: &mut String, nps: Nps) -> fmt::Result {
    let figures = BenchmarkSet::built_in();
    let Some(position) = figures.position(nps) else {
        return Ok(());
    };
    writeln!(
        out,
        "    above {} and below {} of {} published figures, from {} to {}",
        position.below(),
        position.above(),
        position.figures(),
        named(figures.iter().min_by_key(|figure| figure.value())),
        named(figures.iter().max_by_key(|figure| figure.value())),
    )
}

/// A figure and what it is of: `-0.1 (consumer payment)`.
fn named(figure: Option<&Benchmark>) -> String {
    figure.map_or_else(String::new, |figure| {
        format!("{:.1} ({})", figure.value(), figure.label())
    })
}

/// A weighted score, its rating, and how much the weights cost.
fn weighted(out: &mut String, result: &WeightedResult, column: &str) -> fmt::Result {
    score(out, "weighted NPS  ", result.nps(), result.rating())?;
    writeln!(
        out,
        "    weighted by {column:?}: as precise as {:.1} answers of equal weight",
        result.effective_responses()
    )?;
    certainty(out, &result.interval(Confidence::P95))
}

/// A line for each segment, the segments within it below.
fn segments(out: &mut String, segments: &[Segment<'_>], weighted: bool) -> fmt::Result {
    let mut lines = Vec::new();
    let mut open: Vec<_> = segments.iter().rev().map(|segment| (0, segment)).collect();
    while let Some((depth, segment)) = open.pop() {
        let name = if segment.name.is_empty() {
            "(blank)".into()
        } else {
            shown(segment.name)
        };
        lines.push(("  ".repeat(depth) + &name, segment.total));
        let within = segment.segments.iter().rev();
        open.extend(within.map(|segment| (depth + 1, segment)));
    }
    groups(out, "segment", &lines, weighted, false)
}

/// The longest run of periods without rows that is shown line by line.
const LONGEST_GAP: usize = 12;

/// A line for each period, gaps included, and one for what has no date.
fn periods(out: &mut String, periods: &Periods, dates: &Dates, weighted: bool) -> fmt::Result {
    let unit = periods.calendar.name();
    writeln!(out, "\nBy {unit} of {:?}", dates.column)?;
    let all: Vec<_> = periods.timeline.periods().collect();
    let mut lines = Vec::new();
    for run in all.chunk_by(|(_, one), (_, next)| one.is_none() && next.is_none()) {
        match run {
            // One date of another century must not fill the screen.
            [(first, None), .., (last, None)] if run.len() > LONGEST_GAP => {
                lines.push((format!("{first} to {last}"), Group::default()));
            }
            _ => lines.extend(
                run.iter()
                    .map(|(slot, group)| (slot.to_string(), group.copied().unwrap_or_default())),
            ),
        }
    }
    let undated = &periods.undated;
    if undated.offered() > 0 {
        lines.push(("without a date".into(), *undated));
    }
    groups(out, unit, &lines, weighted, true)
}

/// A table of groups. Where answers are weighed, the rating is that of the weighted score.
fn groups(
    out: &mut String,
    kind: &str,
    lines: &[(String, Group)],
    weighted: bool,
    bars: bool,
) -> fmt::Result {
    if lines.is_empty() {
        return writeln!(out, "  none: there is no row");
    }
    let lowest = lines
        .iter()
        .filter_map(|(_, group)| Some(group.result()?.nps()))
        .min();
    let left = lowest.map_or(0, |nps| bar_below(nps).chars().count());
    let (plain, main) = if weighted {
        ("unweighted NPS", "weighted NPS")
    } else {
        ("", "NPS")
    };
    let mut grid = Grid::new([
        (kind, Side::Left),
        ("n", Side::Right),
        ("excluded", Side::Right),
        (plain, Side::Right),
        (main, Side::Right),
        ("rating", Side::Left),
        ("", Side::Left),
    ]);
    for (name, group) in lines {
        let points = |nps: Option<Nps>| nps.map_or_else(String::new, |nps| format!("{nps:.1}"));
        let unweighted = group.inner().tally().result();
        let nps = group.result().map(|result| result.nps());
        grid.push([
            name.clone(),
            group.accepted().to_string(),
            group.excluded().to_string(),
            points(unweighted.map(|result| result.nps()).filter(|_| weighted)),
            points(nps),
            match nps {
                Some(nps) => Rating::of(nps).to_string(),
                None if group.accepted() > 0 => "no weight".into(),
                None => "no answers".into(),
            },
            nps.filter(|_| bars)
                .map_or_else(String::new, |nps| axis(nps, left)),
        ]);
    }
    grid.write(out)
}

/// A bar to the right of an axis for a score above 0, to the left of it, where there are as many
/// characters as told, for one below.
fn axis(nps: Nps, left: usize) -> String {
    let above = if nps > Nps::ZERO {
        tens(nps, "▌")
    } else {
        String::new()
    };
    format!("{:>left$}│{above}", bar_below(nps))
}

/// The part of a bar to the left of the axis, its tip first.
fn bar_below(nps: Nps) -> String {
    if nps < Nps::ZERO {
        tens(nps, "▐").chars().rev().collect()
    } else {
        String::new()
    }
}

/// A character for every ten points above or below 0, and half of one for what is left over.
fn tens(nps: Nps, half: &str) -> String {
    let halves = nps.whole().unsigned_abs().div_ceil(5);
    let full = "█".repeat((halves / 2).try_into().unwrap_or_default());
    full + if halves % 2 == 1 { half } else { "" }
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

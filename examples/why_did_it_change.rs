//! Why did it change? Two years of instructor training, taken apart.
//!
//! The Carpentries' trainees answered at the event or some time after it. Between two years the
//! score fell: is that because other people answered, or because the same kind of people answered
//! otherwise? Run it with `cargo run --release --example why_did_it_change`.

use std::error::Error;
use std::ops::RangeInclusive;
use std::process::ExitCode;

use npscore::inference::Confidence;
use npscore::insight::Decomposition;
use npscore::{Month, NpsResult, Observe, Screening, Segments, Tally, Timeline};

const COUNTS: &str = include_str!("data/carpentries_instructor_counts.csv");

/// Answers by way of taking the survey.
type ByWay = Segments<String>;

/// The answers by month and way of taking the survey; blanks are not answers.
fn timeline() -> Result<Timeline<Month, ByWay>, Box<dyn Error>> {
    let screening = Screening::new();
    let mut timeline = Timeline::default();
    for row in COUNTS.lines().skip(1) {
        let cells: Vec<&str> = row.trim().split(',').collect();
        let &[month, taken, score, answers] = cells.as_slice() else {
            return Err(format!("{row:?} has {} cells, expected 4", cells.len()).into());
        };
        if let Ok(score) = screening.screen(score) {
            timeline.observe_n((month.parse::<Month>()?, (taken, score)), answers.parse()?);
        }
    }
    Ok(timeline)
}

fn year(timeline: &Timeline<Month, ByWay>, months: RangeInclusive<Month>) -> ByWay {
    let months = timeline.range(months);
    months.map(|(_, by_way)| by_way.clone()).sum()
}

fn result(by_way: &ByWay) -> Result<NpsResult, &'static str> {
    let total: Tally = by_way.total();
    total.result().ok_or("a year without answers")
}

fn run() -> Result<(), Box<dyn Error>> {
    let timeline = timeline()?;
    let before = year(
        &timeline,
        Month::constant(2016, 10)..=Month::constant(2017, 9),
    );
    let after = year(
        &timeline,
        Month::constant(2017, 10)..=Month::constant(2018, 9),
    );

    let change = result(&after)?.change_from(&result(&before)?, Confidence::P95);
    println!("Instructor training, October to September, 2016/17 and 2017/18\n");
    println!("What changed:\n  {change}");
    println!("\nWhere share moved:");
    for flow in change.flows() {
        let kind = if flow.is_improvement() {
            "better"
        } else {
            "worse"
        };
        println!("  {kind}: {flow}");
    }

    let why = Decomposition::between(&before, &after)?;
    println!("\nWhy, by way of taking the survey:");
    for line in why.to_string().lines() {
        println!("  {line}");
    }
    println!(
        "\nOf {:+.1} points, {:+.1} come from answers that changed and {:+.1} from who answered.",
        why.change(),
        why.rate(),
        why.mix() + why.entry() + why.exit()
    );
    Ok(())
}

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

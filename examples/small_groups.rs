//! Small groups that borrow strength: 35 groups of airport passengers in a league table.
//!
//! Passengers by boarding area and tenure, some groups of four and some of two hundred. By plain
//! scores the smallest groups stand at both ends of the table; by pooled ones they do not. Run it
//! with `cargo run --release --example small_groups`.

use std::error::Error;
use std::process::ExitCode;

use npscore::inference::{Confidence, LeagueOrder};
use npscore::{Observe, Screening, Segments};

const COUNTS: &str = include_str!("data/sfo_2017_counts.csv");

/// The answers by boarding area and tenure; 11 stands for a blank.
fn groups() -> Result<Segments<String>, Box<dyn Error>> {
    let screening = Screening::new().missing_code(11)?;
    let mut groups = Segments::default();
    for row in COUNTS.lines().skip(1) {
        let cells: Vec<&str> = row.trim().split(',').collect();
        let &[area, tenure, score, answers] = cells.as_slice() else {
            return Err(format!("{row:?} has {} cells, expected 4", cells.len()).into());
        };
        if let Ok(score) = screening.screen(score) {
            let group = format!("{area}, {tenure}");
            groups.observe_n((group, score), answers.parse()?);
        }
    }
    Ok(groups)
}

fn run() -> Result<(), Box<dyn Error>> {
    let segments = groups()?;
    let groups = segments.groups()?;
    println!(
        "{} groups of airport passengers, {} answers in all.",
        groups.groups().len(),
        groups.whole().responses()
    );
    let pooling = groups.pooling()?;
    println!("What the groups tell about each other: {pooling}.\n");

    println!("By the pooled estimate, best and worst:");
    println!("  {:<22} {:>5} {:>6}   pooled", "group", "n", "NPS");
    let league = groups.league(LeagueOrder::Mean, Confidence::P95)?;
    let (first, last) = (&league[..5], &league[league.len() - 5..]);
    for (group, result, estimate) in first.iter().chain(last) {
        let (n, nps) = (result.responses(), result.nps());
        println!("  {group:<22} {n:>5} {nps:>6.1}   {estimate}");
    }

    let mut plain = league.clone();
    plain.sort_by_key(|row| std::cmp::Reverse(row.1.nps()));
    println!("\nBy plain scores the table would begin with");
    for (group, result, _) in &plain[..3] {
        println!("  {group}: {result}");
    }
    let cautious = groups.league(LeagueOrder::Low, Confidence::P95)?;
    let (group, result, estimate) = &cautious[0];
    println!(
        "\nSurest to be good: {group}, at least {:.1} ({result}).",
        estimate.low()
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

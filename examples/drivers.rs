//! What drives the likelihood to recommend: ten ratings of an airport, by importance.
//!
//! The bundled sums are of 2,746 passengers, who rated what they had used. Run it with
//! `cargo run --release --example drivers`.

use std::error::Error;
use std::process::ExitCode;

use npscore::insight::{DriversOf, MissingAnswers, Ratings};

const SUMS: &str = include_str!("data/sfo_2017_ratings.json");

/// What was rated from 1 to 5, in the order of the sums.
const QUESTIONS: [&str; 10] = [
    "artwork and exhibitions",
    "restaurants",
    "shops",
    "signs and directions",
    "escalators and walkways",
    "flight information screens",
    "free wifi",
    "clean boarding areas",
    "clean restrooms",
    "feeling safe",
];

fn run() -> Result<(), Box<dyn Error>> {
    let ratings: Ratings<10> = serde_json::from_str(SUMS)?;
    println!(
        "{} passengers, {} of whom rated everything.",
        ratings.rows(),
        ratings.complete_rows()
    );
    for (of, name, unit) in [
        (DriversOf::Score, "the likelihood to recommend, 0 to 10", ""),
        (DriversOf::Nps, "the NPS", " points"),
    ] {
        let drivers = ratings.drivers(of, MissingAnswers::Pairwise)?;
        let shapley = drivers.shapley_values()?;
        let mut rows: Vec<_> = drivers.rows().iter().zip(shapley).collect();
        rows.sort_by(|a, b| b.0.importance().total_cmp(&a.0.importance()));
        println!(
            "\nOf {name}, the ratings explain {:.1} % ({} to {} responses to each two questions):",
            100.0 * drivers.r_squared(),
            drivers.responses().start(),
            drivers.responses().end()
        );
        println!(
            "  {:<28}{:>6}{:>12}{:>10}   one point more",
            "", "mean", "importance", "Shapley"
        );
        for (row, shapley) in rows {
            let coefficient = row.coefficient();
            let effect = coefficient.map_or("-".into(), |gain| format!("{gain:+.2}{unit}"));
            println!(
                "  {:<28}{:>6.2}{:>10.1} %{:>8.1} %   {effect}",
                QUESTIONS[row.question()],
                row.mean(),
                row.importance(),
                100.0 * shapley / drivers.r_squared(),
            );
        }
    }
    println!("\nWhat goes together need not be a cause.");
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

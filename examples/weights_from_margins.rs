//! Weights from known margins: an airport survey made to look like its passengers.
//!
//! Passengers of some airlines were asked far more often than others: of Air Canada more than three
//! times as many as its part of all passengers, of United not even two thirds. How many fly with each
//! airline and from each boarding area is known, and the responses are raked to both.
//!
//! ```text
//! cargo run --release --example weights_from_margins
//! ```

use std::error::Error;

use npscore::inference::{Confidence, Margin, Margins};
use npscore::{Category, Observe, Score, Segments, Tally, Weight, WeightedTally};

/// Answers by airline, boarding area and score.
const COUNTS: &str = include_str!("data/sfo_2017_airline_counts.csv");

/// Passengers by airline, in units of an average respondent: the number of its respondents times the
/// weight that the survey publishes for each of them.
const AIRLINES: [(&str, u32, &str); 11] = [
    ("Air Canada", 175, "0.2847177143"),
    ("Alaska", 168, "0.493739881"),
    ("American", 213, "1.0380333333"),
    ("Delta", 171, "1.3045777778"),
    ("JetBlue", 218, "0.3778995413"),
    ("Southwest", 169, "1.1156485207"),
    ("United", 634, "1.6329600946"),
    ("United international", 227, "0.9440823789"),
    ("Virgin America", 177, "1.4778779661"),
    ("Volaris WestJet WOW", 71, "0.4545549296"),
    ("other airlines", 608, "0.723115625"),
];

/// Passengers by boarding area, in the same unit: what those weights add up to there.
const AREAS: [(&str, f64); 7] = [
    ("A", 434.2461),
    ("B", 188.5446),
    ("C", 284.3268),
    ("D", 455.0158),
    ("E", 292.2999),
    ("F", 729.5512),
    ("G", 447.0156),
];

/// Airline and boarding area.
type Cell = (&'static str, &'static str);

fn cells() -> Result<Segments<Cell, Tally>, Box<dyn Error>> {
    let mut cells = Segments::default();
    for row in COUNTS.lines().skip(1) {
        let row: Vec<&str> = row.split(',').collect();
        let &[airline, area, score, answers] = row.as_slice() else {
            return Err(format!("{row:?} has {} cells, expected 4", row.len()).into());
        };
        let score: Score = score.parse()?;
        cells.observe_n(((airline, area), score), answers.parse()?);
    }
    Ok(cells)
}

/// The margins. Their totals are those of one survey, but for rounding: shares say that best.
fn margins() -> Result<Margins<'static, Cell>, Box<dyn Error>> {
    let mut airlines = Vec::new();
    for (airline, respondents, weight) in AIRLINES {
        airlines.push((airline, f64::from(respondents) * weight.parse::<f64>()?));
    }
    let shares = |sizes: &[(&'static str, f64)]| {
        let sum: f64 = sizes.iter().map(|(_, size)| size).sum();
        sizes
            .iter()
            .map(|(key, size)| (*key, size / sum))
            .collect::<Vec<_>>()
    };
    Ok(Margins::new([
        Margin::shares("airline", |cell: &Cell| cell.0, shares(&airlines))?,
        Margin::shares("boarding area", |cell: &Cell| cell.1, shares(&AREAS))?,
    ])?)
}

fn main() -> Result<(), Box<dyn Error>> {
    let cells = cells()?;
    let plain = cells.total().result().ok_or("no responses")?;
    println!("as counted         {}", plain.interval(Confidence::P95));

    let weighting = margins()?.weigh(&cells)?;
    println!(
        "raked              {}",
        weighting.result().interval(Confidence::P95)
    );
    println!(
        "  standard error {:.2}, or {:.2} if the weights were given; {} responses are worth {:.0}",
        weighting.result().standard_error(),
        weighting.as_given().standard_error(),
        plain.responses(),
        weighting.effective_responses(),
    );

    // The published weights, for comparison: they take no account of blank answers.
    let mut published = WeightedTally::default();
    for ((airline, _), tally) in &cells {
        let weight = AIRLINES.iter().find(|(name, ..)| name == airline);
        let weight: Weight = weight.ok_or("an airline without a weight")?.2.parse()?;
        for category in Category::ALL {
            let n = tally.count(category);
            published = published.checked_add(&WeightedTally::of(category, weight, n)?)?;
        }
    }
    let published = published.result().ok_or("no weight")?;
    println!("published weights  {}", published.interval(Confidence::P95));

    println!("\nWhat to write beside each response:");
    for ((airline, area), factor) in weighting.factors() {
        println!(
            "  {airline:<21}{area}  {:.6}",
            Weight::ONE.times(factor)?.to_decimal()
        );
    }

    // Limits that no weights can keep are refused, with the reason.
    if let Err(error) = margins()?.within(0.5, 1.5)?.weigh(&cells) {
        println!("\nWithin half and one and a half of the mean: {error}");
    }
    Ok(())
}

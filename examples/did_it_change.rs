//! Did it change? Two waves of a survey, and two years of another.
//!
//! The Carpentries teach researchers to program, and ask whether one would recommend them. Between
//! the long-term surveys of March and December 2020 the score fell from 63 to 47: a decline, or
//! another draw of respondents? And what of the instructor trainings of 2017 and 2018, of which the
//! bundled counts are read?
//!
//! ```sh
//! cargo run --example did_it_change
//! ```
//!
//! Data: (c) The Carpentries (carpentries/assessment), CC BY 4.0; changed: counted by month, time of
//! the survey and score. See `data/NOTICE.md`.

use std::collections::BTreeMap;
use std::error::Error;

use npscore::inference::{Alternative, Confidence, DifferenceMethod, Groups, Prior, Verdict};
use npscore::{Counts, NpsResult, Observe, Score, Tally};

/// Responses by month, time of the survey and score.
const TRAININGS: &str = include_str!("data/carpentries_instructor_counts.csv");

/// The change with what else tells whether it is real.
fn report(name: &str, earlier: &NpsResult, later: &NpsResult) -> Result<(), Box<dyn Error>> {
    println!("{name}");
    println!(
        "  earlier {earlier}, {:.0}",
        earlier.interval(Confidence::P95)
    );
    println!("  later   {later}, {:.0}", later.interval(Confidence::P95));

    let change = later.change_from(earlier, Confidence::P95);
    println!("  change  {change}");
    println!("  by other methods:");
    for method in [DifferenceMethod::Score, DifferenceMethod::Wald] {
        let difference = later.difference_from(earlier, Confidence::P95.by(method));
        println!("    {difference}");
    }
    if change.verdict() == Verdict::Unclear {
        println!("  chance alone can do that");
    }

    let fell = later.difference_test(earlier, 0.0, Alternative::Less)?;
    println!(
        "  if only a fall had been asked for: p = {:.3}",
        fell.p_value()
    );
    let [before, after] = [earlier, later].map(|result| result.posterior(Prior::JEFFREYS));
    println!(
        "  probability that the later score is truly lower: {:.1} %",
        100.0 * before.probability_of_beating(&after)
    );

    // No clear change is not the same as no change.
    let same = later.equivalence_test(earlier, 10.0)?;
    let shown = if same.is_shown(Confidence::P95) {
        "shown"
    } else {
        "not shown"
    };
    println!(
        "  the same, give or take 10 points? {shown} (p = {:.3})",
        same.p_value()
    );
    println!();
    Ok(())
}

/// One tally for each year and time of the survey; blanks are not responses.
fn trainings() -> Result<BTreeMap<(String, String), Tally>, Box<dyn Error>> {
    let mut tallies = BTreeMap::<_, Tally>::new();
    for row in csv::Reader::from_reader(TRAININGS.as_bytes()).deserialize() {
        let (month, taken, score, answers): (String, String, Option<u8>, u64) = row?;
        if let Some(score) = score {
            let year = month[..4].to_string();
            let tally = tallies.entry((year, taken)).or_default();
            tally.observe_n(Score::new(score)?, answers);
        }
    }
    Ok(tallies)
}

fn main() -> Result<(), Box<dyn Error>> {
    // Detractors, passives, promoters.
    let march = Tally::from(Counts {
        detractors: 9,
        passives: 32,
        promoters: 93,
    })
    .result()
    .ok_or("no responses")?;
    let december = Tally::from(Counts {
        detractors: 8,
        passives: 30,
        promoters: 49,
    })
    .result()
    .ok_or("no responses")?;
    report(
        "Long-term survey, March and December 2020",
        &march,
        &december,
    )?;

    let trainings = trainings()?;
    let year = |wanted: &str| {
        trainings
            .iter()
            .filter(|((year, _), _)| year == wanted)
            .map(|(_, tally)| tally)
            .sum::<Tally>()
            .result()
            .ok_or("no responses")
    };
    report(
        "Instructor training, 2017 and 2018",
        &year("2017")?,
        &year("2018")?,
    )?;

    let groups = Groups::new(trainings.iter().map(|(key, tally)| (key, *tally)))?;
    println!("All years and times: do they differ at all?");
    println!("  {}", groups.heterogeneity());
    println!(
        "Each against the rest, p-values adjusted for {} comparisons",
        groups.groups().len()
    );
    for row in groups.against_the_rest(Confidence::P95) {
        let (year, taken) = row.key();
        let difference = row.difference().ok_or("no rest")?;
        println!(
            "  {year} {taken:<15} {:+5.1} points, p = {:.3}, adjusted p = {:.3}: {}",
            difference.estimate(),
            difference.p_value().unwrap_or(1.0),
            row.adjusted_p_value(),
            row.verdict()
        );
    }
    println!("Ranks they could truly have, and the probability of being the best");
    let best = groups.probabilities_of_being_best(Prior::JEFFREYS);
    for row in groups.ranking(Confidence::P95) {
        let (year, taken) = row.key();
        let place = groups.groups().iter().position(|(key, _)| key == row.key());
        println!(
            "  {:>2}. {year} {taken:<15} {:>3} (n = {:>3}): rank {} to {}, {:>3.0} %",
            row.rank(),
            row.result().nps(),
            row.result().responses(),
            row.low(),
            row.high(),
            100.0 * place.map_or(0.0, |place| best[place])
        );
    }
    Ok(())
}

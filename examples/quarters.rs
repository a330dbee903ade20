//! A survey over time: months, quarters, the last twelve months and all so far.
//!
//! The Carpentries ask everybody who was trained as an instructor whether they would recommend the
//! training: at the event, or some time after it. Run it with
//! `cargo run --release --example quarters`.

use std::error::Error;
use std::fmt::Write as _;
use std::io::{self, Write as _};

use npscore::{
    HasTally, Month, Observe, Period, Quarter, Screened, Screening, Segments, Tally, Timeline,
};

/// Answers by when the survey was taken, then by month. Blanks are counted beside the answers.
type Survey = Segments<String, Timeline<Month, Screened<Tally>>>;

const COUNTS: &str = include_str!("data/carpentries_instructor_counts.csv");

const SOURCE: &str = "\
Data: survey after instructor training, 2016 to 2018, (c) The Carpentries, CC BY 4.0,
https://github.com/carpentries/assessment, shortened to counts by month. The Carpentries do not
endorse this use.
";

/// Reads the rows: `month,taken,score,answers`.
fn survey() -> Result<Survey, Box<dyn Error>> {
    let screening = Screening::new();
    let mut survey = Survey::default();
    for row in COUNTS.lines().skip(1) {
        let cells: Vec<&str> = row.split(',').collect();
        let &[month, taken, score, answers] = cells.as_slice() else {
            return Err(format!("{row:?} has {} cells, expected 4", cells.len()).into());
        };
        let month: Month = month.parse()?;
        let answer = screening.screen(score);
        survey.observe_n((taken, (month, answer)), answers.parse()?);
    }
    Ok(survey)
}

/// The score, or the lack of one: a gap is not a score of 0.
fn points<A: HasTally>(answers: Option<&A>) -> String {
    match answers.and_then(|answers| Some(answers.result()?.nps())) {
        Some(nps) => format!("{nps:.1}"),
        None => "no answers".into(),
    }
}

/// The tables.
pub(crate) fn report() -> Result<String, Box<dyn Error>> {
    let survey = survey()?;
    let all = survey.total();
    let event = survey.get("at the event").ok_or("nobody was asked")?;

    let mut text = String::from("NPS of instructor training, by month\n\n");
    text += "  month      n     NPS  12 months  so far  at the event
";
    // Each of the three visits every month from the first to the last.
    let years = all.trailing(12);
    let so_far = all.cumulative();
    for (((month, answers), (_, year)), (_, so_far)) in all.periods().zip(years).zip(so_far) {
        writeln!(
            text,
            "  {month}  {:3}  {:>6}  {:>9}  {:>6}  {:>12}",
            answers.map_or(0, |answers| answers.tally().responses()),
            points(answers),
            points(Some(&year)),
            points(Some(&so_far)),
            points(event.get(month)),
        )?;
    }

    text += "\nBy quarter: the same answers, merged, never the average of monthly scores\n\n";
    text += "  quarter    n     NPS  a year before\n";
    let quarters: Timeline<Quarter, _> = all.coarsen();
    for (quarter, answers) in quarters.periods() {
        let before = quarter
            .year_before()
            .and_then(|before| quarters.get(before));
        writeln!(
            text,
            "  {quarter}  {:3}  {:>6}  {:>13}",
            answers.map_or(0, |answers| answers.tally().responses()),
            points(answers),
            points(before),
        )?;
    }

    let total = quarters.total();
    writeln!(
        text,
        "\n  in all {} answers and {} blanks, NPS {}\n",
        total.accepted(),
        total.excluded(),
        points(Some(&total)),
    )?;
    Ok(text + SOURCE)
}

fn main() -> Result<(), Box<dyn Error>> {
    io::stdout().write_all(report()?.as_bytes())?;
    Ok(())
}

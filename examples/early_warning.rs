//! Early warning: when should somebody have had a look?
//!
//! The Carpentries asked after each instructor training, 2016 to 2018. The first twelve months are
//! taken as normal; the months after them go onto a control chart, one by one, as they would have
//! come in. The program stops half-way and goes on from what it stored. Run it with
//! `cargo run --release --example early_warning`.

use std::error::Error;
use std::process::ExitCode;

use npscore::inference::Confidence;
use npscore::insight::monitor::{
    Baseline, ChartOptions, ControlChart, DropDetector, FloorAlarm, FollowUpRule, FollowUpRules,
};
use npscore::insight::{Lag, TrendMethod};
use npscore::{Latest, Month, Nps, Observe, Score, Screening, Tally, Timeline};

const COUNTS: &str = include_str!("data/carpentries_instructor_counts.csv");

/// The first month after those that are taken as normal.
const WATCH_FROM: Month = Month::constant(2017, 6);

/// The responses by month; blanks are not responses.
fn timeline() -> Result<Timeline<Month>, Box<dyn Error>> {
    let screening = Screening::new();
    let mut timeline = Timeline::default();
    for row in COUNTS.lines().skip(1) {
        let cells: Vec<&str> = row.trim().split(',').collect();
        let &[month, _, score, answers] = cells.as_slice() else {
            return Err(format!("{row:?} has {} cells, expected 4", cells.len()).into());
        };
        if let Ok(score) = screening.screen(score) {
            timeline.observe_n((month.parse::<Month>()?, score), answers.parse()?);
        }
    }
    Ok(timeline)
}

/// The chart of the watched months, stored and taken up again after each.
fn chart(
    timeline: &Timeline<Month>,
    baseline: Baseline,
) -> Result<ControlChart<Month>, Box<dyn Error>> {
    let mut stored = serde_json::to_string(&ControlChart::<Month>::new(
        baseline,
        ChartOptions::default(),
    ))?;
    for (month, tally) in timeline.range(WATCH_FROM..) {
        let mut chart: ControlChart<Month> = serde_json::from_str(&stored)?;
        chart.observe(month, tally.result().ok_or("a month without responses")?)?;
        stored = serde_json::to_string(&chart)?;
    }
    Ok(serde_json::from_str(&stored)?)
}

fn run() -> Result<(), Box<dyn Error>> {
    let timeline = timeline()?;
    let normal: Tally = timeline.range(..WATCH_FROM).map(|(_, tally)| tally).sum();
    let normal = normal.result().ok_or("no responses before the watch")?;
    let baseline = Baseline::new(normal)?;
    println!("Instructor training, {baseline}\n");

    let chart = chart(&timeline, baseline)?;
    println!("Month by month:");
    for point in chart.points() {
        println!("  {point}");
    }
    println!(
        "\n{} of {} months are worth a look.",
        chart.alarms().count(),
        chart.points().len()
    );

    println!("\nYear over year:");
    for change in timeline.changes(Lag::Year, Confidence::P95) {
        // Gaps on either side leave nothing to compare.
        if change.change().is_ok() {
            println!("  {change}");
        }
    }

    println!("\nOver all {} months with responses:", timeline.len());
    for options in [
        Confidence::P95.by(TrendMethod::Responses),
        Confidence::P95.by(TrendMethod::Scatter),
    ] {
        println!("  {}", timeline.trend(options)?);
    }
    for streak in timeline
        .streaks()
        .iter()
        .filter(|streak| streak.steps() > 2)
    {
        println!("  {streak}");
    }

    // The same responses as a live stream. Within a month their order is not known, so the alarm is
    // asked at the end of each; sorted responses would mislead it.
    let mut alarm = FloorAlarm::new(baseline.nps(), Confidence::P95)?;
    let mut raised = None;
    for (month, tally) in timeline.range(WATCH_FROM..) {
        alarm = alarm.checked_add(tally)?;
        raised = raised.or(alarm.alert().map(|alert| (month, alert)));
    }
    match raised {
        Some((month, alert)) => println!("\nThe floor alarm is raised in {month}: {alert}"),
        None => println!(
            "\nThe floor alarm stays silent: {} is no proof of an NPS below {}.",
            alarm.tally().result().ok_or("nothing watched")?,
            alarm.floor()
        ),
    }

    // A sudden drop, response by response. These are made up: a year of good ones, then a bad day.
    let mut detector = DropDetector::new(Nps::constant(20), 10_000)?;
    let year = [10, 9, 7, 10, 8, 3, 9, 10].repeat(500);
    let bad_day = [2, 7, 0, 5, 9, 1, 4].repeat(20);
    println!("\nThe drop detector, after {} good responses:", year.len());
    for score in year.into_iter().chain(bad_day) {
        if let Some(alert) = detector.watch(Score::new(score)?) {
            println!("  {alert}");
            break;
        }
    }

    // Whom to get back to: people made up for this example.
    let rules = FollowUpRules::new([FollowUpRule::DETRACTOR, FollowUpRule::LOST_PROMOTER]);
    let mut answers = Latest::<String, Score>::default();
    println!("\nTo follow up:");
    for (who, day, score) in [("ada", 1, 10), ("ben", 2, 4), ("ada", 3, 5), ("eve", 4, 9)] {
        let score = Score::new(score)?;
        if let Some(follow_up) = rules.check(&answers, who.to_string(), day, score) {
            println!("  {follow_up}");
        }
        answers.observe((who, (day, score)));
    }
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

//! Deltas: parts that add up, gaps that stay gaps, verdicts, trends and streaks.

use std::num::NonZeroU32;

use npscore::inference::{Confidence, DifferenceMethod, Options};
use npscore::insight::{Change, Lag, NoDelta, PeriodDelta, TrendError, TrendMethod, TrendOptions};
use npscore::{
    Category, Error, Histogram, Month, Observe, Period, Points, Quarter, Score, Tally, Timeline,
};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::inference::support::result;
use crate::insight::Lcg;

fn month(step: usize) -> Month {
    Month::constant(2024, 11)
        .offset(i64::try_from(step).unwrap())
        .unwrap()
}

/// Counts by month; no answers make a gap.
fn timeline(months: &[[u64; 3]]) -> Timeline<Month> {
    let mut timeline = Timeline::default();
    for (step, counts) in months.iter().enumerate() {
        for (category, n) in Category::ALL.into_iter().zip(counts) {
            timeline.observe_n((month(step), category), *n);
        }
    }
    timeline
}

fn counts() -> impl Strategy<Value = [u64; 3]> {
    let large = prop_oneof![6 => 0..200_u64, 1 => (u64::MAX / 9)..(u64::MAX / 3)];
    [large.clone(), large.clone(), large].prop_filter("somebody", |counts| counts != &[0; 3])
}

fn months() -> impl Strategy<Value = Vec<[u64; 3]>> {
    let busy = [0..40_u64, 0..40_u64, 0..60_u64];
    vec(prop_oneof![1 => Just([0; 3]), 4 => busy], 0..26)
}

proptest! {
    #[test]
    fn the_parts_of_a_delta_add_up(before in counts(), after in counts()) {
        let (before, after) = (result(before), result(after));
        let delta = after.change_from(&before);
        let [detractors, passives, promoters] = Category::ALL.map(|c| delta.share(c));
        prop_assert_eq!(promoters.clone() - detractors.clone(), delta.points());
        prop_assert!((detractors + passives + promoters).is_zero());
        prop_assert_eq!(after.nps().cmp(&before.nps()), delta.points().cmp(&Points::zero()));
        prop_assert!((delta.points() + before.change_from(&after).points()).is_zero());

        // Flows explain the change, by at most two of them, none against another.
        let flows = delta.flows();
        prop_assert!(flows.len() <= 2);
        for category in Category::ALL {
            let moved: Points = flows
                .iter()
                .flat_map(|flow| {
                    let gained = (flow.to() == category).then(|| flow.amount().clone());
                    let lost = (flow.from() == category).then(|| -flow.amount().clone());
                    [gained, lost].into_iter().flatten()
                })
                .sum();
            prop_assert_eq!(moved, delta.share(category));
        }
        for flow in &flows {
            prop_assert!(flow.amount().is_positive() && flow.from() != flow.to());
        }
    }

    #[test]
    fn verdicts_follow_the_range(before in counts(), after in counts()) {
        let delta = result(after).change_from(&result(before));
        for options in [
            Options::from(Confidence::P95),
            Confidence::P90.by(DifferenceMethod::Score),
        ] {
            let difference = delta.difference(options);
            let verdict = delta.verdict(options);
            prop_assert_eq!(verdict == Change::Inconclusive, difference.contains(0.0));
            prop_assert!(verdict != Change::Improved || delta.points().is_positive());
            prop_assert!(verdict != Change::Declined || delta.points().is_negative());
        }
    }

    #[test]
    fn deltas_add_up_to_the_total_change(months in months()) {
        let timeline = timeline(&months);
        let changes: Points = timeline
            .deltas(Lag::Answered)
            .filter_map(|delta| delta.delta().ok())
            .map(|delta| delta.points())
            .sum();
        let mut results = timeline.iter().map(|(_, tally)| tally.result().unwrap());
        if let Some(first) = results.next() {
            let last = results.next_back().unwrap_or(first);
            prop_assert_eq!(changes, last.change_from(&first).points());
        } else {
            prop_assert!(changes.is_zero());
        }
    }

    #[test]
    fn a_gap_gives_no_delta(months in months(), lag in 1..14_u32) {
        let timeline = timeline(&months);
        let lag = Lag::Periods(NonZeroU32::new(lag).unwrap());
        let deltas: Vec<PeriodDelta<Month>> = timeline.deltas(lag).collect();
        prop_assert_eq!(deltas.len(), timeline.periods().count());
        for delta in &deltas {
            let result = |month| timeline.get(month).and_then(Tally::result);
            let after = result(delta.period());
            let before = delta.since().and_then(result);
            let expected = match (after, before) {
                (None, _) => Err(NoDelta::Gap),
                (_, None) => Err(NoDelta::GapBefore),
                (Some(after), Some(before)) => Ok(after.change_from(&before)),
            };
            prop_assert_eq!(delta.delta(), expected);
        }
        // A lag of twelve months is a year, one of one month the month before.
        let year = Lag::Periods(NonZeroU32::new(12).unwrap());
        prop_assert!(timeline.deltas(Lag::Year).eq(timeline.deltas(year)));
        let previous = Lag::Periods(NonZeroU32::MIN);
        prop_assert!(timeline.deltas(Lag::Previous).eq(timeline.deltas(previous)));
    }

    #[test]
    fn a_trend_is_the_line_through_the_single_answers(months in months()) {
        let timeline = timeline(&months);
        for options in [Confidence::P90.into(), TrendOptions::scatter(Confidence::P90)] {
            let Ok(trend) = timeline.trend(options) else { continue };
            // Textbook sums over one row per answer, with time counted from elsewhere.
            let mut rows = Vec::new();
            for (period, tally) in timeline.iter() {
                for category in Category::ALL {
                    for _ in 0..tally.count(category) {
                        rows.push((period.ordinal() as f64 - 24_000.0, f64::from(category.net())));
                    }
                }
            }
            let n = rows.len() as f64;
            let (x, y) = rows.iter().fold((0.0, 0.0), |(x, y), row| (x + row.0 / n, y + row.1 / n));
            let sxx: f64 = rows.iter().map(|row| (row.0 - x) * (row.0 - x)).sum();
            let sxy: f64 = rows.iter().map(|row| (row.0 - x) * (row.1 - y)).sum();
            prop_assert!((trend.estimate() - 100.0 * sxy / sxx).abs() < 1e-8);
            prop_assert!(trend.low() <= trend.estimate() && trend.estimate() <= trend.high());
            prop_assert!((0.0..=1.0).contains(&trend.p_value()));
            let significant = trend.p_value() < Confidence::P90.alpha();
            let near = (trend.p_value() - Confidence::P90.alpha()).abs() < 1e-9;
            prop_assert!(near || significant != trend.contains(0.0));
        }
    }

    #[test]
    fn streaks_are_runs_of_one_direction(months in months()) {
        let timeline = timeline(&months);
        let steps: u32 = timeline.streaks().iter().map(npscore::insight::Streak::steps).sum();
        let moved = timeline
            .deltas(Lag::Previous)
            .filter_map(|delta| delta.delta().ok())
            .filter(|delta| !delta.points().is_zero())
            .count();
        prop_assert_eq!(u64::from(steps), moved as u64);
        for streak in timeline.streaks() {
            let length = streak.from().steps_to(streak.to());
            prop_assert_eq!(length, i64::from(streak.steps()));
        }
    }
}

/// Stable programmes of twelve months with 5 to 54 answers each: how often a trend is found, and how
/// often the range misses a true slope of 0, must be what the confidence says.
#[test]
fn trends_are_found_in_nothing_as_often_as_stated() {
    const PROGRAMMES: u32 = 2000;
    let mut lcg = Lcg(7);
    let mut found = [0_u32; 2];
    for _ in 0..PROGRAMMES {
        let months: Vec<[u64; 3]> = (0..12)
            .map(|_| {
                let mut counts = [0; 3];
                for _ in 0..5 + lcg.below(50) {
                    counts[[0, 0, 1, 1, 1, 2, 2, 2, 2, 2][lcg.below(10)]] += 1;
                }
                counts
            })
            .collect();
        let timeline = timeline(&months);
        let methods = [
            Confidence::P95.into(),
            TrendOptions::scatter(Confidence::P95),
        ];
        for (found, options) in found.iter_mut().zip(methods) {
            *found += u32::from(!timeline.trend(options).unwrap().contains(0.0));
        }
    }
    for found in found {
        let rate = f64::from(found) / f64::from(PROGRAMMES);
        assert!((0.037..0.063).contains(&rate), "{rate}");
    }
}

/// A line by hand: scores of -20, 0, 40 points in months 0, 1 and 3.
#[test]
fn a_trend_by_hand() {
    let timeline = timeline(&[[30, 0, 20], [25, 0, 25], [0, 0, 0], [15, 0, 35]]);
    let trend = timeline.trend(Confidence::P95).unwrap();
    // Equal weights: times around 4/3, scores around 20/3.
    let (times, scores) = ([0.0, 1.0, 3.0], [-20.0, 0.0, 40.0]);
    let (t, y) = (4.0 / 3.0, 20.0 / 3.0);
    let sum = |f: &dyn Fn(usize) -> f64| -> f64 { (0..3).map(f).sum() };
    let sxx = sum(&|i| (times[i] - t) * (times[i] - t));
    let slope = sum(&|i| (times[i] - t) * (scores[i] - y)) / sxx;
    assert!((trend.estimate() - slope).abs() < 1e-12 && (slope - 20.0).abs() < 1e-12);
    assert_eq!(
        (trend.periods(), trend.responses(), trend.unit()),
        (3, 150, "month")
    );
    // Within: 50 (1 - 0.04), 50, 50 (1 - 0.16) over 147 degrees of freedom.
    let variance: f64 = (48.0 + 50.0 + 42.0) / 147.0;
    let se = 100.0 * (variance / (50.0 * sxx)).sqrt();
    assert!((trend.statistic() - slope / se).abs() < 1e-10);
    // The scores lie on a line: no scatter at all.
    assert!(trend.dispersion().unwrap() < 1e-20);
    assert_eq!(
        timeline.trend(TrendOptions::scatter(Confidence::P95)),
        Err(TrendError::NoScatter { periods: 3 })
    );
    assert_eq!(
        trend.to_string(),
        "+20.0 points a month, 95 % between +7.4 and +32.6, p = 0.002 \
         (3 periods, spread of answers)"
    );
}

#[test]
fn degenerate_trends_are_named() {
    let message = |error: TrendError| Error::from(error).to_string();
    let nothing = Timeline::<Month>::default();
    assert_eq!(
        message(nothing.trend(Confidence::P95).unwrap_err()),
        "0 periods with answers are too few, expected at least 2"
    );
    let two = timeline(&[[1, 0, 3], [2, 0, 2]]);
    assert_eq!(two.trend(Confidence::P95).unwrap().dispersion(), None);
    assert_eq!(
        message(
            two.trend(TrendOptions::scatter(Confidence::P95))
                .unwrap_err()
        ),
        "2 periods with answers are too few, expected at least 3"
    );
    let alike = timeline(&[[0, 0, 3], [4, 0, 0], [0, 0, 0], [0, 5, 0]]);
    assert_eq!(
        message(alike.trend(Confidence::P95).unwrap_err()),
        "the answers within each of 3 periods are all alike, expected some spread"
    );
    // What scatters can be judged by its scatter.
    let trend = alike.trend(TrendOptions::scatter(Confidence::P95)).unwrap();
    assert_eq!(
        (trend.method(), trend.dispersion()),
        (TrendMethod::Scatter, None)
    );
    let level = timeline(&[[1, 1, 2]; 5]);
    assert_eq!(
        message(
            level
                .trend(TrendOptions::scatter(Confidence::P95))
                .unwrap_err()
        ),
        "the scores of all 5 periods lie on a line, expected some scatter"
    );
    let flat = level.trend(Confidence::P95).unwrap();
    assert_eq!((flat.estimate().to_bits(), flat.p_value()), (0, 1.0));
}

#[test]
fn flows_by_kind() {
    let kinds = [
        (
            [20, 40, 40],
            [10, 50, 40],
            vec!["10.0 points of share from detractors to passives"],
        ),
        (
            [20, 40, 40],
            [20, 50, 30],
            vec!["10.0 points of share from promoters to passives"],
        ),
        (
            [20, 40, 40],
            [15, 55, 30],
            vec![
                "5.0 points of share from detractors to passives",
                "10.0 points of share from promoters to passives",
            ],
        ),
        (
            [20, 40, 40],
            [25, 20, 55],
            vec![
                "5.0 points of share from passives to detractors",
                "15.0 points of share from passives to promoters",
            ],
        ),
        (
            [20, 40, 40],
            [10, 40, 50],
            vec!["10.0 points of share from detractors to promoters"],
        ),
        ([20, 40, 40], [40, 80, 80], vec![]),
    ];
    for (before, after, expected) in kinds {
        let delta = result(after).change_from(&result(before));
        let lines: Vec<String> = delta.flows().iter().map(ToString::to_string).collect();
        assert_eq!(lines, expected);
    }
}

#[test]
fn extremes_and_the_current_streak() {
    let months = [
        [1, 0, 0],
        [10, 10, 20],
        [5, 10, 25],
        [0, 0, 0],
        [5, 10, 25],
        [0, 0, 2],
    ];
    let timeline = timeline(&months);
    assert_eq!(timeline.worst_period(1).unwrap().0, month(0));
    assert_eq!(timeline.worst_period(10).unwrap().0, month(1));
    assert_eq!(timeline.best_period(1).unwrap().0, month(5));
    assert_eq!(
        timeline.best_period(10).unwrap().0,
        month(2),
        "of equals the earliest"
    );
    assert_eq!(timeline.best_period(1000), None);
    let lines: Vec<String> = timeline.streaks().iter().map(ToString::to_string).collect();
    assert_eq!(
        lines,
        [
            "2 rises in a row, 2024-11 to 2025-01",
            "1 rise, 2025-03 to 2025-04"
        ]
    );
    assert_eq!(timeline.current_streak(), timeline.streaks().pop());
    let mut later = timeline;
    later.observe((month(8), Score::MAX));
    assert_eq!(later.current_streak(), None);
}

#[test]
fn other_aggregators_and_periods() {
    let quarters: Timeline<Quarter, Histogram> = [(1, 3), (2, 9), (4, 10)]
        .map(|(quarter, score)| (Quarter::constant(2026, quarter), Score::constant(score)))
        .into_iter()
        .collect();
    let known: Vec<_> = quarters
        .deltas(Lag::Previous)
        .filter_map(|delta| delta.delta().ok())
        .collect();
    assert_eq!(known.len(), 1);
    assert_eq!(known[0].points().to_f64(), 200.0);
}

#[cfg(feature = "serde")]
#[test]
fn stored_forms() {
    use crate::golden::written;

    let timeline = timeline(&[[25, 35, 40], [0, 0, 0], [15, 45, 41], [20, 30, 61]]);
    let deltas: Vec<_> = timeline.deltas(Lag::Previous).skip(2).collect();
    written(&deltas, include_str!("../data/golden/period_deltas.json"));
    let delta = deltas[1].delta().unwrap();
    written(&delta.flows(), include_str!("../data/golden/flows.json"));
    written(&delta.verdict(Confidence::P95), "\"inconclusive\"");
    let trend = timeline
        .trend(TrendOptions::scatter(Confidence::P95))
        .unwrap();
    written(&trend, include_str!("../data/golden/trend.json"));
    written(
        &timeline.streaks(),
        include_str!("../data/golden/streaks.json"),
    );
}

//! Trends: the line through the single responses, found in nothing as often as stated.

use npscore::error::DataError;
use npscore::inference::{Confidence, Options, Verdict};
use npscore::insight::TrendMethod;
use npscore::{Category, Error, Month, Observe, Period, Timeline, Weight, WeightedTally};
use proptest::prelude::*;

use crate::insight::{Lcg, month, months, timeline};

proptest! {
    #[test]
    fn a_trend_is_the_line_through_the_single_answers(months in months()) {
        let timeline = timeline(&months);
        for options in [Options::from(Confidence::P90), Confidence::P90.by(TrendMethod::Scatter)] {
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
            let slope = trend.estimate();
            prop_assert!((slope.estimate() - 100.0 * sxy / sxx).abs() < 1e-8);
            prop_assert!(slope.low() <= slope.estimate() && slope.estimate() <= slope.high());
            let p_value = slope.p_value().unwrap();
            prop_assert!((0.0..=1.0).contains(&p_value));
            let clear = p_value < Confidence::P90.alpha();
            let near = (p_value - Confidence::P90.alpha()).abs() < 1e-9;
            prop_assert!(near || clear != slope.contains(0.0));
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
            Options::from(Confidence::P95),
            Confidence::P95.by(TrendMethod::Scatter),
        ];
        for (found, options) in found.iter_mut().zip(methods) {
            *found += u32::from(!timeline.trend(options).unwrap().estimate().contains(0.0));
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
    assert!((trend.estimate().estimate() - slope).abs() < 1e-12 && (slope - 20.0).abs() < 1e-12);
    assert_eq!(
        (trend.periods(), trend.responses(), trend.unit()),
        (3, 150, "month")
    );
    // Within: 50 (1 - 0.04), 50, 50 (1 - 0.16) over 147 degrees of freedom.
    let variance: f64 = (48.0 + 50.0 + 42.0) / 147.0;
    let se = 100.0 * (variance / (50.0 * sxx)).sqrt();
    assert!((trend.estimate().statistic().unwrap() - slope / se).abs() < 1e-10);
    // The scores lie on a line: no scatter at all.
    assert!(trend.dispersion().unwrap() < 1e-20);
    assert_eq!(
        timeline.trend(Confidence::P95.by(TrendMethod::Scatter)),
        Err(DataError::AllAlike {
            what: "periods with responses",
            found: 3,
            alike: "on one line",
            purpose: "judge a trend by",
        })
    );
    assert_eq!(
        trend.to_string(),
        "+20.0 points a month, 95 % between +7.4 and +32.6, p = 0.002 \
         (3 periods, spread of responses)"
    );
}

#[test]
fn degenerate_trends_are_named() {
    let message = |error: DataError| Error::from(error).to_string();
    let nothing = Timeline::<Month>::default();
    assert_eq!(
        message(nothing.trend(Confidence::P95).unwrap_err()),
        "0 periods with responses, expected at least 2"
    );
    let two = timeline(&[[1, 0, 3], [2, 0, 2]]);
    assert_eq!(two.trend(Confidence::P95).unwrap().dispersion(), None);
    assert_eq!(
        message(
            two.trend(Confidence::P95.by(TrendMethod::Scatter))
                .unwrap_err()
        ),
        "2 periods with responses, expected at least 3"
    );
    let alike = timeline(&[[0, 0, 3], [4, 0, 0], [0, 0, 0], [0, 5, 0]]);
    assert_eq!(
        message(alike.trend(Confidence::P95).unwrap_err()),
        "all 3 periods with responses are unanimous, so there is no variance to judge a trend by"
    );
    // What scatters can be judged by its scatter.
    let trend = alike
        .trend(Confidence::P95.by(TrendMethod::Scatter))
        .unwrap();
    assert_eq!(trend.dispersion(), None);
    let level = timeline(&[[1, 1, 2]; 5]);
    assert_eq!(
        message(
            level
                .trend(Confidence::P95.by(TrendMethod::Scatter))
                .unwrap_err()
        ),
        "all 5 periods with responses are on one line, so there is no variance to judge a trend by"
    );
    let flat = level.trend(Confidence::P95).unwrap();
    assert_eq!(
        (
            flat.estimate().estimate().to_bits(),
            flat.estimate().p_value()
        ),
        (0, Some(1.0))
    );
}

/// Equal weights give the trend of the counts, at any weight.
#[test]
fn equal_weights_are_as_none() {
    let months = [
        [30, 5, 20],
        [25, 10, 25],
        [0, 0, 0],
        [15, 0, 35],
        [10, 9, 40],
    ];
    let plain = timeline(&months).trend(Confidence::P95).unwrap();
    let weight: Weight = "2.5".parse().unwrap();
    let mut weighted = Timeline::<Month, WeightedTally>::default();
    for (step, counts) in months.iter().enumerate() {
        for (category, n) in Category::ALL.into_iter().zip(counts) {
            weighted.observe_n((month(step), (category, weight)), *n);
        }
    }
    let weighted = weighted.trend(Confidence::P95).unwrap();
    assert_eq!(weighted.responses(), plain.responses());
    let (weighted, plain) = (weighted.estimate(), plain.estimate());
    assert!((weighted.estimate() - plain.estimate()).abs() < 1e-12);
    assert_eq!(
        (weighted.verdict(), plain.verdict()),
        (Verdict::Higher, Verdict::Higher)
    );
    // The linearised variance divides by n - 1.
    assert!((weighted.width() / plain.width() - 1.0).abs() < 0.02);
}

#[cfg(feature = "serde")]
#[test]
fn stored_forms() {
    let timeline = timeline(&[[25, 35, 40], [0, 0, 0], [15, 45, 41], [20, 30, 61]]);
    let trend = timeline
        .trend(Confidence::P95.by(TrendMethod::Scatter))
        .unwrap();
    crate::golden::written(&trend, include_str!("../data/golden/trend.json"));
}

//! Timelines of weighted responses: with one weight for all, what counts alone tell.

use npscore::inference::Confidence;
use npscore::insight::monitor::{Baseline, ChartOptions};
use npscore::insight::{Benchmark, Decomposition, Lag, Statistic, TrendMethod};
use npscore::{Category, Month, Nps, Tally, Timeline, Weight, WeightedTally};
use proptest::prelude::*;

fn timelines(
    months: &[[u64; 3]],
    weight: Weight,
) -> (Timeline<Month>, Timeline<Month, WeightedTally>) {
    let (mut plain, mut heavy) = (Timeline::default(), Timeline::default());
    for (month, counts) in (1..).zip(months) {
        let month = Month::new(2026, month).unwrap();
        for (category, n) in Category::ALL.into_iter().zip(*counts) {
            npscore::Observe::observe_n(&mut plain, (month, category), n);
            npscore::Observe::observe_n(&mut heavy, (month, (category, weight)), n);
        }
    }
    (plain, heavy)
}

proptest! {
    #[test]
    fn equal_weights_are_none(
        months in prop::collection::vec([0_u64..40, 0..40, 0..40], 1..8),
        weight in prop::sample::select(vec!["1", "0.3", "1234567.1234567"]),
    ) {
        let (plain, heavy) = timelines(&months, weight.parse().unwrap());
        for (plain, heavy) in plain.changes(Lag::Previous, Confidence::P95).zip(heavy.changes(Lag::Previous, Confidence::P95)) {
            prop_assert_eq!(plain.to_string(), heavy.to_string());
            let estimate = plain.change().map(|change| *change.estimate());
            prop_assert_eq!(estimate, heavy.change().map(|change| *change.estimate()));
        }
        for method in [TrendMethod::Responses, TrendMethod::Scatter] {
            let options = Confidence::P95.by(method);
            prop_assert_eq!(plain.trend(options), heavy.trend(options));
        }
        let whole: (Tally, WeightedTally) = (plain.total(), heavy.total());
        let Some((one, other)) = whole.0.result().zip(whole.1.result()) else {
            return Ok(());
        };
        let benchmark = Benchmark::new("shops", Nps::constant(20), "all", "a study", 2025, Statistic::Overall).unwrap();
        prop_assert_eq!(one.compare(&benchmark, Confidence::P95), other.compare(&benchmark, Confidence::P95));
        let (Ok(one), Ok(other)) = (Baseline::new(one), Baseline::new(other)) else {
            return Ok(());
        };
        let (one, other) = (plain.control_chart(one, ChartOptions::default()), heavy.control_chart(other, ChartOptions::default()));
        for (one, other) in one.points().iter().zip(other.points()) {
            prop_assert_eq!(one.to_string(), other.to_string().replace("weighted NPS", "NPS"));
            prop_assert_eq!(one.signals(), other.signals());
        }
        let split = months.len() / 2;
        let parts = |from: usize, to: usize| months[from..to].iter().copied().enumerate();
        let counted = |(key, [b, a, c]): (usize, [u64; 3])| (key, crate::tally_of(b, a, c));
        let weight: Weight = weight.parse().unwrap();
        let weighted = |(key, counts): (usize, [u64; 3])| {
            let parts = Category::ALL.into_iter().zip(counts);
            let state: WeightedTally = parts.map(|(category, n)| WeightedTally::of(category, weight, n).unwrap()).sum();
            (key, state)
        };
        let plain = Decomposition::between(parts(0, split).map(counted), parts(split, months.len()).map(counted));
        let heavy = Decomposition::between(parts(0, split).map(weighted), parts(split, months.len()).map(weighted));
        prop_assert_eq!(plain.map(|why| why.to_string()), heavy.map(|why| why.to_string()));
    }
}

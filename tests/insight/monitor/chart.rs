//! Control charts: the reference chart, the rules one by one and at their limits, and that what was
//! stored goes on as what was not.

use npscore::error::{OutOfRange, PeriodError};
use npscore::insight::monitor::{Baseline, ChartOptions, ControlChart, Rule, Side, Signal};
use npscore::{
    Category, Error, Month, NpsResult, Observe, Period, Timeline, Weight, WeightedTally, Year,
};
use num_rational::BigRational;
use proptest::collection::vec;
use proptest::prelude::*;

use crate::inference::support::{cases, close, counts, number, oracle, pair, result};
use crate::insight::{Lcg, big};

fn baseline() -> Baseline {
    Baseline::new(result([85, 115, 200])).unwrap()
}

fn month(step: usize) -> Month {
    Month::constant(2025, 1)
        .offset(i64::try_from(step).unwrap())
        .unwrap()
}

fn chart(
    results: impl IntoIterator<Item = NpsResult>,
    options: ChartOptions,
) -> ControlChart<Month> {
    let mut chart = ControlChart::new(baseline(), options);
    for (step, result) in results.into_iter().enumerate() {
        chart.observe(month(step), result).unwrap();
    }
    chart
}

#[test]
fn the_reference_chart() {
    let file = oracle("control_charts");
    assert_eq!(counts(&file["baseline_counts"]), [85, 115, 200]);
    let points = cases(&file["points"]);
    let found = chart(
        points.iter().map(|point| result(counts(&point["counts"]))),
        ChartOptions::default(),
    );
    assert_eq!(found.points().len(), 12);
    for (found, point) in found.points().iter().zip(points) {
        close(
            found.result().nps().to_f64(),
            number(&point["nps"]),
            1e-14,
            "score",
        );
        assert!((found.z() - number(&point["z"])).abs() < 1e-12);
        let (low, high) = pair(&point["shewhart"]);
        close(found.low(), low, 1e-12, "lower limit");
        close(found.high(), high, 1e-12, "upper limit");
        close(found.smoothed(), number(&point["ewma"]), 1e-12, "smoothed");
        let (low, high) = pair(&point["ewma_limits"]);
        close(found.smoothed_low(), low, 1e-12, "lower limit, smoothed");
        close(found.smoothed_high(), high, 1e-12, "upper limit, smoothed");
        assert!((found.rise() - number(&point["cusum_pos"])).abs() < 1e-12);
        assert!((found.fall() - number(&point["cusum_neg"])).abs() < 1e-12);
    }
    assert_eq!(
        found.alarms().next_back().unwrap().to_string(),
        "2025-12: NPS 10.0 (n = 100), normal is 4.9 to 52.6; \
         2 of 3 scores are more than 2 standard errors below the baseline (and 3 more signals)"
    );
    let told: Vec<String> = found.alarms().map(|point| format!("{point:#}")).collect();
    assert_eq!(told.len(), 4);
    assert_eq!(
        told[0],
        "2025-09: NPS 7.0 (n = 100), normal is 4.9 to 52.6; \
         2 of 3 scores are more than 2 standard errors below the baseline; \
         deviations below the baseline add up to 5.5 standard errors, above the limit of 5.0"
    );
    assert_eq!(
        told[2],
        "2025-11: NPS 5.0 (n = 100), normal is 4.9 to 52.6; \
         2 of 3 scores are more than 2 standard errors below the baseline; \
         5 of 5 scores are more than 1 standard error below the baseline; \
         smoothed score 14.9 is below the limit of 16.7; \
         deviations below the baseline add up to 8.9 standard errors, above the limit of 5.0"
    );
}

/// Results of 2,500 answers each, so many standard errors (1.587 points) off the baseline, about.
fn at(z: f64) -> NpsResult {
    let net = (2500.0 * (0.2875 + z * 0.015_872_5)).round();
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "whole"
    )]
    let promoters = (1250.0 + net / 2.0).floor() as u64;
    result([2500 - promoters - 1, 1, promoters])
}

fn signals(zs: &[f64], rule: Rule) -> Vec<Option<Side>> {
    let options = ChartOptions::default().with_rules([rule]);
    let chart = chart(zs.iter().map(|z| at(*z)), options);
    let side = |signals: &[Signal]| {
        assert!(signals.len() <= 1);
        signals.first().map(Signal::side)
    };
    chart
        .points()
        .iter()
        .map(|point| side(point.signals()))
        .collect()
}

#[test]
fn rules_one_by_one() {
    let (no, up, down) = (None, Some(Side::Above), Some(Side::Below));
    assert_eq!(
        signals(&[2.8, 3.2, -2.8, -3.2], Rule::Limit),
        [no, up, no, down]
    );
    // Two of three, the newest among them, on one side.
    assert_eq!(
        signals(&[2.2, 0.0, 2.2, 0.0, -2.2, 2.2, -2.2], Rule::TwoOfThree),
        [no, no, up, no, no, no, down]
    );
    assert_eq!(
        signals(&[-1.2, -1.2, 0.0, -1.2, -1.2, 0.0, 1.2], Rule::FourOfFive),
        [no, no, no, no, down, no, no]
    );
    let mut eight = vec![0.3; 9];
    eight.push(-0.3);
    let mut expected = vec![no; 7];
    expected.extend([up, up, no]);
    assert_eq!(signals(&eight, Rule::EightInARow), expected);
    // Small and lasting: found by sums and smoothing, not by limits.
    let lasting = [-1.4; 12];
    assert_eq!(signals(&lasting, Rule::Limit), [no; 12]);
    for rule in [Rule::Smoothed, Rule::Cusum] {
        let found = signals(&lasting, rule);
        assert_eq!(found.last(), Some(&down), "{rule}");
        assert_eq!(found.first(), Some(&no), "{rule}");
    }
}

/// The mean run length of a stable programme: periods of 200 responses until the first signal. Its
/// standard error is that of a geometric distribution, the mean by the root of the programmes.
fn mean_run_length(rules: &[Rule], programmes: u32, lcg: &mut Lcg) -> f64 {
    let stable = Baseline::new(result([250, 250, 500])).unwrap();
    let options = ChartOptions::default().with_rules(rules.iter().copied());
    let mut periods = 0;
    for _ in 0..programmes {
        let mut chart = ControlChart::new(stable, options);
        while chart.alarms().next().is_none() {
            let mut counts = [0; 3];
            for _ in 0..200 {
                counts[[0, 1, 2, 2][lcg.below(4)]] += 1;
            }
            let next = Year::constant(1).offset(chart.points().len().try_into().unwrap());
            chart.observe(next.unwrap(), result(counts)).unwrap();
        }
        periods += u32::try_from(chart.points().len()).unwrap();
    }
    f64::from(periods) / f64::from(programmes)
}

/// The run lengths that the options state, within four standard errors of the simulation.
#[test]
fn false_alarms_come_as_often_as_stated() {
    let mut lcg = Lcg(11);
    for (rules, programmes, stated) in [
        (&Rule::ALL[..1], 30, 370.0),
        (&Rule::ALL[..4], 120, 92.0),
        (&Rule::ALL[..], 200, 87.0),
    ] {
        let length = mean_run_length(rules, programmes, &mut lcg);
        let error = stated / f64::from(programmes).sqrt();
        println!(
            "{} rules: {length:.1} periods, standard error {error:.1}",
            rules.len()
        );
        assert!((length - stated).abs() < 4.0 * error, "{length}");
    }
}

/// z² = d² n / V as a ratio of integers, with d = (mN - Mn)/(nN) and V = W/N²: (mN - Mn)² / nW.
#[allow(clippy::many_single_char_names, reason = "the symbols of the formula")]
fn squared_deviation([b, a, c]: [i128; 3], net: i128, n: i128) -> (i128, i128) {
    let whole = b + a + c;
    let d = net * whole - (c - b) * n;
    (d * d, n * (4 * b * c + a * (b + c)))
}

/// Counts of n responses with this net, as few passives as there can be.
fn with_net(net: i128, n: i128) -> [u64; 3] {
    let passives = (n - net) % 2;
    [
        (n - passives - net) / 2,
        passives,
        i128::midpoint(n - passives, net),
    ]
    .map(|count| u64::try_from(count).unwrap())
}

/// Every baseline of up to ten responses and every period of up to 30 whose score lies exactly at a
/// limit, and the nearest scores on either side.
#[test]
fn beyond_a_limit_means_beyond() {
    let mut ties = [0; 4];
    for whole in 2..=10 {
        for b in 0..=whole {
            for a in 0..=whole - b {
                let c = whole - a - b;
                let Ok(baseline) =
                    Baseline::new(result([b, a, c].map(|count| u64::try_from(count).unwrap())))
                else {
                    continue;
                };
                for n in 1..=30 {
                    for net in -n..=n {
                        for (place, (limit, [p, q])) in
                            [(1.0, [1, 1]), (1.2, [6, 5]), (2.0, [2, 1]), (3.0, [3, 1])]
                                .into_iter()
                                .enumerate()
                        {
                            let (square, unit) = squared_deviation([b, a, c], net, n);
                            if square * q * q != p * p * unit {
                                continue;
                            }
                            ties[place] += 1;
                            for near in [net - 1, net, net + 1] {
                                if near.abs() <= n {
                                    assert_limits(baseline, [b, a, c], (near, n), (limit, p, q));
                                }
                            }
                        }
                    }
                }
            }
        }
    }
    assert!(ties.iter().all(|ties| *ties >= 20), "{ties:?}");
}

/// Limit, smoothed score without a past, cumulative sum without an allowance and runs, against
/// integers.
fn assert_limits(
    baseline: Baseline,
    counts: [i128; 3],
    (net, n): (i128, i128),
    (limit, p, q): (f64, i128, i128),
) {
    let (square, unit) = squared_deviation(counts, net, n);
    let beyond = square * q * q > p * p * unit;
    let options = ChartOptions::default()
        .with_limit(limit)
        .and_then(|options| options.with_cusum(0.0, limit))
        .unwrap();
    let mut chart = ControlChart::new(baseline, options);
    for step in 0..5 {
        chart
            .observe(month(step), result(with_net(net, n)))
            .unwrap();
    }
    let signals = |point: usize, rule| {
        let signals = chart.points()[point].signals().iter();
        signals.filter(|signal| signal.rule() == rule).count() == 1
    };
    let told = format!(
        "{baseline}, {net} of {n}, limit {limit}: {:#}",
        chart.points()[0]
    );
    for rule in [Rule::Limit, Rule::Smoothed, Rule::Cusum] {
        assert_eq!(signals(0, rule), beyond, "{rule}: {told}");
    }
    assert_eq!(signals(1, Rule::TwoOfThree), square > 4 * unit, "{told}");
    assert_eq!(signals(3, Rule::FourOfFive), square > unit, "{told}");
    // At the third period, twice the limit has not been passed by a sum of two.
    let twice = chart.points()[1].signals().iter();
    let sum = twice.filter(|signal| signal.rule() == Rule::Cusum).count() == 1;
    assert_eq!(sum, 4 * square * q * q > p * p * unit, "{told}");
}

/// The smallest case: baseline (0, 1, 1) and period (2, 1, 22) are three standard errors apart.
#[test]
fn exactly_three_standard_errors_are_no_signal() {
    for (baseline, period) in [
        ([0, 1, 1], [2, 1, 22]),
        ([80, 320, 0], [144, 0, 81]),
        ([1, 1, 0], [22, 1, 2]),
    ] {
        let baseline = Baseline::new(result(baseline)).unwrap();
        let mut chart = ControlChart::new(baseline, ChartOptions::default());
        chart.observe(month(0), result(period)).unwrap();
        let point = &chart.points()[0];
        assert_eq!(
            (point.z().abs(), point.signals()),
            (3.0, &[][..]),
            "{point}"
        );
        // A cumulative sum of 2 times (3 - 1/2) is 5, and not beyond it.
        chart.observe(month(1), result(period)).unwrap();
        let point = &chart.points()[1];
        assert_eq!(point.rise().max(point.fall()), 5.0);
        let mut rules = point.signals().iter().map(Signal::rule);
        assert!(rules.all(|rule| rule != Rule::Cusum), "{point:#}");
    }
}

/// Limits that are whole numbers or short decimals are those floats, and shown as such.
#[test]
fn limits_are_rounded_once() {
    let half = Baseline::new(result([0, 1, 1])).unwrap();
    let mut chart = ControlChart::new(half, ChartOptions::default().with_rules([]));
    // 50 points, and 50 points by the root of n as the standard error.
    for n in [9, 16, 25, 64, 100, 400, 1_600] {
        let year = Year::constant(u16::try_from(n).unwrap());
        chart.observe(year, result([0, 0, n])).unwrap();
    }
    let lows: Vec<f64> = chart
        .points()
        .iter()
        .map(npscore::insight::monitor::ChartPoint::low)
        .collect();
    assert_eq!(lows, [0.0, 12.5, 20.0, 31.25, 35.0, 42.5, 46.25]);
    assert!(lows.iter().all(|low| low.is_sign_positive()));
    let line = chart.points()[3].to_string();
    assert!(line.contains("normal is 31.3 to 68.8"), "{line}");
}

/// With z = 1 in every period and a smoothing of 1/5, the smoothed score comes as near to its limit
/// of 3 standard errors as one likes and never reaches it: its ratio to the limit is
/// sqrt((1 - r) / (1 + r)) with r = 0.8^t.
#[test]
fn a_smoothed_score_that_only_tends_to_its_limit_is_no_signal() {
    let options = ChartOptions::default().with_rules([Rule::Smoothed]);
    let half = Baseline::new(result([0, 1, 1])).unwrap();
    let mut chart = ControlChart::new(half, options);
    for year in 1..=500 {
        chart
            .observe(Year::constant(year), result([0, 1, 3]))
            .unwrap();
    }
    assert!(chart.points().iter().all(|point| point.z() == 1.0));
    assert_eq!(chart.alarms().count(), 0);
}

/// Smoothed scores against exact fractions.
fn smoothed_signals(baseline: [u64; 3], periods: &[[u64; 3]], smoothing: [i128; 2]) -> Vec<bool> {
    let ratio = |a: i128, b: i128| BigRational::new(a.into(), b.into());
    let nps = |[b, a, c]: [u64; 3]| ratio(i128::from(c) - i128::from(b), (a + b + c).into());
    let n = |counts: [u64; 3]| big(counts.iter().sum::<u64>());
    let centre = nps(baseline);
    let [b, _, c] = baseline;
    let variance = ratio((b + c).into(), 1) / n(baseline) - centre.clone() * centre.clone();
    let newest = ratio(smoothing[0], smoothing[1]);
    let rest = big(1) - newest.clone();
    let (mut smoothed, mut spread) = (big(0), big(0));
    let mut signals = Vec::new();
    for counts in periods {
        smoothed = newest.clone() * (nps(*counts) - centre.clone()) + rest.clone() * smoothed;
        spread = newest.clone() * newest.clone() * variance.clone() / n(*counts)
            + rest.clone() * rest.clone() * spread;
        signals.push(smoothed.clone() * smoothed.clone() > big(9) * spread.clone());
    }
    signals
}

fn small_counts() -> impl Strategy<Value = [u64; 3]> {
    [0..9_u64, 0..9_u64, 0..9_u64].prop_filter("responses", |counts| counts != &[0; 3])
}

proptest! {
    #[test]
    fn smoothed_scores_signal_as_exact_fractions_do(
        baseline in small_counts(), periods in vec(small_counts(), 0..12), tenths in 1..=10_i32
    ) {
        let Ok(normal) = Baseline::new(result(baseline)) else { return Ok(()) };
        let options = ChartOptions::default()
            .with_smoothing(f64::from(tenths) / 10.0)
            .unwrap()
            .with_rules([Rule::Smoothed]);
        let mut chart = ControlChart::new(normal, options);
        for (step, counts) in periods.iter().enumerate() {
            chart.observe(month(step), result(*counts)).unwrap();
        }
        let found: Vec<bool> =
            chart.points().iter().map(|point| !point.signals().is_empty()).collect();
        prop_assert_eq!(found, smoothed_signals(baseline, &periods, [tenths.into(), 10]));
    }

    /// Every sentence about a limit is true of the figures it shows.
    #[test]
    fn no_sentence_contradicts_itself(
        baseline in small_counts(), scale in 1..1_000_u64, offset in -30..30_i64, places in 0..3_usize
    ) {
        let Ok(normal) = Baseline::new(result(baseline)) else { return Ok(()) };
        let options = ChartOptions::default().with_limit(1e-6).unwrap();
        let [b, a, c] = baseline.map(|count| count * scale * 1_000);
        let moved = c.saturating_add_signed(offset);
        let mut chart = ControlChart::new(normal, options);
        chart.observe(month(0), result([b, a, moved])).unwrap();
        for signal in chart.points()[0].signals() {
            let text = format!("{signal:.places$}");
            let numbers: Vec<f64> =
                text.split_whitespace().filter_map(|word| word.parse().ok()).collect();
            if let [found, limit] = numbers[..] {
                match signal.side() {
                    Side::Above => prop_assert!(found > limit, "{}", text),
                    Side::Below => prop_assert!(found < limit, "{}", text),
                }
            }
            prop_assert!(!text.contains("-0 ") && !text.contains("-0.0 "), "{}", text);
        }
    }
}

/// Counts at the end of what a tally holds.
#[test]
fn huge_counts() {
    let huge = u64::MAX / 2;
    let normal = Baseline::new(result([huge, 0, huge])).unwrap();
    let mut chart = ControlChart::new(normal, ChartOptions::default());
    for (step, counts) in [
        [huge, 1, huge],
        [huge, 0, huge - 1],
        [0, 0, u64::MAX],
        [1, 0, 0],
    ]
    .into_iter()
    .enumerate()
    {
        chart.observe(month(step), result(counts)).unwrap();
    }
    let told: Vec<String> = chart
        .points()
        .iter()
        .map(|point| format!("{point:.0}"))
        .collect();
    assert_eq!(
        told[0],
        "2025-01: NPS 0 (n = 18446744073709551615), normal is 0 to 0; no signal"
    );
    assert!(told[1].ends_with("no signal"), "{}", told[1]);
    assert!(chart.points()[2].signals().len() >= 3);
    // One response in 2^64 that differs: z is about 4e9 for the least possible spread.
    let rare = Baseline::new(result([1, 0, u64::MAX - 1])).unwrap();
    let mut chart = ControlChart::new(rare, ChartOptions::default());
    chart.observe(month(0), result([1, 0, 0])).unwrap();
    let z = -(u64::MAX as f64).sqrt();
    assert!((chart.points()[0].z() / z - 1.0).abs() < 1e-12);
}

/// Equal weights give the chart of the counts; unequal ones wider limits.
#[test]
fn weighted_responses_count_by_their_effective_number() {
    let weighted = |counts: [u64; 3], weights: [&str; 2]| {
        let mut tally = WeightedTally::default();
        for (category, n) in Category::ALL.into_iter().zip(counts) {
            for (weight, n) in weights.into_iter().zip([n / 2, n - n / 2]) {
                tally.observe_n((category, weight.parse::<Weight>().unwrap()), n);
            }
        }
        tally.result().unwrap()
    };
    let periods = [[22, 28, 50], [24, 28, 48], [60, 20, 20]];
    let options = ChartOptions::default();
    let charts = [["2.5", "2.5"], ["0.5", "1.5"]].map(|weights| {
        let normal = Baseline::new(weighted([84, 116, 200], weights)).unwrap();
        let mut chart = ControlChart::new(normal, options);
        for (step, counts) in periods.into_iter().enumerate() {
            chart
                .observe(month(step), weighted(counts, weights))
                .unwrap();
        }
        chart
    });
    let mut plain = ControlChart::new(Baseline::new(result([84, 116, 200])).unwrap(), options);
    for (step, counts) in periods.into_iter().enumerate() {
        plain.observe(month(step), result(counts)).unwrap();
    }
    let [equal, unequal] = charts;
    for (step, plain) in plain.points().iter().enumerate() {
        let (equal, unequal) = (&equal.points()[step], &unequal.points()[step]);
        assert_eq!(equal.signals(), plain.signals());
        assert_eq!((equal.z(), equal.low()), (plain.z(), plain.low()));
        // Kish: the effective number is 100 (0.5 + 1.5)² / (2 (0.5² + 1.5²)) = 80.
        let wider = (unequal.high() - unequal.low()) / (plain.high() - plain.low());
        assert!(
            (wider / (100.0_f64 / 80.0).sqrt() - 1.0).abs() < 1e-12,
            "{wider}"
        );
        assert_eq!(unequal.result().nps(), plain.result().nps());
    }
    #[cfg(feature = "serde")]
    {
        let text = serde_json::to_string(&unequal).unwrap();
        assert_eq!(
            serde_json::from_str::<ControlChart<Month, WeightedTally>>(&text).unwrap(),
            unequal
        );
    }
}

/// No figure of a chart is shown as -0.
#[test]
fn no_sign_on_zero() {
    let normal = Baseline::new(result([100, 200, 128])).unwrap();
    let mut chart = ControlChart::new(normal, ChartOptions::default().with_rules([]));
    for n in 1..400 {
        chart
            .observe(Year::constant(n), result([n.into(), 0, n.into()]))
            .unwrap();
    }
    for point in chart.points() {
        for places in 0..3 {
            let text = format!("{point:.places$}");
            assert!(!text.contains("-0 ") && !text.contains("-0.0"), "{text}");
        }
    }
}

#[test]
fn a_score_that_is_the_baseline_is_on_no_side() {
    let same = chart(
        std::iter::repeat_n(result([17, 23, 40]), 20),
        ChartOptions::default(),
    );
    assert_eq!(same.alarms().count(), 0);
    assert!(same.points().iter().all(|point| point.z() == 0.0));
}

#[test]
fn limits_end_where_the_range_does() {
    let few = chart([result([1, 0, 0])], ChartOptions::default());
    let point = &few.points()[0];
    assert_eq!((point.low(), point.high()), (-100.0, 100.0));
    assert_eq!(point.signals(), []);
}

#[test]
fn time_does_not_run_back() {
    let mut chart = chart([result([1, 2, 3])], ChartOptions::default());
    let before = chart.clone();
    for step in [0, 1] {
        let error = chart.observe(Month::constant(2025, 1).offset(-step).unwrap(), at(0.0));
        assert!(matches!(error, Err(PeriodError::NotLater { .. })));
        assert_eq!(chart, before);
    }
    // A gap is not on the chart.
    chart.observe(month(7), at(0.0)).unwrap();
    assert_eq!(chart.points().len(), 2);
}

#[test]
fn messages() {
    let options = ChartOptions::default();
    let message = |error: OutOfRange| Error::from(error).to_string();
    for (counts, told) in [
        ([40, 0, 0], "all 40 responses are detractors"),
        ([0, 1, 0], "all 1 responses are passives"),
        ([0, 0, 30], "all 30 responses are promoters"),
    ] {
        assert_eq!(
            Error::from(Baseline::new(result(counts)).unwrap_err()).to_string(),
            format!("{told}, so there is no variance to learn limits from")
        );
    }
    for limit in [0.0, -0.0, 10.1, f64::NAN] {
        let told = "expected above 0 and at most 10";
        assert_eq!(
            message(options.with_limit(limit).unwrap_err()),
            format!("control limit {limit} is out of range, {told}")
        );
    }
    for smoothing in [0.0, 1.1, f64::NAN] {
        let told = "expected above 0 and at most 1";
        assert_eq!(
            message(options.with_smoothing(smoothing).unwrap_err()),
            format!("smoothing {smoothing} is out of range, {told}")
        );
    }
    assert_eq!(
        message(options.with_cusum(-0.5, 5.0).unwrap_err()),
        "allowance -0.5 is out of range, expected 0 to 10"
    );
    assert_eq!(
        message(options.with_cusum(0.5, f64::INFINITY).unwrap_err()),
        "decision limit inf is out of range, expected above 0 and at most 1000"
    );
    let mut late = chart([at(0.0), at(0.0)], options);
    assert_eq!(
        Error::from(late.observe(month(0), at(0.0)).unwrap_err()).to_string(),
        "month 2025-01 is not later than 2025-02, the last one observed"
    );
}

/// The ends of the ranges are allowed.
#[test]
fn limits_of_options() {
    let options = ChartOptions::default();
    for limit in [f64::MIN_POSITIVE, 10.0] {
        assert_eq!(options.with_limit(limit).unwrap().limit(), limit);
    }
    assert_eq!(options.with_smoothing(1.0).unwrap().smoothing(), 1.0);
    for (allowance, decision) in [(0.0, f64::MIN_POSITIVE), (10.0, 1000.0)] {
        let options = options.with_cusum(allowance, decision).unwrap();
        assert_eq!(
            (options.allowance(), options.decision()),
            (allowance, decision)
        );
    }
    let zero = options.with_cusum(-0.0, 5.0).unwrap().allowance();
    assert!(zero.is_sign_positive());
}

/// Months of a programme, some without answers.
fn programme() -> impl Strategy<Value = Vec<[u32; 3]>> {
    let quiet = Just([0, 0, 0]);
    let busy = [0..60_u32, 0..60_u32, 0..90_u32];
    vec(prop_oneof![1 => quiet, 5 => busy], 0..30)
}

fn timeline(months: &[[u32; 3]]) -> Timeline<Month> {
    let mut timeline = Timeline::default();
    for (step, counts) in months.iter().enumerate() {
        for (category, n) in Category::ALL.into_iter().zip(counts) {
            timeline.observe_n((month(step), category), u64::from(*n));
        }
    }
    timeline
}

proptest! {
    #[test]
    fn a_timeline_and_its_periods_give_one_chart(months in programme()) {
        let timeline = timeline(&months);
        let at_once = timeline.control_chart(baseline(), ChartOptions::default());
        let mut one_by_one = ControlChart::new(baseline(), ChartOptions::default());
        for (month, tally) in timeline.iter() {
            one_by_one.observe(month, tally.result().unwrap()).unwrap();
        }
        prop_assert_eq!(&at_once, &one_by_one);
        for point in at_once.points() {
            for points in [point.low(), point.high(), point.smoothed()] {
                prop_assert!((-100.0..=100.0).contains(&points));
                prop_assert!(points != 0.0 || points.is_sign_positive());
            }
            let found = (point.result().nps().to_f64(), point.low(), point.high());
            let outside = found.0 < found.1 - 1e-9 || found.0 > found.2 + 1e-9;
            let signal = point.signals().iter().any(|signal| signal.rule() == Rule::Limit);
            prop_assert!(signal == outside || point.z().abs() - 3.0 < 1e-9, "{}", point);
        }
    }

    #[cfg(feature = "serde")]
    #[test]
    fn a_chart_that_was_stored_goes_on_as_one_that_was_not(
        months in programme(), middle in 0..30_usize, limit in 1..100_u8
    ) {
        let limit = f64::from(limit) / 10.0;
        let options = ChartOptions::default().with_limit(limit).unwrap();
        let mut whole = ControlChart::new(baseline(), options);
        let mut stored = whole.clone();
        for (step, (month, tally)) in timeline(&months).iter().enumerate() {
            if step == middle {
                let text = serde_json::to_string(&stored).unwrap();
                stored = serde_json::from_str(&text).unwrap();
            }
            whole.observe(month, tally.result().unwrap()).unwrap();
            stored.observe(month, tally.result().unwrap()).unwrap();
        }
        prop_assert_eq!(whole, stored);
    }
}

#[cfg(feature = "serde")]
#[test]
fn stored_forms() {
    use crate::golden::{golden, written};

    let options = ChartOptions::default().with_rules([Rule::Limit, Rule::TwoOfThree, Rule::Cusum]);
    let chart = chart([result([22, 28, 50]), result([60, 20, 20])], options);
    golden(&chart, include_str!("../../data/golden/control_chart.json"));
    written(
        &chart.points()[1],
        include_str!("../../data/golden/chart_point.json"),
    );
    let text = serde_json::to_string(&chart).unwrap();
    for (from, to) in [
        ("2025-02", "2025-01"),
        ("\"limit\":3.0", "\"limit\":0"),
        (
            "[\"2025-01\",{\"detractors\":22,\"passives\":28,\"promoters\":50}]",
            "[\"2025-01\",{\"detractors\":0,\"passives\":0,\"promoters\":0}]",
        ),
    ] {
        let hostile = text.replace(from, to);
        assert_ne!(hostile, text);
        assert!(serde_json::from_str::<ControlChart<Month>>(&hostile).is_err());
    }
}

//! Weighted surveys and finite populations.

use npscore::error::OutOfRange;
use npscore::inference::{
    Alternative, Confidence, DifferenceMethod, Estimate, IntervalMethod, Method, Prior, Stratum,
    SurveyDesign, TestMethod,
};
use npscore::{Category, Nps, Weight, WeightedResult, WeightedTally};
use proptest::prelude::*;
use serde_json::Value;

use crate::inference::support::{
    cases, close, close_relative, levels, number, oracle, pair, result,
};

fn weighted(case: &Value) -> WeightedResult {
    let tally: WeightedTally = cases(&case["x"])
        .iter()
        .zip(cases(&case["w"]))
        .map(|(x, w)| {
            let category = match x.as_i64().unwrap() {
                -1 => Category::Detractor,
                0 => Category::Passive,
                _ => Category::Promoter,
            };
            (category, w.to_string().parse::<Weight>().unwrap())
        })
        .collect();
    tally.result().unwrap()
}

fn check(interval: &Estimate, reference: &Value, tolerance: f64, what: &str) {
    let (low, high) = pair(reference);
    // Some of theirs are cut at the ends of the range.
    close(interval.low().max(-100.0), low.max(-1.0), tolerance, what);
    close(interval.high().min(100.0), high.min(1.0), tolerance, what);
}

#[test]
fn standard_errors_and_effective_sizes() {
    for case in cases(&oracle("weighted")) {
        let name = case["name"].as_str().unwrap();
        let result = weighted(case);
        let tally = result.tally();
        assert_eq!(tally.responses(), case["n"].as_u64().unwrap());
        let sum: f64 = tally.total_weight().to_string().parse().unwrap();
        close_relative(sum, number(&case["sum_w"]), 1e-15, name);
        let squares: f64 = Category::ALL
            .map(|category| tally.squared_weight(category))
            .iter()
            .sum();
        close_relative(squares, number(&case["sum_w2"]), 1e-15, name);
        for (i, category) in Category::ALL.into_iter().enumerate() {
            let share = result.share(category).to_f64();
            close(share, number(&case["p"][i]), 1e-15, name);
        }
        close(result.nps().to_f64(), number(&case["nps"]), 1e-15, name);
        close(
            result.nps().to_f64(),
            number(&case["R_survey_mean"]),
            1e-15,
            name,
        );
        let [b, a, c] = Category::ALL.map(|category| result.share(category).to_f64() / 100.0);
        let variance = 4.0 * b * c + a * (b + c);
        close_relative(variance, number(&case["variance_w"]), 1e-13, name);
        close_relative(
            result.effective_responses(),
            number(&case["kish_neff"]),
            1e-13,
            name,
        );
        close_relative(
            result.design_effect(),
            number(&case["deff_kish"]),
            1e-13,
            name,
        );
        let se = result.standard_error() / 100.0;
        close_relative(se, number(&case["se_linearized"]), 1e-12, name);
        close_relative(se, number(&case["R_survey_se"]), 1e-14, name);
        // Without the factor n / (n - 1).
        let n = result.responses() as f64;
        let plain = se * ((n - 1.0) / n).sqrt();
        close_relative(plain, number(&case["se_linearized_hc0"]), 1e-14, name);
        let kish = (variance / result.effective_responses()).sqrt();
        close_relative(kish, number(&case["se_kish"]), 1e-14, name);
    }
}

#[test]
fn intervals() {
    for case in cases(&oracle("weighted")) {
        let name = case["name"].as_str().unwrap();
        let result = weighted(case);
        for (level, confidence) in levels() {
            let reference = &case["levels"][level];
            let score = result.interval(confidence);
            assert_eq!(score.method(), Method::Score);
            check(&score, &reference["score_kish_neff"], 1e-10, name);
            let wald = result.interval(confidence.by(IntervalMethod::Wald));
            check(&wald, &reference["wald_linearized"], 1e-12, name);
            let adjusted = IntervalMethod::AdjustedWald(Prior::ROCKS);
            let adjusted = result.interval(confidence.by(adjusted));
            check(&adjusted, &reference["adj_wald_kish_neff"], 1e-12, name);
            // As many responses as the linearised standard error is worth: a design without strata.
            let stratum = Stratum::of_responses(*result.tally());
            let design = SurveyDesign::new([("all", stratum)]).unwrap();
            let linearised = design.result().interval(confidence);
            check(
                &linearised,
                &reference["score_linearized_neff"],
                1e-10,
                name,
            );
            let effective = number(&reference["neff_from_linearized"]);
            close_relative(design.effective_responses(), effective, 1e-12, name);
        }
    }
}

/// A tally in which every response of a plain one has the same weight.
fn equally_weighted(counts: [u64; 3], weight: &str) -> WeightedResult {
    let weight: Weight = weight.parse().unwrap();
    let tallies = Category::ALL
        .into_iter()
        .zip(counts)
        .map(|(category, n)| WeightedTally::of(category, weight, n).unwrap());
    tallies.sum::<WeightedTally>().result().unwrap()
}

#[test]
fn equal_weights_are_none() {
    let methods = [
        IntervalMethod::Score,
        IntervalMethod::AdjustedWald(Prior::ROCKS),
    ];
    for counts in [
        [18, 52, 30],
        [0, 0, 1],
        [0, 5, 0],
        [1, 0, 9],
        [0, 0, 10],
        [12_345, 0, 67_891],
    ] {
        let plain = result(counts);
        for weight in ["1", "3", "0.1", "0.333333333333", "18446744"] {
            let weighted = equally_weighted(counts, weight);
            assert_eq!(weighted.design_effect(), 1.0);
            for options in methods.map(|method| Confidence::P95.by(method)) {
                assert_eq!(plain.interval(options), weighted.interval(options));
                let endless = plain.interval_in(100_000, options);
                assert_eq!(endless, weighted.interval_in(100_000, options));
            }
            let null = Nps::constant(7);
            let test = plain.test(null, Alternative::TwoSided);
            assert_eq!(test, weighted.test(null, Alternative::TwoSided));
            let other = result([3, 2, 5]);
            for method in [DifferenceMethod::Mover, DifferenceMethod::Score] {
                let options = Confidence::P95.by(method);
                assert_eq!(
                    plain.difference_from(&other, options),
                    weighted.difference_from(&other, options)
                );
            }
            // sqrt(V / (n - 1)) for sqrt(V / n), which weights leave to be known.
            let n = plain.responses() as f64;
            let factor = if n > 1.0 { (n / (n - 1.0)).sqrt() } else { 1.0 };
            let expected = plain.standard_error() * factor;
            assert!((weighted.standard_error() - expected).abs() <= 1e-12 * expected);
        }
    }
}

/// Whether the answers of a design differ or not, equal weights are worth one response less.
#[test]
fn equal_weights_of_a_design() {
    for counts in [[18, 52, 30], [1, 0, 9], [0, 0, 10], [7, 0, 0]] {
        let weighted = equally_weighted(counts, "3");
        let stratum = Stratum::of_responses(*weighted.tally());
        let design = SurveyDesign::new([("all", stratum)]).unwrap();
        let n = weighted.responses() as f64;
        assert!((design.effective_responses() - (n - 1.0)).abs() < 1e-9 * n);
    }
    // Ten promoters, as nine.
    let ten = SurveyDesign::new([(
        "all",
        Stratum::of_responses(*equally_weighted([0, 0, 10], "3").tally()),
    )]);
    let nine = result([0, 0, 9]).interval(Confidence::P95);
    let low = ten.unwrap().result().interval(Confidence::P95).low();
    assert!((low - nine.low()).abs() < 1e-9, "{low} {nine}");
}

#[test]
fn one_heavy_response_is_about_one_response() {
    let mut tally = WeightedTally::default();
    tally.extend([(Category::Detractor, Weight::from(60_000))]);
    for _ in 0..50 {
        tally.extend([(Category::Promoter, Weight::ONE)]);
    }
    let interval = tally.result().unwrap().interval(Confidence::P95);
    let single = result([1, 0, 0]).interval(Confidence::P95);
    assert!(
        (interval.high() - single.high()).abs() < 1.0,
        "{interval} {single}"
    );
}

#[test]
fn finite_populations() {
    let file = oracle("planning");
    let cases = &cases(&file["fpc"])[..2];
    let counts = [[39, 38, 123], [200, 300, 500]];
    for (case, counts) in cases.iter().zip(counts) {
        let (population, n) = (case["N"].as_u64().unwrap(), case["n"].as_f64().unwrap());
        // Their variance is given, ours counted: compare what the correction does.
        let plain = result(counts);
        assert_eq!(plain.responses() as f64, n);
        let wald = Confidence::P95.by(IntervalMethod::Wald);
        let margin = |result: &npscore::NpsResult| result.interval(wald).margin();
        let factor = plain.interval_in(population, wald).unwrap().margin() / margin(&plain);
        close_relative(factor, number(&case["fpc_Nminus1"]), 1e-13, "fpc");
        let se = number(&case["se_inf"]) * factor;
        close_relative(se, number(&case["se_fpc_plugin"]), 1e-13, "plug-in");
        let tally: WeightedTally = Category::ALL
            .into_iter()
            .flat_map(|category| {
                let count = usize::try_from(plain.count(category)).unwrap();
                std::iter::repeat_n((category, Weight::ONE), count)
            })
            .collect();
        let weighted = tally
            .result()
            .unwrap()
            .interval_in(population, wald)
            .unwrap();
        let unbiased = weighted.margin() / margin(&plain) * number(&case["se_inf"]);
        close_relative(
            unbiased,
            number(&case["se_fpc_unbiased_s2"]),
            1e-12,
            "unbiased",
        );
    }
}

#[test]
fn a_census_leaves_nothing_open() {
    let plain = result([18, 52, 30]);
    let census = plain.interval_in(100, Confidence::P95).unwrap();
    assert_eq!(
        (census.low(), census.estimate(), census.high()),
        (12.0, 12.0, 12.0)
    );
    let error: OutOfRange = plain.interval_in(99, Confidence::P95).unwrap_err();
    assert_eq!(
        error.to_string(),
        "population 99 is out of range, expected at least as many as responded"
    );
    // Wald by hand.
    let options = Confidence::P95.by(IntervalMethod::Wald);
    let wald = plain.interval_in(1_000, options).unwrap();
    let reach = Confidence::P95.z() * plain.standard_error() * (900.0_f64 / 999.0).sqrt();
    assert!((wald.high() - (12.0 + reach)).abs() < 1e-12);
    let mut tally = WeightedTally::default();
    tally.extend([
        (Category::Promoter, Weight::ONE),
        (Category::Detractor, Weight::from(2)),
    ]);
    let weighted = tally.result().unwrap();
    assert_eq!(
        weighted.interval_in(2, Confidence::P95).unwrap().width(),
        0.0
    );
    assert!(weighted.interval_in(1, Confidence::P95).is_err());
}

proptest! {
    #[test]
    fn populations_narrow_and_infinite_ones_do_not(
        counts in [0_u64..200, 0_u64..200, 0_u64..200],
        more in 1_u64..10_000,
    ) {
        prop_assume!(counts.iter().any(|&n| n > 0));
        let plain = result(counts);
        let population = plain.responses() + more;
        for options in [
            Confidence::P95.by(IntervalMethod::Score),
            Confidence::P95.by(IntervalMethod::Wald),
        ] {
            let infinite = plain.interval(options);
            let narrow = plain.interval_in(population, options).unwrap();
            // In small populations the score method has the coverage that it lacks for few responses.
            let few = population <= 100 || more <= 50;
            prop_assert!(
                (few && options.method() == IntervalMethod::Score)
                    || narrow.width() <= infinite.width() + 1e-9,
                "{} {}", narrow, infinite
            );
            prop_assert!(narrow.contains(narrow.estimate()));
            let endless = plain.interval_in(u64::MAX, options).unwrap();
            prop_assert!((endless.width() - infinite.width()).abs() < 1e-6, "{} {}", endless, infinite);
        }
    }

    #[test]
    fn weighted_figures_are_whole(
        answers in proptest::collection::vec((0_usize..3, prop_oneof![Just(0_u64), Just(1), 0..=u64::MAX]), 1..12),
        level in 0.01_f64..0.9999,
    ) {
        let mut tally = WeightedTally::default();
        for (category, units) in answers {
            let weight = npscore::Decimal::from_i128_with_scale(units.into(), 12);
            tally.extend([(Category::ALL[category], Weight::new(weight).unwrap())]);
        }
        if let Some(result) = tally.result() {
            prop_assert!(result.design_effect() >= 1.0 - 1e-9);
            prop_assert!((0.0..=1e3).contains(&result.standard_error()));
            let confidence = Confidence::new(level).unwrap();
            let test = result.test(Nps::ZERO, Alternative::TwoSided.by(TestMethod::Wald));
            prop_assert!((0.0..=1.0).contains(&test.p_value()));
            for method in [
                IntervalMethod::Score,
                IntervalMethod::Wald,
                IntervalMethod::AdjustedWald(Prior::ROCKS),
            ] {
                let options = confidence.by(method);
                for interval in [
                    result.interval(options),
                    result.interval_in(1_000, options).unwrap(),
                ] {
                    let (low, high) = (interval.low(), interval.high());
                    prop_assert!(method != IntervalMethod::Score || (-100.0 <= low && high <= 100.0));
                    prop_assert!(interval.contains(interval.estimate()), "{interval:?}");
                }
            }
        }
    }
}

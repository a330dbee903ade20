//! Weighted surveys and finite populations.

use npscore::inference::{
    Confidence, Interval, IntervalMethod, PopulationError, Prior, PseudoCounts,
};
use npscore::{Category, Weight, WeightedResult, WeightedTally};
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

fn check(interval: &Interval, reference: &Value, tolerance: f64, what: &str) {
    let (low, high) = pair(reference);
    close(interval.low(), low.max(-1.0), tolerance, what);
    close(interval.high(), high.min(1.0), tolerance, what);
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
        close_relative(result.variance(), number(&case["variance_w"]), 1e-13, name);
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
        let se = result.standard_error().unwrap() / 100.0;
        close_relative(se, number(&case["se_linearized"]), 1e-12, name);
        close_relative(se, number(&case["R_survey_se"]), 1e-14, name);
        // Without the factor n / (n - 1).
        let n = result.responses() as f64;
        let plain = se * ((n - 1.0) / n).sqrt();
        close_relative(plain, number(&case["se_linearized_hc0"]), 1e-14, name);
        let kish = (result.variance() / result.effective_responses()).sqrt();
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
            assert_eq!(score.method(), IntervalMethod::Score);
            check(&score, &reference["score_kish_neff"], 1e-10, name);
            let linearised = result.interval(confidence.linearised_score());
            assert_eq!(linearised.method(), IntervalMethod::LinearisedScore);
            check(
                &linearised,
                &reference["score_linearized_neff"],
                1e-10,
                name,
            );
            let wald = result.interval(confidence.wald());
            check(&wald, &reference["wald_linearized"], 1e-12, name);
            let se = result.standard_error().unwrap() / 100.0;
            let effective = number(&reference["neff_from_linearized"]);
            close_relative(result.variance() / (se * se), effective, 1e-13, name);
            // Nothing added: Wald on the effective counts.
            let kish = result.interval(confidence.adjusted_wald_by(PseudoCounts::NONE));
            check(&kish, &reference["wald_kish"], 1e-12, name);
            let adjusted = result.interval(confidence.adjusted_wald());
            check(&adjusted, &reference["adj_wald_kish_neff"], 1e-12, name);
        }
    }
}

#[test]
fn equal_weights_are_none() {
    for counts in [[18, 52, 30], [0, 0, 1], [0, 5, 0], [1, 0, 9]] {
        let plain = result(counts);
        let mut tally = WeightedTally::default();
        for category in Category::ALL {
            let weight = Weight::from(3);
            for _ in 0..plain.count(category) {
                tally.extend([(category, weight)]);
            }
        }
        let weighted = tally.result().unwrap();
        assert!((weighted.design_effect() - 1.0).abs() < 1e-14);
        for options in [
            Confidence::P95.score(),
            Confidence::P95.adjusted_wald(),
            Confidence::P95.linearised_score(),
            Confidence::P95.bayes(Prior::UNIFORM),
        ] {
            let (one, other) = (plain.interval(options), weighted.interval(options));
            let what = format!("{counts:?} {one:?}");
            // Without spread there is no linearised effective number, and Kish's is taken.
            if options.method() != IntervalMethod::LinearisedScore || plain.variance() > 0.0 {
                close(other.low(), one.low() / 100.0, 1e-9, &what);
                close(other.high(), one.high() / 100.0, 1e-9, &what);
                close(other.estimate(), one.estimate() / 100.0, 1e-9, &what);
            }
        }
        let n = plain.responses() as f64;
        match weighted.standard_error() {
            // sqrt(V / (n - 1)) for sqrt(V / n).
            Some(se) => {
                let expected = plain.standard_error() * (n / (n - 1.0)).sqrt();
                assert!((se - expected).abs() < 1e-12);
            }
            None => assert_eq!(plain.responses(), 1),
        }
    }
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
        let factor = plain.standard_error_in(population).unwrap() / plain.standard_error();
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
            .standard_error_in(population)
            .unwrap()
            .unwrap();
        let unbiased = weighted / plain.standard_error() * number(&case["se_inf"]);
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
    assert_eq!(plain.standard_error_in(100), Ok(0.0));
    assert_eq!(result([0, 0, 1]).standard_error_in(1), Ok(0.0));
    let error = PopulationError::TooSmall {
        population: 99,
        responses: 100,
    };
    assert_eq!(plain.standard_error_in(99), Err(error.clone()));
    assert_eq!(plain.interval_in(99, Confidence::P95), Err(error.clone()));
    assert_eq!(
        error.to_string(),
        "a population of 99 is too small, expected at least the 100 responses"
    );
    // Wald by hand.
    let wald = plain.interval_in(1_000, Confidence::P95.wald()).unwrap();
    let reach = Confidence::P95.z() * plain.standard_error_in(1_000).unwrap();
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
    assert_eq!(weighted.standard_error_in(2), Ok(Some(0.0)));
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
            Confidence::P95.score(),
            Confidence::P95.wald(),
            Confidence::P95.linearised_score(),
        ] {
            let infinite = plain.interval(options);
            let narrow = plain.interval_in(population, options).unwrap();
            prop_assert!(narrow.width() <= infinite.width() + 1e-9, "{} {}", narrow, infinite);
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
            prop_assert!(result.standard_error().is_none_or(|se| (0.0..=1e3).contains(&se)));
            let confidence = Confidence::new(level).unwrap();
            for options in [
                confidence.score(),
                confidence.wald(),
                confidence.adjusted_wald(),
                confidence.linearised_score(),
                confidence.bayes(Prior::JEFFREYS),
            ] {
                for interval in [
                    result.interval(options),
                    result.interval_in(1_000, options).unwrap(),
                ] {
                    let (low, high) = (interval.low(), interval.high());
                    prop_assert!(-100.0 <= low && high <= 100.0);
                    prop_assert!(interval.contains(interval.estimate()), "{interval:?}");
                }
            }
        }
    }
}

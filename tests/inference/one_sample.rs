//! One programme: variance, standard error, score test and intervals.

use npscore::inference::{Alternative, Confidence, Interval, IntervalMethod, PseudoCounts};
use npscore::{Category, Nps};
use serde_json::Value;

use super::support::{
    cases, close, close_absolute, close_relative, count, levels, number, oracle, pair, result,
};

pub(super) fn case_counts(case: &Value) -> [u64; 3] {
    ["detractors", "passives", "promoters"].map(|name| count(&case[name]))
}

pub(super) fn check(interval: &Interval, reference: &Value, tolerance: f64, counts: [u64; 3]) {
    let (low, high) = pair(reference);
    let what = format!("{interval:.6} of {counts:?}");
    close(interval.low(), low, tolerance, &what);
    close(interval.high(), high, tolerance, &what);
}

/// A number, or nothing where the reference has none.
fn maybe(value: &Value) -> Option<f64> {
    (!value.is_null()).then(|| number(value))
}

#[test]
fn shares_variance_and_standard_errors() {
    for case in cases(&oracle("one_sample")["cases"]) {
        let counts = case_counts(case);
        let result = result(counts);
        assert_eq!(result.responses(), count(&case["n"]));
        for (category, name) in [
            (Category::Detractor, "p_detractor"),
            (Category::Passive, "p_passive"),
            (Category::Promoter, "p_promoter"),
        ] {
            close(
                result.share(category).to_f64(),
                number(&case[name]),
                1e-15,
                name,
            );
        }
        close(result.nps().to_f64(), number(&case["nps"]), 1e-15, "nps");
        close_relative(
            result.nps().to_f64(),
            number(&case["nps100"]),
            1e-15,
            "nps100",
        );
        let variance = number(&case["variance"]);
        close_relative(result.variance(), variance, 1e-14, "variance");
        close_relative(result.variance().sqrt(), number(&case["sd"]), 1e-14, "sd");
        let se = number(&case["se"]);
        close_relative(result.standard_error() / 100.0, se, 1e-14, "se");
    }
}

/// The reference prints a p-value of 1 or 0 without a standard error; here there is no test.
#[test]
fn wald_test() {
    for case in cases(&oracle("one_sample")["cases"]) {
        let counts = case_counts(case);
        let wald = result(counts).wald_estimate(PseudoCounts::NONE);
        let p = number(&case["p_vs_0_wald"]);
        if let Some(test) = wald.test(Alternative::TwoSided) {
            let z = number(&case["z_vs_0_wald"]);
            close_relative(test.statistic().unwrap(), z, 1e-14, "z");
            close_relative(test.p_value(), p, 1e-12, "p");
        } else {
            assert_eq!(number(&case["se"]), 0.0);
            assert!(maybe(&case["z_vs_0_wald"]).is_none_or(|z| z == 0.0));
            assert_eq!(p, f64::from(u8::from(number(&case["nps"]) == 0.0)));
        }
    }
}

#[test]
fn score_test() {
    for case in cases(&oracle("one_sample")["cases"]) {
        let result = result(case_counts(case));
        for (null, z, p) in [
            (Nps::ZERO, "z_vs_0_score", "p_vs_0_score"),
            (Nps::constant(20), "z_vs_0.2_score", "p_vs_0.2_score"),
        ] {
            let test = result.score_test(null, Alternative::TwoSided);
            let statistic = test.statistic().unwrap();
            close_relative(statistic, number(&case[z]), 1e-15, z);
            close_relative(test.p_value(), number(&case[p]), 1e-12, p);
        }
    }
}

#[test]
fn score_interval() {
    for case in cases(&oracle("one_sample")["cases"]) {
        let counts = case_counts(case);
        for (level, confidence) in levels() {
            let interval = result(counts).interval(confidence);
            assert_eq!(interval.method(), IntervalMethod::Score);
            check(&interval, &case["levels"][level]["score"], 1e-12, counts);
        }
    }
}

#[test]
fn the_first_response_leaves_much_open() {
    assert_eq!(
        result([0, 0, 1]).interval(Confidence::P95).to_string(),
        "100.0 [-58.7, 100.0] (95 %, score)"
    );
}

#[test]
fn wald_intervals() {
    for case in cases(&oracle("one_sample")["cases"]) {
        let counts = case_counts(case);
        let estimate = result(counts).wald_estimate(PseudoCounts::NONE);
        close_relative(
            estimate.standard_error() / 100.0,
            number(&case["se"]),
            1e-14,
            "se",
        );
        for (level, confidence) in levels() {
            let reference = &case["levels"][level];
            close_relative(confidence.z(), number(&reference["z"]), 1e-15, "z");
            let wald = result(counts).interval(confidence.wald());
            check(&wald, &reference["wald_clipped"], 1e-12, counts);
            let (low, high) = estimate.bounds(confidence);
            let (expected_low, expected_high) = pair(&reference["wald"]);
            close(low, expected_low, 1e-12, "uncut low");
            close(high, expected_high, 1e-12, "uncut high");
        }
    }
}

#[test]
fn adjusted_wald_intervals() {
    for case in cases(&oracle("one_sample")["cases"]) {
        let counts = case_counts(case);
        let result = result(counts);
        for (added, name) in [
            (PseudoCounts::ROCKS, "adj_wald"),
            (PseudoCounts::AGRESTI_MIN, "agresti_min"),
            (PseudoCounts::BONETT_PRICE, "bonett_price"),
            (PseudoCounts::LAPLACE, "laplace"),
        ] {
            let estimate = result.wald_estimate(added);
            for (level, confidence) in levels() {
                let reference = |part: &str| &case["levels"][level][format!("{name}{part}")];
                let interval = result.interval(confidence.adjusted_wald_by(added));
                check(&interval, reference("_clipped"), 1e-12, counts);
                let centre = number(reference("_center"));
                // The smallest interval that holds the estimate, which is that of these counts.
                close(interval.estimate(), centre, 1e-12, "centre");
                close(estimate.estimate(), centre, 1e-15, "centre");
                let se = number(reference("_se"));
                close_relative(estimate.standard_error() / 100.0, se, 1e-14, "se");
                let (low, high) = estimate.bounds(confidence);
                let (expected_low, expected_high) = pair(reference(""));
                close(low, expected_low, 1e-12, "uncut low");
                close(high, expected_high, 1e-12, "uncut high");
            }
        }
        assert_eq!(
            result.interval(Confidence::P90.adjusted_wald()),
            result.interval(Confidence::P90.adjusted_wald_by(PseudoCounts::ROCKS))
        );
    }
}

/// R prints fifteen digits, its score intervals ten decimals or, where it iterates, fewer. Its
/// p-values are 2 (1 - Φ), which is absolute, not relative, accuracy.
#[test]
fn agrees_with_r() {
    for case in cases(&oracle("r_reference")["one_sample"]) {
        let counts = super::support::counts(&case["counts"]);
        let result = result(counts);
        let plain = result.wald_estimate(PseudoCounts::NONE);
        let added = result.wald_estimate(PseudoCounts::ROCKS);
        let p_value = |wald: &npscore::inference::WaldEstimate| {
            wald.test(Alternative::TwoSided).map_or_else(
                // R's convention without a standard error.
                || f64::from(u8::from(wald.estimate() == 0.0)),
                |test| test.p_value(),
            )
        };
        close(result.nps().to_f64(), number(&case["nps"]), 1e-15, "nps");
        close(result.standard_error(), number(&case["se"]), 1e-15, "se");
        close_absolute(
            result.variance(),
            number(&case["variance"]),
            2e-15,
            "variance",
        );
        // The same from raw answers; the largest cases have none.
        if case["nps_raw_dev"].is_number() {
            close(
                result.nps().to_f64(),
                number(&case["nps_raw_dev"]),
                1e-15,
                "raw nps",
            );
            close_absolute(
                result.variance(),
                number(&case["var_raw_dev"]),
                2e-15,
                "raw variance",
            );
            close(
                result.standard_error(),
                number(&case["se_raw_dev"]),
                1e-15,
                "raw se",
            );
            let cran = &case["cran11"];
            close(
                result.nps().to_f64(),
                number(&cran["nps"]),
                1e-15,
                "cran nps",
            );
            close(
                result.standard_error(),
                number(&cran["se"]),
                1e-15,
                "cran se",
            );
            let (low, high) = plain.bounds(Confidence::P95);
            let (expected_low, expected_high) = pair(&cran["int95"]);
            close(low, expected_low, 1e-14, "cran low");
            close(high, expected_high, 1e-14, "cran high");
            match cran["p"].as_f64() {
                Some(p) => close_absolute(p_value(&plain), p, 1e-15, "cran p"),
                // 0 / 0.
                None => assert_eq!((counts[0], counts[2]), (0, 0)),
            }
        } else {
            assert!(result.responses() > 100_000);
        }
        for reference in cases(&case["levels"]) {
            let confidence = Confidence::new(number(&reference["level"])).unwrap();
            let score = result.interval(confidence);
            check(&score, &reference["score_ratesci"], 1e-10, counts);
            check(&score, &reference["score_iterative_NPSdev"], 5e-7, counts);
            // Theirs has no sign.
            close(
                added.estimate().abs(),
                number(&reference["adj_wald_center"]),
                1e-15,
                "centre",
            );
            close(
                added.standard_error(),
                number(&reference["adj_wald_se"]),
                1e-15,
                "se",
            );
            for (wald, options, name) in [
                (plain, confidence.wald(), "wald"),
                (added, confidence.adjusted_wald(), "adj_wald"),
            ] {
                let (low, high) = pair(&reference[name]);
                let (uncut_low, uncut_high) = wald.bounds(confidence);
                close(uncut_low, low, 1e-14, name);
                close(uncut_high, high, 1e-14, name);
                let interval = result.interval(options);
                close(interval.low(), low.max(-1.0), 1e-14, name);
                close(interval.high(), high.min(1.0), 1e-14, name);
                match reference[format!("{name}_p")].as_f64() {
                    Some(p) => close_absolute(p_value(&wald), p, 1e-15, name),
                    None => assert_eq!((wald.estimate(), wald.standard_error()), (0.0, 0.0)),
                }
            }
        }
    }
}

#[test]
fn pseudo_counts_refuse_what_they_cannot_be() {
    for bad in [-1.0, 1e6 + 1.0, f64::NAN, f64::INFINITY] {
        for counts in [[bad, 0.0, 0.0], [0.0, bad, 0.0], [0.0, 0.0, bad]] {
            let error = PseudoCounts::new(counts[0], counts[1], counts[2]).unwrap_err();
            assert_eq!(
                npscore::Error::from(error).to_string(),
                format!("pseudo-count {bad} is out of range, expected 0 to 1000000")
            );
        }
    }
    let zero = PseudoCounts::new(-0.0, -0.0, -0.0).unwrap();
    assert!(zero.detractors().is_sign_positive() && zero == PseudoCounts::NONE);
}

/// P-values keep twelve digits as far as floats reach: against 50-digit figures of an
/// arbitrary-precision library, for counts up to ten thousand million million.
#[test]
fn far_tails() {
    for (counts, log10_of_p, p) in FAR_TAILS {
        let test = result(counts).score_test(Nps::ZERO, Alternative::TwoSided);
        close_relative(
            test.p_value(),
            p,
            1e-12,
            format!("{counts:?} 1e{log10_of_p}"),
        );
    }
}

/// Counts, the magnitude of the p-value against 0, the p-value.
#[allow(clippy::unreadable_literal, reason = "digits of the references")]
const FAR_TAILS: [([u64; 3], i32, f64); 8] = [
    ([10, 5, 60], -9, 2.2848239252562684e-09),
    ([100, 3, 400], -41, 4.846411842405333e-41),
    ([1000, 7, 2500], -142, 7.990150602706223e-142),
    ([1000, 0, 2600], -156, 1.1469565004005357e-156),
    ([1000000, 1, 1050000], -267, 3.5057675412450612e-267),
    (
        [3000000000000000, 1000000000000000, 3000001000000000],
        -38,
        3.9559167066243013e-38,
    ),
    (
        [5000000000000001, 123, 5000003000000000],
        -198,
        9.814757172737961e-198,
    ),
    (
        [5000000000000000, 0, 5000000300000000],
        -3,
        0.002699796462126564,
    ),
];

#[test]
fn confidences() {
    for level in [0.0, 1.0, -0.5, 95.0, f64::NAN, f64::INFINITY] {
        assert!(Confidence::new(level).is_err(), "{level}");
    }
    assert_eq!(
        Confidence::new(95.0).unwrap_err().to_string(),
        "confidence 95 is out of range, expected a share strictly between 0 and 1"
    );
    for (level, shown) in [
        (0.9, "90 %"),
        (0.95, "95 %"),
        (0.999, "99.9 %"),
        (0.8, "80 %"),
    ] {
        assert_eq!(Confidence::new(level).unwrap().to_string(), shown);
    }
}

#[test]
fn intervals_refuse_what_is_none() {
    let new = |estimate, low, high| {
        Interval::new(estimate, low, high, IntervalMethod::Score, Confidence::P95)
    };
    assert!(new(10.0, 0.0, 20.0).is_ok());
    for (estimate, low, high) in [
        (10.0, 20.0, 0.0),
        (30.0, 0.0, 20.0),
        (10.0, 0.0, 101.0),
        (f64::NAN, 0.0, 1.0),
        (0.0, f64::NEG_INFINITY, 1.0),
        (0.0, 0.0, f64::NAN),
    ] {
        assert!(new(estimate, low, high).is_err(), "{estimate} {low} {high}");
    }
    let interval = new(-0.0, -0.04, 0.04).unwrap();
    assert_eq!(interval.to_string(), "0.0 [0.0, 0.0] (95 %, score)");
    assert_eq!(
        format!("{interval:+.2}"),
        "+0.00 [-0.04, +0.04] (95 %, score)"
    );
}

#[cfg(feature = "serde")]
#[test]
fn serialised_forms() {
    use npscore::inference::{Prior, Test};

    let interval = Interval::new(12.0, -1.5, 25.0, IntervalMethod::Score, Confidence::P95).unwrap();
    let json = serde_json::to_string(&interval).unwrap();
    assert_eq!(
        json,
        r#"{"estimate":12.0,"low":-1.5,"high":25.0,"method":"score","confidence":0.95}"#
    );
    assert_eq!(serde_json::from_str::<Interval>(&json).unwrap(), interval);
    for bad in [
        json.replace("-1.5", "30"),
        json.replace("0.95", "95"),
        json.replace("25.0", "1e3"),
        json.replace("score", "guess"),
        json.replace("\"low\"", "\"lowest\""),
    ] {
        assert!(serde_json::from_str::<Interval>(&bad).is_err(), "{bad}");
    }
    for (method, text) in [
        (
            IntervalMethod::Bayes(Prior::UNIFORM),
            r#"{"bayes":{"detractors":1.0,"passives":1.0,"promoters":1.0}}"#,
        ),
        (
            IntervalMethod::AdjustedWald(PseudoCounts::ROCKS),
            r#"{"adjusted_wald":{"detractors":0.75,"passives":1.5,"promoters":0.75}}"#,
        ),
        (
            IntervalMethod::ExactUnconditional,
            r#""exact_unconditional""#,
        ),
        (IntervalMethod::AnytimeValid, r#""anytime_valid""#),
    ] {
        assert_eq!(serde_json::to_string(&method).unwrap(), text);
        assert_eq!(
            serde_json::from_str::<IntervalMethod>(text).unwrap(),
            method
        );
    }
    for bad in [r#"{"adjusted_wald":{"detractors":-1.0,"passives":1.5,"promoters":0.75}}"#] {
        assert!(
            serde_json::from_str::<IntervalMethod>(bad).is_err(),
            "{bad}"
        );
    }

    let test = result([3, 2, 5]).score_test(Nps::ZERO, Alternative::TwoSided);
    let json = serde_json::to_string(&test).unwrap();
    assert_eq!(serde_json::from_str::<Test>(&json).unwrap(), test);
    let bad = json.replace("\"p_value\":0", "\"p_value\":7");
    assert!(bad != json && serde_json::from_str::<Test>(&bad).is_err());
}

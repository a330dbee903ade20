//! One programme: variance, standard error, score test and intervals.

use npscore::inference::{
    Alternative, Confidence, Estimate, IntervalMethod, Method, Prior, Spread, TestMethod,
};
use npscore::{Category, Nps};
use serde_json::Value;

use super::support::{
    cases, close, close_absolute, close_relative, count, levels, number, oracle, pair, result,
};

pub(super) fn case_counts(case: &Value) -> [u64; 3] {
    ["detractors", "passives", "promoters"].map(|name| count(&case[name]))
}

pub(super) fn check(interval: &Estimate, reference: &Value, tolerance: f64, counts: [u64; 3]) {
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
        let spread = Spread::from(result).variance();
        close_relative(spread, variance, 1e-14, "variance");
        close_relative(spread.sqrt(), number(&case["sd"]), 1e-14, "sd");
        let se = number(&case["se"]);
        close_relative(result.standard_error() / 100.0, se, 1e-14, "se");
    }
}

/// Without a standard error the reference prints a p-value of 1 or 0; here it is 1: nothing is known.
#[test]
fn wald_test() {
    for case in cases(&oracle("one_sample")["cases"]) {
        let counts = case_counts(case);
        let test = result(counts).test(Nps::ZERO, Alternative::TwoSided.by(TestMethod::Wald));
        let p = number(&case["p_vs_0_wald"]);
        if let Some(statistic) = test.statistic() {
            close_relative(statistic, number(&case["z_vs_0_wald"]), 1e-14, "z");
            close_relative(test.p_value(), p, 1e-12, "p");
        } else {
            assert_eq!((number(&case["se"]), test.p_value()), (0.0, 1.0));
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
            let test = result.test(null, Alternative::TwoSided);
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
            assert_eq!(interval.method(), Method::Score);
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
        let result = result(counts);
        close_relative(
            result.standard_error() / 100.0,
            number(&case["se"]),
            1e-14,
            "se",
        );
        for (level, confidence) in levels() {
            let reference = &case["levels"][level];
            close_relative(confidence.z(), number(&reference["z"]), 1e-15, "z");
            let wald = result.interval(confidence.by(IntervalMethod::Wald));
            assert_eq!(wald.method(), Method::Wald);
            check(&wald, &reference["wald"], 1e-12, counts);
        }
    }
}

#[test]
fn adjusted_wald_intervals() {
    let agresti_min = Prior::new(0.5, 1.0, 0.5).unwrap();
    for case in cases(&oracle("one_sample")["cases"]) {
        let counts = case_counts(case);
        let result = result(counts);
        for (added, name) in [
            (Prior::ROCKS, "adj_wald"),
            (agresti_min, "agresti_min"),
            (Prior::UNIFORM, "laplace"),
        ] {
            for (level, confidence) in levels() {
                let reference = |part: &str| &case["levels"][level][format!("{name}{part}")];
                let options = confidence.by(IntervalMethod::AdjustedWald(added));
                let interval = result.interval(options);
                check(&interval, reference(""), 1e-12, counts);
                // The estimate is that of the added-to counts.
                close(
                    interval.estimate(),
                    number(reference("_center")),
                    1e-15,
                    "centre",
                );
                let se = interval.margin() / confidence.z() / 100.0;
                // From limits, whose last digit it shares.
                let expected = number(reference("_se"));
                close_absolute(se, expected, 1e-14 * expected + 1e-16, "se");
            }
        }
    }
}

/// R prints fifteen digits, its score intervals ten decimals or, where it iterates, fewer. Its
/// p-values are 2 (1 - Φ), which is absolute, not relative, accuracy.
#[test]
fn agrees_with_r() {
    for case in cases(&oracle("r_reference")["one_sample"]) {
        let counts = super::support::counts(&case["counts"]);
        let result = result(counts);
        let test = result.test(Nps::ZERO, Alternative::TwoSided.by(TestMethod::Wald));
        // R's convention without a standard error.
        let certain = f64::from(u8::from(result.nps() == Nps::ZERO));
        let p_value = test.statistic().map_or(certain, |_| test.p_value());
        close(result.nps().to_f64(), number(&case["nps"]), 1e-15, "nps");
        close(result.standard_error(), number(&case["se"]), 1e-15, "se");
        close_absolute(
            Spread::from(result).variance(),
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
                Spread::from(result).variance(),
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
            let wald = result.interval(Confidence::P95.by(IntervalMethod::Wald));
            let (expected_low, expected_high) = pair(&cran["int95"]);
            close(wald.low(), expected_low, 1e-14, "cran low");
            close(wald.high(), expected_high, 1e-14, "cran high");
            match cran["p"].as_f64() {
                Some(p) => close_absolute(p_value, p, 1e-15, "cran p"),
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
            let wald = result.interval(confidence.by(IntervalMethod::Wald));
            check(&wald, &reference["wald"], 1e-14, counts);
            match reference["wald_p"].as_f64() {
                Some(p) => close_absolute(p_value, p, 1e-15, "wald"),
                None => assert_eq!((wald.estimate(), wald.width()), (0.0, 0.0)),
            }
            let adjusted = IntervalMethod::AdjustedWald(Prior::ROCKS);
            let adjusted = result.interval(confidence.by(adjusted));
            check(&adjusted, &reference["adj_wald"], 1e-14, counts);
            // Theirs has no sign.
            let (centre, se) = (&reference["adj_wald_center"], &reference["adj_wald_se"]);
            close(adjusted.estimate().abs(), number(centre), 1e-15, "centre");
            let found = adjusted.margin() / confidence.z();
            close(found, number(se), 1e-15, "se");
            // 2 (1 - Φ) of their quotient.
            let z = adjusted.estimate().abs() / found;
            let p = number(&reference["adj_wald_p"]);
            if p > 1e-6 && p < 1.0 {
                let expected = Confidence::new(1.0 - p).unwrap().z();
                assert!((z - expected).abs() < 1e-8, "{z} {expected}");
            } else {
                assert!((p > 0.5) == (z < 1.0), "{z} {p}");
            }
        }
    }
}

/// P-values keep twelve digits as far as floats reach: against 50-digit figures of an
/// arbitrary-precision library, for counts up to ten thousand million million.
#[test]
fn far_tails() {
    for (counts, log10_of_p, p) in FAR_TAILS {
        let test = result(counts).test(Nps::ZERO, Alternative::TwoSided);
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
        "confidence 95 is out of range, expected above 0 and below 1"
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

//! One programme: variance, standard error, score test and intervals.

use npscore::Nps;
use npscore::inference::{Alternative, Confidence, Interval, IntervalMethod};
use serde_json::Value;

use super::support::{cases, close, close_relative, count, levels, number, oracle, pair, result};

fn case_counts(case: &Value) -> [u64; 3] {
    ["detractors", "passives", "promoters"].map(|name| count(&case[name]))
}

fn check(interval: &Interval, reference: &Value, tolerance: f64, counts: [u64; 3]) {
    let (low, high) = pair(reference);
    let what = format!("{interval:.6} of {counts:?}");
    close(interval.low(), low, tolerance, &what);
    close(interval.high(), high, tolerance, &what);
}

#[test]
fn variance_and_standard_error() {
    for case in cases(&oracle("one_sample")["cases"]) {
        let counts = case_counts(case);
        let result = result(counts);
        close(result.nps().to_f64(), number(&case["nps"]), 1e-15, "nps");
        let variance = number(&case["variance"]);
        close_relative(result.variance(), variance, 1e-14, "variance");
        let se = number(&case["se"]);
        close_relative(result.standard_error() / 100.0, se, 1e-14, "se");
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
            close_relative(statistic, number(&case[z]), 1e-12, z);
            // A p-value has as many digits less as its statistic has before the point.
            let tolerance = 1e-12 * (1.0 + statistic * statistic);
            close_relative(test.p_value(), number(&case[p]), tolerance, p);
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
fn wald_and_adjusted_wald_intervals() {
    for case in cases(&oracle("one_sample")["cases"]) {
        let counts = case_counts(case);
        for (level, confidence) in levels() {
            let reference = &case["levels"][level];
            let wald = result(counts).interval(confidence.wald());
            check(&wald, &reference["wald_clipped"], 1e-12, counts);
            let adjusted = result(counts).interval(confidence.adjusted_wald());
            check(&adjusted, &reference["adj_wald_clipped"], 1e-12, counts);
            let centre = number(&reference["adj_wald_center"]);
            close(adjusted.estimate(), centre, 1e-12, "centre");
        }
    }
}

#[test]
fn skew_corrected_interval() {
    for case in cases(&oracle("one_sample")["cases"]) {
        let counts = case_counts(case);
        for (level, confidence) in levels() {
            let interval = result(counts).interval(confidence.skew_corrected());
            match &case["levels"][level]["score_skew_nm1"] {
                Value::Null => {
                    // A single response has no n - 1.
                    assert_eq!(count(&case["n"]), 1);
                    assert!((interval.low(), interval.high()) == (-100.0, 100.0));
                }
                reference => check(&interval, reference, 1e-10, counts),
            }
        }
    }
}

/// What three R packages print for the same counts; they print ten decimals of the score interval.
#[test]
fn agrees_with_r() {
    for case in cases(&oracle("r_reference")["one_sample"]) {
        let counts = super::support::counts(&case["counts"]);
        let result = result(counts);
        close(result.nps().to_f64(), number(&case["nps"]), 1e-14, "nps");
        close(result.standard_error(), number(&case["se"]), 1e-14, "se");
        for reference in cases(&case["levels"]) {
            let confidence = Confidence::new(number(&reference["level"])).unwrap();
            let score = result.interval(confidence);
            check(&score, &reference["score_ratesci"], 2e-10, counts);
            for (options, name) in [
                (confidence.wald(), "wald"),
                (confidence.adjusted_wald(), "adj_wald"),
            ] {
                let interval = result.interval(options);
                let (low, high) = pair(&reference[name]);
                // R's are not cut at the ends of the range.
                close(interval.low(), low.max(-1.0), 1e-13, name);
                close(interval.high(), high.min(1.0), 1e-13, name);
            }
        }
    }
}

/// The standard error is what a bootstrap of all resamples, not some, comes to.
#[test]
fn standard_error_is_that_of_the_exact_bootstrap() {
    for case in cases(&oracle("bootstrap_exact")["cases"]) {
        let result = result(super::support::counts(&case["counts"]));
        close(result.nps().to_f64(), number(&case["mean"]), 1e-12, "mean");
        close(result.standard_error(), number(&case["sd"]), 1e-12, "sd");
    }
}

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
    let bayes = IntervalMethod::Bayes(Prior::UNIFORM);
    let json = serde_json::to_string(&bayes).unwrap();
    assert_eq!(
        json,
        r#"{"bayes":{"detractors":1.0,"passives":1.0,"promoters":1.0}}"#
    );
    assert_eq!(
        serde_json::from_str::<IntervalMethod>(&json).unwrap(),
        bayes
    );

    let test = result([3, 2, 5]).score_test(Nps::ZERO, Alternative::TwoSided);
    let json = serde_json::to_string(&test).unwrap();
    assert_eq!(serde_json::from_str::<Test>(&json).unwrap(), test);
    let bad = json.replace("\"p_value\":0", "\"p_value\":7");
    assert!(bad != json && serde_json::from_str::<Test>(&bad).is_err());
}

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

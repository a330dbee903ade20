//! The exact test and interval.

use npscore::error::DataError;
use npscore::inference::Confidence;
use npscore::{Decimal, Nps, NpsResult};

use crate::inference::support::{
    cases, close, close_relative, counts, levels, number, oracle, pair, result,
};

#[test]
fn p_values() {
    for case in cases(&oracle("exact_unconditional")["cases"]) {
        let counts = counts(&case["counts"]);
        for (theta, p) in case["p"].as_object().unwrap() {
            let theta: Decimal = theta.parse().unwrap();
            let null = Nps::try_from(theta * Decimal::ONE_HUNDRED).unwrap();
            let test = result(counts).exact_test(null).unwrap();
            let what = format!("{counts:?} against {null}");
            close_relative(test.p_value(), number(p), 1e-12, what);
        }
    }
}

#[test]
fn intervals() {
    for case in cases(&oracle("exact_unconditional")["cases"]) {
        let counts = counts(&case["counts"]);
        for (level, confidence) in levels() {
            let interval = result(counts).exact_interval(confidence).unwrap();
            let (low, high) = pair(&case["levels"][level]["hull"]);
            let what = format!("{interval:.6} of {counts:?}");
            close(interval.low(), low, 1e-5, &what);
            close(interval.high(), high, 1e-5, &what);
        }
    }
}

#[test]
fn too_many_responses() {
    assert!(
        result([0, 0, NpsResult::EXACT_LIMIT])
            .exact_test(Nps::ZERO)
            .is_ok()
    );
    let many = result([0, 1, NpsResult::EXACT_LIMIT]);
    let error = DataError::TooMany {
        what: "responses",
        method: "the exact method",
        found: 201,
        maximum: 200,
    };
    assert_eq!(many.exact_interval(Confidence::P95), Err(error.clone()));
    assert_eq!(many.exact_test(Nps::ZERO), Err(error.clone()));
    assert_eq!(
        error.to_string(),
        "201 responses are too many for the exact method, expected at most 200"
    );
}

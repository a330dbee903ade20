//! The exact test and interval.

use npscore::inference::{Confidence, ExactError, MOST_EXACT_RESPONSES, TestMethod};
use npscore::{Decimal, Nps};

use super::support::{cases, close, close_relative, counts, levels, number, oracle, pair, result};

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

/// Five throws of a coin: the probabilities of no and one head are 1 / 32 and 5 / 32.
#[test]
fn half_of_the_ties() {
    for (counts, numerator) in [([0, 0, 5], 1.0), ([1, 0, 4], 7.0), ([2, 0, 3], 22.0)] {
        let test = result(counts).exact_mid_p_test(Nps::ZERO).unwrap();
        // Without passives; with some, fewer throws decide, and more is as extreme.
        assert!(test.p_value() >= numerator / 32.0 - 1e-12, "{test}");
        assert_eq!(test.method(), TestMethod::ExactMidP);
    }
    let least = result([0, 0, 5]).exact_mid_p_test(Nps::ZERO).unwrap();
    close_relative(least.p_value(), 1.0 / 32.0, 1e-12, "five heads");
    // All that can be is what was observed, or was not.
    let p = |null| result([0, 0, 5]).exact_mid_p_test(null).unwrap().p_value();
    assert_eq!([p(Nps::MAX), p(Nps::MIN)], [0.5, 0.0]);
}

#[test]
fn too_many_responses() {
    assert!(
        result([0, 0, MOST_EXACT_RESPONSES])
            .exact_test(Nps::ZERO)
            .is_ok()
    );
    let many = result([0, 1, MOST_EXACT_RESPONSES]);
    let error = ExactError::TooManyResponses {
        responses: 201,
        most: MOST_EXACT_RESPONSES,
    };
    assert_eq!(many.exact_interval(Confidence::P95), Err(error.clone()));
    assert_eq!(many.exact_test(Nps::ZERO), Err(error.clone()));
    assert_eq!(
        many.exact_mid_p_interval(Confidence::P95),
        Err(error.clone())
    );
    assert_eq!(many.exact_mid_p_test(Nps::ZERO), Err(error.clone()));
    assert_eq!(
        error.to_string(),
        "201 responses are too many for an exact method, expected at most 200"
    );
}

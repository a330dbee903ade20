//! Two independent groups: reference values, a published example, degenerate counts, texts.

use npscore::NpsResult;
use npscore::inference::{
    Alternative, Confidence, Difference, DifferenceError, DifferenceMethod, DifferenceOptions,
    EquivalenceError, EquivalenceMargin, PseudoCounts,
};
use serde_json::Value;

use crate::inference::support::{
    cases, close, close_absolute, close_relative, counts, levels, number, oracle, pair, result,
};

/// Their range, cut where ours is.
fn check(difference: &Difference, reference: &Value, tolerance: f64, what: &str) {
    let (low, high) = pair(reference);
    let what = format!("{difference:.6} {what}");
    close(difference.low(), low.max(-2.0), tolerance, &what);
    close(difference.high(), high.min(2.0), tolerance, &what);
}

fn groups(case: &Value) -> [NpsResult; 2] {
    [&case["a"], &case["b"]].map(|group| result(counts(group)))
}

fn close_p(difference: &Difference, reference: &Value) {
    let p_value = difference.p_value().unwrap();
    close_relative(p_value, number(reference), 1e-12, difference);
}

#[test]
fn mover_interval_and_score_test() {
    for case in cases(&oracle("two_sample")["cases"]) {
        let [a, b] = groups(case);
        for (level, confidence) in levels() {
            let difference = a.difference_from(&b, confidence);
            assert_eq!(difference.method(), DifferenceMethod::Mover);
            assert_eq!(difference.confidence(), confidence);
            close(difference.estimate(), number(&case["diff"]), 1e-15, "diff");
            check(
                &difference,
                &case["levels"][level]["mover_score"],
                1e-10,
                "MOVER",
            );
            close_relative(
                difference.statistic().unwrap(),
                number(&case["score_z"]),
                1e-12,
                difference,
            );
            close_p(&difference, &case["score_p"]);
        }
    }
}

#[test]
fn score_interval() {
    for case in cases(&oracle("two_sample")["cases"]) {
        let [a, b] = groups(case);
        for (level, confidence) in levels() {
            let difference = a.difference_from(&b, DifferenceOptions::score(confidence));
            check(&difference, &case["levels"][level]["score"], 1e-10, "score");
            close_p(&difference, &case["score_p"]);
        }
    }
}

#[test]
fn wald_and_adjusted_wald() {
    for case in cases(&oracle("two_sample")["cases"]) {
        let [a, b] = groups(case);
        close(a.nps().to_f64(), number(&case["nps_a"]), 1e-15, "a");
        close(b.nps().to_f64(), number(&case["nps_b"]), 1e-15, "b");
        for (added, name) in [
            (PseudoCounts::NONE, "wald"),
            (PseudoCounts::ROCKS, "adj_wald"),
            (PseudoCounts::ROCKS.halved(), "adj_wald_half"),
        ] {
            let figure = |part: &str| &case[format!("{name}{part}")];
            let estimate = a.wald_difference_from(&b, added);
            let gap = if name == "wald" {
                &case["diff"]
            } else {
                figure("_diff")
            };
            close(estimate.estimate(), number(gap), 1e-15, name);
            let se = estimate.standard_error() / 100.0;
            close_relative(se, number(figure("_se")), 1e-14, name);
            let test = estimate.test(Alternative::TwoSided);
            for (level, confidence) in levels() {
                let options = if added == PseudoCounts::NONE {
                    DifferenceOptions::wald(confidence)
                } else {
                    DifferenceOptions::adjusted_wald_by(confidence, added)
                };
                let difference = a.difference_from(&b, options);
                let reference = &case["levels"][level][name];
                check(&difference, reference, 1e-12, name);
                let (low, high) = estimate.bounds(confidence);
                let (expected_low, expected_high) = pair(reference);
                close(low, expected_low, 1e-12, name);
                close(high, expected_high, 1e-12, name);
                if figure("_p").is_null() {
                    // Nobody differs within the groups: no standard error, no test.
                    assert_eq!(case["degenerate"], true);
                    assert_eq!((difference.statistic(), difference.p_value()), (None, None));
                    assert_eq!((test, figure("_z")), (None, &Value::Null));
                } else {
                    let z = number(figure("_z"));
                    close_relative(difference.statistic().unwrap(), z, 1e-14, difference);
                    close_p(&difference, figure("_p"));
                    let test = test.unwrap();
                    close_relative(test.statistic().unwrap(), z, 1e-14, test);
                    close_relative(test.p_value(), number(figure("_p")), 1e-12, test);
                }
            }
        }
        assert_eq!(
            a.difference_from(&b, DifferenceOptions::adjusted_wald(Confidence::P95))
                .method(),
            DifferenceMethod::AdjustedWald(PseudoCounts::ROCKS)
        );
    }
}

#[test]
fn common_score() {
    for case in cases(&oracle("two_sample")["cases"]) {
        let [a, b] = groups(case);
        let common = number(&case["score_common_theta"]);
        close(a.common_score_with(&b), common, 1e-14, case);
        close(b.common_score_with(&a), common, 1e-14, case);
    }
}

/// R's NPS package gives the interval of the absolute difference, to 15 digits; its p-values are
/// 2 (1 - Φ), of absolute accuracy.
#[test]
fn agrees_with_r() {
    for case in cases(&oracle("r_reference")["two_sample"]) {
        let [a, b] = [&case["x"], &case["y"]].map(|group| result(counts(group)));
        for (added, name) in [(PseudoCounts::NONE, "wald"), (PseudoCounts::ROCKS, "adj")] {
            let wald = a.wald_difference_from(&b, added);
            // Added-to counts may turn a small difference around, so each by its own sign.
            let sign = if wald.estimate() < 0.0 { -1.0 } else { 1.0 };
            for level in cases(&case["levels"]) {
                let figure = |part: &str| &level[format!("{name}_{part}")];
                let confidence = Confidence::new(number(&level["level"])).unwrap();
                close(
                    sign * wald.estimate(),
                    number(figure("absdiff")),
                    1e-14,
                    name,
                );
                close(wald.standard_error(), number(figure("se")), 1e-14, name);
                let (low, high) = wald.bounds(confidence);
                let (low, high) = if sign < 0.0 {
                    (-high, -low)
                } else {
                    (low, high)
                };
                let (expected_low, expected_high) = pair(figure("int"));
                close(low, expected_low, 1e-14, name);
                close(high, expected_high, 1e-14, name);
                match (wald.test(Alternative::TwoSided), figure("p").as_f64()) {
                    (Some(test), Some(p)) => close_absolute(test.p_value(), p, 1e-15, name),
                    // R's convention without a standard error: 0, or 0 / 0.
                    (None, p) => assert!(
                        p.is_none_or(|p| p == 0.0) && wald.standard_error() == 0.0,
                        "{level}"
                    ),
                    (Some(test), None) => panic!("{test} where R has none"),
                }
            }
        }
    }
}

/// The Carpentries' long-term surveys of March and December 2020 ((c) The Carpentries, CC BY 4.0).
#[test]
fn two_waves_of_a_real_survey() {
    let [march, december] = [[9, 32, 93], [8, 30, 49]].map(result);
    let change = december.difference_from(&march, DifferenceOptions::wald(Confidence::P95));
    close(
        change.estimate(),
        -0.155_601_303_825_699_1,
        1e-15,
        "estimate",
    );
    close(change.low(), -0.327_877_215_474_846_8, 1e-13, "low");
    close(change.high(), 0.016_674_607_823_448_6, 1e-13, "high");
    close_relative(
        change.statistic().unwrap(),
        -1.770_258_816_374_422,
        1e-13,
        "z",
    );
    close_relative(
        change.p_value().unwrap(),
        0.076_684_035_319_520_2,
        1e-12,
        "p",
    );
    assert_eq!(
        december
            .difference_from(&march, Confidence::P95)
            .to_string(),
        "-15.6 points, 95 % between -33.2 and +1.5, p = 0.073 (MOVER)"
    );
}

#[test]
fn a_difference_keeps_its_sign() {
    let [low, high] = [[40, 30, 30], [10, 30, 60]].map(result);
    assert!(high.difference_from(&low, Confidence::P95).low() > 0.0);
    assert!(low.difference_from(&high, Confidence::P95).high() < 0.0);
    let p = |alternative| low.difference_test(&high, alternative).p_value();
    assert!(p(Alternative::Less) < 1e-6 && p(Alternative::Greater) > 0.999);
    assert!((p(Alternative::TwoSided) - 2.0 * p(Alternative::Less)).abs() < 1e-15);
}

#[test]
fn the_far_tail_keeps_its_digits() {
    let [a, b] = [[1_000, 1_000, 8_000], [8_000, 1_000, 1_000]].map(result);
    let test = a.difference_test(&b, Alternative::TwoSided);
    assert!(test.p_value() > 0.0 || test.statistic().unwrap() > 38.0);
    let [a, b] = [[100, 100, 800], [300, 100, 600]].map(result);
    let test = a.difference_test(&b, Alternative::TwoSided);
    let z = test.statistic().unwrap();
    // The leading terms of Mills' ratio.
    let square = z * z;
    let asymptotic = (2.0 / std::f64::consts::PI).sqrt() / z
        * (-0.5 * square).exp()
        * (1.0 - 1.0 / square + 3.0 / (square * square) - 15.0 / square.powi(3));
    close_relative(test.p_value(), asymptotic, 1e-4, test);
    assert!(test.p_value() < 1e-20);
}

/// Twelve digits of p-values as far as floats reach, against 60-digit figures of an
/// arbitrary-precision library, for counts up to ten thousand million million.
#[test]
fn p_values_of_far_tails() {
    for (a, b, z, p) in FAR_TAILS {
        let test = result(a).difference_test(&result(b), Alternative::TwoSided);
        let what = format!("{a:?} {b:?}");
        close_relative(test.statistic().unwrap(), z, 2e-15, &what);
        close_relative(test.p_value(), p, 1e-12, &what);
    }
}

/// Two groups, the statistic and the p-value of the score test.
#[allow(clippy::unreadable_literal, reason = "digits of the references")]
const FAR_TAILS: [([u64; 3], [u64; 3], f64, f64); 7] = [
    (
        [100, 100, 800],
        [300, 100, 600],
        11.159249130305167,
        6.453431441125424e-29,
    ),
    (
        [1000, 3000, 6000],
        [2500, 3000, 4500],
        28.10978152284527,
        7.438929820869796e-174,
    ),
    (
        [0, 40, 9960],
        [100, 50, 850],
        35.307021030155035,
        4.582247480154695e-273,
    ),
    (
        [1000000000, 2000000000, 3000000000],
        [1000000000, 2000000000, 3001000000],
        -8.164013382091527,
        3.240729786500369e-16,
    ),
    (
        [3000000000000000, 1000000000000000, 6000000000000000],
        [3000001000000000, 1000000000000000, 5999999000000000],
        15.713483444386966,
        1.2227211565568636e-55,
    ),
    (
        [0, 1000000000000, 1000000000000000],
        [10000000, 1000000000000, 1000000000000000],
        14.141995901928167,
        2.0926388940551222e-45,
    ),
    (
        [5000000000000000, 5, 5000000000000001],
        [5000000000000000, 7, 4999999000000000],
        7.071068349266679,
        1.5374538395095122e-12,
    ),
];

#[test]
fn nulls_at_the_ends_of_the_range() {
    let [best, worst, mixed] = [[0, 0, 5], [5, 0, 0], [1, 1, 1]].map(result);
    let at = |a: &NpsResult, b, null| {
        a.difference_test_at(b, null, Alternative::TwoSided)
            .unwrap()
    };
    // One response that does not fit refutes a difference of 200.
    let refuted = at(&mixed, &worst, 200.0);
    assert_eq!((refuted.statistic(), refuted.p_value()), (None, 0.0));
    let fits = at(&best, &worst, 200.0);
    assert_eq!((fits.statistic(), fits.p_value()), (Some(0.0), 1.0));
    assert_eq!(at(&best, &worst, -200.0).p_value(), 0.0);
    for null in [200.1, -1e9, f64::NAN, f64::INFINITY] {
        let error = best.difference_test_at(&worst, null, Alternative::Less);
        assert!(matches!(error, Err(DifferenceError::OutOfRange { .. })));
    }
}

#[test]
fn non_inferiority_and_equivalence() {
    let [a, b] = [[180, 320, 500], [190, 300, 510]].map(result);
    let margin = EquivalenceMargin::new(8.0).unwrap();
    let test = a.non_inferiority_test(&b, margin);
    assert_eq!(
        (test.null(), test.alternative()),
        (-8.0, Alternative::Greater)
    );
    assert_eq!(
        test,
        a.difference_test_at(&b, -8.0, Alternative::Greater)
            .unwrap()
    );
    let equivalence = a.equivalence_test(&b, margin);
    assert_eq!(equivalence.above(), &test);
    assert_eq!(equivalence.below().alternative(), Alternative::Less);
    assert_eq!(
        equivalence.p_value(),
        test.p_value().max(equivalence.below().p_value())
    );
    assert_eq!(
        equivalence.to_string(),
        "+0.0 points, within ±8.0: p = 0.010"
    );
    assert!(
        equivalence.is_shown(Confidence::P95)
            && !equivalence.is_shown(Confidence::new(0.999).unwrap())
    );
    // Few responses show nothing.
    let [a, b] = [[2, 3, 5], [2, 3, 5]].map(result);
    assert!(!a.equivalence_test(&b, margin).is_shown(Confidence::P90));
    for points in [0.0, -5.0, 200.0, f64::NAN] {
        assert!(matches!(
            EquivalenceMargin::new(points),
            Err(EquivalenceError::OutOfRange { .. })
        ));
    }
    assert_eq!(
        EquivalenceMargin::new(-5.0).unwrap_err().to_string(),
        "equivalence margin -5 is out of range, expected above 0 and below 200 points"
    );
}

/// Equivalence at 95 % is a 90 % score interval within the margin.
#[test]
fn two_one_sided_tests_are_an_interval() {
    for (a, b) in [
        ([18, 52, 30], [20, 50, 30]),
        ([0, 1, 99], [3, 2, 95]),
        ([5, 10, 85], [5, 10, 85]),
    ] {
        let [a, b] = [a, b].map(result);
        let interval = a.difference_from(&b, DifferenceOptions::score(Confidence::P90));
        for points in [1.0, 5.0, 10.0, 15.0, 18.0, 20.0, 30.0] {
            let margin = EquivalenceMargin::new(points).unwrap();
            assert_eq!(
                a.equivalence_test(&b, margin).is_shown(Confidence::P95),
                -points < interval.low() && interval.high() < points,
                "{interval} within {points}"
            );
        }
    }
}

#[test]
fn figures_from_outside_are_checked() {
    let new = |estimate, low, high, statistic, p_value| {
        let (method, confidence) = (DifferenceMethod::Mover, Confidence::P95);
        Difference::new(estimate, low, high, statistic, p_value, method, confidence)
    };
    assert!(new(1.0, 0.5, 2.0, Some(1.0), Some(0.3)).is_ok());
    for (error, text) in [
        (
            new(250.0, 0.0, 250.0, None, None),
            "250 points are out of range, expected -200 to 200",
        ),
        (
            new(f64::NAN, 0.0, 1.0, None, None),
            "NaN points are out of range, expected -200 to 200",
        ),
        (
            new(5.0, 6.0, 7.0, None, None),
            "bounds 6 to 7 do not hold the estimate 5",
        ),
        (
            new(5.0, 4.0, 7.0, Some(f64::INFINITY), None),
            "statistic inf is out of range, expected a finite number",
        ),
        (
            new(5.0, 4.0, 7.0, None, Some(1.5)),
            "p-value 1.5 is out of range, expected 0 to 1",
        ),
    ] {
        let error = error.unwrap_err();
        assert_eq!(error.to_string(), text);
        assert_eq!(npscore::Error::from(error).to_string(), text);
    }
    let zero = new(-0.0, -0.0, -0.0, Some(-0.0), Some(1.0)).unwrap();
    assert!(zero.estimate().is_sign_positive() && zero.low().is_sign_positive());
    assert!(zero.statistic().unwrap().is_sign_positive());
}

#[cfg(feature = "serde")]
#[test]
fn serialised_form() {
    let [a, b] = [[10, 20, 70], [20, 20, 60]].map(result);
    let difference = a.difference_from(&b, Confidence::P95);
    let json = serde_json::to_value(difference).unwrap();
    let names: Vec<_> = json.as_object().unwrap().keys().cloned().collect();
    for name in [
        "estimate",
        "low",
        "high",
        "statistic",
        "p_value",
        "method",
        "confidence",
    ] {
        assert!(names.contains(&name.to_string()), "{name}");
    }
    assert_eq!(json["method"], "mover");
    assert_eq!(
        serde_json::from_value::<Difference>(json.clone()).unwrap(),
        difference
    );
    let mut lie = json;
    lie["low"] = 90.0.into();
    assert!(serde_json::from_value::<Difference>(lie).is_err());
    assert_eq!(
        serde_json::from_str::<EquivalenceMargin>("5.0").unwrap(),
        EquivalenceMargin::new(5.0).unwrap()
    );
    assert!(serde_json::from_str::<EquivalenceMargin>("-5.0").is_err());
}

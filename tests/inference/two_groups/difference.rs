//! Two independent groups: reference values, a published example, degenerate counts, texts.

use npscore::NpsResult;
use npscore::error::OutOfRange;
use npscore::inference::{
    Alternative, Confidence, DifferenceMethod, Estimate, Method, Prior, TestMethod, Verdict,
};
use serde_json::Value;

use crate::inference::support::{
    cases, close, close_absolute, close_relative, counts, levels, number, oracle, pair, result,
};

fn check(difference: &Estimate, reference: &Value, tolerance: f64, what: &str) {
    let (low, high) = pair(reference);
    let what = format!("{difference:.6} {what}");
    close(difference.low(), low, tolerance, &what);
    close(difference.high(), high, tolerance, &what);
}

fn groups(case: &Value) -> [NpsResult; 2] {
    [&case["a"], &case["b"]].map(|group| result(counts(group)))
}

fn close_p(difference: &Estimate, reference: &Value) {
    let p_value = difference.p_value().unwrap();
    close_relative(p_value, number(reference), 1e-12, difference);
}

#[test]
fn mover_interval_and_score_test() {
    for case in cases(&oracle("two_sample")["cases"]) {
        let [a, b] = groups(case);
        for (level, confidence) in levels() {
            let difference = a.difference_from(&b, confidence);
            assert_eq!(difference.method(), Method::Mover);
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
            let difference = a.difference_from(&b, confidence.by(DifferenceMethod::Score));
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
        let half = Prior::new(0.375, 0.75, 0.375).unwrap();
        for (method, name) in [
            (DifferenceMethod::Wald, "wald"),
            (DifferenceMethod::AdjustedWald(Prior::ROCKS), "adj_wald"),
            (DifferenceMethod::AdjustedWald(half), "adj_wald_half"),
        ] {
            let figure = |part: &str| &case[format!("{name}{part}")];
            let gap = if name == "wald" {
                &case["diff"]
            } else {
                figure("_diff")
            };
            for (level, confidence) in levels() {
                let difference = a.difference_from(&b, confidence.by(method));
                close(difference.estimate(), number(gap), 1e-15, name);
                let se = difference.margin() / confidence.z() / 100.0;
                // From limits, whose last digit it shares.
                let expected = number(figure("_se"));
                close_absolute(se, expected, 1e-14 * expected + 1e-16, name);
                check(&difference, &case["levels"][level][name], 1e-12, name);
                if figure("_p").is_null() {
                    // Nobody differs within the groups: no standard error, no test.
                    assert_eq!(case["degenerate"], true);
                    assert_eq!((difference.statistic(), difference.p_value()), (None, None));
                    assert_eq!(figure("_z"), &Value::Null);
                } else {
                    let z = number(figure("_z"));
                    close_relative(difference.statistic().unwrap(), z, 1e-14, difference);
                    close_p(&difference, figure("_p"));
                }
            }
        }
        let wald = Alternative::TwoSided.by(TestMethod::Wald);
        let test = a.difference_test(&b, 0.0, wald).unwrap();
        match case["wald_z"].as_f64() {
            Some(z) => {
                close_relative(test.statistic().unwrap(), z, 1e-14, test);
                close_relative(test.p_value(), number(&case["wald_p"]), 1e-12, test);
            }
            None => assert_eq!((test.statistic(), test.p_value()), (None, 1.0)),
        }
    }
}

/// R's NPS package gives the interval of the absolute difference, to 15 digits; its p-values are
/// 2 (1 - Φ), of absolute accuracy.
#[test]
fn agrees_with_r() {
    for case in cases(&oracle("r_reference")["two_sample"]) {
        let [a, b] = [&case["x"], &case["y"]].map(|group| result(counts(group)));
        for (method, name) in [
            (DifferenceMethod::Wald, "wald"),
            (DifferenceMethod::AdjustedWald(Prior::ROCKS), "adj"),
        ] {
            for level in cases(&case["levels"]) {
                let figure = |part: &str| &level[format!("{name}_{part}")];
                let confidence = Confidence::new(number(&level["level"])).unwrap();
                let wald = a.difference_from(&b, confidence.by(method));
                // Added-to counts may turn a small difference around, so each by its own sign.
                let sign = if wald.estimate() < 0.0 { -1.0 } else { 1.0 };
                close(
                    sign * wald.estimate(),
                    number(figure("absdiff")),
                    1e-14,
                    name,
                );
                let se = wald.margin() / confidence.z();
                close(se, number(figure("se")), 1e-14, name);
                let (low, high) = if sign < 0.0 {
                    (-wald.high(), -wald.low())
                } else {
                    (wald.low(), wald.high())
                };
                let (expected_low, expected_high) = pair(figure("int"));
                close(low, expected_low, 1e-14, name);
                close(high, expected_high, 1e-14, name);
                match (wald.p_value(), figure("p").as_f64()) {
                    (Some(found), Some(p)) => close_absolute(found, p, 1e-15, name),
                    // R's convention without a standard error: 0, or 0 / 0.
                    (None, p) => {
                        assert!(p.is_none_or(|p| p == 0.0) && wald.width() == 0.0, "{level}");
                    }
                    (Some(found), None) => panic!("{found} where R has none"),
                }
            }
        }
    }
}

/// The Carpentries' long-term surveys of March and December 2020 ((c) The Carpentries, CC BY 4.0).
#[test]
fn two_waves_of_a_real_survey() {
    let [march, december] = [[9, 32, 93], [8, 30, 49]].map(result);
    let change = december.difference_from(&march, Confidence::P95.by(DifferenceMethod::Wald));
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
    let p = |alternative| {
        low.difference_test(&high, 0.0, alternative)
            .unwrap()
            .p_value()
    };
    assert!(p(Alternative::Less) < 1e-6 && p(Alternative::Greater) > 0.999);
    assert!((p(Alternative::TwoSided) - 2.0 * p(Alternative::Less)).abs() < 1e-15);
}

#[test]
fn the_far_tail_keeps_its_digits() {
    let [a, b] = [[1_000, 1_000, 8_000], [8_000, 1_000, 1_000]].map(result);
    let test = a.difference_test(&b, 0.0, Alternative::TwoSided).unwrap();
    assert!(test.p_value() > 0.0 || test.statistic().unwrap() > 38.0);
    let [a, b] = [[100, 100, 800], [300, 100, 600]].map(result);
    let test = a.difference_test(&b, 0.0, Alternative::TwoSided).unwrap();
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
        let test = result(a)
            .difference_test(&result(b), 0.0, Alternative::TwoSided)
            .unwrap();
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
    let at = |a: &NpsResult, b, null| a.difference_test(b, null, Alternative::TwoSided).unwrap();
    // One response that does not fit refutes a difference of 200.
    let refuted = at(&mixed, &worst, 200.0);
    assert_eq!((refuted.statistic(), refuted.p_value()), (None, 0.0));
    let fits = at(&best, &worst, 200.0);
    assert_eq!((fits.statistic(), fits.p_value()), (Some(0.0), 1.0));
    assert_eq!(at(&best, &worst, -200.0).p_value(), 0.0);
    for null in [200.1, -1e9, f64::NAN, f64::INFINITY] {
        let error = best.difference_test(&worst, null, Alternative::Less);
        assert!(matches!(error, Err(OutOfRange { .. })));
    }
}

#[test]
fn non_inferiority_and_equivalence() {
    let [a, b] = [[180, 320, 500], [190, 300, 510]].map(result);
    let equivalence = a.equivalence_test(&b, 8.0).unwrap();
    let not_inferior = a.difference_test(&b, -8.0, Alternative::Greater).unwrap();
    assert_eq!(
        (not_inferior.null(), not_inferior.alternative()),
        (Some(-8.0), Some(Alternative::Greater))
    );
    assert_eq!(equivalence.above(), &not_inferior);
    assert_eq!(equivalence.below().alternative(), Some(Alternative::Less));
    assert_eq!(
        equivalence.p_value(),
        not_inferior.p_value().max(equivalence.below().p_value())
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
    let few = a.equivalence_test(&b, 8.0).unwrap();
    assert!(!few.is_shown(Confidence::P90));
    for points in [0.0, -5.0, 200.0, f64::NAN] {
        assert!(a.equivalence_test(&b, points).is_err());
    }
    assert_eq!(
        a.equivalence_test(&b, -5.0).unwrap_err().to_string(),
        "equivalence margin -5 is out of range, expected above 0 and below 200"
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
        let interval = a.difference_from(&b, Confidence::P90.by(DifferenceMethod::Score));
        for points in [1.0, 5.0, 10.0, 15.0, 18.0, 20.0, 30.0] {
            assert_eq!(
                a.equivalence_test(&b, points)
                    .unwrap()
                    .is_shown(Confidence::P95),
                -points < interval.low() && interval.high() < points,
                "{interval} within {points}"
            );
        }
    }
}

#[test]
fn verdicts_go_by_the_p_value() {
    let [low, high] = [[40, 30, 30], [10, 30, 60]].map(result);
    let verdict = |one: &NpsResult, other, method| {
        one.difference_from(other, Confidence::P95.by(method))
            .verdict()
    };
    for method in [
        DifferenceMethod::Mover,
        DifferenceMethod::Score,
        DifferenceMethod::Wald,
        DifferenceMethod::AdjustedWald(Prior::UNIFORM),
    ] {
        assert_eq!(verdict(&high, &low, method), Verdict::Higher);
        assert_eq!(verdict(&low, &high, method), Verdict::Lower);
        assert_eq!(verdict(&low, &low, method), Verdict::Unclear);
    }
    // No standard error, no p-value: 0 lies outside limits that are points.
    let [happy, angry] = [[0, 0, 3], [3, 0, 0]].map(result);
    let certain = happy.difference_from(&angry, Confidence::P95.by(DifferenceMethod::Wald));
    assert_eq!(
        (certain.p_value(), certain.verdict()),
        (None, Verdict::Higher)
    );
}

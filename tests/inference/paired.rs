//! The same respondents twice: reference values, the laws of its tally, and what is refused.

use npscore::error::{CountError, DataError};
use npscore::inference::{Alternative, Confidence, PairedMethod, PairedResult, Test};
use npscore::{Category, Merge, Observe, PairedTally, Score};
use serde_json::Value;

use crate::inference::support::{
    close, close_absolute, close_relative, counts, levels, number, oracle, pair,
};
use crate::tally_of;

fn table(value: &Value) -> [[u64; 3]; 3] {
    [0, 1, 2].map(|row| counts(&value[row]))
}

fn paired(counts: [[u64; 3]; 3]) -> PairedResult {
    crate::pairs_of(counts).unwrap().result().unwrap()
}

fn for_each_case(check: impl Fn(&str, &Value, PairedResult)) {
    let file = oracle("paired");
    let cases = file["cases"].as_object().unwrap();
    assert_eq!(cases.len(), 5);
    for (name, case) in cases {
        check(name, case, paired(table(&case["table"])));
    }
}

fn close_p(found: f64, reference: &Value, what: &str) {
    close_relative(found, number(reference), 1e-12, what);
}

#[test]
fn margins_and_standard_error() {
    for_each_case(|name, case, result| {
        let tally = |value: &Value| {
            let [b, a, c] = counts(value);
            tally_of(b, a, c)
        };
        assert_eq!(*result.before().tally(), tally(&case["before"]));
        assert_eq!(*result.after().tally(), tally(&case["after"]));
        assert_eq!(result.responses(), case["n"].as_u64().unwrap());
        for (found, name) in [
            (result.before().nps(), "nps_before"),
            (result.after().nps(), "nps_after"),
        ] {
            close(found.to_f64(), number(&case[name]), 1e-15, name);
        }
        close(result.standard_error(), number(&case["se"]), 1e-15, name);
        let variance = number(&case["var_d"]);
        close_relative(result.variance(), variance, 1e-14, name);
        let difference = result.difference(Confidence::P95);
        close(difference.estimate(), number(&case["diff"]), 1e-15, name);
    });
}

#[test]
fn score_interval_and_test() {
    for_each_case(|name, case, result| {
        for (level, confidence) in levels() {
            let difference = result.difference(confidence);
            let (low, high) = pair(&case["levels"][level]["score"]);
            close(difference.low(), low, 1e-10, name);
            close(difference.high(), high, 1e-10, name);
            let z = difference.statistic().unwrap();
            close_relative(z, number(&case["score_z"]), 1e-12, name);
            close_p(difference.p_value().unwrap(), &case["score_p"], name);
        }
    });
}

/// Twelve digits of p-values as far as floats reach, against 60-digit figures of an
/// arbitrary-precision library, for counts up to ten thousand million million.
#[test]
fn p_values_of_far_tails() {
    for ([down_2, down_1, same, up_1, up_2], z, p) in FAR_TAILS {
        let result = paired([[same, up_1, up_2], [down_1, 0, 0], [down_2, 0, 0]]);
        let test = result.difference_test(0.0, Alternative::TwoSided).unwrap();
        close_relative(test.statistic().unwrap(), z, 2e-15, z);
        close_relative(test.p_value(), p, 1e-12, z);
    }
}

/// Respondents by the step they took, from two down to two up, the statistic and the p-value of the
/// paired score test.
#[allow(clippy::unreadable_literal, reason = "digits of the references")]
const FAR_TAILS: [([u64; 5], f64, f64); 5] = [
    (
        [90, 700, 8060, 1000, 400],
        15.45909096827339,
        6.551658015181313e-54,
    ),
    (
        [0, 0, 100, 900, 0],
        21.213203435596427,
        7.212994172451207e-100,
    ),
    (
        [
            1000000000000000,
            2000000000000000,
            5000000000000000,
            2000001000000000,
            1000000000000000,
        ],
        9.128708911389841,
        6.932104020186879e-20,
    ),
    (
        [
            1000000000,
            1000000000,
            1000000000000000,
            1000000000,
            1000200000,
        ],
        3.9998400115188226,
        6.338531996033397e-05,
    ),
    (
        [0, 3000000000000000, 1, 3000002000000000, 0],
        25.81988467140236,
        5.303440494036934e-147,
    ),
];

#[test]
fn wald_and_a_third_for_each_cell() {
    for_each_case(|name, case, result| {
        for (level, confidence) in levels() {
            let wald = result.difference(confidence.by(PairedMethod::Wald));
            let (low, high) = pair(&case["levels"][level]["wald"]);
            close(wald.low(), low, 1e-12, name);
            close(wald.high(), high, 1e-12, name);
            match case["wald_z"].as_f64() {
                Some(z) => {
                    close_relative(wald.statistic().unwrap(), z, 1e-12, name);
                    close_p(wald.p_value().unwrap(), &case["wald_p"], name);
                }
                None => assert_eq!((wald.statistic(), wald.p_value()), (None, None)),
            }
            let adjusted = result.difference(confidence.by(PairedMethod::AdjustedWald));
            let (low, high) = pair(&case["levels"][level]["adj3"]);
            close(
                adjusted.estimate(),
                number(&case["adj3_center"]),
                1e-14,
                name,
            );
            close(adjusted.low(), low, 1e-12, name);
            close(adjusted.high(), high, 1e-12, name);
            let z = adjusted.statistic().unwrap();
            close_relative(
                100.0 / z * adjusted.estimate() / 1e4,
                number(&case["adj3_se"]),
                1e-12,
                name,
            );
            close_p(adjusted.p_value().unwrap(), &case["adj3_p"], name);
        }
    });
}

#[test]
fn sign_flips() {
    for_each_case(|name, case, result| {
        let exact = result.exact_test(Alternative::TwoSided).unwrap();
        let z = number(&case["mcnemar_type_z"]);
        close_relative(exact.statistic().unwrap(), z, 1e-15, name);
        if let Some(p) = case["signflip_exact_p"].as_f64() {
            close_relative(exact.p_value(), p, 1e-12, name);
        } else {
            assert_eq!(name, "large");
            // Sums of binomial coefficients in whole numbers.
            close_relative(exact.p_value(), 3.394_857_988_603_108e-16, 1e-12, name);
        }
    });
}

/// Against counting through all signs.
#[test]
fn sign_flips_by_brute_force() {
    for steps in [
        vec![1, 1, 1, -1],
        vec![2, -1, 1, 2, -2],
        vec![2, 2, 2],
        vec![-1, -1, -2, 1, 2, 1, 1, -1],
        vec![1],
        vec![],
    ] {
        let mut table = [[0; 3]; 3];
        table[1][1] = 3;
        for step in &steps {
            let (row, column) = match step {
                2 => (0, 2),
                1 => (0, 1),
                -1 => (2, 1),
                _ => (2, 0),
            };
            table[row][column] += 1;
        }
        let observed: i32 = steps.iter().sum();
        let (mut above, mut equal, mut far, mut as_far) = (0, 0, 0, 0);
        for signs in 0..1_u32 << steps.len() {
            let sum: i32 = steps
                .iter()
                .enumerate()
                .map(|(i, step)| if signs >> i & 1 == 1 { *step } else { -step })
                .sum();
            above += u32::from(sum > observed);
            equal += u32::from(sum == observed);
            far += u32::from(sum.abs() > observed.abs());
            as_far += u32::from(sum.abs() == observed.abs());
        }
        let share = |n: f64| n / f64::from(1_u32 << steps.len());
        let result = paired(table);
        let p = |side| result.exact_test(side).unwrap().p_value();
        for (found, ways) in [
            (p(Alternative::TwoSided), f64::from(far + as_far)),
            (p(Alternative::Greater), f64::from(above + equal)),
            (p(Alternative::Less), f64::from((1 << steps.len()) - above)),
        ] {
            assert!(
                (found - share(ways)).abs() < 1e-13,
                "{steps:?}: {found} {}",
                share(ways)
            );
        }
    }
}

#[test]
fn sign_flips_have_a_limit() {
    let most = paired([
        [0, PairedResult::EXACT_LIMIT - 40_000, 0],
        [39_900, 7, 0],
        [0, 0, 1 << 60],
    ]);
    let test = most.exact_test(Alternative::Greater).unwrap();
    let normal = most
        .difference_test(0.0, Alternative::Greater)
        .unwrap()
        .statistic()
        .unwrap();
    assert!(test.p_value() < 1e-300 && normal > 60.0);
    let balanced = paired([[0, 50_000, 0], [50_000, 0, 0], [0, 0, 0]]);
    let certain = balanced.exact_test(Alternative::TwoSided).unwrap();
    close_relative(certain.p_value(), 1.0, 1e-12, "balanced");
    let many = paired([[0, PairedResult::EXACT_LIMIT, 0], [1, 0, 0], [0, 0, 0]]);
    let error = many.exact_test(Alternative::TwoSided).unwrap_err();
    assert_eq!(
        error,
        DataError::TooMany {
            what: "changes",
            method: "the exact method",
            found: PairedResult::EXACT_LIMIT + 1,
            maximum: PairedResult::EXACT_LIMIT,
        }
    );
    assert_eq!(
        error.to_string(),
        "100001 changes are too many for the exact method, expected at most 100000"
    );
}

#[test]
fn stuart_maxwell() {
    for_each_case(|name, case, result| {
        let stuart_maxwell = result.homogeneity_test();
        let (statistic, p) = match case["stuart_maxwell_chi2"].as_f64() {
            Some(statistic) => (statistic, number(&case["stuart_maxwell_p_df2"])),
            None => (
                number(&case["R_coin_mh_test_ginverse"]["chi2"]),
                number(&case["R_coin_mh_test_ginverse"]["p"]),
            ),
        };
        close_relative(stuart_maxwell.statistic().unwrap(), statistic, 1e-13, name);
        close_relative(stuart_maxwell.p_value(), p, 1e-12, name);
        // R prints fifteen digits, and p-values as 1 - P: absolute accuracy.
        let r = &case["R_coin_mh_test_ginverse"];
        close_relative(
            stuart_maxwell.statistic().unwrap(),
            number(&r["chi2"]),
            1e-14,
            name,
        );
        close_absolute(stuart_maxwell.p_value(), number(&r["p"]), 1e-15, name);
    });
}

#[test]
fn nobody_changed() {
    let result = paired([[3, 0, 0], [0, 4, 0], [0, 0, 5]]);
    let test = result.homogeneity_test();
    assert_eq!(
        (test.statistic(), test.degrees_of_freedom(), test.p_value()),
        (Some(0.0), Some(0), 1.0)
    );
    let difference = result.difference(Confidence::P95);
    assert_eq!(
        (difference.statistic(), difference.p_value()),
        (Some(0.0), Some(1.0))
    );
    // 2 z² / (n + z²): twelve people who stayed do not prove that all do.
    let z = Confidence::P95.z();
    close(
        difference.high(),
        2.0 * z * z / (12.0 + z * z),
        1e-12,
        "high",
    );
    assert_eq!(difference.low(), -difference.high());
    assert_eq!(
        result.exact_test(Alternative::TwoSided).unwrap().p_value(),
        1.0
    );
    let wald = result.difference(Confidence::P95.by(PairedMethod::Wald));
    assert_eq!((wald.low(), wald.high(), wald.p_value()), (0.0, 0.0, None));
}

#[test]
fn pairs_see_what_strangers_hide() {
    let result = paired([[10, 8, 2], [3, 20, 12], [1, 4, 40]]);
    let within = result.difference(Confidence::P95);
    let between = result
        .after()
        .difference_from(&result.before(), Confidence::P95);
    assert_eq!(within.estimate(), between.estimate());
    assert!(within.low() > 0.0 && between.low() < 0.0);
}

#[test]
fn equivalence_of_pairs() {
    let result = paired([[100, 8, 2], [9, 300, 12], [1, 11, 400]]);
    let equivalence = result.equivalence_test(5.0).unwrap();
    assert!(equivalence.is_shown(Confidence::P95));
    assert!(equivalence.above().rejects(Confidence::P95));
    assert!(result.difference_test(250.0, Alternative::Less).is_err());
    assert!(result.equivalence_test(0.0).is_err());
}

#[test]
fn the_tally_is_a_lawful_aggregator() {
    let moves: Vec<(Category, Category)> = Category::ALL
        .into_iter()
        .flat_map(|before| Category::ALL.map(|after| (before, after)))
        .flat_map(|step| [step, step, (step.1, step.0)])
        .collect();
    let whole: PairedTally = moves.iter().collect();
    assert_eq!(whole.responses(), 27);
    for split in 0..=moves.len() {
        let (left, right) = moves.split_at(split);
        let [left, right]: [PairedTally; 2] = [left, right].map(|part| part.iter().collect());
        assert_eq!(left + right, whole);
        assert_eq!(right + left, whole);
        let mut merged = left;
        merged.merge(right);
        assert_eq!(merged, whole);
        assert_eq!(whole.checked_sub(&right), Ok(left));
    }
    assert_eq!(whole + PairedTally::default(), whole);
    let mut thrice = PairedTally::default();
    thrice.observe_n((Score::constant(3), Score::constant(9)), 3);
    thrice.observe_n((Score::constant(3), Score::constant(9)), 0);
    let once = (Category::Detractor, Category::Promoter);
    assert_eq!(thrice, [once; 3].into_iter().collect());
    assert_eq!(thrice.reversed().reversed(), thrice);
    assert_eq!(
        thrice
            .reversed()
            .count(Category::Promoter, Category::Detractor),
        3
    );
    assert_eq!(PairedTally::default().result(), None);
}

#[test]
fn a_failed_call_changes_nothing() {
    let full = crate::pairs_of([[u64::MAX, 0, 0], [0; 3], [0; 3]]).unwrap();
    let one = crate::pairs_of([[0; 3], [0; 3], [0, 0, 1]]).unwrap();
    assert_eq!(full.checked_add(&one), Err(CountError::Overflow));
    assert!(matches!(
        full.checked_sub(&one),
        Err(CountError::Underflow { .. })
    ));
    assert_eq!(
        crate::pairs_of([[u64::MAX, 1, 0], [0; 3], [0; 3]]),
        Err(CountError::Overflow)
    );
    let mut state = full;
    let unwound = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| state.merge(one)));
    assert!(unwound.is_err());
    assert_eq!(state, full);
}

#[cfg(feature = "serde")]
#[test]
fn serialised_form() {
    let tally = crate::pairs_of([[1, 2, 3], [4, 5, 6], [7, 8, 9]]).unwrap();
    let json = serde_json::to_string(&tally).unwrap();
    assert_eq!(json, "[[1,2,3],[4,5,6],[7,8,9]]");
    assert_eq!(serde_json::from_str::<PairedTally>(&json).unwrap(), tally);
    let most = u64::MAX;
    assert!(
        serde_json::from_str::<PairedTally>(&format!("[[{most},1,0],[0,0,0],[0,0,0]]")).is_err()
    );
    let test = tally.result().unwrap().homogeneity_test();
    let json = serde_json::to_value(test).unwrap();
    assert_eq!(
        (&json["method"], &json["degrees_of_freedom"]),
        (&"homogeneity".into(), &2.into())
    );
    assert_eq!(serde_json::from_value::<Test>(json.clone()).unwrap(), test);
    let mut lie = json;
    lie["p_value"] = 0.5.into();
    assert!(serde_json::from_value::<Test>(lie).is_err());
}

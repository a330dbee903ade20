//! The value types: verdicts, texts, and what is refused when a row is read back.

use npscore::inference::{
    Alternative, Confidence, DifferenceMethod, Estimate, IntervalMethod, PairedMethod, Prior, Test,
    TestMethod, Verdict,
};
use npscore::{Nps, NpsResult};
use proptest::prelude::*;

use super::support::result;

#[test]
fn verdicts_and_methods_have_names() {
    assert_eq!(
        [Verdict::Higher, Verdict::Lower, Verdict::Unclear].map(|verdict| verdict.to_string()),
        ["higher", "lower", "unclear"]
    );
    let few = result([1, 3, 16]);
    for (estimate, text) in [
        (
            few.interval(Confidence::P95),
            "75.0 [39.6, 90.1] (95 %, score)",
        ),
        (
            few.anytime_valid_interval(Confidence::P95),
            "75.0 [-6.3, 97.5] (95 %, anytime-valid)",
        ),
    ] {
        // The limits are tested elsewhere.
        let (shown, expected) = (estimate.to_string(), text.split_once(" (").unwrap().1);
        assert!(
            shown.starts_with("75.0 [") && shown.ends_with(expected),
            "{shown}"
        );
    }
}

/// Halves go away from zero, and nothing is "-0.0": (7, 1, 8) is 6.25 points.
#[test]
fn texts_round_as_the_nps_does() {
    let result = result([7, 1, 8]);
    assert_eq!(format!("{:.1}", result.nps()), "6.3");
    assert!(
        result
            .interval(Confidence::P95)
            .to_string()
            .starts_with("6.3 [")
    );
    let difference = result.difference_from(&super::support::result([0, 1, 0]), Confidence::P95);
    assert!(difference.to_string().starts_with("+6.3 points"));
    let census = super::support::result([7, 2, 7])
        .interval_in(16, Confidence::P95)
        .unwrap();
    assert_eq!(census.to_string(), "0.0 [0.0, 0.0] (95 %, score)");
    assert_eq!(format!("{census:>31}"), "   0.0 [0.0, 0.0] (95 %, score)");
    assert_eq!(
        format!("{census:+.2}"),
        "+0.00 [+0.00, +0.00] (95 %, score)"
    );
}

/// One number in one document: the estimate is the NPS, to the last digit.
#[test]
fn an_estimate_is_the_exact_figure_rounded_once() {
    let all =
        || (0..=9_u64).flat_map(|b| (0..=9).flat_map(move |a| (0..=9).map(move |c| [b, a, c])));
    let other = result([3, 1, 3]);
    for counts in all().filter(|counts| counts.iter().sum::<u64>() > 0) {
        let result = result(counts);
        let nps = result.nps().to_f64();
        assert_eq!(result.interval(Confidence::P95).estimate(), nps);
        let wald = Confidence::P95.by(IntervalMethod::Wald);
        assert_eq!(result.interval(wald).estimate(), nps);
        assert_eq!(
            result.anytime_valid_interval(Confidence::P95).estimate(),
            nps
        );
        let points = (result.nps() - other.nps()).to_f64();
        for method in [DifferenceMethod::Mover, DifferenceMethod::Wald] {
            let difference = result.difference_from(&other, Confidence::P95.by(method));
            assert_eq!(difference.estimate(), points);
        }
        let anytime = result.anytime_valid_difference(&other, Confidence::P95);
        assert_eq!(anytime.estimate(), points);
    }
    assert_eq!(
        result([0, 3, 4]).interval(Confidence::P95).estimate(),
        400.0 / 7.0
    );
}

#[test]
fn wald_is_not_cut() {
    let interval = result([1, 3, 16]).interval(Confidence::P99.by(IntervalMethod::Wald));
    assert!(interval.high() > 100.0);
    let [one, other] = [[0, 1, 9], [9, 1, 0]].map(result);
    let difference = one.difference_from(&other, Confidence::P99.by(DifferenceMethod::Wald));
    assert!(difference.high() > 200.0);
}

#[cfg(feature = "serde")]
mod read {
    use serde_json::{Value, json};

    use super::*;

    fn refused<T: serde::de::DeserializeOwned>(row: &Value) {
        assert!(serde_json::from_value::<T>(row.clone()).is_err(), "{row}");
    }

    /// As written and read, but for the last digit of floats, which `serde_json` rounds as it likes
    /// unless told otherwise.
    fn near(found: f64, expected: f64) -> bool {
        (found - expected).abs() <= 4.0 * f64::EPSILON * expected.abs()
    }

    fn survives(estimate: &Estimate) {
        let json = serde_json::to_string(estimate).unwrap();
        let read: Estimate =
            serde_json::from_str(&json).unwrap_or_else(|error| panic!("{json}: {error}"));
        for (found, expected) in [
            (read.estimate(), estimate.estimate()),
            (read.low(), estimate.low()),
            (read.high(), estimate.high()),
            (
                read.p_value().unwrap_or_default(),
                estimate.p_value().unwrap_or_default(),
            ),
        ] {
            assert!(near(found, expected), "{json}: {found} {expected}");
        }
        assert_eq!(read.p_value().is_some(), estimate.p_value().is_some());
        assert_eq!(read.method(), estimate.method());
    }

    fn survives_as_test(test: &Test) {
        let json = serde_json::to_string(test).unwrap();
        let read: Test =
            serde_json::from_str(&json).unwrap_or_else(|error| panic!("{json}: {error}"));
        assert!(near(read.p_value(), test.p_value()), "{json}");
        assert_eq!(read.null(), test.null());
        assert_eq!(read.statistic().is_some(), test.statistic().is_some());
        let statistics = [&read, test].map(|test| test.statistic().unwrap_or_default());
        assert!(near(statistics[0], statistics[1]), "{json}");
    }

    #[allow(clippy::needless_pass_by_value, reason = "called with json!")]
    fn row(difference: Value) -> Value {
        let mut row = json!({
            "estimate": 5.0, "low": 4.0, "high": 7.0, "confidence": 0.95, "method": "mover",
            "statistic": null, "p_value": null, "unit": "points",
        });
        for (name, value) in difference.as_object().unwrap() {
            row[name] = value.clone();
        }
        row
    }

    #[test]
    fn an_estimate_that_contradicts_itself() {
        assert!(serde_json::from_value::<Estimate>(row(json!({}))).is_ok());
        for bad in [
            json!({"estimate": 250.0, "high": 260.0}),
            json!({"low": 6.0}),
            json!({"high": 4.5}),
            json!({"low": -201.0}),
            json!({"high": 201.0}),
            json!({"confidence": 95}),
            json!({"confidence": 0.0}),
            json!({"method": "guess"}),
            json!({"unit": "nps", "high": 101.0}),
            json!({"unit": "percent", "low": -1.0}),
            json!({"unit": "furlongs"}),
            json!({"more": 1}),
            // A statistic without a p-value, and the reverse.
            json!({"statistic": 3.0}),
            json!({"p_value": 0.003}),
            json!({"p_value": 1.5, "statistic": 0.0}),
            // 4 standard errors are not 0.99, and not on the other side.
            json!({"statistic": 4.0, "p_value": 0.99}),
            json!({"statistic": -4.0, "p_value": 6.334_248_366_623_996e-5}),
            // Limits from end to end, and certain.
            json!({"low": -200.0, "high": 200.0, "statistic": 40.0, "p_value": 0.0}),
            json!({"low": -200.0, "high": 200.0, "statistic": null, "p_value": 0.0}),
            json!({
                "method": "score", "statistic": 1.0, "p_value": 0.317_310_507_862_914_1,
            }),
            json!({
                "method": "anytime_valid", "statistic": 1.0, "p_value": 0.367_879_441_171_442_3,
            }),
            json!({
                "method": "anytime_valid", "low": -1.0, "statistic": 4.0,
                "p_value": 0.018_315_638_888_734_18,
            }),
            // A single figure is compared with nothing.
            json!({"unit": "nps", "statistic": 4.0, "p_value": 6.334_248_366_623_996e-5}),
        ] {
            refused::<Estimate>(&row(bad));
        }
        // Only a formula leaves the range.
        let beyond = json!({"low": -201.0, "method": "wald"});
        assert!(serde_json::from_value::<Estimate>(row(beyond)).is_ok());
        let zero = json!({"estimate": -0.0, "low": -0.0, "high": -0.0, "unit": "nps"});
        let zero: Estimate = serde_json::from_value(row(zero)).unwrap();
        assert!(
            [zero.estimate(), zero.low(), zero.high()]
                .iter()
                .all(|x| x.is_sign_positive())
        );
    }

    #[test]
    fn a_test_that_contradicts_itself() {
        let row = |statistic: Value, p_value: f64, method: &str, alternative: Value| {
            let chi_square = ["homogeneity", "heterogeneity", "chi_square"].contains(&method);
            json!({
                "statistic": statistic, "p_value": p_value, "method": method,
                "alternative": if chi_square { Value::Null } else { alternative.clone() },
                "null": if chi_square { Value::Null } else { json!(0.0) },
                "degrees_of_freedom": if chi_square { alternative } else { Value::Null },
            })
        };
        let z4 = 6.334_248_366_623_996e-5;
        for good in [
            row(json!(4.0), z4, "score", json!("two_sided")),
            row(json!(4.0), 0.5 * z4, "wald", json!("greater")),
            row(json!(4.0), 1.0 - 0.5 * z4, "score", json!("less")),
            row(Value::Null, 0.0, "score", json!("two_sided")),
            row(Value::Null, 1.0, "wald", json!("two_sided")),
            row(json!(5.991_464_547_107_979), 0.05, "homogeneity", json!(2)),
            row(json!(0.0), 1.0, "homogeneity", json!(0)),
            row(json!(3.0), (-3.0_f64).exp(), "anytime_valid", json!("less")),
        ] {
            assert!(
                serde_json::from_value::<Test>(good.clone()).is_ok(),
                "{good}"
            );
        }
        for bad in [
            row(json!(4.0), 0.99, "score", json!("two_sided")),
            row(json!(4.0), z4, "score", json!("greater")),
            row(json!(4.0), 0.99, "exact", json!("two_sided")),
            row(json!(4.0), 0.99, "sign_flip", json!("two_sided")),
            row(json!(4.0), 0.99, "anytime_valid", json!("two_sided")),
            row(json!(4.0), 0.99, "bayes", json!("two_sided")),
            row(Value::Null, 0.5, "score", json!("two_sided")),
            row(json!(1.0), -0.1, "score", json!("two_sided")),
            row(json!(-1.0), 1.0, "homogeneity", json!(2)),
            row(json!(5.0), 0.99, "chi_square", json!(2)),
            row(json!(5.0), 1.0, "chi_square", json!(0)),
            row(json!(5.0), 0.082_084_998_623_898_8, "score", Value::Null),
        ] {
            refused::<Test>(&bad);
        }
        let mut far = row(json!(4.0), z4, "score", json!("two_sided"));
        far["null"] = json!(201.0);
        refused::<Test>(&far);
    }

    /// 83 bytes must not take seconds.
    #[test]
    fn many_degrees_of_freedom_take_no_time() {
        let started = std::time::Instant::now();
        for (statistic, freedom) in [
            (1e300, 4_000_000_000_u64),
            (4e9, 4_000_000_000),
            (1e300, u64::MAX),
            (1.8e19, u64::MAX),
            (0.0, u64::MAX),
        ] {
            let row = json!({
                "statistic": statistic, "p_value": 0.0, "method": "chi_square",
                "alternative": null, "null": null, "degrees_of_freedom": freedom,
            });
            drop(serde_json::from_value::<Test>(row));
        }
        assert!(
            started.elapsed().as_millis() < 500,
            "{:?}",
            started.elapsed()
        );
    }

    fn any_result() -> impl Strategy<Value = NpsResult> {
        let count =
            || prop_oneof![3 => Just(0_u64), 4 => 0_u64..5, 4 => 0_u64..200, 1 => 0..=u64::MAX / 4];
        [count(), count(), count()]
            .prop_filter("some response", |counts| counts != &[0; 3])
            .prop_map(result)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]

        /// Whatever the crate makes, it reads back.
        #[test]
        fn what_is_made_is_read(
            one in any_result(),
            other in any_result(),
            level in prop_oneof![0.001_f64..0.9999, Just(1e-9), Just(0.95), Just(1.0 - 1e-12)],
            tenths in -1000_i64..=1000,
        ) {
            let confidence = Confidence::new(level).unwrap();
            for method in [
                IntervalMethod::Score,
                IntervalMethod::Wald,
                IntervalMethod::AdjustedWald(Prior::ROCKS),
            ] {
                survives(&one.interval(confidence.by(method)));
            }
            for method in [
                DifferenceMethod::Mover,
                DifferenceMethod::Score,
                DifferenceMethod::Wald,
                DifferenceMethod::AdjustedWald(Prior::ROCKS),
            ] {
                survives(&one.difference_from(&other, confidence.by(method)));
            }
            survives(&one.anytime_valid_interval(confidence));
            survives(&one.anytime_valid_difference(&other, confidence));
            let null = Nps::new(tenths, 1000).unwrap();
            for alternative in [Alternative::TwoSided, Alternative::Greater, Alternative::Less] {
                survives_as_test(&one.test(null, alternative));
                survives_as_test(&one.test(null, alternative.by(TestMethod::Wald)));
                survives_as_test(&one.anytime_valid_test(null, alternative));
                let difference = one.difference_test(&other, tenths as f64 / 5.0, alternative);
                survives_as_test(&difference.unwrap());
            }
        }

        #[test]
        fn what_pairs_make_is_read(
            table in [[0_u64..40, 0..40, 0..40], [0..40, 0..40, 0..40], [0..40, 0..40, 0..40]],
            level in 0.001_f64..0.9999,
        ) {
            let pairs = crate::pairs_of(table).unwrap();
            prop_assume!(!pairs.is_empty());
            let pairs = pairs.result().unwrap();
            let confidence = Confidence::new(level).unwrap();
            for method in [PairedMethod::Score, PairedMethod::Wald, PairedMethod::AdjustedWald] {
                survives(&pairs.difference(confidence.by(method)));
            }
            survives_as_test(&pairs.homogeneity_test());
            for alternative in [Alternative::TwoSided, Alternative::Greater, Alternative::Less] {
                survives_as_test(&pairs.exact_test(alternative).unwrap());
            }
        }

        #[test]
        fn what_is_exact_is_read(counts in [0_u64..8, 0_u64..8, 0_u64..8], tenths in -1000_i64..=1000) {
            prop_assume!(counts != [0; 3]);
            let result = result(counts);
            survives(&result.exact_interval(Confidence::P95).unwrap());
            survives_as_test(&result.exact_test(Nps::new(tenths, 1000).unwrap()).unwrap());
        }
    }
}

//! Sample sizes and power.

use npscore::inference::{Confidence, Plan, Spread};
use npscore::{Counts, Decimal, ResponseRate, Shares};
use serde_json::Value;

use super::support::{cases, close_relative, count, number, oracle, result};

fn variance(shares: &Value) -> Spread {
    let [b, a, c] = [0, 1, 2].map(|i| number(&shares[i]));
    Spread::new(4.0 * b * c + a * (b + c)).unwrap()
}

fn confidence(level: f64) -> Confidence {
    Confidence::new(level).unwrap()
}

#[test]
fn responses_for_a_margin() {
    for case in cases(&oracle("planning")["single"]) {
        let spread = variance(&case["p"]);
        close_relative(
            spread.variance(),
            number(&case["variance"]),
            1e-14,
            "variance",
        );
        let plan = Plan::new(confidence(number(&case["level"]))).expecting(spread);
        let points = 100.0 * number(&case["moe"]);
        let needed = plan.responses_for_margin(points).unwrap();
        assert!(plan.margin(needed).unwrap() <= points, "{case}");
        // Of many responses the score interval is that of the formula.
        let formula = number(&case["n_wald"]);
        assert!(
            (needed as f64 - formula).abs() <= 0.03 * formula + 12.0,
            "{case} {needed}"
        );
    }
}

/// What is promised is what the default interval then gives.
#[test]
fn the_margin_is_kept_by_the_likeliest_outcome() {
    let percent = |n: i64| Decimal::new(n, 0);
    for (b, a, c) in [
        (0, 10, 90),
        (20, 30, 50),
        (5, 5, 90),
        (0, 100, 0),
        (50, 0, 50),
    ] {
        let shares = Counts {
            detractors: percent(b),
            passives: percent(a),
            promoters: percent(c),
        };
        let shares = Shares::new(shares).unwrap();
        for points in [2.5, 5.0, 10.0, 25.0] {
            let plan = Plan::new(Confidence::P95).expecting(shares);
            let needed = plan.responses_for_margin(points).unwrap();
            // The likeliest counts, by trying all near the expected ones.
            let expected = [b, a, c].map(|share| share as f64 / 100.0 * needed as f64);
            let log_likelihood = |counts: [u64; 3]| -> f64 {
                (0..3)
                    .map(|i| {
                        let share = [b, a, c][i] as f64 / 100.0;
                        let factorial: f64 = (1..=counts[i]).map(|k| (k as f64).ln()).sum();
                        if counts[i] == 0 {
                            0.0
                        } else {
                            counts[i] as f64 * share.ln() - factorial
                        }
                    })
                    .sum()
            };
            #[allow(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "small counts"
            )]
            let near = |x: f64| (x.floor() as u64).saturating_sub(2)..=x.ceil() as u64 + 2;
            let mut outcomes = Vec::new();
            for detractors in near(expected[0]) {
                for promoters in near(expected[2]) {
                    if let Some(passives) = needed.checked_sub(detractors + promoters) {
                        let counts = [detractors, passives, promoters];
                        outcomes.push((log_likelihood(counts), counts));
                    }
                }
            }
            let most = outcomes
                .iter()
                .fold(f64::NEG_INFINITY, |most, (one, _)| most.max(*one));
            // All that are equally likely.
            for (_, counts) in outcomes.iter().filter(|(one, _)| *one > most - 1e-9) {
                let margin = result(*counts).interval(Confidence::P95).margin();
                assert!(margin <= points + 1e-9, "{points}: {counts:?} {margin}");
            }
        }
    }
}

/// Without an assumption the margin is kept whatever the responses are.
#[test]
fn the_margin_of_the_worst_case_is_kept_by_any_outcome() {
    let plan = Plan::new(Confidence::P95);
    for n in 1..=40 {
        let promised = plan.margin(n).unwrap();
        for b in 0..=n {
            for c in 0..=n - b {
                let margin = result([b, n - b - c, c]).interval(Confidence::P95).margin();
                assert!(
                    margin <= promised + 1e-9,
                    "{b} {c} of {n}: {margin} {promised}"
                );
            }
        }
    }
}

#[test]
fn two_groups() {
    for case in cases(&oracle("planning")["two"]) {
        let plan = Plan::new(confidence(1.0 - number(&case["alpha"])))
            .expecting(variance(&case["p"]))
            .compared_with(variance(&case["q"]));
        let points = 100.0 * number(&case["abs_diff"]);
        if case["power"].is_number() {
            let power = number(&case["power"]);
            let needed = plan.responses_per_group(points, power).unwrap();
            assert_eq!(needed, count(&case["n_per_group_ceil"]), "{case}");
            assert_eq!(plan.responses_per_group(-points, power).unwrap(), needed);
            let million = plan.smallest_difference(power, [1_000_000; 2]).unwrap();
            let unrounded = 1e6 * (million / points).powi(2);
            close_relative(unrounded, number(&case["n_per_group"]), 1e-12, case);
            let adjusted = number(&case["n_per_group_adj_wald"]);
            close_relative(unrounded - 3.0, adjusted, 1e-12, case);
        } else {
            let responses = [count(&case["n1"]), count(&case["n2"])];
            let power = plan.power(points, responses).unwrap();
            let expected = number(&case["power_two_sided_both_tails"]);
            close_relative(power, expected, 1e-12, case);
            // Without the chance of showing it with the wrong sign, at most half of alpha.
            let one_tail = number(&case["power_one_tail_approx"]);
            assert!(
                (0.0..=0.5 * number(&case["alpha"])).contains(&(power - one_tail)),
                "{case}"
            );
            let smallest = plan.smallest_difference(0.8, responses).unwrap();
            close_relative(smallest / 100.0, number(&case["mde_80"]), 1e-12, case);
        }
    }
}

#[test]
fn finite_populations() {
    for case in cases(&oracle("planning")["fpc"]) {
        if !case["moe"].is_number() {
            continue;
        }
        let spread = Spread::new(number(&case["variance"])).unwrap();
        let members = count(&case["N"]);
        let plan = Plan::new(confidence(number(&case["level"])))
            .expecting(spread)
            .population(members);
        let points = 100.0 * number(&case["moe"]);
        let needed = plan.responses_for_margin(points).unwrap();
        assert!(needed <= members && plan.margin(needed).unwrap() <= points);
        let formula = number(&case["n_fpc"]);
        assert!(
            (needed as f64 - formula).abs() <= 0.05 * formula + 12.0,
            "{case} {needed}"
        );
    }
}

#[test]
fn everybody_asked_leaves_no_margin() {
    let plan = Plan::new(Confidence::P99).population(40);
    assert_eq!(plan.margin(40), Ok(0.0));
    assert_eq!(plan.responses_for_margin(1e-6), Ok(40));
    assert_eq!(Plan::new(Confidence::P99).population(1).margin(1), Ok(0.0));
    assert_eq!(
        plan.margin(41).unwrap_err().to_string(),
        "population 40 is out of range, expected at least as many as responded"
    );
    // Nobody is no population.
    let nobody = plan.population(0);
    assert!(nobody.margin(1).is_err() && nobody.responses_for_margin(5.0).is_err());
}

#[test]
fn spreads() {
    assert_eq!(Spread::from(result([1, 0, 1])), Spread::WORST);
    assert_eq!(Spread::from(result([0, 0, 9])).variance(), 0.0);
    let percent = |n: i64| Decimal::new(n, 0);
    let shares = crate::shares_of(percent(20), percent(30), percent(50)).unwrap();
    close_relative(Spread::from(shares).variance(), 0.61, 1e-14, "shares");
    // 384.1: the number every poll quotes, less z² by the score method.
    let needed = Plan::new(Confidence::P95)
        .responses_for_margin(10.0)
        .unwrap();
    assert!((379..=382).contains(&needed), "{needed}");
}

#[test]
fn refusals_name_the_value() {
    let plan = Plan::new(Confidence::P95);
    for points in [0.0, -1.0, 100.5, f64::NAN, f64::INFINITY] {
        assert!(plan.responses_for_margin(points).is_err(), "{points}");
    }
    for points in [0.0, 201.0, f64::NAN, f64::NEG_INFINITY] {
        assert!(plan.responses_per_group(points, 0.8).is_err(), "{points}");
    }
    for power in [0.0, 0.05, 1.0, f64::NAN] {
        assert!(plan.responses_per_group(10.0, power).is_err(), "{power}");
    }
    assert!(plan.responses_for_margin(1e-300).is_err());
    assert!(plan.responses_for_margin(1e-6).unwrap() > 1_000_000_000_000_000);
    assert!(plan.margin(0).is_err());
    assert!(plan.power(10.0, [0, 5]).is_err());
    assert!(Spread::new(1.1).is_err() && Spread::new(f64::NAN).is_err());
    assert_eq!(
        plan.responses_for_margin(101.0).unwrap_err().to_string(),
        "margin of error 101 is out of range, expected 0.000001 to 100"
    );
}

#[test]
fn invitations() {
    let rate = ResponseRate::new(1, 3).unwrap();
    assert_eq!(Plan::invitations(100, &rate), Ok(300));
    assert_eq!(
        Plan::invitations(101, &ResponseRate::new(2, 5).unwrap()),
        Ok(253)
    );
    assert_eq!(Plan::invitations(0, &rate), Ok(0));
    assert!(Plan::invitations(u64::MAX, &rate).is_err());
    let silence = ResponseRate::new(0, 50).unwrap();
    assert!(Plan::invitations(1, &silence).is_err());
}

//! Sample sizes and power.

use npscore::inference::{Confidence, Plan, PlanError, Spread};
use npscore::{Decimal, ResponseRate};
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
        assert_eq!(needed, count(&case["n_wald_ceil"]), "{case}");
        // Unrounded: the margin of one response by the one wanted, squared.
        let unrounded = (plan.margin(1).unwrap() / points).powi(2);
        close_relative(unrounded, number(&case["n_wald"]), 1e-14, "unrounded");
        // Adjusted Wald intervals bring three imagined responses.
        close_relative(
            unrounded - 3.0,
            number(&case["n_adj_wald"]),
            1e-13,
            "adjusted",
        );
        assert_eq!(needed - 3, count(&case["n_adj_wald_ceil"]));
        // So many do, one less does not.
        assert!(plan.margin(needed).unwrap() <= points);
        assert!(plan.margin(needed - 1).unwrap() > points);
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
        let spread = Spread::new(number(&case["variance"])).unwrap();
        let members = count(&case["N"]);
        if case["moe"].is_number() {
            let plan = Plan::new(confidence(number(&case["level"])))
                .expecting(spread)
                .population(members);
            let points = 100.0 * number(&case["moe"]);
            let one = Plan::new(confidence(number(&case["level"]))).expecting(spread);
            let unlimited = (one.margin(1).unwrap() / points).powi(2);
            close_relative(unlimited, number(&case["n0"]), 1e-14, "unlimited");
            let needed = plan.responses_for_margin(points);
            assert_eq!(
                needed.clone().unwrap() as f64,
                number(&case["n_fpc"]).ceil()
            );
            assert_eq!(needed, Ok(count(&case["n_fpc_ceil"])));
        } else {
            let plan = Plan::new(Confidence::P95).expecting(spread);
            let z = Confidence::P95.z();
            let n = count(&case["n"]);
            let se = |plan: Plan| plan.margin(n).unwrap() / z / 100.0;
            close_relative(se(plan), number(&case["se_inf"]), 1e-14, "unlimited");
            let correction = se(plan.population(members)) / se(plan);
            close_relative(
                correction,
                number(&case["fpc_Nminus1"]),
                1e-14,
                "correction",
            );
            let limited = se(plan.population(members));
            close_relative(limited, number(&case["se_fpc_plugin"]), 1e-14, "limited");
        }
    }
}

#[test]
fn everybody_asked_leaves_no_margin() {
    let plan = Plan::new(Confidence::P99).population(40);
    assert_eq!(plan.margin(40), Ok(0.0));
    assert_eq!(plan.responses_for_margin(1e-9), Ok(40));
    assert_eq!(Plan::new(Confidence::P99).population(1).margin(1), Ok(0.0));
    assert_eq!(
        plan.margin(41),
        Err(PlanError::BeyondPopulation {
            responses: 41,
            members: 40
        })
    );
}

#[test]
fn spreads() {
    assert_eq!(Spread::from(result([1, 0, 1])), Spread::WORST);
    assert_eq!(Spread::from(result([0, 0, 9])).variance(), 0.0);
    let percent = |n: i64| Decimal::new(n, 0);
    let shares = crate::shares_of(percent(20), percent(30), percent(50)).unwrap();
    close_relative(Spread::from(shares).variance(), 0.61, 1e-14, "shares");
    // 384.1: the number every poll quotes.
    let worst = Plan::new(Confidence::P95);
    assert_eq!(worst.responses_for_margin(10.0), Ok(385));
    assert_eq!(
        worst.expecting(result([0, 0, 9])).responses_for_margin(1.0),
        Ok(1)
    );
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
    assert_eq!(plan.responses_for_margin(1e-300), Err(PlanError::TooMany));
    assert_eq!(plan.margin(0), Err(PlanError::NoResponses));
    assert_eq!(plan.power(10.0, [0, 5]), Err(PlanError::NoResponses));
    assert!(Spread::new(1.1).is_err() && Spread::new(f64::NAN).is_err());
    assert_eq!(
        PlanError::MarginOutOfRange { points: 101.0 }.to_string(),
        "a margin of 101 points is out of range, expected above 0 and at most 100"
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
    assert_eq!(Plan::invitations(u64::MAX, &rate), Err(PlanError::TooMany));
    let silence = ResponseRate::new(0, 50).unwrap();
    assert_eq!(
        Plan::invitations(1, &silence),
        Err(PlanError::NobodyResponds)
    );
}

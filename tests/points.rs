//! Points against exact rationals.

use npscore::{Decimal, Nps, Points};
use num_rational::BigRational;
use proptest::prelude::*;

fn big(number: i128) -> BigRational {
    BigRational::from_integer(number.into())
}

fn exact(points: &Points) -> BigRational {
    points.to_ratio_string().parse().unwrap()
}

/// A number rounded to decimal places, halves away from zero, as text.
fn rounded(number: &BigRational, places: u32) -> String {
    let power = (0..places).fold(big(1), |power, _| power * big(10));
    let units = (number * &power).round().to_integer();
    let digits = units.magnitude().to_string();
    let width = places as usize + 1;
    let mut text = format!("{digits:0>width$}");
    if places > 0 {
        text.insert(text.len() - places as usize, '.');
    }
    let negative = units < BigRational::from_integer(0.into()).to_integer();
    format!("{}{text}", if negative { "-" } else { "" })
}

/// Scores of few responses, of very many, and at the ends.
fn scores() -> impl Strategy<Value = Nps> {
    let responses = prop_oneof![1_u64..20, Just(1 << 53), Just(u64::MAX), 1_u64..=u64::MAX];
    (responses, any::<i64>()).prop_map(|(n, net)| {
        let most = i64::try_from(n).unwrap_or(i64::MAX);
        let net = i128::from(net) % (i128::from(most) + 1);
        Nps::new(i64::try_from(net).unwrap(), n).unwrap()
    })
}

proptest! {
    #[test]
    fn arithmetic_is_that_of_rationals(
        scores in proptest::collection::vec(scores(), 1..30), factor in -1000_i128..1000,
    ) {
        let points: Vec<Points> = scores.iter().map(|nps| *nps - Nps::ZERO).collect();
        let truth: Vec<BigRational> = scores
            .iter()
            .map(|nps| {
                let (net, n) = nps.as_ratio();
                big(100 * net) / BigRational::from_integer(n.into())
            })
            .collect();
        for (points, truth) in points.iter().zip(&truth) {
            prop_assert_eq!(&exact(points), truth);
            prop_assert_eq!(exact(&(points.clone() * factor)), truth * big(factor));
            prop_assert_eq!(points.is_negative(), *truth < big(0));
        }
        let sum: Points = points.iter().sum();
        prop_assert_eq!(exact(&sum), truth.iter().cloned().sum::<BigRational>());
        prop_assert_eq!(sum, points.iter().cloned().fold(Points::zero(), |sum, more| sum + more));
        for (one, other) in points.iter().zip(&points[1..]) {
            let [a, b] = [exact(one), exact(other)];
            prop_assert_eq!(one.cmp(other), a.cmp(&b));
            prop_assert_eq!(exact(&(one.clone() - other.clone())), a - b);
        }
    }

    #[test]
    fn rounding_is_that_of_rationals(nps in scores(), factor in 1_i128..100, places in 0_u32..40) {
        let points = (nps - Nps::ZERO) * factor;
        let truth = exact(&points);
        let text = rounded(&truth, places);
        prop_assert_eq!(format!("{points:.width$}", width = places as usize), text.clone());
        match points.round_dp(places) {
            Some(decimal) => prop_assert_eq!(decimal.to_string(), text),
            None => prop_assert!(text.parse::<i128>().is_err() && text.trim_matches(['-', '.']).len() > 28),
        }
        let float = points.to_f64();
        let back: BigRational = BigRational::from_float(float).unwrap();
        let next = BigRational::from_float(float.next_up()).unwrap() - &back;
        let error = if back > truth { &back - &truth } else { &truth - &back };
        prop_assert!(error * big(2) <= next, "{float} is not the nearest float");
    }
}

#[test]
fn what_a_decimal_cannot_hold_is_no_decimal() {
    let points = (Nps::MAX - Nps::ZERO) * 800;
    assert_eq!(points.round_dp(24), None);
    assert_eq!(
        points.round_dp(23).map(|rounded| rounded.normalize()),
        Some(Decimal::from(80_000))
    );
    assert_eq!(points.round_dp(29), None, "no decimal has 29 places");
    assert_eq!(format!("{points:.24}"), format!("80000.{}", "0".repeat(24)));
    let mut points = Nps::new(1, 3).unwrap() - Nps::ZERO;
    assert_eq!(format!("{points:.30}"), format!("33.{}", "3".repeat(30)));
    for _ in 0..2000 {
        points = points.clone() + points;
    }
    assert_eq!(points.round_dp(0), None);
    assert_eq!(points.to_f64(), f64::MAX);
    assert!(points.to_ratio_string().ends_with("/3"));
    assert_eq!(points, (-points.clone()).abs());
}

#[test]
fn differences_are_shown_with_sign_width_and_without_minus_zero() {
    let points = Nps::new(-1, 3000).unwrap() - Nps::ZERO;
    assert_eq!(format!("{points} {points:+.1} {points:.2}"), "0 +0.0 -0.03");
    assert_eq!(
        format!("[{points:>8.2}] [{points:<8.2}] [{points:^8.2}]"),
        "[   -0.03] [-0.03   ] [ -0.03  ]"
    );
    assert_eq!(format!("{points:?}"), "Points(-1/30)");
    assert_eq!(
        format!("{:.1}", Nps::new(1, 800).unwrap() - Nps::ZERO),
        "0.1"
    );
    assert_eq!(
        format!("{:.2}", Nps::ZERO - Nps::new(1, 800).unwrap()),
        "-0.13"
    );
}

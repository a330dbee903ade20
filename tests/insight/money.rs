//! Values by category and earned growth, against exact rationals.

use crate::tally_of;
use npscore::error::{DataError, OutOfRange, Quantity, Value};
use npscore::inference::{Confidence, Method};
use npscore::insight::{
    Amount, Amounts, Conversion, CustomerValue, EarnedGrowth, Referrals, Revenue,
};
use npscore::{Category, Counts, Decimal, Segments, Tally};
use num_rational::BigRational;
use proptest::prelude::*;

use super::big;

fn money(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn values(detractors: &str, passives: &str, promoters: &str) -> Counts<Decimal> {
    Counts {
        detractors: money(detractors),
        passives: money(passives),
        promoters: money(promoters),
    }
}

fn revenue(before: &str, retained: &str, earned: &str, bought: &str) -> Revenue {
    Revenue {
        before: money(before),
        retained: money(retained),
        earned: money(earned),
        bought: money(bought),
    }
}

fn rational(decimal: Decimal) -> BigRational {
    big(decimal.mantissa()) / big(10_i128.pow(decimal.scale()))
}

/// The decimal of at most 28 places nearest to a number, halves away from zero; `None` where it
/// would be beyond 96 bits.
fn nearest(number: &BigRational) -> Option<Decimal> {
    (0..=28_u32).rev().find_map(|places| {
        let units = (number * big(10_i128.pow(places))).round().to_integer();
        let units = i128::try_from(units).ok()?;
        Decimal::try_from_i128_with_scale(units, places).ok()
    })
}

#[test]
fn the_published_example_of_earned_growth() {
    let growth = EarnedGrowth::new(revenue("100", "85", "25", "20")).unwrap();
    assert_eq!(growth.net_revenue_retention(), 85.into());
    assert_eq!(growth.earned_new_customers(), 25.into());
    assert_eq!(growth.rate(), 10.into());
    assert_eq!(growth.total_rate(), 30.into());
    assert_eq!(growth.revenue().bought, 20.into());
    assert!(
        growth
            .to_string()
            .ends_with("33.3 % of the growth is earned")
    );
}

#[test]
fn undefined_growth_is_an_error_and_no_number() {
    let refused = |quantity, amounts| {
        let error: OutOfRange = EarnedGrowth::new(amounts).unwrap_err();
        assert_eq!(error.quantity, quantity);
    };
    refused(Quantity::RevenueBefore, revenue("0", "1", "1", "1"));
    refused(Quantity::RevenueBefore, revenue("-1", "1", "1", "1"));
    refused(Quantity::Revenue, revenue("1", "-2", "1", "1"));
    let most = "79228162514264337593543950335";
    refused(
        Quantity::Amount,
        revenue("0.0000000000000000000000000001", most, "0", "0"),
    );
    let text = |amounts| EarnedGrowth::new(amounts).unwrap().to_string();
    assert_eq!(
        text(revenue("100", "90", "5", "5")),
        "earned growth -5.0 % of 0.0 %: revenue does not grow"
    );
    assert_eq!(
        text(revenue("100", "50", "0", "20")),
        "earned growth -50.0 % of -30.0 %: revenue does not grow"
    );
    assert_eq!(
        text(revenue("100", "80", "0", "40")),
        "earned growth -20.0 % of 20.0 %: -100.0 % of the growth is earned"
    );
    let large = EarnedGrowth::new(revenue(most, most, most, most)).unwrap();
    assert_eq!((large.rate(), large.total_rate()), (100.into(), 200.into()));
}

#[test]
fn growth_is_correct_to_the_last_digit() {
    let third = "0.3333333333333333333333333333";
    for same in [
        third,
        "0.000000000000000000000000015",
        "1.5",
        "79228162514264337593543950335",
    ] {
        let growth = EarnedGrowth::new(revenue(same, same, "0", "0")).unwrap();
        assert_eq!(growth.net_revenue_retention(), 100.into(), "{same}");
        assert_eq!(growth.rate(), Decimal::ZERO);
    }
}

#[test]
fn values_are_exact_to_the_cent() {
    let value = CustomerValue::new("EUR", values("-10.50", "0.1", "99.99")).unwrap();
    let base = value.of(&tally_of(3, 10, 7)).unwrap();
    assert_eq!(base.at_risk(), money("-31.5"));
    assert_eq!(base.total(), money("669.43"));
    assert_eq!(base.upside(), money("1330.37"));
    assert_eq!(
        base.to_string(),
        "669.43 EUR from 20 customers: detractors cost 31.5 EUR; 1330.37 EUR more if all were \
         promoters"
    );
    let shift = value.of_conversions(Conversion::DetractorToPassive, 2);
    assert_eq!(shift, Ok(money("21.2")));
    let point = |conversion| value.of_one_point(1000, conversion).unwrap();
    assert_eq!(point(Conversion::PassiveToPromoter), money("998.9"));
    assert_eq!(point(Conversion::DetractorToPassive), money("106"));
    assert_eq!(point(Conversion::DetractorToPromoter), money("552.45"));
    let nobody = value.of(&Tally::default()).unwrap();
    assert_eq!(
        (nobody.total(), nobody.upside()),
        (Decimal::ZERO, Decimal::ZERO)
    );
    let falling = CustomerValue::new("DKK", values("3", "2", "1")).unwrap();
    assert_eq!(
        falling.of(&tally_of(1, 1, 1)).unwrap().to_string(),
        "6 DKK from 3 customers: detractors bring 3 DKK, which is at risk; 3 DKK less if all were \
         promoters"
    );
}

#[test]
fn what_a_decimal_cannot_hold_is_refused_and_not_rounded() {
    let most = "79228162514264337593543950335";
    let huge =
        CustomerValue::new("EUR", values("-79228162514264337593543950335", "1", most)).unwrap();
    assert!(huge.of(&tally_of(1, 0, 1)).is_err());
    assert!(
        huge.of_conversions(Conversion::DetractorToPromoter, 1)
            .is_err()
    );
    assert!(
        huge.of_one_point(20_000, Conversion::PassiveToPromoter)
            .is_err()
    );
    // Thirty digits.
    let wide = CustomerValue::new("EUR", values(most, "0.1", "0")).unwrap();
    let error = wide.of(&tally_of(1, 1, 0)).unwrap_err();
    assert_eq!(
        (error.quantity, error.value),
        (Quantity::Amount, Value::Float(7.922_816_251_426_434e28))
    );
    // A hundredth of the last place.
    let tiny = "0.0000000000000000000000000001";
    let tiny = CustomerValue::new("EUR", values("0", "0", tiny)).unwrap();
    assert!(tiny.of_one_point(1, Conversion::PassiveToPromoter).is_err());
    assert_eq!(
        tiny.of_one_point(100, Conversion::PassiveToPromoter),
        Ok(money("0.0000000000000000000000000001"))
    );
    let referrals = Referrals::new(values("0", "0", most), 2.into());
    assert!(referrals.value(&tally_of(0, 0, 1)).is_err());
    for label in ["", " \t"] {
        let refused = CustomerValue::new(label, values("1", "1", "1"));
        assert!(matches!(refused, Err(DataError::Blank { .. })));
    }
}

fn decimals() -> impl Strategy<Value = Decimal> {
    let mantissa = prop_oneof![
        -999_i128..999,
        Just(1_i128),
        Just((1_i128 << 96) - 1),
        -(1_i128 << 96) + 1..(1_i128 << 96),
    ];
    (mantissa, 0_u32..=28)
        .prop_map(|(mantissa, scale)| Decimal::from_i128_with_scale(mantissa, scale))
}

proptest! {
    #[test]
    fn amounts_are_exact_or_refused(
        [b, a, c] in [decimals(), decimals(), decimals()],
        counts in (prop_oneof![0_u64..100, Just(u64::MAX / 4)], 0_u64..100, 0_u64..100),
        people in 0_u64..1000,
    ) {
        let values = Counts { detractors: b, passives: a, promoters: c };
        let value = CustomerValue::new("EUR", values).unwrap();
        let tally = tally_of(counts.0, counts.1, counts.2);
        let sum = |values: Counts<Decimal>| -> BigRational {
            Category::ALL.map(|category| rational(values[category]) * big(tally.count(category))).into_iter().sum()
        };
        let holds = |number: &BigRational| nearest(number).is_some_and(|near| rational(near) == *number);
        let total = sum(values);
        let rest = rational(c) * big(tally.responses()) - &total;
        let at_risk = rational(b) * big(counts.0);
        match value.of(&tally) {
            Ok(base) => {
                prop_assert_eq!(rational(base.total()), total.clone());
                prop_assert_eq!(rational(base.at_risk()), at_risk.clone());
                prop_assert_eq!(rational(base.upside()), rest.clone());
            }
            Err(_) => prop_assert!(!holds(&total) || !holds(&rest) || !holds(&at_risk)),
        }
        for conversion in Conversion::ALL {
            let gain = rational(values[conversion.target()]) - rational(values[conversion.origin()]);
            let point = &gain * big(people) / big(100 * i128::from(conversion.steps()));
            match value.of_one_point(people, conversion) {
                Ok(found) => prop_assert_eq!(rational(found), point),
                Err(_) => prop_assert!(!holds(&point)),
            }
            match value.of_conversions(conversion, people) {
                Ok(found) => prop_assert_eq!(rational(found), gain * big(people)),
                Err(_) => prop_assert!(!holds(&(gain * big(people)))),
            }
        }
        let brought = total * rational(a);
        match Referrals::new(values, a).value(&tally) {
            Ok(found) => prop_assert_eq!(rational(found), brought),
            Err(_) => prop_assert!(!holds(&brought)),
        }
    }

    #[test]
    fn rates_are_the_nearest_decimals(amounts in [decimals(), decimals(), decimals(), decimals()]) {
        let [before, retained, earned, bought] = amounts.map(|amount| amount.abs());
        prop_assume!(!before.is_zero());
        let percent = |amount: BigRational| nearest(&(amount * big(100) / rational(before)));
        let change = rational(retained) + rational(earned) - rational(before);
        let expected = [
            percent(rational(retained)),
            percent(rational(earned)),
            percent(change.clone()),
            percent(change + rational(bought)),
        ];
        match EarnedGrowth::new(Revenue { before, retained, earned, bought }) {
            Ok(growth) => prop_assert_eq!(
                [
                    growth.net_revenue_retention(),
                    growth.earned_new_customers(),
                    growth.rate(),
                    growth.total_rate(),
                ].map(Some),
                expected
            ),
            Err(error) => prop_assert!(expected.contains(&None), "{error}"),
        }
    }
}

/// The amounts of a mean are exact, and its limits those of Student's t by hand.
#[test]
fn means_of_amounts() {
    let amount = |text: &str| Amount::new(text.parse().unwrap());
    let amounts: Amounts = ["0.0001", "-3.5", "7", "7"]
        .into_iter()
        .map(|text| amount(text).unwrap())
        .collect();
    assert_eq!(amounts.mean(), Some(Decimal::new(2_625_025, 6)));
    let interval = amounts.interval(Confidence::P95).unwrap();
    // Mean 2.625025, standard deviation 5.249977…, t of 3 degrees of freedom 3.182446305.
    let values = [0.0001_f64, -3.5, 7.0, 7.0];
    let mean = values.iter().sum::<f64>() / 4.0;
    let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    let reach = 3.182_446_305_284_263 * (squares / 3.0 / 4.0).sqrt();
    assert!((interval.high() - (mean + reach)).abs() < 1e-9);
    assert!((interval.low() - (mean - reach)).abs() < 1e-9);
    for refused in ["0.00001", "1000000000.0001", "-1000000001"] {
        let error = amount(refused).unwrap_err().to_string();
        assert!(
            error.starts_with(&format!("outcome {refused} is out of range")),
            "{error}"
        );
    }
    assert_eq!(Amounts::default().mean(), None);
    let alike: Amounts = [amount("5").unwrap(); 3].into_iter().collect();
    assert_eq!(alike.interval(Confidence::P95), None);
}

#[test]
fn sums_of_amounts_that_contradict_each_other() {
    let read = |customers: u64, sum: &str, squares: &str| {
        let row = format!(r#"{{"customers":{customers},"sum":"{sum}","squares":"{squares}"}}"#);
        serde_json::from_str::<Amounts>(&row)
    };
    assert!(read(2, "3", "5").is_ok());
    assert!(read(0, "0", "0").is_ok());
    let most = u128::from(u64::MAX) * 10_000_000_000_000;
    for (customers, sum, squares) in [
        (0, "0", "1"),
        (0, "1", "1"),
        (2, "3", "4"),
        (2, "3", "3"),
        (2, "-3", "7000000000000000000000000000"),
        (2, "x", "5"),
        (2, "3", "-5"),
        (u64::MAX, &format!("{most}1"), "5"),
    ] {
        assert!(
            read(customers, sum, squares).is_err(),
            "{customers} {sum} {squares}"
        );
    }
}

/// Estimated values are the means, and keep their limits; what lacks customers is refused.
#[test]
fn values_are_estimates_and_say_so() {
    let mut spend = Segments::<Category, Amounts>::default();
    let amount = |n: i64| Amount::new(n.into()).unwrap();
    spend.extend([
        (Category::Promoter, amount(10)),
        (Category::Promoter, amount(14)),
    ]);
    spend.extend([
        (Category::Detractor, amount(2)),
        (Category::Detractor, amount(3)),
    ]);
    let refused = |spend: &_| CustomerValue::estimated("EUR", spend, Confidence::P90).unwrap_err();
    assert_eq!(
        refused(&spend).to_string(),
        "0 amounts of passives, expected at least 2"
    );
    spend.extend([(Category::Passive, amount(7)); 2]);
    assert_eq!(
        refused(&spend).to_string(),
        "all 2 amounts of a category are equal, so there is no variance to tell limits of their mean"
    );
    spend.extend([(Category::Passive, amount(10))]);
    let value = CustomerValue::estimated("EUR", &spend, Confidence::P90).unwrap();
    assert_eq!(value.values().passives, 8.into());
    let estimates = value.estimates().unwrap();
    assert_eq!(estimates.promoters.method(), Method::StudentT);
    let base = value.of(&tally_of(10, 20, 30)).unwrap();
    assert_eq!(base.total().to_string(), "545");
    let total = base.total_estimate().unwrap();
    // Limits of independent parts.
    let part = |n: f64, one: &npscore::inference::Estimate| n * (one.high() - one.estimate());
    let reach = part(10.0, &estimates.detractors)
        .hypot(part(20.0, &estimates.passives))
        .hypot(part(30.0, &estimates.promoters));
    assert!((total.high() - 545.0 - reach).abs() < 1e-9);
    let text = serde_json::to_string(&value).unwrap();
    assert_eq!(serde_json::from_str::<CustomerValue>(&text).unwrap(), value);
    let other = text.replacen(r#""passives":"8""#, r#""passives":"9""#, 1);
    assert!(serde_json::from_str::<CustomerValue>(&other).is_err());
    // Stated values stay exact and have no limits.
    let stated = CustomerValue::new("EUR", *value.values()).unwrap();
    assert!(
        stated
            .of(&tally_of(10, 20, 30))
            .unwrap()
            .total_estimate()
            .is_none()
    );
}

//! Values by category and earned growth, in decimals.

use crate::tally_of;
use npscore::insight::{Conversion, CustomerValue, EarnedGrowth, EconomicsError, Referrals};
use npscore::{Category, Decimal, Tally};
use proptest::prelude::*;

fn money(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn values() -> CustomerValue {
    CustomerValue::new("EUR", money("-10.50"), money("0.1"), money("99.99")).unwrap()
}

#[test]
fn the_published_example_of_earned_growth() {
    let growth = EarnedGrowth::new(100.into(), 85.into(), 25.into(), 20.into()).unwrap();
    assert_eq!(growth.after(), 130.into());
    assert_eq!(growth.net_revenue_retention(), Ok(85.into()));
    assert_eq!(growth.earned_new_customers(), Ok(25.into()));
    assert_eq!(growth.rate(), Ok(10.into()));
    assert_eq!(growth.total_rate(), Ok(30.into()));
    assert_eq!(
        (growth.earned_change(), growth.total_change()),
        (10.into(), 30.into())
    );
    let third = growth.ratio().unwrap();
    assert!((third * Decimal::from(3) - Decimal::ONE).abs() < money("0.000000000000000000000001"));
}

#[test]
fn undefined_growth_is_an_error_and_no_number() {
    let new = |before: i64, retained: i64, earned: i64, bought: i64| {
        EarnedGrowth::new(before.into(), retained.into(), earned.into(), bought.into())
    };
    assert_eq!(new(0, 1, 1, 1), Err(EconomicsError::NoRevenueBefore));
    assert_eq!(
        new(1, -2, 1, 1),
        Err(EconomicsError::NegativeRevenue {
            amount: (-2).into()
        })
    );
    let flat = new(100, 90, 5, 5).unwrap();
    assert_eq!(
        flat.ratio(),
        Err(EconomicsError::NoGrowth { change: 0.into() })
    );
    assert_eq!(flat.rate(), Ok((-5).into()));
    assert_eq!(
        flat.to_string(),
        "earned growth -5.0 % of 0.0 %: revenue does not grow"
    );
    let shrinking = new(100, 50, 0, 20).unwrap();
    assert_eq!(
        shrinking.ratio(),
        Err(EconomicsError::NoGrowth {
            change: (-30).into()
        })
    );
    let bought = new(100, 80, 0, 40).unwrap();
    assert_eq!(
        bought.ratio(),
        Ok((-1).into()),
        "bought growth hides a loss"
    );
    let most = Decimal::MAX;
    assert_eq!(
        EarnedGrowth::new(most, most, most, 0.into()),
        Err(EconomicsError::Overflow)
    );
    let tiny = EarnedGrowth::new(Decimal::new(1, 28), most, 0.into(), 0.into()).unwrap();
    assert_eq!(tiny.rate(), Err(EconomicsError::Overflow));
    assert!(!tiny.to_string().is_empty());
}

#[test]
fn values_are_exact_to_the_cent() {
    let base = values().of(&tally_of(3, 10, 7)).unwrap();
    assert_eq!(base.at_risk(), money("-31.5"));
    assert_eq!(base.total(), money("669.43"));
    assert_eq!(base.upside(), money("1330.37"));
    assert_eq!(
        base.to_string(),
        "669.43 EUR from 20 customers: -31.5 EUR at risk with detractors, upside 1330.37 EUR"
    );
    let shift = values()
        .of_conversions(Conversion::DetractorToPassive, 2)
        .unwrap();
    assert_eq!(shift, money("21.2"));
    let point = |conversion| values().of_one_point(1000, conversion).unwrap();
    assert_eq!(point(Conversion::PassiveToPromoter), money("998.9"));
    assert_eq!(point(Conversion::DetractorToPassive), money("106"));
    assert_eq!(point(Conversion::DetractorToPromoter), money("552.45"));
    let nobody = values().of(&Tally::default()).unwrap();
    assert_eq!(
        (nobody.total(), nobody.upside()),
        (Decimal::ZERO, Decimal::ZERO)
    );
}

#[test]
fn what_a_decimal_cannot_hold_is_refused() {
    let huge = CustomerValue::new("EUR", Decimal::MIN, 1.into(), Decimal::MAX).unwrap();
    let overflow = Err(EconomicsError::Overflow);
    assert_eq!(huge.of(&tally_of(1, 0, 1)), Err(EconomicsError::Overflow));
    assert_eq!(
        huge.of_conversions(Conversion::DetractorToPromoter, 1),
        overflow
    );
    assert_eq!(
        huge.of_one_point(2, Conversion::PassiveToPromoter),
        overflow
    );
    let referrals = Referrals {
        won_per_promoter: Decimal::MAX,
        lost_per_detractor: 0.into(),
        value_of_new_customer: 2.into(),
    };
    assert_eq!(referrals.value(&tally_of(0, 0, 1)), overflow);
    for label in ["", " \t"] {
        let refused = CustomerValue::new(label, 1.into(), 1.into(), 1.into());
        assert_eq!(refused, Err(EconomicsError::BlankCurrency));
    }
}

proptest! {
    #[test]
    fn conversions_change_the_base_by_their_value(
        counts in [0_u32..1000, 0_u32..1000, 0_u32..1000],
        cents in [-99_999_i64..99_999, -99_999_i64..99_999, -99_999_i64..99_999],
        people in 0_u64..1000,
    ) {
        let [b, a, c] = cents.map(|cents| Decimal::new(cents, 2));
        let value = CustomerValue::new("EUR", b, a, c).unwrap();
        let [detractors, passives, promoters] = counts.map(u64::from);
        let before = tally_of(detractors, passives, promoters);
        for conversion in Conversion::ALL {
            let people = people.min(before.count(conversion.from()));
            let after = before
                .checked_sub(&Tally::of(conversion.from(), people))
                .unwrap()
                + Tally::of(conversion.to(), people);
            let change = value.of(&after).unwrap().total() - value.of(&before).unwrap().total();
            prop_assert_eq!(value.of_conversions(conversion, people), Ok(change));
        }
        let base = value.of(&before).unwrap();
        let all: Decimal = Category::ALL
            .map(|category| value.value(category) * Decimal::from(before.count(category)))
            .iter()
            .sum();
        prop_assert_eq!(base.total(), all);
        prop_assert_eq!(base.total() + base.upside(), c * Decimal::from(before.responses()));
    }
}

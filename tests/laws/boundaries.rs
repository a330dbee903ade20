//! The laws where counts come near `u64::MAX`: sums that fit are exact, sums that do not are refused
//! in every order, and a refusal changes nothing.

use std::panic::{AssertUnwindSafe, catch_unwind};

use npscore::error::CountError;
use npscore::{
    Category, Exclusion, Histogram, Merge, Observe, ResponseRate, Score, Screened, Tally, Weight,
    WeightedTally,
};
use proptest::prelude::*;

use crate::corners::{count, tally};

fn histogram() -> impl Strategy<Value = Histogram> {
    proptest::collection::vec((0..11_usize, count()), 0..4).prop_map(|counts| {
        let mut histogram = Histogram::default();
        for (score, n) in counts {
            let mut more = [0; 11];
            more[score] = n.min(u64::MAX - histogram.responses());
            histogram += Histogram::try_from(more).unwrap();
        }
        histogram
    })
}

proptest! {
    #[test]
    fn tallies_add_exactly_or_not_at_all(a in tally(), b in tally(), c in tally()) {
        let fits = u128::from(a.responses()) + u128::from(b.responses()) <= u128::from(u64::MAX);
        prop_assert_eq!(a.checked_add(&b).is_ok(), fits);
        prop_assert_eq!(a.checked_add(&b), b.checked_add(&a));
        let left = a.checked_add(&b).and_then(|sum| sum.checked_add(&c));
        let right = b.checked_add(&c).and_then(|sum| a.checked_add(&sum));
        prop_assert_eq!(left, right);
        if let Ok(sum) = a.checked_add(&b) {
            prop_assert_eq!(sum.checked_sub(&a), Ok(b));
            prop_assert_eq!(sum.responses(), a.responses() + b.responses());
        }
    }

    #[test]
    fn histograms_add_exactly_or_not_at_all(a in histogram(), b in histogram(), c in histogram()) {
        let fits = u128::from(a.responses()) + u128::from(b.responses()) <= u128::from(u64::MAX);
        prop_assert_eq!(a.checked_add(&b).is_ok(), fits);
        prop_assert_eq!(a.checked_add(&b), b.checked_add(&a));
        let left = a.checked_add(&b).and_then(|sum| sum.checked_add(&c));
        let right = b.checked_add(&c).and_then(|sum| a.checked_add(&sum));
        prop_assert_eq!(left, right);
        if let Ok(sum) = a.checked_add(&b) {
            prop_assert_eq!(sum.checked_sub(&a), Ok(b));
            prop_assert_eq!(sum.tally(), a.tally() + b.tally());
        }
    }

    #[test]
    fn operators_panic_where_checked_addition_refuses(a in tally(), b in tally()) {
        let operator = catch_unwind(move || a + b).ok();
        prop_assert_eq!(operator, a.checked_add(&b).ok());
    }

    #[test]
    fn an_operator_that_panics_leaves_the_state_as_it_was(a in tally(), b in tally()) {
        let mut state = a;
        let outcome = catch_unwind(AssertUnwindSafe(|| state += b));
        prop_assert_eq!(state, if outcome.is_ok() { a + b } else { a });
        let mut state = a;
        let outcome = catch_unwind(AssertUnwindSafe(|| state.merge(b)));
        prop_assert_eq!(state, if outcome.is_ok() { a + b } else { a });
    }

    #[test]
    fn observing_many_is_exact_or_refused(a in histogram(), n in count()) {
        let mut state = a;
        let score = Score::constant(7);
        let outcome = catch_unwind(AssertUnwindSafe(|| state.observe_n(score, n)));
        let fits = a.responses().checked_add(n).is_some();
        prop_assert_eq!(outcome.is_ok(), fits);
        prop_assert_eq!(state.responses(), if fits { a.responses() + n } else { a.responses() });
        prop_assert_eq!(state.count(score), a.count(score) + if fits { n } else { 0 });
    }

    #[test]
    fn weights_stay_exact_for_many_heavy_answers(n in count(), more in count()) {
        let mut state = WeightedTally::default();
        let heavy = (Score::MAX, Weight::MAX);
        let light = (Score::MIN, Weight::ONE);
        let outcome = catch_unwind(AssertUnwindSafe(|| state.observe_n(heavy, n)));
        // 2^120 units of weight is the most; the largest weight has 2^64 of them.
        prop_assert_eq!(outcome.is_ok(), n <= 1 << 56);
        let before = state;
        let outcome = catch_unwind(AssertUnwindSafe(|| state.observe_n(light, more)));
        if outcome.is_err() {
            prop_assert_eq!(state, before);
        } else {
            let mut light_first = WeightedTally::default();
            light_first.observe_n(light, more);
            prop_assert_eq!(light_first.checked_add(&before), Ok(state));
            prop_assert_eq!(state.checked_sub(&before), Ok(light_first));
        }
    }
}

#[test]
fn a_screen_refuses_what_it_cannot_count_and_keeps_its_state() {
    let mut state = Screened::<Tally>::default();
    state.observe_n(Ok(Score::MAX), u64::MAX - 1);
    state.observe(Err::<Score, _>(Exclusion::Missing));
    let full = state;
    for outcome in [Ok(Score::MIN), Err(Exclusion::NotWhole)] {
        assert!(catch_unwind(AssertUnwindSafe(|| state.observe(outcome))).is_err());
        assert!(catch_unwind(AssertUnwindSafe(|| state.observe_n(outcome, 5))).is_err());
        assert_eq!(state, full);
    }
    assert!(catch_unwind(AssertUnwindSafe(|| state.merge(full))).is_err());
    assert_eq!(state, full, "a merge that fails changes nothing");
    assert_eq!(state.offered(), u64::MAX);
    assert_eq!(state.accepted() + state.excluded(), state.offered());
}

#[test]
fn rates_refuse_to_overflow() {
    let rate = ResponseRate::new(1, u64::MAX).unwrap();
    assert!(rate.checked_add(&ResponseRate::new(0, 1).unwrap()).is_err());
    assert_eq!(rate.checked_add(&ResponseRate::default()), Ok(rate));
}

#[test]
fn subtraction_is_whole_or_not_at_all() {
    let few = crate::tally_of(1, 5, 5);
    let many = crate::tally_of(0, 1, 6);
    assert_eq!(
        few.checked_sub(&many),
        Err(CountError::Underflow {
            what: "promoters",
            count: 5,
            taken: 6
        }),
        "promoters would go below 0"
    );
    assert_eq!(
        few.checked_sub(&Tally::of(Category::Passive, 5)),
        Ok(crate::tally_of(1, 0, 5))
    );

    let mut weighted = WeightedTally::default();
    weighted.observe((Category::Promoter, Weight::ONE));
    let mut heavier = WeightedTally::default();
    heavier.observe((Category::Promoter, "1.5".parse::<Weight>().unwrap()));
    let less = Err(CountError::Inconsistent { what: "weights" });
    assert_eq!(weighted.checked_sub(&heavier), less);
    // One answer less but half a unit of weight more than nothing: no weights have such sums.
    assert_eq!(heavier.checked_sub(&weighted), less);
}

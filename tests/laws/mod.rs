//! The laws of `aggregate`, for every aggregator.
//!
//! A new aggregator enters with one line in `aggregators.rs`: its name, its type, a strategy for
//! what it observes, and the capabilities it has beyond `Observe` and `Merge`.

pub mod aggregators;
mod boundaries;

use std::fmt::Debug;

use npscore::{Merge, Observe};
use proptest::collection::vec;
use proptest::prelude::*;

/// Streams short enough to split everywhere, long enough to hit every branch.
pub fn stream<T: Debug>(item: impl Strategy<Value = T>) -> impl Strategy<Value = Vec<T>> {
    vec(item, 0..24)
}

/// What a state must be to be tested.
pub trait State: Merge + Clone + PartialEq + Debug {}
impl<A: Merge + Clone + PartialEq + Debug> State for A {}

/// The state of a stream, one item at a time.
pub fn observed<A: State + Observe<T>, T: Clone>(items: &[T]) -> A {
    let mut state = A::default();
    for item in items {
        state.observe(item.clone());
    }
    state
}

pub fn merged<A: State>(mut a: A, b: A) -> A {
    a.merge(b);
    a
}

pub fn identity<A: State>(a: &A) {
    assert_eq!(&merged(A::default(), a.clone()), a, "empty + a = a");
    assert_eq!(&merged(a.clone(), A::default()), a, "a + empty = a");
    assert_eq!(
        merged(A::default(), A::default()),
        A::default(),
        "empty + empty = empty"
    );
}

pub fn associativity<A: State>(a: &A, b: &A, c: &A) {
    let left = merged(merged(a.clone(), b.clone()), c.clone());
    let right = merged(a.clone(), merged(b.clone(), c.clone()));
    assert_eq!(left, right, "(a + b) + c = a + (b + c)");
}

pub fn commutativity<A: State>(a: &A, b: &A) {
    assert_eq!(
        merged(a.clone(), b.clone()),
        merged(b.clone(), a.clone()),
        "a + b = b + a"
    );
}

pub fn split_anywhere<A: State + Observe<T>, T: Clone>(items: &[T]) {
    let whole: A = observed(items);
    for middle in 0..=items.len() {
        let (left, right) = items.split_at(middle);
        let parts = merged(observed::<A, T>(left), observed(right));
        assert_eq!(parts, whole, "split at {middle}");
        let mut resumed: A = observed(left);
        resumed.observe_all(right.iter().cloned());
        assert_eq!(resumed, whole, "resumed at {middle}");
    }
}

pub fn any_order<A: State + Observe<T>, T: Clone>(items: &[T], shuffled: &[T]) {
    assert_eq!(
        observed::<A, T>(items),
        observed::<A, T>(shuffled),
        "any order"
    );
}

pub fn repetition<A: State + Observe<T>, T: Clone>(start: &A, item: &T, n: u8) {
    let mut at_once = start.clone();
    at_once.observe_n(item.clone(), n.into());
    let mut one_by_one = start.clone();
    for _ in 0..n {
        one_by_one.observe(item.clone());
    }
    assert_eq!(at_once, one_by_one, "observe_n = n times observe");
}

/// Every law that needs only `Observe` and `Merge`, then those of the named capabilities.
macro_rules! lawful {
    ($name:ident, $state:ty, $item:expr $(, $capability:ident)*) => {
        mod $name {
            #[allow(unused_imports, reason = "not every strategy needs every name")]
            use super::*;
            use crate::laws::*;
            #[allow(unused_imports, reason = "not every capability needs it")]
            use npscore::Observe;

            proptest! {
                #[test]
                fn the_default_is_the_identity(items in stream($item)) {
                    identity(&observed::<$state, _>(&items));
                }

                #[test]
                fn merging_is_associative(
                    a in stream($item), b in stream($item), c in stream($item)
                ) {
                    let [a, b, c] = [a, b, c].map(|items| observed::<$state, _>(&items));
                    associativity(&a, &b, &c);
                }

                #[test]
                fn merging_is_commutative(a in stream($item), b in stream($item)) {
                    let [a, b] = [a, b].map(|items| observed::<$state, _>(&items));
                    commutativity(&a, &b);
                }

                #[test]
                fn a_stream_may_be_split_anywhere(items in stream($item)) {
                    split_anywhere::<$state, _>(&items);
                }

                #[test]
                fn order_has_no_meaning(
                    (items, shuffled) in stream($item)
                        .prop_flat_map(|items| (Just(items.clone()), Just(items).prop_shuffle()))
                ) {
                    any_order::<$state, _>(&items, &shuffled);
                }

                #[test]
                fn observing_n_is_observing_n_times(
                    items in stream($item), item in $item, n in 0_u8..20
                ) {
                    repetition(&observed::<$state, _>(&items), &item, n);
                }

                #[cfg(feature = "serde")]
                #[test]
                fn serde_keeps_the_state(items in stream($item)) {
                    let state = observed::<$state, _>(&items);
                    let text = serde_json::to_string(&state).unwrap();
                    let back: $state = serde_json::from_str(&text).unwrap();
                    prop_assert_eq!(&back, &state);
                    let value = serde_json::to_value(&state).unwrap();
                    prop_assert_eq!(serde_json::from_value::<$state>(value).unwrap(), state);
                }
            }

            $(lawful!(@$capability $state, $item);)*
        }
    };

    // `collect` and `extend` are `observe` for every item.
    (@collect $state:ty, $item:expr) => {
        proptest! {
            #[test]
            fn collecting_is_observing(left in stream($item), right in stream($item)) {
                let whole: Vec<_> = left.iter().chain(&right).cloned().collect();
                let mut state = left.into_iter().collect::<$state>();
                state.extend(right);
                prop_assert_eq!(state, observed::<$state, _>(&whole));
            }
        }
    };

    // `forget` takes back what was observed, and nothing else.
    (@forget $state:ty, $item:expr) => {
        proptest! {
            #[test]
            fn forgetting_undoes_observing(
                before in stream($item), item in $item, after in stream($item)
            ) {
                let without: Vec<_> = before.iter().chain(&after).cloned().collect();
                let without = observed::<$state, _>(&without);
                let mut state = observed::<$state, _>(&before);
                state.observe(item.clone());
                state.observe_all(after);
                prop_assert_eq!(npscore::Forget::forget(&mut state, item), Ok(()));
                prop_assert_eq!(state, without);
            }

            #[test]
            fn what_was_not_observed_cannot_be_forgotten(item in $item) {
                let mut state = <$state>::default();
                prop_assert!(npscore::Forget::forget(&mut state, item).is_err());
                prop_assert_eq!(state, <$state>::default());
            }
        }
    };

    // `+`, `+=` and `sum` are `merge`.
    (@operators $state:ty, $item:expr) => {
        proptest! {
            #[test]
            fn operators_are_merging(a in stream($item), b in stream($item)) {
                let [a, b] = [a, b].map(|items| observed::<$state, _>(&items));
                let whole = merged(a.clone(), b.clone());
                prop_assert_eq!(a.clone() + b.clone(), whole.clone());
                let mut sum = a.clone();
                sum += b.clone();
                prop_assert_eq!(sum, whole.clone());
                prop_assert_eq!([a, b].into_iter().sum::<$state>(), whole);
            }
        }
    };

    // The operators by reference, and `checked_add`.
    (@checked $state:ty, $item:expr) => {
        proptest! {
            #[test]
            fn checked_operations_agree_and_undo(a in stream($item), b in stream($item)) {
                let [a, b] = [a, b].map(|items| observed::<$state, _>(&items));
                let whole = merged(a.clone(), b.clone());
                prop_assert_eq!(a.checked_add(&b), Ok(whole.clone()));
                prop_assert_eq!(a.clone() + &b, whole.clone());
                let mut sum = a.clone();
                sum += &b;
                prop_assert_eq!(sum, whole.clone());
                prop_assert_eq!([&a, &b].into_iter().sum::<$state>(), whole.clone());
                prop_assert_eq!(whole.checked_sub(&b), Ok(a.clone()), "checked_sub undoes");
                prop_assert_eq!(whole.checked_sub(&whole), Ok(<$state>::default()));
            }

            #[test]
            fn more_cannot_be_taken_than_there_is(a in stream($item), item in $item) {
                let less = observed::<$state, _>(&a);
                let mut more = less.clone();
                more.observe(item);
                prop_assert!(less.checked_sub(&more).is_err());
                prop_assert_eq!(less, observed::<$state, _>(&a), "unchanged");
            }
        }
    };
}
pub(crate) use lawful;

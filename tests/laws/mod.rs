//! The laws of `aggregate`, for every aggregator.
//!
//! A new aggregator enters with one line in `aggregators.rs`: its name, its type, a strategy for
//! what it observes, and the capabilities it has beyond `Observe` and `Merge`.

pub mod aggregators;
mod boundaries;

use std::fmt::Debug;
use std::panic::AssertUnwindSafe;

use npscore::aggregate::Forget;
use npscore::{Merge, Observe};

use crate::corners::count;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

/// What a state must be to be tested.
pub trait State: Merge + Clone + PartialEq + Debug {}
impl<A: Merge + Clone + PartialEq + Debug> State for A {}

/// Three streams, short enough to split everywhere, and one item more.
#[derive(Debug)]
pub struct Sample<T> {
    pub a: Vec<T>,
    /// The same as `a`, in another order.
    pub shuffled: Vec<T>,
    pub b: Vec<T>,
    pub c: Vec<T>,
    pub item: T,
    pub n: u8,
    /// Items with counts that come near what can be counted.
    pub heavy: [Vec<(T, u64)>; 2],
}

/// Runs a check on many samples; a failure is shrunk before it is shown.
///
/// One run for all laws of an aggregator, rather than one for each: every run of proptest is a
/// large piece of code of its own.
pub fn for_samples<T: Debug + Clone + 'static>(
    item: impl Strategy<Value = T> + 'static,
    check: impl Fn(&Sample<T>),
) {
    let item = item.boxed();
    let stream = vec(item.clone(), 0..24).boxed();
    let shuffled = stream
        .clone()
        .prop_flat_map(|items| (Just(items.clone()), Just(items).prop_shuffle()));
    let heavy = vec((item.clone(), count()), 0..4);
    let heavy = [heavy.clone(), heavy].boxed();
    let samples = (
        shuffled.boxed(),
        stream.clone(),
        stream,
        item,
        0_u8..20,
        heavy,
    )
        .boxed();
    let outcome = TestRunner::new(Config::default()).run(&samples, |sample| {
        let ((a, shuffled), b, c, item, n, heavy) = sample;
        check(&Sample {
            a,
            shuffled,
            b,
            c,
            item,
            n,
            heavy,
        });
        Ok(())
    });
    if let Err(failure) = outcome {
        panic!("{failure}");
    }
}

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

/// The laws every aggregator keeps.
pub fn keeps_the_laws<A: State + Observe<T>, T: Clone>(sample: &Sample<T>) {
    let [a, b, c]: [A; 3] = [&sample.a, &sample.b, &sample.c].map(|items| observed(items));
    identity(&a);
    associativity(&a, &b, &c);
    assert_eq!(
        merged(a.clone(), b.clone()),
        merged(b, a.clone()),
        "a + b = b + a"
    );
    assert_eq!(
        observed::<A, T>(&sample.shuffled),
        a,
        "order has no meaning"
    );
    split_anywhere::<A, T>(&sample.a);
    repetition(&a, &sample.item, sample.n);
    let [a, b]: [A; 2] = [&sample.heavy[0], &sample.heavy[1]].map(|items| counted(items));
    all_or_nothing(&a, &b);
}

fn identity<A: State>(a: &A) {
    assert_eq!(&merged(A::default(), a.clone()), a, "empty + a = a");
    assert_eq!(&merged(a.clone(), A::default()), a, "a + empty = a");
    assert_eq!(
        merged(A::default(), A::default()),
        A::default(),
        "empty + empty = empty"
    );
}

fn associativity<A: State>(a: &A, b: &A, c: &A) {
    let left = merged(merged(a.clone(), b.clone()), c.clone());
    let right = merged(a.clone(), merged(b.clone(), c.clone()));
    assert_eq!(left, right, "(a + b) + c = a + (b + c)");
}

fn split_anywhere<A: State + Observe<T>, T: Clone>(items: &[T]) {
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

fn repetition<A: State + Observe<T>, T: Clone>(start: &A, item: &T, n: u8) {
    let mut at_once = start.clone();
    at_once.observe_n(item.clone(), n.into());
    let mut one_by_one = start.clone();
    for _ in 0..n {
        one_by_one.observe(item.clone());
    }
    assert_eq!(at_once, one_by_one, "observe_n = n times observe");
}

/// The state of items with counts, as far as they can be counted: what is refused changes nothing.
pub fn counted<A: State + Observe<T>, T: Clone>(items: &[(T, u64)]) -> A {
    let mut state = A::default();
    for (item, n) in items {
        let before = state.clone();
        let fits = state.check_observe_n(item.clone(), *n);
        let outcome = state.try_observe_n(item.clone(), *n);
        assert_eq!(fits, outcome, "a check says what happens");
        if outcome.is_err() {
            assert_eq!(state, before, "what is refused changes nothing");
            let observe = AssertUnwindSafe(|| state.observe_n(item.clone(), *n));
            assert!(quietly(observe).is_err(), "an operator panics instead");
            assert_eq!(state, before, "a panic changes nothing");
        }
    }
    state
}

/// Merging takes all or nothing, whichever state is merged into the other.
fn all_or_nothing<A: State>(a: &A, b: &A) {
    let outcomes = [(a, b), (b, a)].map(|(a, b)| {
        let mut sum = a.clone();
        let outcome = sum.try_merge(b.clone());
        assert_eq!(a.check_merge(b), outcome, "a check says what happens");
        if outcome.is_err() {
            assert_eq!(&sum, a, "what is refused changes nothing");
            let merge = AssertUnwindSafe(|| sum.merge(b.clone()));
            assert!(quietly(merge).is_err(), "an operator panics instead");
            assert_eq!(&sum, a, "a panic changes nothing");
        }
        outcome.map(|()| sum).ok()
    });
    assert_eq!(outcomes[0], outcomes[1], "a + b = b + a, or neither");
}

/// Catches a panic that is expected, without its message.
fn quietly<T>(operation: impl FnOnce() -> T + std::panic::UnwindSafe) -> std::thread::Result<T> {
    static SILENCE: std::sync::Once = std::sync::Once::new();
    SILENCE.call_once(|| {
        let loud = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            if !EXPECTED.get() {
                loud(panic);
            }
        }));
    });
    EXPECTED.set(true);
    let outcome = std::panic::catch_unwind(operation);
    EXPECTED.set(false);
    outcome
}

thread_local! {
    /// Whether a panic of this thread is expected.
    static EXPECTED: std::cell::Cell<bool> = const { std::cell::Cell::new(false) };
}

/// Serialised state comes back as it was, through text and through a tree of values.
#[cfg(feature = "serde")]
pub fn survives_serde<A, T: Clone>(sample: &Sample<T>)
where
    A: State + Observe<T> + serde::Serialize + serde::de::DeserializeOwned,
{
    for state in [observed(&sample.a), counted(&sample.heavy[0])] {
        reads_back::<A>(&state);
    }
}

#[cfg(feature = "serde")]
fn reads_back<A>(state: &A)
where
    A: State + serde::Serialize + serde::de::DeserializeOwned,
{
    let text = serde_json::to_string(state).unwrap();
    assert_eq!(&serde_json::from_str::<A>(&text).unwrap(), state, "{text}");
    let value = serde_json::to_value(state).unwrap();
    assert_eq!(
        &serde_json::from_value::<A>(value).unwrap(),
        state,
        "{text}"
    );
}

/// `collect` and `extend` are `observe` for every item.
pub fn collects<A, T: Clone>(sample: &Sample<T>)
where
    A: State + Observe<T> + FromIterator<T> + Extend<T>,
{
    let whole: Vec<T> = sample.a.iter().chain(&sample.b).cloned().collect();
    let mut state: A = sample.a.iter().cloned().collect();
    state.extend(sample.b.iter().cloned());
    assert_eq!(state, observed::<A, T>(&whole), "collecting is observing");
}

/// `+`, `+=` and `sum` are `merge`.
pub fn has_operators<A, T: Clone>(sample: &Sample<T>)
where
    A: State + Observe<T> + std::ops::Add<Output = A> + std::ops::AddAssign + std::iter::Sum,
{
    let [a, b]: [A; 2] = [&sample.a, &sample.b].map(|items| observed(items));
    let whole = merged(a.clone(), b.clone());
    assert_eq!(a.clone() + b.clone(), whole);
    let mut sum = a.clone();
    sum += b.clone();
    assert_eq!(sum, whole);
    assert_eq!([a, b].into_iter().sum::<A>(), whole);
}

/// `forget` takes back what was observed, and nothing else.
pub fn forgets<A: State + Forget<T>, T: Clone>(sample: &Sample<T>) {
    let without: Vec<T> = sample.a.iter().chain(&sample.b).cloned().collect();
    let mut state: A = observed(&sample.a);
    state.observe(sample.item.clone());
    state.observe_all(sample.b.iter().cloned());
    assert_eq!(state.forget(sample.item.clone()), Ok(()));
    assert_eq!(
        state,
        observed::<A, T>(&without),
        "forgetting undoes observing"
    );

    let new = without.first().unwrap_or(&sample.item);
    state.observe(sample.item.clone());
    assert_eq!(state.replace(sample.item.clone(), new.clone()), Ok(()));
    let with: Vec<T> = without.iter().chain([new]).cloned().collect();
    assert_eq!(
        state,
        observed::<A, T>(&with),
        "replacing forgets and observes"
    );

    // Many at once, and not as many.
    let mut many: A = observed(&sample.a);
    assert_eq!(many.replace_all(&sample.a, &with), Ok(()));
    assert_eq!(
        many, state,
        "replacing all forgets all of one and observes all of the other"
    );
    let mut more = with.clone();
    more.push(sample.item.clone());
    assert!(
        many.replace_all(&more, &sample.b).is_err(),
        "one more than was observed"
    );
    assert_eq!(many, state, "a failed call changes nothing");

    let mut empty = A::default();
    assert!(
        empty.forget(sample.item.clone()).is_err(),
        "nothing to forget"
    );
    assert!(
        empty
            .replace(sample.item.clone(), sample.item.clone())
            .is_err(),
        "nothing to replace"
    );
    assert_eq!(empty, A::default(), "a failed call changes nothing");
}

/// The laws of one aggregator, as one test.
macro_rules! lawful {
    ($name:ident, $state:ty, $item:expr $(, $capability:ident)* $(,)?) => {
        #[test]
        fn $name() {
            $crate::laws::for_samples($item, |sample| {
                $crate::laws::keeps_the_laws::<$state, _>(sample);
                #[cfg(feature = "serde")]
                $crate::laws::survives_serde::<$state, _>(sample);
                $($crate::laws::lawful!(@$capability $state, sample);)*
            });
        }
    };
    (@collect $state:ty, $sample:ident) => {
        $crate::laws::collects::<$state, _>($sample);
    };
    (@operators $state:ty, $sample:ident) => {
        $crate::laws::has_operators::<$state, _>($sample);
    };
    (@forget $state:ty, $sample:ident) => {
        $crate::laws::forgets::<$state, _>($sample);
    };
    // `checked_add` and the operators by reference agree with `merge`; `checked_sub` undoes them.
    (@checked $state:ty, $sample:ident) => {
        let [a, b] = [&$sample.a, &$sample.b].map(|items| $crate::laws::observed::<$state, _>(items));
        let whole = $crate::laws::merged(a.clone(), b.clone());
        assert_eq!(a.checked_add(&b), Ok(whole.clone()));
        assert_eq!(a.clone() + &b, whole);
        let mut sum = a.clone();
        sum += &b;
        assert_eq!(sum, whole);
        assert_eq!([&a, &b].into_iter().sum::<$state>(), whole);
        assert_eq!(whole.checked_sub(&b), Ok(a.clone()), "checked_sub undoes checked_add");
        assert_eq!(whole.checked_sub(&whole), Ok(<$state>::default()));
        let mut more = a.clone();
        npscore::Observe::observe(&mut more, $sample.item.clone());
        assert!(a.checked_sub(&more).is_err(), "more cannot be taken than there is");
    };
}
pub(crate) use lawful;

//! Timelines against a sorted map, at the ends of ordinals too.

use std::collections::BTreeMap;
use std::ops::Bound;

use npscore::{Observe, Score, Tally, Timeline};
use proptest::prelude::*;

use super::Tick;
use crate::corners::ordinal;

#[derive(Debug, Clone)]
enum Step {
    Observe(i64),
    Remove(i64),
    Retain(i64),
    Merge(Vec<i64>),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        12 => ordinal().prop_map(Step::Observe),
        4 => ordinal().prop_map(Step::Remove),
        1 => (1..6_i64).prop_map(Step::Retain),
        2 => prop::collection::vec(ordinal(), 0..30).prop_map(Step::Merge),
    ]
}

/// One of the three kinds of end that a range can have.
fn end() -> impl Strategy<Value = Bound<i64>> {
    prop_oneof![
        Just(Bound::Unbounded),
        ordinal().prop_map(Bound::Included),
        ordinal().prop_map(Bound::Excluded),
    ]
}

proptest! {
    #[test]
    fn a_timeline_is_a_sorted_map(
        steps in prop::collection::vec(step(), 0..120),
        ends in prop::collection::vec((end(), end()), 1..6),
    ) {
        let mut timeline = Timeline::<Tick>::default();
        let mut model = BTreeMap::<i64, u64>::new();
        for step in steps {
            match step {
                Step::Observe(ordinal) => {
                    timeline.observe((Tick(ordinal), Score::MAX));
                    *model.entry(ordinal).or_default() += 1;
                }
                Step::Remove(ordinal) => {
                    let removed = timeline.remove(Tick(ordinal)).map(|tally| tally.promoters());
                    prop_assert_eq!(removed, model.remove(&ordinal));
                }
                Step::Retain(divisor) => {
                    timeline.retain(|tick, _| tick.0 % divisor == 0);
                    model.retain(|ordinal, _| ordinal % divisor == 0);
                }
                Step::Merge(ordinals) => {
                    let ticks = ordinals.iter().map(|ordinal| (Tick(*ordinal), Score::MAX));
                    timeline += ticks.collect::<Timeline<Tick>>();
                    for ordinal in ordinals {
                        *model.entry(ordinal).or_default() += 1;
                    }
                }
            }
            prop_assert_eq!(timeline.len(), model.len());
        }
        let pairs = |(tick, tally): (Tick, &Tally)| (tick.0, tally.promoters());
        let expected: Vec<(i64, u64)> = model.iter().map(|(tick, n)| (*tick, *n)).collect();
        prop_assert_eq!(timeline.iter().map(pairs).collect::<Vec<_>>(), expected.clone());
        let backwards: Vec<_> = timeline.iter().rev().map(pairs).collect();
        prop_assert!(backwards.iter().rev().eq(&expected));
        prop_assert!((&timeline).into_iter().map(pairs).eq(expected.clone()));
        prop_assert!(timeline.keys().map(|tick| tick.0).eq(model.keys().copied()));
        prop_assert!(timeline.values().map(Tally::promoters).eq(model.values().copied()));
        for (low, high) in ends {
            let within = |ordinal: i64| {
                let above = match low {
                    Bound::Unbounded => true,
                    Bound::Included(low) => low <= ordinal,
                    Bound::Excluded(low) => low < ordinal,
                };
                above && match high {
                    Bound::Unbounded => true,
                    Bound::Included(high) => ordinal <= high,
                    Bound::Excluded(high) => ordinal < high,
                }
            };
            let range = timeline.range((low.map(Tick), high.map(Tick))).map(pairs);
            let model = expected.iter().copied().filter(|(ordinal, _)| within(*ordinal));
            prop_assert!(range.eq(model), "{low:?} to {high:?}");
        }
        for (last, k) in [(i64::MIN, usize::MAX), (i64::MAX, usize::MAX), (30, 7), (0, 1), (5, 0)] {
            let first = i128::from(last) - i128::try_from(k).unwrap() + 1;
            let window = model.iter().filter(|(ordinal, _)| {
                first <= i128::from(**ordinal) && **ordinal <= last
            });
            let sum: u64 = window.map(|(_, n)| n).sum();
            prop_assert_eq!(timeline.trailing_at(Tick(last), k).promoters(), sum);
        }
        let mapped = timeline.clone().map(|tally| Tally::of(
            npscore::Category::Passive,
            tally.promoters() - 1,
        ));
        let twice = model.iter().filter(|(_, n)| **n > 1).map(|(ordinal, n)| (*ordinal, n - 1));
        prop_assert!(mapped.iter().map(|(tick, tally)| (tick.0, tally.passives())).eq(twice));
        let again: Timeline<Tick> = timeline.clone().into_iter().collect();
        prop_assert_eq!(again, timeline);
    }
}

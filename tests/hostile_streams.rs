//! Streams that mean harm end in typed errors or correct results.

use crate::tally_of;
use npscore::error::CountError;
use npscore::{
    Hierarchy, Histogram, Merge, Month, Observe, Period, Score, Segments, Tally, Timeline, Year,
};

#[test]
fn ten_million_keys_stop_at_the_limit() {
    let mut segments = Segments::<u32>::default();
    let mut refused = 0_u64;
    for key in 0..10_000_000_u32 {
        match segments.try_observe_within(100_000, (key, Score::MAX)) {
            Ok(()) => {}
            Err(CountError::TooManyKeys { limit: 100_000 }) => refused += 1,
            Err(error) => panic!("{error}"),
        }
    }
    // Known keys still count, whatever the limit.
    for limit in [0, 99_999, 100_000, usize::MAX] {
        segments.try_observe_within(limit, (7, Score::MIN)).unwrap();
    }
    segments.observe((7, Score::MIN));
    assert_eq!(refused, 9_900_000);
    assert_eq!(segments.len(), 100_000);
    assert_eq!(segments.total().responses(), 100_005);
    assert_eq!(segments.get(7), Some(&tally_of(5, 0, 1)));
    assert!(
        segments.get(100_000).is_none(),
        "a refused key leaves nothing"
    );
}

#[test]
fn every_table_hashes_with_a_seed_of_its_own() {
    // Keys that collide under an unseeded hasher collide in every table, and come out of every
    // table in the same order. Here they do neither.
    let crafted: Vec<u64> = (0..2_000).map(|n| n << 40).collect();
    let table = || -> Segments<u64> { crafted.iter().map(|key| (*key, Score::MAX)).collect() };
    let (one, other) = (table(), table());
    assert_eq!(one, other);
    let order = |table: &Segments<u64>| table.iter().map(|(key, _)| *key).collect::<Vec<_>>();
    assert_ne!(order(&one), order(&other));
}

#[test]
fn paths_may_be_thousands_of_levels_deep() {
    const DEEP: usize = 5_000;
    let path = |depth: usize| (0..depth).map(|level| level % 3).collect::<Vec<_>>();
    let mut hierarchy = Hierarchy::<usize>::default();
    hierarchy.observe((path(DEEP), Score::MAX));
    hierarchy.observe((path(DEEP / 2), Score::MIN));
    assert_eq!(hierarchy.total(), tally_of(1, 0, 1));
    assert_eq!(hierarchy.root().descend().count(), DEEP + 1);
    assert_eq!(hierarchy.level(DEEP).len(), 1);
    assert_eq!(hierarchy.branch(path(DEEP)).unwrap().depth(), DEEP);
    assert_eq!(hierarchy.to_depth(1).len(), 1);

    let copy = hierarchy.clone();
    assert_eq!(copy, hierarchy);
    hierarchy.merge(copy);
    assert_eq!(hierarchy.total(), tally_of(2, 0, 2));
    let mut taken = hierarchy.remove(path(10)).unwrap();
    assert!(hierarchy.is_empty());
    assert_eq!(
        taken.remove(path(DEEP)),
        None,
        "the path is shorter by what it was removed at"
    );
    assert_eq!(taken.total(), tally_of(2, 0, 2));
    #[cfg(feature = "serde")]
    {
        let text = serde_json::to_string(&taken).unwrap();
        assert_eq!(
            serde_json::from_str::<Hierarchy<usize>>(&text).unwrap(),
            taken
        );
    }
}

#[test]
fn a_wide_hierarchy_is_walked_in_order() {
    let mut hierarchy = Hierarchy::<u32, Histogram>::default();
    for person in (0..50_000).rev() {
        hierarchy.observe(([person % 7, person], Score::MIN));
    }
    assert_eq!(hierarchy.level(2).len(), 50_000);
    assert!(
        hierarchy
            .level(2)
            .windows(2)
            .all(|pair| pair[0].path() < pair[1].path())
    );
}

#[test]
fn periods_at_the_ends_of_the_calendar_cost_no_more_than_themselves() {
    let mut timeline = Timeline::<Month>::default();
    for month in [Month::MAX, Month::MIN, Month::constant(2026, 3), Month::MAX] {
        timeline.observe((month, Score::MAX));
    }
    assert_eq!(timeline.len(), 3);
    assert_eq!(
        (timeline.first(), timeline.last()),
        (Some(Month::MIN), Some(Month::MAX))
    );
    assert_eq!(timeline.get(Month::MAX).map(Tally::responses), Some(2));
    assert_eq!(timeline.trailing_at(Month::MAX, usize::MAX).responses(), 4);
    assert_eq!(timeline.trailing_at(Month::MIN, usize::MAX).responses(), 1);
    assert_eq!(timeline.trailing_at(Month::MIN, 0), Tally::default());
    // Every gap is visible, and the last period is reached.
    let gaps = timeline
        .periods()
        .filter(|(_, tally)| tally.is_none())
        .count();
    let months = usize::try_from(Month::MIN.steps_to(Month::MAX)).unwrap() + 1;
    assert_eq!(gaps, months - 3);
    assert_eq!(
        timeline.trailing(12).last().map(|(month, _)| month),
        Some(Month::MAX)
    );
    assert_eq!(timeline.coarsen::<Year>().len(), 3);
    assert_eq!(
        timeline.remove(Month::MIN).map(|tally| tally.responses()),
        Some(1)
    );
}

/// A period of one's own with ordinals at the ends of their type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Tick(i64);

impl std::fmt::Display for Tick {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl Period for Tick {
    const UNIT: &'static str = "tick";

    fn ordinal(self) -> i64 {
        self.0
    }

    fn from_ordinal(ordinal: i64) -> Option<Self> {
        Some(Self(ordinal))
    }

    fn year_before(self) -> Option<Self> {
        None
    }
}

#[test]
fn ordinals_at_the_ends_of_their_type_do_not_overflow() {
    let ticks = [i64::MAX, i64::MIN, 0, i64::MAX - 1, i64::MIN + 1, 1];
    for first in 0..ticks.len() {
        let mut timeline = Timeline::<Tick>::default();
        let mut order = ticks;
        order.rotate_left(first);
        for tick in order {
            timeline.observe((Tick(tick), Score::MAX));
        }
        let found: Vec<i64> = timeline.iter().map(|(tick, _)| tick.0).collect();
        assert_eq!(
            found,
            [i64::MIN, i64::MIN + 1, 0, 1, i64::MAX - 1, i64::MAX]
        );
        assert_eq!(timeline.trailing_at(Tick(i64::MIN), 5).responses(), 1);
        assert_eq!(timeline.trailing_at(Tick(i64::MAX), 2).responses(), 2);
        assert_eq!(timeline.range(Tick(1)..=Tick(i64::MAX)).count(), 3);
        let doubled = timeline.clone() + timeline.clone();
        assert_eq!(doubled.total().responses(), 12);
        timeline.retain(|tick, _| tick.0 > 0);
        assert_eq!(timeline.len(), 3);
        assert_eq!(
            timeline
                .remove(Tick(i64::MAX))
                .map(|tally| tally.responses()),
            Some(1)
        );
    }
}

#[test]
fn newest_first_and_far_apart_are_stored_alike() {
    let days = [5_000, 4_999, 20_000, 3, -40_000, 16_384, 16_386, 2];
    let forwards: Timeline<Tick> = days.iter().map(|day| (Tick(*day), Score::MIN)).collect();
    let backwards: Timeline<Tick> = days
        .iter()
        .rev()
        .map(|day| (Tick(*day), Score::MIN))
        .collect();
    assert_eq!(forwards, backwards);
    assert_eq!(forwards.len(), days.len());
    for day in days {
        assert_eq!(
            forwards.get(Tick(day)).map(Tally::responses),
            Some(1),
            "{day}"
        );
    }
}

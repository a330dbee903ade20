//! How much memory states hold, counted by the allocator of the tests.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use npscore::{Hierarchy, Histogram, Observe, Period, Score, Segments, Tally, Timeline};
use proptest::prelude::*;

use super::Tick;
use crate::corners::ordinal;

struct Counting;

thread_local! {
    static HELD: Cell<isize> = const { Cell::new(0) };
}

fn add(bytes: usize, sign: isize) {
    // Gone at the end of a thread, when nothing is measured any more.
    let _ = HELD.try_with(|held| held.set(held.get() + sign * isize::try_from(bytes).unwrap_or(0)));
}

// SAFETY: every call is handed on to the allocator of the system.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        add(layout.size(), 1);
        // SAFETY: as asked for.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        add(layout.size(), -1);
        // SAFETY: as asked for.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// The bytes that a state holds besides itself.
fn held<A>(make: impl FnOnce() -> A) -> (isize, A) {
    let before = HELD.get();
    let state = make();
    (HELD.get() - before, state)
}

/// Room for eight times as many periods as were observed, and a few.
fn room(periods: usize) -> isize {
    let period = size_of::<Option<Histogram>>() + 16;
    isize::try_from(8 * periods * period + 4_096).unwrap()
}

proptest! {
    #[test]
    fn a_timeline_takes_memory_for_what_was_observed(
        ordinals in prop::collection::vec(ordinal(), 0..200),
        kept in 0..8_i64,
    ) {
        let (bytes, mut timeline) = held(|| {
            let answers = ordinals.iter().map(|ordinal| (Tick(*ordinal), Score::MAX));
            answers.collect::<Timeline<Tick, Histogram>>()
        });
        prop_assert!(bytes <= room(timeline.len()), "{bytes} bytes for {}", timeline.len());
        let (freed, ()) = held(|| timeline.retain(|tick, _| tick.0.rem_euclid(8) < kept));
        prop_assert!(bytes + freed <= room(timeline.len()), "{} left", timeline.len());
        let (more, ()) = held(|| {
            for tick in timeline.keys().skip(3).collect::<Vec<_>>() {
                timeline.remove(tick);
            }
        });
        prop_assert!(bytes + freed + more <= room(3));
    }

    #[test]
    fn a_hierarchy_takes_memory_for_what_is_there(
        paths in prop::collection::vec(prop::collection::vec(0..4_u8, 0..6), 0..200),
        left in 0..20_usize,
    ) {
        let (bytes, mut hierarchy) = held(|| {
            paths.iter().map(|path| (path, Score::MAX)).collect::<Hierarchy<u8>>()
        });
        let (freed, ()) = held(|| {
            for path in paths.iter().skip(left) {
                npscore::aggregate::Forget::forget(&mut hierarchy, (path, Score::MAX)).unwrap();
            }
        });
        let expected: Hierarchy<u8> =
            paths.iter().take(left).map(|path| (path, Score::MAX)).collect();
        prop_assert_eq!(&hierarchy, &expected);
        let nodes = hierarchy.root().descend().count();
        prop_assert!(bytes + freed <= isize::try_from(1_000 * (nodes + 16)).unwrap());
    }
}

#[test]
fn two_far_days_of_two_thousand_keys_take_little() {
    let (bytes, segments) = held(|| {
        let mut segments = Segments::<u32, Timeline<Tick, Histogram>>::default();
        for key in 0..2_000 {
            for day in [4_500, 20_600] {
                segments.observe((key, (Tick(day), Score::MAX)));
            }
        }
        segments
    });
    assert_eq!(segments.len(), 2_000);
    assert!(bytes < 16 << 20, "{bytes} bytes");
}

#[test]
fn days_in_any_order_end_up_side_by_side() {
    // Multiples of a number without a common factor visit every day once, in a scattered order.
    let days = (0..10_000_i64).map(|day| Tick(day * 7_919 % 10_000));
    let (bytes, timeline) = held(|| {
        days.map(|day| (day, Score::MAX))
            .collect::<Timeline<Tick>>()
    });
    assert_eq!(timeline.len(), 10_000);
    let (copied, _copy) = held(|| timeline.clone());
    assert!(
        bytes.max(copied) <= 10_000 * 32 * 4,
        "{bytes} bytes, {copied} for a copy"
    );
}

#[test]
fn who_is_forgotten_leaves_neither_name_nor_memory() {
    let name = |person: u32| [format!("team {}", person % 100), format!("person {person}")];
    let (bytes, mut company) = held(Hierarchy::<String>::default);
    let (more, ()) = held(|| {
        for person in 0..50_000 {
            company.observe((name(person), Score::MAX));
        }
        for person in 0..50_000 {
            let forget = (name(person), Score::MAX);
            npscore::aggregate::Forget::forget(&mut company, forget).unwrap();
        }
    });
    assert!(company.is_empty());
    assert_eq!(company.root().descend().count(), 1);
    assert!(bytes + more < 8_192, "{bytes} and {more} bytes");
    let mut company: Hierarchy<String> = (0..50_000).map(|n| (name(n), Score::MAX)).collect();
    let (freed, removed) = held(|| {
        for team in 0..100 {
            company.remove([format!("team {team}")]);
        }
        company.len()
    });
    assert_eq!(removed, 0);
    assert!(freed < -4_000_000, "{freed} bytes");
}

#[test]
fn a_deep_path_costs_no_more_than_its_keys() {
    let path: Vec<u16> = (0..10_000).collect();
    let (bytes, hierarchy) = held(|| {
        [(&path, Score::MAX)]
            .into_iter()
            .collect::<Hierarchy<u16>>()
    });
    assert!(bytes < 4 << 20, "{bytes} bytes");
    let (more, depths) = held(|| {
        hierarchy
            .root()
            .descend()
            .map(|branch| branch.depth())
            .max()
    });
    assert_eq!(depths, Some(10_000));
    assert!(more < 1 << 20);
    assert_eq!(hierarchy.to_depth(5_000).total(), hierarchy.total());
    assert_eq!(hierarchy.level(10_000).len(), 1);
    let doubled = hierarchy.clone() + &hierarchy;
    assert_eq!(doubled.get(&path).map(Tally::responses), Some(2));
}

#[test]
fn room_that_cannot_be_had_is_not_taken() {
    for capacity in [usize::MAX, usize::MAX / 2, 1 << 60] {
        let mut segments = Segments::<u64>::with_capacity(capacity);
        segments.observe((7, Score::MAX));
        assert_eq!(segments.len(), 1);
    }
    assert_eq!(Tick::from_ordinal(3), Some(Tick(3)));
}

//! Strategies that visit corners: counts, tallies, keys, periods and documents.
//!
//! Uniform counts never meet an empty category, a category with one response, or one that holds all
//! but one of the responses; most faults lie there.

use npscore::{Counts, Month, Tally};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

/// Counts: none, one, few, around the precision of floats, around the halves and the end of a `u64`.
pub fn count() -> impl Strategy<Value = u64> + Clone {
    prop_oneof![
        4 => 0..4_u64,
        2 => 4..1_000_u64,
        1 => (0..60_u32).prop_map(|power| 1 << power),
        1 => (0..5_u64).prop_map(|near| (1 << 53) - 2 + near),
        1 => (0..4_u64).prop_map(|near| u64::MAX / 2 - 1 + near),
        1 => (0..4_u64).prop_map(|below| u64::MAX - below),
        1 => any::<u64>(),
    ]
}

/// Tallies: of corner counts, and with one category that dominates the others by 10 to 1e12.
pub fn tally() -> impl Strategy<Value = Tally> + Clone {
    let corners = (count(), count(), count()).prop_map(|(detractors, passives, promoters)| {
        let sum = |counts: [u64; 3]| counts.into_iter().try_fold(0_u64, u64::checked_add);
        let mut counts = [detractors, passives, promoters];
        // What does not fit is cut, the last count first.
        for index in [2, 1] {
            if sum(counts).is_none() {
                counts[index] = 0;
                counts[index] = u64::MAX - sum(counts).unwrap_or(u64::MAX);
            }
        }
        counts
    });
    let few = (0..4_u64, 0..4_u64, 0..4_u64, 0..3_usize, 1..13_u32);
    let dominated = few.prop_map(|(detractors, passives, promoters, category, power)| {
        let mut counts = [detractors, passives, promoters];
        counts[category] += 10_u64.pow(power);
        counts
    });
    prop_oneof![corners, dominated].prop_map(|[detractors, passives, promoters]| {
        Tally::try_from(Counts {
            detractors,
            passives,
            promoters,
        })
        .unwrap()
    })
}

/// Texts as keys: empty, equal, one the beginning of another, with zeros, beyond ASCII, long.
pub fn key() -> impl Strategy<Value = String> + Clone {
    prop_oneof![
        8 => select(vec!["", "a", "ab", "b", "\0", "a\0", "öst", "o\u{308}st", "🦀", "NaN", "1", "01"])
            .prop_map(String::from),
        1 => any::<String>(),
        1 => (0..100_usize).prop_map(|length| "x".repeat(length)),
    ]
}

/// Months that lie close together, and some at the ends of the calendar.
pub fn month() -> impl Strategy<Value = Month> + Clone {
    prop_oneof![
        8 => (0..30_i64).prop_map(|steps| {
            npscore::Period::offset(Month::constant(2025, 1), steps).unwrap()
        }),
        1 => Just(Month::MIN),
        1 => Just(Month::MAX),
        1 => (1..=9999_u16, 1..=12_u8).prop_map(|(year, month)| Month::constant(year, month)),
    ]
}

/// Ordinals: close together, scattered, and at the ends of their type.
pub fn ordinal() -> impl Strategy<Value = i64> + Clone {
    prop_oneof![
        8 => 0..60_i64,
        3 => (0..40_i64).prop_map(|week| week * 7),
        1 => (0..40_i64).prop_map(|step| step * step * step),
        1 => -40_000..40_000_i64,
        1 => (0..3_i64).prop_map(|near| i64::MIN + near),
        1 => (0..3_i64).prop_map(|near| i64::MAX - near),
    ]
}

/// Numbers of a serialised state to be replaced, and by what.
pub fn changes() -> impl Strategy<Value = Vec<(usize, &'static str)>> {
    const CORNERS: [&str; 5] = ["0", "1", "2", "9223372036854775807", "18446744073709551615"];
    vec((0..1_000_usize, select(&CORNERS[..])), 0..3)
}

/// A serialised state with some of its numbers replaced.
#[cfg(feature = "serde")]
pub fn mutilated(text: &str, changes: &[(usize, &str)]) -> String {
    let mut text = text.to_owned();
    for (place, corner) in changes {
        let numbers = digits(&text);
        if let Some(number) = numbers.get(place % numbers.len().max(1)) {
            text.replace_range(number.clone(), corner);
        }
    }
    text
}

/// Where the runs of digits of a text begin and end.
#[cfg(feature = "serde")]
fn digits(text: &str) -> Vec<std::ops::Range<usize>> {
    let mut runs: Vec<std::ops::Range<usize>> = Vec::new();
    for (index, letter) in text.char_indices() {
        match runs.last_mut() {
            _ if !letter.is_ascii_digit() => {}
            Some(run) if run.end == index => run.end += 1,
            _ => runs.push(index..index + 1),
        }
    }
    runs
}

//! Rows for the benchmarks: reproducible, without a pattern that hardware learns.

// Each benchmark uses some of these.
#![allow(
    dead_code,
    missing_docs,
    unreachable_pub,
    reason = "a module of several benchmarks"
)]

use npscore::{Month, Period, Score};

/// Rows in one iteration.
pub const ROWS: usize = 10_000_000;

/// A linear congruential generator (Knuth's MMIX constants), upper bits.
pub struct Numbers(u64);

impl Numbers {
    pub fn new() -> Self {
        Self(0x9E37_79B9_7F4A_7C15)
    }

    pub fn below(&mut self, limit: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }

    pub fn score(&mut self) -> Score {
        Score::ALL[usize::try_from(self.below(11)).unwrap_or_default()]
    }
}

/// `rows` rows over `keys` distinct numbers, spread over all of `u32`.
pub fn numbered(rows: usize, keys: u64) -> Vec<(u32, Score)> {
    let mut numbers = Numbers::new();
    (0..rows)
        .map(|_| {
            let key = u32::try_from(numbers.below(keys)).unwrap_or_default();
            (key.wrapping_mul(2_654_435_761), numbers.score())
        })
        .collect()
}

/// Distinct names such as a survey has: `Store 0001234`.
pub fn names(keys: u64) -> Vec<String> {
    (0..keys).map(|key| format!("Store {key:07}")).collect()
}

/// `rows` rows over the given names.
pub fn named(rows: usize, names: &[String]) -> Vec<(&str, Score)> {
    let mut numbers = Numbers::new();
    (0..rows)
        .map(|_| {
            let name = numbers.below(names.len() as u64);
            (
                names[usize::try_from(name).unwrap_or_default()].as_str(),
                numbers.score(),
            )
        })
        .collect()
}

/// `rows` rows over five years of months, in no order.
pub fn dated(rows: usize) -> Vec<(Month, Score)> {
    let mut numbers = Numbers::new();
    let first = Month::constant(2021, 1);
    (0..rows)
        .map(|_| {
            let steps = i64::try_from(numbers.below(60)).unwrap_or_default();
            (first.offset(steps).unwrap_or(first), numbers.score())
        })
        .collect()
}

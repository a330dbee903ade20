//! What a segment costs in memory: resident bytes per key for a million keys (Linux).
//!
//! Not timed: `cargo bench --bench memory` prints a table.

#[path = "support/rows.rs"]
mod rows;

use std::fs;
use std::hint::black_box;

use npscore::{Hierarchy, Histogram, Score, Segments, Tally};

const KEYS: u32 = 1_000_000;

/// Resident memory of this process in bytes; `None` where `/proc` does not tell.
fn resident() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
    let kibibytes: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kibibytes * 1024)
}

fn measure<T>(what: &str, build: impl FnOnce() -> T) {
    let before = resident();
    let state = black_box(build());
    match before.zip(resident()) {
        Some((before, after)) => {
            let each = after.saturating_sub(before) / u64::from(KEYS);
            println!("{what:<40} {each:>5} bytes per key");
        }
        None => println!("{what:<40} not known on this system"),
    }
    drop(state);
}

fn main() {
    let score = Score::MAX;
    measure("Segments<u32, Tally>", || {
        (0..KEYS)
            .map(|key| (key, score))
            .collect::<Segments<u32, Tally>>()
    });
    measure("Segments<u32, Histogram>", || {
        (0..KEYS)
            .map(|key| (key, score))
            .collect::<Segments<u32, Histogram>>()
    });
    let names = rows::names(u64::from(KEYS));
    measure("Segments<String, Tally>", || {
        names
            .iter()
            .map(|name| (name.as_str(), score))
            .collect::<Segments<String, Tally>>()
    });
    measure("Hierarchy<u32, Tally>, two levels", || {
        (0..KEYS)
            .map(|key| ([key % 1_000, key], score))
            .collect::<Hierarchy<u32, Tally>>()
    });
}

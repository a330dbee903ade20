//! Rows of month and answer, and what is asked of the months.

#[path = "support/rows.rs"]
mod rows;

use std::collections::BTreeMap;
use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use npscore::{Merge, Month, Observe, Period, Score, Tally, Timeline};
use rows::ROWS;

fn observing(c: &mut Criterion) {
    let rows = rows::dated(ROWS);
    let mut group = c.benchmark_group("months in no order");
    group
        .throughput(Throughput::Elements(ROWS as u64))
        .sample_size(10);
    group.bench_function("BTreeMap", |b| {
        b.iter(|| {
            let mut months: BTreeMap<Month, Tally> = BTreeMap::new();
            for (month, score) in black_box(&rows) {
                months.entry(*month).or_default().observe(*score);
            }
            months
        });
    });
    group.bench_function("Timeline", |b| {
        b.iter(|| {
            black_box(&rows)
                .iter()
                .copied()
                .collect::<Timeline<Month>>()
        });
    });
    group.finish();
}

/// An ordinal and nothing else: a million of them in a row.
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

fn trailing(c: &mut Criterion) {
    let mut group = c.benchmark_group("trailing over 9999 years of months");
    let mut months = Timeline::<Month>::default();
    let mut numbers = rows::Numbers::new();
    let all = (Month::MIN.ordinal()..=Month::MAX.ordinal()).filter_map(Month::from_ordinal);
    for month in all {
        months.observe((month, numbers.score()));
    }
    group
        .throughput(Throughput::Elements(months.len() as u64))
        .sample_size(10);
    for k in [2, 12, 1_000] {
        group.bench_function(k.to_string(), |b| {
            b.iter(|| {
                black_box(&months)
                    .trailing(k)
                    .map(|(_, tally)| tally.promoters())
                    .max()
            });
        });
    }
    group.finish();

    let mut group = c.benchmark_group("trailing 28 over a million days");
    let days: Timeline<Tick> = (0..1_000_000).map(|day| (Tick(day), Score::MAX)).collect();
    group
        .throughput(Throughput::Elements(1_000_000))
        .sample_size(10);
    group.bench_function("trailing", |b| {
        b.iter(|| {
            black_box(&days)
                .trailing(28)
                .map(|(_, tally)| tally.promoters())
                .max()
        });
    });
    group.finish();
}

fn merging(c: &mut Criterion) {
    let year: Timeline<Month> = rows::dated(10_000).into_iter().collect();
    c.bench_function("merge two timelines of 60 months", |b| {
        b.iter(|| {
            let mut sum = black_box(&year).clone();
            sum.merge(black_box(&year).clone());
            sum
        });
    });
}

criterion_group!(benches, observing, trailing, merging);
criterion_main!(benches);

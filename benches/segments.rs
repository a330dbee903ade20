//! Grouping: rows of key and answer into one state per key.
//!
//! The baseline, in the same run, is what one writes without a library: the standard hash map with
//! eleven counts per key.

#[path = "support/rows.rs"]
mod rows;

use std::collections::HashMap;
use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use npscore::{Histogram, Score, Segments, Tally};
use rows::ROWS;

fn numbers(c: &mut Criterion) {
    let mut group = c.benchmark_group("u32 keys");
    group
        .throughput(Throughput::Elements(ROWS as u64))
        .sample_size(10);
    for keys in [100, 10_000, 1_000_000] {
        let rows = rows::numbered(ROWS, keys);
        group.bench_with_input(BenchmarkId::new("std HashMap", keys), &rows, |b, rows| {
            b.iter(|| {
                let mut counts: HashMap<u32, [u64; 11]> = HashMap::new();
                for (key, score) in black_box(rows) {
                    counts.entry(*key).or_default()[usize::from(score.get())] += 1;
                }
                counts
            });
        });
        group.bench_with_input(
            BenchmarkId::new("Segments of Tally", keys),
            &rows,
            |b, rows| {
                b.iter(|| {
                    black_box(rows)
                        .iter()
                        .copied()
                        .collect::<Segments<u32, Tally>>()
                });
            },
        );
        group.bench_with_input(
            BenchmarkId::new("Segments of Histogram", keys),
            &rows,
            |b, rows| {
                b.iter(|| {
                    black_box(rows)
                        .iter()
                        .copied()
                        .collect::<Segments<u32, Histogram>>()
                });
            },
        );
    }
    group.finish();
}

fn texts(c: &mut Criterion) {
    let mut group = c.benchmark_group("string keys");
    group
        .throughput(Throughput::Elements(ROWS as u64))
        .sample_size(10);
    for keys in [100, 10_000, 1_000_000] {
        let names = rows::names(keys);
        let rows = rows::named(ROWS, &names);
        let std_map = |rows: &[(&str, Score)]| {
            let mut counts: HashMap<String, [u64; 11]> = HashMap::new();
            for (key, score) in rows {
                let score = usize::from(score.get());
                match counts.get_mut(*key) {
                    Some(counts) => counts[score] += 1,
                    None => {
                        let mut first = [0; 11];
                        first[score] = 1;
                        counts.insert((*key).into(), first);
                    }
                }
            }
            counts
        };
        group.bench_with_input(BenchmarkId::new("std HashMap", keys), &rows, |b, rows| {
            b.iter(|| std_map(black_box(rows)));
        });
        group.bench_with_input(
            BenchmarkId::new("Segments of Tally", keys),
            &rows,
            |b, rows| {
                b.iter(|| {
                    black_box(rows)
                        .iter()
                        .copied()
                        .collect::<Segments<String, Tally>>()
                });
            },
        );
        group.bench_with_input(
            BenchmarkId::new("Segments of Histogram", keys),
            &rows,
            |b, rows| {
                b.iter(|| {
                    black_box(rows)
                        .iter()
                        .copied()
                        .collect::<Segments<String, Histogram>>()
                });
            },
        );
    }
    group.finish();
}

criterion_group!(benches, numbers, texts);
criterion_main!(benches);

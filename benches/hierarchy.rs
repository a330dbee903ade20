//! Rows of path and answer, and queries on every level.

#[path = "support/rows.rs"]
mod rows;

use std::collections::HashMap;
use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use npscore::{Hierarchy, Observe, Score, Tally};

const ROWS: usize = 1_000_000;

/// Paths of four levels over 10 departments, 10 teams each and 10 people each.
fn paths() -> Vec<([u32; 4], Score)> {
    let mut numbers = rows::Numbers::new();
    (0..ROWS)
        .map(|_| {
            let mut level = |count| u32::try_from(numbers.below(count)).unwrap_or_default();
            let path = [0, level(10), level(10), level(10)];
            (path, numbers.score())
        })
        .collect()
}

fn observing(c: &mut Criterion) {
    let rows = paths();
    let mut group = c.benchmark_group("paths of four levels");
    group
        .throughput(Throughput::Elements(ROWS as u64))
        .sample_size(10);
    group.bench_function("std HashMap of whole paths", |b| {
        b.iter(|| {
            let mut paths: HashMap<Vec<u32>, Tally> = HashMap::new();
            for (path, score) in black_box(&rows) {
                match paths.get_mut(path.as_slice()) {
                    Some(tally) => tally.observe(*score),
                    None => drop(paths.insert(path.to_vec(), [*score].into_iter().collect())),
                }
            }
            paths
        });
    });
    group.bench_function("Hierarchy", |b| {
        b.iter(|| black_box(&rows).iter().copied().collect::<Hierarchy<u32>>());
    });
    group.finish();

    let company: Hierarchy<u32> = rows.into_iter().collect();
    c.bench_function("total of 1,000 people", |b| {
        b.iter(|| black_box(&company).total());
    });
    c.bench_function("one team of 10 people", |b| {
        b.iter(|| {
            black_box(&company)
                .branch([0, 3, 5])
                .map(|team| team.total())
        });
    });
    c.bench_function("level of 100 teams", |b| {
        b.iter(|| black_box(&company).level(3).len());
    });
}

criterion_group!(benches, observing);
criterion_main!(benches);

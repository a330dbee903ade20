//! Counting answers: one by one, by the slice, and by merging.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use npscore::{Histogram, Score, Tally};

/// Answers in a fixed order without a pattern a branch predictor learns.
fn answers(n: usize) -> Vec<Score> {
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    (0..n)
        .map(|_| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            Score::ALL[(state >> 33) as usize % Score::ALL.len()]
        })
        .collect()
}

fn counting(c: &mut Criterion) {
    for n in [1 << 10, 1 << 20] {
        let answers = answers(n);
        let mut group = c.benchmark_group("tally");
        group.throughput(Throughput::Elements(n as u64));
        group.bench_with_input(BenchmarkId::new("naive loop", n), &answers, |b, answers| {
            b.iter(|| {
                let mut counts = [0_u64; 3];
                for answer in black_box(answers) {
                    counts[answer.category() as usize] += 1;
                }
                counts
            });
        });
        group.bench_with_input(BenchmarkId::new("iterator", n), &answers, |b, answers| {
            b.iter(|| black_box(answers).iter().collect::<Tally>());
        });
        group.bench_with_input(BenchmarkId::new("slice", n), &answers, |b, answers| {
            b.iter(|| Tally::from_scores(black_box(answers)));
        });
        group.bench_with_input(
            BenchmarkId::new("histogram iterator", n),
            &answers,
            |b, answers| {
                b.iter(|| black_box(answers).iter().collect::<Histogram>());
            },
        );
        group.bench_with_input(
            BenchmarkId::new("histogram slice", n),
            &answers,
            |b, answers| {
                b.iter(|| Histogram::from_scores(black_box(answers)));
            },
        );
        group.finish();
    }
}

fn merging(c: &mut Criterion) {
    let shards: Vec<Tally> = answers(1 << 20)
        .chunks(64)
        .map(|chunk| chunk.iter().collect())
        .collect();
    let mut group = c.benchmark_group("merge");
    group.throughput(Throughput::Elements(shards.len() as u64));
    group.bench_function("tally", |b| {
        b.iter(|| black_box(&shards).iter().sum::<Tally>());
    });
    group.finish();
}

criterion_group!(benches, counting, merging);
criterion_main!(benches);

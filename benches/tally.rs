//! Counting answers: one by one, by the slice, and by merging.
//!
//! The limit of a column is the memory it lies in: a plain read of the same bytes, in the same run.
//! `RUSTFLAGS` with `--cfg disable_dispatch_avx512 --cfg disable_dispatch_avx2 --cfg
//! disable_dispatch_sse4_2` shows what a machine without these instructions gets.

#[path = "support/rows.rs"]
mod rows;

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use npscore::column::Scores;
use npscore::{Histogram, Score, Tally};

fn answers(n: usize) -> Vec<Score> {
    let mut numbers = rows::Numbers::new();
    (0..n).map(|_| numbers.score()).collect()
}

/// Every byte read, and nothing done but folding them together.
fn read(bytes: &[u8]) -> u64 {
    let mut lanes = [0_u64; 16];
    for row in bytes.chunks_exact(128) {
        for (lane, word) in lanes.iter_mut().zip(row.as_chunks::<8>().0) {
            *lane ^= u64::from_ne_bytes(*word);
        }
    }
    lanes.into_iter().fold(0, |all, lane| all ^ lane)
}

fn columns(c: &mut Criterion) {
    for (size, n) in [("256 KiB", 1 << 18), ("1 GiB", 1 << 30)] {
        let answers = answers(n);
        let bytes = Scores::slice_as_bytes(&answers);
        let mut group = c.benchmark_group(format!("column of {size}"));
        group
            .throughput(Throughput::Bytes(n as u64))
            .sample_size(10);
        group.bench_function("plain read", |b| b.iter(|| read(black_box(bytes))));
        group.bench_function("Tally::from_scores", |b| {
            b.iter(|| Tally::from_scores(black_box(&answers)));
        });
        group.bench_function("Histogram::from_scores", |b| {
            b.iter(|| Histogram::from_scores(black_box(&answers)));
        });
        group.bench_function("Histogram::try_from_bytes", |b| {
            b.iter(|| Histogram::try_from_bytes(black_box(bytes)));
        });
        group.finish();
    }
}

fn iterators(c: &mut Criterion) {
    for n in [16, 1 << 10, 1 << 20] {
        let answers = answers(n);
        let mut group = c.benchmark_group("iterator");
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
        group.bench_with_input(BenchmarkId::new("Tally", n), &answers, |b, answers| {
            b.iter(|| black_box(answers).iter().collect::<Tally>());
        });
        group.bench_with_input(
            BenchmarkId::new("naive loop of eleven", n),
            &answers,
            |b, answers| {
                b.iter(|| {
                    let mut counts = [0_u64; 11];
                    for answer in black_box(answers) {
                        counts[usize::from(answer.get())] += 1;
                    }
                    counts
                });
            },
        );
        group.bench_with_input(BenchmarkId::new("Histogram", n), &answers, |b, answers| {
            b.iter(|| black_box(answers).iter().collect::<Histogram>());
        });
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

criterion_group!(benches, columns, iterators, merging);
criterion_main!(benches);

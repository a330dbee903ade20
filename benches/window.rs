//! The last n answers: one in, one out.
//!
//! One by one, where the state may be read after each; and all of a slice.

#[path = "support/rows.rs"]
mod rows;

use std::collections::VecDeque;
use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use npscore::{Observe, Score, Window};

const ANSWERS: usize = 1_000_000;

fn sliding(c: &mut Criterion) {
    let mut numbers = rows::Numbers::new();
    let answers: Vec<Score> = (0..ANSWERS).map(|_| numbers.score()).collect();
    let mut group = c.benchmark_group("window");
    group
        .throughput(Throughput::Elements(ANSWERS as u64))
        .sample_size(10);
    for n in [100, 10_000] {
        // The least that must be done: a queue, and counts moved up and down.
        group.bench_with_input(BenchmarkId::new("bare queue", n), &answers, |b, answers| {
            b.iter(|| {
                let mut queue = VecDeque::with_capacity(n);
                let mut counts = [0_u64; 3];
                for answer in black_box(answers) {
                    if queue.len() == n
                        && let Some(oldest) = queue.pop_front()
                    {
                        counts[Score::category(oldest) as usize] -= 1;
                    }
                    queue.push_back(*answer);
                    counts[answer.category() as usize] += 1;
                }
                counts
            });
        });
        group.bench_with_input(BenchmarkId::new("one by one", n), &answers, |b, answers| {
            b.iter(|| {
                let mut window = <Window>::new(n);
                if let Ok(window) = &mut window {
                    for answer in black_box(answers) {
                        window.observe(*answer);
                    }
                }
                window
            });
        });
        group.bench_with_input(
            BenchmarkId::new("all at once", n),
            &answers,
            |b, answers| {
                b.iter(|| {
                    let mut window = <Window>::new(n);
                    if let Ok(window) = &mut window {
                        window.observe_all(black_box(answers).iter().copied());
                    }
                    window
                });
            },
        );
    }
    group.finish();
}

criterion_group!(benches, sliding);
criterion_main!(benches);

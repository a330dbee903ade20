//! Time per interval. `cargo bench --bench interval`

#![allow(clippy::expect_used, reason = "a benchmark may stop")]

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use npscore::inference::{Alternative, Confidence, Prior};
use npscore::{Counts, Nps, NpsResult, Tally};

fn result([detractors, passives, promoters]: [u32; 3]) -> NpsResult {
    Tally::from(Counts {
        detractors,
        passives,
        promoters,
    })
    .result()
    .expect("some responses")
}

fn intervals(criterion: &mut Criterion) {
    let few = result([1, 3, 16]);
    let hundred = result([18, 52, 30]);
    let thousand = result([200, 300, 500]);
    let million = result([200_000, 300_000, 500_000]);
    let confidence = Confidence::P95;

    for (name, result) in [("20", few), ("1000", thousand), ("1000000", million)] {
        criterion.bench_function(&format!("score/{name}"), |bencher| {
            bencher.iter(|| black_box(result).interval(black_box(confidence)));
        });
    }
    criterion.bench_function("score_test/1000", |bencher| {
        bencher.iter(|| black_box(thousand).test(Nps::ZERO, Alternative::TwoSided));
    });
    for (name, result) in [("20", few), ("1000", thousand), ("1000000", million)] {
        let posterior = result.posterior(Prior::JEFFREYS);
        criterion.bench_function(&format!("posterior_probability/{name}"), |bencher| {
            bencher.iter(|| black_box(posterior).probability_above(Nps::constant(20)));
        });
        criterion.bench_function(&format!("posterior_quantile/{name}"), |bencher| {
            bencher.iter(|| black_box(posterior).quantile(0.025));
        });
    }
    criterion.bench_function("probability_of_beating", |bencher| {
        let (a, b) = (
            hundred.posterior(Prior::JEFFREYS),
            few.posterior(Prior::JEFFREYS),
        );
        bencher.iter(|| black_box(a).probability_of_beating(&b));
    });
    for (name, result) in [("20", few), ("1000", thousand), ("1000000", million)] {
        criterion.bench_function(&format!("anytime_valid/{name}"), |bencher| {
            bencher.iter(|| black_box(result).anytime_valid_interval(black_box(confidence)));
        });
    }
    let mut slow = criterion.benchmark_group("exact");
    slow.sample_size(10);
    for (name, result) in [("20", few), ("100", hundred)] {
        slow.bench_function(name, |bencher| {
            bencher.iter(|| black_box(result).exact_interval(black_box(confidence)));
        });
    }
    slow.finish();
}

criterion_group!(benches, intervals);
criterion_main!(benches);

//! Finite populations: coverage by enumeration, and limits that the population can reach.

use npscore::inference::Confidence;

use super::support::result;

/// ln k! for small k.
fn log_factorials(n: usize) -> Vec<f64> {
    let mut logs = vec![0.0];
    for k in 1..=n {
        logs.push(logs[k - 1] + (k as f64).ln());
    }
    logs
}

/// The least coverage of the 95 % interval from `asked` of `size` over all populations.
fn least_coverage(size: u64, asked: u64) -> f64 {
    let logs = log_factorials(usize::try_from(size).unwrap());
    let log_ways = |n: u64, k: u64| {
        let [n, k] = [n, k].map(|count| usize::try_from(count).unwrap());
        logs[n] - logs[k] - logs[n - k]
    };
    let mut samples = Vec::new();
    for b in 0..=asked {
        for c in 0..=asked - b {
            let counts = [b, asked - b - c, c];
            let interval = result(counts).interval_in(size, Confidence::P95).unwrap();
            // In people; an NPS of the population is a whole number of them.
            let people = |points: f64| points / 100.0 * size as f64;
            let [low, high] = [people(interval.low()), people(interval.high())];
            let (net, rest) = (c as f64 - b as f64, (size - asked) as f64);
            assert!(
                net - rest - low < 1e-9 && high - net - rest < 1e-9,
                "{counts:?} of {size}"
            );
            samples.push((counts, low - 1e-9, high + 1e-9));
        }
    }
    let mut least = 1.0_f64;
    for b in 0..=size {
        // By symmetry with at least as many promoters as detractors.
        for c in b..=size.saturating_sub(b) {
            let population = [b, size - b - c, c];
            let net = c as f64 - b as f64;
            let covered: f64 = samples
                .iter()
                .filter(|(_, low, high)| (*low..=*high).contains(&net))
                .filter(|(counts, ..)| (0..3).all(|i| counts[i] <= population[i]))
                .map(|(counts, ..)| {
                    let ways = (0..3).map(|i| log_ways(population[i], counts[i]));
                    (ways.sum::<f64>() - log_ways(size, asked)).exp()
                })
                .sum();
            least = least.min(covered);
        }
    }
    least
}

#[test]
fn coverage_of_every_population_by_enumeration() {
    for size in 2..=14 {
        for asked in 1..size {
            let least = least_coverage(size, asked);
            assert!(least >= 0.945, "{asked} of {size}: {least}");
        }
    }
    for (size, asked) in [(30, 20), (30, 5), (40, 30), (40, 38), (54, 35), (60, 57)] {
        let least = least_coverage(size, asked);
        assert!(least >= 0.945, "{asked} of {size}: {least}");
    }
}

/// Where sums end and the corrected variance begins, the limits do not jump.
#[test]
fn limits_of_few_and_many_agree() {
    for shares in [[1, 1, 1], [1, 3, 6], [0, 1, 9], [2, 7, 1]] {
        let counts = |n: u64| {
            let of = |i: usize| n * shares[i] / shares.iter().sum::<u64>();
            [of(0), n - of(0) - of(2), of(2)]
        };
        for (asked, size) in [(50, 100), (950, 1000)] {
            let exact = result(counts(asked))
                .interval_in(size, Confidence::P95)
                .unwrap();
            // One more person asked and one more not: both by the corrected variance.
            let more = result(counts(asked + 1));
            let corrected = more.interval_in(size + 2, Confidence::P95).unwrap();
            let step = 100.0 / size.min(asked) as f64;
            assert!(
                (exact.low() - corrected.low()).abs() < 2.0 * step + 1.0,
                "{exact} {corrected}"
            );
            assert!(
                (exact.high() - corrected.high()).abs() < 2.0 * step + 1.0,
                "{exact} {corrected}"
            );
        }
    }
}

#[test]
fn huge_populations_are_as_good_as_endless() {
    let few = result([1, 2, 5]);
    let endless = few.interval_in(u64::MAX, Confidence::P95).unwrap();
    let large = few.interval_in(10_000_000, Confidence::P95).unwrap();
    assert!((endless.low() - large.low()).abs() < 0.01);
    assert!((endless.high() - large.high()).abs() < 0.01);
    // All but one of very many.
    let nearly = result([0, 0, u64::MAX - 1])
        .interval_in(u64::MAX, Confidence::P95)
        .unwrap();
    assert!(nearly.high() <= 100.0 && nearly.low() > 99.999);
}

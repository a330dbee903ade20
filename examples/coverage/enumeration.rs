//! Exact coverage of an interval: the sum over all tables of counts, no simulation.

use npscore::inference::{Confidence, Estimate, IntervalMethod, Prior};
use npscore::{Counts, NpsResult, Tally};

/// The intervals there are.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum By {
    Option(IntervalMethod),
    Exact,
    Bayes(Prior),
}

impl By {
    pub(crate) fn interval(self, result: &NpsResult, confidence: Confidence) -> Estimate {
        match self {
            Self::Option(method) => result.interval(confidence.by(method)),
            Self::Exact => result.exact_interval(confidence).expect("few enough"),
            Self::Bayes(prior) => result.posterior(prior).interval(confidence),
        }
    }
}

/// Shares are multiples of 1 / `STEPS`, each at least one of them.
const STEPS: u32 = 50;

/// What a method does over all distributions of the grid.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Coverage {
    /// The smallest probability that the interval holds the truth.
    pub(crate) min: f64,
    /// The distribution with that probability: percent of detractors, passives and promoters.
    pub(crate) worst: [u32; 3],
    /// The mean probability.
    pub(crate) mean: f64,
    /// The mean of the expected width, in points.
    pub(crate) width: f64,
    /// The largest probability that the truth lies below the interval, or above it.
    pub(crate) one_sided_miss: f64,
}

/// All counts that `n` responses can have.
fn tables(n: u32) -> impl Iterator<Item = [u32; 3]> {
    (0..=n).flat_map(move |b| (0..=n - b).map(move |a| [b, a, n - b - a]))
}

/// The coverage of a method for `n` responses at a confidence.
pub(crate) fn coverage(n: u32, method: By, confidence: Confidence) -> Coverage {
    let log_factorials: Vec<f64> = (0..=n)
        .scan(0.0, |sum, k| {
            *sum += f64::from(k.max(1)).ln();
            Some(*sum)
        })
        .collect();
    let log_factorial = |k: u32| log_factorials[k as usize];
    let intervals: Vec<([u32; 3], f64, f64, f64)> = tables(n)
        // Swapping promoters and detractors mirrors an interval, so half of them is enough.
        .filter(|[b, _, c]| b <= c)
        .flat_map(|counts| {
            let [detractors, passives, promoters] = counts;
            let result = Tally::from(Counts {
                detractors,
                passives,
                promoters,
            })
            .result()
            .expect("n is at least 1");
            let ways = log_factorial(n) - counts.into_iter().map(log_factorial).sum::<f64>();
            let interval = method.interval(&result, confidence);
            // Wald's limits may lie where no NPS can be.
            let (low, high) = (interval.low().max(-100.0), interval.high().min(100.0));
            let [b, a, c] = counts;
            let mirrored = (b < c).then_some(([c, a, b], ways, -high, -low));
            [Some((counts, ways, low, high)), mirrored]
        })
        .flatten()
        .collect();

    let mut coverage = Coverage {
        min: 1.0,
        worst: [0; 3],
        mean: 0.0,
        width: 0.0,
        one_sided_miss: 0.0,
    };
    let mut distributions = 0.0;
    for parts in tables(STEPS).filter(|parts| !parts.contains(&0)) {
        let logs = parts.map(|part| (f64::from(part) / f64::from(STEPS)).ln());
        let truth = 100.0 * (f64::from(parts[2]) - f64::from(parts[0])) / f64::from(STEPS);
        let (mut held, mut below, mut above, mut width) = (0.0, 0.0, 0.0, 0.0);
        for (counts, ways, low, high) in &intervals {
            let log_p: f64 = counts
                .iter()
                .zip(logs)
                .map(|(&k, log)| f64::from(k) * log)
                .sum();
            let p = (ways + log_p).exp();
            if truth < *low {
                below += p;
            } else if truth > *high {
                above += p;
            } else {
                held += p;
            }
            width += p * (high - low);
        }
        if held < coverage.min {
            coverage.min = held;
            coverage.worst = parts.map(|part| part * 100 / STEPS);
        }
        coverage.one_sided_miss = coverage.one_sided_miss.max(below).max(above);
        coverage.mean += held;
        coverage.width += width;
        distributions += 1.0;
    }
    coverage.mean /= distributions;
    coverage.width /= distributions;
    coverage
}

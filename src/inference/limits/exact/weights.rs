//! How probable tables of counts are under one distribution.

use alloc::vec;
use alloc::vec::Vec;
use core::f64::consts::PI;
use core::ops::Range;

use libm::{exp, sqrt};

use crate::inference::numeric::{deviance, stirling_error};

/// Of the tables with `passives` passives: with a number of detractors from `start` to before `end`
/// they are less extreme than the observed one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Run {
    pub(super) passives: usize,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// Poisson probabilities of 0 to n, without those that are negligible.
struct Poisson {
    weights: Vec<f64>,
    /// The first that is not negligible, and the one after the last.
    kept: Range<usize>,
}

impl Poisson {
    fn new(n: usize) -> Self {
        Self {
            weights: vec![0.0; n + 1],
            kept: 0..0,
        }
    }

    /// From the likeliest to both sides.
    fn set(&mut self, mean: f64, by: &Constants) {
        self.weights[self.kept.clone()].fill(0.0);
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a mean is from 0 to the number of responses"
        )]
        let mode = (mean as usize).min(self.weights.len() - 1);
        let top = by.poisson(mode, mean);
        let per_mean = 1.0 / mean;
        self.weights[mode] = top;
        self.kept = mode..mode + 1;
        let mut weight = top;
        for k in (0..mode).rev() {
            weight *= (k as f64 + 1.0) * per_mean;
            if weight < by.negligible {
                break;
            }
            self.weights[k] = weight;
            self.kept.start = k;
        }
        weight = top;
        for k in mode + 1..self.weights.len() {
            weight *= mean * by.inverses[k];
            if weight < by.negligible {
                break;
            }
            self.weights[k] = weight;
            self.kept.end = k + 1;
        }
    }
}

/// What does not depend on the distribution.
pub(super) struct Constants {
    /// 1 / k.
    inverses: Vec<f64>,
    /// The errors of Stirling's formula for k.
    errors: Vec<f64>,
    /// Weights below count as nothing.
    pub(super) negligible: f64,
}

impl Constants {
    pub(super) fn new(n: usize, negligible: f64) -> Self {
        let table = |f: &dyn Fn(f64) -> f64| {
            let from_one = (1..=n).map(|k| f(k as f64));
            core::iter::once(0.0).chain(from_one).collect()
        };
        Self {
            inverses: table(&|k| 1.0 / k),
            errors: table(&stirling_error),
            negligible,
        }
    }

    /// The probability that a Poisson variable of this mean is k, for a mean of 0 too.
    fn poisson(&self, k: usize, mean: f64) -> f64 {
        if mean <= 0.0 {
            return 1.0;
        }
        if k == 0 {
            return exp(-mean);
        }
        let x = k as f64;
        exp(-self.errors[k] - deviance(x, mean)) / sqrt(2.0 * PI * x)
    }
}

/// Probabilities of tables: a trinomial is three Poisson variables given their sum.
pub(super) struct Weights {
    n: usize,
    detractors: Poisson,
    passives: Poisson,
    promoters: Poisson,
    /// Backwards, so that both factors of a sum are read forwards.
    promoters_backwards: Vec<f64>,
    whole: f64,
}

impl Weights {
    pub(super) fn new(n: usize, by: &Constants) -> Self {
        Self {
            n,
            detractors: Poisson::new(n),
            passives: Poisson::new(n),
            promoters: Poisson::new(n),
            promoters_backwards: vec![0.0; n + 1],
            whole: by.poisson(n, n as f64),
        }
    }

    pub(super) fn set(&mut self, shares: [f64; 3], by: &Constants) {
        let n = self.n as f64;
        let before = self.backwards();
        self.promoters_backwards[before].fill(0.0);
        self.detractors.set(n * shares[0], by);
        self.passives.set(n * shares[1], by);
        self.promoters.set(n * shares[2], by);
        let kept = self.promoters.weights[self.promoters.kept.clone()].iter();
        let backwards = self.backwards();
        for (to, from) in self.promoters_backwards[backwards]
            .iter_mut()
            .zip(kept.rev())
        {
            *to = *from;
        }
    }

    fn backwards(&self) -> Range<usize> {
        let Range { start, end } = self.promoters.kept;
        self.n + 1 - end..self.n + 1 - start
    }

    /// The probability of `passives` passives and from `start` to before `end` detractors, up to the
    /// factor that all with so many passives share.
    fn run(&self, passives: usize, start: usize, end: usize) -> f64 {
        let backwards = self.backwards();
        let start = start
            .max(self.detractors.kept.start)
            .max(backwards.start.saturating_sub(passives));
        let end = end
            .min(self.detractors.kept.end)
            .min(backwards.end.saturating_sub(passives));
        if start >= end {
            return 0.0;
        }
        let detractors = &self.detractors.weights[start..end];
        let promoters = &self.promoters_backwards[passives + start..passives + end];
        let (detractors, last_detractors) = detractors.as_chunks::<4>();
        let (promoters, last_promoters) = promoters.as_chunks::<4>();
        // Four sums, which a processor adds side by side.
        let mut sums = [0.0; 4];
        for (d, p) in detractors.iter().zip(promoters) {
            sums[0] += d[0] * p[0];
            sums[1] += d[1] * p[1];
            sums[2] += d[2] * p[2];
            sums[3] += d[3] * p[3];
        }
        let mut rest = 0.0;
        for (d, p) in last_detractors.iter().zip(last_promoters) {
            rest += d * p;
        }
        sums[0] + sums[1] + (sums[2] + sums[3]) + rest
    }

    /// The sum over all numbers of passives of a probability.
    fn sum(&self, runs: &[Run], probability: impl Fn(&Run) -> f64) -> f64 {
        let kept = self.passives.kept.clone();
        let weights = &self.passives.weights[kept.clone()];
        let sum: f64 = weights
            .iter()
            .zip(&runs[kept])
            .map(|(weight, run)| weight * probability(run))
            .sum();
        sum / self.whole
    }

    pub(super) fn inside(&self, runs: &[Run]) -> f64 {
        self.sum(runs, |run| self.run(run.passives, run.start, run.end))
    }

    pub(super) fn outside(&self, runs: &[Run]) -> f64 {
        self.sum(runs, |run| {
            let others = self.n - run.passives;
            self.run(run.passives, 0, run.start) + self.run(run.passives, run.end, others + 1)
        })
    }
}

//! Which tables of counts are as extreme as the observed one, and for which scores that is likely.

use alloc::vec::Vec;

use libm::{ceil, floor, sqrt};

use super::peak::{Distributions, Peak};
use super::weights::{Constants, Run, Weights};
use crate::inference::limits::score;
use crate::inference::trinomial::Trinomial;

/// Steps of the search for the outermost score that is not rejected.
const SCAN: f64 = 0.002;

/// The observed table among all tables of the same number of responses.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tables {
    n: usize,
    observed: Trinomial,
}

impl Tables {
    pub(super) const fn new(n: usize, observed: Trinomial) -> Self {
        Self { n, observed }
    }

    pub(super) const fn mirrored(self) -> Self {
        Self {
            observed: self.observed.mirrored(),
            ..self
        }
    }

    /// The tables less extreme than the observed one under `theta`, strictly between -1 and 1.
    ///
    /// For a number of passives the statistic falls as detractors rise, so that these tables are
    /// in one run; its ends move little from one number of passives to the next.
    fn less_extreme(self, theta: f64) -> Vec<Run> {
        let statistic = |counts: Trinomial| counts.statistic(theta).unwrap_or(f64::INFINITY);
        let observed = statistic(self.observed).abs();
        // Tables that tie with the observed one are as extreme, whatever the last digits say.
        let limit = observed - 1e-10 * observed.max(1.0);
        let (mut start, mut end) = (0, 0);
        (0..=self.n)
            .map(|passives| {
                let others = self.n - passives;
                let at = |detractors: usize| {
                    let [b, a, c] = [detractors, passives, others - detractors];
                    statistic(Trinomial::new(b as f64, a as f64, c as f64))
                };
                start = first_from(start, others + 1, |detractors| at(detractors) < limit);
                end = first_from(end, others + 1, |detractors| at(detractors) <= -limit).max(start);
                Run {
                    passives,
                    start,
                    end,
                }
            })
            .collect()
    }

    /// The p-value of a score strictly between -1 and 1.
    pub(super) fn p_value(self, theta: f64) -> f64 {
        let runs = self.less_extreme(theta);
        let mut constants = Constants::new(self.n, 1e-300);
        // The largest is not below that of any distribution: of one, with all digits, follows what
        // is negligible.
        let one = Distributions::new(self.n, theta, &constants)
            .at(0.5, &|weights: &Weights| weights.outside(&runs));
        constants.negligible = (1e-20 * one).max(1e-300);
        Distributions::new(self.n, theta, &constants)
            .largest(f64::INFINITY, None, |weights| weights.outside(&runs))
            .probability
    }

    /// The largest p-value of a score, up to where it is clear on which side of `alpha` it is; the
    /// distribution at `hint` is asked first.
    fn peak(self, theta: f64, alpha: f64, hint: Option<f64>, constants: &Constants) -> Peak {
        let runs = self.less_extreme(theta);
        let all = (self.n + 1) * (self.n + 2) / 2;
        let inside: usize = runs.iter().map(|run| run.end - run.start).sum();
        let mut distributions = Distributions::new(self.n, theta, constants);
        // The shorter sum.
        if 2 * inside < all {
            distributions.largest(alpha, hint, |weights| 1.0 - weights.inside(&runs))
        } else {
            distributions.largest(alpha, hint, |weights| weights.outside(&runs))
        }
    }

    /// The largest score whose p-value is above `alpha`, from above: a scan from far outside, then
    /// bisection.
    pub(super) fn upper_limit(self, alpha: f64) -> f64 {
        let theta = self.observed.theta();
        if theta >= 1.0 {
            return 1.0;
        }
        // Beyond this many standard errors no distribution has a tail of alpha left: by Chebyshev
        // the tail is at most 1 / z², with some room for the variance being an estimate.
        let outside = score::limits(&self.observed, 2.0 + 1.5 / sqrt(alpha)).1;
        // On multiples of the step, which are where ties between tables are likeliest.
        let mut rejected = ceil(outside / SCAN) * SCAN;
        if rejected >= 1.0 {
            rejected = 1.0;
        }
        let mut step = floor(rejected / SCAN - 0.5);
        // All that is left out together is less than a billionth of alpha.
        let constants = Constants::new(self.n, 1e-18 * alpha);
        // Where one score has its likeliest distribution, its neighbour has it near by.
        let mut hint = None;
        let mut accepts = |theta: f64| {
            let peak = self.peak(theta, alpha, hint, &constants);
            hint = Some(peak.angle);
            peak.probability > alpha
        };
        let mut accepted = loop {
            let next = step * SCAN;
            if next <= theta {
                break theta;
            }
            if accepts(next) {
                break next;
            }
            rejected = next;
            step -= 1.0;
        };
        while rejected - accepted > 1e-10 {
            let middle = 0.5 * (accepted + rejected);
            if accepts(middle) {
                accepted = middle;
            } else {
                rejected = middle;
            }
        }
        rejected
    }
}

/// The first place before `end` from which a predicate holds, `end` if it holds nowhere; the search
/// begins `near` it.
fn first_from(near: usize, end: usize, holds: impl Fn(usize) -> bool) -> usize {
    let mut place = near.min(end);
    while place > 0 && holds(place - 1) {
        place -= 1;
    }
    while place < end && !holds(place) {
        place += 1;
    }
    place
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The runs rest on the statistic falling as detractors rise: every table, one by one.
    #[test]
    fn runs_are_the_less_extreme_tables() {
        for n in [1, 2, 7, 16] {
            for b in 0..=n {
                for a in 0..=n - b {
                    let counts =
                        |b: usize, a: usize| Trinomial::new(b as f64, a as f64, (n - a - b) as f64);
                    let tables = Tables {
                        n,
                        observed: counts(b, a),
                    };
                    for tenth in -9..=9 {
                        let theta = f64::from(tenth) / 10.0;
                        let at = |table: Trinomial| table.statistic(theta).map_or(9e9, f64::abs);
                        let observed = at(tables.observed);
                        let tie = 1e-10 * observed.max(1.0);
                        for run in tables.less_extreme(theta) {
                            for detractors in 0..=n - run.passives {
                                let value = at(counts(detractors, run.passives));
                                let inside = (run.start..run.end).contains(&detractors);
                                let less = value < observed - tie;
                                assert_eq!(inside, less, "{tables:?} {theta} {run:?}");
                            }
                        }
                    }
                }
            }
        }
    }
}

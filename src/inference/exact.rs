//! The exact unconditional test and its interval.
//!
//! A table of counts is as extreme as its score statistic is large. The p-value of a score is the
//! probability of all tables at least as extreme as the one observed, for that distribution with
//! this score that makes it largest; the interval spans all scores whose p-value is above 1 -
//! confidence. It therefore misses the truth at most as often as stated, whatever the truth.
//!
//! Source: Suissa and Shuster, "The 2 x 2 matched-pairs trial: exact unconditional design and
//! analysis", Biometrics 47 (1991) 361-372; Chan and Zhang, "Test-based exact confidence intervals
//! for the difference of two binomial proportions", Biometrics 55 (1999) 1202-1209.

use alloc::vec;
use alloc::vec::Vec;
use core::f64::consts::FRAC_PI_2;

use libm::{ceil, floor, sin, sqrt};

use super::confidence::Confidence;
use super::interval::{Interval, IntervalMethod};
use super::math::poisson_pmf;
use super::score::Trinomial;
use super::test::{Alternative, Test, TestMethod};
use crate::nps::{Nps, NpsResult};
use crate::response::Category;

/// The most responses the exact methods take.
pub const MOST_EXACT_RESPONSES: u64 = 200;

/// Distributions tried at first for each score; the best are refined.
const GRID: u32 = 64;

/// The smaller part of a line in golden section.
const PART: f64 = 0.381_966_011_250_105_1;

/// Steps of the search for the outermost score that is not rejected.
const SCAN: f64 = 0.002;

impl NpsResult {
    /// The range of scores that an exact test does not reject: it holds the truth at least as
    /// often as stated, whatever the truth.
    ///
    /// For few responses and much at stake. On average it holds the truth more often than stated,
    /// and is a little wider than the score interval for it. It takes milliseconds, and the time
    /// grows with the cube of the responses: hence a limit.
    ///
    /// # Errors
    ///
    /// [`ExactError::TooManyResponses`] for more than [`MOST_EXACT_RESPONSES`], where the score
    /// interval is as good.
    ///
    /// # Example
    ///
    /// ```
    /// use npscore::Tally;
    /// use npscore::inference::Confidence;
    ///
    /// let result = Tally::from([1, 1, 3]).result().ok_or("no responses")?;
    /// let interval = result.exact_interval(Confidence::P95)?;
    /// assert_eq!(interval.to_string(), "40.0 [-35.4, 86.8] (95 %, exact)");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn exact_interval(&self, confidence: Confidence) -> Result<Interval, ExactError> {
        let tables = Tables::new(self)?;
        let theta = self.nps().to_f64() / 100.0;
        let low = -tables.mirrored().upper_limit(confidence.alpha());
        let high = tables.upper_limit(confidence.alpha());
        let method = IntervalMethod::ExactUnconditional;
        Ok(Interval::around(theta, low, high, method, confidence))
    }

    /// Could the true score be `null`? The exact two-sided test.
    ///
    /// # Errors
    ///
    /// [`ExactError::TooManyResponses`] for more than [`MOST_EXACT_RESPONSES`].
    ///
    /// # Example
    ///
    /// ```
    /// use npscore::{Nps, Tally};
    ///
    /// let result = Tally::from([0, 0, 5]).result().ok_or("no responses")?;
    /// let test = result.exact_test(Nps::ZERO)?;
    /// // As likely as five heads or five tails in five throws: 2 / 32.
    /// assert_eq!(format!("{:.4}", test.p_value()), "0.0625");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn exact_test(&self, null: Nps) -> Result<Test, ExactError> {
        let tables = Tables::new(self)?;
        let approximate = self.score_test(null, Alternative::TwoSided);
        let theta = null.to_f64() / 100.0;
        let p_value = if self.nps() == null {
            1.0
        } else if theta.abs() >= 1.0 {
            // One response that does not fit refutes it.
            0.0
        } else {
            tables.p_value(theta)
        };
        Ok(Test::of(
            approximate.estimate(),
            approximate.null(),
            approximate.statistic(),
            p_value,
            Alternative::TwoSided,
            TestMethod::ExactUnconditional,
        ))
    }
}

/// The observed table among all tables of the same number of responses.
#[derive(Debug, Clone, Copy)]
struct Tables {
    n: usize,
    observed: Trinomial,
}

/// Of the tables with `passives` passives, those with a number of detractors from `start` to
/// before `end` are less extreme than the observed one.
#[derive(Debug, Clone, Copy)]
struct Run {
    passives: usize,
    start: usize,
    end: usize,
}

impl Tables {
    fn new(result: &NpsResult) -> Result<Self, ExactError> {
        let responses = result.responses();
        match usize::try_from(responses) {
            Ok(n) if responses <= MOST_EXACT_RESPONSES => {
                let [b, a, c] = Category::ALL.map(|category| result.count(category) as f64);
                let observed = Trinomial::new(b, a, c);
                Ok(Self { n, observed })
            }
            _ => Err(ExactError::TooManyResponses {
                responses,
                most: MOST_EXACT_RESPONSES,
            }),
        }
    }

    const fn mirrored(self) -> Self {
        Self {
            n: self.n,
            observed: self.observed.mirrored(),
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
                    statistic(Trinomial::new(
                        detractors as f64,
                        passives as f64,
                        (others - detractors) as f64,
                    ))
                };
                start = start.min(others);
                while start > 0 && at(start - 1) < limit {
                    start -= 1;
                }
                while start <= others && at(start) >= limit {
                    start += 1;
                }
                end = end.clamp(start, others + 1);
                while end > start && at(end - 1) <= -limit {
                    end -= 1;
                }
                while end <= others && at(end) > -limit {
                    end += 1;
                }
                Run {
                    passives,
                    start,
                    end,
                }
            })
            .collect()
    }

    /// The p-value of a score strictly between -1 and 1.
    fn p_value(self, theta: f64) -> f64 {
        let runs = self.less_extreme(theta);
        let mut sum = Sum::new(self.n, theta);
        let mut best = 0.0_f64;
        sum.largest(&mut best, f64::INFINITY, |weights| weights.outside(&runs));
        best
    }

    /// Whether the p-value of a score is above `alpha`.
    fn accepts(self, theta: f64, alpha: f64) -> bool {
        let runs = self.less_extreme(theta);
        let mut sum = Sum::new(self.n, theta);
        let mut best = 0.0_f64;
        sum.largest(&mut best, alpha, |weights| 1.0 - weights.inside(&runs));
        best > alpha
    }

    /// The largest score whose p-value is above `alpha`, from above: a scan from far outside, then
    /// bisection.
    fn upper_limit(self, alpha: f64) -> f64 {
        let theta = self.observed.theta();
        if theta >= 1.0 {
            return 1.0;
        }
        // Beyond this many standard errors no distribution has a tail of alpha left: by Chebyshev
        // the tail is at most 1 / z², with some room for the variance being an estimate.
        let outside = self.observed.score_limits(2.0 + 1.5 / sqrt(alpha)).1;
        // On multiples of the step, which are where ties between tables are likeliest.
        let mut rejected = ceil(outside / SCAN) * SCAN;
        if rejected >= 1.0 {
            rejected = 1.0;
        }
        let mut step = floor(rejected / SCAN - 0.5);
        let mut accepted = loop {
            let next = step * SCAN;
            if next <= theta {
                break theta;
            }
            if self.accepts(next, alpha) {
                break next;
            }
            rejected = next;
            step -= 1.0;
        };
        while rejected - accepted > 1e-10 {
            let middle = 0.5 * (accepted + rejected);
            if self.accepts(middle, alpha) {
                accepted = middle;
            } else {
                rejected = middle;
            }
        }
        rejected
    }
}

/// Probabilities of tables: a trinomial is three Poisson variables given their sum.
struct Weights {
    n: usize,
    detractors: Vec<f64>,
    passives: Vec<f64>,
    /// Backwards, so that both factors of a sum are read forwards.
    promoters: Vec<f64>,
    whole: f64,
}

impl Weights {
    fn set(&mut self, shares: [f64; 3]) {
        let n = self.n as f64;
        poisson(&mut self.detractors, n * shares[0]);
        poisson(&mut self.passives, n * shares[1]);
        poisson(&mut self.promoters, n * shares[2]);
        self.promoters.reverse();
    }

    /// The probability of `passives` passives and from `start` to before `end` detractors.
    fn run(&self, passives: usize, start: usize, end: usize) -> f64 {
        let weight = self.passives[passives] / self.whole;
        if start >= end || weight < 1e-300 {
            return 0.0;
        }
        let detractors = &self.detractors[start..end];
        let promoters = &self.promoters[passives + start..passives + end];
        // Four sums, which a processor adds side by side.
        let mut sums = [0.0; 4];
        let (mut d, mut p) = (detractors.chunks_exact(4), promoters.chunks_exact(4));
        for (d, p) in (&mut d).zip(&mut p) {
            for i in 0..4 {
                sums[i] += d[i] * p[i];
            }
        }
        let rest: f64 = d
            .remainder()
            .iter()
            .zip(p.remainder())
            .map(|(d, p)| d * p)
            .sum();
        weight * (sums[0] + sums[1] + (sums[2] + sums[3]) + rest)
    }

    fn inside(&self, runs: &[Run]) -> f64 {
        runs.iter()
            .map(|run| self.run(run.passives, run.start, run.end))
            .sum()
    }

    fn outside(&self, runs: &[Run]) -> f64 {
        runs.iter()
            .map(|run| {
                let others = self.n - run.passives;
                self.run(run.passives, 0, run.start)
                    + self.run(run.passives, run.end.max(run.start), others + 1)
            })
            .sum()
    }
}

/// Poisson probabilities of 0, 1, 2, ... from the likeliest to both sides.
fn poisson(weights: &mut [f64], mean: f64) {
    weights.fill(0.0);
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a mean is from 0 to the number of responses"
    )]
    let mode = (mean as usize).min(weights.len() - 1);
    weights[mode] = if mean > 0.0 {
        poisson_pmf(mode as f64, mean)
    } else {
        1.0
    };
    for k in (0..mode).rev() {
        weights[k] = weights[k + 1] * (k as f64 + 1.0) / mean;
    }
    for k in mode + 1..weights.len() {
        weights[k] = weights[k - 1] * mean / k as f64;
    }
}

/// The distributions with a score of `theta`: one for each share of detractors.
struct Sum {
    weights: Weights,
    theta: f64,
    least: f64,
    most: f64,
}

impl Sum {
    fn new(n: usize, theta: f64) -> Self {
        let whole = poisson_pmf(n as f64, n as f64);
        let zeros = vec![0.0; n + 1];
        Self {
            weights: Weights {
                n,
                detractors: zeros.clone(),
                passives: zeros.clone(),
                promoters: zeros,
                whole,
            },
            theta,
            least: (-theta).max(0.0),
            most: 0.5 * (1.0 - theta),
        }
    }

    /// A probability at the distribution at `angle`, 0 to 1: denser towards both ends, where
    /// probabilities change fastest.
    fn at(&mut self, angle: f64, probability: &impl Fn(&Weights) -> f64) -> f64 {
        let root = sin(FRAC_PI_2 * angle);
        let detractors = self.least + (self.most - self.least) * root * root;
        let promoters = (detractors + self.theta).max(0.0);
        let passives = (1.0 - detractors - promoters).max(0.0);
        self.weights.set([detractors, passives, promoters]);
        probability(&self.weights)
    }

    /// The largest probability over all distributions: a grid, then golden sections around its
    /// three highest peaks. Stops early once it is above `enough`, and after the grid if it is far
    /// below.
    fn largest(&mut self, best: &mut f64, enough: f64, probability: impl Fn(&Weights) -> f64) {
        let mut grid = [0.0; GRID as usize + 1];
        // Every fourth first: far out, all of them are far below.
        for first in [0, 1, 2, 3] {
            for (i, value) in (0..=GRID).zip(&mut grid).skip(first).step_by(4) {
                *value = self.at(f64::from(i) / f64::from(GRID), &probability);
                *best = best.max(*value);
                if *best > enough {
                    return;
                }
            }
            if enough.is_finite() && *best < 0.1 * enough {
                return;
            }
        }
        if enough.is_finite() && *best < 0.8 * enough {
            return;
        }
        let mut peaks: Vec<usize> = (0..grid.len())
            .filter(|&i| {
                (i == 0 || grid[i] >= grid[i - 1]) && grid.get(i + 1).is_none_or(|v| grid[i] >= *v)
            })
            .collect();
        peaks.sort_by(|&i, &j| grid[j].total_cmp(&grid[i]));
        for &peak in peaks.iter().take(3) {
            let angle = |i: usize| i as f64 / f64::from(GRID);
            let (mut low, mut high) = (
                angle(peak.saturating_sub(1)),
                angle((peak + 1).min(grid.len() - 1)),
            );
            let mut x = low + PART * (high - low);
            let mut y = high - PART * (high - low);
            let (mut at_x, mut at_y) = (self.at(x, &probability), self.at(y, &probability));
            for _ in 0..28 {
                *best = best.max(at_x).max(at_y);
                if *best > enough {
                    return;
                }
                if at_x > at_y {
                    (high, y, at_y) = (y, x, at_x);
                    x = low + PART * (high - low);
                    at_x = self.at(x, &probability);
                } else {
                    (low, x, at_x) = (x, y, at_y);
                    y = high - PART * (high - low);
                    at_y = self.at(y, &probability);
                }
            }
        }
    }
}

/// Why an exact method was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ExactError {
    /// More responses than an exact method can take into account in reasonable time.
    #[error("{responses} responses are too many for an exact method, expected at most {most}")]
    TooManyResponses {
        /// The responses.
        responses: u64,
        /// The most the method takes.
        most: u64,
    },
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
                        let limit = observed - 1e-10 * observed.max(1.0);
                        for run in tables.less_extreme(theta) {
                            for detractors in 0..=n - run.passives {
                                let inside = (run.start..run.end).contains(&detractors);
                                let less = at(counts(detractors, run.passives)) < limit;
                                assert_eq!(inside, less, "{tables:?} {theta} {run:?}");
                            }
                        }
                    }
                }
            }
        }
    }
}

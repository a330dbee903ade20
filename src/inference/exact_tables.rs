//! Which tables of counts are as extreme as the observed one, how probable they are, and the largest
//! such probability over all distributions with one score.

use alloc::vec;
use alloc::vec::Vec;
use core::f64::consts::{FRAC_PI_2, PI};
use core::ops::Range;

use libm::{ceil, copysign, exp, floor, sin, sqrt};

use super::exact::{ExactError, MOST_EXACT_RESPONSES};
use super::math::{deviance, stirling_error};
use super::score::Trinomial;
use crate::nps::NpsResult;
use crate::response::Category;

/// Distributions tried at first for each score; the best are refined.
const GRID: usize = 64;

/// How close to the top of a peak a search comes: the probability there is even closer, by the
/// square.
const CLOSE: f64 = 1e-8;

/// The smaller part of a line in golden section.
const PART: f64 = 0.381_966_011_250_105_1;

/// Steps of the search for the outermost score that is not rejected.
const SCAN: f64 = 0.002;

/// How much of the probability of tables as extreme as the observed one counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ties {
    Whole,
    Half,
}

/// The observed table among all tables of the same number of responses.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tables {
    n: usize,
    observed: Trinomial,
    ties: Ties,
}

/// Of the tables with `passives` passives: with a number of detractors from `start` to before `end`
/// they are less extreme than the observed one; from `wide_start` to before `start` and from `end` to
/// before `wide_end` they count as half.
#[derive(Debug, Clone, Copy)]
struct Run {
    passives: usize,
    start: usize,
    end: usize,
    wide_start: usize,
    wide_end: usize,
}

impl Tables {
    pub(super) fn new(result: &NpsResult, ties: Ties) -> Result<Self, ExactError> {
        let responses = result.responses();
        match usize::try_from(responses) {
            Ok(n) if responses <= MOST_EXACT_RESPONSES => {
                let [b, a, c] = Category::ALL.map(|category| result.count(category) as f64);
                let observed = Trinomial::new(b, a, c);
                Ok(Self { n, observed, ties })
            }
            _ => Err(ExactError::TooManyResponses {
                responses,
                most: MOST_EXACT_RESPONSES,
            }),
        }
    }

    pub(super) const fn mirrored(self) -> Self {
        Self {
            observed: self.observed.mirrored(),
            ..self
        }
    }

    /// The tables less extreme than the observed one under `theta`, strictly between -1 and 1, and
    /// those that count as half.
    ///
    /// For a number of passives the statistic falls as detractors rise, so that these tables are
    /// in one run; its ends move little from one number of passives to the next.
    fn less_extreme(self, theta: f64) -> Vec<Run> {
        let statistic = |counts: Trinomial| counts.statistic(theta).unwrap_or(f64::INFINITY);
        let observed = statistic(self.observed).abs();
        // Tables that tie with the observed one are as extreme, whatever the last digits say.
        let tie = 1e-10 * observed.max(1.0);
        let limit = observed - tie;
        let wide_limit = match self.ties {
            Ties::Whole => limit,
            Ties::Half => observed + tie,
        };
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
                let (mut wide_start, mut wide_end) = (start, end);
                if self.ties == Ties::Half {
                    while wide_start > 0 && at(wide_start - 1) < wide_limit {
                        wide_start -= 1;
                    }
                    while wide_end <= others && at(wide_end) > -wide_limit {
                        wide_end += 1;
                    }
                }
                Run {
                    passives,
                    start,
                    end,
                    wide_start,
                    wide_end,
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
        let outside = self.observed.score_limits(2.0 + 1.5 / sqrt(alpha)).1;
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
struct Constants {
    /// 1 / k.
    inverses: Vec<f64>,
    /// The errors of Stirling's formula for k.
    errors: Vec<f64>,
    /// Weights below count as nothing.
    negligible: f64,
}

impl Constants {
    fn new(n: usize, negligible: f64) -> Self {
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

    /// As [`poisson_pmf`](super::math::poisson_pmf), for a mean of 0 too.
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
struct Weights {
    n: usize,
    detractors: Poisson,
    passives: Poisson,
    promoters: Poisson,
    /// Backwards, so that both factors of a sum are read forwards.
    promoters_backwards: Vec<f64>,
    whole: f64,
}

impl Weights {
    fn set(&mut self, shares: [f64; 3], by: &Constants) {
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

    /// The sum over all numbers of passives of a probability, and half of that of what counts as
    /// half.
    fn sum(&self, runs: &[Run], probability: impl Fn(&Run) -> f64) -> f64 {
        let kept = self.passives.kept.clone();
        let weights = &self.passives.weights[kept.clone()];
        let sum: f64 = weights
            .iter()
            .zip(&runs[kept])
            .map(|(weight, run)| {
                let half = if run.wide_start < run.start || run.end < run.wide_end {
                    self.run(run.passives, run.wide_start, run.start)
                        + self.run(run.passives, run.end, run.wide_end)
                } else {
                    0.0
                };
                weight * (probability(run) + 0.5 * half)
            })
            .sum();
        sum / self.whole
    }

    fn inside(&self, runs: &[Run]) -> f64 {
        self.sum(runs, |run| self.run(run.passives, run.start, run.end))
    }

    fn outside(&self, runs: &[Run]) -> f64 {
        self.sum(runs, |run| {
            let others = self.n - run.passives;
            self.run(run.passives, 0, run.wide_start)
                + self.run(run.passives, run.wide_end, others + 1)
        })
    }
}

/// The distributions with a score of `theta`: one for each share of detractors.
struct Distributions<'a> {
    constants: &'a Constants,
    weights: Weights,
    theta: f64,
    least: f64,
    most: f64,
}

/// The largest probability found, and where.
#[derive(Debug, Clone, Copy)]
struct Peak {
    probability: f64,
    angle: f64,
}

impl Peak {
    fn raise(&mut self, angle: f64, probability: f64) {
        if probability > self.probability {
            *self = Self { probability, angle };
        }
    }
}

impl<'a> Distributions<'a> {
    fn new(n: usize, theta: f64, constants: &'a Constants) -> Self {
        Self {
            constants,
            weights: Weights {
                n,
                detractors: Poisson::new(n),
                passives: Poisson::new(n),
                promoters: Poisson::new(n),
                promoters_backwards: vec![0.0; n + 1],
                whole: constants.poisson(n, n as f64),
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
        self.weights
            .set([detractors, passives, promoters], self.constants);
        probability(&self.weights)
    }

    /// The largest probability over all distributions: a grid, then its three highest peaks
    /// closely. Stops early once it is above `enough`, and where it stays far below; the
    /// distribution at the angle `hint` is asked first.
    fn largest(
        &mut self,
        enough: f64,
        hint: Option<f64>,
        probability: impl Fn(&Weights) -> f64,
    ) -> Peak {
        let mut best = Peak {
            probability: 0.0,
            angle: 0.0,
        };
        if let Some(angle) = hint {
            best.raise(angle, self.at(angle, &probability));
            if best.probability > enough {
                return best;
            }
        }
        let angle = |i: usize| i as f64 / GRID as f64;
        let mut grid = [0.0; GRID + 1];
        // Every eighth, every fourth, and the others: far out, all of them are far below.
        for (first, step, far) in [(0, 8, 1e-3), (4, 8, 0.1), (2, 4, 0.1), (1, 2, 0.8)] {
            for i in (first..=GRID).step_by(step) {
                grid[i] = self.at(angle(i), &probability);
                best.raise(angle(i), grid[i]);
                if best.probability > enough {
                    return best;
                }
            }
            if enough.is_finite() && best.probability < far * enough {
                return best;
            }
        }
        let mut peaks: Vec<usize> = (0..=GRID)
            .filter(|&i| {
                let [before, after] = neighbours(i).map(|j| grid[j]);
                let near = enough.is_infinite() || grid[i] >= 0.8 * enough;
                near && grid[i] >= before && grid[i] >= after
            })
            .collect();
        peaks.sort_by(|&i, &j| grid[j].total_cmp(&grid[i]));
        for &i in peaks.iter().take(3) {
            let [before, after] = neighbours(i).map(|j| grid[j]);
            let found = self.climb(angle(i), [before, grid[i], after], enough, &probability);
            best.raise(found.angle, found.probability);
            if best.probability > enough {
                return best;
            }
        }
        best
    }

    /// The top of the peak at the angle `top` and one step of the grid to each side, where the
    /// probabilities are known; stops early once it is above `enough`.
    ///
    /// Parabolas through the best three points, golden sections where they lead nowhere: Brent,
    /// *Algorithms for Minimization without Derivatives* (1973), chapter 5. Probabilities are even
    /// around the angles 0 and 1, so that a peak there is no special case.
    fn climb(
        &mut self,
        top: f64,
        [before, at_top, after]: [f64; 3],
        enough: f64,
        probability: &impl Fn(&Weights) -> f64,
    ) -> Peak {
        let step = 1.0 / GRID as f64;
        let (mut low, mut high) = (top - step, top + step);
        // Best, second and third.
        let mut points = [(top, at_top), (low, before), (high, after)];
        if before < after {
            points.swap(1, 2);
        }
        let (mut last, mut last_but_one) = (step, step);
        for _ in 0..40 {
            let [best, second, third] = points;
            let middle = 0.5 * (low + high);
            if (best.0 - middle).abs() <= 2.0 * CLOSE - 0.5 * (high - low) {
                break;
            }
            let by_second = (best.0 - second.0) * (best.1 - third.1);
            let by_third = (best.0 - third.0) * (best.1 - second.1);
            let vertex = ((best.0 - second.0) * by_second - (best.0 - third.0) * by_third)
                / (2.0 * (by_third - by_second));
            // False for NaN.
            let usable = vertex.abs() < 0.5 * last_but_one.abs()
                && (low + CLOSE..=high - CLOSE).contains(&(best.0 + vertex));
            (last_but_one, last) = if usable {
                (last, vertex)
            } else {
                let rest = if best.0 < middle {
                    high - best.0
                } else {
                    low - best.0
                };
                (rest, PART * rest)
            };
            let next = best.0 + copysign(last.abs().max(CLOSE), last);
            let value = self.at(next, probability);
            if value >= best.1 {
                if next >= best.0 {
                    low = best.0;
                } else {
                    high = best.0;
                }
                points = [(next, value), best, second];
                if value > enough {
                    break;
                }
            } else {
                if next < best.0 {
                    low = next;
                } else {
                    high = next;
                }
                if value >= second.1 {
                    points = [best, (next, value), second];
                } else if value >= third.1 {
                    points[2] = (next, value);
                }
            }
        }
        Peak {
            probability: points[0].1,
            angle: points[0].0,
        }
    }
}

/// The grid on either side of `i`; beyond an end it is what it is before it.
const fn neighbours(i: usize) -> [usize; 2] {
    match i {
        0 => [1, 1],
        GRID => [GRID - 1, GRID - 1],
        _ => [i - 1, i + 1],
    }
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
                        ties: Ties::Half,
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
                                let wide = (run.wide_start..run.wide_end).contains(&detractors);
                                let not_more = value < observed + tie;
                                assert_eq!(wide, not_more, "{tables:?} {theta} {run:?}");
                            }
                        }
                    }
                }
            }
        }
    }
}

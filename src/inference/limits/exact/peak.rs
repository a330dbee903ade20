//! The largest probability over all distributions with one score.

use alloc::vec::Vec;
use core::f64::consts::FRAC_PI_2;

use libm::{copysign, sin};

use super::weights::{Constants, Weights};

/// Distributions tried at first for each score; the best are refined.
const GRID: usize = 64;

/// How close to the top of a peak a search comes: the probability there is even closer, by the
/// square.
const CLOSE: f64 = 1e-8;

/// The smaller part of a line in golden section.
const PART: f64 = 0.381_966_011_250_105_1;

/// The distributions with a score of `theta`: one for each share of detractors.
pub(super) struct Distributions<'a> {
    constants: &'a Constants,
    weights: Weights,
    theta: f64,
    least: f64,
    most: f64,
}

/// The largest probability found, and where.
#[derive(Debug, Clone, Copy)]
pub(super) struct Peak {
    pub(super) probability: f64,
    pub(super) angle: f64,
}

impl Peak {
    fn raise(&mut self, angle: f64, probability: f64) {
        if probability > self.probability {
            *self = Self { probability, angle };
        }
    }
}

impl<'a> Distributions<'a> {
    pub(super) fn new(n: usize, theta: f64, constants: &'a Constants) -> Self {
        Self {
            constants,
            weights: Weights::new(n, constants),
            theta,
            least: (-theta).max(0.0),
            most: 0.5 * (1.0 - theta),
        }
    }

    /// A probability at the distribution at `angle`, 0 to 1: denser towards both ends, where
    /// probabilities change fastest.
    pub(super) fn at(&mut self, angle: f64, probability: &impl Fn(&Weights) -> f64) -> f64 {
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
    pub(super) fn largest(
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

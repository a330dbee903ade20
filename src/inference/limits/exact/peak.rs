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
    fn climb(
        &mut self,
        top: f64,
        around: [f64; 3],
        enough: f64,
        probability: &impl Fn(&Weights) -> f64,
    ) -> Peak {
        let mut search = Search::new(top, around);
        for _ in 0..40 {
            let Some(next) = search.next() else {
                break;
            };
            let value = self.at(next, probability);
            search.take(next, value);
            if search.best().probability > enough {
                break;
            }
        }
        search.best()
    }
}

/// A search for the top of a peak: parabolas through the best three points, golden sections where
/// they lead nowhere.
///
/// Brent, *Algorithms for Minimization without Derivatives* (1973), chapter 5. Probabilities are even
/// around the angles 0 and 1, so that a peak there is no special case.
struct Search {
    /// Where the top is.
    low: f64,
    high: f64,
    /// Angles and probabilities: the best, the second and the third.
    points: [(f64, f64); 3],
    last_step: f64,
    last_but_one: f64,
}

impl Search {
    /// From the top of the grid, one step of it to each side.
    fn new(top: f64, [before, at_top, after]: [f64; 3]) -> Self {
        let step = 1.0 / GRID as f64;
        let (low, high) = (top - step, top + step);
        let mut points = [(top, at_top), (low, before), (high, after)];
        if before < after {
            points.swap(1, 2);
        }
        Self {
            low,
            high,
            points,
            last_step: step,
            last_but_one: step,
        }
    }

    const fn best(&self) -> Peak {
        let (angle, probability) = self.points[0];
        Peak { probability, angle }
    }

    /// The angle to try next; `None` once the top is known closely.
    fn next(&mut self) -> Option<f64> {
        let best = self.points[0].0;
        let middle = 0.5 * (self.low + self.high);
        if (best - middle).abs() <= 2.0 * CLOSE - 0.5 * (self.high - self.low) {
            return None;
        }
        let vertex = self.vertex();
        // False for NaN.
        let usable = vertex.abs() < 0.5 * self.last_but_one.abs()
            && (self.low + CLOSE..=self.high - CLOSE).contains(&(best + vertex));
        (self.last_but_one, self.last_step) = if usable {
            (self.last_step, vertex)
        } else {
            let end = if best < middle { self.high } else { self.low };
            (end - best, PART * (end - best))
        };
        Some(best + copysign(self.last_step.abs().max(CLOSE), self.last_step))
    }

    /// From the best point to the top of the parabola through all three; NaN without one.
    fn vertex(&self) -> f64 {
        let [best, second, third] = self.points;
        let by_second = (best.0 - second.0) * (best.1 - third.1);
        let by_third = (best.0 - third.0) * (best.1 - second.1);
        ((best.0 - second.0) * by_second - (best.0 - third.0) * by_third)
            / (2.0 * (by_third - by_second))
    }

    /// Puts a new point in its place, and the ends closer.
    fn take(&mut self, angle: f64, value: f64) {
        let [best, second, third] = self.points;
        let better = value >= best.1;
        // The worse of the two is an end, on the side away from the better.
        let end = if better { best.0 } else { angle };
        if better == (angle >= best.0) {
            self.low = end;
        } else {
            self.high = end;
        }
        if better {
            self.points = [(angle, value), best, second];
        } else if value >= second.1 {
            self.points = [best, (angle, value), second];
        } else if value >= third.1 {
            self.points[2] = (angle, value);
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

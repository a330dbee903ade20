//! Raking: weights in proportion to the starting ones that meet every margin, and what is left of
//! answers when the margins are known. Arithmetic on cells by number.
//!
//! Source: Deming and Stephan, Annals of Mathematical Statistics 11 (1940) 427-444; convergence, and
//! where there is none: Csiszár, Annals of Probability 3 (1975) 146-158. Within bounds, Deville and
//! Särndal, Journal of the American Statistical Association 87 (1992) 376-382 (their case 7); the
//! sweeps climb its dual, one category at a time.

use alloc::vec;
use alloc::vec::Vec;

use crate::inference::numeric::bracketed_root;

/// The most sweeps through all margins.
const MAX_SWEEPS: u32 = 100_000;

/// After how many sweeps progress is looked at, before and after the margins are met, and the least of
/// it that is worth going on.
const STRETCHES: [u32; 2] = [1_000, 100];
const PROGRESS: f64 = 0.999;

/// The cells of each category of a margin, and what their weights must add up to.
pub(super) struct Split {
    cells: Vec<Vec<usize>>,
    targets: Vec<f64>,
}

impl Split {
    /// Of the place of each cell's category, and the targets of the categories.
    pub(super) fn new(of_cell: &[usize], targets: Vec<f64>) -> Self {
        let mut cells = vec![Vec::new(); targets.len()];
        for (cell, place) in of_cell.iter().enumerate() {
            cells[*place].push(cell);
        }
        Self { cells, targets }
    }

    /// What a category must come to.
    pub(super) fn target(&self, place: usize) -> f64 {
        self.targets[place]
    }

    /// The categories that somebody is in: place, cells and target.
    fn categories(&self) -> impl Iterator<Item = (usize, &[usize], f64)> {
        let categories = self.cells.iter().zip(&self.targets).enumerate();
        categories
            .map(|(place, (cells, target))| (place, &cells[..], *target))
            .filter(|(_, _, target)| *target > 0.0)
    }
}

/// Weights that meet every margin.
pub(super) struct Raked {
    /// What the weights of each cell are multiplied by.
    pub(super) factors: Vec<f64>,
    pub(super) sweeps: u32,
    /// The largest relative error of a margin.
    pub(super) error: f64,
}

/// A category that the weights do not reach: its margin, its place there, what it comes to.
pub(super) type Unreached = (usize, usize, f64);

/// Multiplies the weights of all cells of a category at a time, until every category of every margin
/// comes to its target to within `tolerance`; goes on from there while that gets better.
///
/// `weights` add up to what each margin does. With limits, each factor is cut at them.
pub(super) fn rake(
    weights: &[f64],
    margins: &[Split],
    limits: Option<(f64, f64)>,
    tolerance: f64,
) -> Result<Raked, Unreached> {
    let cut = |factor: f64| limits.map_or(factor, |(low, high)| factor.clamp(low, high));
    // The factor of each cell, not yet cut.
    let mut uncut = vec![1.0; weights.len()];
    let mut sweeps = 0;
    let (mut before, mut stretch) = (f64::INFINITY, f64::INFINITY);
    loop {
        let mut error = 0.0_f64;
        for (m, margin) in margins.iter().enumerate() {
            for (place, cells, target) in margin.categories() {
                let come = |by: f64| -> f64 {
                    let weight = |cell: &usize| weights[*cell] * cut(uncut[*cell] * by);
                    cells.iter().map(weight).sum()
                };
                let found = come(1.0);
                error = error.max((found / target - 1.0).abs());
                let by = match limits {
                    // Below what a float can be, after many sweeps that came no nearer.
                    None if found <= 0.0 => return Err((m, place, found)),
                    None => target / found,
                    Some(limits) => within(limits, cells, &uncut, |by| come(by) - target)
                        .map_err(|rest| (m, place, target + rest))?,
                };
                for cell in cells {
                    uncut[*cell] *= by;
                }
            }
        }
        sweeps += 1;
        // No more can be had: within rounding, or as far as it goes.
        let done = error <= f64::EPSILON
            || (error <= 1e-3 * tolerance && error >= before)
            || sweeps == MAX_SWEEPS;
        let stuck = sweeps % STRETCHES[usize::from(error <= tolerance)] == 0 && {
            let stuck = error > PROGRESS * stretch;
            stretch = error;
            stuck
        };
        before = error;
        // True for NaN too: weights beyond floats.
        if done || stuck || !error.is_finite() {
            break;
        }
    }
    let factors: Vec<f64> = uncut.into_iter().map(cut).collect();
    let (error, worst) = largest_error(weights, &factors, margins);
    if error <= tolerance {
        Ok(Raked {
            factors,
            sweeps,
            error,
        })
    } else {
        Err(worst)
    }
}

/// By how much the uncut factors of a category must be multiplied, so that what they come to, less
/// the target, is 0; where that cannot be, the nearest that can.
fn within(
    (low, high): (f64, f64),
    cells: &[usize],
    uncut: &[f64],
    rest: impl Fn(f64) -> f64,
) -> Result<f64, f64> {
    let of = |cell: &usize| uncut[*cell];
    let largest = cells.iter().map(of).fold(0.0, f64::max);
    let smallest = cells.iter().map(of).fold(f64::INFINITY, f64::min);
    let (low, high) = (low / largest, high / smallest);
    if !(high.is_finite() && largest.is_finite() && low < high) {
        // Beyond floats, after many sweeps that came no nearer.
        return Err(rest(1.0));
    }
    let (least, most) = (rest(low), rest(high));
    if least > 0.0 {
        Err(least)
    } else if most < 0.0 {
        Err(most)
    } else {
        Ok(bracketed_root(rest, low, high))
    }
}

/// The largest relative error of any category, and where it is.
fn largest_error(weights: &[f64], factors: &[f64], margins: &[Split]) -> (f64, Unreached) {
    let mut worst = (0.0, (0, 0, 0.0));
    for (m, margin) in margins.iter().enumerate() {
        for (place, cells, target) in margin.categories() {
            let found = cells.iter().map(|cell| weights[*cell] * factors[*cell]);
            let found: f64 = found.sum();
            let error = (found / target - 1.0).abs();
            // A weight beyond floats is the largest error there is.
            if error > worst.0 || error.is_nan() {
                let error = if error.is_nan() { f64::INFINITY } else { error };
                worst = (error, (m, place, found));
            }
        }
    }
    worst
}

/// The least squares fit of the cells' means by the categories of all margins, each cell weighted:
/// what the margins alone say of a cell.
///
/// By subtracting the mean of each category in turn, until nothing changes.
pub(super) fn fit(means: &[f64], weights: &[f64], margins: &[Split]) -> Vec<f64> {
    const MAX_SWEEPS: u32 = 10_000;
    let mut rest = means.to_vec();
    for _ in 0..MAX_SWEEPS {
        let mut largest = 0.0_f64;
        for margin in margins {
            for (_, cells, _) in margin.categories() {
                let weight: f64 = cells.iter().map(|cell| weights[*cell]).sum();
                let sum: f64 = cells.iter().map(|cell| weights[*cell] * rest[*cell]).sum();
                if weight > 0.0 {
                    let mean = sum / weight;
                    largest = largest.max(mean.abs());
                    for cell in cells {
                        rest[*cell] -= mean;
                    }
                }
            }
        }
        if largest <= 1e-15 || margins.len() == 1 {
            break;
        }
    }
    let fitted = means.iter().zip(&rest);
    fitted.map(|(mean, rest)| mean - rest).collect()
}

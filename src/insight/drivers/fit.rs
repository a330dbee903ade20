//! What questions explain of an outcome, from their correlations alone.

use alloc::vec::Vec;

use libm::{fabs, sqrt};

use super::linear::Matrix;
use crate::error::DataError;

/// Eigenvalues and variances below this part of a correlation matrix are rounding.
const NOTHING: f64 = 1e-10;

/// What follows from correlations alone.
pub(super) struct Fit {
    pub(super) rank: usize,
    pub(super) r_squared: f64,
    pub(super) standardised: Vec<Option<f64>>,
    pub(super) weights: Vec<f64>,
}

impl Fit {
    /// Of a correlation matrix with the outcome last: with R = V λ Vᵀ of the predictors and r their
    /// correlations with the outcome, the standardised coefficients V λ⁻¹ Vᵀ r, and the relative weights
    /// (L ∘ L)(b ∘ b) of L = V λ^½ Vᵀ and b = L⁻¹ r; inverses are those of Moore and Penrose.
    pub(super) fn of(correlations: &Matrix) -> Result<Self, DataError> {
        let p = correlations.size - 1;
        let (values, vectors) = Matrix::of(p, |i, j| correlations.at(i, j)).eigen();
        let used: Vec<usize> = (0..p).filter(|&k| values[k] > NOTHING).collect();
        // r along each eigenvector.
        let along: Vec<f64> = (0..p)
            .map(|k| {
                (0..p)
                    .map(|i| vectors.at(i, k) * correlations.at(i, p))
                    .sum()
            })
            .collect();
        let parts = used.iter().map(|&k| along[k] * along[k] / values[k]);
        let r_squared: f64 = parts.sum();
        let impossible = values.iter().any(|value| *value < -1e-9)
            || r_squared > 1.0 + 1e-9
            || (0..p).any(|k| values[k] <= NOTHING && fabs(along[k]) > 1e-6);
        if impossible {
            return Err(DataError::Contradiction {
                first: "a correlation of those who answered two questions".into(),
                second: "those of the people who answered others".into(),
            });
        }
        let determined = |i: usize| {
            let unused = (0..p).filter(|k| values[*k] <= NOTHING);
            unused
                .map(|k| vectors.at(i, k) * vectors.at(i, k))
                .sum::<f64>()
                < 1e-8
        };
        let standardised = (0..p).map(|i| {
            let terms = used
                .iter()
                .map(|&k| vectors.at(i, k) * along[k] / values[k]);
            determined(i).then(|| terms.sum())
        });
        let root = Matrix::of(p, |i, j| {
            let terms = used.iter();
            terms
                .map(|&k| vectors.at(i, k) * sqrt(values[k]) * vectors.at(j, k))
                .sum()
        });
        let orthogonal: Vec<f64> = (0..p)
            .map(|i| {
                let terms = used.iter();
                terms
                    .map(|&k| vectors.at(i, k) * along[k] / sqrt(values[k]))
                    .sum()
            })
            .collect();
        let weights = (0..p).map(|i| {
            let terms = (0..p).map(|k| {
                let part = root.at(i, k) * orthogonal[k];
                part * part
            });
            terms.sum()
        });
        Ok(Self {
            rank: used.len(),
            r_squared: r_squared.min(1.0),
            standardised: standardised.collect(),
            weights: weights.collect(),
        })
    }
}

/// The part of R² of each question: the mean gain in R² over all orders of taking questions in.
pub(super) fn shapley_values(correlations: &Matrix) -> Vec<f64> {
    let p = correlations.size - 1;
    // R² of every set of questions, a bit for each.
    let mut explained = alloc::vec![0.0; 1 << p];
    explain(correlations, 0, 0, &mut explained);
    // |set|! (p - |set| - 1)! / p!.
    let mut weights = alloc::vec![1.0 / p as f64; p];
    for size in 1..p {
        weights[size] = weights[size - 1] * size as f64 / (p - size) as f64;
    }
    let value = |i: usize| {
        let without = (0..1_usize << p).filter(|set| set & (1 << i) == 0);
        without
            .map(|set| {
                let gain = explained[set | (1 << i)] - explained[set];
                weights[set.count_ones() as usize] * gain
            })
            .sum()
    };
    (0..p).map(value).collect()
}

/// R² of the questions of `set` and every choice of those from `next` on: one minus what is left of
/// the outcome's variance, where `rest` is what is left of all.
fn explain(rest: &Matrix, next: usize, set: usize, explained: &mut [f64]) {
    let p = rest.size - 1;
    if next == p {
        explained[set] = 1.0 - rest.at(p, p);
        return;
    }
    explain(rest, next + 1, set, explained);
    let with = set | (1 << next);
    if rest.at(next, next) > NOTHING {
        explain(&rest.without(next), next + 1, with, explained);
    } else {
        // It follows from those before.
        explain(rest, next + 1, with, explained);
    }
}

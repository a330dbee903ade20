//! Symmetric matrices of at most 30 rows.

use alloc::vec::Vec;

use libm::{fabs, sqrt};

/// A square matrix, by rows.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Matrix {
    pub(super) size: usize,
    cells: Vec<f64>,
}

impl Matrix {
    pub(super) fn of(size: usize, mut cell: impl FnMut(usize, usize) -> f64) -> Self {
        let places = (0..size).flat_map(|i| (0..size).map(move |j| (i, j)));
        Self {
            size,
            cells: places.map(|(i, j)| cell(i, j)).collect(),
        }
    }

    pub(super) fn at(&self, i: usize, j: usize) -> f64 {
        self.cells[i * self.size + j]
    }

    fn cell(&mut self, i: usize, j: usize) -> &mut f64 {
        &mut self.cells[i * self.size + j]
    }

    /// The eigenvalues of a symmetric matrix, with its eigenvectors as columns.
    ///
    /// Jacobi's method, by rows: each rotation sets one pair of cells to 0, until all are. Golub and
    /// Van Loan, *Matrix Computations* (4th ed., 2013), section 8.5.
    pub(super) fn eigen(mut self) -> (Vec<f64>, Self) {
        const SWEEPS: usize = 60;
        let n = self.size;
        let mut vectors = Self::of(n, |i, j| f64::from(u8::from(i == j)));
        for _ in 0..SWEEPS {
            let mut done = true;
            for i in 0..n {
                for j in i + 1..n {
                    let off = self.at(i, j);
                    if fabs(off) <= 1e-18 {
                        continue;
                    }
                    done = false;
                    let theta = (self.at(j, j) - self.at(i, i)) / (2.0 * off);
                    let root = fabs(theta) + sqrt(1.0 + theta * theta);
                    let tangent = if theta < 0.0 { -1.0 / root } else { 1.0 / root };
                    let cosine = 1.0 / sqrt(1.0 + tangent * tangent);
                    let sine = tangent * cosine;
                    for k in 0..n {
                        let (a, b) = (self.at(k, i), self.at(k, j));
                        (*self.cell(k, i), *self.cell(k, j)) =
                            (cosine * a - sine * b, sine * a + cosine * b);
                    }
                    for k in 0..n {
                        let (a, b) = (self.at(i, k), self.at(j, k));
                        (*self.cell(i, k), *self.cell(j, k)) =
                            (cosine * a - sine * b, sine * a + cosine * b);
                        let (a, b) = (vectors.at(k, i), vectors.at(k, j));
                        (*vectors.cell(k, i), *vectors.cell(k, j)) =
                            (cosine * a - sine * b, sine * a + cosine * b);
                    }
                }
            }
            if done {
                break;
            }
        }
        ((0..n).map(|i| self.at(i, i)).collect(), vectors)
    }

    /// What is left of a covariance matrix without what its variable `k` explains.
    pub(super) fn without(&self, k: usize) -> Self {
        let pivot = self.at(k, k);
        Self::of(self.size, |i, j| {
            self.at(i, j) - self.at(i, k) * self.at(k, j) / pivot
        })
    }
}

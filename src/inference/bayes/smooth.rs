//! The distribution function of a score whose density is smooth, from a table.
//!
//! The normal quantile z of the distribution function is close to a straight line in atanh of the
//! score, and known from its values at a few nodes of Chebyshev: F = Φ(z), f = φ(z) z'.
//!
//! Source: Trefethen, *Approximation Theory and Approximation Practice* (2013), chapters 3 and 8.

use core::f64::consts::PI;

use libm::{atanh, cos, exp, tanh};

use super::super::numeric::{normal_sf, normal_upper_quantile};
use super::dirichlet::{Dirichlet, Point};

/// Where two shares vanish that together have at least this parameter, a density is smooth.
pub(super) const SMOOTH: f64 = 25.0;

const NODES: usize = 24;

pub(super) struct Smooth {
    mean: Point,
    /// Centre and half width of the table in atanh θ - atanh mean.
    centre: f64,
    half: f64,
    coefficients: [f64; NODES],
}

impl Smooth {
    /// The table between two points that leave out what is negligible; `None` if the distribution is
    /// not smooth enough for it.
    pub(super) fn new(
        distribution: &Dirichlet,
        mean: Point,
        low: Point,
        high: Point,
    ) -> Option<Self> {
        /// The last coefficients of a table that is good to more than ten digits.
        const ENOUGH: f64 = 1e-10;
        let at_zero =
            distribution.exponent_at(0.0) >= SMOOTH || (low.value() > 0.0) == (high.value() > 0.0);
        let at_ends = distribution
            .exponent_at(1.0)
            .min(distribution.exponent_at(-1.0))
            >= SMOOTH;
        if !at_zero || !at_ends {
            return None;
        }
        let [from, to] = [low, high].map(|point| distance(point, mean));
        let mut table = Self {
            mean,
            centre: 0.5 * (from + to),
            half: 0.5 * (to - from),
            coefficients: [0.0; NODES],
        };
        let n = NODES as f64;
        let angle = |i: usize| PI * (i as f64 + 0.5) / n;
        let z: [f64; NODES] = core::array::from_fn(|i| {
            let point = table.point(table.centre + table.half * cos(angle(i)));
            let tails = distribution.tails_with(point, false);
            if tails.below < tails.above {
                -normal_upper_quantile(tails.below)
            } else {
                normal_upper_quantile(tails.above)
            }
        });
        for (k, coefficient) in table.coefficients.iter_mut().enumerate() {
            let sum: f64 = (0..NODES).map(|i| z[i] * cos(k as f64 * angle(i))).sum();
            *coefficient = sum * if k == 0 { 1.0 } else { 2.0 } / n;
        }
        let last: f64 = table.coefficients[NODES - 3..]
            .iter()
            .map(|c| c.abs())
            .sum();
        (last < ENOUGH).then_some(table)
    }

    /// The point at a distance from the mean.
    fn point(&self, distance: f64) -> Point {
        let q = tanh(distance);
        let mean = self.mean;
        let (below, above) = gaps(mean);
        self.mean.plus(q * below * above / (1.0 + q * mean.value()))
    }

    /// The density and the distribution function.
    pub(super) fn at(&self, point: Point) -> (f64, f64) {
        let x = (distance(point, self.mean) - self.centre) / self.half;
        if x <= -1.0 {
            return (0.0, 0.0);
        }
        if x >= 1.0 {
            return (0.0, 1.0);
        }
        // Clenshaw's recurrence, and its derivative.
        let (mut b, mut b_next, mut d, mut d_next) = (0.0, 0.0, 0.0, 0.0);
        for c in self.coefficients[1..].iter().rev() {
            (d, d_next) = (2.0 * b + 2.0 * x * d - d_next, d);
            (b, b_next) = (c + 2.0 * x * b - b_next, b);
        }
        let z = self.coefficients[0] + x * b - b_next;
        let slope = b + x * d - d_next;
        let (below, above) = gaps(point);
        let density =
            exp(-0.5 * z * z) / libm::sqrt(2.0 * PI) * slope / (self.half * below * above);
        (density.max(0.0), normal_sf(-z))
    }
}

/// The distances of a point from -1 and from 1.
fn gaps(point: Point) -> (f64, f64) {
    (
        point.minus(Point::from(-1.0, 0.0)).value(),
        Point::from(1.0, 0.0).minus(point).value(),
    )
}

/// atanh of a point less atanh of the mean.
fn distance(point: Point, mean: Point) -> f64 {
    let (below, above) = gaps(mean);
    let (from_low, from_high) = gaps(point);
    // 1 - point x mean, without cancellation on either side.
    let rest = if mean.value() > 0.0 {
        from_high + point.value() * above
    } else {
        from_low - point.value() * below
    };
    // Nearest to -1 and 1 the quotient may round to more than 1, of which atanh is NaN.
    atanh((point.minus(mean).value() / rest).clamp(-1.0, 1.0))
}

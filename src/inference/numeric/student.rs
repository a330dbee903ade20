//! Student's t and the incomplete beta function that it takes.

use core::f64::consts::PI;

use libm::{exp, fabs, lgamma, log, log1p, sqrt};

use super::gamma::{deviance, stirling_error};
use super::normal::normal_two_sided_z;

/// The regularised incomplete beta function `I_x(a, b)` with y = 1 - x given to full precision.
///
/// The continued fraction `DLMF` 8.17.22 by Lentz's method, with the factor before it in Loader's
/// form. Error about 1e-13 for a + b up to 1e6; the number of steps grows with sqrt(a + b).
pub(in crate::inference) fn beta_regularised(a: f64, b: f64, x: f64, y: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    if y <= 0.0 {
        return 1.0;
    }
    if x > (a + 1.0) / (a + b + 2.0) {
        1.0 - beta_fraction(b, a, y, x)
    } else {
        beta_fraction(a, b, x, y)
    }
}

/// `I_x(a, b)` where the continued fraction converges fast.
fn beta_fraction(a: f64, b: f64, x: f64, y: f64) -> f64 {
    const TINY: f64 = 1e-300;
    let n = a + b;
    // x^a y^b / B(a, b).
    let front = exp(stirling_error(n)
        - stirling_error(a)
        - stirling_error(b)
        - deviance(a, n * x)
        - deviance(b, n * y))
        * sqrt(a * b / (2.0 * PI * n));
    let away = |value: f64| if fabs(value) < TINY { TINY } else { value };
    let mut c = 1.0;
    let mut d = 1.0 / away(1.0 - n * x / (a + 1.0));
    let mut fraction = d;
    let mut m = 1.0;
    while m < 1e7 {
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        d = 1.0 / away(1.0 + even * d);
        c = away(1.0 + even / c);
        fraction *= d * c;
        let odd = -(a + m) * (n + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        d = 1.0 / away(1.0 + odd * d);
        c = away(1.0 + odd / c);
        fraction *= d * c;
        if fabs(d * c - 1.0) < 1e-16 {
            break;
        }
        m += 1.0;
    }
    front * fraction / a
}

/// P(|T| > |t|) for Student's T of `dof` > 0 degrees of freedom, not necessarily whole.
/// Error about 1e-13. Abramowitz and Stegun 26.7.1.
pub(crate) fn student_two_sided_p(t: f64, dof: f64) -> f64 {
    let square = t * t;
    if square.is_infinite() {
        return 0.0;
    }
    let sum = dof + square;
    beta_regularised(0.5 * dof, 0.5, dof / sum, square / sum)
}

/// The t for which P(|T| <= t) = level, 0 < level < 1. Error about 1e-13.
///
/// Newton's method on ln p in ln t, kept inside a bracket; for many degrees of freedom, where the
/// logarithms of gamma functions run out of digits, the expansion about the normal quantile
/// (Abramowitz and Stegun 26.7.5).
pub(crate) fn student_two_sided_quantile(level: f64, dof: f64) -> f64 {
    if dof > 1e5 {
        let z = normal_two_sided_z(level);
        let square = z * z;
        let first = (square + 1.0) / 4.0;
        let second = ((5.0 * square + 16.0) * square + 3.0) / 96.0;
        let third = (((3.0 * square + 19.0) * square + 17.0) * square - 15.0) / 384.0;
        return z * (1.0 + (first + (second + third / dof) / dof) / dof);
    }
    let alpha = 1.0 - level;
    let log_density = lgamma(0.5 * (dof + 1.0)) - lgamma(0.5 * dof) - 0.5 * log(dof * PI);
    let (mut low, mut high) = (0.0, f64::MAX);
    let mut t = normal_two_sided_z(level);
    for _ in 0..200 {
        let p = student_two_sided_p(t, dof);
        if p > alpha {
            low = t;
        } else {
            high = t;
        }
        let density = 2.0 * exp(log_density - 0.5 * (dof + 1.0) * log1p(t * t / dof));
        let newton = t * exp(p * log(p / alpha) / (density * t));
        let next = if newton > low && newton < high {
            newton
        } else if high >= f64::MAX {
            2.0 * t
        } else {
            0.5 * (low + high)
        };
        let done = fabs(next - t) <= 4.0 * f64::EPSILON * t;
        t = next;
        if done {
            break;
        }
    }
    t
}

#[cfg(test)]
mod tests {
    //! Anchors computed with 50 digits by an arbitrary-precision library.

    #![allow(
        clippy::excessive_precision,
        clippy::float_cmp,
        clippy::unreadable_literal,
        reason = "digits of the references, and exact values"
    )]

    use super::super::close;
    use super::*;

    #[test]
    fn student() {
        for (level, dof, t) in [
            (0.9, 1.0, 6.313751514675043),
            (0.9, 2.0, 2.9199855803537256),
            (0.9, 4.0, 2.1318467863266504),
            (0.9, 9.0, 1.8331129326562372),
            (0.9, 29.0, 1.6991270265334977),
            (0.9, 99.0, 1.6603911560169908),
            (0.9, 999.0, 1.6463803454275356),
            (0.95, 1.0, 12.706204736174705),
            (0.95, 2.0, 4.302652729749464),
            (0.95, 4.0, 2.7764451051977943),
            (0.95, 9.0, 2.2621571627982053),
            (0.95, 29.0, 2.0452296421327043),
            (0.95, 99.0, 1.9842169515864174),
            (0.95, 999.0, 1.96234146113345),
            (0.99, 1.0, 63.65674116287158),
            (0.99, 2.0, 9.924843200918293),
            (0.99, 4.0, 4.604094871349993),
            (0.99, 9.0, 3.2498355415921263),
            (0.99, 29.0, 2.7563859036706053),
            (0.99, 99.0, 2.6264054572808275),
            (0.99, 999.0, 2.580759637267637),
            (0.95, 99999.0, 1.9599877077718444),
            (0.95, 100001.0, 1.9599877072973788),
            (0.999999, 100001.0, 4.891943337660666),
            (0.999999999999, 100001.0, 7.131434174156558),
            (0.9, 1e+18, 1.6448536269514729),
        ] {
            close(student_two_sided_quantile(level, dof), t, 1e-12);
        }
    }

    #[test]
    fn beta() {
        for (a, b, x, p) in [
            (0.5, 0.5, 0.3, 0.36901011956554536),
            (1.0, 1.0, 0.25, 0.25),
            (5.5, 2.5, 0.7, 0.4909940244232006),
            (30.5, 18.5, 0.5, 0.04109364795823124),
            (500.5, 200.5, 0.7, 0.20525106691970188),
            (0.5, 100.5, 0.001, 0.34576381289814123),
            (100.5, 0.5, 0.99, 0.15574072016430587),
        ] {
            close(beta_regularised(a, b, x, 1.0 - x), p, 1e-12);
        }
    }
}

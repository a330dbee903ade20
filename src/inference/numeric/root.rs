//! Roots of functions, and sums of exponentials.

use libm::{exp, fabs, log};

/// Where a function changes sign between `a` and `b`, to about two units in the last place.
///
/// Signs at the ends must differ; a jump over 0 counts. Chandrupatla, "A new hybrid
/// quadratic/bisection algorithm for finding the zero of a nonlinear function without using
/// derivatives", Advances in Engineering Software 28 (1997) 145-149.
pub(in crate::inference) fn bracketed_root(f: impl Fn(f64) -> f64, a: f64, b: f64) -> f64 {
    // `b` is the newest point, `a` the one across the root, `c` the one before.
    let (mut a, mut b) = (a, b);
    let (mut f_a, mut f_b) = (f(a), f(b));
    let mut part = 0.5;
    for _ in 0..200 {
        let x = a + part * (b - a);
        let f_x = f(x);
        let (c, f_c);
        if (f_x > 0.0) == (f_a > 0.0) {
            (c, f_c) = (a, f_a);
        } else {
            (c, f_c) = (b, f_b);
            (b, f_b) = (a, f_a);
        }
        (a, f_a) = (x, f_x);
        let (best, f_best) = if fabs(f_a) < fabs(f_b) {
            (a, f_a)
        } else {
            (b, f_b)
        };
        let least = f64::EPSILON * fabs(best) / fabs(b - a);
        if fabs(f_best) <= 0.0 || least >= 0.5 || fabs(b - a) < 1e-300 {
            return best;
        }
        let xi = (a - b) / (c - b);
        let phi = (f_a - f_b) / (f_c - f_b);
        part = if phi * phi < xi && (1.0 - phi) * (1.0 - phi) < 1.0 - xi {
            // Inverse quadratic interpolation.
            f_a / (f_b - f_a) * f_c / (f_b - f_c)
                + (c - a) / (b - a) * f_a / (f_c - f_a) * f_b / (f_c - f_b)
        } else {
            0.5
        }
        .clamp(least, 1.0 - least);
    }
    a
}

/// ln Σ exp(x) over the items, without overflow; minus infinity for none.
pub(in crate::inference) fn log_sum_exp(items: impl Iterator<Item = f64> + Clone) -> f64 {
    let largest = items.clone().fold(f64::NEG_INFINITY, f64::max);
    if largest.is_infinite() {
        return largest;
    }
    largest + log(items.map(|item| exp(item - largest)).sum())
}

//! Factorials by Stirling's formula, and what Poisson weights need of them.

use core::f64::consts::PI;

use libm::{exp, fabs, lgamma, log, sqrt};

/// ln(sqrt(2 pi)).
const LN_SQRT_2PI: f64 = 0.918_938_533_204_672_8;

/// The error of Stirling's formula: ln Γ(x + 1) - [(x + 1/2) ln x - x + ln sqrt(2 pi)], x > 0.
///
/// Absolute error below 1e-15 from 15 on, 1e-14 below. Loader, "Fast and accurate computation of
/// binomial probabilities" (2000).
pub(in crate::inference) fn stirling_error(x: f64) -> f64 {
    if x < 15.0 {
        return lgamma(x + 1.0) - (x + 0.5) * log(x) + x - LN_SQRT_2PI;
    }
    let y = 1.0 / (x * x);
    let series = 1.0 / 12.0
        - y * (1.0 / 360.0
            - y * (1.0 / 1260.0 - y * (1.0 / 1680.0 - y * (1.0 / 1188.0 - y * 691.0 / 360_360.0))));
    series / x
}

/// The deviance x ln(x / m) + m - x for x >= 0, m > 0, without cancellation where they are close
/// (Loader 2000).
pub(in crate::inference) fn deviance(x: f64, m: f64) -> f64 {
    if x <= 0.0 {
        return m;
    }
    let difference = x - m;
    if fabs(difference) < 0.1 * (x + m) {
        let v = difference / (x + m);
        let mut sum = difference * v;
        let mut term = 2.0 * x * v;
        let square = v * v;
        let mut odd = 3.0;
        loop {
            term *= square;
            let next = sum + term / odd;
            if next.to_bits() == sum.to_bits() {
                return next;
            }
            sum = next;
            odd += 2.0;
        }
    }
    x * log(x / m) - difference
}

/// P(X = x) for a Poisson X of mean m > 0; also between whole x. Error about 1e-14 (Loader 2000).
pub(in crate::inference) fn poisson_pmf(x: f64, m: f64) -> f64 {
    if x <= 0.0 {
        return exp(-m);
    }
    exp(-stirling_error(x) - deviance(x, m)) / sqrt(2.0 * PI * x)
}

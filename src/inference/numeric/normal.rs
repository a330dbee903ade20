//! The normal distribution.

use core::f64::consts::{FRAC_1_SQRT_2, FRAC_2_SQRT_PI};

use libm::{erf, erfc, exp, fabs, fma, log, sqrt};

/// What `FRAC_1_SQRT_2` falls short of 1 / sqrt 2.
const FRAC_1_SQRT_2_REST: f64 = -4.833_646_656_726_457e-17;

/// P(Z > z) for a standard normal Z. As far off as [`normal_two_sided_p`].
pub(in crate::inference) fn normal_sf(z: f64) -> f64 {
    0.5 * erfc_of_z(z)
}

/// P(|Z| > |z|). Relative error below 4e-16 wherever the result is a normal number, |z| < 37.5;
/// beyond it fades to 0.
///
/// What is left is the error of `z` itself: each part in 10^16 of it costs z² parts of the result.
pub(in crate::inference) fn normal_two_sided_p(z: f64) -> f64 {
    erfc_of_z(fabs(z))
}

/// erfc(z / sqrt 2). Rounding the quotient x would cost 2 x² times its relative error, so what it
/// drops is kept and brought in by the derivative of erfc.
fn erfc_of_z(z: f64) -> f64 {
    let x = z * FRAC_1_SQRT_2;
    let p = erfc(x);
    if fabs(x) > 30.0 {
        return p;
    }
    let rest = fma(z, FRAC_1_SQRT_2, -x) + z * FRAC_1_SQRT_2_REST;
    p - rest * FRAC_2_SQRT_PI * exp(-x * x)
}

/// The z for which P(Z > z) = p, 0 < p < 1. Error below 1e-15.
pub(in crate::inference) fn normal_upper_quantile(p: f64) -> f64 {
    if p <= 0.25 {
        tail_z(2.0 * p)
    } else if p < 0.75 {
        centre_z(1.0 - 2.0 * p)
    } else {
        -tail_z(2.0 * (1.0 - p))
    }
}

/// The z for which P(|Z| <= z) = level, 0 < level < 1. Error below 1e-15.
pub(in crate::inference) fn normal_two_sided_z(level: f64) -> f64 {
    if level < 0.5 {
        centre_z(level)
    } else {
        // Exact: level is at least half of 1.
        tail_z(1.0 - level)
    }
}

/// Twice the standard normal density at 0.
const TWICE_PEAK: f64 = 0.797_884_560_802_865_4;

/// The z for which P(|Z| > z) = alpha, for alpha up to 1/2.
///
/// Start by Abramowitz and Stegun 26.2.23 (error below 4.5e-4), then Halley's method on erfc, which
/// triples the digits with each step.
fn tail_z(alpha: f64) -> f64 {
    let t = sqrt(-2.0 * log(0.5 * alpha));
    let mut z = t
        - (2.515_517 + t * (0.802_853 + t * 0.010_328))
            / (1.0 + t * (1.432_788 + t * (0.189_269 + t * 0.001_308)));
    for _ in 0..2 {
        let error = normal_two_sided_p(z) - alpha;
        let u = error / (TWICE_PEAK * exp(-0.5 * z * z));
        z += u / (1.0 - 0.5 * z * u);
    }
    z
}

/// The z for which P(Z <= z) - P(Z <= -z) = centre, for |centre| up to 1/2: Halley's method on erf
/// from two terms of the series of its inverse.
fn centre_z(centre: f64) -> f64 {
    let start = centre / TWICE_PEAK;
    let mut z = start * (1.0 + start * start / 6.0);
    for _ in 0..3 {
        let error = erf(z * FRAC_1_SQRT_2) - centre;
        let u = error / (TWICE_PEAK * exp(-0.5 * z * z));
        z -= u / (1.0 + 0.5 * z * u);
    }
    z
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
    fn normal() {
        for (level, z) in [
            (0.5, 0.6744897501960817),
            (0.8, 1.2815515655446004),
            (0.9, 1.6448536269514726),
            (0.95, 1.9599639845400543),
            (0.975, 2.2414027276049455),
            (0.98, 2.326347874040841),
            (0.99, 2.575829303548901),
            (0.995, 2.8070337683438042),
            (0.999, 3.290526731491895),
            (0.9999, 3.890591886413094),
            (0.999999, 4.89163847569859),
        ] {
            close(normal_two_sided_z(level), z, 1e-15 + 1e-16 / (1.0 - level));
        }
        for (z, p) in [
            (0.0, 1.0),
            (1e-09, 0.9999999992021155),
            (0.1, 0.920344325445942),
            (0.5, 0.6170750774519738),
            (1.0, 0.3173105078629141),
            (1.5, 0.13361440253771614),
            (1.959963984540054, 0.050000000000000024),
            (2.5, 0.01241933065155227),
            (3.0, 0.002699796063260189),
            (5.0, 5.733031437583878e-07),
            (8.0, 1.2441921148543568e-15),
            (10.0, 1.523970604832105e-23),
            (20.0, 5.5072482372124675e-89),
            (30.0, 9.813427854296374e-198),
            (37.0, 1.1451142445049154e-299),
        ] {
            close(normal_two_sided_p(z), p, 4e-16);
            close(2.0 * normal_sf(z), p, 4e-16);
        }
    }
}

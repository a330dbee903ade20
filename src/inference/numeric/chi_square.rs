//! The chi-square distribution.

use core::f64::consts::PI;

use libm::{erfc, exp, sqrt};

use super::gamma::{deviance, poisson_pmf};

/// P(X > x) for a chi-square X of `dof` degrees of freedom, x >= 0.
///
/// The finite sums for whole degrees of freedom: Abramowitz and Stegun 26.4.4 and 26.4.5. All terms
/// are positive; error about 1e-14.
pub(in crate::inference) fn chi_square_sf(x: f64, dof: u64) -> f64 {
    if x <= 0.0 {
        return 1.0;
    }
    let half = 0.5 * x;
    let terms = dof / 2;
    if terms > MOST_TERMS {
        return many_degrees_sf(0.5 * dof as f64, half);
    }
    // Poisson-like weights of j - shift for j = 1..=terms, the largest first.
    let shift = if dof % 2 == 1 { 0.5 } else { 1.0 };
    let first = if dof % 2 == 1 { erfc(sqrt(half)) } else { 0.0 };
    if terms == 0 {
        return first;
    }
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "at least 1; saturates"
    )]
    let peak = ((half + shift) as u64).clamp(1, terms);
    let weight = poisson_pmf(peak as f64 - shift, half);
    let mut sum = first + weight;
    let mut term = weight;
    for j in (1..peak).rev() {
        term *= (j as f64 + 1.0 - shift) / half;
        sum += term;
        if term <= sum * 1e-18 {
            break;
        }
    }
    term = weight;
    for j in peak + 1..=terms {
        term *= half / (j as f64 - shift);
        sum += term;
        if term <= sum * 1e-18 {
            break;
        }
    }
    sum.min(1.0)
}

/// From here on the sums take long, and what is left out of the expansion is below 1e-15.
const MOST_TERMS: u64 = 50_000_000;

/// Q(a, x) for a large a: the first terms of the uniform expansion `DLMF` 8.12.3 and 8.12.7 (Temme,
/// SIAM Journal on Mathematical Analysis 10 (1979) 757-766). Wherever the value is neither 0 nor 1,
/// x / a is so close to 1 that the coefficients' series need few terms.
fn many_degrees_sf(a: f64, x: f64) -> f64 {
    // a eta² / 2.
    let exponent = deviance(a, x);
    let sign = if x < a { -1.0 } else { 1.0 };
    if exponent > 800.0 {
        return if x < a { 1.0 } else { 0.0 };
    }
    let eta = sign * sqrt(2.0 * exponent / a);
    let first = -1.0 / 3.0 + eta * (1.0 / 12.0 - eta * (2.0 / 135.0 - eta / 864.0));
    let second = -1.0 / 540.0 - eta / 288.0;
    let rest = exp(-exponent) / sqrt(2.0 * PI * a) * (first + second / a);
    (0.5 * erfc(sign * sqrt(exponent)) + rest).clamp(0.0, 1.0)
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
    fn chi_square() {
        for (x, dof, p) in [
            (0.5, 1, 0.4795001221869535),
            (3.841458820694124, 1, 0.05000000000000006),
            (5.0, 2, 0.0820849986238988),
            (5.991464547107979, 2, 0.05000000000000007),
            (10.0, 3, 0.018566135463043233),
            (30.0, 4, 4.8944371280292126e-06),
            (100.0, 2, 1.9287498479639178e-22),
            (800.0, 5, 1.1568807904873444e-170),
        ] {
            close(chi_square_sf(x, dof), p, 2e-13);
        }
    }

    /// On both sides of where the method changes.
    #[test]
    fn chi_square_of_many_degrees() {
        for dof in [20_000_u64, 100_001, 4_000_000] {
            let (mean, sd) = (dof as f64, sqrt(2.0 * dof as f64));
            for z in [-8.0, -3.0, -1.0, -0.01, 0.0, 0.5, 2.0, 6.0, 12.0] {
                let x = mean + z * sd;
                let sum = chi_square_sf(x, dof);
                // What is left out is of the order of 1 / a², and larger far out.
                close(many_degrees_sf(0.5 * mean, 0.5 * x), sum, 1e-3 / mean);
            }
        }
        for (x, dof, p) in [
            (3e6, 3_000_000, 0.49989142166361943),
            (3.01e6, 3_000_000, 2.2690155359669712e-5),
            (2.99e6, 3_000_000, 0.99997812762426247),
            (4.0003e9, 4_000_000_000, 0.00039822501133765778),
            (1.0000001e15, 1_000_000_000_000_000, 0.012673661291398465),
            (9.999999e14, 1_000_000_000_000_000, 0.98732634261393022),
        ] {
            close(chi_square_sf(x, dof), p, 1e-11);
        }
        assert_eq!(chi_square_sf(1e300, 4_000_000_000), 0.0);
        assert_eq!(chi_square_sf(1e300, 40_000), 0.0);
        assert_eq!(chi_square_sf(1e-300, u64::MAX), 1.0);
    }
}

//! The limits of shares and means.

use crate::inference::wilson;
use crate::inference::{Confidence, Estimate, Method, Unit, student_two_sided_quantile};

/// A share of `n` responses, given as a part of 1, in percent.
///
/// Source: Wilson, Journal of the American Statistical Association 22 (1927) 209-212.
pub(super) fn share(share: f64, n: f64, confidence: Confidence) -> Estimate {
    let (low, high) = wilson::limits(share, n, confidence.z());
    let limits = (100.0 * low, 100.0 * high);
    Estimate::new(
        Unit::Percent,
        100.0 * share,
        limits,
        confidence,
        Method::Wilson,
    )
}

/// A mean of values, each with how often it was given, within the ends of the scale.
///
/// `None` for a single response, and where all are alike: their spread is not known.
///
/// Source: Student, Biometrika 6 (1908) 1-25.
pub(super) fn mean(
    values: impl Iterator<Item = (f64, u64)> + Clone,
    mean: f64,
    n: u64,
    (min, max): (f64, f64),
    confidence: Confidence,
) -> Option<Estimate> {
    let mut bits = values.clone().map(|(value, _)| value.to_bits());
    let first = bits.next();
    if bits.all(|value| Some(value) == first) {
        return None;
    }
    let squares: f64 = values
        .map(|(value, n)| n as f64 * (value - mean) * (value - mean))
        .sum();
    let freedom = n.checked_sub(1).filter(|freedom| *freedom > 0)? as f64;
    let error = libm::sqrt(squares / freedom / n as f64);
    let reach = error * student_two_sided_quantile(confidence.level(), freedom);
    let limits = ((mean - reach).max(min), (mean + reach).min(max));
    Some(Estimate::new(
        Unit::Mean,
        mean,
        limits,
        confidence,
        Method::StudentT,
    ))
}

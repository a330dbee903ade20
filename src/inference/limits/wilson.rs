//! The interval around a share.

/// Wilson's limits for a share of `n` answers, 0 to 1, at `z` standard errors.
///
/// The shares p for which (share - p)² = z² p (1 - p) / n. Source: Wilson, Journal of the American
/// Statistical Association 22 (1927) 209-212.
pub(crate) fn limits(share: f64, n: f64, z: f64) -> (f64, f64) {
    let square = z * z / n;
    let middle = (share + 0.5 * square) / (1.0 + square);
    let spread = share * (1.0 - share) * square + 0.25 * square * square;
    let half = libm::sqrt(spread) / (1.0 + square);
    // All or none: the bound is the end of the range, free of rounding.
    let low = if share <= 0.0 { 0.0 } else { middle - half };
    let high = if share >= 1.0 { 1.0 } else { middle + half };
    (low.clamp(0.0, share), high.clamp(share, 1.0))
}

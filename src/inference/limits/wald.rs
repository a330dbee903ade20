//! Wald's interval: estimate ± z standard errors, for comparison with other tools.

use libm::sqrt;

/// Low and high, not cut: they may lie beyond -1 to 1.
pub(in crate::inference) fn limits(estimate: f64, squared_error: f64, z: f64) -> (f64, f64) {
    let reach = z * sqrt(squared_error);
    (estimate - reach, estimate + reach)
}

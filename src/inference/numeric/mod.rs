//! Private numerics: distributions in `f64`, each with its reference and error.
//!
//! Built on `libm`, whose `exp`, `log`, `erf`, `erfc` and `lgamma` are within about one unit in
//! the last place. Errors are relative unless said otherwise, in the tails as in the middle.

#![allow(
    clippy::many_single_char_names,
    reason = "the letters of the references"
)]

mod chi_square;
mod gamma;
mod normal;
mod root;
mod student;

pub(super) use chi_square::chi_square_sf;
pub(super) use gamma::{deviance, stirling_error};
pub(super) use normal::{normal_sf, normal_two_sided_p, normal_two_sided_z, normal_upper_quantile};
pub(super) use root::{bracketed_root, log_sum_exp};
pub(crate) use student::{student_two_sided_p, student_two_sided_quantile};

#[cfg(test)]
fn close(found: f64, expected: f64, tolerance: f64) {
    assert!(
        libm::fabs(found - expected) <= tolerance * libm::fabs(expected),
        "{found:e} is not {expected:e} to {tolerance:e}"
    );
}

//! The method of variance estimates recovery: two intervals put together.
//!
//! Source: Zou and Donner, "Construction of confidence limits about effect measures: a general
//! approach", Statistics in Medicine 27 (2008) 1693-1702; Newcombe, Statistics in Medicine 17 (1998)
//! 873-890, method 10.

use libm::sqrt;

use super::score::TwoSample;
use crate::inference::limits::score;

/// The distances of the single score limits from their estimates take the place of standard errors.
pub(super) fn limits(groups: &TwoSample, z: f64) -> (f64, f64) {
    let TwoSample { first, second, gap } = *groups;
    let (low_1, high_1) = score::limits(&first, z);
    let (low_2, high_2) = score::limits(&second, z);
    let (one, two) = (first.theta(), second.theta());
    let length = |x: f64, y: f64| sqrt(x * x + y * y);
    (
        gap - length(one - low_1, high_2 - two),
        gap + length(high_1 - one, two - low_2),
    )
}

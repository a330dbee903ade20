//! The exact test of paired changes: every change could as well have gone the other way.

use libm::{exp, sqrt};

use crate::inference::numeric::{deviance, stirling_error};
use crate::inference::test::Alternative;

/// The statistic and the p-value of respondents by the step they took: two categories down, one
/// down, none, one up, two up.
pub(super) fn test(counts: [u64; 5], alternative: Alternative) -> (f64, f64) {
    let [down_2, down_1, _, up_1, up_2] = counts.map(i128::from);
    let sum = up_1 - down_1 + 2 * (up_2 - down_2);
    let squares = down_1 + up_1 + 4 * (down_2 + up_2);
    let statistic = if squares == 0 {
        0.0
    } else {
        sum as f64 / sqrt(squares as f64)
    };
    let [down_2, down_1, _, up_1, up_2] = counts;
    // P(S > |sum|), P(S = |sum|); a sum is as likely as its negative.
    let (above, equal) = tails(down_1 + up_1, down_2 + up_2, sum.abs());
    let toward = match alternative {
        Alternative::TwoSided => sum != 0,
        Alternative::Greater => sum >= 0,
        Alternative::Less => sum <= 0,
    };
    let p_value = match alternative {
        Alternative::TwoSided if toward => 2.0 * (above + equal),
        Alternative::TwoSided => 2.0 * above + equal,
        Alternative::Greater | Alternative::Less if toward => above + equal,
        // P(S <= |sum|).
        Alternative::Greater | Alternative::Less => 1.0 - above,
    };
    (statistic, p_value)
}

/// P(X = k) for k heads of n fair coins. Error about 1e-14, relative (Loader 2000).
fn coins(n: u64, k: u64) -> f64 {
    let (n, k) = (n as f64, k as f64);
    if k <= 0.0 || k >= n {
        return libm::exp2(-n);
    }
    let other = n - k;
    let log = stirling_error(n)
        - stirling_error(k)
        - stirling_error(other)
        - deviance(k, 0.5 * n)
        - deviance(other, 0.5 * n);
    exp(log) * sqrt(n / (2.0 * core::f64::consts::PI * k * other))
}

/// Of the sum of random signs of `ones` ones and `twos` twos: P(sum > at) and P(sum = at), at >= 0.
fn tails(ones: u64, twos: u64, at: i128) -> (f64, f64) {
    let mut above = 0.0;
    let mut equal = 0.0;
    // For t heads among the twos the ones must have more than (at - 2 (2 t - twos) + ones) / 2
    // heads. With every t that falls by 2, so the tail is kept as a running sum.
    let (ones_i, twos_i) = (i128::from(ones), i128::from(twos));
    let mut tail = 0.0;
    // Heads of the ones already in the tail: from here to all of them.
    let mut from = ones_i + 1;
    for heads in 0..=twos {
        let probability = coins(twos, heads);
        let need = at - 2 * (2 * i128::from(heads) - twos_i) + ones_i;
        // More than need / 2, and equal if need is even.
        let more = need.div_euclid(2) + 1;
        while from > more.max(0) {
            from -= 1;
            tail += coins(ones, u64::try_from(from).unwrap_or_default());
        }
        above += probability * tail;
        let half = need / 2;
        if need % 2 == 0 && (0..=ones_i).contains(&half) {
            equal += probability * coins(ones, u64::try_from(half).unwrap_or_default());
        }
    }
    (above, equal)
}

//! The exact unconditional test and its interval.
//!
//! A table of counts is as extreme as its score statistic is large. The p-value of a value of the
//! NPS is the probability of all tables at least as extreme as the one observed, for that
//! distribution with this NPS that makes it largest; the interval spans all values whose p-value is
//! above 1 - confidence. It therefore misses the truth at most as often as stated, whatever the
//! truth.
//!
//! Source: Suissa and Shuster, "The 2 x 2 matched-pairs trial: exact unconditional design and
//! analysis", Biometrics 47 (1991) 361-372; Chan and Zhang, "Test-based exact confidence intervals
//! for the difference of two binomial proportions", Biometrics 55 (1999) 1202-1209.

mod peak;
mod tables;
mod weights;

use tables::Tables;

use crate::inference::trinomial::Trinomial;

/// The values that are not rejected: low and high, for `n` responses.
pub(in crate::inference) fn limits(n: usize, counts: Trinomial, alpha: f64) -> (f64, f64) {
    let tables = Tables::new(n, counts);
    (
        -tables.mirrored().upper_limit(alpha),
        tables.upper_limit(alpha),
    )
}

/// The p-value of `theta`, strictly between -1 and 1, for `n` responses.
pub(in crate::inference) fn p_value(n: usize, counts: Trinomial, theta: f64) -> f64 {
    Tables::new(n, counts).p_value(theta)
}

//! Scores under which the responses are not much less likely than they could be.
//!
//! The log-likelihood ratio of the best distribution of all and the best one whose score is theta.
//! The latter has shares p / (1 + λ (v - theta)), with p the observed shares, v = -1, 0, 1 and
//! λ = (estimate - theta) / V, V the variance restricted to theta; so the ratio is
//! n Σ p ln(1 + λ (v - theta)), over the categories that were answered.
//!
//! Source: Owen, "Empirical likelihood ratio confidence intervals for a single functional",
//! Biometrika 75 (1988) 237-249; Wilks, Annals of Mathematical Statistics 9 (1938) 60-62.

use libm::log1p;

use super::confidence::Confidence;
use super::interval::{IntervalMethod, IntervalOptions};
use super::math::bracketed_root;
use super::score::Trinomial;

impl Confidence {
    /// At this confidence, the [likelihood ratio](IntervalMethod::LikelihoodRatio) interval.
    ///
    /// ```
    /// use npscore::Tally;
    /// use npscore::inference::Confidence;
    ///
    /// let result = Tally::from([18, 52, 30]).result().ok_or("no responses")?;
    /// let interval = result.interval(Confidence::P95.likelihood_ratio());
    /// assert_eq!(interval.to_string(), "12.0 [-1.5, 25.2] (95 %, likelihood ratio)");
    /// # Ok::<(), &str>(())
    /// ```
    #[must_use]
    pub const fn likelihood_ratio(self) -> IntervalOptions {
        self.by(IntervalMethod::LikelihoodRatio)
    }
}

/// The log-likelihood ratio of one response, for a score that is higher by `above` than the
/// estimate; 0 to infinity.
fn divergence(counts: Trinomial, above: f64) -> f64 {
    let Trinomial {
        detractors,
        passives,
        promoters,
        ..
    } = counts;
    // Distances of the estimate from the ends of the range.
    let room = passives + 2.0 * detractors;
    let room_below = passives + 2.0 * promoters;
    if above >= room {
        return f64::INFINITY;
    }
    let at = counts.theta() + above;
    let (rest, rest_below) = (room - above, room_below + above);
    let variance = counts
        .restricted_at(at, if at < 0.0 { rest_below } else { rest })
        .variance;
    // λ (v - theta) is above -1; rounding may take it there.
    let term = |share: f64, distance: f64| {
        if share > 0.0 {
            share * log1p((above * distance / variance).max(-1.0 + f64::EPSILON))
        } else {
            0.0
        }
    };
    term(promoters, -rest) + term(passives, at) + term(detractors, rest_below)
}

/// The largest score whose log-likelihood ratio for one response is not above `most` > 0.
fn upper_limit(counts: Trinomial, most: f64) -> f64 {
    let room = counts.passives + 2.0 * counts.detractors;
    if room <= 0.0 {
        return 1.0;
    }
    let above = bracketed_root(|above| divergence(counts, above) - most, 0.0, room);
    counts.theta() + above
}

/// The scores whose log-likelihood ratio is not above `most` > 0: low and high, -1 to 1.
pub(super) fn likelihood_ratio_limits(counts: Trinomial, most: f64) -> (f64, f64) {
    let most = most / counts.n;
    (
        -upper_limit(counts.mirrored(), most),
        upper_limit(counts, most),
    )
}

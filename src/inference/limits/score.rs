//! The score interval: all values of the NPS that a score test does not reject.
//!
//! Source: Tango, Statistics in Medicine 17 (1998) 891-908.

use libm::sqrt;

use crate::inference::trinomial::Trinomial;

/// The values that are not rejected at `z` > 0 standard errors: low and high.
///
/// They contain the estimate; with all responses promoters the high one is 1, with all detractors
/// the low one -1.
pub(in crate::inference) fn limits(counts: &Trinomial, z: f64) -> (f64, f64) {
    (-upper_limit(&counts.mirrored(), z), upper_limit(counts, z))
}

/// The largest value that is not rejected at `z` standard errors.
///
/// Newton's method, kept inside a bracket, on f(w) = w² - (z²/n) V(estimate + w) for the
/// distance w from the estimate, which is convex; it starts from the root for a V of the form
/// S - theta² and stops at about four units in the last place of w.
fn upper_limit(counts: &Trinomial, z: f64) -> f64 {
    let theta = counts.theta();
    // Distances to the ends of the range.
    let room = counts.passives + 2.0 * counts.detractors;
    let room_below = counts.passives + 2.0 * counts.promoters;
    if room <= 0.0 {
        return 1.0;
    }
    let k = z * z / counts.n;
    let discordant = counts.detractors + counts.promoters;
    let start = (sqrt(k * (counts.variance() + k * discordant)) - k * theta) / (1.0 + k);
    let (mut below, mut above) = (0.0, room);
    let mut w = start.max(k / (1.0 + k));
    if w >= room {
        w = 0.5 * room;
    }
    for _ in 0..64 {
        let at = theta + w;
        let rest = if at < 0.0 { room_below + w } else { room - w };
        let restricted = counts.restricted_at(at, rest);
        let value = w * w - k * restricted.variance;
        if value > 0.0 {
            above = w;
        } else {
            below = w;
        }
        let newton = w - value / (2.0 * w - k * restricted.slope);
        if (newton - w).abs() <= 4.0 * f64::EPSILON * w {
            break;
        }
        // False for NaN.
        w = if newton > below && newton < above {
            newton
        } else {
            0.5 * (below + above)
        };
        if above - below <= f64::EPSILON * w {
            break;
        }
    }
    (theta + w).clamp(theta, 1.0)
}

//! The score statistic of a Net Promoter Score, and the interval it gives.
//!
//! Works on the scale of -1 to 1, on counts as floats: they need not be whole, so that effective
//! counts of weighted surveys can be used.
//!
//! Source: Tango, "Equivalence test and confidence interval for the difference in proportions for
//! the paired-sample design", Statistics in Medicine 17 (1998) 891-908. A Net Promoter Score is
//! the difference of the two discordant proportions of a paired design.

use libm::sqrt;

/// Counts as shares, with what is needed to lose no digits near the ends of the range.
#[derive(Debug, Clone, Copy)]
pub(super) struct Trinomial {
    /// Number of responses, not necessarily whole.
    pub(super) n: f64,
    /// Share of detractors.
    pub(super) detractors: f64,
    /// Share of passives.
    pub(super) passives: f64,
    /// Share of promoters.
    pub(super) promoters: f64,
}

/// What the score statistic needs to know about a hypothesis `theta`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Restricted {
    /// The variance of one response under the distribution that is most likely among all whose
    /// score is `theta`.
    pub(super) variance: f64,
    /// The derivative of the variance by `theta`; not finite at isolated points.
    slope: f64,
}

impl Trinomial {
    /// Shares of counts that are finite, at least 0, and above 0 in sum.
    pub(super) fn new(detractors: f64, passives: f64, promoters: f64) -> Self {
        let n = detractors + passives + promoters;
        Self {
            n,
            detractors: detractors / n,
            passives: passives / n,
            promoters: promoters / n,
        }
    }

    /// The same responses with promoters and detractors exchanged.
    pub(super) const fn mirrored(self) -> Self {
        Self {
            n: self.n,
            detractors: self.promoters,
            passives: self.passives,
            promoters: self.detractors,
        }
    }

    /// The score, -1 to 1.
    pub(super) const fn theta(self) -> f64 {
        self.promoters - self.detractors
    }

    /// The variance of one response, without cancellation.
    pub(super) const fn variance(self) -> f64 {
        4.0 * self.detractors * self.promoters + self.passives * (self.detractors + self.promoters)
    }

    /// The restricted maximum likelihood estimate under a score of `theta`.
    pub(super) fn restricted(self, theta: f64) -> Restricted {
        self.restricted_at(theta, 1.0 - theta.abs())
    }

    /// As [`restricted`](Self::restricted), with `rest = 1 - |theta|` known to more digits.
    ///
    /// The larger root of 2 q² + B q + C = 0 with B = (2 - p + d) theta - d - p and
    /// C = -d theta (1 - theta), d and p the shares of detractors and promoters; written in `rest`
    /// so that nothing cancels near theta = 1. A negative theta is mirrored.
    pub(super) fn restricted_at(self, theta: f64, rest: f64) -> Restricted {
        if theta < 0.0 {
            let mirror = self.mirrored().restricted_at(-theta, rest);
            return Restricted {
                slope: -mirror.slope,
                ..mirror
            };
        }
        let Self {
            detractors,
            passives,
            ..
        } = self;
        let b_slope = 1.0 + passives + 2.0 * detractors;
        // Near 0, where nearly all may be passive, in theta; near 1 in the rest.
        let b = if theta < 0.5 {
            b_slope * theta - (detractors + self.promoters)
        } else {
            2.0 * (passives + detractors) - b_slope * rest
        };
        let c = -detractors * theta * rest;
        let root = sqrt(b * b - 8.0 * c);
        let minority = if b > 0.0 {
            -2.0 * c / (b + root)
        } else {
            (root - b) / 4.0
        };
        let c_slope = -detractors * (1.0 - 2.0 * theta);
        Restricted {
            variance: 2.0 * minority + theta * rest,
            slope: -2.0 * (b_slope * minority + c_slope) / root + 1.0 - 2.0 * theta,
        }
    }

    /// The score statistic (estimate - theta) / sqrt(V / n) with V restricted to `theta`.
    ///
    /// 0 where the estimate is `theta`; `None` where `theta` leaves no room for chance and the
    /// estimate is another.
    pub(super) fn statistic(self, theta: f64) -> Option<f64> {
        self.statistic_of(self.theta() - theta, theta)
    }

    /// As [`statistic`](Self::statistic), with the distance from the estimate to `theta` known to more
    /// digits.
    pub(super) fn statistic_of(self, gap: f64, theta: f64) -> Option<f64> {
        let variance = self.restricted(theta).variance;
        if gap.abs() <= 0.0 {
            Some(0.0)
        } else if variance > 0.0 {
            Some(gap / sqrt(variance / self.n))
        } else {
            None
        }
    }

    /// The largest score that is not rejected at `z` standard errors.
    ///
    /// Newton's method, kept inside a bracket, on f(w) = w² - (z²/n) V(estimate + w) for the
    /// distance w from the estimate, which is convex; it starts from the root for a V of the form
    /// S - theta² and stops at about four units in the last place of w.
    fn upper_limit(self, z: f64) -> f64 {
        let theta = self.theta();
        // Distances to the ends of the range.
        let room = self.passives + 2.0 * self.detractors;
        let room_below = self.passives + 2.0 * self.promoters;
        if room <= 0.0 {
            return 1.0;
        }
        let k = z * z / self.n;
        let discordant = self.detractors + self.promoters;
        let start = (sqrt(k * (self.variance() + k * discordant)) - k * theta) / (1.0 + k);
        let (mut below, mut above) = (0.0, room);
        let mut w = start.max(k / (1.0 + k));
        if w >= room {
            w = 0.5 * room;
        }
        for _ in 0..64 {
            let at = theta + w;
            let rest = if at < 0.0 { room_below + w } else { room - w };
            let restricted = self.restricted_at(at, rest);
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

    /// The scores that are not rejected at `z` standard errors: low and high, -1 to 1.
    pub(super) fn score_limits(self, z: f64) -> (f64, f64) {
        (-self.mirrored().upper_limit(z), self.upper_limit(z))
    }
}

/// The score limits of counts, which need not be whole: low and high, -1 to 1.
///
/// Counts that are finite, at least 0, and above 0 in sum; `z` above 0. The limits hold the
/// estimate; with all responses promoters the high limit is 1, with all detractors the low one -1.
pub(super) fn score_limits(detractors: f64, passives: f64, promoters: f64, z: f64) -> (f64, f64) {
    Trinomial::new(detractors, passives, promoters).score_limits(z)
}

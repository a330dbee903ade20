//! The shares of a sample and its score statistic: each formula once.
//!
//! Works on the scale of -1 to 1, on counts as floats: they need not be whole, so that effective
//! counts of weighted surveys can be used.
//!
//! Source: Tango, "Equivalence test and confidence interval for the difference in proportions for
//! the paired-sample design", Statistics in Medicine 17 (1998) 891-908. A Net Promoter Score is
//! the difference of the two discordant proportions of a paired design.

use libm::sqrt;

use super::prior::Prior;
use crate::tally::sample::{self, Sample};

/// Counts as shares, with what is needed to lose no digits near the ends of the range.
#[derive(Debug, Clone, Copy)]
pub(in crate::inference) struct Trinomial {
    /// Number of responses, not necessarily whole.
    pub(in crate::inference) n: f64,
    /// Share of detractors.
    pub(in crate::inference) detractors: f64,
    /// Share of passives.
    pub(in crate::inference) passives: f64,
    /// Share of promoters.
    pub(in crate::inference) promoters: f64,
}

/// What the score statistic needs to know about a hypothesis `theta`.
#[derive(Debug, Clone, Copy)]
pub(in crate::inference) struct Restricted {
    /// The variance of one response under the distribution that is most likely among all whose
    /// score is `theta`.
    pub(in crate::inference) variance: f64,
    /// The derivative of the variance by `theta`; not finite at isolated points.
    pub(in crate::inference) slope: f64,
}

impl Trinomial {
    /// Shares of counts that are finite, at least 0, and above 0 in sum.
    pub(in crate::inference) fn new(detractors: f64, passives: f64, promoters: f64) -> Self {
        let n = detractors + passives + promoters;
        Self {
            n,
            detractors: detractors / n,
            passives: passives / n,
            promoters: promoters / n,
        }
    }

    /// The shares of a sample, of as many responses as it is worth.
    pub(in crate::inference) fn of<S: Sample>(sample: &S) -> Self {
        let [detractors, passives, promoters] = sample::shares(sample.units());
        Self {
            n: sample.effective(),
            detractors,
            passives,
            promoters,
        }
    }

    /// The same shares of more responses, or of fewer.
    pub(in crate::inference) fn times(self, factor: f64) -> Self {
        Self {
            n: self.n * factor,
            ..self
        }
    }

    /// With imagined responses added.
    pub(in crate::inference) fn with_prior(self, added: Prior) -> Self {
        let n = self.n;
        Self::new(
            n * self.detractors + added.detractors(),
            n * self.passives + added.passives(),
            n * self.promoters + added.promoters(),
        )
    }

    /// The same responses with promoters and detractors exchanged.
    pub(in crate::inference) const fn mirrored(self) -> Self {
        Self {
            n: self.n,
            detractors: self.promoters,
            passives: self.passives,
            promoters: self.detractors,
        }
    }

    /// The score, -1 to 1.
    pub(in crate::inference) const fn theta(self) -> f64 {
        self.promoters - self.detractors
    }

    /// The variance of one response, without cancellation.
    pub(in crate::inference) const fn variance(self) -> f64 {
        sample::variance([self.detractors, self.passives, self.promoters])
    }

    /// The squared standard error of the estimate.
    pub(in crate::inference) const fn squared_error(self) -> f64 {
        self.variance() / self.n
    }

    /// The restricted maximum likelihood estimate under a score of `theta`.
    pub(in crate::inference) fn restricted(self, theta: f64) -> Restricted {
        self.restricted_at(theta, 1.0 - theta.abs())
    }

    /// As [`restricted`](Self::restricted), with `rest = 1 - |theta|` known to more digits.
    ///
    /// The larger root of 2 q² + B q + C = 0 with B = (2 - p + d) theta - d - p and
    /// C = -d theta (1 - theta), d and p the shares of detractors and promoters; written in `rest`
    /// so that nothing cancels near theta = 1. A negative theta is mirrored.
    pub(in crate::inference) fn restricted_at(self, theta: f64, rest: f64) -> Restricted {
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
    pub(in crate::inference) fn statistic(self, theta: f64) -> Option<f64> {
        self.statistic_of(self.theta() - theta, theta)
    }

    /// As [`statistic`](Self::statistic), with the distance from the estimate to `theta` known to more
    /// digits.
    pub(in crate::inference) fn statistic_of(self, gap: f64, theta: f64) -> Option<f64> {
        let variance = self.restricted(theta).variance;
        if gap.abs() <= 0.0 {
            Some(0.0)
        } else if variance > 0.0 {
            Some(gap / sqrt(variance / self.n))
        } else {
            None
        }
    }
}

//! The score statistic of the difference of two independent scores, and the limits it gives.
//!
//! Works on the scale of -2 to 2, on counts as floats: they need not be whole.
//!
//! Source: the restricted maximum likelihood of Miettinen and Nurminen, "Comparative analysis of
//! two rates", Statistics in Medicine 4 (1985) 213-226, with the two binomials replaced by
//! trinomials. With lambda = (estimate - theta) / V the derivative of a group's profile likelihood
//! for one response (V restricted to theta: Tango 1998), the most likely pair of scores that differ
//! by delta is the root t of n lambda(t) + n' lambda'(t - delta) = 0, which decreases in t.

use libm::sqrt;

use crate::inference::numeric::bracketed_root;
use crate::inference::prior::Prior;
use crate::inference::trinomial::Trinomial;
use crate::nps::NpsResult;
use crate::tally::Sample;

/// Two independent groups and the difference of their scores.
#[derive(Debug, Clone, Copy)]
pub(in crate::inference) struct TwoSample {
    pub(in crate::inference) first: Trinomial,
    pub(in crate::inference) second: Trinomial,
    /// The score of the first minus that of the second, -2 to 2.
    pub(in crate::inference) gap: f64,
}

/// Where scores are measured from: downwards, on the scale of -1 to 1, so that a score keeps its
/// digits where it is close to the origin and nearly all answers are alike.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::inference) enum Origin {
    /// From a score of 100.
    Top,
    /// From a score of 0.
    Middle,
}

impl Origin {
    /// The origin that is nearest to a theta of -1 to 1, and whether promoters and detractors are
    /// to be exchanged for it.
    pub(in crate::inference) fn near(theta: f64) -> (Self, bool) {
        if theta.abs() < 0.5 {
            (Self::Middle, false)
        } else {
            (Self::Top, theta < 0.0)
        }
    }

    const fn theta(self) -> f64 {
        match self {
            Self::Top => 1.0,
            Self::Middle => 0.0,
        }
    }

    /// The distances of the lowest and the highest score: (highest, lowest).
    pub(in crate::inference) const fn ends(self) -> (f64, f64) {
        (self.theta() - 1.0, self.theta() + 1.0)
    }

    /// How far the score of a group is below the origin.
    pub(in crate::inference) const fn distance(self, counts: Trinomial) -> f64 {
        match self {
            Self::Top => counts.passives + 2.0 * counts.detractors,
            Self::Middle => counts.detractors - counts.promoters,
        }
    }

    /// The variance of one response, restricted to the score at this distance.
    pub(in crate::inference) fn variance(self, counts: Trinomial, at: f64) -> f64 {
        let theta = self.theta() - at;
        let rest = match self {
            Self::Top if at <= 1.0 => at,
            Self::Top => 2.0 - at,
            Self::Middle => 1.0 - at.abs(),
        };
        counts.restricted_at(theta, rest.max(0.0)).variance.max(0.0)
    }

    /// The derivative of a group's profile likelihood by its score, for one response.
    pub(in crate::inference) fn pull(self, counts: Trinomial, at: f64) -> f64 {
        let (highest, lowest) = self.ends();
        // At its own end of the range the quotient has a limit.
        if counts.detractors + counts.passives <= 0.0 {
            return 1.0 / (lowest - at);
        }
        if counts.promoters + counts.passives <= 0.0 {
            return -1.0 / (at - highest);
        }
        let gap = at - self.distance(counts);
        let variance = self.variance(counts, at);
        if variance > 0.0 {
            gap / variance
        } else if gap.abs() <= 0.0 {
            0.0
        } else {
            gap.signum() * f64::INFINITY
        }
    }
}

/// Where a function that increases from `low` to `high` passes 0, or the end it is nearest at.
pub(in crate::inference) fn root_or_end(f: impl Fn(f64) -> f64, low: f64, high: f64) -> f64 {
    // Where all of a group agree, what is most likely may lie at the end of the range.
    if low >= high || f(low) >= 0.0 {
        low
    } else if f(high) <= 0.0 {
        high
    } else {
        bracketed_root(f, low, high)
    }
}

impl TwoSample {
    /// Two groups of counted responses, or of effective ones.
    pub(in crate::inference) fn of<S: Sample, R: Sample>(
        first: &NpsResult<S>,
        second: &NpsResult<R>,
    ) -> Self {
        Self {
            first: Trinomial::of(first.tally()),
            second: Trinomial::of(second.tally()),
            gap: first.nps().above(second.nps()),
        }
    }

    /// With imagined responses added to each.
    pub(super) fn with_prior(self, added: Prior) -> Self {
        Self::new(self.first.with_prior(added), self.second.with_prior(added))
    }

    /// Two groups of counts that need not be whole.
    pub(in crate::inference) fn new(first: Trinomial, second: Trinomial) -> Self {
        let gap = if first.theta() > 0.5 && second.theta() > 0.5 {
            Origin::Top.distance(second) - Origin::Top.distance(first)
        } else if first.theta() < -0.5 && second.theta() < -0.5 {
            Origin::Top.distance(first.mirrored()) - Origin::Top.distance(second.mirrored())
        } else {
            first.theta() - second.theta()
        };
        Self { first, second, gap }
    }

    pub(in crate::inference) const fn swapped(self) -> Self {
        Self {
            first: self.second,
            second: self.first,
            gap: -self.gap,
        }
    }

    /// The same with promoters and detractors exchanged.
    const fn mirrored(self) -> Self {
        Self {
            first: self.first.mirrored(),
            second: self.second.mirrored(),
            gap: -self.gap,
        }
    }

    /// The variance of the difference, both scores restricted so that they differ by `delta`.
    fn restricted_variance(self, delta: f64) -> f64 {
        self.restricted(delta).1
    }

    /// The middle of both restricted scores, and the variance of their difference.
    ///
    /// Measured from the nearest origin, so that nothing cancels there.
    fn restricted(self, delta: f64) -> (f64, f64) {
        let Self { first, second, .. } = self;
        // About where both scores will be.
        let sum =
            first.n * (first.theta() - 0.5 * delta) + second.n * (second.theta() + 0.5 * delta);
        let (origin, mirror) = Origin::near(sum / (first.n + second.n));
        let (theta, variance) = self.restricted_from(origin, mirror, delta);
        let sign = if mirror { -1.0 } else { 1.0 };
        // So far from the origin that another has more digits?
        if (origin.theta() - sign * theta).abs() > 0.9 {
            let (origin, mirror) = Origin::near(theta);
            self.restricted_from(origin, mirror, delta)
        } else {
            (theta, variance)
        }
    }

    /// As [`restricted`](Self::restricted), measured from this origin.
    fn restricted_from(self, origin: Origin, mirror: bool, delta: f64) -> (f64, f64) {
        if mirror {
            let (theta, variance) = self.mirrored().restricted_from(origin, false, -delta);
            return (-theta, variance);
        }
        let Self { first, second, .. } = self;
        // The second score is lower by delta, so it is farther down by delta.
        let (one, two) = (origin.distance(first), origin.distance(second) - delta);
        let (top, bottom) = origin.ends();
        let low = one.min(two).max(top).max(top - delta);
        let high = one.max(two).min(bottom).min(bottom - delta);
        let other = |at: f64| (at + delta).clamp(top, bottom);
        let at = root_or_end(
            |at| first.n * origin.pull(first, at) + second.n * origin.pull(second, other(at)),
            low,
            high,
        );
        let variance =
            origin.variance(first, at) / first.n + origin.variance(second, other(at)) / second.n;
        (origin.theta() - 0.5 * (at + other(at)), variance)
    }

    /// The score statistic of the hypothesis that the difference is `delta`.
    ///
    /// 0 where it is; `None` where `delta` leaves no variance.
    pub(in crate::inference) fn statistic(self, delta: f64) -> Option<f64> {
        let gap = self.gap - delta;
        if gap.abs() <= 0.0 {
            return Some(0.0);
        }
        let variance = self.restricted_variance(delta);
        if variance > 0.0 {
            Some(gap / sqrt(variance))
        } else if delta.abs() < 2.0 {
            // Counts so large that the scores differ by less than their last digit.
            Some(0.0)
        } else {
            None
        }
    }

    /// The squared standard error of the difference, each group's its own.
    pub(in crate::inference) const fn squared_error(self) -> f64 {
        self.first.squared_error() + self.second.squared_error()
    }

    /// The differences that the score test does not reject at `z` standard errors.
    pub(super) fn limits(self, z: f64) -> (f64, f64) {
        (-self.swapped().upper_limit(z), self.upper_limit(z))
    }

    fn upper_limit(self, z: f64) -> f64 {
        let beyond = |delta: f64| match self.statistic(delta) {
            Some(statistic) if delta < 2.0 => statistic + z,
            _ => f64::NEG_INFINITY,
        };
        let mut low = self.gap;
        let mut step = z * sqrt(
            self.squared_error()
                .max(1.0 / self.first.n.max(self.second.n)),
        );
        while low + step < 2.0 {
            let next = low + step;
            if beyond(next) <= 0.0 {
                return bracketed_root(beyond, low, next);
            }
            // The step may be below the last digit of the estimate.
            low = next;
            step *= 2.0;
        }
        if low >= 2.0 {
            2.0
        } else {
            bracketed_root(beyond, low, 2.0)
        }
    }
}

//! The distribution of p₃ - p₁ where (p₁, p₂, p₃) has a Dirichlet distribution: its tails and
//! quantiles.

use core::f64::consts::LN_2;

use libm::{exp, lgamma, log, pow, sqrt};

use super::super::numeric::normal_upper_quantile;
use super::contour::upper_tail;
use super::twofold::Twofold;

/// Nearer to -1, 0 or 1 than this, the distribution is a power of the distance.
pub(super) const NEAR: f64 = 1e-40;

/// A score on the scale of -1 to 1, by its distance from -1, 0 or 1, near which it keeps its digits.
#[derive(Debug, Clone, Copy)]
pub(super) struct Point {
    origin: f64,
    offset: Twofold,
}

impl Point {
    pub(super) const ZERO: Self = Self::from(0.0, 0.0);

    /// `origin` is -1, 0 or 1.
    pub(super) const fn from(origin: f64, offset: f64) -> Self {
        Self {
            origin,
            offset: Twofold::new(offset),
        }
    }

    /// `net / base`, from -1 to 1.
    pub(super) fn ratio(net: i128, base: u128) -> Self {
        let rest = base.saturating_sub(net.unsigned_abs());
        if rest >= net.unsigned_abs() {
            return Self {
                origin: 0.0,
                offset: Twofold::ratio(net, base),
            };
        }
        let rest = Twofold::ratio(rest.cast_signed(), base);
        if net < 0 {
            Self {
                origin: -1.0,
                offset: rest,
            }
        } else {
            Self {
                origin: 1.0,
                offset: rest.negated(),
            }
        }
    }

    pub(super) const fn value(self) -> f64 {
        self.origin + self.offset.value()
    }

    /// The same, by its distance from the nearest of -1, 0 and 1.
    pub(super) const fn about_nearest(self) -> Self {
        let value = self.value();
        let origin = if value > 0.5 {
            1.0
        } else if value < -0.5 {
            -1.0
        } else {
            0.0
        };
        Self {
            origin,
            offset: self.minus(Self::from(origin, 0.0)),
        }
    }

    pub(super) const fn origin(self) -> f64 {
        self.origin
    }

    pub(super) const fn offset(self) -> f64 {
        self.offset.value()
    }

    /// This point moved by `by`.
    pub(super) const fn plus(self, by: f64) -> Self {
        Self {
            origin: self.origin,
            offset: self.offset.plus(Twofold::new(by)),
        }
    }

    /// The distance of this point from another, with all its digits.
    pub(super) const fn minus(self, other: Self) -> Twofold {
        let whole = Twofold::new(self.origin - other.origin);
        whole.plus(self.offset.minus(other.offset))
    }

    const fn mirrored(self) -> Self {
        Self {
            origin: -self.origin,
            offset: self.offset.negated(),
        }
    }
}

/// Of P(p₃ - p₁ ≤ t): both tails, and the density on the scale of -1 to 1.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tails {
    pub(super) below: f64,
    pub(super) above: f64,
    /// 0 at -1, 0 and 1 themselves, where it may be infinite.
    pub(super) density: f64,
}

/// The parameters of a Dirichlet distribution: detractors, passives, promoters.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Dirichlet {
    parameters: [Twofold; 3],
}

impl Dirichlet {
    /// Counted and imagined responses.
    pub(super) fn new(counts: [u64; 3], imagined: [f64; 3]) -> Self {
        let parameter = |i: usize| Twofold::count(counts[i]).plus(Twofold::new(imagined[i]));
        Self {
            parameters: [0, 1, 2].map(parameter),
        }
    }

    pub(super) fn parameters(&self) -> [f64; 3] {
        self.parameters.map(Twofold::value)
    }

    const fn mirrored(self) -> Self {
        let [detractors, passives, promoters] = self.parameters;
        Self {
            parameters: [promoters, passives, detractors],
        }
    }

    const fn total(&self) -> Twofold {
        let [detractors, passives, promoters] = self.parameters;
        detractors.plus(passives).plus(promoters)
    }

    /// The mean, by its distance from the nearest of -1, 0 and 1.
    pub(super) fn mean(&self) -> Point {
        let total = self.total();
        let at = |origin: f64| {
            let top = self.net_from(origin);
            let quotient = top.value() / total.value();
            let rest = top.minus(total.times(Twofold::new(quotient)));
            Point::from(origin, quotient).plus(rest.value() / total.value())
        };
        at(at(0.0).about_nearest().origin)
    }

    pub(super) fn sd(&self) -> f64 {
        let total = self.total().value();
        let [b, a, c] = self.parameters().map(|parameter| parameter / total);
        // (b + c) - (c - b)² without its cancellation.
        sqrt((4.0 * b * c + a * (b + c)) / (total + 1.0))
    }

    /// The sum of the two parameters whose shares vanish at -1, 0 or 1: the exponent with which the
    /// distribution begins there, up to 1.
    pub(super) fn exponent_at(&self, origin: f64) -> f64 {
        let [b, a, c] = self.parameters();
        if origin > 0.0 {
            a + b
        } else if origin < 0.0 {
            a + c
        } else {
            b + c
        }
    }

    /// Total x (mean - origin), all its digits.
    const fn net_from(&self, origin: f64) -> Twofold {
        let [b, a, c] = self.parameters;
        if origin > 0.0 {
            a.plus(b).plus(b).negated()
        } else if origin < 0.0 {
            a.plus(c).plus(c)
        } else {
            c.minus(b)
        }
    }

    /// The tails at a point: the smaller is computed, the larger is what remains.
    pub(super) fn tails(&self, point: Point) -> Tails {
        self.tails_with(point, true)
    }

    /// As [`tails`](Self::tails), without the density, in less time.
    pub(super) fn tails_with(&self, point: Point, with_density: bool) -> Tails {
        let distance = point.offset().abs();
        if distance < NEAR && distance > 0.0 {
            return self.near(point);
        }
        // At an origin itself the density may be infinite.
        let with_density = with_density && distance > 0.0;
        // The mean of (1 - t) G₃ - (1 + t) G₁ - t G₂.
        let mean = self
            .net_from(point.origin)
            .minus(point.offset.times(self.total()))
            .value();
        if mean <= 0.0 {
            let (above, density) = self.upper(point, mean, with_density);
            Tails {
                below: 1.0 - above,
                above,
                density,
            }
        } else {
            let mirrored = self.mirrored();
            let (below, density) = mirrored.upper(point.mirrored(), -mean, with_density);
            Tails {
                below,
                above: 1.0 - below,
                density,
            }
        }
    }

    /// P(p₃ - p₁ > t) and the density: p₃ - p₁ > t exactly where the sum of gamma variables with
    /// the same parameters, (1 - t) G₃ - (1 + t) G₁ - t G₂, is above 0.
    fn upper(&self, point: Point, mean: f64, with_density: bool) -> (f64, f64) {
        let Point { origin, offset } = point;
        let offset = offset.value();
        let coefficients = [
            -((1.0 + origin) + offset),
            -(origin + offset),
            (1.0 - origin) - offset,
        ];
        let parameters = self.parameters();
        let [detractors, _, promoters] = parameters;
        if coefficients[2] <= 0.0 {
            (0.0, 0.0)
        } else if coefficients[1].abs() <= 0.0 && detractors + promoters < 1.0 {
            // The path has no end to speak of.
            (half_beta(detractors, promoters), 0.0)
        } else {
            upper_tail(parameters, coefficients, mean, with_density)
        }
    }

    /// The tails so near to -1, 0 or 1 that the distribution is a power of the distance.
    fn near(&self, point: Point) -> Tails {
        let side = point.offset().signum();
        let exponent = self.exponent_at(point.origin).min(1.0);
        let at_origin = self.tails_with(Point::from(point.origin, 0.0), false);
        let at_edge = self.tails_with(Point::from(point.origin, side * NEAR), false);
        let part = pow(point.offset().abs() / NEAR, exponent);
        // Not below 0 by rounding.
        let mass = side * (side * (at_edge.below - at_origin.below) * part).max(0.0);
        Tails {
            below: at_origin.below + mass,
            above: at_origin.above - mass,
            density: mass * exponent / point.offset(),
        }
    }

    /// The point below which p₃ - p₁ lies with the given probability, 0 to about 1/2.
    pub(super) fn lower_quantile(&self, probability: f64) -> Point {
        self.lower_quantile_within(probability, 0.0)
    }

    /// The point above which p₃ - p₁ lies with the given probability.
    pub(super) fn upper_quantile(&self, probability: f64) -> Point {
        self.mirrored().lower_quantile(probability).mirrored()
    }

    /// Points below and above which p₃ - p₁ lies with about the given probability.
    pub(super) fn reach(&self, probability: f64) -> (Point, Point) {
        /// The probabilities may be off by a factor of e to this power.
        const ROUGHLY: f64 = 1.5;
        let mirror = self.mirrored().lower_quantile_within(probability, ROUGHLY);
        let low = self.lower_quantile_within(probability, ROUGHLY);
        (low, mirror.mirrored())
    }

    /// The quantile of a probability that may be off by a factor of exp(within).
    ///
    /// Newton's method inside a bracket, from the normal approximation.
    fn lower_quantile_within(&self, probability: f64, within: f64) -> Point {
        if probability <= 0.0 {
            return Point::from(-1.0, 0.0);
        }
        let (mean, sd) = (self.mean(), self.sd());
        // Offsets from the origin that the mean is nearest to.
        let (mut low, mut high) = (-1.0 - mean.origin, 1.0 - mean.origin);
        let mut at = mean.offset() - sd * normal_upper_quantile(probability);
        if at <= low || at >= high {
            at = mean.offset();
        }
        for _ in 0..300 {
            let tails = self.tails(Point::from(mean.origin, at));
            if tails.below > probability {
                high = at;
            } else {
                low = at;
            }
            // On the logarithm, which is straighter in the tail.
            let excess = log(tails.below / probability);
            if excess.abs() < within {
                break;
            }
            let newton = at - tails.below * excess / tails.density;
            // False for NaN.
            let inside = newton > low && newton < high;
            let next = if inside { newton } else { 0.5 * (low + high) };
            let move_by = (next - at).abs();
            // The next step would be about the square of this one.
            let close = inside && move_by <= 1e-7 * sd.min(at.abs());
            let end = 1e-14 * sd + f64::EPSILON * at.abs();
            at = next;
            if close || move_by <= end || high - low <= end {
                break;
            }
        }
        Point::from(mean.origin, at)
    }
}

/// Counts that need not be whole.
impl From<[f64; 3]> for Dirichlet {
    fn from(parameters: [f64; 3]) -> Self {
        Self {
            parameters: parameters.map(Twofold::new),
        }
    }
}

/// The regularised incomplete beta function at 1/2 with a, b < 1, by its power series: DLMF 8.17.7.
fn half_beta(a: f64, b: f64) -> f64 {
    let (mut sum, mut term) = (0.0, 1.0);
    for k in 0..60 {
        let k = f64::from(k);
        sum += term * a / (a + k);
        term *= 0.5 * (1.0 - b + k) / (k + 1.0);
    }
    // 1 / (a B(a, b)), by gamma functions of arguments that are not small.
    let log_front = lgamma(a + b + 1.0) - lgamma(a + 1.0) - lgamma(b + 1.0) - a * LN_2;
    exp(log_front) * sum * b / (a + b)
}

//! The posterior distribution of a score.

use core::fmt;

use super::dirichlet::{Dirichlet, Point};
use super::integral::best;
use crate::error::{OutOfRange, Quantity};
use crate::inference::confidence::Confidence;
use crate::inference::estimate::{Estimate, Unit};
use crate::inference::method::Method;
use crate::inference::prior::Prior;
use crate::nps::{Nps, NpsResult, Rating};
use crate::tally::Tally;
use crate::text;

/// The distribution of the true score, given the responses and a prior.
///
/// The shares of the three categories have a Dirichlet distribution whose parameters are the counts
/// plus the imagined counts of the [`Prior`]; the score is the difference of two of them.
///
/// Every probability is an integral found by quadrature, without random numbers. Its absolute error
/// is below 1e-9 for every prior and up to 10¹⁵ responses, however they are distributed; it is about
/// 1e-13 in most cases, and relative to the smaller tail.
///
/// # Example
///
/// ```
/// use npscore::inference::{Confidence, Prior};
/// use npscore::{Counts, Nps, Tally};
///
/// let counts = Counts { detractors: 18, passives: 52, promoters: 30 };
/// let result = Tally::from(counts).result().ok_or("no responses")?;
/// let posterior = result.posterior(Prior::JEFFREYS);
/// assert_eq!(format!("{:.1} ± {:.1}", posterior.mean(), posterior.sd()), "11.8 ± 6.8");
/// assert_eq!(format!("{:.3}", posterior.probability_above(Nps::ZERO)), "0.959");
/// # Ok::<(), &str>(())
/// ```
///
/// # Serialised form
///
/// `{"tally", "prior"}`: what it follows from, not the figures.
///
/// # Source
///
/// The Dirichlet is conjugate to the multinomial: Gelman et al., *Bayesian Data Analysis* (3rd ed.,
/// 2013), section 3.4.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct Posterior {
    tally: Tally,
    prior: Prior,
}

impl Prior {
    /// The distribution of the true score after these responses; without any, what was believed
    /// before.
    ///
    /// ```
    /// use npscore::inference::Prior;
    /// use npscore::Tally;
    ///
    /// let before = Prior::new(2.0, 3.0, 5.0)?.posterior(Tally::default());
    /// assert_eq!(before.mean(), 30.0);
    /// # Ok::<(), npscore::error::OutOfRange>(())
    /// ```
    #[must_use]
    pub const fn posterior(self, tally: Tally) -> Posterior {
        Posterior { tally, prior: self }
    }
}

impl NpsResult {
    /// The distribution of the true score after these responses.
    #[must_use]
    pub const fn posterior(&self, prior: Prior) -> Posterior {
        prior.posterior(*self.tally())
    }
}

impl Posterior {
    /// The mean in points.
    #[must_use]
    pub fn mean(&self) -> f64 {
        100.0 * self.distribution().mean().value() + 0.0
    }

    /// The median in points.
    #[must_use]
    pub fn median(&self) -> f64 {
        points(self.distribution().lower_quantile(0.5))
    }

    /// The standard deviation in points.
    #[must_use]
    pub fn sd(&self) -> f64 {
        100.0 * self.distribution().sd()
    }

    /// The score, in points, that the true one is below with a probability of `probability`.
    ///
    /// # Errors
    ///
    /// [`OutOfRange`] for a probability outside 0 to 1, such as 95.
    pub fn quantile(&self, probability: f64) -> Result<f64, OutOfRange> {
        // False for NaN.
        if !(0.0..=1.0).contains(&probability) {
            return Err(OutOfRange::new(Quantity::Probability, probability));
        }
        Ok(points(if probability <= 0.5 {
            self.distribution().lower_quantile(probability)
        } else {
            // Exact: the probability is at least half of 1.
            self.distribution().upper_quantile(1.0 - probability)
        }))
    }

    /// The interval that leaves equal probabilities on both sides, with the median as its estimate.
    #[must_use]
    pub fn interval(&self, confidence: Confidence) -> Estimate {
        let (distribution, tail) = (self.distribution(), 0.5 * confidence.alpha());
        let limits = (
            points(distribution.lower_quantile(tail)),
            points(distribution.upper_quantile(tail)),
        );
        Estimate::new(Unit::Nps, self.median(), limits, confidence, Method::Bayes)
    }
}

impl Posterior {
    /// The probability that the true score is above `nps`; 0 to 1.
    #[must_use]
    pub fn probability_above(&self, nps: Nps) -> f64 {
        let (net, base) = nps.as_ratio();
        self.distribution()
            .tails_with(Point::ratio(net, base), false)
            .above
    }

    /// The probability that the true score is below `nps`; 0 to 1.
    #[must_use]
    pub fn probability_below(&self, nps: Nps) -> f64 {
        let (net, base) = nps.as_ratio();
        self.distribution()
            .tails_with(Point::ratio(net, base), false)
            .below
    }

    /// The probability that this score is truly higher than another, independent one; 0 to 1.
    ///
    /// ```
    /// use npscore::inference::Prior;
    /// use npscore::{Counts, Tally};
    ///
    /// let new = Counts { detractors: 10, passives: 20, promoters: 30 };
    /// let old = Counts { detractors: 20, passives: 20, promoters: 20 };
    /// let new = Tally::from(new).result().ok_or("no responses")?.posterior(Prior::JEFFREYS);
    /// let old = Tally::from(old).result().ok_or("no responses")?.posterior(Prior::JEFFREYS);
    /// assert_eq!(format!("{:.3}", new.probability_of_beating(&old)), "0.989");
    /// # Ok::<(), &str>(())
    /// ```
    #[must_use]
    pub fn probability_of_beating(&self, other: &Self) -> f64 {
        best(&[self.distribution(), other.distribution()])[0]
    }

    /// The probability of each of Bain's bands, from the worst to the best; they add up to 1.
    ///
    /// ```
    /// use npscore::inference::Prior;
    /// use npscore::{Counts, Rating, Tally};
    ///
    /// let counts = Counts { detractors: 18, passives: 52, promoters: 30 };
    /// let result = Tally::from(counts).result().ok_or("no responses")?;
    /// let (rating, probability) = result.posterior(Prior::JEFFREYS).rating_probabilities()[1];
    /// assert_eq!(rating, Rating::Acceptable);
    /// assert_eq!(format!("{:.0} %", 100.0 * probability), "85 %");
    /// # Ok::<(), &str>(())
    /// ```
    #[must_use]
    pub fn rating_probabilities(&self) -> [(Rating, f64); 5] {
        let mut below = 0.0;
        Rating::ALL.map(|rating| {
            let next = Rating::ALL.into_iter().find(|other| *other > rating);
            let up_to = next
                .and_then(Rating::above)
                .map_or(1.0, |limit| self.probability_below(limit));
            let probability = (up_to - below).max(0.0);
            below = up_to;
            (rating, probability)
        })
    }

    /// The distribution in `bins` bins of equal width from -100 to 100, for a plot: the low and the
    /// high end of each in points, and the probability between them.
    ///
    /// The probabilities add up to 1. A density at a point could be infinite; the mean density of a
    /// bin, its probability by its width, is not. Each is computed as it is asked for.
    ///
    /// ```
    /// use npscore::inference::Prior;
    /// use npscore::{Counts, Tally};
    ///
    /// let counts = Counts { detractors: 1, passives: 1, promoters: 3 };
    /// let result = Tally::from(counts).result().ok_or("no responses")?;
    /// let shown: Vec<_> = result
    ///     .posterior(Prior::JEFFREYS)
    ///     .bins(4)
    ///     .map(|(low, high, probability)| format!("{low} to {high}: {:.0} %", 100.0 * probability))
    ///     .collect();
    /// assert_eq!(shown, ["-100 to -50: 1 %", "-50 to 0: 15 %", "0 to 50: 55 %", "50 to 100: 29 %"]);
    /// # Ok::<(), &str>(())
    /// ```
    pub fn bins(&self, bins: usize) -> impl Iterator<Item = (f64, f64, f64)> {
        let distribution = self.distribution();
        let edge = move |i: usize| {
            let (i, bins) = (i as i128, bins as u128);
            Point::ratio(2 * i - bins.cast_signed(), bins)
        };
        let mut low = distribution.tails_with(Point::from(-1.0, 0.0), false);
        (0..bins).map(move |i| {
            let high = distribution.tails_with(edge(i + 1), false);
            // From the smaller tails, which have more digits.
            let probability = if low.below < low.above {
                high.below - low.below
            } else {
                low.above - high.above
            };
            low = high;
            (points(edge(i)), points(edge(i + 1)), probability.max(0.0))
        })
    }
}

impl Posterior {
    /// What was believed before the responses.
    #[must_use]
    pub const fn prior(&self) -> &Prior {
        &self.prior
    }

    /// The responses.
    #[must_use]
    pub const fn tally(&self) -> &Tally {
        &self.tally
    }

    pub(super) fn distribution(&self) -> Dirichlet {
        let (tally, prior) = (&self.tally, &self.prior);
        Dirichlet::new(
            [tally.detractors(), tally.passives(), tally.promoters()],
            [prior.detractors(), prior.passives(), prior.promoters()],
        )
    }
}

fn points(point: Point) -> f64 {
    100.0 * point.value() + 0.0
}

/// The probability of each posterior, in order, that its score is the highest; together 1.
pub(in crate::inference) fn probabilities_of_being_best(
    posteriors: impl Iterator<Item = Posterior>,
) -> alloc::vec::Vec<f64> {
    let distributions: alloc::vec::Vec<_> = posteriors.map(|one| one.distribution()).collect();
    best(&distributions)
}

/// The mean, give or take a standard deviation, in points: `11.8 ± 6.8`.
impl fmt::Display for Posterior {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if f.width().is_some() {
            return text::padded(f, self);
        }
        let (mean, sd) = (text::points(f, self.mean()), text::points(f, self.sd()));
        write!(f, "{mean} ± {sd}")
    }
}

//! What the answers make one believe: the posterior distribution of a score.

use alloc::vec::Vec;
use core::fmt;

use libm::sqrt;

use super::confidence::Confidence;
use super::contour;
use super::estimate::{Estimate, Unit};
use super::math::tanh_sinh;
use super::method::Method;
use super::prior::Prior;
use crate::nps::{Nps, NpsResult, Rating};
use crate::text;

pub use encapsulate::Posterior;

mod encapsulate {
    use super::{NpsResult, Prior};

    /// The distribution of the true score, given the responses and a prior.
    ///
    /// The shares of the three categories have a Dirichlet distribution whose parameters are the
    /// counts plus the imagined counts of the [`Prior`]; the score is the difference of two of
    /// them. Its probabilities are integrals found by quadrature, to about 14 digits in the tails
    /// as in the middle, without random numbers, for any counts.
    ///
    /// # Invariants
    ///
    /// At least one response, and a proper prior.
    ///
    /// # Ordering
    ///
    /// None: see [`probability_of_beating`](Posterior::probability_of_beating).
    ///
    /// # Example
    ///
    /// ```
    /// use npscore::inference::{Confidence, Prior};
    /// use npscore::{Counts, Nps, Tally};
    ///
    /// let result = Tally::from(Counts { detractors: 18, passives: 52, promoters: 30 }).result().ok_or("no responses")?;
    /// let posterior = result.posterior(Prior::JEFFREYS);
    /// assert_eq!(format!("{:.1} ± {:.1}", posterior.mean(), posterior.sd()), "11.8 ± 6.8");
    /// assert_eq!(format!("{:.3}", posterior.probability_above(Nps::ZERO)), "0.959");
    /// # Ok::<(), &str>(())
    /// ```
    ///
    /// # Serialised form
    ///
    /// `{"result", "prior"}`: what it follows from, not the figures.
    ///
    /// # Source
    ///
    /// The Dirichlet is conjugate to the multinomial: Gelman et al., *Bayesian Data Analysis* (3rd
    /// ed., 2013), section 3.4.
    #[derive(Debug, Clone, Copy, PartialEq)]
    #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
    #[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
    pub struct Posterior {
        result: NpsResult,
        prior: Prior,
    }

    impl NpsResult {
        /// The distribution of the true score after these responses.
        #[must_use]
        pub const fn posterior(&self, prior: Prior) -> Posterior {
            Posterior {
                result: *self,
                prior,
            }
        }
    }

    impl Posterior {
        /// The responses.
        #[must_use]
        pub const fn result(&self) -> &NpsResult {
            &self.result
        }

        /// What was believed before them.
        #[must_use]
        pub const fn prior(&self) -> &Prior {
            &self.prior
        }
    }
}

impl Posterior {
    /// The parameters of the Dirichlet distribution: counted and imagined detractors, passives
    /// and promoters.
    #[must_use]
    pub const fn parameters(&self) -> [f64; 3] {
        [
            self.result().detractors() as f64 + self.prior().detractors(),
            self.result().passives() as f64 + self.prior().passives(),
            self.result().promoters() as f64 + self.prior().promoters(),
        ]
    }

    fn total(&self) -> f64 {
        self.parameters().iter().sum()
    }

    /// The mean in points.
    #[must_use]
    pub fn mean(&self) -> f64 {
        let [detractors, _, promoters] = self.parameters();
        100.0 * ((promoters - detractors) / self.total()) + 0.0
    }

    /// The standard deviation in points.
    #[must_use]
    pub fn sd(&self) -> f64 {
        let total = self.total();
        let [b, a, c] = self.parameters().map(|parameter| parameter / total);
        // (b + c) - (c - b)² without its cancellation.
        100.0 * sqrt((4.0 * b * c + a * (b + c)) / (total + 1.0))
    }

    /// The variance in squared points.
    #[must_use]
    pub fn variance(&self) -> f64 {
        self.sd() * self.sd()
    }

    /// The probability that the true score is above `nps`; 0 to 1.
    #[must_use]
    pub fn probability_above(&self, nps: Nps) -> f64 {
        self.above(nps.to_f64() / 100.0)
    }

    /// The probability that the true score is below `nps`; 0 to 1.
    #[must_use]
    pub fn probability_below(&self, nps: Nps) -> f64 {
        self.below(nps.to_f64() / 100.0)
    }

    fn above(&self, theta: f64) -> f64 {
        contour::tails(self.parameters(), theta).above
    }

    fn below(&self, theta: f64) -> f64 {
        contour::tails(self.parameters(), theta).below
    }

    /// The score, in points, that the true one is below with a probability of `probability`.
    ///
    /// # Errors
    ///
    /// [`PosteriorError::ProbabilityOutOfRange`] unless the probability is from 0 to 1.
    pub fn quantile(&self, probability: f64) -> Result<f64, PosteriorError> {
        // False for NaN.
        if !(0.0..=1.0).contains(&probability) {
            return Err(PosteriorError::ProbabilityOutOfRange { probability });
        }
        let theta = if probability <= 0.5 {
            self.lower_quantile(probability)
        } else {
            // Exact: the probability is at least half of 1.
            self.upper_quantile(1.0 - probability)
        };
        Ok(100.0 * theta + 0.0)
    }

    /// The median in points.
    #[must_use]
    pub fn median(&self) -> f64 {
        100.0 * self.lower_quantile(0.5) + 0.0
    }

    fn upper_quantile(&self, probability: f64) -> f64 {
        let [detractors, passives, promoters] = self.parameters();
        -contour::lower_quantile([promoters, passives, detractors], probability)
    }

    fn lower_quantile(&self, probability: f64) -> f64 {
        contour::lower_quantile(self.parameters(), probability)
    }

    /// The interval that leaves equal probabilities on both sides, with the median as its
    /// estimate.
    #[must_use]
    pub fn interval(&self, confidence: Confidence) -> Estimate {
        let [low, median, high] = self.limits(confidence);
        let limits = (100.0 * low, 100.0 * high);
        Estimate::new(Unit::Nps, 100.0 * median, limits, confidence, Method::Bayes)
    }

    /// Low, median and high on the scale of -1 to 1.
    pub(super) fn limits(&self, confidence: Confidence) -> [f64; 3] {
        let tail = 0.5 * confidence.alpha();
        [
            self.lower_quantile(tail),
            self.lower_quantile(0.5),
            self.upper_quantile(tail),
        ]
    }

    /// The distribution as `bins` bins of equal width from -100 to 100, for a plot: the density on
    /// a grid.
    ///
    /// The probabilities add up to 1. A density at a point could be infinite; that of a bin, its
    /// probability by its width, is not.
    ///
    /// ```
    /// use npscore::{Counts, Tally};
    /// use npscore::inference::Prior;
    ///
    /// let result = Tally::from(Counts { detractors: 1, passives: 1, promoters: 3 }).result().ok_or("no responses")?;
    /// let bins = result.posterior(Prior::default()).bins(4);
    /// let shown: Vec<_> = bins.iter().map(|bin| format!("{:.0} %", 100.0 * bin.probability())).collect();
    /// assert_eq!(shown, ["1 %", "15 %", "55 %", "29 %"]);
    /// # Ok::<(), &str>(())
    /// ```
    #[must_use]
    pub fn bins(&self, bins: usize) -> Vec<PosteriorBin> {
        let edge = |i: usize| 2.0 * (i as f64 / bins as f64) - 1.0;
        let median = self.lower_quantile(0.5);
        let mut low = contour::tails(self.parameters(), -1.0);
        (0..bins)
            .map(|i| {
                let high = contour::tails(self.parameters(), edge(i + 1));
                // From the smaller tails, which have more digits.
                let probability = if edge(i) < median {
                    high.below - low.below
                } else {
                    low.above - high.above
                };
                low = high;
                PosteriorBin {
                    low: 100.0 * edge(i) + 0.0,
                    high: 100.0 * edge(i + 1) + 0.0,
                    probability: probability.max(0.0),
                }
            })
            .collect()
    }

    /// The probability that this score is truly higher than another, independent one; 0 to 1.
    ///
    /// Absolute error below 1e-9.
    ///
    /// ```
    /// use npscore::{Counts, Tally};
    /// use npscore::inference::Prior;
    ///
    /// let new = Tally::from(Counts { detractors: 10, passives: 20, promoters: 30 }).result().ok_or("no responses")?;
    /// let old = Tally::from(Counts { detractors: 20, passives: 20, promoters: 20 }).result().ok_or("no responses")?;
    /// let [new, old] = [new, old].map(|result| result.posterior(Prior::default()));
    /// assert_eq!(format!("{:.3}", new.probability_of_beating(&old)), "0.989");
    /// # Ok::<(), &str>(())
    /// ```
    #[must_use]
    pub fn probability_of_beating(&self, other: &Self) -> f64 {
        // The smoother factor of the integrand is the cumulative one.
        if self.sd() > other.sd() {
            (1.0 - other.beats(self)).clamp(0.0, 1.0)
        } else {
            self.beats(other).clamp(0.0, 1.0)
        }
    }

    /// ∫ f(t) P(other < t) dt over where the density f of this score is not negligible, in pieces
    /// that end at 0, where densities of few responses have a kink or a pole.
    fn beats(&self, other: &Self) -> f64 {
        const NEGLIGIBLE: f64 = 1e-16;
        let low = self.lower_quantile(NEGLIGIBLE);
        let high = self.upper_quantile(NEGLIGIBLE);
        let integrand =
            |theta: f64| contour::tails(self.parameters(), theta).density * other.below(theta);
        if low < 0.0 && high > 0.0 {
            tanh_sinh(integrand, low, 0.0) + tanh_sinh(integrand, 0.0, high)
        } else {
            tanh_sinh(integrand, low, high)
        }
    }
}

/// A part of the range of scores and the probability that the true score is in it.
///
/// # Ordering
///
/// None; [`Posterior::bins`] gives them from low to high.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct PosteriorBin {
    low: f64,
    high: f64,
    probability: f64,
}

impl PosteriorBin {
    /// The lower end in points.
    #[must_use]
    pub const fn low(&self) -> f64 {
        self.low
    }

    /// The upper end in points.
    #[must_use]
    pub const fn high(&self) -> f64 {
        self.high
    }

    /// The probability that the true score is between the ends; 0 to 1.
    #[must_use]
    pub const fn probability(&self) -> f64 {
        self.probability
    }

    /// The mean density between the ends, per point.
    #[must_use]
    pub const fn density(&self) -> f64 {
        self.probability / (self.high - self.low)
    }
}

/// The mean, give or take a standard deviation, in points: `11.7 ± 6.7`.
impl fmt::Display for Posterior {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&text::points(f, self.mean()))?;
        f.write_str(" ± ")?;
        f.write_str(&text::points(f, self.sd()))
    }
}

impl Posterior {
    /// The probability of each of Bain's bands, from the worst to the best; they add up to 1.
    ///
    /// # Example
    ///
    /// ```
    /// use npscore::inference::Prior;
    /// use npscore::{Counts, Rating, Tally};
    ///
    /// let result = Tally::from(Counts { detractors: 18, passives: 52, promoters: 30 }).result().ok_or("no responses")?;
    /// let bands = result.posterior(Prior::JEFFREYS).ratings();
    /// let (band, probability) = bands[1];
    /// assert_eq!(band, Rating::Acceptable);
    /// assert_eq!(format!("{:.0} %", 100.0 * probability), "85 %");
    /// # Ok::<(), &str>(())
    /// ```
    #[must_use]
    pub fn ratings(&self) -> [(Rating, f64); 5] {
        Rating::ALL.map(|rating| {
            let below = rating
                .above()
                .map_or(0.0, |limit| self.probability_below(limit));
            let above = Rating::ALL
                .into_iter()
                .find(|other| *other > rating)
                .and_then(Rating::above)
                .map_or(0.0, |limit| self.probability_above(limit));
            (rating, (1.0 - below - above).clamp(0.0, 1.0))
        })
    }
}

/// Why a question to a [`Posterior`] has no answer.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum PosteriorError {
    /// A probability outside its range, or NaN.
    #[error("probability {probability} is out of range, expected 0 to 1")]
    ProbabilityOutOfRange {
        /// The probability.
        probability: f64,
    },
}

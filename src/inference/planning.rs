//! How many to ask: respondents for a margin, per group for a difference, and the power of a plan.
//!
//! Source: Cochran, *Sampling Techniques* (3rd ed., 1977), sections 4.4 and 2.6 for a margin and for
//! finite populations; Finucan, "The mode of a multinomial distribution", Biometrika 51 (1964)
//! 513-517, for the likeliest outcome; Fleiss, Levin and Paik, *Statistical Methods for Rates and
//! Proportions* (3rd ed., 2003), chapter 4, for two groups, with the variance of a Net Promoter
//! Score, (promoters + detractors) - NPS², in place of a proportion's.

use core::fmt;

use libm::{ceil, fabs, floor, sqrt};

use super::confidence::Confidence;
use super::numeric::{normal_sf, normal_upper_quantile};
use crate::error::{CountError, DataError, OutOfRange, Quantity};
use crate::nps::{NpsResult, Shares};
use crate::response::{Category, ResponseRate};
use crate::tally::{Counts, Tally, sample};

/// The shares of detractors, passives and promoters that are assumed, and with them how much single
/// responses differ.
///
/// From an earlier [`NpsResult`], from assumed [`Shares`], or [`Spread::WORST`].
///
/// # Example
///
/// ```
/// use npscore::inference::Spread;
/// use npscore::{Counts, Tally};
///
/// let counts = Counts { detractors: 18, passives: 52, promoters: 30 };
/// let last_year = Tally::from(counts).result().ok_or("no responses")?;
/// assert_eq!(format!("{:.4}", Spread::from(last_year).variance()), "0.4656");
/// assert_eq!(Spread::WORST.variance(), 1.0);
/// # Ok::<(), &str>(())
/// ```
///
/// # Serialised form
///
/// `{"detractors", "passives", "promoters"}`: shares from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spread {
    detractors: f64,
    passives: f64,
    promoters: f64,
}

impl Spread {
    /// Half promoters and half detractors: the most that responses can differ. For when nothing is
    /// known.
    pub const WORST: Self = Self {
        detractors: 0.5,
        passives: 0.0,
        promoters: 0.5,
    };

    /// A known variance of one response on the scale of -1, 0 and 1, with as many promoters as
    /// detractors.
    ///
    /// # Errors
    ///
    /// [`OutOfRange`] unless the variance is from 0 (all alike) to 1 (half promoters, half
    /// detractors).
    pub const fn new(variance: f64) -> Result<Self, OutOfRange> {
        // False for NaN.
        if variance >= 0.0 && variance <= 1.0 {
            Ok(Self {
                detractors: 0.5 * variance,
                passives: 1.0 - variance,
                promoters: 0.5 * variance,
            })
        } else {
            Err(OutOfRange::of_float(Quantity::Variance, variance))
        }
    }

    /// The variance of one response, 0 to 1.
    #[must_use]
    pub const fn variance(self) -> f64 {
        // At most 1 but for rounding.
        sample::variance([self.detractors, self.passives, self.promoters]).min(1.0)
    }

    #[cfg(feature = "serde")]
    const fn detractors(self) -> f64 {
        self.detractors
    }

    #[cfg(feature = "serde")]
    const fn passives(self) -> f64 {
        self.passives
    }

    #[cfg(feature = "serde")]
    const fn promoters(self) -> f64 {
        self.promoters
    }

    /// Shares that add up to 1 within rounding, as read.
    #[cfg(feature = "serde")]
    fn of_shares(detractors: f64, passives: f64, promoters: f64) -> Result<Self, OutOfRange> {
        let shares = [detractors, passives, promoters];
        // False for NaN.
        if let Some(share) = shares
            .into_iter()
            .find(|share| !(0.0..=1.0).contains(share))
        {
            return Err(OutOfRange::new(Quantity::Probability, share));
        }
        let total: f64 = shares.iter().sum();
        if fabs(total - 1.0) > 1e-9 {
            return Err(OutOfRange::new(Quantity::Probability, total));
        }
        Ok(Self {
            detractors,
            passives,
            promoters,
        })
    }

    /// The likeliest counts of so many responses, at least 1; of equally likely ones those with more
    /// in the smaller categories.
    ///
    /// Shares rounded down, and the rest one by one where it is likeliest.
    fn likeliest(self, responses: u64) -> Tally {
        /// Relative: so close are equal likelihoods.
        const EQUAL: f64 = 1e-12;
        let shares = [self.detractors, self.passives, self.promoters];
        let largest = (0..3).fold(0, |best, i| if shares[i] > shares[best] { i } else { best });
        let mut counts = [0; 3];
        let mut rest = responses;
        for i in (0..3).filter(|i| *i != largest) {
            counts[i] = part(shares[i], responses).min(rest);
            rest -= counts[i];
        }
        // Of very many responses floats leave more than a few.
        counts[largest] = part(shares[largest], responses)
            .max(rest.saturating_sub(3))
            .min(rest);
        rest -= counts[largest];
        for _ in 0..rest {
            let gain = |i: usize| shares[i] / (counts[i] as f64 + 1.0);
            let next = (0..3).fold(largest, |best, i| {
                let smaller = if shares[i] < shares[best] { EQUAL } else { 0.0 };
                if gain(i) > gain(best) * (1.0 - smaller) {
                    i
                } else {
                    best
                }
            });
            counts[next] += 1;
        }
        let [detractors, passives, promoters] = counts;
        // They add up to the responses.
        Tally::try_from(Counts {
            detractors,
            passives,
            promoters,
        })
        .unwrap_or_default()
    }
}

/// A share of so many, rounded down.
fn part(share: f64, of: u64) -> u64 {
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "at least 0; saturates"
    )]
    let part = floor(share * of as f64) as u64;
    part
}

impl Default for Spread {
    /// [`Spread::WORST`].
    fn default() -> Self {
        Self::WORST
    }
}

/// As in an earlier survey.
impl From<NpsResult> for Spread {
    fn from(result: NpsResult) -> Self {
        let responses = result.responses() as f64;
        let share = |category| result.count(category) as f64 / responses;
        Self {
            detractors: share(Category::Detractor),
            passives: share(Category::Passive),
            promoters: share(Category::Promoter),
        }
    }
}

/// As with assumed shares.
impl From<Shares> for Spread {
    fn from(shares: Shares) -> Self {
        let share = |percent: rust_decimal::Decimal| -> f64 {
            percent
                .try_into()
                .map_or(0.0, |percent: f64| percent / 100.0)
        };
        let [detractors, passives, promoters] =
            Category::ALL.map(|category| share(shares.percent()[category]));
        Self {
            detractors,
            passives,
            promoters,
        }
    }
}

crate::wire::row!(Spread { detractors: f64, passives: f64, promoters: f64 } => of_shares);

/// A plan for a survey: how sure it is to be, and what is assumed about the responses.
///
/// Starts from the worst case and an unlimited population; say more to need less.
///
/// # Example
///
/// ```
/// use npscore::inference::{Confidence, Plan};
/// use npscore::{Counts, ResponseRate, Tally};
///
/// let counts = Counts { detractors: 200, passives: 300, promoters: 500 };
/// let last_year = Tally::from(counts).result().ok_or("no responses")?;
/// let plan = Plan::new(Confidence::P95).expecting(last_year);
/// let needed = plan.responses_for_margin(5.0)?; // ± 5 points
/// assert!((930..950).contains(&needed));
/// assert!(plan.margin(needed)? <= 5.0);
/// assert!(plan.population(1000).responses_for_margin(5.0)? < 500);
///
/// // To see a rise of 10 points with a chance of 80 %:
/// assert_eq!(plan.responses_per_group(10.0, 0.80)?, 958);
///
/// // At the usual response rate, whom to invite:
/// let rate = ResponseRate::new(312, 1040)?; // 30 %
/// assert_eq!(Plan::invitations(938, &rate)?, 3127);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct Plan {
    confidence: Confidence,
    spread: Spread,
    other_spread: Option<Spread>,
    population: Option<u64>,
}

impl Plan {
    /// A plan for the worst case and an unlimited population.
    #[must_use]
    pub const fn new(confidence: Confidence) -> Self {
        Self {
            confidence,
            spread: Spread::WORST,
            other_spread: None,
            population: None,
        }
    }

    /// This plan, expecting responses to differ as they do in an earlier result, with assumed
    /// shares, or by a known variance.
    #[must_use]
    pub fn expecting(mut self, spread: impl Into<Spread>) -> Self {
        self.spread = spread.into();
        self
    }

    /// This plan, with another expectation for the group to compare with.
    #[must_use]
    pub fn compared_with(mut self, spread: impl Into<Spread>) -> Self {
        self.other_spread = Some(spread.into());
        self
    }

    /// This plan for a population of `members`, each asked at most once.
    ///
    /// Counts for the margin of one survey, not for comparisons: those are about what the members
    /// would answer, not about who of them did.
    #[must_use]
    pub const fn population(mut self, members: u64) -> Self {
        self.population = Some(members);
        self
    }

    /// How few responses give a margin of error of at most ± `points`.
    ///
    /// The margin is that of [`margin`](Plan::margin): what the default interval then gives, if the
    /// responses come out as is likeliest. A plan that expects nothing ([`Spread::WORST`]) keeps the
    /// margin whatever they are. No fewer than 32 less would do; at least 1.
    ///
    /// # Errors
    ///
    /// [`OutOfRange`] unless the margin is from 0.000001 to 100 points, and for a population of 0.
    #[doc(alias = "sample size")]
    pub fn responses_for_margin(&self, points: f64) -> Result<u64, OutOfRange> {
        // False for NaN.
        if !(1e-6..=100.0).contains(&points) {
            return Err(OutOfRange::new(Quantity::MarginOfError, points));
        }
        if self.population == Some(0) {
            return Err(OutOfRange::new(Quantity::Population, 0_u64));
        }
        let most = self.population.unwrap_or(u64::MAX);
        let enough = |responses: u64| self.expected_margin(responses) <= points;
        let (mut low, mut high) = (0, 1_u64);
        while high < most && !enough(high) {
            low = high;
            high = high.saturating_mul(2).min(most);
        }
        while high - low > 1 {
            let middle = low + (high - low) / 2;
            if enough(middle) {
                high = middle;
            } else {
                low = middle;
            }
        }
        // Counts are whole: the margin does not fall with every response.
        let fewer = high.saturating_sub(32).max(1)..high;
        Ok(fewer.into_iter().find(|n| enough(*n)).unwrap_or(high))
    }

    /// The margin of error in points that `responses` responses are expected to give: half the width
    /// of the default interval, in the population if there is one, for the likeliest counts.
    ///
    /// # Errors
    ///
    /// [`OutOfRange`] for no responses, and for more than there are members, such as 41 of 40.
    #[doc(alias = "margin of error")]
    pub fn margin(&self, responses: u64) -> Result<f64, OutOfRange> {
        if responses == 0 {
            return Err(OutOfRange::new(Quantity::Responses, responses));
        }
        if let Some(members) = self.population.filter(|members| *members < responses) {
            return Err(OutOfRange::new(Quantity::Population, members));
        }
        Ok(self.expected_margin(responses))
    }

    /// As [`margin`](Self::margin), of at least 1 and at most all responses.
    fn expected_margin(&self, responses: u64) -> f64 {
        let result = self.spread.likeliest(responses).result();
        result.map_or(f64::INFINITY, |result| {
            self.population
                .and_then(|members| result.interval_in(members, self.confidence).ok())
                .unwrap_or_else(|| result.interval(self.confidence))
                .margin()
        })
    }

    /// How few responses in each of two groups show a true difference of `points`, on either side,
    /// with a probability of `power`.
    ///
    /// n = (`z_confidence` + `z_power`)² (V₁ + V₂) / difference², rounded up, at least 1: the usual
    /// approximation by the normal distribution. With less than about 50 responses in each group the
    /// power of the default test may be up to 0.02 lower than planned.
    ///
    /// # Errors
    ///
    /// [`OutOfRange`] unless the difference is from -200 to 200 points and at least 0.000001 from 0,
    /// and unless the power is above 1 - confidence and below 1.
    #[doc(alias = "sample size")]
    pub fn responses_per_group(&self, points: f64, power: f64) -> Result<u64, OutOfRange> {
        check_difference(points)?;
        let reach = self.reach(power)? / (points / 100.0);
        Ok(whole(
            reach * reach * (self.spread.variance() + self.other().variance()),
        ))
    }

    /// The probability of showing a true difference of `points` with so many responses in the two
    /// groups; 0 to 1.
    ///
    /// Φ(d / se - z) + Φ(-d / se - z): a difference that shows with the wrong sign counts, which
    /// matters only where power is near its least, 1 - confidence.
    ///
    /// # Errors
    ///
    /// [`OutOfRange`] for an empty group, and unless the difference is from -200 to 200 points.
    pub fn power(&self, points: f64, responses: [u64; 2]) -> Result<f64, OutOfRange> {
        // False for NaN.
        if !(-200.0..=200.0).contains(&points) {
            return Err(OutOfRange::new(Quantity::Difference, points));
        }
        let se = self.standard_error_of_difference(responses)?;
        let d = fabs(points / 100.0);
        let z = self.confidence.z();
        if se <= 0.0 {
            // Without any spread every difference shows.
            return Ok(if d > 0.0 {
                1.0
            } else {
                self.confidence.alpha()
            });
        }
        Ok((normal_sf(z - d / se) + normal_sf(z + d / se)).min(1.0))
    }

    /// The smallest true difference, in points, that so many responses in the two groups show with
    /// a probability of `power`; 200 where even the largest may not show.
    ///
    /// # Errors
    ///
    /// [`OutOfRange`] for an empty group, and unless the power is above 1 - confidence and below 1.
    pub fn smallest_difference(&self, power: f64, responses: [u64; 2]) -> Result<f64, OutOfRange> {
        let se = self.standard_error_of_difference(responses)?;
        Ok((100.0 * self.reach(power)? * se).min(200.0))
    }

    /// How many to invite for so many responses at an expected response rate; rounded up.
    ///
    /// An expectation: invite more where fewer responses would not do.
    ///
    /// # Errors
    ///
    /// [`DataError`] for a rate of 0 or of no invitations, and for more than `u64::MAX` invitations.
    pub fn invitations(responses: u64, rate: &ResponseRate) -> Result<u64, DataError> {
        if rate.responded() == 0 {
            return Err(DataError::NoResponses {
                of: "in the response rate",
            });
        }
        // Exact in 128 bits.
        let invitations = (u128::from(responses) * u128::from(rate.invited()))
            .div_ceil(u128::from(rate.responded()));
        u64::try_from(invitations).map_err(|_| DataError::Count(CountError::Overflow))
    }

    fn other(&self) -> Spread {
        self.other_spread.unwrap_or(self.spread)
    }

    /// How many standard errors a difference must be away from 0 for a power.
    fn reach(&self, power: f64) -> Result<f64, OutOfRange> {
        let least = self.confidence.alpha();
        // False for NaN.
        if !(power > least && power < 1.0) {
            return Err(OutOfRange::new(Quantity::Power, power));
        }
        Ok((self.confidence.z() - normal_upper_quantile(power)).max(0.0))
    }

    fn standard_error_of_difference(&self, responses: [u64; 2]) -> Result<f64, OutOfRange> {
        if responses.contains(&0) {
            return Err(OutOfRange::new(Quantity::Responses, 0_u64));
        }
        let [n, m] = responses.map(|n| n as f64);
        Ok(sqrt(
            self.spread.variance() / n + self.other().variance() / m,
        ))
    }
}

fn check_difference(points: f64) -> Result<(), OutOfRange> {
    // False for NaN.
    if (1e-6..=200.0).contains(&fabs(points)) {
        Ok(())
    } else {
        Err(OutOfRange::new(Quantity::PlannedDifference, points))
    }
}

/// The number rounded up, at least 1.
fn whole(number: f64) -> u64 {
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "at least 1, and below 2^64 for every difference that is allowed"
    )]
    let up = ceil(number).max(1.0) as u64;
    up
}

/// What is planned for, in one line: `95 %, variance 0.61, population of 1000`.
impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if f.width().is_some() {
            return crate::text::padded(f, self);
        }
        write!(
            f,
            "{}, variance {}",
            self.confidence,
            self.spread.variance()
        )?;
        if let Some(other) = self.other_spread {
            write!(f, " and {}", other.variance())?;
        }
        if let Some(members) = self.population {
            write!(f, ", population of {members}")?;
        }
        Ok(())
    }
}

//! How many to ask: respondents for a margin, per group for a difference, and the power of a plan.
//!
//! By the normal approximation with the variance assumed, which is what planning can know.
//!
//! Source: Cochran, *Sampling Techniques* (3rd ed., 1977), sections 4.4 and 2.6 for a margin and for
//! finite populations; Fleiss, Levin and Paik, *Statistical Methods for Rates and Proportions* (3rd
//! ed., 2003), chapter 4, for two groups; with the variance of a Net Promoter Score,
//! (promoters + detractors) - NPS², in place of a proportion's.

use core::fmt;

use libm::{ceil, fabs, sqrt};

use super::confidence::Confidence;
use super::math::{normal_sf, normal_upper_quantile};
use crate::nps::{NpsResult, Shares};
use crate::response::ResponseRate;

pub use encapsulate::Spread;

mod encapsulate {
    use super::PlanError;

    /// How much single responses are assumed to differ: the variance of one response on the scale
    /// of -1, 0 and 1.
    ///
    /// From an earlier [`NpsResult`](crate::NpsResult), from assumed [`Shares`](crate::Shares), or
    /// [`Spread::WORST`].
    ///
    /// # Invariants
    ///
    /// From 0 (all alike) to 1 (half promoters, half detractors).
    ///
    /// # Ordering
    ///
    /// By the variance; more spread takes more responses.
    ///
    /// # Errors
    ///
    /// [`Spread::new`] refuses variances below 0, above 1, and NaN.
    ///
    /// # Example
    ///
    /// ```
    /// use npscore::{Counts, Tally};
    /// use npscore::inference::Spread;
    ///
    /// let last_year = Tally::from(Counts { detractors: 18, passives: 52, promoters: 30 }).result().ok_or("no responses")?;
    /// assert_eq!(format!("{:.4}", Spread::from(last_year).variance()), "0.4656");
    /// assert!(Spread::from(last_year) < Spread::WORST);
    /// # Ok::<(), &str>(())
    /// ```
    #[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
    #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
    #[cfg_attr(feature = "serde", serde(try_from = "f64", into = "f64"))]
    pub struct Spread {
        variance: f64,
    }

    impl Spread {
        /// Half promoters and half detractors: the most that responses can differ. For when
        /// nothing is known.
        pub const WORST: Self = Self { variance: 1.0 };

        /// A known variance of one response.
        ///
        /// # Errors
        ///
        /// [`PlanError::VarianceOutOfRange`] unless it is from 0 to 1.
        pub const fn new(variance: f64) -> Result<Self, PlanError> {
            // False for NaN.
            if variance >= 0.0 && variance <= 1.0 {
                Ok(Self { variance })
            } else {
                Err(PlanError::VarianceOutOfRange { variance })
            }
        }

        /// The variance of one response, 0 to 1.
        #[must_use]
        pub const fn variance(self) -> f64 {
            self.variance
        }
    }
}

impl Default for Spread {
    /// [`Spread::WORST`].
    fn default() -> Self {
        Self::WORST
    }
}

impl TryFrom<f64> for Spread {
    type Error = PlanError;

    fn try_from(variance: f64) -> Result<Self, PlanError> {
        Self::new(variance)
    }
}

impl From<Spread> for f64 {
    fn from(spread: Spread) -> Self {
        spread.variance()
    }
}

/// As in an earlier survey.
impl From<NpsResult> for Spread {
    fn from(result: NpsResult) -> Self {
        // A variance of shares is at most 1 but for rounding.
        Self::new(result.variance().clamp(0.0, 1.0)).unwrap_or_default()
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
        let [b, a, c] =
            crate::response::Category::ALL.map(|category| share(shares.percent()[category]));
        let variance = 4.0 * b * c + a * (b + c);
        Self::new(variance.clamp(0.0, 1.0)).unwrap_or_default()
    }
}

/// A plan for a survey: how sure it is to be, and what is assumed about the responses.
///
/// Starts from the worst case and an unlimited population; say more to need less.
///
/// # Ordering
///
/// None.
///
/// # Example
///
/// ```
/// use npscore::inference::{Confidence, Plan};
/// use npscore::{Counts, ResponseRate, Tally};
///
/// let last_year = Tally::from(Counts { detractors: 200, passives: 300, promoters: 500 }).result().ok_or("no responses")?;
/// let plan = Plan::new(Confidence::P95).expecting(last_year);
/// assert_eq!(plan.responses_for_margin(5.0)?, 938); // ± 5 points
/// assert_eq!(plan.population(1000).responses_for_margin(5.0)?, 485);
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

    /// How few responses give a margin of at most ± `points`.
    ///
    /// n = z² V / margin², and n / (1 + (n - 1) / N) of a population of N; rounded up, at least 1.
    ///
    /// # Errors
    ///
    /// [`PlanError::MarginOutOfRange`] unless the margin is above 0 and at most 100 points,
    /// [`PlanError::TooMany`] beyond `u64::MAX` responses.
    pub fn responses_for_margin(&self, points: f64) -> Result<u64, PlanError> {
        // False for NaN.
        if !(points > 0.0 && points <= 100.0) {
            return Err(PlanError::MarginOutOfRange { points });
        }
        let reach = self.confidence.z() / (points / 100.0);
        let unlimited = reach * reach * self.spread.variance();
        let Some(members) = self.population else {
            return whole(unlimited);
        };
        let members_f = members as f64;
        if unlimited.is_infinite() {
            return Ok(members.max(1));
        }
        let limited = unlimited / (1.0 + (unlimited - 1.0) / members_f.max(1.0));
        Ok(whole(limited)?.min(members.max(1)))
    }

    /// The margin in points that `responses` responses are expected to give: z standard errors.
    ///
    /// # Errors
    ///
    /// [`PlanError::NoResponses`] for none, [`PlanError::BeyondPopulation`] for more than there are
    /// members.
    pub fn margin(&self, responses: u64) -> Result<f64, PlanError> {
        if responses == 0 {
            return Err(PlanError::NoResponses);
        }
        let n = responses as f64;
        let mut square = self.spread.variance() / n;
        if let Some(members) = self.population {
            if responses > members {
                return Err(PlanError::BeyondPopulation { responses, members });
            }
            if members > 1 {
                // Cochran's correction for who has not been asked.
                square *= (members - responses) as f64 / (members - 1) as f64;
            } else {
                square = 0.0;
            }
        }
        Ok(100.0 * self.confidence.z() * sqrt(square))
    }

    /// How few responses in each of two groups show a true difference of `points`, on either side,
    /// with a probability of `power`.
    ///
    /// n = (`z_confidence` + `z_power`)² (V₁ + V₂) / difference², rounded up, at least 1.
    ///
    /// # Errors
    ///
    /// [`PlanError::DifferenceOutOfRange`] unless the difference is not 0 and from -200 to 200
    /// points, [`PlanError::PowerOutOfRange`] unless the power is above 1 - confidence and below 1,
    /// [`PlanError::TooMany`] beyond `u64::MAX` responses.
    pub fn responses_per_group(&self, points: f64, power: f64) -> Result<u64, PlanError> {
        check_difference(points)?;
        let reach = self.reach(power)? / (points / 100.0);
        whole(reach * reach * (self.spread.variance() + self.other().variance()))
    }

    /// The probability of showing a true difference of `points` with so many responses in the two
    /// groups; 0 to 1.
    ///
    /// Φ(d / se - z) + Φ(-d / se - z): a difference that shows with the wrong sign counts, which
    /// matters only where power is near its least, 1 - confidence.
    ///
    /// # Errors
    ///
    /// [`PlanError::NoResponses`] for an empty group, [`PlanError::DifferenceOutOfRange`] unless the
    /// difference is from -200 to 200 points.
    pub fn power(&self, points: f64, responses: [u64; 2]) -> Result<f64, PlanError> {
        if points.abs() > 0.0 {
            check_difference(points)?;
        } else if points.is_nan() {
            return Err(PlanError::DifferenceOutOfRange { points });
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
    /// [`PlanError::NoResponses`] for an empty group, [`PlanError::PowerOutOfRange`] unless the
    /// power is above 1 - confidence and below 1.
    pub fn smallest_difference(&self, power: f64, responses: [u64; 2]) -> Result<f64, PlanError> {
        let se = self.standard_error_of_difference(responses)?;
        Ok((100.0 * self.reach(power)? * se).min(200.0))
    }

    /// How many to invite for so many responses at an expected response rate; rounded up.
    ///
    /// An expectation: invite more where fewer responses would not do.
    ///
    /// # Errors
    ///
    /// [`PlanError::NobodyResponds`] for a rate of 0 or of no invitations, [`PlanError::TooMany`]
    /// beyond `u64::MAX` invitations.
    pub fn invitations(responses: u64, rate: &ResponseRate) -> Result<u64, PlanError> {
        if rate.responded() == 0 {
            return Err(PlanError::NobodyResponds);
        }
        // Exact in 128 bits.
        let invitations = (u128::from(responses) * u128::from(rate.invited()))
            .div_ceil(u128::from(rate.responded()));
        u64::try_from(invitations).map_err(|_| PlanError::TooMany)
    }

    fn other(&self) -> Spread {
        self.other_spread.unwrap_or(self.spread)
    }

    /// How many standard errors a difference must be away from 0 for a power.
    fn reach(&self, power: f64) -> Result<f64, PlanError> {
        let least = self.confidence.alpha();
        // False for NaN.
        if !(power > least && power < 1.0) {
            return Err(PlanError::PowerOutOfRange { power, least });
        }
        Ok((self.confidence.z() - normal_upper_quantile(power)).max(0.0))
    }

    fn standard_error_of_difference(&self, responses: [u64; 2]) -> Result<f64, PlanError> {
        if responses.contains(&0) {
            return Err(PlanError::NoResponses);
        }
        let [n, m] = responses.map(|n| n as f64);
        Ok(sqrt(
            self.spread.variance() / n + self.other().variance() / m,
        ))
    }
}

fn check_difference(points: f64) -> Result<(), PlanError> {
    let size = fabs(points);
    // False for NaN.
    if size > 0.0 && size <= 200.0 {
        Ok(())
    } else {
        Err(PlanError::DifferenceOutOfRange { points })
    }
}

/// The number rounded up, at least 1.
fn whole(number: f64) -> Result<u64, PlanError> {
    const TOO_MANY: f64 = 18_446_744_073_709_551_616.0;
    let up = ceil(number).max(1.0);
    if up < TOO_MANY {
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "just checked"
        )]
        let up = up as u64;
        Ok(up)
    } else {
        Err(PlanError::TooMany)
    }
}

/// What is planned for, in one line: `95 %, variance 0.61, population of 1000`.
impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
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

/// Why a [`Plan`] has no answer.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum PlanError {
    /// A variance that no responses have.
    #[error("variance {variance} is out of range, expected 0 to 1")]
    VarianceOutOfRange {
        /// The variance.
        variance: f64,
    },
    /// A margin that is no margin.
    #[error("a margin of {points} points is out of range, expected above 0 and at most 100")]
    MarginOutOfRange {
        /// The margin in points.
        points: f64,
    },
    /// A difference that no two scores have, or none.
    #[error("a difference of {points} points is out of range, expected -200 to 200 and not 0")]
    DifferenceOutOfRange {
        /// The difference in points.
        points: f64,
    },
    /// A power that is certain, or below that of not asking.
    #[error("a power of {power} is out of range, expected above {least} and below 1")]
    PowerOutOfRange {
        /// The power.
        power: f64,
        /// What it must be above: 1 - confidence.
        least: f64,
    },
    /// A group without responses.
    #[error("0 responses, expected at least 1")]
    NoResponses,
    /// More responses than members of the population.
    #[error("{responses} responses of a population of {members}, expected at most as many")]
    BeyondPopulation {
        /// The responses.
        responses: u64,
        /// The members.
        members: u64,
    },
    /// A response rate at which no number of invitations suffices.
    #[error("a response rate of 0, expected at least 1 response")]
    NobodyResponds,
    /// More than a `u64` holds.
    #[error("more than 18446744073709551615 are needed")]
    TooMany,
}

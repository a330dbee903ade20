//! Finite populations: when a good part of everybody has answered.

use libm::sqrt;

use super::interval::{Interval, IntervalMethod, IntervalOptions, interval_of};
use crate::nps::{NpsResult, WeightedResult};
use crate::response::Category;

/// By how much the variance shrinks because `responses` of `population` have answered:
/// (N - n) / (N - 1); `None` where everybody has.
fn correction(population: u64, responses: u64) -> Result<Option<f64>, PopulationError> {
    let rest = population
        .checked_sub(responses)
        .ok_or(PopulationError::TooSmall {
            population,
            responses,
        })?;
    Ok((rest > 0).then(|| rest as f64 / (population - 1) as f64))
}

/// A census: the estimate is the truth.
fn census(points: f64, options: IntervalOptions) -> Interval {
    let theta = points / 100.0;
    Interval::around(theta, theta, theta, options.method(), options.confidence())
}

impl NpsResult {
    /// The standard error in points where the responses are a random part of `population` people
    /// and the question is what all of *them* would say.
    ///
    /// [`standard_error`](NpsResult::standard_error) times sqrt((N - n) / (N - 1)); 0 where everybody
    /// has answered.
    ///
    /// # Errors
    ///
    /// [`PopulationError::TooSmall`] for fewer people than responses, such as 100 responses of 50.
    ///
    /// # Source
    ///
    /// Cochran, *Sampling Techniques* (3rd ed., 1977), section 2.6.
    pub fn standard_error_in(&self, population: u64) -> Result<f64, PopulationError> {
        let correction = correction(population, self.responses())?;
        Ok(correction.map_or(0.0, |correction| self.standard_error() * sqrt(correction)))
    }

    /// The range of scores that agree with these responses, where they are a random part of
    /// `population` people and the question is what all of *them* would say.
    ///
    /// For the employees of a firm or the customers of a contract, not for customers to come. The
    /// interval is that of n (N - 1) / (N - n) responses; it shrinks to the score as the last
    /// answer comes in.
    ///
    /// # Errors
    ///
    /// [`PopulationError::TooSmall`] for fewer people than responses.
    ///
    /// # Example
    ///
    /// ```
    /// use npscore::{Counts, Tally};
    /// use npscore::inference::Confidence;
    ///
    /// let result = Tally::from(Counts { detractors: 18, passives: 52, promoters: 30 }).result().ok_or("no responses")?;
    /// let narrow = result.interval_in(120, Confidence::P95)?;
    /// assert_eq!(narrow.to_string(), "12.0 [6.5, 17.5] (95 %, score)");
    /// assert_eq!(result.interval_in(100, Confidence::P95)?.width(), 0.0);
    /// assert!(result.interval_in(99, Confidence::P95).is_err());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Source
    ///
    /// Cochran, *Sampling Techniques* (3rd ed., 1977), section 2.6, for the variance; its place in
    /// an effective number of responses as in Korn and Graubard, Survey Methodology 24 (1998)
    /// 193-201.
    pub fn interval_in(
        &self,
        population: u64,
        options: impl Into<IntervalOptions>,
    ) -> Result<Interval, PopulationError> {
        let options = options.into();
        let Some(correction) = correction(population, self.responses())? else {
            return Ok(census(self.nps().to_f64(), options));
        };
        let n = self.responses() as f64;
        // As without a population, linearisation costs one response.
        let factor = match options.method() {
            IntervalMethod::LinearisedScore if self.responses() > 1 => (n - 1.0) / n,
            _ => 1.0,
        };
        let counts =
            Category::ALL.map(|category| self.count(category) as f64 * factor / correction);
        Ok(interval_of(counts, self.nps().to_f64() / 100.0, options))
    }
}

impl WeightedResult {
    /// The standard error in points where the responses are a random part of `population` people;
    /// `None` for a single response.
    ///
    /// [`standard_error`](WeightedResult::standard_error) times sqrt(1 - n / N); 0 where everybody
    /// has answered.
    ///
    /// # Errors
    ///
    /// [`PopulationError::TooSmall`] for fewer people than responses.
    ///
    /// # Source
    ///
    /// Lumley, *Complex Surveys* (2010), section 2.2.
    pub fn standard_error_in(&self, population: u64) -> Result<Option<f64>, PopulationError> {
        let n = self.responses();
        let rest = correction(population, n)?.map_or(0, |_| population - n);
        let part = rest as f64 / population as f64;
        Ok(self.standard_error().map(|se| se * sqrt(part)))
    }

    /// The range of scores that agree with these weighted responses, where they are a random part
    /// of `population` people and the question is what all of *them* would say.
    ///
    /// The effective counts grow as those of [`NpsResult::interval_in`]; Wald uses the
    /// [corrected standard error](WeightedResult::standard_error_in).
    ///
    /// # Errors
    ///
    /// [`PopulationError::TooSmall`] for fewer people than responses.
    pub fn interval_in(
        &self,
        population: u64,
        options: impl Into<IntervalOptions>,
    ) -> Result<Interval, PopulationError> {
        let options = options.into();
        let n = self.responses();
        let Some(correction) = correction(population, n)? else {
            return Ok(census(self.nps().to_f64(), options));
        };
        let correction = match options.method() {
            IntervalMethod::Wald | IntervalMethod::LinearisedScore => {
                (population - n) as f64 / population as f64
            }
            _ => correction,
        };
        Ok(self.interval_with(options, correction))
    }
}

/// Why a population cannot be that of the responses.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PopulationError {
    /// Fewer people than responses.
    #[error(
        "a population of {population} is too small, expected at least the {responses} responses"
    )]
    TooSmall {
        /// The people.
        population: u64,
        /// The responses.
        responses: u64,
    },
}

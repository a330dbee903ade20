//! Finite populations: when a good part of everybody has answered.

use super::confidence::Options;
use super::estimate::Estimate;
use super::interval::interval_of;
use super::method::IntervalMethod;
use crate::error::{OutOfRange, Quantity};
use crate::nps::NpsResult;
use crate::tally::Sample;

impl<S: Sample> NpsResult<S> {
    /// The values of the NPS that agree with these responses, where they are a random part of
    /// `population` people and the question is what all of *them* would say.
    ///
    /// For the employees of a firm or the customers of a contract, not for customers to come. The
    /// interval is that of n (N - 1) / (N - n) responses; it shrinks to the estimate as the last
    /// answer comes in.
    ///
    /// # Errors
    ///
    /// [`OutOfRange`] for fewer people than responses, such as 99 for 100 responses.
    ///
    /// # Example
    ///
    /// ```
    /// use npscore::inference::Confidence;
    /// use npscore::{Counts, Tally};
    ///
    /// let counts = Counts { detractors: 18, passives: 52, promoters: 30 };
    /// let result = Tally::from(counts).result().ok_or("no responses")?;
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
    /// 193-201; for weighted responses Lumley, *Complex Surveys* (2010), section 2.2.
    pub fn interval_in(
        &self,
        population: u64,
        options: impl Into<Options<IntervalMethod>>,
    ) -> Result<Estimate, OutOfRange> {
        let options = options.into();
        let rest = population
            .checked_sub(self.responses())
            .ok_or_else(|| OutOfRange::new(Quantity::Population, population))?;
        if rest == 0 {
            // A census: the estimate is the truth.
            let infinite = interval_of(self, options, 1.0);
            return Ok(infinite.with_limits((infinite.estimate(), infinite.estimate())));
        }
        // A variance that already divides by n - 1 shrinks by the share that has not answered.
        let of = match options.method() {
            IntervalMethod::Wald if S::UNBIASED => population,
            _ => population - 1,
        };
        Ok(interval_of(self, options, rest as f64 / of as f64))
    }
}

//! Finite populations: when a good part of everybody has answered.

use super::confidence::Options;
use super::estimate::Estimate;
use super::interval::interval_of;
use super::limits::population::{are_few, limits};
use super::method::IntervalMethod;
use crate::error::{OutOfRange, Quantity};
use crate::nps::NpsResult;
use crate::tally::Sample;

impl<S: Sample> NpsResult<S> {
    /// The values of the NPS that agree with these responses, where they are a random part of
    /// `population` people and the question is what all of *them* would say.
    ///
    /// For the employees of a firm or the customers of a contract, not for customers to come.
    ///
    /// The interval is that of n (N - 1) / (N - n) responses, within what the population can still
    /// have; it shrinks to the estimate as the last answer comes in. With equal weights, and if the
    /// population has up to 100 people or up to 50 have not answered, the score method goes through
    /// all samples that could have been drawn instead: at 95 % its coverage is at least 94.5 % for
    /// every population of up to 60 people. See
    /// [`choosing_an_interval`](crate::guide::choosing_an_interval).
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
    /// let counts = Counts { detractors: 1, passives: 1, promoters: 1 };
    /// let result = Tally::from(counts).result().ok_or("no responses")?;
    /// // One person was not asked, and may be a detractor or a promoter.
    /// let narrow = result.interval_in(4, Confidence::P95)?;
    /// assert_eq!(narrow.to_string(), "0.0 [-25.0, 25.0] (95 %, score)");
    /// assert_eq!(result.interval_in(3, Confidence::P95)?.width(), 0.0);
    /// assert!(result.interval_in(2, Confidence::P95).is_err());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Source
    ///
    /// Cochran, *Sampling Techniques* (3rd ed., 1977), section 2.6, for the variance; its place in
    /// an effective number of responses as in Korn and Graubard, Survey Methodology 24 (1998)
    /// 193-201; for weighted responses Lumley, *Complex Surveys* (2010), section 2.2; for few, Katz,
    /// Journal of the American Statistical Association 48 (1953) 256-261.
    #[doc(alias = "finite population correction")]
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
        let corrected = interval_of(self, options, rest as f64 / of as f64);
        let (IntervalMethod::Score, Some(counts)) = (options.method(), self.whole_counts()) else {
            return Ok(corrected);
        };
        let points = |net: i128| 100.0 * net as f64 / population as f64;
        let estimate = corrected.estimate();
        let (low, high) = if are_few(population, self.responses()) {
            let (low, high) = limits(counts, population, options.confidence().alpha());
            (points(low), points(high))
        } else {
            let [detractors, _, promoters] = counts.map(i128::from);
            let (net, rest) = (promoters - detractors, i128::from(rest));
            let (least, most) = (points(net - rest), points(net + rest));
            (corrected.low().max(least), corrected.high().min(most))
        };
        // Between two figures that the population can have.
        Ok(corrected.with_limits((low.min(estimate), high.max(estimate))))
    }

    /// The counts, if all weights are equal.
    fn whole_counts(&self) -> Option<[u64; 3]> {
        let sample = self.tally();
        let responses = sample.responses();
        let units = sample.units();
        let unit = units.iter().sum::<u128>() / u128::from(responses);
        let counts = units.map(|part| u64::try_from(part.checked_div(unit)?).ok());
        let [Some(b), Some(a), Some(c)] = counts else {
            return None;
        };
        let counted = b.checked_add(a)?.checked_add(c)? == responses;
        let whole = [b, a, c].map(|count| u128::from(count) * unit) == units;
        (counted && whole && sample.effective() >= responses as f64).then_some([b, a, c])
    }
}

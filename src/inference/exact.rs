//! The exact unconditional test and its interval.
//!
//! A table of counts is as extreme as its score statistic is large. The p-value of a score is the
//! probability of all tables at least as extreme as the one observed, for that distribution with
//! this score that makes it largest; the interval spans all scores whose p-value is above 1 -
//! confidence. It therefore misses the truth at most as often as stated, whatever the truth.
//!
//! Source: Suissa and Shuster, "The 2 x 2 matched-pairs trial: exact unconditional design and
//! analysis", Biometrics 47 (1991) 361-372; Chan and Zhang, "Test-based exact confidence intervals
//! for the difference of two binomial proportions", Biometrics 55 (1999) 1202-1209.

use super::confidence::Confidence;
use super::exact_tables::Tables;
use super::interval::{Interval, IntervalMethod};
use super::test::{Alternative, Test, TestMethod};
use crate::nps::{Nps, NpsResult};

/// The most responses the exact methods take.
pub const MOST_EXACT_RESPONSES: u64 = 200;

impl NpsResult {
    /// The range of scores that an exact test does not reject: it holds the truth at least as
    /// often as stated, whatever the truth.
    ///
    /// For few responses and much at stake. On average it holds the truth more often than stated,
    /// and is a little wider than the score interval for it. It takes milliseconds, and the
    /// longer the more responses there are: hence a limit.
    ///
    /// # Errors
    ///
    /// [`ExactError::TooManyResponses`] for more than [`MOST_EXACT_RESPONSES`], where the score
    /// interval is as good.
    ///
    /// # Example
    ///
    /// ```
    /// use npscore::{Counts, Tally};
    /// use npscore::inference::Confidence;
    ///
    /// let result = Tally::from(Counts { detractors: 1, passives: 1, promoters: 3 }).result().ok_or("no responses")?;
    /// let interval = result.exact_interval(Confidence::P95)?;
    /// assert_eq!(interval.to_string(), "40.0 [-35.4, 86.8] (95 %, exact)");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn exact_interval(&self, confidence: Confidence) -> Result<Interval, ExactError> {
        let tables = Tables::new(self)?;
        let theta = self.nps().to_f64() / 100.0;
        let low = -tables.mirrored().upper_limit(confidence.alpha());
        let high = tables.upper_limit(confidence.alpha());
        let method = IntervalMethod::ExactUnconditional;
        Ok(Interval::around(theta, low, high, method, confidence))
    }

    /// Could the true score be `null`? The exact two-sided test.
    ///
    /// # Errors
    ///
    /// [`ExactError::TooManyResponses`] for more than [`MOST_EXACT_RESPONSES`].
    ///
    /// # Example
    ///
    /// ```
    /// use npscore::{Counts, Nps, Tally};
    ///
    /// let result = Tally::from(Counts { detractors: 0, passives: 0, promoters: 5 }).result().ok_or("no responses")?;
    /// let test = result.exact_test(Nps::ZERO)?;
    /// // As likely as five heads or five tails in five throws: 2 / 32.
    /// assert_eq!(format!("{:.4}", test.p_value()), "0.0625");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn exact_test(&self, null: Nps) -> Result<Test, ExactError> {
        let tables = Tables::new(self)?;
        let approximate = self.score_test(null, Alternative::TwoSided);
        let theta = null.to_f64() / 100.0;
        let p_value = if theta.abs() >= 1.0 {
            // One response that does not fit refutes it; if all fit, nothing else could have been.
            f64::from(u8::from(self.nps() == null))
        } else if self.nps() == null {
            1.0
        } else {
            tables.p_value(theta)
        };
        Ok(Test::of(
            approximate.estimate(),
            approximate.null(),
            approximate.statistic(),
            p_value,
            Alternative::TwoSided,
            TestMethod::ExactUnconditional,
        ))
    }
}

/// Why an exact method was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ExactError {
    /// More responses than an exact method can take into account in reasonable time.
    #[error("{responses} responses are too many for an exact method, expected at most {most}")]
    TooManyResponses {
        /// The responses.
        responses: u64,
        /// The most the method takes.
        most: u64,
    },
}

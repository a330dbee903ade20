//! The exact unconditional test and its interval.
//!
//! A table of counts is as extreme as its score statistic is large. The p-value of a score is the
//! probability of all tables at least as extreme as the one observed, for that distribution with
//! this score that makes it largest; the interval spans all scores whose p-value is above 1 -
//! confidence. It therefore misses the truth at most as often as stated, whatever the truth.
//!
//! The mid-p variant counts half of the probability of the tables that are just as extreme as the one
//! observed. Nothing is guaranteed then; `examples/coverage` tells by enumeration what is left.
//!
//! Source: Suissa and Shuster, "The 2 x 2 matched-pairs trial: exact unconditional design and
//! analysis", Biometrics 47 (1991) 361-372; Chan and Zhang, "Test-based exact confidence intervals
//! for the difference of two binomial proportions", Biometrics 55 (1999) 1202-1209; Lancaster,
//! "Significance tests in discrete distributions", Journal of the American Statistical Association 56
//! (1961) 223-234.

use super::confidence::Confidence;
use super::exact_tables::{Tables, Ties};
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
    /// use npscore::Tally;
    /// use npscore::inference::Confidence;
    ///
    /// let result = Tally::from([1, 1, 3]).result().ok_or("no responses")?;
    /// let interval = result.exact_interval(Confidence::P95)?;
    /// assert_eq!(interval.to_string(), "40.0 [-35.4, 86.8] (95 %, exact)");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn exact_interval(&self, confidence: Confidence) -> Result<Interval, ExactError> {
        self.exact_interval_by(confidence, Ties::Whole)
    }

    /// The range of scores that an exact test with the mid-p value does not reject: of tables of
    /// counts that are as extreme as the responses, half of the probability counts.
    ///
    /// Narrower than the exact interval, which holds the truth more often than it would have to, and
    /// without its guarantee. By enumeration, at 95 % and over true shares that are multiples of 2 %,
    /// none of them 0, it holds the truth on average in 96.8 % of surveys of 10 responses, and in
    /// 93.7 % at the worst of those shares; of 30, in 95.7 % and 94.3 %; of 100, in 95.6 % and 94.9 %.
    /// Where a share is 0, the worst are 92.4 %, 93.0 % and 93.6 %. Where the stated confidence has to
    /// be kept, take [`exact_interval`](NpsResult::exact_interval).
    ///
    /// # Errors
    ///
    /// [`ExactError::TooManyResponses`] for more than [`MOST_EXACT_RESPONSES`].
    ///
    /// # Example
    ///
    /// ```
    /// use npscore::Tally;
    /// use npscore::inference::Confidence;
    ///
    /// let result = Tally::from([1, 1, 3]).result().ok_or("no responses")?;
    /// let interval = result.exact_mid_p_interval(Confidence::P95)?;
    /// assert_eq!(interval.to_string(), "40.0 [-31.5, 84.7] (95 %, exact mid-p)");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn exact_mid_p_interval(&self, confidence: Confidence) -> Result<Interval, ExactError> {
        self.exact_interval_by(confidence, Ties::Half)
    }

    fn exact_interval_by(
        &self,
        confidence: Confidence,
        ties: Ties,
    ) -> Result<Interval, ExactError> {
        let tables = Tables::new(self, ties)?;
        let theta = self.nps().to_f64() / 100.0;
        let low = -tables.mirrored().upper_limit(confidence.alpha());
        let high = tables.upper_limit(confidence.alpha());
        let method = match ties {
            Ties::Whole => IntervalMethod::ExactUnconditional,
            Ties::Half => IntervalMethod::ExactMidP,
        };
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
    /// use npscore::{Nps, Tally};
    ///
    /// let result = Tally::from([0, 0, 5]).result().ok_or("no responses")?;
    /// let test = result.exact_test(Nps::ZERO)?;
    /// // As likely as five heads or five tails in five throws: 2 / 32.
    /// assert_eq!(format!("{:.4}", test.p_value()), "0.0625");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn exact_test(&self, null: Nps) -> Result<Test, ExactError> {
        self.exact_test_by(null, Ties::Whole)
    }

    /// Could the true score be `null`? The exact two-sided test with the mid-p value: the probability
    /// of what is more extreme than the responses, and half of that of what is as extreme.
    ///
    /// Like its [interval](NpsResult::exact_mid_p_interval) it guarantees nothing: a true score may
    /// be rejected a little more often than stated.
    ///
    /// # Errors
    ///
    /// [`ExactError::TooManyResponses`] for more than [`MOST_EXACT_RESPONSES`].
    ///
    /// # Example
    ///
    /// ```
    /// use npscore::{Nps, Tally};
    ///
    /// let result = Tally::from([0, 0, 5]).result().ok_or("no responses")?;
    /// let test = result.exact_mid_p_test(Nps::ZERO)?;
    /// // Nothing is more extreme than five heads or five tails in five throws: half of 2 / 32.
    /// assert!((test.p_value() - 1.0 / 32.0).abs() < 1e-12);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn exact_mid_p_test(&self, null: Nps) -> Result<Test, ExactError> {
        self.exact_test_by(null, Ties::Half)
    }

    fn exact_test_by(&self, null: Nps, ties: Ties) -> Result<Test, ExactError> {
        let tables = Tables::new(self, ties)?;
        let approximate = self.score_test(null, Alternative::TwoSided);
        let theta = null.to_f64() / 100.0;
        let p_value = if theta.abs() >= 1.0 {
            // One response that does not fit refutes it; if all fit, nothing else could have been.
            match ties {
                _ if self.nps() != null => 0.0,
                Ties::Whole => 1.0,
                Ties::Half => 0.5,
            }
        } else if self.nps() == null && ties == Ties::Whole {
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
            match ties {
                Ties::Whole => TestMethod::ExactUnconditional,
                Ties::Half => TestMethod::ExactMidP,
            },
        ))
    }
}

/// Why an exact method, or one named at run time, was refused.
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
    /// A method that needs to know which response came after which, asked of their counts.
    #[error("an interval {method} needs the responses in their order, not their counts")]
    NeedsOrder {
        /// The method in words.
        method: &'static str,
    },
}

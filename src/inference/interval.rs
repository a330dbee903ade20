//! The interval around one NPS: the one place where methods are chosen.

use alloc::vec::Vec;

use libm::{exp, log};

use super::confidence::{Confidence, Options};
use super::estimate::{Estimate, Unit};
use super::limits::anytime::{Bettor, both_sides};
use super::limits::{exact, score, wald};
use super::method::{IntervalMethod, Method, TestMethod};
use super::test::{Alternative, Test, TestOptions};
use super::trinomial::Trinomial;
use crate::error::DataError;
use crate::nps::{Nps, NpsResult, Rating};
use crate::tally::Sample;

impl<S: Sample> NpsResult<S> {
    /// The values of the NPS that agree with these responses.
    ///
    /// `result.interval(Confidence::P95)` is the score interval, of a weighted survey that of as many
    /// responses as [are effective](NpsResult::effective_responses). Other methods are named with the
    /// confidence: `Confidence::P95.by(IntervalMethod::Wald)`. Wald's method takes the
    /// [standard error](NpsResult::standard_error) as it is.
    ///
    /// For a figure that is looked at again and again while answers come in, it misses the truth far
    /// more often than stated: see
    /// [`anytime_valid_interval`](NpsResult::anytime_valid_interval).
    ///
    /// # Example
    ///
    /// ```
    /// use npscore::inference::{Confidence, IntervalMethod, Prior};
    /// use npscore::{Counts, Tally};
    ///
    /// let counts = Counts { detractors: 1, passives: 3, promoters: 16 };
    /// let result = Tally::from(counts).result().ok_or("no responses")?;
    /// assert_eq!(result.interval(Confidence::P95).to_string(), "75.0 [39.6, 90.1] (95 %, score)");
    ///
    /// // What other tools print: an upper limit that no NPS can reach.
    /// let wald = result.interval(Confidence::P99.by(IntervalMethod::Wald));
    /// assert_eq!(wald.to_string(), "75.0 [44.1, 105.9] (99 %, Wald)");
    /// let rocks = result.interval(Confidence::P95.by(IntervalMethod::AdjustedWald(Prior::ROCKS)));
    /// assert_eq!(rocks.to_string(), "65.2 [40.1, 90.4] (95 %, adjusted Wald)");
    /// # Ok::<(), &str>(())
    /// ```
    ///
    /// # Source
    ///
    /// Tango, Statistics in Medicine 17 (1998) 891-908; effective counts: Korn and Graubard, Survey
    /// Methodology 24 (1998) 193-201; Rocks, The American Statistician 70 (2016) 365-372.
    #[doc(alias = "confidence interval")]
    #[doc(alias = "margin of error")]
    #[must_use]
    pub fn interval(&self, options: impl Into<Options<IntervalMethod>>) -> Estimate {
        interval_of(self, options.into(), 1.0)
    }

    /// Could the true NPS be `null`, and these responses what they are by chance?
    ///
    /// The score test: z = (estimate - null) / sqrt(V / n), where V is the variance of one response
    /// under the most likely distribution whose NPS is `null`. Against 0 it is that of `McNemar`,
    /// (promoters - detractors) / sqrt(promoters + detractors). The two-sided test rejects exactly
    /// the values outside the score interval. Wald's test divides by the
    /// [standard error](NpsResult::standard_error): `Alternative::TwoSided.by(TestMethod::Wald)`.
    ///
    /// A `null` of -100 or 100 is refuted by a single response that does not fit: then the p-value
    /// is 0 and there is no statistic.
    ///
    /// ```
    /// use npscore::inference::Alternative;
    /// use npscore::{Counts, Nps, Tally};
    ///
    /// let counts = Counts { detractors: 18, passives: 52, promoters: 30 };
    /// let result = Tally::from(counts).result().ok_or("no responses")?;
    /// let test = result.test(Nps::ZERO, Alternative::Greater);
    /// assert_eq!(test.to_string(), "score test against 0.0 (greater): z = 1.73, p = 0.042");
    /// # Ok::<(), &str>(())
    /// ```
    ///
    /// Source: Tango, Statistics in Medicine 17 (1998) 891-908.
    #[doc(alias = "significance")]
    #[must_use]
    pub fn test(&self, null: Nps, options: impl Into<TestOptions>) -> Test {
        let options = options.into();
        // Where both are close their distance is exact: no digit of the p-value is lost to it.
        let distance = self.nps().above(null);
        let above = self.nps() > null;
        let alternative = options.alternative();
        match options.method() {
            TestMethod::Score => {
                let counts = Trinomial::of(self.tally());
                let statistic = counts.statistic_of(distance, null.to_f64() / 100.0);
                let p_value = alternative.p_value(statistic, above);
                Test::against(
                    null.to_f64(),
                    alternative,
                    statistic,
                    p_value,
                    Method::Score,
                )
            }
            TestMethod::Wald => {
                let squared_error = self.tally().squared_error();
                Test::wald(null.to_f64(), alternative, distance, squared_error)
            }
        }
    }
}

/// The interval where the variance of the estimate is `correction` times what it would be in an
/// infinite population; above 0.
pub(super) fn interval_of<S: Sample>(
    result: &NpsResult<S>,
    options: Options<IntervalMethod>,
    correction: f64,
) -> Estimate {
    let (confidence, z) = (options.confidence(), options.confidence().z());
    let estimate = result.nps().to_f64();
    let counts = Trinomial::of(result.tally()).times(1.0 / correction);
    let (estimate, limits, method) = match options.method() {
        IntervalMethod::Score => (estimate, score::limits(&counts, z), Method::Score),
        IntervalMethod::Wald => {
            let squared_error = result.tally().squared_error() * correction;
            let limits = wald::limits(estimate / 100.0, squared_error, z);
            (estimate, limits, Method::Wald)
        }
        IntervalMethod::AdjustedWald(added) => {
            let counts = counts.with_prior(added);
            let limits = wald::limits(counts.theta(), counts.squared_error(), z);
            (100.0 * counts.theta(), limits, Method::AdjustedWald)
        }
    };
    Estimate::new(Unit::Nps, estimate, points(limits), confidence, method)
}

/// Limits in points.
pub(super) fn points((low, high): (f64, f64)) -> (f64, f64) {
    (100.0 * low, 100.0 * high)
}

/// Methods whose guarantees need whole counts.
impl NpsResult {
    /// The most responses that the exact method takes.
    pub const EXACT_LIMIT: u64 = 200;

    /// The values of the NPS that an exact test does not reject: guaranteed coverage, whatever the
    /// truth.
    ///
    /// For few responses and much at stake. On average it contains the truth more often than stated,
    /// and is a little wider than the score interval for it. It takes milliseconds, and the longer
    /// the more responses there are: hence a limit.
    ///
    /// # Errors
    ///
    /// [`DataError::TooMany`] for more than [`EXACT_LIMIT`](NpsResult::EXACT_LIMIT) responses, where
    /// the score interval is as good.
    ///
    /// # Example
    ///
    /// ```
    /// use npscore::inference::Confidence;
    /// use npscore::{Counts, Tally};
    ///
    /// let counts = Counts { detractors: 1, passives: 1, promoters: 3 };
    /// let result = Tally::from(counts).result().ok_or("no responses")?;
    /// let interval = result.exact_interval(Confidence::P95)?;
    /// assert_eq!(interval.to_string(), "40.0 [-35.4, 86.8] (95 %, exact)");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn exact_interval(&self, confidence: Confidence) -> Result<Estimate, DataError> {
        let n = self.few_enough()?;
        let limits = exact::limits(n, Trinomial::of(self.tally()), confidence.alpha());
        let (estimate, method) = (self.nps().to_f64(), Method::Exact);
        Ok(Estimate::new(
            Unit::Nps,
            estimate,
            points(limits),
            confidence,
            method,
        ))
    }

    /// Could the true NPS be `null`? The exact two-sided test.
    ///
    /// # Errors
    ///
    /// [`DataError::TooMany`] for more than [`EXACT_LIMIT`](NpsResult::EXACT_LIMIT) responses.
    ///
    /// # Example
    ///
    /// ```
    /// use npscore::{Counts, Nps, Tally};
    ///
    /// let counts = Counts { detractors: 0, passives: 0, promoters: 5 };
    /// let result = Tally::from(counts).result().ok_or("no responses")?;
    /// let test = result.exact_test(Nps::ZERO)?;
    /// // As likely as five heads or five tails in five throws: 2 / 32.
    /// assert_eq!(format!("{:.4}", test.p_value()), "0.0625");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn exact_test(&self, null: Nps) -> Result<Test, DataError> {
        let n = self.few_enough()?;
        let counts = Trinomial::of(self.tally());
        let theta = null.to_f64() / 100.0;
        let statistic = counts.statistic_of(self.nps().above(null), theta);
        let p_value = if self.nps() == null {
            1.0
        } else if theta.abs() >= 1.0 {
            // One response that does not fit refutes it.
            0.0
        } else {
            exact::p_value(n, counts, theta)
        };
        let (alternative, method) = (Alternative::TwoSided, Method::Exact);
        Ok(Test::against(
            null.to_f64(),
            alternative,
            statistic,
            p_value,
            method,
        ))
    }

    fn few_enough(&self) -> Result<usize, DataError> {
        let responses = self.responses();
        usize::try_from(responses)
            .ok()
            .filter(|_| responses <= Self::EXACT_LIMIT)
            .ok_or(DataError::TooMany {
                what: "responses",
                method: "the exact method",
                found: responses,
                maximum: Self::EXACT_LIMIT,
            })
    }

    /// Limits of the NPS that may be looked at after every response, for as long as one likes: at
    /// 95 %, in 19 of 20 programmes they contain the true NPS *at all times*.
    ///
    /// # Which interval when
    ///
    /// The ordinary [`interval`](NpsResult::interval) is for a figure that is looked at once, at a
    /// time fixed beforehand: the end of a quarter, the thousandth response. Use this one when the
    /// figure is on a dashboard, when somebody looks every day, or when what is seen decides whether
    /// to go on asking. An ordinary 95 % interval that is looked at after every response excludes
    /// the truth at some time in about half of all programmes within 1,000 responses; this one in
    /// at most 5 %, however long they run. The price is width: about 1.6 times the score interval at
    /// a thousand responses, twice at a million. Beyond about 10¹⁰ responses it does not get narrower
    /// than 0.007 points.
    ///
    /// # Validity
    ///
    /// - The expected score must not drift: each response has the same expectation given those
    ///   before it. An interval over the whole of a changing programme says little either way; use
    ///   one period.
    /// - Tallies may be kept by parts and merged, in any order, as long as what decides which part a
    ///   response belongs to (a server, a shop, a day) does not depend on the response, and as long
    ///   as no part is left out for what it shows.
    ///
    /// # Example
    ///
    /// ```
    /// use npscore::inference::Confidence;
    /// use npscore::{Counts, Tally};
    ///
    /// let counts = Counts { detractors: 200, passives: 300, promoters: 500 };
    /// let result = Tally::from(counts).result().ok_or("no responses")?;
    /// let interval = result.anytime_valid_interval(Confidence::P95);
    /// assert_eq!(interval.to_string(), "30.0 [22.1, 37.7] (95 %, anytime-valid)");
    /// assert!(interval.width() < 1.75 * result.interval(Confidence::P95).width());
    /// # Ok::<(), &str>(())
    /// ```
    ///
    /// # Source
    ///
    /// Waudby-Smith and Ramdas, "Estimating means of bounded random variables by betting", Journal
    /// of the Royal Statistical Society B 86 (2024) 1-27, section 4; the mixture of fixed stakes is
    /// this crate's, its validity that of any fair bet (Ville 1939).
    #[doc(alias = "always valid")]
    #[doc(alias = "peeking")]
    #[doc(alias = "sequential")]
    #[must_use]
    pub fn anytime_valid_interval(&self, confidence: Confidence) -> Estimate {
        let limits = Bettor::new(self).limits(log(2.0 / confidence.alpha()));
        let (estimate, method) = (self.nps().to_f64(), Method::AnytimeValid);
        Estimate::new(Unit::Nps, estimate, points(limits), confidence, method)
    }

    /// Could the true NPS be `null`? A test that may be repeated after every response.
    ///
    /// [`Greater`](Alternative::Greater) tests all values up to `null`,
    /// [`Less`](Alternative::Less) all from `null` on. The statistic is the natural logarithm of
    /// the e-value: the fortune of whoever bet 1 against the tested value. The p-value is 1 over the
    /// e-value, at most 1; in at most 5 % of programmes for which the tested value is true does it
    /// *ever* fall below 0.05. Conditions: see
    /// [`anytime_valid_interval`](NpsResult::anytime_valid_interval).
    ///
    /// There is no statistic where a single response has refuted the tested value (an infinite
    /// fortune): then the p-value is 0.
    ///
    /// # Example
    ///
    /// Has the NPS fallen below 40? Look as often as you like, act when the e-value passes 20.
    ///
    /// ```
    /// use npscore::inference::Alternative;
    /// use npscore::{Counts, Nps, Tally};
    ///
    /// let counts = Counts { detractors: 60, passives: 60, promoters: 80 };
    /// let result = Tally::from(counts).result().ok_or("no responses")?;
    /// let test = result.anytime_valid_test(Nps::constant(40), Alternative::Less);
    /// assert!(test.statistic().is_some_and(|log_e| log_e > f64::ln(20.0)));
    /// assert!(test.p_value() < 0.05);
    /// # Ok::<(), &str>(())
    /// ```
    #[doc(alias = "always valid")]
    #[doc(alias = "peeking")]
    #[doc(alias = "sequential")]
    #[must_use]
    pub fn anytime_valid_test(&self, null: Nps, alternative: Alternative) -> Test {
        let bettor = Bettor::new(self);
        let theta = null.to_f64() / 100.0;
        let above = || bettor.log_fortune(theta);
        let below = || bettor.mirrored().log_fortune(-theta);
        let log_e = match alternative {
            Alternative::Greater => above(),
            Alternative::Less => below(),
            Alternative::TwoSided => above()
                .zip(below())
                .map(|(above, below)| both_sides(above, below)),
        };
        let p_value = log_e.map_or(0.0, |log_e| exp(-log_e));
        Test::against(
            null.to_f64(),
            alternative,
            log_e,
            p_value,
            Method::AnytimeValid,
        )
    }
}

impl Rating {
    /// Bain's ratings that the limits of an interval touch, from the worst to the best.
    ///
    /// One rating only: it holds at this confidence.
    ///
    /// ```
    /// use npscore::inference::Confidence;
    /// use npscore::{Counts, Rating, Tally};
    ///
    /// let counts = Counts { detractors: 18, passives: 52, promoters: 30 };
    /// let result = Tally::from(counts).result().ok_or("no responses")?;
    /// assert_eq!(result.rating(), Rating::Acceptable);
    ///
    /// let ratings = Rating::touched_by(&result.interval(Confidence::P95)); // -1.6 to 25.2
    /// assert_eq!(ratings, [Rating::NeedsImprovement, Rating::Acceptable, Rating::Good]);
    /// # Ok::<(), &str>(())
    /// ```
    #[must_use]
    pub fn touched_by(interval: &Estimate) -> Vec<Self> {
        // A rating goes from above its limit to the limit of the next, which is its own.
        let touched = |rating: &Self| {
            let above = rating
                .above()
                .is_none_or(|limit| interval.high() > limit.to_f64());
            let next = Self::ALL.into_iter().find(|other| other > rating);
            let below = next
                .and_then(Self::above)
                .is_none_or(|limit| interval.low() <= limit.to_f64());
            above && below
        };
        Self::ALL.into_iter().filter(touched).collect()
    }
}

//! Figures that may be looked at every day: anytime-valid intervals and tests.
//!
//! A bet on each response: whoever believes that the true score is above some value stakes a part
//! g of what they have on every response, at odds that are fair if it is not. If it is not, no
//! staking makes a fortune, ever: the chance that a fair game reaches 20 times the stake at any time
//! is 1 in 20 (Ville's inequality). The fortune is therefore a measure of evidence, the e-value, and
//! the scores against which no bet has won enough are an interval that holds at all times at once.
//!
//! The fortune of one stake depends on the three counts only, and so does the mean over the 24
//! stakes used here: a [`Tally`](crate::Tally) is all the state there is, and merged tallies give
//! what one would.

use core::fmt;

use libm::{exp, log, log1p};

use super::confidence::Confidence;
use super::difference::DifferenceError;
use super::interval::{Interval, IntervalMethod, write_points};
use super::math::{bracketed_root, log_sum_exp};
use super::test::{Alternative, Test, TestMethod};
use crate::nps::{Nps, NpsResult};

/// How many stakes are mixed.
const STAKES: usize = 24;

/// The smallest and the largest stake; the others lie between them in geometric steps.
const LEAST_STAKE: f64 = 1e-4;
const LARGEST_STAKE: f64 = 0.995;

/// The stake at which the weights peak, near what serves some hundred responses best.
const USUAL_STAKE: f64 = 0.12;

/// Counts of detractors, passives and promoters as seen by whoever bets on a high score.
#[derive(Debug, Clone, Copy)]
struct Bettor {
    counts: [f64; 3],
}

/// The stakes and the logarithms of their weights, which are proportional to
/// g / (1 + (g / 0.12)²) and add up to 1.
fn stakes() -> [(f64, f64); STAKES] {
    let ratio = log(LARGEST_STAKE / LEAST_STAKE) / (STAKES - 1) as f64;
    let stakes: [f64; STAKES] = core::array::from_fn(|k| LEAST_STAKE * exp(ratio * k as f64));
    let weight = |g: f64| g / (1.0 + (g / USUAL_STAKE) * (g / USUAL_STAKE));
    let whole: f64 = stakes.iter().map(|&g| weight(g)).sum();
    stakes.map(|g| (g, log(weight(g) / whole)))
}

impl Bettor {
    const fn new(result: &NpsResult) -> Self {
        Self {
            counts: [
                result.detractors() as f64,
                result.passives() as f64,
                result.promoters() as f64,
            ],
        }
    }

    /// Whoever bets on a low score.
    const fn mirrored(self) -> Self {
        let [b, a, c] = self.counts;
        Self { counts: [c, a, b] }
    }

    /// The logarithm of the fortune against all scores up to `theta` > -1: of the mean over the
    /// stakes g of (1 - g)^b (1 - g + g / 2m)^a (1 - g + g / m)^c with m = (1 + theta) / 2.
    fn log_fortune(self, stakes: &[(f64, f64); STAKES], theta: f64) -> f64 {
        let [b, a, c] = self.counts;
        let (half, whole) = (-theta / (1.0 + theta), (1.0 - theta) / (1.0 + theta));
        let logs = stakes.map(|(g, log_weight)| {
            log_weight + (b * log1p(-g) + a * log1p(g * half) + c * log1p(g * whole))
        });
        log_sum_exp(logs.into_iter())
    }

    /// The score up to which the fortune is at least `exp(log_fortune)`; -1 to 1.
    fn lower_limit(self, log_fortune: f64) -> f64 {
        let [b, a, c] = self.counts;
        let n = b + a + c;
        if a + c <= 0.0 {
            return -1.0;
        }
        let stakes = stakes();
        let theta = (c - b) / n;
        let beyond = |theta: f64| self.log_fortune(&stakes, theta) - log_fortune;
        // At its own score no bettor has won anything; at -1 any promoter or passive is a fortune.
        let mut low = theta;
        for _ in 0..1100 {
            let next = -1.0 + 0.5 * (1.0 + low);
            if next <= -1.0 || next >= low {
                return -1.0;
            }
            if beyond(next) > 0.0 {
                return bracketed_root(beyond, next, low);
            }
            low = next;
        }
        -1.0
    }
}

impl NpsResult {
    /// A range of scores that may be looked at after every response, for as long as one likes: at
    /// 95 %, in 19 of 20 programmes it holds the true score *at all times*.
    ///
    /// # Which interval when
    ///
    /// The ordinary [`interval`](NpsResult::interval) is for a figure that is looked at once, at a
    /// time fixed beforehand: the end of a quarter, the thousandth response. Use this one when the
    /// figure is on a dashboard, when somebody looks every day, or when what is seen decides whether
    /// to go on asking. An ordinary 95 % interval that is looked at after every response excludes
    /// the truth at some time in about half of all programmes within 1,000 responses; this one in
    /// at most 5 %, however long they run. The price is width: about 1.6 times
    /// the score interval at a thousand responses, twice at a million.
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
    /// Beyond about 10¹⁰ responses it does not get narrower than 0.007 points.
    ///
    /// # Example
    ///
    /// ```
    /// use npscore::{Counts, Tally};
    /// use npscore::inference::Confidence;
    ///
    /// let result = Tally::from(Counts { detractors: 200, passives: 300, promoters: 500 }).result().ok_or("no responses")?;
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
    #[must_use]
    pub fn anytime_valid_interval(&self, confidence: Confidence) -> Interval {
        let estimate = self.nps().to_f64() / 100.0;
        let (low, high) = self.anytime_valid_limits(log(2.0 / confidence.alpha()));
        let method = IntervalMethod::AnytimeValid;
        Interval::around(estimate, low, high, method, confidence)
    }

    /// Low and high on the scale of -1 to 1, where a bettor has a fortune of `exp(log_fortune)`.
    fn anytime_valid_limits(&self, log_fortune: f64) -> (f64, f64) {
        let bettor = Bettor::new(self);
        (
            bettor.lower_limit(log_fortune),
            -bettor.mirrored().lower_limit(log_fortune),
        )
    }

    /// Could the true score be `null`? A test that may be repeated after every response.
    ///
    /// [`Greater`](Alternative::Greater) tests all scores up to `null`,
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
    /// Has the score fallen below 40? Look as often as you like, act when the e-value passes 20.
    ///
    /// ```
    /// use npscore::inference::Alternative;
    /// use npscore::{Counts, Nps, Tally};
    ///
    /// let result = Tally::from(Counts { detractors: 60, passives: 60, promoters: 80 }).result().ok_or("no responses")?;
    /// let test = result.anytime_valid_test(Nps::constant(40), Alternative::Less);
    /// assert!(test.statistic().is_some_and(|log_e| log_e > f64::ln(20.0)));
    /// assert!(test.p_value() < 0.05);
    /// # Ok::<(), &str>(())
    /// ```
    #[doc(alias = "always valid")]
    #[doc(alias = "peeking")]
    #[must_use]
    pub fn anytime_valid_test(&self, null: Nps, alternative: Alternative) -> Test {
        let bettor = Bettor::new(self);
        let theta = null.to_f64() / 100.0;
        let above = || bettor.log_e(theta);
        let below = || bettor.mirrored().log_e(-theta);
        let log_e = match alternative {
            Alternative::Greater => above(),
            Alternative::Less => below(),
            // Half of the stake on either side.
            Alternative::TwoSided => above().zip(below()).map(|(above, below)| {
                log_sum_exp([above, below].into_iter()) - core::f64::consts::LN_2
            }),
        };
        Test::of(
            self.nps().to_f64(),
            null.to_f64(),
            log_e,
            log_e.map_or(0.0, |log_e| exp(-log_e)),
            alternative,
            TestMethod::AnytimeValid,
        )
    }

    /// By how much this score truly exceeds another, as a range that may be looked at after every
    /// response to either.
    ///
    /// Each score gets an anytime-valid interval of half the error allowed, and the range goes from
    /// the least to the largest difference of the two. Conditions: see
    /// [`anytime_valid_interval`](NpsResult::anytime_valid_interval).
    ///
    /// # Example
    ///
    /// ```
    /// use npscore::{Counts, Tally};
    /// use npscore::inference::Confidence;
    ///
    /// let [new, old] = [Tally::from(Counts { detractors: 100, passives: 200, promoters: 700 }), Tally::from(Counts { detractors: 300, passives: 300, promoters: 400 })];
    /// let (new, old) = new.result().zip(old.result()).ok_or("no responses")?;
    /// let difference = new.anytime_valid_difference(&old, Confidence::P95);
    /// assert_eq!(difference.estimate(), 50.0);
    /// assert!(difference.low() > 30.0);
    /// # Ok::<(), &str>(())
    /// ```
    #[doc(alias = "always valid")]
    #[doc(alias = "peeking")]
    #[must_use]
    pub fn anytime_valid_difference(
        &self,
        other: &Self,
        confidence: Confidence,
    ) -> AnytimeValidDifference {
        let log_fortune = log(4.0 / confidence.alpha());
        let (low, high) = self.anytime_valid_limits(log_fortune);
        let (other_low, other_high) = other.anytime_valid_limits(log_fortune);
        // Adding 0 turns -0 into 0.
        let estimate = self.nps().to_f64() - other.nps().to_f64() + 0.0;
        AnytimeValidDifference {
            estimate,
            low: (100.0 * (low - other_high)).clamp(-200.0, estimate) + 0.0,
            high: (100.0 * (high - other_low)).clamp(estimate, 200.0) + 0.0,
            confidence,
        }
    }
}

impl Bettor {
    /// The logarithm of the e-value against all scores up to `theta`; `None` if it is infinite.
    fn log_e(self, theta: f64) -> Option<f64> {
        let [b, a, c] = self.counts;
        if theta > -1.0 {
            return Some(self.log_fortune(&stakes(), theta));
        }
        (a + c <= 0.0).then(|| log_sum_exp(stakes().map(|(g, w)| w + b * log1p(-g)).into_iter()))
    }
}

impl NpsResult {
    /// Could this score truly exceed another by `null` points? A test that may be repeated after
    /// every response to either.
    ///
    /// [`Greater`](Alternative::Greater) tests that it exceeds the other by at most `null`,
    /// [`Less`](Alternative::Less) by at least `null`. The statistic is the natural logarithm of the
    /// e-value, the p-value 1 over the e-value, at most 1. The test is the one behind
    /// [`anytime_valid_difference`](NpsResult::anytime_valid_difference): a difference lies below the
    /// range of 95 % exactly if the one-sided p-value against it is below 0.025. Conditions: see
    /// [`anytime_valid_interval`](NpsResult::anytime_valid_interval).
    ///
    /// # Errors
    ///
    /// [`DifferenceError::OutOfRange`] unless `null` is from -200 to 200.
    ///
    /// # Example
    ///
    /// ```
    /// use npscore::{Counts, Tally};
    /// use npscore::inference::Alternative;
    ///
    /// let [new, old] = [Tally::from(Counts { detractors: 100, passives: 200, promoters: 700 }), Tally::from(Counts { detractors: 300, passives: 300, promoters: 400 })];
    /// let (new, old) = new.result().zip(old.result()).ok_or("no responses")?;
    /// let better = new.anytime_valid_difference_test(&old, 0.0, Alternative::Greater)?;
    /// assert!(better.p_value() < 0.001);
    /// let by_sixty = new.anytime_valid_difference_test(&old, 60.0, Alternative::Greater)?;
    /// assert_eq!(by_sixty.p_value(), 1.0);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Source
    ///
    /// If the difference is at most d, then for some t the one score is at most t + d and the other
    /// at least t, so the mean of the fortunes against both, at the t where it is least, is a fair
    /// bet's. Half of the larger of the two is no more than their mean.
    pub fn anytime_valid_difference_test(
        &self,
        other: &Self,
        null: f64,
        alternative: Alternative,
    ) -> Result<Test, DifferenceError> {
        // False for NaN.
        if !(-200.0..=200.0).contains(&null) {
            return Err(DifferenceError::OutOfRange { points: null });
        }
        let (one, two) = (Bettor::new(self), Bettor::new(other));
        let distance = null / 100.0;
        let above = || one.log_e_exceeding(two, distance);
        let below = || two.log_e_exceeding(one, -distance);
        let log_e = match alternative {
            Alternative::Greater => above(),
            Alternative::Less => below(),
            // Half of the stake on either side.
            Alternative::TwoSided => above().zip(below()).map(|(above, below)| {
                log_sum_exp([above, below].into_iter()) - core::f64::consts::LN_2
            }),
        };
        Ok(Test::of(
            self.nps().to_f64() - other.nps().to_f64() + 0.0,
            null,
            log_e,
            log_e.map_or(0.0, |log_e| exp(-log_e).min(1.0)),
            alternative,
            TestMethod::AnytimeValid,
        ))
    }
}

impl Bettor {
    /// The logarithm of the e-value against this score exceeding the other by at most `distance`;
    /// `None` if it is infinite.
    fn log_e_exceeding(self, other: Self, distance: f64) -> Option<f64> {
        let low = (-1.0_f64).max(-1.0 - distance);
        // Against this score being at most t + distance, which falls in t, and against the other
        // being at least t, which rises.
        let own = |t: f64| {
            self.log_e((t + distance).clamp(-1.0, 1.0))
                .unwrap_or(f64::INFINITY)
        };
        let others = |t: f64| other.mirrored().log_e(-t).unwrap_or(f64::INFINITY);
        let least = if own(low) <= others(low) {
            others(low)
        } else if own(1.0) >= others(1.0) {
            own(1.0)
        } else {
            let (mut falling, mut rising) = (low, 1.0);
            for _ in 0..64 {
                let middle = f64::midpoint(falling, rising);
                if own(middle) > others(middle) {
                    falling = middle;
                } else {
                    rising = middle;
                }
            }
            // The smaller of the two sides of the crossing claims no more than is there.
            own(rising)
                .min(others(rising))
                .min(own(falling).min(others(falling)))
        };
        least.is_finite().then_some(least - core::f64::consts::LN_2)
    }
}

/// The range of a difference of two scores that may be looked at after every response.
///
/// # Invariants
///
/// `-200 <= low <= estimate <= high <= 200`, in points.
///
/// # Ordering
///
/// None: ranges overlap.
///
/// # Display
///
/// `50.0 [36.9, 61.8] (95 %, anytime-valid)`.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct AnytimeValidDifference {
    estimate: f64,
    low: f64,
    high: f64,
    confidence: Confidence,
}

impl AnytimeValidDifference {
    /// The observed difference in points.
    #[must_use]
    pub const fn estimate(&self) -> f64 {
        self.estimate
    }

    /// The lower bound in points.
    #[must_use]
    pub const fn low(&self) -> f64 {
        self.low
    }

    /// The upper bound in points.
    #[must_use]
    pub const fn high(&self) -> f64 {
        self.high
    }

    /// How sure the range is.
    #[must_use]
    pub const fn confidence(&self) -> Confidence {
        self.confidence
    }

    /// How the range was made: always [`IntervalMethod::AnytimeValid`].
    #[must_use]
    pub const fn method(&self) -> IntervalMethod {
        IntervalMethod::AnytimeValid
    }

    /// Whether a difference in points lies within the bounds, both included.
    #[must_use]
    pub fn contains(&self, points: f64) -> bool {
        (self.low..=self.high).contains(&points)
    }
}

/// The estimate, the bounds and the confidence.
impl fmt::Display for AnytimeValidDifference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_points(f, self.estimate)?;
        f.write_str(" [")?;
        write_points(f, self.low)?;
        f.write_str(", ")?;
        write_points(f, self.high)?;
        write!(f, "] ({}, {})", self.confidence, self.method())
    }
}

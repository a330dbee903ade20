//! Is there a trend, and how steep?

use core::fmt;

use libm::sqrt;

use super::gap::signed;
use super::history::results;
use crate::inference::{Confidence, student_two_sided_p, student_two_sided_quantile};
use crate::period::Period;
use crate::stream::Timeline;
use crate::tally::Tally;

/// Beyond so many degrees of freedom Student's distribution is the normal one to six digits.
const MOST_FREEDOM: f64 = 1e6;

/// Against what noise a trend must stand out.
///
/// # Ordering
///
/// None.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum TrendMethod {
    /// Against the chance of who answered: the spread of answers within periods, the same in all.
    /// Two periods are enough. It takes every other movement between periods, a season say, as real.
    #[default]
    Answers,
    /// Against the scatter of the periods' scores around the line, whatever it comes from. Needs
    /// three periods, and better ten; the cautious choice where the
    /// [dispersion](Trend::dispersion) is well above 1.
    Scatter,
}

impl TrendMethod {
    /// The method in words.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Answers => "spread of answers",
            Self::Scatter => "scatter of periods",
        }
    }
}

impl fmt::Display for TrendMethod {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// What trend is wanted: a confidence and a method.
///
/// A [`Confidence`] alone converts into it and asks for [`TrendMethod::Answers`].
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct TrendOptions {
    confidence: Confidence,
    method: TrendMethod,
}

impl TrendOptions {
    /// By [`TrendMethod::Scatter`].
    #[must_use]
    pub const fn scatter(confidence: Confidence) -> Self {
        Self {
            confidence,
            method: TrendMethod::Scatter,
        }
    }

    /// The confidence.
    #[must_use]
    pub const fn confidence(&self) -> Confidence {
        self.confidence
    }

    /// The method.
    #[must_use]
    pub const fn method(&self) -> TrendMethod {
        self.method
    }
}

impl From<Confidence> for TrendOptions {
    fn from(confidence: Confidence) -> Self {
        Self {
            confidence,
            method: TrendMethod::Answers,
        }
    }
}

/// By how many points the score rises or falls a period, all periods of a timeline considered.
///
/// The slope of the line that lies closest to the scores, each weighed by its number of answers.
///
/// # Invariants
///
/// `-200 <= low <= estimate <= high <= 200`, in points a period; the p-value is from 0 to 1; no
/// figure is NaN or -0.
///
/// # Ordering
///
/// None: ranges overlap.
///
/// # Display
///
/// `+1.2 points a month, 95 % between +0.4 and +2.0, p = 0.004 (28 periods, spread of answers)`.
///
/// # Serialised form
///
/// `{"estimate", "low", "high", "statistic", "p_value", "method", "confidence", "unit", "periods",
/// "responses", "dispersion"}`; written only.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Trend {
    estimate: f64,
    low: f64,
    high: f64,
    statistic: f64,
    p_value: f64,
    method: TrendMethod,
    confidence: Confidence,
    unit: &'static str,
    periods: u64,
    responses: u64,
    dispersion: Option<f64>,
}

impl Trend {
    /// The slope in points a period.
    #[must_use]
    pub const fn estimate(&self) -> f64 {
        self.estimate
    }

    /// The lower bound of the slope.
    #[must_use]
    pub const fn low(&self) -> f64 {
        self.low
    }

    /// The upper bound of the slope.
    #[must_use]
    pub const fn high(&self) -> f64 {
        self.high
    }

    /// The slope by its standard error.
    #[must_use]
    pub const fn statistic(&self) -> f64 {
        self.statistic
    }

    /// The two-sided p-value against no trend: 0 to 1.
    #[must_use]
    pub const fn p_value(&self) -> f64 {
        self.p_value
    }

    /// Against what noise it stands out.
    #[must_use]
    pub const fn method(&self) -> TrendMethod {
        self.method
    }

    /// How sure the range is.
    #[must_use]
    pub const fn confidence(&self) -> Confidence {
        self.confidence
    }

    /// One period in words, such as `"month"`.
    #[must_use]
    pub const fn unit(&self) -> &'static str {
        self.unit
    }

    /// How many periods have answers.
    #[must_use]
    pub const fn periods(&self) -> u64 {
        self.periods
    }

    /// How many answers there are.
    #[must_use]
    pub const fn responses(&self) -> u64 {
        self.responses
    }

    /// How much wider the periods scatter around the line than the spread of answers explains, as a
    /// ratio of variances: near 1 if a line is all there is. `None` for two periods, or where
    /// nothing is known of the spread.
    #[must_use]
    pub const fn dispersion(&self) -> Option<f64> {
        self.dispersion
    }

    /// Whether a slope in points a period lies within the bounds, both included.
    #[must_use]
    pub fn contains(&self, slope: f64) -> bool {
        (self.low..=self.high).contains(&slope)
    }
}

impl fmt::Display for Trend {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let places = f.precision().unwrap_or(1);
        let [estimate, low, high] =
            [self.estimate, self.low, self.high].map(|points| signed(points, places));
        write!(
            f,
            "{estimate} points a {}, {} between {low} and {high}, ",
            self.unit, self.confidence
        )?;
        if self.p_value < 0.001 {
            f.write_str("p < 0.001")?;
        } else {
            write!(f, "p = {:.3}", self.p_value)?;
        }
        write!(f, " ({} periods, {})", self.periods, self.method)
    }
}

/// Sums over periods, on the scale of -1 to 1.
struct Line {
    periods: f64,
    responses: f64,
    slope: f64,
    /// Of the answers' times around their mean.
    times: f64,
    /// Of the answers around their period's score.
    within: f64,
    /// Of the periods' scores around the line, weighed by answers.
    scatter: f64,
}

impl Line {
    /// The line through periods of (time, answers, score, variance of an answer).
    fn through(periods: &[[f64; 4]]) -> Self {
        let sum = |f: &dyn Fn([f64; 4]) -> f64| -> f64 { periods.iter().copied().map(f).sum() };
        let responses = sum(&|[_, n, ..]| n);
        let time = sum(&|[t, n, ..]| n * t) / responses;
        let score = sum(&|[_, n, y, _]| n * y) / responses;
        let times = sum(&|[t, n, ..]| n * (t - time) * (t - time));
        let slope = sum(&|[t, n, y, _]| n * (t - time) * (y - score)) / times;
        let off = |[t, _, y, _]: [f64; 4]| y - score - slope * (t - time);
        Self {
            periods: periods.len() as f64,
            responses,
            slope,
            times,
            within: sum(&|[_, n, _, v]| n * v),
            scatter: sum(&|period| period[1] * off(period) * off(period)),
        }
    }

    /// The variance of an answer within periods, and its degrees of freedom.
    fn spread(&self) -> Option<(f64, f64)> {
        let freedom = self.responses - self.periods;
        (freedom > 0.0 && self.within > 0.0).then(|| (self.within / freedom, freedom))
    }

    /// The variance of an answer by the scatter of periods, and its degrees of freedom.
    fn scattered(&self) -> Option<(f64, f64)> {
        let freedom = self.periods - 2.0;
        // Scores on a line scatter by rounding alone.
        let some = self.scatter > 1e-24 * self.responses;
        (freedom > 0.0 && some).then(|| (self.scatter / freedom, freedom))
    }
}

impl<P: Period, A: Clone + Into<Tally>> Timeline<P, A> {
    /// Does the score rise or fall over the whole timeline, and by how much a period?
    ///
    /// Gaps have no part in it; the periods around them keep their distance. All answers of a period
    /// are taken to be given at once, and the answers of different periods to be independent.
    ///
    /// ```
    /// use npscore::inference::Confidence;
    /// use npscore::insight::TrendOptions;
    /// use npscore::{Category, Observe, Timeline, Year};
    ///
    /// let mut years = <Timeline<Year>>::default();
    /// for (year, promoters) in [(2021, 40), (2022, 47), (2024, 52), (2025, 60)] {
    ///     years.observe_n((Year::constant(year), Category::Promoter), promoters);
    ///     years.observe_n((Year::constant(year), Category::Detractor), 100 - promoters);
    /// }
    /// let trend = years.trend(Confidence::P95)?;
    /// assert_eq!(
    ///     trend.to_string(),
    ///     "+9.0 points a year, 95 % between +2.8 and +15.2, p = 0.004 (4 periods, spread of answers)"
    /// );
    /// assert!(years.trend(TrendOptions::scatter(Confidence::P95))?.low() > 0.0);
    /// # Ok::<(), npscore::insight::TrendError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`TrendError::TooFewPeriods`] with answers in fewer than two periods, or than three for
    /// [`TrendMethod::Scatter`]; [`TrendError::NoSpread`] where the answers within each period are
    /// all alike, [`TrendError::NoScatter`] where all scores lie on a line: then nothing is known of
    /// the noise.
    ///
    /// # Method
    ///
    /// Weighted least squares of the scores on time. Weights are n / V with one variance V for all
    /// periods, so that they are in proportion to the numbers of answers: weights by each period's
    /// own variance would give everything to a month of two promoters, whose variance is 0. It is
    /// the line that ordinary least squares lay through the single answers. V is estimated within
    /// periods (N - k degrees of freedom for N answers in k periods) or from the scatter around the
    /// line (k - 2), and the slope by its standard error has Student's distribution.
    ///
    /// # Source
    ///
    /// Draper and Smith, *Applied Regression Analysis* (3rd ed., 1998), section 2.1 on pure error
    /// and lack of fit, section 9.2 on weights.
    pub fn trend(&self, options: impl Into<TrendOptions>) -> Result<Trend, TrendError> {
        let options = options.into();
        let (method, confidence) = (options.method(), options.confidence());
        let needed = match method {
            TrendMethod::Answers => 2,
            TrendMethod::Scatter => 3,
        };
        let found = results(self).count();
        let first = results(self).next().filter(|_| found >= needed);
        let Some((first, _)) = first else {
            return Err(TrendError::TooFewPeriods { found, needed });
        };
        let periods: alloc::vec::Vec<[f64; 4]> = results(self)
            .map(|(period, result)| {
                let time = first.steps_to(period) as f64;
                let score = result.nps().to_f64() / 100.0;
                [time, result.responses() as f64, score, result.variance()]
            })
            .collect();
        let line = Line::through(&periods);
        let spread = line.spread();
        let (variance, freedom) = match method {
            TrendMethod::Answers => spread.ok_or(TrendError::NoSpread { periods: found })?,
            TrendMethod::Scatter => line
                .scattered()
                .ok_or(TrendError::NoScatter { periods: found })?,
        };
        let freedom = freedom.min(MOST_FREEDOM);
        let se = sqrt(variance / line.times);
        let statistic = line.slope / se;
        let reach = student_two_sided_quantile(confidence.level(), freedom) * se;
        // Adding 0 turns -0 into 0.
        let points = |slope: f64| (100.0 * slope).clamp(-200.0, 200.0) + 0.0;
        let dispersion = (line.periods > 2.0).then_some(spread).flatten();
        Ok(Trend {
            estimate: points(line.slope),
            low: points(line.slope - reach),
            high: points(line.slope + reach),
            statistic: statistic + 0.0,
            p_value: student_two_sided_p(statistic, freedom).clamp(0.0, 1.0),
            method,
            confidence,
            unit: P::UNIT,
            periods: found as u64,
            responses: results(self)
                .map(|(_, result)| result.responses())
                .fold(0, u64::saturating_add),
            dispersion: dispersion
                .map(|(variance, _)| line.scatter / (line.periods - 2.0) / variance),
        })
    }
}

/// Why a timeline has no trend.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TrendError {
    /// Answers in too few periods for a line and its noise.
    #[error("{found} periods with answers are too few, expected at least {needed}")]
    TooFewPeriods {
        /// The periods with answers.
        found: usize,
        /// How many it takes.
        needed: usize,
    },
    /// Answers that are all alike within each period, such as months of one answer each.
    #[error("the answers within each of {periods} periods are all alike, expected some spread")]
    NoSpread {
        /// The periods with answers.
        periods: usize,
    },
    /// Scores that lie on a line, such as the same score in every period.
    #[error("the scores of all {periods} periods lie on a line, expected some scatter")]
    NoScatter {
        /// The periods with answers.
        periods: usize,
    },
}

//! Is there a trend, and how steep is it?

use alloc::vec::Vec;
use core::fmt;

use libm::sqrt;

use crate::error::DataError;
use crate::inference::{
    Confidence, Estimate, Method, Options, Unit, student_two_sided_p, student_two_sided_quantile,
};
use crate::nps::HasTally;
use crate::period::Period;
use crate::stream::Timeline;
use crate::tally::sample::{self, Sample};
use crate::text;

/// Beyond so many degrees of freedom Student's distribution is the normal one to six digits.
const MAX_FREEDOM: f64 = 1e6;

/// Against what noise a trend must stand out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum TrendMethod {
    /// Against the chance of who responded: the spread of responses within periods, taken to be the
    /// same in all. Two periods are enough. Every other movement between periods, such as a season,
    /// counts as real.
    #[default]
    Responses,
    /// Against the scatter of the periods' scores around the line, whatever its cause. Needs three
    /// periods, and better ten; the cautious choice where the [dispersion](Trend::dispersion) is well
    /// above 1.
    Scatter,
}

crate::text::words!(
    /// The method in words.
    TrendMethod {
        Responses => "spread of responses",
        Scatter => "scatter of periods",
    }
);

/// By how many points the NPS rises or falls a period, all periods of a timeline considered.
///
/// The slope of the line that lies closest to the scores, each weighted by its number of responses.
///
/// # Invariants
///
/// `-200 <= low <= estimate <= high <= 200`, in points a period; never NaN, never -0.
///
/// # Display
///
/// `+1.2 points a month, 95 % between +0.4 and +2.0, p = 0.004 (28 periods, spread of responses)`.
///
/// # Serialised form
///
/// One flat row: `{"estimate", "low", "high", "confidence", "method", "statistic", "p_value", "unit",
/// "periods", "responses", "dispersion"}`; written only.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Trend {
    estimate: Estimate,
    method: TrendMethod,
    unit: &'static str,
    periods: u64,
    responses: u64,
    dispersion: Option<f64>,
}

impl Trend {
    /// The slope in points a period, with its limits and the two-sided p-value against no trend.
    #[must_use]
    pub const fn estimate(&self) -> &Estimate {
        &self.estimate
    }

    /// One period in words, such as `"month"`.
    #[must_use]
    pub const fn unit(&self) -> &'static str {
        self.unit
    }

    /// How many periods have responses.
    #[must_use]
    pub const fn periods(&self) -> u64 {
        self.periods
    }

    /// How many responses there are.
    #[must_use]
    pub const fn responses(&self) -> u64 {
        self.responses
    }

    /// How much wider the periods scatter around the line than the spread of responses explains, as a
    /// ratio of variances: near 1 if a line is all there is. `None` for two periods, and where the
    /// responses within each period are all alike.
    #[must_use]
    pub const fn dispersion(&self) -> Option<f64> {
        self.dispersion
    }
}

impl fmt::Display for Trend {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let places = f.precision().unwrap_or(1);
        let slope = &self.estimate;
        let [estimate, low, high] = [slope.estimate(), slope.low(), slope.high()]
            .map(|points| text::fixed(points, places, true));
        let line = alloc::format!(
            "{estimate} points a {}, {} between {low} and {high}, {} ({} periods, {})",
            self.unit,
            slope.confidence(),
            text::p_value(slope.p_value().unwrap_or(1.0)),
            self.periods,
            self.method
        );
        text::pad(f, &line)
    }
}

/// One period with responses: when it was, its score, and how precise that is.
struct Point {
    /// In periods after the first.
    time: f64,
    /// The effective number of responses.
    n: f64,
    /// On the scale of -1 to 1.
    score: f64,
    /// Of one response.
    variance: f64,
}

/// The line through the points, and what remains around it.
struct Line {
    points: f64,
    responses: f64,
    slope: f64,
    /// The sum of squares of the responses' times around their mean.
    times: f64,
    /// That of the responses around their period's score.
    within: f64,
    /// That of the periods' scores around the line, weighted by responses.
    scatter: f64,
}

impl Line {
    fn through(points: &[Point]) -> Self {
        let sum = |f: &dyn Fn(&Point) -> f64| -> f64 { points.iter().map(f).sum() };
        let responses = sum(&|point| point.n);
        let time = sum(&|point| point.n * point.time) / responses;
        let score = sum(&|point| point.n * point.score) / responses;
        let times = sum(&|point| point.n * (point.time - time) * (point.time - time));
        let slope = sum(&|point| point.n * (point.time - time) * (point.score - score)) / times;
        let off = |point: &Point| point.score - score - slope * (point.time - time);
        Self {
            points: points.len() as f64,
            responses,
            slope,
            times,
            within: sum(&|point| point.n * point.variance),
            scatter: sum(&|point| point.n * off(point) * off(point)),
        }
    }

    /// The variance of a response within periods, and its degrees of freedom.
    fn spread(&self) -> Option<(f64, f64)> {
        let freedom = self.responses - self.points;
        (freedom > 0.0 && self.within > 0.0).then(|| (self.within / freedom, freedom))
    }

    /// The variance of a response by the scatter of periods, and its degrees of freedom.
    fn scattered(&self) -> Option<(f64, f64)> {
        let freedom = self.points - 2.0;
        // Scores on a line scatter by rounding alone.
        let some = self.scatter > 1e-24 * self.responses;
        (freedom > 0.0 && some).then(|| (self.scatter / freedom, freedom))
    }

    /// How much more the periods scatter than the spread of responses explains.
    fn dispersion(&self) -> Option<f64> {
        let (variance, _) = self.spread()?;
        let freedom = self.points - 2.0;
        (freedom > 0.0).then(|| self.scatter / freedom / variance)
    }

    /// The slope in points with its limits and p-value, given the variance of a response.
    fn estimate(&self, (variance, freedom): (f64, f64), confidence: Confidence) -> Estimate {
        let freedom = freedom.min(MAX_FREEDOM);
        let error = sqrt(variance / self.times);
        let reach = student_two_sided_quantile(confidence.level(), freedom) * error;
        let limits = (100.0 * (self.slope - reach), 100.0 * (self.slope + reach));
        let statistic = self.slope / error;
        let p_value = student_two_sided_p(statistic, freedom);
        Estimate::new(
            Unit::Points,
            100.0 * self.slope,
            limits,
            confidence,
            Method::StudentT,
        )
        .with_test(Some(statistic), Some(p_value))
    }
}

impl<P: Period, A: HasTally> Timeline<P, A> {
    /// Does the NPS rise or fall over the whole timeline, and by how much a period?
    ///
    /// Gaps have no part in it; the periods around them keep their distance. All responses of a
    /// period are taken to be given at once, and those of different periods to be independent.
    ///
    /// ```
    /// use npscore::inference::Confidence;
    /// use npscore::insight::TrendMethod;
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
    ///     "+9.0 points a year, 95 % between +2.8 and +15.2, p = 0.004 (4 periods, spread of responses)"
    /// );
    /// let trend = years.trend(Confidence::P95.by(TrendMethod::Scatter))?;
    /// assert!(trend.estimate().low() > 0.0);
    /// # Ok::<(), npscore::error::DataError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`DataError::TooFew`] with responses in fewer than two periods, or than three for
    /// [`TrendMethod::Scatter`]; [`DataError::AllAlike`] where the responses within each period are
    /// all alike, such as months of one response each, or for [`TrendMethod::Scatter`] where all
    /// scores lie on a line: then nothing is known of the noise.
    ///
    /// # Method
    ///
    /// Weighted least squares of the scores on time. Weights are n / V with one variance V for all
    /// periods, so that they are in proportion to the numbers of responses: weights by each period's
    /// own variance would give everything to a month of two promoters, whose variance is 0. It is the
    /// line that ordinary least squares lay through the single responses. V is estimated within
    /// periods (N - k degrees of freedom for N responses in k periods) or from the scatter around the
    /// line (k - 2), and the slope by its standard error has Student's distribution. Weighted
    /// responses count as many as are effective.
    ///
    /// # Source
    ///
    /// Draper and Smith, *Applied Regression Analysis* (3rd ed., 1998), section 2.1 on pure error and
    /// lack of fit, section 9.2 on weights.
    pub fn trend(&self, options: impl Into<Options<TrendMethod>>) -> Result<Trend, DataError> {
        let options = options.into();
        let (points, responses) = self.trend_points();
        let found = points.len() as u64;
        let minimum = match options.method() {
            TrendMethod::Responses => 2,
            TrendMethod::Scatter => 3,
        };
        if found < minimum {
            return Err(DataError::TooFew {
                what: "periods with responses".into(),
                found,
                minimum,
            });
        }
        let line = Line::through(&points);
        let alike = |what, alike| DataError::AllAlike {
            what,
            found,
            alike,
            purpose: "judge a trend by",
        };
        let variance = match options.method() {
            TrendMethod::Responses => line
                .spread()
                .ok_or_else(|| alike("periods with responses", "unanimous"))?,
            TrendMethod::Scatter => line
                .scattered()
                .ok_or_else(|| alike("periods with responses", "on one line"))?,
        };
        Ok(Trend {
            estimate: line.estimate(variance, options.confidence()),
            method: options.method(),
            unit: P::UNIT,
            periods: found,
            responses,
            dispersion: line.dispersion(),
        })
    }

    /// The periods with responses, and how many responses they have.
    fn trend_points(&self) -> (Vec<Point>, u64) {
        let mut first = None;
        let mut responses = 0_u64;
        let mut points = Vec::new();
        for (period, state) in self.iter() {
            let Some(result) = state.result() else {
                continue;
            };
            let first = *first.get_or_insert(period);
            responses = responses.saturating_add(result.responses());
            let n = result.tally().effective();
            points.push(Point {
                time: first.steps_to(period) as f64,
                n,
                score: result.nps().to_f64() / 100.0,
                variance: sample::variance(sample::shares(result.tally().units())),
            });
        }
        (points, responses)
    }
}

crate::wire::written!([] Trend as "Trend", |this| {
    estimate: this.estimate.estimate(),
    low: this.estimate.low(),
    high: this.estimate.high(),
    confidence: this.estimate.confidence(),
    method: this.method,
    statistic: this.estimate.statistic(),
    p_value: this.estimate.p_value(),
    unit: this.unit,
    periods: this.periods,
    responses: this.responses,
    dispersion: this.dispersion,
});

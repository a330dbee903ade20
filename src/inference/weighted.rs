//! Weighted surveys: standard error, design effect, intervals.

use libm::sqrt;

use super::confidence::Confidence;
use super::interval::{Interval, IntervalMethod, IntervalOptions, interval_of};
use crate::nps::WeightedResult;
use crate::response::Category;

impl Confidence {
    /// At this confidence, the [linearised score](IntervalMethod::LinearisedScore) interval.
    #[must_use]
    pub const fn linearised_score(self) -> IntervalOptions {
        self.by(IntervalMethod::LinearisedScore)
    }
}

impl WeightedResult {
    /// The shares of detractors, passives and promoters in all weight.
    pub(super) fn weight_shares(&self) -> [f64; 3] {
        let total = self.tally().total_units() as f64;
        Category::ALL.map(|category| self.tally().category_units(category) as f64 / total)
    }

    /// x - nps for each category on the scale of -1 to 1, without cancellation near the ends.
    pub(super) fn residuals(&self) -> [f64; 3] {
        let [b, a, c] = self.weight_shares();
        [-(a + 2.0 * c), b - c, a + 2.0 * b]
    }

    /// The variance of one response on the scale of -1, 0 and 1, by weight: a float from 0 to 1.
    ///
    /// As [`NpsResult::variance`](crate::NpsResult::variance), with shares of the weight for shares
    /// of the responses.
    #[must_use]
    pub fn variance(&self) -> f64 {
        let [b, a, c] = self.weight_shares();
        4.0 * b * c + a * (b + c)
    }

    /// The standard error of the weighted NPS in points; `None` for a single response.
    ///
    /// 100 sqrt(n / (n - 1) Σ w² (x - nps)²) / Σ w, with x = -1, 0 or 1: the score is a ratio of
    /// two sums, and this is what the ratio does to first order (linearisation). It is what R's
    /// `survey::svymean` gives for weights without strata or clusters. It takes into account
    /// whether the heavy responses are the unusual ones; with few responses, or one that outweighs
    /// the others, it is far too small.
    ///
    /// # Example
    ///
    /// ```
    /// use npscore::{Category, Weight, WeightedTally};
    ///
    /// let answers = [(Category::Promoter, 3), (Category::Promoter, 1), (Category::Detractor, 1)];
    /// let tally: WeightedTally =
    ///     answers.map(|(category, weight)| (category, Weight::from(weight))).into_iter().collect();
    /// let result = tally.result().ok_or("no weight")?;
    /// assert_eq!(result.nps().whole(), 60);
    /// assert_eq!(result.standard_error().map(|se| se.round()), Some(50.0));
    /// # Ok::<(), &str>(())
    /// ```
    ///
    /// # Source
    ///
    /// Särndal, Swensson and Wretman, *Model Assisted Survey Sampling* (1992), section 5.7; Lumley,
    /// *Complex Surveys* (2010), section 2.2.
    #[must_use]
    pub fn standard_error(&self) -> Option<f64> {
        let n = self.responses() as f64;
        let sum: f64 = Category::ALL
            .into_iter()
            .zip(self.residuals())
            .map(|(category, x)| self.tally().squared_weight(category) * x * x)
            .sum();
        let weight = self.tally().total_units() as f64 / 1e12;
        (self.responses() > 1).then(|| 100.0 * sqrt(n / (n - 1.0) * sum) / weight)
    }

    /// How many times as many responses one needs because the weights are unequal: n Σw² / (Σw)²,
    /// a float of at least 1.
    ///
    /// All responses by the [effective](WeightedResult::effective_responses) ones. Source: Kish,
    /// *Survey Sampling* (1965), section 11.7.
    #[must_use]
    pub fn design_effect(&self) -> f64 {
        self.responses() as f64 / self.effective_responses()
    }

    /// The range of scores that agree with these weighted responses.
    ///
    /// `result.interval(Confidence::P95)` is the score interval of the effective counts: the shares
    /// by weight of as many responses as [are effective](WeightedResult::effective_responses)
    /// (Kish). Like that of a plain result it stays in the range, and is never of no width because
    /// all answers happen to be alike.
    ///
    /// # Which effective number
    ///
    /// The weights alone give Kish's, which is never above the number of responses. The
    /// [linearised standard error](WeightedResult::standard_error) gives another, V / SE², by
    /// [`Confidence::linearised_score`] (Korn and Graubard, Survey Methodology 24 (1998) 193-201):
    /// better where the answers depend on the weights and responses are many, but unstable where
    /// they are few. Six responses of which one weighs 100 times the others have 1.1 effective ones
    /// by Kish, and 16 by linearisation.
    ///
    /// Of the other methods, [`Wald`](IntervalMethod::Wald) is the estimate ± z linearised standard
    /// errors, the rest work on Kish's effective counts; so [adjusted
    /// Wald](Confidence::adjusted_wald_by) with nothing added is Wald by Kish. For surveys drawn in
    /// strata or clusters see [`SurveyDesign`](super::SurveyDesign).
    ///
    /// # Example
    ///
    /// ```
    /// use npscore::inference::Confidence;
    /// use npscore::{Category, Weight, WeightedTally};
    ///
    /// let answers = [(Category::Promoter, 3), (Category::Promoter, 1), (Category::Detractor, 1)];
    /// let tally: WeightedTally =
    ///     answers.map(|(category, weight)| (category, Weight::from(weight))).into_iter().collect();
    /// let result = tally.result().ok_or("no weight")?;
    /// assert_eq!(result.interval(Confidence::P95).to_string(), "60.0 [-51.5, 96.1] (95 %, score)");
    /// # Ok::<(), &str>(())
    /// ```
    #[must_use]
    pub fn interval(&self, options: impl Into<IntervalOptions>) -> Interval {
        self.interval_with(options.into(), 1.0)
    }

    /// The interval where the variance of the estimate is `correction` times what it would be in an
    /// infinite population; above 0.
    pub(super) fn interval_with(&self, options: IntervalOptions, correction: f64) -> Interval {
        let estimate = self.nps().to_f64() / 100.0;
        let se = self.standard_error().unwrap_or(0.0) / 100.0;
        if options.method() == IntervalMethod::Wald {
            let reach = options.confidence().z() * se * sqrt(correction);
            let (low, high) = (estimate - reach, estimate + reach);
            let (method, confidence) = (options.method(), options.confidence());
            return Interval::around(estimate, low, high, method, confidence);
        }
        let linearised = self.variance() / (se * se);
        let effective = match options.method() {
            IntervalMethod::LinearisedScore if se > 0.0 && linearised.is_finite() => linearised,
            _ => self.effective_responses(),
        };
        let counts = self
            .weight_shares()
            .map(|share| share * effective / correction);
        interval_of(counts, estimate, options)
    }
}

//! Surveys drawn in strata and clusters: the standard error of a weighted score that knows how its
//! responses were sampled.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use libm::sqrt;

use super::interval::{Interval, IntervalMethod, IntervalOptions, interval_of};
use super::wald::WaldEstimate;
use crate::error::CountError;
use crate::response::Category;
use crate::tally::WeightedTally;

/// What was drawn at random in a stratum.
#[derive(Debug, Clone, PartialEq)]
enum Units {
    /// Every response by itself.
    Responses(WeightedTally),
    /// Whole groups of responses, one tally each.
    Clusters(Vec<WeightedTally>),
}

/// The part of a survey that was drawn by itself: a region, a customer segment.
///
/// # Ordering
///
/// None.
///
/// # Example
///
/// ```
/// use npscore::inference::Stratum;
/// use npscore::{Category, Segments, Weight, WeightedTally};
///
/// // Schools were drawn, and everybody in them asked.
/// let mut schools: Segments<String, WeightedTally> = Segments::default();
/// schools.extend([("east", (Category::Promoter, Weight::ONE)), ("west", (Category::Passive, Weight::ONE))]);
/// let stratum = Stratum::of_clusters(schools.iter().map(|(_, school)| *school)).of_population(60);
/// assert_eq!(stratum.units(), 2);
/// # Ok::<(), &str>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Stratum {
    units: Units,
    population: Option<u64>,
}

impl Stratum {
    /// Responses that were drawn one by one.
    #[must_use]
    pub const fn of_responses(responses: WeightedTally) -> Self {
        Self {
            units: Units::Responses(responses),
            population: None,
        }
    }

    /// Clusters that were drawn whole, such as households, shops or days: the responses of each.
    #[must_use]
    pub fn of_clusters(clusters: impl IntoIterator<Item = WeightedTally>) -> Self {
        Self {
            units: Units::Clusters(clusters.into_iter().collect()),
            population: None,
        }
    }

    /// The stratum has that many units in all (people, or clusters), of which these were drawn
    /// without replacement: the variance shrinks by the part that was drawn.
    #[must_use]
    pub const fn of_population(mut self, units: u64) -> Self {
        self.population = Some(units);
        self
    }

    /// The units that were drawn: responses, or clusters.
    #[must_use]
    pub const fn units(&self) -> u64 {
        match &self.units {
            Units::Responses(tally) => tally.responses(),
            Units::Clusters(clusters) => clusters.len() as u64,
        }
    }

    fn tallies(&self) -> &[WeightedTally] {
        match &self.units {
            Units::Responses(tally) => core::slice::from_ref(tally),
            Units::Clusters(clusters) => clusters,
        }
    }

    /// (1 - n / N) n / (n - 1) Σ (z - mean z)², where z is the sum of w (x - nps) over a unit.
    fn spread(&self, residuals: [f64; 3]) -> f64 {
        let n = self.units() as f64;
        let squares = match &self.units {
            Units::Responses(tally) => {
                let total = total(tally, residuals);
                let squares: f64 = Category::ALL
                    .into_iter()
                    .map(|category| {
                        let x = residuals[category.index()];
                        tally.squared_weight(category) * x * x
                    })
                    .sum();
                // Not below 0, but for rounding: where all of a stratum gave one answer with one
                // weight.
                (squares - total / n * total).max(0.0)
            }
            Units::Clusters(clusters) => {
                let totals = sorted(clusters.iter().map(|tally| total(tally, residuals)));
                let mean = totals.iter().sum::<f64>() / n;
                totals.iter().map(|z| (z - mean) * (z - mean)).sum()
            }
        };
        let drawn = self.population.map_or(0.0, |units| n / units as f64);
        if n > 1.0 {
            (1.0 - drawn) * n / (n - 1.0) * squares
        } else {
            // The only unit there is: nothing was left to chance.
            0.0
        }
    }
}

/// Σ w (x - nps) over the responses of a tally.
fn total(tally: &WeightedTally, residuals: [f64; 3]) -> f64 {
    Category::ALL
        .into_iter()
        .map(|category| tally.category_units(category) as f64 / 1e12 * residuals[category.index()])
        .sum()
}

/// In ascending order, so that a sum does not depend on the order of a table.
fn sorted(items: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut items: Vec<f64> = items.collect();
    items.sort_unstable_by(f64::total_cmp);
    items
}

pub use encapsulate::SurveyDesign;

mod encapsulate {
    use crate::nps::WeightedResult;

    /// A weighted survey and how it was drawn: in strata, in clusters, or both.
    ///
    /// Without its design, a survey that drew clusters looks more certain than it is, since people
    /// of one household answer alike; one that drew strata looks less certain, since every stratum
    /// was sure to be there.
    ///
    /// # Invariants
    ///
    /// Some weight, at least two units in each stratum (or all there are), and a standard error
    /// that is not NaN.
    ///
    /// # Ordering
    ///
    /// None.
    ///
    /// # Example
    ///
    /// From groups in groups of answers: strata, clusters, responses.
    ///
    /// ```
    /// use npscore::inference::{Confidence, Stratum, SurveyDesign};
    /// use npscore::{Category, Segments, Weight, WeightedTally};
    ///
    /// let answers = [
    ///     ("town", ("A", 9)), ("town", ("A", 10)), ("town", ("B", 3)), ("town", ("B", 6)),
    ///     ("land", ("C", 8)), ("land", ("C", 9)), ("land", ("D", 9)), ("land", ("D", 4)),
    /// ];
    /// let survey: Segments<String, Segments<String, WeightedTally>> = answers
    ///     .into_iter()
    ///     .map(|(stratum, (shop, score))| {
    ///         (stratum, (shop, (npscore::Score::constant(score), Weight::from(if stratum == "town" { 3 } else { 1 }))))
    ///     })
    ///     .collect();
    ///
    /// let design = SurveyDesign::new(survey.iter().map(|(region, shops)| {
    ///     (region, Stratum::of_clusters(shops.iter().map(|(_, shop)| *shop)))
    /// }))?;
    /// assert_eq!(design.result().nps().to_string(), "6");
    /// assert_eq!(format!("{:.1}", design.standard_error()), "75.3");
    /// // As if everybody had been drawn alone:
    /// assert_eq!(format!("{:.1}", design.result().standard_error().unwrap_or(0.0)), "41.7");
    /// assert_eq!(design.degrees_of_freedom(), 2);
    /// # Ok::<(), npscore::inference::DesignError>(())
    /// ```
    ///
    /// # Source
    ///
    /// The linearised (Taylor series) variance of a ratio of totals: Binder, "On the variances of
    /// asymptotically normal estimators from complex surveys", International Statistical Review 51
    /// (1983) 279-292; Wolter, *Introduction to Variance Estimation* (2nd ed., 2007), chapter 6;
    /// Lumley, *Complex Surveys* (2010), chapters 2 and 3. The figures are those of R's `survey`.
    #[derive(Debug, Clone, Copy, PartialEq)]
    pub struct SurveyDesign {
        result: WeightedResult,
        variance: f64,
        degrees_of_freedom: u64,
    }

    impl SurveyDesign {
        /// Of a variance on the scale of -1 to 1.
        pub(super) const fn of(
            result: WeightedResult,
            variance: f64,
            degrees_of_freedom: u64,
        ) -> Self {
            Self {
                result,
                variance,
                degrees_of_freedom,
            }
        }

        /// All responses with their weights, whatever the design.
        #[must_use]
        pub const fn result(&self) -> &WeightedResult {
            &self.result
        }

        /// The variance of the score on the scale of -1 to 1.
        pub(super) const fn variance(&self) -> f64 {
            self.variance
        }

        /// The units that were drawn less the strata: how well the standard error is known.
        #[must_use]
        pub const fn degrees_of_freedom(&self) -> u64 {
            self.degrees_of_freedom
        }
    }
}

impl SurveyDesign {
    /// A survey of strata, each with a name that errors can tell. A survey without strata has one.
    ///
    /// # Errors
    ///
    /// [`DesignError::TooFewUnits`] for a stratum of a single unit, unless its population is that
    /// unit: nothing is known of how units vary there. Merge it with a stratum like it.
    /// [`DesignError::PopulationTooSmall`] for fewer units than were drawn,
    /// [`DesignError::NoWeight`] without any weight, [`DesignError::Count`] for more responses or
    /// weight than a tally holds.
    pub fn new<K: fmt::Debug>(
        strata: impl IntoIterator<Item = (K, Stratum)>,
    ) -> Result<Self, DesignError> {
        let strata: Vec<Stratum> = strata
            .into_iter()
            .map(
                |(key, stratum)| match (stratum.units(), stratum.population) {
                    (units, Some(population)) if population < units => {
                        Err(DesignError::PopulationTooSmall {
                            stratum: format!("{key:?}"),
                            population,
                            units,
                        })
                    }
                    (1, Some(1)) | (2.., _) => Ok(stratum),
                    (units, _) => Err(DesignError::TooFewUnits {
                        stratum: format!("{key:?}"),
                        units,
                    }),
                },
            )
            .collect::<Result<_, _>>()?;
        let mut whole = WeightedTally::default();
        for tally in strata.iter().flat_map(Stratum::tallies) {
            whole = whole.checked_add(tally)?;
        }
        let result = whole.result().ok_or(DesignError::NoWeight)?;
        let residuals = result.residuals();
        let spreads = sorted(strata.iter().map(|stratum| stratum.spread(residuals)));
        let weight = whole.total_units() as f64 / 1e12;
        let variance = spreads.iter().sum::<f64>() / weight / weight;
        let units: u64 = strata.iter().map(Stratum::units).sum();
        Ok(Self::of(result, variance, units - strata.len() as u64))
    }

    /// The linearised standard error of the weighted score in points.
    ///
    /// 0 where all units of each stratum gave the same.
    #[must_use]
    pub fn standard_error(&self) -> f64 {
        100.0 * sqrt(self.variance())
    }

    /// The score with this standard error, for bounds that are not cut and for a test against 0.
    #[must_use]
    pub fn wald_estimate(&self) -> WaldEstimate {
        WaldEstimate::of(self.result().nps().to_f64() / 100.0, self.variance())
    }

    /// How many responses, drawn one by one with equal weights, would be as precise: the variance
    /// of one response by that of the score. Where the latter is 0, which says nothing,
    /// [Kish's](crate::WeightedResult::effective_responses).
    #[must_use]
    pub fn effective_responses(&self) -> f64 {
        let effective = self.result().variance() / self.variance();
        if effective > 0.0 && effective.is_finite() {
            effective
        } else {
            self.result().effective_responses()
        }
    }

    /// The range of scores that agree with these responses, drawn as they were.
    ///
    /// `design.interval(Confidence::P95)` is the score interval of as many responses as [are
    /// effective](SurveyDesign::effective_responses); Wald is the score ± z of this design's
    /// standard errors, cut at the ends of the range.
    ///
    /// With few [degrees of freedom](SurveyDesign::degrees_of_freedom) the standard error itself is
    /// uncertain and the interval too narrow; ask for more confidence.
    ///
    /// Source: Korn and Graubard, Survey Methodology 24 (1998) 193-201.
    #[must_use]
    pub fn interval(&self, options: impl Into<IntervalOptions>) -> Interval {
        let options = options.into();
        if options.method() == IntervalMethod::Wald {
            let (low, high) = self.wald_estimate().bounds(options.confidence());
            let estimate = self.result().nps().to_f64() / 100.0;
            let (method, confidence) = (options.method(), options.confidence());
            return Interval::around(estimate, low / 100.0, high / 100.0, method, confidence);
        }
        let effective = self.effective_responses();
        let counts = self.result().weight_shares().map(|share| share * effective);
        interval_of(counts, self.result().nps().to_f64() / 100.0, options)
    }
}

/// Why strata make no [`SurveyDesign`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DesignError {
    /// A stratum whose units cannot show how they vary.
    #[error("stratum {stratum} has {units} sampling units, expected at least 2")]
    TooFewUnits {
        /// The name of the stratum.
        stratum: String,
        /// Its units.
        units: u64,
    },
    /// Fewer units in a stratum than were drawn from it.
    #[error("stratum {stratum} has {population} units in all, expected at least the {units} drawn")]
    PopulationTooSmall {
        /// The name of the stratum.
        stratum: String,
        /// Its units in all.
        population: u64,
        /// The units drawn.
        units: u64,
    },
    /// No response with a weight above 0.
    #[error("no response has any weight")]
    NoWeight,
    /// More responses or weight than a tally holds.
    #[error(transparent)]
    Count(#[from] CountError),
}

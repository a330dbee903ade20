//! Surveys drawn in strata and clusters: the standard error of a weighted NPS that knows how its
//! responses were sampled.

use alloc::format;
use alloc::vec::Vec;
use core::fmt;

use crate::error::DataError;
use crate::nps::NpsResult;
use crate::response::Category;
use crate::tally::sample::{residuals, sealed, shares, variance};
use crate::tally::{Sample, WeightedTally};

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

    /// Refuses a stratum whose units cannot show how they vary.
    fn check(&self, name: &impl fmt::Debug) -> Result<(), DataError> {
        let units = self.units();
        match self.population {
            Some(population) if population < units => Err(DataError::TooMany {
                what: "sampling units",
                method: "the population of their stratum",
                found: units,
                maximum: population,
            }),
            Some(1) if units == 1 => Ok(()),
            _ if units > 1 => Ok(()),
            _ => Err(DataError::TooFew {
                what: format!("sampling units in stratum {name:?}").into(),
                found: units,
                minimum: 2,
            }),
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
            // The only unit there is: the variance is zero.
            0.0
        }
    }
}

/// Σ w (x - nps) over the responses of a tally.
fn total(tally: &WeightedTally, residuals: [f64; 3]) -> f64 {
    Category::ALL
        .into_iter()
        .map(|category| tally.category_weight_as_float(category) * residuals[category.index()])
        .sum()
}

/// In ascending order, so that a sum does not depend on the order of a table.
fn sorted(items: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut items: Vec<f64> = items.collect();
    items.sort_unstable_by(f64::total_cmp);
    items
}

/// A weighted survey and how it was drawn: in strata, in clusters, or both.
///
/// Without its design, a survey that drew clusters looks more certain than it is, since people
/// of one household answer alike; one that drew strata looks less certain, since every stratum
/// was sure to be there.
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
/// assert_eq!(format!("{:.1}", design.result().standard_error()), "75.3");
/// assert_eq!(design.degrees_of_freedom(), 2);
/// # Ok::<(), npscore::error::DataError>(())
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
    result: NpsResult<Linearised>,
}

/// A weighted sample with the standard error of the design by which it was drawn.
///
/// The sample of [`SurveyDesign::result`]. Not mergeable: what is drawn in strata must be put
/// together by [`SurveyDesign::new`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Linearised {
    tally: WeightedTally,
    squared_error: f64,
    units: u64,
    degrees_of_freedom: u64,
}

impl sealed::Sealed for Linearised {}

impl Sample for Linearised {
    const LABEL: &'static str = WeightedTally::LABEL;
    const UNBIASED: bool = true;

    fn responses(&self) -> u64 {
        self.tally.responses()
    }

    fn units(&self) -> [u128; 3] {
        Sample::units(&self.tally)
    }

    /// The variance of one response by that of the NPS (Korn and Graubard, Survey Methodology 24
    /// (1998) 193-201). Where the latter is 0, which says nothing, Kish's, with the same factor for
    /// degrees of freedom.
    fn effective(&self) -> f64 {
        let effective = variance(shares(self.units())) / self.squared_error;
        if effective > 0.0 && effective.is_finite() {
            return effective;
        }
        let known = self.degrees_of_freedom.max(1) as f64 / self.units as f64;
        self.tally.effective() * known
    }

    fn squared_error(&self) -> f64 {
        self.squared_error
    }

    /// Which part was drawn with which is no longer known.
    fn without(&self, _: &Self) -> Option<Self> {
        None
    }
}

impl SurveyDesign {
    /// A survey of strata, each with a name that errors can tell. A survey without strata has one.
    ///
    /// # Errors
    ///
    /// [`DataError::TooFew`] for a stratum of a single unit, unless its population is that unit:
    /// nothing is known of how units vary there. Merge it with a stratum like it.
    /// [`DataError::TooMany`] for a population of fewer units than were drawn,
    /// [`DataError::NoResponses`] without any weight, [`DataError::Count`] for more responses or
    /// weight than a tally holds.
    pub fn new<K: fmt::Debug>(
        strata: impl IntoIterator<Item = (K, Stratum)>,
    ) -> Result<Self, DataError> {
        let mut checked = Vec::new();
        let mut whole = WeightedTally::default();
        for (name, stratum) in strata {
            stratum.check(&name)?;
            for tally in stratum.tallies() {
                whole = whole.checked_add(tally)?;
            }
            checked.push(stratum);
        }
        let units: u64 = checked.iter().map(Stratum::units).sum();
        let sample = Linearised {
            tally: whole,
            squared_error: squared_error(&whole, &checked),
            units,
            degrees_of_freedom: units - checked.len() as u64,
        };
        let result = NpsResult::of(sample).ok_or(DataError::NoResponses {
            of: "with any weight",
        })?;
        Ok(Self { result })
    }

    /// The result of all responses with their weights, whose standard error is that of this design.
    ///
    /// Its score interval is that of as many responses as would be as precise, drawn one by one with
    /// equal weights; its Wald interval is estimate ± z standard errors, as R's `survey` prints. With
    /// few [degrees of freedom](SurveyDesign::degrees_of_freedom) the standard error itself is
    /// uncertain and intervals are too narrow; ask for more confidence.
    #[must_use]
    pub const fn result(&self) -> &NpsResult<Linearised> {
        &self.result
    }

    /// The units that were drawn less the strata: how well the standard error is known.
    #[must_use]
    pub const fn degrees_of_freedom(&self) -> u64 {
        self.result.tally().degrees_of_freedom
    }

    /// How many responses, drawn one by one with equal weights, would be as precise: the variance
    /// of one response by that of the NPS. Where the latter is 0, which says nothing,
    /// [Kish's](crate::WeightedResult::effective_responses), less one for each stratum.
    #[must_use]
    pub fn effective_responses(&self) -> f64 {
        self.result.tally().effective()
    }
}

/// The linearised variance of the NPS of all strata on the scale of -1 to 1.
fn squared_error(whole: &WeightedTally, strata: &[Stratum]) -> f64 {
    let residuals = residuals(shares(Sample::units(whole)));
    let spreads = sorted(strata.iter().map(|stratum| stratum.spread(residuals)));
    let weight = whole.weight_as_float();
    spreads.iter().sum::<f64>() / weight / weight
}

crate::wire::written!([] NpsResult<Linearised> as "LinearisedResult", |this| {
    responses: this.responses(),
    nps: this.nps().to_f64(),
    rating: this.rating(),
    standard_error: this.standard_error(),
    effective_responses: this.tally().effective(),
});

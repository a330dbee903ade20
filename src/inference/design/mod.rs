//! Surveys drawn in strata and clusters: the standard error of a weighted NPS that knows how its
//! responses were sampled.

mod linearised;
pub(in crate::inference) mod stratum;

pub use linearised::Linearised;
pub use stratum::Stratum;

use alloc::vec::Vec;
use core::fmt;

use crate::error::DataError;
use crate::nps::NpsResult;
use crate::tally::sample::{residuals, shares};
use crate::tally::{Sample, WeightedTally};
use stratum::sum;

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
            for ((), tally) in stratum.cells() {
                whole = whole.checked_add(tally)?;
            }
            checked.push(stratum);
        }
        let residuals = residuals(shares(Sample::units(&whole)));
        let spread = sum(checked.iter().map(|stratum| stratum.spread(|()| residuals)));
        let weight = whole.weight_as_float();
        let sample = Linearised::new(&whole, spread / weight / weight, &checked);
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
        self.result.tally().degrees_of_freedom()
    }

    /// How many responses, drawn one by one with equal weights, would be as precise: the variance
    /// of one response by that of the NPS. Where the latter is 0, which says nothing,
    /// [Kish's](crate::WeightedResult::effective_responses), less one for each stratum.
    #[must_use]
    pub fn effective_responses(&self) -> f64 {
        self.result.tally().effective()
    }
}

//! All margins of a population, and the weights that meet them.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use core::borrow::Borrow;
use core::fmt;

use super::margin::{Margin, TOLERANCE};
use super::rake::{Raked, rake};
use super::result::{Weighed, Weighting};
use crate::error::{DataError, OutOfRange, Quantity};
use crate::inference::design::Stratum;
use crate::nps::HasTally;
use crate::tally::WeightedTally;

/// Everything that is known of the population: one [`Margin`], or several that hold together.
///
/// With one margin, responses are weighted category by category (cell weights, post-stratification);
/// with several, by raking. Margins of totals say how large the population is, and weights add up to
/// it; where all are shares, weights add up to the starting ones, which are 1 for plain counts.
///
/// # Example
///
/// Of 100 respondents 70 are from the north, where half of the customers live.
///
/// ```
/// use npscore::inference::{Confidence, Margin, Margins};
/// use npscore::{Category, Segments, Tally};
///
/// let mut regions = Segments::<&str, Tally>::default();
/// for (region, category, n) in [
///     ("north", Category::Promoter, 50), ("north", Category::Detractor, 20),
///     ("south", Category::Promoter, 10), ("south", Category::Passive, 20),
/// ] {
///     npscore::Observe::observe_n(&mut regions, (region, category), n);
/// }
/// let margin = Margin::shares("region", |region: &&str| *region, [("north", 0.5), ("south", 0.5)])?;
/// let weighting = Margins::new([margin])?.weigh(&regions)?;
///
/// assert_eq!(regions.total().result().map(|result| result.nps().whole()), Some(40));
/// assert_eq!(
///     weighting.result().interval(Confidence::P95).to_string(),
///     "38.1 [23.6, 50.7] (95 %, score)"
/// );
/// // What to write beside each response of the north, and of the south.
/// let factors: Vec<f64> = weighting.factors().map(|(_, factor)| factor).collect();
/// assert_eq!(factors, [50.0 / 70.0, 50.0 / 30.0]);
/// # Ok::<(), npscore::Error>(())
/// ```
///
/// # Source
///
/// Post-stratification: Holt and Smith, Journal of the Royal Statistical Society A 142 (1979) 33-46.
/// Raking: Deming and Stephan, Annals of Mathematical Statistics 11 (1940) 427-444; Deville and Särndal,
/// Journal of the American Statistical Association 87 (1992) 376-382.
#[doc(alias = "calibration")]
#[doc(alias = "post-stratification")]
#[doc(alias = "rim weighting")]
#[doc(alias = "raking")]
#[doc(alias = "iterative proportional fitting")]
#[doc(alias = "cell weighting")]
#[derive(Debug)]
pub struct Margins<'a, K> {
    parts: Vec<Margin<'a, K>>,
    total: Option<f64>,
    limits: Option<(f64, f64)>,
}

impl<'a, K> Margins<'a, K> {
    /// Margins of one population.
    ///
    /// # Errors
    ///
    /// [`DataError::TooFew`] for none, [`DataError::Margin`] for one whose total is not that of the
    /// others, to within 1e-9 of it.
    pub fn new(margins: impl IntoIterator<Item = Margin<'a, K>>) -> Result<Self, DataError> {
        let margins: Vec<_> = margins.into_iter().collect();
        if margins.is_empty() {
            return Err(DataError::TooFew {
                what: "margins".into(),
                found: 0,
                minimum: 1,
            });
        }
        let total = margins.iter().find_map(Margin::total);
        for margin in &margins {
            if let Some((found, total)) = margin.total().zip(total)
                && (found / total - 1.0).abs() > TOLERANCE
            {
                return Err(margin.unreached("the total", found, Some(total)));
            }
        }
        Ok(Self {
            parts: margins,
            total,
            limits: None,
        })
    }

    /// Weights that stay near the starting ones: each is at least `least` and at most `most` times its
    /// starting weight, once these are scaled to add up to the population.
    ///
    /// A weight is cut while the others make up for it, so that the margins are met all the same: of
    /// all weights within the limits they are those nearest to the starting ones. Cutting the weights
    /// and raking again, in turn, has no such meaning, and where it ends depends on where it began.
    ///
    /// # Errors
    ///
    /// [`OutOfRange`] unless `least` is from 0 to below 1, and `most` above 1: the mean is 1.
    #[doc(alias = "trim")]
    pub fn within(mut self, least: f64, most: f64) -> Result<Self, OutOfRange> {
        if !(0.0..1.0).contains(&least) {
            return Err(OutOfRange::new(Quantity::LeastRatio, least));
        }
        if !(most > 1.0 && most.is_finite()) {
            return Err(OutOfRange::new(Quantity::LargestRatio, most));
        }
        self.limits = Some((least, most));
        Ok(self)
    }

    /// Weights for responses counted by cell, such as `&segments`: all that is known of each is the
    /// cell that it belongs to.
    ///
    /// Counts start with a weight of 1, weighted tallies with theirs. Counts are enough, so shards are
    /// merged and weighted together.
    ///
    /// # Errors
    ///
    /// [`DataError::NoResponses`] without any starting weight. [`DataError::Margin`] for the first
    /// category that has weight and no target, or a target and no weight; and, where the margins
    /// contradict each other or meet only with weights of 0 (or nearly: a cell of less than about a
    /// 5,000th of its category may be), for the category that is farthest from its target after 100,000
    /// sweeps, or after 1,000 that bring it no nearer.
    pub fn weigh<Q, A>(
        &self,
        cells: impl IntoIterator<Item = (Q, A)>,
    ) -> Result<Weighting<Q>, DataError>
    where
        Q: Borrow<K> + Ord + Clone,
        A: HasTally<Tally: Into<WeightedTally>>,
    {
        self.weigh_strata(&[Stratum::of_cells(cells)])
    }

    /// Weights for a survey that was drawn in strata, in clusters, or both: the standard error knows
    /// the design as well as the margins. Each stratum has a name that errors can tell.
    ///
    /// # Errors
    ///
    /// As [`weigh`](Self::weigh), and as [`SurveyDesign::new`](crate::inference::SurveyDesign::new).
    pub fn weigh_design<N: fmt::Debug, Q: Borrow<K> + Ord + Clone>(
        &self,
        strata: impl IntoIterator<Item = (N, Stratum<Q>)>,
    ) -> Result<Weighting<Q>, DataError> {
        let mut checked = Vec::new();
        for (name, stratum) in strata {
            stratum.check(&name)?;
            checked.push(stratum);
        }
        self.weigh_strata(&checked)
    }

    fn weigh_strata<Q: Borrow<K> + Ord + Clone>(
        &self,
        strata: &[Stratum<Q>],
    ) -> Result<Weighting<Q>, DataError> {
        let mut cells: BTreeMap<&Q, WeightedTally> = BTreeMap::new();
        let mut whole = WeightedTally::default();
        for (cell, tally) in strata.iter().flat_map(Stratum::cells) {
            if !tally.is_empty() {
                whole = whole.checked_add(tally)?;
                let known = cells.entry(cell).or_default();
                *known = known.checked_add(tally)?;
            }
        }
        let start = whole.weight_as_float();
        if start <= 0.0 {
            return Err(DataError::NoResponses {
                of: "with any weight",
            });
        }
        let total = self.total.unwrap_or(start);
        let weights: Vec<f64> = cells
            .values()
            .map(|tally| tally.weight_as_float() * (total / start))
            .collect();
        let weighed = cells.iter();
        let weighed = weighed.map(|(cell, tally)| ((*cell).borrow(), tally.weight_as_float()));
        let margins = self
            .parts
            .iter()
            .map(|margin| margin.split(weighed.clone(), total))
            .collect::<Result<Vec<_>, _>>()?;
        let raked = rake(&weights, &margins, self.limits, TOLERANCE);
        let Raked {
            mut factors,
            sweeps,
            error,
        } = raked.map_err(|(m, place, found)| {
            let target = margins[m].target(place);
            self.parts[m].unreached_at(place, found, target)
        })?;
        for factor in &mut factors {
            *factor *= total / start;
        }
        let tallies: Vec<WeightedTally> = cells.values().copied().collect();
        let keys: Vec<Q> = cells.into_keys().cloned().collect();
        Ok(Weighting::new(
            Weighed {
                keys,
                tallies,
                factors,
            },
            &margins,
            strata,
            (sweeps, error),
        ))
    }
}

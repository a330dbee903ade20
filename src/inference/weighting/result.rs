//! Weights that meet their margins, and what follows from them.

use alloc::vec::Vec;
use core::borrow::Borrow;

use super::rake::{Split, fit};
use crate::inference::design::stratum::sum;
use crate::inference::design::{Linearised, Stratum};
use crate::nps::NpsResult;
use crate::response::Category;
use crate::tally::WeightedTally;
use crate::tally::sample::{residuals, shares};

/// Cells in order, their responses with starting weights, and what those are multiplied by.
pub(super) struct Weighed<Q> {
    pub(super) keys: Vec<Q>,
    pub(super) tallies: Vec<WeightedTally>,
    pub(super) factors: Vec<f64>,
}

impl<Q: Ord> Weighed<Q> {
    /// The squared standard error of a mean, given the residual of each category in each cell.
    fn squared_error(&self, strata: &[Stratum<Q>], residuals: &[[f64; 3]], weight: f64) -> f64 {
        let values = |cell: &Q| match self.keys.binary_search(cell) {
            Ok(place) => residuals[place].map(|x| self.factors[place] / weight * x),
            // Without a response.
            Err(_) => [0.0; 3],
        };
        sum(strata.iter().map(|stratum| stratum.spread(values)))
    }

    /// x less what the margins say of the cell, for x = -1, 0 and 1.
    ///
    /// By least squares: with starting weights for one margin, as the variance of a post-stratified
    /// score has them; each response once for several, as alternating through the margins (R's `rake`)
    /// comes to.
    fn residuals(&self, margins: &[Split]) -> Vec<[f64; 3]> {
        let of = |tally: &WeightedTally, category: Category| match margins.len() {
            1 => tally.category_weight_as_float(category),
            _ => tally.tally().count(category) as f64,
        };
        let weights = self.tallies.iter().map(|tally| {
            let [b, a, c] = Category::ALL.map(|category| of(tally, category));
            (b + a + c, c - b)
        });
        let (weights, nets): (Vec<f64>, Vec<f64>) = weights.unzip();
        let means: Vec<f64> = nets
            .iter()
            .zip(&weights)
            .map(|(net, weight)| if *weight > 0.0 { net / weight } else { 0.0 })
            .collect();
        fit(&means, &weights, margins)
            .into_iter()
            .map(|fitted| [-1.0, 0.0, 1.0].map(|x| x - fitted))
            .collect()
    }
}

/// Weights that make the responses look like the population, and what follows from them.
///
/// The weights are floats, found step by step: the same counts give the same floats.
/// [`Weight::times`](crate::Weight::times) rounds them to twelve decimal places, to be written down.
///
/// # Serialised form
///
/// `{"result", "effective_responses", "design_effect", "margin_error", "sweeps", "factors"}`, the
/// factors as a list of `[cell, factor]`; written only.
#[derive(Debug, Clone, PartialEq)]
pub struct Weighting<K> {
    factors: Vec<(K, f64)>,
    result: NpsResult<Linearised>,
    as_given: NpsResult<Linearised>,
    effective_responses: f64,
    sweeps: u32,
    margin_error: f64,
}

impl<K: Ord> Weighting<K> {
    pub(super) fn new(
        weighed: Weighed<K>,
        margins: &[Split],
        strata: &[Stratum<K>],
        (sweeps, margin_error): (u32, f64),
    ) -> Self {
        let cells = weighed.tallies.iter().zip(&weighed.factors);
        let weights = Category::ALL.map(|category| {
            let cells = cells.clone();
            let weights =
                cells.map(|(tally, factor)| tally.category_weight_as_float(category) * factor);
            weights.sum::<f64>()
        });
        let weight: f64 = weights.iter().sum();
        // As parts of the whole: their squares are floats whatever the population.
        let squares = cells.map(|(tally, factor)| {
            let squares = Category::ALL.map(|category| tally.squared_weight(category));
            let part = factor / weight;
            squares.iter().sum::<f64>() * part * part
        });
        let kish = 1.0 / squares.sum::<f64>();
        let responses = weighed
            .tallies
            .iter()
            .fold(0_u64, |sum, tally| sum.saturating_add(tally.responses()));
        let units = units(weights);
        let parts = (responses, units, kish.min(responses as f64));
        let sample = |squared_error| Linearised::of_weights(parts, squared_error, strata);
        let known = weighed.residuals(margins);
        let given = alloc::vec![residuals(shares(units)); weighed.keys.len()];
        let [result, as_given] = [known, given].map(|residuals| {
            let squared_error = weighed.squared_error(strata, &residuals, weight);
            // There is some weight.
            NpsResult::of(sample(squared_error)).unwrap_or_else(|| unreachable!())
        });
        Self {
            factors: weighed.keys.into_iter().zip(weighed.factors).collect(),
            result,
            as_given,
            effective_responses: kish.min(responses as f64),
            sweeps,
            margin_error,
        }
    }

    /// What the starting weights of a cell are multiplied by; for counts, the weight of each response.
    /// `None` for a cell without responses.
    #[must_use]
    pub fn factor<Q: Ord + ?Sized>(&self, cell: &Q) -> Option<f64>
    where
        K: Borrow<Q>,
    {
        let place = self
            .factors
            .binary_search_by(|(key, _)| key.borrow().cmp(cell));
        place.ok().map(|place| self.factors[place].1)
    }
}

impl<K> Weighting<K> {
    /// The factors of all cells with responses, in their order: above 0, unless a limit of 0 was asked
    /// for.
    #[must_use]
    pub fn factors(&self) -> impl ExactSizeIterator<Item = (&K, f64)> {
        self.factors.iter().map(|(cell, factor)| (cell, *factor))
    }

    /// The weighted result, with a standard error that knows the margins.
    ///
    /// What the margins explain of the answers varies no more from sample to sample. Left is the
    /// residual of each answer, by least squares on the categories of all margins: with starting weights
    /// for one margin; each response counted once for several, which simulations bear out best (see
    /// [`choosing_an_interval`](crate::guide::choosing_an_interval)). Where no category has two
    /// different answers the standard error is 0, which says nothing; the score interval has a width
    /// even then.
    ///
    /// Source: Deville, Särndal and Sautory, Journal of the American Statistical Association 88 (1993)
    /// 1013-1020; the figures are those of R's `survey` (`postStratify`, `rake`).
    #[must_use]
    pub const fn result(&self) -> &NpsResult<Linearised> {
        &self.result
    }

    /// The weighted result as if the weights had been known beforehand, as tools print it that are
    /// handed the weights alone. Its standard error is mostly too large.
    #[must_use]
    pub const fn as_given(&self) -> &NpsResult<Linearised> {
        &self.as_given
    }

    /// How many equally weighted responses would be as precise, as far as weights alone can tell:
    /// (Σw)² / Σw², as [of a weighted result](crate::WeightedResult::effective_responses).
    #[must_use]
    pub const fn effective_responses(&self) -> f64 {
        self.effective_responses
    }

    /// How many times as many responses one needs because the weights are unequal: n Σw² / (Σw)².
    #[must_use]
    pub fn design_effect(&self) -> f64 {
        self.result.responses() as f64 / self.effective_responses
    }

    /// The largest relative distance of a category from its target, at most 1e-9.
    #[must_use]
    pub const fn margin_error(&self) -> f64 {
        self.margin_error
    }

    /// How often all margins were gone through.
    #[must_use]
    pub const fn sweeps(&self) -> u32 {
        self.sweeps
    }
}

/// Weights as whole numbers in a unit of about a 2^100th of their sum: no float loses a digit.
fn units(weights: [f64; 3]) -> [u128; 3] {
    let (_, exponent) = libm::frexp(weights.iter().sum());
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "0 or more, and below 2^101"
    )]
    weights.map(|weight| libm::rint(libm::ldexp(weight, 100 - exponent)) as u128)
}

crate::wire::written!([K: serde::Serialize] Weighting<K> as "Weighting", |this| {
    result: this.result,
    effective_responses: this.effective_responses,
    design_effect: this.design_effect(),
    margin_error: this.margin_error,
    sweeps: this.sweeps,
    factors: this.factors,
});

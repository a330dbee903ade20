//! One stratum of a survey: what was drawn there, and how much it varies.

use alloc::format;
use alloc::vec;
use alloc::vec::Vec;
use core::fmt;

use crate::error::DataError;
use crate::nps::HasTally;
use crate::response::Category;
use crate::tally::WeightedTally;

/// Responses by cell.
type Cells<K> = Vec<(K, WeightedTally)>;

/// What was drawn at random in a stratum.
#[derive(Debug, Clone, PartialEq)]
enum Units<K> {
    /// Every response by itself.
    Responses(Cells<K>),
    /// Whole groups of responses.
    Clusters(Vec<Cells<K>>),
}

/// The part of a survey that was drawn by itself: a region, a customer segment.
///
/// Responses are kept by cell where a [`Weighting`](crate::inference::Weighting) needs to know who they
/// are; otherwise there is one cell, `()`.
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
pub struct Stratum<K = ()> {
    units: Units<K>,
    population: Option<u64>,
}

impl Stratum {
    /// Responses that were drawn one by one.
    #[must_use]
    pub fn of_responses(responses: WeightedTally) -> Self {
        Self::of_cells([((), responses)])
    }

    /// Clusters that were drawn whole, such as households, shops or days: the responses of each.
    #[must_use]
    pub fn of_clusters(clusters: impl IntoIterator<Item = WeightedTally>) -> Self {
        Self::of_clusters_of_cells(clusters.into_iter().map(|cluster| [((), cluster)]))
    }
}

impl<K> Stratum<K> {
    /// Responses that were drawn one by one, by cell.
    #[must_use]
    pub fn of_cells<A>(cells: impl IntoIterator<Item = (K, A)>) -> Self
    where
        A: HasTally<Tally: Into<WeightedTally>>,
    {
        Self {
            units: Units::Responses(weighted(cells)),
            population: None,
        }
    }

    /// Clusters that were drawn whole: the responses of each, by cell.
    #[must_use]
    pub fn of_clusters_of_cells<A, C>(clusters: impl IntoIterator<Item = C>) -> Self
    where
        A: HasTally<Tally: Into<WeightedTally>>,
        C: IntoIterator<Item = (K, A)>,
    {
        Self {
            units: Units::Clusters(clusters.into_iter().map(weighted).collect()),
            population: None,
        }
    }

    /// The stratum has that many units in all (people, or clusters), of which these were drawn
    /// without replacement: the variance shrinks by the part that was drawn.
    #[must_use]
    pub fn of_population(mut self, units: u64) -> Self {
        self.population = Some(units);
        self
    }

    /// The units that were drawn: responses, or clusters.
    #[must_use]
    pub fn units(&self) -> u64 {
        match &self.units {
            Units::Responses(cells) => cells
                .iter()
                .fold(0, |sum, (_, tally)| tally.responses().saturating_add(sum)),
            Units::Clusters(clusters) => clusters.len() as u64,
        }
    }

    /// Refuses a stratum whose units cannot show how they vary.
    pub(in crate::inference) fn check(&self, name: &impl fmt::Debug) -> Result<(), DataError> {
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

    /// The responses of all units, each by its cell.
    pub(in crate::inference) fn cells(&self) -> impl Iterator<Item = &(K, WeightedTally)> {
        let clusters = match &self.units {
            Units::Responses(cells) => core::slice::from_ref(cells),
            Units::Clusters(clusters) => clusters,
        };
        clusters.iter().flatten()
    }

    /// (1 - n / N) n / (n - 1) Σ (z - mean z)², where z is the sum of a unit's weights times the
    /// values of its responses, by cell and category.
    pub(in crate::inference) fn spread(&self, values: impl Fn(&K) -> [f64; 3]) -> f64 {
        let n = self.units() as f64;
        let squares = match &self.units {
            Units::Responses(cells) => {
                let (mut total, mut squares) = (vec![], vec![]);
                for (cell, tally) in cells {
                    for (category, value) in Category::ALL.into_iter().zip(values(cell)) {
                        total.push(tally.category_weight_as_float(category) * value);
                        squares.push(tally.squared_weight(category) * value * value);
                    }
                }
                let [total, squares] = [total, squares].map(|terms| sum(terms.into_iter()));
                // Not below 0, but for rounding: where all of a stratum gave one answer with one
                // weight.
                (squares - total / n * total).max(0.0)
            }
            Units::Clusters(clusters) => {
                let unit = |cells: &Cells<K>| {
                    let terms = cells.iter().flat_map(|(cell, tally)| {
                        let values = Category::ALL.into_iter().zip(values(cell));
                        values.map(|(category, value)| {
                            tally.category_weight_as_float(category) * value
                        })
                    });
                    sum(terms)
                };
                let totals: Vec<f64> = clusters.iter().map(unit).collect();
                let mean = sum(totals.iter().copied()) / n;
                sum(totals.iter().map(|z| (z - mean) * (z - mean)))
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

fn weighted<K, A>(cells: impl IntoIterator<Item = (K, A)>) -> Cells<K>
where
    A: HasTally<Tally: Into<WeightedTally>>,
{
    cells
        .into_iter()
        .map(|(cell, state)| (cell, state.tally().into()))
        .collect()
}

/// A sum in ascending order: a table has no order, and a sum of floats does.
pub(in crate::inference) fn sum(items: impl Iterator<Item = f64>) -> f64 {
    let mut items: Vec<f64> = items.collect();
    items.sort_unstable_by(f64::total_cmp);
    items.iter().sum()
}

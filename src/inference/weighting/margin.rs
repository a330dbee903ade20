//! What is known of the population: the size of each category of a margin.

use alloc::borrow::ToOwned;
use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use super::rake::Split;
use crate::error::{DataError, OutOfRange, Quantity};

/// How far totals that should be the same may be apart, relatively.
pub(super) const TOLERANCE: f64 = 1e-9;

/// Where a cell belongs in a margin: the place of its category, or the category that is not there.
type Place<'a, K> = Box<dyn Fn(&K) -> Result<usize, String> + Send + Sync + 'a>;

/// What is known of the population: how large each category of a variable is, such as each region, or
/// each combination of region and age.
///
/// Built of a name that errors can tell, a function from the cell of a response to its category, and
/// the size of each category. Sizes are floats, since weights found from them are.
///
/// # Example
///
/// ```
/// use npscore::inference::Margin;
///
/// type Cell = (&'static str, u8); // region and decade of birth
/// let regions = Margin::totals("region", |cell: &Cell| cell.0, [("north", 3200.0), ("south", 6800.0)])?;
/// let elders = Margin::shares("born before 1980", |cell: &Cell| cell.1 < 80, [(true, 0.42), (false, 0.58)])?;
/// assert!(Margin::shares("region", |cell: &Cell| cell.0, [("north", 0.3), ("south", 0.6)]).is_err());
/// # Ok::<(), npscore::error::OutOfRange>(())
/// ```
pub struct Margin<'a, K> {
    name: String,
    place: Place<'a, K>,
    categories: Vec<String>,
    targets: Vec<f64>,
    is_shares: bool,
}

impl<'a, K> Margin<'a, K> {
    /// So many people, or whatever is counted, of each category. A category given twice is one.
    ///
    /// # Errors
    ///
    /// [`OutOfRange`] for a number that is negative or not finite, and where all are 0.
    pub fn totals<C: Ord + fmt::Debug + Send + Sync + 'a>(
        name: impl Into<String>,
        category: impl Fn(&K) -> C + Send + Sync + 'a,
        totals: impl IntoIterator<Item = (C, f64)>,
    ) -> Result<Self, OutOfRange> {
        let mut places: BTreeMap<C, usize> = BTreeMap::new();
        let (mut categories, mut targets) = (Vec::new(), Vec::new());
        for (key, total) in totals {
            if !(total.is_finite() && total >= 0.0) {
                return Err(OutOfRange::new(Quantity::MarginTarget, total));
            }
            if let Some(place) = places.get(&key) {
                targets[*place] += total;
                continue;
            }
            categories.push(format!("{key:?}"));
            places.insert(key, targets.len());
            targets.push(total);
        }
        let sum: f64 = targets.iter().sum();
        if !(sum > 0.0 && sum.is_finite()) {
            return Err(OutOfRange::new(Quantity::MarginTotal, sum));
        }
        Ok(Self {
            name: name.into(),
            place: Box::new(move |cell| {
                let category = category(cell);
                let place = places.get(&category).copied();
                place.ok_or_else(|| format!("{category:?}"))
            }),
            categories,
            targets,
            is_shares: false,
        })
    }

    /// Such a share of each category, 0 to 1. A category given twice is one.
    ///
    /// # Errors
    ///
    /// [`OutOfRange`] for a number that is negative or not finite, and unless all add up to 1 to
    /// within 1e-9.
    pub fn shares<C: Ord + fmt::Debug + Send + Sync + 'a>(
        name: impl Into<String>,
        category: impl Fn(&K) -> C + Send + Sync + 'a,
        shares: impl IntoIterator<Item = (C, f64)>,
    ) -> Result<Self, OutOfRange> {
        let margin = Self::totals(name, category, shares)?;
        let sum = margin.sum();
        if (sum - 1.0).abs() > TOLERANCE {
            return Err(OutOfRange::new(Quantity::MarginShares, sum));
        }
        Ok(Self {
            is_shares: true,
            ..margin
        })
    }

    fn sum(&self) -> f64 {
        self.targets.iter().sum()
    }

    /// The population, if the margin says how large it is.
    pub(super) fn total(&self) -> Option<f64> {
        (!self.is_shares).then(|| self.sum())
    }

    /// The error of a category whose weights come to `found`.
    pub(super) fn unreached(&self, category: &str, found: f64, target: Option<f64>) -> DataError {
        DataError::Margin {
            margin: self.name.clone(),
            category: category.to_owned(),
            found,
            target,
        }
    }

    /// As [`unreached`](Self::unreached), by the place of the category.
    pub(super) fn unreached_at(&self, place: usize, found: f64, target: f64) -> DataError {
        self.unreached(&self.categories[place], found, Some(target))
    }

    /// Where the cells belong, and what each category must come to for that population.
    ///
    /// A category that has starting weight and no target, or a target and no starting weight, is an
    /// error.
    pub(super) fn split<'c>(
        &self,
        cells: impl Iterator<Item = (&'c K, f64)> + Clone,
        total: f64,
    ) -> Result<Split, DataError>
    where
        K: 'c,
    {
        let scale = total / self.sum();
        let targets: Vec<f64> = self.targets.iter().map(|target| target * scale).collect();
        let mut found = alloc::vec![0.0; targets.len()];
        let mut of_cell = Vec::new();
        for (cell, weight) in cells {
            let place =
                (self.place)(cell).map_err(|category| self.unreached(&category, weight, None))?;
            found[place] += weight;
            of_cell.push(place);
        }
        for (place, (found, target)) in found.into_iter().zip(&targets).enumerate() {
            if (found > 0.0) != (*target > 0.0) {
                return Err(self.unreached_at(place, found, *target));
            }
        }
        Ok(Split::new(&of_cell, targets))
    }
}

impl<K> fmt::Debug for Margin<'_, K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sizes = self.categories.iter().zip(&self.targets);
        f.debug_map().entry(&self.name, &SizesOf(sizes)).finish()
    }
}

/// Categories and their sizes, as a map.
struct SizesOf<I>(I);

impl<'a, I: Iterator<Item = (&'a String, &'a f64)> + Clone> fmt::Debug for SizesOf<I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.0.clone()).finish()
    }
}

//! Three values by name, one for each category.

use crate::response::Category;

/// One value for each category, by name: counts, amounts of money, published shares.
///
/// The one way in for counts from a database or a report. Sources list the categories in either
/// order, and three bare numbers in the wrong one give the opposite NPS without an error.
///
/// ```
/// use npscore::{Counts, Tally};
///
/// // SELECT promoters, passives, detractors FROM ...
/// let row = (30_i64, 52_i64, 18_i64);
/// let tally = Tally::try_from(Counts { promoters: row.0, passives: row.1, detractors: row.2 })?;
/// assert_eq!(tally.result().map(|result| result.nps().whole()), Some(12));
///
/// let error = Tally::try_from(Counts { promoters: 30, passives: -2_i64, detractors: 18 }).unwrap_err();
/// assert_eq!(error.to_string(), "passives is -2, expected 0 or more");
/// # Ok::<(), npscore::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct Counts<T = u64> {
    /// The value of those who answered 0 to 6.
    pub detractors: T,
    /// The value of those who answered 7 or 8.
    pub passives: T,
    /// The value of those who answered 9 or 10.
    pub promoters: T,
}

impl<T> Counts<T> {
    /// What a function gives for each category.
    ///
    /// ```
    /// use npscore::{Category, Counts};
    ///
    /// let net = Counts::from_fn(|category| category.net());
    /// assert_eq!(net, Counts { detractors: -1, passives: 0, promoters: 1 });
    /// assert_eq!(net[Category::Promoter], 1);
    /// ```
    pub fn from_fn(mut value: impl FnMut(Category) -> T) -> Self {
        Self {
            detractors: value(Category::Detractor),
            passives: value(Category::Passive),
            promoters: value(Category::Promoter),
        }
    }
}

/// The value of one category.
impl<T> core::ops::Index<Category> for Counts<T> {
    type Output = T;

    fn index(&self, category: Category) -> &T {
        match category {
            Category::Detractor => &self.detractors,
            Category::Passive => &self.passives,
            Category::Promoter => &self.promoters,
        }
    }
}

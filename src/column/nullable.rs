//! A column of which some rows have no value.

use core::hash::{Hash, Hasher};
use core::mem::discriminant;
use core::ops::Range;

use super::Column;
use super::keys::KeyColumn;
use super::validity::Validity;
use crate::error::{ColumnError, CountError};
use crate::kit::{IntoKey, Merge, Observe};
use crate::response::Exclusion;
use crate::stream::table::Table;

/// A column, and which of its rows have a value.
///
/// Made by the `nullable` constructors of [`Scores`](super::Scores), [`Codes`](super::Codes), [`Texts`](super::Texts)
/// and [`Dates`](super::Dates), and by [`Nullable::new`] of a slice or of a column of your own. What
/// becomes of missing rows depends on the state: the [module](super#missing-values) has a table.
///
/// # Example
///
/// ```
/// use npscore::column::{Dates, Nullable, Scores, TimeUnit, Validity};
/// use npscore::{Exclusion, Month, Screened, Segments, Timeline};
///
/// let second_is_null = Validity::new(&[0b101], 0, 3)?;
/// let scores = Scores::new(&[10, 9, 3])?;
///
/// let regions = Nullable::new(&["north", "", "south"][..], second_is_null)?;
/// let mut by_region = Segments::<Option<String>>::default();
/// by_region.observe_columns(regions, scores)?;
/// assert_eq!(by_region.get(&None).map(|tally| tally.promoters()), Some(1));
///
/// let days = Dates::nullable(&[20_484_i32, 0, 20_521], TimeUnit::DAY, second_is_null)?;
/// let mut by_month = Screened::<Timeline<Month>>::default();
/// by_month.observe_columns(days, scores)?;
/// assert_eq!(by_month.excluded_for(Exclusion::Missing), 1);
/// assert_eq!(by_month.inner().len(), 2);
/// # Ok::<(), npscore::error::ColumnError>(())
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Nullable<'a, C> {
    pub(super) column: C,
    pub(super) validity: Validity<'a>,
}

impl<'a, C: Column> Nullable<'a, C> {
    /// A column in which every row can be read, and which of them have a value.
    ///
    /// # Errors
    ///
    /// [`ColumnError::Length`] where the validity is that of more or fewer rows.
    pub fn new(column: C, validity: Validity<'a>) -> Result<Self, ColumnError> {
        validity.check(column.rows()?)?;
        Ok(Self { column, validity })
    }

    /// The column itself, and which of its rows have a value.
    pub(crate) const fn parts(&self) -> (&C, Validity<'a>) {
        (&self.column, self.validity)
    }

    /// The number of rows without a value.
    #[must_use]
    pub fn missing(&self) -> usize {
        self.column.missing(self.validity)
    }

    /// The column itself, if every row has a value.
    ///
    /// # Errors
    ///
    /// [`ColumnError::Null`] names the first row without a value.
    ///
    /// ```
    /// use npscore::column::{Scores, Validity};
    ///
    /// let scores = Scores::nullable(&[10, 0, 9], Validity::new(&[0b101], 0, 3)?)?;
    /// assert_eq!(
    ///     scores.complete().unwrap_err().to_string(),
    ///     "row 1 is null, and this state does not count missing values",
    /// );
    /// # Ok::<(), npscore::error::ColumnError>(())
    /// ```
    pub fn complete(self) -> Result<C, ColumnError> {
        match self.column.first_missing(self.validity) {
            None => Ok(self.column),
            Some(row) => Err(ColumnError::Null { row }),
        }
    }

    /// This column and another side by side; a row that misses a value here misses both.
    ///
    /// For groups within which [`Screened`](crate::Screened) counts rows without a date:
    ///
    /// ```
    /// use npscore::column::{Dates, Scores, TimeUnit, Validity};
    /// use npscore::{Month, Screened, Segments, Timeline};
    ///
    /// let days = Dates::nullable(&[20_484_i32, 0], TimeUnit::DAY, Validity::new(&[1], 0, 2)?)?;
    /// let mut stores = Segments::<u32, Screened<Timeline<Month>>>::default();
    /// stores.observe_columns(&[17, 17][..], days.with(Scores::new(&[10, 9])?)?)?;
    /// assert_eq!(stores.get(17).map(|months| (months.accepted(), months.excluded())), Some((1, 1)));
    /// # Ok::<(), npscore::error::ColumnError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ColumnError::Length`] for columns of different lengths.
    pub fn with<D: Column>(self, other: D) -> Result<Nullable<'a, (C, D)>, ColumnError> {
        Nullable::new((self.column, other), self.validity)
    }
}

/// A row without a value is [`Exclusion::Missing`].
impl<C: Column> Column for Nullable<'_, C> {
    type Item = Result<C::Item, Exclusion>;

    #[inline]
    fn rows(&self) -> Result<usize, ColumnError> {
        self.column.rows()
    }

    #[inline]
    fn iter(&self) -> impl Iterator<Item = Self::Item> {
        let rows = self.column.iter_valid(self.validity);
        rows.map(|row| row.ok_or(Exclusion::Missing))
    }

    fn slice(&self, rows: Range<usize>) -> Self {
        Self {
            validity: self.validity.slice(rows.clone()),
            column: self.column.slice(rows),
        }
    }
}

/// What is excluded has the key `None`.
impl<K, Q: IntoKey<K>> IntoKey<Option<K>> for Result<Q, Exclusion> {
    #[inline]
    fn hash_key<H: Hasher>(&self, state: &mut H) {
        // As std hashes an option: which of the two it is, then the key.
        let known = self.is_ok().then_some(());
        discriminant(&known).hash(state);
        if let Ok(key) = self {
            key.hash_key(state);
        }
    }

    #[inline]
    fn is_key(&self, key: &Option<K>) -> bool {
        match (self, key) {
            (Ok(this), Some(key)) => this.is_key(key),
            (Err(_), None) => true,
            _ => false,
        }
    }

    #[inline]
    fn into_key(self) -> Option<K> {
        self.ok().map(IntoKey::into_key)
    }
}

/// A missing key is a group of its own, `None`.
impl<K, C> KeyColumn<Option<K>> for Nullable<'_, C>
where
    K: Hash + Eq,
    C: KeyColumn<K>,
{
    fn observe_into<A, D>(
        &self,
        groups: &mut Table<Option<K>, A>,
        answers: &D,
    ) -> Result<(), CountError>
    where
        A: Merge + Observe<D::Item>,
        D: Column,
    {
        let (mut known, mut missing) = (Table::default(), A::default());
        self.column
            .observe_valid_into(self.validity, &mut known, &mut missing, answers)?;
        groups.reserve(known.len() + 1);
        for (key, group) in known.into_iter() {
            groups.try_merge_at(Some(key), group)?;
        }
        groups.try_merge_at(None, missing)
    }
}

//! What may be shown of two groupings of the same people.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use core::cmp::Reverse;

use super::cells::{Disclosed, MinimumSize};
use super::unions::{Hidden, are_large};
use crate::error::DataError;
use crate::kit::Merge;
use crate::nps::HasTally;
use crate::tally::Tally;

/// Two groupings of the same people, such as departments and sites, in which small groups are withheld
/// and cannot be worked out from all that is shown together.
///
/// # What it guarantees
///
/// Sums over rows and columns give away more than they seem to: if all of sales work in Berlin, Berlin
/// without sales is the rest of Berlin, perhaps two people. Here **every group of responses that can be
/// worked out from the shown figures by adding and subtracting has at least the minimum number of
/// responses, and no withheld figure can be worked out**, even by somebody who knows which combinations
/// of row and column have no responses.
///
/// Nothing is withheld without need: no withheld figure could be shown as well.
///
/// What [`Disclosure`](super::Disclosure) does not hide, this does not hide either: that there are
/// responses, bounds, agreement, the own answer, and other reports.
///
/// # How
///
/// All responses first, then rows and columns from the largest to the smallest, then cells: each is
/// shown if no group below the minimum follows. Whether one does is decided exactly, by minimum cuts.
///
/// # Serialised form
///
/// `{"minimum", "total", "rows", "columns", "cells"}`: rows and columns as pairs of key and
/// [`Disclosed`], cells as a list for each row, in the order of columns; written only.
///
/// # Example
///
/// ```
/// use npscore::insight::{CrossTab, Disclosed, MinimumSize};
/// use npscore::{Counts, Tally};
///
/// let people = |n| Tally::from(Counts { detractors: 0, passives: n, promoters: 0 });
/// let table = [
///     (("sales", "Berlin"), people(20)),
///     (("support", "Berlin"), people(2)),
///     (("support", "Graz"), people(15)),
/// ];
/// let report = CrossTab::of_groupings(table, MinimumSize::FIVE)?;
/// // All of sales are in Berlin: shown as well, they would give two people away.
/// assert!(report.column(&"Berlin").result().is_some());
/// assert!(report.column(&"Graz").result().is_some());
/// assert_eq!(report.row(&"sales"), Disclosed::Withheld);
/// assert_eq!(report.row(&"support"), Disclosed::Withheld);
/// # Ok::<(), npscore::Error>(())
/// ```
#[doc(alias = "suppression")]
#[doc(alias = "crosstab")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CrossTab<R, C> {
    minimum: MinimumSize,
    total: Disclosed,
    rows: Vec<(R, Disclosed)>,
    columns: Vec<(C, Disclosed)>,
    /// For each row, in the order of columns.
    cells: Vec<Vec<Disclosed>>,
}

impl<R: Ord, C: Ord> CrossTab<R, C> {
    /// The most combinations of row and column with responses that are looked at.
    pub const CELL_LIMIT: usize = 1000;

    /// Rows, columns and their cells; the states are those of pairs of row and column.
    ///
    /// A pair given twice is one cell.
    ///
    /// # Errors
    ///
    /// [`DataError::TooMany`] for more than [`CELL_LIMIT`](Self::CELL_LIMIT) cells with responses,
    /// [`DataError::Count`] for more than `u64::MAX` responses.
    pub fn new<A: HasTally<Tally = Tally>>(
        cells: impl IntoIterator<Item = ((R, C), A)>,
        minimum: MinimumSize,
    ) -> Result<Self, DataError> {
        Self::of(cells, minimum, true)
    }

    /// Rows and columns only: two groupings shown beside each other. Their cells are withheld, although
    /// one of at least the minimum may follow from the rest.
    ///
    /// # Errors
    ///
    /// As for [`new`](Self::new).
    pub fn of_groupings<A: HasTally<Tally = Tally>>(
        cells: impl IntoIterator<Item = ((R, C), A)>,
        minimum: MinimumSize,
    ) -> Result<Self, DataError> {
        Self::of(cells, minimum, false)
    }

    fn of<A: HasTally<Tally = Tally>>(
        cells: impl IntoIterator<Item = ((R, C), A)>,
        minimum: MinimumSize,
        with_cells: bool,
    ) -> Result<Self, DataError> {
        let (mut rows, mut columns) = (BTreeMap::new(), BTreeMap::new());
        let mut given = Vec::new();
        let mut total = Tally::default();
        for ((row, column), state) in cells {
            let tally = state.tally();
            total = total.checked_add(&tally)?;
            let (next_row, next_column) = (rows.len(), columns.len());
            let row = *rows.entry(row).or_insert(next_row);
            let column = *columns.entry(column).or_insert(next_column);
            given.push(((row, column), tally));
        }
        // Sums of parts of the total fit.
        let mut margins = [
            alloc::vec![Tally::default(); rows.len()],
            alloc::vec![Tally::default(); columns.len()],
        ];
        let mut tallies: BTreeMap<(usize, usize), Tally> = BTreeMap::new();
        for ((row, column), tally) in given {
            margins[0][row].try_merge(tally)?;
            margins[1][column].try_merge(tally)?;
            if !tally.is_empty() {
                tallies.entry((row, column)).or_default().try_merge(tally)?;
            }
        }
        if tallies.len() > Self::CELL_LIMIT {
            return Err(DataError::TooMany {
                what: "cells with responses",
                method: "a cross-tab without small groups",
                found: tallies.len() as u64,
                maximum: Self::CELL_LIMIT as u64,
            });
        }
        let mut table = Choice {
            minimum: minimum.get(),
            shown: margins
                .each_ref()
                .map(|sums| alloc::vec![false; sums.len()]),
            cells: tallies
                .iter()
                .map(|(place, tally)| (*place, tally.responses(), false))
                .collect(),
        };
        let any = total.responses() >= minimum.get();
        if any {
            table.choose(&margins, with_cells);
        }
        let disclosed = |tally: &Tally, shown: bool| match tally.result() {
            None => Disclosed::Empty,
            Some(result) if shown => Disclosed::Shown(result),
            Some(_) => Disclosed::Withheld,
        };
        let mut shown_cells = alloc::vec![alloc::vec![Disclosed::Empty; columns.len()]; rows.len()];
        for (tally, ((row, column), _, shown)) in tallies.values().zip(&table.cells) {
            shown_cells[*row][*column] = disclosed(tally, *shown);
        }
        // From the order in which keys came to the order of keys.
        let column_order: Vec<usize> = columns.values().copied().collect();
        let cells = rows.values().map(|row| {
            let cells = &shown_cells[*row];
            column_order.iter().map(|column| cells[*column]).collect()
        });
        let cells = cells.collect();
        let margin =
            |side: usize, place: usize| disclosed(&margins[side][place], table.shown[side][place]);
        Ok(Self {
            minimum,
            total: disclosed(&total, any),
            rows: rows
                .into_iter()
                .map(|(key, place)| (key, margin(0, place)))
                .collect(),
            columns: columns
                .into_iter()
                .map(|(key, place)| (key, margin(1, place)))
                .collect(),
            cells,
        })
    }
}

/// What is shown so far.
struct Choice {
    minimum: u64,
    /// Of rows and of columns.
    shown: [Vec<bool>; 2],
    /// Place, responses, and whether it is shown.
    cells: Vec<((usize, usize), u64, bool)>,
}

impl Choice {
    fn choose(&mut self, margins: &[Vec<Tally>; 2], with_cells: bool) {
        let mut sums = Vec::new();
        for (side, margins) in margins.iter().enumerate() {
            let sizes = margins.iter().map(Tally::responses).enumerate();
            sums.extend(sizes.map(|(place, size)| (Reverse(size), side, place)));
        }
        sums.sort_unstable();
        for (Reverse(size), side, place) in sums {
            if size >= self.minimum {
                self.shown[side][place] = true;
                self.shown[side][place] = self.is_safe();
            }
        }
        let mut order: Vec<usize> = (0..self.cells.len()).filter(|_| with_cells).collect();
        order.sort_by_key(|cell| Reverse(self.cells[*cell].1));
        for cell in order {
            if self.cells[cell].1 >= self.minimum {
                self.cells[cell].2 = true;
                self.cells[cell].2 = self.is_safe();
            }
        }
    }

    /// Of rows that are not shown only the sum of all is known, as that of all responses is; the same
    /// of columns.
    fn is_safe(&self) -> bool {
        let [rows, columns] = &self.shown;
        let node = |shown: &[bool], place: usize| if shown[place] { place } else { shown.len() };
        let hidden = self.cells.iter().filter(|(_, _, shown)| !shown);
        let hidden: Vec<_> = hidden
            .map(|((row, column), size, _)| Hidden {
                row: node(rows, *row),
                column: node(columns, *column),
                size: *size,
            })
            .collect();
        are_large(&hidden, rows.len() + 1, columns.len() + 1, self.minimum)
    }
}

impl<R, C> CrossTab<R, C> {
    /// The fewest responses of which something is shown.
    #[must_use]
    pub const fn minimum(&self) -> MinimumSize {
        self.minimum
    }

    /// All responses.
    #[must_use]
    pub const fn total(&self) -> Disclosed {
        self.total
    }

    /// The rows by key.
    #[must_use]
    pub fn rows(&self) -> &[(R, Disclosed)] {
        &self.rows
    }

    /// The columns by key.
    #[must_use]
    pub fn columns(&self) -> &[(C, Disclosed)] {
        &self.columns
    }

    /// What may be seen of a row; [`Disclosed::Empty`] for one nobody responded for.
    pub fn row(&self, key: &R) -> Disclosed
    where
        R: Ord,
    {
        let place = self.rows.binary_search_by(|(row, _)| row.cmp(key));
        place.map_or(Disclosed::Empty, |place| self.rows[place].1)
    }

    /// What may be seen of a column.
    pub fn column(&self, key: &C) -> Disclosed
    where
        C: Ord,
    {
        let place = self.columns.binary_search_by(|(column, _)| column.cmp(key));
        place.map_or(Disclosed::Empty, |place| self.columns[place].1)
    }

    /// What may be seen of a cell.
    pub fn cell(&self, row: &R, column: &C) -> Disclosed
    where
        R: Ord,
        C: Ord,
    {
        let row = self.rows.binary_search_by(|(key, _)| key.cmp(row));
        let column = self.columns.binary_search_by(|(key, _)| key.cmp(column));
        match (row, column) {
            (Ok(row), Ok(column)) => self.cells[row][column],
            _ => Disclosed::Empty,
        }
    }
}

crate::wire::written!([R: serde::Serialize, C: serde::Serialize] CrossTab<R, C> as "CrossTab", |this| {
    minimum: this.minimum,
    total: this.total,
    rows: &this.rows,
    columns: &this.columns,
    cells: &this.cells,
});

//! Rows in an order in which what is near in memory is near in time.

use alloc::vec::Vec;
use core::ops::Range;

use super::Column;

/// How many parts there are: few enough for all their ends to stay in the first cache.
pub(super) const PARTS: usize = 256;

/// Rows of the same part brought together.
///
/// A table that does not fit in the cache is missed by nearly every row. Rows that are sorted by the
/// part of the table they touch miss it once a part: a counting sort costs less than the misses.
///
/// # Source
///
/// Ambuj Shatdal, Chander Kant and Jeffrey Naughton, "Cache Conscious Algorithms for Relational
/// Query Processing", VLDB 1994, section 3 (partitioning).
pub(super) struct Partition<R> {
    /// The part of each row, in the order of the column.
    parts: Vec<u8>,
    /// The rows, part by part.
    rows: Vec<R>,
    /// Where the rows of each part end.
    ends: [usize; PARTS],
    /// The places of a part.
    width: usize,
}

impl<R: Copy> Partition<R> {
    pub(super) const fn new() -> Self {
        Self {
            parts: Vec::new(),
            rows: Vec::new(),
            ends: [0; PARTS],
            width: 1,
        }
    }

    /// Sorts the rows of a column by part; within a part they keep the order of the column.
    ///
    /// `place` says where in something of `places` places a row belongs.
    pub(super) fn sort<C: Column<Item = R>>(
        &mut self,
        column: &C,
        places: usize,
        place: impl Fn(R) -> usize,
    ) {
        self.width = places.div_ceil(PARTS).next_power_of_two();
        let shift = self.width.trailing_zeros();
        #[allow(clippy::cast_possible_truncation, reason = "taken to be below 256")]
        let part = |row| (place(row) >> shift).min(PARTS - 1) as u8;
        self.parts.clear();
        self.parts.extend(column.iter().map(part));

        self.ends.fill(0);
        for part in &self.parts {
            self.ends[usize::from(*part)] += 1;
        }
        let mut begin = 0;
        for end in &mut self.ends {
            let rows = *end;
            *end = begin;
            begin += rows;
        }
        let Some(first) = column.iter().next() else {
            self.rows.clear();
            return;
        };
        self.rows.resize(self.parts.len(), first);
        for (row, part) in column.iter().zip(&self.parts) {
            let end = &mut self.ends[usize::from(*part)];
            self.rows[*end] = row;
            *end += 1;
        }
    }

    /// The rows, part by part.
    pub(super) fn into_rows(self) -> Vec<R> {
        self.rows
    }

    /// Every part: its places and its rows.
    pub(super) fn parts(&self) -> impl Iterator<Item = (Range<usize>, &[R])> {
        let begins = core::iter::once(0).chain(self.ends);
        let parts = begins.zip(self.ends).enumerate();
        parts.map(|(part, (begin, end))| {
            let places = part * self.width..(part + 1) * self.width;
            (places, &self.rows[begin..end])
        })
    }
}

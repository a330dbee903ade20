//! Which rows of a column have a value.

use alloc::vec;
use alloc::vec::Vec;
use core::ops::Range;

use super::checks::bits_of;
use crate::error::ColumnError;

/// Which rows of a column have a value, as Arrow holds it: a bitmap, the least significant bit of
/// each byte first, in which 1 stands for a value and 0 for none.
///
/// The [`Default`] is a column in which nothing is missing: what Arrow says by having no bitmap.
///
/// ```
/// use npscore::column::Validity;
///
/// // Rows 0 and 2 of three; the bits of a slice begin in the middle of a byte.
/// let validity = Validity::new(&[0b0010_1000], 3, 3)?;
/// assert_eq!(validity.iter().collect::<Vec<_>>(), [true, false, true]);
/// # Ok::<(), npscore::error::ColumnError>(())
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Validity<'a> {
    /// Without any, every row is valid.
    bits: Option<&'a [u8]>,
    /// The bit of the first row.
    offset: usize,
    rows: usize,
}

impl<'a> Validity<'a> {
    /// The validity of so many rows, from bit `offset` of the bitmap on.
    ///
    /// # Errors
    ///
    /// [`ColumnError::Length`] for fewer bits than rows, such as 8 bits from bit 3 on for 6 rows.
    pub fn new(bits: &'a [u8], offset: usize, rows: usize) -> Result<Self, ColumnError> {
        let there = bits.len().saturating_mul(8).saturating_sub(offset);
        if there < rows {
            return Err(ColumnError::Length {
                first: there,
                second: rows,
            });
        }
        Ok(Self {
            bits: Some(bits),
            // Where there is no row, it may point anywhere.
            offset: if rows == 0 { 0 } else { offset },
            rows,
        })
    }

    /// Whether each row has a value, from the first to the last.
    ///
    /// Without a bitmap it goes on for ever.
    #[inline]
    pub fn iter(&self) -> impl Iterator<Item = bool> + use<'a> {
        let Self { bits, offset, .. } = *self;
        let end = bits.map_or(usize::MAX, |_| offset + self.rows);
        (offset..end).map(move |bit| match bits {
            None => true,
            Some(bits) => bits[bit / 8] >> (bit % 8) & 1 == 1,
        })
    }

    /// Whether each of some rows has a value, eight of them at a time.
    pub(super) fn flags(&self, rows: Range<usize>) -> Vec<bool> {
        let Some(bits) = self.bits else {
            return vec![true; rows.len()];
        };
        let (first, end) = (self.offset + rows.start, self.offset + rows.end);
        let bytes = &bits[first / 8..end.div_ceil(8)];
        let mut flags = vec![false; 8 * bytes.len()];
        bits_of(bytes, flags.as_chunks_mut().0);
        flags.truncate(first % 8 + rows.len());
        flags.drain(..first % 8);
        flags
    }

    /// How many of so many rows have no value.
    pub(super) fn missing(&self, rows: usize) -> usize {
        let Some(bits) = self.bits else { return 0 };
        let (first, end) = (self.offset, self.offset + rows);
        let bytes = &bits[first / 8..end.div_ceil(8)];
        let ones: usize = bytes.iter().map(|byte| byte.count_ones() as usize).sum();
        // Bits of the same bytes that belong to no row.
        let before = bytes
            .first()
            .map_or(0, |byte| byte & !(u8::MAX << (first % 8)));
        let after = bytes.last().map_or(0, |byte| match end % 8 {
            0 => 0,
            used => byte >> used,
        });
        rows - (ones - (before.count_ones() + after.count_ones()) as usize)
    }

    /// The validity of some of the rows.
    pub(super) fn slice(&self, rows: Range<usize>) -> Self {
        Self {
            bits: self.bits,
            offset: self.offset + if self.bits.is_some() { rows.start } else { 0 },
            rows: rows.len(),
        }
    }

    /// That it is for so many rows.
    pub(super) fn check(&self, rows: usize) -> Result<(), ColumnError> {
        match self.bits {
            Some(_) if self.rows != rows => Err(ColumnError::Length {
                first: self.rows,
                second: rows,
            }),
            _ => Ok(()),
        }
    }

    /// Whether a row has a value; beyond the last one there is none.
    #[inline]
    pub(super) fn is_valid(&self, row: usize) -> bool {
        self.bits.is_none_or(|bits| {
            let bit = self.offset + row;
            row < self.rows && bits[bit / 8] >> (bit % 8) & 1 == 1
        })
    }
}

/// Nothing is missing.
impl Default for Validity<'_> {
    fn default() -> Self {
        Self {
            bits: None,
            offset: 0,
            rows: 0,
        }
    }
}

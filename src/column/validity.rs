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

    /// Whether each of the 64 rows from one on has a value, the least significant bit first. Beyond the
    /// last row there is none.
    #[inline]
    fn word(&self, row: usize) -> u64 {
        let Some(bits) = self.bits else {
            return u64::MAX;
        };
        let bit = self.offset + row;
        let bytes = &bits[bit / 8..];
        let wide = match bytes.first_chunk() {
            Some(bytes) => u128::from_le_bytes(*bytes),
            None => {
                let bytes = bytes.iter().rev();
                bytes.fold(0, |wide, byte| wide << 8 | u128::from(*byte))
            }
        };
        #[allow(clippy::cast_possible_truncation, reason = "the lower 64 bits")]
        let word = (wide >> (bit % 8)) as u64;
        match self.rows - row {
            left @ 0..64 => word & !(u64::MAX << left),
            _ => word,
        }
    }

    /// The words of so many rows, 64 to a word; bits beyond the last row say nothing.
    pub(super) fn words(&self, rows: usize) -> impl Iterator<Item = u64> + Clone + use<'a> {
        let this = *self;
        (0..rows).step_by(64).map(move |row| this.word(row))
    }

    /// How many of so many rows have no value.
    pub(super) fn missing(&self, rows: usize) -> usize {
        if self.bits.is_none() {
            return 0;
        }
        let valid = self.words(rows).map(|word| word.count_ones() as usize);
        rows - valid.sum::<usize>()
    }

    /// The first row without a value, of so many.
    pub(super) fn first_missing(&self, rows: usize) -> Option<usize> {
        let mut words = self.words(rows).zip(0..);
        let gap = words.find_map(|(word, block)| {
            let bit = word.trailing_ones() as usize;
            (bit < 64).then_some(64 * block + bit)
        });
        gap.filter(|row| *row < rows)
    }

    /// Whether something holds of every value; missing ones may be anything.
    pub(super) fn all<T: Copy>(&self, values: &[T], holds: impl Fn(T) -> bool) -> bool {
        let blocks = values.chunks(64).zip(self.words(values.len()));
        blocks.fold(true, |all, (block, word)| {
            let rows = block.iter().zip(0..);
            rows.fold(all, |all, (value, bit)| {
                all & (holds(*value) || word >> bit & 1 == 0)
            })
        })
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

    /// Whether nothing can be missing.
    pub(super) const fn is_complete(&self) -> bool {
        self.bits.is_none()
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

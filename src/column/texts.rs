//! A column of texts, as all their bytes and where each begins.

use alloc::vec::Vec;
use core::hash::{Hash, Hasher};
use core::hint::black_box;
use core::ops::Range;

use ascii::AsciiStr;

use super::Column;
use super::checks::steps;
use super::keys::{self, KeyColumn};
use super::nullable::Nullable;
use super::validity::Validity;
use crate::error::{ColumnError, CountError};
use crate::kit::{IntoKey, Merge, Observe};
use crate::stream::table::Table;

/// A column of texts: the bytes of all of them, and at which byte each begins.
///
/// The way Arrow holds strings, with offsets of 32 bits (`Utf8`) or 64 (`LargeUtf8`): text `i` lies
/// from offset `i` to offset `i + 1`, so there is one offset more than there are texts.
///
/// # Invariants
///
/// Offsets never fall and stay within the bytes, which are UTF-8, and each of them begins a
/// character.
///
/// # Example
///
/// ```
/// use npscore::Segments;
/// use npscore::column::{Scores, Texts};
///
/// let texts = Texts::new(&[0_i32, 4, 10, 14], b"oslobergenoslo")?;
/// let mut cities = Segments::<String>::default();
/// cities.observe_columns(texts, Scores::new(&[10, 3, 9])?)?;
/// assert_eq!(cities.get("oslo").map(|tally| tally.promoters()), Some(2));
///
/// let cut = Texts::new(&[0_i32, 4, 15], b"oslobergenoslo");
/// assert_eq!(
///     cut.unwrap_err().to_string(),
///     "row 2: offset 15 is out of range, expected 4 to 14",
/// );
/// # Ok::<(), npscore::error::ColumnError>(())
/// ```
#[derive(Debug)]
pub struct Texts<'a, O = i32> {
    /// One more than there are texts, or none at all.
    offsets: &'a [O],
    text: &'a str,
    /// No text is longer.
    longest: usize,
}

impl<O> Clone for Texts<'_, O> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<O> Copy for Texts<'_, O> {}

impl<'a, O: Copy + Ord + Into<i64>> Texts<'a, O> {
    /// Texts, by their offsets and the bytes of all of them.
    ///
    /// A column of no texts has one offset or none.
    ///
    /// # Errors
    ///
    /// [`ColumnError::Offset`] for an offset that is below the one before it, negative, or beyond the
    /// bytes; [`ColumnError::Utf8`] for bytes that are not UTF-8 (such as Latin-1), or an offset
    /// within a character.
    pub fn new(offsets: &'a [O], bytes: &'a [u8]) -> Result<Self, ColumnError> {
        let max = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
        // All of them first, without a branch for each; then, if need be, which.
        let steps = steps(offsets);
        let last = offsets.last().map_or(0, |last| (*last).into());
        if !offsets.is_empty() && (steps.least < 0 || steps.shortest < 0 || last > max) {
            return Err(first_refused(offsets, max));
        }
        Ok(Self {
            offsets,
            // Most texts are, and then every byte begins a character.
            text: match AsciiStr::from_ascii(bytes) {
                Ok(text) => text.as_str(),
                Err(_) => Self::beyond_ascii(offsets, bytes)?,
            },
            longest: usize::try_from(steps.longest).unwrap_or(0),
        })
    }

    /// Texts of which some may be missing.
    ///
    /// # Errors
    ///
    /// As [`new`](Self::new), as the offsets of missing texts must rise as well;
    /// [`ColumnError::Length`] where the validity is that of more or fewer rows.
    pub fn nullable(
        offsets: &'a [O],
        bytes: &'a [u8],
        validity: Validity<'a>,
    ) -> Result<Nullable<'a, Self>, ColumnError> {
        Nullable::new(Self::new(offsets, bytes)?, validity)
    }

    /// The bytes as text, of which each offset begins a character. No offset is beyond them.
    fn beyond_ascii(offsets: &[O], bytes: &'a [u8]) -> Result<&'a str, ColumnError> {
        let text = core::str::from_utf8(bytes).map_err(|error| ColumnError::Utf8 {
            position: error.valid_up_to(),
        })?;
        let mut positions = offsets.iter().map(|offset| byte(*offset));
        match positions.find(|position| !text.is_char_boundary(*position)) {
            None => Ok(text),
            Some(position) => Err(ColumnError::Utf8 { position }),
        }
    }

    /// The same texts, which are of less than `8 * N` bytes.
    const fn short<const N: usize>(&self) -> Shorts<'a, N, O> {
        Shorts(*self)
    }

    /// The number of texts.
    const fn len(&self) -> usize {
        self.offsets.len().saturating_sub(1)
    }

    /// Where each text lies.
    #[inline]
    fn ranges(&self) -> impl Iterator<Item = Range<usize>> + use<'a, O> {
        let (first, ends) = match self.offsets {
            [first, ends @ ..] => (byte(*first), ends),
            [] => (0, self.offsets),
        };
        ends.iter().scan(first, |begin, end| {
            let end = byte(*end);
            Some(core::mem::replace(begin, end)..end)
        })
    }
}

/// The first offset below the one before it or beyond the bytes.
#[cold]
fn first_refused<O: Copy + Into<i64>>(offsets: &[O], max: i64) -> ColumnError {
    let mut min = 0;
    for (row, offset) in offsets.iter().enumerate() {
        let value = (*offset).into();
        if value < min || value > max {
            return ColumnError::Offset {
                row,
                value,
                min,
                max,
            };
        }
        min = value;
    }
    ColumnError::Utf8 { position: 0 }
}

/// The position of a byte that an offset is; it was found to lie within the bytes.
#[inline]
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "from 0 to the length of a slice"
)]
fn byte<O: Into<i64>>(offset: O) -> usize {
    offset.into() as usize
}

impl<'a, O: Copy + Ord + Into<i64>> Column for Texts<'a, O> {
    type Item = &'a str;

    fn rows(&self) -> Result<usize, ColumnError> {
        Ok(self.len())
    }

    fn iter(&self) -> impl Iterator<Item = &'a str> {
        let text = self.text;
        self.ranges().map(move |range| &text[range])
    }

    fn slice(&self, rows: Range<usize>) -> Self {
        Self {
            offsets: match self.offsets {
                [] => &self.offsets[rows],
                offsets => &offsets[rows.start..=rows.end],
            },
            ..*self
        }
    }
}

impl<'a, K, O> KeyColumn<K> for Texts<'a, O>
where
    K: Hash + Eq,
    &'a str: IntoKey<K>,
    O: Copy + Ord + Into<i64>,
{
    fn observe_into<A, D>(&self, groups: &mut Table<K, A>, answers: &D) -> Result<(), CountError>
    where
        A: Merge + Observe<D::Item>,
        D: Column,
    {
        let rows = self.len();
        match self.longest {
            _ if rows < FEW => keys::observe_rows(groups, self, answers, rows),
            0..16 => self.group(groups, |short| {
                self.short::<2>().observe_into(short, answers)
            }),
            16..32 => self.group(groups, |short| {
                self.short::<4>().observe_into(short, answers)
            }),
            32..LONGEST => self.group(groups, |short| {
                self.short::<8>().observe_into(short, answers)
            }),
            _ => keys::observe_rows(groups, self, answers, rows),
        }
    }

    fn observe_valid_into<A, D>(
        &self,
        validity: Validity<'_>,
        groups: &mut Table<K, A>,
        missing: &mut A,
        answers: &D,
    ) -> Result<(), CountError>
    where
        A: Merge + Observe<D::Item>,
        D: Column,
    {
        match self.longest {
            0..16 => self.group(groups, |short| {
                self.short::<2>()
                    .observe_valid_into(validity, short, missing, answers)
            }),
            16..32 => self.group(groups, |short| {
                self.short::<4>()
                    .observe_valid_into(validity, short, missing, answers)
            }),
            32..LONGEST => self.group(groups, |short| {
                self.short::<8>()
                    .observe_valid_into(validity, short, missing, answers)
            }),
            _ => keys::observe_valid_rows(groups, self, validity, missing, answers),
        }
    }
}

/// Groups that are merged at a time.
const BATCH: usize = 64;

/// Fewer texts than this are looked up as they are.
const FEW: usize = 1 << 12;

impl<'a, O: Copy + Ord + Into<i64>> Texts<'a, O> {
    /// Groups texts of less than `8 * N` bytes among themselves, then merges the groups.
    ///
    /// A text within a row needs no look at where it came from; and what is compared and hashed has
    /// no length to loop over or branch on, which is what takes the time with short texts.
    fn group<const N: usize, K, A>(
        &self,
        groups: &mut Table<K, A>,
        observe: impl FnOnce(&mut Table<Short<N>, A>) -> Result<(), CountError>,
    ) -> Result<(), CountError>
    where
        K: Hash + Eq,
        &'a str: IntoKey<K>,
        A: Merge,
    {
        let mut short = Table::<Short<N>, A>::default();
        // Mostly empty while texts are few: then almost every one lies where it is looked for first.
        short.reserve(FEW);
        observe(&mut short)?;
        groups.reserve(short.len());
        let mut found: Vec<(Short<N>, A)> = short.into_iter().collect();
        let text = |short: &Short<N>| &self.text[short.range()];
        let hashes = found.iter().enumerate();
        let hashes = hashes
            .map(|(place, (short, _))| (groups.hash(&text(short)), place))
            .collect();
        for batch in keys::merging_order(groups, hashes).chunks(BATCH) {
            // Texts lie anywhere. Read for a batch at once, several are waited for at a time.
            for (_, place) in batch {
                black_box(text(&found[*place].0).as_bytes().first().copied());
            }
            for (hash, place) in batch {
                let (short, state) = &mut found[*place];
                groups.try_merge_hashed(*hash, text(short), core::mem::take(state))?;
            }
        }
        Ok(())
    }
}

/// A text of less than `8 * N` bytes as `N` numbers: its bytes, zeros, and its length as the last
/// byte. So equal numbers are equal texts.
#[derive(Clone, Copy)]
struct Short<const N: usize> {
    numbers: [u64; N],
    /// Where the text begins. Equal texts begin where they may.
    begin: usize,
}

impl<const N: usize> Short<N> {
    /// For each length, what belongs to the text.
    const MASKS: [[u64; N]; LONGEST] = {
        let mut masks = [[0; N]; LONGEST];
        let mut length = 0;
        while length < LONGEST {
            let mut byte = 0;
            while byte < length && byte < 8 * N {
                masks[length][byte / 8] |= 0xFF << (byte % 8 * 8);
                byte += 1;
            }
            length += 1;
        }
        masks
    };

    /// The text of a range of less than `8 * N` bytes.
    #[inline]
    fn new(bytes: &[u8], Range { start, end }: Range<usize>) -> Self {
        let numbers = match bytes.get(start..start + 8 * N) {
            Some(window) => Self::numbers(window, end - start),
            None => Self::last_numbers(bytes.get(start..).unwrap_or_default(), end - start),
        };
        Self {
            numbers,
            begin: start,
        }
    }

    /// The numbers of a text of so many bytes, of which `window` are the first of at least `8 * N`.
    #[inline]
    fn numbers(window: &[u8], length: usize) -> [u64; N] {
        let masks = &Self::MASKS[length % LONGEST];
        let mut numbers = [0; N];
        let (words, _) = window.as_chunks();
        for ((number, word), mask) in numbers.iter_mut().zip(words).zip(masks) {
            *number = u64::from_le_bytes(*word) & mask;
        }
        numbers[N - 1] |= (length as u64) << 56;
        numbers
    }

    /// The same for a text so near the end of all that there are fewer bytes from its first one.
    #[cold]
    fn last_numbers(rest: &[u8], length: usize) -> [u64; N] {
        let mut window = [0; LONGEST];
        for (byte, last) in window.iter_mut().zip(rest) {
            *byte = *last;
        }
        Self::numbers(&window, length)
    }

    /// Where the text lies.
    const fn range(&self) -> Range<usize> {
        let length = (self.numbers[N - 1] >> 56) as usize;
        self.begin..self.begin + length
    }
}

/// Short texts have fewer bytes than this.
const LONGEST: usize = 64;

impl<const N: usize> PartialEq for Short<N> {
    #[inline]
    fn eq(&self, other: &Self) -> bool {
        let numbers = self.numbers.iter().zip(&other.numbers);
        numbers.fold(0, |differ, (number, other)| differ | (number ^ other)) == 0
    }
}

impl<const N: usize> Eq for Short<N> {}

impl<const N: usize> Hash for Short<N> {
    #[inline]
    fn hash<H: Hasher>(&self, state: &mut H) {
        for pair in self.numbers.chunks_exact(2) {
            state.write_u128(u128::from(pair[1]) << 64 | u128::from(pair[0]));
        }
    }
}

/// A column of texts that are all short.
#[derive(Clone, Copy)]
struct Shorts<'a, const N: usize, O>(Texts<'a, O>);

impl<const N: usize, O: Copy + Ord + Into<i64>> KeyColumn<Short<N>> for Shorts<'_, N, O> {}

impl<const N: usize, O: Copy + Ord + Into<i64>> Column for Shorts<'_, N, O> {
    type Item = Short<N>;

    fn rows(&self) -> Result<usize, ColumnError> {
        self.0.rows()
    }

    #[inline]
    fn iter(&self) -> impl Iterator<Item = Short<N>> {
        let bytes = self.0.text.as_bytes();
        self.0.ranges().map(move |range| Short::new(bytes, range))
    }

    fn slice(&self, rows: Range<usize>) -> Self {
        Self(self.0.slice(rows))
    }
}

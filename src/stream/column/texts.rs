//! A column of texts, as all their bytes and where each begins.

use alloc::vec::Vec;
use core::hash::{Hash, Hasher};
use core::hint::black_box;
use core::ops::Range;

use ascii::AsciiStr;

use super::checks::steps;
use super::keys::{self, KeyColumn};
use super::{Column, ColumnError};
use crate::kit::{IntoKey, Merge, Observe};
use crate::stream::segments::Segments;

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
/// use npscore::{ColumnError, Score, Segments, Texts};
///
/// let texts = Texts::new(&[0_i32, 4, 10, 14], b"oslobergenoslo")?;
/// let mut cities = Segments::<String>::default();
/// cities.observe_columns(texts, &[10, 3, 9].map(Score::constant)[..])?;
/// assert_eq!(cities.get("oslo").map(|tally| tally.promoters()), Some(2));
///
/// let cut = Texts::new(&[0_i32, 4, 15], b"oslobergenoslo");
/// assert_eq!(
///     cut.unwrap_err().to_string(),
///     "offset 15 at index 2 is out of range, expected 4 to 14",
/// );
/// # Ok::<(), ColumnError>(())
/// ```
#[derive(Debug)]
pub struct Texts<'a, O = i32> {
    /// One more than there are texts.
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
    /// # Errors
    ///
    /// [`ColumnError::NoOffsets`] without a single one; [`ColumnError::Offset`] for one that is
    /// below the one before it, negative, or beyond the bytes; [`ColumnError::NotText`] for bytes
    /// that are not UTF-8 (such as Latin-1), or an offset within a character.
    pub fn new(offsets: &'a [O], bytes: &'a [u8]) -> Result<Self, ColumnError> {
        let Some(last) = offsets.last() else {
            return Err(ColumnError::NoOffsets);
        };
        let most = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
        // All of them first, without a branch for each; then, if need be, which.
        let steps = steps(offsets);
        if steps.least < 0 || steps.shortest < 0 || (*last).into() > most {
            return Err(Self::bad_offset(offsets, most));
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

    /// The bytes as text, of which each offset begins a character. No offset is beyond them.
    fn beyond_ascii(offsets: &[O], bytes: &'a [u8]) -> Result<&'a str, ColumnError> {
        let text = core::str::from_utf8(bytes).map_err(|error| ColumnError::NotText {
            position: error.valid_up_to(),
        })?;
        let mut positions = offsets.iter().map(|offset| byte(*offset));
        match positions.find(|position| !text.is_char_boundary(*position)) {
            None => Ok(text),
            Some(position) => Err(ColumnError::NotText { position }),
        }
    }

    /// The first offset below the one before it or beyond the bytes.
    #[cold]
    fn bad_offset(offsets: &[O], most: i64) -> ColumnError {
        let mut least = 0;
        for (index, offset) in offsets.iter().enumerate() {
            let value = (*offset).into();
            if value < least || value > most {
                return ColumnError::Offset {
                    index,
                    value,
                    least,
                    most,
                };
            }
            least = value;
        }
        ColumnError::NoOffsets
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
        Ok(self.offsets.len() - 1)
    }

    fn iter(&self) -> impl Iterator<Item = &'a str> {
        let text = self.text;
        self.ranges().map(move |range| &text[range])
    }

    fn slice(&self, rows: Range<usize>) -> Self {
        Self {
            offsets: &self.offsets[rows.start..=rows.end],
            ..*self
        }
    }
}

impl<O> keys::Sealed for Texts<'_, O> {}

impl<'a, K, O> KeyColumn<K> for Texts<'a, O>
where
    K: Hash + Eq,
    &'a str: IntoKey<K>,
    O: Copy + Ord + Into<i64>,
{
    fn observe_into<A, C>(self, segments: &mut Segments<K, A>, items: C)
    where
        A: Merge + Observe<C::Item>,
        C: Column,
    {
        let rows = self.offsets.len() - 1;
        match self.longest {
            _ if rows < FEW => keys::observe_rows(segments, &self, &items, rows),
            0..16 => self.observe_short::<2, _, _, _>(segments, &items),
            16..32 => self.observe_short::<4, _, _, _>(segments, &items),
            32..LONGEST => self.observe_short::<8, _, _, _>(segments, &items),
            _ => keys::observe_rows(segments, &self, &items, rows),
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
    fn observe_short<const N: usize, K, A, C>(self, segments: &mut Segments<K, A>, items: &C)
    where
        K: Hash + Eq,
        &'a str: IntoKey<K>,
        A: Merge + Observe<C::Item>,
        C: Column,
    {
        // Mostly empty while texts are few: then almost every one lies where it is looked for first.
        let mut short = Segments::<Short<N>, A>::with_capacity(FEW);
        let rows = self.offsets.len() - 1;
        keys::observe_rows(&mut short, &Shorts::<N, O>(self), items, rows);
        segments.reserve(short.len());
        let mut groups: Vec<(Short<N>, A)> = short.into_iter().collect();
        let text = |short: &Short<N>| &self.text[short.range()];
        let hash = |short| segments.groups().hash(&text(short));
        let hashes = groups.iter().enumerate();
        let hashes = hashes
            .map(|(place, (short, _))| (hash(short), place))
            .collect();
        for batch in keys::merging_order(segments, hashes).chunks(BATCH) {
            // Texts lie anywhere. Read for a batch at once, several are waited for at a time.
            for (_, place) in batch {
                black_box(text(&groups[*place].0).as_bytes().first().copied());
            }
            for (hash, place) in batch {
                let (short, state) = &mut groups[*place];
                segments.merge_hashed(*hash, text(short), core::mem::take(state));
            }
        }
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
#[derive(Clone)]
struct Shorts<'a, const N: usize, O>(Texts<'a, O>);

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

//! A column of texts, as all their bytes and where each begins.

use core::hash::{BuildHasher, Hash, Hasher};
use core::ops::Range;

use hashbrown::{DefaultHashBuilder, HashTable};

use super::keys::{self, KeyColumn};
use super::{Column, ColumnError};
use crate::aggregate::{Merge, Observe};
use crate::stream::key::IntoKey;
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
        let text = core::str::from_utf8(bytes).map_err(|error| ColumnError::NotText {
            position: error.valid_up_to(),
        })?;
        let (Some(first), Some(last)) = (offsets.first(), offsets.last()) else {
            return Err(ColumnError::NoOffsets);
        };
        let most = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
        // All of them first, without a branch for each; then, if need be, which.
        #[allow(clippy::needless_bitwise_bool, reason = "no branch for each")]
        let rising = |rising, pair: &[O]| rising & (pair[0] <= pair[1]);
        let rising = offsets.windows(2).fold(true, rising);
        if !rising || (*first).into() < 0 || (*last).into() > most {
            return Err(Self::bad_offset(offsets, most));
        }
        let begins = |begins, offset: &O| begins & text.is_char_boundary(byte(*offset));
        if !text.is_ascii() && !offsets.iter().fold(true, begins) {
            let mut positions = offsets.iter().map(|offset| byte(*offset));
            let position = positions.find(|position| !text.is_char_boundary(*position));
            let position = position.unwrap_or(bytes.len());
            return Err(ColumnError::NotText { position });
        }
        Ok(Self { offsets, text })
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

/// The position of a byte that an offset is.
#[inline]
fn byte<O: Into<i64>>(offset: O) -> usize {
    usize::try_from(offset.into()).unwrap_or(usize::MAX)
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
            text: self.text,
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
        let longest = self.ranges().take(FEW).map(|range| range.len()).max();
        let done = match longest {
            _ if rows < FEW => 0,
            Some(..=16) => self.observe_short::<1, _, _, _>(segments, &items),
            _ => self.observe_short::<2, _, _, _>(segments, &items),
        };
        let rest = done..rows;
        keys::observe_rows(
            segments,
            self.slice(rest.clone()),
            items.slice(rest),
            rows - done,
        );
    }
}

/// Fewer texts than this are looked up one by one.
const FEW: usize = 1 << 12;

/// More distinct texts than this do not fit in the cache.
const MOST: usize = 1 << 15;

/// A text of up to `16 * N` bytes as `N` numbers: zero beyond its length.
///
/// Compared and hashed without a loop or a branch on the length, which is what takes the time with
/// short texts.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Short<const N: usize> {
    numbers: [u128; N],
    length: usize,
}

impl<const N: usize> Short<N> {
    const LONGEST: usize = 16 * N;

    /// The text of so many bytes from `begin`, if it is short enough and what follows it long
    /// enough to be read along with it.
    #[inline]
    fn new(bytes: &[u8], begin: usize, length: usize) -> Option<Self> {
        if length > Self::LONGEST {
            return None;
        }
        let mut numbers = [0; N];
        for (i, number) in numbers.iter_mut().enumerate() {
            let chunk = bytes.get(begin + 16 * i..)?.first_chunk()?;
            let bytes = length.saturating_sub(16 * i).min(16);
            *number = u128::from_le_bytes(*chunk) & MASKS[bytes];
        }
        Some(Self { numbers, length })
    }
}

/// The first bytes of a number, by how many.
const MASKS: [u128; 17] = {
    let mut masks = [0; 17];
    let mut bytes = 1;
    while bytes <= 16 {
        masks[bytes] = masks[bytes - 1] << 8 | 0xFF;
        bytes += 1;
    }
    masks
};

/// Texts that differ in zeros at the end only share a hash; no more than sixteen do.
impl<const N: usize> Hash for Short<N> {
    #[inline]
    fn hash<H: Hasher>(&self, state: &mut H) {
        for number in self.numbers {
            state.write_u128(number);
        }
    }
}

/// A short text that was met, and the state of its rows.
struct Met<const N: usize, A> {
    text: Short<N>,
    state: A,
    /// Where the text lies.
    begin: usize,
}

impl<'a, O: Copy + Ord + Into<i64>> Texts<'a, O> {
    /// Observes row by row, short texts in a table of their own, until there are too many distinct
    /// ones. Returns how many rows were observed.
    fn observe_short<const N: usize, K, A, C>(
        self,
        segments: &mut Segments<K, A>,
        items: &C,
    ) -> usize
    where
        K: Hash + Eq,
        &'a str: IntoKey<K>,
        A: Merge + Observe<C::Item>,
        C: Column,
    {
        let bytes = self.text.as_bytes();
        let hasher = DefaultHashBuilder::default();
        // Mostly empty while texts are few: then almost every one lies where it is looked for first.
        let mut met: HashTable<Met<N, A>> = HashTable::with_capacity(FEW);
        let mut done = 0;
        let mut rows = self.ranges().zip(items.iter());
        while met.len() < MOST {
            let before = done;
            for (Range { start, end }, item) in rows.by_ref().take(FEW) {
                done += 1;
                let Some(text) = Short::new(bytes, start, end.wrapping_sub(start)) else {
                    observe_long(segments, &self.text[start..end], item);
                    continue;
                };
                let hash = hasher.hash_one(text);
                match met.find_mut(hash, |met| met.text == text) {
                    Some(met) => met.state.observe(item),
                    None => meet(&mut met, &hasher, text, start, item),
                }
            }
            if done == before {
                break;
            }
        }
        for Met { text, state, begin } in met {
            segments.merge_group(&self.text[begin..begin + text.length], state);
        }
        done
    }
}

/// Observes a text that was not met before.
///
/// Out of the way, as is what follows: the loop over short texts that were met needs the registers.
#[cold]
#[inline(never)]
fn meet<const N: usize, A: Default + Observe<T>, T>(
    met: &mut HashTable<Met<N, A>>,
    hasher: &DefaultHashBuilder,
    text: Short<N>,
    begin: usize,
    item: T,
) {
    let mut state = A::default();
    state.observe(item);
    let hash = hasher.hash_one(text);
    met.insert_unique(hash, Met { text, state, begin }, |met| {
        hasher.hash_one(met.text)
    });
}

/// Observes a text that is not short.
#[inline(never)]
fn observe_long<'a, K, A, T>(segments: &mut Segments<K, A>, text: &'a str, item: T)
where
    K: Hash + Eq,
    &'a str: IntoKey<K>,
    A: Default + Observe<T>,
{
    segments.observe((text, item));
}

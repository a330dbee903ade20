//! One answer to the question "How likely are you to recommend us?", 0 to 10.

use alloc::format;
use core::fmt;
use core::str::FromStr;
use zerocopy::{Immutable, IntoBytes, KnownLayout, TryFromBytes};

use crate::error::ScoreError;
use crate::text::excerpt;

/// One answer, a whole number from 0 ("not at all likely") to 10 ("extremely likely").
///
/// # Invariants
///
/// Always within 0..=10. One byte, and `Option<Score>` is one byte too.
///
/// # Ordering
///
/// By the number: a higher score is a warmer recommendation.
///
/// # Errors
///
/// [`Score::new`] and every conversion refuse a number outside 0..=10, such as 11 (the code
/// some exports use for a blank), -1 or 99, with a [`ScoreError`] that names it. Floats must
/// be whole: 9.0 is a score, 8.5 is not. Text must be a plain whole number: `"9"`, `" 10 "`;
/// not `"9.0"`, `"+9"` or `"nine"`. A [`Screening`](crate::Screening) has rules for what real
/// exports contain.
///
/// # Example
///
/// ```
/// use npscore::{Category, Score};
///
/// let score = Score::new(9)?;
/// assert_eq!(score.get(), 9);
/// assert_eq!(score.category(), Category::Promoter);
/// assert_eq!("7".parse::<Score>()?, Score::constant(7));
/// assert!(Score::new(11).is_err());
/// assert!(Score::try_from(8.5).is_err());
/// # Ok::<(), npscore::Error>(())
/// ```
///
/// # Source
///
/// Reichheld, "The One Number You Need to Grow", Harvard Business Review, December 2003.
#[derive(
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    TryFromBytes,
    IntoBytes,
    Immutable,
    KnownLayout,
)]
#[repr(transparent)]
pub struct Score(Step);

/// The eleven steps; the bit patterns that are left make `Option<Score>` one byte.
#[derive(
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    TryFromBytes,
    IntoBytes,
    Immutable,
    KnownLayout,
)]
#[repr(u8)]
enum Step {
    S0,
    S1,
    S2,
    S3,
    S4,
    S5,
    S6,
    S7,
    S8,
    S9,
    S10,
}

impl Score {
    /// Every score, from 0 to 10.
    pub const ALL: [Self; 11] = [
        Self(Step::S0),
        Self(Step::S1),
        Self(Step::S2),
        Self(Step::S3),
        Self(Step::S4),
        Self(Step::S5),
        Self(Step::S6),
        Self(Step::S7),
        Self(Step::S8),
        Self(Step::S9),
        Self(Step::S10),
    ];

    /// The lowest score, 0.
    pub const MIN: Self = Self(Step::S0);

    /// The highest score, 10.
    pub const MAX: Self = Self(Step::S10);

    /// The score of the given value, if there is one.
    #[inline]
    pub(crate) const fn from_u8(value: u8) -> Option<Self> {
        let step = match value {
            0 => Step::S0,
            1 => Step::S1,
            2 => Step::S2,
            3 => Step::S3,
            4 => Step::S4,
            5 => Step::S5,
            6 => Step::S6,
            7 => Step::S7,
            8 => Step::S8,
            9 => Step::S9,
            10 => Step::S10,
            _ => return None,
        };
        Some(Self(step))
    }

    /// The number itself, 0..=10.
    #[inline]
    #[must_use]
    pub const fn get(self) -> u8 {
        self.0 as u8
    }
}

impl Score {
    /// A score of the given value.
    ///
    /// # Errors
    ///
    /// [`ScoreError::OutOfRange`] for a value above 10, such as 11 or 99.
    #[inline]
    pub const fn new(value: u8) -> Result<Self, ScoreError> {
        match Self::from_u8(value) {
            Some(score) => Ok(score),
            None => Err(ScoreError::OutOfRange {
                value: value as i128,
                row: None,
            }),
        }
    }

    /// A score from a literal, checked when the program is compiled if used in a `const`.
    ///
    /// # Panics
    ///
    /// For a value above 10. Values that are not literals go through [`Score::new`].
    ///
    /// ```
    /// use npscore::Score;
    /// const WARM: Score = Score::constant(9);
    /// ```
    ///
    /// ```compile_fail
    /// use npscore::Score;
    /// const NONE: Score = Score::constant(11);
    /// ```
    #[must_use]
    #[track_caller]
    #[allow(clippy::panic, reason = "for literals; documented")]
    pub const fn constant(value: u8) -> Self {
        match Self::from_u8(value) {
            Some(score) => score,
            None => panic!("a score is a whole number from 0 to 10"),
        }
    }
}

impl fmt::Debug for Score {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Score({})", self.get())
    }
}

/// The number, with the width and fill asked for.
impl fmt::Display for Score {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.get(), f)
    }
}

macro_rules! integers {
    ($($integer:ident)*) => { $(
        impl TryFrom<$integer> for Score {
            type Error = ScoreError;

            #[inline]
            fn try_from(value: $integer) -> Result<Self, ScoreError> {
                match u8::try_from(value) {
                    Ok(byte) => Self::new(byte),
                    Err(_) => Err(ScoreError::OutOfRange {
                        value: i128::try_from(value).unwrap_or(i128::MAX),
                        row: None,
                    }),
                }
            }
        }

        impl From<Score> for $integer {
            #[inline]
            fn from(score: Score) -> Self {
                #[allow(clippy::cast_lossless, clippy::cast_possible_wrap, reason = "0..=10 fits every integer")]
                { score.get() as Self }
            }
        }
    )* };
}
integers!(u8 u16 u32 u64 u128 usize i8 i16 i32 i64 i128 isize);

/// A whole float within 0..=10. Both zeros are the score 0.
impl TryFrom<f64> for Score {
    type Error = ScoreError;

    fn try_from(value: f64) -> Result<Self, ScoreError> {
        if !value.is_finite() {
            return Err(ScoreError::NotANumber {
                value: format!("{value}"),
            });
        }
        #[allow(
            clippy::cast_possible_truncation,
            reason = "a float cast to an integer saturates"
        )]
        let whole = value as i128;
        #[allow(clippy::float_cmp, reason = "whole or not is an exact question")]
        if whole as f64 != value && (-1e30..1e30).contains(&value) {
            return Err(ScoreError::NotWhole {
                value: format!("{value}"),
            });
        }
        Self::try_from(whole)
    }
}

/// A whole float within 0..=10, as for `f64`.
impl TryFrom<f32> for Score {
    type Error = ScoreError;

    fn try_from(value: f32) -> Result<Self, ScoreError> {
        Self::try_from(f64::from(value))
    }
}

/// A plain whole number, surrounding ASCII space allowed: `"9"`, `" 10 "`.
///
/// Anything else is refused: signs, leading zeros, fractions, words. Text from files has a
/// [`Screening`](crate::Screening).
impl FromStr for Score {
    type Err = ScoreError;

    #[inline]
    fn from_str(text: &str) -> Result<Self, ScoreError> {
        // What nearly every cell holds.
        match text.as_bytes() {
            [digit @ b'0'..=b'9'] => Self::new(digit - b'0'),
            b"10" => Ok(Self::MAX),
            _ => Self::from_unusual(text),
        }
    }
}

impl Score {
    /// The score of a text that is not written in the usual way.
    #[inline(never)]
    fn from_unusual(text: &str) -> Result<Self, ScoreError> {
        let number = text.trim_ascii();
        let unsigned = number.strip_prefix(['-', '+']).unwrap_or(number);
        let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
        let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        let value = format!("{:?}", excerpt(text));
        if whole.is_empty() || !digits(whole) || !digits(fraction) {
            return Err(ScoreError::NotANumber { value });
        }
        if fraction.bytes().any(|byte| byte != b'0') {
            return Err(ScoreError::NotWhole { value });
        }
        let magnitude: i128 = whole.parse().unwrap_or(i128::MAX);
        let plain = whole.len() == unsigned.len() && (whole == "0" || !whole.starts_with('0'));
        match number.as_bytes()[0] {
            b'-' if plain && magnitude != 0 => Self::try_from(-magnitude),
            b'0'..=b'9' if plain => Self::try_from(magnitude),
            _ => Err(ScoreError::NotPlain { value }),
        }
    }
}

#[cfg(feature = "serde")]
mod wire {
    use core::fmt;

    use serde::de::{Error, Unexpected, Visitor};
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::Score;

    impl Serialize for Score {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.serialize_u8(self.get())
        }
    }

    /// A whole number from 0 to 10; floats, texts and everything else are refused.
    impl<'de> Deserialize<'de> for Score {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            deserializer.deserialize_u8(ScoreVisitor)
        }
    }

    struct ScoreVisitor;

    impl Visitor<'_> for ScoreVisitor {
        type Value = Score;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a score, a whole number from 0 to 10")
        }

        fn visit_u64<E: Error>(self, value: u64) -> Result<Score, E> {
            Score::try_from(value).map_err(|_| E::invalid_value(Unexpected::Unsigned(value), &self))
        }

        fn visit_i64<E: Error>(self, value: i64) -> Result<Score, E> {
            Score::try_from(value).map_err(|_| E::invalid_value(Unexpected::Signed(value), &self))
        }
    }
}

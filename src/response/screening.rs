//! Rules that turn a raw cell into an answer or a named reason.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;

use rust_decimal::{Decimal, RoundingStrategy};

use super::category::Category;
use super::exclusion::Exclusion;
use super::number::{float_tenths, labelled_number, tenths, trim, whole_float, whole_number};
use super::scale::Scale;
use super::score::Score;
use crate::error::ScreeningError;
use crate::kit::Answer;
use crate::text::excerpt;

/// A cell as it came out of a file, a form or a database: nothing decided yet.
///
/// Everything that can be a cell converts: `screening.screen("9.0")`, `screen(9)`, `screen(9.0)`,
/// `screen(None::<&str>)`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Raw<'a> {
    /// No cell at all: a null, a skipped question.
    Missing,
    /// A text, spaces and all.
    Text(&'a str),
    /// A whole number.
    Integer(i128),
    /// A float.
    Float(f64),
}

impl<'a> From<&'a str> for Raw<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text)
    }
}

impl<'a> From<&'a String> for Raw<'a> {
    fn from(text: &'a String) -> Self {
        Self::Text(text)
    }
}

impl From<f64> for Raw<'_> {
    fn from(value: f64) -> Self {
        Self::Float(value)
    }
}

impl From<f32> for Raw<'_> {
    fn from(value: f32) -> Self {
        Self::Float(value.into())
    }
}

macro_rules! raw_integers {
    ($($integer:ident)*) => { $(
        impl From<$integer> for Raw<'_> {
            fn from(value: $integer) -> Self {
                // Only u128 can be beyond i128, and such a number is out of every range.
                Self::Integer(i128::try_from(value).unwrap_or(i128::MAX))
            }
        }
    )* };
}
raw_integers!(u8 u16 u32 u64 u128 usize i8 i16 i32 i64 i128 isize);

impl<'a, T: Into<Raw<'a>>> From<Option<T>> for Raw<'a> {
    fn from(cell: Option<T>) -> Self {
        cell.map_or(Self::Missing, Into::into)
    }
}

impl fmt::Display for Raw<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if f.width().is_some() {
            return crate::text::padded(f, self);
        }
        match self {
            Self::Missing => f.write_str("nothing"),
            Self::Text(text) => write!(f, "{:?}", excerpt(text)),
            Self::Integer(value) => value.fmt(f),
            Self::Float(value) => value.fmt(f),
        }
    }
}

impl Answer for Score {}
impl Answer for Category {}

mod sealed {
    use super::{Category, Scale, Score};

    /// What a [`Screening`](super::Screening) makes of a cell: a [`Score`] on the standard scale, a
    /// [`Category`] on any.
    pub trait FromWhole: Copy {
        fn from_whole(value: i128, scale: &Scale) -> Option<Self>;
    }

    impl FromWhole for Score {
        fn from_whole(value: i128, _: &Scale) -> Option<Self> {
            Self::try_from(value).ok()
        }
    }

    impl FromWhole for Category {
        fn from_whole(value: i128, scale: &Scale) -> Option<Self> {
            scale.category(value).ok()
        }
    }
}

/// The rules by which raw cells become answers.
///
/// The rules of [`Screening::new`] read what needs no guessing: whole numbers on the scale, as
/// integers, floats or text, with any Unicode space around them (`" 9"`, `"9.0"`, `10`, and a 9
/// followed by a no-break space). Blanks are missing. Everything a survey tool adds to that, words
/// for missing, codes for missing, labels behind the number, is read only if asked for.
///
/// `Screening<Score>` yields scores on the standard 0 to 10 scale; [`Screening::on`] another
/// [`Scale`] yields categories.
///
/// # Strict and counting use
///
/// [`screen_strict`](Self::screen_strict) is for rows that must be right: its error carries the
/// cell and the allowed range. [`screen`](Self::screen) is for real exports: its error is a bare
/// reason, which [`Screened`](crate::Screened) counts beside the answers, so that nothing is lost.
///
/// # Errors
///
/// | cell | outcome |
/// |---|---|
/// | `""`, `"  "`, no cell; a stated word or code | [`Exclusion::Missing`] |
/// | `"abc"`, `"9-10"`, `"1e1"`, `"7,5"`, NaN | [`Exclusion::NotANumber`] |
/// | `7.5`, `"7.5"`, unless [`tenths`](Self::tenths) are read | [`Exclusion::NotWhole`] |
/// | `11`, `-1`, `"-2147483648"`, infinity | [`Exclusion::OutOfRange`] |
///
/// # Example
///
/// ```
/// use npscore::{Exclusion, Score, Screening};
///
/// // An export that writes NA or the code 11 for a blank, and labels the ends of the scale.
/// let screening = Screening::new().missing_word("NA")?.missing_code(11)?.labels();
///
/// assert_eq!(screening.screen("9.0"), Ok(Score::constant(9)));
/// assert_eq!(screening.screen("10 - extremely likely"), Ok(Score::constant(10)));
/// assert_eq!(screening.screen("na"), Err(Exclusion::Missing));
/// assert_eq!(screening.screen(11), Err(Exclusion::Missing));
/// assert_eq!(screening.screen("7.5"), Err(Exclusion::NotWhole));
///
/// let error = screening.screen_strict("12").unwrap_err();
/// assert_eq!(error.to_string(), "\"12\" is out of range, expected 0 to 10");
/// # Ok::<(), npscore::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Screening<T = Score> {
    scale: Scale,
    missing_words: Vec<String>,
    missing_codes: Vec<i128>,
    answer_words: Vec<(String, T)>,
    labels: bool,
    rounding: Option<RoundingStrategy>,
}

impl Screening<Score> {
    /// Rules for the standard scale, 0 to 10, with no missing words, no codes and no labels.
    #[must_use]
    pub const fn new() -> Self {
        Self::with_scale(Scale::NPS)
    }
}

impl Screening<Category> {
    /// Rules for answers on another scale, which yield categories.
    ///
    /// ```
    /// use npscore::{Category, Exclusion, Scale, Screening};
    ///
    /// let stars = Screening::on(Scale::new(1, 4, 5, 5)?);
    /// assert_eq!(stars.screen("4"), Ok(Category::Passive));
    /// assert_eq!(stars.screen("9"), Err(Exclusion::OutOfRange));
    /// # Ok::<(), npscore::Error>(())
    /// ```
    #[must_use]
    pub const fn on(scale: Scale) -> Self {
        Self::with_scale(scale)
    }
}

impl Screening<Category> {
    /// Reads the words `detractor`, `passive` and `promoter` and their plurals, whatever their ASCII
    /// case: what tools export that keep categories only.
    ///
    /// ```
    /// use npscore::{Category, Scale, Screening};
    ///
    /// let screening = Screening::on(Scale::NPS).category_words();
    /// assert_eq!(screening.screen("PROMOTER"), Ok(Category::Promoter));
    /// assert_eq!(screening.screen("9"), Ok(Category::Promoter));
    /// ```
    #[must_use]
    pub fn category_words(mut self) -> Self {
        for category in Category::ALL {
            let word = category.as_str();
            self.answer_words.push((word.into(), category));
            self.answer_words.push((format!("{word}s"), category));
        }
        self
    }
}

impl Default for Screening<Score> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T: sealed::FromWhole> Screening<T> {
    const fn with_scale(scale: Scale) -> Self {
        Self {
            scale,
            missing_words: Vec::new(),
            missing_codes: Vec::new(),
            answer_words: Vec::new(),
            labels: false,
            rounding: None,
        }
    }

    /// A word that means missing, such as `NA` or `No answer`, whatever its ASCII case.
    ///
    /// # Errors
    ///
    /// [`ScreeningError::RuleIsAnAnswer`] for a text that is an answer on the scale, such as
    /// `"0"`.
    pub fn missing_word(mut self, word: impl Into<String>) -> Result<Self, ScreeningError> {
        let word = self.word(&word.into())?;
        self.missing_words.push(word);
        Ok(self)
    }

    /// A whole number that means missing, such as 11, 99 or -1, as an integer, float or text.
    ///
    /// # Errors
    ///
    /// [`ScreeningError::RuleIsAnAnswer`] for a number on the scale: a rule that 0 means
    /// "skipped" would drop the coldest detractors.
    pub fn missing_code(mut self, code: impl Into<i128>) -> Result<Self, ScreeningError> {
        let code = code.into();
        if self.scale.contains(code) {
            return Err(ScreeningError::RuleIsAnAnswer {
                rule: format!("code {code}"),
                min: self.scale.min(),
                max: self.scale.max(),
            });
        }
        self.missing_codes.push(code);
        Ok(self)
    }

    /// A word that stands for an answer, whatever its ASCII case: `"thumbs up"`, `"👍"`, or the label
    /// of a scale whose numbers were not exported.
    ///
    /// # Errors
    ///
    /// [`ScreeningError::RuleIsAnAnswer`] for a text that is an answer on the scale, such as `"0"`.
    ///
    /// ```
    /// use npscore::{Category, Scale, Screening};
    ///
    /// let thumbs = Screening::on(Scale::NPS)
    ///     .answer_word("👍", Category::Promoter)?
    ///     .answer_word("👎", Category::Detractor)?;
    /// assert_eq!(thumbs.screen("👎"), Ok(Category::Detractor));
    /// # Ok::<(), npscore::Error>(())
    /// ```
    pub fn answer_word(
        mut self,
        word: impl Into<String>,
        answer: T,
    ) -> Result<Self, ScreeningError> {
        let word = self.word(&word.into())?;
        self.answer_words.push((word, answer));
        Ok(self)
    }

    /// A word of a rule, unless it is an answer on the scale.
    fn word(&self, word: &str) -> Result<String, ScreeningError> {
        let word = trim(word);
        if whole_number(word).is_ok_and(|value| self.scale.contains(value)) {
            return Err(ScreeningError::RuleIsAnAnswer {
                rule: format!("word {:?}", excerpt(word)),
                min: self.scale.min(),
                max: self.scale.max(),
            });
        }
        Ok(word.to_string())
    }

    /// Reads a number with a label behind or before it: `"9 - very likely"`, `"0 (not at all)"`,
    /// `"Extremely likely - 10"`, `"9分"`.
    ///
    /// A label contains a letter and no digit, so that ranges (`"9-10"`) and fractions (`"9/10"`) stay
    /// excluded. A label behind the number begins with a space or one of `- – — : = (`, or at once in another
    /// script than the Latin one; a label before it ends with one of `- – — : =`, or the number stands in
    /// brackets. A sign that could be a dash,
    /// as in `"likely -1"`, is not guessed: such a cell is excluded.
    #[must_use]
    pub fn labels(mut self) -> Self {
        self.labels = true;
        self
    }

    /// Reads tenths, such as the 6.5 of half stars, rounded to a whole answer by this rule.
    ///
    /// Where a half goes decides the category: 8.5 is a promoter rounded away from zero, a passive rounded
    /// down. So there is no default, and a report should say which rule it follows. What has more than one
    /// decimal place, such as 6.55, stays excluded, and so does what is off the scale before it is rounded,
    /// such as 10.4.
    ///
    /// ```
    /// use npscore::{Exclusion, RoundingStrategy, Score, Screening};
    ///
    /// let down = Screening::new().tenths(RoundingStrategy::ToZero);
    /// assert_eq!(down.screen("8.5"), Ok(Score::constant(8)));
    /// let halves_up = Screening::new().tenths(RoundingStrategy::MidpointAwayFromZero);
    /// assert_eq!(halves_up.screen(8.5), Ok(Score::constant(9)));
    /// assert_eq!(halves_up.screen("10.4"), Err(Exclusion::OutOfRange));
    /// assert_eq!(Screening::new().screen("8.5"), Err(Exclusion::NotWhole));
    /// ```
    #[doc(alias = "half stars")]
    #[must_use]
    pub const fn tenths(mut self, rule: RoundingStrategy) -> Self {
        self.rounding = Some(rule);
        self
    }

    /// The scale the answers are on.
    #[must_use]
    pub const fn scale(&self) -> &Scale {
        &self.scale
    }

    /// The answer in a cell, or the reason there is none: what [`Screened`](crate::Screened)
    /// counts.
    ///
    /// # Errors
    ///
    /// As in the table of [`Screening`].
    pub fn screen<'a>(&self, cell: impl Into<Raw<'a>>) -> Result<T, Exclusion> {
        let value = match cell.into() {
            Raw::Missing => return Err(Exclusion::Missing),
            Raw::Integer(value) => value,
            Raw::Float(value) => {
                whole_float(value).or_else(|reason| self.rounded(reason, float_tenths(value)))?
            }
            Raw::Text(text) => {
                let text = trim(text);
                let word = |(word, _): &&(String, T)| word.eq_ignore_ascii_case(text);
                if let Some((_, answer)) = self.answer_words.iter().find(word) {
                    return Ok(*answer);
                }
                self.whole_text(text)?
            }
        };
        if self.missing_codes.contains(&value) {
            return Err(Exclusion::Missing);
        }
        T::from_whole(value, &self.scale).ok_or(Exclusion::OutOfRange)
    }

    /// The answer in a cell that must hold one.
    ///
    /// # Errors
    ///
    /// As in the table of [`Screening`], each with the cell and the allowed range.
    pub fn screen_strict<'a>(&self, cell: impl Into<Raw<'a>>) -> Result<T, ScreeningError> {
        let cell = cell.into();
        self.screen(cell).map_err(|exclusion| ScreeningError::Cell {
            exclusion,
            cell: cell.to_string(),
            min: self.scale.min(),
            max: self.scale.max(),
        })
    }

    /// The whole number in a trimmed text.
    fn whole_text(&self, text: &str) -> Result<i128, Exclusion> {
        if text.is_empty()
            || self
                .missing_words
                .iter()
                .any(|word| word.eq_ignore_ascii_case(text))
        {
            return Err(Exclusion::Missing);
        }
        let number = |text| whole_number(text).or_else(|reason| self.rounded(reason, tenths(text)));
        match (number(text), self.labels) {
            (Err(Exclusion::NotANumber), true) => {
                number(labelled_number(text).ok_or(Exclusion::NotANumber)?)
            }
            (outcome, _) => outcome,
        }
    }

    /// What is not whole, as the whole number that the rule of this screening makes of it.
    fn rounded(&self, reason: Exclusion, tenths: Option<i128>) -> Result<i128, Exclusion> {
        let (Exclusion::NotWhole, Some(rule), Some(tenths)) = (reason, self.rounding, tenths)
        else {
            return Err(reason);
        };
        let scale = i128::from(self.scale.min()) * 10..=i128::from(self.scale.max()) * 10;
        if !scale.contains(&tenths) {
            return Err(Exclusion::OutOfRange);
        }
        let exact = Decimal::from_i128_with_scale(tenths, 1);
        Ok(exact.round_dp_with_strategy(0, rule).mantissa())
    }
}

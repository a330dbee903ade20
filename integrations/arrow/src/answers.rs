//! Arrays of scores, whatever their type.

use std::borrow::Cow;
use std::ops::Range;

use arrow::array::{Array, ArrowPrimitiveType, AsArray, downcast_integer_array};
use arrow::datatypes::{
    DataType, Decimal32Type, Decimal64Type, Decimal128Type, Decimal256Type, Float16Type,
    Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type, UInt8Type, UInt16Type,
    UInt32Type, UInt64Type, i256,
};
use arrow::error::ArrowError;
use arrow::util::display::array_value_to_string;
use npscore::column::{Column, Raw, Scores};
use npscore::error::{ColumnError, ScoreError};
use npscore::{Exclusion, Score, Screening};

use crate::refused;

/// Not a score, and not known yet why.
const UNKNOWN: u8 = u8::MAX;

/// The answers in an array of any type that scores come in: integers, floats, decimals, texts, and
/// dictionaries of these.
///
/// One byte to a row, and not even that copied where the array has such bytes and no nulls. Each row
/// is a [`Score`] or an [`Exclusion`]; a null is [`Exclusion::Missing`].
///
/// ```
/// use arrow::array::StringArray;
/// use npscore::{Exclusion, Screening};
/// use npscore_arrow::Answers;
///
/// let array = StringArray::from(vec![Some("10"), Some("n/a"), None]);
/// let error = Answers::strict(&array).unwrap_err();
/// assert!(error.to_string().ends_with(r#"row 1: score "n/a" is not a number, expected 0 to 10"#));
///
/// let answers = Answers::screened(&array, &Screening::new())?;
/// let reasons: Vec<_> = answers.iter().filter_map(Result::err).collect();
/// assert_eq!(reasons, [Exclusion::NotANumber, Exclusion::Missing]);
/// # Ok::<(), arrow::error::ArrowError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Answers<'a> {
    codes: Cow<'a, [u8]>,
}

impl<'a> Answers<'a> {
    /// The answers of an array in which every value must be a score.
    ///
    /// Integers, floats and decimals must be whole numbers from 0 to 10, texts must be written plainly,
    /// as [`Score`] parses them.
    ///
    /// # Errors
    ///
    /// Names the first value that is no score, such as 11, 6.5, NaN or `"9.0"`, and its row; or the
    /// type of an array that no scores come in.
    pub fn strict(array: &'a dyn Array) -> Result<Self, ArrowError> {
        let codes = codes(array)?;
        let Some(row) = codes.iter().position(|code| !is_known(*code)) else {
            return Ok(Self { codes });
        };
        let error = cell(array, row, |cell| match cell {
            Raw::Integer(value) => Score::try_from(value).err(),
            Raw::Float(value) => Score::try_from(value).err(),
            Raw::Text(text) => text.parse::<Score>().err(),
            Raw::Missing => None,
        })?;
        let error = error.unwrap_or(ScoreError::NotANumber {
            value: array_value_to_string(array, row)?,
        });
        Err(refused(ColumnError::Score { row, error }))
    }

    /// The answers of an array by the rules of a screening: what is no answer is excluded with a
    /// reason.
    ///
    /// # Errors
    ///
    /// For an array of a type that no scores come in.
    pub fn screened(
        array: &'a dyn Array,
        screening: &Screening<Score>,
    ) -> Result<Self, ArrowError> {
        let mut codes = codes(array)?;
        if codes.iter().all(|code| is_known(*code)) {
            return Ok(Self { codes });
        }
        // Only what was copied can hold such a code.
        for (row, code) in codes.to_mut().iter_mut().enumerate() {
            if !is_known(*code) {
                *code = cell(array, row, |cell| code_of(screening.screen(cell)))?;
            }
        }
        Ok(Self { codes })
    }

    /// A byte for each row: the score, or 11 and more for the reasons of [`Exclusion::ALL`], in their
    /// order.
    #[must_use]
    pub fn codes(&self) -> &[u8] {
        &self.codes
    }

    /// Each row's answer, or the reason why there is none.
    pub fn iter(&self) -> impl Iterator<Item = Result<Score, Exclusion>> + '_ {
        self.codes.iter().map(|code| answer(*code))
    }

    /// A column of answers and exclusions, for aggregators of [`Screened`](npscore::Screened).
    #[must_use]
    pub fn column(&self) -> AnswerColumn<'_> {
        AnswerColumn(&self.codes)
    }

    /// The scores alone, for aggregators that do not count missing values.
    ///
    /// # Errors
    ///
    /// [`ColumnError::Null`] names the first row without a score.
    pub fn scores(&self) -> Result<&[Score], ColumnError> {
        Scores::slice_from_bytes(&self.codes).map_err(|error| match error {
            ColumnError::Score { row, .. } => ColumnError::Null { row },
            error => error,
        })
    }
}

/// The column of [`Answers`].
#[derive(Debug, Clone, Copy)]
pub struct AnswerColumn<'a>(&'a [u8]);

impl Column for AnswerColumn<'_> {
    type Item = Result<Score, Exclusion>;

    fn rows(&self) -> Result<usize, ColumnError> {
        Ok(self.0.len())
    }

    fn iter(&self) -> impl Iterator<Item = Self::Item> {
        self.0.iter().map(|code| answer(*code))
    }

    fn slice(&self, rows: Range<usize>) -> Self {
        Self(&self.0[rows])
    }
}

/// The code of the first reason.
const FIRST_REASON: u8 = Score::MAX.get() + 1;

/// Whether it is the code of a score or of a reason.
const fn is_known(code: u8) -> bool {
    code <= FIRST_REASON + Exclusion::OutOfRange as u8
}

/// What a code stands for.
fn answer(code: u8) -> Result<Score, Exclusion> {
    match Score::ALL.get(usize::from(code)) {
        Some(score) => Ok(*score),
        None => {
            let reason = usize::from(code - FIRST_REASON);
            Err(*Exclusion::ALL.get(reason).unwrap_or(&Exclusion::OutOfRange))
        }
    }
}

fn code_of(answer: Result<Score, Exclusion>) -> u8 {
    match answer {
        Ok(score) => score.get(),
        Err(reason) => FIRST_REASON + reason as u8,
    }
}

/// A null.
const MISSING: u8 = FIRST_REASON + Exclusion::Missing as u8;

/// The code of each row, unknown for a value that is no score.
fn codes(array: &dyn Array) -> Result<Cow<'_, [u8]>, ArrowError> {
    if let (DataType::UInt8, 0) = (array.data_type(), array.null_count()) {
        let bytes = array.as_primitive::<UInt8Type>().values();
        if bytes.iter().all(|byte| is_score(*byte)) {
            return Ok(Cow::Borrowed(bytes));
        }
    }
    let mut codes = match array.data_type() {
        DataType::Null => vec![MISSING; array.len()],
        DataType::UInt8 => integers::<UInt8Type>(array),
        DataType::UInt16 => integers::<UInt16Type>(array),
        DataType::UInt32 => integers::<UInt32Type>(array),
        DataType::UInt64 => integers::<UInt64Type>(array),
        DataType::Int8 => integers::<Int8Type>(array),
        DataType::Int16 => integers::<Int16Type>(array),
        DataType::Int32 => integers::<Int32Type>(array),
        DataType::Int64 => integers::<Int64Type>(array),
        DataType::Float16 => map::<Float16Type>(array, |value| float(value.to_f64())),
        DataType::Float32 => map::<Float32Type>(array, |value| float(value.into())),
        DataType::Float64 => map::<Float64Type>(array, float),
        DataType::Decimal32(_, scale) => decimals::<Decimal32Type>(array, *scale),
        DataType::Decimal64(_, scale) => decimals::<Decimal64Type>(array, *scale),
        DataType::Decimal128(_, scale) => decimals::<Decimal128Type>(array, *scale),
        DataType::Decimal256(_, scale) => decimals::<Decimal256Type>(array, *scale),
        DataType::Utf8 => texts(array.as_string::<i32>()),
        DataType::LargeUtf8 => texts(array.as_string::<i64>()),
        DataType::Utf8View => texts(array.as_string_view()),
        DataType::Dictionary(..) => dictionary(array)?,
        other => return Err(no_scores(other)),
    };
    if let Some(nulls) = array.nulls() {
        for (code, valid) in codes.iter_mut().zip(nulls) {
            *code = if valid { *code } else { MISSING };
        }
    }
    Ok(Cow::Owned(codes))
}

const fn is_score(code: u8) -> bool {
    code < FIRST_REASON
}

/// A score, or unknown.
const fn known(code: u8) -> u8 {
    if is_score(code) { code } else { UNKNOWN }
}

fn map<T: ArrowPrimitiveType>(array: &dyn Array, code: impl Fn(T::Native) -> u8) -> Vec<u8> {
    let values = array.as_primitive::<T>().values();
    values.iter().map(|value| code(*value)).collect()
}

fn integers<T: ArrowPrimitiveType<Native: TryInto<u8>>>(array: &dyn Array) -> Vec<u8> {
    map::<T>(array, |value| known(value.try_into().unwrap_or(UNKNOWN)))
}

#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::float_cmp,
    reason = "what is cut off makes a difference, and whole numbers are exact"
)]
fn float(value: f64) -> u8 {
    let code = value as u8;
    if f64::from(code) == value {
        known(code)
    } else {
        UNKNOWN
    }
}

/// A decimal is a whole number of units, of which `10^scale` are one.
fn decimals<T: ArrowPrimitiveType<Native: Into<i256>>>(array: &dyn Array, scale: i8) -> Vec<u8> {
    let power = i256::from(10).checked_pow(scale.unsigned_abs().into());
    let units = Score::ALL.map(|score| {
        let (score, power) = (i256::from(i64::from(score)), power?);
        if scale >= 0 {
            score.checked_mul(power)
        } else {
            let rest = score.checked_rem(power)?;
            score.checked_div(power).filter(|_| rest == i256::ZERO)
        }
    });
    map::<T>(array, |value| {
        let value = Some(value.into());
        let score = units.iter().zip(0..).find(|(units, _)| **units == value);
        score.map_or(UNKNOWN, |(_, code)| code)
    })
}

fn texts<'a>(array: impl IntoIterator<Item = Option<&'a str>>) -> Vec<u8> {
    let code = |text: &str| text.parse().map_or(UNKNOWN, Score::get);
    let codes = array.into_iter().map(|text| text.map_or(MISSING, code));
    codes.collect()
}

/// Each entry is read once.
fn dictionary(array: &dyn Array) -> Result<Vec<u8>, ArrowError> {
    let dictionary = array.as_any_dictionary();
    let entries = codes(dictionary.values())?;
    if entries.is_empty() {
        return Ok(vec![MISSING; array.len()]);
    }
    let keys = dictionary.normalized_keys();
    Ok(keys.iter().map(|key| entries[*key]).collect())
}

/// What a function makes of the value in a row.
fn cell<R>(
    array: &dyn Array,
    row: usize,
    read: impl FnOnce(Raw<'_>) -> R,
) -> Result<R, ArrowError> {
    if array.is_null(row) {
        return Ok(read(Raw::Missing));
    }
    downcast_integer_array! {
        array => Ok(read(Raw::Integer(array.value(row).into()))),
        DataType::Float16 => Ok(read(array.as_primitive::<Float16Type>().value(row).to_f64().into())),
        DataType::Float32 => Ok(read(array.as_primitive::<Float32Type>().value(row).into())),
        DataType::Float64 => Ok(read(array.as_primitive::<Float64Type>().value(row).into())),
        DataType::Dictionary(..) => {
            let one = array.slice(row, 1);
            let dictionary = one.as_any_dictionary();
            cell(dictionary.values(), dictionary.normalized_keys()[0], read)
        }
        _ => {
            let text = array_value_to_string(array, row)?;
            // Decimals have as many places as their type says: 11.00 is 11.
            let short = match (array.data_type().is_decimal(), text.contains('.')) {
                (true, true) => text.trim_end_matches('0').trim_end_matches('.'),
                _ => &text,
            };
            Ok(read(Raw::Text(short)))
        }
    }
}

fn no_scores(found: &DataType) -> ArrowError {
    ArrowError::InvalidArgumentError(format!(
        "scores of type {found}, expected integers, floats, decimals, texts or dictionaries of them"
    ))
}

//! Arrays of dates and time stamps, as periods.

use std::borrow::Cow;

use arrow::array::timezone::Tz;
use arrow::array::{Array, ArrowPrimitiveType, AsArray, temporal_conversions};
use arrow::datatypes::{
    DataType, Date32Type, Date64Type, TimeUnit as Unit, TimestampMicrosecondType,
    TimestampMillisecondType, TimestampNanosecondType, TimestampSecondType,
};
use arrow::error::ArrowError;
use npscore::column::{Column, Dates, Nullable, TimeUnit};
use npscore::{Day, Exclusion, Merge, Observe, Period, Screened, Timeline};

use crate::{refused, validity};

/// The days of an array of `Date32`, `Date64` or time stamps.
///
/// A time stamp without a time zone is one of a clock on the wall and is read as it stands, one with
/// a time zone on the local calendar there: 23:30 belongs to the local day. Nothing is copied but
/// local days in a time zone with seasons, such as `Europe/Stockholm`.
///
/// ```
/// use arrow::array::TimestampSecondArray;
/// use npscore::{Month, Score, Screened, Timeline};
/// use npscore_arrow::Times;
///
/// let late = TimestampSecondArray::from(vec![1_774_996_200]); // 2026-03-31 22:30 in UTC
/// let score = [Score::MAX];
/// for (zone, month) in [("UTC", 3), ("+02:00", 4), ("Europe/Stockholm", 4)] {
///     let stamps = late.clone().with_timezone(zone);
///     let mut months = Screened::<Timeline<Month>>::default();
///     Times::new(&stamps)?.observe(&mut months, &score[..])?;
///     assert_eq!(months.inner().first(), Some(Month::constant(2026, month)));
/// }
/// # Ok::<(), arrow::error::ArrowError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Times<'a> {
    numbers: Numbers<'a>,
    array: &'a dyn Array,
}

/// The two widths in which there are dates.
#[derive(Debug, Clone)]
enum Numbers<'a> {
    Days(Cow<'a, [i32]>),
    Stamps(&'a [i64], TimeUnit),
}

/// A column of dates of either width.
#[derive(Debug, Clone, Copy)]
enum DateColumn<'a> {
    Days(Nullable<'a, Dates<'a, i32>>),
    Stamps(Nullable<'a, Dates<'a, i64>>),
}

impl<'a> Times<'a> {
    /// The days of an array.
    ///
    /// # Errors
    ///
    /// For an array of another type, an unknown time zone, and a time stamp that has no local date.
    pub fn new(array: &'a dyn Array) -> Result<Self, ArrowError> {
        let numbers = match array.data_type() {
            DataType::Date32 => {
                Numbers::Days(Cow::Borrowed(array.as_primitive::<Date32Type>().values()))
            }
            DataType::Date64 => {
                let values = array.as_primitive::<Date64Type>().values();
                Numbers::Stamps(values, TimeUnit::MILLISECOND)
            }
            DataType::Timestamp(unit, zone) => {
                let zone = zone.as_deref().unwrap_or("UTC");
                match unit {
                    Unit::Second => stamps::<TimestampSecondType>(array, TimeUnit::SECOND, zone),
                    Unit::Millisecond => {
                        stamps::<TimestampMillisecondType>(array, TimeUnit::MILLISECOND, zone)
                    }
                    Unit::Microsecond => {
                        stamps::<TimestampMicrosecondType>(array, TimeUnit::MICROSECOND, zone)
                    }
                    Unit::Nanosecond => {
                        stamps::<TimestampNanosecondType>(array, TimeUnit::NANOSECOND, zone)
                    }
                }?
            }
            other => {
                return Err(ArrowError::InvalidArgumentError(format!(
                    "dates of type {other}, expected Date32, Date64 or Timestamp"
                )));
            }
        };
        Ok(Self { numbers, array })
    }

    /// Takes the dates and an answer for each into account; a row without a date is excluded as
    /// missing.
    ///
    /// # Errors
    ///
    /// For a date outside the years 1 to 9999, and for more or fewer answers than dates.
    pub fn observe<P, A, D>(
        &self,
        timeline: &mut Screened<Timeline<P, A>>,
        answers: D,
    ) -> Result<(), ArrowError>
    where
        P: Period + From<Day>,
        A: Merge + Observe<D::Item>,
        D: Column,
    {
        match self.column()? {
            DateColumn::Days(dates) => timeline.observe_columns(dates, answers),
            DateColumn::Stamps(dates) => timeline.observe_columns(dates, answers),
        }
        .map_err(refused)
    }

    /// The day of each row.
    pub(crate) fn days(&self) -> Result<Vec<Result<Day, Exclusion>>, ArrowError> {
        Ok(match self.column()? {
            DateColumn::Days(dates) => dates.iter().collect(),
            DateColumn::Stamps(dates) => dates.iter().collect(),
        })
    }

    fn column(&self) -> Result<DateColumn<'_>, ArrowError> {
        let validity = validity(self.array).map_err(refused)?;
        match &self.numbers {
            Numbers::Days(days) => {
                Dates::nullable(days, TimeUnit::DAY, validity).map(DateColumn::Days)
            }
            Numbers::Stamps(stamps, unit) => {
                Dates::nullable(stamps, *unit, validity).map(DateColumn::Stamps)
            }
        }
        .map_err(refused)
    }
}

/// Time stamps of a type in a time zone.
fn stamps<'a, T: ArrowPrimitiveType<Native = i64>>(
    array: &'a dyn Array,
    unit: TimeUnit,
    zone: &str,
) -> Result<Numbers<'a>, ArrowError> {
    let stamps = array.as_primitive::<T>();
    if let Some(seconds) = fixed_offset(zone) {
        return Ok(Numbers::Stamps(stamps.values(), unit.ahead_of_utc(seconds)));
    }
    let zone: Tz = zone.parse()?;
    let day = |(row, stamp): (usize, Option<i64>)| {
        let Some(stamp) = stamp else { return Ok(0) };
        let local = temporal_conversions::as_datetime_with_timezone::<T>(stamp, zone);
        let local = local.map(|local| Date32Type::from_naive_date(local.date_naive()));
        local.ok_or_else(|| refused(npscore::error::ColumnError::Date { row, value: stamp }))
    };
    let days: Result<Vec<i32>, _> = stamps.iter().enumerate().map(day).collect();
    Ok(Numbers::Days(Cow::Owned(days?)))
}

/// Seconds ahead of UTC, of a zone such as `UTC`, `+02:00`, `-0530` or `+02`.
fn fixed_offset(zone: &str) -> Option<i32> {
    if matches!(zone, "UTC" | "Z") {
        return Some(0);
    }
    let (sign, clock) = match zone.split_at_checked(1)? {
        ("+", clock) => (1, clock),
        ("-", clock) => (-1, clock),
        _ => return None,
    };
    let (hours, minutes) = match clock.len() {
        2 => (clock, "0"),
        4 => clock.split_at_checked(2)?,
        5 => clock.split_once(':')?,
        _ => return None,
    };
    let below = |end: u8, digits: &str| {
        let plain = digits.bytes().all(|byte| byte.is_ascii_digit());
        let number = digits.parse::<u8>().ok().filter(|number| *number < end)?;
        plain.then_some(i32::from(number))
    };
    Some(sign * (3600 * below(24, hours)? + 60 * below(60, minutes)?))
}

//! A calendar day.

use alloc::format;
use alloc::string::String;
use core::num::NonZeroU32;

use super::civil;
use super::part_of_year::{Refusal, refused};
use super::text::{digits, written};
use crate::error::PeriodError;

/// A day of a calendar year, such as 9 March 2026, written `"2026-03-09"`.
///
/// Converts from and into the dates of the crates jiff, chrono and time with the features of these
/// names. Dates that are counted in days since 1970 go through
/// [`Period::from_epoch_day`].
///
/// # Invariants
///
/// Always a day of the years 1 to 9999, by the Gregorian calendar extended to year 1. Four bytes, and
/// `Option<Day>` is four bytes too. The ordinal is the number of days since 1970-01-01.
///
/// # Errors
///
/// [`Day::new`] refuses the year 0, the month 13 and 29 February 2026 with a [`PeriodError`] that
/// names the number and the range. Text must have the form of `"2026-03-09"`: not `"2026-3-9"`,
/// `"20260309"` or `"2026-03-09T23:30"`.
///
/// # Example
///
/// ```
/// use npscore::period::{Day, IsoWeek, Month, Period};
///
/// let day: Day = "2026-03-09".parse()?;
/// assert_eq!(Some(day), Day::from_epoch_day(20_521));
/// assert_eq!(Month::from(day), Month::constant(2026, 3));
/// assert_eq!(IsoWeek::from(day), IsoWeek::constant(2026, 11));
/// assert_eq!(day.offset(-9), Some(Day::constant(2026, 2, 28)));
/// assert_eq!(Day::constant(2024, 2, 29).year_before(), None);
/// # Ok::<(), npscore::error::PeriodError>(())
/// ```
///
/// [`Period::from_epoch_day`]: crate::Period::from_epoch_day
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(NonZeroU32);

impl Day {
    /// The first day, 1 January of the year 1.
    pub const MIN: Self = Self::constant(1, 1, 1);

    /// The last day, 31 December of the year 9999.
    pub const MAX: Self = Self::constant(9_999, 12, 31);

    /// The given day of a month, 1 to 12, of a year, 1 to 9999.
    ///
    /// # Errors
    ///
    /// [`PeriodError::OutOfRange`] for the year 0, the month 13, or a day the month does not have,
    /// such as 0, or 29 in February 2026.
    #[inline]
    pub const fn new(year: u16, month: u8, day: u8) -> Result<Self, PeriodError> {
        match Self::checked(year, month, day) {
            Ok(day) => Ok(day),
            Err(refusal) => Err(refused(refusal)),
        }
    }

    /// A day from literals, checked when the program is compiled if used in a `const`.
    ///
    /// # Panics
    ///
    /// Where [`new`](Self::new), which is for what is not a literal, returns an error.
    #[must_use]
    #[track_caller]
    #[allow(clippy::panic, reason = "for literals; documented")]
    pub const fn constant(year: u16, month: u8, day: u8) -> Self {
        match Self::checked(year, month, day) {
            Ok(day) => day,
            Err(_) => panic!("there is no such day"),
        }
    }

    /// The year as a number, 1 to 9999.
    #[inline]
    #[must_use]
    #[allow(clippy::cast_possible_truncation, reason = "at most 9999")]
    pub const fn year(self) -> u16 {
        (self.month_index() / 12) as u16
    }

    /// The month of the year, 1 to 12.
    #[inline]
    #[must_use]
    #[allow(clippy::cast_possible_truncation, reason = "at most 12")]
    pub const fn month(self) -> u8 {
        (self.month_index() % 12 + 1) as u8
    }

    /// The day of the month, 1 to 31.
    #[inline]
    #[must_use]
    #[allow(clippy::cast_possible_truncation, reason = "at most 31")]
    pub const fn day(self) -> u8 {
        civil::month_and_day(self.number()).1 as u8
    }

    const fn checked(year: u16, month: u8, day: u8) -> Result<Self, Refusal> {
        if year < 1 || year > civil::LAST_YEAR {
            return Err(("year", year as i64, 1, civil::LAST_YEAR as i64));
        }
        if month < 1 || month > 12 {
            return Err(("month", month as i64, 1, 12));
        }
        let index = 12 * year as u32 + month as u32 - 1;
        let last = civil::days_in_month(index);
        if day < 1 || day as u32 > last {
            return Err(("day", day as i64, 1, last as i64));
        }
        Ok(Self::from_number(civil::number(index, day as u32)))
    }

    /// The day of a day number within the calendar: 0001-01-01 is day 1.
    #[inline]
    pub(super) const fn from_number(number: u32) -> Self {
        Self(NonZeroU32::MIN.saturating_add(number - 1))
    }

    /// The day number: 0001-01-01 is day 1.
    #[inline]
    pub(super) const fn number(self) -> u32 {
        self.0.get()
    }

    /// Twelve times the year plus the months of that year gone by.
    #[inline]
    pub(super) const fn month_index(self) -> u32 {
        civil::month_and_day(self.number()).0
    }

    /// The number of days since 1970-01-01.
    #[inline]
    pub(super) const fn epoch_day(self) -> i64 {
        self.number() as i64 - civil::EPOCH as i64
    }

    /// The day of a number of days since 1970-01-01, if it lies in the years 1 to 9999.
    #[inline]
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "checked to lie between two u32"
    )]
    pub(super) const fn of_epoch_day(epoch_day: i64) -> Option<Self> {
        let number = epoch_day.saturating_add(civil::EPOCH as i64);
        if number >= 1 && number <= civil::LAST_DAY as i64 {
            Some(Self::from_number(number as u32))
        } else {
            None
        }
    }

    fn text(self) -> String {
        let (year, month, day) = (self.year(), self.month(), self.day());
        format!("{year:04}-{month:02}-{day:02}")
    }

    fn read(text: &str) -> Option<Result<Self, PeriodError>> {
        let (year, day) = text.split_once('-')?;
        let (month, day) = day.split_once('-')?;
        Some(Self::new(
            digits(year, 4)?,
            digits(month, 2)?,
            digits(day, 2)?,
        ))
    }
}

written!([] Day, Day, "day", "2026-03-09");

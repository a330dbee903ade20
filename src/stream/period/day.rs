//! A calendar day, and the way from jiff's dates and time stamps to every period.

use jiff::Zoned;
use jiff::civil::Date;

use super::encapsulate::Index;
use super::text::{number, put, written};
use super::{IsoWeek, Month, Period, PeriodError, Quarter, Year, civil};

/// A day of a calendar year, such as 9 March 2026, written `"2026-03-09"`.
///
/// Available with feature `jiff`: converts from and into [`jiff::civil::Date`], and from time
/// stamps through [`Period::at`].
///
/// # Invariants
///
/// Always a day of a [`Year`], by the Gregorian calendar extended to year 1. Four bytes, and
/// `Option<Day>` is four bytes too.
///
/// # Ordering
///
/// By time. The ordinal is the number of days since 1970-01-01.
///
/// # Errors
///
/// [`Day::new`] refuses the year 0, the month 13 and 29 February 2026 with a [`PeriodError`] that
/// names the value and the range. A date of jiff may lie before the year 1: then the conversion
/// is refused. Text must have the form of `"2026-03-09"`: not `"2026-3-9"`, `"20260309"` or
/// `"2026-03-09T23:30"`.
///
/// # Example
///
/// ```
/// use npscore::{Day, IsoWeek, Month, Period};
///
/// let day = Day::try_from(jiff::civil::date(2026, 3, 9))?;
/// assert_eq!(day, "2026-03-09".parse()?);
/// assert_eq!(Month::from(day), Month::constant(2026, 3));
/// assert_eq!(IsoWeek::from(day), IsoWeek::constant(2026, 11));
/// assert_eq!(day.offset(-9), Some(Day::constant(2026, 2, 28)));
/// assert_eq!(Day::constant(2024, 2, 29).year_before(), None);
/// # Ok::<(), npscore::PeriodError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(Index<1, { civil::LAST_DAY }>);

/// The last day of a month, 28 to 31.
#[inline]
#[allow(clippy::cast_possible_truncation, reason = "at most 31")]
const fn last_day(month: Month) -> u8 {
    (civil::number(month.index() + 1, 1) - civil::number(month.index(), 1)) as u8
}

impl Day {
    /// The first day, 1 January of the year 1.
    pub const MIN: Self = Self::constant(1, 1, 1);

    /// The last day, 31 December of the year 9999.
    pub const MAX: Self = Self::constant(9_999, 12, 31);

    /// The given day of a month, 1..=12, of a year.
    ///
    /// # Errors
    ///
    /// [`PeriodError::YearOutOfRange`] outside 1..=9999, such as for 0;
    /// [`PeriodError::MonthOutOfRange`] outside 1..=12, such as for 13;
    /// [`PeriodError::DayOutOfRange`] for a day the month does not have, such as 0, or 29 in
    /// February 2026.
    #[inline]
    pub const fn new(year: u16, month: u8, day: u8) -> Result<Self, PeriodError> {
        match Month::find(year, month) {
            None => Err(Month::refusal(year, month)),
            Some(month) => match Self::find(month, day) {
                Some(day) => Ok(day),
                None => Err(PeriodError::DayOutOfRange {
                    month,
                    value: day,
                    last: last_day(month),
                }),
            },
        }
    }

    /// The given day of a month, if it is one.
    #[inline]
    const fn find(month: Month, day: u8) -> Option<Self> {
        if day >= 1 && (day <= 28 || day <= last_day(month)) {
            Some(Self::from_number(civil::number(month.index(), day as u32)))
        } else {
            None
        }
    }

    /// A day from literals, checked when the program is compiled if used in a `const`.
    ///
    /// # Panics
    ///
    /// For a year outside 1..=9999, a month outside 1..=12 or a day the month does not have.
    /// Values that are not literals go through [`Day::new`].
    #[must_use]
    #[track_caller]
    #[allow(clippy::panic, reason = "for literals; documented")]
    pub const fn constant(year: u16, month: u8, day: u8) -> Self {
        if let Some(month) = Month::find(year, month)
            && let Some(day) = Self::find(month, day)
        {
            return day;
        }
        panic!("a day is one of a month of a year from 1 to 9999")
    }

    /// The year as a number, 1..=9999.
    #[inline]
    #[must_use]
    pub const fn year(self) -> u16 {
        self.split().0.year()
    }

    /// The month of the year, 1..=12.
    #[inline]
    #[must_use]
    pub const fn month(self) -> u8 {
        self.split().0.month()
    }

    /// The day of the month, 1..=31.
    #[inline]
    #[must_use]
    pub const fn day(self) -> u8 {
        self.split().1
    }

    /// The day of a day number that follows from another period.
    #[inline]
    pub(super) const fn from_number(number: u32) -> Self {
        Self(Index::clamp(number))
    }

    /// The day number: 0001-01-01 is day 1.
    #[inline]
    pub(super) const fn number(self) -> u32 {
        self.0.get()
    }

    /// The month, and the day of the month.
    #[inline]
    #[allow(clippy::cast_possible_truncation, reason = "at most 31")]
    const fn split(self) -> (Month, u8) {
        let (month, day) = civil::month_and_day(self.number());
        (Month::from_index(month), day as u8)
    }

    fn text(self) -> [u8; 10] {
        let (month, day) = self.split();
        let mut text = *b"0000-00-00";
        put(&mut text[..4], month.year());
        put(&mut text[5..7], month.month().into());
        put(&mut text[8..], day.into());
        text
    }

    fn read(text: &str) -> Option<Result<Self, PeriodError>> {
        let (year, day) = text.split_once('-')?;
        let (month, day) = day.split_once('-')?;
        Some(Self::new(
            number(year, 4)?,
            number(month, 2)?,
            number(day, 2)?,
        ))
    }
}

written!(Day, "2026-03-09");

impl Period for Day {
    const UNIT: &'static str = "day";

    #[inline]
    fn ordinal(self) -> i64 {
        i64::from(self.number()) - i64::from(civil::EPOCH)
    }

    #[inline]
    fn from_ordinal(ordinal: i64) -> Option<Self> {
        civil::day_number(ordinal).map(Self::from_number)
    }

    fn year_before(self) -> Option<Self> {
        let (month, day) = self.split();
        Self::find(month.year_before()?, day)
    }
}

/// The month that contains the day.
impl From<Day> for Month {
    #[inline]
    fn from(day: Day) -> Self {
        day.split().0
    }
}

/// The quarter that contains the day.
impl From<Day> for Quarter {
    #[inline]
    fn from(day: Day) -> Self {
        Self::from(Month::from(day))
    }
}

/// The year that contains the day.
impl From<Day> for Year {
    #[inline]
    fn from(day: Day) -> Self {
        Self::from(Month::from(day))
    }
}

impl From<Day> for Date {
    #[inline]
    fn from(day: Day) -> Self {
        let (month, day) = day.split();
        #[allow(
            clippy::cast_possible_wrap,
            reason = "at most 9999, 12 and 31: jiff has every such date"
        )]
        Self::constant(month.year() as i16, month.month() as i8, day as i8)
    }
}

/// The year of a date, if it is not negative.
#[inline]
fn year(date: Date) -> Result<u16, PeriodError> {
    u16::try_from(date.year()).map_err(|_| PeriodError::YearOutOfRange {
        value: date.year().into(),
    })
}

/// A date within the years 1 to 9999.
impl TryFrom<Date> for Day {
    type Error = PeriodError;

    #[inline]
    #[allow(clippy::cast_sign_loss, reason = "months and days are positive")]
    fn try_from(date: Date) -> Result<Self, PeriodError> {
        Self::new(year(date)?, date.month() as u8, date.day() as u8)
    }
}

/// The month that contains the date, which lies in the years 1 to 9999.
impl TryFrom<Date> for Month {
    type Error = PeriodError;

    #[inline]
    #[allow(clippy::cast_sign_loss, reason = "months are positive")]
    fn try_from(date: Date) -> Result<Self, PeriodError> {
        Self::new(year(date)?, date.month() as u8)
    }
}

macro_rules! dates {
    ($($type:ident through $part:ident)*) => { $(
        #[doc = concat!("As the date's [`", stringify!($part), "`].")]
        impl TryFrom<Date> for $type {
            type Error = PeriodError;

            #[inline]
            fn try_from(date: Date) -> Result<Self, PeriodError> {
                $part::try_from(date).map(Self::from)
            }
        }
    )* };
}
dates!(IsoWeek through Day Quarter through Month Year through Month);

macro_rules! local_dates {
    ($($type:ident)*) => { $(
        /// By the local date, the one on the wall in its time zone.
        impl TryFrom<&Zoned> for $type {
            type Error = PeriodError;

            #[inline]
            fn try_from(zoned: &Zoned) -> Result<Self, PeriodError> {
                Self::try_from(zoned.date())
            }
        }
    )* };
}
local_dates!(Day IsoWeek Month Quarter Year);

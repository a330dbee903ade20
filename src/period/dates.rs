//! Days from and into the dates of the crates jiff, chrono and time.

use super::day::Day;
use crate::error::PeriodError;

/// The day of a date whose year may lie outside the calendar.
fn day(year: i32, month: u8, day: u8) -> Result<Day, PeriodError> {
    let refused = |_| PeriodError::OutOfRange {
        unit: "year",
        value: year.into(),
        min: Day::MIN.year().into(),
        max: Day::MAX.year().into(),
    };
    Day::new(u16::try_from(year).map_err(refused)?, month, day)
}

#[cfg(feature = "jiff")]
mod with_jiff {
    use jiff::ZonedDateTime;
    use jiff::civil::Date;

    use super::{Day, PeriodError, day};

    /// The day of a date in the years 1 to 9999.
    impl TryFrom<Date> for Day {
        type Error = PeriodError;

        #[inline]
        fn try_from(date: Date) -> Result<Self, PeriodError> {
            day(
                date.year().into(),
                date.month().unsigned_abs(),
                date.day().unsigned_abs(),
            )
        }
    }

    /// The local day, on the calendar on the wall in its time zone.
    impl TryFrom<&ZonedDateTime> for Day {
        type Error = PeriodError;

        #[inline]
        fn try_from(zoned: &ZonedDateTime) -> Result<Self, PeriodError> {
            Self::try_from(zoned.date())
        }
    }

    impl From<Day> for Date {
        #[inline]
        #[allow(
            clippy::cast_possible_wrap,
            reason = "at most 9999, 12 and 31: jiff has every such date"
        )]
        fn from(day: Day) -> Self {
            Self::constant(day.year() as i16, day.month() as i8, day.day() as i8)
        }
    }
}

#[cfg(feature = "chrono")]
mod with_chrono {
    use chrono::{DateTime, Datelike, NaiveDate, TimeZone};

    use super::{Day, PeriodError, day};

    /// The day of a date in the years 1 to 9999.
    impl TryFrom<NaiveDate> for Day {
        type Error = PeriodError;

        #[inline]
        #[allow(clippy::cast_possible_truncation, reason = "at most 12 and 31")]
        fn try_from(date: NaiveDate) -> Result<Self, PeriodError> {
            day(date.year(), date.month() as u8, date.day() as u8)
        }
    }

    /// The local day, on the calendar on the wall in its time zone.
    impl<Z: TimeZone> TryFrom<&DateTime<Z>> for Day {
        type Error = PeriodError;

        #[inline]
        fn try_from(time: &DateTime<Z>) -> Result<Self, PeriodError> {
            Self::try_from(time.date_naive())
        }
    }

    impl From<Day> for NaiveDate {
        #[inline]
        fn from(day: Day) -> Self {
            Self::from_num_days_from_ce_opt(day.number().cast_signed()).unwrap_or_default()
        }
    }
}

#[cfg(feature = "time")]
mod with_time {
    use time::{Date, OffsetDateTime};

    use super::{Day, PeriodError, day};

    /// The day of a date in the years 1 to 9999.
    impl TryFrom<Date> for Day {
        type Error = PeriodError;

        #[inline]
        fn try_from(date: Date) -> Result<Self, PeriodError> {
            day(date.year(), date.month().into(), date.day())
        }
    }

    /// The local day, by the offset of the time.
    impl TryFrom<OffsetDateTime> for Day {
        type Error = PeriodError;

        #[inline]
        fn try_from(time: OffsetDateTime) -> Result<Self, PeriodError> {
            Self::try_from(time.date())
        }
    }

    impl From<Day> for Date {
        #[inline]
        fn from(day: Day) -> Self {
            /// Julian days before 0001-01-01, day number 1.
            const BEFORE: i32 = 1_721_425;
            let julian = day.number().cast_signed() + BEFORE;
            Self::from_julian_day(julian).unwrap_or(Self::MIN)
        }
    }
}

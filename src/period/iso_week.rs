//! A week of ISO 8601.

use alloc::string::String;
use core::num::NonZeroU32;

use super::civil;
use super::day::Day;
use super::part_of_year::{Refusal, refused};
use super::period::Period;
use super::text::{Form, written};
use crate::error::PeriodError;

/// A week of ISO 8601, Monday to Sunday, such as the eleventh of 2026, written `"2026-W11"`.
///
/// # Invariants
///
/// Always a week of an ISO year from 1 to 9999, which has 52 weeks or 53. Week 1 is the one with the
/// year's first Thursday, so the first days of January may belong to the year before, and the last
/// of December to the next. Four bytes, and `Option<IsoWeek>` is four bytes too. The ordinal is the
/// number of weeks since 1970-W01, the week of 1970-01-01.
///
/// It has no conversion into a [`Month`](crate::Month) or a [`Year`](crate::Year), since some weeks
/// have days in two of them: coarsen from days.
///
/// # Errors
///
/// [`IsoWeek::new`] refuses the year 0, the week 0 and week 53 of a year that has 52 with a
/// [`PeriodError`] that names them. Text must have the form of `"2026-W11"`: not `"2026-w11"`,
/// `"2026W11"` or `"2026-W11-1"`.
///
/// # Example
///
/// ```
/// use npscore::period::{Day, IsoWeek, Period};
///
/// let week: IsoWeek = "2027-W01".parse()?;
/// assert_eq!(week.monday(), Day::constant(2027, 1, 4));
/// assert_eq!(IsoWeek::from(Day::constant(2027, 1, 1)), IsoWeek::constant(2026, 53));
/// assert_eq!(week.predecessor(), Some(IsoWeek::constant(2026, 53)));
/// assert_eq!(week.year_before(), Some(IsoWeek::constant(2026, 1)));
/// assert_eq!(IsoWeek::constant(2026, 53).year_before(), None);
/// # Ok::<(), npscore::error::PeriodError>(())
/// ```
///
/// # Source
///
/// ISO 8601-1:2019, calendar weeks.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IsoWeek(NonZeroU32);

/// The count of weeks to that of a day number: the week that begins on 0001-01-01 is the first.
const fn week_of(number: u32) -> u32 {
    (number - 1) / 7 + 1
}

/// The count of weeks to week 1 of a year, the one of 4 January.
const fn first_week(year: u16) -> u32 {
    week_of(civil::number(12 * year as u32, 4))
}

impl IsoWeek {
    /// The first week, 0001-W01, which begins on 1 January of the year 1.
    pub const MIN: Self = Self::constant(1, 1);

    /// The last week, 9999-W52; its Saturday and Sunday lie in the year 10000.
    pub const MAX: Self = Self::constant(9_999, 52);

    const FORM: Form = Form {
        before: "",
        mark: "-W",
        digits: 2,
    };

    /// The given week of an ISO year, 1 to 9999.
    ///
    /// # Errors
    ///
    /// [`PeriodError::OutOfRange`] for the year 0, or for a week the year does not have, such as 0,
    /// or 53 in 2025.
    #[inline]
    pub const fn new(year: u16, week: u8) -> Result<Self, PeriodError> {
        match Self::checked(year, week) {
            Ok(week) => Ok(week),
            Err(refusal) => Err(refused(refusal)),
        }
    }

    /// A week from literals, checked when the program is compiled if used in a `const`.
    ///
    /// # Panics
    ///
    /// Where [`new`](Self::new), which is for what is not a literal, returns an error.
    #[must_use]
    #[track_caller]
    #[allow(clippy::panic, reason = "for literals; documented")]
    pub const fn constant(year: u16, week: u8) -> Self {
        match Self::checked(year, week) {
            Ok(week) => week,
            Err(_) => panic!("there is no such week"),
        }
    }

    /// The ISO year as a number, 1 to 9999: the year of the week's Thursday.
    #[inline]
    #[must_use]
    pub const fn year(self) -> u16 {
        Day::from_number(self.monday().number() + 3).year()
    }

    /// The week of the ISO year, 1 to 53.
    #[inline]
    #[must_use]
    #[allow(clippy::cast_possible_truncation, reason = "at most 53")]
    pub const fn week(self) -> u8 {
        (self.0.get() + 1 - first_week(self.year())) as u8
    }

    /// The day it begins with.
    #[inline]
    #[must_use]
    pub const fn monday(self) -> Day {
        Day::from_number(7 * self.0.get() - 6)
    }

    const fn checked(year: u16, week: u8) -> Result<Self, Refusal> {
        if year < 1 || year > civil::LAST_YEAR {
            return Err(("year", year as i64, 1, civil::LAST_YEAR as i64));
        }
        let first = first_week(year);
        let weeks = first_week(year + 1) - first;
        if week < 1 || week as u32 > weeks {
            return Err(("week", week as i64, 1, weeks as i64));
        }
        Ok(Self::from_count(first + week as u32 - 1))
    }

    /// The week of a count of weeks, of which the first begins on 0001-01-01.
    const fn from_count(count: u32) -> Self {
        Self(NonZeroU32::MIN.saturating_add(count - 1))
    }

    fn text(self) -> String {
        Self::FORM.write(self.year(), self.week())
    }

    fn read(text: &str) -> Option<Result<Self, PeriodError>> {
        let (year, week) = Self::FORM.read(text)?;
        Some(Self::new(year, week))
    }
}

written!([] IsoWeek, IsoWeek, "week", "2026-W11");

/// The count of weeks to that of 1970-01-01.
const EPOCH: i64 = week_of(civil::EPOCH) as i64;

impl Period for IsoWeek {
    const UNIT: &'static str = "week";

    #[inline]
    fn ordinal(self) -> i64 {
        i64::from(self.0.get()) - EPOCH
    }

    #[inline]
    fn from_ordinal(ordinal: i64) -> Option<Self> {
        let count = u32::try_from(ordinal.checked_add(EPOCH)?).ok()?;
        (1..=Self::MAX.0.get())
            .contains(&count)
            .then(|| Self::from_count(count))
    }

    fn year_before(self) -> Option<Self> {
        Self::new(self.year() - 1, self.week()).ok()
    }
}

/// The week that contains the day.
impl From<Day> for IsoWeek {
    #[inline]
    fn from(day: Day) -> Self {
        Self::from_count(week_of(day.number()))
    }
}

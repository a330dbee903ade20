//! A week of ISO 8601.

use super::encapsulate::Index;
use super::text::{number, put, written};
use super::{Day, Period, PeriodError, Year, civil};

/// A week of ISO 8601, Monday to Sunday, such as the eleventh of 2026, written `"2026-W11"`.
///
/// Available with feature `jiff`.
///
/// # Invariants
///
/// Always a week of an ISO year from 1 to 9999, which has 52 weeks or 53. Week 1 is the one with the
/// year's first Thursday, so the first days of January may belong to the year before, and the last
/// of December to the next. Four bytes, and `Option<IsoWeek>` is four bytes too.
///
/// It has no conversion into a [`Month`](crate::Month) or a [`Year`], since a week has days in two
/// of them now and then: coarsen from days.
///
/// # Ordering
///
/// By time. The ordinal is the number of weeks since 1970-W01, the week of 1970-01-01.
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
/// use npscore::{Day, IsoWeek, Period};
///
/// let week: IsoWeek = "2027-W01".parse()?;
/// assert_eq!(week.monday(), Day::constant(2027, 1, 4));
/// assert_eq!(IsoWeek::from(Day::constant(2027, 1, 1)), IsoWeek::constant(2026, 53));
/// assert_eq!(week.predecessor(), Some(IsoWeek::constant(2026, 53)));
/// assert_eq!(week.year_before(), Some(IsoWeek::constant(2026, 1)));
/// assert_eq!(IsoWeek::constant(2026, 53).year_before(), None);
/// # Ok::<(), npscore::PeriodError>(())
/// ```
///
/// # Source
///
/// ISO 8601-1:2019, calendar weeks.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IsoWeek(Index<1, { week_of(civil::LAST_DAY) }>);

/// The count of weeks to that of a day number: the week that begins on 0001-01-01 is the first.
const fn week_of(number: u32) -> u32 {
    (number - 1) / 7 + 1
}

/// The count of weeks to week 1 of a year, the one of 4 January.
const fn first_week(year: u16) -> u32 {
    week_of(civil::number(12 * year as u32, 4))
}

/// The last week of a year, 52 or 53.
#[allow(clippy::cast_possible_truncation, reason = "52 or 53")]
const fn last_week(year: u16) -> u8 {
    (first_week(year + 1) - first_week(year)) as u8
}

impl IsoWeek {
    /// The first week, 0001-W01, which begins on 1 January of the year 1.
    pub const MIN: Self = Self::constant(1, 1);

    /// The last week, 9999-W52; its Saturday and Sunday lie in the year 10000.
    pub const MAX: Self = Self::constant(9_999, 52);

    /// The given week of an ISO year.
    ///
    /// # Errors
    ///
    /// [`PeriodError::YearOutOfRange`] outside 1..=9999, such as for 0;
    /// [`PeriodError::WeekOutOfRange`] for a week the year does not have, such as 0, or 53 in 2025.
    #[inline]
    pub const fn new(year: u16, week: u8) -> Result<Self, PeriodError> {
        match Self::find(year, week) {
            Some(week) => Ok(week),
            None => Err(match Year::find(year) {
                Some(_) => PeriodError::WeekOutOfRange {
                    year,
                    value: week,
                    last: last_week(year),
                },
                None => PeriodError::YearOutOfRange { value: year as i32 },
            }),
        }
    }

    /// The given week, if it is one.
    #[inline]
    const fn find(year: u16, week: u8) -> Option<Self> {
        if Year::find(year).is_some() && week >= 1 && week <= last_week(year) {
            Some(Self(Index::clamp(first_week(year) + week as u32 - 1)))
        } else {
            None
        }
    }

    /// A week from literals, checked when the program is compiled if used in a `const`.
    ///
    /// # Panics
    ///
    /// For a year outside 1..=9999 or a week it does not have. Values that are not literals go
    /// through [`IsoWeek::new`].
    #[must_use]
    #[track_caller]
    #[allow(clippy::panic, reason = "for literals; documented")]
    pub const fn constant(year: u16, week: u8) -> Self {
        match Self::find(year, week) {
            Some(week) => week,
            None => panic!("a week is 1 to 52 or 53 of an ISO year from 1 to 9999"),
        }
    }

    /// The ISO year as a number, 1..=9999: the year of the week's Thursday.
    #[inline]
    #[must_use]
    pub const fn year(self) -> u16 {
        Day::from_number(self.monday().number() + 3).year()
    }

    /// The week of the ISO year, 1..=53.
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

    fn text(self) -> [u8; 8] {
        let mut text = *b"0000-W00";
        put(&mut text[..4], self.year());
        put(&mut text[6..], self.week().into());
        text
    }

    fn read(text: &str) -> Option<Result<Self, PeriodError>> {
        let (year, week) = text.split_once("-W")?;
        Some(Self::new(number(year, 4)?, number(week, 2)?))
    }
}

written!(IsoWeek, "2026-W11");

impl Period for IsoWeek {
    const UNIT: &'static str = "week";

    #[inline]
    fn ordinal(self) -> i64 {
        i64::from(self.0.get()) - i64::from(week_of(civil::EPOCH))
    }

    #[inline]
    fn from_ordinal(ordinal: i64) -> Option<Self> {
        let index = ordinal.checked_add(week_of(civil::EPOCH).into())?;
        Index::new(index).map(Self)
    }

    fn year_before(self) -> Option<Self> {
        Self::find(self.year() - 1, self.week())
    }
}

/// The week that contains the day.
impl From<Day> for IsoWeek {
    #[inline]
    fn from(day: Day) -> Self {
        Self(Index::clamp(week_of(day.number())))
    }
}

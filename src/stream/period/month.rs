//! A calendar month.

use super::encapsulate::Index;
use super::text::{number, put, written};
use super::{Period, PeriodError, Year, civil};

/// A month of a calendar year, such as March 2026, written `"2026-03"`.
///
/// # Invariants
///
/// Always a month of a [`Year`]. Four bytes, and `Option<Month>` is four bytes too.
///
/// # Ordering
///
/// By time. The ordinal is twelve times the year plus the months of that year gone by.
///
/// # Errors
///
/// [`Month::new`] refuses the year 0 and the months 0 and 13 with a [`PeriodError`] that names
/// them. Text must have the form of `"2026-03"`: not `"2026-3"`, `"2026-03-01"` or `"03/2026"`.
///
/// # Example
///
/// ```
/// use npscore::{Month, Period, Quarter, Year};
///
/// let month: Month = "2026-03".parse()?;
/// assert_eq!((month.year(), month.month()), (2026, 3));
/// assert_eq!(month.successor(), Some(Month::constant(2026, 4)));
/// assert_eq!(month.year_before(), Some(Month::constant(2025, 3)));
/// assert_eq!(Quarter::from(month), Quarter::constant(2026, 1));
/// assert_eq!(Year::from(month), Year::constant(2026));
/// assert_eq!(
///     "2026-13".parse::<Month>().unwrap_err().to_string(),
///     "month 13 is out of range, expected 1 to 12",
/// );
/// # Ok::<(), npscore::PeriodError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month(Index<12, 119_999>);

impl Month {
    /// The first month, January of the year 1.
    pub const MIN: Self = Self::constant(1, 1);

    /// The last month, December of the year 9999.
    pub const MAX: Self = Self::constant(9_999, 12);

    /// The given month, 1..=12, of a year.
    ///
    /// # Errors
    ///
    /// [`PeriodError::YearOutOfRange`] outside 1..=9999, such as for 0;
    /// [`PeriodError::MonthOutOfRange`] outside 1..=12, such as for 0 or 13.
    #[inline]
    pub const fn new(year: u16, month: u8) -> Result<Self, PeriodError> {
        match Self::find(year, month) {
            Some(month) => Ok(month),
            None => Err(Self::refusal(year, month)),
        }
    }

    /// The given month, if it is one.
    #[inline]
    pub(super) const fn find(year: u16, month: u8) -> Option<Self> {
        if Year::find(year).is_some() && month >= 1 && month <= 12 {
            Some(Self::from_index(12 * year as u32 + month as u32 - 1))
        } else {
            None
        }
    }

    /// Why the given month is none.
    pub(super) const fn refusal(year: u16, month: u8) -> PeriodError {
        match Year::find(year) {
            Some(_) => PeriodError::MonthOutOfRange { value: month },
            None => PeriodError::YearOutOfRange { value: year as i32 },
        }
    }

    /// A month from literals, checked when the program is compiled if used in a `const`.
    ///
    /// # Panics
    ///
    /// For a year outside 1..=9999 or a month outside 1..=12. Values that are not literals go
    /// through [`Month::new`].
    ///
    /// ```
    /// use npscore::Month;
    /// const LAUNCH: Month = Month::constant(2026, 3);
    /// ```
    ///
    /// ```compile_fail
    /// use npscore::Month;
    /// const NONE: Month = Month::constant(2026, 13);
    /// ```
    #[must_use]
    #[track_caller]
    #[allow(clippy::panic, reason = "for literals; documented")]
    pub const fn constant(year: u16, month: u8) -> Self {
        match Self::find(year, month) {
            Some(month) => month,
            None => panic!("a month is 1 to 12 of a year from 1 to 9999"),
        }
    }

    /// The month of a count of days since 1970-01-01, day 0; `None` beyond the years 1 to 9999.
    ///
    /// A few multiplications, for logs and columns that store dates so. The count is of days on the
    /// local calendar: a time stamp divided by 86,400 seconds gives the day in UTC, which for a
    /// response at 23:30 may be another.
    ///
    /// ```
    /// use npscore::Month;
    ///
    /// assert_eq!(Month::from_epoch_day(20_521), Some(Month::constant(2026, 3))); // 2026-03-09
    /// assert_eq!(Month::from_epoch_day(-1), Some(Month::constant(1969, 12)));
    /// assert_eq!(Month::from_epoch_day(i64::MAX), None);
    /// ```
    ///
    /// # Source
    ///
    /// Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms".
    #[inline]
    #[must_use]
    pub const fn from_epoch_day(epoch_day: i64) -> Option<Self> {
        match civil::day_number(epoch_day) {
            Some(number) => Some(Self::from_index(civil::month_and_day(number).0)),
            None => None,
        }
    }

    /// The year as a number, 1..=9999.
    #[inline]
    #[must_use]
    #[allow(clippy::cast_possible_truncation, reason = "at most 9999")]
    pub const fn year(self) -> u16 {
        (self.0.get() / 12) as u16
    }

    /// The month of the year, 1..=12.
    #[inline]
    #[must_use]
    #[allow(clippy::cast_possible_truncation, reason = "at most 12")]
    pub const fn month(self) -> u8 {
        (self.0.get() % 12 + 1) as u8
    }

    /// The month of an index that follows from another period.
    #[inline]
    pub(super) const fn from_index(index: u32) -> Self {
        Self(Index::clamp(index))
    }

    /// Twelve times the year plus the months of that year gone by.
    #[inline]
    pub(super) const fn index(self) -> u32 {
        self.0.get()
    }

    fn text(self) -> [u8; 7] {
        let mut text = *b"0000-00";
        put(&mut text[..4], self.year());
        put(&mut text[5..], self.month().into());
        text
    }

    fn read(text: &str) -> Option<Result<Self, PeriodError>> {
        let (year, month) = text.split_at_checked(4)?;
        let month = month.strip_prefix('-')?;
        Some(Self::new(number(year, 4)?, number(month, 2)?))
    }
}

written!(Month, "2026-03");

impl Period for Month {
    const UNIT: &'static str = "month";

    #[inline]
    fn ordinal(self) -> i64 {
        i64::from(self.0.get())
    }

    #[inline]
    fn from_ordinal(ordinal: i64) -> Option<Self> {
        Index::new(ordinal).map(Self)
    }

    fn year_before(self) -> Option<Self> {
        self.offset(-12)
    }
}

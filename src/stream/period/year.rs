//! A calendar year.

use super::encapsulate::Index;
use super::text::{number, put, written};
use super::{Month, Period, PeriodError, Quarter, civil};

/// A calendar year from 1 to 9999, such as 2026.
///
/// # Invariants
///
/// Always within 1..=9999, of the Gregorian calendar. Four bytes, and `Option<Year>` is four bytes
/// too.
///
/// # Ordering
///
/// By time. The ordinal is the year itself.
///
/// # Errors
///
/// [`Year::new`] refuses 0 and 10000 with a [`PeriodError`] that names them. Text must have four
/// digits: `"2026"`, `"0987"`; not `"26"`, `"+2026"` or `" 2026"`.
///
/// # Example
///
/// ```
/// use npscore::{Period, Year};
///
/// let year = Year::new(2026)?;
/// assert_eq!(year.to_string(), "2026");
/// assert_eq!("2025".parse::<Year>()?, Year::constant(2025));
/// assert_eq!(year.predecessor(), Some(Year::constant(2025)));
/// assert!(Year::new(0).is_err());
/// # Ok::<(), npscore::PeriodError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Year(Index<1, 9_999>);

impl Year {
    /// The first year, 1.
    pub const MIN: Self = Self::constant(1);

    /// The last year, 9999.
    pub const MAX: Self = Self::constant(9_999);

    /// The given year.
    ///
    /// # Errors
    ///
    /// [`PeriodError::YearOutOfRange`] outside 1..=9999, such as for 0 or 10000.
    #[inline]
    pub const fn new(year: u16) -> Result<Self, PeriodError> {
        match Self::find(year) {
            Some(year) => Ok(year),
            None => Err(PeriodError::YearOutOfRange { value: year as i32 }),
        }
    }

    /// The given year, if it is one.
    #[inline]
    pub(super) const fn find(year: u16) -> Option<Self> {
        match Index::new(year as i64) {
            Some(index) => Some(Self(index)),
            None => None,
        }
    }

    /// A year from a literal, checked when the program is compiled if used in a `const`.
    ///
    /// # Panics
    ///
    /// For a year outside 1..=9999. Values that are not literals go through [`Year::new`].
    #[must_use]
    #[track_caller]
    #[allow(clippy::panic, reason = "for literals; documented")]
    pub const fn constant(year: u16) -> Self {
        match Self::find(year) {
            Some(year) => year,
            None => panic!("a year is a whole number from 1 to 9999"),
        }
    }

    /// The year of a count of days since 1970-01-01; `None` beyond the years 1 to 9999. See
    /// [`Month::from_epoch_day`].
    #[inline]
    #[must_use]
    pub const fn from_epoch_day(epoch_day: i64) -> Option<Self> {
        match civil::day_number(epoch_day) {
            Some(number) => Some(Self(Index::clamp(civil::month_and_day(number).0 / 12))),
            None => None,
        }
    }

    /// The year as a number, 1..=9999.
    #[inline]
    #[must_use]
    #[allow(clippy::cast_possible_truncation, reason = "at most 9999")]
    pub const fn year(self) -> u16 {
        self.0.get() as u16
    }

    /// Its four quarters, in order.
    #[must_use]
    pub fn quarters(self) -> [Quarter; 4] {
        let first = 4 * self.0.get();
        [0, 1, 2, 3].map(|quarter| Quarter::from_index(first + quarter))
    }

    /// Its twelve months, in order.
    #[must_use]
    pub fn months(self) -> [Month; 12] {
        let first = 12 * self.0.get();
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11].map(|month| Month::from_index(first + month))
    }

    fn text(self) -> [u8; 4] {
        let mut text = *b"0000";
        put(&mut text, self.year());
        text
    }

    fn read(text: &str) -> Option<Result<Self, PeriodError>> {
        Some(Self::new(number(text, 4)?))
    }
}

written!(Year, "2026");

impl Period for Year {
    const UNIT: &'static str = "year";

    #[inline]
    fn ordinal(self) -> i64 {
        i64::from(self.0.get())
    }

    #[inline]
    fn from_ordinal(ordinal: i64) -> Option<Self> {
        Index::new(ordinal).map(Self)
    }

    fn year_before(self) -> Option<Self> {
        self.predecessor()
    }
}

/// The year that contains the quarter.
impl From<Quarter> for Year {
    #[inline]
    fn from(quarter: Quarter) -> Self {
        Self(Index::clamp(quarter.index() / 4))
    }
}

/// The year that contains the month.
impl From<Month> for Year {
    #[inline]
    fn from(month: Month) -> Self {
        Self(Index::clamp(month.index() / 12))
    }
}

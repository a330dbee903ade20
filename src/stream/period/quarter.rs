//! A calendar quarter.

use super::encapsulate::Index;
use super::text::{number, put, written};
use super::{Month, Period, PeriodError, Year, civil};

/// A quarter of a calendar year, such as the first of 2026, written `"2026-Q1"`.
///
/// # Invariants
///
/// Always a quarter of a [`Year`]: January to March is the first. Four bytes, and `Option<Quarter>`
/// is four bytes too. A fiscal year with other quarters is a [`Period`] of one's own.
///
/// # Ordering
///
/// By time. The ordinal is four times the year plus the quarters of that year gone by.
///
/// # Errors
///
/// [`Quarter::new`] refuses the year 0 and the quarters 0 and 5 with a [`PeriodError`] that names
/// them. Text must have the form of `"2026-Q1"`: not `"2026-q1"`, `"2026Q1"` or `"Q1 2026"`.
///
/// # Example
///
/// ```
/// use npscore::{Month, Period, Quarter};
///
/// let quarter: Quarter = "2026-Q1".parse()?;
/// assert_eq!((quarter.year(), quarter.quarter()), (2026, 1));
/// assert_eq!(quarter, Quarter::from(Month::constant(2026, 3)));
/// assert_eq!(quarter.predecessor(), Some(Quarter::constant(2025, 4)));
/// assert_eq!(quarter.months()[0].to_string(), "2026-01");
/// # Ok::<(), npscore::PeriodError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Quarter(Index<4, 39_999>);

impl Quarter {
    /// The first quarter, of the year 1.
    pub const MIN: Self = Self::constant(1, 1);

    /// The last quarter, of the year 9999.
    pub const MAX: Self = Self::constant(9_999, 4);

    /// The given quarter, 1..=4, of a year.
    ///
    /// # Errors
    ///
    /// [`PeriodError::YearOutOfRange`] outside 1..=9999, such as for 0;
    /// [`PeriodError::QuarterOutOfRange`] outside 1..=4, such as for 0 or 5.
    #[inline]
    pub const fn new(year: u16, quarter: u8) -> Result<Self, PeriodError> {
        match Self::find(year, quarter) {
            Some(quarter) => Ok(quarter),
            None => Err(Self::refusal(year, quarter)),
        }
    }

    /// The given quarter, if it is one.
    #[inline]
    const fn find(year: u16, quarter: u8) -> Option<Self> {
        if Year::find(year).is_some() && quarter >= 1 && quarter <= 4 {
            Some(Self::from_index(4 * year as u32 + quarter as u32 - 1))
        } else {
            None
        }
    }

    /// Why the given quarter is none.
    const fn refusal(year: u16, quarter: u8) -> PeriodError {
        match Year::find(year) {
            Some(_) => PeriodError::QuarterOutOfRange { value: quarter },
            None => PeriodError::YearOutOfRange { value: year as i32 },
        }
    }

    /// A quarter from literals, checked when the program is compiled if used in a `const`.
    ///
    /// # Panics
    ///
    /// For a year outside 1..=9999 or a quarter outside 1..=4. Values that are not literals go
    /// through [`Quarter::new`].
    #[must_use]
    #[track_caller]
    #[allow(clippy::panic, reason = "for literals; documented")]
    pub const fn constant(year: u16, quarter: u8) -> Self {
        match Self::find(year, quarter) {
            Some(quarter) => quarter,
            None => panic!("a quarter is 1 to 4 of a year from 1 to 9999"),
        }
    }

    /// The quarter of a count of days since 1970-01-01; `None` beyond the years 1 to 9999. See
    /// [`Month::from_epoch_day`].
    #[inline]
    #[must_use]
    pub const fn from_epoch_day(epoch_day: i64) -> Option<Self> {
        match civil::day_number(epoch_day) {
            Some(number) => Some(Self::from_index(civil::month_and_day(number).0 / 3)),
            None => None,
        }
    }

    /// The year as a number, 1..=9999.
    #[inline]
    #[must_use]
    #[allow(clippy::cast_possible_truncation, reason = "at most 9999")]
    pub const fn year(self) -> u16 {
        (self.0.get() / 4) as u16
    }

    /// The quarter of the year, 1..=4.
    #[inline]
    #[must_use]
    #[allow(clippy::cast_possible_truncation, reason = "at most 4")]
    pub const fn quarter(self) -> u8 {
        (self.0.get() % 4 + 1) as u8
    }

    /// Its three months, in order.
    #[must_use]
    pub fn months(self) -> [Month; 3] {
        let first = 3 * self.0.get();
        [0, 1, 2].map(|month| Month::from_index(first + month))
    }

    /// The quarter of an index that follows from another period.
    #[inline]
    pub(super) const fn from_index(index: u32) -> Self {
        Self(Index::clamp(index))
    }

    /// Four times the year plus the quarters of that year gone by.
    #[inline]
    pub(super) const fn index(self) -> u32 {
        self.0.get()
    }

    fn text(self) -> [u8; 7] {
        let mut text = *b"0000-Q0";
        put(&mut text[..4], self.year());
        put(&mut text[6..], self.quarter().into());
        text
    }

    fn read(text: &str) -> Option<Result<Self, PeriodError>> {
        let (year, quarter) = text.split_once("-Q")?;
        Some(Self::new(number(year, 4)?, number(quarter, 1)?))
    }
}

written!(Quarter, "2026-Q1");

impl Period for Quarter {
    const UNIT: &'static str = "quarter";

    #[inline]
    fn ordinal(self) -> i64 {
        i64::from(self.0.get())
    }

    #[inline]
    fn from_ordinal(ordinal: i64) -> Option<Self> {
        Index::new(ordinal).map(Self)
    }

    fn year_before(self) -> Option<Self> {
        self.offset(-4)
    }
}

/// The quarter that contains the month.
impl From<Month> for Quarter {
    #[inline]
    fn from(month: Month) -> Self {
        Self::from_index(month.index() / 3)
    }
}

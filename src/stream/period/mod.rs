//! Calendar periods: ordered, with a dense ordinal.

mod civil;
#[cfg(feature = "jiff")]
mod day;
mod encapsulate;
#[cfg(feature = "jiff")]
mod iso_week;
mod month;
mod quarter;
mod text;
mod year;

use alloc::string::String;
use core::fmt::{Debug, Display};
use core::hash::Hash;

#[cfg(feature = "jiff")]
pub use day::Day;
#[cfg(feature = "jiff")]
pub use iso_week::IsoWeek;
pub use month::Month;
pub use quarter::Quarter;
pub use year::Year;

/// A calendar period: ordered, with a dense ordinal.
///
/// [`Month`], [`Quarter`] and [`Year`] are always here, `Day` and `IsoWeek` with feature `jiff`. A
/// period of one's own, such as a fiscal quarter, implements four items and gets the rest.
///
/// # Laws
///
/// - `from_ordinal(p.ordinal())` is `Some(p)`, for every period `p`.
/// - `p < q` exactly if `p.ordinal() < q.ordinal()`.
/// - Neighbours differ by one: if two ordinals have a period, every ordinal between them has one.
///
/// # Containing periods
///
/// Where `Q: From<P>`, the conversion is to the period that contains it: the quarter of a month,
/// the year of a quarter. A week has days in two months now and then, so an ISO week converts into
/// none of them.
///
/// # Example
///
/// ```
/// use npscore::{Month, Period};
///
/// /// The periods from `first` to `last`, both included.
/// fn run<P: Period>(first: P, last: P) -> Vec<P> {
///     (first.ordinal()..=last.ordinal()).filter_map(P::from_ordinal).collect()
/// }
///
/// let november = Month::constant(2025, 11);
/// let february = Month::constant(2026, 2);
/// assert_eq!(run(november, february).len(), 4);
/// assert_eq!(november.steps_to(february), 3);
/// assert_eq!(november.offset(3), Some(february));
/// assert_eq!(february.year_before(), Some(Month::constant(2025, 2)));
/// ```
pub trait Period: Copy + Ord + Hash + Debug + Display {
    /// One such period in words, such as `"month"`, for messages.
    const UNIT: &'static str;

    /// The number of this period in the order of all periods of its kind.
    ///
    /// Only differences have a meaning; where the count begins is up to the type.
    fn ordinal(self) -> i64;

    /// The period of the given ordinal; `None` beyond the calendar.
    fn from_ordinal(ordinal: i64) -> Option<Self>;

    /// The same period a year before, or `None` where there is none: 29 February, week 53, and
    /// every period of the calendar's first year.
    fn year_before(self) -> Option<Self>;

    /// The period after this one; `None` at the end of the calendar.
    #[inline]
    fn successor(self) -> Option<Self> {
        self.offset(1)
    }

    /// The period before this one; `None` at the beginning of the calendar.
    #[inline]
    fn predecessor(self) -> Option<Self> {
        self.offset(-1)
    }

    /// The period so many steps later, or earlier if `steps` is negative; `None` beyond the
    /// calendar.
    #[inline]
    fn offset(self, steps: i64) -> Option<Self> {
        Self::from_ordinal(self.ordinal().checked_add(steps)?)
    }

    /// How many steps lead from this period to `later`; negative if `later` is earlier.
    ///
    /// `p.offset(p.steps_to(q))` is `Some(q)` A number beyond `i64` is given as the nearest end of that
    /// type; no period of this crate comes near.
    #[inline]
    fn steps_to(self, later: Self) -> i64 {
        later.ordinal().saturating_sub(self.ordinal())
    }

    /// The period of a time stamp, by the calendar on the wall in that time zone: a response at
    /// 23:30 belongs to the local day.
    ///
    /// Available with feature `jiff`, for every period that contains whole days. The time zone is
    /// always named, never the machine's by default; `TimeZone::get` needs one of jiff's own
    /// features for a time zone database.
    ///
    /// # Errors
    ///
    /// [`PeriodError::YearOutOfRange`] for a time stamp before the year 1, such as
    /// `-000001-06-01T00:00:00Z`.
    ///
    /// # Example
    ///
    /// ```
    /// use jiff::{Timestamp, tz::TimeZone};
    /// use npscore::{Day, Month, Period};
    ///
    /// let answered: Timestamp = "2026-03-31T22:30:00Z".parse()?; // half past midnight in Sweden
    /// let stockholm = TimeZone::get("Europe/Stockholm")?;
    /// assert_eq!(Day::at(answered, &stockholm)?, Day::constant(2026, 4, 1));
    /// assert_eq!(Month::at(answered, &stockholm)?, Month::constant(2026, 4));
    /// assert_eq!(Month::at(answered, &TimeZone::UTC)?, Month::constant(2026, 3));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[cfg(feature = "jiff")]
    fn at(timestamp: jiff::Timestamp, zone: &jiff::tz::TimeZone) -> Result<Self, PeriodError>
    where
        Self: From<Day>,
    {
        Day::try_from(zone.to_datetime(timestamp).date()).map(Self::from)
    }
}

/// Why there is no such [`Period`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PeriodError {
    /// A year outside 1..=9999, such as 0 or -44.
    #[error("year {value} is out of range, expected 1 to 9999")]
    YearOutOfRange {
        /// The year.
        value: i32,
    },
    /// A quarter outside 1..=4, such as 0 or 5.
    #[error("quarter {value} is out of range, expected 1 to 4")]
    QuarterOutOfRange {
        /// The quarter.
        value: u8,
    },
    /// A month outside 1..=12, such as 0 or 13.
    #[error("month {value} is out of range, expected 1 to 12")]
    MonthOutOfRange {
        /// The month.
        value: u8,
    },
    /// A week the ISO year does not have, such as 0, or 53 of 2025.
    #[error("week {value} is out of range, expected 1 to {last} in ISO year {year:04}")]
    WeekOutOfRange {
        /// The ISO year.
        year: u16,
        /// The week.
        value: u8,
        /// The last week of that year, 52 or 53.
        last: u8,
    },
    /// A day the month does not have, such as 0, or 29 of February 2026.
    #[error("day {value} is out of range, expected 1 to {last} in {month}")]
    DayOutOfRange {
        /// The month.
        month: Month,
        /// The day.
        value: u8,
        /// The last day of that month, 28 to 31.
        last: u8,
    },
    /// A text that is not written like a period of its kind, such as `"2026-1"` for a month.
    #[error("{unit} {text:?} is not written like {like:?}")]
    Malformed {
        /// What was expected, as in [`Period::UNIT`].
        unit: &'static str,
        /// A text of the expected form.
        like: &'static str,
        /// The text, or its beginning.
        text: String,
    },
    /// A period that is not later than the last one observed, where time must not run back.
    #[error("{unit} {period} is not later than {last}, the last one observed")]
    NotLater {
        /// What is observed, as in [`Period::UNIT`].
        unit: &'static str,
        /// The period.
        period: String,
        /// The last period observed.
        last: String,
    },
}

//! What every calendar period is: ordered, with a dense ordinal.

use core::fmt::{Debug, Display};
use core::hash::Hash;

use super::day::Day;
#[cfg(feature = "jiff")]
use crate::error::PeriodError;

/// A calendar period: ordered, with a dense ordinal.
///
/// [`Day`], [`Month`](crate::Month), [`Quarter`](crate::Quarter), [`Year`](crate::Year) and the rest
/// of [`period`](crate::period) are such. A period of your own, such as the sprints of a team,
/// implements four items and gets the rest; with `From<Day>`, dates become periods too.
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
/// the year of a quarter. An ISO week converts into none of them, as some weeks have days in two
/// months.
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
    /// `p.offset(p.steps_to(q))` is `Some(q)`. A number beyond `i64` is given as the nearest end of
    /// that type; no period of this crate comes near.
    #[inline]
    fn steps_to(self, later: Self) -> i64 {
        later.ordinal().saturating_sub(self.ordinal())
    }

    /// The period of a number of days since 1970-01-01, which is day 0; `None` outside the years 1
    /// to 9999.
    ///
    /// For logs and tables that store dates so. The days are those of the local calendar: a time
    /// stamp divided by 86,400 seconds gives the day in UTC, which for a response at 23:30 may be
    /// another.
    ///
    /// ```
    /// use npscore::{Month, Period, period::IsoWeek};
    ///
    /// assert_eq!(Month::from_epoch_day(20_521), Some(Month::constant(2026, 3))); // 2026-03-09
    /// assert_eq!(IsoWeek::from_epoch_day(20_521), Some(IsoWeek::constant(2026, 11)));
    /// assert_eq!(Month::from_epoch_day(i64::MAX), None);
    /// ```
    #[inline]
    fn from_epoch_day(epoch_day: i64) -> Option<Self>
    where
        Self: From<Day>,
    {
        Day::of_epoch_day(epoch_day).map(Self::from)
    }

    /// The period of a time stamp, by the calendar on the wall in that time zone: a response at
    /// 23:30 belongs to the local day.
    ///
    /// Available with feature `jiff`. The time zone is always named, never the machine's by default;
    /// `TimeZone::get` needs one of jiff's own features for a time zone database.
    ///
    /// # Errors
    ///
    /// [`PeriodError::OutOfRange`] for a time stamp before the year 1, such as
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

impl Period for Day {
    const UNIT: &'static str = "day";

    #[inline]
    fn ordinal(self) -> i64 {
        self.epoch_day()
    }

    #[inline]
    fn from_ordinal(ordinal: i64) -> Option<Self> {
        Self::of_epoch_day(ordinal)
    }

    fn year_before(self) -> Option<Self> {
        Self::new(self.year() - 1, self.month(), self.day()).ok()
    }
}

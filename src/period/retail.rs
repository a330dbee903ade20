//! Years of whole weeks, as retailers and manufacturers count them: 4-4-5 and its kin.

use alloc::string::String;
use core::fmt::Debug;
use core::hash::Hash;
use core::marker::PhantomData;
use core::num::NonZeroU32;

use super::civil;
use super::day::Day;
use super::part_of_year::{PartOfYear, Refusal, part_of_year, refused};
use super::period::Period;
use super::text::{Form, written};
use crate::error::PeriodError;

/// How a company divides time into years of 52 or 53 whole weeks.
///
/// A year has four quarters of thirteen weeks, and a quarter three periods, of 4, 4 and 5 weeks
/// unless told otherwise; a 53rd week belongs to the last period. [`Nrf`] is the calendar of the
/// National Retail Federation. Others take a few lines:
///
/// ```
/// use npscore::Day;
/// use npscore::period::{RetailCalendar, RetailPeriod, RetailWeek};
///
/// /// 4-4-5, ending on the last Saturday of September.
/// #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
/// struct Ours;
///
/// impl RetailCalendar for Ours {
///     const MONTH: u8 = 10;
///     const EARLIEST: u8 = 6;
/// }
///
/// let day = Day::constant(2025, 9, 28);
/// assert_eq!(RetailWeek::<Ours>::from(day).to_string(), "FY2026-W01");
/// assert_eq!(RetailPeriod::<Ours>::from(day).to_string(), "FY2026-P01");
/// ```
///
/// Constants outside their range do not compile.
pub trait RetailCalendar: Copy + Ord + Hash + Debug {
    /// The month near whose first day the year begins, 1 to 12.
    const MONTH: u8;

    /// The weekday that weeks begin with, 1 for Monday to 7 for Sunday, which is provided.
    const WEEKDAY: u8 = 7;

    /// How many days before the first of the month the year begins at the earliest, 0 to 6.
    ///
    /// With 3, as provided, it begins on the weekday nearest to the first of the month; with 6 it
    /// begins on or before it, so that the year before ends on the last such day of its month; with 0
    /// on or after it.
    const EARLIEST: u8 = 3;

    /// The weeks of the three periods of a quarter, 13 in all; 4, 4 and 5 are provided.
    const WEEKS: [u8; 3] = [4, 4, 5];

    /// Whether a year is named for the calendar year in which it ends, as provided, or for that near
    /// whose [`MONTH`](Self::MONTH) it begins. Years that begin near January are named for that.
    const NAMED_BY_END: bool = true;
}

/// The 4-5-4 calendar of the National Retail Federation: its years begin on the Sunday nearest to 1
/// February and are named for the calendar year in which they begin.
///
/// ```
/// use npscore::Day;
/// use npscore::period::{Nrf, RetailWeek};
///
/// // 2023 had 53 weeks.
/// let last = RetailWeek::<Nrf>::from(Day::constant(2024, 2, 3));
/// assert_eq!(last.to_string(), "FY2023-W53");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Nrf;

impl RetailCalendar for Nrf {
    const MONTH: u8 = 2;
    const WEEKS: [u8; 3] = [4, 5, 4];
    const NAMED_BY_END: bool = false;
}

/// The constants of a calendar, checked when the program is compiled.
#[derive(Clone, Copy)]
struct Rule {
    month: u32,
    weekday: i64,
    earliest: i64,
    weeks: [u8; 3],
    /// How far a year's name is ahead of the calendar year near whose month it begins.
    ahead: i64,
}

/// Days of 400 years, which are whole weeks.
const CYCLE: i64 = 146_097;

impl Rule {
    #[allow(clippy::panic, reason = "when the program is compiled")]
    const fn of<C: RetailCalendar>() -> Self {
        let [first, second, third] = C::WEEKS;
        assert!(C::MONTH >= 1 && C::MONTH <= 12, "MONTH is 1 to 12");
        assert!(C::WEEKDAY >= 1 && C::WEEKDAY <= 7, "WEEKDAY is 1 to 7");
        assert!(C::EARLIEST <= 6, "EARLIEST is 0 to 6");
        assert!(
            first as u32 + second as u32 + third as u32 == 13,
            "WEEKS add up to 13"
        );
        Self {
            month: C::MONTH as u32,
            weekday: C::WEEKDAY as i64,
            earliest: C::EARLIEST as i64,
            weeks: C::WEEKS,
            ahead: (C::NAMED_BY_END && C::MONTH > 1) as i64,
        }
    }

    /// The day number of the first day of a year, also before the calendar.
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a year of the calendar, or one beside it, 400 years later"
    )]
    const fn start(&self, year: i64) -> i64 {
        let later = (year - self.ahead + 400) as u32;
        let first_of_month = civil::number(12 * later + self.month - 1, 1) as i64 - CYCLE;
        let earliest = first_of_month - self.earliest;
        // Day 1 was a Monday.
        earliest + (self.weekday - earliest).rem_euclid(7)
    }

    /// The year of a day number.
    const fn year(&self, number: u32) -> i64 {
        let mut year = (civil::month_and_day(number).0 / 12) as i64 + self.ahead + 1;
        while self.start(year) > number as i64 {
            year -= 1;
        }
        year
    }

    /// The first and the last year that have a day of the calendar.
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "0 to 10000"
    )]
    const fn years(&self) -> (u16, u16) {
        (self.year(1) as u16, self.year(civil::LAST_DAY) as u16)
    }

    /// The number of weeks of a year, 52 or 53.
    const fn weeks_of(&self, year: i64) -> i64 {
        (self.start(year + 1) - self.start(year)) / 7
    }

    /// Twelve times the year plus the periods of that year gone by.
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a year of the calendar, and a week of it"
    )]
    const fn period(&self, number: u32) -> u32 {
        let year = self.year(number);
        let week = (number as i64 - self.start(year)) as u32 / 7;
        let quarter = if week < 52 { week / 13 } else { 3 };
        let (first, second) = (self.weeks[0] as u32, self.weeks[1] as u32);
        let week = week - 13 * quarter;
        let period = (week >= first) as u32 + (week >= first + second) as u32;
        12 * year as u32 + 3 * quarter + period
    }

    /// Days from the beginning of a week to day 1.
    const fn before(&self) -> i64 {
        (1 - self.weekday).rem_euclid(7)
    }

    /// The count of weeks to that of a day number; the one of day 1 is the first.
    const fn count(&self, number: i64) -> i64 {
        (number - 1 + self.before()).div_euclid(7) + 1
    }
}

macro_rules! retail {
    ($(#[$doc:meta])* $type:ident, $unit:literal, $parts:literal, $part:tt, $text:literal, $form:expr) => {
        $(#[$doc])*
        ///
        /// # Invariants
        ///
        /// Every day of the calendar has one. Four bytes, as is an `Option` of it.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $type<C>(PartOfYear<$parts, C>);

        part_of_year!(
            [C: RetailCalendar] $type<C>, $type, $unit, Rule::of::<C>().years(), $part, $text, $form
        );

        #[doc = concat!("The ", $unit, " that contains the day.")]
        impl<C: RetailCalendar> From<Day> for $type<C> {
            #[inline]
            fn from(day: Day) -> Self {
                let rule = const { Rule::of::<C>() };
                Self(PartOfYear::from_index(rule.period(day.number()) / (12 / $parts)))
            }
        }
    };
}

retail!(
    /// A period of a [`RetailCalendar`], of 4 or 5 weeks, written `"FY2026-P03"`.
    RetailPeriod, "retail period", 12, [period 1 to 12], "FY2026-P03",
    Form { before: "FY", mark: "-P", digits: 2 }
);
retail!(
    /// A quarter of a [`RetailCalendar`], of 13 weeks or, as the last of a long year, 14; written
    /// `"FY2026-Q1"`.
    RetailQuarter, "retail quarter", 4, [quarter 1 to 4], "FY2026-Q1",
    Form { before: "FY", mark: "-Q", digits: 1 }
);
retail!(
    /// A year of a [`RetailCalendar`], of 52 or 53 weeks, written `"FY2026"`.
    RetailYear, "retail year", 1, [], "FY2026",
    Form { before: "FY", mark: "", digits: 0 }
);

/// The quarter that contains the period.
impl<C: RetailCalendar> From<RetailPeriod<C>> for RetailQuarter<C> {
    fn from(period: RetailPeriod<C>) -> Self {
        Self(PartOfYear::from_index(period.0.index() / 3))
    }
}

/// The year that contains the period.
impl<C: RetailCalendar> From<RetailPeriod<C>> for RetailYear<C> {
    fn from(period: RetailPeriod<C>) -> Self {
        Self(PartOfYear::from_index(period.0.index() / 12))
    }
}

/// The year that contains the quarter.
impl<C: RetailCalendar> From<RetailQuarter<C>> for RetailYear<C> {
    fn from(quarter: RetailQuarter<C>) -> Self {
        Self(PartOfYear::from_index(quarter.0.index() / 4))
    }
}

/// A week of a [`RetailCalendar`], written `"FY2026-W11"`.
///
/// # Invariants
///
/// Every day of the calendar has one, and every week has a day of the calendar. Four bytes, as is an
/// `Option` of it. The ordinal is the number of weeks since that of 1970-01-01.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RetailWeek<C>(NonZeroU32, PhantomData<C>);

impl<C: RetailCalendar> RetailWeek<C> {
    const RULE: Rule = Rule::of::<C>();

    const FORM: Form = Form {
        before: "FY",
        mark: "-W",
        digits: 2,
    };

    /// The week of the first day of the calendar.
    pub const MIN: Self = Self::from_count(1);

    /// The week of the last day of the calendar.
    pub const MAX: Self = Self::from_count(Self::RULE.count(civil::LAST_DAY as i64));

    /// The given week of a year.
    ///
    /// # Errors
    ///
    /// [`PeriodError::OutOfRange`] for a year without a day of the calendar, or for a week the year
    /// does not have, such as 0, or 53 in most years.
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
            Err(_) => panic!("there is no such retail week"),
        }
    }

    /// The year as a number.
    #[must_use]
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "0 to 10000"
    )]
    pub const fn year(self) -> u16 {
        // The first week may begin before the calendar does.
        let first = self.first();
        Self::RULE.year(if first < 1 { 1 } else { first as u32 }) as u16
    }

    /// The week of the year, 1 to 53.
    #[must_use]
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "at most 53"
    )]
    pub const fn week(self) -> u8 {
        ((self.first() - Self::RULE.start(self.year() as i64)) / 7 + 1) as u8
    }

    /// The day number of its first day.
    const fn first(self) -> i64 {
        7 * (self.0.get() as i64 - 1) + 1 - Self::RULE.before()
    }

    const fn checked(year: u16, week: u8) -> Result<Self, Refusal> {
        let (first_year, last_year) = Self::RULE.years();
        if year < first_year || year > last_year {
            return Err(("year", year as i64, first_year as i64, last_year as i64));
        }
        let before = Self::RULE.count(Self::RULE.start(year as i64)) - 1;
        let (mut min, mut max) = (1, Self::RULE.weeks_of(year as i64));
        // Years at the ends of the calendar lie partly outside.
        if before < 0 {
            min -= before;
        }
        let last = Self::MAX.0.get() as i64 - before;
        if last < max {
            max = last;
        }
        if (week as i64) < min || week as i64 > max {
            return Err(("retail week", week as i64, min, max));
        }
        Ok(Self::from_count(before + week as i64))
    }

    /// The week of a count within the calendar.
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "from 1 to the weeks of the calendar"
    )]
    const fn from_count(count: i64) -> Self {
        Self(
            NonZeroU32::MIN.saturating_add(count as u32 - 1),
            PhantomData,
        )
    }

    fn text(self) -> String {
        Self::FORM.write(self.year(), self.week())
    }

    fn read(text: &str) -> Option<Result<Self, PeriodError>> {
        let (year, week) = Self::FORM.read(text)?;
        Some(Self::new(year, week))
    }
}

written!([C: RetailCalendar] RetailWeek<C>, RetailWeek, "retail week", "FY2026-W11");

impl<C: RetailCalendar> Period for RetailWeek<C> {
    const UNIT: &'static str = "retail week";

    fn ordinal(self) -> i64 {
        i64::from(self.0.get()) - Self::RULE.count(civil::EPOCH.into())
    }

    fn from_ordinal(ordinal: i64) -> Option<Self> {
        let count = ordinal.checked_add(Self::RULE.count(civil::EPOCH.into()))?;
        let within = 1..=i64::from(Self::MAX.0.get());
        within.contains(&count).then(|| Self::from_count(count))
    }

    fn year_before(self) -> Option<Self> {
        Self::new(self.year().checked_sub(1)?, self.week()).ok()
    }
}

/// The week that contains the day.
impl<C: RetailCalendar> From<Day> for RetailWeek<C> {
    #[inline]
    fn from(day: Day) -> Self {
        Self::from_count(Self::RULE.count(day.number().into()))
    }
}

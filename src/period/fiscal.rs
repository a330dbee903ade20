//! Fiscal years and their quarters, which begin in any month.

use super::civil::LAST_YEAR;
use super::day::Day;
use super::month::Month;
use super::part_of_year::{PartOfYear, part_of_year};
use super::period::Period;
use super::text::Form;
use crate::error::PeriodError;

/// A fiscal year that begins in month `START`, 1 to 12, written `"FY2026"`.
///
/// It is named for the calendar year in which it ends: `FiscalYear<7>` 2026 is July 2025 to June 2026,
/// and `FiscalYear<1>` is the calendar year. Where a company names the year in which it begins, give
/// the name in the report: `year() - 1`, unless `START` is 1.
///
/// # Invariants
///
/// Every day of the calendar has one: the first, FY0001, begins before the calendar does, and the
/// last, FY10000, ends after it, unless `START` is 1. Four bytes, as is an `Option` of it. A `START`
/// outside 1 to 12 does not compile.
///
/// # Example
///
/// ```
/// use npscore::{Day, Score, Timeline};
/// use npscore::period::{FiscalQuarter, FiscalYear};
///
/// let rows = [("2025-06-30", 3), ("2025-07-01", 10), ("2026-06-30", 9)];
/// let quarters: Timeline<FiscalQuarter<7>> = rows
///     .into_iter()
///     .map(|(day, score)| Ok((day.parse::<Day>()?, Score::new(score)?)))
///     .collect::<Result<_, npscore::Error>>()?;
/// assert_eq!(quarters.first().map(|quarter| quarter.to_string()).as_deref(), Some("FY2025-Q4"));
///
/// let years: Timeline<FiscalYear<7>> = quarters.coarsen();
/// assert_eq!(years.get(FiscalYear::constant(2026)).map(|tally| tally.promoters()), Some(2));
/// # Ok::<(), npscore::Error>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FiscalYear<const START: u8>(PartOfYear<1>);

part_of_year!(
    [const START: u8] FiscalYear<START>, FiscalYear, "fiscal year", (1, last_year(START)), [],
    "FY2026", Form { before: "FY", mark: "", digits: 0 }
);

/// A quarter of a fiscal year that begins in month `START`, 1 to 12, written `"FY2026-Q1"`.
///
/// The first three months of the [`FiscalYear`] are quarter 1: `FiscalQuarter<7>` 2026, 1 is July to
/// September 2025.
///
/// # Invariants
///
/// Those of [`FiscalYear`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FiscalQuarter<const START: u8>(PartOfYear<4>);

part_of_year!(
    [const START: u8] FiscalQuarter<START>, FiscalQuarter, "fiscal quarter",
    (1, last_year(START)), [quarter 1 to 4],
    "FY2026-Q1", Form { before: "FY", mark: "-Q", digits: 1 }
);

/// The last fiscal year that has days within the calendar.
#[allow(clippy::panic, reason = "when the program is compiled")]
const fn last_year(start: u8) -> u16 {
    match start {
        1 => LAST_YEAR,
        2..=12 => LAST_YEAR + 1,
        _ => panic!("a fiscal year begins in month 1 to 12"),
    }
}

/// Months that a fiscal year is ahead of the calendar year of the same name.
const fn ahead(start: u8) -> u32 {
    (13 - start as u32) % 12
}

/// The fiscal year that contains the quarter.
impl<const START: u8> From<FiscalQuarter<START>> for FiscalYear<START> {
    #[inline]
    fn from(quarter: FiscalQuarter<START>) -> Self {
        Self(PartOfYear::from_index(quarter.0.index() / 4))
    }
}

macro_rules! from_months {
    ($type:ident, $months:literal) => {
        #[doc = concat!("The [`", stringify!($type), "`] that contains the month.")]
        impl<const START: u8> From<Month> for $type<START> {
            #[inline]
            fn from(month: Month) -> Self {
                Self(PartOfYear::from_index(
                    (month.index() + ahead(START)) / $months,
                ))
            }
        }

        #[doc = concat!("The [`", stringify!($type), "`] that contains the day.")]
        impl<const START: u8> From<Day> for $type<START> {
            #[inline]
            fn from(day: Day) -> Self {
                Self::from(Month::from(day))
            }
        }
    };
}
from_months!(FiscalYear, 12);
from_months!(FiscalQuarter, 3);

//! Calendar periods: days, weeks, months, quarters and years, also fiscal ones and those of 4-4-5
//! calendars.
//!
//! | period | written | from |
//! |---|---|---|
//! | [`Day`] | `2026-03-09` | dates of jiff, chrono and time; days since 1970 |
//! | [`IsoWeek`] | `2026-W11` | days |
//! | [`Month`] | `2026-03` | days |
//! | [`Quarter`] | `2026-Q1` | months, days |
//! | [`Year`] | `2026` | quarters, months, days |
//! | [`FiscalQuarter`] | `FY2026-Q1` | months, days |
//! | [`FiscalYear`] | `FY2026` | fiscal quarters, months, days |
//! | [`RetailWeek`] | `FY2026-W11` | days |
//! | [`RetailPeriod`] | `FY2026-P03` | days |
//! | [`RetailQuarter`] | `FY2026-Q1` | retail periods, days |
//! | [`RetailYear`] | `FY2026` | retail quarters, retail periods, days |
//!
//! A [`Timeline`](crate::Timeline) takes whatever converts into its period: a timeline of months
//! takes days. All of them are within the years 1 to 9999 of the Gregorian calendar.

mod civil;
#[cfg(any(feature = "chrono", feature = "jiff", feature = "time"))]
mod dates;
mod day;
mod fiscal;
mod iso_week;
mod month;
mod part_of_year;
#[allow(clippy::module_inception, reason = "the trait is named for its folder")]
mod period;
mod quarter;
mod retail;
mod text;
mod year;

pub use day::Day;
pub use fiscal::{FiscalQuarter, FiscalYear};
pub use iso_week::IsoWeek;
pub use month::Month;
pub use period::Period;
pub use quarter::Quarter;
pub use retail::{Nrf, RetailCalendar, RetailPeriod, RetailQuarter, RetailWeek, RetailYear};
pub use year::Year;

//! Days and months of the Gregorian calendar, extended to year 1, as plain numbers.
//!
//! A day number counts from 0001-01-01, which is day 1; 0001-01-01 was a Monday. A month index is
//! twelve times the year plus the months of that year gone by.
//!
//! # Source
//!
//! Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms": years that begin in March put the
//! leap day last, and then the lengths of the months follow a straight line. Centuries and years are
//! split off as in Neri and Schneider, "Euclidean affine functions and their application to calendar
//! algorithms", Software: Practice and Experience, 2023.

/// The day number of 1970-01-01.
pub(super) const EPOCH: u32 = 719_163;

/// The day number of 9999-12-31.
pub(super) const LAST_DAY: u32 = 3_652_059;

/// The last year.
pub(super) const LAST_YEAR: u16 = 9_999;

/// Days from 1 March of the year 0 to the day of number 0.
const SHIFT: u32 = 305;

/// The month index of a day number, and the day of the month.
#[inline]
pub(super) const fn month_and_day(number: u32) -> (u32, u32) {
    let quarter_days = 4 * (number + SHIFT) + 3;
    let century = quarter_days / 146_097;
    let quarter_days = (quarter_days % 146_097) | 3;
    let year = 100 * century + quarter_days / 1461;
    let day_of_year = quarter_days % 1461 / 4;
    let fifths = 5 * day_of_year + 2;
    // March is the third month of a calendar year and the first of these.
    (12 * year + fifths / 153 + 2, fifths % 153 / 5 + 1)
}

/// The day number of a day of a month: what [`month_and_day`] takes apart.
#[inline]
pub(super) const fn number(month_index: u32, day: u32) -> u32 {
    let (year, month) = ((month_index - 2) / 12, (month_index - 2) % 12);
    let leap_days = year / 4 - year / 100 + year / 400;
    365 * year + leap_days + (153 * month + 2) / 5 + day - 1 - SHIFT
}

/// The number of days of a month, 28 to 31.
#[inline]
pub(super) const fn days_in_month(month_index: u32) -> u32 {
    number(month_index + 1, 1) - number(month_index, 1)
}

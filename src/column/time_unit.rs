//! Units of time, and the day of a number of them.

use crate::period::{Day, Period};

/// The unit of a column of dates, and how far its clocks are ahead of UTC.
///
/// ```
/// use npscore::column::{Dates, TimeUnit};
/// use npscore::column::Column as _;
///
/// let late = [1_774_999_800_i64]; // 2026-03-31 23:30 in UTC
/// let utc = Dates::new(&late, TimeUnit::SECOND)?;
/// let rome = Dates::new(&late, TimeUnit::SECOND.ahead_of_utc(7_200))?;
/// assert_eq!(utc.iter().next().map(|day| day.month()), Some(3));
/// assert_eq!(rome.iter().next().map(|day| day.month()), Some(4));
/// # Ok::<(), npscore::error::ColumnError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TimeUnit {
    per_day: u64,
    /// Units that the clocks are ahead of UTC.
    ahead: i64,
}

impl TimeUnit {
    /// Days of the local calendar.
    pub const DAY: Self = Self::of(1);

    /// Seconds in UTC.
    pub const SECOND: Self = Self::of(86_400);

    /// Thousandths of a second, in UTC.
    pub const MILLISECOND: Self = Self::of(86_400_000);

    /// Millionths of a second, in UTC.
    pub const MICROSECOND: Self = Self::of(86_400_000_000);

    /// Thousand-millionths of a second, in UTC; 64 bits of them reach from 1677 to 2262.
    pub const NANOSECOND: Self = Self::of(86_400_000_000_000);

    const fn of(per_day: u64) -> Self {
        Self { per_day, ahead: 0 }
    }

    /// The same unit, read by clocks that are so many seconds ahead of UTC: 7,200 for UTC+2, -18,000
    /// for UTC-5. Days stay what they are.
    ///
    /// The offset is the same for the whole column. Where clocks change with the season, convert to
    /// days with a calendar library first, such as jiff.
    #[must_use]
    pub const fn ahead_of_utc(self, seconds: i32) -> Self {
        let per_second = (self.per_day / 86_400).cast_signed();
        Self {
            ahead: seconds as i64 * per_second,
            ..self
        }
    }

    /// The day of a number since 1970-01-01, if it is within the calendar.
    pub(super) fn day(self, number: i64) -> Option<i64> {
        let local = i128::from(number) + i128::from(self.ahead);
        let day = i64::try_from(local.div_euclid(self.per_day.into())).ok()?;
        Day::from_epoch_day(day).map(Day::ordinal)
    }

    /// Counts days from a day since 1970-01-01 on.
    pub(super) fn days_from(self, first: i64) -> Days {
        let first = i128::from(first) * i128::from(self.per_day);
        Days::new(first - i128::from(self.ahead), self.per_day)
    }
}

/// Counts days by a multiplication.
///
/// # Source
///
/// Torbjörn Granlund and Peter Montgomery, "Division by Invariant Integers using Multiplication",
/// PLDI 1994, theorem 4.2.
#[derive(Debug, Clone, Copy)]
pub(super) struct Days {
    /// The beginning of the first day, wrapped around to 64 bits: so are differences from it.
    begin: u64,
    /// 2^(64 + shift) / day, rounded up; 0 for a day of 1. It fits, as no other day is a power of two:
    /// in seconds and their parts, each is a multiple of 86,400.
    factor: u64,
    shift: u32,
}

impl Days {
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "wrapped around on purpose; the factor is below 2^64, as 2^shift is below the day"
    )]
    pub(super) fn new(begin: i128, day: u64) -> Self {
        let shift = day.ilog2();
        let factor = if day == 1 {
            0
        } else {
            ((1_u128 << (64 + shift)) / u128::from(day) + 1) as u64
        };
        Self {
            begin: begin as u64,
            factor,
            shift,
        }
    }

    /// Whether a day is one unit, so that [`units`](Self::units) are days.
    pub(super) const fn are_units(self) -> bool {
        self.factor == 0
    }

    /// The number of whole days from the beginning to a date, exact below 2^63 units.
    #[inline]
    pub(super) const fn count(self, date: i64) -> usize {
        if self.factor == 0 {
            self.units(date)
        } else {
            self.whole(date)
        }
    }

    /// The number of units, which are days where a day is one.
    #[inline]
    #[allow(
        clippy::cast_possible_truncation,
        reason = "the number of days held side by side fits"
    )]
    pub(super) const fn units(self, date: i64) -> usize {
        date.cast_unsigned().wrapping_sub(self.begin) as usize
    }

    /// The number of whole days where a day is more than one unit.
    #[inline]
    #[allow(
        clippy::cast_possible_truncation,
        reason = "the number of days held side by side fits"
    )]
    pub(super) const fn whole(self, date: i64) -> usize {
        let units = date.cast_unsigned().wrapping_sub(self.begin);
        let high = (units as u128 * self.factor as u128) >> 64;
        (high as u64 >> self.shift) as usize
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A day in days, and in each unit.
    const DAYS: [u64; 5] = [1, 86_400, 86_400_000, 86_400_000_000, 86_400_000_000_000];

    /// The first and the last unit of a day, near the beginning and at the most days of each unit.
    #[test]
    fn days_are_those_of_division_to_the_last_unit() {
        for day in DAYS {
            for begin in [i64::MIN, -1, 0, 1_700_000_000] {
                let days = Days::new(begin.into(), day);
                for number in [0, 1, 2, 365, 36_524, 65_535] {
                    let first = begin.wrapping_add_unsigned(number * day);
                    let last = first.wrapping_add_unsigned(day - 1);
                    let number = usize::try_from(number).unwrap();
                    assert_eq!(days.count(first), number, "{number} of {day}");
                    assert_eq!(days.count(last), number, "{number} of {day}");
                }
            }
        }
    }

    proptest! {
        #[test]
        fn days_are_those_of_division(
            begin in any::<i64>(),
            units in 0_u64..1 << 63,
            day in prop::sample::select(&DAYS[..]),
        ) {
            let days = Days::new(begin.into(), day);
            let expected = usize::try_from(units / day).unwrap();
            prop_assert_eq!(days.count(begin.wrapping_add_unsigned(units)), expected);
        }
    }
}

//! A column of dates or time stamps, as periods.

use alloc::sync::Arc;
use alloc::vec::Vec;
use core::ops::Range;

use super::checks::bounds;
use super::keys::Sealed;
use super::periods::PeriodColumn;
use super::{Column, ColumnError, dense};
use crate::kit::{Merge, Observe};
use crate::period::Period;
use crate::stream::timeline::Timeline;

/// A column of days or time stamps as numbers, read as calendar periods.
///
/// The way Arrow and data frames hold dates: as days since 1970-01-01, or as seconds or parts of
/// seconds since then. Which period a day belongs to is worked out once for each day that can
/// occur, not once for each row.
///
/// # Invariants
///
/// Every row has a period.
///
/// # Example
///
/// ```
/// use npscore::{Dates, Month, Period, Quarter, Score, TimeUnit, Timeline};
///
/// let scores = [10, 6].map(Score::constant);
///
/// let days = [20_484_i32, 20_521]; // 2026-01-31, 2026-03-09
/// let mut months = Timeline::<Month>::default();
/// months.observe_columns(Dates::from_days(&days, Month::from_epoch_day)?, &scores[..])?;
/// assert_eq!(months.len(), 2);
///
/// let stamps = [1_769_893_200_000_i64, 1_773_014_400_000]; // 2026-01-31 21:00, 2026-03-09 00:00
/// let mut quarters = Timeline::<Quarter>::default();
/// quarters.observe_columns(
///     Dates::from_timestamps(&stamps, TimeUnit::Millisecond, Quarter::from_epoch_day)?,
///     &scores[..],
/// )?;
/// assert_eq!(quarters.len(), 1);
///
/// let beyond = Dates::from_days(&[0, i32::MAX], Month::from_epoch_day).unwrap_err();
/// assert_eq!(beyond.to_string(), "date 2147483647 at index 1 is beyond the calendar");
/// # Ok::<(), npscore::ColumnError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Dates<'a, P, N = i64> {
    numbers: &'a [N],
    periods: Periods<P>,
}

/// The period of each row.
#[derive(Debug, Clone)]
enum Periods<P> {
    /// By day.
    ByDay {
        days: Days,
        /// For each day, from the first that occurs to the last, the place of its period below.
        places: Arc<[u32]>,
        periods: Arc<[P]>,
    },
    /// By row: there are more days from the first to the last than the rows are worth.
    ByRow { periods: Arc<[P]>, first: usize },
}

/// More days than this from the first to the last are not held side by side: 179 years.
const MOST_DAYS: i128 = 1 << 16;

impl<'a, P: Copy + PartialEq, N: Copy + Into<i64>> Dates<'a, P, N> {
    /// Days since 1970-01-01, which is day 0, and the period that a day belongs to, such as
    /// [`Month::from_epoch_day`](crate::Period::from_epoch_day).
    ///
    /// # Errors
    ///
    /// [`ColumnError::Date`] for a day that has no period, such as `i32::MAX`.
    pub fn from_days(
        days: &'a [N],
        period_of_day: impl Fn(i64) -> Option<P>,
    ) -> Result<Self, ColumnError> {
        Self::new(days, 1, 0, period_of_day)
    }

    /// Time stamps since 1970-01-01 00:00 in UTC, and the period that a day of UTC belongs to.
    ///
    /// A response at 23:30 in Lisbon and one at 23:30 in Tokyo may lie in different months of UTC:
    /// for the calendar on the wall, see [`from_local_timestamps`](Self::from_local_timestamps).
    ///
    /// # Errors
    ///
    /// [`ColumnError::Date`] for a time stamp that has no period, such as `i64::MAX` seconds.
    pub fn from_timestamps(
        stamps: &'a [N],
        unit: TimeUnit,
        period_of_day: impl Fn(i64) -> Option<P>,
    ) -> Result<Self, ColumnError> {
        Self::from_local_timestamps(stamps, unit, 0, period_of_day)
    }

    /// Time stamps in UTC, read by clocks that are `seconds_east` ahead of UTC: 7,200 for UTC+2,
    /// -18,000 for UTC-5.
    ///
    /// The offset is the same for the whole column. Where clocks change with the season, convert to
    /// days with a calendar library first, such as jiff, and use [`from_days`](Self::from_days).
    ///
    /// # Errors
    ///
    /// [`ColumnError::Date`] for a time stamp that has no period, such as `i64::MAX` seconds.
    pub fn from_local_timestamps(
        stamps: &'a [N],
        unit: TimeUnit,
        seconds_east: i32,
        period_of_day: impl Fn(i64) -> Option<P>,
    ) -> Result<Self, ColumnError> {
        let offset = i128::from(seconds_east) * i128::from(unit.per_second());
        Self::new(stamps, 86_400 * unit.per_second(), offset, period_of_day)
    }

    fn new(
        dates: &'a [N],
        day: u64,
        offset: i128,
        period_of_day: impl Fn(i64) -> Option<P>,
    ) -> Result<Self, ColumnError> {
        let day_of = |date: i64| (i128::from(date) + offset).div_euclid(day.into());
        let period = |day: i128| i64::try_from(day).ok().and_then(&period_of_day);
        let (earliest, latest) = bounds(dates);
        let (first, last) = (day_of(earliest), day_of(latest));
        let worth_it = MOST_DAYS.min(64 + 4 * dates.len() as i128);
        if dates.is_empty() || last - first >= worth_it {
            let periods = dates.iter().enumerate().map(|(index, date)| {
                let value = (*date).into();
                period(day_of(value)).ok_or(ColumnError::Date { index, value })
            });
            return Ok(Self {
                numbers: dates,
                periods: Periods::ByRow {
                    periods: periods.collect::<Result<_, _>>()?,
                    first: 0,
                },
            });
        }

        let mut periods: Vec<P> = Vec::new();
        let mut places = Vec::new();
        let mut known = true;
        for day in first..=last {
            match period(day) {
                Some(period) if periods.last() != Some(&period) => periods.push(period),
                Some(_) => (),
                None => known = false,
            }
            places.push(u32::try_from(periods.len().saturating_sub(1)).unwrap_or(u32::MAX));
        }
        // A day without a period may lie between others and not occur.
        if !known {
            let mut rows = dates.iter().map(|date| (*date).into()).enumerate();
            if let Some((index, value)) = rows.find(|(_, date)| period(day_of(*date)).is_none()) {
                return Err(ColumnError::Date { index, value });
            }
        }
        Ok(Self {
            numbers: dates,
            periods: Periods::ByDay {
                days: Days::new(first * i128::from(day) - offset, day),
                places: places.into(),
                periods: periods.into(),
            },
        })
    }
}

/// Counts days by a multiplication.
///
/// # Source
///
/// Torbjörn Granlund and Peter Montgomery, "Division by Invariant Integers using Multiplication",
/// PLDI 1994, theorem 4.2.
#[derive(Debug, Clone, Copy)]
struct Days {
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
    fn new(begin: i128, day: u64) -> Self {
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

    /// The number of whole days from the beginning to a date, exact below 2^63 units.
    #[inline]
    const fn count(self, date: i64) -> usize {
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
    const fn units(self, date: i64) -> usize {
        date.cast_unsigned().wrapping_sub(self.begin) as usize
    }

    /// The number of whole days where a day is more than one unit.
    #[inline]
    #[allow(
        clippy::cast_possible_truncation,
        reason = "the number of days held side by side fits"
    )]
    const fn whole(self, date: i64) -> usize {
        let units = date.cast_unsigned().wrapping_sub(self.begin);
        let high = (units as u128 * self.factor as u128) >> 64;
        (high as u64 >> self.shift) as usize
    }
}

impl<P: Copy, N: Copy + Into<i64>> Column for Dates<'_, P, N> {
    type Item = P;

    fn rows(&self) -> Result<usize, ColumnError> {
        Ok(self.numbers.len())
    }

    #[inline]
    fn iter(&self) -> impl Iterator<Item = P> {
        let rows = self.numbers.iter().enumerate();
        rows.map(|(row, date)| match &self.periods {
            Periods::ByDay {
                days,
                places,
                periods,
            } => periods[places[days.count((*date).into())] as usize],
            Periods::ByRow { periods, first } => periods[first + row],
        })
    }

    fn slice(&self, rows: Range<usize>) -> Self {
        let mut periods = self.periods.clone();
        if let Periods::ByRow { first, .. } = &mut periods {
            *first += rows.start;
        }
        Self {
            numbers: &self.numbers[rows],
            periods,
        }
    }
}

impl<P, N> Sealed for Dates<'_, P, N> {}

impl<P, Q, N> PeriodColumn<P> for Dates<'_, Q, N>
where
    P: Period,
    Q: Copy + Into<P>,
    N: Copy + Into<i64>,
{
    fn observe_into<A, C>(self, timeline: &mut Timeline<P, A>, items: C)
    where
        A: Merge + Observe<C::Item>,
        C: Column,
    {
        let Periods::ByDay {
            days,
            places,
            periods,
        } = &self.periods
        else {
            for (period, item) in self.iter().zip(items.iter()) {
                timeline.observe((period, item));
            }
            return;
        };
        let (days, columns) = (*days, (self.numbers, items));
        if days.factor == 0 {
            let day = move |date| days.units(date);
            observe_days(columns, day, places, periods, timeline);
        } else {
            let day = move |date| days.whole(date);
            observe_days(columns, day, places, periods, timeline);
        }
    }
}

/// Observes each item in the period of its date.
fn observe_days<P, Q, A, N, C>(
    (dates, items): (&[N], C),
    day: impl Fn(i64) -> usize + Copy,
    places: &[u32],
    periods: &[Q],
    timeline: &mut Timeline<P, A>,
) where
    P: Period,
    Q: Copy + Into<P>,
    A: Merge + Observe<C::Item>,
    N: Copy + Into<i64>,
    C: Column,
{
    let columns = (dates, &items);
    let near = places.len().saturating_mul(size_of::<A>()) <= NEAR;
    if near && places.len() <= dates.len() / 8 {
        let day = move |date: N| day(date.into());
        let (states, met) = dense::states(columns, places.len(), day);
        for ((state, met), place) in states.into_iter().zip(met).zip(places) {
            if met {
                timeline.merge_at(periods[*place as usize], state);
            }
        }
    } else {
        let place = move |date: N| places[day(date.into())] as usize;
        let (states, met) = dense::states(columns, periods.len(), place);
        for ((state, met), period) in states.into_iter().zip(met).zip(periods) {
            if met {
                timeline.merge_at(*period, state);
            }
        }
    }
}

/// States that take no more bytes than this stay near: then each day has one of its own, and no row asks
/// for the period of its day. Fifteen years of tallies do.
const NEAR: usize = 1 << 17;

/// The unit of a column of time stamps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TimeUnit {
    /// Seconds.
    Second,
    /// Thousandths of a second.
    Millisecond,
    /// Millionths of a second.
    Microsecond,
    /// Thousand-millionths of a second; 64 bits of them reach from 1677 to 2262.
    Nanosecond,
}

impl TimeUnit {
    const fn per_second(self) -> u64 {
        match self {
            Self::Second => 1,
            Self::Millisecond => 1_000,
            Self::Microsecond => 1_000_000,
            Self::Nanosecond => 1_000_000_000,
        }
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

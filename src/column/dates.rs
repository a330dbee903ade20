//! A column of dates or time stamps, as days.

use alloc::vec::Vec;
use core::ops::Range;

use super::checks::bounds;
use super::nullable::Nullable;
use super::periods::PeriodColumn;
use super::validity::Validity;
use super::{Column, dense};
use crate::error::ColumnError;
use crate::kit::{Merge, Observe};
use crate::period::{Day, Period};
use crate::stream::timeline::dense::Ordinals;

/// A column of days or time stamps as numbers.
///
/// The way Arrow and data frames hold dates: as days since 1970-01-01, or as seconds or parts of
/// seconds since then. A timeline works out which period a day belongs to once for each day from the
/// first to the last, not once for each row.
///
/// # Invariants
///
/// Every row is a day of the years 1 to 9999, but for rows without a value.
///
/// # Example
///
/// ```
/// use npscore::column::{Dates, Scores, TimeUnit};
/// use npscore::{Month, Quarter, Timeline};
///
/// let scores = Scores::new(&[10, 6])?;
///
/// let days = [20_484_i32, 20_521]; // 2026-01-31, 2026-03-09
/// let mut months = Timeline::<Month>::default();
/// months.observe_columns(Dates::new(&days, TimeUnit::DAY)?, scores)?;
/// assert_eq!(months.len(), 2);
///
/// let stamps = [1_769_893_200_000_i64, 1_773_014_400_000]; // 2026-01-31 21:00, 2026-03-09 00:00
/// let mut quarters = Timeline::<Quarter>::default();
/// quarters.observe_columns(Dates::new(&stamps, TimeUnit::MILLISECOND)?, scores)?;
/// assert_eq!(quarters.len(), 1);
///
/// let beyond = Dates::new(&[0, i32::MAX], TimeUnit::DAY).unwrap_err();
/// assert_eq!(beyond.to_string(), "row 1: date 2147483647 is outside the years 1 to 9999");
/// # Ok::<(), npscore::error::ColumnError>(())
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Dates<'a, N = i64> {
    numbers: &'a [N],
    unit: TimeUnit,
    /// The first and the last day that occurs, since 1970-01-01; not in this order without rows.
    first: i64,
    last: i64,
}

impl<'a, N: Copy + Into<i64>> Dates<'a, N> {
    /// Days or time stamps since 1970-01-01, counted in a unit.
    ///
    /// # Errors
    ///
    /// [`ColumnError::Date`] names the first number outside the years 1 to 9999, such as `i32::MAX`
    /// days or `i64::MAX` seconds, and its row.
    pub fn new(numbers: &'a [N], unit: TimeUnit) -> Result<Self, ColumnError> {
        let (earliest, latest) = bounds(numbers);
        Self::between(earliest, latest, numbers, unit)
            .ok_or_else(|| first_refused(numbers, unit, Validity::default()))
    }

    /// Days or time stamps of which some may be missing.
    ///
    /// # Errors
    ///
    /// As [`new`](Self::new), for rows that have a value; [`ColumnError::Length`] where the validity
    /// is that of more or fewer rows.
    pub fn nullable(
        numbers: &'a [N],
        unit: TimeUnit,
        validity: Validity<'a>,
    ) -> Result<Nullable<'a, Self>, ColumnError> {
        validity.check(numbers.len())?;
        let valid = numbers.iter_valid(validity).flatten().map(Into::into);
        let wider =
            |(earliest, latest): (i64, i64), date: i64| (earliest.min(date), latest.max(date));
        let (earliest, latest) = valid.fold((i64::MAX, i64::MIN), wider);
        let column = Self::between(earliest, latest, numbers, unit)
            .ok_or_else(|| first_refused(numbers, unit, validity))?;
        Nullable::new(column, validity)
    }

    /// Numbers of which these are the smallest and the largest, if both are within the calendar.
    fn between(earliest: i64, latest: i64, numbers: &'a [N], unit: TimeUnit) -> Option<Self> {
        let (first, last) = if earliest <= latest {
            (unit.day(earliest)?, unit.day(latest)?)
        } else {
            (0, -1)
        };
        Some(Self {
            numbers,
            unit,
            first,
            last,
        })
    }

    /// The number of days from the first to the last, if they are few enough to lie side by side.
    fn span(&self) -> Option<usize> {
        let span = usize::try_from(self.last - self.first + 1).ok()?;
        (span <= MAX_SPAN).then_some(span)
    }

    /// Counts days from the first one on, within the [`span`](Self::span).
    fn days(&self) -> Days {
        let first = i128::from(self.first) * i128::from(self.unit.per_day);
        let begin = first - i128::from(self.unit.ahead);
        Days::new(begin, self.unit.per_day)
    }

    /// Observes each answer in the period of its date, but for rows that are not `valid`.
    fn observe<P, A, D, V>(
        &self,
        states: &mut Ordinals<A>,
        answers: &D,
        valid: impl Fn(Range<usize>) -> V + Copy,
    ) where
        P: Period + From<Day>,
        A: Merge + Observe<D::Item>,
        D: Column,
        V: Iterator<Item = bool>,
    {
        let rows = self.numbers.len();
        match self.span() {
            Some(span) if span <= 64 + 4 * rows => {
                let days = self.days();
                if days.factor == 0 {
                    let day = move |date| days.units(date);
                    self.observe_days::<P, _, _, _>(states, answers, day, valid);
                } else {
                    let day = move |date| days.whole(date);
                    self.observe_days::<P, _, _, _>(states, answers, day, valid);
                }
            }
            // There are more days than the rows are worth.
            _ => {
                let days = self.iter().zip(valid(0..rows));
                for ((day, valid), answer) in days.zip(answers.iter()) {
                    if valid {
                        states.observe(P::from(day).ordinal(), answer);
                    }
                }
            }
        }
    }

    /// The same where the days from the first to the last lie side by side; `day` counts them.
    fn observe_days<P, A, D, V>(
        &self,
        states: &mut Ordinals<A>,
        answers: &D,
        day: impl Fn(i64) -> usize + Copy,
        valid: impl Fn(Range<usize>) -> V + Copy,
    ) where
        P: Period + From<Day>,
        A: Merge + Observe<D::Item>,
        D: Column,
        V: Iterator<Item = bool>,
    {
        let ordinals = (self.first..=self.last).map(P::from_epoch_day);
        let ordinals: Vec<i64> = ordinals.flatten().map(P::ordinal).collect();
        let near = ordinals.len().saturating_mul(size_of::<A>()) <= NEAR;
        if near && ordinals.len() <= self.numbers.len() / 8 {
            // Each day has a state of its own.
            self.observe_places(states, answers, &ordinals, day, valid);
            return;
        }
        // Each period has one, and each day the place of its period.
        let mut periods = ordinals.clone();
        periods.dedup();
        let mut place = 0;
        let place_of = |ordinal: &i64| {
            place += usize::from(periods[place] != *ordinal);
            place
        };
        let places: Vec<usize> = ordinals.iter().map(place_of).collect();
        self.observe_places(states, answers, &periods, |date| places[day(date)], valid);
    }

    /// Observes each answer in a state at the place of its date, then merges these by ordinal.
    fn observe_places<A, D, V>(
        &self,
        states: &mut Ordinals<A>,
        answers: &D,
        ordinals: &[i64],
        place: impl Fn(i64) -> usize + Copy,
        valid: impl Fn(Range<usize>) -> V + Copy,
    ) where
        A: Merge + Observe<D::Item>,
        D: Column,
        V: Iterator<Item = bool>,
    {
        // The place after the last is for rows without a date.
        let missing = ordinals.len();
        let places = |rows: Range<usize>| {
            let dates = self.numbers[rows.clone()].iter().zip(valid(rows));
            dates.map(move |(date, valid)| {
                if valid {
                    place((*date).into())
                } else {
                    missing
                }
            })
        };
        let (found, met) = dense::states(self.numbers.len(), answers, missing + 1, places);
        for ((state, met), ordinal) in found.into_iter().zip(met).zip(ordinals) {
            if met {
                states.merge(*ordinal, state);
            }
        }
    }
}

/// The first number outside the calendar.
#[cold]
fn first_refused<N: Copy + Into<i64>>(
    numbers: &[N],
    unit: TimeUnit,
    validity: Validity<'_>,
) -> ColumnError {
    let rows = numbers.iter_valid(validity).enumerate();
    let mut rows = rows.filter_map(|(row, date)| Some((row, date?.into())));
    let refused = rows.find(|(_, value)| unit.day(*value).is_none());
    let (row, value) = refused.unwrap_or((numbers.len(), 0));
    ColumnError::Date { row, value }
}

/// More days than this from the first to the last are not held side by side: 179 years.
const MAX_SPAN: usize = 1 << 16;

/// States that take no more bytes than this stay near: then each day has one of its own, and no row
/// asks for the period of its day. Fifteen years of tallies do.
const NEAR: usize = 1 << 17;

impl<N: Copy + Into<i64>> Column for Dates<'_, N> {
    type Item = Day;

    fn rows(&self) -> Result<usize, ColumnError> {
        Ok(self.numbers.len())
    }

    #[inline]
    fn iter(&self) -> impl Iterator<Item = Day> {
        let (unit, near) = (self.unit, self.span().map(|_| (self.first, self.days())));
        self.numbers.iter().map(move |date| {
            let date = (*date).into();
            let day = match near {
                Some((first, days)) => first.checked_add_unsigned(days.count(date) as u64),
                None => unit.day(date),
            };
            // A row without a value may hold anything.
            day.and_then(Day::from_epoch_day).unwrap_or(Day::MIN)
        })
    }

    fn slice(&self, rows: Range<usize>) -> Self {
        Self {
            numbers: &self.numbers[rows],
            ..*self
        }
    }
}

impl<P, N> PeriodColumn<P> for Dates<'_, N>
where
    P: Period + From<Day>,
    N: Copy + Into<i64>,
{
    fn observe_into<A, D>(&self, states: &mut Ordinals<A>, answers: &D)
    where
        A: Merge + Observe<D::Item>,
        D: Column,
    {
        self.observe::<P, _, _, _>(states, answers, |_| core::iter::repeat(true));
    }

    fn observe_valid_into<A, D>(
        &self,
        validity: Validity<'_>,
        states: &mut Ordinals<A>,
        answers: &D,
    ) where
        A: Merge + Observe<D::Item>,
        D: Column,
    {
        self.observe::<P, _, _, _>(states, answers, |rows| validity.slice(rows).iter());
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
    fn day(self, number: i64) -> Option<i64> {
        let local = i128::from(number) + i128::from(self.ahead);
        let day = i64::try_from(local.div_euclid(self.per_day.into())).ok()?;
        Day::from_epoch_day(day).map(Day::ordinal)
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

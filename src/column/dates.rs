//! A column of dates or time stamps, as days.

use alloc::vec::Vec;
use core::ops::Range;

use super::checks::{bounds, valid_bounds};
use super::nullable::Nullable;
use super::periods::PeriodColumn;
use super::time_unit::{Days, TimeUnit};
use super::validity::Validity;
use super::{Column, dense};
use crate::error::{ColumnError, CountError};
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
        let (earliest, latest) = valid_bounds(numbers, validity.words(numbers.len()));
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
        self.unit.days_from(self.first)
    }

    /// Observes each answer in the period of its date, but for rows that are not valid.
    fn observe<P, A, D>(
        &self,
        states: &mut Ordinals<A>,
        answers: &D,
        validity: Option<Validity<'_>>,
    ) -> Result<(), CountError>
    where
        P: Period + From<Day>,
        A: Merge + Observe<D::Item>,
        D: Column,
    {
        let rows = self.numbers.len();
        match self.span() {
            Some(span) if span <= 64 + 4 * rows => {
                let days = self.days();
                if days.are_units() {
                    let day = move |date| days.units(date);
                    self.observe_days::<P, _, _>(states, answers, day, validity)
                } else {
                    let day = move |date| days.whole(date);
                    self.observe_days::<P, _, _>(states, answers, day, validity)
                }
            }
            // There are more days than the rows are worth.
            _ => {
                let days = self.iter_valid(validity.unwrap_or_default());
                for (day, answer) in days.zip(answers.iter()) {
                    if let Some(day) = day {
                        states.try_observe(P::from(day).ordinal(), answer)?;
                    }
                }
                Ok(())
            }
        }
    }

    /// The same where the days from the first to the last lie side by side; `day` counts them.
    fn observe_days<P, A, D>(
        &self,
        states: &mut Ordinals<A>,
        answers: &D,
        day: impl Fn(i64) -> usize + Copy,
        validity: Option<Validity<'_>>,
    ) -> Result<(), CountError>
    where
        P: Period + From<Day>,
        A: Merge + Observe<D::Item>,
        D: Column,
    {
        let ordinals = (self.first..=self.last).map(P::from_epoch_day);
        let ordinals: Vec<i64> = ordinals.flatten().map(P::ordinal).collect();
        let near = ordinals.len().saturating_mul(size_of::<A>()) <= NEAR;
        if near && ordinals.len() <= self.numbers.len() / 8 {
            // Each day has a state of its own.
            return self.observe_places(states, answers, &ordinals, day, |day| day, validity);
        }
        // Each period has one, and each day the place of its period.
        let mut periods = ordinals.clone();
        periods.dedup();
        let mut place = 0;
        let place_of = |ordinal: &i64| {
            place += usize::from(periods[place] != *ordinal);
            place
        };
        let mut places: Vec<usize> = ordinals.iter().map(place_of).collect();
        // The day after the last is that of rows without a date.
        places.push(periods.len());
        let place = |day: usize| places[day];
        self.observe_places(states, answers, &periods, day, place, validity)
    }

    /// Observes each answer in a state at the place of its day, then merges these by ordinal.
    fn observe_places<A, D>(
        &self,
        states: &mut Ordinals<A>,
        answers: &D,
        ordinals: &[i64],
        day: impl Fn(i64) -> usize + Copy,
        place: impl Fn(usize) -> usize + Copy,
        validity: Option<Validity<'_>>,
    ) -> Result<(), CountError>
    where
        A: Merge + Observe<D::Item>,
        D: Column,
    {
        let days = |rows: Range<usize>| {
            self.numbers[rows]
                .iter()
                .map(move |date| day((*date).into()))
        };
        let (rows, places) = (self.numbers.len(), ordinals.len());
        let (found, met) = match validity {
            None => dense::states(rows, answers, places, |rows| days(rows).map(place))?,
            // The place after the last is for rows without a date.
            Some(validity) => {
                let (first, last) = (self.first, self.last);
                let after = usize::try_from(last - first + 1).unwrap_or(usize::MAX);
                dense::states(rows, answers, places + 1, |rows| {
                    let days = days(rows.clone()).zip(validity.flags(rows));
                    // No branch: the day of a row without a date is worked out, and not used.
                    days.map(move |(day, valid)| place(if valid { day } else { after }))
                })?
            }
        };
        for ((state, met), ordinal) in found.into_iter().zip(met).zip(ordinals) {
            if met {
                states.try_merge(*ordinal, state)?;
            }
        }
        Ok(())
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
    fn observe_into<A, D>(&self, states: &mut Ordinals<A>, answers: &D) -> Result<(), CountError>
    where
        A: Merge + Observe<D::Item>,
        D: Column,
    {
        self.observe::<P, _, _>(states, answers, None)
    }

    fn observe_valid_into<A, D>(
        &self,
        validity: Validity<'_>,
        states: &mut Ordinals<A>,
        answers: &D,
    ) -> Result<(), CountError>
    where
        A: Merge + Observe<D::Item>,
        D: Column,
    {
        self.observe::<P, _, _>(states, answers, Some(validity))
    }
}

//! The dates of a column.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use npscore::{Day, Period};

use super::format::DateFormat;
use super::free::{Date, read};
use super::order::Order;

/// Whose calendar says on which day a moment was.
#[derive(Debug, Clone)]
pub(crate) enum Zone {
    /// That of the clock by which it is written; UTC where a moment is a number.
    AsWritten,
    /// That of a time zone; dates without an offset are of that zone.
    Of(TimeZone),
}

/// When an answer was given.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Moment {
    /// The day, or the first of the month.
    pub(crate) day: Day,
    /// Only the month is known.
    pub(crate) is_month: bool,
    /// Microseconds since 1970, in UTC where the offset is known: later is greater.
    pub(crate) stamp: i64,
}

/// How the dates of a column are read.
#[derive(Debug, Clone)]
pub(crate) struct DateReader {
    /// As they are written, where that is told.
    pub(crate) format: Option<DateFormat>,
    /// The order of day and month, where that is told or found.
    pub(crate) order: Option<Order>,
    pub(crate) zone: Zone,
}

/// Microseconds of a day.
const DAY: i64 = 86_400_000_000;

impl DateReader {
    /// The form of the dates, for messages.
    pub(crate) fn in_words(&self) -> String {
        match (&self.format, self.order) {
            (Some(format), _) => format!("the form {:?}", format.as_str()),
            (None, Some(Order::Dmy)) => "one such as 31/01/2024 14:05".into(),
            (None, Some(Order::Mdy)) => "one such as 01/31/2024 2:05 PM".into(),
            (None, _) => "one such as 2024-01-31, 2024-01-31T14:05:00Z or 31 Jan 2024".into(),
        }
    }

    /// When a trimmed cell says; `Ok(None)` for a date that stands for none, `Err` for what is no date.
    pub(crate) fn moment(&self, cell: &str) -> Result<Option<Moment>, ()> {
        if let Some(format) = &self.format {
            let (day, is_month, time, offset) = format.read(cell).ok_or(())?;
            return self.at(day, is_month, time, offset).map(Some).ok_or(());
        }
        if let Some(day) = plain(cell.as_bytes()) {
            let (is_month, stamp) = (false, day.ordinal() * DAY);
            return Ok(Some(Moment {
                day,
                is_month,
                stamp,
            }));
        }
        let free = read(cell).ok_or(())?;
        let moment = match free.date {
            Date::Zero => return Ok(None),
            Date::Instant(stamp) => self.instant(stamp),
            date => self.day(date).and_then(|day| {
                let is_month = matches!(date, Date::Month(..));
                self.at(day, is_month, free.time, free.offset)
            }),
        };
        moment.map(Some).ok_or(())
    }

    /// The day of some numbers: in the order of the column, or in all orders that are possible.
    fn day(&self, date: Date) -> Option<Day> {
        if let Some(order) = self.order {
            return order.day(date);
        }
        let mut days = [Order::Dmy, Order::Mdy, Order::Ymd]
            .into_iter()
            .filter_map(|order| order.day(date));
        let first = days.next()?;
        days.all(|day| day == first).then_some(first)
    }

    /// A date and time by a clock that is so far ahead of UTC.
    fn at(&self, day: Day, is_month: bool, time: i64, offset: Option<i64>) -> Option<Moment> {
        let stamp = day.ordinal() * DAY + time - offset.unwrap_or(0) * 1_000_000;
        match (&self.zone, offset) {
            (Zone::Of(_), Some(_)) => self.instant(stamp),
            _ => Some(Moment {
                day,
                is_month,
                stamp,
            }),
        }
    }

    /// A moment in UTC.
    fn instant(&self, stamp: i64) -> Option<Moment> {
        let zone = match &self.zone {
            Zone::AsWritten => &TimeZone::UTC,
            Zone::Of(zone) => zone,
        };
        let timestamp = Timestamp::from_microsecond(stamp).ok()?;
        let day = Day::at(timestamp, zone).ok()?;
        let is_month = false;
        Some(Moment {
            day,
            is_month,
            stamp,
        })
    }
}

/// `2024-01-31` and nothing else: what most files have.
#[allow(
    clippy::many_single_char_names,
    reason = "the digits of a date, in a row"
)]
fn plain(cell: &[u8]) -> Option<Day> {
    let [a, b, c, d, b'-', e, f, b'-', g, h] = *cell else {
        return None;
    };
    let two = |tens: u8, ones: u8| {
        let digit = |byte: u8| byte.is_ascii_digit().then(|| byte - b'0');
        Some(digit(tens)? * 10 + digit(ones)?)
    };
    let year = u16::from(two(a, b)?) * 100 + u16::from(two(c, d)?);
    Day::new(year, two(e, f)?, two(g, h)?)
        .ok()
        .filter(|_| year >= 1_000)
}

//! Dates written as a format says.

use jiff::civil::{DateTime, Time};
use jiff::fmt::strtime::{self, BrokenDownTime};
use jiff::tz::TimeZone;
use npscore::Day;

use crate::period::Unit;

/// How the dates of a column are written. Displayed as in messages.
#[derive(Debug, Clone)]
pub(crate) struct DateFormat {
    format: String,
    reads: Reads,
}

/// How much of a date a format reads.
#[derive(Debug, Clone, Copy)]
enum Reads {
    Date,
    Month,
    /// Enough for years only.
    Year,
}

impl Reads {
    /// The day that was read, or the first of what was.
    fn day(self, read: &BrokenDownTime) -> Option<Day> {
        let (year, month, day) = match self {
            Self::Date => {
                let date = read.to_date().ok()?;
                (date.year(), date.month(), date.day())
            }
            Self::Month => (read.year()?, read.month()?, 1),
            Self::Year => (read.year()?, 1, 1),
        };
        // `%Y` reads "18" as the year 18: two digits where four were expected.
        let year = u16::try_from(year).ok().filter(|year| *year >= 1_000)?;
        let (month, day) = (u8::try_from(month).ok()?, u8::try_from(day).ok()?);
        Day::new(year, month, day).ok()
    }
}

/// A moment whose year, month, day, hour and minute no format can mistake for each other.
const SAMPLE: DateTime = DateTime::constant(2013, 11, 27, 21, 35, 58, 0);

impl DateFormat {
    /// A format of strftime's directives, checked: a date that it writes it must read again, as
    /// far as the periods asked for need it.
    pub(crate) fn new(format: &str, unit: Unit) -> Result<Self, String> {
        let sample = SAMPLE
            .to_zoned_datetime(TimeZone::UTC)
            .map_err(|error| error.to_string())?;
        let written = BrokenDownTime::from(&sample)
            .to_string(format)
            .map_err(|error| format!("date format {format:?} is not understood: {error}"))?;
        let read = strtime::parse(format, &written).unwrap_or_default();
        let fine = matches!(unit, Unit::Day | Unit::Week);
        let reads = if read.to_date().is_ok_and(|date| date == SAMPLE.date()) {
            Reads::Date
        } else if read.year() != Some(SAMPLE.year()) {
            return Err(format!(
                "date format {format:?} reads no year, expected directives such as in \"%Y-%m-%d\" \
                 or \"%m/%d/%y %H:%M\""
            ));
        } else if fine {
            return Err(format!(
                "date format {format:?} reads no day: add --period month"
            ));
        } else if read.month() == Some(SAMPLE.month()) {
            Reads::Month
        } else if unit == Unit::Year {
            Reads::Year
        } else {
            return Err(format!(
                "date format {format:?} reads no month: add --period year"
            ));
        };
        Ok(Self {
            format: format.into(),
            reads,
        })
    }

    /// The day of a date that is written so, whether it is only a month, the microseconds since midnight
    /// and the seconds ahead of UTC.
    pub(super) fn read(&self, cell: &str) -> Option<(Day, bool, i64, Option<i64>)> {
        let read = strtime::parse(&self.format, cell).ok()?;
        let time = read.to_time().unwrap_or_default();
        let time = time.duration_since(Time::midnight()).as_micros();
        Some((
            self.reads.day(&read)?,
            !matches!(self.reads, Reads::Date),
            i64::try_from(time).ok()?,
            read.offset().map(|offset| offset.seconds().into()),
        ))
    }

    /// The format itself.
    pub(crate) fn as_str(&self) -> &str {
        &self.format
    }
}

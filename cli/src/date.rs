//! When an answer was given.

use jiff::civil::DateTime;
use jiff::fmt::strtime::{self, BrokenDownTime};
use jiff::tz::TimeZone;
use npscore::Month;

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
    /// The month that was read; of a year alone, its first.
    fn month(self, read: &BrokenDownTime) -> Option<Month> {
        let (year, month) = match self {
            Self::Date => {
                let date = read.to_date().ok()?;
                (date.year(), date.month())
            }
            Self::Month => (read.year()?, read.month()?),
            Self::Year => (read.year()?, 1),
        };
        // `%Y` reads "18" as the year 18: two digits where four were expected.
        let year = u16::try_from(year).ok().filter(|year| *year >= 1_000)?;
        Month::new(year, u8::try_from(month).ok()?).ok()
    }
}

/// A moment whose year, month, day, hour and minute no format can mistake for each other.
const SAMPLE: DateTime = DateTime::constant(2013, 11, 27, 21, 35, 58, 0);

impl DateFormat {
    /// The formats that are tried where none is named: a day or a month of ISO 8601.
    pub(crate) fn iso() -> Vec<Self> {
        [("%Y-%m-%d", Reads::Date), ("%Y-%m", Reads::Month)]
            .map(|(format, reads)| Self {
                format: format.into(),
                reads,
            })
            .into()
    }

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
        let reads = if read.to_date().is_ok_and(|date| date == SAMPLE.date()) {
            Reads::Date
        } else if read.year() != Some(SAMPLE.year()) {
            return Err(format!(
                "date format {format:?} reads no year, expected directives such as in \"%Y-%m-%d\" \
                 or \"%m/%d/%y %H:%M\""
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

    /// The month of a date that is written so.
    pub(crate) fn month(&self, cell: &str) -> Option<Month> {
        let read = strtime::parse(&self.format, cell).ok()?;
        self.reads.month(&read)
    }

    /// The format itself.
    pub(crate) fn as_str(&self) -> &str {
        &self.format
    }
}

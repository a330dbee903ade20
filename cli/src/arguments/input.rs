//! The arguments that say what to read, and how.

use std::path::PathBuf;

use clap::Args;
use jiff::tz::TimeZone;
use npscore::error::ScreeningError;
use npscore::{Scale, Screening};

use crate::date::{DateFormat, Order, Zone};
use crate::period::{Calendar, Unit};
use crate::read::{Dialect, Encoding, Source};
use crate::screen::{Screen, parse_scale};

/// Which cells of a file are what.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Columns")]
pub(crate) struct ColumnArguments {
    /// The column with the scores: whole numbers from 0 to 10, with or without labels ("10 -
    /// extremely likely"), or the words promoter, passive and detractor
    #[arg(long, value_name = "COLUMN")]
    pub(super) score: Option<String>,

    /// Another scale: its worst and best answer, and from where on an answer is passive and promoter,
    /// such as 1-5:4,5; 0-10 says that the answers are on the standard scale, whatever they look like
    #[arg(long, value_name = "SCALE", value_parser = parse_scale, allow_hyphen_values = true)]
    scale: Option<Scale>,

    /// A number off the scale that means missing, such as 11 or 99; may be repeated
    #[arg(
        long,
        value_name = "CODE",
        allow_negative_numbers = true,
        value_parser = missing_code
    )]
    pub(super) missing: Vec<i128>,

    /// A word that means missing, such as NA, in upper or lower case; may be repeated
    #[arg(long = "missing-word", value_name = "WORD", value_parser = missing_word)]
    missing_words: Vec<String>,

    /// Tell the score although many cells are refused, more than one in five
    #[arg(long)]
    allow_refused: bool,

    /// A column with survey weights; read where there is a score, and rounded to twelve decimals
    #[arg(long, value_name = "COLUMN")]
    weight: Option<String>,

    /// A column that says how many answers a row stands for
    #[arg(long, value_name = "COLUMN")]
    pub(super) count: Option<String>,

    /// A column that says who answered: of each person the newest answer counts, by --date or else by
    /// the order of rows, and by period the newest within it
    #[arg(long, value_name = "COLUMN", conflicts_with = "count")]
    id: Option<String>,

    /// Only rows with this value in a column; of several for one column, any. May be repeated
    #[arg(long = "where", value_name = "COLUMN=VALUE", value_parser = condition)]
    wanted: Vec<String>,

    /// Leave out rows with this value in a column; may be repeated
    #[arg(long = "where-not", value_name = "COLUMN=VALUE", value_parser = condition)]
    unwanted: Vec<String>,
}

/// How the files are written.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Files")]
pub(crate) struct FileArguments {
    /// What is between the cells: a character, or tab [default: comma, semicolon, tab or bar, by the
    /// header]
    #[arg(long, value_name = "CHARACTER", value_parser = separator)]
    delimiter: Option<u8>,

    /// How the files are encoded [default: by their byte order mark, or UTF-8]
    #[arg(long, value_enum)]
    encoding: Option<Encoding>,

    /// The sheet of a spreadsheet [default: the first that is not empty]
    #[arg(long, value_name = "NAME")]
    sheet: Option<String>,

    /// Lines above the header to leave out
    #[arg(long, value_name = "N", default_value_t = 0)]
    skip_rows: usize,

    /// How many rows the header has; the first names the columns [default: further rows are
    /// recognised where they hold questions in place of answers]
    #[arg(long, value_name = "N", value_parser = header_rows)]
    header_rows: Option<usize>,
}

/// When answers were given.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Dates")]
pub(crate) struct DateArguments {
    /// A column with dates: the score by period. Blank dates are counted apart
    #[arg(long, value_name = "COLUMN")]
    date: Option<String>,

    /// How the dates are written, in the directives of strftime, such as "%m/%d/%y %H:%M" [default:
    /// found by itself: ISO 8601, numbers or names of months with or without a time, days of a
    /// spreadsheet, seconds or milliseconds since 1970]
    #[arg(long, value_name = "FORMAT", requires = "date")]
    date_format: Option<String>,

    /// Whether the day or the month comes first in dates such as 02/03/2024; found by itself where
    /// only one of them is possible, and never guessed
    #[arg(
        long,
        value_enum,
        value_name = "ORDER",
        requires = "date",
        conflicts_with = "date_format"
    )]
    date_order: Option<Order>,

    /// The time zone whose days count, such as Europe/Berlin or UTC [default: each date as written,
    /// and UTC for numbers]
    #[arg(long, value_name = "ZONE", requires = "date", value_parser = time_zone)]
    time_zone: Option<TimeZone>,

    /// The periods [default: months, or quarters or years where most of the finer periods have fewer
    /// than 30 answers]
    #[arg(long, value_enum, requires = "date")]
    period: Option<Unit>,

    /// The month in which years begin, 1 to 12: quarters and years are fiscal ones, named for the
    /// year in which they end
    #[arg(long, value_name = "MONTH", default_value_t = 1, requires = "date",
          value_parser = clap::value_parser!(u8).range(1..=12))]
    fiscal_start: u8,

    /// The score of the last so many days, such as 90d, or periods, such as 12, at the end of each period
    #[arg(long, value_name = "LENGTH", requires = "date", conflicts_with = "id", value_parser = rolling)]
    rolling: Option<Rolling>,
}

/// How much each of the overlapping windows holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rolling {
    Days(usize),
    Periods(usize),
}

fn rolling(text: &str) -> Result<Rolling, &'static str> {
    let (number, kind): (_, fn(usize) -> Rolling) = match text.trim().strip_suffix(['d', 'D']) {
        Some(days) => (days, Rolling::Days),
        None => (text.trim(), Rolling::Periods),
    };
    let number = number
        .parse()
        .ok()
        .filter(|number| (1..=36_600).contains(number));
    number
        .map(kind)
        .ok_or("expected days such as 90d, or a number of periods such as 12")
}

/// The most segments of one breakdown, unless more are allowed.
pub(super) const MOST_SEGMENTS: usize = 100_000;

/// A code that the standard scale does not have.
fn missing_code(text: &str) -> Result<i128, String> {
    text.trim().parse().map_err(|_| "not a whole number".into())
}

/// A word that the screening accepts.
fn missing_word(text: &str) -> Result<String, ScreeningError> {
    Screening::new().missing_word(text).map(|_| text.into())
}

fn condition(text: &str) -> Result<String, &'static str> {
    if text.contains('=') {
        Ok(text.into())
    } else {
        Err("expected COLUMN=VALUE")
    }
}

fn separator(text: &str) -> Result<u8, &'static str> {
    match text.as_bytes() {
        b"tab" | b"\\t" => Ok(b'\t'),
        [byte] if byte.is_ascii() && !byte.is_ascii_alphanumeric() && !b"\"\r\n".contains(byte) => {
            Ok(*byte)
        }
        _ => Err("expected one character, such as ; or |, or tab"),
    }
}

fn header_rows(text: &str) -> Result<usize, &'static str> {
    text.parse()
        .ok()
        .filter(|rows| (1..=100).contains(rows))
        .ok_or("expected 1 to 100")
}

fn time_zone(text: &str) -> Result<TimeZone, String> {
    TimeZone::get(text).map_err(|_| "not a time zone, expected a name such as Europe/Berlin".into())
}

/// Where the dates are, how they are written, and what is made of them.
#[derive(Debug, Clone)]
pub(crate) struct Dates {
    /// The name of the column.
    pub(crate) column: String,
    /// How they are written, where that is told.
    pub(crate) format: Option<DateFormat>,
    /// The order of day and month, where that is told.
    pub(crate) order: Option<Order>,
    pub(crate) zone: Zone,
    /// The periods to report, or the finest of them.
    pub(crate) calendar: Calendar,
    /// Coarser ones that may be reported instead.
    pub(crate) coarser: Vec<Calendar>,
}

impl Dates {
    /// The calendars that may be reported, the finest first.
    pub(crate) fn calendars(&self) -> Vec<Calendar> {
        std::iter::once(self.calendar)
            .chain(self.coarser.iter().copied())
            .collect()
    }
}

/// What is to be read: the arguments, checked and with the defaults filled in.
#[derive(Debug, Clone)]
pub(crate) struct Input {
    /// Where the rows come from.
    pub(crate) sources: Vec<Source>,
    pub(crate) dialect: Dialect,
    /// The name of the column with scores.
    pub(crate) score: String,
    /// The name of the column with weights.
    pub(crate) weight: Option<String>,
    /// The name of the column with counts.
    pub(crate) count: Option<String>,
    /// The name of the column that says who answered.
    pub(crate) id: Option<String>,
    /// The windows to report beside the periods.
    pub(crate) rolling: Option<Rolling>,
    /// `COLUMN=VALUE` of the rows wanted, and of those not.
    pub(crate) wanted: Vec<String>,
    pub(crate) unwanted: Vec<String>,
    /// Where the dates are, where they are asked for.
    pub(crate) dates: Option<Dates>,
    /// The only period wanted, by its name.
    pub(crate) period: Option<String>,
    /// The columns to group rows by, each argument once.
    pub(crate) by: Vec<String>,
    /// The most groups of one argument.
    pub(crate) most_segments: usize,
    /// The rules by which a cell is an answer.
    pub(crate) screen: Screen,
    /// A scale is named: whatever the answers look like, they are on it.
    pub(crate) scale_is_named: bool,
    /// Many refused cells are no reason to withhold the score.
    pub(crate) allow_refused: bool,
    /// What those rules read as missing, in words.
    pub(crate) missing: String,
}

impl Input {
    /// The input that arguments ask for; the error is a complaint about them.
    pub(super) fn new(
        files: Vec<PathBuf>,
        columns: ColumnArguments,
        form: FileArguments,
        dates: DateArguments,
    ) -> Result<Self, String> {
        let source = |path: PathBuf| {
            if path.as_os_str() == "-" {
                Source::Stdin
            } else {
                Source::File(path)
            }
        };
        let mut sources: Vec<_> = files.into_iter().map(source).collect();
        if sources.is_empty() {
            sources.push(Source::Bundled);
        }
        if sources
            .iter()
            .filter(|source| matches!(source, Source::Stdin))
            .count()
            > 1
        {
            return Err("standard input, -, can be read once only".into());
        }
        let trimmed = |name: Option<String>| name.map(|name| name.trim().to_string());
        let missing = columns.missing_in_words();
        let scale = columns.scale.unwrap_or(Scale::NPS);
        let screen = Screen::new(scale, &columns.missing, &columns.missing_words)
            .map_err(|error| error.to_string())?;
        Ok(Self {
            sources,
            dialect: Dialect {
                encoding: form.encoding,
                separator: form.delimiter,
                sheet: form.sheet,
                skip_rows: form.skip_rows,
                header_rows: form.header_rows,
            },
            // Required with a file, and filled in without one.
            score: columns.score.unwrap_or_default().trim().into(),
            weight: trimmed(columns.weight),
            count: trimmed(columns.count),
            id: trimmed(columns.id),
            rolling: dates.rolling,
            wanted: columns.wanted,
            unwanted: columns.unwanted,
            dates: dates.dates()?,
            period: None,
            by: Vec::new(),
            most_segments: MOST_SEGMENTS,
            screen,
            scale_is_named: columns.scale.is_some(),
            allow_refused: columns.allow_refused,
            missing,
        })
    }
}

impl Input {
    /// The sources as a title.
    pub(crate) fn title(&self) -> String {
        let titles: Vec<_> = self.sources.iter().map(Source::title).collect();
        titles.join(", ")
    }
}

impl ColumnArguments {
    /// What is read as missing: `blank, 11, "NA"`.
    fn missing_in_words(&self) -> String {
        let codes = self.missing.iter().map(ToString::to_string);
        let words = self.missing_words.iter().map(|word| format!("{word:?}"));
        std::iter::once("blank".to_string())
            .chain(codes)
            .chain(words)
            .collect::<Vec<_>>()
            .join(", ")
    }
}

impl DateArguments {
    /// Where the dates are and how to read them, if they are asked for.
    fn dates(self) -> Result<Option<Dates>, String> {
        let Some(column) = &self.date else {
            return Ok(None);
        };
        let format = self.date_format.as_deref().map(str::trim);
        let period = self.period.unwrap_or(Unit::Month);
        Ok(Some(Dates {
            column: column.trim().into(),
            format: format
                .map(|format| DateFormat::new(format, period))
                .transpose()?,
            order: self.date_order,
            zone: self.time_zone.map_or(Zone::AsWritten, Zone::Of),
            calendar: Calendar::new(period, self.fiscal_start),
            coarser: if self.period.is_none() && self.rolling.is_none() {
                [Unit::Quarter, Unit::Year]
                    .map(|unit| Calendar::new(unit, self.fiscal_start))
                    .into()
            } else {
                Vec::new()
            },
        }))
    }
}

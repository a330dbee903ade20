//! What is asked: the command line, and the request it makes.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum};
use npscore::Screening;
use npscore::error::ScreeningError;

use crate::date::DateFormat;
use crate::period::Unit;
use crate::source::Source;

/// The forms of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people.
    Text,
    /// For programs.
    Json,
}

/// The encodings of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Encoding {
    /// UTF-8, with or without a byte order mark.
    #[value(name = "utf-8")]
    Utf8,
    /// Latin-1, read as Windows-1252, which adds the euro sign and curly quotes.
    #[value(name = "latin-1")]
    Latin1,
}

/// The Net Promoter Score of survey files.
#[derive(Debug, Parser)]
#[command(name = "npscore", version)]
struct Program {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Report(Arguments),
}

/// Reports the Net Promoter Score of a survey in a CSV file.
///
/// Each row is one answer on the scale of 0 to 10, or with --count as many answers as it says.
/// Blank scores, and whatever --missing and --missing-word name, are excluded and counted, as is
/// every cell that is no whole number from 0 to 10.
#[derive(Debug, Args)]
struct Arguments {
    /// A CSV file with a header row, or - for standard input [default: the bundled counts of an
    /// airport's passenger survey, with --score score --count answers --missing 11, by boarding
    /// area and by tenure]
    #[arg(requires = "score")]
    file: Option<PathBuf>,

    /// The column with the scores
    #[arg(long, value_name = "COLUMN")]
    score: Option<String>,

    /// A column with survey weights; read where there is a score, and rounded to twelve decimals
    #[arg(long, value_name = "COLUMN")]
    weight: Option<String>,

    /// A column that says how many answers a row stands for
    #[arg(long, value_name = "COLUMN")]
    count: Option<String>,

    /// A number off the scale that means missing, such as 11 or 99; may be repeated
    #[arg(
        long,
        value_name = "CODE",
        allow_negative_numbers = true,
        value_parser = missing_code
    )]
    missing: Vec<i128>,

    /// A word that means missing, such as NA, in upper or lower case; may be repeated
    #[arg(long = "missing-word", value_name = "WORD", value_parser = missing_word)]
    missing_words: Vec<String>,

    /// A column whose cells group the rows, or several with commas between, the second within the
    /// first; may be repeated for one table each
    #[arg(long, value_name = "COLUMN")]
    by: Vec<String>,

    /// The most segments of one --by; a file with more is refused
    #[arg(long, value_name = "N", default_value_t = 100_000)]
    most_segments: usize,

    /// A column with dates: the score by period. Blank dates are counted apart
    #[arg(long, value_name = "COLUMN")]
    date: Option<String>,

    /// How the dates are written, in the directives of strftime, such as "%m/%d/%y %H:%M" [default:
    /// %Y-%m-%d, or %Y-%m]
    #[arg(long, value_name = "FORMAT", requires = "date")]
    date_format: Option<String>,

    /// The periods
    #[arg(long, value_enum, default_value_t = Unit::Month, requires = "date")]
    period: Unit,

    /// How the file is encoded; latin-1 is read as Windows-1252
    #[arg(long, value_enum, default_value_t = Encoding::Utf8)]
    encoding: Encoding,

    /// For people or for programs
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// A code that the screening accepts.
fn missing_code(text: &str) -> Result<i128, String> {
    let code = text
        .trim()
        .parse::<i128>()
        .map_err(|_| "not a whole number".to_string())?;
    match Screening::new().missing_code(code) {
        Ok(_) => Ok(code),
        Err(error) => Err(error.to_string()),
    }
}

/// A word that the screening accepts.
fn missing_word(text: &str) -> Result<String, ScreeningError> {
    Screening::new().missing_word(text).map(|_| text.into())
}

/// Where the dates are, how they are written, and what is made of them.
#[derive(Debug)]
pub(crate) struct Dates {
    /// The name of the column.
    pub(crate) column: String,
    /// The formats, to be tried in order.
    pub(crate) formats: Vec<DateFormat>,
    /// The periods to report.
    pub(crate) unit: Unit,
}

impl Dates {
    /// The formats in quotes: `"%Y-%m-%d" or "%Y-%m"`.
    pub(crate) fn in_words(&self) -> String {
        let formats = self.formats.iter();
        let quoted: Vec<_> = formats
            .map(|format| format!("{:?}", format.as_str()))
            .collect();
        quoted.join(" or ")
    }
}

/// A report to be made: the arguments, checked and with the defaults filled in.
#[derive(Debug)]
pub(crate) struct Request {
    /// Where the rows come from.
    pub(crate) source: Source,
    /// How they are encoded.
    pub(crate) encoding: Encoding,
    /// The name of the column with scores.
    pub(crate) score: String,
    /// The name of the column with weights.
    pub(crate) weight: Option<String>,
    /// The name of the column with counts.
    pub(crate) count: Option<String>,
    /// The columns to group rows by, each argument once.
    pub(crate) by: Vec<String>,
    /// The most groups of one argument.
    pub(crate) most_segments: usize,
    /// Where the dates are, where they are asked for.
    pub(crate) dates: Option<Dates>,
    /// The rules by which a cell is a score.
    pub(crate) screening: Screening,
    /// What those rules read as missing, in words.
    pub(crate) missing: String,
    /// The form of the report.
    pub(crate) format: Format,
}

impl Request {
    /// The request the command line makes; the error holds the help or the complaint to show.
    pub(crate) fn parse(
        arguments: impl IntoIterator<Item = OsString>,
    ) -> Result<Self, clap::Error> {
        let Command::Report(mut given) = Program::try_parse_from(arguments)?.command;
        let refused = |message: String| {
            Program::command().error(clap::error::ErrorKind::ValueValidation, message)
        };
        let source = match given.file.take() {
            Some(path) if path.as_os_str() == "-" => Source::Stdin,
            Some(path) => Source::File(path),
            None => {
                given.use_bundled();
                Source::Bundled
            }
        };
        Ok(Self {
            source,
            encoding: given.encoding,
            screening: given
                .screening()
                .map_err(|error| refused(error.to_string()))?,
            missing: given.missing_in_words(),
            dates: given.dates().map_err(refused)?,
            by: given.groupings(),
            most_segments: given.most_segments,
            // Required with a file, and filled in without one.
            score: given.score.unwrap_or_default().trim().into(),
            weight: given.weight.map(|column| column.trim().into()),
            count: given.count.map(|column| column.trim().into()),
            format: given.format,
        })
    }
}

impl Arguments {
    /// Fills in what the bundled counts need where nothing else is said.
    fn use_bundled(&mut self) {
        self.score.get_or_insert_with(|| "score".into());
        self.count.get_or_insert_with(|| "answers".into());
        if self.missing.is_empty() {
            self.missing.push(11);
        }
        if self.by.is_empty() {
            self.by = vec!["boarding_area".into(), "tenure".into()];
        }
    }

    /// Where the dates are and how to read them, if they are asked for.
    fn dates(&self) -> Result<Option<Dates>, String> {
        let Some(column) = &self.date else {
            return Ok(None);
        };
        let formats = match &self.date_format {
            Some(format) => vec![DateFormat::new(format.trim(), self.period)?],
            None => DateFormat::iso(),
        };
        Ok(Some(Dates {
            column: column.trim().into(),
            formats,
            unit: self.period,
        }))
    }

    /// What to group rows by, each but once.
    fn groupings(&self) -> Vec<String> {
        let mut groupings = Vec::new();
        for by in self.by.iter().map(|by| by.trim()) {
            if !groupings.iter().any(|known| known == by) {
                groupings.push(by.to_string());
            }
        }
        groupings
    }

    /// The rules by which a cell is a score.
    fn screening(&self) -> Result<Screening, ScreeningError> {
        let worded = self
            .missing_words
            .iter()
            .try_fold(Screening::new(), Screening::missing_word)?;
        self.missing
            .iter()
            .try_fold(worded, |screening, code| screening.missing_code(*code))
    }

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

//! What is asked: the command line, and the request it makes.

mod input;

use std::ffi::OsString;
use std::path::PathBuf;

use clap::error::ErrorKind;
use clap::{Args, CommandFactory, Parser, Subcommand};

use input::{ColumnArguments, DateArguments, FileArguments};
pub(crate) use input::{Dates, Input, Rolling};

use crate::report::Options;

/// The Net Promoter Score of survey files.
#[derive(Debug, Parser)]
#[command(name = "npscore", version)]
struct Program {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Report(ReportArguments),
}

/// Reports the Net Promoter Score of a survey: CSV, JSON lines or Excel (.xlsx).
///
/// Each row is one answer on the scale of 0 to 10, or with --count as many answers as it says.
/// Blank scores, and whatever --missing and --missing-word name, are excluded and counted, as is
/// every cell that is no answer on the scale.
#[derive(Debug, Args)]
struct ReportArguments {
    /// Files with a header row, or - for standard input; several are one survey [default: the bundled
    /// counts of an airport's passenger survey, with --score score --count answers --missing 11, by
    /// boarding area and by tenure]
    #[arg(requires = "score", value_name = "FILE")]
    files: Vec<PathBuf>,

    #[command(flatten)]
    columns: ColumnArguments,

    /// A column whose cells group the rows, or several with commas between, the second within the
    /// first; may be repeated for one table each
    #[arg(long, value_name = "COLUMN", help_heading = "Columns")]
    by: Vec<String>,

    /// The most segments of one --by; a file with more is refused
    #[arg(
        long,
        value_name = "N",
        default_value_t = 100_000,
        help_heading = "Columns"
    )]
    most_segments: usize,

    #[command(flatten)]
    dates: DateArguments,

    #[command(flatten)]
    form: FileArguments,

    #[command(flatten)]
    options: Options,
}

/// A report to be made: the arguments, checked and with the defaults filled in.
#[derive(Debug)]
pub(crate) struct Request {
    /// What is to be read.
    pub(crate) input: Input,
    /// How the report is written.
    pub(crate) options: Options,
}

impl Request {
    /// The request the command line makes; the error holds the help or the complaint to show.
    pub(crate) fn parse(
        arguments: impl IntoIterator<Item = OsString>,
    ) -> Result<Self, clap::Error> {
        let Command::Report(given) = Program::try_parse_from(arguments)?.command;
        given
            .request()
            .map_err(|message| Program::command().error(ErrorKind::ValueValidation, message))
    }
}

impl ReportArguments {
    fn request(mut self) -> Result<Request, String> {
        if self.files.is_empty() {
            self.use_bundled();
        }
        let mut input = Input::new(self.files, self.columns, self.form, self.dates)?;
        for by in self.by.iter().map(|by| by.trim()) {
            if !input.by.iter().any(|known| known == by) {
                input.by.push(by.into());
            }
        }
        input.most_segments = self.most_segments;
        Ok(Request {
            input,
            options: self.options,
        })
    }

    /// Fills in what the bundled counts need where nothing else is said.
    fn use_bundled(&mut self) {
        self.columns.score.get_or_insert_with(|| "score".into());
        self.columns.count.get_or_insert_with(|| "answers".into());
        if self.columns.missing.is_empty() {
            self.columns.missing.push(11);
        }
        if self.by.is_empty() {
            self.by = vec!["boarding_area".into(), "tenure".into()];
        }
    }
}

//! What is asked: the command line, and the request it makes.

mod input;
mod tasks;

use std::ffi::OsString;
use std::path::PathBuf;

use clap::error::ErrorKind;
use clap::{Args, CommandFactory, Parser, Subcommand};

use input::{ColumnArguments, DateArguments, FileArguments, MOST_SEGMENTS};
pub(crate) use input::{Dates, Input, Rolling};
use tasks::{CompareArguments, WatchArguments};
pub(crate) use tasks::{CompareRequest, Form, PlanRequest, WatchRequest};

use crate::report::Options;

/// The Net Promoter Score of survey files.
#[derive(Debug, Parser)]
#[command(name = "npscore", version, after_help = EXIT_CODES)]
struct Program {
    #[command(subcommand)]
    command: Command,
}

const EXIT_CODES: &str = "\
Exit codes:
  0  all is written, or whoever read it has closed the pipe
  1  a file cannot be read or written; standard error says why, and where
  2  the arguments are not understood
  3  the score would be misleading and is withheld; the report says why
  4  watch has raised an alarm";

#[derive(Debug, Subcommand)]
enum Command {
    Report(Box<ReportArguments>),
    Compare(Box<CompareArguments>),
    Plan(PlanRequest),
    Watch(WatchArguments),
    /// Writes the completions of a shell, to be put where that shell looks for them
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Writes the manual page, in the form of man
    Man,
}

/// What is to be done: the arguments, checked and with the defaults filled in.
#[derive(Debug)]
pub(crate) enum Task {
    Report(Box<Request>),
    Compare(Box<CompareRequest>),
    Plan(PlanRequest),
    Watch(Box<WatchRequest>),
    /// A text about the program itself.
    Print(Vec<u8>),
}

impl Task {
    /// The task the command line sets; the error holds the help or the complaint to show.
    pub(crate) fn parse(
        arguments: impl IntoIterator<Item = OsString>,
    ) -> Result<Self, clap::Error> {
        let task = match Program::try_parse_from(arguments)?.command {
            Command::Report(given) => given.request().map(Box::new).map(Self::Report),
            Command::Compare(given) => given.request().map(Box::new).map(Self::Compare),
            Command::Plan(given) => Ok(Self::Plan(given)),
            Command::Watch(given) => given.request().map(Box::new).map(Self::Watch),
            Command::Completions { shell } => {
                let mut text = Vec::new();
                clap_complete::generate(shell, &mut Program::command(), "npscore", &mut text);
                Ok(Self::Print(text))
            }
            Command::Man => manual().map(Self::Print).map_err(|error| error.to_string()),
        };
        task.map_err(complaint)
    }
}

/// A complaint about the arguments.
pub(crate) fn complaint(message: String) -> clap::Error {
    Program::command().error(ErrorKind::ValueValidation, message)
}

/// The manual: a page of the program, and one of each subcommand after it.
fn manual() -> std::io::Result<Vec<u8>> {
    let mut text = Vec::new();
    let mut program = Program::command();
    program.build();
    clap_mangen::Man::new(program.clone()).render(&mut text)?;
    for command in program
        .get_subcommands()
        .filter(|command| command.get_name() != "help")
    {
        clap_mangen::Man::new(command.clone()).render(&mut text)?;
    }
    Ok(text)
}

/// Reports the Net Promoter Score of a survey: CSV, JSON lines or Excel (.xlsx).
///
/// Each row is one answer on the scale of 0 to 10, or with --count as many answers as it says.
/// Blank scores, and whatever --missing and --missing-word name, are excluded and counted, as is
/// every cell that is no answer on the scale.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  npscore report
  npscore report answers.csv --score nps --missing-word NA --by country,office
  npscore report answers.xlsx --score nps --date sent --period quarter --rolling 12
  npscore report may.csv june.csv --score nps --id customer --where status=COMPLETE
  npscore report stars.jsonl --score stars --scale 1-5:4,5 --format json")]
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
        default_value_t = MOST_SEGMENTS,
        help_heading = "Columns"
    )]
    most_segments: usize,

    #[command(flatten)]
    dates: DateArguments,

    #[command(flatten)]
    form: FileArguments,

    #[command(flatten)]
    options: Options,

    /// Write to a file, which is replaced when all is written
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// A report to be made: the arguments, checked and with the defaults filled in.
#[derive(Debug)]
pub(crate) struct Request {
    /// What is to be read.
    pub(crate) input: Input,
    /// How the report is written.
    pub(crate) options: Options,
    /// The file to write to, if not standard output.
    pub(crate) output: Option<PathBuf>,
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
            output: self.output,
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

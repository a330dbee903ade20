//! A Net Promoter Score report of any CSV file: one row per answer, or per count of answers.
//!
//! ```text
//! cargo run --release --example survey_report
//! cargo run --release --example survey_report -- answers.csv --score recommend --missing-word NA
//! cargo run --release --example survey_report -- answers.csv --score recommend --by region,office
//! cargo run --release --example survey_report -- answers.csv --score recommend --date sent --period quarter
//! cargo run --release --example survey_report --features serde -- answers.csv --score recommend --format json
//! ```
//!
//! Without a file it reports on the bundled counts of an airport's passenger survey. Rows stream
//! through: memory does not grow with them, only with the groups they are sorted into, whose number
//! `--most-segments` bounds.
//!
//! | exit code | meaning |
//! |---|---|
//! | 0 | the report is written, or whoever read it has closed the pipe |
//! | 1 | the file cannot be reported on; standard error says why, and where |
//! | 2 | the arguments are not understood |
//!
//! In JSON, `by` holds a result, or `null`, for each segment of each `--by`; where columns are nested,
//! `{"total": …, "segments": {…}}` for each segment of the first. `periods` holds a result, or `null`,
//! for every period from the first to the last, and `undated` what has no date. `weighted_by` and
//! `weighted_periods` are the same in weighted results, where weights are named.
//!
//! Data flows down the list of modules:
//!
//! - `arguments`: what is asked
//! - `source`: where the bytes come from
//! - `encoding`: bytes into UTF-8
//! - `lines`: one kind of line break, an end that shows
//! - `table`: header and rows, with line numbers
//! - `date`: when it was said
//! - `answer`: what one row says
//! - `groups`: rows by segment and by period, in the crate's aggregators
//! - `report`: what all rows say
//! - `text`, `grid`: the report for people, and its aligned tables
//! - `json`: the report for programs
//! - `problem`: what can go wrong, in words

mod answer;
mod arguments;
mod date;
mod encoding;
mod grid;
mod groups;
#[cfg(feature = "serde")]
mod json;
mod lines;
mod problem;
mod report;
mod source;
mod table;
mod text;

use std::ffi::OsString;
use std::io::{self, Read, Write};
use std::process::ExitCode;

use answer::Columns;
use arguments::{Format, Request};
use problem::Problem;
use report::Report;
use table::Table;

/// The whole program, with its standard streams as parameters; gives the exit code.
pub(crate) fn run(
    arguments: impl IntoIterator<Item = OsString>,
    stdin: impl Read,
    mut stdout: impl Write,
    mut stderr: impl Write,
) -> u8 {
    let request = match Request::parse(arguments) {
        Ok(request) => request,
        Err(answer) => {
            // Help is an answer too; there is nobody left to tell if it cannot be written.
            let text = answer.render().to_string();
            let written = if answer.use_stderr() {
                stderr.write_all(text.as_bytes())
            } else {
                stdout.write_all(text.as_bytes())
            };
            written.and_then(|()| stdout.flush()).ok();
            return u8::try_from(answer.exit_code()).unwrap_or(2);
        }
    };
    let outcome = report_on(&request, stdin).and_then(|text| {
        stdout
            .write_all(text.as_bytes())
            .and_then(|()| stdout.flush())
            .map_err(Problem::Unwritable)
    });
    match outcome {
        Ok(()) => 0,
        // Whoever read the report has seen enough.
        Err(Problem::Unwritable(error)) if error.kind() == io::ErrorKind::BrokenPipe => 0,
        Err(problem) => {
            writeln!(stderr, "error: {problem}").ok();
            1
        }
    }
}

/// Reads the rows one by one and gives the report as text, or why there is none.
fn report_on(request: &Request, stdin: impl Read) -> Result<String, Problem> {
    let mut table = Table::open(&request.source, request.encoding, stdin)?;
    let columns = Columns::find(&table, request)?;
    let mut report = Report::new(request, &columns);
    while let Some(row) = table.next_row()? {
        let answer = columns.answer(&row, &request.screening)?;
        report
            .observe(&row, &answer)
            .map_err(|fault| row.problem(fault))?;
    }
    match request.format {
        Format::Text => Ok(text::render(&report, request)),
        #[cfg(feature = "serde")]
        Format::Json => json::render(&report).map_err(Problem::Unwritable),
        #[cfg(not(feature = "serde"))]
        // Refused with the arguments already.
        Format::Json => Err(Problem::Unwritable(io::ErrorKind::Unsupported.into())),
    }
}

fn main() -> ExitCode {
    let (stdin, stdout, stderr) = (io::stdin(), io::stdout(), io::stderr());
    let code = run(
        std::env::args_os(),
        stdin.lock(),
        stdout.lock(),
        stderr.lock(),
    );
    ExitCode::from(code)
}

//! `npscore`: the Net Promoter Score of survey files, on the command line.
//!
//! ```text
//! npscore report
//! npscore report answers.csv --score recommend --missing-word NA
//! npscore report answers.csv --score recommend --by region,office
//! npscore report answers.csv --score recommend --date sent --period quarter
//! npscore report answers.csv --score recommend --format json
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
//! | 3 | the report has no score, for it would be misleading: it says why |
//!
//! In JSON, `by` holds a result, or `null`, for each segment of each `--by`; where columns are nested,
//! `{"total": …, "segments": {…}}` for each segment of the first. `periods` holds a result, or `null`,
//! for every period from the first to the last, and `undated` what has no date. `weighted_by` and
//! `weighted_periods` are the same in weighted results, where weights are named.
//!
//! Data flows down the list of modules:
//!
//! - `arguments`: what is asked
//! - `read`: files into rows of cells
//! - `date`, `period`, `screen`: cells into days, periods and answers
//! - `columns`, `answer`: what one row says
//! - `collect`, `survey`, `people`, `finding`: what all rows say, and what is odd about them
//! - `report`: what that means, for people and for programs
//! - `problem`: what can go wrong, in words

mod answer;
mod arguments;
mod collect;
mod columns;
mod date;
mod finding;
mod people;
mod period;
mod problem;
mod read;
mod report;
mod screen;
mod survey;

use std::io::{self, Write};
use std::process::ExitCode;

use arguments::Request;
use problem::Problem;

/// The exit code of a survey whose score would be misleading.
const WITHHELD: u8 = 3;

fn main() -> ExitCode {
    let request = match Request::parse(std::env::args_os()) {
        Ok(request) => request,
        Err(answer) => {
            // Help is an answer too; there is nobody left to tell if it cannot be written.
            answer.print().ok();
            return ExitCode::from(u8::try_from(answer.exit_code()).unwrap_or(2));
        }
    };
    match run(&request) {
        Ok(code) => code,
        // Whoever read the report has seen enough.
        Err(Problem::Unwritable(error)) if error.kind() == io::ErrorKind::BrokenPipe => {
            ExitCode::SUCCESS
        }
        Err(problem) => {
            writeln!(io::stderr(), "error: {problem}").ok();
            ExitCode::FAILURE
        }
    }
}

/// Makes a report and writes it.
fn run(request: &Request) -> Result<ExitCode, Problem> {
    let survey = collect::survey(&request.input)?;
    let text = report::render(&survey, request)?;
    let mut stdout = io::stdout().lock();
    let written = stdout.write_all(text.as_bytes());
    written
        .and_then(|()| stdout.flush())
        .map_err(Problem::Unwritable)?;
    Ok(if survey.is_withheld() {
        ExitCode::from(WITHHELD)
    } else {
        ExitCode::SUCCESS
    })
}

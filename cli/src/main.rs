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
//! | 4 | `watch` has raised an alarm |
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
//! - `collect`, `survey`, `draft`, `people`, `finding`: what all rows say, and what is odd about them
//! - `report`: what that means, for people and for programs
//! - `task`: comparing, planning, watching
//! - `problem`: what can go wrong, in words

mod answer;
mod arguments;
mod collect;
mod columns;
mod date;
mod draft;
mod finding;
mod people;
mod period;
mod problem;
mod read;
mod report;
mod screen;
mod survey;
mod task;

use std::io::{self, Write};
use std::process::ExitCode;

use arguments::{Task, complaint};
use problem::Problem;

/// The exit code of a survey whose score would be misleading.
const WITHHELD: u8 = 3;

/// The exit code of a stream whose score has dropped.
const ALARM: u8 = 4;

fn main() -> ExitCode {
    let outcome = Task::parse(std::env::args_os()).map(|task| run(&task));
    match outcome.unwrap_or_else(|answer| Ok(answered(&answer))) {
        Ok(code) => code.into(),
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

/// Shows help or a complaint, and gives the exit code.
fn answered(answer: &clap::Error) -> u8 {
    // Help is an answer too; there is nobody left to tell if it cannot be written.
    answer.print().ok();
    u8::try_from(answer.exit_code()).unwrap_or(2)
}

/// Carries out a task and gives the exit code.
fn run(task: &Task) -> Result<u8, Problem> {
    let (text, output, code) = match task {
        Task::Report(request) => {
            let survey = collect::survey(&request.input)?;
            let text = report::render(&survey, request)?;
            let code = if survey.is_withheld() { WITHHELD } else { 0 };
            (text, request.output.as_deref(), code)
        }
        Task::Compare(request) => {
            let (text, withheld) = task::compare::render(request)?;
            let code = if withheld { WITHHELD } else { 0 };
            (text, request.output.as_deref(), code)
        }
        Task::Plan(request) => match task::plan::render(request) {
            Ok(text) => (text, None, 0),
            Err(message) => return Ok(answered(&complaint(message))),
        },
        Task::Watch(request) => {
            return Ok(if task::watch::run(request)? { ALARM } else { 0 });
        }
        Task::Print(text) => (String::from_utf8_lossy(text).into_owned(), None, 0),
    };
    task::write(&text, output).map_err(Problem::Unwritable)?;
    Ok(code)
}

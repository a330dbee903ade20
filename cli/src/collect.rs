//! All files of a survey, read on several threads.

use std::io::{self, IsTerminal};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use indicatif::{ProgressBar, ProgressStyle};

use crate::answer::Answer;
use crate::arguments::Input;
use crate::columns::Columns;
use crate::finding::Finding;
use crate::problem::Problem;
use crate::read::{Source, Table};
use crate::survey::Survey;

/// A file of so many bytes takes a while.
const LONG: u64 = 64 << 20;

/// What a thread is worth, in bytes of a file.
const SHARE: u64 = 4 << 20;

/// What all rows of all files say.
pub(crate) fn survey(input: &Input) -> Result<Survey, Problem> {
    let mut survey: Option<Survey> = None;
    for (number, source) in input.sources.iter().enumerate() {
        let table = Table::open(source, &input.dialect, &input.score)?;
        let columns = Columns::find(&table, source, input)?;
        let progress = progress(source);
        let part = read(&table, number, &columns, input, &progress);
        progress.finish_and_clear();
        let part = part?;
        let so_far = match &mut survey {
            Some(survey) => {
                survey.merge(part).map_err(|fault| Problem::File {
                    name: table.name().into(),
                    fault,
                })?;
                survey
            }
            None => survey.insert(part),
        };
        for line in table.more_headers() {
            so_far.note(Finding::SecondHeader {
                name: table.name().into(),
                line: *line,
            });
        }
    }
    let mut survey = survey.unwrap_or_else(|| Survey::new(&[], input));
    let settled = survey.settle();
    settled.map_err(|fault| Problem::File {
        name: input.title(),
        fault,
    })?;
    survey.judge(input);
    Ok(survey)
}

/// How far a file is read, where that takes a while and somebody looks on.
fn progress(source: &Source) -> ProgressBar {
    let length = source.length();
    if length.is_some_and(|length| length < LONG) || !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let form = if length.is_some() {
        "{bytes} of {total_bytes} read, {eta} left"
    } else {
        "{bytes} read"
    };
    let bar = length.map_or_else(ProgressBar::no_length, ProgressBar::new);
    ProgressStyle::with_template(form)
        .map_or_else(|_| bar.clone(), |style| bar.clone().with_style(style))
}

/// What went wrong, after how many blocks: the first in the file is told.
type Failure = (usize, Problem);

/// What the rows of one file say.
fn read(
    table: &Table,
    number: usize,
    columns: &Columns,
    input: &Input,
    progress: &ProgressBar,
) -> Result<Survey, Problem> {
    let shares = input.sources[number]
        .length()
        .map_or(u64::MAX, |length| length / SHARE + 1);
    let most = thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let threads = most.min(usize::try_from(shares).unwrap_or(most));
    let stop = AtomicBool::new(false);
    let outcomes: Vec<Result<Survey, Failure>> = thread::scope(|scope| {
        let work = || {
            let outcome = blocks(table, number, columns, input, (&stop, progress));
            stop.fetch_or(outcome.is_err(), Ordering::Relaxed);
            outcome
        };
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(work)).collect();
        let mut outcomes = vec![work()];
        outcomes.extend(others.into_iter().filter_map(|thread| thread.join().ok()));
        outcomes
    });
    let mut surveys = Vec::new();
    let mut first: Option<Failure> = None;
    for outcome in outcomes {
        match outcome {
            Ok(survey) => surveys.push(survey),
            Err(failure) if first.as_ref().is_none_or(|known| failure.0 < known.0) => {
                first = Some(failure);
            }
            Err(_) => {}
        }
    }
    if let Some((_, problem)) = first {
        return Err(problem);
    }
    let mut surveys = surveys.into_iter();
    let mut survey = surveys
        .next()
        .unwrap_or_else(|| Survey::new(&columns.by, input));
    for other in surveys {
        survey.merge(other).map_err(|fault| Problem::File {
            name: table.name().into(),
            fault,
        })?;
    }
    Ok(survey)
}

/// What the rows of some blocks say: of all that no other thread takes.
fn blocks(
    table: &Table,
    number: usize,
    columns: &Columns,
    input: &Input,
    (stop, progress): (&AtomicBool, &ProgressBar),
) -> Result<Survey, Failure> {
    let mut survey = Survey::new(&columns.by, input);
    let mut block = Vec::new();
    while !stop.load(Ordering::Relaxed) {
        // What ends the blocks comes after all of them.
        let place = table
            .next_block(&mut block)
            .map_err(|problem| (usize::MAX, problem))?;
        let Some(place) = place else {
            break;
        };
        progress.inc(block.len() as u64);
        let mut rows = table.rows(&block, place);
        let index = place.index;
        let at = |problem| (index, problem);
        let mut place = (number, place.index, 0);
        while let Some(row) = rows.next_row().map_err(at)? {
            place.2 += 1;
            if !columns.include(&row) {
                survey.leave_out();
                continue;
            }
            let answer = Answer::of(&row, columns, input).map_err(at)?;
            if let Some(period) = &input.period
                && answer.slot.is_none_or(|slot| slot.to_string() != *period)
            {
                survey.leave_out();
                continue;
            }
            let observed = survey.observe(&row, columns, &answer, place);
            observed.map_err(|fault| at(row.problem(fault)))?;
        }
    }
    survey.flush().map_err(|fault| {
        let name = table.name().into();
        (usize::MAX, Problem::File { name, fault })
    })?;
    Ok(survey)
}

//! A stream of answers, and an alarm where the score drops.

use std::io::{self, BufRead, Write};
use std::path::Path;

use npscore::insight::monitor::{DropAlert, DropDetector};
use npscore::{Exclusion, Observe, Screened, Tally};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::output::replace;
use crate::arguments::WatchRequest;
use crate::problem::{Fault, Problem, excerpt};

/// What is kept between runs.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct State {
    detector: DropDetector,
    /// All answers so far.
    answers: Screened<Tally>,
}

/// What one run has seen, as one line of JSON.
#[derive(Debug, Serialize)]
struct Line {
    /// Whether there was an alert in this run.
    alarm: bool,
    /// Lines read in this run, and how many of them were answers.
    read: u64,
    accepted: u64,
    /// The score of all answers so far, and how many they are.
    nps: Option<f64>,
    responses: u64,
    floor: f64,
    alerts: Vec<DropAlert>,
}

/// The longest line, in bytes.
const LONGEST_LINE: u64 = 1 << 20;

/// Reads answers to the end of standard input; whether there was an alarm.
pub(crate) fn run(request: &WatchRequest) -> Result<bool, Problem> {
    let mut state = open(request)?;
    let mut alerts = Vec::new();
    let (mut read, mut accepted) = (0, 0);
    let mut stdin = io::stdin().lock();
    let mut line = Vec::new();
    loop {
        line.clear();
        let length = io::Read::take(&mut stdin, LONGEST_LINE).read_until(b'\n', &mut line);
        let length = length.map_err(|error| Problem::Unreadable {
            name: "standard input".into(),
            error,
        })?;
        if length == 0 {
            break;
        }
        read += 1;
        let problem = |fault| Problem::Row {
            name: "standard input".into(),
            line: read,
            fault,
        };
        if length as u64 == LONGEST_LINE {
            return Err(problem(Fault::LongLine));
        }
        let outcome = answer(&line, request).map_err(problem)?;
        state
            .answers
            .try_observe(outcome)
            .map_err(|error| problem(error.into()))?;
        let Ok(category) = outcome else {
            continue;
        };
        accepted += 1;
        if let Some(alert) = state.detector.watch(category) {
            // Whoever looks on sees it at once.
            writeln!(io::stderr(), "alert: {alert}").ok();
            alerts.push(alert);
        }
    }
    // Only now: a line that cannot be read leaves the file as it was.
    save(&state, request)?;
    let result = state.answers.inner().result();
    let line = Line {
        alarm: !alerts.is_empty(),
        read,
        accepted,
        nps: result.map(|result| result.nps().to_f64()),
        responses: state.answers.accepted(),
        floor: state.detector.floor().to_f64(),
        alerts,
    };
    let alarm = line.alarm;
    let text = serde_json::to_string(&line).map_err(|error| Problem::Unwritable(error.into()))?;
    super::write(&(text + "\n"), None).map_err(Problem::Unwritable)?;
    Ok(alarm)
}

/// What a line says: a cell, or an object with a member that is one.
fn answer(
    line: &[u8],
    request: &WatchRequest,
) -> Result<Result<npscore::Category, Exclusion>, Fault> {
    let text = str::from_utf8(line)
        .map_err(|_| Fault::NotUtf8 { column: 1 })?
        .trim();
    if !text.starts_with('{') {
        return Ok(request.screen.screen(text).map(|(category, _)| category));
    }
    let object: Value = serde_json::from_str(text).map_err(|error| Fault::NotAnObject {
        column: error.column(),
    })?;
    let cell = match object.get(&request.score) {
        None => {
            return Err(Fault::NoMember {
                name: request.score.clone(),
                line: excerpt(text),
            });
        }
        Some(Value::Null) => String::new(),
        Some(Value::String(cell)) => cell.clone(),
        Some(other) => other.to_string(),
    };
    Ok(request.screen.screen(&cell).map(|(category, _)| category))
}

/// The state of the run before, or a new one.
fn open(request: &WatchRequest) -> Result<State, Problem> {
    let detector = request.detector;
    let Some(path) = &request.state else {
        return Ok(State {
            detector,
            answers: Screened::default(),
        });
    };
    match std::fs::read(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(State {
            detector,
            answers: Screened::default(),
        }),
        Err(error) => Err(Problem::Unreadable {
            name: name(path),
            error,
        }),
        Ok(bytes) => {
            let state: State = serde_json::from_slice(&bytes).map_err(|error| Problem::State {
                name: name(path),
                reason: error.to_string(),
            })?;
            let same = state.detector.floor() == detector.floor()
                && state.detector.run_length() == detector.run_length();
            if same {
                return Ok(state);
            }
            Err(Problem::State {
                name: name(path),
                reason: format!(
                    "it was begun with --floor {} --run-length {}; use another file for other values",
                    state.detector.floor(),
                    state.detector.run_length()
                ),
            })
        }
    }
}

fn save(state: &State, request: &WatchRequest) -> Result<(), Problem> {
    let Some(path) = &request.state else {
        return Ok(());
    };
    let bytes = serde_json::to_vec(state).map_err(|error| Problem::Unwritable(error.into()))?;
    replace(path, &bytes).map_err(|error| Problem::Unsaved {
        name: name(path),
        error,
    })
}

/// A path without characters that would steer a terminal.
fn name(path: &Path) -> String {
    path.to_string_lossy().replace(char::is_control, "\u{FFFD}")
}

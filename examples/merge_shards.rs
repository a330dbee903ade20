//! Map and reduce: shards counted apart, states merged, one result.
//!
//! Three ways to the same numbers over the bundled airport survey: one pass; shards on threads; and
//! shards in processes of their own, each of which sends its state as JSON. Run it with
//! `cargo run --release --example merge_shards`.

use std::error::Error;
use std::io::Write;
use std::process::{Command, ExitCode, Stdio};
use std::thread;

use npscore::{Merge, Observe, Screened, Screening, Segments, Tally};

/// NPS by boarding area, blanks counted beside the answers.
type State = Screened<Segments<String>>;

const COUNTS: &str = include_str!("data/sfo_2017_counts.csv");
const SHARDS: usize = 4;

/// Counts the rows of one shard: `area,tenure,score,answers`.
fn count<'a>(rows: impl IntoIterator<Item = &'a str>) -> Result<State, Box<dyn Error>> {
    // In this survey the code 11 stands for a blank.
    let screening = Screening::new().missing_code(11)?;
    let mut state = State::default();
    for row in rows {
        let cells: Vec<&str> = row.trim().split(',').collect();
        let &[area, _, score, answers] = cells.as_slice() else {
            return Err(format!("{row:?} has {} cells, expected 4", cells.len()).into());
        };
        let outcome = screening.screen(score).map(|score| (area, score));
        state.observe_n(outcome, answers.parse()?);
    }
    Ok(state)
}

/// The rows of one shard: every fourth.
fn shard(index: usize) -> impl Iterator<Item = &'static str> {
    COUNTS.lines().skip(1).skip(index).step_by(SHARDS)
}

/// Every shard on a thread of its own.
fn on_threads() -> Result<State, Box<dyn Error>> {
    thread::scope(|scope| {
        let counting: Vec<_> = (0..SHARDS)
            .map(|index| scope.spawn(move || count(shard(index)).map_err(|e| e.to_string())))
            .collect();
        let mut total = State::default();
        for shard in counting {
            total.merge(shard.join().map_err(|_| "a shard panicked")??);
        }
        Ok(total)
    })
}

/// Every shard in a process of its own: this program, told to count what it reads.
fn in_processes() -> Result<State, Box<dyn Error>> {
    let program = std::env::current_exe()?;
    let mut total = State::default();
    for index in 0..SHARDS {
        let mut child = Command::new(&program)
            .arg("--count")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        if let Some(mut stdin) = child.stdin.take() {
            for row in shard(index) {
                writeln!(stdin, "{row}")?;
            }
        }
        let output = child.wait_with_output()?;
        if !output.status.success() {
            return Err(format!("shard {index} ended with {}", output.status).into());
        }
        // The state passes through the same checks as one that was counted here.
        total.merge(serde_json::from_slice(&output.stdout)?);
    }
    Ok(total)
}

fn run() -> Result<(), Box<dyn Error>> {
    if std::env::args().nth(1).as_deref() == Some("--count") {
        let rows = std::io::read_to_string(std::io::stdin())?;
        println!("{}", serde_json::to_string(&count(rows.lines())?)?);
        return Ok(());
    }
    let whole = count(COUNTS.lines().skip(1))?;
    if on_threads()? != whole || in_processes()? != whole {
        return Err("the shards do not add up to the whole".into());
    }
    println!("One pass, {SHARDS} threads and {SHARDS} processes agree to the last count:\n");
    println!(
        "  offered {}, accepted {}",
        whole.offered(),
        whole.accepted()
    );
    for (area, tally) in whole.inner().by_nps() {
        if let Some(result) = tally.result() {
            println!("  boarding area {area}  {result:5.1}");
        }
    }
    let total: Tally = whole.inner().total();
    if let Some(result) = total.result() {
        println!("  all              {result:5.1}");
    }
    Ok(())
}

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

//! The program as users run it: its reports, its messages and its exit codes.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::float_cmp,
    clippy::panic,
    reason = "a test that fails panics"
)]

mod dates;
mod dialects;
mod files;
mod hostile;
mod numbers;
mod page;
mod people;
mod periods;
mod reading;
mod reports;
mod segments;
mod tasks;

use std::io::{self, Read};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

/// What a run of the program leaves behind.
#[derive(Debug, PartialEq, Eq)]
struct Run {
    code: i32,
    stdout: String,
    stderr: String,
}

impl Run {
    /// The report of a run that must succeed.
    #[track_caller]
    fn report(self) -> String {
        assert_eq!(
            (self.code, self.stderr.as_str()),
            (0, ""),
            "{}",
            self.stdout
        );
        self.stdout
    }

    /// The message of a run that must fail with an exit code of 1, without `error: `.
    #[track_caller]
    fn problem(self) -> String {
        assert_eq!(
            (self.code, self.stdout.as_str()),
            (1, ""),
            "{}",
            self.stderr
        );
        let message = self.stderr.strip_prefix("error: ");
        let line = message.and_then(|message| message.strip_suffix('\n'));
        line.unwrap_or_else(|| panic!("{:?}", self.stderr)).into()
    }

    /// The output with its lines joined.
    fn in_one_line(&self) -> String {
        self.stdout.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// The document of a run that must succeed.
    #[track_caller]
    fn document(self) -> serde_json::Value {
        serde_json::from_str(&self.report()).unwrap()
    }
}

/// The program with arguments, which include the subcommand.
fn program(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_npscore"));
    command.args(arguments);
    command
}

/// Runs a report with arguments and standard input.
fn run_with(arguments: &[&str], stdin: Stdio) -> Run {
    outcome(program(&["report"]).args(arguments).stdin(stdin))
}

/// Runs a subcommand on a text as standard input.
fn run_task(arguments: &[&str], stdin: &str) -> Run {
    let (reader, mut writer) = io::pipe().unwrap();
    thread::scope(|scope| {
        let run = scope.spawn(move || outcome(program(arguments).stdin(reader)));
        io::Write::write_all(&mut writer, stdin.as_bytes()).ok();
        drop(writer);
        run.join().unwrap()
    })
}

fn outcome(command: &mut Command) -> Run {
    let output = command.output().unwrap();
    Run {
        code: output.status.code().unwrap(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

/// Runs a report with arguments and what is piped to it, as it comes.
fn run(arguments: &[&str], mut stdin: impl Read) -> Run {
    let (reader, mut writer) = io::pipe().unwrap();
    thread::scope(|scope| {
        let run = scope.spawn(move || run_with(arguments, reader.into()));
        // A program that has seen enough closes the pipe.
        io::copy(&mut stdin, &mut writer).ok();
        drop(writer);
        run.join().unwrap()
    })
}

/// Runs the program on a file of these bytes, which messages and reports call `FILE`.
fn run_on(bytes: impl AsRef<[u8]>, arguments: &[&str]) -> Run {
    let file = TemporaryFile::new(bytes.as_ref());
    let path = file.path.to_str().unwrap();
    let all: Vec<_> = [path].iter().chain(arguments).copied().collect();
    let run = run(&all, io::empty());
    Run {
        stdout: run.stdout.replace(path, "FILE"),
        stderr: run.stderr.replace(path, "FILE"),
        ..run
    }
}

/// A file that is removed when it is dropped.
struct TemporaryFile {
    path: PathBuf,
}

impl TemporaryFile {
    fn new(bytes: &[u8]) -> Self {
        Self::named("csv", bytes)
    }

    /// A file whose name ends so.
    fn named(extension: &str, bytes: &[u8]) -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("npscore-cli-{}-{number}.{extension}", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::write(&path, bytes).unwrap();
        Self { path }
    }
}

impl Drop for TemporaryFile {
    fn drop(&mut self) {
        std::fs::remove_file(&self.path).ok();
    }
}

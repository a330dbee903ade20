//! The example program, run as a function: its reports, its messages and its exit codes.

mod hostile;
#[cfg(feature = "serde")]
mod numbers;
mod periods;
mod reading;
mod reports;
mod segments;

use std::ffi::OsString;
use std::io::{self, Read};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};

#[allow(dead_code, reason = "its `main` is not called here")]
#[path = "../../examples/survey_report/main.rs"]
mod program;

/// What a run of the program leaves behind.
#[derive(Debug, PartialEq, Eq)]
struct Run {
    code: u8,
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

    /// The document of a run that must succeed.
    #[cfg(feature = "serde")]
    #[track_caller]
    fn document(self) -> serde_json::Value {
        serde_json::from_str(&self.report()).unwrap()
    }
}

/// Runs the program with arguments and standard input.
fn run(arguments: &[&str], stdin: impl Read) -> Run {
    let arguments = std::iter::once("survey_report")
        .chain(arguments.iter().copied())
        .map(OsString::from);
    let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
    let code = program::run(arguments, stdin, &mut stdout, &mut stderr);
    Run {
        code,
        stdout: String::from_utf8(stdout).unwrap(),
        stderr: String::from_utf8(stderr).unwrap(),
    }
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
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("npscore-survey-report-{}-{number}.csv", std::process::id());
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

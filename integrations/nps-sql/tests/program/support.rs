//! Runs of the program.

use std::path::Path;
use std::process::{Command, Output};

pub(crate) fn program() -> Command {
    Command::new(env!("CARGO_BIN_EXE_nps-sql"))
}

/// Runs a query.
pub(crate) fn run(arguments: &[&str]) -> Output {
    program().arg("query").args(arguments).output().unwrap()
}

/// What a query that succeeds prints.
pub(crate) fn printed(arguments: &[&str]) -> String {
    let output = run(arguments);
    let message = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?}: {message}");
    String::from_utf8(output.stdout).unwrap()
}

/// What a query that fails says.
pub(crate) fn refusal(arguments: &[&str]) -> String {
    let output = run(arguments);
    assert_eq!(output.status.code(), Some(1), "{arguments:?}");
    assert!(output.stdout.is_empty());
    String::from_utf8(output.stderr).unwrap()
}

/// A path as text.
pub(crate) fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

//! What can go wrong, in words.

use std::io;

use npscore::error::CountError;
use npscore::error::WeightError;

/// Why there is no report.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Problem {
    /// The bytes cannot be had.
    #[error("cannot read {name}: {error}")]
    Unreadable {
        /// The source's name.
        name: String,
        /// What the system says.
        error: io::Error,
    },
    /// There is not even a header.
    #[error("{name} is empty, expected a header row that names the columns")]
    Empty {
        /// The source's name.
        name: String,
    },
    /// A row is not as it should be.
    #[error("{name}, line {line}: {fault}")]
    Row {
        /// The source's name.
        name: String,
        /// The line on which the row begins, from 1.
        line: u64,
        /// What is wrong with it.
        fault: Fault,
    },
    /// A file, as a whole, is not as it should be.
    #[error("{name}: {fault}")]
    File {
        /// The source's name.
        name: String,
        /// What is wrong with it.
        fault: Fault,
    },
    /// A spreadsheet that cannot be read.
    #[error("cannot read {name}: {reason}")]
    Spreadsheet {
        /// The source's name.
        name: String,
        /// What its reader says.
        reason: String,
    },
    /// Published figures are not as they should be.
    #[error("{name}: {error}")]
    Benchmark {
        /// The file's name.
        name: String,
        /// What is wrong with it.
        error: String,
    },
    /// The state of an earlier run is of no use.
    #[error("cannot go on from {name}: {reason}")]
    State {
        /// The file.
        name: String,
        /// Why.
        reason: String,
    },
    /// The state cannot be kept.
    #[error("cannot write {name}: {error}")]
    Unsaved {
        /// The file.
        name: String,
        /// What the system says.
        error: io::Error,
    },
    /// The report cannot be had.
    #[error("cannot write the report: {0}")]
    Unwritable(io::Error),
}

/// What is wrong with a row, the header included.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Fault {
    /// No column has the name asked for.
    #[error("no column is named {column:?}, expected one of {}", listed(.columns))]
    UnknownColumn {
        /// The name asked for.
        column: String,
        /// The names there are.
        columns: Vec<String>,
    },
    /// Several columns have the name asked for.
    #[error("columns {first} and {second} are both named {column:?}: which one is meant?")]
    AmbiguousColumn {
        /// The name asked for.
        column: String,
        /// The place of the first, from 1.
        first: usize,
        /// The place of the second, from 1.
        second: usize,
    },
    /// More or fewer cells than columns.
    #[error("expected {expected} cells as in the header, found {found}")]
    Ragged {
        /// The cells there are.
        found: usize,
        /// The columns there are.
        expected: usize,
    },
    /// A quote is opened and never closed.
    #[error("a quote is opened in this row and not closed before the end of the file")]
    OpenQuote,
    /// A row without end.
    #[error("this row is longer than 16 MiB: is a quote opened and not closed?")]
    TooLong,
    /// Bytes that are no UTF-8.
    #[error(
        "column {column} holds bytes that are not UTF-8; \
         for a Latin-1 (Windows-1252) file, add --encoding latin-1"
    )]
    NotUtf8 {
        /// The place of the column, from 1.
        column: usize,
    },
    /// A byte order mark that contradicts the encoding asked for.
    #[error("the file is marked as {0}; leave out --encoding latin-1")]
    Marked(&'static str),
    /// A line of JSON that is no object.
    #[error("expected one JSON object on a line, found something else at character {column}")]
    NotAnObject {
        /// Where in the line, from 1.
        column: usize,
    },
    /// A JSON object without a score.
    #[error("no member is named {name:?} in {line}; see --score")]
    NoMember {
        /// The name asked for.
        name: String,
        /// The line, or its beginning.
        line: String,
    },
    /// A line without end.
    #[error("this line is longer than 1 MiB")]
    LongLine,
    /// A count that is none.
    #[error("{cell:?} in column {column:?} is not a count, expected a whole number of 0 or more")]
    NotACount {
        /// The column's name.
        column: String,
        /// The cell, or its beginning.
        cell: String,
    },
    /// A weight that is none.
    #[error("in column {column:?}: {error}")]
    NotAWeight {
        /// The column's name.
        column: String,
        /// What the crate says.
        error: WeightError,
    },
    /// A date that is none.
    #[error("{cell:?} in column {column:?} is not a date, expected {form} (see --date-format)")]
    NotADate {
        /// The column's name.
        column: String,
        /// The cell, or its beginning.
        cell: String,
        /// The form that is read.
        form: String,
    },
    /// A month where a day is needed.
    #[error("{cell:?} in column {column:?} has no day, which the periods need: {unit}")]
    NoDay {
        /// The column's name.
        column: String,
        /// The cell, or its beginning.
        cell: String,
        /// The periods asked for.
        unit: &'static str,
    },
    /// A date that may be two days, in a column where none says which.
    #[error("{cell:?} in column {column:?} may be {readings}: which one is meant?")]
    AmbiguousDate {
        /// The column's name.
        column: String,
        /// The cell, or its beginning.
        cell: String,
        /// What it may be, with the argument that says so.
        readings: String,
    },
    /// More columns within each other than anybody reads.
    #[error("{by:?} names more than {most} columns within each other")]
    TooDeep {
        /// The columns asked for, or their beginning.
        by: String,
        /// The most columns.
        most: usize,
    },
    /// More groups than allowed.
    #[error("by {by:?} there are {error}; --most-segments allows more")]
    TooManySegments {
        /// The columns asked for.
        by: String,
        /// What the crate says.
        error: CountError,
    },
    /// More answers or weight than the crate counts.
    #[error(transparent)]
    TooMuch(#[from] CountError),
}

/// The names in quotes, with commas between.
fn listed(names: &[String]) -> String {
    let quoted: Vec<_> = names
        .iter()
        .map(|name| format!("{:?}", excerpt(name)))
        .collect();
    quoted.join(", ")
}

/// A text of any length, or its beginning: a message must not carry a cell of a megabyte.
pub(crate) fn excerpt(text: &str) -> String {
    const LONGEST: usize = 40;
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.into(),
    }
}

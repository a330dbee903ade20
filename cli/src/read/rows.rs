//! The rows of a block, one at a time, with line numbers.

use std::io::Cursor;

use csv::ByteRecord;
use serde_json::{Map, Value};

use super::blocks::Place;
use crate::problem::{Fault, Problem};

/// A column of a table, by its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Column(pub(super) usize);

/// How rows are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// Cells with separators between, and in quotes if need be.
    Cells { separator: u8 },
    /// A JSON object on each line.
    Objects,
}

/// The rows of a block: the one being read is all that is held.
pub(crate) struct Rows<'a> {
    name: &'a str,
    header: &'a [String],
    reader: Reader<'a>,
    cells: ByteRecord,
    place: Place,
    /// All of the block is UTF-8.
    valid: bool,
}

enum Reader<'a> {
    /// Cells with separators between.
    Cells(csv::Reader<Cursor<&'a [u8]>>),
    /// A JSON object on each line.
    Objects { text: &'a [u8], line: u64 },
}

/// One row: as many cells as there are columns, in UTF-8.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Row<'a> {
    name: &'a str,
    cells: &'a ByteRecord,
    line: Line,
}

/// Where a row is.
#[derive(Debug, Clone, Copy)]
enum Line {
    At(u64),
    /// The row ends before this line.
    Before(u64),
}

impl<'a> Rows<'a> {
    /// The rows of a block of a table, which has a name and a header.
    pub(super) fn new(
        (name, header, form): (&'a str, &'a [String], Form),
        block: &'a [u8],
        place: Place,
    ) -> Self {
        let reader = match form {
            Form::Cells { separator } => Reader::Cells(
                csv::ReaderBuilder::new()
                    .has_headers(false)
                    .flexible(true)
                    .delimiter(separator)
                    // The bytes lie in memory already.
                    .buffer_capacity(16 * 1024)
                    .from_reader(Cursor::new(block)),
            ),
            Form::Objects => Reader::Objects {
                text: block,
                line: place.line,
            },
        };
        Self {
            name,
            header,
            reader,
            cells: ByteRecord::new(),
            place,
            valid: str::from_utf8(block).is_ok(),
        }
    }

    /// The next row, if there is one.
    pub(crate) fn next_row(&mut self) -> Result<Option<Row<'_>>, Problem> {
        let line = match &mut self.reader {
            Reader::Cells(reader) => {
                let read = reader.read_byte_record(&mut self.cells);
                // Rows of any length, from memory: nothing can fail.
                if !read.unwrap_or(false) {
                    return Ok(None);
                }
                Line::Before(self.place.line + reader.position().line() - 1)
            }
            Reader::Objects { text, line } => loop {
                if text.is_empty() {
                    return Ok(None);
                }
                let end = memchr::memchr(b'\n', text).map_or(text.len(), |end| end + 1);
                let (object, rest) = text.split_at(end);
                (*text, *line) = (rest, *line + 1);
                if !object.trim_ascii().is_empty() {
                    let at = *line - 1;
                    cells_of(object, self.header, &mut self.cells).map_err(|fault| {
                        Problem::Row {
                            name: self.name.into(),
                            line: at,
                            fault,
                        }
                    })?;
                    break Line::At(at);
                }
            },
        };
        let row = Row {
            name: self.name,
            cells: &self.cells,
            line,
        };
        if !self.valid {
            let not_utf8 = |cell: &[u8]| str::from_utf8(cell).is_err();
            if let Some(place) = self.cells.iter().position(not_utf8) {
                return Err(row.problem(Fault::NotUtf8 { column: place + 1 }));
            }
        }
        let expected = self.header.len();
        if self.cells.len() != expected {
            return Err(row.problem(Fault::Ragged {
                found: self.cells.len(),
                expected,
            }));
        }
        Ok(Some(row))
    }
}

/// The object on a line.
pub(super) fn object(line: &[u8]) -> Result<Map<String, Value>, Fault> {
    serde_json::from_slice(line).map_err(|error| Fault::NotAnObject {
        column: error.column(),
    })
}

/// The members of an object that a header names, as cells.
fn cells_of(line: &[u8], header: &[String], cells: &mut ByteRecord) -> Result<(), Fault> {
    let object = object(line)?;
    cells.clear();
    for name in header {
        match object.get(name) {
            None | Some(Value::Null) => cells.push_field(b""),
            Some(Value::String(text)) => cells.push_field(text.as_bytes()),
            Some(other) => cells.push_field(other.to_string().as_bytes()),
        }
    }
    Ok(())
}

impl<'a> Row<'a> {
    /// The cell in a column.
    pub(crate) fn cell(&self, column: Column) -> &'a str {
        self.cells.get(column.0).map_or("", text)
    }

    /// A problem with this row.
    pub(crate) fn problem(&self, fault: Fault) -> Problem {
        Problem::Row {
            name: self.name.into(),
            line: self.line(),
            fault,
        }
    }

    /// The line on which the row begins: as many before the next as the row has line breaks, which
    /// are those in its cells and the last.
    pub(crate) fn line(&self) -> u64 {
        match self.line {
            Line::At(line) => line,
            Line::Before(next) => {
                let breaks = memchr::memchr_iter(b'\n', self.cells.as_slice());
                next.saturating_sub(1 + breaks.count() as u64)
            }
        }
    }
}

/// A cell as text; rows that are not UTF-8 are not given out.
fn text(cell: &[u8]) -> &str {
    str::from_utf8(cell).unwrap_or_default()
}

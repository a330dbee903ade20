//! Header and rows, with line numbers.

use std::io::{self, Read};

use csv::ByteRecord;

use crate::arguments::Encoding;
use crate::encoding::decoded;
use crate::lines::Lines;
use crate::problem::{Fault, Problem, excerpt};
use crate::source::Source;

/// The rows of a CSV file, one at a time: the one being read is all that is held.
///
/// Commas and line breaks in quotes, `\r\n`, a missing last line break and blank lines (which are
/// no rows) are understood.
pub(crate) struct Table<'a> {
    name: String,
    reader: Reader<'a>,
    header: Vec<String>,
    cells: ByteRecord,
}

/// The most columns within each other.
const MOST_COLUMNS: usize = 16;

type Reader<'a> = csv::Reader<Lines<Box<dyn Read + 'a>>>;

/// A column of a table, by its place.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Column(usize);

/// One row: as many cells as there are columns, in UTF-8.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Row<'a> {
    name: &'a str,
    cells: &'a ByteRecord,
    /// The line after the row.
    next_line: u64,
}

impl<'a> Table<'a> {
    /// The table of a source, its header read.
    pub(crate) fn open(
        source: &Source,
        encoding: Encoding,
        stdin: impl Read + 'a,
    ) -> Result<Self, Problem> {
        let name = source.to_string();
        let unreadable = |error| Problem::Unreadable {
            name: name.clone(),
            error,
        };
        let bytes = source.open(stdin).map_err(unreadable)?;
        let text = decoded(bytes, encoding)
            .map_err(unreadable)?
            .map_err(|fault| Problem::Row {
                name: name.clone(),
                line: 1,
                fault,
            })?;
        let reader = csv::ReaderBuilder::new()
            // The header is read as a row, and rows are counted here, so that lines are right.
            .has_headers(false)
            .flexible(true)
            .buffer_capacity(64 * 1024)
            .from_reader(Lines::new(text));
        let mut table = Self {
            name,
            reader,
            header: Vec::new(),
            cells: ByteRecord::new(),
        };
        table.header = match table.read()? {
            Some(row) => row.cells().map(|cell| cell.trim().into()).collect(),
            None => return Err(Problem::Empty { name: table.name }),
        };
        Ok(table)
    }

    /// The column of a name.
    pub(crate) fn column(&self, name: &str) -> Result<Column, Problem> {
        let mut places = (0..self.header.len()).filter(|place| self.header[*place] == name);
        let fault = match (places.next(), places.next()) {
            (Some(place), None) => return Ok(Column(place)),
            (Some(first), Some(second)) => Fault::AmbiguousColumn {
                column: name.into(),
                first: first + 1,
                second: second + 1,
            },
            (None, _) => Fault::UnknownColumn {
                column: name.into(),
                columns: self.header.clone(),
            },
        };
        // Columns are looked up before the first row is read: this is the header's line.
        Err(self.row().problem(fault))
    }

    /// Whether there is a column of a name, or several.
    fn has_column(&self, name: &str) -> bool {
        self.header.iter().any(|column| column == name)
    }

    /// The columns that an argument names: one, or several with commas between.
    ///
    /// The name of a column may have commas in it. From the left on, the longest name there is
    /// counts, so that the whole argument is tried first.
    pub(crate) fn columns<'n>(&self, names: &'n str) -> Result<Vec<(&'n str, Column)>, Problem> {
        let mut columns = Vec::new();
        let mut rest = Some(names);
        while let Some(names_left) = rest {
            if columns.len() == MOST_COLUMNS {
                return Err(self.row().problem(Fault::TooDeep {
                    by: excerpt(names),
                    most: MOST_COLUMNS,
                }));
            }
            let commas = names_left.match_indices(',').map(|(place, _)| place);
            let longest = std::iter::once(names_left.len())
                .chain(commas.rev())
                .find(|end| self.has_column(names_left[..*end].trim()));
            let end = longest.or_else(|| names_left.find(','));
            let (name, after) = names_left.split_at(end.unwrap_or(names_left.len()));
            columns.push((name.trim(), self.column(name.trim())?));
            rest = after.strip_prefix(',');
        }
        Ok(columns)
    }

    /// The next row, if there is one.
    pub(crate) fn next_row(&mut self) -> Result<Option<Row<'_>>, Problem> {
        let expected = self.header.len();
        match self.read()? {
            Some(row) if row.cells.len() != expected => Err(row.problem(Fault::Ragged {
                found: row.cells.len(),
                expected,
            })),
            row => Ok(row),
        }
    }

    /// The next row, of however many cells.
    fn read(&mut self) -> Result<Option<Row<'_>>, Problem> {
        self.reader.get_mut().start_row();
        let line = self.reader.position().line();
        if let Err(error) = self.reader.read_byte_record(&mut self.cells) {
            let name = self.name.clone();
            return Err(if self.reader.get_ref().row_is_too_long() {
                let fault = Fault::TooLong;
                Problem::Row { name, line, fault }
            } else {
                let error = io::Error::from(error);
                Problem::Unreadable { name, error }
            });
        }
        let row = self.row();
        let end = self.reader.position().byte();
        if self.reader.get_ref().end_row_is_before(end) {
            return if Lines::<&[u8]>::is_end_row(row.cells.iter()) {
                Ok(None)
            } else {
                // No line break ended this row.
                let next_line = row.next_line + 1;
                Err(Row { next_line, ..row }.problem(Fault::OpenQuote))
            };
        }
        let not_utf8 = |cell: &[u8]| str::from_utf8(cell).is_err();
        match row.cells.iter().position(not_utf8) {
            Some(place) => Err(row.problem(Fault::NotUtf8 { column: place + 1 })),
            None => Ok(Some(row)),
        }
    }

    /// The row last read.
    fn row(&self) -> Row<'_> {
        Row {
            name: &self.name,
            cells: &self.cells,
            next_line: self.reader.position().line(),
        }
    }
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

    /// The cells from left to right.
    fn cells(&self) -> impl Iterator<Item = &'a str> {
        self.cells.iter().map(text)
    }

    /// The line on which the row begins: as many before the next as the row has line breaks, which
    /// are those in its cells and the last.
    fn line(&self) -> u64 {
        let breaks = self.cells.as_slice().iter().filter(|byte| **byte == b'\n');
        self.next_line.saturating_sub(1 + breaks.count() as u64)
    }
}

/// A cell as text; rows that are not UTF-8 are not given out.
fn text(cell: &[u8]) -> &str {
    str::from_utf8(cell).unwrap_or_default()
}

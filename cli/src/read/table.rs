//! What the first lines of a file say: its form, its separator, its header.

use std::io::Read;
use std::sync::{Mutex, PoisonError};

use csv::ByteRecord;

use super::blocks::{Blocks, Place, Stop};
use super::dialect::Dialect;
use super::encoding::decoded;
use super::rows::{Column, Form, Rows, object};
use super::source::Source;
use super::spreadsheet;
use crate::problem::{Fault, Problem, excerpt};

/// A file of rows, its header read.
///
/// Separators and line breaks in quotes, `\r\n`, a missing last line break and blank lines (which are
/// no rows) are understood.
pub(crate) struct Table {
    name: String,
    form: Form,
    header: Vec<String>,
    header_line: u64,
    /// The lines of further header rows.
    more_headers: Vec<u64>,
    blocks: Mutex<Blocks<'static>>,
}

/// The most columns within each other.
const MOST_COLUMNS: usize = 16;

/// The separators that are looked for, in this order.
const SEPARATORS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// How much of a file is looked at before it is read.
const START: usize = 64 * 1024;

/// The longest header, in bytes.
const LONGEST_HEADER: usize = 16 << 20;

/// What rows at the beginning of a file are.
struct Header {
    cells: Vec<String>,
    line: u64,
    more: Vec<u64>,
    /// Where they end, in bytes.
    end: usize,
}

impl Table {
    /// The table of a source.
    ///
    /// The separator is the first for which the header has a column of the name `column`; if there is
    /// none, the one that makes the most columns.
    pub(crate) fn open(source: &Source, asked: &Dialect, column: &str) -> Result<Self, Problem> {
        let name = source.to_string();
        let unreadable = |error| Problem::Unreadable {
            name: name.clone(),
            error,
        };
        let fault_at = |line, fault| Problem::Row {
            name: name.clone(),
            line,
            fault,
        };
        let mut bytes = source.open().map_err(unreadable)?;
        let mut magic = Vec::new();
        let mut first = bytes.by_ref().take(spreadsheet::MAGIC.len() as u64);
        first.read_to_end(&mut magic).map_err(unreadable)?;
        let sheet = magic == spreadsheet::MAGIC;
        bytes = Box::new(std::io::Cursor::new(magic).chain(bytes));
        if sheet {
            let mut book = Vec::new();
            bytes.read_to_end(&mut book).map_err(unreadable)?;
            let rows = spreadsheet::to_csv(book, asked.sheet.as_deref()).map_err(|reason| {
                Problem::Spreadsheet {
                    name: name.clone(),
                    reason,
                }
            })?;
            bytes = Box::new(std::io::Cursor::new(rows));
        } else {
            bytes = decoded(bytes, asked.encoding)
                .map_err(unreadable)?
                .map_err(|fault| fault_at(1, fault))?;
        }
        let mut blocks = Blocks::new(bytes);
        let mut length = START;
        loop {
            let (start, all) = blocks.start(length).map_err(unreadable)?;
            let skipped = after_lines(start, asked.skip_rows);
            let rows = &start[skipped..];
            let separator = if sheet { Some(b',') } else { asked.separator };
            let found = match find_header(rows, all, separator, asked, column) {
                Found::Header(form, header) => (form, header),
                Found::Nothing if all => return Err(Problem::Empty { name }),
                Found::Nothing if start.len() > LONGEST_HEADER => {
                    return Err(fault_at(1 + asked.skip_rows as u64, Fault::TooLong));
                }
                Found::Nothing => {
                    length = start.len() * 2;
                    continue;
                }
                Found::Fault(line, fault) => {
                    return Err(fault_at(line + asked.skip_rows as u64, fault));
                }
            };
            let (form, header) = found;
            let lines_before = memchr::memchr_iter(b'\n', &start[..skipped]).count() as u64;
            blocks.skip(skipped + header.end);
            blocks.set_quoting(match form {
                Form::Cells { separator } => Some(separator),
                Form::Objects => None,
            });
            let more = header.more.iter().map(|line| line + lines_before);
            return Ok(Self {
                name,
                form,
                header: header.cells,
                header_line: header.line + lines_before,
                more_headers: more.collect(),
                blocks: Mutex::new(blocks),
            });
        }
    }

    /// The name of the source.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// The lines of header rows below the first.
    pub(crate) fn more_headers(&self) -> &[u64] {
        &self.more_headers
    }

    /// A problem on a line.
    pub(crate) fn problem(&self, line: u64, fault: Fault) -> Problem {
        Problem::Row {
            name: self.name.clone(),
            line,
            fault,
        }
    }

    /// The next rows of the file, in place of what is in the buffer: several threads may ask.
    pub(crate) fn next_block(&self, block: &mut Vec<u8>) -> Result<Option<Place>, Problem> {
        // A thread that panics leaves nothing half done.
        let mut blocks = self.blocks.lock().unwrap_or_else(PoisonError::into_inner);
        blocks.next_block(block).map_err(|stop| match stop {
            Stop::Unreadable(error) => Problem::Unreadable {
                name: self.name.clone(),
                error,
            },
            Stop::Row(line, fault) => self.problem(line, fault),
        })
    }

    /// The rows at the beginning of the file, which are still to be given out: at least a megabyte, or
    /// all there are.
    pub(crate) fn peek(&self) -> Result<(Vec<u8>, Place), Problem> {
        let mut blocks = self.blocks.lock().unwrap_or_else(PoisonError::into_inner);
        blocks.peek(1 << 20).map_err(|error| Problem::Unreadable {
            name: self.name.clone(),
            error,
        })
    }

    /// The rows of a block.
    pub(crate) fn rows<'a>(&'a self, block: &'a [u8], place: Place) -> Rows<'a> {
        Rows::new((&self.name, &self.header, self.form), block, place)
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
        Err(self.problem(self.header_line, fault))
    }

    /// Whether there is a column of a name, or several.
    pub(crate) fn has_column(&self, name: &str) -> bool {
        self.header.iter().any(|column| column == name)
    }

    /// The columns that an argument names: one, or several with commas between.
    ///
    /// The name of a column may have commas in it. From the left on, the longest name there is
    /// counts, so that the whole argument is tried first.
    pub(crate) fn columns(&self, names: &str) -> Result<Vec<(String, Column)>, Problem> {
        let mut columns = Vec::new();
        let mut rest = Some(names);
        while let Some(names_left) = rest {
            if columns.len() == MOST_COLUMNS {
                let fault = Fault::TooDeep {
                    by: excerpt(names),
                    most: MOST_COLUMNS,
                };
                return Err(self.problem(self.header_line, fault));
            }
            let commas = names_left.match_indices(',').map(|(place, _)| place);
            let longest = std::iter::once(names_left.len())
                .chain(commas.rev())
                .find(|end| self.has_column(names_left[..*end].trim()));
            let end = longest.or_else(|| names_left.find(','));
            let (name, after) = names_left.split_at(end.unwrap_or(names_left.len()));
            columns.push((name.trim().into(), self.column(name.trim())?));
            rest = after.strip_prefix(',');
        }
        Ok(columns)
    }
}

/// What was found at the beginning of a file.
enum Found {
    Header(Form, Header),
    /// No row, or not all of it.
    Nothing,
    Fault(u64, Fault),
}

/// Where the first lines end.
fn after_lines(text: &[u8], lines: usize) -> usize {
    let end = lines
        .checked_sub(1)
        .map(|last| memchr::memchr_iter(b'\n', text).nth(last));
    end.map_or(0, |end| end.map_or(text.len(), |end| end + 1))
}

fn find_header(
    rows: &[u8],
    all: bool,
    separator: Option<u8>,
    asked: &Dialect,
    column: &str,
) -> Found {
    if separator.is_none() && rows.trim_ascii_start().starts_with(b"{") {
        return match keys(rows, all) {
            Ok(cells) => Found::Header(
                Form::Objects,
                Header {
                    cells,
                    line: 1,
                    more: Vec::new(),
                    end: 0,
                },
            ),
            Err((line, fault)) => Found::Fault(line, fault),
        };
    }
    let candidates = separator.map_or(SEPARATORS.to_vec(), |separator| vec![separator]);
    let found: Vec<_> = candidates
        .iter()
        .map(|separator| {
            (
                *separator,
                read_header(rows, all, *separator, asked, column),
            )
        })
        .collect();
    let mut best = None;
    for (separator, outcome) in found {
        match outcome {
            Ok(Some(header)) => {
                let named = header.cells.iter().any(|cell| cell == column);
                let rank = (named, header.cells.len());
                if best.as_ref().is_none_or(|(known, _, _)| *known < rank) {
                    best = Some((rank, separator, header));
                }
            }
            Ok(None) => {}
            Err((line, fault)) => return Found::Fault(line, fault),
        }
    }
    match best {
        Some((_, separator, header)) => Found::Header(Form::Cells { separator }, header),
        None => Found::Nothing,
    }
}

/// The names in the objects at the beginning of a file, in the order in which they appear.
fn keys(rows: &[u8], all: bool) -> Result<Vec<String>, (u64, Fault)> {
    let mut keys: Vec<String> = Vec::new();
    let end = if all {
        rows.len()
    } else {
        memchr::memrchr(b'\n', rows).unwrap_or(rows.len())
    };
    for (line, text) in rows[..end].split(|byte| *byte == b'\n').enumerate() {
        if text.trim_ascii().is_empty() {
            continue;
        }
        for (key, _) in object(text).map_err(|fault| (line as u64 + 1, fault))? {
            if !keys.contains(&key) {
                keys.push(key);
            }
        }
    }
    Ok(keys)
}

/// The header under the assumption of a separator; `None` where there is none, or not all of it.
fn read_header(
    text: &[u8],
    all: bool,
    separator: u8,
    asked: &Dialect,
    column: &str,
) -> Result<Option<Header>, (u64, Fault)> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator)
        .from_reader(text);
    let mut cells = ByteRecord::new();
    let mut next = |cells: &mut ByteRecord| {
        let read = reader.read_byte_record(cells).unwrap_or(false);
        let end = usize::try_from(reader.position().byte()).unwrap_or(usize::MAX);
        // What ends with the text may go on behind it.
        let complete = all || end < text.len();
        let breaks = memchr::memchr_iter(b'\n', cells.as_slice()).count() as u64;
        let line = reader.position().line().saturating_sub(1 + breaks);
        (read && complete).then_some((end, line.max(1)))
    };
    let Some((mut end, line)) = next(&mut cells) else {
        return Ok(None);
    };
    let mut names = Vec::with_capacity(cells.len());
    for (place, cell) in cells.iter().enumerate() {
        match str::from_utf8(cell) {
            Ok(cell) => names.push(cell.trim().to_string()),
            Err(_) => return Err((line, Fault::NotUtf8 { column: place + 1 })),
        }
    }
    let score = names.iter().position(|name| name == column);
    let mut more = Vec::new();
    let mut last = names.clone();
    loop {
        let wanted = asked.header_rows.map(|rows| more.len() + 1 < rows);
        if wanted == Some(false) {
            break;
        }
        let Some((next_end, line)) = next(&mut cells) else {
            break;
        };
        if wanted.is_none() && !score.is_some_and(|score| is_header(&cells, score, names.len())) {
            break;
        }
        last = cells
            .iter()
            .map(|cell| String::from_utf8_lossy(cell).into_owned())
            .collect();
        more.push(line);
        end = next_end;
    }
    // Nobody repeats a header: a row that looks like one and comes again is an answer.
    if asked.header_rows.is_none() && !more.is_empty() {
        while next(&mut cells).is_some() {
            let again = score.is_some_and(|score| {
                cells
                    .get(score)
                    .is_some_and(|cell| Some(cell) == last.get(score).map(String::as_bytes))
            });
            if again {
                return read_header(text, all, separator, &asked.with_header_rows(1), column);
            }
        }
    }
    Ok(Some(Header {
        cells: names,
        line,
        more,
        end,
    }))
}

/// Whether a row below the header explains the columns: survey tools export the question as a second
/// row, and a third of identifiers.
///
/// Such a row has several cells with text and none that begins with a digit; where the score should
/// be, it has `Response` (as `SurveyMonkey` writes), `{"ImportId"` (as Qualtrics does) or a sentence of
/// four words or more.
fn is_header(cells: &ByteRecord, score: usize, columns: usize) -> bool {
    let texts: Vec<_> = cells.iter().map(<[u8]>::trim_ascii).collect();
    let cell = texts
        .get(score)
        .and_then(|cell| str::from_utf8(cell).ok())
        .unwrap_or_default();
    let explains = cell == "Response"
        || cell.starts_with("{\"ImportId\"")
        || cell.split_whitespace().count() > 3;
    let filled = texts.iter().filter(|cell| !cell.is_empty());
    explains
        && cells.len() == columns
        && filled.clone().count() > 1
        && filled.clone().all(|cell| !cell[0].is_ascii_digit())
}

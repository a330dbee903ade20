//! A file in blocks of whole rows, with one kind of line break.

use std::io;

use memchr::{memchr, memchr_iter, memrchr};

use super::encoding::Bytes;
use crate::problem::Fault;

/// The longest row, in bytes: beyond it, a quote was opened and never closed.
const LONGEST_ROW: usize = 16 << 20;

/// About how long a block is, in bytes.
const BLOCK: usize = 1 << 20;

/// A reader that gives out whole rows, many at a time, so that threads can read them side by side.
///
/// Every line break (`\r\n`, `\r`, `\n`) becomes the byte `\n`. Line breaks in quotes are part of a
/// row; a quote that is never closed is told, with its line.
pub(crate) struct Blocks<'a> {
    bytes: Bytes<'a>,
    /// Bytes read and not yet given out.
    rest: Vec<u8>,
    /// How much of them `find_rows` has seen.
    seen: usize,
    /// Where the last row seen ends, within them.
    end_of_rows: usize,
    /// The cell separator, where cells may be in quotes.
    quoting: Option<u8>,
    in_quotes: bool,
    /// Where quotes were last closed, within them.
    closed_at: Option<usize>,
    /// The last byte read was `\r`, which a `\n` may follow.
    after_return: bool,
    ended: bool,
    /// The line on which `rest` begins, from 1.
    line: u64,
    /// Blocks given out.
    given: usize,
}

/// Where a block stands in its file.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place {
    /// Its number, from 0.
    pub(crate) index: usize,
    /// The line on which it begins, from 1.
    pub(crate) line: u64,
}

/// Why there is no further block.
#[derive(Debug)]
pub(crate) enum Stop {
    /// The bytes cannot be read.
    Unreadable(io::Error),
    /// The rows end in the middle of one that begins on this line.
    Row(u64, Fault),
}

impl<'a> Blocks<'a> {
    pub(crate) fn new(bytes: Bytes<'a>) -> Self {
        Self {
            bytes,
            rest: Vec::new(),
            seen: 0,
            end_of_rows: 0,
            quoting: None,
            in_quotes: false,
            closed_at: None,
            after_return: false,
            ended: false,
            line: 1,
            given: 0,
        }
    }

    /// The beginning of the file, of at least `length` bytes if there are so many, before any row is
    /// given out; whether it is all of the file.
    pub(crate) fn start(&mut self, length: usize) -> io::Result<(&[u8], bool)> {
        while self.rest.len() < length && !self.ended {
            self.read_more()?;
        }
        Ok((&self.rest, self.ended))
    }

    /// A copy of the next lines, of about `length` bytes if there are so many.
    pub(crate) fn peek(&mut self, length: usize) -> io::Result<(Vec<u8>, Place)> {
        let place = Place {
            index: self.given,
            line: self.line,
        };
        let (start, all) = self.start(length)?;
        let end = memrchr(b'\n', start).filter(|_| !all);
        Ok((start[..end.unwrap_or(start.len())].to_vec(), place))
    }

    /// Leaves out what has been looked at already: so many bytes.
    pub(crate) fn skip(&mut self, bytes: usize) {
        let skipped = &self.rest[..bytes.min(self.rest.len())];
        self.line += memchr_iter(b'\n', skipped).count() as u64;
        self.rest.drain(..skipped.len());
    }

    /// Says how rows are told from each other, before the first block is given out.
    pub(crate) fn set_quoting(&mut self, quoting: Option<u8>) {
        self.quoting = quoting;
    }

    /// The next rows, in place of what is in the buffer.
    pub(crate) fn next_block(&mut self, block: &mut Vec<u8>) -> Result<Option<Place>, Stop> {
        loop {
            self.find_rows();
            if self.ended || (self.end_of_rows > 0 && self.rest.len() >= BLOCK) {
                break;
            }
            if self.rest.len() - self.end_of_rows > LONGEST_ROW {
                return Err(Stop::Row(self.line_of_open_row(), Fault::TooLong));
            }
            self.read_more().map_err(Stop::Unreadable)?;
        }
        if self.ended {
            if self.in_quotes {
                return Err(Stop::Row(self.line_of_open_row(), Fault::OpenQuote));
            }
            self.end_of_rows = self.rest.len();
        }
        if self.rest.is_empty() {
            return Ok(None);
        }
        let place = Place {
            index: self.given,
            line: self.line,
        };
        block.clear();
        block.extend_from_slice(&self.rest[self.end_of_rows..]);
        std::mem::swap(block, &mut self.rest);
        block.truncate(self.end_of_rows);
        self.line += memchr_iter(b'\n', block).count() as u64;
        self.given += 1;
        self.seen -= self.end_of_rows;
        self.closed_at = self
            .closed_at
            .and_then(|at| at.checked_sub(self.end_of_rows));
        self.end_of_rows = 0;
        Ok(Some(place))
    }

    /// The line on which the row begins that is not complete.
    fn line_of_open_row(&self) -> u64 {
        // Blank lines before it are no part of it.
        let open = &self.rest[self.end_of_rows..];
        let blank = open.iter().take_while(|byte| **byte == b'\n').count();
        let before = &self.rest[..self.end_of_rows + blank];
        self.line + memchr_iter(b'\n', before).count() as u64
    }

    /// Reads some bytes, and makes their line breaks alike; the last row has one too.
    fn read_more(&mut self) -> io::Result<()> {
        let start = self.rest.len();
        let more = (BLOCK / 4).max(BLOCK.saturating_sub(start));
        self.rest.resize(start + more, 0);
        let read = loop {
            match self.bytes.read(&mut self.rest[start..]) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                outcome => break outcome,
            }
        };
        self.rest.truncate(start + *read.as_ref().unwrap_or(&0));
        self.ended = read? == 0;
        if self.after_return || memchr(b'\r', &self.rest[start..]).is_some() {
            self.unify(start);
        }
        if self.ended && self.rest.last().is_some_and(|last| *last != b'\n') {
            self.rest.push(b'\n');
        }
        Ok(())
    }

    /// Makes the line breaks from a place on alike.
    fn unify(&mut self, start: usize) {
        let mut kept = start;
        for place in start..self.rest.len() {
            let byte = self.rest[place];
            let second_half = byte == b'\n' && self.after_return;
            self.after_return = byte == b'\r';
            if !second_half {
                self.rest[kept] = if byte == b'\r' { b'\n' } else { byte };
                kept += 1;
            }
        }
        self.rest.truncate(kept);
    }

    /// Finds where the last row ends in what has been read.
    fn find_rows(&mut self) {
        let Some(separator) = self.quoting else {
            if let Some(last) = memrchr(b'\n', &self.rest[self.seen..]) {
                self.end_of_rows = self.seen + last + 1;
            }
            self.seen = self.rest.len();
            return;
        };
        while self.seen < self.rest.len() {
            let unseen = &self.rest[self.seen..];
            let quote = memchr(b'"', unseen);
            let before = &unseen[..quote.unwrap_or(unseen.len())];
            if !self.in_quotes
                && let Some(last) = memrchr(b'\n', before)
            {
                self.end_of_rows = self.seen + last + 1;
            }
            self.seen += before.len();
            if quote.is_some() {
                // A quote opens at the beginning of a cell; elsewhere it is a character. Two in quotes
                // close and open again, and so stand for one.
                let before = self.seen.checked_sub(1);
                if self.in_quotes {
                    self.closed_at = Some(self.seen);
                    self.in_quotes = false;
                } else {
                    let begins = |at: usize| [separator, b'\n'].contains(&self.rest[at]);
                    self.in_quotes = before.is_none_or(begins) || before == self.closed_at;
                }
                self.seen += 1;
            }
        }
    }
}

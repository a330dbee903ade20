//! One kind of line break, and an end that shows.

use std::io::{self, Read};

/// What follows the last byte: a line break, in case the last row has none, and a row of its own.
const END: &[u8] = b"\n.\n";

/// The longest row, in bytes: beyond it, a quote was opened and never closed.
const LONGEST_ROW: u64 = 16 << 20;

/// A reader that makes every line break (`\r\n`, `\r`, `\n`) the byte `\n`, appends an end row, and
/// refuses to read a row without end.
///
/// With one kind of line break the lines of a row can be counted. The end row tells a last row that
/// is complete from one that opened a quote and swallowed the rest of the file: that row has
/// swallowed the end row too.
#[derive(Debug)]
pub(crate) struct Lines<R> {
    bytes: R,
    /// The last byte read was `\r`, which a `\n` may follow.
    after_return: bool,
    /// Bytes given out so far, without the end row.
    length: u64,
    /// What is left of the end row, once the bytes have ended.
    end: Option<&'static [u8]>,
    /// The length at which the row being read is too long.
    limit: u64,
}

impl<R: Read> Lines<R> {
    pub(crate) fn new(bytes: R) -> Self {
        Self {
            bytes,
            after_return: false,
            length: 0,
            end: None,
            limit: LONGEST_ROW,
        }
    }

    /// Says that the next byte asked for belongs to a new row.
    pub(crate) fn start_row(&mut self) {
        self.limit = self.length.saturating_add(LONGEST_ROW);
    }

    /// Whether the row being read is too long.
    pub(crate) fn row_is_too_long(&self) -> bool {
        self.length > self.limit
    }

    /// Whether what was given out up to position `end` includes the end row.
    pub(crate) fn end_row_is_before(&self, end: u64) -> bool {
        self.end.is_some() && end > self.length + 1
    }

    /// Whether a row of these cells is the end row, if it includes that.
    pub(crate) fn is_end_row(mut cells: impl Iterator<Item = impl AsRef<[u8]>>) -> bool {
        cells.next().is_some_and(|cell| cell.as_ref() == b".") && cells.next().is_none()
    }

    /// Makes the line breaks of a chunk alike, in place; gives the new length.
    fn unify(&mut self, chunk: &mut [u8]) -> usize {
        let mut kept = 0;
        for position in 0..chunk.len() {
            let byte = chunk[position];
            let second_half = byte == b'\n' && self.after_return;
            self.after_return = byte == b'\r';
            if !second_half {
                chunk[kept] = if byte == b'\r' { b'\n' } else { byte };
                kept += 1;
            }
        }
        kept
    }
}

impl<R: Read> Read for Lines<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.end.is_none() {
            match self.bytes.read(buffer) {
                Ok(0) => self.end = Some(END),
                Ok(read) => match self.unify(&mut buffer[..read]) {
                    // Only the second half of a line break: not the end.
                    0 => {}
                    kept => {
                        self.length += kept as u64;
                        if self.row_is_too_long() {
                            return Err(io::ErrorKind::FileTooLarge.into());
                        }
                        return Ok(kept);
                    }
                },
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        self.end.as_mut().map_or(Ok(0), |end| end.read(buffer))
    }
}

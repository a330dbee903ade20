//! Bytes into UTF-8.

use std::io::{self, Read};

use encoding_rs::WINDOWS_1252;

use crate::arguments::Encoding;
use crate::problem::Fault;

/// A reader of UTF-8 from a reader of the named encoding, without a byte order mark.
///
/// Bytes that are no UTF-8 pass: only the rows they stand in have line numbers. A byte order mark
/// that contradicts the encoding is a fault.
pub(crate) fn decoded<'a>(
    mut bytes: Box<dyn Read + 'a>,
    encoding: Encoding,
) -> io::Result<Result<Box<dyn Read + 'a>, Fault>> {
    let mut start = Vec::new();
    bytes.by_ref().take(3).read_to_end(&mut start)?;
    let marked = start.starts_with(b"\xEF\xBB\xBF");
    let utf16 = start.starts_with(b"\xFE\xFF") || start.starts_with(b"\xFF\xFE");
    if marked {
        start.clear();
    }
    let bytes = io::Cursor::new(start).chain(bytes);
    Ok(match encoding {
        _ if utf16 => Err(Fault::Utf16),
        Encoding::Latin1 if marked => Err(Fault::MarkedUtf8),
        Encoding::Latin1 => Ok(Box::new(Latin1::new(bytes))),
        Encoding::Utf8 => Ok(Box::new(bytes)),
    })
}

/// The most UTF-8 bytes that one byte of Windows-1252 becomes.
const WIDEST: usize = 3;

/// Windows-1252 as UTF-8, for readers whose buffer has room for a character.
struct Latin1<R> {
    bytes: R,
    chunk: Box<[u8]>,
}

impl<R> Latin1<R> {
    fn new(bytes: R) -> Self {
        Self {
            bytes,
            chunk: vec![0; 16 * 1024].into_boxed_slice(),
        }
    }
}

impl<R: Read> Read for Latin1<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let room = (buffer.len() / WIDEST).min(self.chunk.len());
        let read = self.bytes.read(&mut self.chunk[..room])?;
        // One byte is one character, so no chunk ends inside of one, and every byte has a meaning.
        let (text, _) = WINDOWS_1252.decode_without_bom_handling(&self.chunk[..read]);
        buffer[..text.len()].copy_from_slice(text.as_bytes());
        Ok(text.len())
    }
}

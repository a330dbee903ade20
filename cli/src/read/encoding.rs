//! Bytes into UTF-8.

use std::io::{self, Read};

use encoding_rs::{UTF_16BE, UTF_16LE, WINDOWS_1252};
use encoding_rs_io::DecodeReaderBytesBuilder;

use super::dialect::Encoding;
use crate::problem::Fault;

/// Bytes that are read once.
pub(crate) type Bytes<'a> = Box<dyn Read + Send + 'a>;

/// A reader of UTF-8 from a reader of some encoding, without a byte order mark.
///
/// A byte order mark tells UTF-8 and UTF-16. Bytes that are no UTF-8 pass: only the rows they stand in
/// have line numbers. A byte order mark that contradicts the encoding asked for is a fault.
pub(crate) fn decoded(
    mut bytes: Bytes<'_>,
    encoding: Option<Encoding>,
) -> io::Result<Result<Bytes<'_>, Fault>> {
    let mut start = Vec::new();
    bytes.by_ref().take(3).read_to_end(&mut start)?;
    let marked = start.starts_with(b"\xEF\xBB\xBF");
    let utf16 = if start.starts_with(b"\xFF\xFE") {
        Some(UTF_16LE)
    } else if start.starts_with(b"\xFE\xFF") {
        Some(UTF_16BE)
    } else {
        None
    };
    if marked {
        start.clear();
    }
    let bytes = io::Cursor::new(start).chain(bytes);
    let decoder = match encoding {
        Some(Encoding::Latin1) if marked => return Ok(Err(Fault::Marked("UTF-8"))),
        Some(Encoding::Latin1) if utf16.is_some() => return Ok(Err(Fault::Marked("UTF-16"))),
        Some(Encoding::Latin1) => Some(WINDOWS_1252),
        Some(Encoding::Utf16) => Some(utf16.unwrap_or(UTF_16LE)),
        Some(Encoding::Utf8) | None => utf16,
    };
    Ok(Ok(match decoder {
        None => Box::new(bytes),
        Some(encoding) => Box::new(
            DecodeReaderBytesBuilder::new()
                .encoding(Some(encoding))
                .strip_bom(true)
                .build(bytes),
        ),
    }))
}

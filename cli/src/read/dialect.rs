//! How a file is written, as far as that is told.

use clap::ValueEnum;

/// The encodings of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Encoding {
    /// UTF-8, with or without a byte order mark.
    #[value(name = "utf-8")]
    Utf8,
    /// UTF-16; little-endian where no byte order mark says otherwise.
    #[value(name = "utf-16")]
    Utf16,
    /// Latin-1, read as Windows-1252, which adds the euro sign and curly quotes.
    #[value(name = "latin-1")]
    Latin1,
}

/// How the rows of a file are written, as far as that is told.
#[derive(Debug, Clone, Default)]
pub(crate) struct Dialect {
    pub(crate) encoding: Option<Encoding>,
    pub(crate) separator: Option<u8>,
    pub(crate) sheet: Option<String>,
    pub(crate) skip_rows: usize,
    pub(crate) header_rows: Option<usize>,
}

impl Dialect {
    /// The same with a header of so many rows.
    pub(crate) fn with_header_rows(&self, rows: usize) -> Self {
        Self {
            header_rows: Some(rows),
            ..self.clone()
        }
    }
}

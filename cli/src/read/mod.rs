//! Files into rows of cells.
//!
//! - `dialect`: how they are written, as far as that is told
//! - `source`: where the bytes come from
//! - `spreadsheet`: sheets into bytes
//! - `encoding`: bytes into UTF-8
//! - `blocks`: whole rows, many at a time
//! - `table`: what the first lines say: form, separator, header
//! - `rows`: the rows of a block, one at a time, with line numbers

mod blocks;
mod dialect;
mod encoding;
mod rows;
mod source;
mod spreadsheet;
mod table;

pub(crate) use dialect::{Dialect, Encoding};
pub(crate) use rows::{Column, Row};
pub(crate) use source::Source;
pub(crate) use table::Table;

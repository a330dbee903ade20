//! When an answer was given.
//!
//! - `free`: dates as files have them, read without being told how they are written
//! - `order`: whether the day or the month comes first
//! - `format`: dates written as a format says
//! - `reader`: the dates of a column

mod format;
mod free;
mod order;
mod reader;

pub(crate) use format::DateFormat;
pub(crate) use free::from_serial;
pub(crate) use order::{Order, Orders};
pub(crate) use reader::{DateReader, Moment, Zone};

//! What a report says: its model, and the forms it is written in.
//!
//! - `groups`: rows by segment and by period, in the crate's aggregators
//! - `model`: what all rows say
//! - `text`, `grid`: the report for people, and its aligned tables
//! - `json`: the report for programs

mod grid;
mod groups;
mod json;
mod model;
mod text;

use std::io::Read;

use crate::answer::Columns;
use crate::arguments::{Format, Request};
use crate::problem::Problem;
use crate::table::Table;
use model::Report;

/// Reads the rows one by one and gives the report as text, or why there is none.
pub(crate) fn of(request: &Request, stdin: impl Read) -> Result<String, Problem> {
    let mut table = Table::open(&request.source, request.encoding, stdin)?;
    let columns = Columns::find(&table, request)?;
    let mut report = Report::new(request, &columns);
    while let Some(row) = table.next_row()? {
        let answer = columns.answer(&row, &request.screening)?;
        report
            .observe(&row, &answer)
            .map_err(|fault| row.problem(fault))?;
    }
    match request.format {
        Format::Text => Ok(text::render(&report, request)),
        Format::Json => json::render(&report).map_err(Problem::Unwritable),
    }
}

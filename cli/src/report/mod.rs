//! What a report says: its model, and the forms it is written in.
//!
//! - `segments`: groups in the order in which they are shown
//! - `text`, `grid`: the report for people, and its aligned tables
//! - `json`: the report for programs

mod grid;
mod json;
mod segments;
mod text;

use std::io::Read;

use crate::answer::Columns;
use crate::arguments::{Format, Request};
use crate::period::Calendar;
use crate::problem::Problem;
use crate::survey::Survey;
use crate::table::Table;

/// Reads the rows one by one and gives the report as text, or why there is none.
pub(crate) fn of(request: &Request, stdin: impl Read) -> Result<String, Problem> {
    let mut table = Table::open(&request.source, request.encoding, stdin)?;
    let columns = Columns::find(&table, request)?;
    let calendar = request
        .dates
        .as_ref()
        .map(|dates| Calendar::new(dates.unit, 1));
    let mut survey = Survey::new(&columns, request.most_segments, calendar);
    while let Some(row) = table.next_row()? {
        let answer = columns.answer(&row, &request.screening)?;
        survey
            .observe(&row, &columns, &answer)
            .map_err(|fault| row.problem(fault))?;
    }
    match request.format {
        Format::Text => Ok(text::render(&survey, request)),
        Format::Json => json::render(&survey, request).map_err(Problem::Unwritable),
    }
}

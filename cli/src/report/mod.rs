//! What a report says: its model, and the forms it is written in.
//!
//! - `segments`: groups in the order in which they are shown
//! - `text`, `grid`: the report for people, and its aligned tables
//! - `json`: the report for programs

mod grid;
mod json;
mod segments;
mod text;

use crate::arguments::{Format, Request};
use crate::problem::Problem;
use crate::survey::Survey;

/// The report of a survey, in the form that is asked for.
pub(crate) fn render(survey: &Survey, request: &Request) -> Result<String, Problem> {
    match request.format {
        Format::Text => Ok(text::render(survey, request)),
        Format::Json => json::render(survey, request).map_err(Problem::Unwritable),
    }
}

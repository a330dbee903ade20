//! What a report says: its model, and the forms it is written in.
//!
//! - `options`: how a report is written
//! - `benchmark`: published figures of one's own
//! - `figures`, `names`, `wording`: numbers, names and sentences, the same in every form
//! - `model`: what the report says
//! - `text`, `grid`, `strip`: the report for a terminal, its aligned tables, scores in characters
//! - `html`: the report as a page
//! - `markdown`, `csv`, `json`: the other forms

mod benchmark;
mod csv;
mod figures;
mod grid;
mod html;
mod json;
mod markdown;
mod model;
mod names;
mod options;
mod strip;
mod text;
mod wording;

use std::io;

pub(crate) use names::shortened;
pub(crate) use options::{Format, Options};

use crate::arguments::Request;
use crate::problem::Problem;
use crate::survey::Survey;
use model::Model;

/// The report of a survey in the form asked for.
pub(crate) fn render(survey: &Survey, request: &Request) -> Result<String, Problem> {
    let options = &request.options;
    let own = options
        .benchmark
        .as_deref()
        .map(benchmark::read)
        .transpose()?;
    let model = Model::new(survey, request, own);
    let unwritable = |error: io::Error| Problem::Unwritable(error);
    Ok(match options.format {
        Format::Text => text::render(&model, options.columns()),
        Format::Markdown => markdown::render(&model),
        Format::Csv => csv::render(&model).map_err(|error| unwritable(error.into()))?,
        Format::Json => json::render(survey, &model).map_err(|error| unwritable(error.into()))?,
        Format::Html => html::render(&model),
    })
}

//! The report as one page: no script, no request, readable wide and narrow, light and dark, on paper.
//!
//! - `markup`: text in HTML
//! - `charts`: drawings in the rows of tables
//! - `plots`: drawings of their own
//! - `segments`, `time`, `sections`: the parts of the page
//! - `page.css`: how it looks; the colours and their contrasts are in DESIGN.md

#![allow(
    clippy::format_push_string,
    reason = "a page is put together once; writing to a string would add errors that cannot be"
)]

mod charts;
mod markup;
mod plots;
mod sections;
mod segments;
mod time;

use std::fmt::{self, Write};

use super::model::Model;
use super::wording;
use markup::{attribute, escape, inline};

const STYLE: &str = include_str!("page.css");

/// Nothing is loaded and nothing runs, even if a name were not escaped.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; \
                      form-action 'none'";

/// The report as a page.
pub(crate) fn render(model: &Model<'_>) -> String {
    let mut page = String::new();
    // Writing to a string cannot fail.
    write(&mut page, model).unwrap_or_default();
    page
}

/// A section of the page: where a link leads, what it is called there, and what it says.
struct Section {
    id: &'static str,
    short: &'static str,
    heading: String,
    body: String,
}

fn write(out: &mut String, model: &Model<'_>) -> fmt::Result {
    let title = attribute(&model.title);
    let nps = model
        .score()
        .map_or_else(String::new, |score| format!("NPS {} – ", score.text()));
    write!(
        out,
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<link rel=\"icon\" href=\"data:,\">\n\
         <title>{nps}{title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n\
         <a class=\"skip\" href=\"#main\">Skip to the report</a>\n"
    )?;
    let sections = sections(model);
    let grids = segments::grids(model) + &sections::grids(model);
    writeln!(
        out,
        "<svg width=\"0\" height=\"0\" class=\"defs\" aria-hidden=\"true\">{grids}</svg>"
    )?;
    writeln!(
        out,
        "<header>\n<h1>{}</h1>\n<p class=\"m\">{}</p>\n</header>",
        inline(&model.title),
        escape(&wording::counts(model))
    )?;
    out.write_str("<nav aria-label=\"On this page\"><ul>")?;
    for Section { id, short, .. } in &sections {
        write!(out, "<li><a href=\"#{id}\">{short}</a></li>")?;
    }
    out.write_str("</ul></nav>\n<main id=\"main\">\n")?;
    for notice in model.notices {
        writeln!(
            out,
            "<p class=\"notice\">{}.</p>",
            inline_all(&notice.to_string())
        )?;
    }
    writeln!(
        out,
        "<section aria-label=\"The score\">\n{}</section>",
        sections::score(model)
    )?;
    for Section {
        id, heading, body, ..
    } in &sections
    {
        writeln!(
            out,
            "<section aria-labelledby=\"{id}\">\n<h2 id=\"{id}\">{heading}</h2>\n{body}</section>"
        )?;
    }
    writeln!(
        out,
        "</main>\n<footer><p>Made with npscore {}. Score intervals, corrections by Holm and by Benjamini and \
         Hochberg, control limits at three standard errors. Net Promoter, NPS and Net Promoter Score are \
         trademarks of Bain &amp; Company, Inc., NICE Systems, Inc. and Fred Reichheld.</p></footer>\n</body>\n\
         </html>",
        env!("CARGO_PKG_VERSION")
    )
}

/// A sentence with names in it, in full.
fn inline_all(text: &str) -> String {
    escape(&super::names::visible(text))
}

/// The sections that this report has, in order.
fn sections(model: &Model<'_>) -> Vec<Section> {
    let mut sections = Vec::new();
    let mut add = |id, short, heading: String, body: Option<String>| {
        sections.extend(body.map(|body| Section {
            id,
            short,
            heading,
            body,
        }));
    };
    add(
        "stands",
        "What stands out",
        "What stands out".into(),
        sections::findings(model),
    );
    add(
        "answers",
        "Answers",
        wording::answers_heading(model),
        sections::answers(model),
    );
    let heading = format!("Segments: {}", wording::differing(&model.tables));
    add("segments", "Segments", heading, segments::section(model));
    if let Some(time) = &model.time {
        let heading = format!("Over time: {}", escape(&wording::time_heading(time)));
        add("time", "Over time", heading, time::section(model, time));
    }
    let why = model.why.first();
    let heading = why.map_or_else(String::new, |why| {
        format!("Why it changed: {}", wording::why_heading(why))
    });
    add(
        "why",
        "Why it changed",
        heading,
        why.map(|_| sections::why(model)),
    );
    add(
        "benchmarks",
        "Published figures",
        "Compared with published figures".into(),
        sections::benchmarks(model),
    );
    let heading = format!("Left out: {}", wording::left_heading(model));
    add("left", "Left out", heading, Some(sections::left(model)));
    add(
        "read",
        "How to read this",
        "How to read this".into(),
        Some(sections::reading(model)),
    );
    sections
}

//! The tables of segments, each row with its score drawn.

use std::collections::HashSet;

use npscore::inference::Verdict;

use super::charts;
use super::markup::{attribute, escape, name};
use crate::report::figures;
use crate::report::model::Model;
use crate::report::model::axis::Axis;
use crate::report::model::findings::shown_name;
use crate::report::model::segments::{Row, Shown, Table};
use crate::report::wording;

/// The most rows of a table that are all shown at once; of more, those that differ and the largest.
const OPEN: usize = 30;
const LARGEST: usize = 20;

/// The most rows of all tables together: a page of more would be too heavy.
const MOST: usize = 300;

/// The grid of all tables.
pub(super) fn grids(model: &Model<'_>) -> String {
    if model.tables.is_empty() {
        return String::new();
    }
    charts::grid("gs", model.segment_axis(), model.score())
}

/// All tables, and what their marks mean.
pub(super) fn section(model: &Model<'_>) -> Option<String> {
    if model.tables.is_empty() {
        return None;
    }
    let score = model.score()?;
    let sorted = if model.request.options.keep_order {
        "In the order of their names"
    } else {
        "Sorted by score"
    };
    let enough = model.rules.enough();
    let mut html = format!(
        "<p class=\"m\">The dot is the score, the line its {} interval. The dashed line is the overall score of \
         {}, the strip around it its interval. {sorted}.</p>\n<ul class=\"key\">",
        model.rules.confidence(),
        score.text(),
    );
    for (class, label) in [
        ("up", "above the rest".into()),
        ("down", "below the rest".into()),
        ("none", "no difference shown".into()),
        (
            "small",
            format!("fewer than {enough} answers: too few to rank"),
        ),
    ] {
        html += &format!(
            "<li><svg aria-hidden=\"true\" class=\"{class}\"><line class=\"w\" x1=\"0\" x2=\"26\" y1=\"8\" y2=\"8\"/>\
             <circle cx=\"13\" cy=\"8\" r=\"5\"/></svg>{label}</li>"
        );
    }
    html += "</ul>\n";
    let axis = model.segment_axis();
    let budget = (MOST / model.tables.len()).max(OPEN);
    for table in &model.tables {
        html += &group(model, table, axis, budget);
    }
    html += "<p class=\"note\">A difference is marked where its test against all other answers together holds at 5 % \
             after Holm’s correction for the number of segments in the table. The intervals in brackets are those \
             of single comparisons. “No difference shown” does not mean that there is none.</p>\n";
    Some(html)
}

/// One table, or two where it has many rows, the second behind a summary.
fn group(model: &Model<'_>, table: &Table, axis: Axis, budget: usize) -> String {
    let heading = table
        .columns
        .iter()
        .map(|column| name(column))
        .collect::<Vec<_>>()
        .join(", then ");
    let mut html = format!("<h3>By {heading}</h3>\n");
    if table.rows.is_empty() {
        return html + "<p class=\"m\">There is no row.</p>\n";
    }
    let all: Vec<&Row> = table.rows.iter().collect();
    if all.len() <= OPEN {
        return html + &rows(model, table, &all, axis, false);
    }
    let mut largest: Vec<usize> = (0..all.len()).collect();
    largest
        .sort_by_key(|place| std::cmp::Reverse(all[*place].score().map(|score| score.responses)));
    let mut first: HashSet<usize> = largest.iter().copied().take(LARGEST).collect();
    let differing = (0..all.len()).filter(|place| all[*place].verdict() != Verdict::Unclear);
    first.extend(differing.take(budget - LARGEST));
    let (shown, rest): (Vec<_>, Vec<_>) = all
        .iter()
        .enumerate()
        .partition(|(place, _)| first.contains(place));
    let shown: Vec<&Row> = shown.into_iter().map(|(_, row)| *row).collect();
    let rest: Vec<&Row> = rest.into_iter().map(|(_, row)| *row).collect();
    html += &format!(
        "<p class=\"m\">{} segments: those that differ, and the {LARGEST} with most answers.</p>\n{}",
        figures::count(all.len() as u64),
        rows(model, table, &shown, axis, true),
    );
    let room = budget.saturating_sub(shown.len());
    let few = rest.iter().filter(|row| row.judged().is_none()).count();
    if room > 0 {
        let told = &rest[..room.min(rest.len())];
        html += &format!(
            "<details><summary>{} more, {} of all too small to rank</summary>{}</details>\n",
            figures::count(told.len() as u64),
            figures::count(few as u64),
            rows(model, table, told, axis, true),
        );
    }
    let untold = rest.len().saturating_sub(room);
    if untold > 0 {
        html += &format!(
            "<p class=\"note\">{} segments are not on this page; --format csv has all.</p>\n",
            figures::count(untold as u64)
        );
    }
    html
}

/// The head and the rows of a table; with the whole path for each row where rows are picked.
fn rows(model: &Model<'_>, table: &Table, rows: &[&Row], axis: Axis, whole_path: bool) -> String {
    let columns = table.heading();
    let mut html = format!(
        "<table class=\"forest\" role=\"table\"><caption>NPS by {}</caption><thead role=\"rowgroup\"><tr role=\"row\">\
         <th role=\"columnheader\" scope=\"col\">{}</th>\
         <th role=\"columnheader\" scope=\"col\" class=\"c\"><span class=\"vh\">Chart</span>{}</th>\
         <th role=\"columnheader\" scope=\"col\" class=\"n\">NPS</th>\
         <th role=\"columnheader\" scope=\"col\" class=\"n\">{} interval</th>\
         <th role=\"columnheader\" scope=\"col\">Band</th>\
         <th role=\"columnheader\" scope=\"col\" class=\"n\">Answers</th>\
         <th role=\"columnheader\" scope=\"col\">Against the rest</th></tr></thead><tbody role=\"rowgroup\">",
        name(&columns),
        name(&columns),
        charts::numbers(axis),
        model.rules.confidence(),
    );
    let flat = table.columns.len() == 1 && !model.request.options.keep_order;
    let mut heading_due = flat;
    for row in rows {
        if heading_due && row.judged().is_none() {
            heading_due = false;
            html += &format!(
                "</tbody><tbody role=\"rowgroup\" class=\"few\"><tr role=\"row\">\
                 <th role=\"rowheader\" scope=\"rowgroup\" colspan=\"7\">{}</th></tr>",
                match row.shown {
                    Shown::Score(_) => format!(
                        "Fewer than {} answers: too few to rank",
                        model.rules.enough()
                    ),
                    _ => "Not shown".into(),
                }
            );
        }
        html += &line(row, axis, whole_path);
    }
    html + "</tbody></table>\n"
}

fn line(row: &Row, axis: Axis, whole_path: bool) -> String {
    let class = match (row.judged(), row.verdict()) {
        (None, _) => "small",
        (_, Verdict::Higher) => "up",
        (_, Verdict::Lower) => "down",
        (_, Verdict::Unclear) => "none",
    };
    let (label, indent) = if whole_path {
        let names: Vec<_> = row.path.iter().map(|text| shown_name(text)).collect();
        (names.join(" / "), 0)
    } else {
        (shown_name(row.name()).to_string(), row.depth().min(6))
    };
    // What may be cut off is told in full where one points at it.
    let title = if label.chars().count() > 40 {
        format!(" title=\"{}\"", attribute(&label))
    } else {
        String::new()
    };
    let mut html = format!(
        "<tr role=\"row\" class=\"{class} l{indent}\"><th role=\"rowheader\" scope=\"row\"{title}>{}</th>",
        name(&label)
    );
    let cell = |class: &str, text: &str| format!("<td role=\"cell\" class=\"{class}\">{text}</td>");
    match row.score() {
        Some(score) => {
            html += &cell("c", &charts::forest("gs", axis, score));
            html += &cell("n s", &score.text());
            html += &cell("n i", &score.interval());
            html += &cell("r", &score.bands());
            html += &cell("n a", &figures::count(score.responses));
        }
        None => {
            html += &cell("c", "");
            html += &cell("n s", "");
            html += &cell("n i", "");
            html += &cell("r", "");
            html += &cell("n a", "");
        }
    }
    let note = wording::segment_note(row);
    let told = match &row.against {
        Some(against) if against.verdict != Verdict::Unclear => format!(
            "<b>{}</b> <span class=\"m\">({})</span>",
            escape(&note),
            figures::signed_range(against.low, against.high)
        ),
        _ => escape(&note),
    };
    html + &cell("v", &told) + "</tr>"
}

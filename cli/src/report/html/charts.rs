//! Charts in tables: one small drawing a row, which says nothing that the row does not say.
//!
//! Horizontal places are percentages, so that a drawing fills any width and its marks stay round.

use std::fmt::Write;

use super::markup::percent;
use crate::report::figures;
use crate::report::model::axis::Axis;
use crate::report::model::score::Score;

/// The grid of an axis, to be used by every row: lines at the ticks, and the score of all in the strip
/// of its interval.
pub(super) fn grid(id: &str, axis: Axis, all: Option<&Score>) -> String {
    let mut symbol = format!("<symbol id=\"{id}\">");
    if let Some(all) = all {
        let (low, high) = (inside(axis, all.low), inside(axis, all.high));
        let (from, width) = (percent(low), percent(high - low));
        symbol += &format!("<rect class=\"oi\" x=\"{from}\" width=\"{width}\" height=\"100%\"/>");
    }
    for tick in axis.ticks() {
        let class = if tick == 0 { "z" } else { "g" };
        symbol += &upright(class, axis.place(f64::from(tick)));
    }
    if let Some(all) = all {
        symbol += &upright("o", inside(axis, all.nps.to_f64()));
    }
    symbol + "</symbol>"
}

fn upright(class: &str, place: f64) -> String {
    let x = percent(place);
    format!("<line class=\"{class}\" x1=\"{x}\" x2=\"{x}\" y1=\"0\" y2=\"100%\"/>")
}

fn inside(axis: Axis, value: f64) -> f64 {
    axis.place(value).clamp(0.0, 1.0)
}

/// The numbers of an axis, above its rows.
pub(super) fn numbers(axis: Axis) -> String {
    let mut svg = String::from("<svg class=\"ax\" height=\"18\" aria-hidden=\"true\">");
    for tick in axis.ticks() {
        let anchor = match tick {
            low if low == axis.low => "start",
            high if high == axis.high => "end",
            _ => "middle",
        };
        let (x, number) = (percent(axis.place(f64::from(tick))), figures::whole(tick));
        svg += &format!("<text x=\"{x}\" y=\"14\" text-anchor=\"{anchor}\">{number}</text>");
    }
    svg + "</svg>"
}

/// A score and its interval; what is beyond the axis is cut and marked.
pub(super) fn forest(grid: &str, axis: Axis, score: &Score) -> String {
    let (low, high) = (axis.place(score.low), axis.place(score.high));
    let (from, to) = (percent(low.clamp(0.0, 1.0)), percent(high.clamp(0.0, 1.0)));
    let mut svg = format!(
        "<svg aria-hidden=\"true\"><use href=\"#{grid}\"/>\
         <line class=\"w\" x1=\"{from}\" x2=\"{to}\" y1=\"15\" y2=\"15\"/>"
    );
    if low < 0.0 {
        svg += "<text class=\"cut\" x=\"0%\" y=\"19\">‹</text>";
    }
    if high > 1.0 {
        svg += "<text class=\"cut\" x=\"100%\" y=\"19\" text-anchor=\"end\">›</text>";
    }
    let place = axis.place(score.nps.to_f64());
    if (0.0..=1.0).contains(&place) {
        let x = percent(place);
        svg += &format!("<circle cx=\"{x}\" cy=\"15\" r=\"5\"/>");
    }
    svg + "</svg>"
}

/// A bar from one score to another, for a waterfall.
pub(super) fn step(grid: &str, axis: Axis, from: f64, to: f64) -> String {
    let (from, to) = (inside(axis, from), inside(axis, to));
    let (x, width) = (percent(from.min(to)), percent((from - to).abs()));
    let mut svg = String::new();
    // Writing to a string cannot fail.
    write!(
        svg,
        "<svg aria-hidden=\"true\"><use href=\"#{grid}\"/>\
         <rect class=\"wf\" x=\"{x}\" y=\"6\" width=\"{width}\" height=\"18\"/></svg>"
    )
    .unwrap_or_default();
    svg
}

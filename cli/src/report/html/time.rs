//! The scores over time.

use super::markup::escape;
use super::plots;
use crate::report::figures;
use crate::report::model::Model;
use crate::report::model::time::{Entry, Moment, Time};
use crate::report::wording;

/// The most periods that are drawn and listed, the last ones.
const MOST: usize = 120;

/// The plot, its sentences and its table.
pub(super) fn section(model: &Model<'_>, time: &Time) -> Option<String> {
    let mut periods = drawn(time);
    let all = periods.len();
    if all == 0 {
        return None;
    }
    periods.drain(..all.saturating_sub(MOST));
    let confidence = model.rules.confidence();
    let axis = model.time_axis();
    let mut html = format!(
        "<p class=\"m\">NPS by {}, with {confidence} intervals. The axis runs from {} to {}.{}</p>\n",
        time.unit,
        figures::whole(axis.low),
        figures::whole(axis.high),
        if all > MOST {
            format!(
                " The last {MOST} of {} {}s.",
                figures::count(all as u64),
                time.unit
            )
        } else {
            String::new()
        },
    );
    html += &key(model, time);
    html += &format!(
        "<figure>{}</figure>\n",
        plots::timeline(time, &periods, axis)
    );
    html += &format!("<p>{}</p>\n", escape(&wording::changes(time)));
    let enough = model.rules.enough();
    for note in [wording::limits_note(time), wording::unsuited(time, enough)] {
        html += &note.map_or_else(String::new, |note| format!("<p>{}</p>\n", escape(&note)));
    }
    Some(html + &table(model, time))
}

/// Every period from the first to the last, `None` for a gap; of a long gap only as many as are drawn.
fn drawn(time: &Time) -> Vec<Option<&Moment>> {
    let mut periods = Vec::new();
    for entry in &time.entries {
        match entry {
            Entry::Moment(moment) => periods.push(Some(&**moment)),
            Entry::Gap { length, .. } => {
                let length = usize::try_from(*length).unwrap_or(MOST).min(MOST);
                periods.extend(std::iter::repeat_n(None, length));
            }
        }
    }
    periods
}

fn key(model: &Model<'_>, time: &Time) -> String {
    let mark = "<line class=\"w\" x1=\"13\" x2=\"13\" y1=\"0\" y2=\"16\"/><circle cx=\"13\" cy=\"8\" r=\"5\"/>";
    let mut html = format!(
        "<ul class=\"key\"><li><svg aria-hidden=\"true\" class=\"none\">{mark}</svg>score and {} interval</li>",
        model.rules.confidence()
    );
    if time.moments().any(|moment| moment.judged().is_none()) {
        let enough = model.rules.enough();
        html += &format!(
            "<li><svg aria-hidden=\"true\" class=\"small\">{mark}</svg>fewer than {enough} answers</li>"
        );
    }
    if let Some(centre) = time.centre {
        let trial = if time.charted < 12 {
            "trial control limits"
        } else {
            "control limits"
        };
        html += &format!(
            "<li><svg aria-hidden=\"true\" class=\"time\"><rect class=\"lim\" width=\"26\" height=\"16\"/>\
             <line class=\"o\" x1=\"0\" x2=\"26\" y1=\"8\" y2=\"8\"/></svg>{trial} around {}</li>",
            figures::nps(centre)
        );
        if time.outside() > 0 && !time.wanders() {
            html += "<li><svg aria-hidden=\"true\" class=\"time down\"><circle cx=\"13\" cy=\"8\" r=\"4\"/>\
                     <circle class=\"ring\" cx=\"13\" cy=\"8\" r=\"7\"/></svg>outside the limits</li>";
        }
    }
    html + "</ul>\n"
}

/// The figures of all periods that are drawn, and of what has no date.
fn table(model: &Model<'_>, time: &Time) -> String {
    let unit = time.unit;
    let mut html = format!(
        "<details><summary>The figures as a table</summary><table class=\"plain\"><caption>NPS by {unit}</caption>\
         <thead><tr><th scope=\"col\">{}</th><th scope=\"col\" class=\"n\">Answers</th>\
         <th scope=\"col\" class=\"n\">NPS</th><th scope=\"col\" class=\"n\">{} interval</th>\
         <th scope=\"col\" class=\"n\">Change on the {unit} before</th><th scope=\"col\">Control limits</th></tr></thead>\
         <tbody>",
        wording::capital(unit),
        model.rules.confidence(),
    );
    let untold = time.moments().count().saturating_sub(MOST);
    for moment in time.moments().skip(untold).chain(&time.undated) {
        html += &line(moment);
    }
    html + "</tbody></table></details>\n"
}

fn line(moment: &Moment) -> String {
    let mut html = format!("<tr><th scope=\"row\">{}</th>", escape(&moment.name()));
    let cell = |text: &str| format!("<td class=\"n\">{text}</td>");
    let Some(score) = moment.score() else {
        html += &cell("").repeat(3);
        html += &cell(wording::nothing(&moment.shown));
        return html + "<td></td></tr>";
    };
    html += &cell(&figures::count(score.responses));
    html += &cell(&score.text());
    html += &cell(&score.interval());
    let change = escape(&wording::change_note(moment));
    html += &match &moment.change {
        Ok(tested) => cell(&format!(
            "{change} <span class=\"m\">({})</span>",
            figures::signed_range(tested.low, tested.high)
        )),
        Err(_) => cell(&change),
    };
    let limits = match (moment.limits, moment.outside) {
        (Some((low, high)), side) => format!(
            "{} <span class=\"m\">({})</span>",
            side.map_or("within", npscore::insight::monitor::Side::as_str),
            figures::range(low, high)
        ),
        (None, _) if !score.is_judged() => "too few to rank".into(),
        (None, _) => String::new(),
    };
    html + &format!("<td>{limits}</td></tr>")
}

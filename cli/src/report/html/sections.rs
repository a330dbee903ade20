//! The parts of the page that are no tables of groups.

use npscore::inference::Verdict;

use super::charts;
use super::markup::{escape, inline, name};
use super::plots;
use crate::report::figures;
use crate::report::model::Model;
use crate::report::model::axis::Axis;
use crate::report::model::findings::{Part, shown_name};
use crate::report::model::segments::Shown;
use crate::report::model::why::Why;
use crate::report::wording;

/// The score of all, where it lies, and its shares.
pub(super) fn score(model: &Model<'_>) -> String {
    let headline = wording::headline(model);
    let Some(score) = model.score() else {
        let why = match model.shown {
            Shown::Empty => {
                "There is nothing to score; the last section says why rows were left out."
            }
            _ => "",
        };
        return format!("<p class=\"none\"><b>{headline}</b></p>\n<p class=\"m\">{why}</p>\n");
    };
    let mut html = format!(
        "<div class=\"head\">\n<div><div class=\"big\"><span class=\"vh\">Net Promoter Score </span>{}</div>\n\
         <p><b>{headline}</b><br><span class=\"m\">{}</span></p></div>\n<div>{}</div>\n</div>\n",
        score.text(),
        wording::interval(score, &model.rules),
        plots::scale(score),
    );
    html += &plots::shares(model).unwrap_or_default();
    if let Some(categories) = wording::categories(model) {
        let columns = categories.map(|(.., share)| {
            format!(
                "minmax(max-content,{:.1}fr)",
                share.max(npscore::Decimal::new(1, 1))
            )
        });
        html += &format!("<dl class=\"shares\" style=\"--w:{}\">", columns.join(" "));
        for (category, answers, count, share) in categories {
            let answers = if model.scores.is_empty() { "" } else { answers };
            html += &format!(
                "<div><dt><i class=\"f{}\"></i>{}s <span class=\"m\">{answers}</span></dt>\
                 <dd><b>{}</b> <span class=\"m\">{}</span></dd></div>",
                plots::letter(category),
                wording::capital(category.as_str()),
                wording::percent(share),
                figures::count(count),
            );
        }
        html += "</dl>\n";
    }
    let few = if score.is_judged() {
        ""
    } else {
        " class=\"notice\""
    };
    html += &format!(
        "<p class=\"sum\"><b>{}</b></p>\n",
        wording::sum(model).unwrap_or_default()
    );
    html += &format!("<p{few}>{}</p>\n", wording::bands(score));
    if let Some(weights) = wording::weights(model) {
        html += &format!(
            "<p class=\"m\">{} Shares are by weight, counts are not.</p>\n",
            inline(&weights)
        );
    }
    html
}

/// What stands out.
pub(super) fn findings(model: &Model<'_>) -> Option<String> {
    if model.findings.is_empty() {
        return None;
    }
    let mut html = String::from("<ul class=\"find\">\n");
    for said in &model.findings {
        let (class, mark) = match said.verdict {
            Verdict::Higher => (" class=\"u\"", "▲"),
            Verdict::Lower => (" class=\"dn\"", "▼"),
            Verdict::Unclear => ("", "–"),
        };
        let mut names = 0;
        let text = said.parts.iter().map(|part| match part {
            Part::Text(text) => escape(text),
            // A column, then what stands in it.
            Part::Name(text) => {
                names += 1;
                if names % 2 == 0 {
                    format!("<b>{}</b>", name(text))
                } else {
                    name(text)
                }
            }
        });
        let text: String = text.collect();
        html += &format!(
            "<li><span{class} aria-hidden=\"true\">{mark}</span><span>{text}</span></li>\n"
        );
    }
    Some(html + "</ul>\n")
}

/// How often each answer was given.
pub(super) fn answers(model: &Model<'_>) -> Option<String> {
    let plot = plots::histogram(model)?;
    let mut html = format!(
        "<p class=\"m\">How often each answer from 0 to 10 was given.</p>\n<figure>{plot}</figure>\n\
         <details><summary>The figures as a table</summary><table class=\"plain\">\
         <caption>Answers from 0 to 10</caption><thead><tr><th scope=\"col\">Answer</th>\
         <th scope=\"col\" class=\"n\">Count</th></tr></thead><tbody>"
    );
    for (score, count) in model.scores.iter() {
        let count = figures::count(count);
        html += &format!("<tr><th scope=\"row\">{score}</th><td class=\"n\">{count}</td></tr>");
    }
    Some(html + "</tbody></table></details>\n")
}

/// The axis of a waterfall: from 0, or from the lower tick where both ends are beyond.
fn axis(why: &Why) -> Axis {
    let mut place: f64 = why.before.nps.to_f64();
    let mut places = vec![place];
    for step in &why.steps {
        place += step.points.to_string().parse::<f64>().unwrap_or_default();
        places.push(place.clamp(-100.0, 100.0));
    }
    places.push(why.after.nps.to_f64());
    let low = places.iter().copied().fold(f64::INFINITY, f64::min);
    let high = places.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    // The bars of the ends begin at 0, if that is not far.
    let (low, high) = if low > 60.0 {
        (low, high)
    } else {
        (low.min(0.0), high.max(0.0))
    };
    Axis::around([(low, high)])
}

/// The grids of the waterfalls.
pub(super) fn grids(model: &Model<'_>) -> String {
    let grids = model.why.iter().enumerate();
    grids
        .map(|(place, why)| charts::grid(&format!("gw{place}"), axis(why), None))
        .collect()
}

/// The last change, taken apart by segment.
pub(super) fn why(model: &Model<'_>) -> String {
    model
        .why
        .iter()
        .enumerate()
        .map(|(place, why)| waterfall(model, place, why))
        .collect()
}

fn waterfall(model: &Model<'_>, place: usize, why: &Why) -> String {
    let (axis, grid) = (axis(why), format!("gw{place}"));
    let base = if axis.low > 0 {
        f64::from(axis.low)
    } else {
        0.0
    };
    let mut html = format!(
        "<p class=\"m\">{}</p>\n",
        escape(&wording::why_sentence(why))
    );
    html += &format!(
        "<table class=\"forest water\" role=\"table\"><caption>From {} to {}, by {}</caption>\
         <thead role=\"rowgroup\"><tr role=\"row\"><th role=\"columnheader\" scope=\"col\">Step</th>\
         <th role=\"columnheader\" scope=\"col\" class=\"c\"><span class=\"vh\">Chart</span>{}</th>\
         <th role=\"columnheader\" scope=\"col\" class=\"n\">Points</th>\
         <th role=\"columnheader\" scope=\"col\">Of which</th></tr></thead><tbody role=\"rowgroup\">",
        figures::nps(why.before.nps),
        figures::nps(why.after.nps),
        name(&why.column),
        charts::numbers(axis),
    );
    let mut row = |class: &str, label: &str, (from, to): (f64, f64), points: &str, note: &str| {
        html += &format!(
            "<tr role=\"row\" class=\"{class} w2\"><th role=\"rowheader\" scope=\"row\">{label}</th>\
             <td role=\"cell\" class=\"c\">{}</td><td role=\"cell\" class=\"n s\">{points}</td>\
             <td role=\"cell\" class=\"v\">{note}</td></tr>",
            charts::step(&grid, axis, from, to),
        );
    };
    let ends = |end: &crate::report::model::why::End| {
        let responses = figures::counted(end.responses, "answer");
        (
            end.slot.to_string(),
            end.nps.to_f64(),
            figures::nps(end.nps),
            responses,
        )
    };
    let (slot, start, points, note) = ends(&why.before);
    row("none", &slot, (base, start), &points, &note);
    let mut at = start;
    for step in &why.steps {
        let points: f64 = step.points.to_string().parse().unwrap_or_default();
        let class = match points {
            rise if rise > 0.0 => "up",
            fall if fall < 0.0 => "down",
            _ => "none",
        };
        let mark = match class {
            "up" => "▲\u{A0}",
            "down" => "▼\u{A0}",
            _ => "",
        };
        let label = step
            .name
            .as_deref()
            .map_or_else(|| "all others".into(), |text| name(shown_name(text)));
        let told = format!("{mark}{}", figures::signed_decimal(step.points));
        row(
            class,
            &label,
            (at, at + points),
            &told,
            &escape(&step.of_which),
        );
        at += points;
    }
    let (slot, end, points, note) = ends(&why.after);
    row("none", &slot, (base, end), &points, &note);
    html += "</tbody></table>\n";
    if let Some(note) = wording::why_note(why, model.rules.enough()) {
        html += &format!("<p class=\"note\">{note}</p>\n");
    }
    html
}

/// The score beside figures of one's own, with where they come from.
pub(super) fn benchmarks(model: &Model<'_>) -> Option<String> {
    if model.comparisons.is_empty() {
        return None;
    }
    let mut html = String::from(
        "<p class=\"m\">Figures of the file named by --benchmark. Populations, questions and ways of asking differ.</p>\n\
         <table class=\"plain\"><caption>The score beside published figures</caption><thead><tr>\
         <th scope=\"col\">Figure</th><th scope=\"col\" class=\"n\">NPS</th>\
         <th scope=\"col\" class=\"n\">Difference</th><th scope=\"col\">Source</th></tr></thead><tbody>",
    );
    for (figure, comparison) in model.benchmarks.iter().zip(&model.comparisons) {
        let estimate = comparison.estimate();
        let mark = match comparison.verdict() {
            Verdict::Higher => "▲\u{A0}",
            Verdict::Lower => "▼\u{A0}",
            Verdict::Unclear => "",
        };
        let points = comparison.nps() - comparison.benchmark();
        html += &format!(
            "<tr><th scope=\"row\">{}</th><td class=\"n\">{}</td><td class=\"n\">{mark}{} \
             <span class=\"m\">({})</span></td><td>{}</td></tr>",
            name(figure.label()),
            figures::nps(figure.value()),
            figures::signed(&points),
            figures::signed_range(estimate.low(), estimate.high()),
            inline(&wording::provenance(figure)),
        );
    }
    Some(html + "</tbody></table>\n")
}

/// Why rows were left out.
pub(super) fn left(model: &Model<'_>) -> String {
    let reasons = model.exclusions.iter().map(|(reason, count)| {
        let reason = inline(&wording::reason(model, *reason));
        format!("<dt>{}</dt><dd>{reason}</dd>", figures::count(*count))
    });
    format!("<dl class=\"left\">{}</dl>\n", reasons.collect::<String>())
}

/// How to read the report.
pub(super) fn reading(model: &Model<'_>) -> String {
    let terms = wording::reading(model).into_iter();
    terms.fold(String::new(), |html, (term, text)| {
        html + &format!("<p><b>{term}</b> {}</p>\n", escape(&text))
    })
}

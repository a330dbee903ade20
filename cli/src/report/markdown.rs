//! The report in Markdown: sentences and tables, without charts.

use std::fmt::{self, Write};

use super::figures;
use super::model::Model;
use super::model::findings::{Part, shown_name};
use super::model::score::Score;
use super::names::{Piece, pieces};
use super::wording;

/// The report in Markdown, as GitHub and others read it.
pub(crate) fn render(model: &Model<'_>) -> String {
    let mut text = String::new();
    // Writing to a string cannot fail.
    write(&mut text, model).unwrap_or_default();
    text
}

/// A text from outside, with everything escaped that Markdown or HTML would read.
pub(crate) fn escape(text: &str) -> String {
    let mut escaped = String::new();
    for piece in pieces(text) {
        match piece {
            Piece::Code(code) => {
                escaped.push('`');
                escaped.push_str(&code);
                escaped.push('`');
            }
            Piece::Plain(plain) => {
                for character in plain.chars() {
                    match character {
                        '<' => escaped.push_str("&lt;"),
                        '>' => escaped.push_str("&gt;"),
                        '&' => escaped.push_str("&amp;"),
                        // Every mark of ASCII may be escaped so.
                        mark if mark.is_ascii_punctuation() => escaped.extend(['\\', mark]),
                        other => escaped.push(other),
                    }
                }
            }
        }
    }
    escaped
}

fn write(out: &mut String, model: &Model<'_>) -> fmt::Result {
    writeln!(
        out,
        "# {}\n\n{}",
        escape(&model.title),
        wording::counts(model)
    )?;
    for notice in model.notices {
        writeln!(out, "\n> {}", escape(&format!("{notice}.")))?;
    }
    writeln!(out, "\n## {}\n", wording::headline(model))?;
    if let Some(score) = model.score() {
        write!(
            out,
            "**{}** {}. ",
            score.text(),
            wording::interval(score, &model.rules)
        )?;
        if let Some(sum) = wording::sum(model) {
            write!(out, "{sum} ")?;
        }
        writeln!(out, "{}", wording::bands(score))?;
        if let Some(weights) = wording::weights(model) {
            writeln!(out, "\n{}", escape(&weights))?;
        }
    }
    if !model.findings.is_empty() {
        writeln!(out, "\n## What stands out\n")?;
    }
    for said in &model.findings {
        let text = said.parts.iter().map(|part| match part {
            Part::Text(text) => text.clone(),
            Part::Name(name) => format!("**{}**", escape(name)),
        });
        writeln!(out, "- {}", text.collect::<String>())?;
    }
    if let Some(categories) = wording::categories(model) {
        writeln!(
            out,
            "\n## Answers\n\n| category | answers | share |\n|---|---:|---:|"
        )?;
        for (category, _, count, share) in categories.into_iter().rev() {
            let (count, share) = (figures::count(count), wording::percent(share));
            writeln!(out, "| {category}s | {count} | {share} |")?;
        }
    }
    groups(out, model)?;
    if !model.comparisons.is_empty() {
        writeln!(out, "\n## Compared with published figures\n")?;
    }
    for (figure, comparison) in model.benchmarks.iter().zip(&model.comparisons) {
        let text = comparison.to_string();
        writeln!(
            out,
            "- {}. {}.",
            escape(&text),
            escape(&wording::provenance(figure))
        )?;
    }
    writeln!(out, "\n## Left out: {}\n", wording::left_heading(model))?;
    for (reason, count) in model.exclusions.iter().filter(|(_, count)| *count > 0) {
        let reason = escape(&wording::reason(model, *reason));
        writeln!(out, "- {} {reason}", figures::count(*count))?;
    }
    writeln!(out, "\n## How to read this\n")?;
    for (term, text) in wording::reading(model) {
        writeln!(out, "- **{term}** {text}")?;
    }
    Ok(())
}

/// The tables of groups and periods, and the last change.
fn groups(out: &mut String, model: &Model<'_>) -> fmt::Result {
    for table in &model.tables {
        let heading = escape(&table.heading());
        let found = wording::differing(std::slice::from_ref(table));
        writeln!(out, "\n## By {heading}: {found}\n")?;
        head(out, "segment", "against the rest")?;
        for row in &table.rows {
            let names: Vec<_> = row
                .path
                .iter()
                .map(|name| escape(shown_name(name)))
                .collect();
            line(
                out,
                &names.join(" / "),
                row.score(),
                &wording::segment_note(row),
            )?;
        }
    }
    if let Some(time) = &model.time {
        writeln!(
            out,
            "\n## By {}: {}\n",
            time.unit,
            wording::time_heading(time)
        )?;
        head(out, time.unit, "change")?;
        for moment in time.moments().chain(&time.undated) {
            let note = match moment.score() {
                Some(_) => wording::change_note(moment),
                None => wording::nothing(&moment.shown).into(),
            };
            line(out, &moment.name(), moment.score(), &note)?;
        }
        writeln!(out, "\n{}", wording::changes(time))?;
        if let Some(limits) = wording::limits_note(time) {
            writeln!(out, "{limits}")?;
        }
    }
    for why in &model.why {
        let heading = wording::why_heading(why);
        writeln!(
            out,
            "\n## Why it changed, by {}: {heading}\n",
            escape(&why.column)
        )?;
        writeln!(out, "{}\n", wording::why_sentence(why))?;
        writeln!(out, "| step | points | of which |\n|---|---:|---|")?;
        let (before, after) = (&why.before, &why.after);
        writeln!(out, "| {} | {} | |", before.slot, figures::nps(before.nps))?;
        for step in &why.steps {
            let name = step.name.as_deref().map_or("all others", shown_name);
            let points = figures::signed_decimal(step.points);
            writeln!(out, "| {} | {points} | {} |", escape(name), step.of_which)?;
        }
        writeln!(out, "| {} | {} | |", after.slot, figures::nps(after.nps))?;
    }
    Ok(())
}

fn head(out: &mut String, kind: &str, last: &str) -> fmt::Result {
    writeln!(
        out,
        "| {kind} | answers | NPS | 95 % interval | bands | {last} |"
    )?;
    writeln!(out, "|---|---:|---:|---:|---|---|")
}

fn line(out: &mut String, name: &str, score: Option<&Score>, note: &str) -> fmt::Result {
    let Some(score) = score else {
        return writeln!(out, "| {name} | | | | | {note} |");
    };
    writeln!(
        out,
        "| {name} | {} | {} | {} | {} | {note} |",
        figures::count(score.responses),
        score.text(),
        score.interval(),
        score.bands(),
    )
}

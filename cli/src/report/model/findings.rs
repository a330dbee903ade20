//! What stands out, in sentences.

use npscore::inference::{Impact, Verdict};
use npscore::insight::{Finding, ReportRules, TestedChange};

use super::score::Measure;
use super::segments::{Against, Table};
use super::time::Time;
use crate::period::Slot;
use crate::report::figures;

/// A sentence, and what it is about.
#[derive(Debug)]
pub(crate) struct Said {
    /// Higher or lower; unclear for what cannot be told.
    pub(crate) verdict: Verdict,
    pub(crate) parts: Vec<Part>,
    pub(crate) about: About,
}

/// A piece of a sentence.
#[derive(Debug)]
pub(crate) enum Part {
    Text(String),
    /// A name from the file.
    Name(String),
}

/// What a sentence is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum About {
    /// A row of a table, both by their places.
    Segment { table: usize, row: usize },
    /// The last change.
    Change,
    /// Everything else.
    Rest,
}

/// The tests of one level of a table.
pub(crate) struct Level<S> {
    pub(crate) table: usize,
    pub(crate) impacts: Vec<Impact<usize, S>>,
}

/// What stands out, at most five sentences, and one on what cannot be told apart.
pub(crate) fn findings<S: Measure>(
    rules: &ReportRules,
    levels: Vec<Level<S>>,
    tables: &[Table],
    changes: &[TestedChange<Slot, S>],
    time: Option<&Time>,
) -> Vec<Said> {
    let places: Vec<_> = levels.iter().map(|level| level.table).collect();
    let tested: Vec<_> = levels.into_iter().map(|level| level.impacts).collect();
    let found = rules.findings(&tested, changes);
    let mut said: Vec<_> = found
        .iter()
        .filter_map(|finding| match finding {
            Finding::Segment { table, impact } => segment(places[*table], *impact.key(), tables),
            Finding::Change(_) => change(time?),
        })
        .collect();
    let segments = said
        .iter()
        .any(|said| matches!(said.about, About::Segment { .. }));
    let compared = tested.iter().map(Vec::len).sum::<usize>();
    let differing: usize = tables.iter().map(Table::differing).sum();
    let told = said
        .iter()
        .filter(|said| said.about != About::Change)
        .count();
    if compared > 0 && compared > differing {
        let text = match (segments, differing > told) {
            (false, false) => "No segment differs from the rest by more than chance.",
            (_, true) => {
                "The tables mark more, which hold on their own and not among all segments of this report, or are smaller."
            }
            (true, false) => {
                "No other segment can be told apart from the rest. Their order is no ranking."
            }
        };
        said.push(Said {
            verdict: Verdict::Unclear,
            parts: vec![Part::Text(text.into())],
            about: About::Rest,
        });
    }
    said
}

fn segment(table: usize, row: usize, tables: &[Table]) -> Option<Said> {
    let (columns, place) = (&tables.get(table)?.columns, row);
    let row = tables.get(table)?.rows.get(row)?;
    let (score, against) = (row.score()?, row.against.as_ref()?);
    let mut parts = Vec::new();
    for (level, (column, name)) in columns.iter().zip(&row.path).enumerate() {
        parts.push(Part::Text(if level > 0 {
            ", ".into()
        } else {
            String::new()
        }));
        parts.push(Part::Name(column.clone()));
        parts.push(Part::Text(" ".into()));
        parts.push(Part::Name(shown_name(name).into()));
    }
    let (higher, above) = words(against);
    parts.push(Part::Text(format!(
        " scores {higher} than the rest: {}, which is {} points {above} ({})",
        score.text(),
        figures::size(&against.points),
        figures::size_range(against.low, against.high),
    )));
    Some(Said {
        verdict: against.verdict,
        parts,
        about: About::Segment { table, row: place },
    })
}

fn change(time: &Time) -> Option<Said> {
    let last = time.moments().next_back()?;
    let (score, change) = (last.score()?, last.change.as_ref().ok()?);
    let rose = match change.verdict {
        Verdict::Lower => "fell",
        _ => "rose",
    };
    let text = format!(
        "In {} the score {rose} by {} points ({}) to {}",
        last.name(),
        figures::size(&change.points),
        figures::size_range(change.low, change.high),
        score.text(),
    );
    Some(Said {
        verdict: change.verdict,
        parts: vec![Part::Text(text)],
        about: About::Change,
    })
}

fn words(against: &Against) -> (&'static str, &'static str) {
    match against.verdict {
        Verdict::Lower => ("lower", "below"),
        _ => ("higher", "above"),
    }
}

/// A name from the file; a blank cell has one too.
pub(crate) fn shown_name(name: &str) -> &str {
    if name.is_empty() { "(blank)" } else { name }
}

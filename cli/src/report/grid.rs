//! Tables with aligned columns.

use std::fmt::{self, Write};

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Where the cells of a column stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    Left,
    Right,
}

/// A table as rows of text, its columns as wide as their widest cell.
#[derive(Debug)]
pub(crate) struct Grid {
    sides: Vec<Side>,
    rows: Vec<Vec<String>>,
}

impl Grid {
    /// A table of columns with these headings.
    pub(crate) fn new<const N: usize>(columns: [(&str, Side); N]) -> Self {
        Self {
            sides: columns.iter().map(|(_, side)| *side).collect(),
            rows: vec![columns.iter().map(|(name, _)| (*name).into()).collect()],
        }
    }

    /// Adds a row, of as many cells as there are columns.
    pub(crate) fn push<const N: usize>(&mut self, row: [String; N]) {
        self.rows.push(row.into());
    }

    /// Writes the rows, indented by two and with two spaces between columns. A column without any
    /// text is left out.
    pub(crate) fn write(&self, out: &mut impl Write) -> fmt::Result {
        let mut widths = vec![0; self.sides.len()];
        for row in &self.rows {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = cell.width().max(*width);
            }
        }
        for row in &self.rows {
            let mut line = String::new();
            let columns = row.iter().zip(&self.sides).zip(&widths);
            for ((cell, side), width) in columns.filter(|(_, width)| **width > 0) {
                // What it takes in a terminal's columns, which is not its number of characters.
                let space = " ".repeat(width.saturating_sub(cell.width()));
                let (before, after) = match side {
                    Side::Left => ("", space.as_str()),
                    Side::Right => (space.as_str(), ""),
                };
                line.extend(["  ", before, cell, after]);
            }
            writeln!(out, "{}", line.trim_end())?;
        }
        Ok(())
    }
}

/// The widest name that is shown in full.
const WIDEST_NAME: usize = 40;

/// A name from a file, fit for one cell of a table: on one line, without characters that would
/// steer a terminal, and cut where it is too wide.
pub(crate) fn shown(name: &str) -> String {
    let mut shown: String = name.chars().take(WIDEST_NAME * 4).map(visible).collect();
    if shown.width() > WIDEST_NAME || name.chars().nth(WIDEST_NAME * 4).is_some() {
        let mut width = 0;
        let end = shown.char_indices().find(|(_, character)| {
            width += character.width().unwrap_or_default();
            width >= WIDEST_NAME
        });
        shown.truncate(end.map_or(shown.len(), |(end, _)| end));
        shown.truncate(shown.trim_end().len());
        shown.push('…');
    }
    shown
}

/// The character, or a mark in its place: line breaks and other controls, and the marks that turn
/// the direction of what follows.
fn visible(character: char) -> char {
    match character {
        '\n' | '\t' => ' ',
        '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => '\u{FFFD}',
        other if other.is_control() => '\u{FFFD}',
        other => other,
    }
}

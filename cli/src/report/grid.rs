//! Tables with aligned columns.

use std::fmt::{self, Write};

use unicode_width::UnicodeWidthStr;

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
    /// text is left out, and so is a heading without any.
    pub(crate) fn write(&self, out: &mut impl Write) -> fmt::Result {
        let mut widths = vec![0; self.sides.len()];
        for row in &self.rows {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = cell.width().max(*width);
            }
        }
        let unnamed = self
            .rows
            .first()
            .is_some_and(|names| names.iter().all(String::is_empty));
        for row in self.rows.iter().skip(usize::from(unnamed)) {
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

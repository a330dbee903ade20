//! How a report is written.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use npscore::insight::MinimumSize;

/// The forms of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people, in a terminal.
    Text,
    /// For people, in a browser: one file without scripts, which loads nothing.
    Html,
    /// For people, in a wiki or a mail.
    Markdown,
    /// For spreadsheets: one row for each group and period.
    Csv,
    /// For programs.
    Json,
}

/// How a report is written.
#[derive(Debug, Clone, Args)]
pub(crate) struct Options {
    /// The form of the report
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,

    /// The title of the report [default: the name of the file]
    #[arg(long, value_name = "TEXT")]
    pub(crate) title: Option<String>,

    /// Withholds groups of fewer answers, and others from which they could be worked out
    #[arg(long, value_name = "N", value_parser = minimum_size)]
    pub(crate) minimum_group: Option<MinimumSize>,

    /// Published figures to compare with, each with its source: a TOML or CSV file with label, value,
    /// population, source, year and statistic
    #[arg(long, value_name = "FILE")]
    pub(crate) benchmark: Option<PathBuf>,

    /// Keeps segments in the order of their names, such as years or age groups, instead of sorting
    /// them by score
    #[arg(long)]
    pub(crate) keep_order: bool,

    /// The width of the text in characters [default: that of the terminal, 100 elsewhere]
    #[arg(long, value_name = "N")]
    pub(crate) width: Option<usize>,

    /// Writes the text in ASCII only, names apart
    #[arg(long)]
    pub(crate) ascii: bool,
}

impl Options {
    /// How many columns the text has.
    pub(crate) fn columns(&self) -> usize {
        let terminal = || {
            console::Term::stdout()
                .size_checked()
                .map(|(_, columns)| usize::from(columns))
        };
        self.width.or_else(terminal).unwrap_or(100)
    }
}

/// A minimum that protects somebody.
fn minimum_size(text: &str) -> Result<MinimumSize, String> {
    let minimum = text.trim().parse::<u64>();
    let minimum = minimum.map_err(|_| "not a whole number".to_string())?;
    MinimumSize::new(minimum).map_err(|error| error.to_string())
}

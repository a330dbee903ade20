//! Published figures of one's own, from a small file.

use std::fs;
use std::path::Path;

use npscore::insight::BenchmarkSet;
use serde::Deserialize;

use crate::problem::Problem;

/// A TOML file holds a list `[[benchmark]]`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    benchmark: BenchmarkSet,
}

/// The figures of a file: TOML if it is called so, CSV otherwise.
pub(crate) fn read(path: &Path) -> Result<BenchmarkSet, Problem> {
    let name = path.to_string_lossy().replace(char::is_control, "\u{FFFD}");
    let text = fs::read_to_string(path).map_err(|error| Problem::Unreadable {
        name: name.clone(),
        error,
    })?;
    let figures = if path
        .extension()
        .is_some_and(|kind| kind.eq_ignore_ascii_case("toml"))
    {
        let file: Result<File, _> = toml::from_str(&text);
        file.map(|file| file.benchmark)
            .map_err(|error| error.to_string())
    } else {
        let mut rows = csv::ReaderBuilder::new()
            .trim(csv::Trim::All)
            .from_reader(text.trim_start_matches('\u{FEFF}').as_bytes());
        let figures: Result<_, _> = rows.deserialize().collect();
        figures.map_err(|error| error.to_string())
    };
    figures.map_err(|error| Problem::Benchmark {
        name,
        error: error.trim().replace(char::is_control, " "),
    })
}

//! Files as tables.

use std::error::Error;
use std::path::Path;
use std::str::FromStr;

use datafusion::prelude::{CsvReadOptions, JsonReadOptions, ParquetReadOptions, SessionContext};

/// A file or a folder, and the name of its table.
#[derive(Debug, Clone)]
pub(crate) struct Table {
    name: String,
    path: String,
}

/// `answers.csv`, or `spring=2026/answers.csv`.
impl FromStr for Table {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (name, path) = match text.split_once('=') {
            Some((name, path)) => (name, path),
            None => {
                let stem = Path::new(text).file_stem().and_then(|stem| stem.to_str());
                (stem.unwrap_or_default(), text)
            }
        };
        if name.is_empty() || path.is_empty() {
            return Err(format!("{text:?} is no file, nor a name, = and a file"));
        }
        Ok(Self {
            name: name.into(),
            path: path.into(),
        })
    }
}

impl Table {
    /// Registers the file as a table, by what its name ends with; a folder is one of Parquet files.
    pub(crate) async fn register(&self, context: &SessionContext) -> Result<(), Box<dyn Error>> {
        let path = Path::new(&self.path);
        if !path.exists() {
            return Err(format!("{}: no such file or folder", self.path).into());
        }
        // The executors of a cluster are started elsewhere.
        let path = std::path::absolute(path)?;
        let is_folder = path.is_dir();
        let extension = path
            .extension()
            .and_then(|extension| extension.to_str())
            .unwrap_or_default();
        let extension = if is_folder { "parquet" } else { extension }.to_owned();
        let suffix = format!(".{extension}");
        let mut path = path.to_string_lossy().into_owned();
        if is_folder {
            path.push('/');
        }
        match extension.to_ascii_lowercase().as_str() {
            "csv" | "tsv" => {
                let delimiter = if suffix.eq_ignore_ascii_case(".tsv") {
                    b'\t'
                } else {
                    b','
                };
                let options = CsvReadOptions::new()
                    .delimiter(delimiter)
                    .file_extension(&suffix);
                context.register_csv(&self.name, path, options).await?;
            }
            "json" | "jsonl" | "ndjson" => {
                let options = JsonReadOptions::default().file_extension(&suffix);
                context.register_json(&self.name, path, options).await?;
            }
            "parquet" => {
                let options = ParquetReadOptions::default();
                context.register_parquet(&self.name, path, options).await?;
            }
            _ => {
                let message = "expected .csv, .tsv, .json, .jsonl, .ndjson, .parquet or a folder of Parquet files";
                return Err(format!("{}: {message}", self.path).into());
            }
        }
        Ok(())
    }
}

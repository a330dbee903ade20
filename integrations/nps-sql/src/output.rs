//! Rows as a table, CSV or JSON.

use std::error::Error;
use std::io::{self, Write};

use arrow::array::RecordBatch;
use arrow::csv;
use arrow::datatypes::Schema;
use arrow::json::writer::{JsonArray, WriterBuilder};
use arrow::util::pretty::pretty_format_batches_with_schema;
use clap::ValueEnum;

/// How rows are written.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Format {
    /// A table for people.
    Table,
    /// Comma-separated values with a line of names; a field of a struct is chosen as
    /// `nps_result(score)['low']`.
    Csv,
    /// An array of objects.
    Json,
}

impl Format {
    pub(crate) fn write(
        self,
        schema: &Schema,
        batches: &[RecordBatch],
    ) -> Result<(), Box<dyn Error>> {
        let mut bytes = Vec::new();
        match self {
            Self::Table => {
                let schema = std::sync::Arc::new(schema.clone());
                writeln!(
                    bytes,
                    "{}",
                    pretty_format_batches_with_schema(schema, batches)?
                )?;
            }
            Self::Csv => {
                let mut writer = csv::Writer::new(&mut bytes);
                writer.write(&RecordBatch::new_empty(std::sync::Arc::new(schema.clone())))?;
                for batch in batches {
                    writer.write(batch)?;
                }
            }
            Self::Json => {
                let builder = WriterBuilder::new().with_explicit_nulls(true);
                let mut writer = builder.build::<_, JsonArray>(&mut bytes);
                writer.write_batches(&batches.iter().collect::<Vec<_>>())?;
                writer.finish()?;
                bytes.push(b'\n');
            }
        }
        match io::stdout().write_all(&bytes) {
            // Whoever reads may stop early.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            outcome => Ok(outcome?),
        }
    }
}

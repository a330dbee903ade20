//! NPS by group and month of a Parquet file of any size, written as another Parquet file.
//!
//! ```sh
//! cargo run --example parquet -- answers.parquet score region day report.parquet
//! ```

use std::error::Error;
use std::fs::File;

use npscore::{Confidence, Month, Screened, Segments, Timeline};
use npscore_arrow::{Columns, Key, Report};
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [answers, score, region, day, report] = &arguments[..] else {
        return Err(
            "expected a Parquet file, its columns of scores, keys and dates, and a file to write"
                .into(),
        );
    };
    let batches = ParquetRecordBatchReaderBuilder::try_new(File::open(answers)?)?.build()?;
    let columns = Columns::new(score).keys([region]).date(day);
    let months: Segments<Key, Screened<Timeline<Month>>> = columns.segments_by_period(batches)?;
    println!(
        "{} responses in {} groups, {} excluded",
        months.values().map(Screened::accepted).sum::<u64>(),
        months.len(),
        months.values().map(Screened::excluded).sum::<u64>()
    );

    let timelines = months.iter().map(|(key, months)| (key, months.inner()));
    let batch = Report::new([region]).timelines(timelines, Confidence::P95)?;
    let mut writer = ArrowWriter::try_new(File::create(report)?, batch.schema(), None)?;
    writer.write(&batch)?;
    writer.close()?;
    Ok(())
}

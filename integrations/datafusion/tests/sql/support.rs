//! Tables in any number of partitions, and queries of them.

use std::sync::Arc;

use arrow::array::{ArrayRef, Int64Array, RecordBatch, StringArray};
use arrow::util::pretty::pretty_format_batches;
use datafusion::datasource::MemTable;
use datafusion::error::Result;
use datafusion::prelude::{SessionConfig, SessionContext};

/// A context with the functions, in which an aggregation has so many partitions.
pub(crate) fn context(partitions: usize) -> SessionContext {
    with_config(SessionConfig::new().with_target_partitions(partitions))
}

pub(crate) fn with_config(config: SessionConfig) -> SessionContext {
    let mut context = SessionContext::new_with_config(config.with_information_schema(true));
    npscore_datafusion::register_all(&mut context).unwrap();
    context
}

/// Registers a table, its rows dealt to the partitions in batches of three.
pub(crate) fn table(
    context: &SessionContext,
    name: &str,
    columns: Vec<(&str, ArrayRef)>,
    partitions: usize,
) {
    let columns = columns
        .into_iter()
        .map(|(name, column)| (name, column, true));
    let whole = RecordBatch::try_from_iter_with_nullable(columns).unwrap();
    let mut parts = vec![Vec::new(); partitions];
    for (number, start) in (0..whole.num_rows()).step_by(3).enumerate() {
        let rows = whole.slice(start, 3.min(whole.num_rows() - start));
        parts[number % partitions].push(rows);
    }
    let table = MemTable::try_new(whole.schema(), parts).unwrap();
    context.deregister_table(name).unwrap();
    context.register_table(name, Arc::new(table)).unwrap();
}

pub(crate) async fn query(context: &SessionContext, sql: &str) -> Result<Vec<RecordBatch>> {
    context.sql(sql).await?.collect().await
}

/// The rows of a query as texts, sorted.
pub(crate) async fn rows(context: &SessionContext, sql: &str) -> Vec<String> {
    let batches = query(context, sql)
        .await
        .unwrap_or_else(|error| panic!("{sql}: {error}"));
    let shown = pretty_format_batches(&batches).unwrap().to_string();
    let mut rows: Vec<String> = shown.lines().skip(3).map(str::to_owned).collect();
    rows.retain(|row| row.starts_with('|'));
    rows.sort();
    rows
}

/// The message of a query that fails.
pub(crate) async fn failure(context: &SessionContext, sql: &str) -> String {
    match query(context, sql).await {
        Ok(batches) => panic!("{sql} gives {batches:?}"),
        Err(error) => error.strip_backtrace(),
    }
}

/// The one value of a query, as a float.
pub(crate) async fn number(context: &SessionContext, sql: &str) -> Option<f64> {
    let batches = query(context, sql)
        .await
        .unwrap_or_else(|error| panic!("{sql}: {error}"));
    let batch = batches.iter().find(|batch| batch.num_rows() > 0).unwrap();
    let column =
        arrow::compute::cast(batch.column(0), &arrow::datatypes::DataType::Float64).unwrap();
    let column = arrow::array::AsArray::as_primitive::<arrow::datatypes::Float64Type>(&column);
    column.iter().next().flatten()
}

/// Two keys, a score or a blank, and how many gave it.
pub(crate) type Cell = (String, String, Option<u8>, u64);

/// A bundled survey: a table with a row for each answer.
pub(crate) fn survey(context: &SessionContext, name: &str, partitions: usize) -> Vec<Cell> {
    let path = format!(
        "{}/../../examples/data/{name}_counts.csv",
        env!("CARGO_MANIFEST_DIR")
    );
    let text = std::fs::read_to_string(path).unwrap();
    let cells: Vec<Cell> = { text.lines().skip(1) }
        .map(|line| {
            let cells: Vec<&str> = line.split(',').collect();
            let [first, second, score, answers] = cells[..] else {
                panic!("{line}")
            };
            (
                first.into(),
                second.into(),
                score.parse().ok(),
                answers.parse().unwrap(),
            )
        })
        .collect();
    let answers = || cells.iter().flat_map(|cell| (0..cell.3).map(move |_| cell));
    let first: StringArray = answers().map(|cell| Some(&cell.0)).collect();
    let second: StringArray = answers().map(|cell| Some(&cell.1)).collect();
    let scores: Int64Array = answers().map(|cell| cell.2.map(i64::from)).collect();
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("first", Arc::new(first)),
        ("second", Arc::new(second)),
        ("score", Arc::new(scores)),
    ];
    table(context, "answers", columns, partitions);
    cells
}

//! How fast the functions are, beside the engine's own ways of computing the same.
//!
//! ```sh
//! cargo run --release -p npscore-datafusion --example measure -- 50000000
//! ```

use std::error::Error;
use std::sync::Arc;
use std::time::{Duration, Instant};

use arrow::array::{ArrayRef, BinaryArray, Int32Array, Int64Array, RecordBatch};
use datafusion::datasource::MemTable;
use datafusion::prelude::{SessionConfig, SessionContext};
use npscore::{Counts, Tally};

/// Each query runs so many times; the fastest counts.
const RUNS: usize = 3;

const BATCH: usize = 8192;

fn main() -> Result<(), Box<dyn Error>> {
    let rows: usize = std::env::args()
        .nth(1)
        .map_or(Ok(50_000_000), |rows| rows.parse())?;
    let rows = rows / BATCH * BATCH;
    println!("{rows} rows, fastest of {RUNS}, milliseconds");
    println!(
        "| threads | groups | `nps` | `count(*) FILTER` | `sum(CASE ..)` |\n|---|---|---|---|---|"
    );
    let tables = [answers(rows)?, states(1_000_000)?];
    for threads in [1, 2] {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(threads)
            .enable_all()
            .build()?;
        runtime.block_on(measure(threads, &tables))?;
    }
    Ok(())
}

async fn measure(threads: usize, tables: &[Vec<RecordBatch>; 2]) -> Result<(), Box<dyn Error>> {
    let config = SessionConfig::new().with_target_partitions(threads);
    let mut context = SessionContext::new_with_config(config);
    npscore_datafusion::register_all(&mut context)?;
    for (name, batches) in ["answers", "states"].into_iter().zip(tables) {
        let mut parts = vec![Vec::new(); threads];
        for (number, batch) in batches.iter().enumerate() {
            parts[number % threads].push(batch.clone());
        }
        let schema = batches.first().ok_or("no rows")?.schema();
        context.register_table(name, Arc::new(MemTable::try_new(schema, parts)?))?;
    }
    let filter = "100.0 * (count(*) FILTER (WHERE score >= 9) - count(*) FILTER (WHERE score <= 6)) / count(score)";
    let case = "100.0 * sum(CASE WHEN score >= 9 THEN 1 WHEN score <= 6 THEN -1 ELSE 0 END) / count(score)";
    for (groups, by) in [
        ("none", ""),
        ("100", "few"),
        ("10,000", "some"),
        ("1,000,000", "many"),
    ] {
        let by = if by.is_empty() {
            String::new()
        } else {
            format!(" GROUP BY {by}")
        };
        print!("| {threads} | {groups} |");
        for expression in ["nps(score)", filter, case] {
            let fastest =
                fastest(&context, &format!("SELECT {expression} FROM answers{by}")).await?;
            print!(" {} |", fastest.as_millis());
        }
        println!();
    }
    for (groups, by) in [("none", ""), ("1,000 stores", " GROUP BY store")] {
        let sql = format!("SELECT nps_of(nps_merge(state)) FROM states{by}");
        let fastest = fastest(&context, &sql).await?;
        println!(
            "| {threads} | {groups} | `nps_merge` of a million states: {} | | |",
            fastest.as_millis()
        );
    }
    Ok(())
}

async fn fastest(context: &SessionContext, sql: &str) -> Result<Duration, Box<dyn Error>> {
    let mut fastest = Duration::MAX;
    for _ in 0..RUNS {
        let start = Instant::now();
        let batches = context.sql(sql).await?.collect().await?;
        fastest = fastest.min(start.elapsed());
        drop(batches);
    }
    Ok(fastest)
}

/// Numbers that repeat: Knuth's MMIX.
struct Random(u64);

impl Random {
    fn below(&mut self, n: u32) -> u32 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        // Below n, as the upper half of a product.
        u32::try_from(((self.0 >> 32) * u64::from(n)) >> 32).unwrap_or(0)
    }
}

/// One score in twenty is missing; keys in no order.
fn answers(rows: usize) -> Result<Vec<RecordBatch>, Box<dyn Error>> {
    let mut random = Random(1);
    let batches = (0..rows / BATCH).map(|_| {
        let mut score = || (random.below(20) > 0).then(|| i64::from(random.below(11)));
        let scores: Int64Array = (0..BATCH).map(|_| score()).collect();
        let mut keys = |groups| -> ArrayRef {
            let keys = (0..BATCH).map(|_| random.below(groups).cast_signed());
            Arc::new(Int32Array::from_iter_values(keys))
        };
        RecordBatch::try_from_iter([
            ("few", keys(100)),
            ("some", keys(10_000)),
            ("many", keys(1_000_000)),
            ("score", Arc::new(scores) as _),
        ])
    });
    Ok(batches.collect::<Result<_, _>>()?)
}

/// A state for each of a thousand stores on each of a thousand days.
fn states(rows: usize) -> Result<Vec<RecordBatch>, Box<dyn Error>> {
    let mut random = Random(2);
    let batches = (0..rows.div_ceil(BATCH)).map(|batch| {
        let rows = batch * BATCH..rows.min((batch + 1) * BATCH);
        let stores = rows
            .clone()
            .map(|row| i32::try_from(row % 1000).unwrap_or(0));
        let stores = Int32Array::from_iter_values(stores);
        let states = rows.map(|_| Tally::from(Counts::from_fn(|_| random.below(50))).encode());
        let states = BinaryArray::from_iter_values(states);
        RecordBatch::try_from_iter([
            ("store", Arc::new(stores) as ArrayRef),
            ("state", Arc::new(states) as _),
        ])
    });
    Ok(batches.collect::<Result<_, _>>()?)
}

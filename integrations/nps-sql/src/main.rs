//! Net Promoter Scores by SQL over files, in one process or on a cluster.

mod cluster;
mod output;
mod tables;

use std::error::Error;
use std::process::ExitCode;
use std::time::Duration;

use clap::{Parser, Subcommand};
use datafusion::prelude::SessionContext;

use crate::output::Format;
use crate::tables::Table;

/// SQL with the functions of npscore (`nps`, `nps_result`, `nps_interval`, `nps_state`, ..) over CSV, JSON and
/// Parquet files.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Runs a query, such as: nps-sql query "SELECT region, nps(score) FROM answers GROUP BY region" answers.csv
    Query {
        /// The query; DESCRIBE and SHOW FUNCTIONS work too.
        sql: String,
        /// Files or folders to read, each a table with the name of the file: answers.csv is the table
        /// answers. Another name goes before the path: spring=2026/answers.csv.
        #[arg(value_name = "[NAME=]FILE")]
        tables: Vec<Table>,
        /// How to write the rows.
        #[arg(long, value_enum, default_value_t = Format::Table)]
        format: Format,
        /// In how many parts to group; as many as there are processors if not given.
        #[arg(long)]
        partitions: Option<usize>,
        /// Runs the query on the cluster of this scheduler, whose executors must find the files under
        /// the same paths.
        #[arg(long, value_name = "HOST:PORT")]
        scheduler: Option<String>,
        /// The most seconds that a query may take. A cluster that has lost executors may try again
        /// without end.
        #[arg(long, value_name = "SECONDS", default_value_t = 3600)]
        timeout: u64,
    },
    /// Runs the scheduler of a cluster, until interrupted.
    Scheduler(cluster::Scheduler),
    /// Runs an executor of a cluster, until interrupted.
    Executor(cluster::Executor),
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    // Planning recurses as deep as a query does.
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .thread_stack_size(32 << 20)
        .build();
    let outcome = match runtime {
        Ok(runtime) => runtime.block_on(run(arguments.command)),
        Err(error) => Err(error.into()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("nps-sql: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(command: Command) -> Result<(), Box<dyn Error>> {
    match command {
        Command::Query {
            sql,
            tables,
            format,
            partitions,
            scheduler,
            timeout,
        } => {
            let context = context(partitions, scheduler.as_deref()).await?;
            for table in &tables {
                table.register(&context).await?;
            }
            let frame = context.sql(&sql).await?;
            let schema = std::sync::Arc::clone(frame.schema().inner());
            let rows = tokio::time::timeout(Duration::from_secs(timeout), frame.collect()).await;
            let rows = rows.map_err(|_| format!("no answer within {timeout} seconds"))?;
            format.write(&schema, &rows?)
        }
        Command::Scheduler(scheduler) => scheduler.run().await,
        Command::Executor(executor) => executor.run().await,
    }
}

/// A context with the functions, here or on a cluster.
async fn context(
    partitions: Option<usize>,
    scheduler: Option<&str>,
) -> Result<SessionContext, Box<dyn Error>> {
    let mut context = cluster::context(partitions, scheduler).await?;
    npscore_datafusion::register_all(&mut context)?;
    Ok(context)
}

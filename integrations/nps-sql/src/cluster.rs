//! A cluster of Ballista whose nodes all know the functions.
//!
//! Ballista sends plans with the names of functions. A name is resolved on the client, which plans a
//! query, on the scheduler, which optimises it, and on every executor, which runs it: so all three are
//! this program. A node that does not know a name refuses the plan.

use std::error::Error;
use std::sync::Arc;

use ballista::prelude::{SessionConfigExt, SessionContextExt};
use ballista_core::registry::BallistaFunctionRegistry;
use ballista_core::utils::default_session_builder;
use ballista_executor::executor_process::{ExecutorProcessConfig, start_executor_process};
use ballista_scheduler::cluster::BallistaCluster;
use ballista_scheduler::config::SchedulerConfig;
use ballista_scheduler::scheduler_process::start_server;
use clap::Args;
use datafusion::error::Result as DataFusionResult;
use datafusion::execution::{SessionState, SessionStateBuilder};
use datafusion::prelude::{SessionConfig, SessionContext};

/// Seconds between the signs of life of an executor.
const HEARTBEAT: u64 = 2;

/// What a scheduler is told.
#[derive(Debug, Args)]
pub(crate) struct Scheduler {
    /// The address to listen on: 0.0.0.0 for every network of the machine.
    #[arg(long, default_value = "127.0.0.1")]
    bind: String,
    /// The port to listen on.
    #[arg(long, default_value_t = 50050)]
    port: u16,
    /// The name by which executors find this machine.
    #[arg(long, default_value = "localhost")]
    host: String,
    /// Seconds without a sign of life after which an executor is given up and its tasks run elsewhere.
    #[arg(long, default_value_t = 30)]
    executor_timeout: u64,
}

/// What an executor is told.
#[derive(Debug, Args)]
pub(crate) struct Executor {
    /// The address to listen on: 0.0.0.0 for every network of the machine.
    #[arg(long, default_value = "127.0.0.1")]
    bind: String,
    /// The port for data; the one after it is for commands.
    #[arg(long, default_value_t = 50051)]
    port: u16,
    /// The name by which the scheduler and other executors find this machine.
    #[arg(long)]
    host: Option<String>,
    /// The scheduler.
    #[arg(long, value_name = "HOST:PORT", default_value = "localhost:50050")]
    scheduler: String,
    /// Tasks at a time; as many as there are processors if not given.
    #[arg(long)]
    tasks: Option<usize>,
    /// A folder for intermediate results.
    #[arg(long)]
    folder: Option<String>,
}

impl Scheduler {
    pub(crate) async fn run(self) -> Result<(), Box<dyn Error>> {
        let config = SchedulerConfig {
            bind_host: self.bind.clone(),
            bind_port: self.port,
            external_host: self.host,
            executor_timeout_seconds: self.executor_timeout,
            expire_dead_executor_interval_seconds: self.executor_timeout.div_ceil(4),
            no_executors_grace_period_seconds: self.executor_timeout,
            override_session_builder: Some(Arc::new(session)),
            ..SchedulerConfig::default()
        };
        let address = format!("{}:{}", self.bind, self.port).parse()?;
        let cluster = BallistaCluster::new_from_config(&config).await?;
        Ok(start_server(cluster, address, Arc::new(config)).await?)
    }
}

/// A session on the scheduler.
fn session(config: SessionConfig) -> DataFusionResult<SessionState> {
    let mut state = default_session_builder(config)?;
    npscore_datafusion::register_all(&mut state)?;
    Ok(state)
}

impl Executor {
    pub(crate) async fn run(self) -> Result<(), Box<dyn Error>> {
        let (host, port) = self
            .scheduler
            .rsplit_once(':')
            .ok_or("--scheduler: expected HOST:PORT")?;
        let mut functions = BallistaFunctionRegistry::default();
        for function in npscore_datafusion::aggregates() {
            functions
                .aggregate_functions
                .insert(function.name().into(), function);
        }
        for function in npscore_datafusion::scalars() {
            functions
                .scalar_functions
                .insert(function.name().into(), function);
        }
        let defaults = ExecutorProcessConfig::default();
        let config = ExecutorProcessConfig {
            bind_host: self.bind,
            external_host: self.host,
            port: self.port,
            grpc_port: self.port + 1,
            scheduler_host: host.into(),
            scheduler_port: port.parse()?,
            scheduler_connect_timeout_seconds: 30,
            vcores: self.tasks.unwrap_or(defaults.vcores),
            work_dir: self.folder,
            executor_heartbeat_interval_seconds: HEARTBEAT,
            override_function_registry: Some(Arc::new(functions)),
            ..defaults
        };
        Ok(start_executor_process(Arc::new(config)).await?)
    }
}

/// A context that runs queries here, or on the cluster of a scheduler.
pub(crate) async fn context(
    partitions: Option<usize>,
    scheduler: Option<&str>,
) -> DataFusionResult<SessionContext> {
    let config = match scheduler {
        Some(_) => SessionConfig::new_with_ballista(),
        None => SessionConfig::new(),
    };
    let config = config.with_information_schema(true);
    let config = match partitions {
        Some(partitions) => config.with_target_partitions(partitions),
        None => config,
    };
    let state = SessionStateBuilder::new()
        .with_config(config)
        .with_default_features()
        .build();
    match scheduler {
        Some(scheduler) => {
            SessionContext::remote_with_state(&format!("df://{scheduler}"), state).await
        }
        None => Ok(SessionContext::new_with_state(state)),
    }
}

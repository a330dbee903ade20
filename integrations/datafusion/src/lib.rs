//! Net Promoter Scores in the SQL of Apache DataFusion.
//!
//! ```
//! use datafusion::prelude::SessionContext;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> datafusion::error::Result<()> {
//! let mut ctx = SessionContext::new();
//! npscore_datafusion::register_all(&mut ctx)?;
//!
//! let answers = "(VALUES ('north', 10), ('north', 8), ('north', 3), ('south', 9), ('south', NULL)) t(region, score)";
//! let table = ctx
//!     .sql(&format!("SELECT region, nps(score), nps_result(score)['responses'] FROM {answers} GROUP BY region ORDER BY 1"))
//!     .await?;
//! let shown = table.to_string().await?;
//! assert!(shown.contains("| north  | 0.0 "));
//! assert!(shown.contains("| south  | 100.0 "));
//! # Ok(())
//! # }
//! ```
//!
//! # Functions
//!
//! | aggregate | result |
//! |---|---|
//! | `nps(score)` | the NPS in points, the nearest float to the exact ratio |
//! | `nps_result(score)` | a struct: `responses`, `promoters`, `passives`, `detractors`, `nps`, `low`, `high`, `rating` |
//! | `nps_interval(score, 0.95)` | a struct: `low`, `high` of the score interval |
//! | `nps_histogram(score)` | a list: how often 0, 1, .. 10 was given |
//! | `nps_weighted(score, weight)` | the NPS of weighted answers |
//! | `nps_state(score)` | a state of 25 bytes, as [`Tally::encode`](npscore::Tally::encode) writes it |
//! | `nps_merge(state)` | the state of many states |
//!
//! | scalar | result |
//! |---|---|
//! | `nps_category(score)` | `detractor`, `passive` or `promoter` |
//! | `nps_rating(points)` | Bain's rating of an NPS |
//! | `nps_of(state)` | the NPS of a state |
//! | `nps_difference(state_a, state_b)` | a struct: `difference`, `low`, `high`, `p` |
//!
//! # What is in the base
//!
//! Scores are integers of any width, whole floats, decimals, texts such as `'9'`, and dictionaries of
//! these. NULL is not in the base. Any other value, such as 11, 6.5, NaN or `'n/a'`, is an error that
//! names it. Every function of scores has a twin that begins with `try_` and excludes such values;
//! `try_nps_result` counts them in a further field, `excluded`. Texts are then read as
//! [`Screening::new`](npscore::Screening::new) reads them: `'9.0'` is 9, and a blank is NULL.
//!
//! Without answers the NPS, its limits and its rating are NULL: never 0, never NaN.
//!
//! `DISTINCT` within these functions is refused when a query is planned: a set of different scores is no
//! sample. `FILTER`, window frames, `ROLLUP`, `CUBE` and partial aggregation work, and a query that runs
//! short of memory spills.

mod aggregate;
mod amounts;
mod counts;
mod functions;
mod scalar;

use std::sync::Arc;

use datafusion_common::Result;
use datafusion_expr::registry::FunctionRegistry;
use datafusion_expr::{AggregateUDF, ScalarUDF};

/// Registers every function, with a `SessionContext` or whatever else holds functions.
///
/// # Errors
///
/// That of the registry, if it takes no functions.
pub fn register_all(registry: &mut dyn FunctionRegistry) -> Result<()> {
    for aggregate in aggregates() {
        registry.register_udaf(aggregate)?;
    }
    for scalar in scalars() {
        registry.register_udf(scalar)?;
    }
    Ok(())
}

/// Every aggregate function.
#[must_use]
pub fn aggregates() -> Vec<Arc<AggregateUDF>> {
    functions::AGGREGATES.clone()
}

/// Every scalar function.
#[must_use]
pub fn scalars() -> Vec<Arc<ScalarUDF>> {
    functions::SCALARS.clone()
}

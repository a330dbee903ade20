//! SQL against the core and against plain SQL.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that fails panics"
)]

mod random;
mod refusals;
mod support;
mod surveys;

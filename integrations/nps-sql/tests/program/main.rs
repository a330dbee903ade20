//! The program itself, over files and on a cluster.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that fails panics"
)]

mod cluster;
mod files;
mod support;

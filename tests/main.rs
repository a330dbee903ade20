//! The integration tests, one binary: what a user of the crate can see.

#![allow(
    clippy::expect_used,
    clippy::float_cmp,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test may stop"
)]

mod inference;
mod inference_groups;

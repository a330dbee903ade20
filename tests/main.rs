//! The one integration test binary: laws, truth, published examples, known defects, hostile input.

#![allow(unreachable_pub, reason = "modules of one binary share their helpers")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::float_cmp,
    clippy::panic,
    reason = "a test that fails panics"
)]

mod api;
mod columns;
mod defects;
mod examples;
#[cfg(feature = "serde")]
mod golden;
#[cfg(feature = "serde")]
mod hostile;
mod hostile_streams;
mod inference;
mod inference_groups;
mod insight;
mod insight_change;
mod laws;
mod messages;
mod models;
mod naive;
#[cfg(feature = "rayon")]
mod parallel;
mod period;
mod quarters;
mod survey_report;
#[cfg(feature = "serde")]
mod truth;

//! The integration tests, one binary: what a user of the crate can see.

mod inference;

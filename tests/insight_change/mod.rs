//! Migration, change over time and early warning: reference values, identities, messages, and the
//! form in which they are stored.

mod delta;
mod migration;
mod monitor;

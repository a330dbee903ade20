//! Migration, change over time and early warning.

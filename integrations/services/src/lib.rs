//! Two programs around npscore: a web service that takes answers and shows a rolling NPS, and a report from
//! the counts of a database.

pub mod report;
pub mod web;

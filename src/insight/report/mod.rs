//! What a report may say, and where it has to say that it cannot tell.

mod changes;
mod findings;
mod periods;
mod rules;
mod segments;

pub use changes::TestedChange;
pub use findings::Finding;
pub use rules::ReportRules;

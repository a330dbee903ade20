//! The limits around one NPS, each method as plain arithmetic on the scale of -1 to 1.

pub(super) mod anytime;
pub(super) mod exact;
pub(super) mod population;
pub(super) mod score;
pub(super) mod wald;
pub(crate) mod wilson;

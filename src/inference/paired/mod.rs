//! The same respondents asked twice.

mod homogeneity;
mod result;
mod sign_flip;

pub use result::PairedResult;

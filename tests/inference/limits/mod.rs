//! The methods whose limits have files of their own.

mod anytime;
mod exact;

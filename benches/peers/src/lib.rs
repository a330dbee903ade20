//! What `compare.py` calls of npscore, and of the crates beside it: arrays in, counts out.
//!
//! Only public functions are called, and nothing is prepared before the clock starts: scores are
//! checked, and texts are validated, in each call.

mod crates;
mod keys;
mod linear;
mod parallel;
mod periods;
mod rows;
mod summary;
mod survey;
mod texts;
mod ungrouped;

/// The engines beside it bring an allocator of their own, as services do.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[pyo3::pymodule]
mod npscore_peers {
    #[pymodule_export]
    use super::crates::{NetPromoterScoreCrate, NpsCrate};
    #[pymodule_export]
    use super::keys::{numbers, numbers_by_row};
    #[pymodule_export]
    use super::linear::{stream_numbers, stream_tally};
    #[pymodule_export]
    use super::periods::{months, numbers_and_months};
    #[pymodule_export]
    use super::summary::Summary;
    #[pymodule_export]
    use super::survey::survey;
    #[pymodule_export]
    use super::texts::{codes, entries, positions, texts, texts_by_row};
    #[pymodule_export]
    use super::ungrouped::tally;
}

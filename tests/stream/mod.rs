//! Aggregators that compose, against independent models.

mod composition;
mod latest;
mod memory;
mod timeline;
#[cfg(feature = "serde")]
mod wire;

use npscore::Period;

/// A period of one's own that has every ordinal there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tick(pub i64);

impl std::fmt::Display for Tick {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl Period for Tick {
    const UNIT: &'static str = "tick";

    fn ordinal(self) -> i64 {
        self.0
    }

    fn from_ordinal(ordinal: i64) -> Option<Self> {
        Some(Self(ordinal))
    }

    fn year_before(self) -> Option<Self> {
        None
    }
}

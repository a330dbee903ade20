//! What summaries with a score have in common.

use super::value::Nps;
use crate::kit::Responses;
use crate::tally::{Histogram, Tally, WeightedTally};

/// A state that has a Net Promoter Score once it has counted a response.
///
/// By this, groups are sorted and ranked whatever aggregator sums them up.
pub trait HasNps: Responses {
    /// The score; `None` where there is nothing to score, which is not 0.
    fn nps(&self) -> Option<Nps>;
}

impl HasNps for Tally {
    fn nps(&self) -> Option<Nps> {
        self.result().map(|result| result.nps())
    }
}

impl HasNps for Histogram {
    fn nps(&self) -> Option<Nps> {
        self.result().map(|result| result.nps())
    }
}

/// The weighted score.
impl HasNps for WeightedTally {
    fn nps(&self) -> Option<Nps> {
        self.result().map(|result| result.nps())
    }
}

/// The score of the first member: all members observe the same items.
macro_rules! product {
    ($first:ident $($rest:ident)*) => {
        impl<$first: HasNps, $($rest),*> HasNps for ($first, $($rest,)*) {
            fn nps(&self) -> Option<Nps> {
                self.0.nps()
            }
        }
    };
}
product!(A B);
product!(A B C);
product!(A B C D);

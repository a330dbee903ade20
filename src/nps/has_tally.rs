//! What states that count responses have in common.

use super::result::NpsResult;
use crate::kit::Merge;
use crate::tally::{Histogram, Sample, Tally, WeightedTally};

/// A state that knows its tally, and so its NPS.
///
/// [`Segments`](crate::Segments) are sorted and compared by it, whatever aggregator they hold:
/// implement it for aggregators of your own.
///
/// ```
/// use npscore::{HasTally, Histogram, Score, Tally};
///
/// let pair: (Histogram, Tally) = ([10, 9, 3].map(Score::constant).into_iter().collect(), Tally::default());
/// assert_eq!(pair.tally().responses(), 3); // that of the first member
/// assert_eq!(pair.result().map(|result| result.nps().whole()), Some(33));
/// ```
pub trait HasTally {
    /// The counts by category: a [`Tally`] or a [`WeightedTally`].
    type Tally: Sample + Merge + HasTally<Tally = Self::Tally>;

    /// The counts by category of all responses.
    fn tally(&self) -> Self::Tally;

    /// What follows from the counts; `None` without any response, or without any weight.
    fn result(&self) -> Option<NpsResult<Self::Tally>> {
        NpsResult::of(self.tally())
    }
}

impl HasTally for Tally {
    type Tally = Self;

    fn tally(&self) -> Self {
        *self
    }
}

impl HasTally for WeightedTally {
    type Tally = Self;

    fn tally(&self) -> Self {
        *self
    }
}

impl HasTally for Histogram {
    type Tally = Tally;

    fn tally(&self) -> Tally {
        self.tally()
    }
}

/// A result is of what it was computed from.
impl<S: Sample + Merge + HasTally<Tally = S>> HasTally for NpsResult<S> {
    type Tally = S;

    fn tally(&self) -> S {
        self.tally().clone()
    }
}

impl<A: HasTally + ?Sized> HasTally for &A {
    type Tally = A::Tally;

    fn tally(&self) -> A::Tally {
        (**self).tally()
    }
}

/// The tally of the first member: all members observe the same items.
macro_rules! product {
    ($first:ident $($rest:ident)*) => {
        impl<$first: HasTally, $($rest),*> HasTally for ($first, $($rest,)*) {
            type Tally = $first::Tally;

            fn tally(&self) -> $first::Tally {
                self.0.tally()
            }
        }
    };
}
product!(A B);
product!(A B C);
product!(A B C D);

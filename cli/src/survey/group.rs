//! What the answers of a group say.

use npscore::{Category, Exclusion, Screened, Weight, WeightedTally};

use crate::answer::Accepted;

/// What the answers of a group say: how many there are, and what they weigh. An answer weighs 1
/// unless a column says otherwise, so that the score of a group is the weighted one where weights
/// are asked for, and the plain one elsewhere.
pub(crate) type Group = Screened<WeightedTally>;

/// What a row says, or why it says nothing.
pub(super) type Outcome = Result<Accepted, Exclusion>;

/// An answer as the crate's aggregators take it.
pub(super) type Weighed = Result<(Category, Weight), Exclusion>;

/// An answer as the crate's aggregators take it.
pub(super) fn weighed(outcome: Outcome) -> Weighed {
    outcome.map(|answer| (answer.category, answer.weight))
}

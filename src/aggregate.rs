//! The algebra every aggregator obeys: [`Observe`] one item, [`Merge`] two states.
//!
//! An aggregator is a commutative monoid over what it has observed. Splitting a stream anywhere,
//! aggregating the parts in any order and on any machine, and merging the states gives the same
//! state as one pass. The traits are small so that aggregators nest:
//! a tuple of aggregators observes each item once for all of them.
//!
//! ```
//! use npscore::{Histogram, Merge, Observe, Score, Tally};
//!
//! let mut morning = <(Tally, Histogram)>::default();
//! morning.observe(Score::constant(9));
//! let mut evening = <(Tally, Histogram)>::default();
//! evening.observe_n(Score::constant(3), 2);
//!
//! morning.merge(evening);
//! let (tally, histogram) = morning;
//! assert_eq!(tally.responses(), 3);
//! assert_eq!(histogram.tally(), tally);
//! ```
//!
//! Daily use goes through the standard traits: `collect`, `extend`, `+`, `sum`.
//!
//! # An aggregator of your own
//!
//! Two traits make it one that nests with those of this crate: [`Observe`] with
//! [`try_observe_n`](Observe::try_observe_n), and [`Merge`] with [`try_merge`](Merge::try_merge).
//! Where it can fail, [`check_observe_n`](Observe::check_observe_n) and
//! [`check_merge`](Merge::check_merge) say so before anything has changed.
//!
//! ```
//! use npscore::aggregate::{Merge, Observe};
//! use npscore::error::CountError;
//! use npscore::{Score, Segments, Tally};
//!
//! /// How many of the promoters gave a 10.
//! #[derive(Debug, Default, Clone, Copy, PartialEq)]
//! struct Tens(Tally, u64);
//!
//! impl Observe<Score> for Tens {
//!     fn try_observe_n(&mut self, score: Score, n: u64) -> Result<(), CountError> {
//!         self.0.try_observe_n(score, n)?;
//!         self.1 += if score == Score::MAX { n } else { 0 };
//!         Ok(())
//!     }
//! }
//!
//! impl Merge for Tens {
//!     fn try_merge(&mut self, other: Self) -> Result<(), CountError> {
//!         self.0.try_merge(other.0)?;
//!         self.1 += other.1;
//!         Ok(())
//!     }
//!
//!     fn check_merge(&self, other: &Self) -> Result<(), CountError> {
//!         self.0.check_merge(&other.0)
//!     }
//! }
//!
//! let answers = [("north", Score::MAX), ("south", Score::constant(9)), ("north", Score::MIN)];
//! let regions: Segments<String, Tens> = answers.into_iter().collect();
//! assert_eq!(regions.total().1, 1);
//! ```

pub use crate::kit::{Answer, Forget, IntoKey, Merge, Observe, Snapshot};
pub use crate::nps::HasTally;
pub use crate::tally::Sample;

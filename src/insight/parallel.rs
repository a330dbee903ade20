//! Parallel `collect` and `extend` for the aggregators of this wing.

use core::hash::Hash;

use super::marks::Marks;
use super::migration::Migration;
use super::tags::Tags;
use crate::aggregate::{Merge, Observe};
use crate::response::{Category, Score};
use crate::stream::parallel::parallel;

parallel!(for[] Migration, (Category, Category));
parallel!(for[] Migration, (Score, Score));
parallel!(for[] Migration, (Option<Category>, Option<Category>));
parallel!(for[] Migration, (Option<Score>, Option<Score>));
parallel!(for[M: Ord + Send] Marks<M>, M where Self: Merge);
parallel!(for[K, P, T] Tags<K>, (P, T) where
    K: Hash + Eq + Send, P: Send, T: Send, Self: Merge + Observe<(P, T)>
);

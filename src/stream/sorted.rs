//! Segments in an order.

use alloc::vec::Vec;
use core::cmp::Reverse;

use super::Segments;
use crate::nps::HasTally;
use crate::tally::Sample as _;

impl<K: Ord, A: HasTally> Segments<K, A> {
    /// Every key with its group, from the highest NPS to the lowest; of equal ones, by key.
    ///
    /// Groups without an NPS come last: a group without responses is neither good nor bad.
    #[must_use]
    pub fn by_nps(&self) -> Vec<(&K, &A)> {
        self.sorted_by_key(|group| Reverse(group.result().map(|result| result.nps())))
    }
}

impl<K: Ord, A: HasTally> Segments<K, A> {
    /// Every key with its group, from the most responses to the fewest; of equal numbers, by key.
    #[must_use]
    pub fn by_responses(&self) -> Vec<(&K, &A)> {
        self.sorted_by_key(|group| Reverse(group.tally().responses()))
    }
}

impl<K: Ord, A> Segments<K, A> {
    /// Every key with its group, by key.
    #[must_use]
    pub fn by_key(&self) -> Vec<(&K, &A)> {
        self.sorted_by_key(|_| ())
    }

    /// Every key with its group, by what a group has; of equal ones, by key.
    fn sorted_by_key<B: Ord>(&self, by: impl Fn(&A) -> B) -> Vec<(&K, &A)> {
        let mut groups: Vec<_> = self
            .iter()
            .map(|(key, group)| (by(group), key, group))
            .collect();
        groups.sort_unstable_by(|a, b| a.0.cmp(&b.0).then_with(|| a.1.cmp(b.1)));
        groups
            .into_iter()
            .map(|(_, key, group)| (key, group))
            .collect()
    }
}

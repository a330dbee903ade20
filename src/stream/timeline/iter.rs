//! The periods of a timeline, from the first to the last.

use alloc::collections::btree_map;
use core::fmt;
use core::iter::FusedIterator;
use core::marker::PhantomData;
use core::slice;

use crate::period::Period;

/// The periods of a timeline with their states, in order.
pub struct Iter<'a, P, A> {
    states: Range<'a, A>,
    period: PhantomData<P>,
}

impl<'a, P, A> Iter<'a, P, A> {
    pub(super) const fn new(states: Range<'a, A>) -> Self {
        Self {
            states,
            period: PhantomData,
        }
    }
}

impl<P, A> Clone for Iter<'_, P, A> {
    fn clone(&self) -> Self {
        Self {
            states: self.states.clone(),
            period: PhantomData,
        }
    }
}

impl<P: Period, A: fmt::Debug> fmt::Debug for Iter<'_, P, A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.clone()).finish()
    }
}

impl<'a, P: Period, A> Iterator for Iter<'a, P, A> {
    type Item = (P, &'a A);

    fn next(&mut self) -> Option<Self::Item> {
        self.states
            .find_map(|(ordinal, state)| Some((P::from_ordinal(ordinal)?, state)))
    }
}

impl<P: Period, A> DoubleEndedIterator for Iter<'_, P, A> {
    fn next_back(&mut self) -> Option<Self::Item> {
        let mut backwards = self.states.by_ref().rev();
        backwards.find_map(|(ordinal, state)| Some((P::from_ordinal(ordinal)?, state)))
    }
}

impl<P: Period, A> FusedIterator for Iter<'_, P, A> {}

/// States in the order of their ordinals.
pub(in crate::stream) struct Range<'a, A> {
    pub(super) before: btree_map::Range<'a, i64, A>,
    /// The ordinal of the first place that is left.
    pub(super) first: i64,
    pub(super) dense: slice::Iter<'a, Option<A>>,
    pub(super) after: btree_map::Range<'a, i64, A>,
}

impl<A> Clone for Range<'_, A> {
    fn clone(&self) -> Self {
        Self {
            before: self.before.clone(),
            first: self.first,
            dense: self.dense.clone(),
            after: self.after.clone(),
        }
    }
}

impl<'a, A> Iterator for Range<'a, A> {
    type Item = (i64, &'a A);

    fn next(&mut self) -> Option<Self::Item> {
        if let Some((ordinal, state)) = self.before.next() {
            return Some((*ordinal, state));
        }
        for slot in self.dense.by_ref() {
            let ordinal = self.first;
            self.first = ordinal.wrapping_add(1);
            if let Some(state) = slot {
                return Some((ordinal, state));
            }
        }
        self.after.next().map(|(ordinal, state)| (*ordinal, state))
    }
}

impl<A> DoubleEndedIterator for Range<'_, A> {
    fn next_back(&mut self) -> Option<Self::Item> {
        if let Some((ordinal, state)) = self.after.next_back() {
            return Some((*ordinal, state));
        }
        while let Some(slot) = self.dense.next_back() {
            if let Some(state) = slot {
                let ordinal = self.first.wrapping_add_unsigned(self.dense.len() as u64);
                return Some((ordinal, state));
            }
        }
        self.before
            .next_back()
            .map(|(ordinal, state)| (*ordinal, state))
    }
}

impl<A> FusedIterator for Range<'_, A> {}

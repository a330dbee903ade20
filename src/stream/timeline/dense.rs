//! States by ordinal: side by side where they are close, in a tree where they are not.

use alloc::collections::{BTreeMap, btree_map};
use alloc::vec::Vec;

use super::iter::Range;

use crate::error::CountError;
use crate::kit::{Merge, Observe, is_nothing};

/// How long a row of so many states side by side may be when it grows: at least a quarter is filled,
/// but for a few places.
const fn longest(filled: usize) -> usize {
    4 * filled + 8
}

/// States by ordinal, in the memory of at most eight times as many, and a few.
///
/// Where ordinals are close, finding a state is a subtraction: most of them lie in a vector with a
/// place for each ordinal from `start` on. What is too far off lies in a tree, and so does what comes
/// in an order that leaves too many places empty for a while; [`settle`](Self::settle) moves it.
#[derive(Debug, Clone)]
pub struct Ordinals<A> {
    /// The ordinal of the first place in `dense`.
    start: i64,
    dense: Vec<Option<A>>,
    /// How many places in `dense` are filled.
    filled: usize,
    /// What lies outside of `dense`.
    sparse: BTreeMap<i64, A>,
    /// How many states in the tree make it worth looking for a better place.
    crowd: usize,
}

/// The fewest states in the tree for which a better place is looked for.
const CROWD: usize = 8;

impl<A> Ordinals<A> {
    pub(crate) const fn new() -> Self {
        Self {
            start: 0,
            dense: Vec::new(),
            filled: 0,
            sparse: BTreeMap::new(),
            crowd: CROWD,
        }
    }

    pub(super) fn len(&self) -> usize {
        self.filled + self.sparse.len()
    }

    #[inline]
    pub(super) fn get(&self, ordinal: i64) -> Option<&A> {
        match self.dense.get(self.place(ordinal)) {
            Some(slot) => slot.as_ref(),
            None => self.sparse.get(&ordinal),
        }
    }

    #[inline]
    pub(super) fn get_mut(&mut self, ordinal: i64) -> Option<&mut A> {
        let place = self.place(ordinal);
        match self.dense.get_mut(place) {
            Some(slot) => slot.as_mut(),
            None => self.sparse.get_mut(&ordinal),
        }
    }

    /// Puts the state of an ordinal that has none.
    pub(super) fn insert(&mut self, ordinal: i64, state: A) {
        if self.reach(ordinal) {
            self.fill(ordinal, state);
            return;
        }
        self.sparse.insert(ordinal, state);
        if self.sparse.len() >= self.crowd && self.sparse.len() > self.filled {
            self.settle();
        }
    }

    /// Lets the state of an ordinal observe; a new one only appears if that has changed anything.
    #[inline]
    pub(crate) fn try_observe<T>(&mut self, ordinal: i64, item: T) -> Result<(), CountError>
    where
        A: Merge + Observe<T>,
    {
        self.try_update(ordinal, |state| state.try_observe(item))
    }

    /// Merges what was observed elsewhere for an ordinal.
    pub(crate) fn try_merge(&mut self, ordinal: i64, other: A) -> Result<(), CountError>
    where
        A: Merge,
    {
        self.try_update(ordinal, |state| state.try_merge(other))
    }

    #[inline]
    fn try_update(
        &mut self,
        ordinal: i64,
        change: impl FnOnce(&mut A) -> Result<(), CountError>,
    ) -> Result<(), CountError>
    where
        A: Merge,
    {
        if let Some(state) = self.get_mut(ordinal) {
            return change(state);
        }
        let mut state = A::default();
        change(&mut state)?;
        if !is_nothing(&state) {
            self.insert(ordinal, state);
        }
        Ok(())
    }

    pub(super) fn remove(&mut self, ordinal: i64) -> Option<A> {
        let place = self.place(ordinal);
        let state = match self.dense.get_mut(place) {
            Some(slot) => slot.take().inspect(|_| self.filled -= 1),
            None => self.sparse.remove(&ordinal),
        };
        self.shrink();
        state
    }

    pub(super) fn retain(&mut self, mut keep: impl FnMut(i64, &A) -> bool) {
        for (ordinal, slot) in (self.start..=i64::MAX).zip(&mut self.dense) {
            if slot.take_if(|state| !keep(ordinal, state)).is_some() {
                self.filled -= 1;
            }
        }
        self.sparse.retain(|ordinal, state| keep(*ordinal, state));
        self.shrink();
    }

    /// The states with ordinals from `low` to `high`, in order.
    pub(in crate::stream) fn range(&self, low: i64, high: i64) -> Range<'_, A> {
        let Some(last) = self.last() else {
            return Range {
                before: self.tree(low, high),
                first: 0,
                dense: [].iter(),
                after: self.tree(0, -1),
            };
        };
        let before = self.start.checked_sub(1).map(|end| (low, high.min(end)));
        let after = last.checked_add(1).map(|begin| (low.max(begin), high));
        let (from, to) = (low.max(self.start), high.min(last));
        let dense = if from <= to {
            &self.dense[self.place(from)..=self.place(to)]
        } else {
            &[]
        };
        let nothing = (0, -1);
        let (before, after) = (before.unwrap_or(nothing), after.unwrap_or(nothing));
        Range {
            before: self.tree(before.0, before.1),
            first: from,
            dense: dense.iter(),
            after: self.tree(after.0, after.1),
        }
    }

    /// Every state by value, in order.
    pub(super) fn into_iter(mut self) -> impl Iterator<Item = (i64, A)> {
        let after = self.sparse.split_off(&self.start);
        let places = (self.start..=i64::MAX).zip(self.dense);
        let dense = places.filter_map(|(ordinal, slot)| Some((ordinal, slot?)));
        self.sparse.into_iter().chain(dense).chain(after)
    }

    /// Where an ordinal is in `dense`; beyond it if it is not there.
    #[inline]
    fn place(&self, ordinal: i64) -> usize {
        // An earlier ordinal wraps around to a huge place.
        usize::try_from(ordinal.wrapping_sub(self.start).cast_unsigned()).unwrap_or(usize::MAX)
    }

    /// The last ordinal in `dense`; `None` where it is empty.
    fn last(&self) -> Option<i64> {
        let steps = self.dense.len().checked_sub(1)?;
        Some(self.start.saturating_add_unsigned(steps as u64))
    }

    fn tree(&self, low: i64, high: i64) -> btree_map::Range<'_, i64, A> {
        if low <= high {
            self.sparse.range(low..=high)
        } else {
            self.sparse.range(0..0)
        }
    }

    fn fill(&mut self, ordinal: i64, state: A) {
        let place = self.place(ordinal);
        self.dense[place] = Some(state);
        self.filled += 1;
    }

    /// Extends `dense` to an ordinal, unless too many places would be empty.
    fn reach(&mut self, ordinal: i64) -> bool {
        if self.place(ordinal) < self.dense.len() {
            return true;
        }
        let last = match self.last() {
            Some(last) => last,
            None => {
                self.start = ordinal;
                ordinal
            }
        };
        let (low, high) = (self.start.min(ordinal), last.max(ordinal));
        let most = longest(self.filled + 1);
        let length = match usize::try_from(high.abs_diff(low)) {
            Ok(steps) if steps < most => steps + 1,
            _ => return false,
        };
        if ordinal < self.start {
            // Room ahead as well, so that newest-first files do not move everything each time.
            let spare = self.dense.len().min(most - length);
            let front = low.saturating_sub_unsigned(spare as u64);
            let more = usize::try_from(self.start.abs_diff(front)).unwrap_or_default();
            let empty = core::iter::repeat_with(|| None).take(more);
            self.dense.splice(..0, empty);
            self.start = front;
        } else {
            self.dense.resize_with(length, || None);
        }
        // What was too far away may be within by now.
        while let Some(near) = self.last().and_then(|last| {
            let mut near = self.tree(self.start, last);
            near.next().map(|(ordinal, _)| *ordinal)
        }) {
            if let Some(state) = self.sparse.remove(&near) {
                self.fill(near, state);
            }
        }
        true
    }

    /// Gives memory back once less than an eighth is filled.
    fn shrink(&mut self) {
        self.crowd = self.crowd.min(CROWD.max(2 * self.sparse.len()));
        if self.dense.capacity() > 2 * longest(self.filled) {
            self.settle();
        }
    }

    /// Lays the states out anew: those of the longest stretch that is filled by a quarter side by
    /// side, all others in the tree.
    ///
    /// Linear in the number of states, and called after as many changes.
    fn settle(&mut self) {
        let states: Vec<(i64, A)> = core::mem::replace(self, Self::new()).into_iter().collect();
        let (mut begin, mut best) = (0, 0..0);
        for (end, (ordinal, _)) in states.iter().enumerate() {
            let steps = ordinal.abs_diff(states[begin].0);
            if usize::try_from(steps).is_ok_and(|steps| steps < longest(end - begin + 1)) {
                if end - begin >= best.len() {
                    best = begin..end + 1;
                }
            } else {
                begin = end;
            }
        }
        if let Some((first, last)) = states
            .get(best.start)
            .zip(states.get(best.end.wrapping_sub(1)))
        {
            self.start = first.0;
            let length = usize::try_from(last.0.abs_diff(first.0)).unwrap_or_default() + 1;
            self.dense.reserve_exact(length);
            self.dense.resize_with(length, || None);
        }
        for (index, (ordinal, state)) in states.into_iter().enumerate() {
            if best.contains(&index) {
                self.fill(ordinal, state);
            } else {
                self.sparse.insert(ordinal, state);
            }
        }
        self.crowd = CROWD.max(2 * self.sparse.len());
    }
}

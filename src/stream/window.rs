//! The last n answers.

use alloc::vec::Vec;
use core::num::NonZeroUsize;

use crate::error::{CountError, OutOfRange, Quantity};
use crate::kit::{BATCH, FEW, Forget, Observe, overflow};
use crate::nps::HasTally;
use crate::response::Score;
use crate::tally::Tally;

/// The last `n` answers of a stream, and their aggregate.
///
/// For a live figure that follows the latest answers, whatever their dates: each answer costs one
/// observation and, once the window is full, one [`Forget`]. [`observe_all`](Observe::observe_all)
/// does it in blocks, at the speed of a slice, and leaves the window as if each had come alone.
/// Memory grows to `n` answers and no further. A window of time is a
/// [`Timeline`](crate::Timeline) of days and [`trailing`](crate::Timeline::trailing).
///
/// # Not mergeable
///
/// Which answers are the last `n` of two streams depends on how they interleave, and two windows no
/// longer know. So there is no `Merge`, and no `Default`: a window has a size.
///
/// # Invariants
///
/// Between 0 and `n` answers, and the aggregate is theirs.
///
/// # Serialised form
///
/// `{"capacity", "items"}`, oldest first; more items than capacity are refused.
///
/// # Example
///
/// ```
/// use npscore::{Observe, Score, Window};
///
/// let mut window = <Window>::new(3)?;
/// window.observe_all([0, 0, 10, 9, 10].map(Score::constant));
/// assert_eq!(window.state().responses(), 3);
/// assert_eq!(window.state().promoters(), 3); // both zeros have left
/// # Ok::<(), npscore::error::OutOfRange>(())
/// ```
#[derive(Debug, Clone)]
pub struct Window<T = Score, A = Tally> {
    capacity: NonZeroUsize,
    /// Once full, a ring.
    items: Vec<T>,
    /// Where the next item goes, at most behind the last; what lies there and after is older than
    /// what lies before.
    next: usize,
    state: A,
}

impl<T, A: Default> Window<T, A> {
    /// A window of the last `capacity` answers. Room is taken as answers come, not at once.
    ///
    /// # Errors
    ///
    /// [`OutOfRange`] for 0, as such a window has no state.
    pub fn new(capacity: usize) -> Result<Self, OutOfRange> {
        let refused = || OutOfRange::new(Quantity::WindowCapacity, 0_u64);
        let capacity = NonZeroUsize::new(capacity).ok_or_else(refused)?;
        Ok(Self {
            capacity,
            items: Vec::new(),
            next: 0,
            state: A::default(),
        })
    }
}

impl<T, A> Window<T, A> {
    /// The most answers in the window.
    #[must_use]
    pub const fn capacity(&self) -> usize {
        self.capacity.get()
    }

    /// The number of answers in the window.
    #[must_use]
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether there is no answer yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// Whether the next answer pushes the oldest out.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.len() == self.capacity()
    }

    /// The aggregate of the answers in the window.
    #[must_use]
    pub const fn state(&self) -> &A {
        &self.state
    }

    /// The answers in the window, oldest first.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &T> + ExactSizeIterator {
        let (newer, older) = self.items.split_at(self.next);
        Both {
            older: older.iter(),
            newer: newer.iter(),
        }
    }
}

/// The two halves of a ring, one after the other.
///
/// A chain would do, but does not know its length.
#[derive(Debug, Clone)]
struct Both<'a, T> {
    older: core::slice::Iter<'a, T>,
    newer: core::slice::Iter<'a, T>,
}

impl<'a, T> Iterator for Both<'a, T> {
    type Item = &'a T;

    fn next(&mut self) -> Option<&'a T> {
        self.older.next().or_else(|| self.newer.next())
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let length = self.older.len() + self.newer.len();
        (length, Some(length))
    }
}

impl<T> DoubleEndedIterator for Both<'_, T> {
    fn next_back(&mut self) -> Option<Self::Item> {
        self.newer.next_back().or_else(|| self.older.next_back())
    }
}

impl<T> ExactSizeIterator for Both<'_, T> {}

/// The same size, the same answers in the same order.
impl<T: PartialEq, A: PartialEq> PartialEq for Window<T, A> {
    fn eq(&self, other: &Self) -> bool {
        self.capacity == other.capacity && self.state == other.state && self.iter().eq(other.iter())
    }
}

impl<T: Eq, A: Eq> Eq for Window<T, A> {}

impl<T: Clone, A: Forget<T>> Window<T, A> {
    /// Takes an item where none lies: grows, or goes on at the first place.
    // Apart, so that what is done with each answer of a long stream is short.
    #[cold]
    #[inline(never)]
    fn grow_or_wrap(&mut self, item: T) -> Result<(), CountError> {
        if self.is_full() {
            self.next = 0;
            return self.push(item);
        }
        self.state.try_observe(item.clone())?;
        self.items.push(item);
        self.next = self.items.len();
        Ok(())
    }

    /// Takes one item, and pushes the oldest out if the window is full.
    #[inline]
    fn push(&mut self, item: T) -> Result<(), CountError> {
        let Some(oldest) = self.items.get_mut(self.next) else {
            return self.grow_or_wrap(item);
        };
        self.state.replace(oldest.clone(), item.clone())?;
        *oldest = item;
        self.next += 1;
        Ok(())
    }
}

impl<T: Clone, A: Forget<T>> Observe<T> for Window<T, A> {
    #[inline]
    fn observe(&mut self, item: T) {
        if let Err(error) = self.push(item) {
            overflow(&error);
        }
    }

    /// In blocks, once the window is full: [`Forget::replace_all`].
    fn observe_all<I: IntoIterator<Item = T>>(&mut self, items: I) {
        let mut items = items.into_iter();
        if self.capacity() <= FEW || items.size_hint().1.is_some_and(|most| most <= FEW) {
            return items.for_each(|item| self.observe(item));
        }
        while !self.is_full() {
            let Some(item) = items.next() else { return };
            self.observe(item);
        }
        let mut block = Vec::new();
        loop {
            if self.next == self.items.len() {
                self.next = 0;
            }
            let oldest = &mut self.items[self.next..];
            let most = oldest.len().min(BATCH);
            block.extend(items.by_ref().take(most));
            let oldest = &mut oldest[..block.len()];
            if let Err(error) = self.state.replace_all(oldest, &block) {
                overflow(&error);
            }
            oldest.swap_with_slice(&mut block);
            self.next += block.len();
            if block.len() < most {
                return;
            }
            block.clear();
        }
    }

    fn try_observe_n(&mut self, item: T, n: u64) -> Result<(), CountError> {
        if n == 1 {
            return self.push(item);
        }
        // More than the window holds push each other out.
        let n = usize::try_from(n).map_or(self.capacity(), |n| n.min(self.capacity()));
        let oldest = (self.len() + n).saturating_sub(self.capacity());
        let oldest: Vec<T> = self.iter().take(oldest).cloned().collect();
        let new = alloc::vec![item; n];
        self.state.replace_all(&oldest, &new)?;
        for item in new {
            if !self.is_full() {
                self.items.push(item);
                self.next = self.items.len();
                continue;
            }
            if self.next == self.items.len() {
                self.next = 0;
            }
            self.items[self.next] = item;
            self.next += 1;
        }
        Ok(())
    }
}

impl<T, A> Extend<T> for Window<T, A>
where
    Self: Observe<T>,
{
    fn extend<I: IntoIterator<Item = T>>(&mut self, items: I) {
        self.observe_all(items);
    }
}

impl<T, A: HasTally> HasTally for Window<T, A> {
    type Tally = A::Tally;

    fn tally(&self) -> A::Tally {
        self.state.tally()
    }
}

#[cfg(feature = "serde")]
mod wire {
    use alloc::format;
    use alloc::vec::Vec;

    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::{Forget, Window};

    #[derive(Serialize, Deserialize)]
    #[serde(rename = "Window", deny_unknown_fields)]
    struct State<T> {
        capacity: usize,
        items: Vec<T>,
    }

    impl<T: Serialize, A> Serialize for Window<T, A> {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            State {
                capacity: self.capacity(),
                items: self.iter().collect(),
            }
            .serialize(serializer)
        }
    }

    impl<'de, T, A> Deserialize<'de> for Window<T, A>
    where
        T: Deserialize<'de> + Clone,
        A: Forget<T> + Default,
    {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            let State { capacity, items } = State::<T>::deserialize(deserializer)?;
            if items.len() > capacity {
                let count = items.len();
                return Err(D::Error::custom(format!(
                    "{count} items in a window of {capacity}, expected at most {capacity}"
                )));
            }
            let mut window = Self::new(capacity).map_err(D::Error::custom)?;
            window
                .state
                .replace_all(&[], &items)
                .map_err(D::Error::custom)?;
            window.next = items.len();
            window.items = items;
            Ok(window)
        }
    }
}

//! Segments of timelines, and timelines of segments.

use core::hash::Hash;

use super::segments::Segments;
use super::timeline::Timeline;
use crate::kit::Merge;
use crate::period::Period;

impl<P: Period, K: Hash + Eq + Clone, A: Merge> Timeline<P, Segments<K, A>> {
    /// The same answers with the nesting exchanged: by key, then by period.
    #[must_use]
    pub fn exchange(self) -> Segments<K, Timeline<P, A>> {
        let mut exchanged = Segments::default();
        for (period, segments) in self {
            for (key, state) in segments {
                let mut one = Timeline::default();
                one.merge_at(period, state);
                exchanged.merge_at(key, one);
            }
        }
        exchanged
    }
}

impl<K: Hash + Eq + Clone, P: Period, A: Merge> Segments<K, Timeline<P, A>> {
    /// The same answers with the nesting exchanged: by period, then by key.
    ///
    /// ```
    /// use npscore::{Quarter, Score, Segments, Timeline};
    ///
    /// let spring = Quarter::constant(2026, 2);
    /// let regions: Segments<&str, Timeline<Quarter>> =
    ///     [("north", (spring, Score::MAX)), ("south", (spring, Score::MIN))].into_iter().collect();
    /// let quarters: Timeline<Quarter, Segments<&str>> = regions.clone().exchange();
    /// assert_eq!(quarters.get(spring).map(Segments::len), Some(2));
    /// assert_eq!(quarters.exchange(), regions);
    /// ```
    #[must_use]
    pub fn exchange(self) -> Timeline<P, Segments<K, A>> {
        let mut exchanged = Timeline::<P, Segments<K, A>>::default();
        for (key, timeline) in self {
            for (period, state) in timeline {
                let mut one = Segments::default();
                one.merge_at(key.clone(), state);
                exchanged.merge_at(period, one);
            }
        }
        exchanged
    }
}

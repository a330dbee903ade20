//! Answers that carry any number of tags.

use alloc::vec::Vec;
use core::hash::Hash;
use core::ops::RangeInclusive;

use hashbrown::HashSet;

use crate::error::CountError;
use crate::inference::{DifferenceMethod, Impact, Options, impacts};
use crate::kit::{Answer, IntoKey, Merge, Observe, aggregator};
use crate::nps::{HasTally, NpsResult};
use crate::stream::Segments;
use crate::tally::{Sample, Tally};

/// Answers by tag, where one answer carries any number of tags: the topics of a comment, the
/// products of a customer.
///
/// Observes `(tags, item)`, where `tags` is anything that yields tags and `item` is a score or a
/// category; with a weight, `Tags<K, WeightedTally>`. A tag given twice for one answer counts once; an answer without tags counts in the
/// total.
///
/// [`Segments`] are for groups that exclude each other; the groups of tags overlap, so their
/// counts do not add up to the total.
///
/// # Invariants
///
/// No tag has more answers of a category than the total, and every tag has an answer.
///
/// # Panics
///
/// `observe`, `observe_n`, `collect`, `extend`, `+` and `merge` where the responses would pass
/// `u64::MAX`.
///
/// # Serialised form
///
/// `{"total", "tags"}`: a tally, and the tags as [`Segments`] are written. A tag with more
/// answers than the total is refused.
///
/// # Example
///
/// ```
/// use npscore::inference::Confidence;
/// use npscore::insight::Tags;
/// use npscore::Score;
///
/// let comments = [
///     (vec!["price"], 3), (vec!["price", "staff"], 7), (vec!["staff"], 10),
///     (vec!["staff"], 9), (vec![], 8), (vec!["price"], 6),
/// ];
/// let tags: Tags<&str> =
///     comments.into_iter().map(|(tags, score)| (tags, Score::constant(score))).collect();
///
/// let price = &tags.impacts(Confidence::P95)[0];
/// assert_eq!(
///     price.to_string(),
///     "price: NPS -67 (n = 3), contribution -33.3, without it the NPS would be 66.7 higher; \
///      against the rest -133.3 [-171.8, -1.0] (95 %, MOVER), unclear"
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Tags<K, S = Tally> {
    total: S,
    tags: Segments<K, S>,
}

impl<K, S> Tags<K, S> {
    /// All answers, tagged or not.
    #[must_use]
    pub const fn total(&self) -> &S {
        &self.total
    }

    /// The answers of each tag.
    #[must_use]
    pub const fn tags(&self) -> &Segments<K, S> {
        &self.tags
    }
}

/// No answers.
impl<K, S: Default> Default for Tags<K, S> {
    fn default() -> Self {
        Self {
            total: S::default(),
            tags: Segments::default(),
        }
    }
}

impl<K: Hash + Eq, S: PartialEq> PartialEq for Tags<K, S> {
    fn eq(&self, other: &Self) -> bool {
        self.total() == other.total() && self.tags() == other.tags()
    }
}

impl<K: Hash + Eq, S: Eq> Eq for Tags<K, S> {}

impl<K, S, P, T> Observe<(P, T)> for Tags<K, S>
where
    K: Hash + Eq,
    S: Sample + Merge + Observe<T>,
    P: IntoIterator,
    P::Item: IntoKey<K>,
    T: Answer + Clone,
{
    fn try_observe_n(&mut self, (tags, item): (P, T), n: u64) -> Result<(), CountError> {
        let tags: HashSet<K> = tags.into_iter().map(IntoKey::into_key).collect();
        // The total is the largest: where it fits, all of them do.
        self.total.try_observe_n(item.clone(), n)?;
        for tag in tags {
            self.tags.observe_n((tag, item.clone()), n);
        }
        Ok(())
    }

    fn check_observe_n(&self, (_, item): (P, T), n: u64) -> Result<(), CountError> {
        self.total().check_observe_n(item, n)
    }
}

impl<K: Hash + Eq, S: Sample + Merge> Merge for Tags<K, S> {
    fn try_merge(&mut self, other: Self) -> Result<(), CountError> {
        self.total.try_merge(other.total)?;
        self.tags.merge(other.tags);
        Ok(())
    }

    fn check_merge(&self, other: &Self) -> Result<(), CountError> {
        self.total().check_merge(other.total())
    }

    fn observed(&self) -> RangeInclusive<u64> {
        self.total().observed()
    }
}

aggregator!([K, S] Tags<K, S>, each);

/// All answers, each once.
impl<K, S: Sample + Merge + HasTally<Tally = S>> HasTally for Tags<K, S> {
    type Tally = S;

    fn tally(&self) -> S {
        self.total().clone()
    }
}

impl<K: Ord, S: Sample> Tags<K, S> {
    /// The answers with each tag against those without it, from the largest contribution to the
    /// smallest (of equal ones, by tag): one [`Impact`] for each tag, corrected for their number.
    #[must_use]
    pub fn impacts(&self, options: impl Into<Options<DifferenceMethod>>) -> Vec<Impact<&K, S>> {
        let Some(whole) = NpsResult::of(self.total().clone()) else {
            return Vec::new();
        };
        let mut tags: Vec<_> = self.tags().iter().collect();
        tags.sort_unstable_by_key(|(tag, _)| *tag);
        let results = tags.into_iter();
        let results = results.filter_map(|(tag, tally)| Some((tag, NpsResult::of(tally.clone())?)));
        impacts(results, &whole, options.into())
    }
}

#[cfg(feature = "serde")]
mod wire {
    use core::hash::Hash;

    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::{Merge, Sample, Segments, Tags};

    #[derive(Serialize)]
    #[serde(rename = "Tags")]
    struct Row<'a, K: Serialize + Ord, S: Serialize> {
        total: &'a S,
        tags: &'a Segments<K, S>,
    }

    #[derive(Deserialize)]
    #[serde(rename = "Tags", deny_unknown_fields)]
    #[serde(bound(deserialize = "K: Deserialize<'de> + Hash + Eq, S: Merge + Deserialize<'de>"))]
    struct Read<K, S> {
        total: S,
        tags: Segments<K, S>,
    }

    impl<K: Serialize + Ord, S: Serialize> Serialize for Tags<K, S> {
        fn serialize<W: Serializer>(&self, serializer: W) -> Result<W::Ok, W::Error> {
            Row {
                total: self.total(),
                tags: self.tags(),
            }
            .serialize(serializer)
        }
    }

    impl<'de, K, S> Deserialize<'de> for Tags<K, S>
    where
        K: Deserialize<'de> + Hash + Eq,
        S: Sample + Merge + Deserialize<'de>,
    {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            let Read { total, tags } = Read::<K, S>::deserialize(deserializer)?;
            let within = |tag: &S| *tag != S::default() && total.without(tag).is_some();
            if tags.iter().all(|(_, tag)| within(tag)) {
                Ok(Self { total, tags })
            } else {
                Err(serde::de::Error::custom(
                    "a tag has no answers, or more than all answers together",
                ))
            }
        }
    }
}

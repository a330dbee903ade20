//! Answers that carry any number of tags.

use alloc::vec::Vec;
use core::hash::Hash;
use core::ops::RangeInclusive;

use hashbrown::HashSet;

use crate::error::CountError;
use crate::inference::{DifferenceMethod, Impact, Options, impacts};
use crate::kit::{Answer, IntoKey, Merge, Observe, aggregator};
use crate::response::Category;
use crate::stream::Segments;
use crate::tally::Tally;

/// Answers by tag, where one answer carries any number of tags: the topics of a comment, the
/// products of a customer.
///
/// Observes `(tags, item)`, where `tags` is anything that yields tags and `item` is a score or a
/// category. A tag given twice for one answer counts once; an answer without tags counts in the
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
/// `{"total", "tags"}`: a [`Tally`], and the tags as [`Segments`] are written. A tag with more
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
pub struct Tags<K> {
    total: Tally,
    tags: Segments<K, Tally>,
}

impl<K: Hash + Eq> Tags<K> {
    /// All answers, and those of each tag; `None` where a tag has more than all.
    #[cfg(feature = "serde")]
    pub(super) fn of(total: Tally, tags: Segments<K, Tally>) -> Option<Self> {
        let whole = tags
            .iter()
            .all(|(_, tag)| !tag.is_empty() && total.checked_sub(tag).is_ok());
        whole.then_some(Self { total, tags })
    }

    /// Counts `n` answers of one category for the total and once for each tag.
    pub(super) fn count(
        &mut self,
        tags: HashSet<K>,
        category: Category,
        n: u64,
    ) -> Result<(), CountError> {
        // The total is the largest count: where it fits, all of them do.
        self.total.try_observe_n(category, n)?;
        for tag in tags {
            self.tags.observe_n((tag, category), n);
        }
        Ok(())
    }

    pub(super) fn add(&mut self, other: Self) -> Result<(), CountError> {
        self.total.try_merge(other.total)?;
        self.tags.merge(other.tags);
        Ok(())
    }
}

impl<K> Tags<K> {
    pub(super) fn empty() -> Self {
        Self {
            total: Tally::default(),
            tags: Segments::default(),
        }
    }

    /// All answers, tagged or not.
    #[must_use]
    pub const fn total(&self) -> &Tally {
        &self.total
    }

    /// The answers of each tag.
    #[must_use]
    pub const fn tags(&self) -> &Segments<K, Tally> {
        &self.tags
    }
}

/// No answers.
impl<K> Default for Tags<K> {
    fn default() -> Self {
        Self::empty()
    }
}

impl<K: Hash + Eq> PartialEq for Tags<K> {
    fn eq(&self, other: &Self) -> bool {
        self.total() == other.total() && self.tags() == other.tags()
    }
}

impl<K: Hash + Eq> Eq for Tags<K> {}

/// The category and the number of `n` equal answers; `None` for no answer.
fn category<T>(item: T, n: u64) -> Result<Option<Category>, CountError>
where
    Tally: Observe<T>,
{
    let mut answers = Tally::default();
    answers.try_observe_n(item, n)?;
    let given = |category: &Category| answers.count(*category) > 0;
    Ok(Category::ALL.into_iter().find(given))
}

impl<K, P, T> Observe<(P, T)> for Tags<K>
where
    K: Hash + Eq,
    P: IntoIterator,
    P::Item: IntoKey<K>,
    T: Answer,
    Tally: Observe<T>,
{
    fn try_observe_n(&mut self, (tags, item): (P, T), n: u64) -> Result<(), CountError> {
        match category(item, n)? {
            Some(category) => {
                let tags = tags.into_iter().map(IntoKey::into_key).collect();
                self.count(tags, category, n)
            }
            None => Ok(()),
        }
    }

    fn check_observe_n(&self, (_, item): (P, T), n: u64) -> Result<(), CountError> {
        self.total().check_observe_n(item, n)
    }
}

impl<K: Hash + Eq> Merge for Tags<K> {
    fn try_merge(&mut self, other: Self) -> Result<(), CountError> {
        self.add(other)
    }

    fn check_merge(&self, other: &Self) -> Result<(), CountError> {
        self.total().check_merge(other.total())
    }

    fn observed(&self) -> RangeInclusive<u64> {
        self.total().observed()
    }
}

aggregator!([K] Tags<K>, each);

/// All answers, each once.
impl<K> crate::nps::HasTally for Tags<K> {
    type Tally = Tally;

    fn tally(&self) -> Tally {
        *self.total()
    }
}

impl<K: Ord> Tags<K> {
    /// The answers with each tag against those without it, from the largest contribution to the
    /// smallest (of equal ones, by tag): one [`Impact`] for each tag, corrected for their number.
    #[must_use]
    pub fn impacts(&self, options: impl Into<Options<DifferenceMethod>>) -> Vec<Impact<&K>> {
        let Some(whole) = self.total().result() else {
            return Vec::new();
        };
        let tags = self.tags().by_key().into_iter();
        let results = tags.filter_map(|(tag, tally)| Some((tag, tally.result()?)));
        impacts(results, whole, options.into())
    }
}

#[cfg(feature = "serde")]
mod wire {
    use core::hash::Hash;

    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::{Segments, Tags, Tally};

    #[derive(Serialize)]
    #[serde(rename = "Tags")]
    struct Row<'a, K: Serialize + Ord> {
        total: &'a Tally,
        tags: &'a Segments<K, Tally>,
    }

    #[derive(Deserialize)]
    #[serde(rename = "Tags", deny_unknown_fields)]
    #[serde(bound(deserialize = "K: Deserialize<'de> + Hash + Eq"))]
    struct Read<K> {
        total: Tally,
        tags: Segments<K, Tally>,
    }

    impl<K: Serialize + Ord> Serialize for Tags<K> {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            Row {
                total: self.total(),
                tags: self.tags(),
            }
            .serialize(serializer)
        }
    }

    impl<'de, K: Deserialize<'de> + Hash + Eq> Deserialize<'de> for Tags<K> {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            let Read { total, tags } = Read::deserialize(deserializer)?;
            Self::of(total, tags).ok_or_else(|| {
                serde::de::Error::custom("a tag has no answers, or more than all answers together")
            })
        }
    }
}

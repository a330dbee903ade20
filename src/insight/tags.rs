//! Drivers: answers that carry any number of tags.

use alloc::vec::Vec;
use core::cmp::Reverse;
use core::fmt;
use core::hash::Hash;
use core::ops::RangeInclusive;

use hashbrown::HashSet;

use super::impact::simultaneous;
use crate::error::CountError;
use crate::inference::{Confidence, Estimate};
use crate::kit::{Answer, IntoKey, Merge, Observe, aggregator};
use crate::nps::Points;
use crate::nps::{NpsResult, Share};
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
/// let drivers = tags.drivers(Confidence::P95);
/// assert_eq!(
///     drivers[0].to_string(),
///     "price: in 50 % of answers, NPS -67 with it (n = 3) and 67 without (n = 3), -133.3 \
///      points, 95 % between -171.8 and -1.0, p = 0.046 (MOVER), not significant among all"
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

impl<K: Clone + Ord + Hash> Tags<K> {
    /// What goes with each tag, from the largest [effect](Driver::leave_one_out) on the score to the
    /// smallest, whatever the sign; of equal ones, by tag. A tag that all answers carry comes last.
    ///
    /// Ranges are at the confidence asked for;
    /// [`is_significant`](Driver::is_significant) allows for the number of tags by Bonferroni's
    /// correction.
    #[must_use]
    pub fn drivers(&self, confidence: Confidence) -> Vec<Driver<K>> {
        let together = simultaneous(confidence, self.tags().len());
        let mut drivers: Vec<Driver<K>> = self
            .tags()
            .iter()
            .filter_map(|(tag, tally)| {
                let with = tally.result()?;
                let without = self.total().checked_sub(tally).ok()?.result();
                let difference = |confidence: Confidence| {
                    without.map(|without| with.difference_from(&without, confidence))
                };
                Some(Driver {
                    tag: tag.clone(),
                    all: self.total().result()?,
                    with,
                    without,
                    difference: difference(confidence),
                    significant: difference(together).is_some_and(|range| !range.contains(0.0)),
                })
            })
            .collect();
        drivers.sort_by_cached_key(|driver| {
            let effect = driver.leave_one_out().map(|effect| effect.abs());
            (Reverse(effect), driver.tag.clone())
        });
        drivers
    }
}

/// What goes with one tag of [`Tags`].
///
/// That answers with a tag are colder does not say that what the tag names made them so.
///
/// # Display
///
/// See [`Tags`].
///
/// # Serialised form
///
/// `{"tag", "responses", "prevalence", "nps_with", "nps_without", "difference", "leave_one_out",
/// "significant"}`: prevalence in percent, the rest in points; the last but one and what needs
/// answers without the tag are `null` where there are none; written only.
#[derive(Debug, Clone, PartialEq)]
pub struct Driver<K> {
    tag: K,
    all: NpsResult,
    with: NpsResult,
    without: Option<NpsResult>,
    difference: Option<Estimate>,
    significant: bool,
}

impl<K> Driver<K> {
    /// The tag.
    #[must_use]
    pub const fn tag(&self) -> &K {
        &self.tag
    }

    /// The share of all answers that carry the tag.
    #[must_use]
    pub fn prevalence(&self) -> Share {
        let (part, whole) = (self.with.responses(), self.all.responses());
        Share::new(part, whole).unwrap_or_else(|| unreachable!())
    }

    /// The answers with the tag.
    #[must_use]
    pub const fn with(&self) -> &NpsResult {
        &self.with
    }

    /// The answers without the tag; `None` if all carry it.
    #[must_use]
    pub const fn without(&self) -> Option<&NpsResult> {
        self.without.as_ref()
    }

    /// How far the answers with the tag are above those without, in points, with its range; `None`
    /// if all carry it.
    #[must_use]
    pub const fn difference(&self) -> Option<Estimate> {
        self.difference
    }

    /// How much higher the score is than that of the answers without the tag: negative where the tag
    /// goes with cold answers; `None` if all carry it.
    #[must_use]
    pub fn leave_one_out(&self) -> Option<Points> {
        Some(self.all.nps() - self.without?.nps())
    }

    /// Whether answers with and without the tag differ by more than chance explains, all tags
    /// considered together.
    #[must_use]
    pub const fn is_significant(&self) -> bool {
        self.significant
    }
}

/// The tag in a line.
impl<K: fmt::Display> fmt::Display for Driver<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (with, n) = (self.with.nps(), self.with.responses());
        write!(f, "{}: in {} of answers, ", self.tag, self.prevalence())?;
        write!(f, "NPS {with} with it (n = {n})")?;
        let Some((without, gap)) = self.without.zip(self.difference) else {
            return f.write_str(", no answers without");
        };
        let (nps, n) = (without.nps(), without.responses());
        let significant = if self.significant { "" } else { "not " };
        write!(
            f,
            " and {nps} without (n = {n}), {gap:.1}, {significant}significant among all"
        )
    }
}

#[cfg(feature = "serde")]
mod wire {
    use core::hash::Hash;

    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::{Driver, Estimate, Points, Segments, Tags, Tally};

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

    #[derive(Serialize)]
    #[serde(rename = "Driver")]
    struct DriverRow<'a, K> {
        tag: &'a K,
        responses: u64,
        prevalence: f64,
        nps_with: f64,
        nps_without: Option<f64>,
        difference: Option<Estimate>,
        leave_one_out: Option<Points>,
        significant: bool,
    }

    impl<K: Serialize> Serialize for Driver<K> {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            DriverRow {
                tag: self.tag(),
                responses: self.with().responses(),
                prevalence: self.prevalence().to_f64(),
                nps_with: self.with().nps().to_f64(),
                nps_without: self.without().map(|without| without.nps().to_f64()),
                difference: self.difference(),
                leave_one_out: self.leave_one_out(),
                significant: self.is_significant(),
            }
            .serialize(serializer)
        }
    }
}

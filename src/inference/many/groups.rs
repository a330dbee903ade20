//! Many segments at once: do they differ, and which from the rest?

use alloc::vec::Vec;

use super::impact::{Impact, impacts};
use crate::error::DataError;
use crate::inference::confidence::Options;
use crate::inference::method::{DifferenceMethod, Method};
use crate::inference::test::Test;
use crate::inference::trinomial::Trinomial;
use crate::inference::two_groups::score::{Origin, root_or_end};
use crate::kit::Merge;
use crate::nps::{HasTally, NpsResult};
use crate::stream::Segments;
use crate::tally::{Sample, Tally};

/// Segments that are to be compared: each a key and its counts, no respondent in two of them.
///
/// First ask whether they differ at all ([`heterogeneity`](Groups::heterogeneity)), then which
/// differ from the rest ([`against_the_rest`](Groups::against_the_rest)) or from each other
/// ([`pairs`](Groups::pairs)), or how sure their ranking is ([`ranking`](Groups::ranking)).
///
/// Of weighted tallies, a group's share is that of the weight, and its counts in tests are its effective
/// responses. Equal weights give what counts alone give.
///
/// # Invariants
///
/// At least two groups with responses that have some weight. Groups without any are kept apart, in
/// [`without_responses`](Groups::without_responses): no score is not a score of 0.
///
/// # Errors
///
/// [`Groups::new`] refuses fewer than two groups with responses, and more than `u64::MAX`
/// responses in all.
///
/// # Example
///
/// ```
/// use npscore::{Counts, Tally};
/// use npscore::inference::{Confidence, Groups, Verdict};
///
/// let groups = Groups::new([
///     ("north", Tally::from(Counts { detractors: 18, passives: 52, promoters: 30 })),
///     ("south", Tally::from(Counts { detractors: 25, passives: 25, promoters: 50 })),
///     ("west", Tally::from(Counts { detractors: 10, passives: 30, promoters: 60 })),
///     ("moon", Tally::default()),
/// ])?;
/// assert!(groups.heterogeneity().rejects(Confidence::P95));
/// assert_eq!(groups.without_responses(), ["moon"]);
///
/// let clear: Vec<_> = groups
///     .against_the_rest(Confidence::P95)
///     .into_iter()
///     .filter(|impact| impact.verdict() != Verdict::Unclear)
///     .map(|impact| (*impact.key(), impact.difference().map(|one| one.estimate())))
///     .collect();
/// assert_eq!(clear, [("west", Some(31.5)), ("north", Some(-25.5))]);
/// # Ok::<(), npscore::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Groups<K, S = Tally> {
    with_responses: Vec<(K, NpsResult<S>)>,
    without_responses: Vec<K>,
    /// Where those with responses came among all groups.
    places: Vec<usize>,
    whole: S,
}

impl<K, S: Sample + Merge> Groups<K, S> {
    /// The groups of an iterator of keys and states that know their tally: `&segments`, a
    /// timeline, or pairs of your own.
    ///
    /// # Errors
    ///
    /// [`DataError::TooFew`] for fewer than two groups with responses,
    /// [`DataError::Count`] for more than `u64::MAX` responses in all.
    pub fn new<A: HasTally<Tally = S>>(
        groups: impl IntoIterator<Item = (K, A)>,
    ) -> Result<Self, DataError> {
        let mut parts = Self {
            with_responses: Vec::new(),
            without_responses: Vec::new(),
            places: Vec::new(),
            whole: S::default(),
        };
        for (place, (key, state)) in groups.into_iter().enumerate() {
            let tally = state.tally();
            parts.whole.try_merge(tally.clone())?;
            match NpsResult::of(tally) {
                Some(result) => {
                    parts.with_responses.push((key, result));
                    parts.places.push(place);
                }
                None => parts.without_responses.push(key),
            }
        }
        if parts.with_responses.len() < 2 {
            return Err(DataError::TooFew {
                what: "groups with responses".into(),
                found: parts.with_responses.len() as u64,
                minimum: 2,
            });
        }
        Ok(parts)
    }
}

impl<K, S> Groups<K, S> {
    /// The groups with responses, at least two, in the order they came in.
    #[must_use]
    pub fn groups(&self) -> &[(K, NpsResult<S>)] {
        &self.with_responses
    }

    /// The keys of the groups without responses.
    #[must_use]
    pub fn without_responses(&self) -> &[K] {
        &self.without_responses
    }

    /// Where the groups with responses came among all, from 0, in the order of
    /// [`groups`](Groups::groups).
    pub(super) fn places(&self) -> &[usize] {
        &self.places
    }

    /// All responses together.
    #[must_use]
    pub const fn whole(&self) -> &S {
        &self.whole
    }
}

impl<K, S: Sample> Groups<K, S> {
    fn trinomials(&self) -> impl DoubleEndedIterator<Item = Trinomial> + Clone {
        self.groups()
            .iter()
            .map(|(_, result)| Trinomial::of(result.tally()))
    }

    /// The common score on the scale of -1 to 1, and Q; with promoters and detractors exchanged if
    /// asked for.
    fn score_q(&self, (origin, mirror): (Origin, bool)) -> (f64, f64) {
        let groups = self
            .trinomials()
            .map(|group| if mirror { group.mirrored() } else { group });
        let (top, bottom) = origin.ends();
        let (low, high) = groups
            .clone()
            .map(|group| origin.distance(group))
            .fold((bottom, top), |(low, high), at| (low.min(at), high.max(at)));
        let total = |at: f64| {
            groups
                .clone()
                .map(|group| group.n * origin.pull(group, at))
                .sum()
        };
        let common = root_or_end(total, low, high);
        let q = groups
            .map(|group| {
                let gap = origin.distance(group) - common;
                let variance = origin.variance(group, common);
                if variance > 0.0 {
                    group.n * gap * gap / variance
                } else {
                    // All answers of all groups are alike.
                    0.0
                }
            })
            .sum();
        let theta = bottom - 1.0 - common;
        (if mirror { -theta } else { theta }, q)
    }

    fn degrees_of_freedom(&self) -> u64 {
        self.groups().len() as u64 - 1
    }

    /// Could all groups truly have one score?
    ///
    /// The score test: Q = Σ n (score - common)² / V, with the common score the most likely one and
    /// V each group's variance under it. For two groups it is the square of the
    /// [two-sample score test](NpsResult::difference_test). A group whose answers are all alike
    /// counts like any other, as V is not its own variance.
    ///
    /// Not rejected does not mean the same: few responses never show a difference.
    ///
    /// Source: the k-sample form of Miettinen and Nurminen, Statistics in Medicine 4 (1985) 213-226,
    /// for trinomials.
    #[must_use]
    pub fn heterogeneity(&self) -> Test {
        let guess = Origin::near(Trinomial::of(self.whole()).theta());
        let (theta, q) = self.score_q(guess);
        // From the nearest origin, where nothing cancels.
        let nearest = Origin::near(theta);
        let q = if nearest == guess {
            q
        } else {
            self.score_q(nearest).1
        };
        Test::chi_square(q, self.degrees_of_freedom(), Method::Heterogeneity)
    }

    /// Could all groups truly have one distribution of detractors, passives and promoters?
    ///
    /// Asks more than the score does: groups of one score can be lukewarm or divided. Categories
    /// nobody chose are left out, and cost no degrees of freedom.
    ///
    /// Source: Pearson, Philosophical Magazine 50 (1900) 157-175.
    #[must_use]
    pub fn chi_square(&self) -> Test {
        let n: f64 = self.trinomials().map(|group| group.n).sum();
        let (mut statistic, mut categories) = (0.0, 0);
        for of in [
            |group: Trinomial| group.detractors,
            |group: Trinomial| group.passives,
            |group: Trinomial| group.promoters,
        ] {
            let counts = self.trinomials().map(|group| group.n * of(group));
            let share = counts.sum::<f64>() / n;
            if share <= 0.0 {
                continue;
            }
            categories += 1;
            for group in self.trinomials() {
                let excess = of(group) - share;
                statistic += group.n * excess * excess / share;
            }
        }
        let dof = self.degrees_of_freedom() * (categories - 1);
        Test::chi_square(statistic, dof, Method::ChiSquare)
    }
}

impl<K: Clone, S: Sample> Groups<K, S> {
    /// Each group against all others together, from the largest contribution to the smallest: one
    /// [`Impact`] for each, corrected for their number.
    #[must_use]
    pub fn against_the_rest(
        &self,
        options: impl Into<Options<DifferenceMethod>>,
    ) -> Vec<Impact<K, S>> {
        match NpsResult::of(self.whole.clone()) {
            Some(whole) => impacts(self.with_responses.iter().cloned(), &whole, options.into()),
            // There are at least two groups with responses.
            None => Vec::new(),
        }
    }
}

impl<K: Ord, A: HasTally> Segments<K, A> {
    /// The groups in the order of their keys, to be compared with each other.
    ///
    /// # Errors
    ///
    /// As for [`Groups::new`].
    pub fn groups(&self) -> Result<Groups<&K, A::Tally>, DataError> {
        Groups::new(self.by_key())
    }

    /// Each group against all others together: [`Groups::against_the_rest`].
    ///
    /// ```
    /// use npscore::inference::Verdict;
    /// use npscore::{Confidence, Score, Segments};
    ///
    /// let mut regions = Segments::<&str>::default();
    /// regions.extend((0..50).map(|n| ("north", Score::ALL[8 + n % 3])));
    /// regions.extend((0..50).map(|n| ("south", Score::ALL[n % 8])));
    /// let impacts = regions.against_the_rest(Confidence::P95)?;
    /// assert!(impacts.iter().any(|one| **one.key() == "south" && one.verdict() == Verdict::Lower));
    /// # Ok::<(), npscore::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As for [`Groups::new`].
    pub fn against_the_rest(
        &self,
        options: impl Into<Options<DifferenceMethod>>,
    ) -> Result<Vec<Impact<&K, A::Tally>>, DataError> {
        Ok(self.groups()?.against_the_rest(options))
    }
}

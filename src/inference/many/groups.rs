//! Many segments at once: do they differ, and which from the rest?

use alloc::vec::Vec;

use super::adjustment::Adjustment;
use crate::error::DataError;
use crate::inference::confidence::Confidence;
use crate::inference::estimate::Estimate;
use crate::inference::method::Method;
use crate::inference::test::Test;
use crate::inference::trinomial::Trinomial;
use crate::inference::two_groups::score::{Origin, root_or_end};
use crate::nps::{HasTally, NpsResult};
use crate::response::Category;
use crate::tally::Tally;

/// Segments that are to be compared: each a key and its counts, no respondent in two of them.
///
/// First ask whether they differ at all ([`heterogeneity`](Groups::heterogeneity)), then which
/// differ from the rest ([`against_rest`](Groups::against_rest)), or how sure their ranking is
/// ([`ranking`](Groups::ranking)).
///
/// # Invariants
///
/// At least two groups with responses. Groups without any are kept apart, in
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
/// use npscore::inference::{Adjustment, Confidence, Groups};
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
/// let rows = groups.against_rest(Confidence::P95, Adjustment::Holm);
/// let clear: Vec<_> = rows
///     .iter()
///     .filter(|row| row.adjusted_p_value() < 0.05)
///     .map(|row| (*row.key(), row.difference().estimate()))
///     .collect();
/// assert_eq!(clear, [("north", -25.5), ("west", 31.5)]);
/// # Ok::<(), npscore::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Groups<K> {
    with_responses: Vec<(K, NpsResult)>,
    without_responses: Vec<K>,
    whole: Tally,
}

impl<K> Groups<K> {
    /// The groups of an iterator of keys and states that know their tally: `&segments`, a
    /// timeline, or pairs of your own.
    ///
    /// # Errors
    ///
    /// [`DataError::TooFew`] for fewer than two groups with responses,
    /// [`DataError::Count`] for more than `u64::MAX` responses in all.
    pub fn new<A: HasTally<Tally = Tally>>(
        groups: impl IntoIterator<Item = (K, A)>,
    ) -> Result<Self, DataError> {
        let mut parts = Self {
            with_responses: Vec::new(),
            without_responses: Vec::new(),
            whole: Tally::default(),
        };
        for (key, state) in groups {
            let tally = state.tally();
            parts.whole = parts.whole.checked_add(&tally)?;
            match tally.result() {
                Some(result) => parts.with_responses.push((key, result)),
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

    /// The groups with responses, at least two, in the order they came in.
    #[must_use]
    pub fn groups(&self) -> &[(K, NpsResult)] {
        &self.with_responses
    }

    /// The keys of the groups without responses.
    #[must_use]
    pub fn without_responses(&self) -> &[K] {
        &self.without_responses
    }

    /// All responses together.
    #[must_use]
    pub const fn whole(&self) -> &Tally {
        &self.whole
    }
}

impl<K> Groups<K> {
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
        let pooled = self
            .whole()
            .result()
            .map_or(0.0, |whole| whole.nps().to_f64());
        let guess = Origin::near(pooled / 100.0);
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
    pub fn pearson(&self) -> Test {
        let n = self.whole().responses() as f64;
        let (mut statistic, mut categories) = (0.0, 0);
        for category in Category::ALL {
            let share = self.whole().count(category) as f64 / n;
            if share <= 0.0 {
                continue;
            }
            categories += 1;
            for (_, result) in self.groups() {
                let expected = share * result.responses() as f64;
                let excess = result.count(category) as f64 - expected;
                statistic += excess * excess / expected;
            }
        }
        let dof = self.degrees_of_freedom() * (categories - 1);
        Test::chi_square(statistic, dof, Method::ChiSquare)
    }
}

impl<K: Clone> Groups<K> {
    /// Each group against all others together: difference, range, and a p-value adjusted for the
    /// number of groups.
    ///
    /// Against the rest, not against the whole: a whole that contains the group moves with it, and
    /// hides the difference of a large one. The ranges are those of single comparisons.
    #[must_use]
    pub fn against_rest(
        &self,
        confidence: Confidence,
        adjustment: Adjustment,
    ) -> Vec<AgainstRest<K>> {
        let mut rows: Vec<_> = self
            .groups()
            .iter()
            .filter_map(|(key, result)| {
                // There is a rest: at least one other group has responses.
                let rest = self.whole().checked_sub(result.tally()).ok()?.result()?;
                let difference = result.difference_from(&rest, confidence);
                Some(AgainstRest {
                    key: key.clone(),
                    result: *result,
                    rest,
                    difference,
                    adjusted_p_value: 1.0,
                    adjustment,
                })
            })
            .collect();
        let p_values: Vec<_> = rows
            .iter()
            .map(|row| row.difference.p_value().unwrap_or(1.0))
            .collect();
        // They are probabilities.
        if let Ok(adjusted) = adjustment.adjust(&p_values) {
            for (row, p_value) in rows.iter_mut().zip(adjusted) {
                row.adjusted_p_value = p_value;
            }
        }
        rows
    }
}

/// One group against all others together.
///
/// # Invariants
///
/// The adjusted p-value is from that of the difference to 1.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct AgainstRest<K> {
    key: K,
    result: NpsResult,
    rest: NpsResult,
    difference: Estimate,
    adjusted_p_value: f64,
    adjustment: Adjustment,
}

impl<K> AgainstRest<K> {
    /// The key of the group.
    #[must_use]
    pub const fn key(&self) -> &K {
        &self.key
    }

    /// The group.
    #[must_use]
    pub const fn result(&self) -> &NpsResult {
        &self.result
    }

    /// All others together.
    #[must_use]
    pub const fn rest(&self) -> &NpsResult {
        &self.rest
    }

    /// The group minus the rest.
    #[must_use]
    pub const fn difference(&self) -> &Estimate {
        &self.difference
    }

    /// The p-value of the difference, adjusted for the number of groups; 0 to 1.
    #[must_use]
    pub const fn adjusted_p_value(&self) -> f64 {
        self.adjusted_p_value
    }

    /// How it was adjusted.
    #[must_use]
    pub const fn adjustment(&self) -> Adjustment {
        self.adjustment
    }
}

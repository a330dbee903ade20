//! Who is best, and how sure is that?

use alloc::vec;
use alloc::vec::Vec;

use super::adjustment::Adjustment;
use super::groups::Groups;
use crate::inference::bayes::probabilities_of_being_best;
use crate::inference::confidence::Confidence;
use crate::inference::limits::score;
use crate::inference::numeric::{normal_sf, normal_upper_quantile};
use crate::inference::prior::Prior;
use crate::inference::trinomial::Trinomial;
use crate::inference::two_groups::score::TwoSample;
use crate::nps::NpsResult;
use crate::tally::{Sample, Tally};

impl<K> Groups<K> {
    /// The probability of each group, in order, that its true score is the highest; together 1.
    ///
    /// ∫ f(t) Π P(other < t) dt over the posterior densities f, by quadrature, without random
    /// numbers. Absolute error about 1e-9.
    ///
    /// ```
    /// use npscore::{Counts, Tally};
    /// use npscore::inference::{Groups, Prior};
    ///
    /// let groups = Groups::new([
    ///     ("many", Tally::from(Counts { detractors: 100, passives: 200, promoters: 300 })),
    ///     ("few", Tally::from(Counts { detractors: 1, passives: 2, promoters: 4 })),
    /// ])?;
    /// let [many, few] = groups.probabilities_of_being_best(Prior::JEFFREYS)[..] else {
    ///     return Ok(());
    /// };
    /// assert!((many + few - 1.0).abs() < 1e-12);
    /// assert!(few < 0.65); // higher, but hardly known
    /// # Ok::<(), npscore::Error>(())
    /// ```
    ///
    /// Source: the posterior of [`NpsResult::posterior`]; the integral is the definition.
    #[must_use]
    pub fn probabilities_of_being_best(&self, prior: Prior) -> Vec<f64> {
        let results = self.groups().iter();
        probabilities_of_being_best(results.map(|(_, result)| result.posterior(prior)))
    }
}

impl<K, S> Groups<K, S> {
    /// The most groups that [`ranking`](Groups::ranking) compares pair by pair.
    pub const PAIRWISE_LIMIT: usize = 500;
}

impl<K: Clone, S: Sample> Groups<K, S> {
    /// The groups from the highest score to the lowest, each with the ranks it could truly have.
    ///
    /// A league table invites to read much into little; with a confidence of 95 % *all* these
    /// ranges of ranks are right at once. A group is surely below those, and above those, that it
    /// differs from in a one-sided two-sample score test, adjusted by Holm for all pairs in both
    /// directions. Of more than [`PAIRWISE_LIMIT`](Groups::PAIRWISE_LIMIT) groups there are too many
    /// pairs: then it is below and above those whose score intervals, at Bonferroni's confidence for
    /// all groups together, do not overlap its own, which makes the ranges wider.
    ///
    /// ```
    /// use npscore::{Counts, Tally};
    /// use npscore::inference::{Confidence, Groups};
    ///
    /// let groups = Groups::new([
    ///     ("Ayr", Tally::from(Counts { detractors: 10, passives: 20, promoters: 70 })),
    ///     ("Bonn", Tally::from(Counts { detractors: 12, passives: 20, promoters: 68 })),
    ///     ("Cork", Tally::from(Counts { detractors: 60, passives: 20, promoters: 20 })),
    /// ])?;
    /// let ranks: Vec<_> = groups
    ///     .ranking(Confidence::P95)
    ///     .iter()
    ///     .map(|row| (*row.key(), row.rank(), row.low(), row.high()))
    ///     .collect();
    /// assert_eq!(ranks, [("Ayr", 1, 1, 2), ("Bonn", 2, 1, 2), ("Cork", 3, 3, 3)]);
    /// # Ok::<(), npscore::Error>(())
    /// ```
    ///
    /// # Source
    ///
    /// Mogstad, Romano, Shaikh and Wilhelm, "Inference for Ranks with Applications to Mobility
    /// across Neighbourhoods and Academic Achievement across Countries", Review of Economic Studies
    /// 91 (2024) 476-518; Holm 1979. By intervals: Klein, Wright and Wieczorek, "A joint confidence
    /// region for an overall ranking of populations", Journal of the Royal Statistical Society C 69
    /// (2020) 589-606.
    #[doc(alias = "league table")]
    #[must_use]
    pub fn ranking(&self, confidence: Confidence) -> Vec<Ranked<K, S>> {
        let groups = self.groups();
        let k = groups.len();
        let (better, worse) = if k <= Self::PAIRWISE_LIMIT {
            by_pairs(groups, confidence)
        } else {
            by_limits(groups, confidence)
        };
        let mut rows: Vec<_> = groups
            .iter()
            .enumerate()
            .map(|(i, (key, result))| Ranked {
                key: key.clone(),
                result: result.clone(),
                rank: 1,
                low: 1 + better[i],
                high: k - worse[i],
                confidence,
            })
            .collect();
        rows.sort_by_key(|row| core::cmp::Reverse(row.result.nps()));
        for i in 1..rows.len() {
            rows[i].rank = if rows[i].result.nps() == rows[i - 1].result.nps() {
                rows[i - 1].rank
            } else {
                i + 1
            };
        }
        rows
    }
}

/// How many groups are surely above each, and how many below: by all pairs.
fn by_pairs<K, S: Sample>(
    groups: &[(K, NpsResult<S>)],
    confidence: Confidence,
) -> (Vec<usize>, Vec<usize>) {
    let k = groups.len();
    // For each ordered pair, the p-value that the first is not above the second.
    let mut p_values = Vec::with_capacity(k * (k - 1));
    for (i, (_, first)) in groups.iter().enumerate() {
        for (_, second) in &groups[i + 1..] {
            let z = TwoSample::of(first, second).statistic(0.0).unwrap_or(0.0);
            p_values.extend([normal_sf(z), normal_sf(-z)]);
        }
    }
    // They are probabilities.
    let adjusted = Adjustment::Holm.adjust(&p_values).unwrap_or_default();
    let (mut better, mut worse) = (vec![0; k], vec![0; k]);
    let pairs = (0..k).flat_map(|i| (i + 1..k).map(move |j| (i, j)));
    for ((i, j), p) in pairs.zip(adjusted.chunks(2)) {
        // At the lowest confidences both directions may pass; the score has the say.
        let (above, below, p) = if groups[i].1.nps() > groups[j].1.nps() {
            (i, j, p[0])
        } else {
            (j, i, p[1])
        };
        if p < confidence.alpha() && groups[above].1.nps() != groups[below].1.nps() {
            worse[above] += 1;
            better[below] += 1;
        }
    }
    (better, worse)
}

/// The same by simultaneous score intervals, in k log k steps.
fn by_limits<K, S: Sample>(
    groups: &[(K, NpsResult<S>)],
    confidence: Confidence,
) -> (Vec<usize>, Vec<usize>) {
    let z = normal_upper_quantile(0.5 * confidence.alpha() / groups.len() as f64);
    let limits: Vec<_> = groups
        .iter()
        .map(|(_, result)| score::limits(&Trinomial::of(result.tally()), z))
        .collect();
    let (mut lows, mut highs): (Vec<_>, Vec<_>) = limits.iter().copied().unzip();
    lows.sort_by(f64::total_cmp);
    highs.sort_by(f64::total_cmp);
    limits
        .iter()
        .map(|(low, high)| {
            let above = lows.len() - lows.partition_point(|other| other <= high);
            (above, highs.partition_point(|other| other < low))
        })
        .unzip()
}

/// A group and its place among the others.
///
/// # Invariants
///
/// `1 <= low <= rank <= high <= number of groups`.
///
/// # Serialised form
///
/// A row `{"key", "responses", "nps", "rank", "low", "high", "confidence"}`; written only.
#[derive(Debug, Clone, PartialEq)]
pub struct Ranked<K, S = Tally> {
    key: K,
    result: NpsResult<S>,
    rank: usize,
    low: usize,
    high: usize,
    confidence: Confidence,
}

impl<K, S> Ranked<K, S> {
    /// The key of the group.
    #[must_use]
    pub const fn key(&self) -> &K {
        &self.key
    }

    /// The group.
    #[must_use]
    pub const fn result(&self) -> &NpsResult<S> {
        &self.result
    }

    /// Its rank by score: 1 is the highest; equal scores share a rank.
    #[must_use]
    pub const fn rank(&self) -> usize {
        self.rank
    }

    /// The best rank it could truly have.
    #[must_use]
    pub const fn low(&self) -> usize {
        self.low
    }

    /// The worst rank it could truly have.
    #[must_use]
    pub const fn high(&self) -> usize {
        self.high
    }

    /// How sure all ranks of a ranking are together.
    #[must_use]
    pub const fn confidence(&self) -> Confidence {
        self.confidence
    }
}

crate::wire::written!([K: serde::Serialize, S: Sample] Ranked<K, S> as "Ranked", |this| {
    key: this.key,
    responses: this.result.responses(),
    nps: this.result.nps().to_f64(),
    rank: this.rank,
    low: this.low,
    high: this.high,
    confidence: this.confidence,
});

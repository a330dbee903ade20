//! Who is best, and how sure is that?

use alloc::vec;
use alloc::vec::Vec;

use libm::cos;

use super::confidence::Confidence;
use super::contour::{lower_quantile, tails};
use super::groups::Groups;
use super::math::normal_sf;
use super::multiplicity::Adjustment;
use super::posterior::Posterior;
use super::prior::Prior;
use super::two_groups::score::TwoSample;
use crate::nps::NpsResult;

/// What is left of a posterior where it is not looked at.
const NEGLIGIBLE: f64 = 1e-14;

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
    /// # Ok::<(), npscore::inference::GroupsError>(())
    /// ```
    ///
    /// Source: the posterior of [`NpsResult::posterior`]; the integral is the definition.
    #[must_use]
    pub fn probabilities_of_being_best(&self, prior: Prior) -> Vec<f64> {
        let posteriors: Vec<_> = self
            .groups()
            .iter()
            .map(|(_, result)| result.posterior(prior))
            .collect();
        best(&posteriors)
    }
}

/// A group of the integral: its parameters, centre and spread on the scale of -1 to 1.
struct Contender {
    index: usize,
    parameters: [f64; 3],
    mean: f64,
    sd: f64,
}

impl Contender {
    /// Whether the density has a kink or a pole at an end of this range.
    ///
    /// At -1, 0 and 1 it is as smooth as the two categories that have no share there, or do not
    /// balance, have responses.
    fn is_rough(&self, at: f64, end: f64) -> bool {
        const SMOOTH: f64 = 25.0;
        let [b, a, c] = self.parameters;
        (at <= -1.0 && a + c < SMOOTH)
            || (end >= 1.0 && b + a < SMOOTH)
            || ([at, end].iter().any(|edge| edge.abs() <= 0.0) && b + c < SMOOTH)
    }
}

fn best(posteriors: &[Posterior]) -> Vec<f64> {
    // Below `from` some group surely is, above `to` no group is.
    let (mut from, mut to) = (-1.0_f64, -1.0_f64);
    for posterior in posteriors {
        let [b, a, c] = posterior.parameters();
        // Beyond 1e15 responses of one kind a quantile may miss the mean.
        let mean = posterior.mean() / 100.0;
        from = from.max(lower_quantile([b, a, c], NEGLIGIBLE).min(mean));
        to = to.max((-lower_quantile([c, a, b], NEGLIGIBLE)).max(mean));
    }
    let contenders: Vec<_> = posteriors
        .iter()
        .enumerate()
        .filter(|(_, posterior)| tails(posterior.parameters(), from).above > NEGLIGIBLE)
        .map(|(index, posterior)| Contender {
            index,
            parameters: posterior.parameters(),
            mean: posterior.mean() / 100.0,
            sd: posterior.sd() / 100.0,
        })
        .collect();
    let mut sums = vec![0.0; posteriors.len()];
    if let [only] = &contenders[..] {
        sums[only.index] = 1.0;
        return sums;
    }
    let nodes = legendre();
    let mut at = from;
    while at < to {
        // As wide as the sharpest group allows there.
        let width = contenders
            .iter()
            .map(|group| (2.0 * group.sd).max(0.4 * (at - group.mean).abs()))
            .fold(f64::INFINITY, f64::min);
        let mut end = at + width;
        if at < 0.0 && end > 0.0 {
            end = 0.0;
        }
        if end >= to || end <= at {
            end = to;
        }
        let rough = contenders.iter().any(|group| group.is_rough(at, end));
        if rough {
            for (node, weight) in double_exponential(at, end) {
                add(&mut sums, &contenders, node, weight);
            }
        } else {
            let half = 0.5 * (end - at);
            for (node, weight) in nodes {
                add(
                    &mut sums,
                    &contenders,
                    at + half * (1.0 + node),
                    half * weight,
                );
            }
        }
        at = end;
    }
    let mut total: f64 = sums.iter().sum();
    if total <= 0.0 {
        // Posteriors too narrow for floats: the highest score is the best, equals share.
        let highest = contenders
            .iter()
            .map(|group| group.mean)
            .fold(-1.0, f64::max);
        for group in contenders.iter().filter(|group| group.mean >= highest) {
            sums[group.index] = 1.0;
            total += 1.0;
        }
    }
    for sum in &mut sums {
        *sum /= total;
    }
    sums
}

/// One node of the integral, for all groups at once: weight f Π F over the others.
fn add(sums: &mut [f64], contenders: &[Contender], theta: f64, weight: f64) {
    let all: Vec<(f64, f64)> = contenders
        .iter()
        .map(|group| {
            let tails = tails(group.parameters, theta);
            if tails.density.is_finite() && tails.below.is_finite() {
                (tails.density, tails.below)
            } else {
                // Narrower than floats are dense: a step.
                (0.0, f64::from(u8::from(theta >= group.mean)))
            }
        })
        .collect();
    // The product of those before, times that of those after.
    let mut before = 1.0;
    let mut products: Vec<f64> = Vec::with_capacity(all.len());
    for (_, below) in &all {
        products.push(before);
        before *= below;
    }
    let mut after = 1.0;
    for (((density, below), product), group) in all.iter().zip(products).zip(contenders).rev() {
        sums[group.index] += weight * density * product * after;
        after *= below;
    }
}

/// Nodes and weights of Gauss and Legendre on -1 to 1, sixteen of them: roots of the polynomial by
/// Newton's method from the approximation of Abramowitz and Stegun 22.16.6.
fn legendre() -> [(f64, f64); 16] {
    const N: usize = 16;
    core::array::from_fn(|i| {
        let n = N as f64;
        let mut x = cos(core::f64::consts::PI * (i as f64 + 0.75) / (n + 0.5));
        let mut slope = 1.0;
        for _ in 0..8 {
            let (mut p, mut last) = (1.0, 0.0);
            for k in 0..N {
                let k = k as f64;
                (p, last) = (((2.0 * k + 1.0) * x * p - k * last) / (k + 1.0), p);
            }
            slope = n * (x * p - last) / (x * x - 1.0);
            x -= p / slope;
        }
        (x, 2.0 / ((1.0 - x * x) * slope * slope))
    })
}

/// Nodes and weights of the double exponential rule (Takahasi and Mori 1974) from `a` to `b`, for
/// a singularity at either end.
fn double_exponential(a: f64, b: f64) -> impl Iterator<Item = (f64, f64)> {
    const STEP: f64 = 0.06;
    let length = b - a;
    (-70..=70).filter_map(move |i| {
        let t = STEP * f64::from(i);
        let e = libm::exp(-core::f64::consts::PI * libm::sinh(t.abs()));
        // The distance from the nearer end, as a part of the length.
        let part = e / (1.0 + e);
        let weight = STEP * core::f64::consts::PI * libm::cosh(t) * part / (1.0 + e) * length;
        let node = if i < 0 {
            a + part * length
        } else {
            b - part * length
        };
        (node > a && node < b && weight > 0.0).then_some((node, weight))
    })
}

impl<K: Clone> Groups<K> {
    /// The groups from the highest score to the lowest, each with the ranks it could truly have.
    ///
    /// A league table invites to read much into little; with a confidence of 95 % *all* these
    /// ranges of ranks are right at once. A group is surely below those, and above those, that it
    /// differs from in a one-sided two-sample score test, adjusted by Holm for all pairs in both
    /// directions.
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
    /// # Ok::<(), npscore::inference::GroupsError>(())
    /// ```
    ///
    /// # Source
    ///
    /// Mogstad, Romano, Shaikh and Wilhelm, "Inference for Ranks with Applications to Mobility
    /// across Neighbourhoods and Academic Achievement across Countries", Review of Economic Studies
    /// 91 (2024) 476-518; Holm 1979.
    #[must_use]
    pub fn ranking(&self, confidence: Confidence) -> Vec<Ranked<K>> {
        let groups = self.groups();
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
        let mut rows: Vec<_> = groups
            .iter()
            .enumerate()
            .map(|(i, (key, result))| Ranked {
                key: key.clone(),
                result: *result,
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

/// A group and its place among the others.
///
/// # Invariants
///
/// `1 <= low <= rank <= high <= number of groups`.
///
/// # Ordering
///
/// None; [`Groups::ranking`] sorts them.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Ranked<K> {
    key: K,
    result: NpsResult,
    rank: usize,
    low: usize,
    high: usize,
    confidence: Confidence,
}

impl<K> Ranked<K> {
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

//! Small groups that borrow strength: how much the groups differ, learnt from all of them.

use alloc::vec::Vec;
use core::fmt;

use libm::{exp, fabs, log, log1p};

use super::groups::Groups;
use crate::error::DataError;
use crate::inference::confidence::Confidence;
use crate::inference::estimate::{Estimate, Unit};
use crate::inference::method::Method;
use crate::inference::prior::Prior;
use crate::nps::{Fraction, NpsResult};
use crate::response::Category;
use crate::tally::Tally;

/// How much the groups of a whole tell about each other: see [`Groups::pooling`].
///
/// # Serialised form
///
/// `{"partial": prior}`, `{"complete": result}` or `"none"`.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum Pooling {
    /// The groups differ by more than chance, and by less than they could: each borrows as many
    /// imagined responses as the prior has, and counts for itself by its own.
    Partial(Prior),
    /// The groups differ by no more than chance explains: one score, that of all together, stands
    /// for each of them.
    Complete(NpsResult),
    /// Within every group all answer alike, but not in all groups the same: a group tells nothing
    /// about another, and each stands for itself.
    None,
}

impl<K> Groups<K> {
    /// How much the groups differ, and so how much a small one should borrow from the others.
    ///
    /// A team of four is at 100 or at -50 by chance. If teams differ little, most of that is noise,
    /// and the score of all is the better guess; if they differ much, its own answers are. The
    /// groups are taken as drawn from one Dirichlet distribution, and its parameters are those under
    /// which the counts are most likely. They are a [`Prior`]: its sum tells how many imagined
    /// responses each group is given, and
    /// [`estimate`](Pooling::estimate) what follows for a group.
    ///
    /// The intervals take what was learnt as certain. That is right for many groups, and too narrow
    /// for few: [`choosing_an_interval`](crate::guide::choosing_an_interval) has a table.
    ///
    /// A category that nobody chose in any group is out of the model: its imagined count is 0. One so
    /// rare that its count would be below 0.001 has 0.001.
    ///
    /// # Errors
    ///
    /// [`DataError::AllAlike`] if all responses are of one category, [`DataError::TooFew`] if no group
    /// has two responses: neither tells how much groups differ.
    ///
    /// # Example
    ///
    /// ```
    /// use npscore::inference::{Confidence, Groups, Pooling};
    /// use npscore::{Counts, Tally};
    ///
    /// let groups = Groups::new([
    ///     ("north", Tally::from(Counts { detractors: 18, passives: 52, promoters: 30 })),
    ///     ("south", Tally::from(Counts { detractors: 25, passives: 25, promoters: 50 })),
    ///     ("west", Tally::from(Counts { detractors: 10, passives: 30, promoters: 60 })),
    ///     ("islands", Tally::from(Counts { detractors: 0, passives: 0, promoters: 2 })),
    /// ])?;
    /// let pooling = groups.pooling()?;
    /// assert_eq!(pooling.to_string(), "each group borrows 26.1 responses of NPS 30.0");
    /// let islands = Tally::from(Counts { detractors: 0, passives: 0, promoters: 2 });
    /// let estimate = pooling.estimate(&islands, Confidence::P95).ok_or("no responses")?;
    /// assert_eq!(estimate.to_string(), "35.0 [6.3, 60.4] (95 %, Bayes)"); // not 100
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Source
    ///
    /// Mosimann, "On the compound multinomial distribution", Biometrika 49 (1962) 65-82, for the
    /// likelihood; maximum marginal likelihood (empirical Bayes): Casella, The American Statistician 39
    /// (1985) 83-87.
    #[doc(alias = "partial pooling")]
    #[doc(alias = "shrinkage")]
    #[doc(alias = "empirical Bayes")]
    #[doc(alias = "borrowing strength")]
    pub fn pooling(&self) -> Result<Pooling, DataError> {
        let whole = self.whole();
        let counts: Vec<[u64; 3]> = self
            .groups()
            .iter()
            .map(|(_, result)| Category::ALL.map(|category| result.count(category)))
            .collect();
        let used: Vec<usize> = (0..3)
            .filter(|&i| whole.count(Category::ALL[i]) > 0)
            .collect();
        if let [only] = used[..] {
            return Err(DataError::AllAlike {
                what: "responses",
                found: whole.responses(),
                alike: ["detractors", "passives", "promoters"][only],
                purpose: "learn how much groups differ",
            });
        }
        let sizes = self.groups().iter().map(|(_, result)| result.responses());
        if sizes.max().unwrap_or(0) < 2 {
            return Err(DataError::TooFew {
                what: "groups with two responses".into(),
                found: 0,
                minimum: 1,
            });
        }
        let pure = |counts: &[u64; 3]| counts.iter().filter(|count| **count > 0).count() == 1;
        if counts.iter().all(pure) {
            return Ok(Pooling::None);
        }
        if let Some(result) = whole.result().filter(|_| !vary(&counts)) {
            return Ok(Pooling::Complete(result));
        }
        let columns: Vec<Vec<u64>> = used
            .iter()
            .map(|&i| counts.iter().map(|counts| counts[i]).collect())
            .collect();
        let alpha = most_likely(&columns);
        let mut imagined = [0.0; 3];
        for (&i, alpha) in used.iter().zip(alpha) {
            imagined[i] = alpha.clamp(Prior::LEAST, Prior::MOST);
        }
        let [b, a, c] = imagined;
        // Two categories are used at least, and clamped to the range.
        Ok(Prior::new(b, a, c).map_or(Pooling::None, Pooling::Partial))
    }
}

/// Whether the counts vary by more than chance, so that the likelihood has its maximum at a finite
/// concentration: exactly, whether Σᵢⱼ xᵢⱼ (xᵢⱼ - 1) / pᵢ > Σⱼ nⱼ (nⱼ - 1) with the shares p of all.
fn vary(counts: &[[u64; 3]]) -> bool {
    // Sums of squares of what adds up to a `u64` fit.
    let pairs = |n: u64| u128::from(n) * u128::from(n.saturating_sub(1));
    let sum = |i: usize| counts.iter().map(|counts| counts[i]).sum::<u64>();
    let [b, a, c] = [0, 1, 2].map(sum);
    let all = Fraction::ratio(i128::from(b) + i128::from(a) + i128::from(c), 1);
    let whole = |n: u128| {
        // In halves of 64 bits.
        let halves = [
            (n >> 64).cast_signed(),
            (n & u128::from(u64::MAX)).cast_signed(),
        ];
        let [high, low] = halves.map(|half| Fraction::ratio(half, 1));
        high.times(&Fraction::ratio(1 << 64, 1)).plus(&low)
    };
    let within = (0..3).filter(|&i| sum(i) > 0).map(|i| {
        let pairs = counts.iter().map(|counts| pairs(counts[i])).sum();
        let part = Fraction::ratio(sum(i).into(), 1);
        whole(pairs).times(&all).over(&part)
    });
    let within = within.fold(Fraction::zero(), |sum, part| sum.plus(&part));
    let total = counts.iter().map(|counts| pairs(counts.iter().sum())).sum();
    within > whole(total)
}

/// ln Γ(a + n) - ln Γ(a), and its first two derivatives by `a`.
fn rising(a: f64, n: u64) -> [f64; 3] {
    /// From here on the asymptotic series have all digits.
    const FIRST: u64 = 32;
    let (mut log_sum, mut first, mut second) = (0.0, 0.0, 0.0);
    for k in 0..n.min(FIRST) {
        let term = a + k as f64;
        log_sum += log(term);
        first += 1.0 / term;
        second -= 1.0 / (term * term);
    }
    if n > FIRST {
        let (x, steps) = (a + FIRST as f64, (n - FIRST) as f64);
        let y = x + steps;
        let rest = |x: f64| {
            let (inverse, square) = (1.0 / x, 1.0 / (x * x));
            [
                inverse * (1.0 / 12.0 - square * (1.0 / 360.0 - square / 1260.0)),
                -0.5 * inverse - square * (1.0 / 12.0 - square * (1.0 / 120.0 - square / 252.0)),
                inverse
                    * (1.0
                        + 0.5 * inverse
                        + square * (1.0 / 6.0 - square * (1.0 / 30.0 - square / 42.0))),
            ]
        };
        let [[ln_x, first_x, second_x], [ln_y, first_y, second_y]] = [rest(x), rest(y)];
        let ratio = log1p(steps / x);
        log_sum += (x - 0.5) * ratio + steps * (log(y) - 1.0) + ln_y - ln_x;
        first += ratio + (first_y - first_x);
        second += second_y - second_x;
    }
    [log_sum, first, second]
}

/// The parameters under which the counts, a column for each category, are most likely.
///
/// Newton's method on the logarithms of the parameters, damped until the likelihood grows
/// (Levenberg and Marquardt).
fn most_likely(columns: &[Vec<u64>]) -> Vec<f64> {
    const STEPS: usize = 500;
    let groups = columns[0].len();
    let totals: Vec<u64> = (0..groups)
        .map(|j| columns.iter().map(|column| column[j]).sum())
        .collect();
    let sums = |a: f64, counts: &[u64]| {
        counts.iter().fold([0.0; 3], |sum, &n| {
            let term = rising(a, n);
            [0, 1, 2].map(|i| sum[i] + term[i])
        })
    };
    // The log-likelihood, and gradient and second derivatives by the logarithms: those of each
    // category, and what all have in common.
    let at = |logs: &[f64]| {
        let alpha: Vec<f64> = logs.iter().map(|log| exp(*log)).collect();
        let [log_all, first_all, second_all] = sums(alpha.iter().sum(), &totals);
        let mut likelihood = -log_all;
        let mut slopes = Vec::new();
        for (a, column) in alpha.iter().zip(columns) {
            let [log_one, first, second] = sums(*a, column);
            likelihood += log_one;
            let gradient = a * (first - first_all);
            slopes.push((gradient, a * a * second + gradient));
        }
        (likelihood, alpha, slopes, -second_all)
    };
    let all: f64 = totals.iter().map(|n| *n as f64).sum();
    let mut logs: Vec<f64> = columns
        .iter()
        .map(|column| log(4.0 * column.iter().map(|n| *n as f64).sum::<f64>() / all))
        .collect();
    let mut state = at(&logs);
    let mut damping = 1e-3;
    for _ in 0..STEPS {
        let (likelihood, alpha, slopes, common) = &state;
        // The Hessian is D + common α αᵀ with D diagonal; damped by a multiple of its size.
        let size = slopes
            .iter()
            .fold(0.0_f64, |size, (_, own)| size.max(fabs(*own)));
        let step = newton(slopes, alpha, *common, damping * size);
        let longest = step
            .iter()
            .fold(0.0_f64, |most, step| most.max(fabs(*step)));
        // Far steps on a logarithm overflow.
        let scale = if longest > 3.0 { 3.0 / longest } else { 1.0 };
        let next: Vec<f64> = logs
            .iter()
            .zip(&step)
            .map(|(log, step)| log + scale * step)
            .collect();
        let found = at(&next);
        // Near the maximum the likelihood no longer tells, to its last digits.
        let better = found.0 >= likelihood - 1e-13 * fabs(*likelihood);
        if better
            && step
                .iter()
                .zip(slopes)
                .all(|(step, slope)| step.is_finite() && slope.0.is_finite())
        {
            (logs, state) = (next, found);
            damping *= 0.1;
            if longest < 1e-13 {
                break;
            }
        } else {
            damping = (damping * 10.0).max(1e-12);
            if damping > 1e12 {
                break;
            }
        }
    }
    state.1
}

/// The step that solves (H - λ) step = -gradient for H = D + c α αᵀ, by Sherman and Morrison's
/// formula, with λ at least as large as keeps the matrix negative definite.
fn newton(slopes: &[(f64, f64)], alpha: &[f64], common: f64, damping: f64) -> Vec<f64> {
    let mut damping = damping;
    loop {
        let diagonal: Vec<f64> = slopes.iter().map(|(_, own)| own - damping).collect();
        let inner: f64 = alpha.iter().zip(&diagonal).map(|(a, d)| a * a / d).sum();
        // Negative definite: D is, and 1 + c αᵀ D⁻¹ α is above 0.
        let determinant = 1.0 + common * inner;
        if diagonal.iter().all(|d| *d < 0.0) && determinant > 0.0 {
            let along: f64 = slopes
                .iter()
                .zip(alpha)
                .zip(&diagonal)
                .map(|(((gradient, _), a), d)| a * gradient / d)
                .sum();
            let shift = common * along / determinant;
            return slopes
                .iter()
                .zip(alpha)
                .zip(&diagonal)
                .map(|(((gradient, _), a), d)| -(gradient - a * shift) / d)
                .collect();
        }
        damping = (10.0 * damping).max(1e-9 * common).max(f64::MIN_POSITIVE);
    }
}

impl Pooling {
    /// The score of a group in the light of all, with limits; of one of the groups, or of another of
    /// their kind.
    ///
    /// Under [`Partial`](Pooling::Partial) pooling the mean of its posterior distribution, and the
    /// interval that leaves equal probabilities on both sides; of a group without responses those of
    /// the prior. Under [`Complete`](Pooling::Complete) pooling the NPS of all and its score interval.
    /// Under [`None`](Pooling::None) the group's own, which is absent without responses.
    #[must_use]
    pub fn estimate(&self, group: &Tally, confidence: Confidence) -> Option<Estimate> {
        match self {
            Self::Partial(prior) => {
                let posterior = prior.posterior(*group);
                let interval = posterior.interval(confidence);
                let limits = (interval.low(), interval.high());
                let mean = posterior.mean();
                let unit = Unit::Nps;
                Some(Estimate::new(unit, mean, limits, confidence, Method::Bayes))
            }
            Self::Complete(whole) => Some(whole.interval(confidence)),
            Self::None => group.result().map(|result| result.interval(confidence)),
        }
    }
}

/// How much each group borrows.
impl fmt::Display for Pooling {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self {
            Self::Partial(prior) => {
                let [b, a, c] = [prior.detractors(), prior.passives(), prior.promoters()];
                let (sum, nps) = (b + a + c, 100.0 * (c - b) / (b + a + c));
                let [sum, nps] = [sum, nps].map(|value| crate::text::fixed(value, 1, false));
                alloc::format!("each group borrows {sum} responses of NPS {nps}")
            }
            Self::Complete(whole) => {
                alloc::format!("the groups differ by no more than chance: {whole} for all")
            }
            Self::None => "the groups tell nothing about each other".into(),
        };
        crate::text::pad(f, &text)
    }
}

/// By what a league table is ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum LeagueOrder {
    /// By the estimate: the best guess of the order.
    #[default]
    Mean,
    /// By the lower limit: cautious, so that a group needs many responses to stand on top.
    Low,
}

impl<K: Clone> Groups<K> {
    /// A league table in which small groups borrow strength: each group with responses, what was
    /// counted, and its [pooled estimate](Pooling::estimate), from the best to the worst.
    ///
    /// A table by plain scores has the smallest groups at both ends. Equal figures stay in the order
    /// in which the groups came in. How sure the ranks are, [`ranking`](Groups::ranking) tells.
    ///
    /// # Errors
    ///
    /// As for [`pooling`](Groups::pooling).
    ///
    /// ```
    /// use npscore::inference::{Confidence, Groups, LeagueOrder};
    /// use npscore::{Counts, Tally};
    ///
    /// let groups = Groups::new([
    ///     ("Ayr", Tally::from(Counts { detractors: 0, passives: 0, promoters: 1 })),
    ///     ("Bonn", Tally::from(Counts { detractors: 20, passives: 30, promoters: 150 })),
    ///     ("Cork", Tally::from(Counts { detractors: 60, passives: 20, promoters: 20 })),
    /// ])?;
    /// let league = groups.league(LeagueOrder::Mean, Confidence::P95)?;
    /// let keys: Vec<_> = league.iter().map(|(key, _, _)| *key).collect();
    /// assert_eq!(keys, ["Bonn", "Ayr", "Cork"]);
    /// # Ok::<(), npscore::Error>(())
    /// ```
    #[doc(alias = "league table")]
    pub fn league(
        &self,
        order: LeagueOrder,
        confidence: Confidence,
    ) -> Result<Vec<(K, NpsResult, Estimate)>, DataError> {
        let pooling = self.pooling()?;
        let rows = self.groups().iter().filter_map(|(key, result)| {
            let estimate = pooling.estimate(result.tally(), confidence)?;
            Some((key.clone(), *result, estimate))
        });
        let mut rows: Vec<_> = rows.collect();
        let figure = |estimate: &Estimate| match order {
            LeagueOrder::Mean => estimate.estimate(),
            LeagueOrder::Low => estimate.low(),
        };
        rows.sort_by(|a, b| figure(&b.2).total_cmp(&figure(&a.2)));
        Ok(rows)
    }
}

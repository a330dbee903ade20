//! Other questions to the same respondents asked twice: exact tests of the change, and whether the
//! categories, not only the score, are what they were.

use libm::{exp, sqrt};

use super::chi_square::{ChiSquareMethod, ChiSquareTest};
use super::math::{deviance, stirling_error};
use super::paired::PairedResult;
use super::test::{Alternative, Test, TestMethod};

/// The most respondents who changed for which the sign-flip test is offered.
///
/// Beyond them the score test is as good: see
/// [`difference_test`](PairedResult::difference_test).
pub const MOST_SIGN_FLIPS: u64 = 100_000;

/// P(X = k) for k heads of n fair coins. Error about 1e-14, relative (Loader 2000).
fn coins(n: u64, k: u64) -> f64 {
    let (n, k) = (n as f64, k as f64);
    if k <= 0.0 || k >= n {
        return libm::exp2(-n);
    }
    let other = n - k;
    let log = stirling_error(n)
        - stirling_error(k)
        - stirling_error(other)
        - deviance(k, 0.5 * n)
        - deviance(other, 0.5 * n);
    exp(log) * sqrt(n / (2.0 * core::f64::consts::PI * k * other))
}

/// Of the sum of random signs of `ones` ones and `twos` twos: P(sum > at) and P(sum = at), at >= 0.
fn sign_flips(ones: u64, twos: u64, at: i128) -> (f64, f64) {
    let mut above = 0.0;
    let mut equal = 0.0;
    // For t heads among the twos the ones must have more than (at - 2 (2 t - twos) + ones) / 2
    // heads. With every t that falls by 2, so the tail is kept as a running sum.
    let (ones_i, twos_i) = (i128::from(ones), i128::from(twos));
    let mut tail = 0.0;
    // Heads of the ones already in the tail: from here to all of them.
    let mut from = ones_i + 1;
    for heads in 0..=twos {
        let probability = coins(twos, heads);
        let need = at - 2 * (2 * i128::from(heads) - twos_i) + ones_i;
        // More than need / 2, and equal if need is even.
        let more = need.div_euclid(2) + 1;
        while from > more.max(0) {
            from -= 1;
            tail += coins(ones, u64::try_from(from).unwrap_or_default());
        }
        above += probability * tail;
        let half = need / 2;
        if need % 2 == 0 && (0..=ones_i).contains(&half) {
            equal += probability * coins(ones, u64::try_from(half).unwrap_or_default());
        }
    }
    (above, equal)
}

impl PairedResult {
    /// Could the score truly not have changed? The exact test for few respondents.
    ///
    /// If before and after were exchangeable, every change could as well have gone the other way.
    /// The p-value is the share of all ways to flip the signs of the changes that give a sum at
    /// least as far from 0. The statistic is that sum by the root of the sum of the squared
    /// changes.
    ///
    /// ```
    /// use npscore::{Counts, PairedTally};
    /// use npscore::inference::Alternative;
    ///
    /// let pairs = PairedTally::try_from(Counts {
    ///     detractors: Counts { detractors: 2, passives: 1, promoters: 0 },
    ///     passives: Counts { detractors: 0, passives: 1, promoters: 2 },
    ///     promoters: Counts { detractors: 0, passives: 0, promoters: 4 },
    /// })?;
    /// let result = pairs.result().ok_or("nobody answered twice")?;
    /// // Three changed, all for the better: so do two of eight ways to toss three coins.
    /// assert_eq!(result.sign_flip_test(Alternative::TwoSided)?.p_value(), 0.25);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`PairedError::TooManyChanges`] where more than [`MOST_SIGN_FLIPS`] respondents changed.
    ///
    /// # Source
    ///
    /// Fisher, *The Design of Experiments* (1935), section 21.
    pub fn sign_flip_test(&self, alternative: Alternative) -> Result<Test, PairedError> {
        let [down_2, down_1, same, up_1, up_2] = self.step_counts();
        let (ones, twos) = (down_1 + up_1, down_2 + up_2);
        let changes = self.responses() - same;
        if changes > MOST_SIGN_FLIPS {
            return Err(PairedError::TooManyChanges { changes });
        }
        let (sum, statistic) = self.net_change();
        // P(S > |sum|), P(S = |sum|); the sum is as likely as its negative.
        let (above, equal) = sign_flips(ones, twos, sum.abs());
        let toward = match alternative {
            Alternative::TwoSided => sum != 0,
            Alternative::Greater => sum >= 0,
            Alternative::Less => sum <= 0,
        };
        let p_value = match alternative {
            Alternative::TwoSided if toward => 2.0 * (above + equal),
            Alternative::TwoSided => 2.0 * above + equal,
            _ if toward => above + equal,
            // P(S <= |sum|).
            _ => 1.0 - above,
        };
        Ok(Test::of(
            100.0 * (sum as f64 / self.responses() as f64),
            0.0,
            Some(statistic),
            p_value,
            alternative,
            TestMethod::SignFlip,
        ))
    }

    /// The sum of the changes, and that by the root of the sum of their squares; 0 without any.
    fn net_change(&self) -> (i128, f64) {
        let [down_2, down_1, _, up_1, up_2] = self.step_counts().map(i128::from);
        let sum = up_1 - down_1 + 2 * (up_2 - down_2);
        let squares = down_1 + up_1 + 4 * (down_2 + up_2);
        let statistic = if squares == 0 {
            0.0
        } else {
            sum as f64 / sqrt(squares as f64)
        };
        (sum, statistic)
    }

    /// The net flow out of each category, and the changes between each two: detractors and
    /// passives, detractors and promoters, passives and promoters.
    fn flows(&self) -> ([f64; 3], [(u64, u64); 3]) {
        let [[_, dp, dm], [pd, _, pm], [md, mp, _]] = self.tally().cells();
        let pairs = [(dp, pd), (dm, md), (pm, mp)];
        let [p, q, r] = pairs.map(|(there, back)| i128::from(there) - i128::from(back));
        ([p + q, r - p, -q - r].map(|net| net as f64), pairs)
    }

    /// Are the shares of detractors, passives and promoters what they were?
    ///
    /// Asks more than the score does: as many passives turned detractors as promoters leaves the
    /// score alone and is still a change. Where some categories exchanged nobody it is the form
    /// with a generalised inverse, with as many degrees of freedom as there are left.
    ///
    /// ```
    /// use npscore::{Counts, PairedTally};
    ///
    /// let pairs = PairedTally::try_from(Counts {
    ///     detractors: Counts { detractors: 10, passives: 8, promoters: 2 },
    ///     passives: Counts { detractors: 3, passives: 20, promoters: 12 },
    ///     promoters: Counts { detractors: 1, passives: 4, promoters: 40 },
    /// })?;
    /// let result = pairs.result().ok_or("nobody answered twice")?;
    /// assert_eq!(
    ///     result.stuart_maxwell_test().to_string(),
    ///     "chi-square = 5.81, 2 degrees of freedom, p = 0.055 (Stuart-Maxwell test)"
    /// );
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Source
    ///
    /// Stuart, Biometrika 42 (1955) 412-416; Maxwell, British Journal of Psychiatry 116 (1970)
    /// 651-655; the closed form for three categories of Fleiss and Everitt, British Journal of
    /// Mathematical and Statistical Psychology 24 (1971) 117-123.
    #[must_use]
    pub fn stuart_maxwell_test(&self) -> ChiSquareTest {
        let (statistic, dof) = self.marginal_statistic();
        ChiSquareTest::of(statistic, dof, ChiSquareMethod::StuartMaxwell)
    }

    /// The quadratic form of the net flows in the generalised inverse of their covariance under the
    /// null hypothesis, and its rank.
    fn marginal_statistic(&self) -> (f64, u64) {
        let ([d, p, m], pairs) = self.flows();
        let [dp, dm, pm] = pairs.map(|(there, back)| there as f64 + back as f64);
        let edges = [dp, dm, pm].into_iter().filter(|edge| *edge > 0.0).count();
        match edges {
            0 => (0.0, 0),
            // Two categories: the square of a net flow by all changes between them.
            1 => {
                let net = d.abs().max(p.abs()).max(m.abs());
                (net * net / (dp + dm + pm), 1)
            }
            _ => {
                let numerator = pm * d * d + dm * p * p + dp * m * m;
                (numerator / (dp * dm + dp * pm + dm * pm), 2)
            }
        }
    }
}

/// Why a question to a [`PairedResult`] has no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PairedError {
    /// More respondents changed than the sign-flip test counts through.
    #[error("{changes} changes are too many for a sign-flip test, expected at most 100000")]
    TooManyChanges {
        /// The respondents whose category changed.
        changes: u64,
    },
}

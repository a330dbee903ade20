//! Which always-valid interval: several are functions of the counts, and each is best somewhere.

use core::f64::consts::{LN_2, PI};
use core::num::NonZeroU64;

use libm::{log, log1p, sqrt};

use super::confidence::Confidence;
use super::likelihood_ratio::likelihood_ratio_limits;
use super::math::{half_stirling_error, stirling_error};
use super::score::Trinomial;

/// How an interval is made that may be looked at after every response.
///
/// All of them are functions of the three counts, so merged tallies give what one would. Bets whose
/// stake follows the answers so far are not: they depend on the order of the answers, no tally can
/// hold them and no merge can keep them. Of responses in their order there are
/// [`hedged_capital_interval`](super::hedged_capital_interval) and
/// [`empirical_bernstein_interval`](super::empirical_bernstein_interval).
///
/// | method | guarantee | when |
/// |---|---|---|
/// | [`Betting`](Self::Betting) | at any time | the default: the narrowest from some forty responses to about 10¹⁰ |
/// | [`UniversalPortfolio`](Self::UniversalPortfolio) | at any time | the first forty responses, or more than 10¹⁰; no constants to choose |
/// | [`DirichletMixture`](Self::DirichletMixture) | at any time | a textbook's, wider than the last |
/// | [`NormalMixture`](Self::NormalMixture) | at any time | a formula for a spreadsheet; wide where most answers are alike |
/// | [`Asymptotic`](Self::Asymptotic) | in the limit of many responses | to compare with tools that print it |
///
/// # Ordering
///
/// None.
///
/// # Example
///
/// ```
/// use npscore::Tally;
/// use npscore::inference::{Confidence, SequenceMethod};
///
/// let result = Tally::from([200, 300, 500]).result().ok_or("no responses")?;
/// let interval =
///     result.always_valid_interval(Confidence::P95.always_valid(SequenceMethod::UniversalPortfolio));
/// assert_eq!(
///     interval.to_string(),
///     "30.0 [20.5, 39.0] (95 %, always valid by universal portfolio)"
/// );
/// # Ok::<(), &str>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum SequenceMethod {
    /// A mixture of 24 fixed bets, whose e-value is that of
    /// [`always_valid_test`](crate::NpsResult::always_valid_test).
    ///
    /// Source: Waudby-Smith and Ramdas, Journal of the Royal Statistical Society B 86 (2024) 1-27.
    #[default]
    Betting,
    /// All scores against which the best fixed bet in hindsight, less the most that betting without
    /// hindsight can lose to it, has not won enough.
    ///
    /// The log-likelihood ratio of the score is at most ln(1 / alpha) + ln(sqrt(pi) Γ(n + 1) /
    /// Γ(n + 1/2)).
    ///
    /// Source: Cover and Ordentlich, "Universal portfolios with side information", IEEE
    /// Transactions on Information Theory 42 (1996) 348-363.
    UniversalPortfolio,
    /// All scores under whose likeliest distribution the answers are not too much less likely than
    /// under a mixture of all distributions, with Jeffreys' weights.
    ///
    /// The likelihood of the score, by that of the mixture, is at least alpha.
    ///
    /// Source: Robbins, "Statistical methods related to the law of the iterated logarithm", Annals of
    /// Mathematical Statistics 41 (1970) 1397-1409; the mixture is that of Krichevsky and Trofimov,
    /// IEEE Transactions on Information Theory 27 (1981) 199-207.
    DirichletMixture,
    /// Estimate ± sqrt((n + r) ln((n + r) / (r alpha²))) / n, cut at the ends of the range: takes
    /// the variance for the largest there is.
    ///
    /// r = t / (-2 ln alpha + ln(1 - 2 ln alpha)), where t is the number of responses at which it is
    /// to be tightest.
    ///
    /// Source: Robbins (1970), as above; Howard, Ramdas, `McAuliffe` and Sekhon, "Time-uniform,
    /// nonparametric, nonasymptotic confidence sequences", Annals of Statistics 49 (2021) 1055-1080.
    NormalMixture {
        /// The number of responses at which it is tightest.
        tightest_at: NonZeroU64,
    },
    /// Estimate ± sd sqrt(2 (n r² + 1) / (n² r²) ln(sqrt(n r² + 1) / alpha)), cut at the ends of the
    /// range: the counted standard deviation is taken for the true one.
    ///
    /// r² = (-2 ln alpha + ln(1 - 2 ln alpha)) / t, where t is the number of responses at which it
    /// is to be tightest. The guarantee holds only in the limit of many responses; while all answers
    /// are alike it is a single point.
    ///
    /// Source: Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas, "Time-uniform central limit theory
    /// and asymptotic confidence sequences", Annals of Statistics 52 (2024) 2613-2640.
    Asymptotic {
        /// The number of responses at which it is tightest.
        tightest_at: NonZeroU64,
    },
}

impl SequenceMethod {
    /// In words, such as `"always valid"`.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Betting => "always valid",
            Self::UniversalPortfolio => "always valid by universal portfolio",
            Self::DirichletMixture => "always valid by Dirichlet mixture",
            Self::NormalMixture { .. } => "always valid by normal mixture",
            Self::Asymptotic { .. } => "always valid in the limit",
        }
    }
}

/// Which always-valid interval is wanted: a confidence and a method.
///
/// A [`Confidence`] alone converts into it and asks for [`SequenceMethod::Betting`].
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct AlwaysValidOptions {
    confidence: Confidence,
    method: SequenceMethod,
}

impl AlwaysValidOptions {
    /// The confidence.
    #[must_use]
    pub const fn confidence(&self) -> Confidence {
        self.confidence
    }

    /// The method.
    #[must_use]
    pub const fn method(&self) -> SequenceMethod {
        self.method
    }
}

impl Confidence {
    /// At this confidence, an always-valid interval by a method of choice, for
    /// [`always_valid_interval`](crate::NpsResult::always_valid_interval).
    #[must_use]
    pub const fn always_valid(self, method: SequenceMethod) -> AlwaysValidOptions {
        AlwaysValidOptions {
            confidence: self,
            method,
        }
    }
}

impl From<Confidence> for AlwaysValidOptions {
    fn from(confidence: Confidence) -> Self {
        confidence.always_valid(SequenceMethod::Betting)
    }
}

/// The limits that follow from a log-likelihood ratio of at most ln(1 / alpha) + ln(sqrt(pi)
/// Γ(n + 1) / Γ(n + 1/2)): low and high, -1 to 1.
///
/// The gamma functions by Stirling's formula, so that nothing cancels for any n.
pub(super) fn universal_portfolio_limits(counts: [f64; 3], alpha: f64) -> (f64, f64) {
    let n: f64 = counts.iter().sum();
    let regret = 0.5 * log(PI * n) + stirling_error(n) - half_stirling_error(n);
    limits(counts, regret - log(alpha))
}

/// The limits that follow from a log-likelihood ratio of at most ln(1 / alpha) + l - m, with l the
/// largest log-likelihood and m that of the Dirichlet mixture: low and high, -1 to 1.
///
/// Both are as large as n; by Stirling's formula their leading terms are equal and fall out.
pub(super) fn dirichlet_mixture_limits(counts: [f64; 3], alpha: f64) -> (f64, f64) {
    let n: f64 = counts.iter().sum();
    let errors: f64 = counts.into_iter().map(half_stirling_error).sum();
    // ln Γ(3/2) = ln(sqrt(pi) / 2), and ln sqrt(2 pi) once for n, less once for each count.
    let regret = log(n + 0.5) + half_stirling_error(n) - errors
        + (LN_2 - 0.5 * log(PI))
        + (1.5 * log(PI) - log(2.0 * PI));
    limits(counts, regret - log(alpha))
}

fn limits([b, a, c]: [f64; 3], most: f64) -> (f64, f64) {
    likelihood_ratio_limits(Trinomial::new(b, a, c), most)
}

/// -2 ln alpha + ln(1 - 2 ln alpha), by which a mixture is made tightest at a number of responses.
fn tuning(alpha: f64) -> f64 {
    let twice = -2.0 * log(alpha);
    twice + log1p(twice)
}

/// How far the normal mixture reaches to each side; may be more than 2.
pub(super) fn normal_mixture_reach(n: f64, tightest_at: NonZeroU64, alpha: f64) -> f64 {
    let rho = tightest_at.get() as f64 / tuning(alpha);
    sqrt((n + rho) * (log1p(n / rho) - 2.0 * log(alpha))) / n
}

/// How far the asymptotic interval reaches to each side; may be more than 2.
pub(super) fn asymptotic_reach(counts: Trinomial, tightest_at: NonZeroU64, alpha: f64) -> f64 {
    let n = counts.n;
    let part = n * (tuning(alpha) / tightest_at.get() as f64);
    // sqrt(2 (part + 1) / (n part) ln(sqrt(part + 1) / alpha)).
    let square = (1.0 + 1.0 / part) / n * (log1p(part) - 2.0 * log(alpha));
    sqrt(counts.variance() * square)
}

//! The bootstrap, exactly: all resamples of the responses, not some of them.

use alloc::vec;
use alloc::vec::Vec;

use libm::{exp, sqrt};

use super::confidence::Confidence;
use super::exact::ExactError;
use super::interval::{Interval, IntervalMethod};
use super::math::{deviance, stirling_error};
use crate::nps::{Nps, NpsResult};

/// The most responses whose bootstrap distribution is offered; it takes some 50 ms for these.
pub const MOST_BOOTSTRAP_RESPONSES: u64 = 100_000;

/// Ties are such to this many parts of a probability, so that mirrored counts have mirrored
/// quantiles.
const TIE: f64 = 1e-10;

pub use encapsulate::Bootstrap;

mod encapsulate {
    use alloc::vec::Vec;

    use super::{ExactError, MOST_BOOTSTRAP_RESPONSES, differences};
    use crate::nps::NpsResult;

    /// The distribution of the score of as many responses, drawn with replacement from those
    /// counted.
    ///
    /// What drawing resamples at random approaches, found without random numbers: the same counts
    /// give the same figures. Absolute error of its probabilities below 1e-12.
    ///
    /// # Invariants
    ///
    /// At least one response, at most [`MOST_BOOTSTRAP_RESPONSES`].
    ///
    /// # Ordering
    ///
    /// None.
    ///
    /// # Example
    ///
    /// ```
    /// use npscore::inference::Confidence;
    /// use npscore::{Nps, Tally};
    ///
    /// let result = Tally::from([3, 2, 5]).result().ok_or("no responses")?;
    /// let bootstrap = result.bootstrap()?;
    /// assert_eq!(
    ///     bootstrap.interval(Confidence::P95).to_string(),
    ///     "20.0 [-40.0, 70.0] (95 %, bootstrap percentile)"
    /// );
    /// assert_eq!(format!("{:.4}", bootstrap.probability_up_to(Nps::constant(-40))), "0.0252");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Source
    ///
    /// Efron, "Bootstrap methods: another look at the jackknife", Annals of Statistics 7 (1979) 1-26.
    #[derive(Debug, Clone, PartialEq)]
    pub struct Bootstrap {
        result: NpsResult,
        /// Of promoters less detractors, from all detractors to all promoters.
        probabilities: Vec<f64>,
    }

    impl NpsResult {
        /// What resampling these responses gives, of all resamples.
        ///
        /// # Errors
        ///
        /// [`ExactError::TooManyResponses`] for more than [`MOST_BOOTSTRAP_RESPONSES`], where the
        /// score interval tells the same.
        pub fn bootstrap(&self) -> Result<Bootstrap, ExactError> {
            if self.responses() > MOST_BOOTSTRAP_RESPONSES {
                return Err(ExactError::TooManyResponses {
                    responses: self.responses(),
                    most: MOST_BOOTSTRAP_RESPONSES,
                });
            }
            Ok(Bootstrap {
                result: *self,
                probabilities: differences(self),
            })
        }
    }

    impl Bootstrap {
        /// The responses.
        #[must_use]
        pub const fn result(&self) -> &NpsResult {
            &self.result
        }

        pub(super) fn probabilities(&self) -> &[f64] {
            &self.probabilities
        }
    }
}

/// The probabilities of k successes of n, for all k that matter: the first k and their row.
///
/// The likeliest by Loader's method (2000), the others from their neighbours.
fn binomial(n: u64, p: f64, q: f64) -> (u64, Vec<f64>) {
    const NEGLIGIBLE: f64 = 1e-25;
    if p <= 0.0 || n == 0 {
        return (0, vec![1.0]);
    }
    if q <= 0.0 {
        return (n, vec![1.0]);
    }
    let size = n as f64;
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "from 0 to n + 1"
    )]
    let mode = (((size + 1.0) * p) as u64).min(n);
    let (k, rest) = (mode as f64, (n - mode) as f64);
    let peak = if mode == 0 {
        exp(-deviance(size, size * q) - size * p)
    } else if mode == n {
        exp(-deviance(size, size * p) - size * q)
    } else {
        let log = stirling_error(size)
            - stirling_error(k)
            - stirling_error(rest)
            - deviance(k, size * p)
            - deviance(rest, size * q);
        exp(log) * sqrt(size / (2.0 * core::f64::consts::PI * k * rest))
    };
    let mut row = Vec::new();
    let (mut term, mut first) = (peak, mode);
    while first > 0 && term > NEGLIGIBLE {
        term *= first as f64 / (n - first + 1) as f64 * (q / p);
        first -= 1;
        row.push(term);
    }
    row.reverse();
    row.push(peak);
    let (mut term, mut last) = (peak, mode);
    while last < n && term > NEGLIGIBLE {
        term *= (n - last) as f64 / (last + 1) as f64 * (p / q);
        last += 1;
        row.push(term);
    }
    (first, row)
}

/// The probabilities of promoters less detractors in a resample: of how many are not passive, and of
/// how many of these are promoters.
fn differences(result: &NpsResult) -> Vec<f64> {
    let n = result.responses();
    let whole = n as f64;
    let [b, a, c] = [result.detractors(), result.passives(), result.promoters()];
    let mut sums = vec![0.0; 2 * index(n) + 1];
    let decided = (b + c) as f64;
    let (start, outer) = binomial(n, decided / whole, a as f64 / whole);
    let [promoting, detracting] = if b + c == 0 {
        [0.0, 1.0]
    } else {
        [c as f64 / decided, b as f64 / decided]
    };
    for (decided, probability) in (start..).zip(outer) {
        let (first, inner) = binomial(decided, promoting, detracting);
        // Twice the promoters, less the decided, counted from -n.
        let lowest = index(n + 2 * first - decided);
        for (slot, part) in sums[lowest..].iter_mut().step_by(2).zip(inner) {
            *slot += probability * part;
        }
    }
    sums
}

/// As an index: numbers here are at most some hundred thousand.
fn index(n: u64) -> usize {
    usize::try_from(n).unwrap_or(usize::MAX)
}

/// How many of the probabilities, from the first on, it takes to reach `tail`, less one.
fn quantile<'a>(probabilities: impl Iterator<Item = &'a f64>, tail: f64) -> usize {
    let mut sum = 0.0;
    probabilities
        .take_while(|&&probability| {
            sum += probability;
            sum < tail * (1.0 - TIE)
        })
        .count()
}

impl Bootstrap {
    /// The probability that a resample scores at most `nps`; 0 to 1.
    #[must_use]
    pub fn probability_up_to(&self, nps: Nps) -> f64 {
        let n = i128::from(self.result().responses());
        // Whether promoters less detractors, that many, are at most the score.
        let within = |net: i128| {
            i64::try_from(net).is_ok_and(|net| {
                Nps::new(net, self.result().responses()).is_ok_and(|score| score <= nps)
            })
        };
        let (mut yes, mut no) = (-n - 1, n + 1);
        while no - yes > 1 {
            let middle = i128::midpoint(yes, no);
            if within(middle) {
                yes = middle;
            } else {
                no = middle;
            }
        }
        let many = usize::try_from(yes + n + 1).unwrap_or_default();
        let (below, above) = self.probabilities().split_at(many);
        let sum = |part: &[f64]| part.iter().sum::<f64>();
        // From the smaller part, which has more digits.
        let below = sum(below);
        if below < 0.5 {
            below
        } else {
            (1.0 - sum(above)).clamp(0.0, 1.0)
        }
    }

    /// Between the score that at least half of 1 - confidence of the resamples do not exceed, and
    /// the one they do not fall short of; the score itself is the estimate.
    ///
    /// The *percentile* interval. Where all answers are alike it is a single point.
    #[must_use]
    pub fn interval(&self, confidence: Confidence) -> Interval {
        let tail = 0.5 * confidence.alpha();
        let n = self.result().responses() as f64;
        let score = |steps: usize| (steps as f64 - n) / n;
        let low = score(quantile(self.probabilities().iter(), tail));
        let high = -score(quantile(self.probabilities().iter().rev(), tail));
        Interval::around(
            self.result().nps().to_f64() / 100.0,
            low,
            high,
            IntervalMethod::BootstrapPercentile,
            confidence,
        )
    }
}

//! How a result compares with a published figure.

use alloc::string::{String, ToString};
use core::fmt;

use super::benchmark::Benchmark;
use crate::inference::{Confidence, Estimate, Method, Unit, Verdict, wilson};
use crate::nps::{Nps, NpsResult};
use crate::tally::Sample;
use crate::text;

/// How a result stands to a benchmark: the difference, its limits and a verdict.
///
/// # The uncertainty of the benchmark
///
/// Where the benchmark does not state the answers behind it, its value is taken to be exact, and the
/// limits are those of the result alone: too narrow by what the benchmark is uncertain.
///
/// Where it does, only its score θ is known, not its shares. The variance of one answer is
/// (promoters + detractors) - θ², so it is largest where there are no passives: 1 - θ². The
/// benchmark is given the score interval of that case, which is Wilson's interval for the share of
/// promoters (1 + θ) / 2. It is the widest of all intervals the unknown shares could have, so the
/// verdict errs on the careful side.
///
/// # Display
///
/// `NPS 12.0 is below retail (28.4): -16.4 [-30.0, -3.2] points (95 %)`: one decimal place, or as many
/// as it takes to show what the verdict says.
///
/// # Serialised form
///
/// `{"label", "nps", "benchmark", "estimate", "benchmark_uncertain", "verdict"}`: points as floats, the
/// difference as an [`Estimate`]; written only.
///
/// # Example
///
/// ```
/// use npscore::inference::{Confidence, Verdict};
/// use npscore::{Counts, Tally};
/// use npscore::insight::BenchmarkSet;
///
/// let result = Tally::from(Counts { detractors: 18, passives: 52, promoters: 30 }).result().ok_or("no responses")?;
/// let set = BenchmarkSet::built_in();
/// let retail = set.iter().find(|figure| figure.label() == "retail").ok_or("no such figure")?;
/// let comparison = result.compare(retail, Confidence::P95);
/// assert_eq!(comparison.verdict(), Verdict::Lower);
/// assert_eq!(
///     comparison.to_string(),
///     "NPS 12.0 is below retail (28.4): -16.4 [-30.0, -3.2] points (95 %)"
/// );
/// # Ok::<(), &str>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    label: String,
    nps: Nps,
    benchmark: Nps,
    estimate: Estimate,
    benchmark_uncertain: bool,
}

impl<S: Sample> NpsResult<S> {
    /// How this result stands to a benchmark.
    ///
    /// The result must not be part of the benchmark's own answers.
    #[must_use]
    pub fn compare(&self, benchmark: &Benchmark, confidence: Confidence) -> Comparison {
        let interval = self.interval(confidence);
        let own = [interval.estimate(), interval.low(), interval.high()];
        let value = benchmark.value().to_f64();
        let (other, method) = match benchmark.responses() {
            None => ([value; 3], Method::Score),
            Some(responses) => {
                let share = 0.5 + value / 200.0;
                let (low, high) = wilson::limits(share, responses as f64, confidence.z());
                let [low, high] = [low, high].map(|share| 200.0 * share - 100.0);
                // The limits hold the estimate but for the last place of the floats.
                ([value, low.min(value), high.max(value)], Method::Mover)
            }
        };
        let difference = (self.nps() - benchmark.value()).to_f64();
        let estimate = Estimate::new(
            Unit::Points,
            difference,
            combined(difference, own, other),
            confidence,
            method,
        );
        Comparison {
            label: benchmark.label().to_string(),
            nps: self.nps(),
            benchmark: benchmark.value(),
            estimate,
            benchmark_uncertain: benchmark.responses().is_some(),
        }
    }
}

impl Comparison {
    /// What the benchmark is called.
    #[must_use]
    pub fn label(&self) -> &str {
        &self.label
    }

    /// The score of the result.
    #[must_use]
    pub const fn nps(&self) -> Nps {
        self.nps
    }

    /// The score of the benchmark.
    #[must_use]
    pub const fn benchmark(&self) -> Nps {
        self.benchmark
    }

    /// The result minus the benchmark in points, with its limits.
    #[must_use]
    pub const fn estimate(&self) -> &Estimate {
        &self.estimate
    }

    /// Whether the range allows for the benchmark's own uncertainty: it states its responses.
    #[must_use]
    pub const fn benchmark_uncertain(&self) -> bool {
        self.benchmark_uncertain
    }

    /// Higher than the benchmark, lower, or unclear: whether the limits leave out 0.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        self.estimate.verdict()
    }
}

/// The limits of the difference of two independent figures, each with its own.
///
/// By squares from the estimates (the method of variance estimates recovery, MOVER): Zou and Donner,
/// Statistics in Medicine 27 (2008) 1693-1702, on score limits as Newcombe, Statistics in Medicine 17
/// (1998) 873-890.
fn combined(
    difference: f64,
    [estimate, low, high]: [f64; 3],
    [other, other_low, other_high]: [f64; 3],
) -> (f64, f64) {
    (
        difference - libm::hypot(estimate - low, other_high - other),
        difference + libm::hypot(high - estimate, other - other_low),
    )
}

impl Comparison {
    /// How many decimal places show which score is higher, and on which side of 0 the limits lie.
    fn places(&self, fewest: usize) -> usize {
        /// More are never needed to tell two floats of points from 0.
        const MAX: usize = 20;
        let shows_side = |limit: f64, places: usize| {
            let shown = text::fixed(limit, places, false);
            let zero = shown.bytes().all(|byte| matches!(byte, b'0' | b'.'));
            zero == (limit == 0.0)
        };
        let apart = self.nps.places_apart(self.benchmark, fewest);
        let limits = [self.estimate.low(), self.estimate.high()];
        let shown = |places: &usize| limits.iter().all(|limit| shows_side(*limit, *places));
        (apart..MAX).find(shown).unwrap_or(apart)
    }
}

/// The verdict in a sentence, with the difference and its limits.
impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if f.width().is_some() {
            return text::padded(f, self);
        }
        let dp = self.places(f.precision().unwrap_or(1));
        let (nps, benchmark) = (self.nps, self.benchmark);
        let verdict = match self.verdict() {
            Verdict::Higher => "above",
            Verdict::Lower => "below",
            Verdict::Unclear => "not distinguishable from",
        };
        write!(
            f,
            "NPS {nps:.dp$} is {verdict} {} ({benchmark:.dp$}): ",
            self.label
        )?;
        let [low, high] =
            [self.estimate.low(), self.estimate.high()].map(|limit| text::fixed(limit, dp, true));
        let confidence = self.estimate.confidence();
        write!(
            f,
            "{:+.dp$} [{low}, {high}] points ({confidence})",
            nps - benchmark
        )
    }
}

crate::wire::written!([] Comparison as "Comparison", |this| {
    label: this.label(),
    nps: this.nps().to_f64(),
    benchmark: this.benchmark().to_f64(),
    estimate: this.estimate,
    benchmark_uncertain: this.benchmark_uncertain(),
    verdict: this.verdict(),
});

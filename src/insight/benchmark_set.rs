//! Published figures together, and where an NPS stands among them.

use alloc::vec::Vec;
use core::fmt;

use super::benchmark::{Benchmark, Statistic};
use crate::nps::{Nps, Share};

/// Benchmarks to be compared with, in the order they were given.
///
/// # Serialised form
///
/// A list of [`Benchmark`]s: a file of one's own figures is read by `Deserialize`.
///
/// # Example
///
/// ```
/// use npscore::Nps;
/// use npscore::insight::BenchmarkSet;
///
/// let qualtrics = BenchmarkSet::built_in().filtered(|figure| figure.year() == Some(2021));
/// let position = qualtrics.position(Nps::from_points(12)?).ok_or("no figures")?;
/// assert_eq!(position.to_string(), "rank 2 of 3: 1 figure above, 0 equal, 1 below");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(transparent))]
pub struct BenchmarkSet {
    benchmarks: Vec<Benchmark>,
}

impl BenchmarkSet {
    /// The published figures this crate comes with, each attributed to its source.
    ///
    /// They show what a benchmark looks like more than they set a standard: populations, questions
    /// and ways of asking differ, and the figures age. A set of one's own is better.
    ///
    /// | label | score | statistic | population | source | year |
    /// |---|---|---|---|---|---|
    /// | insurance | 74 | mean | the insurance industry | Retently, as quoted in Salesforce's Swedish guide to NPS | not stated |
    /// | healthcare | 45 | mean | the healthcare industry | the same | not stated |
    /// | grocery | 33.3 | highest | 22 US consumer industries, 9,056 consumers, 344 companies | Qualtrics XM Institute | 2021 |
    /// | consumer payment | -0.1 | lowest | the same | Qualtrics XM Institute | 2021 |
    /// | retail | 28.4 | highest | 22 US consumer industries, 10,000 consumers, 353 companies | Qualtrics XM Institute | 2022 |
    /// | consumer payment | 1.4 | lowest | the same | Qualtrics XM Institute | 2022 |
    ///
    /// The consumers are those of a whole study. How many answers are behind the figure of one
    /// industry is not published, so no figure here states its [responses](Benchmark::responses).
    #[must_use]
    pub fn built_in() -> Self {
        const RETENTLY: &str = "Retently, as quoted in Salesforce's Swedish guide to NPS";
        const QUALTRICS: &str = "Qualtrics XM Institute, US consumer benchmark study";
        const US_2021: &str = "means of 22 US consumer industries: 9,056 consumers, 344 companies";
        const US_2022: &str = "means of 22 US consumer industries: 10,000 consumers, 353 companies";
        let figures = [
            (
                "insurance",
                (
                    740,
                    "the insurance industry",
                    RETENTLY,
                    None,
                    Statistic::Mean,
                ),
            ),
            (
                "healthcare",
                (
                    450,
                    "the healthcare industry",
                    RETENTLY,
                    None,
                    Statistic::Mean,
                ),
            ),
            (
                "grocery",
                (333, US_2021, QUALTRICS, Some(2021), Statistic::Highest),
            ),
            (
                "consumer payment",
                (-1, US_2021, QUALTRICS, Some(2021), Statistic::Lowest),
            ),
            (
                "retail",
                (284, US_2022, QUALTRICS, Some(2022), Statistic::Highest),
            ),
            (
                "consumer payment",
                (14, US_2022, QUALTRICS, Some(2022), Statistic::Lowest),
            ),
        ];
        let benchmarks = figures.into_iter().filter_map(
            |(label, (tenths, population, source, year, statistic))| {
                let value = Nps::new(tenths, 1000).ok()?;
                Benchmark::new(label, value, population, source, year, statistic).ok()
            },
        );
        benchmarks.collect()
    }

    /// The benchmarks in the order they were given.
    #[must_use]
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Benchmark> + Clone {
        self.benchmarks.iter()
    }

    /// The number of benchmarks.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.benchmarks.len()
    }

    /// Whether there is no benchmark.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.benchmarks.is_empty()
    }

    /// The benchmarks for which `keep` says so.
    #[must_use]
    pub fn filtered(&self, mut keep: impl FnMut(&Benchmark) -> bool) -> Self {
        self.iter().filter(|figure| keep(figure)).cloned().collect()
    }

    /// Where a score stands among the figures; `None` in an empty set.
    ///
    /// Every figure counts alike, whatever statistic it is, so compare like with like: a rank among the
    /// highest of one study and the means of another says little. Among published quantiles of one
    /// population, see [`standing`](BenchmarkSet::standing).
    #[must_use]
    pub fn position(&self, nps: Nps) -> Option<Position> {
        let count = |keep: fn(&Nps, &Nps) -> bool| {
            let kept = self.iter().filter(|figure| keep(&figure.value(), &nps));
            kept.count()
        };
        (!self.is_empty()).then(|| Position {
            below: count(Nps::lt),
            equal: count(Nps::eq),
            above: count(Nps::gt),
        })
    }
}

impl FromIterator<Benchmark> for BenchmarkSet {
    fn from_iter<I: IntoIterator<Item = Benchmark>>(benchmarks: I) -> Self {
        Self {
            benchmarks: benchmarks.into_iter().collect(),
        }
    }
}

impl Extend<Benchmark> for BenchmarkSet {
    fn extend<I: IntoIterator<Item = Benchmark>>(&mut self, benchmarks: I) {
        self.benchmarks.extend(benchmarks);
    }
}

impl IntoIterator for BenchmarkSet {
    type Item = Benchmark;
    type IntoIter = alloc::vec::IntoIter<Benchmark>;

    fn into_iter(self) -> Self::IntoIter {
        self.benchmarks.into_iter()
    }
}

/// Where a score stands among the figures of a [`BenchmarkSet`].
///
/// # Invariants
///
/// There is at least one figure.
///
/// # Display
///
/// `rank 2 of 3: 1 figure above, 0 equal, 1 below`: the rank counts the score itself.
///
/// # Serialised form
///
/// `{"below", "equal", "above"}`: figures below the score, equal to it and above it; written only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Position {
    below: usize,
    equal: usize,
    above: usize,
}

impl Position {
    /// The figures below the score.
    #[must_use]
    pub const fn below(&self) -> usize {
        self.below
    }

    /// The figures equal to the score.
    #[must_use]
    pub const fn equal(&self) -> usize {
        self.equal
    }

    /// The figures above the score.
    #[must_use]
    pub const fn above(&self) -> usize {
        self.above
    }

    /// The number of figures.
    #[must_use]
    pub const fn figures(&self) -> usize {
        self.below + self.equal + self.above
    }

    /// The place of the score if it were put among the figures: 1 for the best; equals share the
    /// better place.
    #[must_use]
    pub const fn rank(&self) -> usize {
        self.above + 1
    }

    /// The percentile rank, exact: the share of figures below the score, those equal to it counted
    /// half.
    #[must_use]
    #[allow(clippy::missing_panics_doc, reason = "there is a figure")]
    pub fn percentile(&self) -> Share {
        let part = 2 * self.below as u128 + self.equal as u128;
        match Share::of_units(part, 2 * self.figures() as u128) {
            Some(share) => share,
            None => unreachable!(),
        }
    }
}

/// The rank, and how many figures are above, equal and below.
impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            below,
            equal,
            above,
        } = self;
        let (rank, places) = (self.rank(), self.figures() + 1);
        let figures = if *above == 1 { "figure" } else { "figures" };
        let text = alloc::format!(
            "rank {rank} of {places}: {above} {figures} above, {equal} equal, {below} below"
        );
        crate::text::pad(f, &text)
    }
}

//! Figures of others, with where they come from.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use core::ops::RangeInclusive;

use super::share::Share;
use super::value::Nps;

/// The years a benchmark can be of.
const YEARS: RangeInclusive<u16> = 1900..=2999;

/// What a published figure is of its population.
///
/// # Ordering
///
/// None.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Statistic {
    /// The score of all answers together.
    Overall,
    /// The mean of scores, such as those of the companies of an industry.
    Mean,
    /// The middle one of scores.
    Median,
    /// A quarter of scores lie below.
    LowerQuartile,
    /// A quarter of scores lie above.
    UpperQuartile,
    /// The highest of scores, that of whatever the label names.
    Highest,
    /// The lowest of scores, that of whatever the label names.
    Lowest,
}

impl Statistic {
    /// The statistic in words, such as `"upper quartile"`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Overall => "overall",
            Self::Mean => "mean",
            Self::Median => "median",
            Self::LowerQuartile => "lower quartile",
            Self::UpperQuartile => "upper quartile",
            Self::Highest => "highest",
            Self::Lowest => "lowest",
        }
    }
}

impl fmt::Display for Statistic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

pub use encapsulate::Benchmark;

mod encapsulate {
    use super::{BenchmarkError, Nps, Statistic, String, YEARS};

    /// A score to compare with, and where it comes from.
    ///
    /// There is no figure without provenance: a label, the population it is a figure of, the source
    /// that published it, its year, and what statistic it is.
    ///
    /// # Invariants
    ///
    /// Label, population and source are not blank. The year is from 1900 to 2999, or absent where the
    /// source itself states none. The responses behind the figure are at least 1, if known.
    ///
    /// # Ordering
    ///
    /// None: sort by [`value`](Self::value).
    ///
    /// # Display
    ///
    /// `grocery: 33.3 (highest, 2021, Qualtrics XM Institute)`.
    ///
    /// # Errors
    ///
    /// [`Benchmark::new`] refuses a blank source such as `" "`, and years such as 21 or 20211;
    /// [`with_responses`](Self::with_responses) refuses 0.
    ///
    /// # Serialised form
    ///
    /// `{"label", "value", "population", "source", "year", "statistic", "responses"}`: the value as
    /// points in a decimal text such as `"33.3"` (an exact ratio `"100/3"` where no decimal can hold
    /// it); `year` and `responses` are `null` where unknown, and may be left out when reading.
    ///
    /// # Example
    ///
    /// ```
    /// use npscore::{Benchmark, Statistic};
    ///
    /// let benchmark = Benchmark::new(
    ///     "our industry",
    ///     "28.5".parse()?,
    ///     "Swedish customers of 40 companies",
    ///     "Annual study of the trade association, table 3",
    ///     2025,
    ///     Statistic::Median,
    /// )?
    /// .with_responses(1200)?;
    /// assert_eq!(benchmark.value().whole(), 29);
    /// assert!(Benchmark::new("x", "28.5".parse()?, "", "", 2025, Statistic::Mean).is_err());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[derive(Debug, Clone, PartialEq, Eq, Hash)]
    pub struct Benchmark {
        label: String,
        value: Nps,
        population: String,
        source: String,
        year: Option<u16>,
        statistic: Statistic,
        responses: Option<u64>,
    }

    impl Benchmark {
        /// A figure with its provenance.
        ///
        /// `year` is a number; `None` only where the source states no year.
        ///
        /// # Errors
        ///
        /// [`BenchmarkError::Blank`] for a text of nothing but space,
        /// [`BenchmarkError::YearOutOfRange`] for a year outside 1900 to 2999.
        pub fn new(
            label: impl Into<String>,
            value: Nps,
            population: impl Into<String>,
            source: impl Into<String>,
            year: impl Into<Option<u16>>,
            statistic: Statistic,
        ) -> Result<Self, BenchmarkError> {
            let (label, population, source) = (label.into(), population.into(), source.into());
            for (field, text) in [
                ("label", &label),
                ("population", &population),
                ("source", &source),
            ] {
                if text.trim().is_empty() {
                    return Err(BenchmarkError::Blank { field });
                }
            }
            let year = year.into();
            match year {
                Some(year) if !YEARS.contains(&year) => {
                    Err(BenchmarkError::YearOutOfRange { year })
                }
                _ => Ok(Self {
                    label,
                    value,
                    population,
                    source,
                    year,
                    statistic,
                    responses: None,
                }),
            }
        }

        /// With the number of answers behind this very figure.
        ///
        /// Not the size of a study of many companies: a comparison takes the figure to be as certain
        /// as that many answers make it.
        ///
        /// # Errors
        ///
        /// [`BenchmarkError::NoResponses`] for 0.
        pub fn with_responses(self, responses: u64) -> Result<Self, BenchmarkError> {
            if responses == 0 {
                return Err(BenchmarkError::NoResponses);
            }
            Ok(Self {
                responses: Some(responses),
                ..self
            })
        }

        /// What the figure is called, such as an industry.
        #[must_use]
        pub fn label(&self) -> &str {
            &self.label
        }

        /// The score.
        #[must_use]
        pub const fn value(&self) -> Nps {
            self.value
        }

        /// Whose answers it is made of.
        #[must_use]
        pub fn population(&self) -> &str {
            &self.population
        }

        /// Who published it, and where.
        #[must_use]
        pub fn source(&self) -> &str {
            &self.source
        }

        /// The year it is of; `None` where the source states none.
        #[must_use]
        pub const fn year(&self) -> Option<u16> {
            self.year
        }

        /// What statistic of the population it is.
        #[must_use]
        pub const fn statistic(&self) -> Statistic {
            self.statistic
        }

        /// The number of answers behind this very figure, if known.
        #[must_use]
        pub const fn responses(&self) -> Option<u64> {
            self.responses
        }
    }
}

/// `grocery: 33.3 (highest, 2021, Qualtrics XM Institute)`: label, points, statistic, year, source.
impl fmt::Display for Benchmark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}: {:.1} ({}, ",
            self.label(),
            self.value(),
            self.statistic()
        )?;
        match self.year() {
            Some(year) => write!(f, "{year}")?,
            None => f.write_str("year not stated")?,
        }
        write!(f, ", {}", self.source())?;
        if let Some(responses) = self.responses() {
            write!(f, ", n = {responses}")?;
        }
        f.write_str(")")
    }
}

/// Benchmarks to be compared with, in the order they were given.
///
/// # Ordering
///
/// None.
///
/// # Serialised form
///
/// A list of [`Benchmark`]s: a file of one's own figures is read by `Deserialize`.
///
/// # Example
///
/// ```
/// use npscore::{BenchmarkSet, Nps};
///
/// let qualtrics = BenchmarkSet::built_in().filtered(|figure| figure.year() == Some(2021));
/// let position = qualtrics.position(Nps::from_points(12)?).ok_or("no figures")?;
/// assert_eq!(position.to_string(), "rank 2 of 3, above 50% of 2 figures");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(transparent))]
pub struct BenchmarkSet {
    benchmarks: Vec<Benchmark>,
}

impl BenchmarkSet {
    /// The figures this crate comes with: others' figures, attributed to them.
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
    /// Compare like with like: a rank among the highest of one study and the means of another says
    /// little.
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
/// # Ordering
///
/// None.
///
/// # Display
///
/// `rank 2 of 3, above 50% of 2 figures`: the rank counts the score itself.
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
        match Share::new(part, 2 * self.figures() as u128) {
            Some(share) => share,
            None => unreachable!(),
        }
    }
}

/// The rank and the percentile rank.
impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (rank, places) = (self.rank(), self.figures() + 1);
        write!(f, "rank {rank} of {places}, above ")?;
        let figures = self.figures();
        write!(f, "{} of {figures} figures", self.percentile())
    }
}

/// Why a [`Benchmark`] was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BenchmarkError {
    /// A text of nothing but space.
    #[error("the {field} of a benchmark is blank")]
    Blank {
        /// Which text.
        field: &'static str,
    },
    /// A year that cannot be meant.
    #[error("year {year} is out of range, expected {} to {}", YEARS.start(), YEARS.end())]
    YearOutOfRange {
        /// The year.
        year: u16,
    },
    /// A figure of no answers.
    #[error("a benchmark of 0 responses, expected at least 1")]
    NoResponses,
}

#[cfg(feature = "serde")]
mod wire {
    use alloc::format;
    use alloc::string::{String, ToString};

    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::{Benchmark, Nps, Statistic};

    #[derive(Serialize, Deserialize)]
    #[serde(rename = "Benchmark", deny_unknown_fields)]
    struct Row {
        label: String,
        value: String,
        population: String,
        source: String,
        #[serde(default)]
        year: Option<u16>,
        statistic: Statistic,
        #[serde(default)]
        responses: Option<u64>,
    }

    /// Points as a decimal, or as a ratio where no decimal is exact.
    fn write(nps: Nps) -> String {
        let decimal = nps.to_decimal();
        if Nps::try_from(decimal) == Ok(nps) {
            return decimal.to_string();
        }
        let (net, responses) = nps.as_ratio();
        format!("{net}00/{responses}")
    }

    fn read<E: Error>(text: &str) -> Result<Nps, E> {
        let Some((points, whole)) = text.split_once('/') else {
            return text.parse().map_err(E::custom);
        };
        let net = points.strip_suffix("00").and_then(|net| net.parse().ok());
        let nps = net
            .zip(whole.parse().ok())
            .and_then(|(net, whole)| super::super::ratio::Ratio::new(net, whole));
        nps.map(Nps::from_ratio)
            .ok_or_else(|| E::custom(format!("{text:?} is not a ratio of points")))
    }

    impl Serialize for Benchmark {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            Row {
                label: self.label().into(),
                value: write(self.value()),
                population: self.population().into(),
                source: self.source().into(),
                year: self.year(),
                statistic: self.statistic(),
                responses: self.responses(),
            }
            .serialize(serializer)
        }
    }

    impl<'de> Deserialize<'de> for Benchmark {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            let row = Row::deserialize(deserializer)?;
            let value = read(&row.value)?;
            let benchmark = Self::new(
                row.label,
                value,
                row.population,
                row.source,
                row.year,
                row.statistic,
            );
            match row.responses {
                Some(responses) => benchmark.and_then(|figure| figure.with_responses(responses)),
                None => benchmark,
            }
            .map_err(D::Error::custom)
        }
    }
}

//! Figures of others, with where they come from.

use alloc::string::String;
use core::fmt;
use core::ops::RangeInclusive;

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

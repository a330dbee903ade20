//! Published figures, with where they come from.

use alloc::collections::BTreeMap;
use alloc::string::String;
use core::fmt;
use core::ops::RangeInclusive;

use rust_decimal::Decimal;

use crate::error::{DataError, OutOfRange, Quantity};
use crate::nps::Nps;

/// The years a benchmark can be of.
const YEARS: RangeInclusive<u16> = 1900..=2100;

/// What a published figure is of its population.
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
    /// This percentage of scores lie below, 0 to 100: at 0 the lowest of the population, at 100 its
    /// highest. See [`BenchmarkSet::standing`](super::BenchmarkSet::standing).
    Percentile(#[cfg_attr(feature = "serde", serde(with = "crate::wire::decimal"))] Decimal),
    /// The highest of scores, that of whatever the label names.
    Highest,
    /// The lowest of scores, that of whatever the label names.
    Lowest,
}

impl Statistic {
    /// The percentile of a quantile: 50 of a median; `None` of means, extremes and overall scores.
    #[must_use]
    pub fn percentile(self) -> Option<Decimal> {
        match self {
            Self::LowerQuartile => Some(25.into()),
            Self::Median => Some(50.into()),
            Self::UpperQuartile => Some(75.into()),
            Self::Percentile(percentile) => Some(percentile),
            Self::Overall | Self::Mean | Self::Highest | Self::Lowest => None,
        }
    }

    /// The statistic in words, such as `"upper quartile"`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Overall => "overall",
            Self::Mean => "mean",
            Self::Median => "median",
            Self::LowerQuartile => "lower quartile",
            Self::UpperQuartile => "upper quartile",
            Self::Percentile(_) => "percentile",
            Self::Highest => "highest",
            Self::Lowest => "lowest",
        }
    }
}

impl fmt::Display for Statistic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Percentile(percentile) => {
                crate::text::pad(f, &alloc::format!("percentile {}", percentile.normalize()))
            }
            _ => f.pad(self.as_str()),
        }
    }
}

/// A score to compare with, and where it comes from.
///
/// There is no figure without provenance: a label, the population it is a figure of, the source
/// that published it, its year, and what statistic it is.
///
/// # Invariants
///
/// Label, population and source are not blank. The year is from 1900 to 2100, or absent where the
/// source itself states none. The responses behind the figure are at least 1, if known. Dimensions have
/// names and values that are not blank.
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
/// `{"label", "value", "population", "source", "year", "statistic", "responses", "dimensions"}`: the
/// value as points in a text such as `"33.3"` (an exact ratio `"100/3"` where no decimal can hold
/// it), the statistic as `"median"` or `{"percentile": "90"}`; `year` and `responses` are `null` where
/// unknown. All three last and the year may be left out when reading.
///
/// # Example
///
/// ```
/// use npscore::insight::{Benchmark, Statistic};
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
    dimensions: BTreeMap<String, String>,
}

impl Benchmark {
    /// A figure with its provenance.
    ///
    /// `year` is a number; `None` only where the source states no year.
    ///
    /// # Errors
    ///
    /// [`DataError::Blank`] for a text of nothing but space, [`OutOfRange`] for a year outside 1900 to
    /// 2100 or a percentile outside 0 to 100.
    pub fn new(
        label: impl Into<String>,
        value: Nps,
        population: impl Into<String>,
        source: impl Into<String>,
        year: impl Into<Option<u16>>,
        statistic: Statistic,
    ) -> Result<Self, crate::Error> {
        let (label, population, source) = (label.into(), population.into(), source.into());
        for (field, text) in [
            ("label of the benchmark", &label),
            ("population of the benchmark", &population),
            ("source of the benchmark", &source),
        ] {
            if text.trim().is_empty() {
                return Err(DataError::Blank { field }.into());
            }
        }
        let year = year.into();
        if let Statistic::Percentile(percentile) = statistic
            && !(Decimal::ZERO..=Decimal::ONE_HUNDRED).contains(&percentile)
        {
            return Err(OutOfRange::new(Quantity::Percentile, percentile).into());
        }
        match year {
            Some(year) if !YEARS.contains(&year) => {
                Err(OutOfRange::new(Quantity::Year, u64::from(year)).into())
            }
            _ => Ok(Self {
                label,
                value,
                population,
                source,
                year,
                statistic,
                responses: None,
                dimensions: BTreeMap::new(),
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
    /// [`OutOfRange`] for 0.
    pub fn with_responses(self, responses: u64) -> Result<Self, OutOfRange> {
        if responses == 0 {
            return Err(OutOfRange::new(Quantity::Responses, responses));
        }
        Ok(Self {
            responses: Some(responses),
            ..self
        })
    }

    /// With a dimension by which figures are picked, such as `"region"`, `"industry"` or `"size"`; in
    /// place of one of the same name.
    ///
    /// ```
    /// use npscore::insight::{Benchmark, BenchmarkSet, Statistic};
    ///
    /// let figure = |nps: i32, region: &str| {
    ///     let nps = npscore::Nps::from_points(nps)?;
    ///     let figure = Benchmark::new("banks", nps, "customers", "a study", 2024, Statistic::Median)?;
    ///     Ok::<_, npscore::Error>(figure.with_dimension("region", region)?)
    /// };
    /// let set: BenchmarkSet = [figure(40, "north")?, figure(25, "south")?].into_iter().collect();
    /// let north = set.filtered(|figure| figure.dimension("region") == Some("north"));
    /// assert_eq!(north.len(), 1);
    /// # Ok::<(), npscore::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`DataError::Blank`] for a name or a value of nothing but space.
    pub fn with_dimension(
        mut self,
        name: impl Into<String>,
        value: impl Into<String>,
    ) -> Result<Self, DataError> {
        let (name, value) = (name.into(), value.into());
        for (field, text) in [
            ("name of a dimension", &name),
            ("value of a dimension", &value),
        ] {
            if text.trim().is_empty() {
                return Err(DataError::Blank { field });
            }
        }
        self.dimensions.insert(name, value);
        Ok(self)
    }

    /// Its value of a dimension; `None` where none was given.
    #[must_use]
    pub fn dimension(&self, name: &str) -> Option<&str> {
        self.dimensions.get(name).map(String::as_str)
    }

    /// The names and values of its dimensions, by name.
    #[must_use]
    pub fn dimensions(&self) -> impl ExactSizeIterator<Item = (&str, &str)> + Clone {
        let dimensions = self.dimensions.iter();
        dimensions.map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Whether two figures are of one population.
    pub(super) fn is_of_the_same(&self, other: &Self) -> bool {
        let of = |figure: &Self| (figure.label.clone(), figure.population.clone(), figure.year);
        of(self) == of(other) && self.dimensions == other.dimensions
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

/// `grocery: 33.3 (highest, 2021, Qualtrics XM Institute)`: label, points, statistic, year, source.
impl fmt::Display for Benchmark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if f.width().is_some() {
            return crate::text::padded(f, self);
        }
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

#[cfg(feature = "serde")]
mod wire {
    use alloc::collections::BTreeMap;
    use alloc::string::String;

    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::{Benchmark, Nps, Statistic};

    #[derive(Serialize, Deserialize)]
    #[serde(rename = "Benchmark", deny_unknown_fields)]
    struct Row {
        label: String,
        value: Nps,
        population: String,
        source: String,
        #[serde(default)]
        year: Option<u16>,
        statistic: Statistic,
        #[serde(default)]
        responses: Option<u64>,
        #[serde(default)]
        dimensions: BTreeMap<String, String>,
    }

    impl Serialize for Benchmark {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            Row {
                label: self.label().into(),
                value: self.value(),
                population: self.population().into(),
                source: self.source().into(),
                year: self.year(),
                statistic: self.statistic(),
                responses: self.responses(),
                dimensions: self.dimensions.clone(),
            }
            .serialize(serializer)
        }
    }

    impl<'de> Deserialize<'de> for Benchmark {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            let row = Row::deserialize(deserializer)?;
            let benchmark = Self::new(
                row.label,
                row.value,
                row.population,
                row.source,
                row.year,
                row.statistic,
            );
            let benchmark = benchmark.map_err(D::Error::custom)?;
            let mut dimensions = row.dimensions.into_iter();
            let benchmark = dimensions
                .try_fold(benchmark, |figure, (name, value)| {
                    figure.with_dimension(name, value)
                })
                .map_err(D::Error::custom)?;
            match row.responses {
                Some(responses) => benchmark
                    .with_responses(responses)
                    .map_err(D::Error::custom),
                None => Ok(benchmark),
            }
        }
    }
}

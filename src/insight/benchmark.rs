//! Published figures, with where they come from.

use alloc::string::String;
use core::fmt;
use core::ops::RangeInclusive;

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
    /// The highest of scores, that of whatever the label names.
    Highest,
    /// The lowest of scores, that of whatever the label names.
    Lowest,
}

crate::text::words!(
    /// The statistic in words, such as `"upper quartile"`.
    Statistic {
        Overall => "overall",
        Mean => "mean",
        Median => "median",
        LowerQuartile => "lower quartile",
        UpperQuartile => "upper quartile",
        Highest => "highest",
        Lowest => "lowest",
    }
);

/// A score to compare with, and where it comes from.
///
/// There is no figure without provenance: a label, the population it is a figure of, the source
/// that published it, its year, and what statistic it is.
///
/// # Invariants
///
/// Label, population and source are not blank. The year is from 1900 to 2100, or absent where the
/// source itself states none. The responses behind the figure are at least 1, if known.
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
/// points in a text such as `"33.3"` (an exact ratio `"100/3"` where no decimal can hold
/// it); `year` and `responses` are `null` where unknown, and may be left out when reading.
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
}

impl Benchmark {
    /// A figure with its provenance.
    ///
    /// `year` is a number; `None` only where the source states no year.
    ///
    /// # Errors
    ///
    /// [`DataError::Blank`] for a text of nothing but space, [`OutOfRange`] for a year outside 1900 to
    /// 2100.
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

crate::wire::row!(Benchmark |this| {
    label: String = this.label.clone(),
    value: Nps = this.value,
    population: String = this.population.clone(),
    source: String = this.source.clone(),
    #[serde(default)]
    year: Option<u16> = this.year(),
    statistic: Statistic = this.statistic,
    #[serde(default)]
    responses: Option<u64> = this.responses(),
} => |row| {
    let benchmark =
        Self::new(row.label, row.value, row.population, row.source, row.year, row.statistic);
    match row.responses {
        Some(responses) => benchmark.and_then(|one| Ok(one.with_responses(responses)?)),
        None => benchmark,
    }
});

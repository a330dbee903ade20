//! Where a score stands among published quantiles.

use alloc::format;
use alloc::string::ToString;
use alloc::vec::Vec;
use core::fmt;

use rust_decimal::Decimal;

use super::benchmark::Benchmark;
use super::benchmark_set::BenchmarkSet;
use crate::error::DataError;
use crate::nps::{Fraction, Nps};

/// Where a score stands among published quantiles: see [`BenchmarkSet::standing`].
///
/// Percentiles are those of the population of the figures: at 75, three quarters of it score lower.
///
/// # Serialised form
///
/// `{"at": "75"}`, `{"tied": ["25", "50"]}`, `{"between": {"percentile", "low", "high"}}`,
/// `{"below": "25"}`, `{"above": "75"}`, `"below_minimum"` or `"above_maximum"`; written only.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum Standing {
    /// It is the figure of this percentile.
    At(#[cfg_attr(feature = "serde", serde(with = "crate::wire::decimal"))] Decimal),
    /// It is the figure of several percentiles: the lowest and the highest of them. Where in between,
    /// the figures do not tell.
    Tied(
        #[cfg_attr(feature = "serde", serde(with = "crate::wire::decimal"))] Decimal,
        #[cfg_attr(feature = "serde", serde(with = "crate::wire::decimal"))] Decimal,
    ),
    /// It lies between two figures.
    Between {
        /// On the line between the two: a guess.
        percentile: f64,
        /// The percentile of the figure below.
        #[cfg_attr(feature = "serde", serde(with = "crate::wire::decimal"))]
        low: Decimal,
        /// The percentile of the figure above.
        #[cfg_attr(feature = "serde", serde(with = "crate::wire::decimal"))]
        high: Decimal,
    },
    /// It lies below the lowest figure, which is that of this percentile; how far, nothing tells.
    Below(#[cfg_attr(feature = "serde", serde(with = "crate::wire::decimal"))] Decimal),
    /// It lies above the highest figure, which is that of this percentile.
    Above(#[cfg_attr(feature = "serde", serde(with = "crate::wire::decimal"))] Decimal),
    /// It lies below percentile 0, which is published: lower than all of the population.
    BelowMinimum,
    /// It lies above percentile 100, which is published: higher than all of the population.
    AboveMaximum,
}

impl BenchmarkSet {
    /// Where a score stands among the published quantiles of one population; `None` if the set has
    /// none.
    ///
    /// Quantiles are figures whose [statistic](super::Statistic) has a percentile: medians, quartiles
    /// and percentiles. Means and the highest and lowest of a study are none, and are passed over.
    /// Between two quantiles the percentile is interpolated; beyond the outer ones it is not guessed.
    ///
    /// # Errors
    ///
    /// [`DataError::Contradiction`] for two figures that no one population can have: a higher
    /// percentile with a lower score, two scores of one percentile, or different labels,
    /// populations, years or dimensions; [`filtered`](BenchmarkSet::filtered) picks those of one.
    ///
    /// # Example
    ///
    /// ```
    /// use npscore::insight::{Benchmark, BenchmarkSet, Statistic};
    ///
    /// let figure = |nps: &str, statistic| {
    ///     let population = "scores of 1,000 companies";
    ///     Benchmark::new("all industries", nps.parse()?, population, "a study", 2024, statistic)
    /// };
    /// let set: BenchmarkSet = [
    ///     figure("0", Statistic::LowerQuartile)?,
    ///     figure("44", Statistic::Median)?,
    ///     figure("38", Statistic::Mean)?,
    ///     figure("72", Statistic::UpperQuartile)?,
    ///     figure("85", Statistic::Percentile(90.into()))?,
    /// ]
    /// .into_iter()
    /// .collect();
    /// let standing = |nps: &str| Ok::<_, npscore::Error>(set.standing(nps.parse()?)?);
    /// assert_eq!(
    ///     standing("30")?.map(|standing| standing.to_string()),
    ///     Some("percentile 42.0, between 25 and 50".into())
    /// );
    /// assert_eq!(
    ///     standing("-10")?.map(|standing| standing.to_string()),
    ///     Some("below percentile 25".into())
    /// );
    /// # Ok::<(), npscore::Error>(())
    /// ```
    #[doc(alias = "percentile rank")]
    #[doc(alias = "quantile")]
    pub fn standing(&self, nps: Nps) -> Result<Option<Standing>, DataError> {
        let mut quantiles: Vec<(Decimal, &Benchmark)> = self
            .iter()
            .filter_map(|figure| Some((figure.statistic().percentile()?, figure)))
            .collect();
        quantiles.sort_by_key(|(percentile, figure)| (*percentile, figure.value()));
        for pair in quantiles.windows(2) {
            let [(low, first), (high, second)] = pair else {
                continue;
            };
            let rises = if low == high {
                first.value() == second.value()
            } else {
                first.value() <= second.value()
            };
            if !rises || !first.is_of_the_same(second) {
                return Err(DataError::Contradiction {
                    first: first.to_string(),
                    second: second.to_string(),
                });
            }
        }
        // Its place among the figures: those below, and those equal to it.
        let below = quantiles.partition_point(|(_, figure)| figure.value() < nps);
        let until = quantiles.partition_point(|(_, figure)| figure.value() <= nps);
        let (lower, equal, higher) = (
            &quantiles[..below],
            &quantiles[below..until],
            &quantiles[until..],
        );
        if let [(low, _), .., (high, _)] = equal
            && low != high
        {
            return Ok(Some(Standing::Tied(*low, *high)));
        }
        if let [(percentile, _), ..] = equal {
            return Ok(Some(Standing::At(*percentile)));
        }
        Ok(match (lower.last(), higher.first()) {
            (None, None) => None,
            (None, Some((percentile, _))) if percentile.is_zero() => Some(Standing::BelowMinimum),
            (None, Some((percentile, _))) => Some(Standing::Below(*percentile)),
            (Some((percentile, _)), None) if *percentile == Decimal::ONE_HUNDRED => {
                Some(Standing::AboveMaximum)
            }
            (Some((percentile, _)), None) => Some(Standing::Above(*percentile)),
            (Some((low, first)), Some((high, second))) => {
                let part = |nps: Nps| {
                    let (net, base) = nps.as_ratio();
                    Fraction::ratio(net, base)
                };
                let [first, second] = [first.value(), second.value()].map(part);
                let way = part(nps).minus(&first).over(&second.minus(&first));
                let [start, end] = [*low, *high].map(Fraction::from);
                let percentile = start.plus(&end.minus(&start).times(&way)).to_f64();
                let (low, high) = (*low, *high);
                Some(Standing::Between {
                    percentile,
                    low,
                    high,
                })
            }
        })
    }
}

/// `percentile 42.0, between 25 and 50`.
impl fmt::Display for Standing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self {
            Self::At(percentile) => format!("percentile {percentile}"),
            Self::Tied(low, high) => format!("between percentiles {low} and {high}"),
            Self::Between {
                percentile,
                low,
                high,
            } => {
                let percentile = crate::text::points(f, *percentile);
                format!("percentile {percentile}, between {low} and {high}")
            }
            Self::Below(percentile) => format!("below percentile {percentile}"),
            Self::Above(percentile) => format!("above percentile {percentile}"),
            Self::BelowMinimum => "below the lowest".into(),
            Self::AboveMaximum => "above the highest".into(),
        };
        crate::text::pad(f, &text)
    }
}

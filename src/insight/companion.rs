//! Other questions asked beside the one of NPS: satisfaction and effort.

use core::fmt;

use rust_decimal::{Decimal, RoundingStrategy};

use super::bounds::Bounds;
use super::marks::Marks;
use crate::error::ScaleError;
use crate::inference::Confidence;
use crate::nps::Share;
use crate::response::{Category, Scale};

/// Which question a [`Companion`] answers.
///
/// # Ordering
///
/// None.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Measure {
    /// Customer satisfaction: "How satisfied are you with ...?"
    Csat,
    /// Customer effort: "The company made it easy to ..."
    Ces,
}

impl fmt::Display for Measure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Csat => "CSAT",
            Self::Ces => "CES",
        })
    }
}

/// Satisfaction (CSAT) or effort (CES): the share of warm answers, and the mean.
///
/// Both are read off [`Marks`] on a [`Scale`] that says which answers are warm: those it calls
/// promoters. On five points of satisfaction with the two best as top boxes that is
/// `Scale::new(1, 3, 4, 5)`; on seven points of "made it easy", of which 5 and up agree,
/// `Scale::new(1, 4, 5, 7)`. Where 1 is the best answer, the scale falls: `Scale::new(5, 3, 2, 1)`.
///
/// # Invariants
///
/// At least one answer, all of them on the scale.
///
/// # Ordering
///
/// None.
///
/// # Display
///
/// `CSAT 80% (n = 10), mean 4.20 of 5`.
///
/// # Errors
///
/// A [`CompanionError`] for an answer off the scale, such as 0 on 1 to 5, and without answers.
///
/// # Serialised form
///
/// `{"measure", "responses", "top_box", "top_box_interval", "mean", "mean_interval"}`: percent and
/// marks as floats, intervals as [`Bounds`], `mean_interval` `null` where there is none; written only.
///
/// # Example
///
/// ```
/// use npscore::inference::Confidence;
/// use npscore::insight::Marks;
/// use npscore::Scale;
///
/// let marks: Marks = [5, 4, 4, 5, 3, 5, 4, 5, 2, 5].into_iter().collect();
/// let csat = marks.satisfaction(&Scale::new(1, 3, 4, 5)?, Confidence::P95)?;
/// assert_eq!(csat.to_string(), "CSAT 80% (n = 10), mean 4.20 of 5");
/// assert_eq!(csat.top_box_interval().to_string(), "80.0 [49.0, 94.3] (95 %, Wilson)");
/// # Ok::<(), npscore::Error>(())
/// ```
///
/// # Source
///
/// For effort: Dixon, Freeman and Toman, "Stop Trying to Delight Your Customers", Harvard Business
/// Review, July-August 2010.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Companion {
    measure: Measure,
    scale: Scale,
    responses: u64,
    top_box: Share,
    top_box_interval: Bounds,
    mean: Decimal,
    mean_interval: Option<Bounds>,
}

impl Marks {
    /// Satisfaction (CSAT) on a scale whose promoters are the satisfied.
    ///
    /// # Errors
    ///
    /// [`CompanionError::Scale`] for an answer off the scale, [`CompanionError::NoResponses`] for
    /// none.
    pub fn satisfaction(
        &self,
        scale: &Scale,
        confidence: Confidence,
    ) -> Result<Companion, CompanionError> {
        self.companion(Measure::Csat, scale, confidence)
    }

    /// Effort (CES) on a scale whose promoters are those who had it easy.
    ///
    /// # Errors
    ///
    /// As [`satisfaction`](Self::satisfaction).
    pub fn effort(
        &self,
        scale: &Scale,
        confidence: Confidence,
    ) -> Result<Companion, CompanionError> {
        self.companion(Measure::Ces, scale, confidence)
    }

    fn companion(
        &self,
        measure: Measure,
        scale: &Scale,
        confidence: Confidence,
    ) -> Result<Companion, CompanionError> {
        let (mut top, mut sum) = (0_u64, 0_i128);
        for (mark, n) in self.iter() {
            if scale.category(*mark)? == Category::Promoter {
                top += n;
            }
            // At most 2^31 times 2^64 in all.
            sum += i128::from(*mark) * i128::from(n);
        }
        let n = self.responses();
        let top_box = Share::new(top.into(), n.into()).ok_or(CompanionError::NoResponses)?;
        let mean = Decimal::from_i128_with_scale(sum, 0)
            .checked_div(Decimal::from(n))
            .ok_or(CompanionError::NoResponses)?
            .normalize();
        let values = self.iter().map(|(mark, n)| (f64::from(*mark), n));
        let ends = (f64::from(scale.min()), f64::from(scale.max()));
        Ok(Companion {
            measure,
            scale: *scale,
            responses: n,
            top_box,
            top_box_interval: Bounds::of_share(top as f64 / n as f64, n as f64, confidence),
            mean,
            mean_interval: Bounds::of_mean(values, sum as f64 / n as f64, n, ends, confidence),
        })
    }
}

impl Companion {
    /// Which question it answers.
    #[must_use]
    pub const fn measure(&self) -> Measure {
        self.measure
    }

    /// The scale of the answers.
    #[must_use]
    pub const fn scale(&self) -> &Scale {
        &self.scale
    }

    /// All answers.
    #[must_use]
    pub const fn responses(&self) -> u64 {
        self.responses
    }

    /// The share of warm answers, exact: the headline.
    #[must_use]
    pub const fn top_box(&self) -> Share {
        self.top_box
    }

    /// The share of warm answers with its range, in percent.
    #[must_use]
    pub const fn top_box_interval(&self) -> Bounds {
        self.top_box_interval
    }

    /// The mean of the marks, to the 28 digits a [`Decimal`] holds.
    #[must_use]
    pub const fn mean(&self) -> Decimal {
        self.mean
    }

    /// The mean of the marks with its range; `None` for a single answer, and where all are alike.
    #[must_use]
    pub const fn mean_interval(&self) -> Option<Bounds> {
        self.mean_interval
    }
}

/// The share, the number of answers and the mean in a line.
impl fmt::Display for Companion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (measure, top_box, n) = (self.measure, self.top_box, self.responses);
        write!(
            f,
            "{measure} {top_box} (n = {n}), mean {} of {}",
            two_places(self.mean),
            self.scale.best()
        )
    }
}

/// Two decimal places, halves away from zero.
fn two_places(value: Decimal) -> Decimal {
    let mut rounded = value.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero);
    rounded.rescale(2);
    if rounded.is_zero() {
        rounded.set_sign_positive(true);
    }
    rounded
}

/// Why there is no result of [`Marks`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CompanionError {
    /// No answers.
    #[error("no answers, expected at least 1")]
    NoResponses,
    /// An answer off the scale.
    #[error(transparent)]
    Scale(#[from] ScaleError),
    /// A scale of a single answer.
    #[error("a scale from {worst} to {best} has no length")]
    NoLength {
        /// The worst answer.
        worst: i32,
        /// The best answer.
        best: i32,
    },
    /// A weight below 0 or of too many digits.
    #[error("weight {weight} is out of range, expected 0 to 1000 with at most 6 places")]
    WeightOutOfRange {
        /// The weight.
        weight: Decimal,
    },
    /// Weights that are all 0.
    #[error("all weights are 0, expected at least one above")]
    NoWeight,
}

#[cfg(feature = "serde")]
mod wire {
    use serde::{Serialize, Serializer};

    use super::{Bounds, Companion, Measure};

    #[derive(Serialize)]
    #[serde(rename = "Companion")]
    struct Row {
        measure: Measure,
        responses: u64,
        top_box: f64,
        top_box_interval: Bounds,
        mean: f64,
        mean_interval: Option<Bounds>,
    }

    impl Serialize for Companion {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            use rust_decimal::prelude::ToPrimitive;

            Row {
                measure: self.measure(),
                responses: self.responses(),
                top_box: self.top_box().to_f64(),
                top_box_interval: self.top_box_interval(),
                mean: self.mean().to_f64().unwrap_or_default(),
                mean_interval: self.mean_interval(),
            }
            .serialize(serializer)
        }
    }
}

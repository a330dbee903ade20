//! Other questions asked beside the one of NPS: satisfaction and effort.

use core::fmt;

use rust_decimal::Decimal;

use super::frequencies::Frequencies;
use super::limits;
use crate::error::{DataError, Error};
use crate::inference::{Confidence, Estimate};
use crate::nps::{Fraction, Share};
use crate::response::{Category, Scale};

/// Which question a [`Satisfaction`] answers.
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

/// Satisfaction (CSAT) or effort (CES): the top-box share, and the mean.
///
/// Both follow from [`Frequencies`] on a [`Scale`] that says which answers are top boxes: those it
/// calls promoters. On five points of satisfaction with the two best as top boxes that is
/// `Scale::new(1, 3, 4, 5)`; on seven points of "made it easy", of which 5 and up agree,
/// `Scale::new(1, 4, 5, 7)`. Where 1 is the best answer, the scale falls: `Scale::new(5, 3, 2, 1)`.
///
/// # Invariants
///
/// At least one answer, all of them on the scale.
///
/// # Display
///
/// `CSAT 80 % (n = 10), mean 4.20 of 5`.
///
/// # Errors
///
/// For an answer off the scale, such as 0 on 1 to 5, and without answers.
///
/// # Serialised form
///
/// `{"measure", "responses", "top_box", "top_box_interval", "mean", "mean_interval"}`: percent and
/// answers as floats, intervals as [`Estimate`], `mean_interval` `null` where there is none; written only.
///
/// # Example
///
/// ```
/// use npscore::inference::Confidence;
/// use npscore::insight::{Frequencies, Measure};
/// use npscore::Scale;
///
/// let answers: Frequencies = [5, 4, 4, 5, 3, 5, 4, 5, 2, 5].into_iter().collect();
/// let csat = answers.satisfaction(Measure::Csat, &Scale::new(1, 3, 4, 5)?, Confidence::P95)?;
/// assert_eq!(csat.to_string(), "CSAT 80 % (n = 10), mean 4.20 of 5");
/// assert_eq!(csat.top_box_interval().to_string(), "80.0 [49.0, 94.3] (95 %, Wilson)");
/// # Ok::<(), npscore::Error>(())
/// ```
///
/// # Source
///
/// For effort: Dixon, Freeman and Toman, "Stop Trying to Delight Your Customers", Harvard Business
/// Review, July-August 2010.
#[derive(Debug, Clone, Copy, PartialEq)]
#[doc(alias = "CSAT")]
#[doc(alias = "CES")]
pub struct Satisfaction {
    measure: Measure,
    scale: Scale,
    responses: u64,
    top_box: Share,
    top_box_interval: Estimate,
    mean: Decimal,
    mean_interval: Option<Estimate>,
}

impl Frequencies {
    /// CSAT or CES on a scale whose promoters are the satisfied, or those who found it easy.
    ///
    /// # Errors
    ///
    /// [`ScaleError`](crate::error::ScaleError) for an answer off the scale,
    /// [`DataError::NoResponses`] for none.
    pub fn satisfaction(
        &self,
        measure: Measure,
        scale: &Scale,
        confidence: Confidence,
    ) -> Result<Satisfaction, Error> {
        let (mut top, mut sum) = (0_u64, 0_i128);
        for (answer, n) in self.iter() {
            if scale.category(*answer)? == Category::Promoter {
                top += n;
            }
            // At most 2^31 times 2^64 in all.
            sum += i128::from(*answer) * i128::from(n);
        }
        let n = self.responses();
        let of = "to the question";
        let top_box = Share::new(top, n).ok_or(DataError::NoResponses { of })?;
        let mean = Fraction::ratio(sum, n.into());
        let values = self.iter().map(|(answer, n)| (f64::from(*answer), n));
        let ends = (f64::from(scale.min()), f64::from(scale.max()));
        Ok(Satisfaction {
            measure,
            scale: *scale,
            responses: n,
            top_box,
            top_box_interval: limits::share(top as f64 / n as f64, n as f64, confidence),
            // Within 32 bits, so that a Decimal holds it.
            mean: mean.nearest_decimal().unwrap_or_default(),
            mean_interval: limits::mean(values, mean.to_f64(), n, ends, confidence),
        })
    }
}

impl Satisfaction {
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

    /// The top-box share, exact: the headline.
    #[must_use]
    pub const fn top_box(&self) -> Share {
        self.top_box
    }

    /// The top-box share with its limits, in percent.
    #[must_use]
    pub const fn top_box_interval(&self) -> Estimate {
        self.top_box_interval
    }

    /// The mean of the answers, to the 28 digits a [`Decimal`] holds.
    #[must_use]
    pub const fn mean(&self) -> Decimal {
        self.mean
    }

    /// The mean of the answers with its limits; `None` for a single answer, and where all are alike.
    #[must_use]
    pub const fn mean_interval(&self) -> Option<Estimate> {
        self.mean_interval
    }
}

/// The share, the number of answers and the mean in a line.
impl fmt::Display for Satisfaction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (measure, top_box, n) = (self.measure, self.top_box, self.responses);
        let (mean, best) = (Fraction::from(self.mean), self.scale.best());
        let text = alloc::format!("{measure} {top_box} (n = {n}), mean {mean:.2} of {best}");
        crate::text::pad(f, &text)
    }
}

crate::wire::written!([] Satisfaction as "Satisfaction", |this| {
    measure: this.measure(),
    responses: this.responses(),
    top_box: this.top_box().to_f64(),
    top_box_interval: this.top_box_interval(),
    mean: rust_decimal::prelude::ToPrimitive::to_f64(&this.mean()).unwrap_or_default(),
    mean_interval: this.mean_interval(),
});

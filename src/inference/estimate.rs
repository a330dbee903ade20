//! An estimate with its limits: the one shape in which intervals, differences and changes are
//! given.

use alloc::format;
use core::fmt;

use super::confidence::Confidence;
use super::method::{Method, Statistic};
use super::test::{Alternative, agrees};
use crate::error::{OutOfRange, Quantity};
use crate::text;

/// What an estimate is measured in, which gives its range.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub(crate) enum Unit {
    /// An NPS, -100 to 100.
    Nps,
    /// A difference of two, -200 to 200 points.
    Points,
    /// A share, 0 to 100 percent.
    Percent,
    /// A mean, in the units of its scale.
    Mean,
}

impl Unit {
    const fn range(self) -> (f64, f64) {
        match self {
            Self::Nps => (-100.0, 100.0),
            Self::Points => (-200.0, 200.0),
            Self::Percent => (0.0, 100.0),
            Self::Mean => (-f64::MAX, f64::MAX),
        }
    }

    const fn quantity(self) -> Quantity {
        match self {
            Self::Nps => Quantity::Points,
            Self::Points => Quantity::Difference,
            Self::Percent | Self::Mean => Quantity::Statistic,
        }
    }
}

/// Whether an estimate is clearly above 0, clearly below, or neither.
///
/// Unclear is not the same as equal: few responses never show a difference.
#[doc(alias = "significance")]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum Verdict {
    /// Above 0.
    Higher,
    /// Below 0.
    Lower,
    /// It could be either, or chance.
    Unclear,
}

crate::text::words!(
    /// `"higher"`, `"lower"` or `"unclear"`.
    Verdict {
        Higher => "higher",
        Lower => "lower",
        Unclear => "unclear",
    }
);

/// A figure, the limits between which its true value lies with a stated confidence, and, where two
/// figures are compared, a p-value.
///
/// Of one NPS in points, of the difference of two in points, of a share in percent, or of a mean in
/// the units of its scale.
///
/// # Invariants
///
/// `low <= estimate <= high`, never NaN and never -0. All three are within the range of the figure
/// (-100 to 100 for an NPS, -200 to 200 for a difference), but for the limits of the Wald methods,
/// which are those of the formula. A p-value agrees with its statistic.
///
/// Shown with one decimal place, or with the precision asked for, as `12.0 [-1.6, 25.2] (95 %, score)`;
/// a difference as `+25.0 points, 95 % between +3.5 and +45.6, p = 0.023 (MOVER)`.
///
/// # Serialised form
///
/// `{"estimate", "low", "high", "confidence", "method", "statistic", "p_value", "unit"}`; the unit
/// is `"nps"`, `"points"`, `"percent"` or `"mean"`. A row that contradicts itself is refused, such
/// as a p-value of 0 beside limits from -200 to 200. `serde_json` reads floats to the last digit
/// only with its feature `float_roundtrip`.
///
/// # Example
///
/// ```
/// use npscore::{Counts, Tally};
/// use npscore::inference::{Confidence, Verdict};
///
/// let result = Tally::from(Counts { detractors: 18, passives: 52, promoters: 30 }).result().ok_or("no responses")?;
/// let interval = result.interval(Confidence::P95);
/// assert_eq!(interval.to_string(), "12.0 [-1.6, 25.2] (95 %, score)");
/// assert_eq!(interval.verdict(), Verdict::Unclear);
/// assert!(interval.contains(0.0));
/// # Ok::<(), &str>(())
/// ```
#[doc(alias = "confidence interval")]
#[derive(Debug, Clone, Copy, PartialEq)]
#[allow(clippy::struct_field_names, reason = "the field's word for the value")]
pub struct Estimate {
    estimate: f64,
    low: f64,
    high: f64,
    confidence: Confidence,
    method: Method,
    statistic: Option<f64>,
    p_value: Option<f64>,
    unit: Unit,
}

impl Estimate {
    /// The smallest range that contains the estimate and both limits, cut at the ends of the range
    /// unless the method is a Wald method. None of the figures is NaN.
    pub(crate) fn new(
        unit: Unit,
        estimate: f64,
        (low, high): (f64, f64),
        confidence: Confidence,
        method: Method,
    ) -> Self {
        let (least, most) = unit.range();
        let estimate = estimate.clamp(least, most);
        let (low, high) = if method.is_uncut() {
            (low, high)
        } else {
            (low.max(least), high.min(most))
        };
        // Adding 0 turns -0 into 0.
        Self {
            estimate: estimate + 0.0,
            low: low.min(estimate) + 0.0,
            high: high.max(estimate) + 0.0,
            confidence,
            method,
            statistic: None,
            p_value: None,
            unit,
        }
    }

    /// The same between other limits.
    pub(crate) fn with_limits(self, limits: (f64, f64)) -> Self {
        let Self {
            unit,
            estimate,
            confidence,
            method,
            ..
        } = self;
        Self::new(unit, estimate, limits, confidence, method)
            .with_test(self.statistic, self.p_value)
    }

    /// The same with a two-sided test of no difference.
    pub(crate) fn with_test(self, statistic: Option<f64>, p_value: Option<f64>) -> Self {
        Self {
            statistic: statistic.map(|statistic| statistic + 0.0),
            p_value: p_value.map(|p_value| p_value.clamp(0.0, 1.0) + 0.0),
            ..self
        }
    }

    /// The figure itself.
    #[must_use]
    pub const fn estimate(&self) -> f64 {
        self.estimate
    }

    /// The lower limit.
    #[must_use]
    pub const fn low(&self) -> f64 {
        self.low
    }

    /// The upper limit.
    #[must_use]
    pub const fn high(&self) -> f64 {
        self.high
    }

    /// How sure the limits are.
    #[must_use]
    pub const fn confidence(&self) -> Confidence {
        self.confidence
    }

    /// How the limits were found.
    #[must_use]
    pub const fn method(&self) -> Method {
        self.method
    }

    /// The test statistic against no difference, in standard errors, with the sign of the
    /// difference; for [`Method::AnytimeValid`] the natural logarithm of the e-value. `None` for a
    /// single figure, and where a Wald method has no standard error.
    #[must_use]
    pub const fn statistic(&self) -> Option<f64> {
        self.statistic
    }

    /// The two-sided p-value against no difference, 0 to 1; `None` for a single figure, and where a
    /// Wald method has no standard error.
    #[must_use]
    pub const fn p_value(&self) -> Option<f64> {
        self.p_value
    }

    /// Whether a value lies between the limits, both included.
    #[must_use]
    pub fn contains(&self, value: f64) -> bool {
        (self.low..=self.high).contains(&value)
    }

    /// From the lower to the upper limit.
    #[must_use]
    pub const fn width(&self) -> f64 {
        self.high - self.low
    }

    /// Half the width: the "plus or minus" of a report.
    ///
    /// The limits need not lie evenly around the estimate; near the ends of the range they do not.
    #[doc(alias = "margin of error")]
    #[must_use]
    pub const fn margin(&self) -> f64 {
        0.5 * self.width()
    }

    /// Whether the figure is clearly above or below 0: by the p-value where there is one (below
    /// 1 - confidence), else by whether 0 lies outside the limits.
    #[doc(alias = "significant")]
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        let clear = match self.p_value {
            Some(p_value) => p_value < self.confidence.alpha(),
            None => !self.contains(0.0),
        };
        if clear && self.estimate > 0.0 {
            Verdict::Higher
        } else if clear && self.estimate < 0.0 {
            Verdict::Lower
        } else {
            Verdict::Unclear
        }
    }

    /// Whether a row from outside could have been made by the crate itself.
    #[cfg_attr(
        not(feature = "serde"),
        allow(dead_code, reason = "only what is read is checked")
    )]
    fn check(&self) -> Result<(), OutOfRange> {
        let (least, most) = self.unit.range();
        let range = if self.method.is_uncut() {
            -f64::MAX..=f64::MAX
        } else {
            least..=most
        };
        let refused = |value: f64| OutOfRange::new(self.unit.quantity(), value);
        // False for NaN.
        if !(least..=most).contains(&self.estimate) {
            return Err(refused(self.estimate));
        }
        if !range.contains(&self.low) || self.low > self.estimate {
            return Err(refused(self.low));
        }
        if !range.contains(&self.high) || self.high < self.estimate {
            return Err(refused(self.high));
        }
        if let Some(statistic) = self.statistic.filter(|statistic| !statistic.is_finite()) {
            return Err(OutOfRange::new(Quantity::Statistic, statistic));
        }
        match self.p_value {
            Some(p_value) if !self.may_have(p_value) => {
                Err(OutOfRange::new(Quantity::PValue, p_value))
            }
            None if self.statistic.is_some() => Err(OutOfRange::new(
                Quantity::Statistic,
                self.statistic.unwrap_or_default(),
            )),
            _ => Ok(()),
        }
    }

    /// Whether a p-value agrees with the statistic, the estimate and the limits.
    fn may_have(&self, p_value: f64) -> bool {
        // Limits are found to some digits, which matter where they are close to 0.
        let near = 1e-6 * self.width() + 1e-9;
        let (outside, inside) = (
            self.low > near || self.high < -near,
            self.low < -near && near < self.high,
        );
        let alpha = self.confidence.alpha();
        let agrees_with_limits = match (self.method, self.statistic) {
            // Two tests that differ: only a gross contradiction tells.
            (Method::Mover, Some(statistic)) => {
                let z = self.confidence.z();
                (!inside || statistic.abs() <= 3.0 * z + 3.0)
                    && (!outside || 3.0 * statistic.abs() + 3.0 >= z)
            }
            _ => {
                (!inside || p_value >= alpha * (1.0 - 1e-3))
                    && (!outside || p_value <= alpha * (1.0 + 1e-3))
            }
        };
        let same_side = match self.method.statistic() {
            Statistic::LogE => true,
            _ => self
                .statistic
                .is_some_and(|statistic| statistic * self.estimate >= 0.0),
        };
        self.unit == Unit::Points
            && (0.0..=1.0).contains(&p_value)
            && agrees(self.method, Alternative::TwoSided, self.statistic, p_value)
            && same_side
            && agrees_with_limits
    }
}

/// The estimate, the limits, the confidence and the method; of a difference with its p-value.
impl fmt::Display for Estimate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (confidence, method) = (self.confidence, self.method);
        let text = if self.unit == Unit::Points {
            let places = f.precision().unwrap_or(1);
            let [estimate, low, high] = [self.estimate, self.low, self.high]
                .map(|points| text::fixed(points, places, true));
            let p_value = self
                .p_value
                .map_or_else(Default::default, |p| format!(", {}", text::p_value(p)));
            format!("{estimate} points, {confidence} between {low} and {high}{p_value} ({method})")
        } else {
            let [estimate, low, high] =
                [self.estimate, self.low, self.high].map(|points| text::points(f, points));
            format!("{estimate} [{low}, {high}] ({confidence}, {method})")
        };
        text::pad(f, &text)
    }
}

crate::wire::row!(Estimate |this| {
    estimate: f64 = this.estimate,
    low: f64 = this.low,
    high: f64 = this.high,
    confidence: Confidence = this.confidence,
    method: Method = this.method,
    statistic: Option<f64> = this.statistic,
    p_value: Option<f64> = this.p_value,
    unit: Unit = this.unit,
} => |row| {
    // Adding 0 turns -0 into 0.
    let estimate = Self {
        estimate: row.estimate + 0.0,
        low: row.low + 0.0,
        high: row.high + 0.0,
        confidence: row.confidence,
        method: row.method,
        statistic: row.statistic.map(|statistic| statistic + 0.0),
        p_value: row.p_value.map(|p_value| p_value + 0.0),
        unit: row.unit,
    };
    estimate.check().map(|()| estimate)
});

//! As good as each other: equivalence and non-inferiority.

use core::fmt;

use super::score::TwoSample;
use crate::error::{OutOfRange, Quantity};
use crate::inference::confidence::Confidence;
use crate::inference::test::{Alternative, Test};
use crate::nps::NpsResult;
use crate::tally::Sample;
use crate::text;

/// Whether two NPS are the same up to a margin: two one-sided tests.
///
/// No difference found is not the same as no difference: with few responses nothing is ever found.
/// This test turns the burden of proof around; a small p-value is evidence *for* sameness.
///
/// Shown as `+0.6 points, within ±5.0: p = 0.031`.
///
/// # Example
///
/// ```
/// use npscore::inference::Confidence;
/// use npscore::{Counts, Tally};
///
/// let a = Tally::from(Counts { detractors: 200, passives: 300, promoters: 500 });
/// let b = Tally::from(Counts { detractors: 198, passives: 305, promoters: 497 });
/// let (a, b) = a.result().zip(b.result()).ok_or("no responses")?;
/// let equivalence = a.equivalence_test(&b, 10.0)?;
/// assert!(equivalence.is_shown(Confidence::P95));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Source
///
/// Schuirmann, "A comparison of the two one-sided tests procedure and the power approach",
/// Journal of Pharmacokinetics and Biopharmaceutics 15 (1987) 657-680.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Equivalence {
    estimate: f64,
    margin: f64,
    above: Test,
    below: Test,
}

impl Equivalence {
    /// Both one-sided tests, given the estimate and how to test a difference, in points.
    pub(in crate::inference) fn of(
        estimate: f64,
        margin: f64,
        test: impl Fn(f64, Alternative) -> Test,
    ) -> Result<Self, OutOfRange> {
        // False for NaN.
        if !(margin > 0.0 && margin < 200.0) {
            return Err(OutOfRange::new(Quantity::EquivalenceMargin, margin));
        }
        Ok(Self {
            estimate: estimate + 0.0,
            margin,
            above: test(-margin, Alternative::Greater),
            below: test(margin, Alternative::Less),
        })
    }

    /// The observed difference in points.
    #[must_use]
    pub const fn estimate(&self) -> f64 {
        self.estimate
    }

    /// The largest difference that does not matter, in points.
    #[must_use]
    pub const fn margin(&self) -> f64 {
        self.margin
    }

    /// The test that the difference is above -margin.
    #[must_use]
    pub const fn above(&self) -> &Test {
        &self.above
    }

    /// The test that the difference is below +margin.
    #[must_use]
    pub const fn below(&self) -> &Test {
        &self.below
    }

    /// The larger of the two p-values; 0 to 1.
    #[must_use]
    pub fn p_value(&self) -> f64 {
        self.above.p_value().max(self.below.p_value())
    }

    /// Whether the two are shown to be the same up to the margin: p below 1 - level.
    #[must_use]
    pub fn is_shown(&self, confidence: Confidence) -> bool {
        self.p_value() < confidence.alpha()
    }
}

/// The difference, the margin and the p-value.
impl fmt::Display for Equivalence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let places = f.precision().unwrap_or(1);
        let estimate = text::fixed(self.estimate, places, true);
        let margin = text::fixed(self.margin, places, false);
        let p_value = text::p_value(self.p_value());
        text::pad(
            f,
            &alloc::format!("{estimate} points, within ±{margin}: {p_value}"),
        )
    }
}

impl<S: Sample> NpsResult<S> {
    /// Are this NPS and that of another, independent sample the same up to `margin` points?
    ///
    /// The margin is the largest difference that does not matter, to be chosen before the data are
    /// seen. Whether this NPS is at most `margin` points *below* the other (non-inferiority) is one
    /// half of it, [`Equivalence::above`].
    ///
    /// # Errors
    ///
    /// [`OutOfRange`] unless the margin is above 0 and below 200 points.
    ///
    /// ```
    /// use npscore::{Counts, Tally};
    ///
    /// let new = Tally::from(Counts { detractors: 200, passives: 300, promoters: 500 });
    /// let old = Tally::from(Counts { detractors: 190, passives: 300, promoters: 510 });
    /// let (new, old) = new.result().zip(old.result()).ok_or("no responses")?;
    /// let not_inferior = new.equivalence_test(&old, 10.0)?;
    /// assert!(not_inferior.estimate() < 0.0 && not_inferior.above().p_value() < 0.05);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[doc(alias = "non-inferiority")]
    pub fn equivalence_test<R: Sample>(
        &self,
        other: &NpsResult<R>,
        margin: f64,
    ) -> Result<Equivalence, OutOfRange> {
        let groups = TwoSample::of(self, other);
        let test = |null, alternative| groups.test(null, alternative);
        Equivalence::of(100.0 * groups.gap, margin, test)
    }
}

//! Good enough and as good as: non-inferiority and equivalence.

use core::fmt;

use super::confidence::Confidence;
use super::test::{Alternative, Test};
use super::two_sample::TwoSample;
use crate::nps::NpsResult;

pub use encapsulate::EquivalenceMargin;

mod encapsulate {
    use super::EquivalenceError;

    /// The smallest difference that matters, in points: anything smaller counts as the same.
    ///
    /// To be chosen before the data are seen, from what a point is worth.
    ///
    /// # Invariants
    ///
    /// Above 0, below 200.
    ///
    /// # Ordering
    ///
    /// By size.
    ///
    /// # Errors
    ///
    /// [`EquivalenceMargin::new`] refuses 0, -5, 200 and NaN.
    ///
    /// # Example
    ///
    /// ```
    /// use npscore::inference::EquivalenceMargin;
    ///
    /// assert_eq!(EquivalenceMargin::new(5.0)?.points(), 5.0);
    /// assert!(EquivalenceMargin::new(-5.0).is_err());
    /// # Ok::<(), npscore::inference::EquivalenceError>(())
    /// ```
    #[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
    #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
    #[cfg_attr(feature = "serde", serde(try_from = "f64", into = "f64"))]
    pub struct EquivalenceMargin {
        points: f64,
    }

    impl EquivalenceMargin {
        /// A margin in points.
        ///
        /// # Errors
        ///
        /// [`EquivalenceError::OutOfRange`] unless the points are above 0 and below 200.
        pub const fn new(points: f64) -> Result<Self, EquivalenceError> {
            // False for NaN.
            if points > 0.0 && points < 200.0 {
                Ok(Self { points })
            } else {
                Err(EquivalenceError::OutOfRange { points })
            }
        }

        /// The points, above 0 and below 200.
        #[must_use]
        pub const fn points(self) -> f64 {
            self.points
        }
    }
}

impl TryFrom<f64> for EquivalenceMargin {
    type Error = EquivalenceError;

    fn try_from(points: f64) -> Result<Self, EquivalenceError> {
        Self::new(points)
    }
}

impl From<EquivalenceMargin> for f64 {
    fn from(margin: EquivalenceMargin) -> Self {
        margin.points()
    }
}

/// Whether two scores are the same up to a margin: two one-sided tests.
///
/// No difference found is not the same as the same: with few responses nothing is ever found. This
/// test turns the burden of proof around; a small p-value is evidence *for* sameness.
///
/// # Ordering
///
/// None.
///
/// # Display
///
/// `+0.6 points, within ±5.0: p = 0.031`.
///
/// # Example
///
/// ```
/// use npscore::{Counts, Tally};
/// use npscore::inference::{Confidence, EquivalenceMargin};
///
/// let (a, b) = (Tally::from(Counts { detractors: 200, passives: 300, promoters: 500 }), Tally::from(Counts { detractors: 198, passives: 305, promoters: 497 }));
/// let (a, b) = a.result().zip(b.result()).ok_or("no responses")?;
/// let equivalence = a.equivalence_test(&b, EquivalenceMargin::new(10.0)?);
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
    margin: EquivalenceMargin,
    above: Test,
    below: Test,
}

impl Equivalence {
    /// Both one-sided tests, given how to test a difference in points.
    pub(super) fn of(margin: EquivalenceMargin, test: impl Fn(f64, Alternative) -> Test) -> Self {
        Self {
            margin,
            above: test(-margin.points(), Alternative::Greater),
            below: test(margin.points(), Alternative::Less),
        }
    }

    /// The observed difference in points.
    #[must_use]
    pub const fn estimate(&self) -> f64 {
        self.above.estimate()
    }

    /// What counts as the same.
    #[must_use]
    pub const fn margin(&self) -> EquivalenceMargin {
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
        super::difference::write_signed(f, self.estimate(), places)?;
        write!(f, " points, within ±{:.places$}:", self.margin.points())?;
        super::difference::write_p_value(f, self.p_value())
    }
}

impl NpsResult {
    /// Is this score at most `margin` points below that of another, independent group?
    ///
    /// The one-sided two-sample score test of a difference of -`margin`: a small p-value shows that
    /// this score is not worse by as much as that.
    ///
    /// ```
    /// use npscore::{Counts, Tally};
    /// use npscore::inference::EquivalenceMargin;
    ///
    /// let (new, old) = (Tally::from(Counts { detractors: 200, passives: 300, promoters: 500 }), Tally::from(Counts { detractors: 190, passives: 300, promoters: 510 }));
    /// let (new, old) = new.result().zip(old.result()).ok_or("no responses")?;
    /// let test = new.non_inferiority_test(&old, EquivalenceMargin::new(10.0)?);
    /// assert!(test.estimate() < 0.0 && test.p_value() < 0.05);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn non_inferiority_test(&self, other: &Self, margin: EquivalenceMargin) -> Test {
        TwoSample::of(self, other).test(-margin.points(), Alternative::Greater)
    }

    /// Are this score and that of another, independent group the same up to `margin` points?
    #[must_use]
    pub fn equivalence_test(&self, other: &Self, margin: EquivalenceMargin) -> Equivalence {
        let groups = TwoSample::of(self, other);
        Equivalence::of(margin, |null, alternative| groups.test(null, alternative))
    }
}

/// Why points are no [`EquivalenceMargin`].
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum EquivalenceError {
    /// Points outside the range, or NaN.
    #[error("equivalence margin {points} is out of range, expected above 0 and below 200 points")]
    OutOfRange {
        /// The points.
        points: f64,
    },
}

//! Tests: could a figure be what it is by chance?

use core::fmt;

use super::confidence::Confidence;
use super::math::{normal_sf, normal_two_sided_p};
use super::score::Trinomial;
use crate::nps::{Nps, NpsResult};
use crate::response::Category;

/// The side on which a figure counts as evidence against the null hypothesis.
///
/// # Ordering
///
/// None.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum Alternative {
    /// The true value is another: evidence on either side counts.
    #[default]
    TwoSided,
    /// The true value is greater.
    Greater,
    /// The true value is less.
    Less,
}

impl Alternative {
    /// The p-value of a statistic that is standard normal under the null hypothesis; where there
    /// is none, chance has no room and only the side of the estimate counts.
    pub(super) fn p_value(self, statistic: Option<f64>, estimate_is_greater: bool) -> f64 {
        let direction = match self {
            Self::TwoSided => None,
            Self::Greater => Some(1.0),
            Self::Less => Some(-1.0),
        };
        match (direction, statistic) {
            (None, Some(z)) => normal_two_sided_p(z),
            (None, None) => 0.0,
            (Some(sign), Some(z)) => normal_sf(sign * z),
            (Some(sign), None) => f64::from(u8::from(estimate_is_greater != (sign > 0.0))),
        }
    }

    /// The alternative in words, such as `"two-sided"`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::TwoSided => "two-sided",
            Self::Greater => "greater",
            Self::Less => "less",
        }
    }
}

impl fmt::Display for Alternative {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// How a p-value was found.
///
/// # Ordering
///
/// None.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum TestMethod {
    /// The score test: the variance is the one that holds under the null hypothesis.
    Score,
    /// The estimate by its own standard error.
    Wald,
    /// The exact unconditional test.
    ExactUnconditional,
    /// The bet that may be looked at after every response; the statistic is the natural logarithm
    /// of its e-value.
    AnytimeValid,
    /// The exact test of paired changes, each of which could have gone the other way.
    SignFlip,
}

impl TestMethod {
    /// The method in words.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Score => "score test",
            Self::Wald => "Wald test",
            Self::ExactUnconditional => "exact test",
            Self::AnytimeValid => "anytime-valid test",
            Self::SignFlip => "sign-flip test",
        }
    }
}

impl fmt::Display for TestMethod {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

pub use encapsulate::Test;

mod encapsulate {
    use super::{Alternative, TestError, TestMethod};

    /// The outcome of a test: how surprising an estimate would be if the null hypothesis were true.
    ///
    /// # Invariants
    ///
    /// The p-value is a probability from 0 to 1; no figure is NaN. There is no statistic where the
    /// null hypothesis leaves chance no room, such as a score of 100, which one detractor refutes.
    ///
    /// # Ordering
    ///
    /// None.
    ///
    /// # Display
    ///
    /// `12.0 against 0.0: z = 1.73, p = 0.083 (two-sided score test)`.
    ///
    /// # Errors
    ///
    /// [`Test::new`] refuses a p-value outside 0 to 1, and figures that are not finite.
    ///
    /// # Serialised form
    ///
    /// `{"estimate", "null", "statistic", "p_value", "alternative", "method"}`. Deserialising goes
    /// through [`Test::new`].
    ///
    /// # Example
    ///
    /// ```
    /// use npscore::inference::Alternative;
    /// use npscore::{Counts, Nps, Tally};
    ///
    /// let result = Tally::from(Counts { detractors: 18, passives: 52, promoters: 30 }).result().ok_or("no responses")?;
    /// let test = result.score_test(Nps::ZERO, Alternative::TwoSided);
    /// assert_eq!(format!("{:.3}", test.p_value()), "0.083");
    /// # Ok::<(), &str>(())
    /// ```
    #[derive(Debug, Clone, Copy, PartialEq)]
    pub struct Test {
        estimate: f64,
        null: f64,
        statistic: Option<f64>,
        p_value: f64,
        alternative: Alternative,
        method: TestMethod,
    }

    impl Test {
        /// A test of figures that are already known; estimate and null hypothesis in points.
        ///
        /// # Errors
        ///
        /// [`TestError::NotFinite`] for a figure that is infinite or NaN,
        /// [`TestError::PValueOutOfRange`] for a p-value outside 0 to 1.
        pub fn new(
            estimate: f64,
            null: f64,
            statistic: Option<f64>,
            p_value: f64,
            alternative: Alternative,
            method: TestMethod,
        ) -> Result<Self, TestError> {
            for value in [estimate, null, statistic.unwrap_or_default()] {
                if !value.is_finite() {
                    return Err(TestError::NotFinite { value });
                }
            }
            // False for NaN.
            if !(0.0..=1.0).contains(&p_value) {
                return Err(TestError::PValueOutOfRange { p_value });
            }
            Ok(Self::of(
                estimate,
                null,
                statistic,
                p_value,
                alternative,
                method,
            ))
        }

        /// As [`new`](Self::new), for figures known to be valid.
        pub(in super::super) fn of(
            estimate: f64,
            null: f64,
            statistic: Option<f64>,
            p_value: f64,
            alternative: Alternative,
            method: TestMethod,
        ) -> Self {
            // Adding 0 turns -0 into 0.
            Self {
                estimate: estimate + 0.0,
                null: null + 0.0,
                statistic: statistic.map(|statistic| statistic + 0.0),
                p_value: p_value.clamp(0.0, 1.0) + 0.0,
                alternative,
                method,
            }
        }

        /// The estimate in points.
        #[must_use]
        pub const fn estimate(&self) -> f64 {
            self.estimate
        }

        /// The value that was tested, in points.
        #[must_use]
        pub const fn null(&self) -> f64 {
            self.null
        }

        /// The test statistic, positive where the estimate is above the tested value; `None` where
        /// chance has no room.
        #[must_use]
        pub const fn statistic(&self) -> Option<f64> {
            self.statistic
        }

        /// The probability, if the tested value were true, of an estimate at least as far from it;
        /// 0 to 1.
        #[must_use]
        pub const fn p_value(&self) -> f64 {
            self.p_value
        }

        /// The side that counts as evidence.
        #[must_use]
        pub const fn alternative(&self) -> Alternative {
            self.alternative
        }

        /// How the p-value was found.
        #[must_use]
        pub const fn method(&self) -> TestMethod {
            self.method
        }
    }
}

impl Test {
    /// Whether the tested value is rejected at this confidence: p below 1 - level.
    #[must_use]
    pub fn rejects(&self, confidence: Confidence) -> bool {
        self.p_value() < confidence.alpha()
    }
}

/// The figures in one line.
impl fmt::Display for Test {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        super::interval::write_points(f, self.estimate())?;
        f.write_str(" against ")?;
        super::interval::write_points(f, self.null())?;
        f.write_str(":")?;
        if let Some(statistic) = self.statistic() {
            let name = match self.method() {
                TestMethod::AnytimeValid => "ln e",
                _ => "z",
            };
            write!(f, " {name} = {statistic:.2},")?;
        }
        if self.p_value() < 0.001 {
            write!(f, " p < 0.001")?;
        } else {
            write!(f, " p = {:.3}", self.p_value())?;
        }
        write!(f, " ({} {})", self.alternative(), self.method())
    }
}

impl NpsResult {
    /// Could the true score be `null`, and these responses what they are by chance?
    ///
    /// The score test: z = (estimate - null) / sqrt(V / n), where V is the variance of one response
    /// under the most likely distribution whose score is `null`. Against 0 it is that of `McNemar`,
    /// (promoters - detractors) / sqrt(promoters + detractors). The two-sided test rejects exactly
    /// the scores outside the [score interval](super::IntervalMethod::Score).
    ///
    /// A `null` of -100 or 100 is refuted by a single response that does not fit: then the p-value
    /// is 0 and there is no statistic.
    ///
    /// ```
    /// use npscore::inference::Alternative;
    /// use npscore::{Counts, Nps, Tally};
    ///
    /// let result = Tally::from(Counts { detractors: 18, passives: 52, promoters: 30 }).result().ok_or("no responses")?;
    /// let test = result.score_test(Nps::ZERO, Alternative::Greater);
    /// assert_eq!(test.to_string(), "12.0 against 0.0: z = 1.73, p = 0.042 (greater score test)");
    /// # Ok::<(), &str>(())
    /// ```
    ///
    /// Source: Tango, Statistics in Medicine 17 (1998) 891-908.
    #[must_use]
    pub fn score_test(&self, null: Nps, alternative: Alternative) -> Test {
        let [b, a, c] = Category::ALL.map(|category| self.count(category) as f64);
        // Where scores are close their distance is exact: no digit of the p-value is lost to it.
        let statistic =
            Trinomial::new(b, a, c).statistic_of(self.nps().above(null), null.to_f64() / 100.0);
        Test::of(
            self.nps().to_f64(),
            null.to_f64(),
            statistic,
            alternative.p_value(statistic, self.nps() > null),
            alternative,
            TestMethod::Score,
        )
    }
}

/// Why figures make no [`Test`].
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum TestError {
    /// A figure that is infinite or NaN.
    #[error("{value} is out of range, expected a finite number")]
    NotFinite {
        /// The figure.
        value: f64,
    },
    /// A p-value that is no probability.
    #[error("p-value {p_value} is out of range, expected 0 to 1")]
    PValueOutOfRange {
        /// The p-value.
        p_value: f64,
    },
}

crate::wire::row!(Test {
    estimate: f64,
    null: f64,
    statistic: Option<f64>,
    p_value: f64,
    alternative: Alternative,
    method: TestMethod
} => new);

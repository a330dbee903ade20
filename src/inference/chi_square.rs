//! Tests of many differences at once.

use core::fmt;

use super::confidence::Confidence;
use super::math::chi_square_sf;

/// What a [`ChiSquareTest`] asks.
///
/// # Ordering
///
/// None.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum ChiSquareMethod {
    /// Do the groups have one score? Variances under that hypothesis.
    ScoreHeterogeneity,
    /// Do the groups have one score? Variances of the groups themselves (Cochran 1954).
    CochranQ,
    /// Do the groups have one distribution of detractors, passives and promoters (Pearson 1900)?
    Pearson,
    /// Are the shares of the three categories what they were (Stuart 1955, Maxwell 1970)?
    StuartMaxwell,
}

impl ChiSquareMethod {
    /// The method in words, such as `"Cochran's Q"`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ScoreHeterogeneity => "score test of heterogeneity",
            Self::CochranQ => "Cochran's Q",
            Self::Pearson => "Pearson's chi-square test",
            Self::StuartMaxwell => "Stuart-Maxwell test",
        }
    }
}

impl fmt::Display for ChiSquareMethod {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

pub use encapsulate::ChiSquareTest;

mod encapsulate {
    use super::{ChiSquareError, ChiSquareMethod, chi_square_sf};

    /// The outcome of a test that compares many figures at once.
    ///
    /// # Invariants
    ///
    /// The statistic is finite and at least 0, the p-value is what follows from it. Without degrees
    /// of freedom there was nothing to compare: the statistic is 0 and the p-value 1.
    ///
    /// # Ordering
    ///
    /// None.
    ///
    /// # Display
    ///
    /// `chi-square = 16.21, 2 degrees of freedom, p < 0.001 (Cochran's Q)`.
    ///
    /// # Errors
    ///
    /// [`ChiSquareTest::new`] refuses a statistic that is negative, infinite or NaN, and one above 0
    /// without degrees of freedom.
    ///
    /// # Serialised form
    ///
    /// `{"statistic", "degrees_of_freedom", "p_value", "method"}`. Deserialising computes the
    /// p-value anew and refuses another.
    ///
    /// # Example
    ///
    /// ```
    /// use npscore::inference::{ChiSquareMethod, ChiSquareTest};
    ///
    /// let test = ChiSquareTest::new(5.991_464_547, 2, ChiSquareMethod::StuartMaxwell)?;
    /// assert_eq!(format!("{:.4}", test.p_value()), "0.0500");
    /// assert!(ChiSquareTest::new(-1.0, 2, ChiSquareMethod::Pearson).is_err());
    /// # Ok::<(), npscore::inference::ChiSquareError>(())
    /// ```
    #[derive(Debug, Clone, Copy, PartialEq)]
    pub struct ChiSquareTest {
        statistic: f64,
        degrees_of_freedom: u64,
        method: ChiSquareMethod,
    }

    impl ChiSquareTest {
        /// The test of a statistic.
        ///
        /// # Errors
        ///
        /// [`ChiSquareError::OutOfRange`] for a statistic that is negative, infinite or NaN, or
        /// above 0 without degrees of freedom.
        pub fn new(
            statistic: f64,
            degrees_of_freedom: u64,
            method: ChiSquareMethod,
        ) -> Result<Self, ChiSquareError> {
            // False for NaN.
            let valid = (0.0..f64::INFINITY).contains(&statistic)
                && (degrees_of_freedom > 0 || statistic <= 0.0);
            if !valid {
                return Err(ChiSquareError::OutOfRange { statistic });
            }
            Ok(Self::of(statistic, degrees_of_freedom, method))
        }

        /// As [`new`](Self::new), for figures known to be valid; rounding below 0 is cut.
        pub(in super::super) fn of(
            statistic: f64,
            degrees_of_freedom: u64,
            method: ChiSquareMethod,
        ) -> Self {
            Self {
                statistic: statistic.clamp(0.0, f64::MAX) + 0.0,
                degrees_of_freedom,
                method,
            }
        }

        /// The statistic: 0 where nothing differs.
        #[must_use]
        pub const fn statistic(&self) -> f64 {
            self.statistic
        }

        /// How many independent differences were tested.
        #[must_use]
        pub const fn degrees_of_freedom(&self) -> u64 {
            self.degrees_of_freedom
        }

        /// What was asked.
        #[must_use]
        pub const fn method(&self) -> ChiSquareMethod {
            self.method
        }

        /// The probability of a statistic at least as large if nothing differs; 0 to 1.
        ///
        /// Error about 1e-14, relative, in the far tail as well.
        #[must_use]
        pub fn p_value(&self) -> f64 {
            if self.degrees_of_freedom == 0 {
                1.0
            } else {
                chi_square_sf(self.statistic, self.degrees_of_freedom)
            }
        }
    }
}

impl ChiSquareTest {
    /// Whether it is rejected that nothing differs: p below 1 - level.
    #[must_use]
    pub fn rejects(&self, confidence: Confidence) -> bool {
        self.p_value() < confidence.alpha()
    }
}

/// The figures in one line.
impl fmt::Display for ChiSquareTest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let dof = self.degrees_of_freedom();
        let noun = if dof == 1 { "degree" } else { "degrees" };
        write!(
            f,
            "chi-square = {:.2}, {dof} {noun} of freedom,",
            self.statistic()
        )?;
        super::difference::write_p_value(f, self.p_value())?;
        write!(f, " ({})", self.method())
    }
}

/// Why figures make no [`ChiSquareTest`].
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ChiSquareError {
    /// A statistic outside its range, or NaN.
    #[error(
        "statistic {statistic} is out of range, expected a finite number of at least 0, and 0 \
         without degrees of freedom"
    )]
    OutOfRange {
        /// The statistic.
        statistic: f64,
    },
}

#[cfg(feature = "serde")]
mod wire {
    use alloc::format;

    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::{ChiSquareMethod, ChiSquareTest};

    #[derive(Serialize, Deserialize)]
    #[serde(rename = "ChiSquareTest", deny_unknown_fields)]
    struct Row {
        statistic: f64,
        degrees_of_freedom: u64,
        p_value: f64,
        method: ChiSquareMethod,
    }

    impl Serialize for ChiSquareTest {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            Row {
                statistic: self.statistic(),
                degrees_of_freedom: self.degrees_of_freedom(),
                p_value: self.p_value(),
                method: self.method(),
            }
            .serialize(serializer)
        }
    }

    impl<'de> Deserialize<'de> for ChiSquareTest {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            let row = Row::deserialize(deserializer)?;
            let test = Self::new(row.statistic, row.degrees_of_freedom, row.method)
                .map_err(D::Error::custom)?;
            let p_value = test.p_value();
            // Writers in other languages may format a float differently in its last digit.
            if (row.p_value - p_value).abs().le(&1e-9) {
                Ok(test)
            } else {
                Err(D::Error::custom(format!(
                    "p_value is {}, but the statistic gives {p_value}",
                    row.p_value
                )))
            }
        }
    }
}

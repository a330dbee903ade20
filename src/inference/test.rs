//! The outcome of a test: could a figure be what it is by chance?

use alloc::format;
use alloc::string::String;
use core::fmt;

use libm::{exp, sqrt};

use super::confidence::Confidence;
use super::method::{Method, Statistic, TestMethod};
use super::numeric::{chi_square_sf, normal_sf, normal_two_sided_p};
use crate::error::{OutOfRange, Quantity};
use crate::text;

/// The side on which a figure counts as evidence against the null hypothesis.
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
    /// This alternative with a method other than the default: `Alternative::Greater.by(method)`.
    #[must_use]
    pub const fn by(self, method: TestMethod) -> TestOptions {
        TestOptions {
            alternative: self,
            method,
        }
    }

    /// The p-value of a statistic that is standard normal under the null hypothesis; where there
    /// is none, the variance is zero and only the side of the estimate counts.
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
}

crate::text::words!(
    /// The alternative in words, such as `"two-sided"`.
    Alternative {
        TwoSided => "two-sided",
        Greater => "greater",
        Less => "less",
    }
);

/// What test is wanted: an alternative and a method.
///
/// An [`Alternative`] alone converts into it and asks for the score test.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct TestOptions {
    alternative: Alternative,
    method: TestMethod,
}

impl TestOptions {
    /// The side that counts as evidence.
    #[must_use]
    pub const fn alternative(&self) -> Alternative {
        self.alternative
    }

    /// The method.
    #[must_use]
    pub const fn method(&self) -> TestMethod {
        self.method
    }
}

impl From<Alternative> for TestOptions {
    fn from(alternative: Alternative) -> Self {
        alternative.by(TestMethod::default())
    }
}

/// The outcome of a test: how surprising a figure would be if the null hypothesis were true.
///
/// # Invariants
///
/// The p-value is from 0 to 1 and agrees with the statistic. There is no statistic where the
/// variance under the null hypothesis is zero: an NPS of 100, which one detractor refutes, with a
/// p-value of 0. A [Wald](TestMethod::Wald) test has none where all answers are alike; its p-value
/// is 1 there, for they do not tell how far off they may be.
///
/// Shown as `score test against 0.0 (two-sided): z = 1.73, p = 0.083`, or
/// `Stuart-Maxwell test: chi-square = 5.81, 2 degrees of freedom, p = 0.055`.
///
/// # Serialised form
///
/// `{"statistic", "p_value", "method", "alternative", "null", "degrees_of_freedom"}`, with the null
/// hypothesis in points. A row whose p-value does not follow from its statistic is refused.
///
/// # Example
///
/// ```
/// use npscore::inference::{Alternative, Confidence};
/// use npscore::{Counts, Nps, Tally};
///
/// let result = Tally::from(Counts { detractors: 18, passives: 52, promoters: 30 }).result().ok_or("no responses")?;
/// let test = result.test(Nps::ZERO, Alternative::TwoSided);
/// assert_eq!(test.to_string(), "score test against 0.0 (two-sided): z = 1.73, p = 0.083");
/// assert!(!test.rejects(Confidence::P95));
/// # Ok::<(), &str>(())
/// ```
#[doc(alias = "significance")]
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Test {
    statistic: Option<f64>,
    p_value: f64,
    method: Method,
    alternative: Option<Alternative>,
    null: Option<f64>,
    degrees_of_freedom: Option<u64>,
}

impl Test {
    /// A test of one value in points.
    pub(super) fn against(
        null: f64,
        alternative: Alternative,
        statistic: Option<f64>,
        p_value: f64,
        method: Method,
    ) -> Self {
        // Adding 0 turns -0 into 0.
        Self {
            statistic: statistic.map(|statistic| statistic + 0.0),
            p_value: p_value.clamp(0.0, 1.0) + 0.0,
            method,
            alternative: Some(alternative),
            null: Some(null + 0.0),
            degrees_of_freedom: None,
        }
    }

    /// A test of one value in points by the estimate's own standard error; `distance` is from the
    /// value to the estimate.
    pub(super) fn wald(
        null: f64,
        alternative: Alternative,
        distance: f64,
        squared_error: f64,
    ) -> Self {
        let statistic = wald_statistic(distance, squared_error);
        let p_value = statistic.map_or(1.0, |z| alternative.p_value(Some(z), z > 0.0));
        Self::against(null, alternative, statistic, p_value, Method::Wald)
    }

    /// A test of many differences at once, by a statistic that is chi-square if nothing differs;
    /// rounding below 0 is cut. Without degrees of freedom there was nothing to compare.
    pub(super) fn chi_square(statistic: f64, degrees_of_freedom: u64, method: Method) -> Self {
        let statistic = if degrees_of_freedom == 0 {
            0.0
        } else {
            statistic.clamp(0.0, f64::MAX) + 0.0
        };
        Self {
            statistic: Some(statistic),
            p_value: chi_square_p(statistic, degrees_of_freedom),
            method,
            alternative: None,
            null: None,
            degrees_of_freedom: Some(degrees_of_freedom),
        }
    }

    /// The statistic: in standard errors and positive where the figure is above the tested value,
    /// or chi-square, or the natural logarithm of an e-value.
    #[must_use]
    pub const fn statistic(&self) -> Option<f64> {
        self.statistic
    }

    /// The probability, if the null hypothesis were true, of a figure at least as far from it; 0 to
    /// 1.
    #[must_use]
    pub const fn p_value(&self) -> f64 {
        self.p_value
    }

    /// How the p-value was found.
    #[must_use]
    pub const fn method(&self) -> Method {
        self.method
    }

    /// The side that counts as evidence; `None` for chi-square tests.
    #[must_use]
    pub const fn alternative(&self) -> Option<Alternative> {
        self.alternative
    }

    /// The tested value in points; `None` for chi-square tests, whose null hypothesis is that
    /// nothing differs.
    #[must_use]
    pub const fn null(&self) -> Option<f64> {
        self.null
    }

    /// How many independent differences were tested; `None` but for chi-square tests.
    #[must_use]
    pub const fn degrees_of_freedom(&self) -> Option<u64> {
        self.degrees_of_freedom
    }

    /// Whether the null hypothesis is rejected at this confidence: p below 1 - level.
    #[must_use]
    pub fn rejects(&self, confidence: Confidence) -> bool {
        self.p_value < confidence.alpha()
    }

    /// Whether a row from outside could have been made by the crate itself.
    #[cfg_attr(
        not(feature = "serde"),
        allow(dead_code, reason = "only what is read is checked")
    )]
    fn check(&self) -> Result<(), OutOfRange> {
        if let Some(statistic) = self.statistic.filter(|statistic| !statistic.is_finite()) {
            return Err(OutOfRange::new(Quantity::Statistic, statistic));
        }
        if let Some(null) = self.null.filter(|null| !(-200.0..=200.0).contains(null)) {
            return Err(OutOfRange::new(Quantity::Difference, null));
        }
        let agrees = match (self.alternative, self.null, self.degrees_of_freedom) {
            (Some(alternative), Some(_), None) => {
                agrees(self.method, alternative, self.statistic, self.p_value)
            }
            (None, None, Some(degrees_of_freedom)) => {
                self.method.statistic() == Statistic::ChiSquare
                    && self.statistic.is_some_and(|statistic| {
                        statistic >= 0.0
                            && close(self.p_value, chi_square_p(statistic, degrees_of_freedom))
                            && (degrees_of_freedom > 0 || statistic <= 0.0)
                    })
            }
            _ => false,
        };
        // False for a p-value that is NaN, too.
        if agrees && (0.0..=1.0).contains(&self.p_value) {
            Ok(())
        } else {
            Err(OutOfRange::new(Quantity::PValue, self.p_value))
        }
    }

    /// The statistic with its name, and the p-value: `z = 1.73, p = 0.083`.
    fn figures(&self) -> String {
        let p_value = text::p_value(self.p_value);
        let Some(statistic) = self.statistic else {
            return p_value;
        };
        let statistic = text::fixed(statistic, 2, false);
        match self.degrees_of_freedom {
            Some(1) => format!("chi-square = {statistic}, 1 degree of freedom, {p_value}"),
            Some(many) => {
                format!("chi-square = {statistic}, {many} degrees of freedom, {p_value}")
            }
            None => {
                let name = match self.method.statistic() {
                    Statistic::LogE => "ln e",
                    _ => "z",
                };
                format!("{name} = {statistic}, {p_value}")
            }
        }
    }
}

/// A distance by its standard error; `None` without one, which says nothing.
pub(super) fn wald_statistic(distance: f64, squared_error: f64) -> Option<f64> {
    let statistic = distance / sqrt(squared_error);
    (squared_error > 0.0 && statistic.is_finite()).then_some(statistic)
}

/// P(chi-square >= statistic); 1 without degrees of freedom.
fn chi_square_p(statistic: f64, degrees_of_freedom: u64) -> f64 {
    if degrees_of_freedom == 0 {
        1.0
    } else {
        chi_square_sf(statistic, degrees_of_freedom)
    }
}

/// Whether a p-value may belong to a statistic, both read from outside.
pub(super) fn agrees(
    method: Method,
    alternative: Alternative,
    statistic: Option<f64>,
    p: f64,
) -> bool {
    let Some(z) = statistic else {
        // Without variance everything is certain, or nothing is known.
        return p.abs() <= 0.0 || (p - 1.0).abs() <= 0.0;
    };
    let normal = alternative.p_value(Some(z), z > 0.0);
    match method.statistic() {
        Statistic::Normal => close(p, normal),
        // The tails are heavier than those of the normal distribution.
        Statistic::Student => {
            let (less, more) = if normal <= 0.5 || alternative == Alternative::TwoSided {
                (normal, 1.0)
            } else {
                (0.5, normal)
            };
            (less * (1.0 - ROUNDING)..=more * (1.0 + ROUNDING)).contains(&p)
        }
        // Beyond this many standard errors no distribution has a tail of p left (Chebyshev).
        Statistic::ScoreOfExact => z.abs() <= 2.0 + 1.5 / sqrt(p),
        // Hoeffding's bound of each tail.
        Statistic::SumOfSigns => {
            let tail = exp(-0.5 * z * z) * (1.0 + ROUNDING);
            match alternative {
                Alternative::TwoSided => p <= 2.0 * tail,
                Alternative::Greater if z >= 0.0 => p <= tail,
                Alternative::Less if z <= 0.0 => p <= tail,
                Alternative::Greater | Alternative::Less => p >= 1.0 - tail,
            }
        }
        Statistic::LogE => close(p, exp(-z).min(1.0)),
        Statistic::ChiSquare | Statistic::None => false,
    }
}

/// Writers and readers of floats may differ in the last digit, which p-values magnify.
const ROUNDING: f64 = 1e-9;

fn close(found: f64, expected: f64) -> bool {
    (found - expected).abs() <= ROUNDING * expected + 1e-300
}

/// The name of the test, what it was about, and its figures.
impl fmt::Display for Test {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let about = match (self.null, self.alternative) {
            (Some(null), Some(alternative)) => {
                format!(" against {} ({alternative})", text::points(f, null))
            }
            _ => String::new(),
        };
        let figures = self.figures();
        text::pad(f, &format!("{} test{about}: {figures}", self.method))
    }
}

crate::wire::row!(Test |this| {
    statistic: Option<f64> = this.statistic,
    p_value: f64 = this.p_value,
    method: Method = this.method,
    alternative: Option<Alternative> = this.alternative,
    null: Option<f64> = this.null,
    degrees_of_freedom: Option<u64> = this.degrees_of_freedom,
} => |row| {
    // Adding 0 turns -0 into 0.
    let test = Self {
        statistic: row.statistic.map(|statistic| statistic + 0.0),
        p_value: row.p_value + 0.0,
        method: row.method,
        alternative: row.alternative,
        null: row.null.map(|null| null + 0.0),
        degrees_of_freedom: row.degrees_of_freedom,
    };
    test.check().map(|()| test)
});

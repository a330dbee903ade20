//! Arguments out of their range, and data that cannot answer a question.

use alloc::borrow::Cow;
use alloc::string::String;
use core::fmt;

use rust_decimal::Decimal;

use super::count::CountError;

macro_rules! quantities {
    ($($(#[$doc:meta])* $name:ident: $text:literal, $expected:literal;)*) => {
        /// What a parameter measures, with the range it may have.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Quantity {
            $($(#[$doc])* $name,)*
        }

        impl Quantity {
            /// The name of the quantity, such as `"confidence"`.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $text,)*
                }
            }

            /// The range it may have, such as `"above 0 and below 1"`.
            #[must_use]
            pub const fn expected(self) -> &'static str {
                match self {
                    $(Self::$name => $expected,)*
                }
            }
        }
    };
}

quantities! {
    /// The level of an estimate.
    Confidence: "confidence", "above 0 and below 1";
    /// A p-value.
    PValue: "p-value", "0 to 1";
    /// A probability asked for.
    Probability: "probability", "0 to 1";
    /// The chance that a test finds a difference which is there.
    Power: "power", "above 1 - confidence and below 1";
    /// One count of a prior.
    Prior: "prior count", "0.001 to 1000000000000000, or one of three 0";
    /// The variance of one response, on the scale of -1 to 1.
    Variance: "variance", "0 to 1";
    /// An NPS in points.
    Points: "NPS", "-100 to 100";
    /// A difference in points.
    Difference: "difference", "-200 to 200";
    /// A difference to be found, in points.
    PlannedDifference: "difference", "-200 to 200 and at least 0.000001 from 0";
    /// The margin of error asked for, in points.
    MarginOfError: "margin of error", "0.000001 to 100";
    /// The largest difference that does not matter, in points.
    EquivalenceMargin: "equivalence margin", "above 0 and below 200";
    /// The statistic of a test.
    Statistic: "statistic", "a finite number";
    /// Responses planned for.
    Responses: "number of responses", "at least 1";
    /// The size of a population.
    Population: "population", "at least as many as responded";
    /// The share of the invited who respond.
    ResponseRate: "response rate", "above 0";
    /// The NPS that an alarm watches.
    Floor: "floor", "above -100 and at most 100";
    /// The mean number of responses between false alerts.
    RunLength: "run length", "10 to 1000000000";
    /// Control limits, in standard errors.
    ControlLimit: "control limit", "above 0 and at most 10";
    /// The weight of the newest period in a smoothed chart.
    Smoothing: "smoothing", "above 0 and at most 1";
    /// The allowance of a cumulative sum, in standard errors.
    Allowance: "allowance", "0 to 10";
    /// The decision limit of a cumulative sum, in standard errors.
    DecisionLimit: "decision limit", "above 0 and at most 1000";
    /// The fewest responses that a published group may have.
    MinimumSize: "minimum size", "at least 2";
    /// The answers that a window holds.
    WindowCapacity: "capacity of a window", "at least 1";
    /// The weight of a question in an index.
    IndexWeight: "weight", "0 to 1000 with at most 6 decimal places";
    /// The weights of all questions in an index together.
    IndexWeights: "sum of weights", "above 0";
    /// The best answer of a scale.
    BestAnswer: "best answer", "other than the worst";
    /// An amount of money.
    Amount: "amount", "at most 28 digits";
    /// What one customer brought.
    Outcome: "outcome", "-1000000000 to 1000000000 with at most 4 decimal places";
    /// Revenue from customers.
    Revenue: "revenue", "0 or more";
    /// Revenue of the period before.
    RevenueBefore: "revenue before", "above 0";
    /// The percentile of a published figure.
    Percentile: "percentile", "0 to 100";
    /// What a category of a margin adds up to in the population.
    MarginTarget: "target of a margin", "a finite number, 0 or more";
    /// All targets of a margin together.
    MarginTotal: "total of a margin", "above 0";
    /// All shares of a margin together.
    MarginShares: "sum of the shares of a margin", "1 to within 0.000000001";
    /// The least ratio of a weight to its starting weight.
    LeastRatio: "least ratio of weights", "0 or more and below 1";
    /// The largest ratio of a weight to its starting weight.
    LargestRatio: "largest ratio of weights", "above 1";
    /// The year of a published figure.
    Year: "year", "1900 to 2100";
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// A number that was refused.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum Value {
    /// A whole number.
    Integer(i128),
    /// A float, possibly NaN.
    Float(f64),
    /// A decimal.
    Decimal(Decimal),
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Integer(value) => value.fmt(f),
            Self::Float(value) => value.fmt(f),
            Self::Decimal(value) => value.fmt(f),
        }
    }
}

impl From<i128> for Value {
    fn from(value: i128) -> Self {
        Self::Integer(value)
    }
}

impl From<u64> for Value {
    fn from(value: u64) -> Self {
        Self::Integer(value.into())
    }
}

impl From<f64> for Value {
    fn from(value: f64) -> Self {
        Self::Float(value)
    }
}

impl From<Decimal> for Value {
    fn from(value: Decimal) -> Self {
        Self::Decimal(value)
    }
}

/// An argument that no question may have, whatever the data.
///
/// ```
/// use npscore::inference::Confidence;
///
/// let error = Confidence::new(95.0).unwrap_err();
/// assert!(error.to_string().starts_with("confidence 95 is out of range, expected "));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[non_exhaustive]
#[error("{quantity} {value} is out of range, expected {}", quantity.expected())]
pub struct OutOfRange {
    /// What the number measures; it knows the range.
    pub quantity: Quantity,
    /// The number.
    pub value: Value,
}

impl OutOfRange {
    pub(crate) fn new(quantity: Quantity, value: impl Into<Value>) -> Self {
        Self {
            quantity,
            value: value.into(),
        }
    }

    /// As [`OutOfRange::new`], where a constant is made.
    pub(crate) const fn of_float(quantity: Quantity, value: f64) -> Self {
        Self {
            quantity,
            value: Value::Float(value),
        }
    }
}

/// The target of a category, or that there is none.
fn expected(target: Option<f64>) -> String {
    target.map_or_else(
        || String::from("none, as the margin does not name it"),
        |target| alloc::format!("{target}"),
    )
}

/// Why data cannot answer a question, although every argument is in its range.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum DataError {
    /// Nothing to compute from.
    #[error("no responses {of}, expected at least 1")]
    NoResponses {
        /// Where there are none, such as `"before"` or `"in any group"`.
        of: &'static str,
    },
    /// Fewer than the method needs.
    #[error("{found} {what}, expected at least {minimum}")]
    TooFew {
        /// What was counted, such as `"periods with responses"`.
        what: Cow<'static, str>,
        /// How many there are.
        found: u64,
        /// How many are needed.
        minimum: u64,
    },
    /// More than the method can take.
    #[error("{found} {what} are too many for {method}, expected at most {maximum}")]
    TooMany {
        /// What was counted, such as `"responses"`.
        what: &'static str,
        /// The method, such as `"the exact method"`.
        method: &'static str,
        /// How many there are.
        found: u64,
        /// How many it takes.
        maximum: u64,
    },
    /// Values without variance, where it is the variance that is needed.
    #[error("all {found} {what} are {alike}, so there is no variance to {purpose}")]
    AllAlike {
        /// What was counted, such as `"responses"`.
        what: &'static str,
        /// How many there are.
        found: u64,
        /// What all of them are, such as `"detractors"`.
        alike: &'static str,
        /// What the variance is needed for, such as `"learn limits from"`.
        purpose: &'static str,
    },
    /// More to convert than there is, or no amount at all.
    #[error("{found} {what} cannot be converted, expected 0 to {maximum}")]
    Unconvertible {
        /// Who, such as `"passives"`.
        what: &'static str,
        /// How many, or how much weight.
        found: Decimal,
        /// How many there are, or how much weight.
        maximum: Decimal,
    },
    /// A goal beyond what converting respondents can reach.
    #[error(
        "NPS {goal} cannot be reached by converting {conversion}: {available} of them give {reached}"
    )]
    Unreachable {
        /// The goal, such as `"above 50"`.
        goal: String,
        /// Who would be converted to what, such as `"detractors to passives"`.
        conversion: &'static str,
        /// How many there are, or how much weight.
        available: Decimal,
        /// The NPS if all of them were, in points.
        reached: Decimal,
    },
    /// Two facts that cannot both be true.
    #[error("{first} contradicts {second}")]
    Contradiction {
        /// The first.
        first: String,
        /// The second.
        second: String,
    },
    /// A margin that no weights of these responses can reach.
    #[error("no weights reach {margin}: {category} comes to {found}, expected {}", expected(*.target))]
    Margin {
        /// The name of the margin.
        margin: String,
        /// The category as it would be written in source code, or `"the total"`.
        category: String,
        /// The weight that it has, or can come to.
        found: f64,
        /// What the margin says; `None` for a category that it does not name.
        target: Option<f64>,
    },
    /// A text that must say something.
    #[error("the {field} is blank")]
    Blank {
        /// The field, such as `"source of the benchmark"`.
        field: &'static str,
    },
    /// Counts that add up to more than a `u64` holds.
    #[error(transparent)]
    Count(#[from] CountError),
}

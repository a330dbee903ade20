//! What a chart can say.

use core::fmt;

/// On which side of the baseline something lies.
///
/// # Ordering
///
/// None.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum Side {
    /// Better than the baseline.
    Above,
    /// Worse than the baseline.
    Below,
}

impl Side {
    /// Both sides.
    pub const ALL: [Self; 2] = [Self::Above, Self::Below];

    /// `"above"` or `"below"`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Above => "above",
            Self::Below => "below",
        }
    }

    /// How far out a deviation is on this side; negative on the other.
    pub(super) fn outward(self, z: f64) -> f64 {
        match self {
            Self::Above => z,
            Self::Below => -z,
        }
    }
}

impl fmt::Display for Side {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// A rule by which a control chart gives a signal.
///
/// Deviations are counted in standard errors of a score of that many answers, so periods of any
/// size are judged alike. "In a row" are periods with answers: a gap is not on the chart. A score
/// that equals the baseline lies on no side.
///
/// # Ordering
///
/// None.
///
/// # Source
///
/// Limits: Shewhart, *Economic Control of Quality of Manufactured Product* (1931), for unequal
/// samples as in Montgomery, *Introduction to Statistical Quality Control* (7th ed., 2013), section
/// 7.3.2. Runs: Western Electric Company, *Statistical Quality Control Handbook* (1956), tests 1 to
/// 4 for unnatural patterns. Smoothed scores: Roberts, Technometrics 1 (1959) 239-250. Cumulative
/// sums: Page, Biometrika 41 (1954) 100-115.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Rule {
    /// The score is beyond a limit, 3 standard errors from the baseline unless told otherwise.
    Limit,
    /// This score and one of the two before it are more than 2 standard errors out, on one side.
    TwoOfThree,
    /// This score and three of the four before it are more than 1 standard error out, on one side.
    FourOfFive,
    /// This score and the seven before it are on one side.
    EightInARow,
    /// The smoothed score is beyond its limit.
    Smoothed,
    /// The cumulative sum of the deviations on one side is beyond the decision limit.
    Cusum,
}

impl Rule {
    /// All rules.
    pub const ALL: [Self; 6] = [
        Self::Limit,
        Self::TwoOfThree,
        Self::FourOfFive,
        Self::EightInARow,
        Self::Smoothed,
        Self::Cusum,
    ];

    /// The rule in words, such as `"two of three"`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Limit => "limit",
            Self::TwoOfThree => "two of three",
            Self::FourOfFive => "four of five",
            Self::EightInARow => "eight in a row",
            Self::Smoothed => "smoothed",
            Self::Cusum => "cumulative sum",
        }
    }

    pub(super) const fn index(self) -> usize {
        self as usize
    }

    /// For a rule about runs: how many of how many periods lie more than so many standard errors
    /// out.
    pub(super) const fn run(self) -> Option<(usize, usize, f64)> {
        match self {
            Self::TwoOfThree => Some((2, 3, 2.0)),
            Self::FourOfFive => Some((4, 5, 1.0)),
            Self::EightInARow => Some((8, 8, 0.0)),
            _ => None,
        }
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// A reason to look at a period: the rule, the side, and what was compared with what.
///
/// # Ordering
///
/// None.
///
/// # Display
///
/// One sentence part: `score 7.0 is below the limit of 15.0`.
///
/// # Serialised form
///
/// `{"rule", "side", "found", "limit"}`; written only.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Signal {
    pub(super) rule: Rule,
    pub(super) side: Side,
    pub(super) found: f64,
    pub(super) limit: f64,
}

impl Signal {
    /// The rule that gave it.
    #[must_use]
    pub const fn rule(&self) -> Rule {
        self.rule
    }

    /// The side of the baseline it is about.
    #[must_use]
    pub const fn side(&self) -> Side {
        self.side
    }

    /// What was found: points for [`Rule::Limit`] and [`Rule::Smoothed`], standard errors for
    /// [`Rule::Cusum`], a number of periods for runs.
    #[must_use]
    pub const fn found(&self) -> f64 {
        self.found
    }

    /// What it is compared with, in the same unit: the limit passed, or the number reached.
    #[must_use]
    pub const fn limit(&self) -> f64 {
        self.limit
    }
}

impl fmt::Display for Signal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            rule,
            side,
            found,
            limit,
        } = self;
        match (rule, rule.run()) {
            (Rule::EightInARow, _) => write!(f, "{found} scores in a row are {side} the baseline"),
            (_, Some((_, of, beyond))) => write!(
                f,
                "{found} of {of} scores are more than {beyond} standard {} {side} the baseline",
                if beyond > 1.0 { "errors" } else { "error" }
            ),
            (Rule::Smoothed, _) => {
                write!(
                    f,
                    "smoothed score {found:.1} is {side} the limit of {limit:.1}"
                )
            }
            (Rule::Cusum, _) => write!(
                f,
                "deviations {side} the baseline add up to {found:.1} standard errors, limit {limit:.1}"
            ),
            _ => write!(f, "score {found:.1} is {side} the limit of {limit:.1}"),
        }
    }
}

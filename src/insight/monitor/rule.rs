//! The rules of a control chart, and the signals they give.

use alloc::string::String;
use core::fmt;

use crate::nps::Nps;
use crate::text;

/// On which side of the baseline something lies.
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
}

crate::text::words!(
    /// `"above"` or `"below"`.
    Side {
        Above => "above",
        Below => "below",
    }
);

/// A rule by which a control chart gives a signal.
///
/// Deviations are counted in standard errors of a score with that many responses, so periods of any
/// size are judged alike. They are compared exactly: a score at a limit is not beyond it. "In a row"
/// are periods with responses: a gap is not on the chart. A score equal to the baseline lies on no
/// side.
///
/// # Source
///
/// Limits: Shewhart, *Economic Control of Quality of Manufactured Product* (1931), for unequal
/// samples as in Montgomery, *Introduction to Statistical Quality Control* (7th ed., 2013), section
/// 7.3.2. Runs: Western Electric Company, *Statistical Quality Control Handbook* (1956), tests 1 to
/// 4 for unnatural patterns. Smoothed scores (EWMA): Roberts, Technometrics 1 (1959) 239-250.
/// Cumulative sums (CUSUM): Page, Biometrika 41 (1954) 100-115.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Rule {
    /// The score is beyond a control limit, 3 standard errors from the baseline by default.
    Limit,
    /// This score and at least one of the two before it are more than 2 standard errors from the
    /// baseline, on the same side.
    TwoOfThree,
    /// This score and at least three of the four before it are more than 1 standard error from the
    /// baseline, on the same side.
    FourOfFive,
    /// This score and the seven before it are on the same side of the baseline.
    EightInARow,
    /// The smoothed score is beyond its control limit.
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

    pub(super) const fn index(self) -> usize {
        self as usize
    }
}

crate::text::words!(
    /// The rule in words, such as `"two of three"`.
    Rule {
        Limit => "limit",
        TwoOfThree => "two of three",
        FourOfFive => "four of five",
        EightInARow => "eight in a row",
        Smoothed => "smoothed",
        Cusum => "cumulative sum",
    }
);

/// Which scores a rule about runs counts: so many of so many periods, all more than so many standard
/// errors out on one side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Run {
    pub(super) needed: usize,
    pub(super) of: usize,
    pub(super) beyond: u8,
}

impl Rule {
    pub(super) const fn run(self) -> Option<Run> {
        let (needed, of, beyond) = match self {
            Self::TwoOfThree => (2, 3, 2),
            Self::FourOfFive => (4, 5, 1),
            Self::EightInARow => (8, 8, 0),
            Self::Limit | Self::Smoothed | Self::Cusum => return None,
        };
        Some(Run { needed, of, beyond })
    }
}

/// What a rule compares with its limit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Found {
    Score(Nps),
    /// Points or standard errors.
    Figure(f64),
    /// Of a run.
    Periods(usize),
}

/// A reason to look at a period: the rule, the side, and what was compared with what.
///
/// # Display
///
/// Part of a sentence: `score 7.0 is below the limit of 15.0`, with one decimal place or as many as
/// were asked for, and more where the comparison needs them.
///
/// # Serialised form
///
/// `{"rule", "side", "found", "limit"}`; written only.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Signal {
    pub(super) rule: Rule,
    pub(super) side: Side,
    pub(super) found: Found,
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
    pub fn found(&self) -> f64 {
        match self.found {
            Found::Score(nps) => nps.to_f64(),
            Found::Figure(figure) => figure,
            Found::Periods(periods) => periods as f64,
        }
    }

    /// What it is compared with, in the same unit: the limit that was passed, or the number of
    /// periods that is enough.
    #[must_use]
    pub const fn limit(&self) -> f64 {
        self.limit
    }

    fn found_text(&self, places: usize) -> String {
        match self.found {
            Found::Score(nps) => alloc::format!("{nps:.places$}"),
            Found::Figure(figure) => text::fixed(figure, places, false),
            Found::Periods(periods) => alloc::format!("{periods}"),
        }
    }

    /// The fewest decimal places, from so many on, that tell what was found from the limit.
    pub(super) fn places(&self, fewest: usize) -> usize {
        let told_apart =
            |places: &usize| self.found_text(*places) != text::fixed(self.limit, *places, false);
        match self.found {
            Found::Periods(_) => fewest,
            Found::Score(_) | Found::Figure(_) => {
                (fewest..MAX_PLACES).find(told_apart).unwrap_or(MAX_PLACES)
            }
        }
    }
}

/// As many places as a float of points surely has.
const MAX_PLACES: usize = 12;

impl fmt::Display for Signal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if f.width().is_some() {
            return text::padded(f, self);
        }
        let places = self.places(f.precision().unwrap_or(1));
        let (found, limit) = (
            self.found_text(places),
            text::fixed(self.limit, places, false),
        );
        let side = self.side;
        // Beyond what a float can show.
        let just = if found == limit { "just " } else { "" };
        match (self.rule, self.rule.run()) {
            (_, Some(Run { beyond: 0, .. })) => {
                write!(f, "{found} scores in a row are {side} the baseline")
            }
            (_, Some(Run { of, beyond, .. })) => write!(
                f,
                "{found} of {of} scores are more than {beyond} standard {} {side} the baseline",
                if beyond == 1 { "error" } else { "errors" }
            ),
            (Rule::Smoothed, None) => {
                write!(
                    f,
                    "smoothed score {found} is {just}{side} the limit of {limit}"
                )
            }
            (Rule::Cusum, None) => write!(
                f,
                "deviations {side} the baseline add up to {found} standard errors, \
                 {just}above the limit of {limit}"
            ),
            (_, None) => write!(f, "score {found} is {just}{side} the limit of {limit}"),
        }
    }
}

crate::wire::written!([] Signal as "Signal", |this| {
    rule: this.rule,
    side: this.side,
    found: this.found(),
    limit: this.limit,
});

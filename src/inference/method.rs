//! Which method is asked for, and which one an estimate or a test reports.

use super::prior::Prior;

/// How the limits around the NPS of one sample are to be found, for any sample.
///
/// Methods whose guarantees need whole counts are methods of
/// [`NpsResult`](crate::NpsResult): [`exact_interval`](crate::NpsResult::exact_interval),
/// [`anytime_valid_interval`](crate::NpsResult::anytime_valid_interval) and the interval of a
/// [`Posterior`](super::Posterior).
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum IntervalMethod {
    /// All values that a score test does not reject (Tango 1998). The default: never leaves the
    /// range from -100 to 100, never shrinks to a point, good from the first response on.
    #[default]
    Score,
    /// Estimate ± z standard errors, not cut at the ends of the range: the figures other tools print.
    /// Far too narrow on few responses, and of no width where all answers are alike.
    Wald,
    /// Wald after adding imagined responses, such as [`Prior::ROCKS`]; not cut either. The estimate
    /// is that of the added-to counts.
    AdjustedWald(Prior),
}

/// How the limits around the difference of two independent samples are to be found.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum DifferenceMethod {
    /// The score intervals of both samples put together (method of variance estimates recovery:
    /// Zou and Donner 2008), with the p-value of the two-sample score test. The default.
    #[default]
    Mover,
    /// All differences that the two-sample score test does not reject, and its p-value: limits and
    /// p-value always agree.
    Score,
    /// Difference ± z standard errors, not cut, and the p-value of their quotient: the figures other
    /// tools print.
    Wald,
    /// Wald after adding imagined responses to each sample, such as [`Prior::ROCKS`]; not cut. The
    /// estimate is that of the added-to counts.
    AdjustedWald(Prior),
}

/// How the limits around the change within the same respondents are to be found.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum PairedMethod {
    /// All differences that the paired score test does not reject, and its p-value. The default.
    #[default]
    Score,
    /// Difference ± z standard errors, not cut: the figures other tools print.
    Wald,
    /// Wald after adding 1/3 to each of the nine cells; not cut.
    AdjustedWald,
}

/// How the p-value of one sample, or of two, is to be found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum TestMethod {
    /// The score test: with the variance that holds under the null hypothesis. The default.
    #[default]
    Score,
    /// The estimate by its own standard error: the figures other tools print.
    Wald,
}

/// How an [`Estimate`](super::Estimate) or a [`Test`](super::Test) was made.
///
/// # Serialised form
///
/// The name in snake case: `"score"`, `"adjusted_wald"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Method {
    /// The score method of one sample or of two.
    Score,
    /// By enumeration, with guaranteed coverage.
    Exact,
    /// The posterior distribution.
    Bayes,
    /// The bet that holds however often one looks; the statistic is the natural logarithm of its
    /// e-value.
    AnytimeValid,
    /// Estimate ± z standard errors.
    Wald,
    /// Wald after adding imagined responses.
    AdjustedWald,
    /// Two intervals put together (method of variance estimates recovery).
    Mover,
    /// The score method within the same respondents.
    PairedScore,
    /// Wald within the same respondents.
    PairedWald,
    /// Wald within the same respondents, after adding 1/3 to each of the nine cells.
    PairedAdjustedWald,
    /// Wilson's score interval of a share.
    Wilson,
    /// Student's t.
    StudentT,
    /// For a random part of a finite population.
    Population,
    /// The exact test of paired changes, each of which could have gone the other way.
    SignFlip,
    /// Whether the shares of the categories are what they were (Stuart 1955, Maxwell 1970).
    Homogeneity,
    /// Whether groups have one NPS: the score test, with variances under that hypothesis.
    Heterogeneity,
    /// Whether groups have one distribution (Pearson 1900).
    ChiSquare,
}

impl Method {
    /// What the statistic is: standard normal, chi-square, or neither.
    pub(super) const fn statistic(self) -> Statistic {
        match self {
            Self::Score
            | Self::Wald
            | Self::AdjustedWald
            | Self::Mover
            | Self::PairedScore
            | Self::PairedWald
            | Self::PairedAdjustedWald
            | Self::Wilson => Statistic::Normal,
            Self::StudentT => Statistic::Student,
            Self::Exact | Self::Population => Statistic::ScoreOfExact,
            Self::SignFlip => Statistic::SumOfSigns,
            Self::AnytimeValid => Statistic::LogE,
            Self::Homogeneity | Self::Heterogeneity | Self::ChiSquare => Statistic::ChiSquare,
            Self::Bayes => Statistic::None,
        }
    }

    /// Whether limits are those of a formula, which may lie beyond the ends of the range.
    pub(super) const fn is_uncut(self) -> bool {
        matches!(
            self,
            Self::Wald | Self::AdjustedWald | Self::PairedWald | Self::PairedAdjustedWald
        )
    }
}

crate::text::words!(
    /// The method in words, such as `"adjusted Wald"`.
    Method {
        Score => "score",
        Exact => "exact",
        Bayes => "Bayes",
        AnytimeValid => "anytime-valid",
        Wald => "Wald",
        AdjustedWald => "adjusted Wald",
        Mover => "MOVER",
        PairedScore => "paired score",
        PairedWald => "paired Wald",
        PairedAdjustedWald => "paired adjusted Wald",
        Wilson => "Wilson",
        StudentT => "Student's t",
        Population => "finite population",
        SignFlip => "sign-flip",
        Homogeneity => "Stuart-Maxwell",
        Heterogeneity => "heterogeneity",
        ChiSquare => "Pearson's chi-square",
    }
);

/// How a statistic and its p-value belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Statistic {
    /// The method has no statistic.
    None,
    /// Standard normal under the null hypothesis.
    Normal,
    /// Student's t, with degrees of freedom that are not kept.
    Student,
    /// A score statistic whose p-value is found by enumeration.
    ScoreOfExact,
    /// A sum of random signs by the root of the sum of squares.
    SumOfSigns,
    /// The natural logarithm of an e-value.
    LogE,
    /// Chi-square.
    ChiSquare,
}

//! Which respondents to get back to, and why.

use alloc::vec::Vec;
use core::fmt;
use core::hash::Hash;

use crate::response::{Category, Score};
use crate::stream::Latest;

/// A reason to get back to a respondent.
///
/// # Serialised form
///
/// `{"score_at_most": 6}` or `{"turned": {"from": "promoter", "to": "detractor"}}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum FollowUpRule {
    /// The score is this or lower: 6 for every detractor.
    ScoreAtMost(Score),
    /// The respondent was in one category and is now in another; with the same category twice, the
    /// respondent is still in it.
    Turned {
        /// The category of the answer before.
        from: Category,
        /// The category of this answer.
        to: Category,
    },
}

impl FollowUpRule {
    /// Every detractor.
    pub const DETRACTOR: Self = Self::ScoreAtMost(Score::constant(6));

    /// A promoter who has become a detractor.
    pub const LOST_PROMOTER: Self = Self::Turned {
        from: Category::Promoter,
        to: Category::Detractor,
    };

    /// Whether an answer, after the one before if there was one, is a reason by this rule.
    #[must_use]
    pub fn applies(self, before: Option<Score>, score: Score) -> bool {
        match self {
            Self::ScoreAtMost(limit) => score <= limit,
            Self::Turned { from, to } => {
                before.map(Score::category) == Some(from) && score.category() == to
            }
        }
    }
}

/// The rule in words.
impl fmt::Display for FollowUpRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if f.width().is_some() {
            return crate::text::padded(f, self);
        }
        match self {
            Self::ScoreAtMost(limit) => write!(f, "score of {limit} or lower"),
            Self::Turned { from, to } if from == to => write!(f, "still a {to}"),
            Self::Turned { from, to } => write!(f, "{from} turned {to}"),
        }
    }
}

/// Rules that tell which answers are a reason to get back to the respondent (to close the loop).
///
/// They keep no answers: they are read beside the [`Latest`] that the program has anyway.
///
/// # Serialised form
///
/// The list of the rules.
///
/// # Example
///
/// ```
/// use npscore::insight::monitor::{FollowUpRule, FollowUpRules};
/// use npscore::{Latest, Observe, Score};
///
/// let rules = FollowUpRules::new([
///     FollowUpRule::ScoreAtMost(Score::constant(3)),
///     FollowUpRule::LOST_PROMOTER,
/// ]);
/// let mut answers = Latest::<String, Score>::default();
/// let mut calls = Vec::new();
/// for (who, day, score) in [("ann", 1, 10), ("ann", 9, 4), ("ann", 5, 0)] {
///     let score = Score::new(score)?;
///     // First ask, then count.
///     calls.extend(rules.check(&answers, who.to_string(), day, score));
///     answers.observe((who, (day, score)));
/// }
/// assert_eq!(calls.len(), 1); // the answer of day 5 came late
/// assert_eq!(calls[0].to_string(), "ann: 4 after 10 (promoter turned detractor)");
/// # Ok::<(), npscore::Error>(())
/// ```
#[doc(alias = "closed loop")]
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(transparent))]
pub struct FollowUpRules {
    rules: Vec<FollowUpRule>,
}

impl FollowUpRules {
    /// These rules.
    #[must_use]
    pub fn new(rules: impl IntoIterator<Item = FollowUpRule>) -> Self {
        Self {
            rules: rules.into_iter().collect(),
        }
    }

    /// The rules, in the order given.
    #[must_use]
    pub fn rules(&self) -> &[FollowUpRule] {
        &self.rules
    }

    /// The follow-up for an answer that is about to be counted; `None` where no rule applies.
    ///
    /// `answers` are those known before it. An answer that is no newer than the respondent's newest,
    /// because it arrived late or twice, gives `None`: what counts is how things stand now. So every
    /// answer gives at most one follow-up, if it is observed after it was checked.
    #[must_use]
    pub fn check<Id: Hash + Eq + Clone, S: Ord + Clone, A>(
        &self,
        answers: &Latest<Id, Score, S, A>,
        respondent: Id,
        stamp: S,
        score: Score,
    ) -> Option<FollowUp<Id, S>> {
        let before = answers.get(&respondent);
        if before.is_some_and(|(newest, _)| stamp <= *newest) {
            return None;
        }
        let before = before.map(|(stamp, score)| (stamp.clone(), *score));
        let previous = before.as_ref().map(|(_, score)| *score);
        let rules: Vec<_> = self
            .rules
            .iter()
            .copied()
            .filter(|rule| rule.applies(previous, score))
            .collect();
        (!rules.is_empty()).then_some(FollowUp {
            respondent,
            stamp,
            score,
            before,
            rules,
        })
    }
}

/// A respondent to get back to: what was answered, what was answered before, and the reasons.
///
/// # Invariants
///
/// At least one rule, each of which applies; the answer before has an earlier stamp.
///
/// # Display
///
/// `ann: 4 after 10 (promoter turned detractor)`.
///
/// # Serialised form
///
/// `{"respondent", "stamp", "score", "before", "rules"}`, the answer before as `[stamp, score]` or
/// null.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct FollowUp<Id, S = i64> {
    respondent: Id,
    stamp: S,
    score: Score,
    before: Option<(S, Score)>,
    rules: Vec<FollowUpRule>,
}

impl<Id, S> FollowUp<Id, S> {
    /// Who answered.
    #[must_use]
    pub const fn respondent(&self) -> &Id {
        &self.respondent
    }

    /// When.
    #[must_use]
    pub const fn stamp(&self) -> &S {
        &self.stamp
    }

    /// The answer.
    #[must_use]
    pub const fn score(&self) -> Score {
        self.score
    }

    /// The answer before with its stamp, if there is one.
    #[must_use]
    pub const fn before(&self) -> Option<&(S, Score)> {
        self.before.as_ref()
    }

    /// The rules that apply: at least one.
    #[must_use]
    pub fn rules(&self) -> &[FollowUpRule] {
        &self.rules
    }
}

impl<Id: fmt::Display, S> fmt::Display for FollowUp<Id, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if f.width().is_some() {
            return crate::text::padded(f, self);
        }
        write!(f, "{}: {}", self.respondent, self.score)?;
        if let Some((_, before)) = &self.before {
            write!(f, " after {before}")?;
        }
        for (place, rule) in self.rules.iter().enumerate() {
            f.write_str(if place == 0 { " (" } else { "; " })?;
            rule.fmt(f)?;
        }
        f.write_str(")")
    }
}

#[cfg(feature = "serde")]
mod wire {
    use alloc::vec::Vec;

    use serde::de::Error;
    use serde::{Deserialize, Deserializer};

    use super::{FollowUp, FollowUpRule, Score};

    #[derive(Deserialize)]
    #[serde(rename = "FollowUp", deny_unknown_fields)]
    struct Row<Id, S> {
        respondent: Id,
        stamp: S,
        score: Score,
        before: Option<(S, Score)>,
        rules: Vec<FollowUpRule>,
    }

    impl<'de, Id: Deserialize<'de>, S: Deserialize<'de> + Ord> Deserialize<'de> for FollowUp<Id, S> {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            let Row {
                respondent,
                stamp,
                score,
                before,
                rules,
            } = Row::deserialize(deserializer)?;
            if before.as_ref().is_some_and(|(before, _)| *before >= stamp) {
                return Err(D::Error::custom("the answer before is not earlier"));
            }
            let previous = before.as_ref().map(|(_, score)| *score);
            if rules.is_empty() || !rules.iter().all(|rule| rule.applies(previous, score)) {
                return Err(D::Error::custom("the rules do not apply to this answer"));
            }
            Ok(Self {
                respondent,
                stamp,
                score,
                before,
                rules,
            })
        }
    }
}

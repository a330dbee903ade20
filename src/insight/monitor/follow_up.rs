//! Whom to call back, and why.

use alloc::vec::Vec;
use core::fmt;
use core::hash::Hash;

use hashbrown::Equivalent;

use crate::aggregate::Observe;
use crate::response::{Category, Score};
use crate::stream::Latest;

/// A reason to get back to a respondent.
///
/// # Ordering
///
/// None.
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
    /// The respondent was in one category and is now in another. With one category twice, the
    /// respondent is still in it.
    Turned {
        /// What the respondent was by the answer before.
        from: Category,
        /// What the respondent is by this answer.
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
        match self {
            Self::ScoreAtMost(limit) => write!(f, "score of {limit} or lower"),
            Self::Turned { from, to } if from == to => write!(f, "still a {to}"),
            Self::Turned { from, to } => write!(f, "{from} turned {to}"),
        }
    }
}

pub use encapsulate::FollowUps;

mod encapsulate {
    use super::{FollowUpRule, Latest, Score, Vec};

    /// Follow-up rules over a live stream: each answer that is a reason to get back to its giver
    /// yields a [`FollowUp`](super::FollowUp).
    ///
    /// It remembers everybody's answers, as [`Latest`] does. An answer that is no newer than one
    /// already known, because it arrived late or twice, yields nothing: what counts is how things
    /// stand. An event is yielded once, when its answer is observed.
    ///
    /// # Ordering
    ///
    /// None.
    ///
    /// # Serialised form
    ///
    /// `{"rules", "answers"}`, the answers as those of a [`Latest`].
    ///
    /// # Example
    ///
    /// ```
    /// use npscore::Score;
    /// use npscore::insight::monitor::{FollowUpRule, FollowUps};
    ///
    /// let mut desk = FollowUps::<String>::new([
    ///     FollowUpRule::ScoreAtMost(Score::constant(3)),
    ///     FollowUpRule::LOST_PROMOTER,
    /// ]);
    /// assert_eq!(desk.observe("ann".into(), 1, Score::constant(10)), None);
    /// let call = desk.observe("ann".into(), 9, Score::constant(4)).ok_or("no reason")?;
    /// assert_eq!(call.to_string(), "ann: 4 after 10 (promoter turned detractor)");
    /// assert_eq!(desk.observe("ann".into(), 5, Score::constant(0)), None); // late
    /// # Ok::<(), &str>(())
    /// ```
    #[derive(Clone)]
    pub struct FollowUps<Id, S = i64> {
        rules: Vec<FollowUpRule>,
        answers: Latest<Id, Score, S>,
    }

    impl<Id, S> FollowUps<Id, S> {
        /// A desk with these rules that knows nobody.
        #[must_use]
        pub fn new(rules: impl IntoIterator<Item = FollowUpRule>) -> Self {
            Self::resume(rules, Latest::default())
        }

        /// A desk with these rules that knows these answers.
        #[must_use]
        pub fn resume(
            rules: impl IntoIterator<Item = FollowUpRule>,
            answers: Latest<Id, Score, S>,
        ) -> Self {
            Self {
                rules: rules.into_iter().collect(),
                answers,
            }
        }

        /// The rules, in the order given.
        #[must_use]
        pub fn rules(&self) -> &[FollowUpRule] {
            &self.rules
        }

        /// Everybody's answers.
        #[must_use]
        pub const fn answers(&self) -> &Latest<Id, Score, S> {
            &self.answers
        }

        pub(super) const fn answers_mut(&mut self) -> &mut Latest<Id, Score, S> {
            &mut self.answers
        }
    }
}

impl<Id: Hash + Eq + Clone, S: Ord + Clone> FollowUps<Id, S> {
    /// Takes one answer into account, and says whether it is a reason to get back to its giver.
    ///
    /// # Panics
    ///
    /// Where the respondents would pass `u64::MAX`.
    pub fn observe(&mut self, respondent: Id, stamp: S, score: Score) -> Option<FollowUp<Id, S>> {
        let before = self.answers().get(&respondent);
        let before = before.map(|(stamp, score)| (stamp.clone(), *score));
        let newest = before.as_ref().is_none_or(|(at, _)| stamp > *at);
        let answers = self.answers_mut();
        answers.observe((respondent.clone(), (stamp.clone(), score)));
        let previous = before.as_ref().map(|(_, score)| *score);
        let rules = self.rules().iter().copied();
        let rules: Vec<_> = rules
            .filter(|rule| newest && rule.applies(previous, score))
            .collect();
        (!rules.is_empty()).then_some(FollowUp {
            respondent,
            stamp,
            score,
            before,
            rules,
        })
    }

    /// Forgets a respondent: what was known, oldest first; `None` for a stranger.
    pub fn erase<Q: Hash + Equivalent<Id> + ?Sized>(
        &mut self,
        respondent: &Q,
    ) -> Option<Vec<(S, Score)>> {
        self.answers_mut().erase(respondent)
    }

    /// Drops the answers before `stamp` that newer ones have replaced by then, to save memory: see
    /// [`Latest::forget_before`].
    pub fn forget_before(&mut self, stamp: &S) {
        self.answers_mut().forget_before(stamp);
    }
}

impl<Id: Hash + Eq, S: PartialEq> PartialEq for FollowUps<Id, S> {
    fn eq(&self, other: &Self) -> bool {
        self.rules() == other.rules() && self.answers() == other.answers()
    }
}

impl<Id: fmt::Debug, S: fmt::Debug> fmt::Debug for FollowUps<Id, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FollowUps")
            .field("rules", &self.rules())
            .field("answers", &self.answers())
            .finish()
    }
}

/// Somebody to get back to: what was answered, what was answered before, and why it matters.
///
/// # Ordering
///
/// None.
///
/// # Display
///
/// `ann: 4 after 10 (promoter turned detractor)`.
///
/// # Serialised form
///
/// `{"respondent", "stamp", "score", "before", "rules"}`, the answer before as `[stamp, score]` or
/// null; written only.
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
    use core::hash::Hash;

    use serde::ser::SerializeStruct;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::{FollowUpRule, FollowUps, Latest, Score};

    impl<Id: Serialize + Ord, S: Serialize> Serialize for FollowUps<Id, S> {
        fn serialize<Z: Serializer>(&self, serializer: Z) -> Result<Z::Ok, Z::Error> {
            let mut row = serializer.serialize_struct("FollowUps", 2)?;
            row.serialize_field("rules", self.rules())?;
            row.serialize_field("answers", self.answers())?;
            row.end()
        }
    }

    #[derive(Deserialize)]
    #[serde(
        rename = "FollowUps",
        deny_unknown_fields,
        bound = "Id: Deserialize<'de> + Hash + Eq, S: Deserialize<'de> + Ord"
    )]
    struct Row<Id, S> {
        rules: Vec<FollowUpRule>,
        answers: Latest<Id, Score, S>,
    }

    impl<'de, Id, S> Deserialize<'de> for FollowUps<Id, S>
    where
        Id: Deserialize<'de> + Hash + Eq,
        S: Deserialize<'de> + Ord,
    {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            let row = Row::deserialize(deserializer)?;
            Ok(Self::resume(row.rules, row.answers))
        }
    }
}

//! Who moved between the categories.

use alloc::vec::Vec;
use core::fmt;
use core::hash::Hash;

use super::flow::Flow;
use crate::error::CountError;
use crate::inference::PairedResult;
use crate::kit::{Observe, aggregator, merges, observes_references, overflow};
use crate::nps::Share;
use crate::response::{Category, Score};
use crate::stream::Latest;
use crate::tally::{PairedTally, Tally};

/// The same people at two times: who stayed, who moved to which category, who left and who is new.
///
/// Observes `(before, after)` pairs of [`Category`]s or [`Score`]s, or pairs of options where `None`
/// means no response at that time: `(Some(before), None)` has left, `(None, Some(after))` is new, and
/// `(None, None)` is not counted.
///
/// Two equal scores can hide that a third of the customers changed category; this table does not.
/// Those who responded twice are a [`PairedTally`], with the tests of [`PairedResult`].
///
/// # Invariants
///
/// All people together are at most `u64::MAX`.
///
/// # Errors
///
/// The checked operations return a [`CountError`] and change nothing: more than `u64::MAX` people, or
/// taking away more than there are.
///
/// # Panics
///
/// `+`, `+=`, `sum`, `collect`, `extend`, `observe` and `merge` where the people would pass
/// `u64::MAX`.
///
/// # Display
///
/// `100 responded twice: 22 moved up, 8 down; 5 left, 7 are new`.
///
/// # Serialised form
///
/// `{"pairs", "left", "joined"}`: three rows of three counts (before by after, from detractors to
/// promoters), and two tallies.
///
/// # Example
///
/// ```
/// use npscore::insight::{Flow, Migration};
/// use npscore::{Category, Latest, Score};
/// use npscore::error::{ScoreError};
///
/// fn survey<const N: usize>(rows: [(&'static str, u8); N]) -> Result<Latest<&'static str, Score>, ScoreError> {
///     rows.into_iter().map(|(who, n)| Ok((who, (1, Score::new(n)?)))).collect()
/// }
/// let spring = survey([("ann", 10), ("bob", 7), ("cid", 3)])?;
/// let autumn = survey([("ann", 4), ("bob", 9), ("dee", 8)])?;
///
/// let migration = Migration::between(&spring, &autumn);
/// assert_eq!(migration.to_string(), "2 responded twice: 1 moved up, 1 down; 1 left, 1 is new");
/// assert_eq!(migration.flow(Category::Promoter, Category::Detractor), 1);
/// assert_eq!(migration.flows().iter().filter(|flow| flow.is_improvement()).count(), 1);
///
/// let lost = spring
///     .moves_to(&autumn)
///     .find(|(_, before, after)| *before == Some(Category::Promoter) && *after < *before);
/// assert_eq!(lost.map(|(who, ..)| *who), Some("ann"));
/// # Ok::<(), npscore::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Migration {
    pairs: PairedTally,
    left: Tally,
    joined: Tally,
}

impl Migration {
    /// From an earlier survey to a later one: the newest response of everybody in each.
    #[must_use]
    pub fn between<Id, T, S, A, R, B>(
        before: &Latest<Id, T, S, A>,
        after: &Latest<Id, T, R, B>,
    ) -> Self
    where
        Id: Hash + Eq + Clone,
        T: Copy + Into<Category>,
    {
        let moves = before.moves_to(after);
        moves.map(|(_, before, after)| (before, after)).collect()
    }

    /// From one stamp to another of the same stream: everybody's newest response as of each.
    ///
    /// A response stands until the same respondent gives a newer one, so nobody leaves as time goes
    /// on, and who has not responded again has stayed. For two surveys each of which counts by itself
    /// see [`between`](Self::between).
    #[must_use]
    pub fn as_of<Id, T, S, A>(answers: &Latest<Id, T, S, A>, before: &S, after: &S) -> Self
    where
        Id: Hash + Eq + Clone,
        T: Copy + Into<Category>,
        S: Ord,
    {
        let moves = answers.moves_between(before, after);
        moves.map(|(_, before, after)| (before, after)).collect()
    }

    /// A migration of counts that are already known: who responded twice, by category before those
    /// who left, and by category after those who are new.
    ///
    /// # Errors
    ///
    /// [`CountError::Overflow`] where they add up to more than `u64::MAX` people.
    pub const fn new(pairs: PairedTally, left: Tally, joined: Tally) -> Result<Self, CountError> {
        match pairs.responses().checked_add(left.responses()) {
            Some(sum) if sum.checked_add(joined.responses()).is_some() => Ok(Self {
                pairs,
                left,
                joined,
            }),
            _ => Err(CountError::Overflow),
        }
    }

    /// Everybody before: those who responded twice and those who left.
    #[must_use]
    pub fn before(&self) -> Tally {
        // Within all people, which fit.
        self.pairs.before() + self.left
    }

    /// Everybody after: those who responded twice and those who are new.
    #[must_use]
    pub fn after(&self) -> Tally {
        self.pairs.after() + self.joined
    }

    /// Those who responded both times, by category before and after.
    #[must_use]
    pub const fn pairs(&self) -> PairedTally {
        self.pairs
    }

    /// Those who responded after only, by category after.
    #[must_use]
    pub const fn joined(&self) -> Tally {
        self.joined
    }

    /// Those who responded before only, by category before.
    #[must_use]
    pub const fn left(&self) -> Tally {
        self.left
    }

    /// All people, each counted once.
    #[must_use]
    pub const fn responses(&self) -> u64 {
        self.pairs.responses() + self.left.responses() + self.joined.responses()
    }

    /// Whether there is nobody.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.responses() == 0
    }

    /// What follows for those who responded twice: the change, its limits and its tests; `None`
    /// without any.
    #[must_use]
    pub fn result(&self) -> Option<PairedResult> {
        self.pairs.result()
    }

    /// Those who went from one category to another, or stayed if it is the same.
    #[must_use]
    pub const fn flow(&self, from: Category, to: Category) -> u64 {
        self.pairs.count(from, to)
    }

    /// Those who went from one category to another, less those who went back.
    #[must_use]
    pub fn net_flow(&self, from: Category, to: Category) -> i128 {
        i128::from(self.flow(from, to)) - i128::from(self.flow(to, from))
    }

    /// All flows from one category to another that somebody took, in the order of the categories: at
    /// most six.
    ///
    /// What a category gained is the sum of the flows to it, what it lost that of the flows from it.
    #[must_use]
    pub fn flows(&self) -> Vec<Flow<u64>> {
        let pairs = Category::ALL
            .into_iter()
            .flat_map(|from| Category::ALL.map(|to| (from, to)));
        pairs
            .filter(|(from, to)| from != to && self.flow(*from, *to) > 0)
            .map(|(from, to)| Flow::new(from, to, self.flow(from, to)))
            .collect()
    }

    /// Of those who were in a category and responded again, the share that is still in it; `None`
    /// where nobody was.
    #[must_use]
    pub fn retention(&self, category: Category) -> Option<Share> {
        let before = self.pairs.before().count(category);
        Share::new(self.flow(category, category), before)
    }

    /// Both together.
    ///
    /// # Errors
    ///
    /// [`CountError::Overflow`] for more than `u64::MAX` people.
    pub fn checked_add(&self, other: &Self) -> Result<Self, CountError> {
        Self::new(
            self.pairs.checked_add(&other.pairs)?,
            self.left.checked_add(&other.left)?,
            self.joined.checked_add(&other.joined)?,
        )
    }

    /// This migration without the other, the whole of it or nothing.
    ///
    /// # Errors
    ///
    /// [`CountError::Underflow`] where `other` has more of some kind than `self`.
    pub fn checked_sub(&self, other: &Self) -> Result<Self, CountError> {
        Self::new(
            self.pairs.checked_sub(&other.pairs)?,
            self.left.checked_sub(&other.left)?,
            self.joined.checked_sub(&other.joined)?,
        )
    }
}

impl<Id: Hash + Eq + Clone, T: Copy + Into<Category>, S, A> Latest<Id, T, S, A> {
    /// Everybody in this survey or in a later one, with their category in each: `None` where they
    /// did not respond. In no particular order.
    pub fn moves_to<'a, R, B>(
        &'a self,
        later: &'a Latest<Id, T, R, B>,
    ) -> impl Iterator<Item = (&'a Id, Option<Category>, Option<Category>)> {
        let known = self.iter().map(|(id, _, before)| {
            let after = later.get(id).map(|(_, after)| (*after).into());
            (id, Some((*before).into()), after)
        });
        let new = later
            .iter()
            .filter(|(id, ..)| self.get(*id).is_none())
            .map(|(id, _, after)| (id, None, Some((*after).into())));
        known.chain(new)
    }

    /// Everybody known as of either stamp, with their category as of each: `None` before their first
    /// response. In no particular order.
    pub fn moves_between(
        &self,
        before: &S,
        after: &S,
    ) -> impl Iterator<Item = (&Id, Option<Category>, Option<Category>)>
    where
        S: Ord,
    {
        self.iter().filter_map(move |(id, ..)| {
            let history = self.history(id);
            let at = |stamp: &S| {
                let known = history.partition_point(|(at, _)| at <= stamp);
                let (_, answer) = history.get(known.checked_sub(1)?)?;
                Some((*answer).into())
            };
            let (before, after) = (at(before), at(after));
            (before.is_some() || after.is_some()).then_some((id, before, after))
        })
    }
}

aggregator!([] Migration, whole);
merges!(Migration, Self::responses);
observes_references!(
    Migration:
    (Category, Category), (Score, Score),
    (Option<Category>, Option<Category>), (Option<Score>, Option<Score>)
);

impl Migration {
    /// `n` people of one kind; who answered neither time is nobody.
    fn of(answers: (Option<Category>, Option<Category>), n: u64) -> Result<Self, CountError> {
        let mut pairs = PairedTally::default();
        let [mut left, mut joined] = [Tally::default(); 2];
        match answers {
            (Some(before), Some(after)) => pairs.try_observe_n((before, after), n)?,
            (Some(before), None) => left = Tally::of(before, n),
            (None, Some(after)) => joined = Tally::of(after, n),
            (None, None) => {}
        }
        Self::new(pairs, left, joined)
    }
}

impl Observe<(Option<Category>, Option<Category>)> for Migration {
    fn try_observe_n(
        &mut self,
        answers: (Option<Category>, Option<Category>),
        n: u64,
    ) -> Result<(), CountError> {
        *self = self.checked_add(&Self::of(answers, n)?)?;
        Ok(())
    }

    fn check_observe_n(
        &self,
        answers: (Option<Category>, Option<Category>),
        n: u64,
    ) -> Result<(), CountError> {
        self.checked_add(&Self::of(answers, n)?).map(drop)
    }
}

impl Observe<(Option<Score>, Option<Score>)> for Migration {
    fn try_observe_n(
        &mut self,
        (before, after): (Option<Score>, Option<Score>),
        n: u64,
    ) -> Result<(), CountError> {
        self.try_observe_n((before.map(Score::category), after.map(Score::category)), n)
    }

    fn check_observe_n(
        &self,
        (before, after): (Option<Score>, Option<Score>),
        n: u64,
    ) -> Result<(), CountError> {
        self.check_observe_n((before.map(Score::category), after.map(Score::category)), n)
    }
}

impl Observe<(Category, Category)> for Migration {
    fn try_observe_n(
        &mut self,
        (before, after): (Category, Category),
        n: u64,
    ) -> Result<(), CountError> {
        self.try_observe_n((Some(before), Some(after)), n)
    }

    fn check_observe_n(
        &self,
        (before, after): (Category, Category),
        n: u64,
    ) -> Result<(), CountError> {
        self.check_observe_n((Some(before), Some(after)), n)
    }
}

impl Observe<(Score, Score)> for Migration {
    fn try_observe_n(&mut self, (before, after): (Score, Score), n: u64) -> Result<(), CountError> {
        self.try_observe_n((before.category(), after.category()), n)
    }

    fn check_observe_n(&self, (before, after): (Score, Score), n: u64) -> Result<(), CountError> {
        self.check_observe_n((before.category(), after.category()), n)
    }
}

/// Those who responded twice; nobody has left, nobody is new.
impl From<PairedTally> for Migration {
    fn from(pairs: PairedTally) -> Self {
        match Self::new(pairs, Tally::default(), Tally::default()) {
            Ok(migration) => migration,
            // A paired tally fits.
            Err(error) => overflow(&error),
        }
    }
}

impl fmt::Display for Migration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if f.width().is_some() {
            return crate::text::padded(f, self);
        }
        let (mut up, mut down) = (0, 0);
        for flow in self.flows() {
            // Within all people, which fit.
            *if flow.is_improvement() {
                &mut up
            } else {
                &mut down
            } += flow.amount();
        }
        let joined = self.joined.responses();
        write!(
            f,
            "{} responded twice: {up} moved up, {down} down; {} left, {joined} {} new",
            self.pairs.responses(),
            self.left.responses(),
            if joined == 1 { "is" } else { "are" }
        )
    }
}

crate::wire::row!(Migration { pairs: PairedTally, left: Tally, joined: Tally } => new);

//! Who moved between the categories.

use core::fmt;
use core::hash::Hash;

use crate::aggregate::{CountError, Observe, Responses, collects, operators, overflow};
use crate::inference::PairedResult;
use crate::nps::Share;
use crate::response::{Category, Score};
use crate::stream::Latest;
use crate::tally::{PairedTally, Tally};

pub use encapsulate::Migration;

mod encapsulate {
    use super::{CountError, PairedTally, Tally};

    /// The same people at two times: who stayed, who moved to which category, who left and who is
    /// new.
    ///
    /// Observes `(before, after)` pairs of [`Category`](crate::Category)s or
    /// [`Score`](crate::Score)s, or pairs of options where `None` means no answer at that time:
    /// `(Some(before), None)` has left, `(None, Some(after))` is new, and who never answered is not
    /// counted.
    ///
    /// Two scores that are equal can hide that a third of the customers changed sides; this table
    /// does not. Those who answered twice are a [`PairedTally`], with the tests of
    /// [`PairedResult`](crate::inference::PairedResult).
    ///
    /// # Invariants
    ///
    /// All people together are at most `u64::MAX`.
    ///
    /// # Ordering
    ///
    /// None.
    ///
    /// # Errors
    ///
    /// The checked operations return a [`CountError`] and change nothing: more than `u64::MAX`
    /// people, or taking away more than there are.
    ///
    /// # Panics
    ///
    /// `+`, `+=`, `sum`, `collect`, `extend`, `observe` and `merge` where the people would pass
    /// `u64::MAX`.
    ///
    /// # Display
    ///
    /// `100 answered twice: 22 moved up, 8 down; 5 left, 7 are new`.
    ///
    /// # Serialised form
    ///
    /// `{"pairs", "left", "joined"}`: three rows of three counts (before by after, from detractors to
    /// promoters), and two tallies.
    ///
    /// # Example
    ///
    /// ```
    /// use npscore::insight::Migration;
    /// use npscore::{Category, Latest, Score};
    ///
    /// let spring: Latest<&str, Score> =
    ///     [("ann", 10), ("bob", 7), ("cid", 3)].map(|(who, n)| (who, (1, Score::constant(n)))).into_iter().collect();
    /// let autumn: Latest<&str, Score> =
    ///     [("ann", 4), ("bob", 9), ("dee", 8)].map(|(who, n)| (who, (2, Score::constant(n)))).into_iter().collect();
    ///
    /// let migration = Migration::between(&spring, &autumn);
    /// assert_eq!(migration.to_string(), "2 answered twice: 1 moved up, 1 down; 1 left, 1 is new");
    /// assert_eq!(migration.flow(Category::Promoter, Category::Detractor), 1);
    ///
    /// let lost = spring
    ///     .moves_to(&autumn)
    ///     .find(|(_, before, after)| *before == Some(Category::Promoter) && *after < *before);
    /// assert_eq!(lost.map(|(who, ..)| *who), Some("ann"));
    /// ```
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
    pub struct Migration {
        pairs: PairedTally,
        left: Tally,
        joined: Tally,
    }

    impl Migration {
        /// A migration of counts that are already known: who answered twice, what those who left
        /// had answered, and what those who are new answer.
        ///
        /// # Errors
        ///
        /// [`CountError::Overflow`] where they add up to more than `u64::MAX` people.
        pub const fn new(
            pairs: PairedTally,
            left: Tally,
            joined: Tally,
        ) -> Result<Self, CountError> {
            match pairs.responses().checked_add(left.responses()) {
                Some(sum) if sum.checked_add(joined.responses()).is_some() => Ok(Self {
                    pairs,
                    left,
                    joined,
                }),
                _ => Err(CountError::Overflow),
            }
        }

        /// Those who answered both times, by category before and after.
        #[must_use]
        pub const fn pairs(&self) -> PairedTally {
            self.pairs
        }

        /// Those who answered before only, by category before.
        #[must_use]
        pub const fn left(&self) -> Tally {
            self.left
        }

        /// Those who answered after only, by category after.
        #[must_use]
        pub const fn joined(&self) -> Tally {
            self.joined
        }
    }
}

impl Migration {
    /// From an earlier survey to a later one: the newest answer of everybody in each.
    #[must_use]
    pub fn between<Id, T, S, A, R, B>(
        before: &Latest<Id, T, S, A>,
        after: &Latest<Id, T, R, B>,
    ) -> Self
    where
        Id: Hash + Eq,
        T: Copy + Into<Category>,
    {
        let moves = before.moves_to(after);
        moves.map(|(_, before, after)| (before, after)).collect()
    }

    /// From one stamp to another of the same stream: everybody's newest answer as of each.
    ///
    /// An answer stands until the same respondent gives a newer one, so nobody leaves as time goes
    /// on, and who has not answered again has stayed. For two surveys of which each counts alone see
    /// [`between`](Self::between).
    #[must_use]
    pub fn as_of<Id, T, S, A>(answers: &Latest<Id, T, S, A>, before: &S, after: &S) -> Self
    where
        Id: Hash + Eq,
        T: Copy + Into<Category>,
        S: Ord,
    {
        let moves = answers.moves_between(before, after);
        moves.map(|(_, before, after)| (before, after)).collect()
    }

    /// Everybody before: those who answered twice and those who left.
    #[must_use]
    pub fn before(&self) -> Tally {
        // Within all people, which fit.
        self.pairs().before() + self.left()
    }

    /// Everybody after: those who answered twice and those who are new.
    #[must_use]
    pub fn after(&self) -> Tally {
        self.pairs().after() + self.joined()
    }

    /// All people.
    #[must_use]
    pub const fn responses(&self) -> u64 {
        self.pairs().responses() + self.left().responses() + self.joined().responses()
    }

    /// Whether there is nobody.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.responses() == 0
    }

    /// What follows for those who answered twice: the change, its interval and its tests; `None`
    /// without any.
    #[must_use]
    pub fn result(&self) -> Option<PairedResult> {
        self.pairs().result()
    }

    /// Those who went from one category to another, or stayed if it is the same.
    #[must_use]
    pub const fn flow(&self, from: Category, to: Category) -> u64 {
        self.pairs().count(from, to)
    }

    /// Those who went from one category to another, less those who went back.
    #[must_use]
    pub fn net_flow(&self, from: Category, to: Category) -> i128 {
        i128::from(self.flow(from, to)) - i128::from(self.flow(to, from))
    }

    /// Of those who were in a category and answered again, the part that is still in it; `None`
    /// where nobody was.
    #[must_use]
    pub fn retention(&self, category: Category) -> Option<Share> {
        let before = self.pairs().before().count(category);
        Share::new(self.flow(category, category).into(), before.into())
    }

    /// Those who came to a category from another one; who is new does not count.
    #[must_use]
    pub fn gains(&self, category: Category) -> u64 {
        self.pairs().after().count(category) - self.flow(category, category)
    }

    /// Those who went from a category to another one; who left does not count.
    #[must_use]
    pub fn losses(&self, category: Category) -> u64 {
        self.pairs().before().count(category) - self.flow(category, category)
    }

    /// [Gains](Self::gains) less [losses](Self::losses).
    #[must_use]
    pub fn net(&self, category: Category) -> i128 {
        i128::from(self.gains(category)) - i128::from(self.losses(category))
    }

    /// Those who are in a better category than before.
    #[must_use]
    pub fn improved(&self) -> u64 {
        self.moved(|before, after| after > before)
    }

    /// Those who are in a worse category than before.
    #[must_use]
    pub fn worsened(&self) -> u64 {
        self.moved(|before, after| after < before)
    }

    /// All who changed category: the gross flow.
    #[must_use]
    pub fn changed(&self) -> u64 {
        self.moved(|before, after| after != before)
    }

    fn moved(&self, counts: impl Fn(Category, Category) -> bool) -> u64 {
        let mut sum = 0;
        for before in Category::ALL {
            for after in Category::ALL {
                if counts(before, after) {
                    sum += self.flow(before, after);
                }
            }
        }
        sum
    }

    /// Both together.
    ///
    /// # Errors
    ///
    /// [`CountError::Overflow`] for more than `u64::MAX` people.
    pub fn checked_add(&self, other: &Self) -> Result<Self, CountError> {
        Self::new(
            self.pairs().checked_add(&other.pairs())?,
            self.left().checked_add(&other.left())?,
            self.joined().checked_add(&other.joined())?,
        )
    }

    /// This migration without the other, the whole of it or nothing.
    ///
    /// # Errors
    ///
    /// [`CountError::Underflow`] where `other` has more of some kind than `self`.
    pub fn checked_sub(&self, other: &Self) -> Result<Self, CountError> {
        Self::new(
            self.pairs().checked_sub(&other.pairs())?,
            self.left().checked_sub(&other.left())?,
            self.joined().checked_sub(&other.joined())?,
        )
    }
}

impl<Id: Hash + Eq, T: Copy + Into<Category>, S, A> Latest<Id, T, S, A> {
    /// Everybody in this survey or in a later one, with their category in each: `None` where they
    /// have no answer. In no particular order.
    ///
    /// Who left is absent from the later one, who is new from this one: those to ask why.
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
    /// answer. In no particular order.
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

operators!(Migration);
collects!(Migration, (Category, Category));
collects!(Migration, (Score, Score));
collects!(Migration, (Option<Category>, Option<Category>));
collects!(Migration, (Option<Score>, Option<Score>));

impl Observe<(Option<Category>, Option<Category>)> for Migration {
    fn observe_n(&mut self, (before, after): (Option<Category>, Option<Category>), n: u64) {
        let mut pairs = PairedTally::default();
        let [mut left, mut joined] = [Tally::default(); 2];
        match (before, after) {
            (Some(before), Some(after)) => pairs.observe_n((before, after), n),
            (Some(before), None) => left = Tally::of(before, n),
            (None, Some(after)) => joined = Tally::of(after, n),
            (None, None) => {}
        }
        let sum = Self::new(pairs, left, joined).and_then(|more| self.checked_add(&more));
        match sum {
            Ok(sum) => *self = sum,
            Err(error) => overflow(&error),
        }
    }
}

impl Observe<(Option<Score>, Option<Score>)> for Migration {
    fn observe_n(&mut self, (before, after): (Option<Score>, Option<Score>), n: u64) {
        self.observe_n((before.map(Score::category), after.map(Score::category)), n);
    }
}

impl Observe<(Category, Category)> for Migration {
    fn observe_n(&mut self, (before, after): (Category, Category), n: u64) {
        self.observe_n((Some(before), Some(after)), n);
    }
}

impl Observe<(Score, Score)> for Migration {
    fn observe_n(&mut self, (before, after): (Score, Score), n: u64) {
        self.observe_n((before.category(), after.category()), n);
    }
}

/// Those who answered twice; nobody has left, nobody is new.
impl From<PairedTally> for Migration {
    fn from(pairs: PairedTally) -> Self {
        match Self::new(pairs, Tally::default(), Tally::default()) {
            Ok(migration) => migration,
            // A paired tally fits.
            Err(error) => overflow(&error),
        }
    }
}

/// All people, however often they answered.
impl Responses for Migration {
    fn responses(&self) -> u64 {
        self.responses()
    }
}

impl fmt::Display for Migration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let joined = self.joined().responses();
        write!(
            f,
            "{} answered twice: {} moved up, {} down; {} left, {joined} {} new",
            self.pairs().responses(),
            self.improved(),
            self.worsened(),
            self.left().responses(),
            if joined == 1 { "is" } else { "are" }
        )
    }
}

crate::wire::row!(Migration { pairs: PairedTally, left: Tally, joined: Tally } => new);

//! Companies, departments, teams, people: answers at the ends of paths, every level a query.

mod branch;
mod tree;

use alloc::vec::Vec;
use core::fmt;
use core::hash::Hash;
use core::ops::RangeInclusive;

pub use self::branch::Branch;
use self::tree::{Node, ROOT, Tree};
use super::table::Known;
use crate::error::CountError;
use crate::kit::{Forget, IntoKey, Merge, Observe, Snapshot, add_ranges, aggregator, is_nothing};
use crate::nps::HasTally;
use crate::tally::Tally;

/// Answers by path: one aggregator per path, every branch a summary of what is below it.
///
/// Observes `(path, item)`, where `path` is anything that yields keys from the top down: an array
/// of `&str`, a slice of anything that stands for a key, a `Vec<String>`. Paths of any depth go side by side; an answer may also belong to a
/// branch itself, such as a department head's. An observation updates one aggregator; a level is
/// summed up when it is asked for.
///
/// # Invariants
///
/// A path is present once something was observed for it or below it.
///
/// # Memory
///
/// A node takes its key, its aggregator and about 90 bytes. A path of which nothing is left is given
/// back, with its keys: no name stays behind, and there are never more than twice as many nodes as
/// are needed, and sixteen. Nothing recurses: paths may be thousands of levels deep.
///
/// # Panics
///
/// `observe`, `extend`, `collect` and `merge` where the aggregator of a path does; the paths are as
/// they were, or with the items before.
///
/// # Serialised form
///
/// A list of `[path, aggregator]` pairs, sorted by path. A path given twice is refused, and one
/// for which nothing was observed.
///
/// # Example
///
/// ```
/// use npscore::{Hierarchy, Score};
///
/// let company: Hierarchy<String> = [
///     (["sales", "north"], 10),
///     (["sales", "north"], 9),
///     (["sales", "south"], 3),
///     (["support", "mail"], 8),
/// ]
/// .into_iter()
/// .map(|(path, score)| (path, Score::constant(score)))
/// .collect();
///
/// let sales = company.branch(["sales"]).ok_or("nobody in sales answered")?;
/// assert_eq!(sales.total().result().map(|result| result.to_string()), Some("NPS 33 (n = 3)".into()));
/// let teams: Vec<_> = sales.children().iter().map(|team| team.key().cloned()).collect();
/// assert_eq!(teams, [Some("north".into()), Some("south".into())]);
/// assert_eq!(company.total().responses(), 4);
/// # Ok::<(), &str>(())
/// ```
#[derive(Clone)]
pub struct Hierarchy<K, A = Tally> {
    tree: Tree<K, A>,
}

impl<K: Hash + Eq, A> Hierarchy<K, A> {
    /// What was observed for a path itself; `None` if nothing was.
    pub fn get<P>(&self, path: P) -> Option<&A>
    where
        P: IntoIterator,
        P::Item: IntoKey<K>,
    {
        self.tree.nodes[self.tree.find(path)?].own.as_ref()
    }

    /// The branch at a path; `None` if nothing was observed for it or below it.
    pub fn branch<P>(&self, path: P) -> Option<Branch<'_, K, A>>
    where
        P: IntoIterator,
        P::Item: IntoKey<K>,
    {
        let branch = Branch::of(&self.tree, self.tree.find(path)?);
        (!branch.is_empty()).then_some(branch)
    }
}

impl<K, A> Hierarchy<K, A> {
    /// The branch of the empty path: everything.
    #[must_use]
    pub const fn root(&self) -> Branch<'_, K, A> {
        Branch::of(&self.tree, ROOT)
    }

    /// Every path with what was observed for it itself, in no particular order.
    pub fn iter(&self) -> impl Iterator<Item = (Vec<&K>, &A)> {
        let nodes = self.tree.nodes.iter().enumerate();
        nodes.filter_map(|(node, Node { own, .. })| {
            let own = own.as_ref()?;
            Some((Branch::of(&self.tree, node).path(), own))
        })
    }

    /// The number of paths for which something was observed.
    #[must_use]
    pub fn len(&self) -> usize {
        self.tree.nodes[ROOT].occupied
    }

    /// Whether nothing was observed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl<K: Ord, A> Hierarchy<K, A> {
    /// Every branch at a depth, by path: 1 for the branches below the root.
    ///
    /// What was observed above that depth is in none of them.
    #[must_use]
    pub fn level(&self, depth: usize) -> Vec<Branch<'_, K, A>> {
        let mut level = alloc::vec![self.root()];
        for _ in 0..depth {
            level = level.iter().flat_map(Branch::children).collect();
        }
        level.retain(|branch| !branch.is_empty());
        level
    }
}

impl<K, A: Merge + Clone> Hierarchy<K, A> {
    /// Everything, merged.
    ///
    /// # Panics
    ///
    /// Where the aggregator does, if the sum does not fit.
    #[must_use]
    pub fn total(&self) -> A {
        self.root().total()
    }
}

impl<K: Hash + Eq + Clone, A: Merge + Clone> Hierarchy<K, A> {
    /// The hierarchy seen from afar: no path longer than `depth`, what is below summed up.
    ///
    /// The total stays as it is.
    ///
    /// # Panics
    ///
    /// Where the aggregator does, if a sum does not fit.
    #[must_use]
    pub fn to_depth(&self, depth: usize) -> Self {
        let mut shallow = Self::default();
        let mut open = alloc::vec![(ROOT, ROOT, 0)];
        while let Some((node, place, level)) = open.pop() {
            let node = &self.tree.nodes[node];
            if let Some(own) = &node.own {
                shallow.tree.merge_own(place, own.clone());
            }
            for child in &node.children {
                let key = self.tree.nodes[*child]
                    .key
                    .clone()
                    .filter(|_| level < depth);
                let place = key.map_or(place, |key| shallow.tree.grow(place, key));
                open.push((*child, place, level + 1));
            }
        }
        shallow
    }
}

impl<K: Hash + Eq, A> Hierarchy<K, A> {
    /// Takes out a path and everything below it, as a hierarchy of what was below that path.
    pub fn remove<P>(&mut self, path: P) -> Option<Self>
    where
        P: IntoIterator,
        P::Item: IntoKey<K>,
    {
        let top = self.tree.find(path)?;
        let taken = self.tree.take(top)?;
        Some(Self { tree: taken })
    }

    /// Opens a path of which the last keys are missing, once observing has succeeded.
    #[cold]
    fn try_open<T>(
        &mut self,
        node: usize,
        missing: Vec<K>,
        item: T,
        n: u64,
    ) -> Result<(), CountError>
    where
        A: Observe<T> + Default + PartialEq,
    {
        let mut own = A::default();
        own.try_observe_n(item, n)?;
        if !is_nothing(&own) {
            let grow = |parent, key| self.tree.grow(parent, key);
            let node = missing.into_iter().fold(node, grow);
            self.tree.nodes[node].own = Some(own);
            self.tree.occupy(node);
        }
        Ok(())
    }
}

/// Nothing observed.
impl<K, A> Default for Hierarchy<K, A> {
    fn default() -> Self {
        Self {
            tree: Tree::default(),
        }
    }
}

/// Equal paths with equal aggregators, whatever the order.
impl<K: Hash + Eq, A: PartialEq> PartialEq for Hierarchy<K, A> {
    fn eq(&self, other: &Self) -> bool {
        // Both trees are walked side by side, child by child.
        let mut open = alloc::vec![(ROOT, ROOT)];
        while let Some((mine, theirs)) = open.pop() {
            let (a, b) = (&self.tree.nodes[mine], &other.tree.nodes[theirs]);
            if a.own != b.own || a.occupied != b.occupied {
                return false;
            }
            for child in &a.children {
                let key = self.tree.nodes[*child].key.as_ref();
                match key.and_then(|key| other.tree.child(theirs, &Known(key))) {
                    Some(twin) => open.push((*child, twin)),
                    None => return false,
                }
            }
        }
        true
    }
}

impl<K: Hash + Eq, A: Eq> Eq for Hierarchy<K, A> {}

impl<K: fmt::Debug, A: fmt::Debug> fmt::Debug for Hierarchy<K, A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

impl<K, A, P, T> Observe<(P, T)> for Hierarchy<K, A>
where
    K: Hash + Eq,
    A: Observe<T> + Default + PartialEq,
    P: IntoIterator,
    P::Item: IntoKey<K>,
{
    fn try_observe_n(&mut self, (path, item): (P, T), n: u64) -> Result<(), CountError> {
        if n == 0 {
            return Ok(());
        }
        let mut path = path.into_iter();
        let mut node = ROOT;
        while let Some(key) = path.next() {
            match self.tree.child(node, &key) {
                Some(child) => node = child,
                None => {
                    let missing = core::iter::once(key).chain(path).map(IntoKey::into_key);
                    return self.try_open(node, missing.collect(), item, n);
                }
            }
        }
        match &mut self.tree.nodes[node].own {
            Some(own) => own.try_observe_n(item, n),
            None => self.try_open(node, Vec::new(), item, n),
        }
    }

    fn check_observe_n(&self, (path, item): (P, T), n: u64) -> Result<(), CountError> {
        match self.get(path) {
            Some(own) => own.check_observe_n(item, n),
            None => A::default().check_observe_n(item, n),
        }
    }
}

/// A path that has forgotten everything disappears.
impl<K, A, P, T> Forget<(P, T)> for Hierarchy<K, A>
where
    K: Hash + Eq,
    A: Forget<T> + Default + PartialEq,
    P: IntoIterator,
    P::Item: IntoKey<K>,
{
    fn forget(&mut self, (path, item): (P, T)) -> Result<(), CountError> {
        let node = self.tree.find(path).ok_or(CountError::NOTHING)?;
        let own = self.tree.nodes[node]
            .own
            .as_mut()
            .ok_or(CountError::NOTHING)?;
        own.forget(item)?;
        if is_nothing(own) {
            self.tree.vacate(node);
        }
        Ok(())
    }
}

impl<K: Hash + Eq, A: Merge> Merge for Hierarchy<K, A> {
    fn try_merge(&mut self, mut other: Self) -> Result<(), CountError> {
        self.check_merge(&other)?;
        let mut open = alloc::vec![(ROOT, ROOT)];
        while let Some((theirs, mine)) = open.pop() {
            if let Some(own) = other.tree.nodes[theirs].own.take() {
                self.tree.merge_own(mine, own);
            }
            for child in core::mem::take(&mut other.tree.nodes[theirs].children) {
                if let Some(key) = other.tree.nodes[child].key.take() {
                    let twin = self.tree.child(mine, &Known(&key));
                    open.push((child, twin.unwrap_or_else(|| self.tree.grow(mine, key))));
                }
            }
        }
        Ok(())
    }

    fn check_merge(&self, other: &Self) -> Result<(), CountError> {
        let mut open = alloc::vec![(ROOT, ROOT)];
        while let Some((theirs, mine)) = open.pop() {
            if let (Some(mine), Some(theirs)) =
                (&self.tree.nodes[mine].own, &other.tree.nodes[theirs].own)
            {
                mine.check_merge(theirs)?;
            }
            open.extend(
                other.tree.nodes[theirs]
                    .children
                    .iter()
                    .filter_map(|child| {
                        let key = other.tree.nodes[*child].key.as_ref()?;
                        Some((*child, self.tree.child(mine, &Known(key))?))
                    }),
            );
        }
        Ok(())
    }

    fn observed(&self) -> RangeInclusive<u64> {
        add_ranges(self.tree.states().map(Merge::observed))
    }
}

aggregator!([K, A] Hierarchy<K, A>, each);

impl<K, A: Snapshot> Snapshot for Hierarchy<K, A> {}

/// The tally of everything.
///
/// # Panics
///
/// Where the responses would pass `u64::MAX`.
impl<K, A: HasTally> HasTally for Hierarchy<K, A> {
    type Tally = A::Tally;

    fn tally(&self) -> A::Tally {
        let states = self.tree.states();
        states.fold(A::Tally::default(), |mut total, state| {
            total.merge(state.tally());
            total
        })
    }
}

#[cfg(feature = "serde")]
mod wire {
    use alloc::vec::Vec;
    use core::hash::Hash;

    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::{Hierarchy, Known, ROOT};
    use crate::stream::keyed::EMPTY;

    impl<K: Serialize + Ord, A: Serialize> Serialize for Hierarchy<K, A> {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            let occupied = self
                .root()
                .descend()
                .filter_map(|branch| branch.own().map(|own| (branch.path(), own)));
            serializer.collect_seq(occupied.collect::<Vec<_>>())
        }
    }

    impl<'de, K, A> Deserialize<'de> for Hierarchy<K, A>
    where
        K: Deserialize<'de> + Hash + Eq,
        A: Deserialize<'de> + Default + PartialEq,
    {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            let mut hierarchy = Self::default();
            for (path, own) in Vec::<(Vec<K>, A)>::deserialize(deserializer)? {
                if crate::kit::is_nothing(&own) {
                    return Err(D::Error::custom(EMPTY));
                }
                let node = path.into_iter().fold(ROOT, |parent, key| {
                    let known = hierarchy.tree.child(parent, &Known(&key));
                    known.unwrap_or_else(|| hierarchy.tree.grow(parent, key))
                });
                if hierarchy.tree.nodes[node].own.replace(own).is_some() {
                    return Err(D::Error::custom("a path is given twice"));
                }
                hierarchy.tree.occupy(node);
            }
            Ok(hierarchy)
        }
    }
}

//! Companies, departments, teams, people: answers at the ends of paths, every level a query.

use alloc::vec::Vec;
use core::fmt;
use core::hash::{BuildHasher, Hash};

use hashbrown::{DefaultHashBuilder, Equivalent, HashTable};

use super::key::IntoKey;
use crate::aggregate::{CountError, Forget, Merge, Observe, Responses, overflow};
use crate::nps::HasNps;
use crate::tally::Tally;

/// Where the node of the empty path stands.
const ROOT: usize = 0;

/// Answers by path: one aggregator per path, every branch a summary of what is below it.
///
/// Observes `(path, item)`, where `path` is anything that yields keys from the top down: an array
/// of `&str`, a `Vec<String>`. Paths of any depth go side by side; an answer may also belong to a
/// branch itself, such as a department head's. An observation updates one aggregator; a level is
/// summed up when it is asked for.
///
/// # Invariants
///
/// A path is present once something was observed for it or below it.
///
/// # Ordering
///
/// None. Branches are listed by key.
///
/// # Memory
///
/// A node takes its key, its aggregator and about 80 bytes. Nothing recurses: paths may be
/// thousands of levels deep.
///
/// # Panics
///
/// `observe`, `extend`, `collect` and `merge` where the aggregator of a path does.
///
/// # Serialised form
///
/// A list of `[path, aggregator]` pairs, sorted by path; a path given twice is refused.
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
    /// The tree in one vector, every node after its parent; the first is the root.
    nodes: Vec<Node<K, A>>,
    /// Every node but the root, by parent and key.
    index: HashTable<usize>,
    hasher: DefaultHashBuilder,
}

#[derive(Clone)]
struct Node<K, A> {
    key: Option<K>,
    parent: usize,
    children: Vec<usize>,
    own: Option<A>,
    /// How many nodes of this branch, itself included, have observed something. A branch without
    /// any is as good as absent.
    occupied: usize,
}

impl<K, A> Hierarchy<K, A> {
    /// The number of paths for which something was observed.
    #[must_use]
    pub fn len(&self) -> usize {
        self.nodes[ROOT].occupied
    }

    /// Whether nothing was observed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The branch of the empty path: everything.
    #[must_use]
    pub fn root(&self) -> Branch<'_, K, A> {
        Branch {
            hierarchy: self,
            node: ROOT,
        }
    }

    /// Every path with what was observed for it itself, in no particular order.
    pub fn iter(&self) -> impl Iterator<Item = (Vec<&K>, &A)> {
        self.nodes
            .iter()
            .enumerate()
            .filter_map(|(node, Node { own, .. })| {
                own.as_ref().map(|own| {
                    (
                        Branch {
                            hierarchy: self,
                            node,
                        }
                        .path(),
                        own,
                    )
                })
            })
    }

    /// Counts a node that has observed something for the first time, in every branch above it.
    fn occupy(&mut self, mut node: usize) {
        self.nodes[node].occupied += 1;
        while node != ROOT {
            node = self.nodes[node].parent;
            self.nodes[node].occupied += 1;
        }
    }

    /// Takes what a node has observed, and uncounts it.
    fn vacate(&mut self, mut node: usize) -> Option<A> {
        let own = self.nodes[node].own.take()?;
        self.nodes[node].occupied -= 1;
        while node != ROOT {
            node = self.nodes[node].parent;
            self.nodes[node].occupied -= 1;
        }
        Some(own)
    }
}

impl<K: Hash + Eq, A> Hierarchy<K, A> {
    /// The branch at a path; `None` if nothing was observed for it or below it.
    pub fn branch<P>(&self, path: P) -> Option<Branch<'_, K, A>>
    where
        P: IntoIterator,
        P::Item: IntoKey<K>,
    {
        let node = self.find(path)?;
        (self.nodes[node].occupied > 0).then_some(Branch {
            hierarchy: self,
            node,
        })
    }

    /// What was observed for a path itself; `None` if nothing was.
    pub fn get<P>(&self, path: P) -> Option<&A>
    where
        P: IntoIterator,
        P::Item: IntoKey<K>,
    {
        self.nodes[self.find(path)?].own.as_ref()
    }

    /// Takes out a path and everything below it, as a hierarchy of what was below that path.
    pub fn remove<P>(&mut self, path: P) -> Option<Self>
    where
        P: IntoIterator,
        P::Item: IntoKey<K>,
        K: Clone,
    {
        let top = self
            .find(path)
            .filter(|node| self.nodes[*node].occupied > 0)?;
        let mut removed = Self::default();
        // Every node of this branch with its place among the removed.
        let mut open = alloc::vec![(top, ROOT)];
        while let Some((node, place)) = open.pop() {
            if let Some(own) = self.vacate(node) {
                removed.nodes[place].own = Some(own);
                removed.occupy(place);
            }
            for child in self.nodes[node].children.clone() {
                if self.nodes[child].occupied > 0
                    && let Some(key) = self.nodes[child].key.clone()
                {
                    open.push((child, removed.grow(place, key)));
                }
            }
        }
        Some(removed)
    }

    fn hash<Q: Hash + ?Sized>(&self, parent: usize, key: &Q) -> u64 {
        self.hasher.hash_one((parent, key))
    }

    fn child<Q: Hash + Equivalent<K> + ?Sized>(&self, parent: usize, key: &Q) -> Option<usize> {
        let is_it = |node: &usize| {
            let node = &self.nodes[*node];
            node.parent == parent && node.key.as_ref().is_some_and(|own| key.equivalent(own))
        };
        self.index.find(self.hash(parent, key), is_it).copied()
    }

    fn find<P>(&self, path: P) -> Option<usize>
    where
        P: IntoIterator,
        P::Item: IntoKey<K>,
    {
        path.into_iter()
            .try_fold(ROOT, |node, key| self.child(node, key.borrowed()))
    }

    /// A new node below `parent`, which has no child of that key.
    fn grow(&mut self, parent: usize, key: K) -> usize {
        let node = self.nodes.len();
        let hash = self.hash(parent, &key);
        let children = Vec::new();
        self.nodes.push(Node {
            key: Some(key),
            parent,
            children,
            own: None,
            occupied: 0,
        });
        self.nodes[parent].children.push(node);
        let (nodes, hasher) = (&self.nodes, &self.hasher);
        let rehash = |node: &usize| {
            let node = &nodes[*node];
            node.key
                .as_ref()
                .map_or(0, |key| hasher.hash_one((node.parent, key)))
        };
        self.index.insert_unique(hash, node, rehash);
        node
    }

    /// Lets the aggregator of a path observe; the path only appears once that has succeeded.
    fn update<P>(&mut self, path: P, observe: impl FnOnce(&mut A))
    where
        P: IntoIterator,
        P::Item: IntoKey<K>,
        A: Default,
    {
        let mut path = path.into_iter();
        let mut node = ROOT;
        while let Some(key) = path.next() {
            match self.child(node, key.borrowed()) {
                Some(child) => node = child,
                None => {
                    let missing = core::iter::once(key).chain(path).map(IntoKey::into_key);
                    return self.insert(node, missing.collect(), observe);
                }
            }
        }
        match &mut self.nodes[node].own {
            Some(own) => observe(own),
            None => self.insert(node, Vec::new(), observe),
        }
    }

    #[cold]
    fn insert(&mut self, node: usize, missing: Vec<K>, observe: impl FnOnce(&mut A))
    where
        A: Default,
    {
        let mut own = A::default();
        observe(&mut own);
        let node = missing
            .into_iter()
            .fold(node, |parent, key| self.grow(parent, key));
        self.nodes[node].own = Some(own);
        self.occupy(node);
    }
}

impl<K: Hash + Eq + Clone, A: Merge + Clone> Hierarchy<K, A> {
    /// The hierarchy seen from afar: no path longer than `depth`, what is below summed up.
    ///
    /// The total stays as it is.
    #[must_use]
    pub fn to_depth(&self, depth: usize) -> Self {
        let mut shallow = Self::default();
        for (path, own) in self.iter() {
            let path = path.into_iter().take(depth).cloned();
            shallow.update(path, |total: &mut A| total.merge(own.clone()));
        }
        shallow
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

/// A path of a [`Hierarchy`] and everything below it.
pub struct Branch<'a, K, A> {
    hierarchy: &'a Hierarchy<K, A>,
    node: usize,
}

impl<'a, K, A> Branch<'a, K, A> {
    fn node(&self) -> &'a Node<K, A> {
        &self.hierarchy.nodes[self.node]
    }

    fn at(&self, node: usize) -> Self {
        Self {
            hierarchy: self.hierarchy,
            node,
        }
    }

    /// The last key of the path; `None` for the root.
    #[must_use]
    pub fn key(&self) -> Option<&'a K> {
        self.node().key.as_ref()
    }

    /// The keys from the top down to this branch.
    #[must_use]
    pub fn path(&self) -> Vec<&'a K> {
        let mut path = Vec::new();
        let mut branch = *self;
        while let Some(key) = branch.key() {
            path.push(key);
            branch = branch.at(branch.node().parent);
        }
        path.reverse();
        path
    }

    /// The number of keys in the path; 0 for the root.
    #[must_use]
    pub fn depth(&self) -> usize {
        self.path().len()
    }

    /// The number of paths in this branch for which something was observed.
    #[must_use]
    pub fn len(&self) -> usize {
        self.node().occupied
    }

    /// Whether nothing was observed: only ever so for the root of an empty hierarchy.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What was observed for this path itself; `None` if nothing was.
    #[must_use]
    pub fn own(&self) -> Option<&'a A> {
        self.node().own.as_ref()
    }

    /// Whether there is nothing below this path.
    #[must_use]
    pub fn is_leaf(&self) -> bool {
        self.len() == usize::from(self.own().is_some())
    }

    fn unsorted_children(&self) -> impl Iterator<Item = Self> + use<'a, K, A> {
        let parent = *self;
        let children = parent
            .node()
            .children
            .iter()
            .map(move |child| parent.at(*child));
        children.filter(|child| !child.is_empty())
    }

    /// The branches right below this one, by key.
    #[must_use]
    pub fn children(&self) -> Vec<Self>
    where
        K: Ord,
    {
        let mut children: Vec<_> = self.unsorted_children().collect();
        children.sort_unstable_by_key(Self::key);
        children
    }

    /// This branch and all below it, parents before children, siblings by key.
    pub fn descend(&self) -> impl Iterator<Item = Self> + use<'a, K, A>
    where
        K: Ord,
    {
        let mut open = alloc::vec![*self];
        core::iter::from_fn(move || {
            let branch = open.pop()?;
            open.extend(branch.children().into_iter().rev());
            Some(branch)
        })
    }

    /// This path and everything below it, merged.
    ///
    /// # Panics
    ///
    /// Where the aggregator does, if the sum does not fit.
    #[must_use]
    pub fn total(&self) -> A
    where
        A: Merge + Clone,
    {
        let mut total = A::default();
        let mut open = alloc::vec![*self];
        while let Some(branch) = open.pop() {
            if let Some(own) = branch.own() {
                total.merge(own.clone());
            }
            open.extend(branch.unsorted_children());
        }
        total
    }
}

impl<K, A> Clone for Branch<'_, K, A> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<K, A> Copy for Branch<'_, K, A> {}

impl<K: fmt::Debug, A: fmt::Debug> fmt::Debug for Branch<'_, K, A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Branch")
            .field("path", &self.path())
            .field("own", &self.own())
            .finish()
    }
}

/// Nothing observed.
impl<K, A> Default for Hierarchy<K, A> {
    fn default() -> Self {
        let root = Node {
            key: None,
            parent: ROOT,
            children: Vec::new(),
            own: None,
            occupied: 0,
        };
        Self {
            nodes: alloc::vec![root],
            index: HashTable::new(),
            hasher: DefaultHashBuilder::default(),
        }
    }
}

/// Equal paths with equal aggregators, whatever the order.
impl<K: Hash + Eq, A: PartialEq> PartialEq for Hierarchy<K, A> {
    fn eq(&self, other: &Self) -> bool {
        // Both trees are walked side by side, child by child.
        let mut open = alloc::vec![(ROOT, ROOT)];
        while let Some((mine, theirs)) = open.pop() {
            let (a, b) = (&self.nodes[mine], &other.nodes[theirs]);
            if a.own != b.own || a.occupied != b.occupied {
                return false;
            }
            for child in &a.children {
                let (key, occupied) = (&self.nodes[*child].key, self.nodes[*child].occupied);
                match key.as_ref().and_then(|key| other.child(theirs, key)) {
                    _ if occupied == 0 => {}
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
    A: Observe<T> + Default,
    P: IntoIterator,
    P::Item: IntoKey<K>,
{
    fn observe(&mut self, (path, item): (P, T)) {
        self.update(path, |own| own.observe(item));
    }

    fn observe_n(&mut self, (path, item): (P, T), n: u64) {
        if n > 0 {
            self.update(path, |own| own.observe_n(item, n));
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
        let node = self.find(path).ok_or(CountError::Underflow)?;
        let own = self.nodes[node].own.as_mut().ok_or(CountError::Underflow)?;
        own.forget(item)?;
        if *own == A::default() {
            self.vacate(node);
        }
        Ok(())
    }
}

impl<K: Hash + Eq, A: Merge> Merge for Hierarchy<K, A> {
    fn merge(&mut self, other: Self) {
        // Parents come before their children, so every parent's place is known in time.
        let mut places: Vec<usize> = Vec::with_capacity(other.nodes.len());
        for Node {
            key,
            parent,
            own,
            occupied,
            ..
        } in other.nodes
        {
            let place = match key {
                Some(key) if occupied > 0 => {
                    let parent = places[parent];
                    self.child(parent, &key)
                        .unwrap_or_else(|| self.grow(parent, key))
                }
                _ => ROOT,
            };
            places.push(place);
            if let Some(own) = own {
                match &mut self.nodes[place].own {
                    Some(mine) => mine.merge(own),
                    empty => {
                        *empty = Some(own);
                        self.occupy(place);
                    }
                }
            }
        }
    }
}

super::keyed::operators!([K: Hash + Eq, A: Merge] Hierarchy<K, A>);
super::keyed::collects!([K: Hash + Eq, A: Default] Hierarchy<K, A>);

/// All responses of all paths.
///
/// # Panics
///
/// If they are more than `u64::MAX`.
impl<K, A: Responses> Responses for Hierarchy<K, A> {
    fn responses(&self) -> u64 {
        let own = self.nodes.iter().filter_map(|node| node.own.as_ref());
        match own
            .map(Responses::responses)
            .try_fold(0_u64, u64::checked_add)
        {
            Some(responses) => responses,
            None => overflow(&CountError::Overflow),
        }
    }
}

/// The score of everything.
impl<K, A: HasNps + Merge + Clone> HasNps for Hierarchy<K, A> {
    fn nps(&self) -> Option<crate::nps::Nps> {
        self.total().nps()
    }
}

#[cfg(feature = "serde")]
mod wire {
    use alloc::vec::Vec;
    use core::hash::Hash;

    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::{Hierarchy, ROOT};

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
        A: Deserialize<'de>,
    {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            let mut hierarchy = Self::default();
            for (path, own) in Vec::<(Vec<K>, A)>::deserialize(deserializer)? {
                let node = path.into_iter().fold(ROOT, |parent, key| {
                    hierarchy
                        .child(parent, &key)
                        .unwrap_or_else(|| hierarchy.grow(parent, key))
                });
                if hierarchy.nodes[node].own.replace(own).is_some() {
                    return Err(D::Error::custom("a path is given twice"));
                }
                hierarchy.occupy(node);
            }
            Ok(hierarchy)
        }
    }
}

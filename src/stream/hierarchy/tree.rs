//! The nodes of a hierarchy.

use alloc::vec::Vec;
use core::hash::{BuildHasher, Hash, Hasher};

use hashbrown::{DefaultHashBuilder, HashTable};

use crate::kit::{IntoKey, Merge};
use crate::stream::table::Known;

/// Where the node of the empty path stands.
pub(super) const ROOT: usize = 0;

/// A tree of keys, in one vector. A node but the root holds something, or one below it does; else it
/// is given back.
#[derive(Clone)]
pub(super) struct Tree<K, A> {
    /// The first node is the root.
    pub(super) nodes: Vec<Node<K, A>>,
    /// The places in `nodes` that hold nothing.
    free: Vec<usize>,
    /// Every node but the root, by parent and key.
    index: HashTable<usize>,
    hasher: DefaultHashBuilder,
}

#[derive(Clone)]
pub(super) struct Node<K, A> {
    pub(super) key: Option<K>,
    pub(super) parent: usize,
    /// Where it stands among the children of its parent.
    place: usize,
    pub(super) children: Vec<usize>,
    pub(super) own: Option<A>,
    /// How many nodes of this branch, itself included, have observed something: at least one, but for
    /// the root.
    pub(super) occupied: usize,
}

impl<K, A> Node<K, A> {
    const fn new(key: Option<K>, parent: usize, place: usize) -> Self {
        Self {
            key,
            parent,
            place,
            children: Vec::new(),
            own: None,
            occupied: 0,
        }
    }
}

/// Nothing observed.
impl<K, A> Default for Tree<K, A> {
    fn default() -> Self {
        Self {
            nodes: alloc::vec![Node::new(None, ROOT, 0)],
            free: Vec::new(),
            index: HashTable::new(),
            hasher: DefaultHashBuilder::default(),
        }
    }
}

impl<K, A> Tree<K, A> {
    /// What was observed for each path itself, in no particular order.
    pub(super) fn states(&self) -> impl Iterator<Item = &A> {
        self.nodes.iter().filter_map(|node| node.own.as_ref())
    }

    /// Counts a node that has observed something for the first time, in every branch above it.
    pub(super) fn occupy(&mut self, mut node: usize) {
        self.nodes[node].occupied += 1;
        while node != ROOT {
            node = self.nodes[node].parent;
            self.nodes[node].occupied += 1;
        }
    }

    /// As many nodes fewer hold something in this branch, and in every branch above it.
    fn subtract(&mut self, mut node: usize, occupied: usize) {
        self.nodes[node].occupied -= occupied;
        while node != ROOT {
            node = self.nodes[node].parent;
            self.nodes[node].occupied -= occupied;
        }
    }
}

impl<K: Hash + Eq, A> Tree<K, A> {
    fn hash<Q: IntoKey<K>>(&self, parent: usize, key: &Q) -> u64 {
        let mut state = self.hasher.build_hasher();
        parent.hash(&mut state);
        key.hash_key(&mut state);
        state.finish()
    }

    pub(super) fn child<Q: IntoKey<K>>(&self, parent: usize, key: &Q) -> Option<usize> {
        let is_it = |node: &usize| {
            let node = &self.nodes[*node];
            node.parent == parent && node.key.as_ref().is_some_and(|own| key.is_key(own))
        };
        self.index.find(self.hash(parent, key), is_it).copied()
    }

    pub(super) fn find<P>(&self, path: P) -> Option<usize>
    where
        P: IntoIterator,
        P::Item: IntoKey<K>,
    {
        path.into_iter()
            .try_fold(ROOT, |node, key| self.child(node, &key))
    }

    /// A new node below `parent`, which has no child of that key.
    pub(super) fn grow(&mut self, parent: usize, key: K) -> usize {
        let hash = self.hash(parent, &Known(&key));
        let place = self.nodes[parent].children.len();
        let new = Node::new(Some(key), parent, place);
        let node = match self.free.pop() {
            Some(node) => {
                self.nodes[node] = new;
                node
            }
            None => {
                self.nodes.push(new);
                self.nodes.len() - 1
            }
        };
        self.nodes[parent].children.push(node);
        let (nodes, hasher) = (&self.nodes, &self.hasher);
        let rehash = |node: &usize| {
            let Node { parent, key, .. } = &nodes[*node];
            let key = key.as_ref();
            key.map_or(0, |key| hasher.hash_one((*parent, key)))
        };
        self.index.insert_unique(hash, node, rehash);
        node
    }

    /// Takes a node out of the index, and its key.
    fn unlink(&mut self, node: usize) -> Option<K> {
        let key = self.nodes[node].key.take()?;
        let hash = self.hash(self.nodes[node].parent, &Known(&key));
        if let Ok(entry) = self.index.find_entry(hash, |known| *known == node) {
            entry.remove();
        }
        Some(key)
    }

    /// Gives back a node, and those above it, as far as they hold nothing.
    fn release(&mut self, mut node: usize) {
        while node != ROOT && self.nodes[node].occupied == 0 {
            self.unlink(node);
            let Node { parent, place, .. } = self.nodes[node];
            let siblings = &mut self.nodes[parent].children;
            siblings.swap_remove(place);
            if let Some(moved) = siblings.get(place).copied() {
                self.nodes[moved].place = place;
            }
            self.nodes[node] = Node::new(None, ROOT, 0);
            self.free.push(node);
            node = parent;
        }
        if self.free.len() > self.nodes.len() / 2 + 8 {
            self.compact();
        }
    }

    /// Lays the nodes out anew, without free places.
    fn compact(&mut self) {
        let mut compact = Self::default();
        let mut open = alloc::vec![(ROOT, ROOT)];
        while let Some((node, place)) = open.pop() {
            let node = core::mem::replace(&mut self.nodes[node], Node::new(None, ROOT, 0));
            compact.nodes[place].own = node.own;
            compact.nodes[place].occupied = node.occupied;
            for child in node.children {
                if let Some(key) = self.nodes[child].key.take() {
                    open.push((child, compact.grow(place, key)));
                }
            }
        }
        *self = compact;
    }

    /// Merges a state into that of a node.
    pub(super) fn merge_own(&mut self, node: usize, state: A)
    where
        A: Merge,
    {
        match &mut self.nodes[node].own {
            Some(own) => own.merge(state),
            empty => {
                *empty = Some(state);
                self.occupy(node);
            }
        }
    }

    /// Drops what a node has observed.
    pub(super) fn vacate(&mut self, node: usize) {
        if self.nodes[node].own.take().is_some() {
            self.subtract(node, 1);
            self.release(node);
        }
    }

    /// Takes out everything that a node holds and what is below it; `None` if that is nothing.
    pub(super) fn take(&mut self, top: usize) -> Option<Self> {
        let occupied = self.nodes[top].occupied;
        if occupied == 0 {
            return None;
        }
        let mut taken = Self::default();
        // Every node of this branch with its place among the taken.
        let mut open = alloc::vec![(top, ROOT)];
        while let Some((node, place)) = open.pop() {
            taken.nodes[place].own = self.nodes[node].own.take();
            taken.nodes[place].occupied = self.nodes[node].occupied;
            for child in core::mem::take(&mut self.nodes[node].children) {
                if let Some(key) = self.unlink(child) {
                    open.push((child, taken.grow(place, key)));
                }
            }
            if node != top {
                self.free.push(node);
            }
        }
        self.subtract(top, occupied);
        self.release(top);
        Some(taken)
    }
}

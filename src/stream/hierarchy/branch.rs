//! A branch of a hierarchy: a path and everything below it.

use alloc::vec::Vec;
use core::fmt;

use super::tree::{Node, Tree};
use crate::kit::Merge;

/// A path of a [`Hierarchy`](crate::Hierarchy) and everything below it.
pub struct Branch<'a, K, A> {
    tree: &'a Tree<K, A>,
    node: usize,
}

impl<'a, K, A> Branch<'a, K, A> {
    pub(super) const fn of(tree: &'a Tree<K, A>, node: usize) -> Self {
        Self { tree, node }
    }

    fn node(&self) -> &'a Node<K, A> {
        &self.tree.nodes[self.node]
    }

    const fn at(&self, node: usize) -> Self {
        Self::of(self.tree, node)
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
        let mut depth = 0;
        let mut node = self.node();
        while node.key.is_some() {
            depth += 1;
            node = &self.tree.nodes[node.parent];
        }
        depth
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
        let children = parent.node().children.iter();
        children.map(move |child| parent.at(*child))
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

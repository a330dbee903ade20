//! What may be shown of small groups.

use alloc::collections::BinaryHeap;
use alloc::vec::Vec;
use core::cmp::Reverse;
use core::fmt;
use core::hash::Hash;

use crate::error::CountError;
use crate::kit::Merge;
use crate::nps::NpsResult;
use crate::stream::{Branch, Hierarchy, Segments};
use crate::tally::Tally;

/// What a reader sees of a group: its result, that it is withheld, or that nobody answered.
///
/// Three different things: "too few answers to show" is not "no answers".
///
/// # Ordering
///
/// None.
///
/// # Serialised form
///
/// `{"shown": result}`, `"withheld"` or `"empty"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum Disclosed {
    /// The result may be seen.
    Shown(NpsResult),
    /// There are answers, and nothing about them may be seen, not even their number: they are too
    /// few, or would give away others that are.
    ///
    /// Which of the two it is stays untold, since telling helps to undo it.
    Withheld,
    /// Nobody has answered.
    Empty,
}

impl Disclosed {
    /// The result, if it may be seen.
    #[must_use]
    pub const fn result(&self) -> Option<&NpsResult> {
        match self {
            Self::Shown(result) => Some(result),
            Self::Withheld | Self::Empty => None,
        }
    }
}

/// `NPS 12 (n = 100)`, `withheld` or `no answers`.
impl fmt::Display for Disclosed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Shown(result) => result.fmt(f),
            Self::Withheld => f.write_str("withheld"),
            Self::Empty => f.write_str("no answers"),
        }
    }
}

/// What a cell of a report is about.
///
/// # Ordering
///
/// None.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum Part {
    /// A branch and everything below it.
    Whole,
    /// The answers of a branch itself, such as of those who report to its head directly; told apart
    /// only where there are branches below.
    Own,
}

/// One line of a report: a branch, and what may be seen of it.
///
/// # Ordering
///
/// None.
///
/// # Serialised form
///
/// `{"path", "part", "disclosed"}`; written only.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Cell<K> {
    path: Vec<K>,
    part: Part,
    disclosed: Disclosed,
}

impl<K> Cell<K> {
    /// The keys from the top down; none for everything.
    #[must_use]
    pub fn path(&self) -> &[K] {
        &self.path
    }

    /// Whether it is the whole branch, or only what was observed for it itself.
    #[must_use]
    pub const fn part(&self) -> Part {
        self.part
    }

    /// What may be seen.
    #[must_use]
    pub const fn disclosed(&self) -> Disclosed {
        self.disclosed
    }
}

/// `all / sales / north: NPS 12 (n = 100)`.
impl<K: fmt::Display> fmt::Display for Cell<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("all")?;
        self.path.iter().try_for_each(|key| write!(f, " / {key}"))?;
        if self.part == Part::Own {
            f.write_str(" (own)")?;
        }
        write!(f, ": {}", self.disclosed)
    }
}

pub use encapsulate::MinimumSize;

mod encapsulate {
    use super::DisclosureError;

    /// The fewest answers of which something may be shown.
    ///
    /// # Invariants
    ///
    /// At least 2: a single answer is somebody's.
    ///
    /// # Ordering
    ///
    /// By the number.
    ///
    /// # Errors
    ///
    /// [`MinimumSize::new`] refuses 0 and 1.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
    #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
    #[cfg_attr(feature = "serde", serde(try_from = "u64", into = "u64"))]
    pub struct MinimumSize(u64);

    impl MinimumSize {
        /// Five answers, a common choice.
        pub const FIVE: Self = Self(5);

        /// A minimum of so many answers.
        ///
        /// # Errors
        ///
        /// [`DisclosureError::MinimumTooSmall`] below 2.
        pub const fn new(minimum: u64) -> Result<Self, DisclosureError> {
            if minimum < 2 {
                return Err(DisclosureError::MinimumTooSmall { minimum });
            }
            Ok(Self(minimum))
        }

        /// The number of answers.
        #[must_use]
        pub const fn get(self) -> u64 {
            self.0
        }
    }
}

impl TryFrom<u64> for MinimumSize {
    type Error = DisclosureError;

    fn try_from(minimum: u64) -> Result<Self, DisclosureError> {
        Self::new(minimum)
    }
}

impl From<MinimumSize> for u64 {
    fn from(minimum: MinimumSize) -> Self {
        minimum.get()
    }
}

/// A report in which small groups are withheld, and cannot be worked out from what is shown.
///
/// # What it guarantees
///
/// Who knows two totals of which one contains the other knows the difference. So it is not enough to
/// withhold groups under the minimum: if all teams of a department but one are shown, and the
/// department too, the missing team is their difference. Here **every group of answers that can be
/// worked out from the shown ones by adding and subtracting is empty or has at least the minimum
/// number of answers, and no withheld cell can be worked out**, at any level and across levels.
///
/// # How
///
/// The cells of a report (branches, and the own answers of branches) are nested. What the shown ones
/// tell is exactly the *remainder* of each of them: its answers that are in no shown cell below it.
/// Cells with fewer answers than the minimum are withheld. Then, from the bottom up, wherever a shown
/// cell has a remainder of fewer answers than the minimum, but some, the smallest shown cell right
/// below it is withheld too, so that its own remainder joins; and again, until the remainder is large
/// enough. A withheld cell that consists of shown ones is given away by them, but one of those is no
/// larger and therefore next. A branch with a single branch below it, and no answers of its own, is
/// the same group twice: both are shown or neither is.
///
/// The result depends on the counts and keys alone. It withholds few cells, though not always the
/// fewest possible.
///
/// # What it does not guarantee
///
/// - A group in which all answer alike is shown as such, and tells what each member answered.
/// - A member of a group knows one answer of it: the own one. Choose the minimum for that.
/// - Bounds remain: a withheld team in a remainder of nine has no more than nine answers, and if
///   nobody in the remainder is a detractor, nobody in the team is.
/// - Reports over *other* groupings of the same people (by tenure, by site) or of other days cut
///   groups across each other. Publish one grouping, for closed periods: a figure that changed by
///   one answer between two days is that answer.
///
/// # Employee surveys
///
/// An eNPS asks employees for candour, often with a promise of anonymity, and a promise needs a
/// minimum everybody knows before answering. Five is common for scores; comments, which give people
/// away by their wording, deserve more. Fix it before the survey, show every level from **one**
/// report (a screen with its own rule per level breaks the guarantee), and never let a reader choose
/// filters freely: two filters that differ by one person are that person's answer.
///
/// # Ordering
///
/// Cells come parents before children, siblings by key; own answers right after their branch.
///
/// # Errors
///
/// A [`DisclosureError`] for more than `u64::MAX` answers.
///
/// # Serialised form
///
/// `{"minimum", "cells": [{"path", "part", "disclosed"}]}`; written only.
///
/// # Example
///
/// ```
/// use npscore::insight::{Disclosure, MinimumSize};
/// use npscore::{Hierarchy, Score};
///
/// let mut answers = Vec::new();
/// for (team, n) in [("bakery", 8), ("kitchen", 9), ("office", 2)] {
///     answers.extend((0..n).map(|i| ([team], Score::constant(10 - i))));
/// }
/// let company: Hierarchy<&str> = answers.into_iter().collect();
///
/// let report = Disclosure::of_hierarchy(&company, MinimumSize::FIVE)?;
/// // Shown with the kitchen, the bakery would give the office away.
/// assert_eq!(
///     report.to_string(),
///     "all: NPS -16 (n = 19)\n\
///      all / bakery: withheld\n\
///      all / kitchen: NPS -33 (n = 9)\n\
///      all / office: withheld"
/// );
/// # Ok::<(), npscore::insight::DisclosureError>(())
/// ```
///
/// # Source
///
/// The problem is cell suppression in tables with totals: Hundepool et al., *Statistical Disclosure
/// Control* (2012), chapter 4. Nested totals have the plain solution above.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Disclosure<K> {
    minimum: MinimumSize,
    cells: Vec<Cell<K>>,
}

impl<K: Clone + Ord + Hash> Disclosure<K> {
    /// What may be shown of groups that exclude each other, and of all of them together.
    ///
    /// # Errors
    ///
    /// [`DisclosureError::Count`] for more than `u64::MAX` answers.
    pub fn of_segments<A: Clone + Into<Tally>>(
        segments: &Segments<K, A>,
        minimum: MinimumSize,
    ) -> Result<Self, DisclosureError> {
        let mut nodes = alloc::vec![Node::new(Vec::new(), None, Tally::default())];
        for (key, group) in segments.by_key() {
            let tally = group.clone().into();
            nodes.push(Node::new(alloc::vec![key.clone()], Some(0), tally));
        }
        Self::of_nodes(nodes, minimum)
    }

    /// What may be shown of every branch, at every level.
    ///
    /// # Errors
    ///
    /// [`DisclosureError::Count`] for more than `u64::MAX` answers.
    pub fn of_hierarchy<A: Merge + Clone + Into<Tally>>(
        hierarchy: &Hierarchy<K, A>,
        minimum: MinimumSize,
    ) -> Result<Self, DisclosureError> {
        let mut nodes = Vec::new();
        let mut open: Vec<(Branch<'_, K, A>, Option<usize>)> =
            alloc::vec![(hierarchy.root(), None)];
        while let Some((branch, parent)) = open.pop() {
            let place = nodes.len();
            let path: Vec<K> = branch.path().into_iter().cloned().collect();
            let own: Tally = branch
                .own()
                .cloned()
                .map_or_else(Tally::default, Into::into);
            let children = branch.children();
            if children.is_empty() || branch.own().is_none() {
                nodes.push(Node::new(path, parent, own));
            } else {
                nodes.push(Node::new(path.clone(), parent, Tally::default()));
                nodes.push(Node {
                    part: Part::Own,
                    ..Node::new(path, Some(place), own)
                });
            }
            let children = children.into_iter().rev();
            open.extend(children.map(|child| (child, Some(place))));
        }
        Self::of_nodes(nodes, minimum)
    }

    fn of_nodes(mut nodes: Vec<Node<K>>, minimum: MinimumSize) -> Result<Self, DisclosureError> {
        // Children come after their parents, so from the end each total is complete in time.
        for place in (1..nodes.len()).rev() {
            let tally = nodes[place].tally;
            if let Some(parent) = nodes[place].parent {
                nodes[parent].tally = nodes[parent].tally.checked_add(&tally)?;
            }
        }
        let sizes: Vec<(Option<usize>, u64)> = nodes
            .iter()
            .map(|node| (node.parent, node.tally.responses()))
            .collect();
        let shown = choose(&sizes, minimum.get());
        let cells = nodes.into_iter().zip(shown).map(|(node, shown)| Cell {
            path: node.path,
            part: node.part,
            disclosed: match node.tally.result() {
                None => Disclosed::Empty,
                Some(result) if shown => Disclosed::Shown(result),
                Some(_) => Disclosed::Withheld,
            },
        });
        Ok(Self {
            minimum,
            cells: cells.collect(),
        })
    }
}

impl<K> Disclosure<K> {
    /// The fewest answers of which something is shown.
    #[must_use]
    pub const fn minimum(&self) -> MinimumSize {
        self.minimum
    }

    /// The cells, parents before children.
    #[must_use]
    pub fn cells(&self) -> &[Cell<K>] {
        &self.cells
    }

    /// What may be seen of the branch at a path: [`Disclosed::Empty`] for one nobody answered for.
    pub fn get<Q: PartialEq<K>>(&self, path: &[Q]) -> Disclosed {
        let is_it = |cell: &&Cell<K>| {
            cell.part == Part::Whole
                && cell.path.len() == path.len()
                && path
                    .iter()
                    .zip(&cell.path)
                    .all(|(wanted, key)| wanted == key)
        };
        let cell = self.cells.iter().find(is_it);
        cell.map_or(Disclosed::Empty, Cell::disclosed)
    }
}

/// A cell before it is decided on.
struct Node<K> {
    path: Vec<K>,
    part: Part,
    parent: Option<usize>,
    tally: Tally,
}

impl<K> Node<K> {
    const fn new(path: Vec<K>, parent: Option<usize>, tally: Tally) -> Self {
        Self {
            path,
            part: Part::Whole,
            parent,
            tally,
        }
    }
}

/// Which cells may be shown: each given by its parent, before it in the list, and its size.
///
/// See [`Disclosure`] for what is guaranteed and how.
fn choose(cells: &[(Option<usize>, u64)], minimum: u64) -> Vec<bool> {
    let size = |cell: usize| cells[cell].1;
    let mut shown: Vec<bool> = cells.iter().map(|(_, size)| *size >= minimum).collect();
    // The shown cells right below each cell, the smallest first, and their sizes together.
    let mut below: Vec<BinaryHeap<Reverse<(u64, usize)>>> = Vec::new();
    below.resize_with(cells.len(), BinaryHeap::new);
    let mut covered = alloc::vec![0_u64; cells.len()];
    for cell in (0..cells.len()).rev() {
        while shown[cell] && (1..minimum).contains(&(size(cell) - covered[cell])) {
            let Some(Reverse((smallest, hidden))) = below[cell].pop() else {
                break;
            };
            shown[hidden] = false;
            // What was shown right below the hidden cell is now right below this one.
            covered[cell] = covered[cell] - smallest + covered[hidden];
            let mut exposed = core::mem::take(&mut below[hidden]);
            below[cell].append(&mut exposed);
        }
        let Some(parent) = cells[cell].0 else {
            continue;
        };
        if shown[cell] {
            below[parent].push(Reverse((size(cell), cell)));
            covered[parent] += size(cell);
        } else {
            let mut exposed = core::mem::take(&mut below[cell]);
            below[parent].append(&mut exposed);
            covered[parent] += covered[cell];
        }
    }
    shown
}

/// One line per cell.
impl<K: fmt::Display> fmt::Display for Disclosure<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, cell) in self.cells.iter().enumerate() {
            let separator = if place == 0 { "" } else { "\n" };
            write!(f, "{separator}{cell}")?;
        }
        Ok(())
    }
}

/// Why there is no [`Disclosure`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DisclosureError {
    /// A minimum that protects nobody.
    #[error("a minimum group size of {minimum} is too small, expected at least 2")]
    MinimumTooSmall {
        /// The minimum asked for.
        minimum: u64,
    },
    /// More answers than a tally holds.
    #[error(transparent)]
    Count(#[from] CountError),
}

//! What may be shown of small groups.

mod cells;
mod cross_tab;
mod running;
mod unions;

use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use core::cmp::Reverse;
use core::fmt;

use crate::error::CountError;
use crate::kit::Merge;
use crate::nps::HasTally;
use crate::stream::{Branch, Hierarchy};
use crate::tally::Tally;

pub use cells::{Disclosed, MinimumSize, Part};
pub use cross_tab::CrossTab;
pub use running::RunningReports;

/// A report in which small groups are withheld and cannot be worked out from what is shown.
///
/// # What it guarantees
///
/// Whoever knows two totals, one of which contains the other, knows the difference. So it is not
/// enough to withhold groups under the minimum: if all teams of a department but one are shown, and
/// the department too, the missing team is their difference. Here **every group of responses that can
/// be worked out from the shown ones by adding and subtracting is empty or has at least the minimum
/// number of responses, and no withheld cell can be worked out**, at any level and across levels.
///
/// Nothing is withheld without need: no withheld cell could be shown as well without breaking this.
///
/// # How
///
/// The cells of a report (branches, and the own responses of branches) are nested. What the shown
/// ones tell is exactly the *remainder* of each of them: its responses that are in no shown cell below
/// it. Level by level from the top, and from the largest cell of a level to the smallest, a cell is
/// shown if it has at least the minimum number of responses and leaves a remainder of none, or of at
/// least the minimum, in the smallest shown cell around it. The result depends on the counts and keys
/// alone. It takes n log n steps for n cells.
///
/// # What it does not hide
///
/// - That a withheld cell has a response: [`Disclosed::Empty`] is told apart. So five withheld teams
///   beside a shown total of five have one response each.
/// - Bounds. A withheld team in a remainder of nine has at most nine responses; if nobody in the
///   remainder is a detractor, nobody in the team is.
/// - Agreement. A group in which all answer alike is shown as such, and tells what each member
///   answered; together with the bounds, so may a remainder.
/// - What a member knows: the own answer. Choose the minimum for that.
/// - Other reports. A grouping of the same people by something else (tenure, site) cuts across these
///   groups: show two of them from one [`CrossTab`]. So does a report of another day, since a figure that
///   changed by one response between two days is that response: publish closed periods, or
///   [`RunningReports`].
///
/// # Employee surveys
///
/// An eNPS asks employees for candour, often with a promise of anonymity, and a promise needs a
/// minimum everybody knows before answering. Five is common for scores; comments, which give people
/// away by their wording, deserve more. Fix it before the survey, show every level from **one**
/// report (a screen with its own rule per level breaks the guarantee), and never let a reader choose
/// filters freely: two filters that differ by one person are that person's answer.
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
/// # Ok::<(), npscore::Error>(())
/// ```
///
/// # Source
///
/// The problem is cell suppression in tables with totals: Hundepool et al., *Statistical Disclosure
/// Control* (2012), chapter 4. For nested totals the rule above is exact.
#[derive(Debug, Clone, PartialEq, Eq)]
#[doc(alias = "suppression")]
#[doc(alias = "eNPS")]
pub struct Disclosure<K> {
    minimum: MinimumSize,
    nodes: Vec<Node<K>>,
}

/// A cell. Paths are told by parents, so that deep ones take no more memory than shallow ones.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Node<K> {
    /// Nothing for all responses, and for the own ones of a branch.
    key: Option<K>,
    part: Part,
    parent: Option<usize>,
    /// The place behind the last cell of this branch.
    end: usize,
    disclosed: Disclosed,
}

/// One line of a report: a branch, and what may be seen of it.
///
/// # Serialised form
///
/// `{"path", "part", "disclosed"}`; written only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cell<'a, K> {
    report: &'a Disclosure<K>,
    place: usize,
}

impl<K: Ord> Disclosure<K> {
    /// What may be shown of groups that exclude each other, and of all of them together.
    ///
    /// The groups are keys with any state that knows its tally: segments, or an iterator of pairs; a
    /// key given twice is one group. Cells come by key, after that of all responses.
    ///
    /// # Errors
    ///
    /// [`CountError`] for more than `u64::MAX` responses.
    pub fn of_segments<A: HasTally<Tally = Tally>>(
        segments: impl IntoIterator<Item = (K, A)>,
        minimum: MinimumSize,
    ) -> Result<Self, CountError> {
        let mut groups: BTreeMap<K, Tally> = BTreeMap::new();
        for (key, state) in segments {
            groups.entry(key).or_default().try_merge(state.tally())?;
        }
        let mut rows = alloc::vec![Row::branch(None, None, Tally::default())];
        let groups = groups.into_iter();
        rows.extend(groups.map(|(key, tally)| Row::branch(Some(key), Some(0), tally)));
        Self::of_rows(rows, minimum)
    }

    /// What may be shown of every branch, at every level.
    ///
    /// Cells come parents before children, siblings by key; own responses right after their branch.
    ///
    /// # Errors
    ///
    /// [`CountError`] for more than `u64::MAX` responses.
    pub fn of_hierarchy<A: HasTally<Tally = Tally>>(
        hierarchy: &Hierarchy<K, A>,
        minimum: MinimumSize,
    ) -> Result<Self, CountError>
    where
        K: Clone,
    {
        let mut rows = Vec::new();
        let mut open: Vec<(Branch<'_, K, A>, Option<usize>)> =
            alloc::vec![(hierarchy.root(), None)];
        while let Some((branch, parent)) = open.pop() {
            let place = rows.len();
            let key = branch.key().cloned();
            let own = branch.own().map(HasTally::tally);
            let children = branch.children();
            match own {
                Some(own) if !children.is_empty() => {
                    rows.push(Row::branch(key, parent, Tally::default()));
                    rows.push(Row {
                        part: Part::Own,
                        ..Row::branch(None, Some(place), own)
                    });
                }
                own => rows.push(Row::branch(key, parent, own.unwrap_or_default())),
            }
            let children = children.into_iter().rev();
            open.extend(children.map(|child| (child, Some(place))));
        }
        Self::of_rows(rows, minimum)
    }

    fn of_rows(mut rows: Vec<Row<K>>, minimum: MinimumSize) -> Result<Self, CountError> {
        let mut ends: Vec<usize> = (1..=rows.len()).collect();
        // Children come after their parents, so from the end each total is complete in time.
        for place in (1..rows.len()).rev() {
            let tally = rows[place].tally;
            if let Some(parent) = rows[place].parent {
                rows[parent].tally = rows[parent].tally.checked_add(&tally)?;
                ends[parent] = ends[parent].max(ends[place]);
            }
        }
        let sizes: Vec<_> = rows
            .iter()
            .map(|row| (row.parent, row.tally.responses()))
            .collect();
        let shown = choose(&sizes, minimum.get());
        let nodes = rows.into_iter().zip(ends).zip(shown);
        let nodes = nodes.map(|((row, end), shown)| Node {
            key: row.key,
            part: row.part,
            parent: row.parent,
            end,
            disclosed: match row.tally.result() {
                None => Disclosed::Empty,
                Some(result) if shown => Disclosed::Shown(result),
                Some(_) => Disclosed::Withheld,
            },
        });
        Ok(Self {
            minimum,
            nodes: nodes.collect(),
        })
    }
}

/// A cell before it is decided on.
struct Row<K> {
    key: Option<K>,
    part: Part,
    parent: Option<usize>,
    tally: Tally,
}

impl<K> Row<K> {
    const fn branch(key: Option<K>, parent: Option<usize>, tally: Tally) -> Self {
        Self {
            key,
            part: Part::Whole,
            parent,
            tally,
        }
    }
}

/// Which cells are shown: each given by its parent, before it in the list, and its size.
///
/// See [`Disclosure`] for the rule. A cell that was refused stays refused: what is shown later only
/// makes its own responses and the remainder around it fewer, or both by as much. So one pass
/// suffices, and shows all that can be.
fn choose(cells: &[(Option<usize>, u64)], minimum: u64) -> Vec<bool> {
    let mut depths = alloc::vec![0_usize; cells.len()];
    for (cell, (parent, _)) in cells.iter().enumerate() {
        depths[cell] = parent.map_or(0, |parent| depths[parent] + 1);
    }
    let mut order: Vec<usize> = (0..cells.len()).collect();
    order.sort_by_key(|cell| (depths[*cell], Reverse(cells[*cell].1), *cell));
    // The smallest shown cell around each, itself included, and what is left in it.
    let mut around: Vec<Option<usize>> = alloc::vec![None; cells.len()];
    let mut remainders: Vec<u64> = alloc::vec![0; cells.len()];
    let mut shown = alloc::vec![false; cells.len()];
    for cell in order {
        let (parent, size) = cells[cell];
        let above = parent.and_then(|parent| around[parent]);
        let left = above.map(|above| remainders[above] - size);
        shown[cell] = size >= minimum && left.is_none_or(|left| left == 0 || left >= minimum);
        if shown[cell] {
            if let Some((above, left)) = above.zip(left) {
                remainders[above] = left;
            }
            remainders[cell] = size;
        }
        around[cell] = if shown[cell] { Some(cell) } else { above };
    }
    shown
}

impl<K> Disclosure<K> {
    /// The fewest responses of which something is shown.
    #[must_use]
    pub const fn minimum(&self) -> MinimumSize {
        self.minimum
    }

    /// The cells, parents before children.
    #[must_use]
    pub fn cells(&self) -> impl ExactSizeIterator<Item = Cell<'_, K>> {
        (0..self.nodes.len()).map(|place| Cell {
            report: self,
            place,
        })
    }

    /// What may be seen of the branch at a path: [`Disclosed::Empty`] for one nobody responded for.
    pub fn get<Q: PartialEq<K>>(&self, path: &[Q]) -> Disclosed {
        let below = |place: usize, wanted: &Q| {
            let mut child = place + 1;
            while child < self.nodes[place].end {
                let node = &self.nodes[child];
                if node.key.as_ref().is_some_and(|key| wanted == key) {
                    return Some(child);
                }
                child = node.end;
            }
            None
        };
        let found = path.iter().try_fold(0, below);
        found.map_or(Disclosed::Empty, |place| self.nodes[place].disclosed)
    }
}

impl<'a, K> Cell<'a, K> {
    const fn node(&self) -> &'a Node<K> {
        &self.report.nodes.as_slice()[self.place]
    }

    /// The keys from the top down; none for all responses.
    #[must_use]
    pub fn path(&self) -> Vec<&'a K> {
        let mut path = Vec::new();
        let mut place = Some(self.place);
        while let Some(node) = place.map(|place| &self.report.nodes[place]) {
            path.extend(&node.key);
            place = node.parent;
        }
        path.reverse();
        path
    }

    /// Whether it is the whole branch, or only what was observed for it itself.
    #[must_use]
    pub const fn part(&self) -> Part {
        self.node().part
    }

    /// What may be seen.
    #[must_use]
    pub const fn disclosed(&self) -> Disclosed {
        self.node().disclosed
    }
}

/// `all / sales / north: NPS 12 (n = 100)`.
impl<K: fmt::Display> fmt::Display for Cell<'_, K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if f.width().is_some() {
            return crate::text::padded(f, self);
        }
        f.write_str("all")?;
        let mut path = self.path().into_iter();
        path.try_for_each(|key| write!(f, " / {key}"))?;
        if self.part() == Part::Own {
            f.write_str(" (own)")?;
        }
        write!(f, ": {}", self.disclosed())
    }
}

/// One line per cell.
impl<K: fmt::Display> fmt::Display for Disclosure<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for cell in self.cells() {
            let separator = if cell.place == 0 { "" } else { "\n" };
            write!(f, "{separator}{cell}")?;
        }
        Ok(())
    }
}

crate::wire::written!([K: serde::Serialize] Cell<'_, K> as "Cell", |this| {
    path: this.path(),
    part: this.part(),
    disclosed: this.disclosed(),
});

crate::wire::written!([K: serde::Serialize] Disclosure<K> as "Disclosure", |this| {
    minimum: this.minimum,
    cells: this.cells().collect::<Vec<_>>(),
});

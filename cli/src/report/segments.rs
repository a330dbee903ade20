//! The groups of a breakdown as a tree, in the order in which they are shown.

use std::cmp::Reverse;

use npscore::{Branch, HasTally};

use crate::survey::{Breakdown, Group};

/// One group, and the groups within it.
#[derive(Debug)]
pub(crate) struct Segment<'a> {
    /// The cell its rows have in common; blank is a name too.
    pub(crate) name: &'a str,
    /// All of its answers.
    pub(crate) total: Group,
    /// The groups of the next column, where there is one; from the highest score to the lowest.
    pub(crate) segments: Vec<Self>,
}

/// The groups from the highest score to the lowest, those of equal scores by name; those without a
/// score come last.
pub(crate) fn segments(breakdown: &Breakdown) -> Vec<Segment<'_>> {
    below(&breakdown.groups.root())
}

/// The groups right below a branch. As deep as columns are named, which is not deep.
fn below<'a>(branch: &Branch<'a, String, Group>) -> Vec<Segment<'a>> {
    let children = branch.children();
    let mut segments: Vec<_> = children
        .iter()
        .map(|child| Segment {
            name: child.key().map_or("", String::as_str),
            total: child.total(),
            segments: below(child),
        })
        .collect();
    // The branches come by name, and a stable sort keeps that among equals.
    segments
        .sort_by_cached_key(|segment| Reverse(segment.total.result().map(|result| result.nps())));
    segments
}

//! States side by side, one for each number that a column can hold.

use alloc::vec;
use alloc::vec::Vec;
use core::iter::repeat_with;
use core::ops::Range;

use super::Column;
use crate::error::CountError;
use crate::kit::Observe;

/// A state for each of so many places, and whether any row was for it.
///
/// `places_of` says where some of the rows belong. The place of a row follows from its number, as
/// the position in a dictionary does from a code.
pub(super) fn states<A, D, I>(
    rows: usize,
    answers: &D,
    places: usize,
    places_of: impl Fn(Range<usize>) -> I,
) -> Result<(Vec<A>, Vec<bool>), CountError>
where
    A: Default + Observe<D::Item>,
    D: Column,
    I: Iterator<Item = usize>,
{
    let mut states: Vec<A> = repeat_with(A::default).take(places).collect();
    let mut met = vec![false; places];
    // With each block, every state is passed over once.
    let block = FIT.max(places.saturating_mul(16));
    for start in (0..rows).step_by(block) {
        let rows = start..rows.min(start.saturating_add(block));
        let answers = answers.slice(rows.clone());
        let rows = places_of(rows).zip(answers.iter());
        for (met, here) in met.iter_mut().zip(A::try_observe_at(&mut states, rows)?) {
            *met |= here > 0;
        }
    }
    Ok((states, met))
}

/// So many rows fit into narrow counters wherever they fall: no room is looked for on the way.
const FIT: usize = 1 << 20;

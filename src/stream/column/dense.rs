//! States side by side, one for each number that a column can hold.

use alloc::vec;
use alloc::vec::Vec;
use core::iter::repeat_with;

use super::Column;
use crate::kit::Observe;

/// A state for each of so many places, and whether any row was for it.
///
/// The place of a row follows from its number, as the position in a dictionary does from a code.
pub(super) fn states<A, N, D>(
    (numbers, items): (&[N], &D),
    places: usize,
    place: impl Fn(N) -> usize + Copy,
) -> (Vec<A>, Vec<bool>)
where
    A: Default + Observe<D::Item>,
    N: Copy,
    D: Column,
{
    let mut states: Vec<A> = repeat_with(A::default).take(places).collect();
    let mut met = vec![false; places];
    // With each block, every state is passed over once.
    let block = FIT.max(places.saturating_mul(16));
    for start in (0..numbers.len()).step_by(block) {
        let rows = start..numbers.len().min(start.saturating_add(block));
        let items = items.slice(rows.clone());
        let rows = numbers[rows].iter().zip(items.iter());
        let rows = rows.map(move |(number, item)| (place(*number), item));
        for (met, here) in met.iter_mut().zip(A::observe_at(&mut states, rows)) {
            *met |= here;
        }
    }
    (states, met)
}

/// So many rows fit into narrow counters wherever they fall: no room is looked for on the way.
const FIT: usize = 1 << 20;

//! Counts as sums in the lanes of a vector.
//!
//! A row is as many answers as a vector has bytes: 16, 32 or 64. A byte shuffle looks up sixteen
//! entries for all lanes of a row at once. Each table counts two scores, one in the low half of a
//! byte and one in the high half, so five tables count the scores 0 to 9; the tens are what is left.
//!
//! ```text
//!  row of answers      |  9 |  0 | 10 |  9 |  3 |  …      one answer to a lane
//!
//!  table of 8 and 9    |  0 |  0 |  0 |  0 |  0 |  0 |  0 |  0 | 01 | 10 |  0 | …   by score
//!                                                                8    9
//!  looked up           | 10 | 00 | 00 | 10 | 00 |  …      + in every lane
//!  narrow (4 bits)     |n9 n8|n9 n8|n9 n8|n9 n8|  …      at most 15 rows
//!                          ↓ split into the two halves
//!  middle (8 bits)     |  n8  |  n8  |  …  |  n9  |  n9  | …   at most 17 × 15 = 255 rows
//!                          ↓ neighbours added
//!  wide (16 bits)      |     n8     |  …      |     n9     | …   at most 128 × 255 rows
//!                          ↓ lanes added
//!  total (64 bits)     n0 n1 n2 … n9
//! ```
//!
//! Three shuffle-free sums are enough for a [`Tally`](crate::Tally): the answers above 6 and above
//! 8, each in a lane of eight bits. The same sums, one for each score, serve where the machine has
//! no byte shuffle (x86-64 without SSE4.2).
//!
//! # Source
//!
//! Shuffles as look-up tables of sixteen entries, and narrow sums emptied into wider ones: Wojciech
//! Muła, Nathan Kurz and Daniel Lemire, "Faster Population Counts Using AVX2 Instructions", The
//! Computer Journal 61 (2018), section 2.3.

use fearless_simd::{Simd, prelude::*};

use super::pass::{MOST_LANES, Pass, highest_lane, scalar_categories, with_rest};

/// Rows until a sum of four bits could overflow.
pub(super) const NARROW: usize = 15;

/// Rows until a sum of eight bits could overflow.
pub(super) const MIDDLE: usize = 255;

/// Rows until a sum of sixteen bits could overflow: each emptying adds two bytes, at most 510.
pub(super) const WIDE: usize = 128 * MIDDLE;

/// Eleven counts, two to a table.
#[inline(always)]
pub(super) fn by_shuffle<S: Simd>(simd: S, answers: &[u8]) -> Pass<11> {
    let lanes = S::u8s::LEN;
    let half = S::u8s::splat(simd, 0x0F);
    let mut tables = [S::u8s::splat(simd, 0); 5];
    for (pair, table) in tables.iter_mut().enumerate() {
        // Shuffles stay within sixteen lanes: each of them has its own copy.
        let mut entries = [0; MOST_LANES];
        for copy in entries.chunks_exact_mut(16) {
            copy[2 * pair] = 0x01;
            copy[2 * pair + 1] = 0x10;
        }
        *table = S::u8s::from_slice(simd, &entries[..lanes]);
    }

    let (rows, rest) = answers.split_at(answers.len() / lanes * lanes);
    let mut below = [0; 10];
    let mut highest = S::u8s::splat(simd, 0);
    for rows in rows.chunks(WIDE * lanes) {
        let mut wide = [S::u16s::splat(simd, 0); 10];
        for rows in rows.chunks(MIDDLE * lanes) {
            let mut middle = [S::u8s::splat(simd, 0); 10];
            for rows in rows.chunks(NARROW * lanes) {
                let mut narrow = [S::u8s::splat(simd, 0); 5];
                for row in rows.chunks_exact(lanes) {
                    let row = S::u8s::from_slice(simd, row);
                    highest = highest.max(row);
                    for (sum, table) in narrow.iter_mut().zip(&tables) {
                        *sum += table.swizzle_dyn_within_blocks(row);
                    }
                }
                for (pair, sum) in narrow.into_iter().enumerate() {
                    let shifted: S::u8s = (sum.bitcast::<S::u16s>() >> 4).bitcast();
                    middle[2 * pair] += sum & half;
                    middle[2 * pair + 1] += shifted & half;
                }
            }
            empty::<S, 10>(&middle, &mut wide);
        }
        add_lanes::<S, 10>(&wide, &mut below);
    }

    with_rest(rows, below, highest_lane::<S>(highest), rest)
}

/// Eleven counts, each answer compared with every score.
#[inline(always)]
pub(super) fn by_comparison<S: Simd>(simd: S, answers: &[u8]) -> Pass<11> {
    let lanes = S::u8s::LEN;
    let mut scores = [S::u8s::splat(simd, 0); 10];
    for (number, score) in (0..).zip(&mut scores) {
        *score = S::u8s::splat(simd, number);
    }

    let (rows, rest) = answers.split_at(answers.len() / lanes * lanes);
    let mut below = [0; 10];
    let mut highest = S::u8s::splat(simd, 0);
    for rows in rows.chunks(WIDE * lanes) {
        let mut wide = [S::u16s::splat(simd, 0); 10];
        for rows in rows.chunks(MIDDLE * lanes) {
            let mut middle = [S::u8s::splat(simd, 0); 10];
            for row in rows.chunks_exact(lanes) {
                let row = S::u8s::from_slice(simd, row);
                highest = highest.max(row);
                for (sum, score) in middle.iter_mut().zip(&scores) {
                    // A lane that is equal is all ones, which is minus one.
                    *sum -= row.simd_eq(*score).to_vector().bitcast::<S::u8s>();
                }
            }
            empty::<S, 10>(&middle, &mut wide);
        }
        add_lanes::<S, 10>(&wide, &mut below);
    }

    with_rest(rows, below, highest_lane::<S>(highest), rest)
}

/// Three counts: the answers above 6 and above 8, the rest by subtraction.
#[inline(always)]
pub(super) fn categories<S: Simd>(simd: S, answers: &[u8]) -> Pass<3> {
    let lanes = S::u8s::LEN;
    // Signed comparison is the one every machine has; scores are the same either way.
    let cuts = [S::i8s::splat(simd, 6), S::i8s::splat(simd, 8)];

    let (rows, rest) = answers.split_at(answers.len() / lanes * lanes);
    let mut above = [0; 2];
    let mut highest = S::u8s::splat(simd, 0);
    for rows in rows.chunks(WIDE * lanes) {
        let mut wide = [S::u16s::splat(simd, 0); 2];
        for rows in rows.chunks(MIDDLE * lanes) {
            let mut middle = [S::u8s::splat(simd, 0); 2];
            for row in rows.chunks_exact(lanes) {
                let row = S::u8s::from_slice(simd, row);
                highest = highest.max(row);
                for (sum, cut) in middle.iter_mut().zip(cuts) {
                    let above = row.bitcast::<S::i8s>().simd_gt(cut);
                    *sum -= above.to_vector().bitcast::<S::u8s>();
                }
            }
            empty::<S, 2>(&middle, &mut wide);
        }
        add_lanes::<S, 2>(&wide, &mut above);
    }

    let [above_six, above_eight] = above;
    let mut pass = scalar_categories(rest);
    pass.highest = pass.highest.max(highest_lane::<S>(highest));
    pass.counts[0] += rows.len() as u64 - above_six;
    pass.counts[1] += above_six - above_eight;
    pass.counts[2] += above_eight;
    pass
}

/// Adds sums of eight bits to sums of sixteen, two neighbours to a lane.
#[inline(always)]
fn empty<S: Simd, const N: usize>(middle: &[S::u8s; N], wide: &mut [S::u16s; N]) {
    for (sum, bytes) in wide.iter_mut().zip(middle) {
        let pairs = bytes.bitcast::<S::u16s>();
        *sum += (pairs & 0xFF) + (pairs >> 8);
    }
}

/// Adds all lanes of each sum to its total.
#[inline(always)]
fn add_lanes<S: Simd, const N: usize>(wide: &[S::u16s; N], totals: &mut [u64; N]) {
    for (sum, total) in wide.iter().zip(totals) {
        let mut lanes = [0; MOST_LANES / 2];
        sum.store_slice(&mut lanes[..S::u16s::LEN]);
        *total += lanes.into_iter().map(u64::from).sum::<u64>();
    }
}

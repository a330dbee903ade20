//! Counting a column of answers at the speed of memory.
//!
//! One pass counts and finds the highest byte; whether that is a score is looked at once, at the
//! end. So a column that was never checked costs what a checked one does, and nothing is counted
//! when a byte is no score.
//!
//! # How eleven counts are kept
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
//! Three shuffle-free sums are enough for a [`Tally`](super::Tally): the answers above 6 and above
//! 8, each in a lane of eight bits. The same sums, one for each score, serve where the machine has
//! no byte shuffle (x86-64 without SSE4.2).
//!
//! The scalar loop is what the others are tested against, and counts what is left of the last row.
//!
//! # Source
//!
//! Shuffles as look-up tables of sixteen entries, and narrow sums emptied into wider ones: Wojciech
//! Muła, Nathan Kurz and Daniel Lemire, "Faster Population Counts Using AVX2 Instructions", The
//! Computer Journal 61 (2018), section 2.3.

#![allow(
    clippy::inline_always,
    reason = "vector code must be compiled into the caller that has the instructions"
)]

use fearless_simd::{Level, Simd, dispatch, prelude::*};

/// What one pass over a column of answers finds.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Pass<const N: usize> {
    /// Meaningless unless `highest` is a score.
    pub(super) counts: [u64; N],
    /// The highest answer, 0 without any.
    pub(super) highest: u8,
}

/// Rows until a sum of four bits could overflow.
const NARROW: usize = 15;

/// Rows until a sum of eight bits could overflow.
const MIDDLE: usize = 255;

/// Rows until a sum of sixteen bits could overflow: each emptying adds two bytes, at most 510.
const WIDE: usize = 128 * MIDDLE;

/// How often each score occurs.
pub(super) fn histogram(answers: &[u8]) -> Pass<11> {
    if answers.len() < SHORT {
        return scalar(answers);
    }
    histogram_at(level(), answers)
}

/// How many answers are below 7, 7 or 8, and above 8.
pub(super) fn tally(answers: &[u8]) -> Pass<3> {
    if answers.len() < SHORT {
        return scalar_categories(answers);
    }
    tally_at(level(), answers)
}

/// The best instructions of this machine.
#[inline]
pub(crate) fn level() -> Level {
    Level::try_detect().unwrap_or(Level::baseline())
}

/// Fewer answers than this are counted one by one.
const SHORT: usize = 64;

fn histogram_at(level: Level, answers: &[u8]) -> Pass<11> {
    dispatch!(level, simd => eleven(simd, answers))
}

fn tally_at(level: Level, answers: &[u8]) -> Pass<3> {
    dispatch!(level, simd => categories(simd, answers))
}

/// Whether a byte shuffle is one instruction.
#[inline(always)]
fn has_shuffle(level: Level) -> bool {
    #[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
    return level.as_sse4_2().is_some();
    #[cfg(not(any(target_arch = "x86", target_arch = "x86_64")))]
    return !level.is_fallback();
}

/// Eleven counts, by what the machine has.
#[inline(always)]
fn eleven<S: Simd>(simd: S, answers: &[u8]) -> Pass<11> {
    if has_shuffle(simd.level()) {
        by_shuffle(simd, answers)
    } else {
        by_comparison(simd, answers)
    }
}

/// One answer at a time.
fn scalar(answers: &[u8]) -> Pass<11> {
    let mut counts = [0; 11];
    let mut highest = 0;
    for answer in answers {
        highest = highest.max(*answer);
        counts[usize::from(*answer).min(10)] += 1;
    }
    Pass { counts, highest }
}

/// Three counts, one answer at a time.
fn scalar_categories(answers: &[u8]) -> Pass<3> {
    let above = |cut| answers.iter().filter(|answer| **answer > cut).count() as u64;
    let (above_six, above_eight) = (above(6), above(8));
    Pass {
        counts: [
            answers.len() as u64 - above_six,
            above_six - above_eight,
            above_eight,
        ],
        highest: answers.iter().copied().fold(0, u8::max),
    }
}

/// Eleven counts, two to a table.
#[inline(always)]
fn by_shuffle<S: Simd>(simd: S, answers: &[u8]) -> Pass<11> {
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
fn by_comparison<S: Simd>(simd: S, answers: &[u8]) -> Pass<11> {
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

/// The counts of full rows, the tens among them by subtraction, and those of what is left.
fn with_rest(rows: &[u8], below: [u64; 10], highest: u8, rest: &[u8]) -> Pass<11> {
    // Bytes that are no scores may have been counted anyhow.
    let tens = (rows.len() as u64).wrapping_sub(below.iter().sum());
    let mut pass = scalar(rest);
    pass.highest = pass.highest.max(highest);
    for (count, more) in pass.counts.iter_mut().zip(below.into_iter().chain([tens])) {
        *count = count.wrapping_add(more);
    }
    pass
}

/// Three counts: the answers above 6 and above 8, the rest by subtraction.
#[inline(always)]
fn categories<S: Simd>(simd: S, answers: &[u8]) -> Pass<3> {
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

/// The most bytes a vector has.
const MOST_LANES: usize = 64;

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

#[inline(always)]
fn highest_lane<S: Simd>(row: S::u8s) -> u8 {
    let mut lanes = [0; MOST_LANES];
    row.store_slice(&mut lanes[..S::u8s::LEN]);
    lanes.into_iter().fold(0, u8::max)
}

#[cfg(test)]
mod tests {
    use alloc::vec;
    use alloc::vec::Vec;

    use fearless_simd::Level;
    use proptest::prelude::*;

    use super::*;

    /// Every level this machine has, the lowest first.
    fn levels() -> Vec<Level> {
        let best = level();
        let mut levels = vec![Level::baseline()];
        #[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
        {
            levels.extend(best.as_sse4_2().map(Level::Sse4_2));
            levels.extend(best.as_avx2().map(Level::Avx2));
            levels.extend(best.as_avx512().map(Level::Avx512));
        }
        levels.push(best);
        levels
    }

    /// The eleven counts by category.
    fn categories_of(pass: &Pass<11>) -> Pass<3> {
        let sum = |counts: &[u64]| counts.iter().sum();
        Pass {
            counts: [
                sum(&pass.counts[..7]),
                sum(&pass.counts[7..9]),
                sum(&pass.counts[9..]),
            ],
            highest: pass.highest,
        }
    }

    /// All kernels at all levels against the scalar loop.
    fn check(answers: &[u8]) {
        let truth = scalar(answers);
        let valid = truth.highest <= 10;
        for level in levels() {
            let shuffled = dispatch!(level, simd => by_shuffle(simd, answers));
            let compared = dispatch!(level, simd => by_comparison(simd, answers));
            let three = tally_at(level, answers);
            for pass in [&shuffled, &compared, &histogram_at(level, answers)] {
                assert_eq!(pass.highest, truth.highest, "{level:?}");
                assert!(!valid || *pass == truth, "{level:?}: {pass:?}, {truth:?}");
            }
            assert_eq!(three.highest, truth.highest, "{level:?}");
            assert!(!valid || three == categories_of(&truth), "{level:?}");
        }
        assert_eq!(histogram(answers).highest, truth.highest);
        assert_eq!(tally(answers).highest, truth.highest);
        if valid {
            assert_eq!(histogram(answers), truth);
            assert_eq!(tally(answers), categories_of(&truth));
        }
    }

    #[test]
    fn every_length_and_alignment() {
        let answers: Vec<u8> = (0..700_u32).map(|i| (i * i % 11) as u8).collect();
        for start in 0..64 {
            for length in 0..=600 {
                let part = &answers[start..start + length];
                let truth = scalar(part);
                assert_eq!(histogram(part), truth, "{start} {length}");
                assert_eq!(tally(part), categories_of(&truth), "{start} {length}");
            }
        }
        for length in 0..=600 {
            check(&answers[length % 64..][..length]);
        }
    }

    /// One score throughout fills each narrow sum as fast as it can be filled.
    #[test]
    fn narrow_sums_do_not_overflow() {
        let longest = (WIDE + MIDDLE + NARROW + 1) * MOST_LANES + 1;
        for score in [0, 1, 6, 7, 9, 10] {
            let answers = vec![score; longest];
            for lanes in [16, 32, 64] {
                for rows in [NARROW, MIDDLE, WIDE] {
                    for length in [rows * lanes - 1, rows * lanes, rows * lanes + 1] {
                        let part = &answers[..length];
                        let truth = scalar(part);
                        assert_eq!(histogram(part), truth);
                        assert_eq!(tally(part), categories_of(&truth));
                    }
                }
            }
            check(&answers);
        }
    }

    /// A byte that is no score is found wherever it stands, whichever it is.
    #[test]
    fn no_byte_hides() {
        for byte in 11..=255 {
            for at in [0, 15, 63, 64, 200, 255, 256] {
                let mut answers = vec![10; 257];
                answers[at] = byte;
                check(&answers);
            }
        }
    }

    proptest! {
        #[test]
        fn any_column(
            answers in prop::collection::vec(0_u8..=10, 0..5_000),
            start in 0_usize..64,
        ) {
            check(&answers[start.min(answers.len())..]);
        }

        #[test]
        fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
            check(&bytes);
        }
    }
}

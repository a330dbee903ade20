//! Counts as columns of bits, for vectors of 512 bits.
//!
//! A row is 64 answers. A table turns an answer below 8 into a byte with one bit set, so that the
//! bits of a row at one position are a column: who gave that score. The nines and the eights take
//! two bits to an answer, so four rows share one; the tens are what is left.
//!
//! ```text
//!  row of answers   |     3     |     0     |     9     |     3     |  …
//!  bits 0 to 7      | 0000 1000 | 0000 0001 | 0000 0000 | 0000 1000 |  …
//!  nine and eight   |        00 |        00 |        10 |        00 |  …   beside those of 3 rows
//! ```
//!
//! Bits are added to bits, not to numbers: of three rows, the bits that are set in an odd number of
//! them are their sum, those set in two or three the carry, of twice the weight. Each takes a single
//! instruction, which looks up any function of three bits.
//!
//! ```text
//!  1s  + row + row → 1s, carry ┐
//!  1s  + row + row → 1s, carry ┴ + 2s  → 2s, carry ┐
//!                    …          carry ┴ + 4s  → 4s, …    up to the 64s of 64 rows,
//!  64s, column by column        + 1 in a lane of eight bits, for at most 63 blocks
//! ```
//!
//! Carries get fewer by half with each weight, so a row costs two additions of bits where it takes
//! five of numbers ([`sums`](super::sums)). What is left in the 1s to the 32s is added at the end.
//!
//! # Source
//!
//! Columns of bits: Marcus Klarqvist, Wojciech Muła and Daniel Lemire, "Efficient Computation of
//! Positional Population Counts Using SIMD Instructions", Concurrency and Computation: Practice and
//! Experience 33 (2021). Carries that are saved: Henry Warren, "Hacker's Delight", 2nd edition,
//! section 5-1, on Robert Harley's method.

#[cfg(target_arch = "x86")]
use core::arch::x86::{
    __m512i, _mm512_popcnt_epi8, _mm512_reduce_add_epi64, _mm512_sad_epu8, _mm512_setzero_si512,
    _mm512_ternarylogic_epi64,
};
#[cfg(target_arch = "x86_64")]
use core::arch::x86_64::{
    __m512i, _mm512_popcnt_epi8, _mm512_reduce_add_epi64, _mm512_sad_epu8, _mm512_setzero_si512,
    _mm512_ternarylogic_epi64,
};

use fearless_simd::{Avx512, kernel, prelude::*, u8x64};

use super::sums::by_shuffle;
use super::{Pass, SHORT, highest_lane, scalar, with_rest};

/// 64 lanes of eight bits: answers, bits of them, or counts.
type Row = u8x64<Avx512>;

/// The answers of a row.
const LANES: usize = 64;

/// The rows of a block, of which the bits that reach weight 64 are counted in lanes.
const BLOCK: usize = 64;

/// Blocks until a lane of eight bits could overflow: each counts up to four rows that share one.
const MOST_BLOCKS: usize = 255 / 4;

/// How often each score occurs.
pub(super) fn histogram(avx512: Avx512, answers: &[u8]) -> Pass<11> {
    avx512.vectorize(
        #[inline(always)]
        || by_bits(avx512, answers),
    )
}

#[inline(always)]
fn by_bits(avx512: Avx512, answers: &[u8]) -> Pass<11> {
    let below_eight = Row::from_slice(avx512, &BELOW_EIGHT);
    let eight_and_nine = EIGHT_AND_NINE.map(|table| Row::from_slice(avx512, &table));
    let none = Row::splat(avx512, 0);

    let (blocks, rest) = answers.split_at(answers.len() / (BLOCK * LANES) * (BLOCK * LANES));
    let mut highest = none;
    let mut below = Columns::<3, 8>::new(avx512, core::array::from_fn(|score| 1 << score));
    let mut above = Columns::<2, 2>::new(avx512, [0b0101_0101, 0b1010_1010]);
    for blocks in blocks.chunks(MOST_BLOCKS * BLOCK * LANES) {
        for block in blocks.chunks_exact(BLOCK * LANES) {
            let [mut sixteens, mut shared_fours] = [[none; 4]; 2];
            for (place, sixteen) in block.chunks_exact(16 * LANES).enumerate() {
                let [mut fours, mut shared] = [[none; 4]; 2];
                for (place, four) in sixteen.chunks_exact(4 * LANES).enumerate() {
                    let rows: [Row; 4] = core::array::from_fn(|row| {
                        Row::from_slice(avx512, &four[row * LANES..][..LANES])
                    });
                    let [a, b, c, d] = rows;
                    highest = highest.max(a.max(b)).max(c.max(d));
                    let bits = rows.map(|row| below_eight.swizzle_dyn_within_blocks(row));
                    fours[place] = below.add_four(0, bits);
                    let [a, b, c, d] = core::array::from_fn(|row| {
                        eight_and_nine[row].swizzle_dyn_within_blocks(rows[row])
                    });
                    shared[place] = a | b | (c | d);
                }
                sixteens[place] = below.add_four(1, fours);
                shared_fours[place] = above.add_four(0, shared);
            }
            let carries = below.add_four(2, sixteens);
            below.count(carries);
            let carries = above.add_four(1, shared_fours);
            above.count(carries);
        }
        below.settle();
        above.settle();
    }

    let mut counts = [0; 10];
    counts[..8].copy_from_slice(&below.totals());
    counts[8..].copy_from_slice(&above.totals());
    let mut pass = if rest.len() < SHORT {
        scalar(rest)
    } else {
        by_shuffle(avx512, rest)
    };
    let of_blocks = with_rest(blocks, counts, highest_lane::<Avx512>(highest), &[]);
    pass.highest = pass.highest.max(of_blocks.highest);
    for (count, more) in pass.counts.iter_mut().zip(of_blocks.counts) {
        *count = count.wrapping_add(more);
    }
    pass
}

/// One bit for each score below 8. Shuffles stay within sixteen lanes: each has its own copy.
const BELOW_EIGHT: [u8; LANES] = {
    let mut table = [0; LANES];
    let mut lane = 0;
    while lane < LANES {
        if lane % 16 < 8 {
            table[lane] = 1 << (lane % 16);
        }
        lane += 1;
    }
    table
};

/// One of two bits for the scores 8 and 9: for each of four rows, its own two.
const EIGHT_AND_NINE: [[u8; LANES]; 4] = {
    let mut tables = [[0; LANES]; 4];
    let mut row = 0;
    while row < 4 {
        let mut copy = 0;
        while copy < LANES {
            tables[row][copy + 8] = 0b01 << (2 * row);
            tables[row][copy + 9] = 0b10 << (2 * row);
            copy += 16;
        }
        row += 1;
    }
    tables
};

/// How many bits are set in columns of each kind: `2 * FOURS` weights as bits, all beyond as numbers.
struct Columns<const FOURS: usize, const KINDS: usize> {
    avx512: Avx512,
    /// The sums of weight 1, 2, 4 and so on, two to a power of four.
    sums: [[Row; 2]; FOURS],
    /// The columns of each kind, as bits of a byte.
    kinds: [Row; KINDS],
    /// Of each kind, the bits of the next weight that were counted in lanes.
    counts: [Row; KINDS],
    totals: [u64; KINDS],
}

impl<const FOURS: usize, const KINDS: usize> Columns<FOURS, KINDS> {
    #[inline(always)]
    fn new(avx512: Avx512, kinds: [u8; KINDS]) -> Self {
        let none = Row::splat(avx512, 0);
        Self {
            avx512,
            sums: [[none; 2]; FOURS],
            kinds: kinds.map(|columns| Row::splat(avx512, columns)),
            counts: [none; KINDS],
            totals: [0; KINDS],
        }
    }

    /// Adds four rows of the same weight, a power of four, and returns the carry of the next.
    #[inline(always)]
    fn add_four(&mut self, power: usize, [a, b, c, d]: [Row; 4]) -> Row {
        let first = self.add(power, 0, a, b);
        let second = self.add(power, 0, c, d);
        self.add(power, 1, first, second)
    }

    /// Adds two rows to a sum of the same weight, and returns the carry.
    #[inline(always)]
    fn add(&mut self, power: usize, half: usize, a: Row, b: Row) -> Row {
        let sum = &mut self.sums[power][half];
        let (old, a, b) = ((*sum).into(), a.into(), b.into());
        *sum = Row::simd_from(self.avx512, odd(self.avx512, old, a, b));
        Row::simd_from(self.avx512, most(self.avx512, old, a, b))
    }

    /// Counts the last carries in lanes.
    #[inline(always)]
    fn count(&mut self, carries: Row) {
        for (count, columns) in self.counts.iter_mut().zip(&self.kinds) {
            *count += set_in(self.avx512, carries, *columns);
        }
    }

    /// Adds what was counted in lanes to the totals.
    #[inline(always)]
    fn settle(&mut self) {
        for (count, total) in self.counts.iter_mut().zip(&mut self.totals) {
            *total += add_lanes(self.avx512, (*count).into()) << (2 * FOURS);
            *count = Row::splat(self.avx512, 0);
        }
    }

    /// The totals, with the bits that were never carried.
    #[inline(always)]
    fn totals(mut self) -> [u64; KINDS] {
        for (columns, total) in self.kinds.iter().zip(&mut self.totals) {
            let none = Row::splat(self.avx512, 0);
            let sums = self.sums.as_flattened().iter().rev();
            let left = sums.fold(none, |left, sum| {
                left + left + set_in(self.avx512, *sum, *columns)
            });
            *total += add_lanes(self.avx512, left.into());
        }
        self.totals
    }
}

/// How many bits of some columns are set, in each lane.
#[inline(always)]
fn set_in(avx512: Avx512, row: Row, columns: Row) -> Row {
    Row::simd_from(avx512, ones(avx512, (row & columns).into()))
}

kernel!(
    /// The number of bits that are set, in each lane.
    #[inline(always)]
    fn ones(avx512: Avx512, row: __m512i) -> __m512i {
        _mm512_popcnt_epi8(row)
    }
);

kernel!(
    /// The bits that are set in an odd number of three rows.
    #[inline(always)]
    fn odd(avx512: Avx512, a: __m512i, b: __m512i, c: __m512i) -> __m512i {
        _mm512_ternarylogic_epi64::<0b1001_0110>(a, b, c)
    }
);

kernel!(
    /// The bits that are set in at least two of three rows.
    #[inline(always)]
    fn most(avx512: Avx512, a: __m512i, b: __m512i, c: __m512i) -> __m512i {
        _mm512_ternarylogic_epi64::<0b1110_1000>(a, b, c)
    }
);

kernel!(
    /// The sum of all lanes.
    #[inline(always)]
    fn add_lanes(avx512: Avx512, row: __m512i) -> u64 {
        let eighths = _mm512_sad_epu8(row, _mm512_setzero_si512());
        _mm512_reduce_add_epi64(eighths).cast_unsigned()
    }
);

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
//!                    …          carry ┴ + 4s  → 4s, …    up to the 256s of 256 rows,
//!  256s, column by column       + 1 in a lane of eight bits, for at most 63 blocks
//! ```
//!
//! Carries get fewer by half with each weight, so a row costs two additions of bits where it takes
//! five of numbers ([`sums`](super::sums)). What is left in the 1s to the 128s is added at the end.
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

use super::pass::{Pass, SHORT, highest_lane, with_rest};
use super::sums::by_shuffle;

/// 64 lanes of eight bits: answers, bits of them, or counts.
type Row = u8x64<Avx512>;

/// The answers of a row.
const LANES: usize = 64;

/// The rows of a block, of which the bits that reach weight 256 are counted in lanes.
const BLOCK: usize = 256;

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
    let (blocks, rest) = answers.split_at(answers.len() / (BLOCK * LANES) * (BLOCK * LANES));
    let mut bits = Bits::new(avx512);
    for blocks in blocks.chunks(MOST_BLOCKS * BLOCK * LANES) {
        for block in blocks.chunks_exact(BLOCK * LANES) {
            let [mut below, mut above] = [[Row::splat(avx512, 0); 4]; 2];
            for (place, rows) in block.chunks_exact(64 * LANES).enumerate() {
                (below[place], above[place]) = bits.add_sixty_four(rows);
            }
            let carries = bits.below.add_four(3, below);
            bits.below.count(carries);
            let carries = bits.above.add_four(2, above);
            bits.above.count(carries);
        }
        bits.below.settle();
        bits.above.settle();
    }

    let highest = highest_lane::<Avx512>(bits.highest);
    let mut counts = [0; 10];
    counts[..8].copy_from_slice(&bits.below.totals());
    counts[8..].copy_from_slice(&bits.above.totals());
    if rest.len() < SHORT {
        return with_rest(blocks, counts, highest, rest);
    }
    let of_blocks = with_rest(blocks, counts, highest, &[]);
    let mut pass = by_shuffle(avx512, rest);
    pass.highest = pass.highest.max(of_blocks.highest);
    for (count, more) in pass.counts.iter_mut().zip(of_blocks.counts) {
        *count = count.wrapping_add(more);
    }
    pass
}

/// What is known of the rows so far, and the tables that turn answers into bits.
struct Bits {
    avx512: Avx512,
    below_eight: Row,
    eight_and_nine: [Row; 4],
    /// A column for each score below 8.
    below: Columns<4, 8>,
    /// Columns of eights and of nines, four of each.
    above: Columns<3, 2>,
    highest: Row,
}

impl Bits {
    #[inline(always)]
    fn new(avx512: Avx512) -> Self {
        Self {
            avx512,
            below_eight: Row::from_slice(avx512, &BELOW_EIGHT),
            eight_and_nine: EIGHT_AND_NINE.map(|table| Row::from_slice(avx512, &table)),
            below: Columns::new(avx512, core::array::from_fn(|score| 1 << score)),
            above: Columns::new(avx512, [0b0101_0101, 0b1010_1010]),
            highest: Row::splat(avx512, 0),
        }
    }

    /// Adds 64 rows, and returns the carries that are left: of their bits, and of the 16 rows of
    /// bits that four share.
    #[inline(always)]
    fn add_sixty_four(&mut self, rows: &[u8]) -> (Row, Row) {
        let none = [Row::splat(self.avx512, 0); 4];
        let [mut sixteens, mut shared_fours] = [none; 2];
        for (place, sixteen) in rows.chunks_exact(16 * LANES).enumerate() {
            let [mut fours, mut shared] = [none; 2];
            for (place, four) in sixteen.chunks_exact(4 * LANES).enumerate() {
                let rows: [Row; 4] = core::array::from_fn(|row| {
                    Row::from_slice(self.avx512, &four[row * LANES..][..LANES])
                });
                let [a, b, c, d] = rows;
                self.highest = self.highest.max(a.max(b)).max(c.max(d));
                let bits = rows.map(|row| self.below_eight.swizzle_dyn_within_blocks(row));
                fours[place] = self.below.add_four(0, bits);
                let [a, b, c, d] = core::array::from_fn(|row| {
                    self.eight_and_nine[row].swizzle_dyn_within_blocks(rows[row])
                });
                shared[place] = a | b | (c | d);
            }
            sixteens[place] = self.below.add_four(1, fours);
            shared_fours[place] = self.above.add_four(0, shared);
        }
        (
            self.below.add_four(2, sixteens),
            self.above.add_four(1, shared_fours),
        )
    }
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
            // At most 255 in a lane: eight weights of one bit, or six of four.
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

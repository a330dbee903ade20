//! Counting a column of answers at the speed of memory.
//!
//! One pass counts and finds the highest byte; whether that is a score is looked at once, at the
//! end. So a column that was never checked costs what a checked one does, and nothing is counted
//! when a byte is no score.
//!
//! Which way of counting is taken depends on what the machine has:
//!
//! | way | machine |
//! |---|---|
//! | [`bits`] added in columns | 512-bit vectors (AVX-512), from [`LONG`] answers on |
//! | [`sums`] in lanes, by table | a byte shuffle (SSE4.2, AVX2, AVX-512, NEON, WASM) |
//! | [`sums`] in lanes, by comparison | anything else; and for three counts, everywhere |
//!
//! The scalar loop is what the others are tested against, and counts what is left of the last row.

#![allow(
    clippy::inline_always,
    reason = "vector code must be compiled into the caller that has the instructions"
)]

#[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
mod bits;
mod pass;
mod sums;

use fearless_simd::{Level, Simd, dispatch};

pub(in crate::tally) use pass::Pass;
use pass::{SHORT, scalar, scalar_categories};
use sums::{by_comparison, by_shuffle, categories};

/// How often each score occurs.
pub(in crate::tally) fn histogram(answers: &[u8]) -> Pass<11> {
    if answers.len() < SHORT {
        return scalar(answers);
    }
    histogram_at(level(), answers)
}

/// How many answers are below 7, 7 or 8, and above 8.
pub(in crate::tally) fn tally(answers: &[u8]) -> Pass<3> {
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

/// From so many answers on, adding bits is worth what it takes to begin and to end.
#[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
const LONG: usize = 1 << 14;

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
    #[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
    if let Some(avx512) = simd.level().as_avx512()
        && answers.len() >= LONG
    {
        return bits::histogram(avx512, answers);
    }
    if has_shuffle(simd.level()) {
        by_shuffle(simd, answers)
    } else {
        by_comparison(simd, answers)
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec;
    use alloc::vec::Vec;

    use proptest::prelude::*;

    use super::pass::MOST_LANES;
    use super::sums::{MIDDLE, NARROW, WIDE};
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
            let mut passes = vec![shuffled, compared, histogram_at(level, answers)];
            #[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
            if let Some(avx512) = level.as_avx512() {
                passes.push(bits::histogram(avx512, answers));
            }
            for pass in passes {
                assert_eq!(pass.highest, truth.highest, "{level:?}");
                assert!(!valid || pass == truth, "{level:?}: {pass:?}, {truth:?}");
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

    /// Almost a block of one score: as many bits as can be left are left in the smaller weights.
    #[test]
    fn bits_that_are_never_carried_are_counted() {
        for score in 0..=10 {
            for other_rows in 0..=5 {
                let mut answers = vec![score; 3 << 14];
                answers[..other_rows * MOST_LANES].fill(10 - score);
                check(&answers);
            }
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
        // In the blocks of those that add bits, and behind them.
        for byte in [11, 15, 16, 26, 127, 128, 255] {
            for at in [0, 63, 16_383, 16_384, 32_767, 32_768, 33_999] {
                let mut answers = vec![10; 34_000];
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

        /// Several blocks of those that add bits, and what is left of one.
        #[test]
        fn any_long_column(
            seed in prop::collection::vec(0_u8..=10, 97..140),
            length in 0_usize..60_000,
        ) {
            let answers: Vec<u8> = seed.iter().copied().cycle().take(length).collect();
            check(&answers);
        }

        #[test]
        fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
            check(&bytes);
        }
    }
}

//! How often do 95 % intervals hold the truth? Exactly, by enumeration.
//!
//! For 5 to 100 responses and every distribution whose shares are multiples of 2 %, none of them 0:
//! the probability that each interval holds the true score, the least and the mean over the
//! distributions, the mean width in points, and the largest probability of a miss on one side. The program fails if the score interval falls
//! behind what an independent computation gives, if the exact interval departs from it or ever
//! holds the truth less often than 95 %, or if Wald's interval suddenly seems to work (then the check
//! itself is broken).
//!
//! ```sh
//! cargo run --release --example coverage
//! ```

#![allow(clippy::expect_used, reason = "an example may stop")]

mod enumeration;

use std::process::ExitCode;

use enumeration::{By, coverage};
use npscore::inference::{Confidence, IntervalMethod, Prior};

/// Responses, and the least and the mean coverage of the score interval by an independent
/// computation, where there is one.
const SCORE: [(u32, Option<(f64, f64)>); 6] = [
    (5, None),
    (10, Some((0.926_300_959_007_027_5, 0.963_720_487_119_842_4))),
    (20, None),
    (30, Some((0.934_241_016_011_984_3, 0.951_952_368_323_028_5))),
    (50, None),
    (
        100,
        Some((0.939_673_624_002_045_1, 0.950_267_602_491_448_7)),
    ),
];

/// Least, mean and width of the exact interval by an independent computation, which asks for p-values
/// in steps of half a point. Intervals also hold the few scores that are not rejected between those
/// that are, so that they may hold the truth a little more often.
const EXACT: [(u32, [f64; 3]); 3] = [
    (
        10,
        [0.950_298_137_337_600_5, 0.971_159_641_482_189_1, 84.283],
    ),
    (
        30,
        [0.950_000_657_213_971_9, 0.958_071_286_739_674_1, 49.789],
    ),
    (
        100,
        [0.950_058_271_839_369, 0.956_498_969_935_809_9, 27.740],
    ),
];

/// By how much the mean may exceed that of the independent computation, and how far the width may be
/// from it, in points.
const MORE: f64 = 0.0005;
const WIDTH: f64 = 0.1;

/// Rounding of some thousand probabilities.
const ROUNDING: f64 = 1e-9;

const METHODS: [(By, &str); 5] = [
    (By::Option(IntervalMethod::Score), "score"),
    (By::Exact, "exact"),
    (By::Bayes(Prior::JEFFREYS), "Bayes"),
    (
        By::Option(IntervalMethod::AdjustedWald(Prior::ROCKS)),
        "adjusted Wald",
    ),
    (By::Option(IntervalMethod::Wald), "Wald"),
];

fn main() -> ExitCode {
    let mut failures = Vec::new();
    println!("| n | method | least | at shares of | mean | width | one side |");
    println!("|---|---|---|---|---|---|---|");
    for (n, expected) in SCORE {
        for (method, name) in METHODS {
            let found = coverage(n, method, Confidence::P95);
            let [b, a, c] = found.worst;
            println!(
                "| {n} | {name} | {:.3} | {b} / {a} / {c} | {:.3} | {:.1} | {:.3} |",
                found.min, found.mean, found.width, found.one_sided_miss
            );
            let mut require = |holds: bool, what: &str| {
                if !holds {
                    failures.push(format!("n = {n}, {name}: {what}, found {found:?}"));
                }
            };
            let exact = EXACT.iter().find(|row| (row.0, method) == (n, By::Exact));
            if let Some(&(_, [min, mean, width])) = exact {
                require(found.min >= min - ROUNDING, "least below the reference");
                require(found.min <= min + MORE, "least above the reference");
                require(found.mean >= mean - ROUNDING, "mean below the reference");
                require(found.mean <= mean + MORE, "mean above the reference");
                require((found.width - width).abs() <= WIDTH, "not as wide");
            }
            match (method, expected) {
                (By::Option(IntervalMethod::Score), Some((min, mean))) => {
                    require(found.min >= min - ROUNDING, "least below the reference");
                    require(found.mean >= mean - ROUNDING, "mean below the reference");
                }
                (By::Option(IntervalMethod::Score), None) => {
                    require(found.min >= 0.90, "least below .90");
                    require(found.mean >= 0.95, "mean below .95");
                }
                (By::Exact, _) => {
                    require(found.min >= 0.95, "least below .95");
                }
                (By::Option(IntervalMethod::Wald), _) if n == 5 => {
                    require((found.min - 0.184).abs() < 0.0005, "the least is not .184");
                }
                _ => {}
            }
        }
    }
    for failure in &failures {
        eprintln!("{failure}");
    }
    if failures.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

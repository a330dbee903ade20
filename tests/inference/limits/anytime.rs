//! Anytime-valid intervals and tests: reference values, and a simulation of programmes that are
//! looked at after every response.

use npscore::inference::{Alternative, Confidence, Estimate, IntervalMethod};
use npscore::{Decimal, Nps, NpsResult, Tally};
use serde_json::Value;

use crate::inference::support::{cases, close, counts, number, oracle, pair, result};

fn confidence(alpha: &str) -> Confidence {
    Confidence::new(1.0 - alpha.parse::<f64>().unwrap()).unwrap()
}

fn check_intervals(case: &Value) {
    let counts = counts(&case["counts"]);
    for alpha in ["0.05", "0.01"] {
        let interval = result(counts).anytime_valid_interval(confidence(alpha));
        let (low, high) = pair(&case[alpha]["cmb24"]);
        close(interval.low(), low, 1e-12, format!("{counts:?} {interval}"));
        close(
            interval.high(),
            high,
            1e-12,
            format!("{counts:?} {interval}"),
        );
    }
}

#[test]
fn intervals_and_e_values() {
    let file = oracle("confseq_reference");
    for case in cases(&file["checkpoints"]) {
        check_intervals(case);
        let result = result(counts(&case["counts"]));
        for (field, alternative) in [
            ("log_e_lower_theta0", Alternative::Greater),
            ("log_e_upper_theta0", Alternative::Less),
        ] {
            for (theta, log_e) in case[field].as_object().unwrap() {
                let theta: Decimal = theta.parse().unwrap();
                let null = Nps::try_from(theta * Decimal::ONE_HUNDRED).unwrap();
                let test = result.anytime_valid_test(null, alternative);
                let (found, expected) = (test.statistic().unwrap(), number(log_e));
                assert!(
                    (found - expected).abs() <= 1e-11 * expected.abs().max(1.0),
                    "{found} is not {expected}"
                );
                assert!((test.p_value() - (-found).exp().min(1.0)).abs() < 1e-15);
            }
        }
    }
    cases(&file["standalone_counts"])
        .iter()
        .for_each(check_intervals);
}

#[test]
fn differences() {
    for case in cases(&oracle("confseq_reference")["two_sample"]) {
        let (a, b) = (counts(&case["a"]), counts(&case["b"]));
        let difference = result(a).anytime_valid_difference(&result(b), Confidence::P95);
        let (low, high) = pair(&case["diff_bonferroni"]);
        close(difference.low(), low, 1e-10, format!("{difference}"));
        close(difference.high(), high, 1e-10, format!("{difference}"));
    }
}

/// The p-value is the smallest error at which the limits exclude 0.
#[test]
fn the_p_value_of_a_difference_agrees_with_its_limits() {
    let most = 1_u64 << 62;
    for (one, other) in [
        ([1, 1, 3], [3, 1, 1]),
        ([100, 200, 700], [300, 300, 400]),
        ([0, 0, 1], [most, 0, 0]),
        ([0, 0, most], [1, 0, 0]),
        ([0, 0, 10], [10, 0, 0]),
        ([0, most, 1], [1, most, 0]),
        ([0, 5, 0], [0, 5, 0]),
        ([most, 1, most], [most, 1, 7]),
        ([0, 0, 1], [0, 0, 1]),
    ] {
        let (one, other) = (result(one), result(other));
        for level in [1e-9, 0.5, 0.9, 0.95, 0.99, 0.9999, 1.0 - 1e-12] {
            let confidence = Confidence::new(level).unwrap();
            let difference = one.anytime_valid_difference(&other, confidence);
            let p_value = difference.p_value().unwrap();
            assert_eq!(
                p_value < confidence.alpha(),
                !difference.contains(0.0),
                "{difference:?}"
            );
            assert!(difference.statistic().unwrap().is_finite());
            let mirror = other.anytime_valid_difference(&one, confidence);
            assert_eq!(
                (mirror.estimate(), mirror.low(), mirror.high()),
                (
                    -difference.estimate(),
                    -difference.high(),
                    -difference.low()
                )
            );
            assert!((mirror.p_value().unwrap() - p_value).abs() < 1e-9);
        }
        // Where the p-value says that they end, they do.
        let p_value = one
            .anytime_valid_difference(&other, Confidence::P95)
            .p_value()
            .unwrap();
        for (factor, excluded) in [(1.01, true), (0.99, false)] {
            if let Ok(confidence) = Confidence::new(1.0 - factor * p_value)
                && p_value > 1e-12
            {
                let difference = one.anytime_valid_difference(&other, confidence);
                assert_eq!(!difference.contains(0.0), excluded, "{difference:?}");
            }
        }
    }
}

#[test]
fn the_ends_of_the_range() {
    let [least, most] = [Nps::MIN, Nps::MAX];
    let happy = result([0, 0, 10]);
    // One promoter refutes -100.
    let refuted = happy.anytime_valid_test(least, Alternative::Greater);
    assert_eq!((refuted.statistic(), refuted.p_value()), (None, 0.0));
    // Ten promoters say nothing against 100.
    let test = happy.anytime_valid_test(most, Alternative::Less);
    assert!(test.statistic().unwrap() < 0.0 && test.p_value() == 1.0);
    assert!(happy.anytime_valid_interval(Confidence::P95).high() == 100.0);
}

/// Numerical Recipes' 64-bit linear congruential generator: the same figures everywhere.
struct Lcg(u64);

impl Lcg {
    /// A share from 0 to below 1.
    fn share(&mut self) -> f64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 11) as f64 / (1_u64 << 53) as f64
    }
}

/// 2,000 programmes looked at after each of 1,000 responses, under three distributions: how many
/// ever exclude the truth, by the anytime-valid interval and by Wald's.
#[test]
fn looked_at_after_every_response() {
    const PROGRAMMES: u32 = 2000;
    for (seed, [detractors, promoters], truth) in [
        (1, [0.20, 0.50], Nps::constant(30)),
        (2, [0.05, 0.80], Nps::constant(75)),
        (3, [0.45, 0.45], Nps::ZERO),
    ] {
        let mut lcg = Lcg(seed);
        let (mut anytime_valid, mut wald) = (0, 0);
        for _ in 0..PROGRAMMES {
            let mut counts = [0_u64; 3];
            let (mut excluded, mut wald_excluded) = (false, false);
            for n in 1..=1000_u32 {
                let share = lcg.share();
                let category = if share < detractors {
                    0
                } else if share < 1.0 - promoters {
                    1
                } else {
                    2
                };
                counts[category] += 1;
                let result: NpsResult = result(counts);
                // The interval excludes a score exactly where one bettor has 2 / alpha.
                if !excluded {
                    let log_e = |alternative| {
                        result
                            .anytime_valid_test(truth, alternative)
                            .statistic()
                            .unwrap_or(f64::INFINITY)
                    };
                    excluded = log_e(Alternative::Greater).max(log_e(Alternative::Less))
                        > f64::ln(2.0 / 0.05);
                }
                // Generous to Wald: nobody looks before the tenth response.
                if n >= 10 && !wald_excluded {
                    let interval = result.interval(Confidence::P95.by(IntervalMethod::Wald));
                    wald_excluded = !interval.contains(truth.to_f64());
                }
            }
            anytime_valid += u32::from(excluded);
            wald += u32::from(wald_excluded);
        }
        let [anytime_valid, wald] =
            [anytime_valid, wald].map(|n| f64::from(n) / f64::from(PROGRAMMES));
        println!("truth {truth}: anytime-valid {anytime_valid:.4}, Wald {wald:.4}");
        assert!(
            anytime_valid <= 0.05,
            "{truth}: {anytime_valid} of programmes"
        );
        assert!(wald > 0.40, "{truth}: Wald misses only {wald}");
    }
}

/// The probability that an interval excludes the truth after any of the first 40 responses: exactly, by
/// following all counts that were never excluded.
fn ever_excluded(interval: impl Fn(&NpsResult) -> Estimate, parts: [u32; 3]) -> f64 {
    const RESPONSES: usize = 40;
    let shares = parts.map(|part| f64::from(part) / 100.0);
    let truth = f64::from(parts[2]) - f64::from(parts[0]);
    // By detractors and promoters among the responses so far.
    let mut kept = vec![vec![0.0; RESPONSES + 1]; RESPONSES + 1];
    kept[0][0] = 1.0;
    let mut excluded = 0.0;
    for n in 1..=RESPONSES {
        let mut next = vec![vec![0.0; RESPONSES + 1]; RESPONSES + 1];
        for b in 0..=n {
            for c in 0..=n - b {
                let mut p = 0.0;
                if b + c < n {
                    p += kept[b][c] * shares[1];
                }
                if b > 0 {
                    p += kept[b - 1][c] * shares[0];
                }
                if c > 0 {
                    p += kept[b][c - 1] * shares[2];
                }
                if p <= 0.0 {
                    continue;
                }
                let counts = [b, n - b - c, c].map(|count| count as u64);
                let interval = interval(&result(counts));
                if (interval.low() - 1e-9..=interval.high() + 1e-9).contains(&truth) {
                    next[b][c] = p;
                } else {
                    excluded += p;
                }
            }
        }
        kept = next;
    }
    excluded
}

#[test]
fn the_truth_is_rarely_ever_excluded() {
    let mut largest = 0.0_f64;
    for parts in [
        [20, 30, 50],
        [50, 0, 50],
        [1, 1, 98],
        [0, 90, 10],
        [70, 20, 10],
    ] {
        let anytime_valid = |result: &NpsResult| result.anytime_valid_interval(Confidence::P90);
        let excluded = ever_excluded(anytime_valid, parts);
        assert!(excluded <= 0.1, "{parts:?}: {excluded}");
        largest = largest.max(excluded);
    }
    // Not because they exclude nothing.
    assert!(largest > 0.01, "{largest}");
    // One that is for a single look is caught.
    let wald = |result: &NpsResult| result.interval(Confidence::P90.by(IntervalMethod::Wald));
    let excluded = ever_excluded(wald, [20, 30, 50]);
    assert!(excluded > 0.9, "{excluded}");
}

/// That the simulation may ask the tests instead of finding interval after interval.
#[test]
fn interval_and_tests_agree() {
    for counts in [[3, 2, 5], [18, 52, 30], [0, 0, 12], [200, 300, 500]] {
        let result = result(counts);
        let interval = result.anytime_valid_interval(Confidence::P95);
        for points in (-99..=99).map(Nps::constant) {
            let fortune = [Alternative::Greater, Alternative::Less]
                .map(|side| result.anytime_valid_test(points, side).statistic().unwrap());
            let excluded = fortune[0].max(fortune[1]) > f64::ln(2.0 / 0.05);
            assert_eq!(interval.contains(points.to_f64()), !excluded, "{points}");
            if excluded {
                let test = result.anytime_valid_test(points, Alternative::TwoSided);
                assert!(test.rejects(Confidence::P95), "{points}");
            }
        }
    }
}

#[test]
fn the_price_in_width() {
    for (counts, limit) in [
        ([20, 30, 50], 1.9),
        ([10, 15, 75], 1.9),
        ([45, 10, 45], 1.9),
        ([200, 300, 500], 1.75),
        ([100, 150, 750], 1.75),
        ([450, 100, 450], 1.75),
    ] {
        let result = result(counts);
        let ratio = result.anytime_valid_interval(Confidence::P95).width()
            / result.interval(Confidence::P95).width();
        assert!(ratio > 1.0 && ratio <= limit, "{counts:?}: {ratio}");
    }
}

#[test]
fn merged_parts_give_the_whole() {
    let parts = [[3, 0, 9], [0, 11, 2], [7, 7, 7]].map(|[d, p, c]| crate::tally_of(d, p, c));
    let whole: Tally = parts.into_iter().sum();
    let merged = (parts[2] + parts[0]) + parts[1];
    let [whole, merged] = [whole, merged].map(|tally| tally.result().unwrap());
    assert_eq!(
        whole.anytime_valid_interval(Confidence::P95),
        merged.anytime_valid_interval(Confidence::P95)
    );
}

//! Always-valid intervals of responses in their order: reference values, an independent computation
//! and laws.

use npscore::inference::{
    Confidence, ExactError, Interval, IntervalMethod, empirical_bernstein_interval,
    hedged_capital_interval,
};
use npscore::{Category, Score, Tally};
use proptest::prelude::*;
use serde_json::Value;

use super::support::{cases, close, counts, oracle, pair, result};

/// The sequence of the reference: a linear congruential generator, 20 % detractors, 30 % passives.
fn sequence(n: usize) -> Vec<Category> {
    let mut state = 20_240_607_u64;
    (0..n)
        .map(|_| {
            state = (1_103_515_245 * state + 12_345) % (1 << 31);
            match (state / 65_536) % 100 {
                0..20 => Category::Detractor,
                20..50 => Category::Passive,
                _ => Category::Promoter,
            }
        })
        .collect()
}

fn share(category: Category) -> f64 {
    match category {
        Category::Detractor => 0.0,
        Category::Passive => 0.5,
        Category::Promoter => 1.0,
    }
}

/// The bounds of the hedged capital on the scale of -1 to 1, as the theorem has them: capital is a
/// product, the score at which it is 2 / alpha is found by bisection. Stakes are those of
/// sqrt(2 ln(1 / `stakes_for`) / (s² i ln(1 + i))).
fn hedged_capital(responses: &[Category], alpha: f64, stakes_for: f64) -> (f64, f64) {
    let y: Vec<f64> = responses.iter().copied().map(share).collect();
    let (mut sum, mut squares) = (0.0, 0.0);
    let mut stakes = Vec::new();
    for (i, y) in y.iter().enumerate() {
        let next = i as f64 + 1.0;
        let variance = (0.25 + squares) / next;
        stakes.push((-2.0 * f64::ln(stakes_for) / (variance * next * (1.0 + next).ln())).sqrt());
        sum += y;
        squares += (y - (0.5 + sum) / (next + 1.0)).powi(2);
    }
    let low = |y: &[f64]| {
        let rich = |m: f64| {
            let logs = y
                .iter()
                .zip(&stakes)
                .map(|(y, stake)| (1.0 + stake.min(0.5 / m) * (y - m)).ln());
            logs.sum::<f64>() > f64::ln(2.0 / alpha)
        };
        let (mut below, mut above) = (0.0, 1.0);
        if !rich(1e-9) {
            return -1.0;
        }
        for _ in 0..60 {
            let middle = f64::midpoint(below, above);
            if rich(middle) {
                below = middle;
            } else {
                above = middle;
            }
        }
        2.0 * below - 1.0
    };
    let mirrored: Vec<f64> = y.iter().map(|y| 1.0 - y).collect();
    (low(&y), -low(&mirrored))
}

fn levels(case: &Value) -> [(f64, Confidence, &Value); 2] {
    ["0.05", "0.01"].map(|alpha| {
        let level: f64 = alpha.parse().unwrap();
        (level, Confidence::new(1.0 - level).unwrap(), &case[alpha])
    })
}

#[test]
fn empirical_bernstein() {
    for case in cases(&oracle("confseq_reference")["checkpoints"]) {
        let n = usize::try_from(case["n"].as_u64().unwrap()).unwrap();
        let responses = sequence(n);
        let tally: Tally = responses.iter().copied().collect();
        let [b, a, c] = counts(&case["counts"]);
        assert_eq!(tally, Tally::from_counts(b, a, c).unwrap());
        for (_, confidence, reference) in levels(case) {
            let found = empirical_bernstein_interval(responses.clone(), confidence).unwrap();
            let what = format!("{n}: {found}");
            // The package and a computation of their own.
            for name in ["prpl_eb_confseq_pkg", "prpl_eb_paper_indep"] {
                let (low, high) = pair(&reference[name]);
                close(found.low(), low, 1e-12, &what);
                close(found.high(), high, 1e-12, &what);
            }
            let nps = tally.result().unwrap().nps().to_f64();
            close(found.estimate(), nps / 100.0, 1e-15, &what);
        }
    }
}

/// The reference has two forms. One is the package's, on a grid of 1,000 scores: that is offered here,
/// without the grid. The other has roots and the stakes of twice the error, ln(1 / alpha) for
/// ln(2 / alpha): it vouches for the computation above, and that for what is offered.
#[test]
fn hedged_capital_bounds() {
    let mut on_grid = 0;
    for case in cases(&oracle("confseq_reference")["checkpoints"]) {
        let n = usize::try_from(case["n"].as_u64().unwrap()).unwrap();
        let responses = sequence(n);
        for (alpha, confidence, reference) in levels(case) {
            let found = hedged_capital_interval(responses.clone(), confidence).unwrap();
            let what = format!("{n}: {found}");

            let (low, high) = pair(&reference["hedged_rootfound"]);
            let (found_low, found_high) = hedged_capital(&responses, alpha, alpha);
            for (found, expected) in [(found_low, low), (found_high, high)] {
                // It does not look closer to the ends of the range than 1e-9 of it.
                let tolerance = if expected.abs() > 1.0 - 1e-8 {
                    2.1e-9
                } else {
                    1e-10
                };
                assert!(
                    (found - expected).abs() <= tolerance,
                    "{what}: {found} {expected}"
                );
            }

            let (low, high) = hedged_capital(&responses, alpha, alpha / 2.0);
            close(found.low(), low, 1e-10, &what);
            close(found.high(), high, 1e-10, &what);

            if let Some(reference) = reference.get("hedged_confseq_pkg_grid1000") {
                // One step outside the outermost scores of the grid that are not rejected, a step being
                // 0.2 points: the bound is up to one step inside.
                let (low, high) = pair(reference);
                let inside = [found.low() / 100.0 - low, high - found.high() / 100.0];
                for (inside, end) in inside.into_iter().zip([low + 1.0, 1.0 - high]) {
                    let least = if end < 1e-9 { -1e-9 } else { 0.0 };
                    assert!((least..=0.002).contains(&inside), "{what}: {inside}");
                }
                on_grid += 1;
            }
        }
    }
    assert_eq!(on_grid, 6);
}

/// The widths that the documentation tells.
#[test]
fn widths_along_the_sequence() {
    for (n, expected) in [
        (10, [142.2, 138.1, 200.0]),
        (50, [70.1, 64.7, 85.8]),
        (200, [35.1, 34.4, 38.1]),
        (1000, [15.5, 18.1, 18.9]),
        (5000, [7.1, 9.5, 9.6]),
    ] {
        let responses = sequence(n);
        let tally: Tally = responses.iter().copied().collect();
        let widths = [
            tally
                .result()
                .unwrap()
                .always_valid_interval(Confidence::P95),
            hedged_capital_interval(responses.clone(), Confidence::P95).unwrap(),
            empirical_bernstein_interval(responses, Confidence::P95).unwrap(),
        ]
        .map(|interval| (10.0 * interval.width()).round() / 10.0);
        assert_eq!(widths, expected, "{n}");
    }
}

#[test]
fn of_nothing_and_of_counts() {
    assert_eq!(
        empirical_bernstein_interval([] as [Score; 0], Confidence::P95),
        None
    );
    assert_eq!(
        hedged_capital_interval([] as [Score; 0], Confidence::P95),
        None
    );
    // No counts tell the order.
    for method in [
        IntervalMethod::EmpiricalBernstein,
        IntervalMethod::HedgedCapital,
    ] {
        let error = result([1, 2, 3])
            .try_interval(Confidence::P95, method)
            .unwrap_err();
        let method = method.as_str();
        assert_eq!(error, ExactError::NeedsOrder { method });
        assert_eq!(
            error.to_string(),
            format!("an interval {method} needs the responses in their order, not their counts")
        );
    }
}

#[test]
fn serialised_by_name() {
    for (interval, name) in both(&sequence(50), Confidence::P95)
        .into_iter()
        .zip(["empirical_bernstein", "hedged_capital"])
    {
        let json = serde_json::to_string(&interval).unwrap();
        assert!(json.contains(&format!(r#""method":"{name}""#)), "{json}");
        assert_eq!(serde_json::from_str::<Interval>(&json).unwrap(), interval);
    }
}

fn both(responses: &[Category], confidence: Confidence) -> [Interval; 2] {
    [
        empirical_bernstein_interval(responses.iter().copied(), confidence).unwrap(),
        hedged_capital_interval(responses.iter().copied(), confidence).unwrap(),
    ]
}

fn mirror(category: Category) -> Category {
    match category {
        Category::Detractor => Category::Promoter,
        Category::Passive => Category::Passive,
        Category::Promoter => Category::Detractor,
    }
}

fn laws(responses: &[Category], confidence: Confidence) -> Result<(), TestCaseError> {
    let tally: Tally = responses.iter().copied().collect();
    let nps = tally.result().unwrap().nps().to_f64();
    let mirrored: Vec<Category> = responses.iter().copied().map(mirror).collect();
    let methods = [
        IntervalMethod::EmpiricalBernstein,
        IntervalMethod::HedgedCapital,
    ];
    for ((interval, other), method) in both(responses, confidence)
        .into_iter()
        .zip(both(&mirrored, confidence))
        .zip(methods)
    {
        let (low, estimate, high) = (interval.low(), interval.estimate(), interval.high());
        // Fails for NaN.
        prop_assert!(-100.0 <= low && low <= estimate && estimate <= high && high <= 100.0);
        for points in [low, estimate, high] {
            prop_assert!(points != 0.0 || points.is_sign_positive(), "-0");
        }
        prop_assert!((estimate - nps).abs() < 1e-12);
        prop_assert_eq!(
            (interval.method(), interval.confidence()),
            (method, confidence)
        );
        prop_assert!((low + other.high()).abs() < 1e-8, "{} {}", interval, other);
        prop_assert!((high + other.low()).abs() < 1e-8, "{} {}", interval, other);
    }
    Ok(())
}

proptest! {
    // More confidence may move one bound inwards: its stakes are larger, and the largest are cut.
    #[test]
    fn in_range_and_mirrored(
        responses in proptest::collection::vec(proptest::sample::select(&Category::ALL[..]), 1..200),
        level in 0.001..0.9999,
    ) {
        laws(&responses, Confidence::new(level).unwrap())?;
    }
}

#[test]
fn extremes() {
    for response in Category::ALL {
        for n in [1, 5, 20_000] {
            for level in [1e-9, 0.5, 0.95, 1.0 - 1e-12] {
                laws(&vec![response; n], Confidence::new(level).unwrap()).unwrap();
            }
        }
    }
    // Sorted: no estimate from the order is that of all.
    let sorted = [
        vec![Category::Promoter; 3000],
        vec![Category::Detractor; 3000],
    ]
    .concat();
    laws(&sorted, Confidence::P95).unwrap();
}

/// The probability that an interval excludes the truth after any of the first nine responses: exactly,
/// over all orders of them.
fn ever_excluded(method: impl Fn(&[Category]) -> Interval + Copy, shares: [f64; 3]) -> f64 {
    fn after(
        responses: &mut Vec<Category>,
        p: f64,
        method: impl Fn(&[Category]) -> Interval + Copy,
        shares: [f64; 3],
    ) -> f64 {
        let truth = 100.0 * (shares[2] - shares[0]);
        if !responses.is_empty() {
            let interval = method(responses);
            if !(interval.low() - 1e-9..=interval.high() + 1e-9).contains(&truth) {
                return p;
            }
        }
        if responses.len() == 9 {
            return 0.0;
        }
        let mut sum = 0.0;
        for (category, share) in Category::ALL.into_iter().zip(shares) {
            if share > 0.0 {
                responses.push(category);
                sum += after(responses, p * share, method, shares);
                responses.pop();
            }
        }
        sum
    }
    after(&mut Vec::new(), 1.0, method, shares)
}

#[test]
fn the_truth_is_rarely_ever_excluded() {
    let half = Confidence::new(0.5).unwrap();
    let mut largest = 0.0_f64;
    for shares in [
        [0.2, 0.3, 0.5],
        [0.5, 0.0, 0.5],
        [0.02, 0.0, 0.98],
        [0.7, 0.2, 0.1],
    ] {
        for which in 0..2 {
            let excluded = ever_excluded(|responses| both(responses, half)[which], shares);
            assert!(excluded <= 0.5, "{which} {shares:?}: {excluded}");
            largest = largest.max(excluded);
        }
    }
    // Not because they exclude nothing.
    assert!(largest > 0.1, "{largest}");
}

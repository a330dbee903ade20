//! The posterior against independent high-precision integrals, and against its laws.

use npscore::Nps;
use npscore::inference::{Groups, Posterior, Prior};
use proptest::prelude::*;
use serde_json::Value;

use super::support::{
    cases, close, close_absolute, close_relative, counts, levels, number, oracle, pair, result,
};

fn posterior(counts: [u64; 3], parameters: &Value) -> Posterior {
    let imagined = |i: usize| {
        // The file gives posterior parameters; what is not counted is prior.
        let imagined = number(&parameters[i]) - counts[i] as f64;
        [0.5, 1.0 / 3.0, 1.0]
            .into_iter()
            .find(|prior| (prior - imagined).abs() < 1e-5)
            .unwrap()
    };
    result(counts).posterior(Prior::new(imagined(0), imagined(1), imagined(2)).unwrap())
}

#[test]
fn moments_quantiles_and_probabilities() {
    for case in cases(&oracle("bayes_dirichlet")["cases"]) {
        let counts = counts(&case["counts"]);
        for (name, reference) in case["priors"].as_object().unwrap() {
            let what = format!("{counts:?} {name}");
            let posterior = posterior(counts, &reference["alpha"]);
            close(posterior.mean(), number(&reference["mean"]), 1e-15, &what);
            // Their formula subtracts two numbers near 1 in double precision where nearly all
            // answers are alike, and divides what is left by as many as there are.
            let n: f64 = (0..3).map(|i| number(&reference["alpha"][i])).sum();
            let variance = posterior.sd() * posterior.sd() / 1e4;
            let tolerance = 1e-14 * variance + 4.0 * f64::EPSILON / n;
            close_absolute(variance, number(&reference["variance"]), tolerance, &what);
            for (level, confidence) in levels() {
                let interval = posterior.interval(confidence);
                let (low, high) = pair(&reference["levels"][level]["equal_tailed"]);
                close(interval.low(), low, 1e-9, &what);
                close(interval.high(), high, 1e-9, &what);
            }
            let above = posterior.probability_above(Nps::ZERO);
            close_relative(above, number(&reference["prob_theta_gt_0"]), 1e-12, &what);
            // A second computation, which is itself right to some 1e-12.
            let check = number(&reference["prob_theta_gt_0_numint_check"]);
            close_absolute(above, check, 5e-12, &what);
        }
    }
}

/// Under a uniform prior the densities are piecewise polynomials, whose integrals are ratios of
/// whole numbers.
#[test]
fn probability_of_beating() {
    for (a, b, expected) in [
        ([3, 2, 5], [5, 2, 3], 21_961_741.0 / 26_625_536.0),
        ([0, 0, 5], [1, 2, 3], 18_155.0 / 20_592.0),
        ([0, 1, 0], [0, 0, 1], 3.0 / 10.0),
        ([10, 20, 30], [20, 20, 20], 0.988_079_711_217_594_5),
        (
            [2, 30, 4],
            [5, 1, 6],
            2_603_922_582_349.0 / 5_522_626_636_800.0,
        ),
    ] {
        let [a, b] = [a, b].map(|counts| result(counts).posterior(Prior::UNIFORM));
        close_relative(a.probability_of_beating(&b), expected, 1e-11, "a over b");
        close_relative(
            b.probability_of_beating(&a),
            1.0 - expected,
            1e-11,
            "b over a",
        );
    }
}

#[test]
fn equals_beat_each_other_half_of_the_time() {
    for counts in corners() {
        for prior in priors() {
            let posterior = result(counts).posterior(prior);
            let half = posterior.probability_of_beating(&posterior);
            assert_eq!(half, 0.5, "{counts:?}");
            // Not by being recognised: one response of each kind counted or imagined.
            let [b, a, c] = [prior.detractors(), prior.passives(), prior.promoters()];
            let more = Prior::new(b + 1.0, a + 1.0, c + 1.0);
            if let (Ok(more), false) = (more, counts.contains(&0) || counts[1] > 1 << 60) {
                let one = result(counts.map(|n| n - 1)).posterior(more);
                let half = posterior.probability_of_beating(&one);
                close_absolute(half, 0.5, 1e-9, format!("{counts:?} as imagined"));
            }
        }
    }
}

#[test]
fn a_large_and_a_small_sample() {
    // The large one is all but a point: what remains is a tail of the small one.
    let large = result([200_000_000_000, 400_000_000_000, 400_000_000_000]);
    let large = large.posterior(Prior::JEFFREYS);
    let small = result([3, 2, 5]).posterior(Prior::JEFFREYS);
    let expected = small.probability_above(Nps::constant(20));
    close_relative(
        small.probability_of_beating(&large),
        expected,
        1e-5,
        "small",
    );
    close_relative(
        large.probability_of_beating(&small),
        1.0 - expected,
        1e-5,
        "large",
    );
}

#[test]
fn a_large_sample_and_one_that_reaches_both_ends() {
    // The small one lies at -100 and 100 but for a little, where the table of the large one ends.
    let prior = Prior::new(0.001, 0.001, 0.001).unwrap();
    let large = result([262_153, 262_143, 32]).posterior(prior);
    let small = result([1, 0, 0]).posterior(prior);
    let expected = small.probability_below(Nps::new(-262_121, 524_328).unwrap());
    close_absolute(
        large.probability_of_beating(&small),
        expected,
        1e-8,
        "large over small",
    );
}

#[test]
fn bins_add_up_and_agree_with_the_tails() {
    for counts in [[0, 0, 1], [0, 1, 0], [18, 52, 30], [0, 0, 1_000_000]] {
        let posterior = result(counts).posterior(Prior::JEFFREYS);
        let bins: Vec<_> = posterior.bins(40).collect();
        assert_eq!(bins.len(), 40);
        assert_eq!((bins[0].0, bins[39].1), (-100.0, 100.0));
        assert!(bins.windows(2).all(|pair| pair[0].1 == pair[1].0));
        let total: f64 = bins.iter().map(|bin| bin.2).sum();
        close_relative(total, 1.0, 1e-12, "total");
        let upper: f64 = bins[20..].iter().map(|bin| bin.2).sum();
        let above = posterior.probability_above(Nps::ZERO);
        close_absolute(upper, above, 1e-12, "upper half");
    }
    let posterior = result([1, 1, 1]).posterior(Prior::UNIFORM);
    assert_eq!(posterior.bins(0).count(), 0);
    // As many as there may be, and none is computed before it is asked for.
    assert!(posterior.bins(usize::MAX).next().is_some());
}

#[test]
fn quantiles_invert_probabilities() {
    let posterior = result([7, 12, 1]).posterior(Prior::UNIFORM);
    for probability in [1e-12, 1e-3, 0.025, 0.5, 0.9, 0.999] {
        let points = posterior.quantile(probability).unwrap();
        let nps = format!("{points:.13}").parse::<Nps>().unwrap();
        close_relative(posterior.probability_below(nps), probability, 1e-9, "below");
    }
    assert!(posterior.quantile(0.0).unwrap() == -100.0);
    assert!(posterior.quantile(1.0).unwrap() == 100.0);
    for bad in [-0.1, 1.1, f64::NAN] {
        assert!(posterior.quantile(bad).is_err());
    }
}

/// Counts where densities are peaked, singular, or both.
fn corners() -> Vec<[u64; 3]> {
    vec![
        [0, 0, 1],
        [0, 1, 0],
        [1, 0, 1],
        [0, 0, 100],
        [0, 80, 1],
        [0, 5000, 1],
        [18, 52, 30],
        [3_000_000, 1_000_000, 7_000_000],
        [0, 0, 1_000_000],
        [0, 0, 10_000_000_000],
        [0, 0, 1_000_000_000_000_000],
        [0, 1_000_000_000_000_000, 0],
        [3, 1_000_000_000_000_000, 2],
        [(1 << 53) - 1, 0, 1 << 53],
        [u64::MAX, 0, 0],
        [1, u64::MAX - 2, 1],
    ]
}

fn priors() -> [Prior; 5] {
    [
        Prior::JEFFREYS,
        Prior::UNIFORM,
        Prior::new(0.001, 0.001, 0.001).unwrap(),
        Prior::new(0.01, 2.0, 0.3).unwrap(),
        Prior::new(1e6, 0.001, 1.0).unwrap(),
    ]
}

fn nps(net: &Value, base: &Value) -> Nps {
    Nps::new(net.as_i64().unwrap(), base.as_u64().unwrap()).unwrap()
}

#[test]
fn tails_in_corners_against_exact_sums_and_quadrature() {
    let oracle = oracle("posterior_corners");
    for case in cases(&oracle["tails"]) {
        let counts = counts(&case["parameters"]).map(|parameter| parameter - 1);
        if counts == [0; 3] {
            continue;
        }
        let posterior = result(counts).posterior(Prior::UNIFORM);
        let at = nps(&case["net"], &case["base"]);
        let what = case.to_string();
        close_absolute(
            posterior.probability_above(at),
            number(&case["above"]),
            1e-12,
            &what,
        );
        close_absolute(
            posterior.probability_below(at),
            number(&case["below"]),
            1e-12,
            &what,
        );
        let smaller = number(&case["above"]).min(number(&case["below"]));
        let found = posterior
            .probability_above(at)
            .min(posterior.probability_below(at));
        // The larger one is given with as many places as the smaller.
        if smaller < 1e-3 && number(&case["above"]) == smaller {
            close_relative(found, smaller, 1e-10, &what);
        }
    }
    for case in cases(&oracle["quadrature"]) {
        let [b, a, c] = [0, 1, 2].map(|i| number(&case["prior"][i]));
        let posterior = result(counts(&case["counts"])).posterior(Prior::new(b, a, c).unwrap());
        let above = posterior.probability_above(nps(&case["net"], &case["base"]));
        close_absolute(above, number(&case["above"]), 1e-11, case);
    }
    for case in cases(&oracle["beats"]) {
        let of = |side: &str| {
            let counts = counts(&case[side]).map(|parameter| parameter - 1);
            result(counts).posterior(Prior::UNIFORM)
        };
        let found = of("first").probability_of_beating(&of("second"));
        close_absolute(found, number(&case["probability"]), 1e-11, case);
    }
}

/// With nothing but passives, both sides of 0 are equal under equal priors, however small.
#[test]
fn a_score_of_nothing_but_passives_is_even() {
    for n in [1, 7, 5000, 1_000_000_000_000_000, u64::MAX] {
        for imagined in [0.001, 0.01, 0.1, 0.5, 1.0, 30.0] {
            let prior = Prior::new(imagined, imagined, imagined).unwrap();
            let posterior = result([0, n, 0]).posterior(prior);
            let above = posterior.probability_above(Nps::ZERO);
            close_absolute(above, 0.5, 1e-12, format!("{n} {imagined}"));
            let total: f64 = posterior.bins(7).map(|bin| bin.2).sum();
            close_absolute(total, 1.0, 1e-12, "bins");
            if imagined < 0.1 && n > 1 {
                continue;
            }
            let few = result([2, 3, 2]).posterior(prior);
            let beats = few.probability_of_beating(&posterior);
            close_absolute(beats, 0.5, 1e-9, format!("{n} {imagined}"));
        }
    }
}

/// One promoter or detractor more does not make it certain which is higher.
#[test]
fn passives_in_plenty() {
    for (first, second, expected) in [
        ([0, 1000, 3], [0, 1000, 2], 0.656),
        ([1, 500, 4], [2, 480, 9], 0.158),
        ([0, 300, 5], [2, 250, 8], 0.326),
        ([0, 5000, 3], [18, 52, 30], 0.042),
    ] {
        let of = |counts| result(counts).posterior(Prior::JEFFREYS);
        let found = of(first).probability_of_beating(&of(second));
        close_absolute(found, expected, 5e-4, format!("{first:?} {second:?}"));
        let tally = |counts| *result(counts).tally();
        let groups = Groups::new([(1, tally(first)), (2, tally(second))]).unwrap();
        let best = groups.probabilities_of_being_best(Prior::JEFFREYS);
        close_absolute(best[0], found, 1e-12, "best of two");
    }
    // A score is above 0.0001 points as it is above 0.
    let nearly = Nps::new(1, 1_000_000).unwrap();
    let above = result([0, 1000, 3])
        .posterior(Prior::JEFFREYS)
        .probability_above(nearly);
    close_absolute(above, 0.966_81, 1e-5, "above");
}

/// One response more of each kind, each as likely as its share: the parts make the whole.
fn mixture(counts: [u64; 3], prior: Prior, at: Nps) -> (f64, f64) {
    let imagined = [prior.detractors(), prior.passives(), prior.promoters()];
    let parameters = [0, 1, 2].map(|i| counts[i] as f64 + imagined[i]);
    let total: f64 = parameters.iter().sum();
    let mixed = (0..3)
        .map(|i| {
            let mut counts = counts;
            counts[i] += 1;
            parameters[i] / total * result(counts).posterior(prior).probability_above(at)
        })
        .sum();
    (result(counts).posterior(prior).probability_above(at), mixed)
}

fn corner_count() -> impl Strategy<Value = u64> {
    prop_oneof![
        3 => Just(0_u64),
        3 => 1_u64..4,
        2 => 4_u64..1000,
        2 => (1_u32..15).prop_map(|power| 10_u64.pow(power)),
        1 => 1_u64..1_000_000_000_000_000,
    ]
}

fn any_prior() -> impl Strategy<Value = Prior> {
    let one = || {
        prop_oneof![
            Just(0.5),
            Just(1.0),
            Just(0.001),
            0.001..0.1,
            0.1..20.0,
            Just(1e6)
        ]
    };
    (one(), one(), one()).prop_map(|(b, a, c)| Prior::new(b, a, c).unwrap())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn tails_keep_their_laws(
        counts in [corner_count(), corner_count(), corner_count()],
        prior in any_prior(),
        quantile in prop_oneof![0.001..0.999, Just(1e-12), Just(0.5)],
        step in prop_oneof![Just(1e-9), 1e-6..0.5],
    ) {
        prop_assume!(counts != [0; 3]);
        let posterior = result(counts).posterior(prior);
        let points = posterior.quantile(quantile).unwrap();
        let base = 1_000_000_000_000_000_000_u64;
        #[allow(clippy::cast_possible_truncation, reason = "the nearest ratio will do")]
        let net = ((points / 100.0 * base as f64) as i64).clamp(-999_999_999_999_999_999, 999_999_999_999_999_999);
        let at = Nps::new(net, base).unwrap();
        let (above, below) = (posterior.probability_above(at), posterior.probability_below(at));
        prop_assert!((above + below - 1.0).abs() < 1e-15);
        // Monotone.
        let further = Nps::new(
            #[allow(clippy::cast_possible_truncation, reason = "as above")]
            net.saturating_add((step * 1e18) as i64).min(999_999_999_999_999_999),
            base,
        ).unwrap();
        prop_assert!(posterior.probability_above(further) <= above + 1e-12);
        // Mirrored.
        let [b, a, c] = counts;
        let mirror = Prior::new(prior.promoters(), prior.passives(), prior.detractors()).unwrap();
        let mirrored = result([c, a, b]).posterior(mirror).probability_below(Nps::new(-net, base).unwrap());
        prop_assert!((mirrored - above).abs() < 1e-12, "{} {}", mirrored, above);
        let (one, parts) = mixture(counts, prior, at);
        // Parameters are rounded when they are divided, and differ by a whole from one another.
        prop_assert!((one - parts).abs() < 1e-10, "{} {}", one, parts);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10))]

    #[test]
    fn who_beats_whom_keeps_its_laws(
        first in [corner_count(), corner_count(), corner_count()],
        second in [corner_count(), corner_count(), corner_count()],
        prior in any_prior(),
    ) {
        prop_assume!(first != [0; 3] && second != [0; 3]);
        let of = |counts: [u64; 3], prior| result(counts).posterior(prior);
        let (a, b) = (of(first, prior), of(second, prior));
        let beats = a.probability_of_beating(&b);
        prop_assert!((0.0..=1.0).contains(&beats));
        prop_assert!((beats + b.probability_of_beating(&a) - 1.0).abs() < 1e-9);
        let mirror = Prior::new(prior.promoters(), prior.passives(), prior.detractors()).unwrap();
        let flip = |[b, a, c]: [u64; 3]| [c, a, b];
        let mirrored = of(flip(second), mirror).probability_of_beating(&of(flip(first), mirror));
        prop_assert!((mirrored - beats).abs() < 1e-9, "{} {}", mirrored, beats);
        // One response more of each kind in the first.
        let imagined = [prior.detractors(), prior.passives(), prior.promoters()];
        let parameters = [0, 1, 2].map(|i| first[i] as f64 + imagined[i]);
        let total: f64 = parameters.iter().sum();
        let mixed: f64 = (0..3).map(|i| {
            let mut more = first;
            more[i] += 1;
            parameters[i] / total * of(more, prior).probability_of_beating(&b)
        }).sum();
        prop_assert!((mixed - beats).abs() < 1e-9, "{} {}", mixed, beats);
    }
}

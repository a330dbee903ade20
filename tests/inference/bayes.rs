//! The posterior against independent high-precision integrals, and against its laws.

use npscore::Nps;
use npscore::inference::{Posterior, Prior};
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
            for (i, parameter) in posterior.parameters().into_iter().enumerate() {
                close_relative(parameter, number(&reference["alpha"][i]), 1e-15, &what);
            }
            close(posterior.mean(), number(&reference["mean"]), 1e-15, &what);
            // Their formula subtracts two numbers near 1 in double precision where nearly all
            // answers are alike, and divides what is left by as many as there are.
            let n: f64 = posterior.parameters().iter().sum();
            let tolerance = 1e-14 * posterior.variance() / 1e4 + 4.0 * f64::EPSILON / n;
            let variance = number(&reference["variance"]);
            close_absolute(posterior.variance() / 1e4, variance, tolerance, &what);
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
    for counts in [
        [0, 0, 1],
        [0, 1, 0],
        [1, 0, 1],
        [0, 0, 100],
        [18, 52, 30],
        [3_000_000, 1_000_000, 7_000_000],
        [0, 0, 1_000_000],
    ] {
        let posterior = result(counts).posterior(Prior::JEFFREYS);
        let half = posterior.probability_of_beating(&posterior);
        close_relative(half, 0.5, 1e-9, format!("{counts:?}"));
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
fn bins_add_up_and_agree_with_the_tails() {
    for counts in [[0, 0, 1], [0, 1, 0], [18, 52, 30], [0, 0, 1_000_000]] {
        let posterior = result(counts).posterior(Prior::JEFFREYS);
        let bins = posterior.bins(40);
        assert_eq!(bins.len(), 40);
        let total: f64 = bins
            .iter()
            .map(npscore::inference::PosteriorBin::probability)
            .sum();
        close_relative(total, 1.0, 1e-12, "total");
        let upper: f64 = bins[20..]
            .iter()
            .map(npscore::inference::PosteriorBin::probability)
            .sum();
        close_relative(
            upper,
            posterior.probability_above(Nps::ZERO),
            1e-12,
            "upper half",
        );
    }
    assert!(
        result([1, 1, 1])
            .posterior(Prior::UNIFORM)
            .bins(0)
            .is_empty()
    );
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

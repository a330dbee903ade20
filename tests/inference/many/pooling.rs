//! Groups that borrow strength, against reference values and in simulations.

use npscore::error::DataError;
use npscore::inference::{Confidence, Groups, LeagueOrder, Method, Pooling, Prior};
use npscore::{Nps, Tally};

use crate::inference::support::{
    Random, cases, close, close_relative, counts, number, oracle, pair, result,
};

fn tally([b, a, c]: [u64; 3]) -> Tally {
    crate::tally_of(b, a, c)
}

fn groups(tables: &[[u64; 3]]) -> Result<Groups<usize>, DataError> {
    Groups::new(tables.iter().copied().map(tally).enumerate())
}

#[test]
fn against_reference_values() {
    let oracle = oracle("dirichlet_multinomial");
    for case in cases(&oracle["cases"]) {
        let name = case["name"].as_str().unwrap();
        let tables: Vec<_> = cases(&case["tables"]).iter().map(counts).collect();
        let found = groups(&tables).and_then(|groups| groups.pooling());
        match case["outcome"].as_str().unwrap() {
            "finite" => {
                let pooling = found.unwrap();
                let Pooling::Partial(prior) = pooling else {
                    panic!("{name}: {pooling}");
                };
                let alpha = [prior.detractors(), prior.passives(), prior.promoters()];
                for (found, expected) in alpha.into_iter().zip(cases(&case["alpha"])) {
                    close_relative(found, number(expected), 1e-9, name);
                }
                for (table, expected) in tables.iter().zip(cases(&case["segments"])) {
                    let estimate = pooling.estimate(&tally(*table), Confidence::P95).unwrap();
                    assert_eq!(estimate.method(), Method::Bayes);
                    close(estimate.estimate(), number(&expected["mean"]), 1e-9, name);
                    let (low, high) = pair(&expected["interval"]);
                    close(estimate.low(), low, 1e-9, name);
                    close(estimate.high(), high, 1e-9, name);
                }
            }
            "infinite_concentration" if name == "one segment" => {
                assert!(matches!(found, Err(DataError::TooFew { found: 1, .. })));
            }
            "infinite_concentration" => {
                let pooling = found.unwrap();
                assert!(matches!(pooling, Pooling::Complete(_)), "{name}: {pooling}");
                for (table, expected) in tables.iter().zip(cases(&case["segments"])) {
                    let estimate = pooling.estimate(&tally(*table), Confidence::P95).unwrap();
                    close(estimate.estimate(), number(&expected["mean"]), 1e-12, name);
                }
            }
            "zero_concentration" => assert_eq!(found, Ok(Pooling::None), "{name}"),
            _ => assert!(found.is_err(), "{name}: {found:?}"),
        }
    }
}

#[test]
fn what_tells_nothing_is_refused() {
    let alike = groups(&[[0, 0, 3], [0, 0, 8]])
        .unwrap()
        .pooling()
        .unwrap_err();
    assert_eq!(
        alike.to_string(),
        "all 11 responses are promoters, so there is no variance to learn how much groups differ"
    );
    let single = groups(&[[0, 0, 1], [1, 0, 0], [0, 0, 0]])
        .unwrap()
        .pooling();
    assert_eq!(
        single.unwrap_err().to_string(),
        "0 groups with two responses, expected at least 1"
    );
}

/// A category that nobody chose is out of the model: what is left are beta distributions, whichever
/// of the three it is.
#[test]
fn an_unused_category() {
    let two: [[u64; 2]; 5] = [[3, 9], [0, 4], [8, 2], [5, 5], [1, 12]];
    // Without detractors the score is the share of promoters; with promoters in their place it is
    // twice that minus 1.
    let place = |i: usize, j: usize| {
        let tables: Vec<[u64; 3]> = two
            .iter()
            .map(|pair| {
                let mut table = [0; 3];
                (table[i], table[j]) = (pair[0], pair[1]);
                table
            })
            .collect();
        let pooling = groups(&tables).unwrap().pooling().unwrap();
        tables
            .iter()
            .map(|table| pooling.estimate(&tally(*table), Confidence::P95).unwrap())
            .map(|one| [one.estimate(), one.low(), one.high()])
            .collect::<Vec<_>>()
    };
    let (wide, high, low) = (place(0, 2), place(1, 2), place(1, 0));
    for ((wide, high), low) in wide.iter().zip(&high).zip(&low) {
        for i in 0..3 {
            assert!(
                (wide[i] - (2.0 * high[i] - 100.0)).abs() < 1e-7,
                "{wide:?} {high:?}"
            );
        }
        assert!((high[0] + low[0]).abs() < 1e-9);
        assert!((high[1] + low[2]).abs() < 1e-7 && (high[2] + low[1]).abs() < 1e-7);
    }
}

/// Shards merge before anything is learnt, and the order of groups is no matter.
#[test]
fn from_merged_counts_in_any_order() {
    let mut tables = [
        [3, 4, 9],
        [0, 1, 4],
        [8, 2, 2],
        [5, 5, 5],
        [1, 0, 12],
        [0, 0, 0],
    ];
    let Ok(Pooling::Partial(one)) = groups(&tables).unwrap().pooling() else {
        panic!("the groups differ")
    };
    tables.reverse();
    let Ok(Pooling::Partial(other)) = groups(&tables).unwrap().pooling() else {
        panic!("the groups differ")
    };
    close_relative(one.promoters(), other.promoters(), 1e-12, "order");
}

/// Huge counts that differ a little, ten thousand groups, and groups that hardly differ.
#[test]
fn corners() {
    let huge = groups(&[
        [1_000_000_000, 2_000_000_000, 3_000_000_000],
        [1_000_900_000, 2_000_000_000, 2_999_100_000],
        [999_000_000, 2_000_100_000, 3_000_900_000],
    ]);
    let pooling = huge.unwrap().pooling().unwrap();
    let Pooling::Partial(prior) = pooling else {
        panic!("{pooling}")
    };
    // The variance between groups is about 1e-7 of that of one response.
    let sum = prior.detractors() + prior.passives() + prior.promoters();
    assert!((1e5..1e8).contains(&sum), "{sum}");
    let many = (0..10_000).map(|key| (key, tally([key % 3, 2 + key % 5, 3 + key % 7])));
    let many = Groups::new(many).unwrap().pooling().unwrap();
    assert!(many.estimate(&Tally::default(), Confidence::P95).is_some());
    let rare: Vec<[u64; 3]> = (0..500)
        .map(|i| [u64::from(i == 3), (i % 5) * (i % 5), (i / 5) % 4])
        .collect();
    let pooling = groups(&rare).unwrap().pooling().unwrap();
    let Pooling::Partial(prior) = pooling else {
        panic!("{pooling}")
    };
    assert!(prior.detractors() >= 0.001);
    let estimate = pooling
        .estimate(&tally([0, 3, 1]), Confidence::P95)
        .unwrap();
    assert!(estimate.low() <= estimate.estimate() && estimate.high() < 100.0);
}

#[test]
fn leagues() {
    let tables = [
        [0, 0, 2],
        [10, 30, 160],
        [60, 20, 20],
        [30, 40, 30],
        [0, 0, 0],
    ];
    let groups = groups(&tables).unwrap();
    let league = |order| {
        let rows = groups.league(order, Confidence::P95).unwrap();
        rows.iter().map(|(key, _, _)| *key).collect::<Vec<_>>()
    };
    assert_eq!(league(LeagueOrder::Mean), [1, 0, 3, 2]);
    assert_eq!(league(LeagueOrder::Low), [1, 3, 0, 2]);
    let [first, ..] = &groups.league(LeagueOrder::Mean, Confidence::P95).unwrap()[..] else {
        panic!("four rows")
    };
    assert_eq!(first.1, result([10, 30, 160]));
}

impl Random {
    /// Marsaglia and Tsang's gamma, for a shape of at least 1.
    fn gamma(&mut self, shape: f64) -> f64 {
        let d = shape - 1.0 / 3.0;
        let c = 1.0 / (9.0 * d).sqrt();
        loop {
            let radius = (-2.0 * (1.0 - self.uniform()).ln()).sqrt();
            let x = radius * (std::f64::consts::TAU * self.uniform()).cos();
            let v = (1.0 + c * x).powi(3);
            if v > 0.0 && (1.0 - self.uniform()).ln() < 0.5 * x * x + d - d * v + d * v.ln() {
                return d * v;
            }
        }
    }

    /// Shares drawn from a Dirichlet distribution, and counts of `n` responses.
    fn group(&mut self, alpha: [f64; 3], n: u64) -> ([f64; 3], [u64; 3]) {
        let gammas = alpha.map(|a| self.gamma(a));
        let sum: f64 = gammas.iter().sum();
        let shares = gammas.map(|gamma| gamma / sum);
        let mut counts = [0; 3];
        for _ in 0..n {
            let at = self.uniform();
            let i = if at < shares[0] {
                0
            } else if at < shares[0] + shares[1] {
                1
            } else {
                2
            };
            counts[i] += 1;
        }
        (shares, counts)
    }
}

/// How often intervals of 95 % hold the true score of a group: pooled, and from its own responses;
/// with the mean width of both in points.
fn coverage(
    random: &mut Random,
    alpha: [f64; 3],
    groups_of: usize,
    n: u64,
    rounds: usize,
) -> [f64; 4] {
    let (mut sums, mut all) = ([0.0; 4], 0.0);
    for _ in 0..rounds {
        let drawn: Vec<_> = (0..groups_of).map(|_| random.group(alpha, n)).collect();
        let tables: Vec<_> = drawn.iter().map(|(_, counts)| *counts).collect();
        let Ok(pooling) = groups(&tables).unwrap().pooling() else {
            continue;
        };
        for (shares, counts) in &drawn {
            let theta = 100.0 * (shares[2] - shares[0]);
            let pooled = pooling.estimate(&tally(*counts), Confidence::P95).unwrap();
            let own = result(*counts).interval(Confidence::P95);
            for (i, estimate) in [pooled, own].into_iter().enumerate() {
                sums[i] += f64::from(u8::from(estimate.contains(theta)));
                sums[2 + i] += estimate.width();
            }
            all += 1.0;
        }
    }
    sums.map(|sum| sum / all)
}

/// With many groups the intervals hold the truth as often as stated, and are narrower.
#[test]
fn pooled_intervals_cover() {
    let mut random = Random(17);
    let [pooled, own, width, own_width] = coverage(&mut random, [4.0, 7.0, 9.0], 200, 20, 3);
    // A standard error of 0.9 %, and what the prior is off by.
    assert!((0.92..0.98).contains(&pooled), "{pooled}");
    assert!(
        own > 0.92 && width < 0.8 * own_width,
        "{own} {width} {own_width}"
    );
}

/// The table of `docs/choosing-an-interval.md`.
#[test]
#[ignore = "minutes; prints a table"]
fn coverage_of_pooled_intervals() {
    for alpha in [[4.0, 7.0, 9.0], [1.0, 1.5, 2.5], [20.0, 35.0, 45.0]] {
        for groups in [5, 10, 30, 100] {
            for n in [5, 20] {
                let mut random = Random(groups as u64 * 1000 + n);
                let rounds = 12_000 / groups;
                let [pooled, own, width, own_width] =
                    coverage(&mut random, alpha, groups, n, rounds);
                println!(
                    "| {alpha:?} | {groups} | {n} | {:.1} % | {width:.0} | {:.1} % | {own_width:.0} |",
                    100.0 * pooled,
                    100.0 * own,
                );
            }
        }
    }
}

/// The posterior under a prior that leaves a category out, at its corners.
#[test]
fn priors_that_leave_a_category_out() {
    for (b, a, c) in [(0.0, 1.0, 2.0), (1.0, 0.0, 2.0), (1.0, 2.0, 0.0)] {
        let prior = Prior::new(b, a, c).unwrap();
        for counts in [
            [0, 0, 0],
            [0, 0, 5],
            [0, 5, 0],
            [5, 0, 0],
            [3, 4, 5],
            [0, 0, 1_000_000_000],
        ] {
            let posterior = prior.posterior(tally(counts));
            let interval = posterior.interval(Confidence::P95);
            assert!(interval.low() <= interval.high() && posterior.sd().is_finite());
            let bins: f64 = posterior.bins(8).map(|bin| bin.2).sum();
            assert!((bins - 1.0).abs() < 1e-9, "{prior:?} {counts:?}: {bins}");
            let (below, above) = (
                posterior.probability_below(Nps::ZERO),
                posterior.probability_above(Nps::ZERO),
            );
            assert!((below + above - 1.0).abs() < 1e-9, "{prior:?} {counts:?}");
            if b <= 0.0 && counts[0] == 0 {
                assert!(above > 1.0 - 1e-12 && interval.low() >= 0.0);
            }
        }
    }
    assert!(Prior::new(0.0, 0.0, 1.0).is_err());
    assert!(Prior::new(0.0, 0.0005, 1.0).is_err());
    assert!(Prior::new(1.0, f64::NAN, 1.0).is_err());
    assert!(Prior::new(1.0, 2e15, 1.0).is_err());
}

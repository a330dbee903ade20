//! How often intervals of weighted scores hold the truth, by simulation from a known population.

use std::collections::BTreeMap;

use npscore::inference::{Confidence, IntervalMethod, Margin, Margins, Weighting};
use npscore::{Category, NpsResult, Tally, Weight, WeightedTally, aggregate::Sample};

use crate::inference::support::Random;

/// Region and age.
type Cell = (usize, usize);

/// A population of customers, and who of them responds.
struct Population {
    /// Share, cell, whether a heavy user, probabilities of detractors and of passives.
    groups: Vec<(f64, Cell, bool, [f64; 2])>,
    /// Heavy users are asked four times as often, and weigh a quarter.
    oversampled: bool,
    /// Whether response depends on age too, and age is a margin.
    by_age: bool,
}

impl Population {
    fn new(oversampled: bool, by_age: bool) -> Self {
        const REGIONS: [f64; 4] = [0.4, 0.3, 0.2, 0.1];
        let mut groups = Vec::new();
        for (region, size) in REGIONS.into_iter().enumerate() {
            // The young live in the large regions.
            let young = 0.45 - 0.08 * region as f64;
            for (age, share) in [young, 0.4, 0.6 - young].into_iter().enumerate() {
                for (heavy, part) in [(false, 0.7), (true, 0.3)] {
                    let detractors = 0.08 + 0.09 * region as f64 + 0.07 * age as f64
                        - if heavy { 0.06 } else { 0.0 };
                    let passives = 0.42 - 0.04 * region as f64 - 0.05 * age as f64;
                    groups.push((
                        size * share * part,
                        (region, age),
                        heavy,
                        [detractors, passives],
                    ));
                }
            }
        }
        Self {
            groups,
            oversampled,
            by_age,
        }
    }

    /// The NPS on the scale of -1 to 1.
    fn nps(&self) -> f64 {
        let groups = self.groups.iter();
        groups
            .map(|(share, _, _, [b, a])| share * (1.0 - a - 2.0 * b))
            .sum()
    }

    /// How likely it is that a response comes from a group, up to a factor.
    fn propensity(&self, (share, (region, age), heavy, _): &(f64, Cell, bool, [f64; 2])) -> f64 {
        let asked = if self.oversampled && *heavy { 4.0 } else { 1.0 };
        let by_age = if self.by_age {
            [0.3, 0.6, 1.0][*age]
        } else {
            1.0
        };
        share * asked * [1.0, 0.6, 0.35, 0.8][*region] * by_age
    }

    /// `n` responses by cell.
    fn sample(&self, random: &mut Random, n: usize) -> BTreeMap<Cell, WeightedTally> {
        let likely: Vec<f64> = self
            .groups
            .iter()
            .map(|group| self.propensity(group))
            .collect();
        let sum: f64 = likely.iter().sum();
        let mut cells: BTreeMap<Cell, WeightedTally> = BTreeMap::new();
        for _ in 0..n {
            let mut at = sum * random.uniform();
            let group = likely.iter().position(|part| {
                at -= part;
                at < 0.0
            });
            let (_, cell, heavy, [b, a]) = self.groups[group.unwrap_or(0)];
            let at = random.uniform();
            let category = if at < b {
                Category::Detractor
            } else if at < b + a {
                Category::Passive
            } else {
                Category::Promoter
            };
            let weight = if self.oversampled && !heavy { 4 } else { 1 };
            cells
                .entry(cell)
                .or_default()
                .extend([(category, Weight::from(weight))]);
        }
        cells
    }

    fn margins(&self) -> Margins<'static, Cell> {
        let shares = |of: fn(&Cell) -> usize| {
            let mut shares: BTreeMap<usize, f64> = BTreeMap::new();
            for (share, cell, ..) in &self.groups {
                *shares.entry(of(cell)).or_default() += share;
            }
            Margin::shares("margin", of, shares).unwrap()
        };
        let mut margins = vec![shares(|cell| cell.0)];
        if self.by_age {
            margins.push(shares(|cell| cell.1));
        }
        Margins::new(margins).unwrap()
    }
}

/// How often each interval of 95 % holds the truth, and its mean width in points.
fn coverage(population: &Population, n: usize, rounds: u32) -> [(f64, f64); 5] {
    let (margins, truth) = (population.margins(), 100.0 * population.nps());
    let mut random = Random(n as u64);
    let (mut sums, mut weighed) = ([(0.0, 0.0); 5], 0.0);
    for _ in 0..rounds {
        let sample = population.sample(&mut random, n);
        // A sample without one of the categories is weighted by nobody as it is.
        let Ok(weighting) = margins.weigh(&sample) else {
            continue;
        };
        weighed += 1.0;
        let plain: Tally = sample.values().map(|tally| *tally.tally()).sum();
        let [score, wald] = intervals(weighting.result());
        let [given, wald_given] = intervals(weighting.as_given());
        let [plain, _] = intervals(&plain.result().unwrap());
        for (sum, (low, high)) in sums.iter_mut().zip([score, wald, given, wald_given, plain]) {
            sum.0 += f64::from(u8::from((low..=high).contains(&truth)));
            sum.1 += high - low;
        }
    }
    assert!(weighed > 0.99 * f64::from(rounds), "{weighed}");
    sums.map(|(held, width)| (held / weighed, width / weighed))
}

fn intervals<S: Sample>(result: &NpsResult<S>) -> [(f64, f64); 2] {
    [IntervalMethod::Score, IntervalMethod::Wald].map(|method| {
        let interval = result.interval(Confidence::P95.by(method));
        (interval.low(), interval.high())
    })
}

/// Within what chance allows: 500 samples have a standard error of 1.0 %.
#[test]
fn weighted_intervals_hold_the_truth() {
    for (oversampled, by_age) in [(false, false), (true, true)] {
        let population = Population::new(oversampled, by_age);
        let [(score, width), _, (given, wider), _, (plain, _)] = coverage(&population, 300, 500);
        assert!((0.92..0.98).contains(&score), "{score}");
        assert!(
            given >= score - 0.01 && wider > width,
            "{given} {wider} {width}"
        );
        // Whoever does not weight misses.
        assert!(plain < 0.9, "{plain}");
    }
}

/// The table of `docs/choosing-an-interval.md`.
#[test]
#[ignore = "slow; prints a table"]
fn coverage_of_weighted_intervals() {
    for (by_age, margins) in [(false, "one"), (true, "two")] {
        for (oversampled, start) in [(false, "equal"), (true, "1 and 4")] {
            for n in [100, 300, 1000] {
                let population = Population::new(oversampled, by_age);
                let row = coverage(&population, n, 5000);
                print!("| {margins} | {start} | {n} ");
                for (held, width) in row {
                    print!("| {:.1} % ({width:.1}) ", 100.0 * held);
                }
                println!("|");
            }
        }
    }
}

/// The standard error on the scale of -1 to 1 with other residuals: by least squares on region and age,
/// with starting weights times a power of the factors.
fn error_by(
    cells: &BTreeMap<Cell, WeightedTally>,
    weighting: &Weighting<&Cell>,
    of_factor: i32,
) -> f64 {
    let rows: Vec<_> = cells
        .iter()
        .map(|(cell, tally)| {
            let factor = weighting.factor(cell).unwrap();
            let weights = Category::ALL.map(|category| number(tally.weight(category)));
            (*cell, tally, factor, weights)
        })
        .collect();
    let [size, net]: [Vec<f64>; 2] = [[1.0, 1.0, 1.0], [-1.0, 0.0, 1.0]].map(|x| {
        let sum = |weights: &[f64; 3]| {
            weights
                .iter()
                .zip(x)
                .map(|(weight, x)| weight * x)
                .sum::<f64>()
        };
        rows.iter()
            .map(|(_, _, factor, weights)| factor.powi(of_factor) * sum(weights))
            .collect()
    });
    let mut fitted = vec![0.0; rows.len()];
    for sweep in 0..400 {
        let part = |cell: &Cell| if sweep % 2 == 0 { cell.0 } else { cell.1 };
        for category in 0..4 {
            let members = || (0..rows.len()).filter(|i| part(&rows[*i].0) == category);
            let rest: f64 = members().map(|i| net[i] - size[i] * fitted[i]).sum();
            let mean = rest / members().map(|i| size[i]).sum::<f64>();
            if mean.is_finite() {
                members().for_each(|i| fitted[i] += mean);
            }
        }
    }
    let (mut total, mut z, mut squares, mut n) = (0.0, 0.0, 0.0, 0.0);
    for ((_, tally, factor, weights), fitted) in rows.iter().zip(&fitted) {
        n += tally.responses() as f64;
        for ((category, weight), x) in Category::ALL.into_iter().zip(weights).zip([-1.0, 0.0, 1.0])
        {
            let rest = factor * (x - fitted);
            total += factor * weight;
            z += rest * weight;
            squares += rest * rest * tally.squared_weight(category);
        }
    }
    (n / (n - 1.0) * (squares - z * z / n)).sqrt() / total
}

fn number(weight: npscore::Decimal) -> f64 {
    weight.to_string().parse().unwrap()
}

/// Which residuals a raked score needs, where starting weights are unequal: of the Wald intervals, how
/// many hold the truth with each response counted once, with starting weights, and with final ones.
#[test]
#[ignore = "slow; prints a table"]
fn residuals_of_raked_scores() {
    let population = Population::new(true, true);
    let (margins, truth) = (population.margins(), population.nps());
    for n in [60, 100, 300] {
        let mut random = Random(n as u64);
        let (mut held, mut rounds) = ([0.0; 3], 0.0);
        for _ in 0..5000 {
            let sample = population.sample(&mut random, n);
            let Ok(weighting) = margins.weigh(&sample) else {
                continue;
            };
            rounds += 1.0;
            let result = weighting.result();
            let once = result.standard_error() / 100.0;
            let errors = [
                once,
                error_by(&sample, &weighting, 0),
                error_by(&sample, &weighting, 1),
            ];
            for (held, error) in held.iter_mut().zip(errors) {
                let off = (result.nps().to_f64() / 100.0 - truth).abs();
                *held += f64::from(u8::from(off <= 1.959_963_984_540_054 * error));
            }
        }
        let [once, start, last] = held.map(|held| 100.0 * held / rounds);
        println!("| {n} | {once:.1} % | {start:.1} % | {last:.1} % |");
        assert!(once >= start && once >= last);
    }
}

//! Weights from known margins, and standard errors that know them, against reference values.

use std::collections::BTreeMap;

use npscore::error::{DataError, OutOfRange, WeightError};
use npscore::inference::{Confidence, IntervalMethod, Margin, Margins, Stratum, Weighting};
use npscore::{Category, Segments, Tally, Weight, WeightedTally};
use proptest::prelude::*;
use serde_json::Value;

use crate::inference::support::{cases, close, close_relative, counts, number, oracle, pair};

type Cell = Vec<u64>;

fn cell(key: &Value) -> Cell {
    cases(key)
        .iter()
        .map(|part| part.as_u64().unwrap())
        .collect()
}

fn weight(value: &Value) -> Weight {
    value.to_string().parse().unwrap()
}

/// The margins of a case, with its limits.
fn margins(case: &Value) -> Result<Margins<'static, Cell>, npscore::Error> {
    let margins = cases(&case["targets"]).iter().map(|target| {
        let vars: Vec<usize> = cases(&target["vars"])
            .iter()
            .map(|var| usize::try_from(var.as_u64().unwrap()).unwrap())
            .collect();
        let name = format!("{vars:?}");
        let category = move |cell: &Cell| vars.iter().map(|var| cell[*var]).collect::<Cell>();
        let values = cases(&target["values"]).iter().map(|value| {
            let size = value[1].as_f64().unwrap_or(f64::NAN);
            (cell(&value[0]), size)
        });
        if case["targets_are"] == "shares" {
            Margin::shares(name, category, values)
        } else {
            Margin::totals(name, category, values)
        }
    });
    let margins = Margins::new(margins.collect::<Result<Vec<_>, OutOfRange>>()?)?;
    Ok(match case["bounds"].as_array() {
        Some(bounds) => margins.within(number(&bounds[0]), number(&bounds[1]))?,
        None => margins,
    })
}

/// The responses of each row, with their starting weights.
fn rows(case: &Value) -> Vec<(Cell, WeightedTally)> {
    let rows = cases(&case["rows"]).iter();
    rows.map(|row| {
        let parts = Category::ALL.into_iter().zip(counts(&row["counts"]));
        let parts = parts
            .map(|(category, n)| WeightedTally::of(category, weight(&row["base"]), n).unwrap());
        (cell(&row["key"]), parts.sum())
    })
    .collect()
}

fn weigh(case: &Value) -> Result<Weighting<Cell>, npscore::Error> {
    Ok(margins(case)?.weigh(rows(case))?)
}

#[test]
fn weights_from_margins() {
    let (mut weighed, mut refused) = (0, 0);
    for case in cases(&oracle("calibration")["cases"]) {
        let name = case["name"].as_str().unwrap();
        let tolerance = match case["method"].as_str().unwrap() {
            // Strictly within bounds, and cuts in turn: other methods, which are not offered.
            "logit" | "trim_rerake" => continue,
            "bounded" => 1e-10,
            _ if name.starts_with("slow") => 1e-6,
            _ => 1e-12,
        };
        if case["expected"] == "error" {
            let error = weigh(case).expect_err(name);
            assert!(!error.to_string().is_empty());
            refused += 1;
            continue;
        }
        let weighting = weigh(case).expect(name);
        let mut sums = [0.0; 3];
        for (row, expected) in cases(&case["rows"]).iter().zip(cases(&case["weights"])) {
            let factor = weighting.factor(&cell(&row["key"]));
            let Some(expected) = expected.as_f64() else {
                continue;
            };
            let found = factor.unwrap() * number(&row["base"]);
            close_relative(found, expected, tolerance, name);
            for (sum, n) in sums.iter_mut().zip(counts(&row["counts"])) {
                *sum += found * n as f64;
            }
        }
        for (sum, expected) in sums.iter().zip(cases(&case["weighted_counts"])) {
            close_relative(*sum, number(expected), tolerance, name);
        }
        assert!(
            weighting.margin_error() <= 1e-11,
            "{name}: {}",
            weighting.margin_error()
        );
        let result = weighting.result();
        assert_eq!(result.responses(), case["n"].as_u64().unwrap());
        close(result.nps().to_f64(), number(&case["nps"]), tolerance, name);
        close_relative(
            weighting.effective_responses(),
            number(&case["kish_neff"]),
            tolerance,
            name,
        );
        close_relative(
            weighting.design_effect(),
            number(&case["deff_kish"]),
            tolerance,
            name,
        );
        weighed += 1;
    }
    assert!(weighed >= 20 && refused >= 10);
}

/// The responses of a stratum, by cluster if there are any, by cell.
fn stratum(case: &Value, people: &[usize]) -> Stratum<Cell> {
    let responses = |people: &[usize]| {
        let mut cells: BTreeMap<Cell, WeightedTally> = BTreeMap::new();
        for i in people {
            let key = cases(&case["vars"])
                .iter()
                .map(|var| var[i].as_u64().unwrap())
                .collect();
            let x = usize::try_from(case["x"][i].as_i64().unwrap() + 1).unwrap();
            cells
                .entry(key)
                .or_default()
                .extend([(Category::ALL[x], weight(&case["base"][i]))]);
        }
        cells
    };
    let stratum = if case["cluster"].is_array() {
        let mut clusters: BTreeMap<u64, Vec<usize>> = BTreeMap::new();
        for i in people {
            clusters
                .entry(case["cluster"][i].as_u64().unwrap())
                .or_default()
                .push(*i);
        }
        Stratum::of_clusters_of_cells(clusters.values().map(|people| responses(people)))
    } else {
        Stratum::of_cells(responses(people))
    };
    match case["fpc"][people[0]].as_u64() {
        Some(population) => stratum.of_population(population),
        None => stratum,
    }
}

#[test]
fn standard_errors_that_know_the_margins() {
    for case in cases(&oracle("calibrated_se")["cases"]) {
        let name = case["name"].as_str().unwrap();
        let mut strata: BTreeMap<u64, Vec<usize>> = BTreeMap::new();
        for i in 0..cases(&case["x"]).len() {
            strata
                .entry(case["strata"][i].as_u64().unwrap_or(0))
                .or_default()
                .push(i);
        }
        let strata = strata
            .iter()
            .map(|(key, people)| (*key, stratum(case, people)));
        let weighting = margins(case).unwrap().weigh_design(strata);
        if case["expected"] != "ok" {
            let error = weighting.expect_err(name);
            assert!(
                matches!(error, DataError::TooFew { found: 1, .. }),
                "{error}"
            );
            continue;
        }
        let weighting = weighting.expect(name);
        let result = weighting.result();
        close(result.nps().to_f64(), number(&case["nps"]), 1e-12, name);
        let key = if case["method"] == "cells" {
            "se_calibrated"
        } else {
            "se_calibrated_unweighted"
        };
        close(result.standard_error(), number(&case[key]), 1e-11, name);
        let as_given = weighting.as_given().standard_error();
        close(as_given, number(&case["se_fixed"]), 1e-11, name);
        close_relative(
            weighting.effective_responses(),
            number(&case["kish_neff"]),
            1e-11,
            name,
        );
        // Reported for residuals with starting weights.
        if case["se_calibrated"] == case[key] {
            let wald = result.interval(Confidence::P95.by(IntervalMethod::Wald));
            let (low, high) = pair(&case["wald_calibrated"]["0.95"]);
            close(wald.low(), low, 1e-11, name);
            close(wald.high(), high, 1e-11, name);
        }
        // Of all that is not surely known an interval has a width.
        assert!(result.interval(Confidence::P95).width() > 0.0, "{name}");
    }
}

type Pair = (u8, u8);

fn two_margins(rows: [f64; 3], columns: [f64; 2]) -> Margins<'static, Pair> {
    let named = |sizes: &[f64]| (0_u8..).zip(sizes.to_vec()).collect::<Vec<_>>();
    let first = Margin::totals("row", |cell: &Pair| cell.0, named(&rows)).unwrap();
    let second = Margin::totals("column", |cell: &Pair| cell.1, named(&columns)).unwrap();
    Margins::new([first, second]).unwrap()
}

proptest! {
    /// Shards that are merged and raked are raked as the whole; the weights reproduce the margins,
    /// also once they are written down and counted again.
    #[test]
    fn shards_are_raked_together(
        counts in prop::collection::vec([1_u64..30, 0..30, 0..30], 6),
        part in 0.05_f64..0.95, first in 0.05_f64..0.45, second in 0.05_f64..0.45,
    ) {
        let cells: Vec<Pair> = (0..3).flat_map(|row| [(row, 0), (row, 1)]).collect();
        let (mut whole, mut shards) = (Segments::<Pair, Tally>::default(), [Segments::<Pair, Tally>::default(), Segments::default()]);
        for (cell, [b, a, c]) in cells.iter().zip(&counts) {
            for (category, n) in Category::ALL.into_iter().zip([*b, *a, *c]) {
                npscore::Observe::observe_n(&mut whole, (*cell, category), n);
                npscore::Observe::observe_n(&mut shards[0], (*cell, category), n / 3);
                npscore::Observe::observe_n(&mut shards[1], (*cell, category), n - n / 3);
            }
        }
        let rows = [first, second, 1.0 - first - second].map(|share| 1000.0 * share);
        let columns = [1000.0 * part, 1000.0 * (1.0 - part)];
        let margins = two_margins(rows, columns);
        let weighting = margins.weigh(&whole).unwrap();
        let [one, other] = shards;
        let merged = one + other;
        prop_assert_eq!(&margins.weigh(&merged).unwrap(), &weighting);
        let mut sums: BTreeMap<(bool, u8), f64> = BTreeMap::new();
        let mut written = WeightedTally::default();
        for (cell, factor) in weighting.factors() {
            let n = whole.get(*cell).unwrap().responses() as f64;
            *sums.entry((false, cell.0)).or_default() += factor * n;
            *sums.entry((true, cell.1)).or_default() += factor * n;
            let weight = Weight::ONE.times(factor).unwrap();
            for category in Category::ALL {
                let n = whole.get(*cell).unwrap().count(category);
                written = written.checked_add(&WeightedTally::of(category, weight, n).unwrap()).unwrap();
            }
        }
        for ((column, place), sum) in sums {
            let target = if column { columns[usize::from(place)] } else { rows[usize::from(place)] };
            close_relative(sum, target, 1e-9, "margin");
        }
        let (written, result) = (written.result().unwrap(), weighting.result());
        close(written.nps().to_f64(), result.nps().to_f64() / 100.0, 1e-11, "written");
        close_relative(written.standard_error(), weighting.as_given().standard_error(), 1e-9, "as given");
        close_relative(written.effective_responses(), weighting.effective_responses(), 1e-9, "Kish");
    }

}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Within limits, every weight is; the margins hold all the same, or it is refused.
    #[test]
    fn weights_stay_within_limits(
        counts in prop::collection::vec(1_u64..40, 6), part in 0.2_f64..0.8,
        least in 0.0_f64..0.9, most in 1.05_f64..4.0,
    ) {
        let rows = [300.0, 300.0, 400.0];
        let columns = [1000.0 * part, 1000.0 * (1.0 - part)];
        let cells = (0..3).flat_map(|row| [(row, 0), (row, 1)]).zip(&counts);
        let cells = cells.map(|(cell, n)| (cell, Tally::of(Category::Passive, *n)));
        let margins = two_margins(rows, columns).within(least, most).unwrap();
        let mean = 1000.0 / counts.iter().sum::<u64>() as f64;
        match margins.weigh(cells) {
            Ok(weighting) => {
                prop_assert!(weighting.margin_error() <= 1e-9);
                for (_, factor) in weighting.factors() {
                    let ratio = factor / mean;
                    prop_assert!((least - 1e-12..=most + 1e-12).contains(&ratio), "{ratio}");
                }
            }
            Err(DataError::Margin { found, target: Some(target), .. }) => {
                prop_assert!((found / target - 1.0).abs() > 1e-9);
            }
            Err(error) => prop_assert!(false, "{error}"),
        }
    }
}

/// Equal weights, however they come about, leave everything as it is.
#[test]
fn a_sample_like_its_population_stays_as_it_is() {
    let cells = [
        (0_u8, crate::tally_of(3, 3, 4)),
        (1, crate::tally_of(5, 5, 10)),
    ];
    let margin = Margin::totals("group", |cell: &u8| *cell, [(0, 10.0), (1, 20.0)]).unwrap();
    let weighting = Margins::new([margin]).unwrap().weigh(cells).unwrap();
    let plain = crate::tally_of(8, 8, 14).result().unwrap();
    assert_eq!(weighting.result().nps(), plain.nps());
    assert_eq!(
        weighting.result().shares_rounded(2),
        plain.shares_rounded(2)
    );
    assert_eq!(weighting.design_effect(), 1.0);
    assert_eq!(weighting.factor(&1), Some(1.0));
    assert_eq!(weighting.factor(&2), None);
}

/// The population may be as large, or as small, as a float allows.
#[test]
fn any_unit_will_do() {
    let cells = || {
        [
            (0_u8, crate::tally_of(3, 3, 4)),
            (1, crate::tally_of(5, 5, 10)),
        ]
    };
    let weigh = |unit: f64| {
        let margin = Margin::totals("group", |cell: &u8| *cell, [(0, 3.0 * unit), (1, unit)]);
        Margins::new([margin.unwrap()])
            .unwrap()
            .weigh(cells())
            .unwrap()
    };
    let one = weigh(1.0);
    for unit in [2_f64.powi(-1000), 2_f64.powi(1000)] {
        let other = weigh(unit);
        assert_eq!(one.result(), other.result());
        assert_eq!(one.effective_responses(), other.effective_responses());
    }
    let refused = Margin::totals("group", |cell: &u8| *cell, [(0, f64::MAX), (1, f64::MAX)]);
    assert!(refused.is_err());
}

#[test]
fn a_response_alone_has_a_weight() {
    let margin = || Margin::totals("group", |cell: &u8| *cell, [(0, 1e300)]).unwrap();
    let one = [(0_u8, Tally::of(Category::Promoter, 1))];
    let weighting = Margins::new([margin()]).unwrap().weigh(one).unwrap();
    assert_eq!(weighting.result().nps().whole(), 100);
    assert_eq!(weighting.result().standard_error(), 0.0);
    assert!(weighting.result().interval(Confidence::P95).width() > 50.0);
    let factor = weighting.factor(&0).unwrap();
    assert!(matches!(
        Weight::ONE.times(factor),
        Err(WeightError::OutOfRange { .. })
    ));
    let none = [(0_u8, Tally::default())];
    let refused = Margins::new([margin()]).unwrap().weigh(none);
    assert!(matches!(refused, Err(DataError::NoResponses { .. })));
}

/// Ten thousand cells of a hundred rows and a hundred columns.
#[test]
fn many_cells() {
    let cell = |i: u64| {
        (
            u8::try_from(i / 100).unwrap(),
            u8::try_from(i % 100).unwrap(),
        )
    };
    let cells = (0..10_000).map(|i| (cell(i), crate::tally_of(i % 7, 1 + i % 5, i % 11)));
    let sizes = || (0_u8..100).map(|place| (place, 1.0 + f64::from(place % 13)));
    let row = Margin::totals("row", |cell: &Pair| cell.0, sizes()).unwrap();
    let column = Margin::totals("column", |cell: &Pair| cell.1, sizes()).unwrap();
    let weighting = Margins::new([row, column]).unwrap().weigh(cells).unwrap();
    assert!(weighting.margin_error() < 1e-14 && weighting.sweeps() < 100);
}

#[test]
fn what_is_no_weight() {
    let refused = |factor| Weight::from(3).times(factor).unwrap_err().to_string();
    assert_eq!(
        refused(-0.5),
        "weight -1.5 is out of range, expected 0 to 18446744.073709551615"
    );
    assert!(refused(f64::INFINITY).contains("inf"));
    assert!(refused(f64::MAX).contains("out of range"));
    assert_eq!(Weight::MAX.times(0.0), Ok(Weight::from(0)));
    // Half of a unit goes to the even one.
    let units: Weight = "0.000000000003".parse().unwrap();
    assert_eq!(units.times(0.5).unwrap().to_string(), "0.000000000002");
    assert_eq!(Weight::ONE.times(1.0), Ok(Weight::ONE));
}

//! Where a score stands among published quantiles, against reference values.

use npscore::insight::{Benchmark, BenchmarkSet, Standing, Statistic};
use npscore::{Decimal, Nps};
use serde_json::Value;

use crate::inference::support::{cases, close_relative, number, oracle, pair};

fn decimal(value: &Value) -> Option<Decimal> {
    value.to_string().parse().ok()
}

fn quantile(percentile: Decimal, nps: Nps) -> Result<Benchmark, npscore::Error> {
    let statistic = Statistic::Percentile(percentile);
    Benchmark::new("ours", nps, "all companies", "a study", 2025, statistic)
}

/// `None` where the case is refused before there is a set.
fn set(case: &Value) -> Option<BenchmarkSet> {
    let quantiles = case["quantiles"].as_array().unwrap();
    let figure = |pair: &Value| {
        let nps = pair[1].to_string().parse().ok()?;
        quantile(decimal(&pair[0])?, nps).ok()
    };
    quantiles.iter().map(figure).collect()
}

/// The interval that a standing tells: the percentiles, and from where to where.
fn range(standing: Standing) -> (f64, f64) {
    let float = |decimal: Decimal| f64::try_from(decimal).unwrap();
    match standing {
        Standing::At(percentile) => (float(percentile), float(percentile)),
        Standing::Tied(low, high) | Standing::Between { low, high, .. } => {
            (float(low), float(high))
        }
        Standing::Below(high) => (0.0, float(high)),
        Standing::Above(low) => (float(low), 100.0),
        Standing::BelowMinimum => (0.0, 0.0),
        Standing::AboveMaximum => (100.0, 100.0),
    }
}

#[test]
fn against_reference_values() {
    for case in cases(&oracle("benchmark_quantiles")["cases"]) {
        let name = format!("{} at {}", case["name"], case["score"]);
        // Sorting first is as good as refusing.
        let sorted = case["name"] == "unsorted percentiles";
        let nps = case["score"].to_string().parse::<Nps>();
        let (Some(set), Ok(nps)) = (set(case), nps) else {
            assert_eq!(case["expected"], "error", "{name}");
            continue;
        };
        let standing = match set.standing(nps) {
            Ok(Some(standing)) => standing,
            Ok(None) => {
                assert_eq!(case["expected"], "none", "{name}");
                continue;
            }
            Err(error) => {
                assert_eq!(case["expected"], "error", "{name}: {error}");
                continue;
            }
        };
        if sorted {
            let Standing::Between { percentile, .. } = standing else {
                panic!("{standing}")
            };
            close_relative(percentile, 25.0 + 25.0 * 35.0 / 44.0, 1e-12, &name);
            continue;
        }
        let kind = match standing {
            Standing::At(_) => "exact",
            Standing::Tied(..) => "tied",
            Standing::Between { percentile, .. } => {
                close_relative(percentile, number(&case["percentile"]), 1e-12, &name);
                "interpolated"
            }
            Standing::Below(_) => "below",
            Standing::Above(_) => "above",
            Standing::BelowMinimum => "below_minimum",
            Standing::AboveMaximum => "above_maximum",
        };
        assert_eq!(case["kind"], kind, "{name}");
        let expected = match case.get("range") {
            Some(range) => pair(range),
            None => (number(&case["percentile"]), number(&case["percentile"])),
        };
        assert_eq!(range(standing), expected, "{name}");
    }
}

#[test]
fn means_and_extremes_are_no_quantiles() {
    let nps = |points| Nps::from_points(points).unwrap();
    let figure = |points, statistic| {
        Benchmark::new(
            "ours",
            nps(points),
            "all companies",
            "a study",
            2025,
            statistic,
        )
        .unwrap()
    };
    let others: BenchmarkSet = [
        figure(38, Statistic::Mean),
        figure(90, Statistic::Highest),
        figure(-5, Statistic::Lowest),
        figure(20, Statistic::Overall),
    ]
    .into_iter()
    .collect();
    assert_eq!(others.standing(nps(38)), Ok(None));
    let mut all = others.clone();
    all.extend([
        figure(44, Statistic::Median),
        figure(72, Statistic::UpperQuartile),
    ]);
    assert_eq!(all.standing(nps(95)), Ok(Some(Standing::Above(75.into()))));
    assert_eq!(all.standing(nps(44)), Ok(Some(Standing::At(50.into()))));
    // A median and percentile 50 are the same, so they must agree.
    all.extend([quantile(50.into(), nps(44)).unwrap()]);
    assert_eq!(all.standing(nps(44)), Ok(Some(Standing::At(50.into()))));
    all.extend([quantile(50.into(), nps(45)).unwrap()]);
    assert_eq!(
        all.standing(nps(44)).unwrap_err().to_string(),
        "ours: 44.0 (percentile 50, 2025, a study) contradicts \
         ours: 45.0 (percentile 50, 2025, a study)"
    );
}

/// Quantiles of two populations are not put together; dimensions pick those of one.
#[test]
fn dimensions() {
    let figure = |percentile: u8, points, region: &str| {
        let nps = Nps::from_points(points).unwrap();
        let figure = quantile(percentile.into(), nps).unwrap();
        figure.with_dimension("region", region).unwrap()
    };
    let set: BenchmarkSet = [
        figure(25, 0, "north"),
        figure(75, 50, "north"),
        figure(50, 10, "south"),
    ]
    .into_iter()
    .collect();
    assert!(set.standing(Nps::ZERO).is_err());
    let north = set.filtered(|figure| figure.dimension("region") == Some("north"));
    let standing = north.standing(Nps::from_points(25).unwrap());
    assert_eq!(standing.map(|one| one.map(range)), Ok(Some((25.0, 75.0))));
    assert_eq!(
        set.iter().next().unwrap().dimensions().collect::<Vec<_>>(),
        [("region", "north")]
    );
    let blank = figure(1, 2, "x").with_dimension(" ", "y").unwrap_err();
    assert_eq!(blank.to_string(), "the name of a dimension is blank");
    assert!(quantile(Decimal::new(1001, 1), Nps::ZERO).is_err());
}

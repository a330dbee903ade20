//! Surveys drawn in strata and clusters, against R and against sums over single responses.

use npscore::error::{CountError, DataError};
use npscore::inference::{
    Alternative, Confidence, IntervalMethod, Method, Stratum, SurveyDesign, TestMethod,
};
use npscore::{Category, Nps, Weight, WeightedTally};
use proptest::prelude::*;
use serde_json::Value;

use crate::inference::support::{cases, close, close_relative, number, oracle};

/// A response: what it says, its weight, its stratum and its cluster.
#[derive(Debug, Clone)]
struct Row {
    x: i64,
    weight: Weight,
    stratum: u64,
    cluster: usize,
}

fn category(x: i64) -> Category {
    match x {
        -1 => Category::Detractor,
        0 => Category::Passive,
        _ => Category::Promoter,
    }
}

fn tally<'a>(rows: impl IntoIterator<Item = &'a Row>) -> WeightedTally {
    rows.into_iter()
        .map(|row| (category(row.x), row.weight))
        .collect()
}

/// The rows of a case, in clusters of so many that follow each other.
fn rows(case: &Value, size: usize) -> Vec<Row> {
    cases(&case["x"])
        .iter()
        .zip(cases(&case["w"]))
        .enumerate()
        .map(|(i, (x, w))| Row {
            x: x.as_i64().unwrap(),
            weight: w.to_string().parse().unwrap(),
            stratum: case["strata"][i].as_u64().unwrap_or(1),
            cluster: i / size,
        })
        .collect()
}

fn named(name: &str) -> Value {
    let file = oracle("weighted");
    let found = cases(&file).iter().find(|case| case["name"] == name);
    found.unwrap().clone()
}

/// The strata of rows, each of one unit per row, or of one per cluster.
fn strata(rows: &[Row], clustered: bool) -> Vec<(u64, Stratum)> {
    let mut names: Vec<u64> = rows.iter().map(|row| row.stratum).collect();
    names.sort_unstable();
    names.dedup();
    names
        .into_iter()
        .map(|name| {
            let members: Vec<&Row> = rows.iter().filter(|row| row.stratum == name).collect();
            let stratum = if clustered {
                let mut clusters: Vec<usize> = members.iter().map(|row| row.cluster).collect();
                clusters.dedup();
                Stratum::of_clusters(clusters.into_iter().map(|cluster| {
                    tally(members.iter().copied().filter(|row| row.cluster == cluster))
                }))
            } else {
                Stratum::of_responses(tally(members.iter().copied()))
            };
            (name, stratum)
        })
        .collect()
}

fn se(strata: Vec<(u64, Stratum)>) -> f64 {
    SurveyDesign::new(strata).unwrap().result().standard_error() / 100.0
}

#[test]
fn stratified_with_finite_populations() {
    let case = named("strat_fpc");
    let rows = rows(&case, 1);
    let population = |name: u64| {
        let row = rows.iter().position(|row| row.stratum == name).unwrap();
        case["fpc"][row].as_u64().unwrap()
    };
    let strata = strata(&rows, false)
        .into_iter()
        .map(|(name, stratum)| (name, stratum.of_population(population(name))));
    let design = SurveyDesign::new(strata).unwrap();
    let mean = number(&case["R_survey_mean_strat"]);
    close(design.result().nps().to_f64(), mean, 1e-15, "mean");
    let expected = number(&case["R_survey_se_strat"]);
    close_relative(
        design.result().standard_error() / 100.0,
        expected,
        1e-14,
        "se",
    );
    assert_eq!(design.degrees_of_freedom(), 9);
    // R's confint(svymean): estimate ± z standard errors.
    let z = Confidence::P95.z();
    let wald = design
        .result()
        .interval(Confidence::P95.by(IntervalMethod::Wald));
    close(wald.estimate(), mean, 1e-15, "mean");
    close(wald.low(), mean - z * expected, 1e-14, "low");
    close(wald.high(), mean + z * expected, 1e-14, "high");
    let test = design
        .result()
        .test(Nps::ZERO, Alternative::TwoSided.by(TestMethod::Wald));
    close_relative(test.statistic().unwrap(), mean / expected, 1e-13, "z");
    let score = design.result().interval(Confidence::P95);
    assert_eq!(score.method(), Method::Score);
    assert!(score.low() < -40.0 && score.low() > -60.0, "{score}");
}

/// Sums over single responses with 40 digits: no column of the reference file has clusters.
#[test]
fn clusters() {
    let (strat, tiny) = (named("strat_fpc"), named("tiny"));
    let (pairs, triples) = (rows(&strat, 2), rows(&tiny, 3));
    let drawn_from = |populations: [u64; 3]| {
        strata(&pairs, true)
            .into_iter()
            .zip(populations)
            .map(|((name, stratum), population)| (name, stratum.of_population(population)))
            .collect::<Vec<_>>()
    };
    let together: Vec<Row> = pairs
        .iter()
        .map(|row| Row {
            stratum: 1,
            ..row.clone()
        })
        .collect();
    let limited = strata(&triples, true)
        .into_iter()
        .map(|(name, stratum)| (name, stratum.of_population(10)));
    for (found, expected, what) in [
        (
            se(drawn_from([20, 10, 5])),
            0.434_189_369_012_260_96,
            "strata, clusters, limited",
        ),
        (
            se(strata(&pairs, true)),
            0.464_285_714_285_714_3,
            "strata and clusters",
        ),
        (
            se(strata(&pairs, false)),
            0.293_784_825_696_501_55,
            "strata",
        ),
        (
            se(strata(&together, true)),
            0.395_538_161_645_351_55,
            "clusters",
        ),
        (
            se(strata(&triples, true)),
            0.324_905_054_555_365_8,
            "triples",
        ),
        (
            se(limited.collect()),
            0.251_670_373_078_308_8,
            "triples, limited",
        ),
    ] {
        close_relative(found, expected, 1e-14, what);
    }
}

#[test]
fn without_a_design_it_is_the_plain_standard_error() {
    for case in cases(&oracle("weighted")) {
        let mut rows = rows(case, 1);
        for row in &mut rows {
            row.stratum = 1;
        }
        for clustered in [false, true] {
            let expected = number(&case["R_survey_se"]);
            close_relative(se(strata(&rows, clustered)), expected, 1e-13, case);
        }
    }
}

#[test]
fn what_is_no_design() {
    let some = |n| WeightedTally::of(Category::Promoter, Weight::ONE, n).unwrap();
    let lonely = SurveyDesign::new([
        ("north", Stratum::of_responses(some(3))),
        ("south", Stratum::of_responses(some(1))),
    ]);
    let error = lonely.unwrap_err();
    assert_eq!(
        npscore::Error::from(error.clone()).to_string(),
        "1 sampling units in stratum \"south\", expected at least 2"
    );
    assert!(matches!(
        error,
        DataError::TooFew {
            found: 1,
            minimum: 2,
            ..
        }
    ));
    let empty = SurveyDesign::new([(1, Stratum::of_clusters([]))]);
    assert!(matches!(empty, Err(DataError::TooFew { found: 0, .. })));
    // One unit of one: a census of that stratum.
    let certain = SurveyDesign::new([
        ("north", Stratum::of_responses(some(3))),
        ("south", Stratum::of_clusters([some(8)]).of_population(1)),
    ]);
    assert_eq!(certain.unwrap().degrees_of_freedom(), 2);
    let small = SurveyDesign::new([("north", Stratum::of_responses(some(3)).of_population(2))]);
    assert_eq!(
        small.unwrap_err().to_string(),
        "3 sampling units are too many for the population of their stratum, expected at most 2"
    );
    let none: [(u8, Stratum); 0] = [];
    let of = "with any weight";
    assert_eq!(SurveyDesign::new(none), Err(DataError::NoResponses { of }));
    let many = some(u64::MAX / 2 + 1);
    assert_eq!(
        SurveyDesign::new([(0, Stratum::of_clusters([many, many]))]),
        Err(DataError::Count(CountError::Overflow))
    );
}

#[test]
fn units_that_agree_say_nothing_of_the_error() {
    let same = WeightedTally::of(Category::Promoter, Weight::from(3), 5).unwrap();
    let design = SurveyDesign::new([(0, Stratum::of_clusters([same; 4]))]).unwrap();
    assert_eq!(design.result().standard_error(), 0.0);
    let wald = Alternative::TwoSided.by(TestMethod::Wald);
    assert_eq!(design.result().test(Nps::ZERO, wald).statistic(), None);
    // Four units of five responses, of which one is needed to know their mean.
    assert_eq!(design.effective_responses(), 15.0);
    assert!(design.result().interval(Confidence::P95).low() < 90.0);
}

fn a_row() -> impl Strategy<Value = Row> {
    (-1_i64..=1, 0_u16..5, 0_u64..3, 0_usize..3).prop_map(|(x, weight, stratum, cluster)| Row {
        x,
        weight: Weight::from(weight),
        stratum,
        cluster: cluster + 3 * usize::try_from(stratum).unwrap(),
    })
}

proptest! {
    /// The definition, over single responses.
    #[test]
    fn linearised_variance(mut rows in proptest::collection::vec(a_row(), 2..30)) {
        rows.sort_by_key(|row| (row.stratum, row.cluster));
        let weight = |row: &Row| f64::from(u16::try_from(row.weight.to_decimal().mantissa()).unwrap());
        let total: f64 = rows.iter().map(weight).sum();
        for clustered in [false, true] {
            let Ok(design) = SurveyDesign::new(strata(&rows, clustered)) else {
                continue;
            };
            let mean = rows.iter().map(|row| weight(row) * row.x as f64).sum::<f64>() / total;
            let mut variance = 0.0;
            for name in 0..3 {
                let members: Vec<_> = rows.iter().enumerate().filter(|(_, row)| row.stratum == name).collect();
                let mut units = std::collections::BTreeMap::new();
                for (i, row) in members {
                    let unit = if clustered { row.cluster } else { i };
                    *units.entry(unit).or_insert(0.0) += weight(row) * (row.x as f64 - mean) / total;
                }
                let n = units.len() as f64;
                let centre = units.values().sum::<f64>() / n;
                if n > 1.0 {
                    variance += n / (n - 1.0) * units.values().map(|z| (z - centre).powi(2)).sum::<f64>();
                }
            }
            prop_assert!((design.result().standard_error() / 100.0 - variance.sqrt()).abs() < 1e-7);
            prop_assert!((design.result().standard_error().powi(2) / 1e4 - variance).abs() < 1e-13);
            for method in [IntervalMethod::Score, IntervalMethod::Wald] {
                let interval = design.result().interval(Confidence::P95.by(method));
                prop_assert!(method == IntervalMethod::Wald || (-100.0 <= interval.low() && interval.high() <= 100.0));
                prop_assert!(interval.contains(interval.estimate()));
            }
            // Promoters for detractors.
            let mirror: Vec<Row> = rows.iter().map(|row| Row { x: -row.x, ..row.clone() }).collect();
            let mirror = SurveyDesign::new(strata(&mirror, clustered)).unwrap();
            prop_assert!((mirror.result().standard_error() - design.result().standard_error()).abs() < 1e-6);
            // The order of strata does not matter, to the last digit.
            let reversed = SurveyDesign::new(strata(&rows, clustered).into_iter().rev()).unwrap();
            prop_assert_eq!(reversed, design);
        }
    }
}

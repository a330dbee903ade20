//! Drivers of the likelihood to recommend, against reference values and by symmetries.

use npscore::error::DataError;
use npscore::insight::{Driver, Drivers, DriversOf, LeftOut, MissingAnswers, Ratings};
use npscore::{Merge, Observe, Score};
use serde_json::{Value, json};

use crate::inference::support::{cases, close_absolute, close_relative, count, number, oracle};

use MissingAnswers::{Listwise, Pairwise};

/// The state of a case: from its rows where it has any, else from its sums.
fn state<const Q: usize>(case: &Value) -> Ratings<Q> {
    if let Some(rows) = case.get("rows") {
        let rows = rows.as_array().unwrap().iter();
        let cell = |row: &Value, i: usize| u8::try_from(count(&row[i])).unwrap();
        return rows
            .map(|row| {
                let answers: [u8; Q] = std::array::from_fn(|i| cell(row, i));
                (answers, Score::constant(cell(row, Q)))
            })
            .collect();
    }
    // A JSON document of the sums; the outcome that is not given is 0 throughout.
    let state = &case["state"];
    let n = count(&state["n"]);
    let given = if case["outcome"] == "score" { Q } else { Q + 1 };
    // The category is the figure of an NPS plus 1.
    let shift = i64::from(case["outcome"] == "nps");
    let sum = |i: usize| state["sums"][i].as_i64().unwrap();
    let product = |i: usize, j: usize| state["cross_products"][i][j].as_i64().unwrap();
    let n_signed = i64::try_from(n).unwrap();
    let shifted = |i: usize| if i == Q { shift } else { 0 };
    let total = |i: usize| sum(i) + shifted(i) * n_signed;
    let both = |i: usize, j: usize| {
        product(i, j)
            + shifted(i) * sum(j)
            + shifted(j) * sum(i)
            + shifted(i) * shifted(j) * n_signed
    };
    let mut pairs = Vec::new();
    for i in 0..Q + 2 {
        for j in i..Q + 2 {
            let [a, b] = [i, j].map(|i| (i < Q || i == given).then_some(i.min(Q)));
            let one = |i: Option<usize>| i.map_or(0, total).to_string();
            let of = |i: Option<usize>, j: Option<usize>| {
                i.zip(j).map_or(0, |(i, j)| both(i, j)).to_string()
            };
            pairs.push(json!([n, [one(a), one(b), of(a, a), of(a, b), of(b, b)]]));
        }
    }
    let document = json!({"rows": n, "pairwise": pairs, "complete": pairs});
    serde_json::from_value(document).unwrap()
}

fn check<const Q: usize>(case: &Value) {
    let name = case["name"].as_str().unwrap();
    let ratings: Ratings<Q> = state(case);
    let of = if case["outcome"] == "score" {
        DriversOf::Score
    } else {
        DriversOf::Nps
    };
    let found = ratings.drivers(of, Listwise);
    assert_eq!(
        found,
        ratings
            .drivers(of, Pairwise)
            .map(|pairwise| same_but_for_the_name(&found, &pairwise))
    );
    let drivers = match found {
        Ok(drivers) => drivers,
        Err(error) => {
            assert_ne!(case["expected"], "ok", "{name}: {error}");
            return;
        }
    };
    if case["expected"] == "error" {
        // Left out and named.
        assert_eq!(drivers.left_out(), [(0, LeftOut::Constant)], "{name}");
        return;
    }
    assert_eq!(case["expected"], "ok", "{name}: {drivers}");
    let figures = |field: &str| cases(&case[field]).iter().map(number).collect::<Vec<_>>();
    close_absolute(drivers.r_squared(), number(&case["r2"]), 1e-10, name);
    close_absolute(
        drivers.adjusted_r_squared(),
        number(&case["adjusted_r2"]),
        1e-10,
        name,
    );
    let rows = drivers.rows();
    let shapley = drivers.shapley_values().unwrap();
    for (i, row) in rows.iter().enumerate() {
        close_absolute(row.correlation(), figures("correlations")[i], 1e-10, name);
        close_absolute(shapley[i], figures("lmg")[i], 1e-10, name);
        close_absolute(
            row.relative_weight(),
            figures("relative_weights")[i],
            1e-10,
            name,
        );
        if let Some(shares) = case["relative_weight_share"].as_array() {
            close_absolute(row.importance() / 100.0, number(&shares[i]), 1e-10, name);
        }
    }
    for i in 0..Q {
        for j in 0..Q {
            let expected = number(&case["predictor_correlations"][i][j]);
            close_absolute(drivers.correlation(i, j).unwrap(), expected, 1e-10, name);
        }
    }
    let unit = if of == DriversOf::Nps { 100.0 } else { 1.0 };
    if case["coefficients"].is_null() {
        assert!(!drivers.collinear().is_empty(), "{name}");
        assert_eq!(drivers.intercept(), None);
        assert_eq!(count(&case["rank"]), Q as u64 - 1);
        return;
    }
    assert_eq!(drivers.collinear(), [0; 0], "{name}");
    for (i, row) in rows.iter().enumerate() {
        let expected = unit * figures("coefficients")[i];
        close_near(row.coefficient().unwrap(), expected, 1e-9, name);
        let expected = figures("standardised_coefficients")[i];
        close_near(row.standardised().unwrap(), expected, 1e-9, name);
    }
    let expected = unit * number(&case["intercept"]);
    close_near(drivers.intercept().unwrap(), expected, 1e-9, name);
}

/// Relative, and absolute where the reference is 0 to rounding.
fn close_near(found: f64, expected: f64, tolerance: f64, name: &str) {
    if expected.abs() < 1e-9 {
        close_absolute(found, expected, tolerance, name);
    } else {
        close_relative(found, expected, tolerance, name);
    }
}

/// Without missing answers both ways count the same rows, and say which was asked for.
fn same_but_for_the_name(found: &Result<Drivers, DataError>, pairwise: &Drivers) -> Drivers {
    let listwise = found.clone().unwrap();
    assert_eq!(pairwise.missing(), Pairwise);
    assert_eq!(pairwise.rows(), listwise.rows());
    assert_eq!(pairwise.responses(), listwise.responses());
    listwise
}

#[test]
fn against_reference_values() {
    for case in cases(&oracle("key_drivers")["cases"]) {
        match count(&case["predictors"]) {
            // No questions do not compile.
            0 => assert_ne!(case["expected"], "ok"),
            1 => check::<1>(case),
            2 => check::<2>(case),
            3 => check::<3>(case),
            4 => check::<4>(case),
            5 => check::<5>(case),
            6 => check::<6>(case),
            7 => check::<7>(case),
            8 => check::<8>(case),
            more => panic!("{more} predictors"),
        }
    }
}

/// Answers of many people with something in common; the same everywhere.
fn answers<const Q: usize>(n: u32) -> impl Iterator<Item = ([u8; Q], Score)> {
    let mut random = super::Lcg(5);
    let mut below = move |end| random.byte(end);
    (0..n).map(move |_| {
        let common = below(4);
        let row = std::array::from_fn(|_| 1 + common + below(3));
        (row, Score::constant((2 * common + below(5)).min(10)))
    })
}

#[test]
fn importance_adds_up() {
    let ratings: Ratings<15> = answers(500).collect();
    let drivers = ratings.drivers(DriversOf::Nps, Listwise).unwrap();
    let weights: f64 = drivers.rows().iter().map(Driver::relative_weight).sum();
    let shapley: f64 = drivers.shapley_values().unwrap().iter().sum();
    close_absolute(weights, drivers.r_squared(), 1e-12, "relative weights");
    close_absolute(shapley, drivers.r_squared(), 1e-12, "Shapley values");
    let importance: f64 = drivers.rows().iter().map(Driver::importance).sum();
    close_absolute(importance, 100.0, 1e-9, "importance");

    let many: Ratings<30> = answers(500).collect();
    let many = many.drivers(DriversOf::Score, Pairwise).unwrap();
    assert_eq!(
        many.shapley_values().unwrap_err().to_string(),
        "30 questions are too many for Shapley values, expected at most 15"
    );
    let weights: f64 = many.rows().iter().map(Driver::relative_weight).sum();
    close_absolute(weights, many.r_squared(), 1e-12, "thirty");
}

/// Missing answers: listwise is what complete rows alone give; pairwise uses more, and says so.
#[test]
fn missing_answers() {
    let mut rows: Vec<([Option<u8>; 3], Score)> = answers::<3>(200)
        .map(|(row, score)| (row.map(Some), score))
        .collect();
    for (i, row) in rows.iter_mut().enumerate().filter(|(i, _)| i % 3 == 0) {
        row.0[i % 2] = None;
    }
    let all: Ratings<3> = rows.iter().copied().collect();
    let complete = rows.iter().filter(|row| row.0.iter().all(Option::is_some));
    let complete: Ratings<3> = complete.copied().collect();
    assert_eq!(all.complete_rows(), complete.rows());
    let of = DriversOf::Score;
    assert_eq!(all.drivers(of, Listwise), complete.drivers(of, Listwise));
    let pairwise = all.drivers(of, Pairwise).unwrap();
    assert_eq!(pairwise.responses(), 133..=200);
    assert_eq!(pairwise.rows()[2].responses(), 200);
    // An unanswered question is left out by name, and leaves no complete row.
    let padded: Ratings<4> = rows
        .iter()
        .map(|([a, b, c], score)| ([*a, *b, *c, None], *score))
        .collect();
    let padded_drivers = padded.drivers(of, Pairwise).unwrap();
    assert_eq!(padded_drivers.rows(), pairwise.rows());
    assert_eq!(padded_drivers.left_out(), [(3, LeftOut::Unanswered)]);
    assert_eq!(
        padded.drivers(of, Listwise).unwrap_err().to_string(),
        "no responses to all questions, expected at least 1"
    );
}

/// Correlations of different people that no answers have together are refused, not computed with.
#[test]
fn pairwise_correlations_may_contradict_each_other() {
    let mut ratings = Ratings::<3>::default();
    for ([a, b, c], n) in [
        [Some(1), Some(1), None],
        [Some(9), Some(9), None],
        [None, Some(1), Some(1)],
        [None, Some(9), Some(9)],
        [Some(1), None, Some(9)],
        [Some(9), None, Some(1)],
    ]
    .into_iter()
    .zip(0_u8..)
    {
        for score in [3, 9 - n % 2] {
            ratings.observe_n(([a, b, c], Score::constant(score)), 5);
        }
    }
    let error = ratings.drivers(DriversOf::Score, Pairwise).unwrap_err();
    assert!(matches!(error, DataError::Contradiction { .. }), "{error}");
}

/// Huge counts, and shards in any order.
#[test]
fn corners() {
    let mut huge = Ratings::<2>::default();
    for (row, n) in [
        ([255, 0], u64::MAX / 4),
        ([0, 255], u64::MAX / 4),
        ([255, 255], 7),
    ] {
        huge.observe_n((row, Score::constant(row[0] / 26)), n);
        huge.observe_n((row, Score::constant(10 - row[1] / 26)), n / 2);
    }
    let drivers = huge.drivers(DriversOf::Score, Listwise).unwrap();
    assert!(drivers.r_squared().is_finite() && drivers.adjusted_r_squared() <= 1.0);
    let text = serde_json::to_string(&huge).unwrap();
    assert_eq!(serde_json::from_str::<Ratings<2>>(&text).unwrap(), huge);
    let full = huge.try_observe_n(([1, 1], Score::MAX), u64::MAX);
    assert!(full.is_err());
    assert_eq!(serde_json::to_string(&huge).unwrap(), text);

    let (left, right): (Vec<_>, Vec<_>) = answers::<4>(90).partition(|(row, _)| row[0] > 3);
    let mut shards: Ratings<4> = right.iter().copied().collect();
    shards.merge(left.iter().copied().collect());
    assert_eq!(shards, answers::<4>(90).collect());
}

/// Sums that no answers have are refused.
#[test]
fn contradictory_sums_are_refused() {
    let rows = [([3, 4], 9), ([5, 1], 2), ([2, 2], 7)];
    let rows = rows.map(|(row, score)| (row, Score::constant(score)));
    let ratings: Ratings<2> = rows.into_iter().collect();
    let written = serde_json::to_value(&ratings).unwrap();
    let read = |value: Value| serde_json::from_value::<Ratings<2>>(value);
    assert_eq!(read(written.clone()).unwrap(), ratings);
    for (place, figure, value) in [
        (0, 0, "766"),
        (0, 2, "1"),
        (1, 3, "999999"),
        (7, 0, "31"),
        (0, 1, "11"),
        (0, 0, "-1"),
        (0, 0, ""),
        (0, 0, "99999999999999999999999999999999999999"),
    ] {
        let mut other = written.clone();
        other["pairwise"][place][1][figure] = json!(value);
        assert!(read(other).is_err(), "{place} {figure} {value}");
    }
    for (field, value) in [
        ("rows", json!(4)),
        ("rows", json!(0)),
        ("complete", json!([])),
    ] {
        let mut other = written.clone();
        other[field] = value;
        assert!(read(other).is_err(), "{field}");
    }
    assert!(serde_json::from_value::<Ratings<3>>(written).is_err());
}

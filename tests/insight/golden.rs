//! The wire format of results and states, pinned: one JSON file each.
//!
//! `BLESS=1 cargo test --all-features golden` writes the files anew.

use std::fmt::Debug;

use npscore::inference::Confidence;
use npscore::insight::{
    Benchmark, BenchmarkSet, Conversion, CustomerValue, Decomposition, Disclosure, EarnedGrowth,
    Frequencies, Goal, IndexScheme, Measure, MinimumSize, Referrals, Revenue, Simulation,
    Statistic, Tags,
};
use npscore::{Counts, Decimal, Hierarchy, Nps, Rating, Scale, Score};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::segments;
use crate::tally_of;

/// What is written now is what the file says.
fn written<T: Serialize>(name: &str, value: &T) -> String {
    let path = format!(
        "{}/tests/data/golden/{name}.json",
        env!("CARGO_MANIFEST_DIR")
    );
    let text = serde_json::to_string_pretty(value).unwrap() + "\n";
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&path, &text).unwrap();
    }
    let pinned = std::fs::read_to_string(&path).unwrap();
    assert_eq!(text.lines().count(), pinned.lines().count(), "{name}");
    for (line, pinned) in text.lines().zip(pinned.lines()) {
        assert!(
            line == pinned || close(line, pinned),
            "{name}: {line} where {pinned} is pinned"
        );
    }
    text
}

/// Whether two lines have the same field and the same figure up to the last digits of a float.
///
/// Shapes are pinned to the letter; a statistic may be computed in another order one day.
fn close(line: &str, pinned: &str) -> bool {
    let float = |line: &str| {
        let (field, figure) = line.rsplit_once(' ').unwrap_or(("", line));
        let figure: f64 = figure.trim_end_matches(',').parse().ok()?;
        Some((field.to_string(), figure))
    };
    float(line)
        .zip(float(pinned))
        .is_some_and(|((field, found), (same, expected))| {
            field == same && (found - expected).abs() <= 1e-9 * expected.abs()
        })
}

/// What is written is also read back as the same.
fn kept<T: Serialize + DeserializeOwned + PartialEq + Debug>(name: &str, value: &T) {
    let text = written(name, value);
    assert_eq!(&serde_json::from_str::<T>(&text).unwrap(), value);
}

#[test]
fn benchmarks() {
    kept("benchmark_set", &BenchmarkSet::built_in());
    let third = Benchmark::new(
        "a",
        Nps::new(-1, 3).unwrap(),
        "b",
        "c",
        2024,
        Statistic::Overall,
    )
    .unwrap()
    .with_responses(3)
    .unwrap()
    .with_dimension("region", "north")
    .unwrap();
    kept("benchmark", &third);
    let result = tally_of(18, 52, 30).result().unwrap();
    written("comparison", &result.compare(&third, Confidence::P95));
    written(
        "position",
        &BenchmarkSet::built_in().position(result.nps()).unwrap(),
    );
}

#[test]
fn user_benchmarks_pass_through_the_same_door() {
    let read = |text: &str| serde_json::from_str::<BenchmarkSet>(text);
    let row = r#"{"label":"a","value":"12.5","population":"b","source":"c","statistic":"median"}"#;
    let set = read(&format!("[{row}]")).unwrap();
    assert_eq!(set.iter().next().unwrap().value(), Nps::new(1, 8).unwrap());
    for (from, to) in [
        ("\"c\"", "\"\""),
        ("12.5", "101"),
        ("12.5", "100/0"),
        ("12.5", "NaN"),
        ("median", "best"),
        ("\"label\"", "\"year\":3,\"label\""),
        ("\"label\"", "\"responses\":0,\"label\""),
        ("\"label\"", "\"extra\":0,\"label\""),
    ] {
        assert!(
            read(&format!("[{}]", row.replace(from, to))).is_err(),
            "{to}"
        );
    }
}

#[test]
fn segments_and_tags() {
    let before = segments(&[("a", [10, 10, 20]), ("b", [10, 0, 0])]);
    let after = segments(&[("a", [5, 10, 25]), ("c", [0, 0, 10])]);
    written(
        "decomposition",
        &Decomposition::between(&before, &after).unwrap(),
    );
    written(
        "impacts",
        &before.against_the_rest(Confidence::P95).unwrap(),
    );
    let tags: Tags<String> = [(vec!["price"], 3), (vec!["price", "staff"], 9), (vec![], 8)]
        .into_iter()
        .map(|(tags, score)| (tags, Score::constant(score)))
        .collect();
    kept("tags", &tags);
    written("impacts_of_tags", &tags.impacts(Confidence::P95));
    let more = r#"{"total":{"detractors":0,"passives":0,"promoters":1},"tags":{"a":{"detractors":1,"passives":0,"promoters":0}}}"#;
    assert!(serde_json::from_str::<Tags<String>>(more).is_err());
}

#[test]
fn simulations() {
    let result = tally_of(18, 52, 30).result().unwrap();
    let won = Simulation::fewest(&result, Conversion::PassiveToPromoter, Rating::Good).unwrap();
    written("simulation", &won);
    kept(
        "goals",
        &[Goal::from(Nps::constant(50)), Goal::from(Rating::Good)],
    );
}

#[test]
fn disclosures() {
    let company: Hierarchy<&str> = [("a", 6), ("b", 7), ("c", 1)]
        .into_iter()
        .flat_map(|(team, n)| (0..n).map(move |_| ([team], Score::MAX)))
        .collect();
    written(
        "disclosure",
        &Disclosure::of_hierarchy(&company, MinimumSize::FIVE).unwrap(),
    );
    kept("minimum_size", &MinimumSize::FIVE);
    assert!(serde_json::from_str::<MinimumSize>("1").is_err());
}

#[test]
fn economics() {
    let values = Counts {
        detractors: 800.into(),
        passives: Decimal::new(20005, 1),
        promoters: 3500.into(),
    };
    let value = CustomerValue::new("SEK", values).unwrap();
    kept("customer_value", &value);
    written("base_value", &value.of(&tally_of(18, 52, 30)).unwrap());
    let growth = EarnedGrowth::new(Revenue {
        before: 100.into(),
        retained: 85.into(),
        earned: 25.into(),
        bought: 20.into(),
    })
    .unwrap();
    kept("earned_growth", &growth);
    let new_customers = Counts {
        detractors: Decimal::new(-1, 1),
        passives: Decimal::ZERO,
        promoters: Decimal::new(4, 1),
    };
    kept("referrals", &Referrals::new(new_customers, 1000.into()));
    let blank = r#"{"currency":" ","detractors":"1","passives":"1","promoters":"1"}"#;
    assert!(serde_json::from_str::<CustomerValue>(blank).is_err());
    // Plain numbers are read as well, as people write them in a configuration.
    let plain = r#"{"currency":"SEK","detractors":800,"passives":2000.5,"promoters":"3500"}"#;
    assert_eq!(serde_json::from_str::<CustomerValue>(plain).unwrap(), value);
    for (from, to) in [
        ("800", "\"8_00\""),
        ("800", "\"8e2\""),
        ("800", "null"),
        ("2000.5", "1e300"),
    ] {
        let text = plain.replace(from, to);
        assert!(
            serde_json::from_str::<CustomerValue>(&text).is_err(),
            "{text}"
        );
    }
    let nothing = r#"{"before":"0","retained":"1","earned":"1","bought":"1"}"#;
    assert!(serde_json::from_str::<EarnedGrowth>(nothing).is_err());
}

#[test]
fn satisfaction() {
    let answers: Frequencies = [5, 4, 4, 5, 3, 5, 4, 5, 2, 5].into_iter().collect();
    kept("frequencies", &answers);
    let scale = Scale::new(1, 3, 4, 5).unwrap();
    written(
        "satisfaction",
        &answers
            .satisfaction(Measure::Csat, &scale, Confidence::P95)
            .unwrap(),
    );
    let three: Frequencies<[i32; 3]> = [[8, 7, 7], [10, 9, 9], [6, 6, 5]].into_iter().collect();
    kept("frequencies_of_three_questions", &three);
    let scheme = IndexScheme::new(1, 10, [4, 3, 3].map(|tenths| Decimal::new(tenths, 1))).unwrap();
    kept("index_scheme", &scheme);
    written(
        "satisfaction_index",
        &three.index(&scheme, Confidence::P95).unwrap(),
    );
    let read = |text: &str| serde_json::from_str::<Frequencies>(text);
    assert!(read("[[1, 0]]").is_err());
    assert!(read("[[1, 2], [1, 3]]").is_err());
    assert!(read("[[1, 18446744073709551615], [2, 1]]").is_err());
    assert!(
        serde_json::from_str::<IndexScheme>(r#"{"worst":1,"best":1,"weights":["1","1","1"]}"#)
            .is_err()
    );
}

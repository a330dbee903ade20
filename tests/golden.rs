//! The wire format, pinned: one JSON file per type, written and read back.

use std::fmt::Debug;

use crate::tally_of;
use npscore::*;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// The golden text, against what is written now and what it is read as.
pub fn golden<T: Serialize + DeserializeOwned + PartialEq + Debug>(value: &T, text: &str) {
    assert_eq!(
        serde_json::to_string_pretty(value).unwrap(),
        text.trim_end()
    );
    assert_eq!(&serde_json::from_str::<T>(text).unwrap(), value);
}

/// The golden text of a result that is written only.
pub fn written<T: Serialize>(value: &T, text: &str) {
    assert_eq!(
        serde_json::to_string_pretty(value).unwrap(),
        text.trim_end()
    );
}

fn weighted() -> WeightedTally {
    [
        ("0.2847177143", 10),
        ("1.5", 9),
        ("0.9440823789", 3),
        ("2", 7),
    ]
    .into_iter()
    .map(|(weight, score)| (Score::constant(score), weight.parse::<Weight>().unwrap()))
    .collect()
}

#[test]
fn values() {
    golden(&Score::constant(9), "9");
    golden(&Category::Promoter, "\"promoter\"");
    golden(&Exclusion::NotANumber, "\"not_a_number\"");
    golden(&Rating::WorldClass, "\"world_class\"");
    golden(
        &"0.2847177143".parse::<Weight>().unwrap(),
        "\"0.2847177143\"",
    );
    golden(&Scale::NPS, include_str!("data/golden/scale.json"));
    golden(
        &Nps::new(-1, 3).unwrap(),
        include_str!("data/golden/nps.json"),
    );
    golden(
        &tally_of(1, 1, 1).result().unwrap().shares_rounded(1),
        include_str!("data/golden/shares.json"),
    );
    golden(
        &RatingScale::bain(),
        include_str!("data/golden/rating_scale.json"),
    );
    golden(
        &tally_of(1, 0, 2).result().unwrap(),
        include_str!("data/golden/nps_result.json"),
    );
}

#[test]
fn states() {
    golden(
        &tally_of(18, 52, 30),
        include_str!("data/golden/tally.json"),
    );
    golden(
        &Histogram::try_from([1, 0, 0, 2, 0, 3, 1, 4, 5, 6, 7]).unwrap(),
        include_str!("data/golden/histogram.json"),
    );
    golden(&weighted(), include_str!("data/golden/weighted_tally.json"));
    golden(
        &ResponseRate::new(30, 100).unwrap(),
        include_str!("data/golden/response_rate.json"),
    );
    let screening = Screening::new();
    let screened: Screened<Tally> = ["9", "", "11", "7.5", "x", "3"]
        .map(|cell| screening.screen(cell))
        .into_iter()
        .collect();
    golden(&screened, include_str!("data/golden/screened.json"));
    golden(
        &(tally_of(1, 2, 3), Tally::default()),
        include_str!("data/golden/pair.json"),
    );
}

#[test]
fn streams() {
    let answers = [
        ("north", 2026, 1, 10),
        ("south", 2026, 3, 3),
        ("north", 2025, 12, 8),
    ];
    let score = |score: u8| Score::constant(score);

    let segments: Segments<String> = answers.iter().map(|a| (a.0, score(a.3))).collect();
    golden(&segments, include_str!("data/golden/segments.json"));
    let pairs: Segments<(u16, u8), Histogram> =
        answers.iter().map(|a| ((a.1, a.2), score(a.3))).collect();
    golden(&pairs, include_str!("data/golden/segments_of_pairs.json"));
    let hierarchy: Hierarchy<String> = answers
        .iter()
        .map(|a| (["acme", a.0], score(a.3)))
        .collect();
    golden(&hierarchy, include_str!("data/golden/hierarchy.json"));
    let nested: Segments<String, Timeline<Month>> = answers
        .iter()
        .map(|a| (a.0, (Month::constant(a.1, a.2), score(a.3))))
        .collect();
    golden(
        &nested,
        include_str!("data/golden/segments_of_timelines.json"),
    );
    let latest: Latest<String, Score> = answers
        .iter()
        .map(|a| (a.0, (i64::from(a.1) * 12 + i64::from(a.2), score(a.3))))
        .collect();
    golden(&latest, include_str!("data/golden/latest.json"));
    let mut window = <Window>::new(2).unwrap();
    window.extend(answers.map(|a| score(a.3)));
    golden(&window, include_str!("data/golden/window.json"));
}

#[test]
fn weighted_results_are_written_only() {
    let text = serde_json::to_string_pretty(&weighted().result().unwrap()).unwrap();
    assert_eq!(
        text,
        include_str!("data/golden/weighted_result.json").trim_end()
    );
}

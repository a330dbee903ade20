//! The figures, against those of an independent computation.

use std::io;
use std::path::PathBuf;

use serde_json::{Value, json};

use super::run;

/// Asserts that `[document at pointer]` is within half a unit of the last place given.
#[track_caller]
fn assert_near(document: &Value, pointer: &str, expected: f64, tolerance: f64) {
    let found = document.pointer(pointer).and_then(Value::as_f64);
    let near = found.is_some_and(|found| (found - expected).abs() <= tolerance);
    assert!(near, "{pointer} is {found:?}, not {expected}");
}

#[track_caller]
fn assert_counts(document: &Value, offered: u64, missing: u64, counts: [u64; 3]) {
    let [promoters, passives, detractors] = counts;
    let accepted: u64 = counts.iter().sum();
    assert_eq!(document["offered"], offered);
    assert_eq!(document["accepted"], accepted);
    assert_eq!(
        document["excluded"],
        json!({"missing": missing, "not_a_number": 0, "not_whole": 0, "out_of_range": 0})
    );
    assert_eq!(document["overall"]["responses"], accepted);
    assert_eq!(document["overall"]["promoters"], promoters);
    assert_eq!(document["overall"]["passives"], passives);
    assert_eq!(document["overall"]["detractors"], detractors);
}

#[test]
fn the_bundled_counts() {
    let document = run(&["--format", "json"], io::empty()).document();
    assert_counts(&document, 2831, 85, [1436, 968, 342]);
    assert_near(&document, "/overall/nps", 39.839_767, 5e-7);
    assert_eq!(document["overall"]["rating"], "good");
    assert_eq!(document["weighted"], Value::Null);
}

#[test]
fn the_bundled_counts_without_their_code_for_blank() {
    let arguments = ["--missing", "99", "--format", "json"];
    let document = run(&arguments, io::empty()).document();
    // An 11 is no promoter even where nobody says what it stands for.
    assert_eq!(document["excluded"]["missing"], 1);
    assert_eq!(document["excluded"]["out_of_range"], 84);
    assert_near(&document, "/overall/nps", 39.839_767, 5e-7);
}

#[test]
fn the_instructor_counts() {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/examples/data/carpentries_instructor_counts.csv"
    );
    let arguments = [
        path, "--score", "score", "--count", "answers", "--format", "json",
    ];
    let document = run(&arguments, io::empty()).document();
    assert_counts(&document, 967, 78, [501, 317, 71]);
    assert_near(&document, "/overall/nps", 48.368_954, 5e-7);
}

/// The document of a file of survey rows.
fn rows(file: &str, arguments: &[&str]) -> Value {
    let folder = std::env::var_os("NPSCORE_DATA").expect("NPSCORE_DATA names the folder of rows");
    let path = PathBuf::from(folder).join(file);
    let all = [&[path.to_str().unwrap(), "--format", "json"], arguments].concat();
    run(&all, io::empty()).document()
}

#[test]
#[ignore = "reads the survey rows from the folder NPSCORE_DATA names"]
fn the_rows_of_the_airport() {
    let arguments = ["--score", "NETPRO", "--weight", "WEIGHT", "--missing", "11"];
    let document = rows("sfo_2017_slim.csv", &arguments);
    assert_counts(&document, 2831, 85, [1436, 968, 342]);
    assert_near(&document, "/overall/nps", 39.839_767, 5e-7);
    assert_near(&document, "/weighted/nps", 40.398_436, 5e-7);
    assert_near(&document, "/weighted/effective_responses", 2266.512, 5e-4);
    let weighted = &document["weighted"];
    let near = |key: &str, expected: f64| {
        let weight: f64 = weighted[key].as_str().unwrap().parse().unwrap();
        assert!((weight - expected).abs() < 5e-7, "{key} is {weight}");
    };
    near("promoter_weight", 1_439.295_974);
    near("passive_weight", 977.305_874);
    near("detractor_weight", 329.794_725);
}

#[test]
#[ignore = "reads the survey rows from the folder NPSCORE_DATA names"]
fn the_rows_of_the_learners() {
    let arguments = ["--score", "recommendation_score", "--missing-word", "NA"];
    let document = rows("carpentries_longterm_2020-03_slim.csv", &arguments);
    assert_counts(&document, 176, 42, [93, 32, 9]);
    assert_near(&document, "/overall/nps", 62.686_567, 5e-7);

    let document = rows("carpentries_longterm_2020-12_slim.csv", &arguments);
    assert_counts(&document, 87, 0, [49, 30, 8]);
    assert_near(&document, "/overall/nps", 47.126_437, 5e-7);
}

#[test]
#[ignore = "reads the survey rows from the folder NPSCORE_DATA names"]
fn the_rows_of_the_instructors() {
    let arguments = ["--score", "LikelyToRecommend"];
    let document = rows("carpentries_instructor_2016-18_slim.csv", &arguments);
    assert_counts(&document, 967, 78, [501, 317, 71]);
    assert_near(&document, "/overall/nps", 48.368_954, 5e-7);
}

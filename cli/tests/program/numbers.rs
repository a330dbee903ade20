//! The figures, against those of an independent computation.

use std::io;
use std::path::PathBuf;

use serde_json::{Value, json};

use crate::run;

/// Figures of the surveys, computed by another program.
fn truth() -> Value {
    serde_json::from_str(include_str!("../../../tests/data/fixtures_truth.json")).unwrap()
}

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
        "/../examples/data/carpentries_instructor_counts.csv"
    );
    let arguments = [
        path, "--score", "score", "--count", "answers", "--format", "json",
    ];
    let document = run(&arguments, io::empty()).document();
    assert_counts(&document, 967, 78, [501, 317, 71]);
    assert_near(&document, "/overall/nps", 48.368_954, 5e-7);
}

/// Asserts that a result is that of a group in the truth: no result where nothing is valid.
#[track_caller]
fn assert_group(result: &Value, truth: &Value, place: &str) {
    if truth["valid"] == 0 {
        assert_eq!(result, &Value::Null, "{place}");
        return;
    }
    for (field, figure) in [
        ("responses", "valid"),
        ("promoters", "promoters"),
        ("passives", "passives"),
        ("detractors", "detractors"),
    ] {
        assert_eq!(result[field], truth[figure], "{place}: {field}");
    }
    assert_near(result, "/nps", truth["nps"].as_f64().unwrap(), 1e-9);
}

/// The names in an object.
fn names(object: &Value) -> Vec<&str> {
    object
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect()
}

#[test]
fn the_bundled_segments() {
    let truth = &truth()["sfo_2017"]["segments"];
    let document = run(&["--format", "json"], io::empty()).document();
    let areas = &document["by"]["boarding_area"];
    assert_eq!(names(areas), ["A", "B", "C", "D", "E", "F", "G"]);
    for area in names(areas) {
        assert_group(&areas[area], &truth["BAREA"][area], area);
    }
    let tenures = &document["by"]["tenure"];
    let codes = [
        ("not stated", "0"),
        ("under 1 year", "1"),
        ("1-5 years", "2"),
        ("6-10 years", "3"),
        ("over 10 years", "4"),
    ];
    assert_eq!(names(tenures).len(), codes.len());
    for (tenure, code) in codes {
        assert_group(&tenures[tenure], &truth["Q6LONGUSE"][code], tenure);
    }

    // The same within each other: the totals are those of the areas, and the parts make them up.
    let nested = ["--by", "boarding_area,tenure", "--format", "json"];
    let nested = &run(&nested, io::empty()).document()["by"]["boarding_area,tenure"];
    assert_eq!(names(nested), names(areas));
    for area in names(areas) {
        assert_eq!(nested[area]["total"], areas[area]);
        let parts = nested[area]["segments"].as_object().unwrap().values();
        let sum: u64 = parts.filter_map(|part| part["responses"].as_u64()).sum();
        assert_eq!(areas[area]["responses"], sum);
    }
}

#[test]
fn the_instructor_months() {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../examples/data/carpentries_instructor_counts.csv"
    );
    let arguments = [
        path, "--score", "score", "--count", "answers", "--date", "month", "--format", "json",
    ];
    let monthly = [&arguments[..], &["--period=month"]].concat();
    let document = run(&monthly, io::empty()).document();
    assert_months(&document["periods"]);
    assert_eq!(document["undated"]["offered"], 0);

    // By themselves, quarters: most months have few answers.
    let found = run(&arguments, io::empty()).document();
    assert_eq!(
        found["findings"],
        json!([{"finding": "coarser_periods", "finest": "month", "shown": "quarter"}])
    );

    // Each quarter is the sum of its months.
    let by_quarter = run(
        &[&arguments[..], &["--period=quarter"]].concat(),
        io::empty(),
    )
    .document();
    let quarters = &by_quarter["periods"];
    assert_eq!(quarters, &found["periods"]);
    assert_eq!(names(quarters).len(), 10);
    for field in ["responses", "promoters", "passives", "detractors"] {
        let sum = |periods: &Value| -> u64 {
            let periods = periods.as_object().unwrap().values();
            periods.map(|period| period[field].as_u64().unwrap()).sum()
        };
        assert_eq!(sum(quarters), sum(&document["periods"]), "{field}");
    }
    let third = &quarters["2018-Q3"];
    let months = ["2018-07", "2018-08", "2018-09"].map(|month| &document["periods"][month]);
    let promoters: u64 = months
        .iter()
        .map(|month| month["promoters"].as_u64().unwrap())
        .sum();
    assert_eq!(third["promoters"], promoters);
}

/// Asserts that these are the 28 months of the instructors, all of them.
#[track_caller]
fn assert_months(periods: &Value) {
    let truth = &truth()["carpentries_instructor_2016_18"]["segments"]["@month"];
    assert_eq!(names(periods), names(truth));
    assert_eq!(names(periods).len(), 28);
    for month in names(truth) {
        assert_group(&periods[month], &truth[month], month);
    }
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

#[test]
#[ignore = "reads the survey rows from the folder NPSCORE_DATA names"]
fn every_segment_column_of_the_rows() {
    let truth = truth();
    let mut groups = 0;
    for (name, file, score, options) in [
        (
            "sfo_2017",
            "sfo_2017_slim.csv",
            "NETPRO",
            &["--missing=11", "--weight=WEIGHT"][..],
        ),
        (
            "carpentries_2020_03",
            "carpentries_longterm_2020-03_slim.csv",
            "recommendation_score",
            &["--missing-word=NA"],
        ),
        (
            "carpentries_2020_12",
            "carpentries_longterm_2020-12_slim.csv",
            "recommendation_score",
            &["--missing-word=NA"],
        ),
        (
            "carpentries_instructor_2016_18",
            "carpentries_instructor_2016-18_slim.csv",
            "LikelyToRecommend",
            &["--missing-word=NA"],
        ),
    ] {
        let truth = &truth[name]["segments"];
        let columns = names(truth)
            .into_iter()
            .filter(|column| *column != "@month");
        let columns: Vec<_> = columns.collect();
        let mut arguments = [&["--score", score], options].concat();
        arguments.extend(columns.iter().flat_map(|column| ["--by", *column]));
        let document = rows(file, &arguments);
        for column in columns {
            let (truth, found) = (&truth[column], &document["by"][column]);
            assert_eq!(names(found).len(), names(truth).len(), "{column}");
            for segment in names(truth) {
                let place = format!("{name} {column} {segment:?}");
                let (truth, found) = (&truth[segment], &found[segment.trim()]);
                assert_group(found, truth, &place);
                groups += 1;
                if let Some(nps) = truth.get("w_nps").and_then(Value::as_f64) {
                    let weighted = &document["weighted_by"][column][segment.trim()];
                    assert_near(weighted, "/nps", nps, 1e-9);
                    let effective = truth["kish_neff"].as_f64().unwrap();
                    assert_near(
                        weighted,
                        "/effective_responses",
                        effective,
                        1e-9 * effective,
                    );
                }
            }
        }
    }
    assert_eq!(groups, 342 - 28, "the truth lists that many segments");
}

#[test]
#[ignore = "reads the survey rows from the folder NPSCORE_DATA names"]
fn the_months_of_the_rows_of_the_instructors() {
    let arguments = [
        "--score",
        "LikelyToRecommend",
        "--date",
        "Date",
        "--date-format",
        "%m/%d/%y %H:%M",
        "--period=month",
    ];
    let document = rows("carpentries_instructor_2016-18_slim.csv", &arguments);
    assert_months(&document["periods"]);
    assert_eq!(document["undated"]["offered"], 0);
}

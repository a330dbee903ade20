//! Files as people have them: the forms of exports, with made-up contents. The right values were
//! computed by hand from the rows.

use serde_json::Value;

use crate::{Run, run};

/// Runs a report on one of the files beside these tests.
#[track_caller]
fn report(file: &str, arguments: &[&str]) -> Run {
    let path = format!("{}/tests/files/{file}", env!("CARGO_MANIFEST_DIR"));
    run(&[&[path.as_str()], arguments].concat(), std::io::empty())
}

#[track_caller]
fn document(file: &str, arguments: &[&str]) -> Value {
    report(file, &[arguments, &["--format=json"]].concat()).document()
}

/// Promoters, passives, detractors.
fn counts(result: &Value) -> [u64; 3] {
    ["promoters", "passives", "detractors"].map(|field| result[field].as_u64().unwrap())
}

/// The names of the periods with their scores and numbers of answers.
fn periods(document: &Value) -> Vec<(&str, f64, u64)> {
    let periods = document["periods"].as_object().unwrap();
    let given = periods.iter().filter(|(_, result)| !result.is_null());
    given
        .map(|(name, result)| {
            let number = |field: &str| result[field].as_f64().unwrap();
            (
                name.as_str(),
                number("nps"),
                result["responses"].as_u64().unwrap(),
            )
        })
        .collect()
}

#[test]
fn labels_at_the_ends_of_the_scale() {
    let document = document(
        "labels_at_the_ends.csv",
        &["--score=score", "--count=count"],
    );
    assert_eq!(counts(&document["overall"]), [40, 20, 40]);
    assert_eq!(document["overall"]["nps"], 0.0);
}

#[test]
fn a_second_header_row() {
    let score = "--score=How likely is it that you would recommend us?";
    let found = document("surveymonkey_two_headers.csv", &[score]);
    assert_eq!(counts(&found["overall"]), [2, 1, 1]);
    assert_eq!(
        (&found["offered"], &found["excluded"]["not_a_number"]),
        (&4.into(), &0.into())
    );
    assert_eq!(found["findings"][0]["finding"], "second_header");
    assert_eq!(found["findings"][0]["line"], 2);
    let told = document("surveymonkey_two_headers.csv", &[score, "--header-rows=2"]);
    assert_eq!(told["overall"], found["overall"]);
    let one = document("surveymonkey_two_headers.csv", &[score, "--header-rows=1"]);
    assert_eq!(
        (&one["offered"], &one["excluded"]["not_a_number"]),
        (&5.into(), &1.into())
    );

    let months = document(
        "surveymonkey_two_headers.csv",
        &[score, "--date=Start Date"],
    );
    assert_eq!(
        periods(&months),
        [("2024-01", 33.333_333_333_333_336, 3), ("2024-02", 0.0, 1)]
    );
}

#[test]
fn stars_are_told_from_scores() {
    let run = report("stars_1_to_5.csv", &["--score=stars"]);
    assert_eq!((run.code, run.stderr.as_str()), (3, ""));
    assert!(
        run.in_one_line().contains(
            "All 5 answers are from 3 to 5, which looks like another scale than 0 to 10: name it, such \
             as --scale 1-5:4,5, or --scale 0-10 if it is not."
        ),
        "{}",
        run.stdout
    );
    assert!(!run.stdout.contains("−100.0"), "{}", run.stdout);

    let stars = document("stars_1_to_5.csv", &["--score=stars", "--scale=1-5:4,5"]);
    assert_eq!(counts(&stars["overall"]), [3, 1, 1]);
    assert_eq!(stars["overall"]["nps"], 40.0);
    let meant = document("stars_1_to_5.csv", &["--score=stars", "--scale=0-10"]);
    assert_eq!(meant["overall"]["nps"], -100.0);
}

#[test]
fn words_for_categories() {
    let document = document("labels_only.csv", &["--score=category"]);
    assert_eq!(counts(&document["overall"]), [2, 1, 1]);
}

#[test]
fn one_of_each_category_is_zero() {
    let run = report("tie_one_each.csv", &["--score=score"]).report();
    assert!(run.contains("\n0.0  Net Promoter Score"), "{run}");
    assert!(run.contains("promoters   9 and 10  1  33.3 %"), "{run}");
    assert!(run.contains("detractors  0 to 6    1  33.3 %"), "{run}");
}

#[test]
fn semicolons_are_found_or_told() {
    for arguments in [&["--score=nota"][..], &["--score=nota", "--delimiter=;"]] {
        let document = document("semicolons.csv", arguments);
        assert_eq!(counts(&document["overall"]), [2, 0, 1]);
    }
    assert_eq!(
        report("semicolons.csv", &["--score=note"])
            .problem()
            .split(": ")
            .last(),
        Some("no column is named \"note\", expected one of \"nota\", \"comentario\"")
    );
}

#[test]
fn previews_and_unfinished_rows_are_left_out() {
    let arguments = [
        "--score=NPS",
        "--where-not=Status=Survey Preview",
        "--where=Finished=True",
    ];
    let found = document("header_twice_and_previews.csv", &arguments);
    assert_eq!(counts(&found["overall"]), [1, 0, 1]);
    assert_eq!(found["offered"], 2);
    let dated = [&arguments[..], &["--date=Date"]].concat();
    let months = document("header_twice_and_previews.csv", &dated);
    assert_eq!(
        periods(&months),
        [("2024-03", 100.0, 1), ("2024-04", -100.0, 1)]
    );
}

#[test]
fn rows_of_one_status() {
    let document = document(
        "status_column.csv",
        &["--score=score", "--where=status=ANSWERED"],
    );
    assert_eq!(counts(&document["overall"]), [2, 1, 0]);
    assert_eq!(document["offered"], 3);
}

#[test]
fn dates_of_american_forms() {
    let score = "--score=How likely are you to recommend us, from 0 to 10?";
    let found = document("google_forms.csv", &[score, "--date=Timestamp"]);
    assert_eq!(
        periods(&found),
        [("2024-01", 100.0, 2), ("2024-02", -100.0, 1)]
    );
    assert_eq!(found["excluded"]["missing"], 1);
    let found = document("google_forms_zip.csv", &[score, "--date=Timestamp"]);
    assert_eq!(
        periods(&found),
        [("2024-01", 100.0, 2), ("2024-02", -100.0, 1)]
    );
}

#[test]
fn dates_with_offsets_are_of_the_clock_or_of_a_time_zone() {
    let arguments = ["--score=score", "--date=created_at"];
    let written = document("iso_offsets.csv", &arguments);
    assert_eq!(
        periods(&written),
        [("2024-01", 100.0, 2), ("2024-02", -50.0, 2)]
    );
    let utc = document(
        "iso_offsets.csv",
        &[&arguments[..], &["--time-zone=UTC"]].concat(),
    );
    assert_eq!(periods(&utc), [("2024-01", 0.0, 2), ("2024-02", 50.0, 2)]);
}

#[test]
fn dates_that_are_numbers() {
    let days = document("excel_serial.csv", &["--score=score", "--date=date"]);
    assert_eq!(
        periods(&days),
        [("2024-01", 100.0, 2), ("2024-02", -100.0, 1)]
    );
    let arguments = ["--score=score", "--date=submitted_at"];
    let milliseconds = document("epoch_ms.csv", &arguments);
    assert_eq!(
        periods(&milliseconds),
        [("2024-01", 100.0, 2), ("2024-02", -100.0, 1)]
    );
    // 1706745600000 is midnight in London, and still January in New York.
    let york = document(
        "epoch_ms.csv",
        &[&arguments[..], &["--time-zone=America/New_York"]].concat(),
    );
    assert_eq!(periods(&york), [("2023-12", 100.0, 1), ("2024-01", 0.0, 2)]);
}

#[test]
fn a_date_of_zeros_is_none() {
    let found = document("mysql_zero.csv", &["--score=score", "--date=answered_at"]);
    assert_eq!(
        periods(&found),
        [("2024-01", 100.0, 1), ("2024-02", -100.0, 1)]
    );
    assert_eq!(found["undated"]["accepted"], 1);
    assert_eq!(counts(&found["overall"]), [2, 0, 1]);
}

#[test]
fn utf_16_by_its_mark() {
    let found = document("utf16.csv", &["--score=score", "--date=date"]);
    assert_eq!(counts(&found["overall"]), [2, 0, 1]);
    assert_eq!(
        periods(&found),
        [("2024-01", 100.0, 2), ("2024-02", -100.0, 1)]
    );
}

#[test]
fn fractions_are_no_scores() {
    let found = document("fractions.csv", &["--score=score"]);
    assert_eq!(found["excluded"]["not_whole"], 2);
    assert_eq!(found["overall"], Value::Null);
}

#[test]
fn weights_by_country() {
    let found = document(
        "weighted_countries.csv",
        &["--score=score", "--weight=weight"],
    );
    assert_eq!(found["overall"]["nps"], 10.0);
    let weighted = found["weighted"]["nps"].as_f64().unwrap();
    assert!((weighted - 17.380_95).abs() < 5e-6, "{weighted}");
}

#[test]
fn one_person_answers_twice() {
    let arguments = ["--score=score", "--id=id", "--date=answered"];
    let found = document("same_person_again.csv", &arguments);
    assert_eq!(
        (&found["overall"]["nps"], &found["offered"]),
        (&100.0.into(), &2.into())
    );
    assert_eq!(periods(&found), [("2024-01", 100.0, 2)]);
}

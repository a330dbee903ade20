//! Files of every kind in, every format out.

use std::fs;

use crate::support::{printed, refusal, text};

const ROWS: [(&str, Option<u8>); 6] = [
    ("north", Some(10)),
    ("north", Some(8)),
    ("north", Some(3)),
    ("south", Some(9)),
    ("south", None),
    ("south", Some(10)),
];
const QUERY: &str = "SELECT region, nps(score) AS nps, nps_result(score)['responses'] AS n \
                     FROM answers GROUP BY region ORDER BY region";

#[test]
fn csv_json_and_parquet_hold_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let blank =
        |score: Option<u8>, blank: &str| score.map_or(blank.into(), |score| score.to_string());
    let csv = ROWS
        .map(|(region, score)| format!("{region},{}\n", blank(score, "")))
        .concat();
    fs::write(path("answers.csv"), format!("region,score\n{csv}")).unwrap();
    let tsv = csv.replace(',', "\t");
    fs::write(path("answers.tsv"), format!("region\tscore\n{tsv}")).unwrap();
    let json = ROWS.map(|(region, score)| {
        format!(
            "{{\"region\":\"{region}\",\"score\":{}}}\n",
            blank(score, "null")
        )
    });
    fs::write(path("answers.jsonl"), json.concat()).unwrap();
    let copy = format!(
        "COPY answers TO '{}' STORED AS PARQUET",
        text(&path("answers.parquet"))
    );
    printed(&[&copy, text(&path("answers.csv"))]);
    let parts = format!(
        "COPY answers TO '{}/' STORED AS PARQUET",
        text(&path("parts"))
    );
    printed(&[&parts, text(&path("answers.csv"))]);

    let expected = "region,nps,n\nnorth,0.0,3\nsouth,100.0,2\n";
    for name in [
        "answers.csv",
        "answers.tsv",
        "answers.jsonl",
        "answers.parquet",
    ] {
        assert_eq!(
            printed(&[QUERY, text(&path(name)), "--format", "csv"]),
            expected,
            "{name}"
        );
    }
    let named = format!("answers={}", text(&path("parts")));
    assert_eq!(
        printed(&[QUERY, &named, "--format", "csv", "--partitions", "3"]),
        expected
    );

    let csv = path("answers.csv");
    let shown = printed(&[QUERY, text(&csv)]);
    assert!(shown.contains("| north  | 0.0   | 3 |"), "{shown}");
    let json = printed(&[QUERY, text(&csv), "--format", "json"]);
    assert_eq!(
        json,
        "[{\"region\":\"north\",\"nps\":0.0,\"n\":3},{\"region\":\"south\",\"nps\":100.0,\"n\":2}]\n"
    );
    let nothing = "SELECT nps(score) AS nps FROM answers WHERE region = 'west'";
    assert_eq!(
        printed(&[nothing, text(&csv), "--format", "json"]),
        "[{\"nps\":null}]\n"
    );
    let none =
        "SELECT region, nps(score) AS nps FROM answers WHERE region = 'west' GROUP BY region";
    assert_eq!(
        printed(&[none, text(&csv), "--format", "csv"]),
        "region,nps\n"
    );
}

#[test]
fn what_cannot_be_read_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("answers.csv");
    fs::write(&path, "score\n10\n11\n").unwrap();
    let answers = text(&path);
    let eleven = refusal(&["SELECT nps(score) FROM answers", answers]);
    assert!(
        eleven.contains("nps: score 11 is out of range, expected 0 to 10"),
        "{eleven}"
    );
    let distinct = refusal(&["SELECT nps(DISTINCT score) FROM answers", answers]);
    assert!(
        distinct.contains("would count each different score once"),
        "{distinct}"
    );
    assert!(refusal(&["SELECT 1", "missing.csv"]).contains("missing.csv: no such file"));
    let xlsx = folder.path().join("answers.xlsx");
    fs::write(&xlsx, "").unwrap();
    assert!(refusal(&["SELECT 1", text(&xlsx)]).contains("expected .csv, .tsv"));
    assert!(refusal(&["SELECT nps(x) FROM nowhere"]).contains("nowhere"));
}

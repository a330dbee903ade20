//! What a report looks like.

use std::io;

use crate::{run, run_on};

#[test]
fn the_bundled_report_is_stable() {
    assert_eq!(
        run(&[], io::empty()).report(),
        include_str!("../data/airport.txt")
    );
}

#[test]
fn the_bundled_document_is_stable() {
    assert_eq!(
        run(&["--format", "json"], io::empty()).report(),
        include_str!("../data/airport.json")
    );
}

#[test]
fn no_arguments_are_those_of_the_bundled_counts() {
    let arguments = [
        "--score",
        "score",
        "--count",
        "answers",
        "--missing=11",
        "--by=boarding_area",
        "--by=tenure",
    ];
    assert_eq!(run(&arguments, io::empty()), run(&[], io::empty()));

    // The same file by its path, but for the title.
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../examples/data/sfo_2017_counts.csv"
    );
    let by_path = run(&[&[path], &arguments[..]].concat(), io::empty()).report();
    let without_title = |text: &str| text.lines().skip(2).map(String::from).collect::<Vec<_>>();
    assert_eq!(
        without_title(&by_path),
        without_title(&run(&[], io::empty()).report())
    );
}

#[test]
fn every_reason_is_counted_and_weights_have_their_own_score() {
    let rows = "score,w\n10,1.5\n9,0.5\nNA,\n,\n99,2\n7.5,2\nten,2\n12,x\n3,1\n8,0.25\n";
    let arguments = [
        "--score",
        "score",
        "--weight",
        "w",
        "--missing-word",
        "na",
        "--missing=99",
    ];
    assert_eq!(
        run_on(rows, &arguments).report().split("\n\nHow to").next(),
        Some(
            "\
FILE
10 rows offered, 4 answers used, 6 left out

30.8  Weighted Net Promoter Score, of too few answers to be rated
  95 % interval −58.5 to 86.0, from 4 answers
  61.6 % promoters − 30.8 % detractors = 30.8.
  Only 4 answers: the score could plausibly be anything from −59 to 86.
  Weighted by \"w\": as precise as 3 answers of equal weight. Unweighted 25.0 (−50.5 to 77.8).

Answers in column \"score\"
  10  1  ████████████████████████████████████████
   9  1  ████████████████████████████████████████
   8  1  ████████████████████████████████████████
   7  0
   6  0
   5  0
   4  0
   3  1  ████████████████████████████████████████
   2  0
   1  0
   0  0

  promoters   9 and 10  2  61.6 %
  passives    7 and 8   1   7.6 %
  detractors  0 to 6    1  30.8 %

Left out: 6 of 10 rows (60.0 %)
  3  missing (blank, 99, \"na\")
  1  not a number
  1  not a whole number
  1  out of range"
        )
    );
}

#[test]
fn nothing_to_score_is_said_not_shown_as_zero() {
    for rows in ["score,w\n", "score,w", "score,w\r\n\r\n", "score,w\n,1\n"] {
        for arguments in [
            &["--score", "score"][..],
            &["--score", "score", "--weight", "w"],
        ] {
            let report = run_on(rows, arguments).report();
            assert!(report.contains("\n\nNo answers\n\n"), "{report}");
            assert!(!report.contains("promoters  "), "{report}");
        }
    }
    let weightless = run_on("score,w\n9,0\n", &["--score", "score", "--weight", "w"]).report();
    assert!(weightless.contains("\n\nNo answer has a weight\n"));
}

#[test]
fn nothing_to_score_is_null_in_json() {
    let document = run_on("score,w\n", &["--score", "score", "--format", "json"]).document();
    assert_eq!(
        document,
        serde_json::json!({
            "title": document["title"],
            "offered": 0,
            "accepted": 0,
            "excluded": {"missing": 0, "not_a_number": 0, "not_whole": 0, "out_of_range": 0},
            "overall": null,
            "interval": null,
            "position": null,
            "weighted": null,
            "weighted_interval": null,
            "ratings": null,
            "rules": {"confidence": 0.95, "enough": 30},
            "stands_out": [],
            "by": {},
            "weighted_by": null,
            "segments": {},
            "periods": null,
            "weighted_periods": null,
            "timeline": null,
            "undated": null,
            "rolling": null,
            "left_out": 0,
            "refused_cells": [],
            "findings": [],
            "decomposition": {},
            "benchmarks": [],
        })
    );
}

#[test]
fn each_row_stands_for_its_count_of_answers_of_its_weight() {
    let both = [
        "--score", "s", "--weight", "w", "--count", "n", "--format", "json",
    ];
    let counted = run_on("s,w,n\n10,0.5,3\n0,2,1\n,,4\n5,9,0\n", &both).document();
    let weighed = ["--score", "s", "--weight", "w", "--format", "json"];
    let repeated = "s,w\n10,0.5\n10,0.5\n10,0.5\n0,2\n,\n,\n,\n,\n";
    assert_eq!(counted, run_on(repeated, &weighed).document());
    assert_eq!(counted["offered"], 8);
    assert_eq!(counted["overall"]["nps"], 50.0);
    assert_eq!(counted["weighted"]["weight"], "3.5");
    assert_eq!(counted["weighted"]["responses"], 4);
}

#[test]
fn weights_with_more_digits_than_a_weight_has_are_rounded() {
    let rows = "s,w\n9,0.12345678901249999\n9,1e-1\n";
    let arguments = ["--score", "s", "--weight", "w", "--format", "json"];
    let document = run_on(rows, &arguments).document();
    assert_eq!(document["weighted"]["weight"], "0.223456789012");
}

#[test]
fn help_is_an_answer_and_a_wrong_option_is_not() {
    let help = run(&["--help"], io::empty());
    assert_eq!((help.code, help.stderr.as_str()), (0, ""));
    assert!(
        help.stdout
            .contains("Usage: npscore report [OPTIONS] [FILE]")
    );

    for (arguments, message) in [
        (
            &["--frobnicate"][..],
            "error: unexpected argument '--frobnicate' found\n",
        ),
        (
            &["a.csv"],
            "error: the following required arguments were not provided:\n  --score <COLUMN>\n",
        ),
        (
            &["--missing", "9"],
            "error: missing code 9 is an answer on the scale of 0 to 10\n",
        ),
        (
            &["--missing", "0"],
            "error: missing code 0 is an answer on the scale of 0 to 10\n",
        ),
        (
            &["--missing", "NA"],
            "error: invalid value 'NA' for '--missing <CODE>': not a whole number\n",
        ),
        (
            &["--missing-word", "0"],
            "error: invalid value '0' for '--missing-word <WORD>': missing word \"0\" is an answer \
             on the scale of 0 to 10\n",
        ),
        (
            &["--encoding", "ebcdic"],
            "error: invalid value 'ebcdic' for '--encoding <ENCODING>'\n",
        ),
    ] {
        let run = run(arguments, io::empty());
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{arguments:?}");
        assert!(run.stderr.starts_with(message), "{}", run.stderr);
    }
}

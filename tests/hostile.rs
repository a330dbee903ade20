//! Documents that must be refused, each with its text.

use std::fmt::Debug;

use npscore::*;
use serde::de::DeserializeOwned;

/// Every document is refused with a message that contains the text beside it.
fn refused<T: DeserializeOwned + Debug>(documents: &[(&str, &str)]) {
    for (document, expected) in documents {
        match serde_json::from_str::<T>(document) {
            Ok(value) => panic!("{document} was read as {value:?}"),
            Err(error) => {
                let text = error.to_string();
                assert!(
                    text.contains(expected),
                    "{document}: {text:?} has no {expected:?}"
                );
            }
        }
    }
}

#[test]
fn scores() {
    let expected = "expected a score, a whole number from 0 to 10";
    refused::<Score>(&[
        ("11", expected),
        ("8.5", expected),
        ("9.0", expected),
        ("\"9\"", expected),
        ("-1", expected),
        ("null", expected),
        ("true", expected),
        ("[9]", expected),
        ("18446744073709551616", expected),
        ("1e1", expected),
    ]);
}

#[test]
fn categories_and_scales() {
    refused::<Category>(&[("\"Promoter\"", "unknown variant"), ("2", "expected")]);
    refused::<Exclusion>(&[("\"blank\"", "unknown variant")]);
    refused::<Rating>(&[("\"superb\"", "unknown variant")]);
    refused::<Scale>(&[
        (
            r#"{"worst":0,"passive_from":9,"promoter_from":7,"best":10}"#,
            "do not run from worst to best",
        ),
        (
            r#"{"worst":0,"passive_from":7,"promoter_from":9}"#,
            "missing field `best`",
        ),
    ]);
    refused::<RatingScale<String>>(&[(
        r#"{"lowest":"a","limits":"above","bands":[[50,"b"],["50.0","c"]]}"#,
        "limit 50 does not rise above 50",
    )]);
}

#[test]
fn tallies() {
    refused::<Tally>(&[
        (
            r#"{"detractors":18446744073709551615,"passives":1,"promoters":0}"#,
            "more than 18446744073709551615 responses",
        ),
        (
            r#"{"detractors":18446744073709551616,"passives":1,"promoters":0}"#,
            "invalid type",
        ),
        (
            r#"{"detractors":-1,"passives":1,"promoters":0}"#,
            "invalid value",
        ),
        (
            r#"{"detractors":1.5,"passives":1,"promoters":0}"#,
            "invalid type",
        ),
        (
            r#"{"detractors":1,"passives":1}"#,
            "missing field `promoters`",
        ),
        (
            r#"{"detractors":1,"passives":1,"promoters":0,"n":3}"#,
            "unknown field `n`",
        ),
        (
            r#"{"detractors":1,"detractors":1,"passives":1,"promoters":0}"#,
            "duplicate field",
        ),
    ]);
    refused::<Histogram>(&[
        ("[1,2,3]", "invalid length 3"),
        ("[0,0,0,0,0,0,0,0,0,0,0,1]", "trailing"),
        (
            "[18446744073709551615,1,0,0,0,0,0,0,0,0,0]",
            "more than 18446744073709551615",
        ),
        ("[null,1,0,0,0,0,0,0,0,0,0]", "invalid type"),
    ]);
    refused::<ResponseRate>(&[(
        r#"{"responded":3,"invited":2}"#,
        "3 responses to 2 invitations, expected at most 2",
    )]);
}

#[test]
fn weights() {
    refused::<Weight>(&[
        ("1.5", "expected a weight, a decimal number in quotes"),
        ("NaN", "expected"),
        ("\"NaN\"", "weight \"NaN\" is not a decimal number"),
        ("\"inf\"", "is not a decimal number"),
        ("\"-1\"", "weight -1 is out of range"),
        (
            "\"0.1234567890123\"",
            "has 13 decimal places, expected at most 12",
        ),
        ("\"18446745\"", "out of range"),
        ("null", "expected a weight"),
    ]);
    let document = |responses: [u64; 3], weights: [&str; 3], squares: [&str; 3]| {
        format!(
            r#"{{"responses":{{"detractors":{},"passives":{},"promoters":{}}},
                "weights":{{"detractors":"{}","passives":"{}","promoters":"{}"}},
                "squared_weights":{{"detractors":"{}","passives":"{}","promoters":"{}"}}}}"#,
            responses[0],
            responses[1],
            responses[2],
            weights[0],
            weights[1],
            weights[2],
            squares[0],
            squares[1],
            squares[2],
        )
    };
    // One promoter of weight 1: 1e12 units, squared 1e24.
    let one = "d3c21bcecceda1000000";
    let sound = document([0, 0, 1], ["0", "0", "1"], ["0", "0", one]);
    assert!(serde_json::from_str::<WeightedTally>(&sound).is_ok());
    let impossible = "weights cannot have these sums";
    for (hostile, expected) in [
        (
            document([0, 0, 0], ["0", "0", "1"], ["0", "0", one]),
            impossible,
        ),
        (
            document([0, 0, 1], ["0", "0", "2"], ["0", "0", one]),
            impossible,
        ),
        (
            document([0, 0, 1], ["0", "0", "0.5"], ["0", "0", one]),
            impossible,
        ),
        (
            document([0, 0, 1], ["0", "0", "18446745"], ["0", "0", one]),
            impossible,
        ),
        (
            document([0, 0, 1], ["0", "0", "0"], ["0", "0", one]),
            impossible,
        ),
        (
            document([0, 0, 1], ["0", "0", "1"], ["0", "0", "0"]),
            impossible,
        ),
        (
            document([0, 0, 1], ["0", "0", "NaN"], ["0", "0", one]),
            "is no sum of weights",
        ),
        (
            document([0, 0, 1], ["0", "0", "-1"], ["0", "0", one]),
            "is no sum of weights",
        ),
        (
            document([0, 0, 1], ["0", "0", "1"], ["0", "0", "+1"]),
            "is no sum of weights",
        ),
        (
            document([0, 0, 1], ["0", "0", "1"], ["0", "0", ""]),
            "is no sum of weights",
        ),
        (
            document(
                [0, 0, 1],
                ["0", "0", "340282366920938463463374607431768211455"],
                ["0"; 3],
            ),
            "is no sum of weights",
        ),
    ] {
        refused::<WeightedTally>(&[(&hostile, expected)]);
    }
}

#[test]
fn results_whose_fields_contradict_each_other() {
    let row = |responses: &str, nps: &str, rating: &str| {
        format!(
            r#"{{"responses":{responses},"detractors":18,"passives":52,"promoters":30,"nps":{nps},"rating":"{rating}"}}"#
        )
    };
    let sound = row("100", "12.0", "acceptable");
    assert!(serde_json::from_str::<NpsResult>(&sound).is_ok());
    for (hostile, expected) in [
        (
            row("99", "12.0", "acceptable"),
            "responses is 99, but the counts give 100",
        ),
        (
            row("100", "12.5", "acceptable"),
            "nps is 12.5, but the counts give 12",
        ),
        (row("100", "null", "acceptable"), "invalid type: null"),
        (
            row("100", "12.0", "good"),
            "rating is good, but the counts give acceptable",
        ),
    ] {
        refused::<NpsResult>(&[(&hostile, expected)]);
    }
    refused::<NpsResult>(&[
        (
            r#"{"responses":0,"detractors":0,"passives":0,"promoters":0,"nps":0.0,"rating":"good"}"#,
            "a result has at least 1 response, found 0",
        ),
        (
            r#"{"responses":0,"detractors":18446744073709551615,"passives":1,"promoters":0,"nps":0.0,"rating":"good"}"#,
            "more than 18446744073709551615 responses",
        ),
    ]);
}

#[test]
fn screened_states() {
    let state = |accepted: u64, missing: u64| {
        format!(
            r#"{{"accepted":{accepted},"excluded":{{"missing":{missing},"not_a_number":0,"not_whole":0,"out_of_range":0}},"inner":{{"detractors":1,"passives":0,"promoters":1}}}}"#
        )
    };
    assert!(serde_json::from_str::<Screened<Tally>>(&state(2, 5)).is_ok());
    refused::<Screened<Tally>>(&[
        (
            &state(3, 5),
            "accepted is 3, but the aggregator has observed 2",
        ),
        (
            &state(2, u64::MAX),
            "more than 18446744073709551615 responses",
        ),
    ]);
}

#[test]
fn numbers_and_shares() {
    refused::<Nps>(&[
        ("[1,2]", "expected an NPS from -100 to 100"),
        ("101", "NPS 101 is out of range, expected -100 to 100"),
        ("-100.5", "NPS -100.5 is out of range"),
        ("1e400", "number out of range"),
        ("\"1/0\"", "NPS \"1/0\" is not a decimal number"),
        ("\"201/2\"", "is not a decimal number"),
        ("\"1_0\"", "is not a decimal number"),
        ("\"+7\"", "is not a decimal number"),
        ("\"\"", "is not a decimal number"),
    ]);
    refused::<Shares>(&[
        (
            r#"{"detractors":"1","passives":"2","promoters":"3"}"#,
            "shares add up to 6 %, expected 100 % within rounding",
        ),
        (
            r#"{"detractors":"-1","passives":"2","promoters":"99"}"#,
            "share -1 % is out of range",
        ),
        (
            r#"{"detractors":"NaN","passives":"2","promoters":"98"}"#,
            "\"NaN\" is not a decimal number",
        ),
    ]);
}

#[test]
fn keyed_states() {
    let tally = r#"{"detractors":1,"passives":0,"promoters":1}"#;
    let sound = format!(r#"{{"north":{tally},"south":{tally}}}"#);
    assert!(serde_json::from_str::<Segments<String>>(&sound).is_ok());
    refused::<Segments<String>>(&[
        (
            &format!(r#"{{"north":{tally},"north":{tally}}}"#),
            "a key is given twice",
        ),
        (
            &format!(r#"[["north",{tally}],["north",{tally}]]"#),
            "a key is given twice",
        ),
        (
            r#"{"north":{"detractors":-1,"passives":0,"promoters":1}}"#,
            "invalid value",
        ),
        ("[1,2]", "invalid type"),
        ("\"north\"", "expected a map, or a list of pairs"),
        ("null", "expected a map, or a list of pairs"),
    ]);
    refused::<Hierarchy<String>>(&[
        (
            &format!(r#"[[["a"],{tally}],[["a"],{tally}]]"#),
            "a path is given twice",
        ),
        (&format!(r#"[["a",{tally}]]"#), "invalid type"),
        ("{}", "invalid type"),
    ]);
    refused::<Timeline<Month>>(&[
        (&format!(r#"{{"2026-13":{tally}}}"#), "13"),
        (
            &format!(r#"{{"2026-01":{tally},"2026-01":{tally}}}"#),
            "a key is given twice",
        ),
        (&format!(r#"{{"2026":{tally}}}"#), "2026"),
    ]);
    refused::<Window>(&[
        (
            r#"{"capacity":1,"items":[9,10]}"#,
            "2 items in a window of 1, expected at most 1",
        ),
        (
            r#"{"capacity":0,"items":[]}"#,
            "capacity of a window 0 is out of range, expected at least 1",
        ),
        (r#"{"capacity":3,"items":[11]}"#, "expected a score"),
    ]);
    refused::<Latest<String, Score>>(&[
        (r#"{"ann":[[2,9],[1,10]]}"#, "stamps do not rise"),
        (r#"{"ann":[[1,9],[1,10]]}"#, "stamps do not rise"),
        (r#"{"ann":[]}"#, "a respondent has no answer"),
        (r#"{"ann":[[1,11]]}"#, "expected a score"),
    ]);
}

//! What is refused, with which message, and what the information schema tells.

use std::sync::Arc;

use crate::support::{context, failure, number, query, rows, table};
use arrow::array::{ArrayRef, BinaryArray, Float64Array};
use npscore::Tally;

#[tokio::test]
async fn a_value_that_is_no_score_is_named() {
    let context = context(2);
    for (value, message) in [
        ("11", "score 11 is out of range, expected 0 to 10"),
        ("-1", "score -1 is out of range, expected 0 to 10"),
        (
            "CAST(6.5 AS DOUBLE)",
            "score 6.5 is not a whole number, expected 0 to 10",
        ),
        (
            "CAST('NaN' AS DOUBLE)",
            "score NaN is not a number, expected 0 to 10",
        ),
        ("'n/a'", "score \"n/a\" is not a number, expected 0 to 10"),
        ("''", "score \"\" is not a number, expected 0 to 10"),
        (
            "CAST(9.5 AS DECIMAL(4, 2))",
            "score \"9.5\" is not a whole number, expected 0 to 10",
        ),
    ] {
        for call in [
            "nps(x)",
            "nps_result(x)",
            "nps_state(x)",
            "nps_histogram(x)",
            "nps_interval(x, 0.9)",
            "nps_category(x)",
        ] {
            let sql = format!("SELECT {call} FROM (SELECT {value} AS x)");
            let found = failure(&context, &sql).await;
            assert!(found.contains(message), "{sql}: {found}");
            let name = call.split('(').next().unwrap();
            assert!(found.contains(&format!("{name}: ")), "{sql}: {found}");
            let sql = format!("SELECT try_{call} FROM (SELECT {value} AS x)");
            assert_eq!(rows(&context, &sql).await.len(), 1);
        }
        let sql = format!("SELECT x % 2, nps(x) FROM (VALUES (9), ({value})) t(x) GROUP BY 1");
        assert!(query(&context, &sql).await.is_err(), "{sql}");
    }
}

/// A filter comes before the check, with groups as without.
#[tokio::test]
async fn rows_that_a_filter_leaves_out_are_not_looked_at() {
    let context = context(2);
    let codes = "(VALUES (9, 1), (98, 1), (3, 2), (99, 2), (NULL, 2)) t(x, y)";
    for call in ["nps(x)", "nps_weighted(x, 2)"] {
        let kept = format!("{call} FILTER (WHERE x <= 10)");
        let all = rows(&context, &format!("SELECT {kept} AS nps FROM {codes}")).await;
        assert!(all[0].contains(" 0.0 "), "{all:?}");
        let sql = format!("SELECT y, {kept} AS nps FROM {codes} GROUP BY y");
        let groups = rows(&context, &sql).await;
        assert!(groups[0].contains("| 1 | 100.0 "), "{groups:?}");
        assert!(groups[1].contains("| 2 | -100.0 "), "{groups:?}");
    }
}

#[tokio::test]
async fn distinct_is_refused_when_planned() {
    let context = context(2);
    for call in [
        "nps(DISTINCT x)",
        "nps_state(DISTINCT x)",
        "try_nps(DISTINCT x)",
        "nps(DISTINCT x), count(DISTINCT y)",
    ] {
        for grouping in ["", " GROUP BY y"] {
            let sql = format!("SELECT {call} FROM (VALUES (9, 1), (9, 2)) t(x, y){grouping}");
            let found = failure(&context, &sql).await;
            assert!(
                found.contains("would count each different score once"),
                "{found}"
            );
        }
    }
}

#[tokio::test]
async fn arguments_of_other_types_are_refused_when_planned() {
    let context = context(1);
    for (sql, message) in [
        (
            "SELECT nps(true)",
            "scores of type Boolean, expected numbers or texts",
        ),
        ("SELECT nps(now())", "scores of type Timestamp"),
        ("SELECT nps()", "nps"),
        ("SELECT nps(1, 2)", "wrong number of arguments"),
        (
            "SELECT nps_of('x')",
            "a state of type Utf8, expected Binary",
        ),
        (
            "SELECT nps_interval(9, 95)",
            "confidence 95 is out of range",
        ),
        (
            "SELECT nps_interval(9, x) FROM (VALUES (0.5), (0.6)) t(x)",
            "confidence must be a number",
        ),
        ("SELECT nps_rating(101.0)", "nps_rating"),
        (
            "SELECT nps_weighted(9, -1)",
            "weight -1.000000000000 is out of range",
        ),
    ] {
        let found = failure(&context, sql).await;
        assert!(found.contains(message), "{sql}: {found}");
    }
}

#[tokio::test]
async fn without_answers_there_is_no_nps() {
    let context = context(2);
    for of in [
        "(SELECT 9 AS x WHERE false)",
        "(SELECT CAST(NULL AS INT) AS x)",
        "(SELECT NULL AS x)",
    ] {
        for call in [
            "nps(x)",
            "nps_interval(x)['low']",
            "nps_of(nps_state(x))",
            "nps_result(x)['nps']",
            "nps_weighted(x, 1)",
            "try_nps(x)",
        ] {
            assert_eq!(
                number(&context, &format!("SELECT {call} FROM {of}")).await,
                None,
                "{call} {of}"
            );
        }
        let count = format!("SELECT nps_result(x)['responses'] FROM {of}");
        assert_eq!(number(&context, &count).await, Some(0.0));
        let histogram = format!("SELECT array_length(nps_histogram(x)) FROM {of}");
        assert_eq!(number(&context, &histogram).await, Some(11.0));
    }
}

#[tokio::test]
async fn scalars_are_those_of_the_core() {
    let context = context(1);
    let sql = "SELECT nps_category(x) FROM (VALUES (0), (6), (7), (8), (9), (10), (NULL)) t(x)";
    let words: String = rows(&context, sql)
        .await
        .join(" ")
        .split(['|', ' '])
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ");
    assert_eq!(
        words,
        "detractor detractor passive passive promoter promoter"
    );
    let rating = npscore::Rating::of("30.5".parse().unwrap()).as_str();
    assert!(rows(&context, "SELECT nps_rating(30.5)").await[0].contains(rating));
    let states = "(SELECT nps_state(a) AS a, nps_state(b) AS b FROM (VALUES (10, 3), (9, 9), (8, 0), (10, 7)) t(a, b))";
    let tally = |scores: [u8; 4]| Tally::try_from_bytes(&scores).unwrap().result().unwrap();
    let expected =
        tally([10, 9, 8, 10]).difference_from(&tally([3, 9, 0, 7]), npscore::Confidence::P95);
    for (name, value) in [
        ("difference", Some(expected.estimate())),
        ("low", Some(expected.low())),
        ("high", Some(expected.high())),
        ("p", expected.p_value()),
    ] {
        let found = number(
            &context,
            &format!("SELECT nps_difference(a, b)['{name}'] FROM {states}"),
        )
        .await;
        assert_eq!(found.map(f64::to_bits), value.map(f64::to_bits), "{name}");
    }
}

/// Every truncation and every flipped bit: an error, or what the core makes of the bytes.
#[tokio::test]
async fn damaged_states_are_errors_or_other_states() {
    let context = context(1);
    let state = Tally::try_from_bytes(&[0, 3, 7, 8, 9, 10, 10])
        .unwrap()
        .encode();
    let mut damaged: Vec<Vec<u8>> = (0..state.len())
        .map(|length| state[..length].to_vec())
        .collect();
    damaged.extend((0..8 * state.len()).map(|bit| {
        let mut state = state.to_vec();
        state[bit / 8] ^= 1 << (bit % 8);
        state
    }));
    for bytes in damaged {
        let states: ArrayRef = Arc::new(BinaryArray::from(vec![
            &bytes[..],
            &Tally::default().encode()[..],
        ]));
        table(&context, "states", vec![("state", states)], 1);
        let merged = query(&context, "SELECT nps_merge(state) FROM states").await;
        match Tally::decode(&bytes) {
            Ok(tally) => {
                use arrow::array::AsArray;
                assert_eq!(
                    merged.unwrap()[0].column(0).as_binary::<i32>().value(0),
                    tally.encode()
                );
            }
            Err(error) => {
                let found = merged.map(|_| ()).unwrap_err().strip_backtrace();
                assert!(found.contains(&format!("nps_merge: {error}")), "{found}");
                let found = failure(&context, "SELECT nps_of(state) FROM states").await;
                assert!(found.contains(&format!("nps_of: {error}")), "{found}");
            }
        }
    }
    // More than fits is an error too, not a wrong number.
    let full = Tally::of(npscore::Category::Promoter, u64::MAX).encode();
    let states: ArrayRef = Arc::new(BinaryArray::from(vec![&full[..], &state[..]]));
    table(&context, "states", vec![("state", states)], 1);
    assert!(
        failure(&context, "SELECT nps_merge(state) FROM states")
            .await
            .contains("nps_merge: more")
    );
}

#[tokio::test]
async fn the_information_schema_documents_every_function() {
    let context = context(1);
    let sql = "SELECT routine_name, description, syntax_example FROM information_schema.routines \
               WHERE routine_name LIKE '%nps%' AND description IS NOT NULL";
    let shown = rows(&context, sql).await.join("\n");
    let aggregates = npscore_datafusion::aggregates();
    let scalars = npscore_datafusion::scalars();
    let names = aggregates
        .iter()
        .map(|f| f.name().to_owned())
        .chain(scalars.iter().map(|f| f.name().to_owned()));
    let mut count = 0;
    for name in names {
        assert!(shown.contains(&format!("| {name} ")), "{name} in {shown}");
        count += 1;
    }
    assert_eq!(count, 18);
}

#[tokio::test]
async fn floats_that_are_whole_are_scores() {
    let context = context(1);
    let floats: ArrayRef = Arc::new(Float64Array::from(vec![-0.0, 10.0, 9.0]));
    table(&context, "floats", vec![("x", floats)], 1);
    assert_eq!(
        number(&context, "SELECT nps(x) FROM floats").await,
        Some(100.0 / 3.0)
    );
}

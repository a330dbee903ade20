//! Record batches in and out.

#![allow(clippy::unwrap_used, reason = "a test that fails panics")]

use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, AsArray, Date32Array, DictionaryArray, Float64Array, Int32Array, RecordBatch,
    StringArray,
};
use arrow::datatypes::{Float64Type, Int8Type, UInt64Type};
use arrow::error::ArrowError;
use npscore::{
    Confidence, Day, Exclusion, Month, Score, Screened, Screening, Segments, Tally, Timeline,
};
use npscore_arrow::{Columns, Key, Report};
use proptest::prelude::*;

/// A row: region, store, day, score.
type Row = (Option<&'static str>, Option<i32>, Option<i32>, Option<f64>);

fn batch(rows: &[Row]) -> RecordBatch {
    let regions: DictionaryArray<Int8Type> = rows.iter().map(|row| row.0).collect();
    RecordBatch::try_from_iter_with_nullable([
        ("region", Arc::new(regions) as ArrayRef, true),
        (
            "store",
            Arc::new(rows.iter().map(|row| row.1).collect::<Int32Array>()) as _,
            true,
        ),
        (
            "day",
            Arc::new(rows.iter().map(|row| row.2).collect::<Date32Array>()) as _,
            true,
        ),
        (
            "score",
            Arc::new(rows.iter().map(|row| row.3).collect::<Float64Array>()) as _,
            true,
        ),
    ])
    .unwrap()
}

fn row() -> impl Strategy<Value = Row> {
    let region = prop::option::of(prop::sample::select(vec!["north", "south", ""]));
    let score = prop_oneof![4 => (0..=10_u8).prop_map(f64::from), 1 => Just(11.0), 1 => Just(6.5), 1 => Just(f64::NAN)];
    (
        region,
        prop::option::of(0..3),
        prop::option::of(20_000..20_060),
        prop::option::of(score),
    )
}

fn answer(row: &Row) -> Result<Score, Exclusion> {
    Screening::new().screen(row.3)
}

fn dated(row: &Row) -> Result<(Month, Score), Exclusion> {
    let day = row.2.ok_or(Exclusion::Missing)?;
    let day: Day = npscore::Period::from_epoch_day(day.into()).ok_or(Exclusion::OutOfRange)?;
    Ok((day.into(), answer(row)?))
}

fn key(row: &Row) -> Key {
    vec![
        row.0.map(str::to_owned),
        row.1.map(|store| store.to_string()),
    ]
}

proptest! {
    #[test]
    fn batches_are_their_rows(rows in prop::collection::vec(row(), 0..80), size in 1_usize..30) {
        let batches = || rows.chunks(size).map(|rows| Ok(batch(rows)));
        let columns = Columns::new("score").keys(["region", "store"]).date("day");

        let total: Screened<Tally> = columns.total(batches()).unwrap();
        prop_assert_eq!(total, rows.iter().map(answer).collect());

        let segments: Segments<Key, Screened<Tally>> = columns.segments(batches()).unwrap();
        prop_assert_eq!(&segments, &rows.iter().map(|row| (key(row), answer(row))).collect());

        let months: Screened<Timeline<Month>> = columns.timeline(batches()).unwrap();
        prop_assert_eq!(&months, &rows.iter().map(dated).collect());

        let both: Segments<Key, Screened<Timeline<Month>>> = columns.segments_by_period(batches()).unwrap();
        prop_assert_eq!(&both, &rows.iter().map(|row| (key(row), dated(row))).collect());

        let report = Report::new(["region", "store"]);
        let shown = report.segments(&segments, Confidence::P95).unwrap();
        prop_assert_eq!(shown.num_rows(), segments.len());
        let responses = shown["responses"].as_primitive::<UInt64Type>();
        let sum: u64 = responses.iter().flatten().sum();
        prop_assert_eq!(sum, segments.total().accepted());
        let timelines = both.iter().map(|(key, months)| (key, months.inner()));
        let shown = report.timelines(timelines, Confidence::P95).unwrap();
        prop_assert_eq!(shown.num_rows(), both.values().map(|months| months.inner().len()).sum::<usize>());
    }
}

#[test]
fn a_report_is_sorted_and_says_null_where_there_is_no_response() {
    let rows = [
        (Some("b"), None, None, Some(10.0)),
        (None, None, None, Some(9.0)),
        (Some("a"), None, None, None),
        (Some("b"), None, None, Some(0.0)),
        (Some("b"), None, None, Some(10.0)),
    ];
    let columns = Columns::new("score").keys(["region"]);
    let segments: Segments<Key, Screened<Tally>> = columns.segments([Ok(batch(&rows))]).unwrap();
    let shown = Report::new(["region"])
        .segments(&segments, Confidence::P95)
        .unwrap();
    let regions: Vec<_> = shown["region"].as_string::<i32>().iter().collect();
    assert_eq!(regions, [None, Some("a"), Some("b")]);
    let scores: Vec<_> = shown["nps"].as_primitive::<Float64Type>().iter().collect();
    assert_eq!(scores, [Some(100.0), None, Some(100.0 / 3.0)]);
    for name in ["nps", "low", "high", "rating"] {
        assert_eq!(
            (shown[name].null_count(), shown[name].is_null(1)),
            (1, true)
        );
    }
    let limits = segments
        .get(vec![Some("b".into())])
        .unwrap()
        .inner()
        .result()
        .unwrap();
    let limits = limits.interval(Confidence::P95);
    let low = shown["low"].as_primitive::<Float64Type>().value(2);
    let high = shown["high"].as_primitive::<Float64Type>().value(2);
    assert_eq!(
        (low.to_bits(), high.to_bits()),
        (limits.low().to_bits(), limits.high().to_bits())
    );
}

#[test]
fn a_missing_column_and_a_bad_batch_are_named() {
    let rows = [(None, None, None, Some(10.0))];
    let error = Columns::new("nps")
        .total::<Screened<Tally>>([Ok(batch(&rows))])
        .unwrap_err();
    assert!(
        error
            .to_string()
            .contains("no column \"nps\", expected one of region, store, day, score")
    );
    let dates = Columns::new("score").timeline::<Month, Tally>([Ok(batch(&rows))]);
    assert!(
        dates
            .unwrap_err()
            .to_string()
            .contains("no column of dates was named")
    );
    let bad = [Ok(batch(&rows)), Err(ArrowError::ParseError("cut".into()))];
    assert!(Columns::new("score").total::<Screened<Tally>>(bad).is_err());
    let keys: Segments<Key> = [(vec![None], Score::MAX)].into_iter().collect();
    assert!(Report::default().segments(&keys, Confidence::P95).is_err());
    let texts = StringArray::from(vec!["10"]);
    let texts = RecordBatch::try_from_iter([("score", Arc::new(texts) as ArrayRef)]).unwrap();
    let total: Screened<Tally> = Columns::new("score").total([Ok(texts)]).unwrap();
    assert_eq!(total.accepted(), 1);
}

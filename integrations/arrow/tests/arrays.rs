//! Arrays of every type, with nulls and offsets, against the rows they were made of.

#![allow(clippy::unwrap_used, reason = "a test that fails panics")]

use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, Date32Array, DictionaryArray, Float64Array, Int8Array, Int64Array,
    LargeStringArray, NullArray, StringArray, TimestampNanosecondArray, TimestampSecondArray,
    UInt8Array, UInt64Array,
};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Int8Type};
use npscore::column::Scores;
use npscore::{Exclusion, Month, Score, Screened, Screening, Segments, Tally, Timeline};
use npscore_arrow::{Answers, Times, codes, entries, texts, validity};
use proptest::prelude::*;

/// Every type that scores come in.
fn types() -> Vec<DataType> {
    use DataType::*;
    let plain = [
        Int8,
        Int16,
        Int32,
        Int64,
        UInt8,
        UInt16,
        UInt32,
        UInt64,
        Float16,
        Float32,
        Float64,
        Utf8,
        LargeUtf8,
        Utf8View,
        Decimal32(5, 2),
        Decimal64(10, 0),
        Decimal128(38, 20),
        Decimal128(5, 2),
        Decimal256(70, 60),
        Decimal256(40, 0),
    ];
    let dictionary = |keys, values| Dictionary(Box::new(keys), Box::new(values));
    let of_dictionaries = [
        dictionary(Int8, Utf8),
        dictionary(UInt64, Int32),
        dictionary(Int32, Float64),
    ];
    plain.into_iter().chain(of_dictionaries).collect()
}

/// The screened answers of an array.
fn screened(array: &dyn Array) -> Vec<Result<Score, Exclusion>> {
    let answers = Answers::screened(array, &Screening::new()).unwrap();
    answers.iter().collect()
}

/// The message of an array that is refused.
fn refusal(array: &dyn Array) -> String {
    let error = Answers::strict(array).unwrap_err().to_string();
    error.trim_start_matches("External error: ").to_owned()
}

proptest! {
    #[test]
    fn scores_of_every_type_are_those_of_the_rows(
        rows in prop::collection::vec(prop::option::of(0_i8..=10), 1..70),
        from in 0_usize..8,
    ) {
        let plain: ArrayRef = Arc::new(Int8Array::from(rows.clone()));
        let from = from.min(rows.len());
        let rows = &rows[from..];
        let expected: Vec<_> = rows
            .iter()
            .map(|row| row.map_or(Err(Exclusion::Missing), |score| Ok(Score::try_from(score).unwrap())))
            .collect();
        for kind in types() {
            // Decimals are texts such as "9.00", which a strict parse refuses: they come as numbers.
            let array = cast(&plain, &kind).unwrap();
            let array = array.slice(from, rows.len());
            let answers = Answers::strict(&array).unwrap();
            prop_assert_eq!(&answers.iter().collect::<Vec<_>>(), &expected, "{}", kind);
            prop_assert_eq!(screened(&array), expected.clone(), "{}", kind);
            prop_assert_eq!(answers.scores().is_ok(), rows.iter().all(Option::is_some));
            let mut columns = Segments::<u8, Screened<Tally>>::default();
            columns.observe_columns(&vec![0; rows.len()][..], answers.column()).unwrap();
            let counted: Screened<Tally> = expected.iter().copied().collect();
            prop_assert_eq!(columns.total(), counted);
        }
    }

    #[test]
    fn hostile_numbers_are_excluded_for_the_reason_that_the_core_gives(
        rows in prop::collection::vec(prop::option::of(prop_oneof![
            (-2.0..13.0_f64).prop_map(f64::round),
            Just(f64::NAN), Just(f64::INFINITY), Just(6.5), Just(-0.0), Just(1e300), Just(255.0), Just(266.0),
        ]), 1..40),
    ) {
        let expected: Vec<_> = rows.iter().map(|row| Screening::new().screen(*row)).collect();
        let floats = Float64Array::from(rows.clone());
        prop_assert_eq!(screened(&floats), expected);
        let refused = rows.iter().position(|row| row.is_some_and(|row| Score::try_from(row).is_err()));
        match refused {
            None => prop_assert!(Answers::strict(&floats).is_ok()),
            Some(row) => {
                let error = Score::try_from(rows[row].unwrap()).unwrap_err();
                prop_assert_eq!(refusal(&floats), format!("row {row}: {error}"));
            }
        }
    }

    #[test]
    fn integers_of_any_size_are_scores_or_out_of_range(rows in prop::collection::vec(prop::option::of(any::<i64>()), 1..20)) {
        let expected: Vec<_> = rows.iter().map(|row| Screening::new().screen(*row)).collect();
        prop_assert_eq!(screened(&Int64Array::from(rows)), expected);
    }

    #[test]
    fn texts_and_dictionaries_are_the_keys_of_the_rows(
        rows in prop::collection::vec((prop::option::of("[abé]{0,2}"), 0_u8..=10), 1..60),
        from in 0_usize..8,
    ) {
        let from = from.min(rows.len());
        let keys: Vec<Option<&str>> = rows.iter().map(|(key, _)| key.as_deref()).collect();
        let scores: Vec<u8> = rows[from..].iter().map(|(_, score)| *score).collect();
        let scores = Scores::new(&scores).unwrap();
        let mut expected = Segments::<Option<String>>::default();
        expected.extend(rows[from..].iter().map(|(key, score)| (key.clone(), Score::new(*score).unwrap())));

        let mut found = Segments::<Option<String>>::default();
        let array = StringArray::from(keys.clone()).slice(from, keys.len() - from);
        found.observe_columns(texts(&array).unwrap(), scores).unwrap();
        prop_assert_eq!(&found, &expected);

        let mut found = Segments::<Option<String>>::default();
        let array = LargeStringArray::from(keys.clone()).slice(from, keys.len() - from);
        found.observe_columns(texts(&array).unwrap(), scores).unwrap();
        prop_assert_eq!(&found, &expected);

        let mut found = Segments::<Option<String>>::default();
        let array: DictionaryArray<Int8Type> = keys.iter().copied().collect();
        let array = array.slice(from, keys.len() - from);
        let entries = entries(&array).unwrap();
        found.observe_columns(codes(&array, &entries).unwrap(), scores).unwrap();
        prop_assert_eq!(&found, &expected);
    }
}

#[test]
fn hostile_bytes_are_not_taken_for_reasons() {
    // 11 to 14 are the codes of reasons, 255 that of an unknown one.
    let bytes = UInt8Array::from(vec![11, 12, 13, 14, 15, 255, 10]);
    let mut expected = vec![Err(Exclusion::OutOfRange); 6];
    expected.push(Ok(Score::MAX));
    assert_eq!(screened(&bytes), expected);
    assert_eq!(
        refusal(&bytes),
        "row 0: score 11 is out of range, expected 0 to 10"
    );
    assert_eq!(
        refusal(&Int8Array::from(vec![-1])),
        "row 0: score -1 is out of range, expected 0 to 10"
    );
    let large = UInt64Array::from(vec![u64::MAX]);
    assert_eq!(
        refusal(&large),
        "row 0: score 18446744073709551615 is out of range, expected 0 to 10"
    );
}

#[test]
fn a_byte_without_nulls_is_not_copied() {
    let bytes = UInt8Array::from(vec![0, 10, 7, 3]).slice(1, 3);
    let answers = Answers::strict(&bytes).unwrap();
    assert!(std::ptr::eq(answers.codes(), &raw const **bytes.values()));
}

#[test]
fn decimals_are_read_as_numbers() {
    let texts = StringArray::from(vec!["9.00", "6.50", "11.00", "-1.00", "10.00", "0.00"]);
    for kind in [
        DataType::Decimal128(6, 2),
        DataType::Decimal256(60, 50),
        DataType::Decimal32(5, 2),
    ] {
        let decimals = cast(&texts, &kind).unwrap();
        let expected = [
            Ok(Score::constant(9)),
            Err(Exclusion::NotWhole),
            Err(Exclusion::OutOfRange),
            Err(Exclusion::OutOfRange),
            Ok(Score::MAX),
            Ok(Score::MIN),
        ];
        assert_eq!(screened(&decimals), expected, "{kind}");
        let message = refusal(&decimals.slice(1, 1));
        assert!(
            message.starts_with("row 0: score \"6.5") && message.contains("not a whole number"),
            "{message}"
        );
        assert_eq!(
            refusal(&decimals.slice(2, 1)),
            "row 0: score 11 is out of range, expected 0 to 10"
        );
    }
    // A negative scale: units of ten.
    let tens = arrow::array::Decimal128Array::from(vec![0, 1, 2])
        .with_precision_and_scale(3, -1)
        .unwrap();
    let expected = [Ok(Score::MIN), Ok(Score::MAX), Err(Exclusion::OutOfRange)];
    assert_eq!(screened(&tens), expected);
}

#[test]
fn texts_are_read_strictly_or_by_the_rules_of_a_screening() {
    let array = StringArray::from(vec![
        Some("9"),
        Some(" 10 "),
        Some("9.0"),
        Some("n/a"),
        Some(""),
        None,
    ]);
    assert_eq!(
        refusal(&array),
        "row 2: score \"9.0\" is not written as a plain whole number such as \"9\""
    );
    let nine = Ok(Score::constant(9));
    let missing = Err(Exclusion::Missing);
    let expected = [
        nine,
        Ok(Score::MAX),
        nine,
        Err(Exclusion::NotANumber),
        missing,
        missing,
    ];
    assert_eq!(screened(&array), expected);
    let rules = Screening::new().missing_word("n/a").unwrap();
    let answers = Answers::screened(&array, &rules).unwrap();
    assert_eq!(answers.iter().nth(3), Some(missing));
}

#[test]
fn dictionaries_may_have_null_codes_null_entries_and_entries_that_nobody_uses() {
    let entries = StringArray::from(vec![Some("10"), None, Some("never")]);
    let keys = Int8Array::from(vec![Some(0), Some(1), None, Some(0)]);
    let array = DictionaryArray::<Int8Type>::try_new(keys, Arc::new(entries)).unwrap();
    let missing = Err(Exclusion::Missing);
    let expected = [Ok(Score::MAX), missing, missing, Ok(Score::MAX)];
    assert_eq!(
        Answers::strict(&array).unwrap().iter().collect::<Vec<_>>(),
        expected
    );

    let names = npscore_arrow::entries(&array).unwrap();
    let mut groups = Segments::<Option<String>>::default();
    let scores = [10, 9, 8, 7].map(Score::constant);
    groups
        .observe_columns(codes(&array, &names).unwrap(), &scores[..])
        .unwrap();
    assert_eq!(groups.len(), 2);
    assert_eq!(groups.get(&None).map(Tally::responses), Some(2));

    let used = DictionaryArray::<Int8Type>::try_new(
        Int8Array::from(vec![0, 2]),
        Arc::new(StringArray::from(vec![Some("10"), None, Some("never")])),
    );
    assert_eq!(
        refusal(&used.unwrap()),
        "row 1: score \"never\" is not a number, expected 0 to 10"
    );

    let empty = DictionaryArray::<Int8Type>::try_new(
        Int8Array::from(vec![None, None]),
        Arc::new(StringArray::from(Vec::<&str>::new())),
    );
    assert_eq!(screened(&empty.unwrap()), [missing; 2]);
}

#[test]
fn arrays_without_scores_are_named_by_their_type() {
    let error = Answers::strict(&Date32Array::from(vec![9])).unwrap_err();
    assert_eq!(
        error.to_string(),
        "Invalid argument error: scores of type Date32, expected integers, floats, decimals, texts or \
         dictionaries of them"
    );
    assert_eq!(screened(&NullArray::new(2)), [Err(Exclusion::Missing); 2]);
    assert_eq!(screened(&Int8Array::from(Vec::<i8>::new())), []);
}

#[test]
fn a_bitmap_with_an_offset_is_that_of_the_slice() {
    let array = Int64Array::from(vec![None, Some(9), None, Some(3)]).slice(1, 3);
    let valid: Vec<_> = validity(&array).unwrap().iter().collect();
    assert_eq!(valid, [true, false, true]);
}

/// The month that an array of one time stamp is in.
fn month(array: &dyn Array) -> Option<Month> {
    let mut months = Screened::<Timeline<Month>>::default();
    Times::new(array)
        .unwrap()
        .observe(&mut months, &[Score::MAX][..])
        .unwrap();
    months.inner().first()
}

#[test]
fn every_unit_and_time_zone_is_the_local_day() {
    // 2026-03-31 22:30 in UTC.
    let second = 1_774_996_200;
    let plain = TimestampSecondArray::from(vec![second]);
    let march = Some(Month::constant(2026, 3));
    let april = Some(Month::constant(2026, 4));
    for (zone, expected) in [
        ("UTC", march),
        ("Z", march),
        ("+00:00", march),
        ("+01:29", march),
        ("+01:30", april),
        ("+0200", april),
        ("+02", april),
        ("-11:00", march),
        ("Europe/London", march),
        ("Europe/Stockholm", april),
        ("Asia/Kolkata", april),
        ("America/New_York", march),
    ] {
        for unit in ["s", "ms", "us", "ns"] {
            use arrow::datatypes::TimeUnit::*;
            let unit = match unit {
                "s" => Second,
                "ms" => Millisecond,
                "us" => Microsecond,
                _ => Nanosecond,
            };
            let utc = plain.clone().with_timezone("UTC");
            let array = cast(&utc, &DataType::Timestamp(unit, Some(zone.into()))).unwrap();
            assert_eq!(month(&array), expected, "{zone} {unit:?}");
        }
    }
    // Without a zone: as the clock on the wall says.
    assert_eq!(month(&plain), march);
    assert_eq!(month(&cast(&plain, &DataType::Date32).unwrap()), march);
    assert_eq!(month(&cast(&plain, &DataType::Date64).unwrap()), march);
}

#[test]
fn dates_may_be_missing_and_lie_before_1970_but_not_beyond_the_calendar() {
    let days = Date32Array::from(vec![Some(-1), None, Some(0)]);
    let scores = [10, 9, 3].map(Score::constant);
    let mut months = Screened::<Timeline<Month>>::default();
    Times::new(&days)
        .unwrap()
        .observe(&mut months, &scores[..])
        .unwrap();
    assert_eq!(months.excluded_for(Exclusion::Missing), 1);
    assert_eq!(months.inner().first(), Some(Month::constant(1969, 12)));

    let before = TimestampNanosecondArray::from(vec![-1]).with_timezone("Europe/Paris");
    assert_eq!(month(&before), Some(Month::constant(1970, 1)));
    let beyond = TimestampSecondArray::from(vec![0, i64::MAX]);
    let error = Times::new(&beyond)
        .unwrap()
        .observe(&mut months, &scores[..2])
        .unwrap_err();
    assert!(
        error
            .to_string()
            .contains("row 1: date 9223372036854775807 is outside"),
        "{error}"
    );
    let beyond = beyond.with_timezone("Europe/Paris");
    assert!(
        Times::new(&beyond)
            .unwrap_err()
            .to_string()
            .contains("row 1")
    );
    for unknown in ["Mars/Olympus", "+24:00", "+01:60", "-++1"] {
        let stamps = beyond.clone().with_timezone(unknown);
        assert!(Times::new(&stamps).is_err(), "{unknown}");
    }
    assert!(Times::new(&Int64Array::from(vec![1])).is_err());
}

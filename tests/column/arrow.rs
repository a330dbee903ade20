//! Arrays of the arrow crate as columns: nulls, slices with offsets, dictionaries whose codes or
//! entries are null.

use arrow_array::builder::StringDictionaryBuilder;
use arrow_array::types::Int32Type;
use arrow_array::{
    Array, Date32Array, DictionaryArray, Float64Array, Int8Array, Int32Array, Int64Array,
    StringArray, TimestampMillisecondArray, UInt8Array,
};
use npscore::column::{Codes, Column, Dates, Nullable, Scores, Texts, TimeUnit, Validity};
use npscore::{Day, Exclusion, Month, Period, Score, Screened, Segments, Tally, Timeline};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

/// Which rows of an array have a value.
fn validity(array: &dyn Array) -> Validity<'_> {
    array.nulls().map_or_else(Validity::default, |nulls| {
        Validity::new(nulls.validity(), nulls.offset(), nulls.len()).unwrap()
    })
}

/// The outcomes of an array of scores.
macro_rules! outcomes {
    ($array:expr) => {{
        let array = $array;
        let column = Scores::nullable(array.values(), validity(&array)).unwrap();
        column.iter().collect::<Vec<_>>()
    }};
}

#[test]
fn a_null_is_no_answer_of_0() {
    let answers = UInt8Array::from(vec![Some(10), None, Some(9), None, Some(10)]);
    let column = Scores::nullable(answers.values(), validity(&answers)).unwrap();
    let screened: Screened<Tally> = column.iter().collect();
    assert_eq!(screened.inner().promoters(), 3);
    assert_eq!(screened.inner().detractors(), 0);
    assert_eq!(screened.excluded_for(Exclusion::Missing), 2);
}

proptest! {
    #[test]
    fn numbers_of_every_type_are_those_of_the_array(
        answers in vec(option::of(0_u8..=10), 0..100),
        cut in any::<prop::sample::Index>(),
    ) {
        let cut = cut.index(answers.len() + 1);
        let length = answers.len() - cut;
        let expected: Vec<_> = answers[cut..]
            .iter()
            .map(|answer| answer.map(Score::constant).ok_or(Exclusion::Missing))
            .collect();
        let number = || answers.iter().copied();
        let eight: UInt8Array = number().collect();
        let signed: Int8Array = number().map(|n| n.map(|n| n.try_into().unwrap())).collect();
        let wide: Int32Array = number().map(|n| n.map(i32::from)).collect();
        let wider: Int64Array = number().map(|n| n.map(i64::from)).collect();
        let float: Float64Array = number().map(|n| n.map(f64::from)).collect();
        prop_assert_eq!(&outcomes!(eight.slice(cut, length)), &expected);
        prop_assert_eq!(&outcomes!(signed.slice(cut, length)), &expected);
        prop_assert_eq!(&outcomes!(wide.slice(cut, length)), &expected);
        prop_assert_eq!(&outcomes!(wider.slice(cut, length)), &expected);
        prop_assert_eq!(&outcomes!(float.slice(cut, length)), &expected);
    }

    #[test]
    fn texts_are_those_of_the_array(
        names in vec(option::of("[a-cö]{0,3}"), 0..100),
        cut in any::<prop::sample::Index>(),
    ) {
        let cut = cut.index(names.len() + 1);
        let array: StringArray = names.iter().map(Option::as_deref).collect();
        let array = array.slice(cut, names.len() - cut);
        let column =
            Texts::nullable(array.value_offsets(), array.value_data(), validity(&array)).unwrap();
        let scores: Vec<Score> = Score::ALL.into_iter().cycle().take(array.len()).collect();
        let mut found = Segments::<Option<String>>::default();
        found.observe_columns(column, &scores[..]).unwrap();
        let rows = names[cut..].iter().cloned().zip(scores);
        prop_assert_eq!(found, rows.collect::<Segments<Option<String>>>());
    }

    /// A code may be null, and so may the entry that a code points at.
    #[test]
    fn dictionaries_are_those_of_the_array(
        codes in vec(option::of(0_i32..4), 0..100),
        cut in any::<prop::sample::Index>(),
    ) {
        let entries = [Some("north"), None, Some("south"), Some("north")];
        let cut = cut.index(codes.len() + 1);
        let keys: Int32Array = codes.iter().copied().collect();
        let values = std::sync::Arc::new(StringArray::from(entries.to_vec()));
        let array = DictionaryArray::<Int32Type>::try_new(keys, values).unwrap();
        let array = array.slice(cut, codes.len() - cut);

        let values = array.values().as_any().downcast_ref::<StringArray>().unwrap();
        let dictionary: Vec<&str> = (0..values.len()).map(|entry| values.value(entry)).collect();
        let column = Codes::nullable(array.keys().values(), &dictionary, validity(array.keys()))
            .and_then(|codes| codes.with_missing_entries(validity(values)))
            .unwrap();
        let scores: Vec<Score> = Score::ALL.into_iter().cycle().take(array.len()).collect();
        let mut found = Segments::<Option<String>>::default();
        found.observe_columns(column, &scores[..]).unwrap();
        let keys = codes[cut..].iter().map(|code| entries[usize::try_from((*code)?).unwrap()]);
        let rows = keys.map(|key| key.map(String::from)).zip(scores);
        prop_assert_eq!(found, rows.collect::<Segments<Option<String>>>());
    }

    #[test]
    fn dates_are_those_of_the_array(
        days in vec(option::of(0_i32..40_000), 0..100),
        cut in any::<prop::sample::Index>(),
    ) {
        let cut = cut.index(days.len() + 1);
        let length = days.len() - cut;
        let dates: Date32Array = days.iter().copied().collect();
        let stamps: TimestampMillisecondArray = days
            .iter()
            .map(|day| day.map(|day| i64::from(day) * 86_400_000 + 86_399_999))
            .collect();
        let (dates, stamps) = (dates.slice(cut, length), stamps.slice(cut, length));
        let scores: Vec<Score> = Score::ALL.into_iter().cycle().take(length).collect();
        let rows = days[cut..].iter().zip(&scores);
        let rows = rows.map(|(day, score)| {
            let day = day.ok_or(Exclusion::Missing)?;
            Ok((Day::from_epoch_day(day.into()).unwrap(), *score))
        });
        let expected: Screened<Timeline<Month>> = rows.collect();
        let mut found = Screened::<Timeline<Month>>::default();
        let column = Dates::nullable(dates.values(), TimeUnit::DAY, validity(&dates)).unwrap();
        found.observe_columns(column, &scores[..]).unwrap();
        prop_assert_eq!(&found, &expected);
        let mut found = Screened::<Timeline<Month>>::default();
        let column =
            Dates::nullable(stamps.values(), TimeUnit::MILLISECOND, validity(&stamps)).unwrap();
        found.observe_columns(column, &scores[..]).unwrap();
        prop_assert_eq!(&found, &expected);
    }
}

/// What a builder makes of repeated texts.
#[test]
fn a_built_dictionary_goes_in_as_it_is() {
    let mut builder = StringDictionaryBuilder::<Int32Type>::new();
    for name in [Some("oslo"), None, Some("bergen"), Some("oslo")] {
        builder.append_option(name);
    }
    let array = builder.finish();
    let names = array
        .values()
        .as_any()
        .downcast_ref::<StringArray>()
        .unwrap();
    let names: Vec<&str> = names.iter().flatten().collect();
    let codes = Codes::nullable(array.keys().values(), &names, validity(array.keys())).unwrap();
    let mut cities = Segments::<Option<String>>::default();
    cities
        .observe_columns(codes, Scores::new(&[10, 9, 3, 10]).unwrap())
        .unwrap();
    let promoters = |city: Option<&str>| {
        let city = city.map(String::from);
        cities.get(&city).map(Tally::promoters)
    };
    assert_eq!(promoters(Some("oslo")), Some(2));
    assert_eq!(promoters(None), Some(1));
    assert_eq!(
        Nullable::new(&names[..], Validity::default())
            .unwrap()
            .missing(),
        0
    );
}

//! Columns of which some rows have no value, against the same rows one by one.

use npscore::column::{
    Codes, Column, Dates, KeyColumn, Nullable, PeriodColumn, Scores, Texts, TimeUnit, Validity,
};
use npscore::error::ColumnError;
use npscore::period::FiscalQuarter;
use npscore::{
    Day, Exclusion, Histogram, Month, Observe, Period, Score, Screened, Segments, Tally, Timeline,
};
use proptest::collection::vec;
use proptest::prelude::*;

use super::{many, texts};
use crate::laws::aggregators::score;

/// A bitmap in which row 0 is bit `offset`; bits that belong to no row are set.
fn bitmap(valid: &[bool], offset: usize) -> Vec<u8> {
    let mut bits = vec![u8::MAX; (offset + valid.len()).div_ceil(8) + 1];
    for (row, valid) in valid.iter().enumerate() {
        let bit = offset + row;
        if !valid {
            bits[bit / 8] &= !(1 << (bit % 8));
        }
    }
    bits
}

/// Keys as rows have them: `None` without a value.
fn keys_of<K: Clone>(keys: &[K], valid: &[bool]) -> Vec<Option<K>> {
    let keys = keys.iter().zip(valid);
    keys.map(|(key, valid)| valid.then(|| key.clone()))
        .collect()
}

/// A column of keys into a group for missing ones, and into exclusions, against the rows.
fn check_keys<K, C>(column: Nullable<'_, C>, keys: &[Option<K>], scores: &[Score])
where
    K: std::hash::Hash + Eq + Clone + Ord + std::fmt::Debug,
    C: KeyColumn<K>,
{
    let rows = || keys.iter().cloned().zip(scores.iter().copied());
    assert_eq!(
        column.missing(),
        keys.iter().filter(|key| key.is_none()).count()
    );

    let expected: Segments<Option<K>, Histogram> = rows().collect();
    let mut found = Segments::<Option<K>, Histogram>::default();
    found.observe_columns(column.clone(), scores).unwrap();
    assert!(found == expected, "{} rows", keys.len());
    // Row by row: what is missing stands for the key `None`.
    let by_row: Segments<Option<K>, Histogram> =
        column.iter().zip(scores.iter().copied()).collect();
    assert!(by_row == expected, "{} rows", keys.len());

    let outcome = |(key, score): (Option<K>, Score)| Ok((key.ok_or(Exclusion::Missing)?, score));
    let expected: Screened<Segments<K>> = rows().map(outcome).collect();
    let mut found = Screened::<Segments<K>>::default();
    found.observe_columns(column.clone(), scores).unwrap();
    assert!(found == expected, "{} rows", keys.len());
    found.observe_columns(column, scores).unwrap();
    assert!(found == expected.clone() + expected, "{} rows", keys.len());
}

/// The same rows with a column of scores of which some are missing.
fn check_scores<K, C>(column: Nullable<'_, C>, keys: &[Option<K>], scores: &[Score], valid: &[bool])
where
    K: std::hash::Hash + Eq + Clone + Ord + std::fmt::Debug,
    C: KeyColumn<K>,
{
    // What the rows without a value hold is no score.
    let numbers = scores.iter().zip(valid);
    let numbers: Vec<i16> = numbers
        .map(|(score, valid)| if *valid { score.get().into() } else { -99 })
        .collect();
    let bits = bitmap(valid, 5);
    let validity = Validity::new(&bits, 5, valid.len()).unwrap();
    let answers = Scores::nullable(&numbers, validity).unwrap();
    let outcomes = scores.iter().zip(valid);
    let outcomes = outcomes.map(|(score, valid)| valid.then_some(*score).ok_or(Exclusion::Missing));
    let expected: Segments<Option<K>, Screened<Tally>> =
        keys.iter().cloned().zip(outcomes.clone()).collect();
    let mut found = Segments::<Option<K>, Screened<Tally>>::default();
    found.observe_columns(column, answers).unwrap();
    assert!(found == expected, "{} rows", keys.len());
    let alone: Screened<Tally> = answers.iter().collect();
    assert_eq!(alone, outcomes.collect());
}

/// Every column of keys there is, for these rows.
fn check_columns(numbers: &[u32], valid: &[bool], scores: &[Score], offset: usize) {
    let bits = bitmap(valid, offset);
    let validity = Validity::new(&bits, offset, valid.len()).unwrap();
    let score_valid: Vec<bool> = (0..valid.len()).map(|row| row % 7 != 3).collect();

    let keys = keys_of(numbers, valid);
    let column = Nullable::new(numbers, validity).unwrap();
    check_keys(column, &keys, scores);
    check_scores(column, &keys, scores, &score_valid);

    // Codes without a value point nowhere.
    let entries = numbers.iter().max().map_or(0, |most| most + 1);
    let dictionary: Vec<u32> = (0..entries).map(|entry| entry / 2).collect();
    let codes = numbers.iter().zip(valid);
    let codes: Vec<i64> = codes
        .map(|(code, valid)| if *valid { (*code).into() } else { i64::MIN })
        .collect();
    let halves: Vec<u32> = numbers.iter().map(|number| number / 2).collect();
    let keys = keys_of(&halves, valid);
    let column = Codes::nullable(&codes, &dictionary, validity).unwrap();
    check_keys(column, &keys, scores);
    check_scores(column, &keys, scores, &score_valid);

    // Every third entry of the dictionary is null as well.
    let known: Vec<bool> = (0..entries).map(|entry| entry % 3 != 1).collect();
    let entry_bits = bitmap(&known, 3);
    let entry_validity = Validity::new(&entry_bits, 3, known.len()).unwrap();
    let column = column.with_missing_entries(entry_validity).unwrap();
    let both = numbers.iter().zip(valid);
    let both: Vec<bool> = both
        .map(|(number, valid)| *valid && number % 3 != 1)
        .collect();
    check_keys(column, &keys_of(&halves, &both), scores);

    for length in [1, 20, 40, 70] {
        let names: Vec<String> = numbers
            .iter()
            .map(|number| format!("{number:0length$}"))
            .collect();
        let (offsets, bytes) = texts(names.iter().map(String::as_str));
        let column = Texts::nullable(&offsets, &bytes, validity).unwrap();
        check_keys(column, &keys_of(&names, valid), scores);
    }
}

#[test]
fn few_and_many_groups_are_those_of_the_rows() {
    for (keys, rows) in [(7, 3_000), (900, 9_000), (50_000, 100_000)] {
        let (numbers, scores) = many(keys, rows);
        let (random, _) = many(10, rows + 1);
        let valid: Vec<bool> = random[1..].iter().map(|number| *number != 0).collect();
        check_columns(&numbers, &valid, &scores, 3);
    }
}

/// A dictionary that takes so much memory that rows are sorted first.
#[test]
fn states_that_lie_far_apart_are_those_of_the_rows() {
    let (numbers, scores) = many(400_000, 420_000);
    let valid: Vec<bool> = numbers.iter().map(|number| number % 10 != 0).collect();
    let bits = bitmap(&valid, 1);
    let dictionary: Vec<u32> = (0..400_000).collect();
    let validity = Validity::new(&bits, 1, valid.len()).unwrap();
    let column = Codes::nullable(&numbers, &dictionary, validity).unwrap();
    check_keys(column, &keys_of(&numbers, &valid), &scores);
}

/// A column of dates into timelines, against the rows.
fn check_dates<P, C>(column: Nullable<'_, C>, periods: &[Option<P>], scores: &[Score])
where
    P: Period,
    C: PeriodColumn<P>,
{
    let rows = periods.iter().zip(scores.iter().copied());
    let outcomes = rows.map(|(period, score)| Ok((period.ok_or(Exclusion::Missing)?, score)));
    let expected: Screened<Timeline<P, Histogram>> = outcomes.collect();
    let mut found = Screened::<Timeline<P, Histogram>>::default();
    found.observe_columns(column, scores).unwrap();
    assert_eq!(found, expected);
}

/// Every reason, in few places and many, more often than sixteen bits count.
#[test]
fn outcomes_by_place_are_those_one_by_one() {
    fn check<A>(places: usize, rows: &[(usize, Result<Score, Exclusion>)])
    where
        A: npscore::Merge + Observe<Score> + Clone + std::fmt::Debug,
    {
        let mut before = Screened::<A>::default();
        before.observe(Err(Exclusion::NotWhole));
        before.observe(Score::MAX);
        let (mut found, mut expected) = (vec![before.clone(); places], vec![before; places]);
        let mut counts = vec![0; places];
        for (place, outcome) in rows {
            expected[*place].observe(*outcome);
            counts[*place] += 1;
        }
        let rows = rows.iter().copied();
        assert_eq!(Screened::try_observe_at(&mut found, rows), Ok(counts));
        assert_eq!(found, expected, "{places}");
    }
    let outcomes = Score::ALL.map(Ok).into_iter();
    let outcomes: Vec<Result<Score, Exclusion>> = outcomes.chain(Exclusion::ALL.map(Err)).collect();
    let (random, _) = many(1 << 20, 300_000);
    for places in [1, 3, 600, 9_000] {
        // Half of the rows are for the first place, most of them alike.
        let rows = random.iter().enumerate().map(|(row, number)| {
            let number = *number as usize;
            let outcome = if row % 3 == 0 {
                number / 7 % outcomes.len()
            } else {
                11
            };
            (
                number % (2 * places) % places * (row % 2),
                outcomes[outcome],
            )
        });
        let rows: Vec<_> = rows.collect();
        check::<Tally>(places, &rows);
        check::<Histogram>(places, &rows);
        check::<(Histogram, Tally)>(places, &rows);
    }
}

/// Ready counts that add up to more than a count holds: in each column of keys and of periods, among
/// themselves or with what was there before.
#[test]
fn counts_beyond_a_tally_are_an_error_and_change_nothing() {
    fn refused<A: PartialEq + Clone + std::fmt::Debug>(
        state: &mut A,
        observe: impl Fn(&mut A) -> Result<(), ColumnError>,
    ) {
        let before = state.clone();
        let error = observe(state).unwrap_err();
        assert!(matches!(error, ColumnError::Count(_)), "{error}");
        assert_eq!(
            error.to_string(),
            "more than 18446744073709551615 responses"
        );
        assert_eq!(*state, before);
    }
    let full = crate::tally_of(u64::MAX, 0, 0);
    let one = crate::tally_of(0, 0, 1);
    let (keys, names) = ([5_u32, 6, 5], ["a", "b"]);
    let codes = [0_u8, 1, 0];
    let (offsets, bytes) = texts(["a", "b", "a"]);
    let days = [20_484_i32, 20_521, 20_484];
    let some = Validity::new(&[0b101], 0, 3).unwrap();

    for (earlier, tallies) in [
        (None, [full, one, one]),
        (Some(full), [one, one, Tally::default()]),
    ] {
        let answers = &tallies[..];
        let mut by_key = Segments::<u32>::default();
        let mut by_name = Segments::<String>::default();
        let mut by_some = Segments::<Option<u32>>::default();
        let mut by_month = Timeline::<Month>::default();
        if let Some(earlier) = earlier {
            by_key.observe((5, earlier));
            by_name.observe(("a", earlier));
            by_some.observe((Some(5), earlier));
            by_month.observe((Month::constant(2026, 1), earlier));
        }
        refused(&mut by_key, |state| {
            state.observe_columns(&keys[..], answers)
        });
        refused(&mut by_name, |state| {
            state.observe_columns(Codes::new(&codes, &names)?, answers)
        });
        refused(&mut by_name, |state| {
            state.observe_columns(Texts::new(&offsets, &bytes)?, answers)
        });
        refused(&mut by_some, |state| {
            state.observe_columns(Nullable::new(&keys[..], some)?, answers)
        });
        refused(&mut by_month, |state| {
            state.observe_columns(Dates::new(&days, TimeUnit::DAY)?, answers)
        });
        #[cfg(feature = "rayon")]
        {
            refused(&mut by_key, |state| {
                state.par_observe_columns(&keys[..], answers)
            });
            refused(&mut by_month, |state| {
                state.par_observe_columns(Dates::new(&days, TimeUnit::DAY)?, answers)
            });
        }
    }
    // With each entry of a dictionary, and in both kinds of missing rows.
    let tallies = [full, one, one];
    let codes = Codes::new(&codes, &names).unwrap();
    assert!(codes.aggregate::<Tally, _>(&tallies[..]).is_err());
    let none = Validity::new(&[0], 0, 3).unwrap();
    refused(&mut Segments::<Option<u32>>::default(), |state| {
        state.observe_columns(Nullable::new(&keys[..], none)?, &tallies[..])
    });
}

proptest! {
    #[test]
    fn keys_are_those_of_the_rows(
        rows in vec((0_u32..20, any::<bool>(), score()), 0..300),
        offset in 0_usize..20,
        repeat in prop_oneof![Just(1_usize), Just(30)],
    ) {
        let rows = rows.repeat(repeat);
        let numbers: Vec<u32> = rows.iter().map(|row| row.0).collect();
        let valid: Vec<bool> = rows.iter().map(|row| row.1).collect();
        let scores: Vec<Score> = rows.iter().map(|row| row.2).collect();
        check_columns(&numbers, &valid, &scores, offset);
    }

    /// Days near and far, of which some are missing; what they hold then is beyond the calendar.
    #[test]
    fn dates_are_those_of_the_rows(
        rows in vec((-300_000_i64..300_000, any::<bool>(), score()), 0..40),
        near in any::<bool>(),
        offset in 0_usize..20,
        repeat in prop_oneof![Just(1_usize), Just(300)],
    ) {
        let scale = if near { 10_000 } else { 1 };
        let rows = rows.repeat(repeat);
        let valid: Vec<bool> = rows.iter().map(|row| row.1).collect();
        let scores: Vec<Score> = rows.iter().map(|row| row.2).collect();
        let days: Vec<Option<Day>> = rows
            .iter()
            .map(|(day, valid, _)| valid.then(|| Day::from_epoch_day(day / scale).unwrap()))
            .collect();
        let bits = bitmap(&valid, offset);
        let validity = Validity::new(&bits, offset, valid.len()).unwrap();
        for (unit, per_day) in [(TimeUnit::DAY, 1), (TimeUnit::SECOND, 86_400)] {
            let noon = per_day / 2;
            let numbers: Vec<i64> = days
                .iter()
                .map(|day| day.map_or(i64::MAX, |day| day.ordinal() * per_day + noon))
                .collect();
            let column = Dates::nullable(&numbers, unit, validity).unwrap();
            let found = column.iter().map(Result::ok);
            prop_assert!(found.eq(days.iter().copied()));
            check_dates::<Day, _>(column, &days, &scores);
            let months: Vec<_> = days.iter().map(|day| day.map(Month::from)).collect();
            check_dates(column, &months, &scores);
            let fiscal: Vec<_> = days.iter().map(|day| day.map(FiscalQuarter::<7>::from)).collect();
            check_dates(column, &fiscal, &scores);
            let slices = Nullable::new(&months[..], Validity::default()).unwrap();
            prop_assert_eq!(slices.missing(), 0);

            // Within groups.
            let keys: Vec<u8> = (0..3_u8).cycle().take(days.len()).collect();
            let mut nested = Segments::<u8, Screened<Timeline<Month>>>::default();
            nested.observe_columns(&keys[..], column.with(&scores[..]).unwrap()).unwrap();
            let rows = months.iter().zip(&scores);
            let rows = rows.map(|(month, score)| Ok((month.ok_or(Exclusion::Missing)?, *score)));
            prop_assert_eq!(nested, keys.iter().copied().zip(rows).collect());
        }
    }

    #[test]
    fn a_slice_is_that_of_the_rows(
        rows in vec((0_u32..5, any::<bool>()), 1..100),
        offset in 0_usize..20,
        cut in any::<prop::sample::Index>(),
    ) {
        let numbers: Vec<u32> = rows.iter().map(|row| row.0).collect();
        let valid: Vec<bool> = rows.iter().map(|row| row.1).collect();
        let bits = bitmap(&valid, offset);
        let validity = Validity::new(&bits, offset, valid.len()).unwrap();
        let column = Nullable::new(&numbers[..], validity).unwrap();
        let cut = cut.index(rows.len());
        let all: Vec<_> = column.iter().collect();
        prop_assert!(column.slice(0..cut).iter().eq(all[..cut].iter().copied()));
        prop_assert!(column.slice(cut..rows.len()).iter().eq(all[cut..].iter().copied()));
        let first = valid.iter().position(|valid| !valid);
        match first {
            Some(row) => prop_assert_eq!(column.complete(), Err(ColumnError::Null { row })),
            None => prop_assert_eq!(column.complete(), Ok(&numbers[..])),
        }
    }
}

#[test]
fn what_does_not_fit_is_refused() {
    let length = |first, second| ColumnError::Length { first, second };
    assert_eq!(
        Validity::new(&[0xFF], 3, 6).map(|_| ()),
        Err(length(5, 6)),
        "five bits are left"
    );
    assert!(Validity::new(&[0xFF], 3, 5).is_ok());
    assert!(Validity::new(&[], usize::MAX, 1).is_err());
    let nothing = Validity::new(&[], usize::MAX, 0).unwrap();
    let column = Nullable::new(&[0_u8; 0][..], nothing).unwrap();
    assert_eq!((column.missing(), column.iter().count()), (0, 0));
    let validity = Validity::new(&[0b101], 0, 3).unwrap();
    let uneven = Err(length(3, 2));
    assert_eq!(Nullable::new(&[1, 2][..], validity).map(|_| ()), uneven);
    assert_eq!(Scores::nullable(&[1, 2], validity).map(|_| ()), uneven);
    assert_eq!(
        Codes::nullable(&[1_u8, 2], &["a"], validity).map(|_| ()),
        uneven
    );
    assert_eq!(
        Texts::nullable(&[0, 0, 0], b"", validity).map(|_| ()),
        uneven
    );
    assert_eq!(
        Dates::nullable(&[1_i64, 2], TimeUnit::DAY, validity).map(|_| ()),
        uneven
    );
    let codes = Codes::nullable(&[0_u8, 9, 0], &["a"], validity).unwrap();
    assert_eq!(
        codes.with_missing_entries(validity).map(|_| ()),
        Err(length(3, 1))
    );

    // In rows with a value, what is wrong is named with its row.
    let scores = Scores::nullable(&[10, 99, 12], validity).unwrap_err();
    assert_eq!(
        scores.to_string(),
        "row 2: score 12 is out of range, expected 0 to 10"
    );
    let codes = Codes::nullable(&[0_u8, 9, 3], &["a"], validity).unwrap_err();
    assert_eq!(
        codes.to_string(),
        "row 2: code 3 is out of range, expected 0 to 0"
    );
    let dates = Dates::nullable(&[0, i64::MAX, i64::MIN], TimeUnit::SECOND, validity).unwrap_err();
    assert_eq!(
        dates.to_string(),
        "row 2: date -9223372036854775808 is outside the years 1 to 9999"
    );
    let none: [&str; 0] = [];
    let codes = Codes::nullable(&[0_u8, 9, 3], &none, validity).unwrap_err();
    assert_eq!(
        codes.to_string(),
        "row 0: code 0 is out of range, expected none, as the dictionary is empty"
    );

    let mut segments = Segments::<Option<u32>>::default();
    let column = Nullable::new(&[1, 2, 3][..], validity).unwrap();
    let answers = Scores::new(&[9, 9]).unwrap();
    assert_eq!(segments.observe_columns(column, answers), uneven);
    let mut screened = Screened::<Segments<u32>>::default();
    assert_eq!(screened.observe_columns(column, answers), uneven);
    assert_eq!(screened, Screened::default());
}

/// Whatever stands for a missing key hashes as `None` does, also where the table finds it first.
#[test]
fn a_missing_key_is_the_key_none() {
    let mut segments = Segments::<Option<String>>::default();
    segments.observe((None::<String>, Score::MAX));
    segments.observe((Some(String::from("a")), Score::MAX));
    let validity = Validity::new(&[0b01], 0, 2).unwrap();
    let column = Nullable::new(&["a", "b"][..], validity).unwrap();
    for (key, score) in column.iter().zip([Score::MAX, Score::MIN]) {
        segments.observe((key, score));
    }
    assert_eq!(segments.len(), 2);
    let none = segments
        .get(&None)
        .map(|tally| (tally.promoters(), tally.detractors()));
    assert_eq!(none, Some((1, 1)));
    assert_eq!(
        segments.get(Some(String::from("a"))).map(Tally::promoters),
        Some(2)
    );
}

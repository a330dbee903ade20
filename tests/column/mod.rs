//! Columns against the same rows, one by one: whatever the column, the state is the same.

mod arrow;
mod nullable;

use npscore::column::{Codes, Column, Dates, Scores, Texts, TimeUnit};
use npscore::error::{ColumnError, CountError};
use npscore::{
    Day, Histogram, Merge, Month, Observe, Period, Quarter, Score, Segments, Tally, Timeline,
};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::laws::aggregators::score;
use crate::tally_of;

/// Rows in no order, many enough for groups not to fit in the cache.
fn many(keys: u64, rows: usize) -> (Vec<u32>, Vec<Score>) {
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    let mut next = || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        state >> 33
    };
    (0..rows)
        .map(|_| {
            let key = u32::try_from(next() % keys).unwrap();
            (key, Score::ALL[usize::try_from(next() % 11).unwrap()])
        })
        .unzip()
}

fn by_rows<K, Q, A>(keys: impl IntoIterator<Item = Q>, scores: &[Score]) -> Segments<K, A>
where
    Segments<K, A>: Observe<(Q, Score)>,
{
    let mut segments = Segments::default();
    segments.observe_all(keys.into_iter().zip(scores.iter().copied()));
    segments
}

/// The bytes of all texts, and where each begins.
fn texts<'a>(texts: impl IntoIterator<Item = &'a str>) -> (Vec<i64>, Vec<u8>) {
    let (mut offsets, mut bytes) = (vec![0], Vec::new());
    for text in texts {
        bytes.extend_from_slice(text.as_bytes());
        offsets.push(i64::try_from(bytes.len()).unwrap());
    }
    (offsets, bytes)
}

/// Texts of every length up to beyond what is short, alike in all but their ends.
fn name(key: u32) -> String {
    let length = usize::try_from(key % 40).unwrap();
    let mut name = "å".repeat(length / 2) + &"\0".repeat(length % 2);
    if key >= 40 {
        name += &key.to_string();
    }
    name
}

#[test]
fn few_and_many_groups_are_those_of_the_rows() {
    // The first fits in the cache, the second outgrows it, the third does so at once.
    for (keys, rows) in [(7, 3_000), (30_000, 300_000), (400_000, 500_000)] {
        let (numbers, scores) = many(keys, rows);
        let expected: Segments<u32, Tally> = by_rows(numbers.iter().copied(), &scores);

        let mut segments = Segments::default();
        segments.observe_columns(&numbers[..], &scores[..]).unwrap();
        assert!(segments == expected, "{keys} keys");
        // Twice the same columns: every count twice.
        segments.observe_columns(&numbers[..], &scores[..]).unwrap();
        assert!(
            segments == expected.clone() + expected.clone(),
            "{keys} keys"
        );

        let dictionary: Vec<u32> = (0..u32::try_from(keys).unwrap()).collect();
        let mut segments = Segments::<u32, Tally>::default();
        let codes = Codes::new(&numbers, &dictionary).unwrap();
        segments.observe_columns(codes, &scores[..]).unwrap();
        assert!(segments == expected, "{keys} codes");
        each_entry_is_its_group::<Tally>(codes, &scores);
        each_entry_is_its_group::<Histogram>(codes, &scores);

        let names: Vec<String> = numbers.iter().map(|number| name(*number)).collect();
        let expected: Segments<String, Histogram> =
            by_rows(names.iter().map(String::as_str), &scores);
        let (offsets, bytes) = texts(names.iter().map(String::as_str));
        let mut segments = Segments::<String, Histogram>::default();
        let column = Texts::new(&offsets, &bytes).unwrap();
        segments.observe_columns(column, &scores[..]).unwrap();
        assert!(segments == expected, "{keys} texts");

        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let mut segments = Segments::<String, Histogram>::default();
        segments.observe_columns(&names[..], &scores[..]).unwrap();
        assert!(segments == expected, "{keys} slices of texts");
    }
}

/// Half of the keys are those of the other, half are new; either way round.
#[test]
fn large_tables_merge_as_rows_do() {
    let (numbers, scores) = many(200_000, 300_000);
    let others: Vec<u32> = numbers.iter().map(|number| number + 100_000).collect();
    let mine: Segments<u32> = by_rows(numbers.iter().copied(), &scores);
    let theirs: Segments<u32> = by_rows(others[7..].iter().copied(), &scores[7..]);
    let rows = numbers
        .iter()
        .zip(&scores)
        .chain(others[7..].iter().zip(&scores[7..]));
    let both: Segments<u32> = rows.map(|(key, score)| (*key, *score)).collect();
    assert!(both.len() > mine.len().max(theirs.len()) && both.len() < mine.len() + theirs.len());
    assert!(mine.clone() + theirs.clone() == both);
    assert!(theirs + mine == both);
}

/// A state for each entry of the dictionary, from scores as they are and as bytes.
fn each_entry_is_its_group<A>(codes: Codes<'_, u32>, scores: &[Score])
where
    A: Merge + Observe<Score> + Clone + PartialEq + std::fmt::Debug,
{
    let expected: Segments<u32, A> = by_rows(codes.iter().copied(), scores);
    let states: Vec<A> = codes.aggregate(scores).unwrap();
    for (key, state) in (0..).zip(&states) {
        let expected = expected.get(key).cloned().unwrap_or_default();
        assert_eq!(state, &expected, "entry {key} of {}", states.len());
    }
    let scores = Scores::new(Scores::slice_as_bytes(scores)).unwrap();
    assert!(codes.aggregate::<A, _>(scores).unwrap() == states);
}

/// More places than counters of 32 bits are kept for, and more rows than the narrow ones hold, all of
/// one category, in one place and in two.
#[test]
fn narrow_counts_are_added_up_before_they_are_full() {
    const ROWS: u64 = (1 << 22) + 5;
    for last in [599, 0] {
        let mut tallies = [Tally::default(); 600];
        let places = (0..ROWS).map(|row| if row % 2 == 0 { 599 } else { last });
        let places = places.map(|place| (place, Score::MAX));
        let met = Tally::try_observe_at(&mut tallies, places).unwrap();
        let other = if last == 0 { ROWS / 2 } else { 0 };
        assert_eq!(tallies[599], tally_of(0, 0, ROWS - other));
        assert_eq!(tallies[0], tally_of(0, 0, other));
        assert_eq!((met[599], met[0]), (ROWS - other, other));
        assert_eq!(met.iter().sum::<u64>(), ROWS);
    }
}

/// Rows that say they are few, and are not.
struct Liar(std::ops::Range<u32>);

impl Iterator for Liar {
    type Item = (usize, Score);

    fn next(&mut self) -> Option<Self::Item> {
        self.0.next().map(|_| (0, Score::MIN))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (0, Some(1))
    }
}

/// What an iterator says of its length is believed for speed only, never for a count.
#[test]
fn more_rows_than_were_announced_are_counted_or_refused() {
    let mut tallies = [Tally::default(); 600];
    Tally::try_observe_at(&mut tallies, Liar(0..5_000)).unwrap();
    assert_eq!(tallies[0], tally_of(5_000, 0, 0));
    let more = std::panic::catch_unwind(|| {
        Tally::try_observe_at(&mut [Tally::default()], Liar(0..1 << 22))
    });
    assert!(more.is_err());
}

/// A state so large that a handful of them outgrow the cache.
#[derive(Clone, PartialEq)]
struct Large {
    counts: [u64; 1 << 15],
}

#[allow(clippy::large_stack_arrays, reason = "large is the point")]
impl Default for Large {
    fn default() -> Self {
        Self {
            counts: [0; 1 << 15],
        }
    }
}

impl Observe<Score> for Large {
    fn try_observe_n(&mut self, score: Score, n: u64) -> Result<(), CountError> {
        self.counts[usize::from(score.get())] += n;
        Ok(())
    }
}

impl Merge for Large {
    fn try_merge(&mut self, other: Self) -> Result<(), CountError> {
        for (count, more) in self.counts.iter_mut().zip(other.counts) {
            *count += more;
        }
        Ok(())
    }
}

/// A table of fewer places than rows are sorted into parts.
#[test]
fn large_groups_are_those_of_the_rows() {
    // A few of them outgrow the stack of a thread, too.
    let thread = std::thread::Builder::new().stack_size(1 << 26);
    thread.spawn(large_groups).unwrap().join().unwrap();
}

fn large_groups() {
    let (numbers, scores) = many(20, 70_000);
    let expected: Segments<u32, Histogram> = by_rows(numbers.iter().copied(), &scores);
    let dictionary: Vec<u32> = (0..200).collect();
    let codes = Codes::new(&numbers, &dictionary).unwrap();
    let (mut by_number, mut by_code) = <(Segments<u32, Large>, Segments<u32, Large>)>::default();
    by_number
        .observe_columns(&numbers[..], &scores[..])
        .unwrap();
    by_code.observe_columns(codes, &scores[..]).unwrap();
    for segments in [by_number, by_code] {
        assert_eq!(segments.len(), expected.len());
        for (key, group) in expected.iter() {
            let counts = segments.get(key).map(|large| &large.counts[..11]);
            assert_eq!(counts, Some(&group.counts()[..]), "{key}");
        }
    }
}

#[test]
fn short_texts_are_told_apart_by_their_length() {
    // Equal but for zeros at the end, which is what a short text is filled up with.
    let names = ["a", "a\0", "a\0\0", "", "\0"].repeat(2_000);
    let scores = vec![Score::MAX; names.len()];
    let (offsets, bytes) = texts(names.iter().copied());
    let mut segments = Segments::<String>::default();
    let column = Texts::new(&offsets, &bytes).unwrap();
    segments.observe_columns(column, &scores[..]).unwrap();
    assert_eq!(segments.len(), 5);
    assert!(segments.iter().all(|(_, tally)| tally.promoters() == 2_000));
}

/// Texts of every length about the ends of the short ones, the last of them to the last byte.
#[test]
fn short_texts_of_every_length_are_those_of_the_rows() {
    for longest in [15, 16, 31, 32, 63, 64, 65] {
        let lengths = (0..=longest).chain([longest, 1, 0]);
        let names: Vec<String> = lengths.map(|length| "z".repeat(length)).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let names = names.repeat(100);
        let scores: Vec<Score> = (0..names.len()).map(|row| Score::ALL[row % 11]).collect();
        let (offsets, bytes) = texts(names.iter().copied());
        let column = Texts::new(&offsets, &bytes).unwrap();
        let mut segments = Segments::<String>::default();
        segments.observe_columns(column, &scores[..]).unwrap();
        let expected = by_rows(names.iter().copied(), &scores);
        assert!(segments == expected, "up to {longest}");
    }
}

#[test]
fn a_dictionary_may_hold_more_than_is_used_and_the_same_twice() {
    let dictionary = ["north", "unused", "south", "north"];
    let scores = [10, 0, 7, 9].map(Score::constant);
    let mut segments = Segments::<String>::default();
    let codes = Codes::new(&[0_u8, 2, 3, 3], &dictionary).unwrap();
    segments.observe_columns(codes, &scores[..]).unwrap();
    assert_eq!(segments.len(), 2);
    assert_eq!(segments.get("north"), Some(&tally_of(0, 1, 2)));
    assert_eq!(segments.get("south"), Some(&tally_of(1, 0, 0)));
    let tallies: Vec<Tally> = codes.aggregate(&scores[..]).unwrap();
    let none = Tally::default();
    assert_eq!(
        tallies,
        [[0, 0, 1], [0; 3], [1, 0, 0], [0, 1, 1]].map(|[d, p, c]| tally_of(d, p, c))
    );
    assert_eq!(tallies[1], none);
    let no_codes = Codes::<_, u8>::new(&[], &dictionary).unwrap();
    assert_eq!(
        no_codes.aggregate::<Tally, _>(Scores::new(&[0_u8; 0]).unwrap()),
        Ok(vec![none; 4])
    );
    let nothing = Codes::<u32, u8>::new(&[], &[]).unwrap();
    assert_eq!(
        nothing.aggregate::<Tally, _>(Scores::new(&[0_u8; 0]).unwrap()),
        Ok(vec![])
    );

    // A dictionary far larger than the column.
    let dictionary: Vec<u32> = (0..1_000).collect();
    let mut segments = Segments::<u32>::default();
    let codes = Codes::new(&[999_i16, 3], &dictionary).unwrap();
    segments.observe_columns(codes, &scores[..2]).unwrap();
    assert_eq!(
        segments
            .by_key()
            .iter()
            .map(|(key, _)| **key)
            .collect::<Vec<_>>(),
        [3, 999]
    );
}

#[test]
fn columns_of_different_lengths_change_nothing() {
    let mut segments = Segments::<u32>::default();
    segments.observe((1, Score::MAX));
    let before = segments.clone();
    let scores = [Score::MAX; 3];
    let uneven = ColumnError::Length {
        first: 2,
        second: 3,
    };
    let lengths = Err(uneven.clone());
    assert_eq!(segments.observe_columns(&[1, 2][..], &scores[..]), lengths);
    let codes = Codes::new(&[0_u32, 0], &[7_u32]).unwrap();
    assert_eq!(segments.observe_columns(codes, &scores[..]), lengths);
    assert_eq!(
        segments.observe_columns(codes, Scores::new(&[9, 9, 9]).unwrap()),
        lengths
    );
    assert_eq!(
        codes.aggregate::<Tally, _>(&scores[..]).unwrap_err(),
        uneven
    );
    assert_eq!(segments, before);

    let months = [Month::MIN; 2];
    let mut timeline = Timeline::<Month>::default();
    assert_eq!(timeline.observe_columns(&months[..], &scores[..]), lengths);
    assert!(timeline.is_empty());

    // Also where columns stand side by side within one.
    let mut nested = Segments::<u32, Timeline<Month>>::default();
    let inner = (&months[..], &scores[..]);
    assert_eq!(nested.observe_columns(&[1, 2, 3][..], inner), lengths);
    assert!(nested.is_empty());
}

#[test]
fn bad_columns_are_refused_by_name_and_place() {
    let keys = ["a", "b"];
    let code = |row, value| ColumnError::Code {
        row,
        value,
        entries: 2,
    };
    assert_eq!(
        Codes::new(&[0_i64, 1, i64::MIN], &keys).unwrap_err(),
        code(2, i64::MIN)
    );
    assert_eq!(
        Codes::new(&[0_u32, u32::MAX], &keys).unwrap_err(),
        code(1, u32::MAX.into())
    );
    assert_eq!(Codes::new(&[2_u8], &keys).unwrap_err(), code(0, 2));
    let none: [&str; 0] = [];
    assert!(Codes::new(&[0_u32], &none).is_err());
    assert!(Codes::<_, u32>::new(&[], &none).is_ok());

    let offset = |row, value, min| ColumnError::Offset {
        row,
        value,
        min,
        max: 3,
    };
    assert_eq!(
        Texts::new(&[-1_i32, 3], b"abc").unwrap_err(),
        offset(0, -1, 0)
    );
    assert_eq!(
        Texts::new(&[0_i32, 2, 1], b"abc").unwrap_err(),
        offset(2, 1, 2)
    );
    assert_eq!(
        Texts::new(&[0_i64, i64::MAX], b"abc").unwrap_err(),
        offset(1, i64::MAX, 0)
    );
    let position = |position| ColumnError::Utf8 { position };
    assert_eq!(Texts::new(&[0_i32, 3], b"ab\xFF").unwrap_err(), position(2));
    assert_eq!(
        Texts::new(&[0_i32, 2, 3], "aö".as_bytes()).unwrap_err(),
        position(2)
    );
    assert_eq!(Texts::new(&[0_i32], b"").unwrap().rows(), Ok(0));

    assert_eq!(Texts::<i32>::new(&[], b"").unwrap().rows(), Ok(0));
    assert_eq!(
        Texts::<i32>::new(&[], b"")
            .unwrap()
            .slice(0..0)
            .iter()
            .count(),
        0
    );

    let date = |row, value| ColumnError::Date { row, value };
    let far = [0_i64, 20_000, i64::MAX];
    assert_eq!(
        Dates::new(&far, TimeUnit::DAY).unwrap_err(),
        date(2, i64::MAX)
    );
    // The days of the calendar, and those before and after.
    for day in [-719_162, 2_932_896] {
        let days = [0_i32, day];
        let dates = Dates::new(&days, TimeUnit::DAY).unwrap();
        assert_eq!(
            dates.iter().map(Day::ordinal).collect::<Vec<_>>(),
            [0, day.into()]
        );
    }
    for day in [-719_163_i32, 2_932_897] {
        let error = Dates::new(&[day, 0], TimeUnit::DAY).unwrap_err();
        assert_eq!(error, date(0, day.into()));
    }
    let last = 2_932_896_i64 * 86_400 + 86_399;
    for (stamp, east, within) in [(last, 0, true), (last + 1, 0, false), (last, 1, false)] {
        let unit = TimeUnit::SECOND.ahead_of_utc(east);
        assert_eq!(Dates::new(&[stamp], unit).is_ok(), within);
    }
}

#[test]
fn scores_in_bytes_are_checked_once() {
    let bytes = [10, 0, 7];
    let scores = Scores::slice_from_bytes(&bytes).unwrap();
    assert_eq!(scores, [10, 0, 7].map(Score::constant));
    assert_eq!(Scores::slice_as_bytes(scores), bytes);
    let column = Scores::new(&bytes).unwrap();
    assert_eq!(column.rows(), Ok(3));
    assert!(column.iter().eq(scores.iter().copied()));
    assert!(column.slice(1..3).iter().eq(scores[1..].iter().copied()));
    assert!(
        Scores::new(&[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
            .unwrap()
            .iter()
            .eq(Score::ALL)
    );
    for bad in 11..=u8::MAX {
        let mut bytes = [10; 300];
        bytes[257] = bad;
        bytes[299] = u8::MAX;
        for error in [
            Scores::slice_from_bytes(&bytes).map(|_| ()).unwrap_err(),
            Scores::new(&bytes).map(|_| ()).unwrap_err(),
        ] {
            assert!(matches!(error, ColumnError::Score { row: 257, .. }));
            let text = format!("row 257: score {bad} is out of range, expected 0 to 10");
            assert_eq!(error.to_string(), text);
        }
        let errors = [
            Tally::try_from_bytes(&bytes).map(|_| ()).unwrap_err(),
            Histogram::try_from_bytes(&bytes).map(|_| ()).unwrap_err(),
        ];
        assert!(errors.iter().all(|error| *error
            == npscore::error::ScoreError::OutOfRange {
                value: bad.into(),
                row: Some(257)
            }));
    }
}

#[test]
fn an_iterator_that_panics_leaves_the_state_whole() {
    let mut tally = tally_of(1, 2, 3);
    let panics = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        tally.extend((0..10_000).map(|row| if row < 9_000 { Score::MAX } else { panic!() }));
    }));
    assert!(panics.is_err());
    assert_eq!(tally, tally_of(1, 2, 3));
}

/// One unit of time, as long as it is in the smallest.
fn units() -> impl Strategy<Value = (TimeUnit, i64)> {
    prop_oneof![
        Just((TimeUnit::SECOND, 1)),
        Just((TimeUnit::MILLISECOND, 1_000)),
        Just((TimeUnit::MICROSECOND, 1_000_000)),
        Just((TimeUnit::NANOSECOND, 1_000_000_000)),
    ]
}

/// Scores of every type of number, and numbers that are none.
macro_rules! scores_of {
    ($($number:ident: $($bad:literal)*;)*) => { $(
        let numbers: [$number; 11] = Score::ALL.map(|score| score.get().into());
        let column = Scores::new(&numbers).unwrap();
        assert!(column.iter().eq(Score::ALL), "{}", stringify!($number));
        $(
            let mut bad = numbers.repeat(9);
            bad[70] = $bad;
            let error = Scores::new(&bad).map(|_| ()).unwrap_err();
            let expected = Score::try_from(bad[70]).unwrap_err();
            assert_eq!(error, ColumnError::Score { row: 70, error: expected });
        )*
    )* };
}

#[test]
#[allow(clippy::cast_possible_wrap, reason = "0 to 10")]
fn scores_of_every_type_of_number() {
    scores_of! {
        u8: 11 255;
        u16: 11 256 65535;
        u32: 11 256 65536;
        u64: 11 256 18_446_744_073_709_551_615;
        i16: 11 256 -1 -246;
        i32: 11 256 -1;
        i64: 11 256 -1 -9_223_372_036_854_775_808;
        f32: 10.5 11.0 -1.0 256.0 1e30;
        f64: 10.5 11.0 -1.0 256.0 9.999_999_999_999_998 1e300;
    }
    let numbers = Score::ALL.map(|score| score.get() as i8);
    assert!(Scores::new(&numbers).unwrap().iter().eq(Score::ALL));
    assert!(Scores::new(&[-1_i8]).is_err() && Scores::new(&[11_i8]).is_err());
    assert!(
        Scores::new(&[0.0, -0.0])
            .unwrap()
            .iter()
            .eq([Score::MIN; 2])
    );
    for bad in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        assert!(Scores::new(&[9.0, bad]).is_err());
    }
}

proptest! {
    #[test]
    fn slices_count_as_iterators_do(scores in vec(score(), 0..5_000)) {
        let mut one_by_one = <(Tally, Histogram)>::default();
        one_by_one.observe_all(scores.iter().copied());
        let (tally, histogram) = one_by_one;
        prop_assert_eq!(Tally::from_scores(&scores), tally);
        prop_assert_eq!(Histogram::from_scores(&scores), histogram);
        prop_assert_eq!(scores.iter().collect::<Tally>(), tally);
        prop_assert_eq!(scores.iter().copied().filter(|_| true).collect::<Histogram>(), histogram);
        prop_assert_eq!(Tally::try_from_bytes(Scores::slice_as_bytes(&scores)), Ok(tally));
        let (mut twice, before) = (tally, tally);
        twice.extend_from_slice(&scores);
        prop_assert_eq!(twice, before + tally);
    }

    #[test]
    fn states_at_places_are_those_of_observing_each(
        rows in vec((0_usize..20, score()), 0..2_000),
        before in vec(score(), 0..20),
        places in prop_oneof![Just(20_usize), Just(5_000)],
    ) {
        let mut tallies = vec![before.iter().collect::<Tally>(); places];
        let mut histograms = vec![before.iter().collect::<Histogram>(); places];
        let (mut expected, mut shapes) = (tallies.clone(), histograms.clone());
        for (place, score) in &rows {
            expected[*place].observe(*score);
            shapes[*place].observe(*score);
        }
        let mut both: Vec<(Tally, Histogram)> =
            tallies.iter().copied().zip(histograms.iter().copied()).collect();
        let mut met = vec![0; places];
        for (place, _) in &rows {
            met[*place] += 1;
        }
        let met = Ok(met);
        prop_assert_eq!(Tally::try_observe_at(&mut tallies, rows.iter().copied()), met.clone());
        prop_assert_eq!(Histogram::try_observe_at(&mut histograms, rows.iter().copied()), met.clone());
        prop_assert_eq!(<(Tally, Histogram)>::try_observe_at(&mut both, rows.iter().copied()), met);
        prop_assert!(both.into_iter().eq(expected.iter().copied().zip(shapes.iter().copied())));
        prop_assert_eq!(tallies, expected);
        prop_assert_eq!(histograms, shapes);
    }

    #[test]
    fn any_texts_are_those_of_the_rows(names in vec(".{0,20}", 0..60), repeat in 1_usize..200) {
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let names = names.repeat(repeat);
        let scores: Vec<Score> = (0..names.len()).map(|row| Score::ALL[row % 11]).collect();
        let (offsets, bytes) = texts(names.iter().copied());
        let column = Texts::new(&offsets, &bytes).unwrap();
        prop_assert!(column.iter().eq(names.iter().copied()));
        let mut segments = Segments::<String>::default();
        segments.observe_columns(column, &scores[..]).unwrap();
        prop_assert!(segments == by_rows(names.iter().copied(), &scores));
    }

    /// Rows near and far, before and after 1970, on clocks ahead of and behind UTC.
    #[test]
    fn dates_have_the_period_of_their_day(
        (unit, per_second) in units(),
        seconds in vec(-9_000_000_000_i64..9_000_000_000, 1..40),
        near in any::<bool>(),
        east in -50_400_i32..=50_400,
        repeat in 1_usize..300,
    ) {
        let scale = if near { 1_000 } else { 1 };
        let stamps: Vec<i64> =
            seconds.iter().map(|second| second / scale * per_second + per_second / 2).collect();
        let stamps = stamps.repeat(repeat);
        let local = |stamp: i64| {
            let day = i128::from(per_second) * 86_400;
            let local = i128::from(stamp) + i128::from(east) * i128::from(per_second);
            i64::try_from(local.div_euclid(day)).unwrap()
        };
        let months: Vec<Month> =
            stamps.iter().map(|stamp| Month::from_epoch_day(local(*stamp)).unwrap()).collect();
        let column = Dates::new(&stamps, unit.ahead_of_utc(east)).unwrap();
        prop_assert!(column.iter().map(Month::from).eq(months.iter().copied()));
        let half = stamps.len() / 2;
        let second = column.slice(half..stamps.len());
        prop_assert!(second.iter().map(Month::from).eq(months[half..].iter().copied()));

        let days: Vec<i32> =
            stamps.iter().map(|stamp| i32::try_from(local(*stamp)).unwrap()).collect();
        let by_day = Dates::new(&days, TimeUnit::DAY).unwrap();
        prop_assert!(by_day.iter().map(Month::from).eq(months.iter().copied()));

        // Into a timeline of the same periods, of longer ones, and within groups.
        let scores: Vec<Score> = (0..stamps.len()).map(|row| Score::ALL[row % 11]).collect();
        let rows = || months.iter().copied().zip(scores.iter().copied());
        let expected: Timeline<Month> = rows().collect();
        let mut timeline = Timeline::default();
        timeline.observe_columns(column, &scores[..]).unwrap();
        prop_assert_eq!(&timeline, &expected);
        let mut plain = Timeline::default();
        plain.observe_columns(&months[..], &scores[..]).unwrap();
        prop_assert_eq!(&plain, &expected);
        let mut quarters = Timeline::<Quarter>::default();
        quarters.observe_columns(column, &scores[..]).unwrap();
        prop_assert_eq!(quarters, expected.coarsen());

        let keys: Vec<u8> = (0..stamps.len()).map(|row| u8::try_from(row % 3).unwrap()).collect();
        let mut nested = Segments::<u8, Timeline<Month>>::default();
        nested.observe_columns(&keys[..], (column, &scores[..])).unwrap();
        let expected: Segments<u8, Timeline<Month>> = keys.iter().copied().zip(rows()).collect();
        prop_assert_eq!(nested, expected);
    }
}

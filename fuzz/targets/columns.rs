//! Columns against rows.

#![no_main]

use libfuzzer_sys::fuzz_target;
use npscore::column::{Codes, Dates, Scores, Texts, TimeUnit};
use npscore::{Histogram, Month, Observe, Period, Score, Segments, Timeline};

type Groups = Segments<String, Timeline<Month, Histogram>>;
type Row = (u8, i32, u8);

const KEYS: [&str; 5] = [
    "",
    "a",
    "b",
    "sixteen letters.",
    "more than sixteen letters",
];

fuzz_target!(|rows: Vec<Row>| {
    let codes: Vec<u32> = rows.iter().map(|row| u32::from(row.0)).collect();
    let days: Vec<i32> = rows.iter().map(|row| row.1).collect();
    let answers: Vec<u8> = rows.iter().map(|row| row.2).collect();

    // By rows, unless there is something wrong in one of them.
    let key = |code: u8| KEYS.get(usize::from(code)).copied();
    let whole: Option<Vec<(&str, Month, Score)>> = rows
        .iter()
        .map(|&(code, day, answer)| {
            Some((
                key(code)?,
                Month::from_epoch_day(day.into())?,
                Score::new(answer).ok()?,
            ))
        })
        .collect();
    let mut expected = Groups::default();
    for &(key, month, score) in whole.iter().flatten() {
        expected.observe((key, (month, score)));
    }

    // A dictionary of keys, days of dates.
    let mut found = Groups::default();
    let by_codes = (|| {
        let keys = Codes::new(&codes, &KEYS)?;
        let months = Dates::new(&days, TimeUnit::DAY)?;
        let scores = Scores::new(&answers)?;
        found.observe_columns(keys, (months, scores))?;
        Ok::<(), npscore::Error>(())
    })();
    assert_eq!(by_codes.is_ok(), whole.is_some());
    assert_eq!(found, expected);

    // Keys as texts one after the other, and periods as they are.
    let Some(whole) = whole else { return };
    let mut texts = String::new();
    let mut offsets = vec![0_i32];
    for (key, ..) in &whole {
        texts.push_str(key);
        offsets.push(i32::try_from(texts.len()).unwrap());
    }
    let months: Vec<Month> = whole.iter().map(|row| row.1).collect();
    let scores: Vec<Score> = whole.iter().map(|row| row.2).collect();
    let keys = Texts::new(&offsets, texts.as_bytes()).unwrap();
    let mut found = Groups::default();
    found
        .observe_columns(keys, (&months[..], &scores[..]))
        .unwrap();
    assert_eq!(found, expected);
});

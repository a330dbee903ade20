//! One case of the hot paths, run once: for counting instructions, which are the same on a noisy
//! machine. `benches/instructions.py` runs it under callgrind.
//!
//! `instructions CASE ROWS`; case `rows` only makes the rows.

#[path = "support/rows.rs"]
mod rows;

use std::hint::black_box;

use npscore::column::{Codes, Dates, Nullable, Scores, Texts, TimeUnit, Validity};
use npscore::{Histogram, Month, Observe, Score, Screened, Segments, Tally, Timeline, Window};
use rows::Numbers;

fn main() {
    let mut arguments = std::env::args()
        .skip(1)
        .filter(|argument| argument != "--bench");
    let (Some(case), Some(rows)) = (arguments.next(), arguments.next()) else {
        eprintln!("instructions CASE ROWS");
        return;
    };
    let Ok(rows) = rows.parse() else {
        eprintln!("{rows:?} is no number of rows");
        return;
    };
    if let Err(error) = run(&case, rows) {
        eprintln!("{error}");
        std::process::exit(1);
    }
}

#[allow(clippy::too_many_lines, reason = "one arm for each case")]
fn run(case: &str, rows: usize) -> Result<(), Box<dyn std::error::Error>> {
    let names = rows::names(KEYS);
    let mut numbers = Numbers::new();
    let codes: Vec<u32> = (0..rows).map(|_| below(&mut numbers, KEYS)).collect();
    let keys: Vec<u32> = codes
        .iter()
        .map(|code| code.wrapping_mul(2_654_435_761))
        .collect();
    let scores: Vec<Score> = (0..rows).map(|_| numbers.score()).collect();
    let stamps: Vec<i64> = (0..rows)
        .map(|_| 1_600_000_000 + i64::from(below(&mut numbers, 150_000_000)))
        .collect();
    let (mut offsets, mut bytes) = (vec![0_i32], Vec::new());
    for code in &codes {
        bytes.extend_from_slice(names[*code as usize].as_bytes());
        offsets.push(i32::try_from(bytes.len())?);
    }
    let raw = Scores::slice_as_bytes(&scores);
    // A tenth of the rows has no value.
    let mut bits = vec![0_u8; rows.div_ceil(8)];
    for row in 0..rows {
        bits[row / 8] |= u8::from(numbers.below(10) > 0) << (row % 8);
    }
    let validity = Validity::new(&bits, 0, rows)?;
    // What is null is 0, as whoever fills a column leaves it.
    let valid = (0..rows).map(|row| bits[row / 8] >> (row % 8) & 1);
    let known: Vec<i64> = { stamps.iter().zip(valid) }
        .map(|(stamp, valid)| stamp * i64::from(valid))
        .collect();
    let mut segments = Segments::<u32>::default();
    let mut regions = Segments::<String>::default();

    match case {
        "rows" => {
            black_box((&keys, &stamps, &offsets, &bits, &known));
        }
        "tally slice" => drop(black_box(Tally::from_scores(&scores))),
        "histogram slice" => drop(black_box(Histogram::from_scores(&scores))),
        "histogram bytes" => drop(black_box(Histogram::try_from_bytes(raw)?)),
        "tally collect" => drop(black_box(scores.iter().filter(|_| true).collect::<Tally>())),
        "segments observe" => {
            segments.observe_all(keys.iter().copied().zip(scores.iter().copied()));
        }
        "segments columns" => segments.observe_columns(&keys[..], Scores::new(raw)?)?,
        "segments codes" => {
            regions.observe_columns(Codes::new(&codes, &names)?, Scores::new(raw)?)?;
        }
        "codes aggregate" => drop(black_box(
            Codes::new(&codes, &names)?.aggregate::<Tally, _>(Scores::new(raw)?)?,
        )),
        "segments texts" => {
            regions.observe_columns(Texts::new(&offsets, &bytes)?, Scores::new(raw)?)?;
        }
        "strings observe" => {
            let names = codes.iter().map(|code| names[*code as usize].as_str());
            regions.observe_all(names.zip(scores.iter().copied()));
        }
        "months of time stamps" => {
            let dates = Dates::new(&stamps, TimeUnit::SECOND)?;
            let mut months = Timeline::<Month>::default();
            months.observe_columns(dates, Scores::new(raw)?)?;
            black_box(months);
        }
        "scores, a tenth null" => {
            let mut regions = Segments::<String, Screened<Tally>>::default();
            let scores = Scores::nullable(raw, validity)?;
            regions.observe_columns(Codes::new(&codes, &names)?, scores)?;
            black_box(regions);
        }
        "scores into screened" => {
            let mut regions = Segments::<String, Screened<Tally>>::default();
            regions.observe_columns(Codes::new(&codes, &names)?, Scores::new(raw)?)?;
            black_box(regions);
        }
        "keys, a tenth null" => {
            let mut groups = Segments::<Option<u32>>::default();
            let keys = Nullable::new(&keys[..], validity)?;
            groups.observe_columns(keys, Scores::new(raw)?)?;
            black_box(groups);
        }
        "codes, a tenth null" => {
            let mut regions = Segments::<Option<String>>::default();
            let codes = Codes::nullable(&codes, &names, validity)?;
            regions.observe_columns(codes, Scores::new(raw)?)?;
            black_box(regions);
        }
        "texts, a tenth null" => {
            let mut regions = Segments::<Option<String>>::default();
            let texts = Texts::nullable(&offsets, &bytes, validity)?;
            regions.observe_columns(texts, Scores::new(raw)?)?;
            black_box(regions);
        }
        "time stamps, a tenth null" => {
            let mut months = Screened::<Timeline<Month>>::default();
            let dates = Dates::nullable(&known, TimeUnit::SECOND, validity)?;
            months.observe_columns(dates, Scores::new(raw)?)?;
            black_box(months);
        }
        "window one by one" => {
            let mut window = <Window>::new(1_000)?;
            for score in &scores {
                window.observe(*score);
            }
            black_box(window);
        }
        "window all at once" => {
            let mut window = <Window>::new(1_000)?;
            window.observe_all(scores.iter().copied());
            black_box(window);
        }
        _ => return Err(format!("no case {case:?}").into()),
    }
    black_box((segments, regions));
    Ok(())
}

/// Distinct keys: as many as stay in the cache, so that instructions are what counts.
const KEYS: u64 = 1_000;

fn below(numbers: &mut Numbers, limit: u64) -> u32 {
    u32::try_from(numbers.below(limit)).unwrap_or_default()
}

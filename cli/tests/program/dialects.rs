//! A table reads back to the same counts in whatever form it is written.

use proptest::prelude::*;
use serde_json::{Value, json};

use crate::reading::spreadsheet;
use crate::run_on;

/// Region, day and score of an answer.
type Row = [String; 3];

const HEADER: [&str; 3] = ["region", "day", "score"];

fn rows() -> impl Strategy<Value = Vec<Row>> {
    let region = prop::sample::select(vec![
        "north",
        "süd",
        "a,b",
        "a;b",
        "a|b",
        "x\"y\"",
        "\"",
        "two\nlines",
        "-",
        "",
    ]);
    let day = prop::sample::select(vec![
        "2024-01-31",
        "2024-02-29T23:59:59Z",
        "31 Jan 2024",
        "2024-03-01 08:00",
        "",
    ]);
    let score = prop::sample::select(vec![
        "10",
        "9",
        "8",
        "7",
        "6",
        "0",
        "10 - gladly",
        "never: 0",
        "promoter",
        "n/a",
        "",
    ]);
    let row = (region, day, score).prop_map(|(a, b, c)| [a, b, c].map(String::from));
    // A row of blanks only is no row in a spreadsheet.
    let row = row.prop_filter("blank", |row| row.iter().any(|cell| !cell.is_empty()));
    prop::collection::vec(row, 0..12)
}

/// The table with a separator and line breaks, cells in quotes where they need them.
fn separated(rows: &[Row], separator: u8, terminator: csv::Terminator) -> String {
    let mut writer = csv::WriterBuilder::new()
        .delimiter(separator)
        .terminator(terminator)
        .from_writer(Vec::new());
    writer.write_record(HEADER).unwrap();
    for row in rows {
        writer.write_record(row).unwrap();
    }
    String::from_utf8(writer.into_inner().unwrap()).unwrap()
}

fn utf_16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    let units = std::iter::once(0xFEFF).chain(text.encode_utf16());
    units.flat_map(bytes).collect()
}

/// A line of JSON for each row, with members in any order and blanks left out.
fn objects(rows: &[Row]) -> String {
    let header = json!({"score": null, "region": "", "day": null}).to_string() + "\n";
    let lines = rows.iter().map(|row| {
        let members = HEADER
            .iter()
            .zip(row)
            .rev()
            .filter(|(_, cell)| !cell.is_empty());
        let members = members.map(|(name, cell)| {
            let number = cell.parse::<u8>().map(Value::from);
            (
                (*name).to_string(),
                number.unwrap_or_else(|_| cell.as_str().into()),
            )
        });
        Value::Object(members.collect()).to_string() + "\n"
    });
    // The names of the columns, and one answer more, which is blank.
    header + &lines.collect::<String>()
}

/// What is counted: everything but the name of the file.
fn counts(bytes: impl AsRef<[u8]>, arguments: &[&str]) -> Value {
    let all = [
        "--score=score",
        "--by=region",
        "--date=day",
        "--scale=0-10",
        "--allow-refused",
        "--missing-word=n/a",
        "--format=json",
    ];
    let mut document = run_on(bytes, &[&all, arguments].concat()).document();
    document["title"].take();
    document
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn every_form_of_a_table_has_the_same_counts(rows in rows()) {
        let lf = csv::Terminator::Any(b'\n');
        let plain = separated(&rows, b',', lf);
        let expected = counts(&plain, &[]);
        prop_assert_eq!(&expected["offered"], &json!(rows.len()));
        for separator in [b';', b'\t', b'|'] {
            let written = separated(&rows, separator, lf);
            prop_assert_eq!(&counts(&written, &[]), &expected, "{}", written);
        }
        for terminator in [csv::Terminator::CRLF, csv::Terminator::Any(b'\r')] {
            let written = separated(&rows, b';', terminator);
            prop_assert_eq!(&counts(&written, &[]), &expected, "{:?}", written);
        }
        prop_assert_eq!(&counts(utf_16(&plain, u16::to_le_bytes), &[]), &expected);
        prop_assert_eq!(&counts(utf_16(&plain, u16::to_be_bytes), &[]), &expected);
        prop_assert_eq!(&counts(format!("\u{FEFF}{plain}"), &[]), &expected);
        let latin: Vec<u8> = plain.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
        prop_assert_eq!(&counts(latin, &["--encoding=latin-1"]), &expected);
        let cells: Vec<Vec<&str>> = std::iter::once(HEADER.to_vec())
            .chain(rows.iter().map(|row| row.iter().map(String::as_str).collect()))
            .collect();
        let cells: Vec<&[&str]> = cells.iter().map(Vec::as_slice).collect();
        let lines = |document: &Value| document.to_string().replace("two\\nlines", "two lines");
        let sheet = counts(spreadsheet(&[("Sheet1", 0, &cells)]), &[]);
        // Line breaks in the cells of a spreadsheet become spaces.
        prop_assert_eq!(lines(&sheet), lines(&expected));

        let mut one_more = rows.clone();
        one_more.push([String::new(), String::new(), "n/a".into()]);
        let expected = counts(separated(&one_more, b',', lf), &[]);
        prop_assert_eq!(&counts(objects(&rows), &[]), &expected);
    }
}

//! How periods are written and read.

use std::fmt::Display;
use std::str::FromStr;

use npscore::error::PeriodError;
use npscore::period::{FiscalQuarter, FiscalYear, IsoWeek};
use npscore::{Day, Month, Quarter, Year};
use proptest::prelude::*;

use super::Written;

#[test]
fn display_honours_width_and_fill() {
    let month = Month::constant(2026, 3);
    assert_eq!(
        format!("{month:>9}|{month:<9}|{month:*^9}|{month}"),
        "  2026-03|2026-03  |*2026-03*|2026-03"
    );
    assert_eq!(format!("{:>6}", Year::constant(987)), "  0987");
    assert_eq!(format!("{:>8}", Quarter::constant(2026, 1)), " 2026-Q1");
    assert_eq!(format!("{month:?}"), "Month(2026-03)");
    assert_eq!(
        format!("{:?}", Some(Quarter::constant(7, 4))),
        "Some(Quarter(0007-Q4))"
    );
    assert_eq!(format!("{:?}", Year::MIN), "Year(0001)");
    assert_eq!(
        format!("{:>12}|", Day::constant(2026, 3, 9)),
        "  2026-03-09|"
    );
    assert_eq!(
        format!("{:<10}|", IsoWeek::constant(2026, 11)),
        "2026-W11  |"
    );
    assert_eq!(
        format!("{:?} {:?}", Day::MIN, IsoWeek::MAX),
        "Day(0001-01-01) IsoWeek(9999-W52)"
    );
    assert_eq!(
        format!(
            "{:?} {:>10}",
            FiscalYear::<7>::MAX,
            FiscalQuarter::<7>::constant(2026, 1)
        ),
        "FiscalYear(FY10000)  FY2026-Q1"
    );
}

/// Texts that no period is written like.
const STRANGE: &[&str] = &[
    "",
    " ",
    "-",
    "--",
    "-Q",
    "-W",
    "26",
    "026",
    "-001",
    "+026",
    "2O26",
    "٢٠٢٦",
    "２０２６",
    "2026 ",
    " 2026",
    "2026\n",
    "2026\0",
    "2026-",
    "2026--3",
    "2026-1",
    "2026-001",
    "2026-+1",
    "2026- 1",
    " 2026-03",
    "2026-03 ",
    "2026-03\n",
    "20000-03",
    "-2026-03",
    "26-03",
    "2026/03",
    "2026.03",
    "2026–03",
    "202603",
    "03-2026",
    "03/2026",
    "2026-Mar",
    "2026-٠٣",
    "٢٠٢٦-03",
    "2026-0３",
    "2026-q1",
    "2026-Q",
    "2026-Q01",
    "2026-Q١",
    "2026Q1",
    "Q1-2026",
    "2026-Q1-Q1",
    "2026-T1",
    "2026-w11",
    "2026-W1",
    "2026-W011",
    "2026-W11-1",
    "2026W11",
    "2026-3-9",
    "2026-03-9",
    "2026-03-009",
    "2026-03-09T23:30",
    "2026-03-09Z",
    "20260309",
    "2026-03-٠٩",
    "NaT",
    "null",
    "\u{feff}2026-03",
    "2026-03\u{a0}",
];

fn strange<P: Written>(form: &str) {
    for text in STRANGE {
        match text.parse::<P>() {
            Err(PeriodError::Format { unit, form: f, .. }) => {
                assert_eq!((unit, f), (P::UNIT, form));
            }
            other => panic!("{text:?} was read as {other:?}"),
        }
    }
    let long = "2026-03".repeat(100_000);
    let message = long.parse::<P>().unwrap_err().to_string();
    assert!(message.len() < 120, "{message}");
}

fn refused<P: Written>(texts: &[(&str, &str)]) {
    for (text, message) in texts {
        assert_eq!(text.parse::<P>().unwrap_err().to_string(), *message);
    }
}

#[test]
fn strange_texts_are_no_periods() {
    strange::<Year>("2026");
    strange::<Quarter>("2026-Q1");
    strange::<Month>("2026-03");
    refused::<Year>(&[
        ("10000", "year 10000 is out of range, expected 1 to 9999"),
        ("0000", "year 0 is out of range, expected 1 to 9999"),
        ("2026-03", "year \"2026-03\" does not have the form 2026"),
    ]);
    refused::<Quarter>(&[
        ("2026-Q5", "quarter 5 is out of range, expected 1 to 4"),
        ("2026-Q0", "quarter 0 is out of range, expected 1 to 4"),
        ("0000-Q1", "year 0 is out of range, expected 1 to 9999"),
        (
            "2026-03",
            "quarter \"2026-03\" does not have the form 2026-Q1",
        ),
        ("2026", "quarter \"2026\" does not have the form 2026-Q1"),
    ]);
    refused::<Month>(&[
        ("2026-13", "month 13 is out of range, expected 1 to 12"),
        ("2026-00", "month 0 is out of range, expected 1 to 12"),
        ("2026-99", "month 99 is out of range, expected 1 to 12"),
        ("0000-00", "year 0 is out of range, expected 1 to 9999"),
        (
            "2026-03-01",
            "month \"2026-03-01\" does not have the form 2026-03",
        ),
        (
            "2026-Q1",
            "month \"2026-Q1\" does not have the form 2026-03",
        ),
    ]);
}

#[test]
fn strange_texts_are_no_days_and_weeks() {
    strange::<Day>("2026-03-09");
    strange::<IsoWeek>("2026-W11");
    refused::<Day>(&[
        ("2026-02-29", "day 29 is out of range, expected 1 to 28"),
        ("1900-02-29", "day 29 is out of range, expected 1 to 28"),
        ("2026-03-00", "day 0 is out of range, expected 1 to 31"),
        ("2026-13-01", "month 13 is out of range, expected 1 to 12"),
        ("0000-01-01", "year 0 is out of range, expected 1 to 9999"),
        (
            "2026-03",
            "day \"2026-03\" does not have the form 2026-03-09",
        ),
    ]);
    refused::<IsoWeek>(&[
        ("2025-W53", "week 53 is out of range, expected 1 to 52"),
        ("0987-W00", "week 0 is out of range, expected 1 to 52"),
        ("2026-W54", "week 54 is out of range, expected 1 to 53"),
        ("0000-W01", "year 0 is out of range, expected 1 to 9999"),
    ]);
}

#[test]
fn strange_texts_are_no_fiscal_periods() {
    strange::<FiscalYear<7>>("FY2026");
    strange::<FiscalQuarter<7>>("FY2026-Q1");
    refused::<FiscalYear<1>>(&[
        ("FY10000", "year 10000 is out of range, expected 1 to 9999"),
        ("FY0000", "year 0 is out of range, expected 1 to 9999"),
        (
            "fy2026",
            "fiscal year \"fy2026\" does not have the form FY2026",
        ),
    ]);
    refused::<FiscalQuarter<7>>(&[
        (
            "FY10001-Q1",
            "fiscal quarter \"FY10001-Q1\" does not have the form FY2026-Q1",
        ),
        (
            "FY2026-Q5",
            "fiscal quarter 5 is out of range, expected 1 to 4",
        ),
    ]);
}

/// Whatever text is read as a period is the text that period is written as.
fn canonical<P: FromStr + Display>(text: &str) {
    if let Ok(period) = text.parse::<P>() {
        assert_eq!(period.to_string(), text);
    }
}

proptest! {
    #[test]
    fn one_period_has_one_text(
        text in prop_oneof![
            "\\PC{0,12}",
            "[0-9 +]{4}(-Q?W?[0-9 +]{1,2}){0,3}",
            "(FY)?[0-9]{4,5}-(Q[0-9]|W[0-9]{2}|[0-9]{2}(-[0-9]{2})?)",
            "FY(10000|[0-9]{4})(-Q[1-4])?",
        ],
    ) {
        canonical::<Year>(&text);
        canonical::<Quarter>(&text);
        canonical::<Month>(&text);
        canonical::<Day>(&text);
        canonical::<IsoWeek>(&text);
        canonical::<FiscalYear<7>>(&text);
        canonical::<FiscalQuarter<7>>(&text);
    }
}

#[cfg(feature = "serde")]
mod json {
    use std::collections::{BTreeMap, HashMap};
    use std::fmt::Debug;

    use npscore::period::{FiscalQuarter, FiscalYear, IsoWeek};
    use npscore::{Day, Month, Quarter, Year};
    use serde::de::DeserializeOwned;

    use super::{STRANGE, Written};

    fn hostile<P: Written>(documents: &[(&str, &str)]) {
        for text in STRANGE {
            let json = serde_json::to_string(text).unwrap();
            let message = serde_json::from_str::<P>(&json).unwrap_err().to_string();
            assert!(
                message.contains("does not have the form"),
                "{json}: {message:?}"
            );
        }
        let kinds = [
            "null",
            "true",
            "2026",
            "2026.03",
            "-1",
            "[]",
            "[2026,3]",
            "{}",
            r#"{"year":2026,"month":3}"#,
        ];
        let expected = format!("expected a {} such as", P::UNIT);
        for json in kinds {
            let message = serde_json::from_str::<P>(json).unwrap_err().to_string();
            assert!(message.contains(&expected), "{json}: {message:?}");
        }
        for (json, expected) in documents {
            let message = serde_json::from_str::<P>(json).unwrap_err().to_string();
            assert!(message.contains(expected), "{json}: {message:?}");
        }
    }

    #[test]
    fn hostile_documents_are_refused() {
        hostile::<Year>(&[("\"0000\"", "year 0 is out of range, expected 1 to 9999")]);
        hostile::<Quarter>(&[("\"2026-Q5\"", "quarter 5 is out of range, expected 1 to 4")]);
        hostile::<Month>(&[
            ("\"2026-13\"", "month 13 is out of range, expected 1 to 12"),
            ("\"2026-00\"", "month 0 is out of range, expected 1 to 12"),
        ]);
        hostile::<Day>(&[("\"2026-02-29\"", "day 29 is out of range, expected 1 to 28")]);
        hostile::<IsoWeek>(&[("\"2025-W53\"", "week 53 is out of range, expected 1 to 52")]);
        hostile::<FiscalQuarter<10>>(&[(
            "\"FY2026-Q0\"",
            "fiscal quarter 0 is out of range, expected 1 to 4",
        )]);
    }

    fn key<P: Written>(period: P) {
        let ordered = BTreeMap::from([(period, 1_u8)]);
        let json = serde_json::to_string(&ordered).unwrap();
        assert_eq!(json, format!("{{\"{period}\":1}}"));
        assert_eq!(read::<BTreeMap<P, u8>>(&json), ordered);
        assert_eq!(
            read::<HashMap<P, u8>>(&json),
            HashMap::from([(period, 1_u8)])
        );
        let value = serde_json::to_value(period).unwrap();
        assert_eq!(serde_json::from_value::<P>(value).unwrap(), period);
        assert!(serde_json::from_str::<BTreeMap<P, u8>>("{\"March\":1}").is_err());
    }

    fn read<T: DeserializeOwned + Debug>(json: &str) -> T {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn periods_are_keys_of_maps() {
        key(Year::constant(2026));
        key(Quarter::constant(2026, 1));
        key(Month::constant(2026, 3));
        key(Day::constant(2026, 3, 9));
        key(IsoWeek::constant(2026, 11));
        key(FiscalYear::<7>::constant(2026));
        key(FiscalQuarter::<7>::constant(2026, 1));
        assert_eq!(
            read::<Month>(r#""\u0032026-03""#),
            Month::constant(2026, 3),
            "an escaped text is the same text"
        );
    }
}

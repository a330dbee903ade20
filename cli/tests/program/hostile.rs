//! What is refused, in which words, and that nothing ends in a panic.

use std::fs::File;
use std::io::{self, Read};

use proptest::prelude::*;

use crate::{program, run, run_on, run_with};

const SCORE: [&str; 2] = ["--score", "score"];

#[test]
fn files_that_cannot_be_read() {
    let missing = run(&["/no/such/file.csv", "--score", "s"], io::empty()).problem();
    assert!(
        missing.starts_with("cannot read /no/such/file.csv: "),
        "{missing}"
    );
    let directory = std::env::temp_dir();
    let directory = run(&[directory.to_str().unwrap(), "--score", "s"], io::empty()).problem();
    assert!(directory.starts_with("cannot read "), "{directory}");
    let steering = run(&["a\u{1B}[2J.csv", "--score", "s"], io::empty()).problem();
    assert!(
        steering.starts_with("cannot read a\u{FFFD}[2J.csv: "),
        "{steering}"
    );

    // What is opened can still not be read.
    let root = File::open("/").unwrap();
    let directory = run_with(&["-", "--score", "s"], root.into()).problem();
    assert!(
        directory.starts_with("cannot read standard input: "),
        "{directory}"
    );
}

#[test]
fn files_without_a_header() {
    for bytes in ["", "\n", "\r\n\r\n", "\u{FEFF}", "\u{FEFF}\n"] {
        assert_eq!(
            run_on(bytes, &SCORE).problem(),
            "FILE is empty, expected a header row that names the columns"
        );
    }
}

#[test]
fn columns_that_are_not_there_or_twice() {
    assert_eq!(
        run_on("id, Score ,why\n1,9,\n", &SCORE).problem(),
        "FILE, line 1: no column is named \"score\", expected one of \"id\", \"Score\", \"why\""
    );
    assert_eq!(
        run_on("score,why\n9,\n", &["--score", "score", "--weight", "w"]).problem(),
        "FILE, line 1: no column is named \"w\", expected one of \"score\", \"why\""
    );
    assert_eq!(
        run_on("score,why\n9,\n", &["--score", "score", "--count", "n"]).problem(),
        "FILE, line 1: no column is named \"n\", expected one of \"score\", \"why\""
    );
    assert_eq!(
        run_on("\r\nscore,why, score\r\n9,,9\r\n", &SCORE).problem(),
        "FILE, line 2: columns 1 and 3 are both named \"score\": which one is meant?"
    );
    let long = format!("{}\u{1B}\n9\n", "x".repeat(100));
    assert_eq!(
        run_on(long, &SCORE).problem(),
        format!(
            "FILE, line 1: no column is named \"score\", expected one of \"{}…\"",
            "x".repeat(40)
        )
    );
}

#[test]
fn wrong_encodings() {
    assert_eq!(
        run_on(b"score,why\n9,\n8,\"a\nb\"\n7,d\xE9j\xE0\n", &SCORE).problem(),
        "FILE, line 5: column 2 holds bytes that are not UTF-8; for a Latin-1 (Windows-1252) \
         file, add --encoding latin-1"
    );
    // A character must not be made of the end of one cell and the beginning of the next.
    assert_eq!(
        run_on(b"score,why\n\xC3,\xA9\n", &SCORE).problem(),
        "FILE, line 2: column 1 holds bytes that are not UTF-8; for a Latin-1 (Windows-1252) \
         file, add --encoding latin-1"
    );
    let latin = ["--score", "score", "--encoding", "latin-1"];
    for (mark, name) in [("\u{FEFF}".as_bytes(), "UTF-8"), (b"\xFF\xFE", "UTF-16")] {
        assert_eq!(
            run_on([mark, b"score\n9\n"].concat(), &latin).problem(),
            format!("FILE, line 1: the file is marked as {name}; leave out --encoding latin-1")
        );
    }
}

#[test]
fn ragged_rows() {
    assert_eq!(
        run_on("score,why\n9,\n8\n7,\n", &SCORE).problem(),
        "FILE, line 3: expected 2 cells as in the header, found 1"
    );
    assert_eq!(
        run_on("score,why\r\n9,\"a\r\nb\"\r\n\r\n8,good, fast\r\n", &SCORE).problem(),
        "FILE, line 5: expected 2 cells as in the header, found 3"
    );
    assert_eq!(
        run_on("\"score\",\"w\r\rh\ny\"\r9,\r\r8", &SCORE).problem(),
        "FILE, line 7: expected 2 cells as in the header, found 1"
    );
}

#[test]
fn a_quote_that_is_never_closed() {
    for rows in [
        "why,score\n,9\n,\"8\n,7\n,6\n",
        "why,score\n,9\n,\"8",
        "why,score\n,9\n,\"",
    ] {
        assert_eq!(
            run_on(rows, &SCORE).problem(),
            "FILE, line 3: a quote is opened in this row and not closed before the end of the file"
        );
    }
    assert_eq!(
        run_on("score\n\"", &SCORE).problem(),
        "FILE, line 2: a quote is opened in this row and not closed before the end of the file"
    );
    // An end that looks like the program's own mark of it is a row like any other.
    let report = run_on("score\n9\n.\n", &SCORE).report();
    assert!(report.contains("\n  1  not a number\n"), "{report}");
    let report = run_on("score\n9\n.", &SCORE).report();
    assert!(report.contains("\n  1  not a number\n"), "{report}");
}

#[test]
fn a_row_without_end() {
    let endless = b"why,score\n,9\n\"".chain(io::repeat(b'x'));
    assert_eq!(
        run(&["-", "--score", "score"], endless).problem(),
        "standard input, line 3: this row is longer than 16 MiB: is a quote opened and not closed?"
    );
}

#[test]
fn counts_that_are_none() {
    let arguments = ["--score", "score", "--count", "n"];
    for cell in [
        "",
        "-1",
        "1.5",
        "+1",
        "x",
        "1e3",
        "18446744073709551616",
        ".0",
        ".",
    ] {
        assert_eq!(
            run_on(format!("score,n\n9,1\n\n8,{cell}\n"), &arguments).problem(),
            format!(
                "FILE, line 4: {cell:?} in column \"n\" is not a count, expected a whole number \
                 of 0 or more"
            )
        );
    }
    // The count of an excluded answer counts too.
    assert_eq!(
        run_on("score,n\nNA,many\n", &arguments).problem(),
        "FILE, line 2: \"many\" in column \"n\" is not a count, expected a whole number of 0 or \
         more"
    );
    let report = run_on("score,n\n9, 2 \n8,1.0\n7,0\n", &arguments).report();
    assert!(report.contains("\n3 rows offered, "), "{report}");
}

#[test]
fn weights_that_are_none() {
    let arguments = ["--score", "score", "--weight", "w"];
    let not_a_number = |cell: &str| {
        format!("weight {cell:?} is not a decimal number, expected 0 to 18446744.073709551615")
    };
    let out_of_range =
        |cell: &str| format!("weight {cell} is out of range, expected 0 to 18446744.073709551615");
    for (cell, message) in [
        ("", not_a_number("")),
        ("NaN", not_a_number("NaN")),
        ("inf", not_a_number("inf")),
        ("1_000", not_a_number("1_000")),
        ("1e99999999999", not_a_number("1e99999999999")),
        ("-1", out_of_range("-1")),
        ("18446745", out_of_range("18446745")),
        ("1e28", out_of_range("10000000000000000000000000000")),
    ] {
        assert_eq!(
            run_on(format!("score,w\n9,1\n8,{cell}\n"), &arguments).problem(),
            format!("FILE, line 3: in column \"w\": {message}")
        );
    }
}

#[test]
fn more_than_can_be_counted() {
    let most = u64::MAX;
    let counted = ["--score", "score", "--count", "n"];
    let rows = format!("score,n\n9,{most}\n8,0\n7,1\n");
    assert_eq!(
        run_on(rows, &counted).problem(),
        "FILE, line 4: more than 18446744073709551615 responses"
    );
    let rows = format!("score,n\n9,{most}\n,1\n");
    assert_eq!(
        run_on(rows, &counted).problem(),
        "FILE, line 3: more than 18446744073709551615 responses"
    );
    let report = run_on(format!("score,n\n9,{most}\n"), &counted).report();
    assert!(
        report.contains("  promoters   9 and 10  18,446,744,073,709,551,615  100.0 %\n"),
        "{report}"
    );

    let both = ["--score", "score", "--count", "n", "--weight", "w"];
    let rows = format!("score,n,w\n9,1,1\n9,{},18446744.073709551615\n", most - 1);
    assert_eq!(
        run_on(rows, &both).problem(),
        "FILE, line 3: more weight than a tally holds, about 1.3e24"
    );
}

#[test]
fn a_closed_pipe_ends_quietly() {
    for arguments in [&["report"][..], &["report", "--help"]] {
        let (reader, writer) = io::pipe().unwrap();
        drop(reader);
        let output = program(arguments).stdout(writer).output().unwrap();
        assert_eq!(output.status.code(), Some(0));
        assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    }
    // Nobody to complain to.
    let (reader, writer) = io::pipe().unwrap();
    drop(reader);
    let arguments = ["report", "/no/such/file.csv", "--score", "s"];
    let status = program(&arguments).stderr(writer).status().unwrap();
    assert_eq!(status.code(), Some(1));
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_a_failure() {
    let full = File::options().write(true).open("/dev/full").unwrap();
    let output = program(&["report"]).stdout(full).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let message = String::from_utf8(output.stderr).unwrap();
    assert!(
        message.starts_with("error: cannot write the report: "),
        "{message}"
    );
}

/// A file in the making: its text and the line on which the next row begins.
#[derive(Debug, Clone)]
struct Made {
    text: String,
    line: u64,
}

/// Rows of a comment and a score, with any line breaks anywhere they may be.
fn made() -> impl Strategy<Value = Made> {
    let line_break = prop_oneof![Just("\n"), Just("\r\n"), Just("\r")];
    let words = prop_oneof![Just(""), Just("a"), Just("\"\""), Just(","), Just("é")];
    let cell = prop::collection::vec((words, prop::option::of(line_break.clone())), 0..4);
    let row = (cell, prop::collection::vec(line_break, 1..4));
    prop::collection::vec(row, 0..20).prop_map(|rows| {
        let mut text = String::from("why,score\n");
        for (cell, breaks) in rows {
            text.push('"');
            for (word, line_break) in cell {
                text.push_str(word);
                text.push_str(line_break.unwrap_or_default());
            }
            text.push_str("\",9");
            text.extend(breaks);
        }
        // What an editor counts: `\r\n` is one break.
        let unified = text.replace("\r\n", "\n").replace('\r', "\n");
        let line = 1 + unified.matches('\n').count() as u64;
        Made { text, line }
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn line_numbers_are_those_of_an_editor(made in made(), ragged in "[0-9]|\"\n\"|a,b,c") {
        let problem = run_on(format!("{}{ragged}", made.text), &SCORE).problem();
        let expected = format!("FILE, line {}: ", made.line);
        prop_assert!(problem.starts_with(&expected), "{problem}, not {expected}");
    }

    #[test]
    fn no_bytes_end_in_a_panic(
        pieces in prop::collection::vec(
            prop::sample::select(vec![
                &b"score"[..], b"w", b"n", b",", b"\"", b"\n", b"\r", b"\r\n", b"9", b"10", b"-1",
                b"18446744073709551615", b"1e28", b"0.", b" ", b".", b"\xFF", b"\xC3", b"\xA9",
                b"\xEF\xBB\xBF", b"\0", b"2018-02", b"2018-02-30", b"9999-12-31",
            ]),
            0..60,
        ),
        headed in any::<bool>(),
        latin in any::<bool>(),
        options in prop::sample::subsequence(
            vec![
                "--weight=w", "--count=n", "--missing=99", "--by=w", "--by=w,n", "--by=score,n,w",
                "--date=w", "--most-segments=2",
            ],
            0..=8,
        ),
    ) {
        let header = if headed { &b"score,w,n\n9,1,1\n"[..] } else { b"" };
        let bytes = [header, &pieces.concat()].concat();
        let encoding = if latin { "--encoding=latin-1" } else { "--encoding=utf-8" };
        let arguments = [&["-", "--score=score", encoding][..], &options].concat();
        let run = run(&arguments, &bytes[..]);
        match run.code {
            0 => prop_assert_eq!(run.stderr, ""),
            code => {
                prop_assert_eq!((code, run.stdout.as_str()), (1, ""));
                prop_assert!(run.stderr.starts_with("error: "));
            }
        }
    }
}

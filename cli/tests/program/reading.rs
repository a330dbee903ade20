//! Which files are understood.

use std::io::{self, Read};

use crate::{TemporaryFile, run, run_on};

/// Scores 9, 10 and 3, however the file is written.
#[track_caller]
fn assert_read(bytes: impl AsRef<[u8]>, arguments: &[&str]) {
    let report = run_on(&bytes, arguments).report();
    assert!(report.contains("\n3 rows offered, "), "{report}");
    assert!(report.contains("\n33.3  Net Promoter Score"), "{report}");
}

#[test]
fn real_exports_are_read() {
    let score = ["--score", "score"];
    assert_read("score\n9\n10\n3\n", &score);
    assert_read("score\n9\n10\n3", &score);
    assert_read("score\r\n9\r\n10\r\n3\r\n", &score);
    assert_read("score\r9\r10\r3", &score);
    assert_read("\n\nscore\n\n9\n10\n\n3\n\n", &score);
    assert_read("\u{FEFF}score,why\n9,\n10,\n3,\n", &score);
    assert_read("\u{FEFF}\"score\",why\r\n9,\r\n10,\r\n3,\r\n", &score);
    assert_read("id, score \n1, 9\n2,\t10 \n3,\u{A0}3.0\n", &score);
    assert_read(
        "id,\u{A0}score\n1,9\n2,10\n3,3\n",
        &[" --score", " score "].map(str::trim),
    );
    assert_read(
        "why,score\n\"good, fast\",9\n\"\"\"fine\"\"\",10\n\"slow\nand rude\",3\n",
        &score,
    );
    assert_read(
        "\"why,\nplease\",score\n\"a\r\n\r\nb\",\"9\"\n,\"10\"\n\"\",\"3\"\n",
        &score,
    );
    assert_read("a,b,score\nå,€,9\n\u{1F600},,10\n,,3\n", &score);
}

#[test]
fn latin_1_is_read_when_asked_for() {
    let rows = b"\xE9tablissement,note \xE0 donner\nd\xE9j\xE0 \x80,9\nb,10\nc,3\n";
    assert_read(rows, &["--score", "note à donner", "--encoding", "latin-1"]);
    assert_eq!(
        run_on(rows, &["--score", "note à donner"]).problem(),
        "FILE, line 1: column 1 holds bytes that are not UTF-8; for a Latin-1 (Windows-1252) \
         file, add --encoding latin-1"
    );
}

#[test]
fn standard_input_is_read_however_it_arrives() {
    /// A byte at a time, with interruptions.
    struct Slowly<'a>(&'a [u8], bool);

    impl Read for Slowly<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            self.1 = !self.1;
            if self.1 {
                return Err(io::ErrorKind::Interrupted.into());
            }
            let most = buffer.len().min(1);
            self.0.read(&mut buffer[..most])
        }
    }

    let rows = "\u{FEFF}why,score\r\n\"a\r\nb\",9\r\n€,10\r\n,3";
    let at_once = run(&["-", "--score", "score"], rows.as_bytes()).report();
    assert!(at_once.starts_with("standard input\n3 rows offered"));
    assert!(at_once.contains("\n33.3  Net Promoter Score"));
    let slowly = run(&["-", "--score", "score"], Slowly(rows.as_bytes(), false));
    assert_eq!(slowly.report(), at_once);

    let latin = b"\xE9,score\r\n\x80,9\r\n,10\r\n,3";
    let slowly = run(
        &["-", "--score", "score", "--encoding", "latin-1"],
        Slowly(latin, false),
    );
    assert_eq!(slowly.report(), at_once);
}

#[test]
fn blank_lines_are_no_rows_but_blank_cells_are_answers_missing() {
    let report = run_on("score\n9\n\n\"\"\n \n", &["--score", "score"]).report();
    assert!(report.contains("\n3 rows offered, "), "{report}");
    assert!(report.contains("\n  2  missing (blank)\n"), "{report}");
}

#[test]
fn other_columns_may_share_a_name() {
    assert_read(
        "x,score,x,\n1,9,1,\n2,10,2,\n3,3,3,\n",
        &["--score", "score"],
    );
}

#[test]
fn a_long_stream_is_read_in_passing() {
    let rows = Read::chain(
        &b"why,score\n"[..],
        io::Cursor::new("\"a quoted, and\nbroken comment\",9\n".repeat(200_000)),
    );
    let report = run(&["-", "--score", "score"], rows).report();
    assert!(report.contains("\n200,000 rows offered, "), "{report}");
}

#[test]
fn separators_are_found_by_the_header() {
    for separator in [",", ";", "\t", "|"] {
        let rows = "why,score\n\"a,b;c\",9\nb,10\n,3\n".replace(',', separator);
        assert_read(&rows, &["--score", "score"]);
    }
    assert_read(
        "why score\na 9\nb 10\nc 3\n",
        &["--score=score", "--delimiter= "],
    );
    // A header of several separators: the one for which there is such a column.
    assert_read("a;b,score\n1;2,9\n1;2,10\n,3\n", &["--score", "score"]);
}

#[test]
fn rows_above_the_header() {
    let rows = "Survey of May\n\nscore,why\n9,\n10,\n3,\n";
    assert_read(rows, &["--score", "score", "--skip-rows=2"]);
    assert_eq!(
        run_on(
            "Survey\n\nscore\n9\nx,y\n",
            &["--score=score", "--skip-rows=1"]
        )
        .problem(),
        "FILE, line 5: expected 1 cells as in the header, found 2"
    );
    assert_eq!(
        run_on("score\n", &["--score=score", "--skip-rows=3"]).problem(),
        "FILE is empty, expected a header row that names the columns"
    );
}

#[test]
fn json_lines() {
    let rows = r#"{"score": 9, "why": "a\nb"}

{"why": null, "score": "10"}
{"score": 3.0, "more": {"a": [1, 2]}, "region": "north"}
"#;
    assert_read(rows, &["--score", "score"]);
    let segments = run_on(rows, &["--score=score", "--by=region"]).report();
    assert!(segments.contains("\n  north    1 "), "{segments}");
    let missing = run_on(
        "{\"score\": 9}\n{\"other\": 1}\n{\"score\": null}\n",
        &["--score=score"],
    );
    assert!(missing.report().contains("\n  2  missing (blank)\n"));
    assert_eq!(
        run_on("{\"score\": 9}\n{\"a\": 1}\n", &["--score=nps"]).problem(),
        "FILE, line 1: no column is named \"nps\", expected one of \"score\", \"a\""
    );
    for (rows, line) in [("{\"score\": 9}\n\n[9]\n", 3), ("{\"score\": 9\n", 1)] {
        let problem = run_on(rows, &["--score=score"]).problem();
        let expected = format!("FILE, line {line}: expected one JSON object on a line, found ");
        assert!(problem.starts_with(&expected), "{problem}");
    }
}

/// A spreadsheet of these sheets, of cells as numbers where they are numbers.
pub(crate) fn spreadsheet(sheets: &[(&str, u32, &[&[&str]])]) -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    for (name, first_row, rows) in sheets {
        let sheet = book.add_worksheet();
        sheet.set_name(*name).unwrap();
        for (row, cells) in (*first_row..).zip(*rows) {
            for (column, cell) in (0..).zip(*cells) {
                if let Ok(number) = cell.parse::<f64>() {
                    sheet.write_number(row, column, number).unwrap();
                } else if let Some(days) = cell.strip_prefix("date ") {
                    let format = rust_xlsxwriter::Format::new().set_num_format("yyyy-mm-dd hh:mm");
                    let days: f64 = days.parse().unwrap();
                    sheet
                        .write_number_with_format(row, column, days, &format)
                        .unwrap();
                } else if !cell.is_empty() {
                    sheet.write_string(row, column, *cell).unwrap();
                }
            }
        }
    }
    book.save_to_buffer().unwrap()
}

#[test]
fn spreadsheets() {
    let rows: &[&[&str]] = &[&["why", "score"], &["a", "9"], &["b\nc", "10"], &["", "3"]];
    assert_read(spreadsheet(&[("Sheet1", 0, rows)]), &["--score", "score"]);
    // The first sheet that is not empty, or the one that is named.
    let book = spreadsheet(&[
        ("Empty", 0, &[]),
        ("Answers", 2, rows),
        ("Other", 0, &[&["x"]]),
    ]);
    assert_read(&book, &["--score", "score"]);
    assert_read(&book, &["--score", "score", "--sheet=Answers"]);
    assert_eq!(
        run_on(&book, &["--score=nps"]).problem(),
        "FILE, line 3: no column is named \"nps\", expected one of \"why\", \"score\""
    );
    assert_eq!(
        run_on(&book, &["--score=score", "--sheet=answers"]).problem(),
        "cannot read FILE: no sheet is named \"answers\", expected one of [\"Empty\", \"Answers\", \"Other\"]"
    );
    // Dates are numbers with a format.
    let rows: &[&[&str]] = &[
        &["day", "score"],
        &["date 45322.9993", "9"],
        &["date 45323", "3"],
    ];
    let dated = ["--score=score", "--date=day", "--format=json"];
    let document = run_on(spreadsheet(&[("S", 0, rows)]), &dated).document();
    assert_eq!(document["periods"]["2024-01"]["nps"], 100.0);
    assert_eq!(document["periods"]["2024-02"]["nps"], -100.0);
    // Half a spreadsheet.
    let broken = run_on(&book[..book.len() / 2], &["--score=score"]).problem();
    assert!(
        broken.starts_with("cannot read FILE: not a spreadsheet: "),
        "{broken}"
    );
}

#[test]
fn several_files_are_one_survey() {
    let first = TemporaryFile::new(b"score,why\n9,\n10,\n");
    let second = TemporaryFile::new(b"id;score\n1;3\n");
    let paths = [&first, &second].map(|file| file.path.to_str().unwrap());
    let report = run(&[paths[0], paths[1], "--score=score"], io::empty()).report();
    assert!(report.contains("\n33.3  Net Promoter Score"), "{report}");
    let report = run(&[paths[0], "-", "--score=score"], &b"score\n3\n"[..]).report();
    assert!(report.contains("\n33.3  Net Promoter Score"), "{report}");
    let problem = run(
        &[paths[0], paths[1], "--score=score", "--by=why"],
        io::empty(),
    )
    .problem();
    assert!(
        problem.contains("line 1: no column is named \"why\""),
        "{problem}"
    );
    let twice = run(&["-", "-", "--score=score"], io::empty());
    assert_eq!(twice.code, 2);
    assert!(
        twice
            .stderr
            .starts_with("error: standard input, -, can be read once only\n")
    );
}

#[test]
fn many_refused_cells_are_shown_in_place_of_a_score() {
    let rows = "score\n9\n10\n".to_string() + &"n/a\n".repeat(3) + "7,5\n\"7,5\"\n";
    let run = run_on(rows.replace("7,5\n", ""), &["--score=score"]);
    assert_eq!(run.code, 0, "three refused cells are few: {}", run.stdout);
    let rows = "score\n9\n10\nn/a\nn/a\nn/a\n\"7,5\"\n120\n";
    let run = run_on(rows, &["--score=score"]);
    assert_eq!((run.code, run.stderr.as_str()), (3, ""));
    assert!(
        run.in_one_line().contains(
            "5 of 7 cells are no answers: 3 x \"n/a\" (not a number), 1 x \"120\" (out of range), \
             1 x \"7,5\" (not a number); see --scale"
        ),
        "{}",
        run.stdout
    );
    assert!(!run.stdout.contains("100.0"), "{}", run.stdout);
    let told = run_on(rows, &["--score=score", "--allow-refused"]).report();
    assert!(told.contains("\n100.0  Net Promoter Score"), "{told}");
    let ruled = run_on(
        rows,
        &["--score=score", "--missing-word=n/a", "--missing=120"],
    )
    .report();
    assert!(ruled.contains("\n100.0  Net Promoter Score"), "{ruled}");
}

#[test]
fn conditions_on_columns() {
    let rows = "s,a=b,c\n10,x,1\n9,y,1\n0,z,1\n0,x,2\n";
    let offered = |arguments: &[&str]| {
        let all = ["--score=s", "--scale=0-10", "--format=json"];
        run_on(rows, &[&all, arguments].concat()).document()["offered"]
            .as_u64()
            .unwrap()
    };
    assert_eq!(offered(&["--where=a=b=x"]), 2);
    assert_eq!(offered(&["--where= a=b = x ", "--where=a=b=y"]), 3);
    assert_eq!(offered(&["--where=a=b=x", "--where=c=1"]), 1);
    assert_eq!(offered(&["--where-not=a=b=x", "--where-not=c=1"]), 0);
    assert_eq!(offered(&["--where=c="]), 0);
    assert_eq!(
        run_on(rows, &["--score=s", "--where=d=1"]).problem(),
        "FILE, line 1: no column is named \"d\", expected one of \"s\", \"a=b\", \"c\""
    );
}

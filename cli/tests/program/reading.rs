//! Which files are understood.

use std::io::{self, Read};

use crate::{run, run_on};

/// Scores 9, 10 and 3, however the file is written.
#[track_caller]
fn assert_read(bytes: impl AsRef<[u8]>, arguments: &[&str]) {
    let report = run_on(&bytes, arguments).report();
    assert!(report.contains("  offered               3\n"), "{report}");
    assert!(report.contains("  NPS    33.3  good\n"), "{report}");
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
    assert!(at_once.starts_with("Net Promoter Score report\nstandard input\n"));
    assert!(at_once.contains("  NPS    33.3  good\n"));
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
    assert!(report.contains("  offered               3\n"), "{report}");
    assert!(
        report.contains("    missing             2  (blank)\n"),
        "{report}"
    );
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
    assert!(
        report.contains("  offered               200000\n"),
        "{report}"
    );
}

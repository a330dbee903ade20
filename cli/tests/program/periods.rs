//! Rows by period: which dates are understood, and that gaps show.

use std::io;

use proptest::prelude::*;

use crate::{run, run_on};

/// The table of periods in a report.
#[track_caller]
fn table(rows: &str, arguments: &[&str]) -> String {
    let all = [
        &["--score", "s", "--date", "day", "--width", "60"],
        arguments,
    ]
    .concat();
    let report = run_on(rows, &all).report();
    let from = report.find("\nBy ").map(|start| start + 1).unwrap();
    let ends = ["\n\nLeft out", "\n\nHow to read"].map(|end| report.find(end));
    report[from..=ends.into_iter().flatten().min().unwrap()].into()
}

const DAYS: &str = "\
day,s
2017-11-30,9
2018-02-01,0
 2018-01-31\u{A0},10
2018-02-28,7
,8
2018-06-15,NA
2017-11-01,8
2018-04-01,10
\"\",
";

#[test]
fn periods_are_in_order_and_gaps_show() {
    assert_eq!(
        table(DAYS, &[]),
        "\
By month of \"day\": 2018-06 is not compared with the month before
  month           n    NPS   95 % interval
  2017-11         2   50.0   −48.6 to 90.5  too few
  2017-12         0                         no answers
  2018-01         1  100.0  −58.7 to 100.0  too few
  2018-02         2  −50.0   −90.5 to 48.6  too few
  2018-03         0                         no answers
  2018-04         1  100.0  −58.7 to 100.0  too few
  2018-05         0                         no answers
  2018-06         0                         no answers
  without a date  1    0.0   −79.3 to 79.3  too few

  No month can be compared with the one before.
"
    );
    assert_eq!(
        table(DAYS, &["--period", "quarter"]),
        "\
By quarter of \"day\": 2018-Q2 is not compared with the quarter before
  quarter         n    NPS   95 % interval
  2017-Q4         2   50.0   −48.6 to 90.5  too few
  2018-Q1         3    0.0   −69.2 to 69.2  too few
  2018-Q2         1  100.0  −58.7 to 100.0  too few
  without a date  1    0.0   −79.3 to 79.3  too few

  No quarter can be compared with the one before.
"
    );
    assert_eq!(
        table(DAYS, &["--period", "year"]),
        "\
By year of \"day\": 2018 is not compared with the year before
  year            n   NPS  95 % interval
  2017            2  50.0  −48.6 to 90.5  too few
  2018            4  25.0  −50.5 to 77.8  too few
  without a date  1   0.0  −79.3 to 79.3  too few

  No year can be compared with the one before.
"
    );
}

#[test]
fn a_date_of_another_century_does_not_fill_the_screen() {
    assert_eq!(
        table("day,s\n1918-03,9\n2018-03,8\n2018-05,3\n", &[]),
        "\
By month of \"day\": 2018-05 is not compared with the month before
  month               n     NPS   95 % interval
  1918-03             1   100.0  −58.7 to 100.0  too few
  1918-04 to 2018-02  0                          no answers
  2018-03             1     0.0   −79.3 to 79.3  too few
  2018-04             0                          no answers
  2018-05             1  −100.0  −100.0 to 58.7  too few

  No month can be compared with the one before.
"
    );
    // A year without answers is shown month by month, a longer time is not.
    let lines = |rows: &str| table(rows, &[]).lines().count();
    assert_eq!(lines("day,s\n2018-03,8\n2019-04,3\n"), 4 + 14);
    assert_eq!(lines("day,s\n2018-03,8\n2019-05,3\n"), 4 + 3);
}

#[test]
fn nothing_with_a_date_and_nothing_at_all() {
    assert_eq!(
        table("day,s\n,9\n", &[]),
        "\
By month of \"day\": no dates
  month           n    NPS   95 % interval
  without a date  1  100.0  −58.7 to 100.0  too few
"
    );
    assert_eq!(
        table("day,s\n", &[]),
        "By month of \"day\": no dates\n  none: there is no row\n"
    );
}

#[test]
fn dates_are_read_as_their_format_says() {
    for (cell, format) in [
        ("9/8/18 15:29", "%m/%d/%y %H:%M"),
        ("09/08/18 03:42", "%m/%d/%y %H:%M"),
        ("8.9.2018", "%d.%m.%Y"),
        ("20180908", "%Y%m%d"),
        ("Saturday, 8 September 2018", "%A, %d %B %Y"),
        ("Sep 2018", "%b %Y"),
        ("09/18", "%m/%y"),
        ("2018-251", "%Y-%j"),
        ("2018-W36-6", "%G-W%V-%u"),
        // The day on the wall, wherever that is.
        ("2018-09-30T23:30:00-11:00", "%Y-%m-%dT%H:%M:%S%:z"),
        ("2018-09-01T00:15:00.5+02:00", "%FT%T%.f%:z"),
        ("9/8/18 3:29 PM", "%m/%d/%y %I:%M %p"),
    ] {
        let rows = format!("day,s\n\"{cell}\",9\n");
        let table = table(&rows, &["--date-format", format]);
        assert!(table.contains("\n  2018-09  1 "), "{format}: {table}");
    }
    // A year is enough for years, a month for quarters.
    let years = table(
        "day,s\n2018,9\n2016,3\n",
        &["--date-format=%Y", "--period=year"],
    );
    assert!(
        years.contains("\n  2017  0 ") && years.contains("\n  2018  1 "),
        "{years}"
    );
    let quarters = table("day,s\n2018-07,9\n", &["--period=quarter"]);
    assert!(quarters.contains("\n  2018-Q3  1 "), "{quarters}");
}

#[test]
fn what_is_declared_missing_is_missing_among_the_dates_too() {
    let rows = "day,s\nNA,9\nn/a,8\n2018-03-01,7\n";
    let table = table(rows, &["--missing-word=NA", "--missing-word=N/A"]);
    assert!(table.contains("\n  without a date  2 "), "{table}");
}

#[test]
fn dates_that_are_none() {
    let iso = "is not a date, expected one such as 2024-01-31, 2024-01-31T14:05:00Z or 31 Jan 2024 \
               (see --date-format)";
    for cell in [
        "2018-02-30",
        "2018-13",
        "2018-00-01",
        "2018",
        "31/9/2018",
        "9-8/2018",
        "2018-09-08 24:00",
        "2018-09-08 13:00 pm",
        "2018-09-08 CET",
        "8. Mai 2018",
        "0000-01-01",
        "-2018-01-01",
        "99999-01",
        "NA",
        "\u{661}\u{662}",
    ] {
        let problem = run_on(
            format!("s,day\n9,2018-01-01\n\n8,{cell}\n"),
            &["--score=s", "--date=day"],
        );
        assert_eq!(
            problem.problem(),
            format!("FILE, line 4: {cell:?} in column \"day\" {iso}")
        );
    }
    let long = format!("s,day\n,{}\n", "x".repeat(1_000));
    assert_eq!(
        run_on(long, &["--score=s", "--date=day"]).problem(),
        format!(
            "FILE, line 2: \"{}…\" in column \"day\" {iso}",
            "x".repeat(40)
        )
    );

    let instructors = ["--score=s", "--date=day", "--date-format=%m/%d/%y %H:%M"];
    for cell in [
        "13/8/18 15:29",
        "9/8/18",
        "9/8/18 25:00",
        "9/8/18 15:29 pm",
        "2018-09-08",
    ] {
        assert_eq!(
            run_on(format!("s,day\n9,{cell}\n"), &instructors).problem(),
            format!(
                "FILE, line 2: {cell:?} in column \"day\" is not a date, expected the form \
                 \"%m/%d/%y %H:%M\" (see --date-format)"
            )
        );
    }
    // The day of the week must be that of the date.
    assert_eq!(
        run_on(
            "s,day\n9,\"Sun, 8 Sep 2018\"\n",
            &["--score=s", "--date=day", "--date-format=%a, %d %b %Y"]
        )
        .problem(),
        "FILE, line 2: \"Sun, 8 Sep 2018\" in column \"day\" is not a date, expected the form \
         \"%a, %d %b %Y\" (see --date-format)"
    );
    assert_eq!(
        run_on("s,day\n9,\n", &["--score=s", "--date=Day"]).problem(),
        "FILE, line 1: no column is named \"Day\", expected one of \"s\", \"day\""
    );
}

#[test]
fn formats_that_cannot_tell_the_period_are_refused_beforehand() {
    let no_year = |format: &str| {
        format!(
            "error: date format {format:?} reads no year, expected directives such as in \
             \"%Y-%m-%d\" or \"%m/%d/%y %H:%M\"\n"
        )
    };
    for (format, message) in [
        ("YYYY-MM-DD", no_year("YYYY-MM-DD")),
        ("", no_year("")),
        ("%m/%d", no_year("%m/%d")),
        ("%H:%M", no_year("%H:%M")),
        ("%s", no_year("%s")),
        (
            "%Y",
            "error: date format \"%Y\" reads no month: add --period year\n".into(),
        ),
        (
            "%Y %d",
            "error: date format \"%Y %d\" reads no month: add --period year\n".into(),
        ),
        ("%", "error: date format \"%\" is not understood: ".into()),
        (
            "%Y-%!",
            "error: date format \"%Y-%!\" is not understood: ".into(),
        ),
    ] {
        let arguments = ["--date=tenure", "--date-format", format];
        let run = run(&arguments, io::empty());
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{format}");
        assert!(run.stderr.starts_with(&message), "{}", run.stderr);
    }
    for arguments in [["--date-format", "%Y-%m"], ["--period", "year"]] {
        let run = run(&arguments, io::empty());
        assert_eq!(run.code, 2);
        assert!(
            run.stderr.starts_with(
                "error: the following required arguments were not provided:\n  --date <COLUMN>\n"
            ),
            "{}",
            run.stderr
        );
    }
}

#[test]
fn periods_in_json_are_the_crates_rows_or_null() {
    use serde_json::{Value, json};

    let document = |arguments: &[&str]| {
        let all = [&["--score=s", "--date=day", "--format=json"], arguments].concat();
        run_on(DAYS, &all).document()
    };
    let months = document(&[]);
    let names: Vec<_> = months["periods"].as_object().unwrap().keys().collect();
    assert_eq!(
        names,
        [
            "2017-11", "2017-12", "2018-01", "2018-02", "2018-03", "2018-04", "2018-05", "2018-06"
        ]
    );
    assert_eq!(months["periods"]["2017-12"], Value::Null);
    assert_eq!(months["periods"]["2018-06"], Value::Null, "only a blank");
    assert_eq!(
        months["undated"],
        json!({
            "offered": 2,
            "accepted": 1,
            "excluded": {"missing": 1, "not_a_number": 0, "not_whole": 0, "out_of_range": 0},
            "overall": {"responses": 1, "detractors": 0, "passives": 1, "promoters": 0,
                "nps": 0.0, "rating": "needs_improvement"},
            "weighted": null,
        })
    );
    assert_eq!(
        document(&["--period=year"])["periods"],
        json!({
            "2017": {"responses": 2, "detractors": 0, "passives": 1, "promoters": 1, "nps": 50.0,
                "rating": "good"},
            "2018": {"responses": 4, "detractors": 1, "passives": 1, "promoters": 2, "nps": 25.0,
                "rating": "good"},
        })
    );
    assert_eq!(months["weighted_periods"], Value::Null);

    let rows = "day,s,w\n2018-01,9,0.5\n2018-03,0,0\n,3,1.5\n";
    let arguments = ["--score=s", "--date=day", "--weight=w", "--format=json"];
    let weighted = run_on(rows, &arguments).document();
    let periods = &weighted["weighted_periods"];
    assert_eq!(periods["2018-01"]["weight"], "0.5");
    assert_eq!(periods["2018-02"], Value::Null);
    assert_eq!(periods["2018-03"], Value::Null, "no weight");
    assert_eq!(weighted["periods"]["2018-03"]["nps"], -100.0);
    assert_eq!(weighted["undated"]["weighted"]["weight"], "1.5");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn no_format_and_no_date_end_in_a_panic(
        pieces in prop::collection::vec(
            prop::sample::select(vec![
                "%Y", "%m", "%d", "%y", "%H", "%M", "%j", "%G", "%V", "%u", "%b", "%A", "%p", "%I",
                "%z", "%:z", "%s", "%f", "%.f", "%Q", "%C", "%U", "%c", "%_5d", "%-m", "%%", "%", "-",
                "/", " ", "é", "x",
            ]),
            0..8,
        ),
        cell in "[0-9]{0,4}[-/ .]?[0-9]{0,2}[-/ .]?[0-9a-zA-Z+:%é]{0,12}",
        period in prop::sample::select(vec!["month", "quarter", "year"]),
    ) {
        let format = format!("--date-format={}", pieces.concat());
        let arguments = ["-", "--score=s", "--date=day", "--period", period, &format];
        let run = run(&arguments, format!("day,s\n{cell},9\n").as_bytes());
        match run.code {
            0 => prop_assert_eq!(run.stderr, ""),
            1 | 2 => prop_assert_eq!(run.stdout, ""),
            code => prop_assert!(false, "{}", code),
        }
    }

    /// Any two dates, however far apart: a period for each step between them.
    #[test]
    fn dates_at_the_ends_of_the_calendar(
        first in 1_000..10_000_u16,
        last in 1_000..10_000_u16,
    ) {
        let rows = format!("day,s\n{first}-01-01,9\n{last}-12-31,8\n,7\n");
        let table = table(&rows, &["--period", "year"]);
        prop_assert!(table.lines().count() <= 20, "{}", table);
        let (early, late) = (first.min(last), first.max(last));
        prop_assert!(table.contains(&format!("\n  {early} ")), "{}", table);
        prop_assert!(table.contains(&format!("\n  {late} ")), "{}", table);
    }
}

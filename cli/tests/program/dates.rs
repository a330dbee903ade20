//! Which dates are understood without being told how they are written.

use crate::{run, run_on};

/// The only day of a column of this cell, as the report names it.
#[track_caller]
fn day_of(cell: &str, arguments: &[&str]) -> String {
    let all = ["--score=s", "--date=day", "--period=day", "--format=json"];
    let all = [&all, arguments].concat();
    let document = run_on(format!("day\ts\n{cell}\t9\n"), &all).document();
    let periods = document["periods"].as_object().unwrap();
    let names: Vec<_> = periods.keys().cloned().collect();
    names.join(" ")
}

#[test]
fn forms_that_name_one_day() {
    for cell in [
        "2024-01-31",
        "2024-1-31",
        "2024/01/31",
        "2024.01.31",
        "20240131",
        "31.01.2024",
        "31/1/2024",
        "1/31/2024",
        "01-31-2024",
        "1/31/24",
        "31 Jan 2024",
        "31. January 2024",
        "31-JAN-2024",
        "31-Jan-24",
        "Jan 31, 2024",
        "January 31 2024",
        "Wed, 31 Jan 2024",
        "Wednesday, January 31, 2024",
        "2024-01-31 23:59",
        "2024-01-31 23:59:59",
        "2024-01-31T23:59:59Z",
        "2024-01-31T23:59:59.123456789Z",
        "2024-01-31t23:59:59,5z",
        "2024-01-31T23:59:59+09:00",
        "2024-01-31T00:00:00-0500",
        "2024-01-31T23:59:59+01:00[Europe/Berlin]",
        "2024-01-31 11:59:59 PM",
        "1/31/2024 12:00 AM",
        "1/31/2024, 11:59:59 pm",
        "31.01.2024 23:59",
        "2024/01/31 11:59:59 PM GMT+1",
        "Wed, 31 Jan 2024 23:59:59 GMT",
        "1706659200",
        "1706745599.999",
        "1706745599999",
        "45322",
        "45322.9993",
    ] {
        assert_eq!(day_of(cell, &[]), "2024-01-31", "{cell}");
    }
}

#[test]
fn whether_the_day_comes_first_is_never_guessed() {
    let rows = "day,s\n03/02/2024,9\n04/02/2024,8\n";
    let arguments = ["--score=s", "--date=day", "--period=day", "--format=json"];
    assert_eq!(
        run_on(rows, &arguments).problem(),
        "FILE, line 2: \"03/02/2024\" in column \"day\" may be 2024-02-03 (--date-order dmy) or 2024-03-02 \
         (--date-order mdy): which one is meant?"
    );
    let first = |rows: &str, more: &[&str]| {
        let document = run_on(rows, &[&arguments, more].concat()).document();
        document["periods"]
            .as_object()
            .unwrap()
            .keys()
            .next()
            .cloned()
            .unwrap()
    };
    assert_eq!(first(rows, &["--date-order=dmy"]), "2024-02-03");
    assert_eq!(first(rows, &["--date-order=mdy"]), "2024-03-02");
    // One cell says it for the whole column, however late it comes.
    let many = "03/02/2024,9\n".repeat(200_000);
    assert_eq!(
        first(&format!("day,s\n{many}13/02/2024,9\n"), &[]),
        "2024-02-03"
    );
    assert_eq!(
        first(&format!("day,s\n{many}02/13/2024,9\n"), &[]),
        "2024-02-13"
    );
    // Cells that are the same in both orders need no order, and settle none.
    assert_eq!(first("day,s\n02/02/2024,9\n", &[]), "2024-02-02");
    // Two cells that contradict each other.
    assert_eq!(
        run_on("day,s\n13/02/2024,9\n02/13/2024,9\n", &arguments).problem(),
        "FILE, line 3: \"02/13/2024\" in column \"day\" is not a date, expected one such as 31/01/2024 14:05 \
         (see --date-format)"
    );
    // A pipe as well, as far as its beginning reaches.
    let piped = run(&[&["-"], &arguments[..]].concat(), rows.as_bytes()).problem();
    assert!(
        piped.starts_with("standard input, line 2: \"03/02/2024\""),
        "{piped}"
    );
}

#[test]
fn days_of_a_time_zone() {
    let berlin = ["--time-zone=Europe/Berlin"];
    assert_eq!(day_of("2024-01-31T23:30:00Z", &berlin), "2024-02-01");
    assert_eq!(
        day_of("2024-07-31T22:30:00Z", &berlin),
        "2024-08-01",
        "summer time"
    );
    assert_eq!(day_of("1706743800", &berlin), "2024-02-01");
    assert_eq!(
        day_of("2024-01-31 23:30", &berlin),
        "2024-01-31",
        "of that zone already"
    );
    let format = [
        "--time-zone=Europe/Berlin",
        "--date-format=%d %m %Y %H:%M %z",
    ];
    assert_eq!(day_of("31 01 2024 23:30 +0000", &format), "2024-02-01");
}

#[test]
fn periods_of_every_unit() {
    let periods = |arguments: &[&str]| {
        let rows = "day,s\n2023-12-31,9\n2024-01-01,9\n2024-03-31,9\n2024-04-01,9\n";
        let all = ["--score=s", "--date=day", "--format=json"];
        let document = run_on(rows, &[&all, arguments].concat()).document();
        let periods = document["periods"].as_object().unwrap();
        let given = periods.iter().filter(|(_, result)| !result.is_null());
        let names: Vec<_> = given
            .map(|(name, result)| format!("{name}:{}", result["responses"]))
            .collect();
        names.join(" ")
    };
    assert_eq!(
        periods(&["--period=day"]),
        "2023-12-31:1 2024-01-01:1 2024-03-31:1 2024-04-01:1"
    );
    // The last day of 2023 is a Sunday.
    assert_eq!(
        periods(&["--period=week"]),
        "2023-W52:1 2024-W01:1 2024-W13:1 2024-W14:1"
    );
    assert_eq!(
        periods(&["--period=month"]),
        "2023-12:1 2024-01:1 2024-03:1 2024-04:1"
    );
    assert_eq!(
        periods(&["--period=quarter"]),
        "2023-Q4:1 2024-Q1:2 2024-Q2:1"
    );
    assert_eq!(periods(&["--period=year"]), "2023:1 2024:3");
    // Fiscal years are named for the year in which they end.
    let fiscal = ["--fiscal-start=4", "--period=year"];
    assert_eq!(periods(&fiscal), "FY2024:3 FY2025:1");
    let fiscal = ["--fiscal-start=10", "--period=quarter"];
    assert_eq!(periods(&fiscal), "FY2024-Q1:1 FY2024-Q2:2 FY2024-Q3:1");
    assert_eq!(
        run_on(
            "day,s\n2024-01,9\n",
            &["--score=s", "--date=day", "--period=week"]
        )
        .problem(),
        "FILE, line 2: \"2024-01\" in column \"day\" has no day, which the periods need: week"
    );
}

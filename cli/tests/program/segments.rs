//! Groups of rows: which there are, how they are named and what they say.

use proptest::prelude::*;

use crate::run_on;

/// The tables of a report: what stands between the score and the legend.
#[track_caller]
fn tables(rows: impl AsRef<[u8]>, arguments: &[&str]) -> String {
    let all = [&["--score", "s", "--width", "60"], arguments].concat();
    let report = run_on(rows, &all).report();
    let from = report.find("\nBy ").map(|start| start + 1).unwrap();
    let ends = ["\n\nLeft out", "\n\nHow to read"].map(|end| report.find(end));
    report[from..=ends.into_iter().flatten().min().unwrap()].into()
}

#[test]
fn segments_go_from_the_highest_score_to_the_lowest_and_ties_by_name() {
    let rows = "\
region,s
south,9
south,0
,7
north,9
east,NA
\u{A0}north\u{2003},8
  east ,
west,10
\"\",3
";
    assert_eq!(
        tables(rows, &["--by", "region"]),
        "\
By \"region\": nothing to compare
  segment  n    NPS   95 % interval
  (blank)  2  −50.0   −90.5 to 48.6  too few
  north    2   50.0   −48.6 to 90.5  too few
  south    2    0.0   −81.1 to 81.1  too few
  west     1  100.0  −58.7 to 100.0  too few
  east     0                         no answers
"
    );
    assert_eq!(
        tables("s,region\n9,b\n8,B\n10,a\n7,A\n", &["--by", " region "]),
        "\
By \"region\": nothing to compare
  segment  n    NPS   95 % interval  −50      100
  A        1    0.0   −79.3 to 79.3  ‹╌╌╌○╌╌╌╌╌    too few
  B        1    0.0   −79.3 to 79.3  ‹╌╌╌○╌╌╌╌╌    too few
  a        1  100.0  −58.7 to 100.0  ‹╌╌╌╌╌╌╌╌╌╌○  too few
  b        1  100.0  −58.7 to 100.0  ‹╌╌╌╌╌╌╌╌╌╌○  too few
"
    );
}

#[test]
fn every_by_has_a_table_and_a_comma_goes_down_a_level() {
    let rows = "\
region,office,s,w
north,1,10,2
north,1,0,1
north,2,9,1
south,1,,9
north,3,7,0
south,,3,2
";
    assert_eq!(
        tables(
            rows,
            &["--by", "region,office", "--by=office", "--by", "office"]
        ),
        "\
By \"region\", then \"office\": nothing to compare
  segment    n     NPS   95 % interval
  north      4    25.0   −50.5 to 77.8  too few
    1        2     0.0   −81.1 to 81.1  too few
    2        1   100.0  −58.7 to 100.0  too few
    3        1     0.0   −79.3 to 79.3  too few
  south      1  −100.0  −100.0 to 58.7  too few
    (blank)  1  −100.0  −100.0 to 58.7  too few
    1        0                          no answers

By \"office\": nothing to compare
  segment  n     NPS   95 % interval  −100  0  100
  1        2     0.0   −81.1 to 81.1   ╌╌╌╌╌○╌╌╌╌   too few
  (blank)  1  −100.0  −100.0 to 58.7  ○╌╌╌╌╌╌╌╌╌    too few
  2        1   100.0  −58.7 to 100.0    ╌╌╌╌╌╌╌╌╌○  too few
  3        1     0.0   −79.3 to 79.3   ╌╌╌╌╌○╌╌╌╌   too few
"
    );
    // The weighted score counts where weights are named; an answer of no weight has none.
    assert_eq!(
        tables(rows, &["--by", "region,office", "--weight", "w"]),
        "\
By \"region\", then \"office\": nothing to compare
  segment    n     NPS   95 % interval
  north      4    50.0   −52.3 to 93.3  too few
    1        2    33.3   −70.4 to 91.7  too few
    2        1   100.0  −58.7 to 100.0  too few
    3        0                          no weight
  south      1  −100.0  −100.0 to 58.7  too few
    (blank)  1  −100.0  −100.0 to 58.7  too few
    1        0                          no answers
"
    );
}

#[test]
fn names_take_the_room_they_take_on_a_screen() {
    let long = "a very long name indeed, of sixty characters, which is too m";
    let rows = format!(
        "s,city\n10,東京\n10,Å\n9,A\u{30A}\n10,e\u{301}\n10,\"two\nlines\"\n10,\u{1B}[2Jred\n\
         10,\u{202E}dlrow\n10,\"{long}\"\n10,{}\n",
        "大".repeat(30)
    );
    let lines = tables(rows, &["--by=city"]);
    let names: Vec<_> = lines
        .lines()
        .skip(2)
        .map(|line| {
            let (name, rest) = line.split_once("  1 ").unwrap();
            assert!(rest.contains("100.0"), "{line}");
            name
        })
        .collect();
    let wide = format!("{}…{}", "大".repeat(7), "大".repeat(7));
    let names: Vec<_> = names.into_iter().map(str::trim).collect();
    assert_eq!(
        names,
        [
            "U+001B[2Jred",
            "A\u{30A}",
            "a very long nam…which is too m",
            "e\u{301}",
            "two lines",
            "Å",
            "U+202Edlrow",
            &wide,
            "東京"
        ]
    );
}

#[test]
fn rows_that_stand_for_many_answers_or_for_none() {
    let rows = "s,n,who\n10,3,a\n0,1,a\n9,0,b\n,5,c\n";
    assert_eq!(
        tables(rows, &["--by", "who", "--count", "n"]),
        "\
By \"who\": nothing to compare
  segment  n   NPS  95 % interval
  a        4  50.0  −39.9 to 90.9  too few
  c        0                       no answers
"
    );
    assert_eq!(
        tables("s,who\n", &["--by=who", "--by=who,s"]),
        "By \"who\": nothing to compare\n  none: there is no row\n\nBy \"who\", then \"s\": nothing to compare\n  none: there is no row\n"
    );
}

#[test]
fn columns_with_commas_in_their_names() {
    let heading = |header: &str, by: &str| {
        let tables = tables(format!("s,{header}\n9,1,2,3,4\n"), &["--by", by]);
        tables.lines().next().unwrap().to_string()
    };
    // The whole argument first, then the longest name from the left.
    assert_eq!(
        heading("\"a,b\",a,b,c", "a,b"),
        "By \"a,b\": nothing to compare"
    );
    assert_eq!(
        heading("\"a,b\",a,b,c", "b,a"),
        "By \"b\", then \"a\": nothing to compare"
    );
    assert_eq!(
        heading("\"a,b\",a,b,c", "a,b,c"),
        "By \"a,b\", then \"c\": nothing to compare"
    );
    assert_eq!(
        heading("\"b,c\",a,b,c", "a,b,c"),
        "By \"a\", then \"b,c\": nothing to compare"
    );
    assert_eq!(
        heading("\"a,b,c\",a,b,c", "a,b,c"),
        "By \"a,b,c\": nothing to compare"
    );
    assert_eq!(
        heading("\"Where, roughly?\",a,b,c", "Where, roughly?, c, a"),
        "By \"Where, roughly?\", then \"c\", then \"a\": nothing to compare"
    );
    assert_eq!(
        heading("a,,b,c", "a,"),
        "By \"a\", then \"\": nothing to compare"
    );
}

#[test]
fn columns_that_are_not_there_or_twice() {
    let problem = |by: &str| run_on("s,a,b,b\n9,1,2,3\n", &["--score=s", "--by", by]).problem();
    assert_eq!(
        problem("c"),
        "FILE, line 1: no column is named \"c\", expected one of \"s\", \"a\", \"b\", \"b\""
    );
    assert_eq!(
        problem("a, d,a"),
        "FILE, line 1: no column is named \"d\", expected one of \"s\", \"a\", \"b\", \"b\""
    );
    assert_eq!(
        problem("a,b"),
        "FILE, line 1: columns 3 and 4 are both named \"b\": which one is meant?"
    );
    assert_eq!(
        problem(&"a,".repeat(60_000)),
        format!(
            "FILE, line 1: \"{}…\" names more than 16 columns within each other",
            "a,".repeat(20)
        )
    );
}

#[test]
fn more_segments_than_allowed() {
    let rows = "s,n,who\n10,1,a\n9,1,b\n8,1,a\n7,0,c\n6,1,b\n5,1,c\n";
    let problem = |arguments: &[&str]| {
        run_on(rows, &[&["--score=s", "--count=n"], arguments].concat()).problem()
    };
    assert_eq!(
        problem(&["--by", "who", "--most-segments", "2"]),
        "FILE, line 7: by \"who\" there are more than 2 distinct keys; --most-segments allows more"
    );
    assert_eq!(
        problem(&["--by=who", "--by=who,n", "--most-segments=2"]),
        "FILE, line 7: by \"who\" there are more than 2 distinct keys; --most-segments allows more"
    );
    assert_eq!(
        problem(&["--by=n,who", "--most-segments=2"]),
        "FILE, line 7: by \"n,who\" there are more than 2 distinct keys; --most-segments allows more"
    );
    assert_eq!(
        problem(&["--by=who", "--most-segments=0"]),
        "FILE, line 2: by \"who\" there are more than 0 distinct keys; --most-segments allows more"
    );
    let all = ["--by=who,n", "--by=who", "--count=n", "--most-segments=3"];
    assert_eq!(tables(rows, &all).lines().count(), 14);
    // By default, and by name.
    let ids: Vec<String> = (0..=100_000).map(|id| format!("9,{id}")).collect();
    assert_eq!(
        run_on(
            format!("s,id\n{}\n", ids.join("\n")),
            &["--score=s", "--by=id"]
        )
        .problem(),
        "FILE, line 100002: by \"id\" there are more than 100000 distinct keys; --most-segments \
         allows more"
    );
}

#[test]
fn segments_in_json_are_the_crates_rows_or_null() {
    use serde_json::{Value, json};

    let rows = "region,office,s,w\nnorth,1,10,2\nnorth,2,0,1\nsouth,,,9\n,1,9,0\n";
    let arguments = [
        "--score=s",
        "--weight=w",
        "--by=region",
        "--by=region, office",
        "--format=json",
    ];
    let document = run_on(rows, &arguments).document();
    let (promoter, detractor) = (
        json!({"responses": 1, "detractors": 0, "passives": 0, "promoters": 1, "nps": 100.0,
            "rating": "world_class"}),
        json!({"responses": 1, "detractors": 1, "passives": 0, "promoters": 0, "nps": -100.0,
            "rating": "needs_improvement"}),
    );
    let north = json!({"responses": 2, "detractors": 1, "passives": 0, "promoters": 1, "nps": 0.0,
        "rating": "needs_improvement"});
    assert_eq!(
        document["by"],
        json!({
            "region": {"north": north, "south": null, "": promoter},
            "region, office": {
                "north": {"total": north, "segments": {"1": promoter, "2": detractor}},
                "south": {"total": null, "segments": {"": null}},
                "": {"total": promoter, "segments": {"1": promoter}},
            },
        })
    );
    let weighted = &document["weighted_by"];
    assert_eq!(weighted["region"]["north"]["weight"], "3");
    assert_eq!(weighted["region"][""], Value::Null);
    assert_eq!(
        weighted["region, office"]["north"]["segments"]["1"]["promoter_weight"],
        "2"
    );

    let document = run_on(rows, &["--score=s", "--by=region", "--format=json"]).document();
    assert_eq!(document["weighted_by"], Value::Null);
    assert_eq!(document["periods"], Value::Null);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    /// Segments, of one column or nested, are a partition: their counts add up to the whole.
    #[test]
    fn nothing_is_lost_between_the_segments(
        rows in prop::collection::vec((0..4_u8, 0..3_u8, 0..14_u8), 0..60),
    ) {
        let lines: Vec<_> = rows.iter().map(|(a, b, s)| format!("{a},{b},{s}")).collect();
        let text = format!("a,b,s\n{}\n", lines.join("\n"));
        for by in ["a", "a,b", "b,a"] {
            let table = run_on(&text, &["--score=s", "--format=csv", "--by", by, "--scale=0-10", "--allow-refused"]).report();
            // The outer segments have names without a slash.
            let records = table.lines().skip(2).map(|line| {
                let cells = csv::ReaderBuilder::new().has_headers(false).from_reader(line.as_bytes());
                cells.into_records().next().unwrap().unwrap()
            });
            let outer = records.filter(|cells| !cells[1].contains('/'));
            let counted = outer.map(|cells| [3, 4].map(|place| cells[place].parse::<usize>().unwrap()));
            let (n, excluded) = counted.fold((0, 0), |sum, [n, excluded]| {
                (sum.0 + n, sum.1 + excluded)
            });
            let valid = rows.iter().filter(|(_, _, s)| *s <= 10).count();
            prop_assert_eq!((n, excluded), (valid, rows.len() - valid), "{}", table);
        }
    }
}

//! The report as a page: its figures are those of the JSON, and nothing of a file is markup.

use std::fmt::Write;

use serde_json::Value;

use crate::{TemporaryFile, run, run_on};

/// The tags of a page, each with its attributes as it is written.
fn tags(page: &str) -> Vec<&str> {
    let rest = page.split('<').skip(1);
    rest.map(|tag| tag.split_once('>').map_or(tag, |(tag, _)| tag))
        .collect()
}

/// The text of a page without its tags and its style, spaces joined.
fn text(page: &str) -> String {
    let (head, body) = page.split_once("</style>").unwrap();
    assert!(head.contains("Content-Security-Policy\" content=\"default-src 'none'"));
    let mut text = String::new();
    for piece in body.split('<').skip(1) {
        text.push(' ');
        text.push_str(piece.split_once('>').map_or("", |(_, text)| text));
    }
    let text = text
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
        .replace('\u{A0}', " ");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Nothing runs, nothing is loaded, every tag ends, every drawing is described or hidden.
#[track_caller]
fn assert_sound(page: &str) {
    let mut open = Vec::new();
    for tag in tags(page) {
        let name = tag.split(' ').next().unwrap();
        assert_ne!(name, "script");
        // A name in full may say anything.
        let attributes = match tag.split_once(" title=\"") {
            Some((before, title)) => format!("{before}{}", title.split_once('"').unwrap().1),
            None => tag.to_string(),
        };
        let attributes = attributes.to_lowercase();
        assert!(!attributes.contains(" on"), "{tag}");
        assert!(
            !attributes.contains("http:") && !attributes.contains("https:"),
            "{tag}"
        );
        for link in ["href=\"", "src=\""] {
            for (start, _) in attributes.match_indices(link) {
                let target = &attributes[start + link.len()..];
                assert!(
                    target.starts_with('#') || target.starts_with("data:,"),
                    "{tag}"
                );
            }
        }
        if name == "svg" {
            let described =
                attributes.contains("aria-labelledby") && attributes.contains("aria-describedby");
            assert!(
                described || attributes.contains("aria-hidden=\"true\""),
                "{tag}"
            );
        }
        let void = ["!DOCTYPE", "meta", "link", "br"].contains(&name) || tag.ends_with('/');
        if let Some(end) = name.strip_prefix('/') {
            assert_eq!(open.pop(), Some(end), "{tag}");
        } else if !void {
            open.push(name);
        }
    }
    assert!(open.is_empty(), "{open:?}");
    assert!(!page.contains(['\u{202E}', '\u{200F}', '\u{2066}', '\u{7}']));
    assert!(page.len() < 300_000, "{} bytes", page.len());
}

fn tenth(value: &Value) -> String {
    let text = format!("{:.1}", value.as_f64().unwrap());
    let text = if text == "-0.0" { "0.0".into() } else { text };
    text.replace('-', "−")
}

fn thousands(value: &Value) -> String {
    let digits = value.as_u64().unwrap().to_string();
    let groups: Vec<_> = digits
        .as_bytes()
        .rchunks(3)
        .rev()
        .map(|part| str::from_utf8(part).unwrap())
        .collect();
    groups.join(",")
}

/// Where a circle and a line of a row stand, from −100 to 100 on the axis from `low` to `high`.
fn drawn(row: &str, (low, high): (f64, f64)) -> Vec<f64> {
    let places = [
        ("cx=\"", "<circle"),
        ("x1=\"", "class=\"w\""),
        ("x2=\"", "class=\"w\""),
    ];
    places
        .map(|(attribute, within)| {
            let tag = row.split_once(within).unwrap().1;
            let place = tag
                .split_once(attribute)
                .unwrap()
                .1
                .split_once('%')
                .unwrap()
                .0;
            low + place.parse::<f64>().unwrap() / 100.0 * (high - low)
        })
        .into()
}

/// The page and the document of the same report.
fn both(rows: &str, arguments: &[&str]) -> (String, Value) {
    let form = |form| run_on(rows, &[arguments, &["--format", form]].concat());
    (form("html").report(), form("json").document())
}

#[test]
fn the_figures_of_the_page_are_those_of_the_document() {
    let page = run(&["--format=html"], std::io::empty()).report();
    let document = run(&["--format=json"], std::io::empty()).document();
    assert_sound(&page);
    let shown = text(&page);
    let interval = &document["interval"];
    let (low, high) = (tenth(&interval["low"]), tenth(&interval["high"]));
    let from = thousands(&document["accepted"]);
    assert!(
        shown.contains(&format!(
            "95 % interval {low} to {high}, from {from} answers"
        )),
        "{shown}"
    );
    for found in document["stands_out"].as_array().unwrap() {
        assert!(shown.contains(found["text"].as_str().unwrap()), "{found}");
    }
    // Rows in the same order, with the same figures, drawn where they say.
    let tables: Vec<_> = page.split("<h3>").skip(1).collect();
    let segments = document["segments"].as_object().unwrap();
    assert_eq!(tables.len(), segments.len());
    for (table, (_, segments)) in tables.iter().zip(segments) {
        let rows: Vec<_> = table.split("<tr ").skip(2).collect();
        let segments = segments.as_array().unwrap();
        assert_eq!(rows.len(), segments.len());
        for (row, segment) in rows.iter().zip(segments) {
            let cells = text(&format!(
                "<meta Content-Security-Policy\" content=\"default-src 'none'</style><tr {row}"
            ));
            let [nps, low, high] = ["nps", "low", "high"].map(|key| tenth(&segment[key]));
            let name = segment["path"][0].as_str().unwrap();
            let expected = format!("{name} {nps} {low} to {high}");
            assert!(cells.contains(&expected), "{expected} in {cells}");
            let responses = thousands(&segment["responses"]);
            assert!(cells.contains(&format!(" {responses} ")), "{cells}");
            let against = &segment["against_the_rest"];
            let clear = against["verdict"] != "unclear";
            assert_eq!(clear, cells.contains('▲') || cells.contains('▼'), "{cells}");
            for (place, key) in drawn(row, (0.0, 80.0))
                .into_iter()
                .zip(["nps", "low", "high"])
            {
                let figure = segment[key].as_f64().unwrap();
                assert!(
                    (place - figure).abs() < 0.01,
                    "{key} {figure} is drawn at {place}"
                );
            }
        }
    }
}

#[test]
fn periods_of_the_page_are_those_of_the_document() {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../examples/data/carpentries_instructor_counts.csv"
    );
    let arguments = [
        path,
        "--score=score",
        "--count=answers",
        "--by=taken",
        "--date=month",
        "--period=quarter",
    ];
    let form = |form| {
        run(
            &[&arguments[..], &["--format", form]].concat(),
            std::io::empty(),
        )
    };
    let (page, document) = (form("html").report(), form("json").document());
    assert_sound(&page);
    let all = text(&page);
    let shown = all.split_once("Control limits").unwrap().1;
    let periods = document["timeline"]["periods"].as_array().unwrap();
    assert_eq!(periods.len(), 10);
    for period in periods {
        let [nps, low, high] = ["nps", "low", "high"].map(|key| tenth(&period[key]));
        let name = period["period"].as_str().unwrap();
        let line = format!(
            "{name} {} {nps} {low} to {high} ",
            thousands(&period["responses"])
        );
        assert!(shown.contains(&line), "{line}");
        let reason = &period["reason"];
        let ending = match &period["change"]["points"] {
            Value::Null if reason == "no_period_before" => "–".into(),
            Value::Null => "not compared".into(),
            points => tenth(points).trim_start_matches('−').to_string(),
        };
        let after = shown.split_once(&line).unwrap().1;
        let after: String = after.chars().take(20).collect();
        assert!(after.contains(&ending), "{name}: {ending} in {after}");
    }
    assert!(all.contains("Over time: down 21.1 points in 2018-Q3"));
    // What the steps add is what is shown between the ends.
    let parts = &document["decomposition"]["taken"];
    let steps: f64 = parts["steps"]
        .as_array()
        .unwrap()
        .iter()
        .map(|step| step["points"].as_f64().unwrap())
        .sum();
    let rounded = |value: &Value| (value.as_f64().unwrap() * 10.0).round() / 10.0;
    assert!((rounded(&parts["before"]) + steps - rounded(&parts["after"])).abs() < 1e-9);
}

/// Names that would be markup, turn the direction of text, or fill the page.
fn hostile(n: usize) -> String {
    let names = [
        "<script src=\"http://evil.example/x.js\">alert(1)</script>".to_string(),
        "\u{202E}live\u{2066}\u{200F}".into(),
        "\u{5E9}\u{5DC}\u{5D5}\u{5DD} \u{645}\u{631}\u{62D}\u{628}\u{627}".into(),
        "x".repeat(20_000),
        "'\"&<>]]>--><!--</style></title></svg>\u{7}".into(),
        "\" onload=\"alert(1)".into(),
        "=1+1".into(),
        "words ".repeat(60),
        String::new(),
    ];
    let mut rows = String::from("s,who,when\n");
    for (place, name) in names.iter().enumerate() {
        let quoted = name.replace('"', "\"\"");
        for answer in 0..n {
            let (score, month) = ((answer * 7 + place) % 11, answer % 9 + 1);
            writeln!(rows, "{score},\"{quoted}\",2024-0{month}").unwrap();
        }
    }
    rows
}

#[test]
fn hostile_names_are_shown_as_text() {
    for n in [3, 60] {
        let rows = hostile(n);
        let arguments = [
            "--score=s",
            "--by=who",
            "--date=when",
            "--period=month",
            "--title=<b>\u{202E}&",
        ];
        let (page, document) = both(&rows, &arguments);
        assert_sound(&page);
        let shown = text(&page);
        assert!(shown.contains("<script src="), "{shown}");
        assert!(shown.contains("U+202E live U+2066 U+200F"));
        assert_eq!(document["segments"]["who"].as_array().unwrap().len(), 9);
        for form in ["text", "markdown", "csv"] {
            let report = run_on(&rows, &[&arguments[..], &["--format", form]].concat()).report();
            assert!(
                form == "csv" || !report.contains(['\u{202E}', '\u{7}']),
                "{form}"
            );
            assert!(
                form != "markdown" || !report.contains("<script"),
                "{report}"
            );
            assert!(form != "csv" || report.contains("\nwho,'=1+1,"), "{report}");
        }
    }
}

#[test]
fn ten_thousand_segments_are_a_page_of_less_than_300_kilobytes() {
    let mut rows = String::from("s,a,b,n\n");
    for place in 0..10_000 {
        writeln!(
            rows,
            "{},segment number {place},{},{}",
            place * 7 % 11,
            place % 100,
            1 + place % 50
        )
        .unwrap();
    }
    let page = run_on(
        &rows,
        &[
            "--score=s",
            "--count=n",
            "--by=a",
            "--by=b",
            "--by=b,a",
            "--format=html",
        ],
    );
    let page = page.report();
    assert_sound(&page);
    assert!(page.matches("<tr ").count() < 400);
    assert!(text(&page).contains("segments are not on this page; --format csv has all."));
}

#[test]
fn every_kind_of_survey_has_a_page() {
    let answers = |n: usize| {
        (0..n).fold("s\n".to_string(), |rows, n| {
            rows + &format!("{}\n", n * 7 % 11)
        })
    };
    let dated = |months: usize, n: usize| {
        let mut rows = String::from("s,day,w\n");
        for month in 0..months {
            for answer in 0..n {
                let score = (month * 3 + answer * 7) % 11;
                writeln!(
                    rows,
                    "{score},{}-{:02},{}.5",
                    2019 + month / 12,
                    month % 12 + 1,
                    answer % 3
                )
                .unwrap();
            }
        }
        rows
    };
    for (rows, arguments, says) in [
        ("s\n".to_string(), &[][..], "No answers"),
        ("s,x\n,\n".into(), &[], "No answers"),
        (
            answers(12),
            &[],
            "Only 12 answers: the score could plausibly be anything from",
        ),
        (answers(1), &[], "Only 1 answer"),
        (answers(500), &[], "needs improvement"),
        (
            dated(28, 9),
            &["--date=day", "--period=month"],
            "No month can be compared",
        ),
        (
            dated(28, 40),
            &["--date=day", "--period=month", "--weight=w"],
            "Weighted by",
        ),
        (
            dated(60, 40),
            &["--date=day", "--period=month"],
            "Over time",
        ),
        (
            dated(200, 4),
            &["--date=day", "--period=month"],
            "The last 120 of 200 months.",
        ),
        (
            "s,day\n9,1024-01\n8,2024-01\n".into(),
            &["--date=day", "--period=month"],
            "Over time",
        ),
    ] {
        let (page, _) = both(&rows, &[&["--score=s", "--scale=0-10"], arguments].concat());
        assert_sound(&page);
        assert!(text(&page).contains(says), "{says}: {}", text(&page));
    }
}

#[test]
fn small_groups_cannot_be_worked_out() {
    let mut rows = String::from("s,team,day\n");
    for (team, n) in [("bakery", 8), ("kitchen", 9), ("office", 2)] {
        for answer in 0..n {
            writeln!(rows, "{},{team},2024-0{}", 10 - answer % 5, 1 + answer % 4).unwrap();
        }
    }
    let arguments = [
        "--score=s",
        "--by=team",
        "--date=day",
        "--period=month",
        "--minimum-group=5",
    ];
    let (page, document) = both(&rows, &arguments);
    assert_sound(&page);
    // Shown with the kitchen, the bakery would give the office away.
    let teams = &document["by"]["team"];
    assert_eq!(teams["kitchen"]["responses"], 9);
    assert_eq!(
        (&teams["bakery"], &teams["office"]),
        (&Value::from("withheld"), &Value::from("withheld"))
    );
    assert_eq!(document["segments"]["team"][1]["responses"], Value::Null);
    assert!(text(&page).contains("groups of fewer than 5 answers"));
    for form in ["text", "markdown", "csv"] {
        let report = run_on(&rows, &[&arguments[..], &["--format", form]].concat()).report();
        assert_eq!(
            report.matches("withheld").count(),
            2 + months_withheld(&document),
            "{report}"
        );
    }
    let few = run_on(
        "s\n9\n8\n",
        &["--score=s", "--minimum-group=5", "--format=json"],
    )
    .document();
    assert_eq!(
        (&few["overall"], &few["position"]),
        (&Value::Null, &Value::Null)
    );
    let refused = run_on("s\n9\n", &["--score=s", "--minimum-group=1"]);
    assert_eq!(refused.code, 2);
}

fn months_withheld(document: &Value) -> usize {
    let months = document["periods"].as_object().unwrap().values();
    months.filter(|month| **month == "withheld").count()
}

#[test]
fn figures_of_ones_own_are_told_with_their_source() {
    let toml = TemporaryFile::named(
        "toml",
        b"[[benchmark]]\nlabel = \"our trade\"\nvalue = \"28.5\"\npopulation = \"40 firms\"\n\
          source = \"Annual <study>\"\nyear = 2025\nstatistic = \"median\"\n",
    );
    let csv = TemporaryFile::new(
        b"label,value,population,source,year,statistic\nour trade,28.5,40 firms,Annual <study>,2025,median\n",
    );
    let mut pages = Vec::new();
    for file in [&toml, &csv] {
        let path = file.path.to_str().unwrap();
        let form = |form| run(&["--format", form, "--benchmark", path], std::io::empty());
        let (page, document) = (form("html").report(), form("json").document());
        assert_sound(&page);
        let figure = &document["benchmarks"][0];
        assert_eq!(
            (&figure["label"], &figure["verdict"]),
            (&"our trade".into(), &"higher".into())
        );
        assert_eq!(
            document["position"],
            serde_json::json!({"below": 1, "equal": 0, "above": 0})
        );
        let shown = text(&page);
        assert!(shown.contains("our trade 28.5 ▲ +11.3"), "{shown}");
        assert!(
            shown.contains("median, 40 firms; Annual <study>, 2025"),
            "{shown}"
        );
        pages.push(page);
    }
    assert_eq!(pages[0], pages[1]);
    for wrong in [
        "label,value\nx,28\n",
        "label,value,population,source,year,statistic\n,28,a,b,2025,mean\n",
    ] {
        let file = TemporaryFile::new(wrong.as_bytes());
        let path = file.path.to_str().unwrap();
        let problem = run(&["--benchmark", path], std::io::empty()).problem();
        assert!(problem.starts_with(path), "{problem}");
    }
    let problem = run(&["--benchmark", "/no/such/file.toml"], std::io::empty()).problem();
    assert!(
        problem.starts_with("cannot read /no/such/file.toml: "),
        "{problem}"
    );
}

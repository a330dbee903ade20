//! One answer per person, and windows that overlap.

use serde_json::Value;

use crate::{TemporaryFile, run, run_on};

const AGAIN: &str = "\
id,answered,score,team
A,2024-01-01,2,x
A,2024-01-20,9,y
B,2024-01-05,10,x
A,2024-03-01,3,y
,2024-03-02,8,x
,2024-03-02,8,x
B,2024-03-03,,x
";

fn document(rows: &str, arguments: &[&str]) -> Value {
    let all = ["--score=score", "--scale=0-10", "--format=json"];
    run_on(rows, &[&all, arguments].concat()).document()
}

#[test]
fn the_newest_answer_of_each_person_counts() {
    let dated = ["--id=id", "--date=answered", "--by=team"];
    let found = document(AGAIN, &dated);
    // A is a detractor now, B a promoter, and two passives are nobody in particular.
    let overall = &found["overall"];
    assert_eq!(
        (
            &overall["detractors"],
            &overall["passives"],
            &overall["promoters"]
        ),
        (&1.into(), &2.into(), &1.into())
    );
    assert_eq!(
        (&found["offered"], &found["excluded"]["missing"]),
        (&5.into(), &1.into())
    );
    // In January A was a promoter by her second answer.
    let months = &found["periods"];
    assert_eq!(
        (&months["2024-01"]["nps"], &months["2024-01"]["responses"]),
        (&100.0.into(), &2.into())
    );
    assert_eq!(
        (
            &months["2024-03"]["detractors"],
            &months["2024-03"]["responses"]
        ),
        (&1.into(), &3.into())
    );
    // Everybody is in the team of the newest answer.
    assert_eq!(found["by"]["team"]["y"]["responses"], 1);
    assert_eq!(found["by"]["team"]["x"]["responses"], 3);
    assert_eq!(
        found["findings"][0],
        serde_json::json!({"finding": "older", "answers": 2})
    );
    // Rows in any order give the same.
    let mut lines: Vec<_> = AGAIN.lines().collect();
    lines[1..].reverse();
    assert_eq!(document(&(lines.join("\n") + "\n"), &dated), found);
    // Without dates, the last row of a person is the newest.
    let undated = document(AGAIN, &["--id=id"]);
    assert_eq!(undated["overall"], found["overall"]);
}

#[test]
fn a_person_counts_once_in_a_coarser_period_too() {
    // 40 people answer in January, and again in February: months are told, and so is the quarter.
    let again = |day: &str, score: u8| -> Vec<String> {
        (0..40).map(|id| format!("{id},{day},{score}")).collect()
    };
    let rows = |more: &[String]| {
        let lines =
            [&again("2024-01-31", 0), &again("2024-02-01", 9), more].map(|lines| lines.join("\n"));
        format!("id,answered,score\n{}\n", lines.join("\n"))
    };
    let dated = ["--id=id", "--date=answered"];
    let months = document(&rows(&[]), &dated);
    assert_eq!(months["periods"]["2024-01"]["responses"], 40);
    assert_eq!(months["periods"]["2024-02"]["responses"], 40);
    // Months of few answers after them.
    let few: Vec<_> = (3..=6)
        .map(|month| format!("x,2024-{month:02}-01,10"))
        .collect();
    let few = [&few[..], &again("2024-04-02", 8)].concat();
    let quarters = document(&rows(&few), &dated);
    let periods = quarters["periods"].as_object().unwrap();
    let told: Vec<_> = periods
        .iter()
        .map(|(name, period)| format!("{name}: {}", period["responses"]))
        .collect();
    assert_eq!(told, ["2024-Q1: 41", "2024-Q2: 41"]);
    assert_eq!(quarters["periods"]["2024-Q1"]["nps"], 100.0);
}

#[test]
fn people_in_several_files_and_blocks() {
    // Two megabytes of other people between the two answers of A.
    let others: Vec<_> = (0..200_000).map(|id| format!("{id},9")).collect();
    let others = others.join("\n") + "\n";
    let first = TemporaryFile::new(format!("id,score\nA,0\n{others}A,10\n").as_bytes());
    let second = TemporaryFile::new(b"id,score\nA,7\n");
    let paths = [&first, &second].map(|file| file.path.to_str().unwrap());
    let tally = |paths: &[&str]| {
        let all = [paths, &["--score=score", "--id=id", "--format=json"]].concat();
        let overall = run(&all, std::io::empty()).document()["overall"].take();
        ["detractors", "passives", "promoters"].map(|field| overall[field].as_u64().unwrap())
    };
    assert_eq!(tally(&paths[..1]), [0, 0, 200_001]);
    assert_eq!(tally(&paths), [0, 1, 200_000]);
    assert_eq!(tally(&[paths[1], paths[0]]), [0, 0, 200_001]);
}

#[test]
fn windows_end_with_each_period() {
    let rows = "day,score\n2024-01-15,10\n2024-02-20,0\n2024-03-10,9\n2024-05-20,9\n";
    let windows = |length: &str| {
        let rolling = document(rows, &["--date=day", length])["rolling"].take();
        let windows = rolling.as_object().unwrap().iter();
        let shown = windows.map(|(name, result)| {
            let number = |field: &str| result[field].as_u64().unwrap_or_default();
            format!("{name}:{}/{}", number("promoters"), number("responses"))
        });
        shown.collect::<Vec<_>>().join(" ")
    };
    assert_eq!(
        windows("--rolling=2"),
        "2024-01:1/1 2024-02:1/2 2024-03:1/2 2024-04:1/1 2024-05:1/1"
    );
    // To the last day of a month; the last window to the day of the last answer. 60 days before 31 March
    // begin with 1 February.
    assert_eq!(
        windows("--rolling=60d"),
        "2024-01:1/1 2024-02:1/2 2024-03:1/2 2024-04:1/1 2024-05:1/1"
    );
    assert_eq!(document(rows, &["--date=day"])["rolling"], Value::Null);
    let refused = run_on(rows, &["--score=score", "--date=day", "--rolling=0d"]);
    assert_eq!(refused.code, 2);
}

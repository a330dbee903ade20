//! Comparing, planning, watching, and what the program says of itself.

use std::io;

use serde_json::Value;

use crate::{Run, TemporaryFile, run, run_task};

const TRAININGS: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../examples/data/carpentries_instructor_counts.csv"
);

fn compare(arguments: &[&str]) -> Run {
    run_task(&[&["compare"], arguments].concat(), "")
}

#[test]
fn periods_are_compared_and_taken_apart() {
    let arguments = [
        "--in",
        TRAININGS,
        "--score=score",
        "--count=answers",
        "--date=month",
        "--period=quarter",
        "--by=taken",
        "2018-Q2",
        "2018-Q3",
    ];
    let text = compare(&arguments).report();
    assert!(
        text.starts_with(
            "\
Change of the Net Promoter Score
  before  47.6, 95 % interval 37.4 to 56.6, from 166 answers (2018-Q2)
  after   26.5, 95 % interval 12.4 to 39.5, from 102 answers (2018-Q3)
  NPS 47.6 to 26.5: -21.1 [-37.8, -4.6] points (95 %, p = 0.012), fell

Why, by \"taken\"
  NPS 47.6 to 26.5, -21.1 points: rate -21.2, mix +0.1
"
        ),
        "{text}"
    );
    let document = compare(&[&arguments[..], &["--format=json"]].concat()).document();
    assert_eq!(document["before"]["overall"]["responses"], 166);
    assert_eq!(document["after"]["overall"]["responses"], 102);
    let change = document["change"]["estimate"].as_f64().unwrap();
    let parts = &document["why"][0]["decomposition"];
    let sum: f64 = ["rate", "mix", "entry", "exit"]
        .iter()
        .map(|part| parts[part].as_f64().unwrap())
        .sum();
    assert!((sum - change).abs() < 1e-9, "{sum} and {change}");
    // A confidence of 90 % makes a narrower interval.
    let surer =
        compare(&[&arguments[..], &["--format=json", "--confidence=90"]].concat()).document();
    assert!(surer["change"]["low"].as_f64() > document["change"]["low"].as_f64());

    let nothing = compare(&[&arguments[..7], &["2019-Q1", "2018-Q3"]].concat()).report();
    assert!(
        nothing.contains("  before  no score (2019-Q1)\n"),
        "{nothing}"
    );
}

#[test]
fn files_are_compared_person_by_person() {
    let before = TemporaryFile::new(b"id,score\na,10\nb,9\nc,0\nd,8\na,0\na,10\n");
    let after = TemporaryFile::new(b"id,score\nb,3\nc,9\nd,8\ne,10\n");
    let [one, other] = [&before, &after].map(|file| file.path.to_str().unwrap());
    let arguments = [one, other, "--score=score", "--id=id"];
    let document = compare(&[&arguments[..], &["--format=json"]].concat()).document();
    // Before: a 10, b 9, c 0, d 8. After: b 3, c 9, d 8, e 10.
    assert_eq!(document["before"]["overall"]["nps"], 25.0);
    assert_eq!(document["after"]["overall"]["nps"], 25.0);
    let moves = &document["people"]["moves"];
    assert_eq!(
        (&moves["left"]["promoters"], &moves["joined"]["promoters"]),
        (&1.into(), &1.into())
    );
    let text = compare(&arguments).report();
    assert!(
        text.contains("Who moved\n  3 responded twice: 1 moved up, 1 down; 1 left, 1 is new\n"),
        "{text}"
    );
}

#[test]
fn values_of_a_column_are_compared_by_weight() {
    let rows = "wave,score,w\nspring,10,1\nspring,0,3\nautumn,9,2\nautumn,8,2\n";
    let file = TemporaryFile::new(rows.as_bytes());
    let path = file.path.to_str().unwrap();
    let arguments = [
        "--in",
        path,
        "--column=wave",
        "spring",
        "autumn",
        "--score=score",
        "--format=json",
    ];
    let document = compare(&arguments).document();
    assert_eq!(document["before"]["overall"]["nps"], 0.0);
    assert_eq!(document["after"]["overall"]["nps"], 50.0);
    let document = compare(&[&arguments[..], &["--weight=w"]].concat()).document();
    assert_eq!(document["before"]["overall"]["nps"], -50.0);
    assert_eq!(document["after"]["overall"]["nps"], 50.0);
}

#[test]
fn comparisons_that_are_not_understood() {
    for (arguments, message) in [
        (&["a", "b"][..], "--score names the column with the scores"),
        (
            &["a", "b", "--in=c", "--score=s"],
            "--in needs --column or --date: what are the two values of?",
        ),
        (
            &["a", "b", "--in=-", "--column=x", "--score=s"],
            "standard input, -, cannot be read twice: --in needs files",
        ),
        (
            &["-", "-", "--score=s"],
            "standard input, -, can be read once only",
        ),
    ] {
        let run = compare(arguments);
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{arguments:?}");
        assert!(
            run.stderr.starts_with(&format!("error: {message}\n")),
            "{}",
            run.stderr
        );
    }
    // What is misleading is withheld here as well.
    let stars = TemporaryFile::new(b"score\n5\n4\n3\n5\n1\n");
    let path = stars.path.to_str().unwrap();
    let run = compare(&[path, path, "--score=score"]);
    assert_eq!((run.code, run.stderr.as_str()), (3, ""));
    assert!(
        run.stdout.contains("looks like another scale"),
        "{}",
        run.stdout
    );
}

fn plan(arguments: &[&str]) -> Run {
    run_task(&[&["plan"], arguments].concat(), "")
}

#[test]
fn plans() {
    let document = |arguments: &[&str]| plan(&[arguments, &["--format=json"]].concat()).document();
    // By the normal approximation, 1.96² / 0.05² = 1537 for a variance of 1; the interval of scores is a
    // little narrower.
    let margin = document(&["--margin=5"])["margin"]["responses"]
        .as_u64()
        .unwrap();
    assert!((1500..=1537).contains(&margin), "{margin}");
    // (1.95996 + 0.84162)² × 2 / 0.1² = 1569.8.
    assert_eq!(document(&["--change=10"])["change"]["responses"], 1570);
    // 1570 responses at a rate of 30 %.
    let invited = document(&["--change=-10", "--response-rate=30"]);
    assert_eq!(invited["change"]["invitations"], 5234);
    let given = document(&["--responses=1570"]);
    let smallest = given["given"]["smallest_change"].as_f64().unwrap();
    assert!((smallest - 10.0).abs() < 0.01, "{smallest}");
    // Half as spread, half as many: 0.25 + 0.25 - 0 = 0.5.
    let expected = document(&["--change=10", "--promoters=25", "--detractors=25"]);
    assert_eq!(expected["change"]["responses"], 785);
    let text = plan(&["--margin=5", "--change=10"]).report();
    assert!(
        text.contains(
            "  to see a change of 10 points with a chance of 80 %: 1570 answers in each survey\n"
        ),
        "{text}"
    );

    for arguments in [
        &[][..],
        &["--margin=0"],
        &["--margin=5", "--promoters=50"],
        &["--margin=5", "--promoters=80", "--detractors=40"],
        &["--margin=5", "--response-rate=0"],
        &["--change=10", "--power=4"],
        &["--margin=5", "--confidence=100"],
        &["--margin=NaN"],
    ] {
        let run = plan(arguments);
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{arguments:?}");
        assert!(run.stderr.starts_with("error: "), "{}", run.stderr);
    }
}

#[test]
fn a_stream_is_watched_across_runs() {
    let folder = tempfile::tempdir().unwrap();
    let state = folder.path().join("state.json");
    let state = format!("--state={}", state.to_str().unwrap());
    let watch = |lines: &str| run_task(&["watch", "--floor=20", &state], lines);
    let line = |run: &Run| -> Value { serde_json::from_str(&run.stdout).unwrap() };

    let good = watch(&"7\n9\n10\n".repeat(100));
    assert_eq!((good.code, good.stderr.as_str()), (0, ""));
    assert_eq!(good.stdout.lines().count(), 1);
    assert_eq!(
        (&line(&good)["alarm"], &line(&good)["read"]),
        (&false.into(), &300.into())
    );

    // 14 detractors after good answers are an alert; here the first ten come in one run and the rest in the
    // next.
    let ten = watch(&"0\n".repeat(10));
    assert_eq!(ten.code, 0);
    let rest = watch("{\"score\": 0}\n0 - not at all\n\n0\n{\"score\": null}\nn/a\n0");
    assert_eq!(rest.code, 4, "{}", rest.stdout);
    assert!(
        rest.stderr
            .starts_with("alert: drop below 20: NPS -100 in the last 14 responses")
    );
    let line = line(&rest);
    assert_eq!(
        (&line["alarm"], &line["read"], &line["accepted"]),
        (&true.into(), &7.into(), &4.into())
    );
    assert_eq!(line["responses"], 314);
    assert_eq!(line["alerts"][0]["result"]["responses"], 14);

    // A line that cannot be read leaves the state as it was.
    let unread = watch("0\n{\"nps\": 3}\n");
    assert_eq!(
        unread.problem(),
        "standard input, line 2: no member is named \"score\" in {\"nps\": 3}; see --score"
    );
    assert_eq!(line_of(&watch(""))["responses"], 314);
    // Another floor needs another file.
    let other = run_task(&["watch", "--floor=21", &state], "0\n");
    assert!(other.problem().ends_with(
        "it was begun with --floor 20 --run-length 10000; use another file for other values"
    ));
    std::fs::write(folder.path().join("state.json"), "{}").unwrap();
    assert!(watch("0\n").problem().contains("cannot go on from "));
    // Nothing is left lying about.
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}

fn line_of(run: &Run) -> Value {
    serde_json::from_str(&run.stdout).unwrap()
}

#[test]
fn a_file_of_output_is_whole_or_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("report.txt");
    std::fs::write(&path, "before").unwrap();
    let output = format!("--output={}", path.to_str().unwrap());
    assert_eq!(
        run(&["/no/such/file", "--score=s", &output], io::empty()).code,
        1
    );
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "before");
    assert_eq!(run(&[&output], io::empty()).report(), "");
    assert_eq!(
        std::fs::read_to_string(&path).unwrap(),
        run(&[], io::empty()).report()
    );
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    let nowhere = run(&["--output=/no/such/folder/report.txt"], io::empty()).problem();
    assert!(
        nowhere.starts_with("cannot write the report: "),
        "{nowhere}"
    );
}

#[test]
fn the_program_tells_of_itself() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let completions = run_task(&["completions", shell], "").report();
        assert!(completions.contains("compare"), "{shell}");
    }
    let manual = run_task(&["man"], "").report();
    for option in [
        "npscore\\-compare",
        "\\-\\-rolling",
        "Exit codes",
        "\\-\\-floor",
    ] {
        assert!(manual.contains(option), "{option}");
    }
    let help = run_task(&["--help"], "").report();
    assert!(
        help.contains("  3  the score would be misleading and is withheld"),
        "{help}"
    );
    assert!(!help.contains('\u{1B}'), "no colours in a pipe");
}

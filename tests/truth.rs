//! Real surveys against independently computed truth.
//!
//! The survey rows are not kept here. Tests that need them read the folder that `NPSCORE_DATA` names
//! and are ignored unless asked for: `cargo test -- --include-ignored`.

use std::collections::BTreeMap;
use std::path::PathBuf;

use npscore::{
    Decimal, Hierarchy, Histogram, Month, Nps, Observe, Quarter, Score, Screened, Screening,
    Segments, Timeline, Weight, WeightedTally,
};
use serde_json::Value;

pub const TRUTH: &str = include_str!("data/fixtures_truth.json");

/// What is counted of one group of rows.
type Counts = (Screened<Histogram>, Screened<WeightedTally>);

pub fn truth() -> Value {
    serde_json::from_str(TRUTH).unwrap()
}

/// A file of survey rows beside the repository.
pub fn survey(name: &str) -> Vec<BTreeMap<String, String>> {
    let folder =
        std::env::var_os("NPSCORE_DATA").expect("NPSCORE_DATA names the folder of surveys");
    let path = PathBuf::from(folder).join(name);
    let mut reader = csv::Reader::from_path(&path).unwrap_or_else(|error| panic!("{error}"));
    reader.deserialize().map(Result::unwrap).collect()
}

/// The month of `M/D/YY H:MM`.
pub fn month(date: &str) -> Month {
    let mut parts = date.split(['/', ' ']);
    let mut part = || parts.next().unwrap().parse::<u8>().unwrap();
    let (month, _, year) = (part(), part(), part());
    Month::new(2000 + u16::from(year), month).unwrap()
}

/// A survey: its file, its score column, its rules and, if it has one, its weight column.
pub struct Survey {
    pub name: &'static str,
    pub file: &'static str,
    pub score: &'static str,
    pub weight: Option<&'static str>,
    pub screening: Screening,
}

pub fn surveys() -> [Survey; 4] {
    let plain = |name, file, score| Survey {
        name,
        file,
        score,
        weight: None,
        screening: Screening::new().missing_word("NA").unwrap(),
    };
    [
        Survey {
            weight: Some("WEIGHT"),
            screening: Screening::new().missing_code(11).unwrap(),
            ..plain("sfo_2017", "sfo_2017_slim.csv", "NETPRO")
        },
        plain(
            "carpentries_2020_03",
            "carpentries_longterm_2020-03_slim.csv",
            "recommendation_score",
        ),
        plain(
            "carpentries_2020_12",
            "carpentries_longterm_2020-12_slim.csv",
            "recommendation_score",
        ),
        plain(
            "carpentries_instructor_2016_18",
            "carpentries_instructor_2016-18_slim.csv",
            "LikelyToRecommend",
        ),
    ]
}

fn close(found: f64, expected: &Value, what: &str) {
    let expected = expected.as_f64().unwrap();
    assert!(
        (found - expected).abs() <= 1e-9,
        "{what}: {found} where the truth is {expected}"
    );
}

/// Every figure of one group.
fn check(counts: &Counts, truth: &Value, place: &str) {
    let (screened, weighted) = counts;
    let figure = |name: &str| truth[name].as_u64().unwrap();
    assert_eq!(screened.offered(), figure("rows"), "{place}");
    assert_eq!(screened.accepted(), figure("valid"), "{place}");
    assert_eq!(screened.excluded(), figure("excluded"), "{place}");
    let tally = screened.inner().tally();
    assert_eq!(tally.promoters(), figure("promoters"), "{place}");
    assert_eq!(tally.passives(), figure("passives"), "{place}");
    assert_eq!(tally.detractors(), figure("detractors"), "{place}");

    let Some(result) = tally.result() else {
        assert!(truth["nps"].is_null(), "{place}: no responses, no score");
        return;
    };
    close(result.nps().to_f64(), &truth["nps"], place);
    let exact = truth["nps_exact"].as_str().unwrap();
    let (points, base) = exact.split_once('/').unwrap_or((exact, "1"));
    let exact = Nps::new(points.parse().unwrap(), 100 * base.parse::<u64>().unwrap()).unwrap();
    assert_eq!(result.nps(), exact, "{place}");
    close(result.standard_error(), &truth["wald_se"], place);
    let mean: f64 = screened
        .inner()
        .mean()
        .unwrap()
        .to_string()
        .parse()
        .unwrap();
    close(mean, &truth["mean"], place);

    if truth.get("w_nps").is_some_and(|nps| !nps.is_null()) {
        let weighted = weighted.inner().result().unwrap();
        close(weighted.nps().to_f64(), &truth["w_nps"], place);
        let weight = |weight: Decimal| weight.to_string().parse().unwrap();
        let sums = weighted.tally();
        close(
            weight(sums.weight(npscore::Category::Promoter)),
            &truth["w_promoters"],
            place,
        );
        close(
            weight(sums.weight(npscore::Category::Passive)),
            &truth["w_passives"],
            place,
        );
        close(
            weight(sums.weight(npscore::Category::Detractor)),
            &truth["w_detractors"],
            place,
        );
        close(weight(sums.total_weight()), &truth["w_total"], place);
        close(weighted.effective_responses(), &truth["kish_neff"], place);
    }
}

#[test]
#[ignore = "reads the survey rows from the folder NPSCORE_DATA names"]
fn rows_give_every_figure_overall_and_by_segment() {
    let truth = truth();
    let mut groups = 0;
    for survey in surveys() {
        let mut overall = Counts::default();
        // The same rows through each of the keyed types: column, then segment.
        let mut segments = Segments::<String, Segments<String, Screened<Histogram>>>::default();
        let mut weights = Segments::<(String, String), Screened<WeightedTally>>::default();
        let mut hierarchy = Hierarchy::<String, Screened<Histogram>>::default();
        let mut months = Timeline::<Month, (Screened<Histogram>, Screened<Histogram>)>::default();
        for row in self::survey(survey.file) {
            let score = survey.screening.screen(&row[survey.score]);
            let weight: Weight = survey
                .weight
                .map_or(Weight::ONE, |name| row[name].parse().unwrap());
            let weighted = score.map(|score| (score, weight));
            overall.0.observe(score);
            overall.1.observe(weighted);
            for (column, segment) in &row {
                let (column, segment) = (column.as_str(), segment.trim());
                segments.observe((column, (segment, score)));
                weights.observe(((column, segment), weighted));
                hierarchy.observe(([column, segment], score));
            }
            if let Some(date) = row.get("Date") {
                months.observe((month(date), score));
            }
        }
        let expected = &truth[survey.name];
        check(&overall, &expected["overall"], survey.name);
        for (cell, count) in expected["raw_score_histogram"].as_object().unwrap() {
            if let Ok(score) = cell.parse::<Score>() {
                assert_eq!(Some(overall.0.inner().count(score)), count.as_u64());
            }
        }
        for (column, expected) in expected["segments"].as_object().unwrap() {
            if column != "@month" {
                // Every column splits the same answers.
                let column = column.as_str();
                assert_eq!(segments.get(column).unwrap().total(), overall.0);
                assert_eq!(hierarchy.branch([column]).unwrap().total(), overall.0);
                assert_eq!(
                    segments.get(column).unwrap().len(),
                    expected.as_object().unwrap().len()
                );
            }
            for (segment, expected) in expected.as_object().unwrap() {
                let place = format!("{} {column} {segment:?}", survey.name);
                groups += 1;
                if column == "@month" {
                    let (counts, again) = months.get(segment.parse().unwrap()).unwrap();
                    assert_eq!(counts, again);
                    check(&(*counts, Screened::default()), expected, &place);
                    continue;
                }
                let path = (column.clone(), segment.trim().to_string());
                let counts = segments.get(column).unwrap().get(segment.trim()).unwrap();
                check(&(*counts, *weights.get(&path).unwrap()), expected, &place);
                assert_eq!(hierarchy.get([path.0, path.1]), Some(counts), "{place}");
            }
        }
        if survey.name == "carpentries_instructor_2016_18" {
            assert_eq!(months.len(), 28);
            assert_eq!(months.total().0, overall.0);
            assert_eq!(months.coarsen::<Quarter>().total(), months.total());
        }
    }
    assert_eq!(groups, 342, "the truth lists that many segments and months");
}

#[test]
#[ignore = "reads the survey rows from the folder NPSCORE_DATA names"]
fn rows_do_not_give_the_wrong_answers() {
    let truth = truth();
    for survey in surveys() {
        let wrong = truth[survey.name]["wrong_answers_to_catch"]
            .as_object()
            .cloned();
        let cells: Vec<String> = self::survey(survey.file)
            .into_iter()
            .map(|row| row[survey.score].clone())
            .collect();
        // With the survey's own rules, and with none at all.
        for screening in [survey.screening, Screening::new()] {
            let screened: Screened<Histogram> =
                cells.iter().map(|cell| screening.screen(cell)).collect();
            let nps = screened.inner().result().unwrap().nps().to_f64();
            for (name, wrong) in wrong.iter().flatten() {
                assert!((nps - wrong.as_f64().unwrap()).abs() > 1.0, "{name}");
            }
        }
    }
}

#[test]
#[ignore = "reads the tables of shares from the folder NPSCORE_DATA names"]
fn rows_of_hospital_shares_give_every_figure() {
    let truth = truth();
    for (file, figures, count) in [
        ("hcahps_state_2015_2023.csv", "hcahps_state", 916),
        ("hcahps_national_2015_2023.csv", "hcahps_national", 18),
    ] {
        let rows = survey(file);
        assert_eq!(rows.len(), count);
        for row in rows {
            let share = |name: &str| row[name].parse::<Decimal>().unwrap();
            let shares = crate::shares_of(
                share("Bottom-box Percentage"),
                share("Middle-box Percentage"),
                share("Top-box Percentage"),
            );
            let state = row.get("State").map_or("US", String::as_str);
            let key = format!("{}|{state}|{}", row["Release Period"], row["Measure ID"]);
            let expected = truth[figures][&key].as_i64().unwrap();
            assert_eq!(i64::from(shares.unwrap().nps().whole()), expected, "{key}");
        }
    }
}

//! Response rates, and what those who did not respond could change.

use npscore::inference::{Confidence, Groups, NonResponse, SilentRest, Verdict};
use npscore::{Nps, ResponseRate, Segments, Share, Tally};
use serde_json::Value;

use crate::inference::support::{
    cases, close, close_absolute, count, counts, levels, number, oracle, pair,
};

fn tally([b, a, c]: [u64; 3]) -> Tally {
    crate::tally_of(b, a, c)
}

fn survey(case: &Value) -> Result<NonResponse, npscore::Error> {
    let answers = tally(counts(&case["counts"]));
    let rate = ResponseRate::new(answers.responses(), count(&case["invited"]))?;
    Ok(rate.non_response(&answers)?)
}

/// A share of a hundred or so.
fn share(value: &Value) -> Share {
    let millionths = format!("{:.0}", number(value) * 1e6);
    Share::new(millionths.parse().unwrap(), 1_000_000).unwrap()
}

#[test]
fn against_reference_values() {
    for case in cases(&oracle("nonresponse")["cases"]) {
        let name = case["name"].as_str().unwrap();
        let survey = survey(case);
        if name == "population smaller than invited" {
            let error = survey.unwrap().interval(249, Confidence::P95).unwrap_err();
            assert!(
                error
                    .to_string()
                    .starts_with("population 249 is out of range")
            );
            continue;
        }
        let Ok(survey) = survey else {
            assert_ne!(case["expected"], "ok", "{name}");
            continue;
        };
        let (low, high) = pair(&case["bounds"]);
        let (worst, best) = survey.bounds();
        close(worst.to_f64(), low, 1e-12, name);
        close(best.to_f64(), high, 1e-12, name);
        for interval in cases(&case["intervals"]) {
            if interval["variance"] != "plugin" {
                continue;
            }
            let population = interval["population"].as_u64();
            for (level, confidence) in levels() {
                let expected = &interval["levels"][level];
                let (low, high) = pair(&expected["imbens_manski_clipped"]);
                let found = survey.interval(population, confidence).unwrap();
                close(found.0, low, 1e-10, name);
                close(found.1, high, 1e-10, name);
                let (low, high) = pair(&expected["whole_set"]);
                let found = survey.interval_of_bounds(population, confidence).unwrap();
                close(found.0, low.max(-1.0), 1e-10, name);
                close(found.1, high.min(1.0), 1e-10, name);
            }
        }
        let rests = [
            (SilentRest::LikeRespondents, "rest_like_respondents"),
            (SilentRest::Passives, "rest_passive"),
            (SilentRest::Promoters, "rest_promoters"),
        ];
        for scenario in cases(&case["scenarios"]) {
            let detractors = share(&scenario["share_detractors"]);
            for (rest, field) in rests {
                match (survey.scenario(detractors, rest), scenario[field].as_f64()) {
                    (Some(found), Some(expected)) => close(found.to_f64(), expected, 1e-12, name),
                    (found, expected) => assert_eq!((found, expected), (None, None), "{name}"),
                }
            }
        }
        for (rest, field) in rests {
            let Some(expected) = case.get(format!("break_even_zero_{field}")) else {
                continue;
            };
            match (survey.break_even(Nps::ZERO, rest), expected.as_f64()) {
                (Some(found), Some(expected)) => {
                    close_absolute(found / 100.0, expected, 1e-12, name);
                }
                // Nobody answered, and nobody is to be a detractor: 0, where the file has none.
                (Some(found), None) if survey.answers().is_empty() => assert_eq!(found, 0.0),
                (found, expected) => assert_eq!((found, expected), (None, None), "{name}"),
            }
        }
    }
}

#[test]
fn what_contradicts_itself_is_refused() {
    let answers = tally([18, 52, 30]);
    let error = ResponseRate::new(90, 250)
        .unwrap()
        .non_response(&answers)
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "100 responses to 90 invitations, expected at most 90"
    );
    let nobody = ResponseRate::default().non_response(&Tally::default());
    assert_eq!(
        nobody.unwrap_err().to_string(),
        "0 invitations, expected at least 1"
    );
    // Twenty responded without an answer to this question.
    let survey = ResponseRate::new(120, 250)
        .unwrap()
        .non_response(&answers)
        .unwrap();
    assert_eq!(survey.silent(), 150);
    let huge = ResponseRate::new(u64::MAX, u64::MAX).unwrap();
    let survey = huge.non_response(&tally([0, 0, u64::MAX])).unwrap();
    assert_eq!(survey.bounds(), (Nps::MAX, Nps::MAX));
    assert_eq!(survey.break_even(Nps::ZERO, SilentRest::Passives), None);
}

/// A rate's methods are those of a score without passives, which are pinned elsewhere.
#[test]
fn rates_are_shares() {
    // Newcombe 1998, table II, case (a): 56/70 and 48/80, method 10.
    let [a, b] = [(56, 70), (48, 80)].map(|(x, n)| ResponseRate::new(x, n).unwrap());
    let difference = a.difference_from(&b, Confidence::P95).unwrap();
    close_absolute(difference.estimate(), 20.0, 1e-12, "difference");
    close_absolute(difference.low(), 5.24, 0.005, "low");
    close_absolute(difference.high(), 33.39, 0.005, "high");
    assert_eq!(difference.verdict(), Verdict::Higher);
    // The test is that of the pooled rate: z² is the chi-square of the 2 x 2 table.
    let rates: Segments<u8, ResponseRate> = [(0, a), (1, b)].into_iter().collect();
    let test = rates.one_rate_test().unwrap();
    let z = difference.statistic().unwrap();
    close_absolute(test.statistic().unwrap(), z * z, 1e-10, "chi-square");
    let pooled: f64 = 104.0 / 150.0;
    let by_hand = 0.2 / (pooled * (1.0 - pooled) * (1.0 / 70.0 + 1.0 / 80.0)).sqrt();
    close_absolute(z, by_hand, 1e-12, "z");
    // Wilson 1927: the roots of (p - 0.8)² = z² p (1 - p) / 70.
    let interval = a.interval(Confidence::P95).unwrap();
    for limit in [interval.low(), interval.high()] {
        let p = limit / 100.0;
        let z = Confidence::P95.z();
        close_absolute(
            (p - 0.8).powi(2),
            z * z * p * (1.0 - p) / 70.0,
            1e-12,
            "root",
        );
    }
    assert_eq!(ResponseRate::default().interval(Confidence::P95), None);
    assert_eq!(
        a.difference_from(&ResponseRate::default(), Confidence::P95),
        None
    );
    let one: Segments<u8, ResponseRate> = [(0, a)].into_iter().collect();
    assert!(one.one_rate_test().is_err());
    assert!(Groups::new([(0, tally([1, 0, 1])), (1, tally([1, 0, 1]))]).is_ok());
}

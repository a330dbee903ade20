//! Published examples: `data/worked_examples.json`, as far as its counts, scores or shares
//! determine the number.

use crate::tally_of;
use npscore::error::NpsError;
use npscore::inference::Spread;
use npscore::{
    Category, Decimal, Nps, NpsResult, ResponseRate, RoundingStrategy, Scale, Score, Screening,
    Tally,
};
use serde_json::Value;

fn examples() -> Vec<Value> {
    let file: Value = serde_json::from_str(include_str!("data/worked_examples.json")).unwrap();
    file["examples"].as_array().unwrap().clone()
}

fn example(id: &str) -> Value {
    examples()
        .into_iter()
        .find(|example| example["id"] == id)
        .unwrap()
}

fn result(counts: &Value) -> NpsResult {
    let count = |name: &str| counts[name].as_u64().unwrap();
    tally_of(count("detractors"), count("passives"), count("promoters"))
        .result()
        .unwrap()
}

fn decimal(value: &Value) -> Decimal {
    value.to_string().parse().unwrap()
}

fn close(found: f64, expected: f64, tolerance: f64) -> bool {
    (found - expected).abs() <= tolerance
}

#[test]
fn every_example_with_counts_or_scores_has_its_published_number() {
    let mut checked = 0;
    for example in examples() {
        let id = example["id"].as_str().unwrap();
        if example.get("counts").is_none() {
            continue;
        }
        let result = result(&example["counts"]);
        assert_eq!(Some(result.responses()), example["n"].as_u64(), "{id}");
        let computed = example["computed_nps"].as_f64().unwrap();
        assert!(close(result.nps().to_f64(), computed, 1e-9), "{id}");
        let se = example["computed_wald_se"].as_f64().unwrap();
        assert!(close(result.standard_error(), se, 1e-9), "{id}");
        if let Some(scores) = example["scores"].as_array() {
            let scores = scores
                .iter()
                .map(|score| Score::try_from(score.as_u64().unwrap()));
            let tally: Tally = scores.collect::<Result<Tally, _>>().unwrap();
            assert_eq!(&tally, result.tally(), "{id}");
        }
        if let Some(stated) = example["stated_nps"].as_f64() {
            let places = u32::try_from(example["stated_decimals"].as_u64().unwrap()).unwrap();
            let shown = result
                .nps()
                .round_dp(places, RoundingStrategy::MidpointAwayFromZero);
            let shown: f64 = shown.to_string().parse().unwrap();
            assert!(
                close(shown, stated, 1e-6),
                "{id}: {shown} where {stated} was published"
            );
        }
        checked += 1;
    }
    assert_eq!(checked, 13, "the file has 13 examples with counts");
}

#[test]
fn every_example_with_whole_shares_has_its_published_number() {
    let mut checked = 0;
    for example in examples() {
        let id = example["id"].as_str().unwrap();
        let Some(shares) = example.get("shares_pct") else {
            continue;
        };
        // Thirds stand in the file as floats, whose last digits are noise.
        let share = |name: &str| decimal(&shares[name]).round_dp(10);
        let shares = crate::shares_of(share("detractors"), share("passives"), share("promoters"));
        let nps = shares.unwrap().nps();
        if let Some(computed) = example["computed_nps"].as_f64() {
            assert!(close(nps.to_f64(), computed, 1e-9), "{id}");
            checked += 1;
        }
    }
    assert_eq!(checked, 9, "the file has 9 examples of shares with a score");
}

#[test]
fn the_usual_explanation_of_the_method() {
    let result = tally_of(18, 52, 30).result().unwrap();
    assert_eq!(result.responses(), 100);
    assert_eq!(result.nps(), Nps::from_points(12).unwrap());
    assert_eq!(result.to_string(), "NPS 12 (n = 100)");
}

#[test]
fn standard_errors_of_the_r_package() {
    // On the unit scale, from the tests of the NPS package for R, tolerance .001.
    for (scores, variance, error) in [
        (vec![1, 9], 1.0, 0.707),
        (vec![7, 9], 0.25, 0.354),
        (vec![0, 7, 9], 2.0 / 3.0, 0.471),
    ] {
        let scores = scores.into_iter().map(Score::constant);
        let result = scores.collect::<Tally>().result().unwrap();
        assert!(close(Spread::from(result).variance(), variance, 1e-12));
        assert!(close(result.standard_error() / 100.0, error, 1e-3));
    }
    let six = result(&example("r_nps_pkg_tests")["counts"]);
    assert!(close(Spread::from(six).variance(), 5.0 / 9.0, 1e-12));
    assert!(close(six.standard_error() / 100.0, 0.304, 1e-3));
}

#[test]
fn promoters_and_detractors_are_not_independent() {
    // A published script draws the two shares independently and finds 14.3 to 20.5.
    let example = example("jdmaturen_gist_wrong");
    let result = result(&example["counts"]);
    let margin = 1.959_963_984_540_054 * result.standard_error();
    assert!(close(
        margin,
        example["computed_wald95_margin"].as_f64().unwrap(),
        1e-9
    ));
    let independent = (20.5 - 14.3) / 2.0;
    assert!(
        margin > 1.05 * independent,
        "the published interval is too narrow"
    );
}

#[test]
fn a_slider_from_0_to_100_has_bands_of_its_own() {
    let slider = Scale::new(0, 65, 85, 100).unwrap();
    assert_eq!(slider.category(64).unwrap(), Category::Detractor);
    assert_eq!(slider.category(65).unwrap(), Category::Passive);
    assert_eq!(slider.category(84).unwrap(), Category::Passive);
    assert_eq!(slider.category(85).unwrap(), Category::Promoter);
    for id in ["carpentries_dc_post_2018_01", "carpentries_dc_post_2018_07"] {
        let example = example(id);
        let counts = &example["counts"];
        // The published counts, as answers at the edges of their bands.
        let screening = Screening::on(slider);
        let cells = [
            ("64", "detractors"),
            ("84", "passives"),
            ("100", "promoters"),
        ];
        let mut tally = Tally::default();
        for (cell, count) in cells {
            let category = screening.screen(cell).unwrap();
            tally += Tally::of(category, counts[count].as_u64().unwrap());
        }
        let nps = tally.result().unwrap().nps();
        assert!(close(
            nps.to_f64(),
            example["computed_nps"].as_f64().unwrap(),
            1e-9
        ));
    }
    let published = &example("carpentries_dc_post_2018_01")["stated_shares_pct"];
    let shares = result(&example("carpentries_dc_post_2018_01")["counts"]).shares_rounded(6);
    assert_eq!(
        shares.percent().detractors,
        decimal(&published["detractors"])
    );
    assert_eq!(shares.percent().passives, decimal(&published["passives"]));
    assert_eq!(shares.percent().promoters, decimal(&published["promoters"]));
}

#[test]
fn those_who_did_not_answer_are_in_the_response_rate_and_in_no_share() {
    let example = example("carpentries_dc_post_2018_07");
    let result = result(&example["counts"]);
    assert_eq!(format!("{:.1}", result.share(Category::Promoter)), "77.6 %");
    let missing = example["missing"].as_u64().unwrap();
    let rate = ResponseRate::new(result.responses(), result.responses() + missing).unwrap();
    // 14.6 percent did not answer. (124 of 852 is 14.55.)
    assert_eq!(format!("{:.1}", rate.share().unwrap()), "85.4 %");
}

#[test]
fn segments_merge_by_their_counts() {
    // Published: inpatients 526 at 72, emergency 91 at 59; together 617 at 70.
    let example = example("westherts_fft_feb2014");
    let (mut net, mut responses) = (0, 0);
    for segment in example["segments"].as_array().unwrap() {
        let n = segment["n"].as_u64().unwrap();
        net += segment["nps"].as_i64().unwrap() * i64::try_from(n).unwrap();
        responses += n;
    }
    assert_eq!(Some(responses), example["n"].as_u64());
    let together = Nps::new(net, 100 * responses).unwrap();
    assert!(close(
        together.to_f64(),
        example["computed_nps"].as_f64().unwrap(),
        1e-9
    ));
    assert_eq!(
        Some(i64::from(together.whole())),
        example["stated_nps"].as_i64()
    );
    assert_ne!(
        together.whole(),
        i32::midpoint(72, 59),
        "not the average of the scores"
    );
}

#[test]
fn misprinted_shares_are_refused() {
    let example = example("wjcp_ppia_table2");
    let mut refused = Vec::new();
    for item in example["items"].as_array().unwrap() {
        let share = |name: &str| decimal(&item[name]);
        match crate::shares_of(share("detractors"), share("passives"), share("promoters")) {
            Ok(shares) => {
                let stated: Nps = item["stated_nps"].to_string().parse().unwrap();
                assert_eq!(shares.nps(), stated, "{}", item["item"]);
                assert_eq!(item["diff_ok"], true);
            }
            Err(NpsError::SharesSum { sum }) => refused.push(sum.to_string()),
            Err(error) => panic!("{error}"),
        }
    }
    assert_eq!(refused, ["89.7", "101.0"]);
}

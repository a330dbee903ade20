//! Differences of weighted samples, against reference values.

use npscore::inference::{
    Alternative, Confidence, DifferenceMethod, Linearised, Stratum, SurveyDesign, TestMethod,
};
use npscore::{Category, NpsResult, WeightedTally};
use serde_json::Value;

use crate::inference::support::{cases, close, close_relative, levels, number, oracle, pair};

fn weighted(sample: &Value) -> WeightedTally {
    let none = Vec::new();
    let (x, w) = (sample["x"].as_array().unwrap_or(&none), &sample["w"]);
    x.iter()
        .enumerate()
        .map(|(i, x)| {
            let category = Category::ALL[usize::try_from(x.as_i64().unwrap() + 1).unwrap()];
            (
                category,
                w[i].to_string().parse::<npscore::Weight>().unwrap(),
            )
        })
        .collect()
}

/// The sample with the effective number of its linearised standard error.
fn linearised(tally: WeightedTally) -> NpsResult<Linearised> {
    let stratum = [("all", Stratum::of_responses(tally))];
    *SurveyDesign::new(stratum).unwrap().result()
}

#[test]
fn differences_of_weighted_samples() {
    for case in cases(&oracle("weighted_two_sample")["cases"]) {
        let name = case["name"].as_str().unwrap();
        let [a, b] = ["a", "b"].map(|sample| weighted(&case[sample]));
        if case["expected"] == "none" {
            assert!(a.result().is_none() || b.result().is_none(), "{name}");
            continue;
        }
        let (one, other) = (a.result().unwrap(), b.result().unwrap());
        let exact = (one.nps() - other.nps()).to_f64();
        close(exact, number(&case["diff"]), 1e-14, name);
        for (result, sample) in [(&one, &case["a"]), (&other, &case["b"])] {
            close_relative(
                result.effective_responses(),
                number(&sample["kish_neff"]),
                1e-12,
                name,
            );
            if let Some(se) = sample["se_linearized"].as_f64() {
                close(result.standard_error(), se, 1e-12, name);
            }
        }
        for method in [TestMethod::Wald, TestMethod::Score] {
            let key = if method == TestMethod::Wald {
                "linearized"
            } else {
                "score_kish"
            };
            let Some(z) = case[key]["z"].as_f64() else {
                continue;
            };
            let two_sided = Alternative::TwoSided.by(method);
            let test = one.difference_test(&other, 0.0, two_sided).unwrap();
            close_relative(test.statistic().unwrap(), z, 1e-10, name);
            close_relative(test.p_value(), number(&case[key]["p"]), 1e-10, name);
        }
        let by_design = [("a", a), ("b", b)].map(|(sample, tally)| {
            let known = case[sample]["neff_linearized_source"] == "linearised";
            known.then(|| linearised(tally))
        });
        for (level, confidence) in levels() {
            let limits = &case["levels"][level];
            let [wald, mover, score] = [
                ("wald_linearized", DifferenceMethod::Wald),
                ("mover_score_kish", DifferenceMethod::Mover),
                ("score_kish", DifferenceMethod::Score),
            ]
            .map(|(key, method)| {
                (
                    one.difference_from(&other, confidence.by(method)),
                    &limits[key],
                )
            });
            for (estimate, reference) in [wald, mover, score] {
                if !reference.is_null() {
                    let (low, high) = pair(reference);
                    close(estimate.low(), low, 1e-10, name);
                    close(estimate.high(), high, 1e-10, name);
                }
            }
            let [Some(one), Some(other)] = &by_design else {
                continue;
            };
            for (key, method) in [
                ("mover_score_linearized", DifferenceMethod::Mover),
                ("score_linearized", DifferenceMethod::Score),
            ] {
                if !limits[key].is_null() {
                    let (low, high) = pair(&limits[key]);
                    let estimate = one.difference_from(other, confidence.by(method));
                    close(estimate.low(), low, 1e-10, name);
                    close(estimate.high(), high, 1e-10, name);
                }
            }
        }
    }
}

/// Two weighted results have a change as two counted ones have, in words and in shares that add up.
#[test]
fn a_change_of_weighted_results() {
    let case = &oracle("weighted_two_sample")["cases"][0];
    let [before, after] = ["a", "b"].map(|sample| weighted(&case[sample]).result().unwrap());
    let change = after.change_from(&before, Confidence::P95);
    close(
        change.points().to_f64(),
        -number(&case["diff"]),
        1e-14,
        "change",
    );
    let shares = Category::ALL.map(|category| change.share(category));
    assert!(shares.into_iter().sum::<npscore::Points>().is_zero());
    assert_eq!(
        after.shares_rounded(1).to_string(),
        "44.4 % detractors, 27.8 % passives, 27.8 % promoters"
    );
}

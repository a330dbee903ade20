//! Groups of weighted responses: the same methods, on effective counts.

use npscore::aggregate::Sample;
use npscore::inference::{
    Adjustment, Alternative, Confidence, DifferenceMethod, Groups, Impact, Ranked, Test,
};
use npscore::insight::Tags;
use npscore::{Category, HasTally, Nps, NpsResult, Segments, Tally, Weight, WeightedTally};
use proptest::prelude::*;

fn weighted(weight: &str, [b, a, c]: [u64; 3]) -> WeightedTally {
    let weight: Weight = weight.parse().unwrap();
    let counts = Category::ALL.into_iter().zip([b, a, c]);
    let parts = counts.map(|(category, n)| WeightedTally::of(category, weight, n).unwrap());
    parts.sum()
}

fn counted([b, a, c]: [u64; 3]) -> Tally {
    crate::tally_of(b, a, c)
}

/// Key, rank, best and worst rank.
fn ranks<S: Sample>(groups: &Groups<usize, S>) -> Vec<[usize; 4]> {
    let rows = groups.ranking(Confidence::P95);
    let figures = |row: &Ranked<usize, S>| [*row.key(), row.rank(), row.low(), row.high()];
    rows.iter().map(figures).collect()
}

/// The test of each pair, and its adjusted p-value.
fn tests<S: Sample>(groups: &Groups<usize, S>) -> Vec<(Test, f64)> {
    let pairs = groups.pairs(Adjustment::Holm).unwrap();
    pairs
        .iter()
        .map(|pair| (*pair.test(), pair.adjusted_p_value()))
        .collect()
}

proptest! {
    /// Counts alone, and the same counts with one weight for all, give the same figures to the last
    /// digit.
    #[test]
    fn equal_weights_are_none(
        groups in prop::collection::vec([0_u64..60, 0..60, 0..60], 2..6),
        weight in prop::sample::select(vec!["1", "0.000000000001", "0.3", "1234567.1234567"]),
    ) {
        let plain = groups.iter().map(|group| counted(*group)).enumerate();
        let heavy = groups.iter().map(|group| weighted(weight, *group)).enumerate();
        let (Ok(plain), Ok(heavy)) = (Groups::new(plain), Groups::new(heavy)) else {
            let responses = |group: &&[u64; 3]| group.iter().sum::<u64>() > 0;
            prop_assert!(groups.iter().filter(responses).count() < 2);
            return Ok(());
        };
        prop_assert_eq!(plain.heterogeneity(), heavy.heterogeneity());
        prop_assert_eq!(plain.chi_square(), heavy.chi_square());
        prop_assert_eq!(ranks(&plain), ranks(&heavy));
        prop_assert_eq!(tests(&plain), tests(&heavy));
        for method in [DifferenceMethod::Mover, DifferenceMethod::Score] {
            let options = Confidence::P95.by(method);
            let (plain, heavy) = (plain.against_the_rest(options), heavy.against_the_rest(options));
            for (plain, heavy) in plain.iter().zip(&heavy) {
                prop_assert_eq!(plain.key(), heavy.key());
                prop_assert_eq!(plain.difference(), heavy.difference());
                prop_assert_eq!(plain.share(), heavy.share());
                prop_assert_eq!(plain.contribution(), heavy.contribution());
                prop_assert_eq!(plain.leave_one_out(), heavy.leave_one_out());
                prop_assert_eq!(plain.potential(Nps::MAX), heavy.potential(Nps::MAX));
                prop_assert_eq!(plain.adjusted_p_value(), heavy.adjusted_p_value());
            }
        }
    }

    /// Contributions add up to nothing, whatever the weights.
    #[test]
    fn weighted_contributions_add_up_to_nothing(
        groups in prop::collection::vec((prop::sample::select(vec!["0", "0.7", "3", "18.000000000001"]), [0_u64..9, 0..9, 0..9]), 2..6),
    ) {
        let groups = groups.iter().map(|(weight, counts)| weighted(weight, *counts));
        let Ok(groups) = Groups::new(groups.enumerate()) else {
            return Ok(());
        };
        let impacts = groups.against_the_rest(Confidence::P95);
        prop_assert!(impacts.iter().map(Impact::contribution).sum::<npscore::Points>().is_zero());
    }
}

/// A group of 90 % of the weight, but a third of the responses.
#[test]
fn shares_are_those_of_the_weight() {
    let groups = Groups::new([
        ("light", weighted("0.5", [2, 0, 0])),
        ("heavy", weighted("9", [0, 0, 1])),
        ("none", WeightedTally::default()),
        ("weightless", weighted("0", [5, 5, 5])),
    ])
    .unwrap();
    assert_eq!(groups.without_responses(), ["none", "weightless"]);
    let impacts = groups.against_the_rest(Confidence::P95);
    assert_eq!(impacts[0].share().to_string(), "10 %");
    // The whole is at 80, the group at -100: 10 % of 180 points.
    assert_eq!(impacts[0].contribution().to_string(), "-18");
    assert_eq!(impacts[0].leave_one_out().unwrap().to_string(), "-20");
}

/// A single group and its rest is the difference of two results.
#[test]
fn against_the_rest_is_a_difference() {
    let (one, other) = (weighted("0.25", [3, 9, 20]), weighted("2.5", [8, 9, 4]));
    let mut groups = Segments::<&str, WeightedTally>::default();
    groups.extend([("one", one), ("other", other)]);
    let impacts = groups.against_the_rest(Confidence::P90).unwrap();
    let impact = impacts
        .iter()
        .find(|impact| **impact.key() == "one")
        .unwrap();
    let (one, other) = (one.result().unwrap(), other.result().unwrap());
    let difference = one.difference_from(&other, Confidence::P90);
    assert_eq!(impact.difference(), Some(difference));
    let test = one
        .difference_test(&other, 0.0, Alternative::TwoSided)
        .unwrap();
    assert_eq!(difference.p_value(), Some(test.p_value()));
}

#[test]
fn tags_have_weights() {
    let answers = [
        (vec!["price"], (Category::Detractor, Weight::from(3))),
        (
            vec!["price", "price", "staff"],
            (Category::Promoter, Weight::from(2)),
        ),
        (vec![], (Category::Passive, Weight::from(5))),
    ];
    let tags: Tags<&str, WeightedTally> = answers.into_iter().collect();
    assert_eq!(HasTally::tally(&tags).total_weight(), 10.into());
    let impacts = tags.impacts(Confidence::P95);
    let price = impacts.iter().find(|one| **one.key() == "price").unwrap();
    assert_eq!(price.result().weight(), 5.into());
    assert_eq!(price.share().to_string(), "50 %");
    assert_eq!(price.rest().map(NpsResult::nps), Some(Nps::ZERO));
    assert_eq!(price.contribution().to_string(), "-5");
}

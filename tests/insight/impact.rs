//! Impacts of groups and of tags, against naive computations.

use std::collections::BTreeMap;

use npscore::inference::{Adjustment, Groups, Impact, Verdict};
use npscore::insight::Tags;
use npscore::{Confidence, Nps, Observe, Points, Score, Tally};
use proptest::prelude::*;

use super::{
    big, boarding_areas, counted, from_rows, of_nps, rational, rows, score, segments, size, total,
};
use crate::tally_of;

fn check<K: Ord + std::fmt::Debug>(impacts: &[Impact<&K>], rows: &BTreeMap<K, [u64; 3]>) {
    let all = total(rows.values());
    let whole = score(all).unwrap();
    let target = Nps::constant(37);
    for impact in impacts {
        let counts = rows[*impact.key()];
        let own = score(counts).unwrap();
        let weight = size(counts) / size(all);
        assert_eq!(rational(&impact.contribution()), (&own - &whole) * &weight);
        let others = rows.iter().filter(|(key, _)| key != impact.key());
        let rest = score(total(others.map(|(_, counts)| counts)));
        assert_eq!(
            impact.leave_one_out().as_ref().map(rational),
            rest.map(|rest| &whole - rest)
        );
        // The NPS with the group's own replaced by the target.
        let raised = &whole + (of_nps(target) - &own) * &weight;
        let gain = (raised - &whole).max(big(0));
        assert_eq!(rational(&impact.potential(target)), gain);
        let difference = impact.difference().unwrap();
        let direct = impact
            .result()
            .difference_from(impact.rest().unwrap(), Confidence::P95);
        assert_eq!(difference, direct);
        let clear = impact.adjusted_p_value() < 0.05;
        assert_eq!(impact.verdict() != Verdict::Unclear, clear);
        assert!(!clear || (difference.estimate() > 0.0) == (impact.verdict() == Verdict::Higher));
    }
    let p_values: Vec<_> = impacts
        .iter()
        .map(|impact| impact.difference().unwrap().p_value().unwrap_or(1.0))
        .collect();
    let adjusted: Vec<_> = impacts.iter().map(Impact::adjusted_p_value).collect();
    assert_eq!(adjusted, Adjustment::Holm.adjust(&p_values).unwrap());
    let sizes: Vec<_> = impacts.iter().map(|one| one.contribution().abs()).collect();
    assert!(sizes.is_sorted_by(|one, next| one >= next));
    let sum: Points = impacts.iter().map(Impact::contribution).sum();
    assert!(sum.is_zero(), "contributions add up to 0, not {sum:?}");
}

proptest! {
    #[test]
    fn impacts_are_what_they_are_called(rows in rows()) {
        let groups = from_rows(&rows);
        let some = rows.values().filter(|counts| counts.iter().sum::<u64>() > 0).count();
        match groups.against_the_rest(Confidence::P95) {
            Ok(impacts) => check(&impacts, &rows),
            Err(error) => prop_assert!(some < 2, "{}", error),
        }
    }

    #[test]
    fn a_tag_splits_all_answers(
        answers in proptest::collection::vec(
            (proptest::collection::vec(0_u8..4, 0..4), 0_u8..=10), 0..40),
    ) {
        let tags: Tags<u8> = answers
            .iter()
            .map(|(tags, score)| (tags.clone(), Score::new(*score).unwrap()))
            .collect();
        prop_assert_eq!(tags.total().responses(), answers.len() as u64);
        for impact in tags.impacts(Confidence::P95) {
            let tally = |has: bool| -> Tally {
                answers
                    .iter()
                    .filter(|(tags, _)| tags.contains(impact.key()) == has)
                    .map(|(_, score)| Score::new(*score).unwrap())
                    .collect()
            };
            prop_assert_eq!(Some(*impact.result()), tally(true).result());
            prop_assert_eq!(impact.rest().copied(), tally(false).result());
            prop_assert_eq!(
                impact.share().as_ratio().0 * answers.len() as u128,
                u128::from(tally(true).responses()) * impact.share().as_ratio().1
            );
            prop_assert_eq!(impact.difference().is_some(), impact.rest().is_some());
        }
    }
}

#[test]
fn boarding_areas_of_an_airport() {
    let areas = boarding_areas();
    let impacts = areas.against_the_rest(Confidence::P95).unwrap();
    check(&impacts, &counted(&areas));
    assert_eq!(
        impacts[0].to_string(),
        "G: NPS 33 (n = 625), contribution -1.6, without it the NPS would be 2.0 higher; \
         against the rest -8.9 [-15.3, -2.7] (95 %, MOVER), lower"
    );
    let clear = impacts
        .iter()
        .filter(|one| one.verdict() != Verdict::Unclear);
    assert_eq!(clear.count(), 1);
}

#[test]
fn the_three_impacts_rank_groups_in_three_ways() {
    let rows = [
        ("small", [30, 0, 0]),
        ("large", [200, 300, 500]),
        ("fine", [0, 10, 90]),
    ];
    let groups = segments(&rows);
    let mut impacts = groups.against_the_rest(Confidence::P95).unwrap();
    let names = |list: &[Impact<&&'static str>]| -> Vec<_> {
        list.iter().map(|impact| **impact.key()).collect()
    };
    assert_eq!(names(&impacts), ["fine", "small", "large"]);
    impacts.sort_by_key(|impact| std::cmp::Reverse(impact.leave_one_out()));
    assert_eq!(names(&impacts), ["fine", "small", "large"]);
    impacts.sort_by_key(|impact| std::cmp::Reverse(impact.potential(Nps::constant(50))));
    assert_eq!(names(&impacts), ["large", "small", "fine"]);
}

#[test]
fn rows_for_a_spreadsheet() {
    let groups = segments(&[("a", [1, 0, 3]), ("b", [2, 0, 1])]);
    let mut writer = csv::Writer::from_writer(Vec::new());
    for impact in Groups::new(&groups)
        .unwrap()
        .against_the_rest(Confidence::P95)
    {
        writer.serialize(impact).unwrap();
    }
    let text = String::from_utf8(writer.into_inner().unwrap()).unwrap();
    let widths: Vec<_> = text.lines().map(|line| line.split(',').count()).collect();
    assert_eq!(widths, [13, 13, 13]);
}

#[test]
fn a_tag_given_twice_counts_once_and_none_counts_in_all() {
    let mut tags = Tags::<String>::default();
    tags.observe((["price", "price"], Score::MIN));
    tags.observe_n(([] as [&str; 0], Score::MAX), 3);
    tags.observe_n((["never"], Score::MAX), 0);
    assert_eq!(tags.total(), &tally_of(1, 0, 3));
    assert_eq!(tags.tags().len(), 1);
    assert_eq!(tags.tags().get("price"), Some(&tally_of(1, 0, 0)));
    let mut everywhere = Tags::<&str>::default();
    everywhere.observe((["all"], Score::MIN));
    let [impact] = &everywhere.impacts(Confidence::P95)[..] else {
        panic!()
    };
    assert_eq!(
        impact.to_string(),
        "all: NPS -100 (n = 1), contribution +0.0, no rest to compare with"
    );
    assert_eq!((impact.leave_one_out(), impact.rest()), (None, None));
    assert_eq!(
        (impact.verdict(), impact.adjusted_p_value()),
        (Verdict::Unclear, 1.0)
    );
}

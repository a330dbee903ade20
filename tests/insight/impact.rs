//! Contributions, leave-one-out, potentials and drivers, against naive computations.

use std::collections::BTreeMap;

use npscore::error::{CountError, DataError};
use npscore::inference::Confidence;
use npscore::insight::{Impact, Impacts, Tags};
use npscore::{Nps, Observe, Points, Score, Segments, Tally};
use proptest::prelude::*;

use super::{
    big, boarding_areas, counted, from_rows, of_nps, rational, rows, score, segments, size, total,
};
use crate::tally_of;

fn check<K: Ord + Clone + std::fmt::Debug>(impacts: &Impacts<K>, rows: &BTreeMap<K, [u64; 3]>) {
    let all = total(rows.values());
    let whole = score(all).unwrap();
    let target = Nps::constant(37);
    for impact in impacts.impacts() {
        let counts = rows[impact.key()];
        let own = score(counts).unwrap();
        let weight = size(counts) / size(all);
        assert_eq!(rational(&impact.contribution()), (&own - &whole) * &weight);
        let others = rows.iter().filter(|(key, _)| *key != impact.key());
        let rest = score(total(others.map(|(_, counts)| counts)));
        assert_eq!(
            impact.leave_one_out().as_ref().map(rational),
            rest.map(|rest| &whole - rest)
        );
        // The score with the segment's own replaced by the target.
        let raised = &whole + (of_nps(target) - &own) * &weight;
        let gain = (raised - &whole).max(big(0));
        assert_eq!(rational(&impact.potential(target)), gain);
        assert_eq!(impact.against_rest().is_some(), impact.rest().is_some());
        if impact.is_significant() {
            assert!(!impact.against_rest().unwrap().contains(0.0));
        }
    }
    let sum: Points = impacts.impacts().iter().map(Impact::contribution).sum();
    assert!(sum.is_zero(), "contributions add up to 0, not {sum:?}");
}

proptest! {
    #[test]
    fn impacts_are_what_they_are_called(rows in rows()) {
        let impacts = Impacts::of(from_rows(&rows), Confidence::P95);
        if score(total(rows.values())).is_none() {
            prop_assert_eq!(impacts, Err(DataError::NoResponses { of: "in any segment" }));
        } else {
            check(&impacts.unwrap(), &rows);
        }
    }

    #[test]
    fn drivers_split_all_answers(
        answers in proptest::collection::vec(
            (proptest::collection::vec(0_u8..4, 0..4), 0_u8..=10), 0..40),
    ) {
        let tags: Tags<u8> = answers
            .iter()
            .map(|(tags, score)| (tags.clone(), Score::new(*score).unwrap()))
            .collect();
        prop_assert_eq!(tags.total().responses(), answers.len() as u64);
        for driver in tags.drivers(Confidence::P95) {
            let tally = |has: bool| -> Tally {
                answers
                    .iter()
                    .filter(|(tags, _)| tags.contains(driver.tag()) == has)
                    .map(|(_, score)| Score::new(*score).unwrap())
                    .collect()
            };
            prop_assert_eq!(Some(*driver.with()), tally(true).result());
            prop_assert_eq!(driver.without().copied(), tally(false).result());
            prop_assert_eq!(
                driver.prevalence().as_ratio().0 * answers.len() as u128,
                u128::from(tally(true).responses()) * driver.prevalence().as_ratio().1
            );
            if let Some(gap) = driver.difference() {
                let apart = driver.with().nps().to_f64() - driver.without().unwrap().nps().to_f64();
                prop_assert!((gap.estimate() - apart).abs() < 1e-9);
                prop_assert!(gap.low() <= gap.estimate() && gap.estimate() <= gap.high());
            }
        }
    }
}

#[test]
fn boarding_areas_of_an_airport() {
    let areas = boarding_areas();
    let impacts = Impacts::of(areas.clone(), Confidence::P95).unwrap();
    check(&impacts, &counted(&areas));
    assert_eq!(
        impacts.impacts()[0].to_string(),
        "G: NPS 33 (n = 625), contribution -1.6, without it the score would be 2.0 higher; \
         against the rest -8.9 points, 95 % between -15.3 and -2.7, p = 0.005 (MOVER), significant \
         among all"
    );
    let significant = impacts
        .impacts()
        .iter()
        .filter(|impact| impact.is_significant());
    assert_eq!(significant.count(), 1);
}

#[test]
fn one_segment_has_no_rest() {
    let impacts = Impacts::of(segments(&[("all", [1, 2, 3])]), Confidence::P95).unwrap();
    let [only] = impacts.impacts() else { panic!() };
    assert!(only.contribution().is_zero());
    assert_eq!(
        (only.leave_one_out(), only.against_rest(), only.rest()),
        (None, None, None)
    );
    assert!(!only.is_significant());
    assert_eq!(
        only.to_string(),
        "all: NPS 33 (n = 6), contribution +0.0, nobody else answered"
    );
}

#[test]
fn rankings_follow_their_names() {
    let rows = [
        ("small", [30, 0, 0]),
        ("large", [200, 300, 500]),
        ("fine", [0, 10, 90]),
    ];
    let impacts = Impacts::of(segments(&rows), Confidence::P95).unwrap();
    let names = |list: Vec<&Impact<&'static str>>| -> Vec<_> {
        list.into_iter().map(|impact| *impact.key()).collect()
    };
    assert_eq!(
        names(impacts.by_leave_one_out()),
        ["fine", "small", "large"]
    );
    assert_eq!(
        names(impacts.by_potential(Nps::constant(50))),
        ["large", "small", "fine"]
    );
    assert_eq!(
        names(impacts.impacts().iter().collect()),
        ["fine", "small", "large"]
    );
}

#[test]
fn too_many_responses_are_refused() {
    let huge = segments(&[("a", [u64::MAX, 0, 0]), ("b", [1, 0, 0])]);
    let refused = Impacts::of(huge, Confidence::P95);
    assert_eq!(refused, Err(DataError::Count(CountError::Overflow)));
    let none = Impacts::of(Segments::<u8>::default(), Confidence::P95);
    assert_eq!(
        none,
        Err(DataError::NoResponses {
            of: "in any segment"
        })
    );
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
    let [driver] = &everywhere.drivers(Confidence::P95)[..] else {
        panic!()
    };
    assert_eq!(
        driver.to_string(),
        "all: in 100 % of answers, NPS -100 with it (n = 1), no answers without"
    );
}

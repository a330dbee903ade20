//! One answer per respondent, against a search through the list of all answers.

use std::collections::{BTreeMap, BTreeSet};

use npscore::{Latest, Month, Observe, Period, Score, Tally, Timeline, Year};
use proptest::prelude::*;

use crate::laws::aggregators::score;

type Answers = BTreeMap<(u8, Month), Score>;

/// The newest answer of each respondent among those that a question is about.
fn newest(answers: &Answers, about: impl Fn(Month) -> bool) -> Tally {
    // In order of their stamps, a later answer takes the place of an earlier one.
    let newest: BTreeMap<u8, Score> = answers
        .iter()
        .filter(|((_, month), _)| about(*month))
        .map(|((id, _), score)| (*id, *score))
        .collect();
    newest.into_values().collect()
}

proptest! {
    #[test]
    fn the_newest_answer_counts_within_each_period_and_at_its_end(
        given in prop::collection::vec((0..4_u8, 0..40_i64, score()), 0..40),
        window in 0..20_i64,
    ) {
        let start = Month::constant(2024, 11);
        let mut latest = Latest::<u8, Score, Month>::default();
        let mut answers = Answers::new();
        for (id, steps, score) in given {
            let month = start.offset(steps).unwrap();
            latest.observe((id, (month, score)));
            let known = answers.entry((id, month)).or_insert(score);
            *known = score.max(*known);
        }
        let months: BTreeSet<Month> = answers.keys().map(|(_, month)| *month).collect();
        let each: Timeline<Month> = latest.within_each();
        prop_assert!(each.keys().eq(months.iter().copied()));
        for (month, tally) in &each {
            prop_assert_eq!(*tally, newest(&answers, |at| at == month));
        }
        let years: Timeline<Year> = latest.within_each();
        for (year, tally) in &years {
            prop_assert_eq!(*tally, newest(&answers, |at| Year::from(at) == year));
        }
        let ends: Vec<(Month, Tally)> = latest.at_the_end_of_each().collect();
        let span = months.first().zip(months.last());
        let length = span.map_or(0, |(first, last)| first.steps_to(*last) + 1);
        prop_assert_eq!(i64::try_from(ends.len()).unwrap(), length);
        for (month, tally) in ends {
            prop_assert_eq!(tally, newest(&answers, |at| at <= month));
            prop_assert_eq!(tally, latest.as_of(&month));
        }
        for (year, tally) in latest.at_the_end_of_each::<Year>() {
            prop_assert_eq!(tally, newest(&answers, |at| Year::from(at) <= year));
        }
        let last = start.offset(30).unwrap();
        let first = last.offset(-window).unwrap();
        prop_assert_eq!(
            latest.within(first..=last),
            newest(&answers, |at| first <= at && at <= last)
        );
        prop_assert_eq!(latest.within(first..last), newest(&answers, |at| first <= at && at < last));
        prop_assert_eq!(latest.within(..), *latest.state());
        // The same from days or months that were kept apart.
        let monthly: Timeline<Month, Latest<u8, Score, Month>> =
            answers.iter().map(|((id, at), score)| (*at, (*id, (*at, *score)))).collect();
        let back = usize::try_from(window).unwrap() + 1;
        prop_assert_eq!(
            *monthly.trailing_at(last, back).state(),
            newest(&answers, |at| first <= at && at <= last)
        );
    }
}

/// A hundred people in March, half of them again in April: nobody has changed.
#[test]
fn who_answers_again_stays_in_the_month_before() {
    let [march, april] = [3, 4].map(|month| Month::constant(2026, month));
    let mut people = Latest::<u32, Score, Month>::default();
    for person in 0..100 {
        let score = Score::constant(if person < 50 { 0 } else { 9 });
        people.observe((person, (march, score)));
        if person < 50 {
            people.observe((person, (april, score)));
        }
    }
    let nps = |tally: &Tally| tally.result().map(|result| result.nps().whole());
    let within: Timeline<Month> = people.within_each();
    assert_eq!(within.get(march).and_then(nps), Some(0));
    assert_eq!(within.get(april).and_then(nps), Some(-100));
    let ends: Timeline<Month> = people.at_the_end_of_each::<Month>().collect();
    assert_eq!(
        ends.values().map(nps).collect::<Vec<_>>(),
        [Some(0), Some(0)]
    );
    people.erase(0);
    assert_eq!(people.state().responses(), 99);
    let ends: Timeline<Month> = people.at_the_end_of_each::<Month>().collect();
    assert!(ends.values().all(|tally| tally.responses() == 99));
}

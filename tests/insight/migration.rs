//! Migration: its margins are the two tallies, its inference that of the pairs.

use npscore::error::CountError;
use npscore::inference::Confidence;
use npscore::insight::Migration;
use npscore::{Category, Latest, Observe, PairedTally, Score, Tally};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::inference::support::{close, counts, oracle, pair};
use crate::laws::aggregators::score;

#[test]
fn reference_tables() {
    for (name, case) in oracle("paired")["cases"].as_object().unwrap() {
        let table = [0, 1, 2].map(|row| counts(&case["table"][row]));
        let migration = Migration::from(crate::pairs_of(table).unwrap());
        let tally = |field: &str| {
            let [b, a, c] = counts(&case[field]);
            crate::tally_of(b, a, c)
        };
        assert_eq!(migration.before(), tally("before"), "{name}");
        assert_eq!(migration.after(), tally("after"), "{name}");
        let [down_2, down_1, same, up_1, up_2] =
            [0, 1, 2, 3, 4].map(|i| case["d_counts_m2_to_p2"][i].as_u64().unwrap());
        let moved = |up: bool| {
            let flows = migration.flows();
            flows
                .iter()
                .filter(|flow| flow.is_improvement() == up)
                .map(|flow| *flow.amount())
                .sum::<u64>()
        };
        assert_eq!(moved(true), up_1 + up_2, "{name}");
        assert_eq!(moved(false), down_1 + down_2, "{name}");
        assert_eq!(
            moved(true) + moved(false),
            migration.responses() - same,
            "{name}"
        );
        let change = migration.result().unwrap().difference(Confidence::P95);
        let (low, high) = pair(&case["levels"]["0.95"]["score"]);
        close(change.low(), low, 1e-10, name);
        close(change.high(), high, 1e-10, name);
    }
}

/// What somebody answered before and after, if anything.
type Person = (Option<Score>, Option<Score>);

/// Two surveys of people who may have skipped either.
fn surveys() -> impl Strategy<Value = Vec<Person>> {
    let answer = || proptest::option::of(score());
    vec((answer(), answer()), 0..60)
}

fn tally(scores: impl Iterator<Item = Option<Score>>) -> Tally {
    scores.flatten().collect()
}

proptest! {
    #[test]
    fn margins_are_the_two_tallies(people in surveys()) {
        let migration: Migration = people.iter().collect();
        prop_assert_eq!(migration.before(), tally(people.iter().map(|p| p.0)));
        prop_assert_eq!(migration.after(), tally(people.iter().map(|p| p.1)));
        prop_assert_eq!(
            migration.pairs().responses(),
            people.iter().filter(|p| p.0.is_some() && p.1.is_some()).count() as u64
        );
        let mut nets = 0;
        for category in Category::ALL {
            let (before, after) = (migration.pairs().before(), migration.pairs().after());
            let net = i128::from(after.count(category)) - i128::from(before.count(category));
            let flows = migration.flows();
            let gained = flows.iter().filter(|flow| flow.to() == category);
            let lost = flows.iter().filter(|flow| flow.from() == category);
            let gained: u64 = gained.map(|flow| *flow.amount()).sum();
            let lost: u64 = lost.map(|flow| *flow.amount()).sum();
            prop_assert_eq!(i128::from(gained) - i128::from(lost), net);
            let net_flows = Category::ALL.map(|from| migration.net_flow(from, category));
            prop_assert_eq!(net_flows.iter().sum::<i128>(), net);
            let retained = migration.retention(category).map(npscore::Share::to_f64);
            prop_assert_eq!(retained.is_none(), before.count(category) == 0);
            nets += net;
        }
        prop_assert_eq!(nets, 0, "what one gains another loses");
    }

    #[test]
    fn surveys_and_stamps_give_the_same_migration(people in surveys()) {
        let survey = |side: fn(&Person) -> Option<Score>, stamp: i64| {
            let answers = people.iter().enumerate();
            answers
                .filter_map(|(id, person)| Some((id, (stamp, side(person)?))))
                .collect::<Latest<usize, Score>>()
        };
        let (first, second) = (survey(|p| p.0, 1), survey(|p| p.1, 2));
        let migration = Migration::between(&first, &second);
        prop_assert_eq!(migration, people.iter().collect::<Migration>());

        // In one stream an answer stands until there is a newer one.
        let stream = first.clone() + second.clone();
        let standing = Migration::as_of(&stream, &1, &2);
        prop_assert_eq!(standing.before(), *first.state());
        prop_assert_eq!(standing.after(), *stream.state());
        prop_assert_eq!(standing.left(), Tally::default());
        prop_assert_eq!(standing.joined(), migration.joined());
        prop_assert_eq!(Migration::as_of(&stream, &0, &0), Migration::default());
        prop_assert_eq!(Migration::as_of(&stream, &2, &1).before(), *stream.state());

        let named = first.moves_to(&second).filter(|(_, _, after)| after.is_none());
        prop_assert_eq!(named.count() as u64, migration.left().responses());
    }
}

#[test]
fn a_failed_call_changes_nothing() {
    let full = Migration::new(
        PairedTally::default(),
        Tally::of(Category::Passive, u64::MAX - 1),
        Tally::of(Category::Promoter, 1),
    )
    .unwrap();
    let one: Migration = [(Category::Passive, Category::Passive)]
        .into_iter()
        .collect();
    assert_eq!(full.checked_add(&one), Err(CountError::Overflow));
    assert_eq!(one.checked_add(&full), Err(CountError::Overflow));
    assert!(matches!(
        full.checked_sub(&one),
        Err(CountError::Underflow { .. })
    ));
    let mut state = full;
    let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        state.observe((Some(Category::Passive), None::<Category>));
    }));
    assert!(outcome.is_err());
    assert_eq!(state, full);
    state.observe((None::<Category>, None));
    assert_eq!(state, full, "who never responded is not counted");
}

#[test]
fn a_line_for_people() {
    let mut migration =
        Migration::from(crate::pairs_of([[10, 8, 2], [3, 20, 12], [1, 4, 40]]).unwrap());
    migration.observe_n((Some(Category::Promoter), None), 5);
    migration.observe_n((None, Some(Category::Detractor)), 7);
    assert_eq!(
        migration.to_string(),
        "100 responded twice: 22 moved up, 8 down; 5 left, 7 are new"
    );
    let flows: Vec<String> = migration.flows().iter().map(ToString::to_string).collect();
    assert_eq!(
        flows,
        [
            "8 from detractors to passives",
            "2 from detractors to promoters",
            "3 from passives to detractors",
            "12 from passives to promoters",
            "1 from promoters to detractors",
            "4 from promoters to passives",
        ]
    );
    let retained = migration.retention(Category::Promoter).unwrap();
    assert_eq!(format!("{retained:.1}"), "88.9 %");
    assert_eq!(Migration::default().retention(Category::Promoter), None);
    #[cfg(feature = "serde")]
    crate::golden::golden(&migration, include_str!("../data/golden/migration.json"));
}

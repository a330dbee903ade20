//! The fewest conversions reach the goal, and one fewer does not.

use crate::tally_of;
use npscore::error::DataError;
use npscore::insight::{Conversion, Goal, Simulation};
use npscore::{Category, Nps, NpsResult, Points, Rating, Tally};
use proptest::prelude::*;
use proptest::sample::select;

fn results() -> impl Strategy<Value = NpsResult> {
    let count = prop_oneof![3 => 0_u64..40, 1 => 0..u64::MAX / 3];
    [count.clone(), count.clone(), count].prop_filter_map("some response", |[b, a, c]| {
        Tally::try_from(npscore::Counts {
            detractors: b,
            passives: a,
            promoters: c,
        })
        .ok()?
        .result()
    })
}

fn goals() -> impl Strategy<Value = Goal> {
    prop_oneof![
        (-100_i32..=100).prop_map(|points| Goal::AtLeast(Nps::constant(points))),
        (-100_i64..=100).prop_map(|net| Goal::Above(Nps::new(net, 101).unwrap())),
        select(Rating::ALL.to_vec()).prop_map(Goal::from),
    ]
}

proptest! {
    #[test]
    fn the_fewest_reach_the_goal_and_one_fewer_does_not(
        result in results(), goal in goals(), conversion in select(Conversion::ALL.to_vec()),
    ) {
        match Simulation::fewest(&result, conversion, goal) {
            Ok(won) => {
                prop_assert!(goal.is_reached_by(won.after().nps()));
                if let Some(fewer) = won.people().checked_sub(1) {
                    let fewer = Simulation::convert(&result, conversion, fewer).unwrap();
                    prop_assert!(!goal.is_reached_by(fewer.after().nps()));
                }
                prop_assert_eq!(won.before(), &result);
                prop_assert_eq!(won.change(), won.after().nps() - result.nps());
            }
            Err(DataError::Unreachable { available, reached, .. }) => {
                prop_assert_eq!(available, result.count(conversion.origin()));
                let all = Simulation::convert(&result, conversion, available).unwrap();
                prop_assert!(!goal.is_reached_by(all.after().nps()));
                // Shown with as many places as it takes to be short of the goal.
                let reached = Nps::try_from(reached).unwrap();
                prop_assert!(!goal.is_reached_by(reached) || matches!(goal, Goal::Above(limit) if reached == limit));
            }
            Err(other) => prop_assert!(false, "{other}"),
        }
    }

    #[test]
    fn each_conversion_is_worth_the_same(
        result in results(), conversion in select(Conversion::ALL.to_vec()), people in 0_u64..20,
    ) {
        let available = result.count(conversion.origin());
        match Simulation::convert(&result, conversion, people) {
            Ok(won) => {
                let each = conversion.points(result.responses());
                let together: Points = (0..people).map(|_| each.clone()).sum();
                prop_assert_eq!(won.change(), together);
                prop_assert_eq!(won.after().responses(), result.responses());
            }
            Err(error) => {
                prop_assert!(people > available);
                let DataError::TooMany { found, maximum, .. } = error else {
                    return Err(TestCaseError::fail(error.to_string()));
                };
                prop_assert_eq!((found, maximum), (people, available));
            }
        }
    }
}

#[test]
fn bands_are_strict_and_targets_are_not() {
    let result = tally_of(18, 52, 30).result().unwrap();
    let fewest = |goal: Goal| {
        Simulation::fewest(&result, Conversion::PassiveToPromoter, goal)
            .unwrap()
            .people()
    };
    assert_eq!(fewest(Nps::constant(20).into()), 8);
    assert_eq!(fewest(Rating::Good.into()), 9);
    assert_eq!(fewest(Rating::Acceptable.into()), 0, "reached already");
    assert_eq!(fewest(Rating::NeedsImprovement.into()), 0);
    assert_eq!(Rating::next_above(result.nps()), Some(Rating::Good));
    let both =
        Simulation::fewest(&result, Conversion::DetractorToPromoter, Nps::constant(13)).unwrap();
    assert_eq!((both.people(), both.after().nps()), (1, Nps::constant(14)));
    let best = tally_of(0, 0, 1).result().unwrap();
    assert_eq!(Rating::next_above(best.nps()), None);
    assert!(
        Simulation::fewest(&best, Conversion::PassiveToPromoter, Goal::Above(Nps::MAX)).is_err()
    );
}

#[test]
fn conversions_say_what_they_do() {
    for conversion in Conversion::ALL {
        assert!(conversion.origin() < conversion.target());
        let steps = |category: Category| match category {
            Category::Detractor => 0,
            Category::Passive => 1,
            Category::Promoter => 2,
        };
        assert_eq!(
            conversion.steps(),
            steps(conversion.target()) - steps(conversion.origin())
        );
    }
    assert_eq!(
        Goal::Above(Nps::new(1, 3).unwrap()).to_string(),
        "above 33.33"
    );
    assert_eq!(Goal::AtLeast(Nps::constant(-5)).to_string(), "at least -5");
}

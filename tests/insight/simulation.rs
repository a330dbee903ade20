//! The fewest conversions reach the goal, and one fewer does not.

use crate::tally_of;
use npscore::error::DataError;
use npscore::insight::{Conversion, Goal, Simulation};
use npscore::{Category, Decimal, Nps, NpsResult, Points, Rating, Tally, Weight, WeightedTally};
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
                prop_assert!(goal.is_reached_by(won.after()));
                if let Some(fewer) = won.people().checked_sub(1) {
                    let fewer = Simulation::convert(&result, conversion, fewer).unwrap();
                    prop_assert!(!goal.is_reached_by(fewer.after()));
                }
                prop_assert_eq!(won.before(), &result);
                prop_assert_eq!(won.change(), won.after() - result.nps());
            }
            Err(DataError::Unreachable { available, reached, .. }) => {
                let everybody = result.count(conversion.origin());
                prop_assert_eq!(available, everybody.into());
                let all = Simulation::convert(&result, conversion, everybody).unwrap();
                prop_assert!(!goal.is_reached_by(all.after()));
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
            }
            Err(error) => {
                prop_assert!(people > available);
                let DataError::Unconvertible { found, maximum, .. } = error else {
                    return Err(TestCaseError::fail(error.to_string()));
                };
                prop_assert_eq!((found, maximum), (people.into(), available.into()));
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
    assert_eq!((both.people(), both.after()), (1, Nps::constant(14)));
    let best = tally_of(0, 0, 1).result().unwrap();
    assert_eq!(Rating::next_above(best.nps()), None);
    assert!(
        Simulation::fewest(&best, Conversion::PassiveToPromoter, Goal::Above(Nps::MAX)).is_err()
    );
}

/// Of equal weights so much is won as there are people times that weight, but for less than a person.
#[test]
fn weight_is_won() {
    let result = tally_of(18, 52, 30).result().unwrap();
    let counts = Category::ALL.into_iter().zip([18, 52, 30]);
    let weight: Weight = "2.5".parse().unwrap();
    let weighted = counts.map(|(category, n)| WeightedTally::of(category, weight, n).unwrap());
    let weighted = weighted.sum::<WeightedTally>().result().unwrap();
    for conversion in Conversion::ALL {
        for people in [0, 1, 18] {
            let plain = Simulation::convert(&result, conversion, people).unwrap();
            let amount = Decimal::from(people) * weight.to_decimal();
            let heavy = Simulation::convert(&weighted, conversion, amount).unwrap();
            assert_eq!(heavy.after(), plain.after());
        }
    }
    // At least 20: 8 people. Above 20: the least weight beyond theirs.
    let fewest = |goal| Simulation::fewest(&weighted, Conversion::PassiveToPromoter, goal).unwrap();
    assert_eq!(fewest(Goal::AtLeast(Nps::constant(20))).people(), 20.into());
    let good = fewest(Rating::Good.into());
    assert_eq!(good.people().to_string(), "20.000000000001");
    assert_eq!(
        fewest(Goal::AtLeast(Nps::constant(20))).to_string(),
        "20 of 130 weight, passives to promoters: NPS 12.0 to 20.0, +8.0 points"
    );
    for amount in ["-1", "130.000000000001", "0.1234567890123"] {
        let amount: Decimal = amount.parse().unwrap();
        let refused = Simulation::convert(&weighted, Conversion::PassiveToPromoter, amount);
        assert!(matches!(refused, Err(DataError::Unconvertible { found, .. }) if found == amount));
    }
    let unreachable =
        Simulation::fewest(&weighted, Conversion::DetractorToPassive, Nps::constant(31));
    assert_eq!(
        unreachable.unwrap_err().to_string(),
        "NPS at least 31 cannot be reached by converting detractors to passives: 45 of them give 30.0"
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

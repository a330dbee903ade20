//! Every aggregator, one line each.

use npscore::insight::{Marks, Tags};
use npscore::{
    Category, Exclusion, Exclusions, Histogram, ResponseRate, Score, Screened, Tally, Weight,
    WeightedTally,
};
use proptest::prelude::*;
use proptest::sample::select;

use super::lawful;

pub fn score() -> impl Strategy<Value = Score> + Clone {
    select(Score::ALL.to_vec())
}

pub fn category() -> impl Strategy<Value = Category> + Clone {
    select(Category::ALL.to_vec())
}

pub fn exclusion() -> impl Strategy<Value = Exclusion> + Clone {
    select(Exclusion::ALL.to_vec())
}

pub fn screened<T: Clone + std::fmt::Debug>(
    answer: impl Strategy<Value = T> + Clone,
) -> impl Strategy<Value = Result<T, Exclusion>> + Clone {
    prop_oneof![3 => answer.prop_map(Ok), 1 => exclusion().prop_map(Err)]
}

/// Weights with up to twelve places, from nothing to the largest.
pub fn weight() -> impl Strategy<Value = Weight> + Clone {
    let places = prop_oneof![
        3 => 1_i64..2_000_000_000_000,
        1 => Just(0),
        1 => Just(1),
        1 => Just(i64::MAX),
    ];
    let largest = prop_oneof![5 => Just(false), 1 => Just(true)];
    (places, largest).prop_map(|(units, largest)| {
        if largest {
            Weight::MAX
        } else {
            Weight::new(npscore::Decimal::new(units, 12)).unwrap()
        }
    })
}

lawful!(tally, Tally, score(), collect, operators, checked);
lawful!(
    tally_of_categories,
    Tally,
    category(),
    collect,
    operators,
    checked
);
lawful!(histogram, Histogram, score(), collect, operators, checked);
lawful!(
    weighted,
    WeightedTally,
    (score(), weight()),
    collect,
    operators,
    checked
);
lawful!(exclusions, Exclusions, exclusion(), collect, operators);
lawful!(response_rate, ResponseRate, any::<bool>(), operators);
lawful!(
    screened_tally,
    Screened<Tally>,
    screened(score()),
    collect,
    operators
);
lawful!(
    screened_weighted,
    Screened<WeightedTally>,
    screened((score(), weight())),
    collect,
    operators
);
lawful!(
    tags,
    Tags<u8>,
    (vec(0_u8..4, 0..5), score()),
    collect,
    operators
);
lawful!(marks, Marks, -3_i32..12, collect, operators);
lawful!(
    marks_of_three_questions,
    Marks<[i32; 3]>,
    [1_i32..4, 1_i32..4, 1_i32..4],
    collect,
    operators
);
lawful!(pair, (Tally, Histogram), score());
lawful!(triple, (Tally, Histogram, Tally), score());
lawful!(
    quadruple,
    (Tally, Histogram, Tally, (Histogram, Tally)),
    score()
);
lawful!(
    screened_pair,
    Screened<(Tally, Histogram)>,
    screened(score()),
    collect,
    operators
);

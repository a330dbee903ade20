//! Every aggregator, one line each.

use npscore::insight::{Amount, Amounts, Frequencies, Migration, Ratings, Tags};
use npscore::{
    Category, Exclusion, Hierarchy, Histogram, Latest, Month, PairedTally, Quarter, RefusedCells,
    ResponseRate, Score, Screened, Segments, Tally, Timeline, Weight, WeightedTally,
};
use proptest::collection::vec;
use proptest::option;
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

/// Few keys, so that they meet.
pub fn region() -> impl Strategy<Value = String> + Clone {
    select(vec!["north", "south", "", "öst"]).prop_map(String::from)
}

pub fn path() -> impl Strategy<Value = Vec<String>> + Clone {
    vec(select(vec!["a", "b"]).prop_map(String::from), 0..4)
}

pub use crate::corners::month;

pub fn quarter() -> impl Strategy<Value = Quarter> + Clone {
    month().prop_map(Quarter::from)
}

pub fn stamped<T: Clone + std::fmt::Debug>(
    answer: impl Strategy<Value = T> + Clone,
) -> impl Strategy<Value = (i64, T)> + Clone {
    (-3..3_i64, answer)
}

lawful!(tally, Tally, score(), collect, operators, checked, forget);
lawful!(
    tally_of_categories,
    Tally,
    category(),
    collect,
    operators,
    checked,
    forget
);
lawful!(
    histogram,
    Histogram,
    score(),
    collect,
    operators,
    checked,
    forget
);
lawful!(
    weighted,
    WeightedTally,
    (score(), weight()),
    collect,
    operators,
    checked,
    forget
);
lawful!(response_rate, ResponseRate, any::<bool>(), operators);
lawful!(
    amounts,
    Amounts,
    (-10_000_000_000_000..=10_000_000_000_000_i64)
        .prop_map(|units| Amount::new(npscore::Decimal::new(units, 4)).unwrap()),
    collect,
    operators
);
lawful!(
    ratings,
    Ratings<2>,
    (proptest::array::uniform2(option::of(any::<u8>())), score()),
    collect,
    operators
);
lawful!(
    screened_tally,
    Screened<Tally>,
    screened(score()),
    collect,
    operators,
    forget
);
lawful!(
    segments,
    Segments<String>,
    (region(), score()),
    collect,
    operators,
    forget
);
lawful!(
    hierarchy,
    Hierarchy<String>,
    (path(), score()),
    collect,
    operators,
    forget
);
lawful!(
    timeline,
    Timeline<Month>,
    (month(), score()),
    collect,
    operators,
    forget
);
lawful!(latest, Latest<String, Score>, (region(), stamped(score())), collect, operators);
lawful!(
    paired_tally,
    PairedTally,
    (score(), score()),
    collect,
    operators,
    checked
);
lawful!(
    migration,
    Migration,
    (option::of(category()), option::of(category())).prop_filter("somebody", |(before, after)| {
        before.is_some() || after.is_some()
    }),
    collect,
    operators,
    checked
);
lawful!(pair, (Tally, Histogram), score(), forget);
lawful!(triple, (Tally, Histogram, Tally), score(), forget);
lawful!(
    tags,
    Tags<u8>,
    (vec(0_u8..4, 0..5), score()),
    collect,
    operators
);
lawful!(
    weighted_tags,
    Tags<u8, WeightedTally>,
    (vec(0_u8..4, 0..5), (score(), weight())),
    collect,
    operators
);
lawful!(marks, Frequencies, -3_i32..12, collect, operators);
lawful!(
    marks_of_three_questions,
    Frequencies<[i32; 3]>,
    [1_i32..4, 1_i32..4, 1_i32..4],
    collect,
    operators
);
lawful!(
    quadruple,
    (Tally, Histogram, Tally, (Histogram, Tally)),
    score()
);

// Compositions.
lawful!(
    segments_of_timelines, Segments<String, Timeline<Quarter, Tally>>,
    (region(), (quarter(), score())), collect, operators, forget
);
lawful!(
    hierarchy_of_pairs, Hierarchy<String, (Tally, Histogram)>,
    (path(), score()), collect, operators, forget
);
lawful!(
    screened_segments,
    Screened<Segments<String>>,
    screened((region(), score())),
    collect,
    operators,
    forget
);
lawful!(
    timeline_of_weighted_segments, Timeline<Month, Segments<u8, WeightedTally>>,
    (month(), (0..3_u8, (score(), weight()))), collect, operators, forget
);
lawful!(
    segments_of_screened_weights, Segments<(u8, bool), Screened<WeightedTally>>,
    ((0..2_u8, any::<bool>()), screened((score(), weight()))), collect, operators, forget
);
lawful!(
    segments_of_hierarchies, Segments<Category, Hierarchy<u8, Timeline<Month>>>,
    (category(), (vec(0..2_u8, 0..3), (month(), score()))),
    collect, operators, forget
);
lawful!(
    latest_by_region, Latest<u8, (String, Score), Month, Segments<String>>,
    (0..3_u8, (month(), (region(), score()))), collect, operators
);
lawful!(
    screened_pair,
    Screened<(Tally, Histogram)>,
    screened(score()),
    collect,
    operators,
    forget
);
lawful!(
    screened_latest,
    Screened<Latest<String, Score>>,
    screened((region(), stamped(score()))),
    collect,
    operators
);
lawful!(
    months_of_latest, Timeline<Month, Latest<u8, Score>>,
    (month(), (0..3_u8, stamped(score()))), collect, operators
);
lawful!(
    cross_table, Segments<(String, u8), (Tally, Histogram)>,
    ((region(), 0..2_u8), score()), collect, operators, forget
);

/// Counts that are known already, so few that twenty times as many fit.
fn ready() -> impl Strategy<Value = Tally> + Clone {
    (0..5_u64, 0..5_u64, 0..5_u64).prop_map(|(d, p, c)| crate::tally_of(d, p, c))
}

lawful!(ready_tallies, Tally, ready(), collect, operators);
lawful!(
    ready_tallies_by_month, Segments<String, Timeline<Month>>,
    (region(), (month(), ready())), collect, operators
);
lawful!(
    refused_cells,
    RefusedCells<5>,
    (crate::corners::key(), exclusion()),
    collect,
    operators
);
lawful!(
    all_refused_cells,
    RefusedCells,
    (crate::corners::key(), exclusion()),
    collect,
    operators
);

//! Threads give what one pass gives, to the last count.

use npscore::column::{Codes, Column, Dates, TimeUnit};
use npscore::insight::{Frequencies, Migration, Tags};
use npscore::{
    Category, Exclusion, Hierarchy, Histogram, Latest, Month, PairedTally, ResponseRate, Score,
    Screened, Segments, Tally, Timeline, Weight, WeightedTally,
};
use proptest::prelude::*;
use rayon::prelude::*;

use crate::laws::aggregators::{category, month, path, region, score, screened, stamped, weight};

/// Collecting and extending on threads, against collecting in order.
macro_rules! agrees {
    ($($name:ident, $state:ty, $item:expr;)*) => { $(
        proptest! {
            #![proptest_config(ProptestConfig::with_cases(32))]
            #[test]
            fn $name(left in prop::collection::vec($item, 0..300), right in prop::collection::vec($item, 0..300)) {
                let mut expected: $state = left.iter().cloned().collect();
                expected.extend(right.iter().cloned());
                let mut state: $state = left.into_par_iter().collect();
                state.par_extend(right);
                prop_assert_eq!(state, expected);
            }
        }
    )* };
}

agrees! {
    tally, Tally, score();
    tally_of_categories, Tally, category();
    histogram, Histogram, score();
    weighted, WeightedTally, (score(), weight());
    weighted_categories, WeightedTally, (category(), weight());
    paired, PairedTally, (category(), category());
    migration, Migration, (score(), score());
    marks, Frequencies, -3_i32..12;
    tags, Tags<u8>, (prop::collection::vec(0_u8..4, 0..5), score());
    screened_tally, Screened<Tally>, screened(score());
    segments, Segments<String>, (region(), score());
    hierarchy, Hierarchy<String>, (path(), score());
    timeline, Timeline<Month>, (month(), score());
    latest, Latest<String, Score>, (region(), stamped(score()));
    nested, Segments<String, Timeline<Month, Screened<Histogram>>>,
        (region(), (month(), screened(score())));
}

#[test]
fn rates_are_counted_on_threads_too() {
    let rate: ResponseRate = (0..10_000)
        .into_par_iter()
        .map(|person| person % 4 == 0)
        .collect();
    assert_eq!(rate, ResponseRate::new(2_500, 10_000).unwrap());
    let kinds: Screened<Tally> = (0..1_000)
        .into_par_iter()
        .map(|_| Err::<Score, _>(Exclusion::Missing))
        .collect();
    assert_eq!(kinds.excluded(), 1_000);
    let tally: Tally = (0..1_000)
        .into_par_iter()
        .map(|_| Category::Promoter)
        .collect();
    assert_eq!(tally.promoters(), 1_000);
    let weighted: WeightedTally = (0..1_000)
        .into_par_iter()
        .map(|_| (Score::MAX, Weight::ONE))
        .collect();
    assert_eq!(weighted.total_weight(), 1_000.into());
}

/// Columns shared out between threads, against one pass.
#[test]
fn columns_are_counted_on_threads_too() {
    let keys: Vec<u32> = (0..50_000_u32).map(|row| row * row % 977).collect();
    let scores: Vec<Score> = (0..keys.len())
        .map(|row| Score::ALL[row * 7 % 11])
        .collect();
    let days: Vec<i32> = (0..50_000).map(|row| 19_000 + row % 700).collect();
    let months = Dates::new(&days, TimeUnit::DAY).unwrap();
    let dictionary: Vec<String> = (0..977).map(|key| format!("store {key}")).collect();
    let codes = Codes::new(&keys, &dictionary).unwrap();

    let (mut one, mut many) = <(Segments<String>, Segments<String>)>::default();
    one.observe_columns(codes, &scores[..]).unwrap();
    many.par_observe_columns(codes, &scores[..]).unwrap();
    assert_eq!(one, many);

    let (mut one, mut many) = <(Timeline<Month>, Timeline<Month>)>::default();
    one.observe_columns(months, &scores[..]).unwrap();
    many.par_observe_columns(months, &scores[..]).unwrap();
    assert_eq!(one, many);

    let mut many = Segments::<u32, Timeline<Month>>::default();
    let rows = (months, &scores[..]);
    many.par_observe_columns(&keys[..], rows).unwrap();
    let rows = keys
        .iter()
        .copied()
        .zip(months.iter().zip(scores.iter().copied()));
    assert_eq!(many, rows.collect());

    let short = many.par_observe_columns(&keys[..3], (months, &scores[..]));
    assert!(short.is_err());
    let mut none = Segments::<u32>::default();
    none.par_observe_columns(&keys[..0], &scores[..0]).unwrap();
    assert!(none.is_empty());
}

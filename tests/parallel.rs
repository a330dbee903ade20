//! Threads give what one pass gives, to the last count.

use npscore::insight::{Marks, Migration, Tags};
use npscore::{
    Category, Exclusion, Exclusions, Hierarchy, Histogram, Latest, Month, PairedTally,
    ResponseRate, Score, Screened, Segments, Tally, Timeline, Weight, WeightedTally,
};
use proptest::prelude::*;
use rayon::prelude::*;

use crate::laws::aggregators::{
    category, exclusion, month, path, region, score, screened, stamped, weight,
};

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
    marks, Marks, -3_i32..12;
    tags, Tags<u8>, (prop::collection::vec(0_u8..4, 0..5), score());
    exclusions, Exclusions, exclusion();
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
    let kinds: Exclusions = (0..1_000)
        .into_par_iter()
        .map(|_| Exclusion::Missing)
        .collect();
    assert_eq!(kinds.total(), 1_000);
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

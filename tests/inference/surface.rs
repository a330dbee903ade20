//! What every public type of the comparisons can do.

use std::fmt::Debug;

use npscore::error::{DataError, OutOfRange};
use npscore::inference::{
    Adjustment, Alternative, DifferenceMethod, Equivalence, Estimate, Groups, Impact,
    IntervalMethod, LeagueOrder, Linearised, Method, NonResponse, Options, Pair, PairedMethod,
    PairedResult, Pairs, Pooling, Prior, Ranked, SilentRest, Stratum, SurveyDesign, Test,
    TestMethod, TestOptions, Verdict, Weighting,
};
use npscore::{NpsResult, PairedTally, WeightedTally};

fn value<T: Debug + Clone + PartialEq + Send + Sync + Unpin + 'static>() {}

fn error<T: std::error::Error + Into<npscore::Error> + Clone + PartialEq + Send + Sync>() {}

#[test]
fn common_traits() {
    value::<Adjustment>();
    value::<Impact<String>>();
    value::<Alternative>();
    value::<DifferenceMethod>();
    value::<Equivalence>();
    value::<Estimate>();
    value::<Groups<String>>();
    value::<IntervalMethod>();
    value::<Method>();
    value::<NonResponse>();
    value::<NpsResult>();
    value::<NpsResult<Linearised>>();
    value::<NpsResult<WeightedTally>>();
    value::<Options<IntervalMethod>>();
    value::<Options<DifferenceMethod>>();
    value::<Options<PairedMethod>>();
    value::<Pair<'static, String>>();
    value::<PairedMethod>();
    value::<Pairs<'static, String>>();
    value::<PairedResult>();
    value::<PairedTally>();
    value::<LeagueOrder>();
    value::<Pooling>();
    value::<Prior>();
    value::<Ranked<String>>();
    value::<SilentRest>();
    value::<Stratum>();
    value::<SurveyDesign>();
    value::<Test>();
    value::<TestMethod>();
    value::<TestOptions>();
    value::<Stratum<String>>();
    value::<Verdict>();
    value::<Weighting<String>>();
    error::<DataError>();
    error::<OutOfRange>();
}

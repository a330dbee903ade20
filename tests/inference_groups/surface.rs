//! What every public type of the comparisons can do.

use std::fmt::Debug;

use npscore::PairedTally;
use npscore::inference::{
    Adjustment, AdjustmentError, AgainstRest, ChiSquareError, ChiSquareMethod, ChiSquareTest,
    DesignError, Difference, DifferenceError, DifferenceMethod, DifferenceOptions, Equivalence,
    EquivalenceError, EquivalenceMargin, Groups, GroupsError, PairedError, PairedOptions,
    PairedResult, PopulationError, PseudoCounts, PseudoCountsError, Ranked, Stratum, SurveyDesign,
    WaldEstimate,
};

fn value<T: Debug + Clone + PartialEq + Send + Sync + Unpin + 'static>() {}

fn error<T: std::error::Error + Into<npscore::Error> + Clone + PartialEq + Send + Sync>() {}

#[test]
fn common_traits() {
    value::<Adjustment>();
    value::<AgainstRest<String>>();
    value::<ChiSquareMethod>();
    value::<ChiSquareTest>();
    value::<Difference>();
    value::<DifferenceMethod>();
    value::<DifferenceOptions>();
    value::<Equivalence>();
    value::<EquivalenceMargin>();
    value::<Groups<String>>();
    value::<PairedOptions>();
    value::<PairedResult>();
    value::<PairedTally>();
    value::<PseudoCounts>();
    value::<Ranked<String>>();
    value::<Stratum>();
    value::<SurveyDesign>();
    value::<WaldEstimate>();
    error::<AdjustmentError>();
    error::<ChiSquareError>();
    error::<DesignError>();
    error::<DifferenceError>();
    error::<EquivalenceError>();
    error::<GroupsError>();
    error::<PairedError>();
    error::<PopulationError>();
    error::<PseudoCountsError>();
}

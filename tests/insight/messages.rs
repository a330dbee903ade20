//! Error texts, pinned: they name the value and the allowed range.

use std::fmt::Debug;

use npscore::inference::Confidence;
use npscore::insight::{
    Benchmark, Conversion, CustomerValue, Decomposition, EarnedGrowth, Frequencies, Goal,
    IndexScheme, Measure, MinimumSize, Revenue, Simulation, Statistic,
};
use npscore::{Counts, Decimal, Error, Nps, Rating, Scale, Segments};

use super::segments;
use crate::tally_of;

fn message<T: Debug, E: Into<Error>>(outcome: Result<T, E>) -> String {
    let error: Error = outcome.unwrap_err().into();
    error.to_string()
}

#[test]
fn benchmarks() {
    let new =
        |source, year: u16| Benchmark::new("a", Nps::ZERO, "b", source, year, Statistic::Mean);
    assert_eq!(
        message(new(" ", 2020)),
        "the source of the benchmark is blank"
    );
    assert_eq!(
        message(new("c", 21)),
        "year 21 is out of range, expected 1900 to 2100"
    );
    assert_eq!(
        message(new("c", 2020).unwrap().with_responses(0)),
        "number of responses 0 is out of range, expected at least 1"
    );
}

#[test]
fn segments_without_responses() {
    let (none, one) = (Segments::<&str>::default(), segments(&[("a", [1, 0, 0])]));
    assert_eq!(
        message(Decomposition::between(&none, &one)),
        "no responses before, expected at least 1"
    );
    assert_eq!(
        message(Decomposition::between(&one, &none)),
        "no responses after, expected at least 1"
    );
    assert_eq!(
        message(one.against_the_rest(Confidence::P95)),
        "1 groups with responses, expected at least 2"
    );
    let huge = segments(&[("a", [u64::MAX, 0, 0]), ("b", [1, 0, 0])]);
    assert_eq!(
        message(huge.against_the_rest(Confidence::P95)),
        "more than 18446744073709551615 responses"
    );
}

#[test]
fn simulations() {
    let result = tally_of(18, 52, 30).result().unwrap();
    assert_eq!(
        message(Simulation::convert(
            &result,
            Conversion::DetractorToPromoter,
            19
        )),
        "19 detractors cannot be converted, expected 0 to 18"
    );
    let fewest = |conversion, goal: Goal| message(Simulation::fewest(&result, conversion, goal));
    assert_eq!(
        fewest(
            Conversion::PassiveToPromoter,
            Goal::Above(Nps::new(5, 6).unwrap())
        ),
        "NPS above 83.33 cannot be reached by converting passives to promoters: 52 of them give 64.0"
    );
    assert_eq!(
        fewest(Conversion::DetractorToPassive, Rating::WorldClass.into()),
        "NPS above 80 cannot be reached by converting detractors to passives: 18 of them give 30.0"
    );
    // Shown with as many places as tell the two apart.
    let close = tally_of(1, 0, 99_999).result().unwrap();
    assert_eq!(
        message(Simulation::fewest(
            &close,
            Conversion::PassiveToPromoter,
            Nps::MAX
        )),
        "NPS at least 100 cannot be reached by converting passives to promoters: 0 of them give \
         99.998"
    );
}

#[test]
fn disclosures() {
    assert_eq!(
        message(MinimumSize::new(1)),
        "minimum size 1 is out of range, expected at least 2"
    );
}

#[test]
fn economics() {
    let value = |label, promoters| {
        let (detractors, passives) = (Decimal::ONE, Decimal::ONE);
        CustomerValue::new(
            label,
            Counts {
                detractors,
                passives,
                promoters,
            },
        )
    };
    assert_eq!(
        message(value(" ", Decimal::ONE)),
        "the currency of a customer value is blank"
    );
    assert_eq!(
        message(value("EUR", Decimal::MAX).unwrap().of(&tally_of(0, 0, 2))),
        "amount 158456325028528680000000000000 is out of range, expected at most 28 digits"
    );
    let growth = |before: i64, retained: i64| {
        EarnedGrowth::new(Revenue {
            before: before.into(),
            retained: retained.into(),
            earned: Decimal::ZERO,
            bought: Decimal::ZERO,
        })
    };
    assert_eq!(
        message(growth(0, 1)),
        "revenue before 0 is out of range, expected above 0"
    );
    assert_eq!(
        message(growth(1, -1)),
        "revenue -1 is out of range, expected 0 or more"
    );
}

#[test]
fn satisfaction() {
    let five = Scale::new(1, 3, 4, 5).unwrap();
    let csat = |answers: &[i32]| {
        let answers: Frequencies = answers.iter().copied().collect();
        answers.satisfaction(Measure::Csat, &five, Confidence::P95)
    };
    assert_eq!(
        message(csat(&[])),
        "no responses to the question, expected at least 1"
    );
    assert_eq!(
        message(csat(&[0, 5])),
        "answer 0 is out of range, expected 1 to 5"
    );
    let scheme = |worst, best, weight: Decimal| IndexScheme::new(worst, best, [weight; 3]);
    assert_eq!(
        message(scheme(5, 5, Decimal::ONE)),
        "best answer 5 is out of range, expected other than the worst"
    );
    assert_eq!(
        message(scheme(1, 10, Decimal::NEGATIVE_ONE)),
        "weight -1 is out of range, expected 0 to 1000 with at most 6 decimal places"
    );
    assert_eq!(
        message(scheme(1, 10, Decimal::ZERO)),
        "sum of weights 0 is out of range, expected above 0"
    );
}

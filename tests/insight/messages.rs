//! Error texts, pinned: they name the value and the allowed range.

use std::fmt::Debug;

use npscore::inference::Confidence;
use npscore::insight::{
    Conversion, CustomerValue, Decomposition, EarnedGrowth, Goal, Impacts, IndexScheme, Marks,
    MinimumSize,
};
use npscore::{Benchmark, Decimal, Error, Nps, Rating, Scale, Segments, Statistic};

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
        "the source of a benchmark is blank"
    );
    assert_eq!(
        message(new("c", 21)),
        "year 21 is out of range, expected 1900 to 2999"
    );
    assert_eq!(
        message(new("c", 2020).unwrap().with_responses(0)),
        "a benchmark of 0 responses, expected at least 1"
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
        message(Impacts::of(&none, Confidence::P95)),
        "no responses in any segment, expected at least 1"
    );
    let huge = segments(&[("a", [u64::MAX, 0, 0]), ("b", [1, 0, 0])]);
    assert_eq!(
        message(Impacts::of(&huge, Confidence::P95)),
        "more than 18446744073709551615 responses"
    );
}

#[test]
fn simulations() {
    let result = tally_of(18, 52, 30).result().unwrap();
    assert_eq!(
        message(result.convert(Conversion::DetractorToPromoter, 19)),
        "19 detractors to convert, expected at most 18"
    );
    assert_eq!(
        message(result.fewest(
            Conversion::PassiveToPromoter,
            Goal::Above(Nps::new(5, 6).unwrap())
        )),
        "a score above 83.33 is out of reach: all 52 conversions of passive to promoter give 64.00"
    );
    assert_eq!(
        message(result.fewest(Conversion::DetractorToPassive, Rating::WorldClass)),
        "a score above 80 is out of reach: all 18 conversions of detractor to passive give 30.00"
    );
}

#[test]
fn disclosures() {
    assert_eq!(
        message(MinimumSize::new(1)),
        "a minimum group size of 1 is too small, expected at least 2"
    );
}

#[test]
fn economics() {
    let value = |label, promoter| CustomerValue::new(label, 1.into(), 1.into(), promoter);
    assert_eq!(
        message(value(" ", Decimal::ONE)),
        "the currency label is blank"
    );
    assert_eq!(
        message(value("EUR", Decimal::MAX).unwrap().of(&tally_of(0, 0, 2))),
        "an amount is out of range, expected at most about 7.9e28"
    );
    let growth = |before: i64, retained: i64| {
        EarnedGrowth::new(before.into(), retained.into(), 0.into(), 0.into())
    };
    assert_eq!(message(growth(0, 1)), "revenue before is 0, expected more");
    assert_eq!(
        message(growth(1, -1)),
        "revenue of -1 is out of range, expected at least 0"
    );
    assert_eq!(
        message(growth(100, 90).unwrap().ratio()),
        "revenue changed by -10, so there is no growth to be earned"
    );
}

#[test]
fn companions() {
    let five = Scale::new(1, 3, 4, 5).unwrap();
    let csat = |marks: &[i32]| {
        let marks: Marks = marks.iter().copied().collect();
        marks.satisfaction(&five, Confidence::P95)
    };
    assert_eq!(message(csat(&[])), "no answers, expected at least 1");
    assert_eq!(
        message(csat(&[0, 5])),
        "answer 0 is out of range, expected 1 to 5"
    );
    let scheme = |worst, best, weight: Decimal| IndexScheme::new(worst, best, [weight; 3]);
    assert_eq!(
        message(scheme(5, 5, Decimal::ONE)),
        "a scale from 5 to 5 has no length"
    );
    assert_eq!(
        message(scheme(1, 10, Decimal::NEGATIVE_ONE)),
        "weight -1 is out of range, expected 0 to 1000 with at most 6 places"
    );
    assert_eq!(
        message(scheme(1, 10, Decimal::ZERO)),
        "all weights are 0, expected at least one above"
    );
}

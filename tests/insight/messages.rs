//! Error texts, pinned: they name the value and the allowed range.

use std::fmt::Debug;

use npscore::inference::Confidence;
use npscore::insight::{Decomposition, Impacts};
use npscore::{Benchmark, Error, Nps, Segments, Statistic};

use super::segments;

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

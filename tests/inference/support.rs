//! Reference values, read from files.

use crate::tally_of;
use npscore::NpsResult;
use npscore::inference::Confidence;
use serde_json::Value;

/// A file of reference values.
pub(crate) fn oracle(name: &str) -> Value {
    let path = format!(
        "{}/tests/data/oracle/{name}.json",
        env!("CARGO_MANIFEST_DIR")
    );
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    serde_json::from_str(&text).unwrap()
}

/// A non-empty list of cases.
pub(crate) fn cases(list: &Value) -> &[Value] {
    let cases = list.as_array().expect("a list of cases");
    assert!(!cases.is_empty());
    cases
}

pub(crate) fn number(value: &Value) -> f64 {
    value
        .as_f64()
        .unwrap_or_else(|| panic!("{value} is no number"))
}

pub(crate) fn count(value: &Value) -> u64 {
    value
        .as_u64()
        .unwrap_or_else(|| panic!("{value} is no count"))
}

pub(crate) fn pair(value: &Value) -> (f64, f64) {
    (number(&value[0]), number(&value[1]))
}

/// Detractors, passives and promoters.
pub(crate) fn counts(value: &Value) -> [u64; 3] {
    [0, 1, 2].map(|i| count(&value[i]))
}

pub(crate) fn result([detractors, passives, promoters]: [u64; 3]) -> NpsResult {
    tally_of(detractors, passives, promoters).result().unwrap()
}

pub(crate) fn levels() -> [(&'static str, Confidence); 3] {
    [
        ("0.9", Confidence::P90),
        ("0.95", Confidence::P95),
        ("0.99", Confidence::P99),
    ]
}

/// Points against a reference on the scale of -1 to 1, within a tolerance on that scale.
#[track_caller]
pub(crate) fn close(points: f64, reference: f64, tolerance: f64, what: impl std::fmt::Display) {
    let error = (points / 100.0 - reference).abs();
    assert!(
        error <= tolerance,
        "{what}: {points} points, reference {reference}, off by {error:e}"
    );
}

/// Within a relative tolerance.
#[track_caller]
pub(crate) fn close_relative(
    found: f64,
    reference: f64,
    tolerance: f64,
    what: impl std::fmt::Display,
) {
    let error = (found - reference).abs();
    assert!(
        error <= tolerance * reference.abs(),
        "{what}: {found:e}, reference {reference:e}, off by {error:e}"
    );
}

/// Within an absolute tolerance.
#[track_caller]
pub(crate) fn close_absolute(
    found: f64,
    reference: f64,
    tolerance: f64,
    what: impl std::fmt::Display,
) {
    let error = (found - reference).abs();
    assert!(
        error <= tolerance,
        "{what}: {found:e}, reference {reference:e}, off by {error:e}"
    );
}

/// A generator of the same numbers everywhere: splitmix64.
pub(crate) struct Random(pub(crate) u64);

impl Random {
    /// From 0 to below 1.
    pub(crate) fn uniform(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }
}

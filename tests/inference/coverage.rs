//! How often intervals hold the truth: exactly, by enumeration, for few responses. For more, see
//! `examples/coverage`.

use npscore::inference::{Confidence, IntervalMethod};

use super::support::{close_relative, number, oracle};

#[path = "../../examples/coverage/enumeration.rs"]
mod enumeration;

use enumeration::coverage;

#[test]
fn score_interval() {
    for n in [5, 10, 20] {
        let found = coverage(n, IntervalMethod::Score, Confidence::P95);
        assert!(found.min >= 0.90 && found.mean >= 0.95, "{n}: {found:?}");
    }
    let reference = &oracle("coverage_one_sample")["10"]["score_tango"]["interior"];
    let found = coverage(10, IntervalMethod::Score, Confidence::P95);
    close_relative(found.min, number(&reference["min"]), 1e-9, "least");
    close_relative(found.mean, number(&reference["mean"]), 1e-9, "mean");
    close_relative(
        found.width / 100.0,
        number(&reference["mean_width"]),
        1e-9,
        "width",
    );
}

#[test]
fn exact_interval_never_holds_the_truth_less_often_than_it_says() {
    for (n, confidence) in [
        (5, Confidence::P90),
        (5, Confidence::P95),
        (10, Confidence::P90),
        (10, Confidence::P95),
        (20, Confidence::P95),
    ] {
        let found = coverage(n, IntervalMethod::ExactUnconditional, confidence);
        assert!(
            found.min >= confidence.level(),
            "{n} at {confidence}: {found:?}"
        );
    }
}

/// The failure that shows that such a check bites.
#[test]
fn wald_interval_fails() {
    let found = coverage(5, IntervalMethod::Wald, Confidence::P95);
    assert!((found.min - 0.184).abs() < 0.0005, "{found:?}");
    let reference = &oracle("coverage_one_sample")["10"]["wald"]["interior"];
    let found = coverage(10, IntervalMethod::Wald, Confidence::P95);
    close_relative(found.min, number(&reference["min"]), 1e-9, "least");
    close_relative(found.mean, number(&reference["mean"]), 1e-9, "mean");
}

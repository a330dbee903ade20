//! What holds for all counts, not only for those with reference values.

use npscore::inference::{Alternative, Confidence, Estimate, IntervalMethod, Method, Prior};
use npscore::{Nps, NpsResult, Tally};
use proptest::prelude::*;

use super::support::result;
use crate::tally_of;

/// The methods that take any counts, by name, and the exact one.
#[derive(Debug, Clone, Copy, PartialEq)]
enum By {
    Option(IntervalMethod),
    Bayes(Prior),
    AnytimeValid,
    Exact,
}

const METHODS: [By; 6] = [
    By::Option(IntervalMethod::Score),
    By::Option(IntervalMethod::Wald),
    By::Option(IntervalMethod::AdjustedWald(Prior::ROCKS)),
    By::Option(IntervalMethod::AdjustedWald(Prior::UNIFORM)),
    By::Bayes(Prior::JEFFREYS),
    By::AnytimeValid,
];

const EXACT: By = By::Exact;

impl By {
    fn reported(self) -> Method {
        match self {
            Self::Option(IntervalMethod::Score) => Method::Score,
            Self::Option(IntervalMethod::Wald) => Method::Wald,
            Self::Option(IntervalMethod::AdjustedWald(_)) => Method::AdjustedWald,
            Self::Bayes(_) => Method::Bayes,
            Self::AnytimeValid => Method::AnytimeValid,
            Self::Exact => Method::Exact,
        }
    }
}

/// Tolerance in points for what is found by iteration.
const TOLERANCE: f64 = 1e-8;

fn by(result: &NpsResult, confidence: Confidence, method: By) -> Estimate {
    match method {
        By::Option(method) => result.interval(confidence.by(method)),
        By::Bayes(prior) => result.posterior(prior).interval(confidence),
        By::AnytimeValid => result.anytime_valid_interval(confidence),
        By::Exact => result.exact_interval(confidence).unwrap(),
    }
}

/// A count: none, few, some, many, or nearly all there can be.
fn a_count() -> impl Strategy<Value = u64> {
    prop_oneof![
        Just(0),
        0..5_u64,
        0..200_u64,
        0..1_000_000_u64,
        0..=u64::MAX / 4,
    ]
}

/// Where a float has no digits left for the few among the very many.
#[test]
fn a_few_among_very_many() {
    let confidence = Confidence::new(0.001).unwrap();
    for counts in [
        [73, 184, 2_305_843_009_213_693_824],
        [81_242_362_269_751_017, 218_446, 1],
        [157_699_914_463_230_481, 870_368, 1],
        [1, 128, 0],
        [3, 286_724, 0],
    ] {
        for method in METHODS {
            mirrors(counts, confidence, method).unwrap();
            widens(counts, [confidence, Confidence::P99], method).unwrap();
        }
    }
}

fn any_counts() -> impl Strategy<Value = [u64; 3]> {
    [a_count(), a_count(), a_count()].prop_filter("no responses", |counts| counts != &[0; 3])
}

fn few() -> impl Strategy<Value = [u64; 3]> {
    [0..8_u64, 0..8_u64, 0..8_u64].prop_filter("no responses", |counts| counts != &[0; 3])
}

fn a_confidence() -> impl Strategy<Value = Confidence> {
    (0.001..0.9999).prop_map(|level| Confidence::new(level).unwrap())
}

fn sane(interval: &Estimate) -> Result<(), TestCaseError> {
    let (low, estimate, high) = (interval.low(), interval.estimate(), interval.high());
    // Fails for NaN.
    prop_assert!(low <= estimate && estimate <= high);
    if !matches!(interval.method(), Method::Wald | Method::AdjustedWald) {
        prop_assert!(-100.0 <= low && high <= 100.0);
    }
    prop_assert!(interval.contains(estimate));
    for points in [low, estimate, high] {
        prop_assert!(points != 0.0 || points.is_sign_positive(), "-0");
    }
    prop_assert!((interval.width() - 2.0 * interval.margin()).abs() < 1e-12);
    Ok(())
}

fn mirrors(counts: [u64; 3], confidence: Confidence, method: By) -> Result<(), TestCaseError> {
    let [b, a, c] = counts;
    let interval = by(&result(counts), confidence, method);
    let mirror = by(&result([c, a, b]), confidence, method);
    for (points, other) in [
        (interval.low(), mirror.high()),
        (interval.estimate(), mirror.estimate()),
        (interval.high(), mirror.low()),
    ] {
        prop_assert!(
            (points + other).abs() <= TOLERANCE,
            "{interval} and {mirror}"
        );
    }
    Ok(())
}

fn widens(
    counts: [u64; 3],
    [less, more]: [Confidence; 2],
    method: By,
) -> Result<(), TestCaseError> {
    let [narrow, wide] = [less, more].map(|confidence| by(&result(counts), confidence, method));
    prop_assert!(
        wide.low() <= narrow.low() + TOLERANCE,
        "{wide} and {narrow}"
    );
    prop_assert!(
        wide.high() >= narrow.high() - TOLERANCE,
        "{wide} and {narrow}"
    );
    Ok(())
}

fn ordered(mut confidences: [Confidence; 2]) -> [Confidence; 2] {
    if confidences[0] > confidences[1] {
        confidences.swap(0, 1);
    }
    confidences
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]

    #[test]
    fn intervals_hold_their_estimate_and_stay_in_range(
        counts in any_counts(),
        confidence in a_confidence(),
    ) {
        for method in METHODS {
            let interval = by(&result(counts), confidence, method);
            sane(&interval)?;
            prop_assert_eq!(interval.method(), method.reported());
            prop_assert_eq!(interval.confidence(), confidence);
        }
    }

    #[test]
    fn swapping_promoters_and_detractors_mirrors_every_interval(
        counts in any_counts(),
        confidence in a_confidence(),
    ) {
        for method in METHODS {
            mirrors(counts, confidence, method)?;
        }
    }

    #[test]
    fn more_confidence_is_never_narrower(
        counts in any_counts(),
        confidences in [a_confidence(), a_confidence()],
    ) {
        for method in METHODS {
            widens(counts, ordered(confidences), method)?;
        }
    }

    #[test]
    fn the_score_test_rejects_what_the_interval_excludes(
        counts in any_counts(),
        confidence in a_confidence(),
        tenths in -1000..=1000_i64,
    ) {
        let result = result(counts);
        let null = Nps::new(tenths, 1000).unwrap();
        let interval = result.interval(confidence);
        let test = result.test(null, Alternative::TwoSided);
        prop_assert!((0.0..=1.0).contains(&test.p_value()));
        let points = null.to_f64();
        let near = (points - interval.low()).abs().min((points - interval.high()).abs());
        // At a bound itself either answer is right.
        if near > 1e-9 {
            prop_assert_eq!(!test.rejects(confidence), interval.contains(points), "{} {}", test, interval);
        }
    }

    #[test]
    fn one_sided_tests_share_the_two_sided_p_value(
        counts in any_counts(),
        tenths in -1000..=1000_i64,
    ) {
        let result = result(counts);
        let null = Nps::new(tenths, 1000).unwrap();
        let p = |alternative| result.test(null, alternative).p_value();
        let (greater, less) = (p(Alternative::Greater), p(Alternative::Less));
        prop_assert!((greater + less - 1.0).abs() < 1e-12);
        prop_assert!((2.0 * greater.min(less) - p(Alternative::TwoSided)).abs() < 1e-12);
        prop_assert!((greater <= less) == (result.nps() >= null) || greater == less);
    }

    #[test]
    fn merging_parts_gives_the_same_interval(
        parts in proptest::collection::vec(few(), 1..6),
    ) {
        let tallies = || parts.iter().map(|&[b, a, c]| tally_of(b, a, c));
        let forwards: Tally = tallies().sum();
        let backwards: Tally = tallies().rev().sum();
        let [forwards, backwards] = [forwards, backwards].map(|tally| tally.result().unwrap());
        for method in METHODS.into_iter().chain([EXACT]) {
            prop_assert_eq!(
                by(&forwards, Confidence::P95, method),
                by(&backwards, Confidence::P95, method)
            );
        }
    }

    #[test]
    fn posteriors_have_probabilities_for_any_counts(
        counts in any_counts(),
        tenths in -1000..=1000_i64,
    ) {
        let posterior = result(counts).posterior(Prior::JEFFREYS);
        let nps = Nps::new(tenths, 1000).unwrap();
        let (above, below) = (posterior.probability_above(nps), posterior.probability_below(nps));
        prop_assert!((above + below - 1.0).abs() < 1e-12);
        prop_assert!((0.0..=1.0).contains(&above) && (0.0..=1.0).contains(&below));
        prop_assert!(posterior.mean().abs() <= 100.0 && posterior.sd() >= 0.0);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

    #[test]
    fn exact_intervals_keep_the_laws(
        counts in few(),
        confidences in [a_confidence(), a_confidence()],
        tenths in -1000..=1000_i64,
    ) {
        let [less, more] = ordered(confidences);
        let null = Nps::new(tenths, 1000).unwrap();
        let result = result(counts);
        let interval = by(&result, less, EXACT);
        sane(&interval)?;
        prop_assert_eq!((interval.method(), interval.confidence()), (Method::Exact, less));
        mirrors(counts, less, EXACT)?;
        // Bounds are found to a ten-billionth of the scale, from outside.
        widens(counts, [less, more], EXACT)?;
        // What the test does not reject, the interval holds.
        let test = result.exact_test(null).unwrap();
        if test.p_value() > less.alpha() + 1e-9 {
            prop_assert!(interval.contains(null.to_f64()), "{} {}", test, interval);
        }
    }
}

#[test]
fn extremes_of_exact_intervals() {
    for counts in [
        [0, 0, 1],
        [1, 0, 0],
        [0, 1, 0],
        [0, 5, 0],
        [0, 0, 200],
        [100, 0, 100],
    ] {
        for method in [EXACT] {
            for confidence in [1e-9, 0.5, 0.95, 1.0 - 1e-12] {
                let confidence = Confidence::new(confidence).unwrap();
                sane(&by(&result(counts), confidence, method)).unwrap();
                mirrors(counts, confidence, method).unwrap();
            }
        }
    }
}

#[test]
fn extremes() {
    let most = u64::MAX / 4;
    for counts in [
        [0, 0, 1],
        [1, 0, 0],
        [0, 5, 0],
        [0, 0, most],
        [0, most, 0],
        [most, 0, 0],
        [most, 0, most],
        [most, most, most],
        [1, 0, most],
        [0, 1, most],
        [1, most, 0],
        [1, most, 1],
    ] {
        for method in METHODS {
            for confidence in [1e-9, 0.5, 0.95, 1.0 - 1e-12] {
                let confidence = Confidence::new(confidence).unwrap();
                sane(&by(&result(counts), confidence, method)).unwrap();
                mirrors(counts, confidence, method).unwrap();
            }
        }
    }
}

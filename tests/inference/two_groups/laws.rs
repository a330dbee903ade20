//! Laws of comparisons, on counts from nothing to more than there are people.

use npscore::inference::{
    Alternative, Confidence, DifferenceMethod, Estimate, IntervalMethod, Method, Options,
    PairedMethod, Prior,
};
use npscore::{Category, NpsResult};
use proptest::prelude::*;

use crate::inference::support::result;

/// Small counts, with zeros, and huge ones.
fn count() -> impl Strategy<Value = u64> {
    prop_oneof![
        3 => Just(0),
        4 => 0_u64..5,
        4 => 0_u64..200,
        2 => 0_u64..1_000_000,
        2 => 0_u64..=u64::MAX / 4,
        1 => Just(u64::MAX / 4),
    ]
}

fn counts() -> impl Strategy<Value = [u64; 3]> {
    [count(), count(), count()].prop_filter("some response", |counts| counts.iter().any(|&n| n > 0))
}

fn modest() -> impl Strategy<Value = [u64; 3]> {
    [0_u64..300, 0_u64..300, 0_u64..300]
        .prop_filter("some response", |counts| counts.iter().any(|&n| n > 0))
}

fn table() -> impl Strategy<Value = [[u64; 3]; 3]> {
    let cell =
        || prop_oneof![3 => Just(0_u64), 4 => 0_u64..5, 4 => 0_u64..200, 1 => 0..=u64::MAX / 16];
    let row = move || [cell(), cell(), cell()];
    [row(), row(), row()].prop_filter("some respondent", |table| {
        table.iter().flatten().any(|&n| n > 0)
    })
}

fn mirrored([b, a, c]: [u64; 3]) -> [u64; 3] {
    [c, a, b]
}

fn all_options(confidence: Confidence) -> [Options<DifferenceMethod>; 4] {
    [
        DifferenceMethod::Mover,
        DifferenceMethod::Score,
        DifferenceMethod::Wald,
        DifferenceMethod::AdjustedWald(Prior::ROCKS),
    ]
    .map(|method| confidence.by(method))
}

fn whole(difference: &Estimate) -> Result<(), TestCaseError> {
    let (low, estimate, high) = (difference.low(), difference.estimate(), difference.high());
    prop_assert!(low <= estimate && estimate <= high);
    let wald = matches!(difference.method(), Method::Wald | Method::PairedWald);
    let adjusted = matches!(
        difference.method(),
        Method::AdjustedWald | Method::PairedAdjustedWald
    );
    prop_assert!(wald || adjusted || (-200.0 <= low && high <= 200.0));
    prop_assert!(
        [low, estimate, high]
            .iter()
            .all(|x| x.to_bits() != (-0.0_f64).to_bits())
    );
    prop_assert_eq!(
        difference.p_value().is_some(),
        difference.statistic().is_some()
    );
    prop_assert!(wald || difference.p_value().is_some());
    if let Some(p) = difference.p_value() {
        prop_assert!((0.0..=1.0).contains(&p));
    }
    prop_assert!(difference.statistic().is_none_or(f64::is_finite));
    Ok(())
}

fn near(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-8
}

fn mirror_images(one: &Estimate, other: &Estimate) -> Result<(), TestCaseError> {
    prop_assert!(near(one.estimate(), -other.estimate()), "{one:?} {other:?}");
    prop_assert!(near(one.low(), -other.high()), "{one:?} {other:?}");
    prop_assert!(near(one.high(), -other.low()), "{one:?} {other:?}");
    // Counts with fractions added lose digits where there are 1e18 of them.
    let tolerance = match one.method() {
        Method::AdjustedWald => 1e-5,
        _ => 1e-7,
    };
    match (one.p_value(), other.p_value()) {
        (Some(p), Some(q)) => prop_assert!((p - q).abs() <= tolerance, "{one:?} {other:?}"),
        (p, q) => prop_assert_eq!(p, q),
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn figures_are_whole_for_any_counts(a in counts(), b in counts(), level in 0.01_f64..0.9999) {
        let (a, b) = (result(a), result(b));
        for options in all_options(Confidence::new(level).unwrap()) {
            whole(&a.difference_from(&b, options))?;
        }
    }

    #[test]
    fn swapping_sides_flips_the_sign(a in counts(), b in counts()) {
        let (a, b) = (result(a), result(b));
        for options in all_options(Confidence::P95) {
            mirror_images(&a.difference_from(&b, options), &b.difference_from(&a, options))?;
        }
    }

    #[test]
    fn swapping_promoters_and_detractors_mirrors(a in counts(), b in counts()) {
        for options in all_options(Confidence::P95) {
            mirror_images(
                &result(a).difference_from(&result(b), options),
                &result(mirrored(a)).difference_from(&result(mirrored(b)), options),
            )?;
        }
    }

    #[test]
    fn more_confidence_is_never_narrower(
        a in counts(),
        b in counts(),
        less in 0.05_f64..0.9,
        more in 0.9_f64..0.9999,
    ) {
        let (a, b) = (result(a), result(b));
        let [less, more] = [less, more].map(|level| Confidence::new(level).unwrap());
        for (less, more) in all_options(less).into_iter().zip(all_options(more)) {
            let (less, more) = (a.difference_from(&b, less), a.difference_from(&b, more));
            prop_assert!(more.low() <= less.low() + 1e-8, "{less:?} {more:?}");
            prop_assert!(more.high() >= less.high() - 1e-8, "{less:?} {more:?}");
        }
    }

    #[test]
    fn equal_groups_give_p_of_1(a in counts(), factor in 1_u64..4) {
        let [small, large] = [1, factor].map(|times| a.map(|n| n.div_ceil(4) * times));
        let (small, large) = (result(small), result(large));
        let difference = small.difference_from(&large, Confidence::P95);
        prop_assert_eq!(difference.p_value(), Some(1.0));
        prop_assert_eq!((difference.estimate(), difference.statistic()), (0.0, Some(0.0)));
        prop_assert!(difference.contains(0.0));
    }

    /// A difference is in the score interval exactly where the score test does not reject it.
    #[test]
    fn interval_and_test_agree(a in modest(), b in modest(), null in -199.0_f64..199.0) {
        let (a, b) = (result(a), result(b));
        for confidence in [Confidence::P90, Confidence::P95] {
            let interval = a.difference_from(&b, confidence.by(DifferenceMethod::Score));
            let edge = [interval.low(), interval.high()].iter().any(|x| (x - null).abs() < 1e-6);
            prop_assume!(!edge);
            let test = a.difference_test(&b, null, Alternative::TwoSided).unwrap();
            prop_assert_eq!(interval.contains(null), !test.rejects(confidence), "{} {}", interval, test);
        }
    }

    #[test]
    fn one_sided_p_values_add_up(a in counts(), b in counts(), null in -200.0_f64..=200.0) {
        let (a, b): (NpsResult, NpsResult) = (result(a), result(b));
        let p = |side| a.difference_test(&b, null, side).unwrap().p_value();
        let (greater, less) = (p(Alternative::Greater), p(Alternative::Less));
        prop_assert!((greater + less - 1.0).abs() < 1e-12);
        prop_assert!((p(Alternative::TwoSided) - 2.0 * greater.min(less)).abs() < 1e-12);
    }

    #[test]
    fn pairs_are_whole_and_mirror(table in table(), level in 0.01_f64..0.9999) {
        let pairs = crate::pairs_of(table).unwrap();
        let (there, back) = (pairs.result().unwrap(), pairs.reversed().result().unwrap());
        let confidence = Confidence::new(level).unwrap();
        for options in [
            confidence.by(PairedMethod::Score),
            confidence.by(PairedMethod::Wald),
            confidence.by(PairedMethod::AdjustedWald),
        ] {
            let difference = there.difference(options);
            whole(&difference)?;
            mirror_images(&difference, &back.difference(options))?;
        }
        let test = there.homogeneity_test();
        prop_assert!(test.statistic().is_some_and(|chi| chi.is_finite() && chi >= 0.0));
        prop_assert!((0.0..=1.0).contains(&test.p_value()));
    }

    #[test]
    fn paired_interval_and_test_agree(table in table(), null in -199.0_f64..199.0) {
        let pairs = crate::pairs_of(table.map(|row| row.map(|n| n % 1000))).unwrap();
        prop_assume!(!pairs.is_empty());
        let result = pairs.result().unwrap();
        let interval = result.difference(Confidence::P95);
        prop_assume!([interval.low(), interval.high()].iter().all(|x| (x - null).abs() > 1e-6));
        let test = result.difference_test(null, Alternative::TwoSided).unwrap();
        prop_assert_eq!(interval.contains(null), !test.rejects(Confidence::P95), "{} {}", interval, test);
    }

    /// Pairs whose first answer was passive throughout are one group with its one-sample test.
    #[test]
    fn nobody_knew_before(after in modest(), other in Just(Category::Passive)) {
        let mut table = [[0; 3]; 3];
        table[1] = after;
        let pairs = crate::pairs_of(table).unwrap().result().unwrap();
        prop_assert_eq!(pairs.before().count(other), pairs.responses());
        let difference = pairs.difference(Confidence::P95.by(PairedMethod::Wald));
        let single = result(after).interval(Confidence::P95.by(IntervalMethod::Wald));
        prop_assert!(near(difference.estimate(), single.estimate()));
        prop_assert!(near(pairs.standard_error(), result(after).standard_error()));
    }
}

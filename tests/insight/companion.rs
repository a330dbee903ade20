//! CSAT, CES and satisfaction indices.

use npscore::error::CountError;
use npscore::error::ScaleError;
use npscore::inference::Confidence;
use npscore::insight::{BoundsMethod, CompanionError, IndexScheme, Marks, Measure};
use npscore::{Decimal, Scale};
use num_rational::BigRational;
use proptest::prelude::*;

use super::big;

fn five() -> Scale {
    Scale::new(1, 3, 4, 5).unwrap()
}

#[test]
fn satisfaction_is_the_share_of_top_boxes() {
    let marks: Marks = [1, 2, 3, 4, 5, 5].into_iter().collect();
    let csat = marks.satisfaction(&five(), Confidence::P95).unwrap();
    assert_eq!((csat.measure(), csat.responses()), (Measure::Csat, 6));
    assert_eq!(csat.top_box().as_ratio(), (1, 2));
    assert_eq!(csat.mean().round_dp(6).to_string(), "3.333333");
    // t with 5 degrees of freedom is 2.570582; the standard deviation is sqrt(8/3).
    let mean = csat.mean_interval().unwrap();
    let half = 2.570_581_835_636_314 * (8.0_f64 / 3.0 / 6.0).sqrt();
    assert!((mean.low() - (10.0 / 3.0 - half)).abs() < 1e-12);
    assert_eq!(mean.high(), 5.0, "cut at the end of the scale");
    assert_eq!(mean.method(), BoundsMethod::StudentT);
}

#[test]
fn wilson_against_published_limits() {
    // Newcombe, Statistics in Medicine 17 (1998) 857-872, table I, method 3.
    for (top, n, low, high) in [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ] {
        let mut marks = Marks::default();
        marks.checked_observe_n(5, top).unwrap();
        marks.checked_observe_n(1, n - top).unwrap();
        let csat = marks.satisfaction(&five(), Confidence::P95).unwrap();
        let interval = csat.top_box_interval();
        assert!((interval.low() / 100.0 - low).abs() < 5.1e-5, "{interval}");
        assert!(
            (interval.high() / 100.0 - high).abs() < 5.1e-5,
            "{interval}"
        );
    }
}

#[test]
fn effort_on_a_falling_scale() {
    // 1 is "very low effort".
    let scale = Scale::new(5, 3, 2, 1).unwrap();
    let marks: Marks = [1, 1, 2, 5].into_iter().collect();
    let ces = marks.effort(&scale, Confidence::P90).unwrap();
    assert_eq!(ces.to_string(), "CES 75% (n = 4), mean 2.25 of 1");
    assert!(ces.mean_interval().unwrap().low() >= 1.0);
}

#[test]
fn no_spread_no_interval_of_a_mean() {
    for marks in [vec![4], vec![4, 4, 4]] {
        let marks: Marks = marks.into_iter().collect();
        let csat = marks.satisfaction(&five(), Confidence::P95).unwrap();
        assert_eq!(csat.mean_interval(), None);
        assert_eq!(csat.top_box_interval().high(), 100.0);
    }
    // The same index by different marks.
    let marks: Marks<[i32; 3]> = [[1, 2, 3], [3, 1, 2]].into_iter().collect();
    let index = marks
        .index(&IndexScheme::equal_weights().unwrap(), Confidence::P95)
        .unwrap();
    assert_eq!(index.interval(), None);
}

#[test]
fn answers_off_the_scale_are_refused_whenever_they_were_counted() {
    let marks: Marks = [5, 6].into_iter().collect();
    let off = ScaleError::OutOfRange {
        value: 6,
        min: 1,
        max: 5,
    };
    assert_eq!(
        marks.satisfaction(&five(), Confidence::P95),
        Err(CompanionError::Scale(off))
    );
    let marks: Marks<[i32; 3]> = [[1, 10, 0]].into_iter().collect();
    let off = ScaleError::OutOfRange {
        value: 0,
        min: 1,
        max: 10,
    };
    let scheme = IndexScheme::equal_weights().unwrap();
    assert_eq!(
        marks.index(&scheme, Confidence::P95),
        Err(CompanionError::Scale(off))
    );
    let none = Marks::<[i32; 3]>::default().index(&scheme, Confidence::P95);
    assert_eq!(none, Err(CompanionError::NoResponses));
}

#[test]
fn counts_beyond_a_u64_are_refused_and_change_nothing() {
    let mut marks = Marks::default();
    marks.checked_observe_n(3, u64::MAX).unwrap();
    let full = marks.clone();
    assert_eq!(marks.checked_observe_n(4, 1), Err(CountError::Overflow));
    assert_eq!(
        marks.checked_merge([5].into_iter().collect()),
        Err(CountError::Overflow)
    );
    assert_eq!(marks, full);
    let csat = marks.satisfaction(&five(), Confidence::P95).unwrap();
    assert_eq!(csat.mean(), Decimal::from(3));
    // The largest marks, the most of them.
    let wide = Scale::new(i32::MIN, 0, 1, i32::MAX).unwrap();
    for mark in [i32::MIN, i32::MAX] {
        let mut marks = Marks::default();
        marks.checked_observe_n(mark, u64::MAX).unwrap();
        let csat = marks.satisfaction(&wide, Confidence::P95).unwrap();
        assert_eq!(csat.mean(), Decimal::from(mark));
    }
    let scheme = IndexScheme::new(i32::MIN, i32::MAX, [Decimal::ONE_THOUSAND; 3]).unwrap();
    let mut marks = Marks::default();
    marks.checked_observe_n([i32::MAX; 3], u64::MAX).unwrap();
    let index = marks.index(&scheme, Confidence::P95).unwrap();
    assert_eq!(index.index(), Decimal::ONE_HUNDRED);
}

proptest! {
    #[test]
    fn an_index_is_the_weighted_mean_on_0_to_100(
        marks in proptest::collection::vec([1_i32..=10, 1_i32..=10, 1_i32..=10], 1..20),
        weights in [0_i64..2000, 0_i64..2000, 1_i64..2000],
        falling in any::<bool>(),
    ) {
        let (worst, best) = if falling { (10, 1) } else { (1, 10) };
        let scheme = IndexScheme::new(worst, best, weights.map(|w| Decimal::new(w, 3))).unwrap();
        let state: Marks<[i32; 3]> = marks.iter().copied().collect();
        let index = state.index(&scheme, Confidence::P95).unwrap();
        let whole: i64 = weights.iter().sum();
        let naive: BigRational = marks
            .iter()
            .flat_map(|marks| marks.iter().zip(weights))
            .map(|(mark, weight)| big(i128::from(weight) * i128::from(mark - worst)))
            .sum::<BigRational>()
            * big(100)
            / big(i128::from(best - worst) * i128::from(whole) * marks.len() as i128);
        let found = index.index();
        let scale = 10_i128.pow(found.scale());
        let error = naive - big(found.mantissa()) / big(scale);
        prop_assert!(error < big(1) / big(10_i128.pow(23)) && error > big(-1) / big(10_i128.pow(23)));
        if let Some(interval) = index.interval() {
            prop_assert!(0.0 <= interval.low() && interval.high() <= 100.0);
            prop_assert!(interval.low() <= interval.estimate() && interval.estimate() <= interval.high());
        }
    }

    #[test]
    fn a_mean_is_exact_and_its_interval_holds_it(marks in proptest::collection::vec(1_i32..=5, 1..40)) {
        let state: Marks = marks.iter().copied().collect();
        let csat = state.satisfaction(&five(), Confidence::P99).unwrap();
        let n = Decimal::from(marks.len());
        let sum: i32 = marks.iter().sum();
        prop_assert!((csat.mean() * n - Decimal::from(sum)).abs() < Decimal::new(1, 20));
        let bounds = csat.top_box_interval();
        prop_assert!(0.0 <= bounds.low() && bounds.low() <= bounds.estimate());
        prop_assert!(bounds.estimate() <= bounds.high() && bounds.high() <= 100.0);
    }
}

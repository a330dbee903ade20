//! CSAT, CES and satisfaction indices.

use npscore::error::{CountError, DataError, Error, ScaleError};
use npscore::inference::{Confidence, Method};
use npscore::insight::{Frequencies, IndexScheme, Measure};
use npscore::{Decimal, Merge, Observe, Scale};
use num_rational::BigRational;
use proptest::prelude::*;

use super::big;

fn five() -> Scale {
    Scale::new(1, 3, 4, 5).unwrap()
}

#[test]
fn satisfaction_is_the_share_of_top_boxes() {
    let answers: Frequencies = [1, 2, 3, 4, 5, 5].into_iter().collect();
    let csat = answers
        .satisfaction(Measure::Csat, &five(), Confidence::P95)
        .unwrap();
    assert_eq!((csat.measure(), csat.responses()), (Measure::Csat, 6));
    assert_eq!(csat.top_box().as_ratio(), (1, 2));
    assert_eq!(csat.mean().round_dp(6).to_string(), "3.333333");
    // t with 5 degrees of freedom is 2.570582; the standard deviation is sqrt(8/3).
    let mean = csat.mean_interval().unwrap();
    let half = 2.570_581_835_636_314 * (8.0_f64 / 3.0 / 6.0).sqrt();
    assert!((mean.low() - (10.0 / 3.0 - half)).abs() < 1e-12);
    assert_eq!(mean.high(), 5.0, "cut at the end of the scale");
    assert_eq!(mean.method(), Method::StudentT);
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
        let mut answers = Frequencies::default();
        answers.try_observe_n(5, top).unwrap();
        answers.try_observe_n(1, n - top).unwrap();
        let csat = answers
            .satisfaction(Measure::Csat, &five(), Confidence::P95)
            .unwrap();
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
    let answers: Frequencies = [1, 1, 2, 5].into_iter().collect();
    let ces = answers
        .satisfaction(Measure::Ces, &scale, Confidence::P90)
        .unwrap();
    assert_eq!(ces.to_string(), "CES 75 % (n = 4), mean 2.25 of 1");
    assert!(ces.mean_interval().unwrap().low() >= 1.0);
}

#[test]
fn no_spread_no_interval_of_a_mean() {
    for answers in [vec![4], vec![4, 4, 4]] {
        let answers: Frequencies = answers.into_iter().collect();
        let csat = answers
            .satisfaction(Measure::Csat, &five(), Confidence::P95)
            .unwrap();
        assert_eq!(csat.mean_interval(), None);
        assert_eq!(csat.top_box_interval().high(), 100.0);
    }
    // The same index by different answers.
    let answers: Frequencies<[i32; 3]> = [[1, 2, 3], [3, 1, 2]].into_iter().collect();
    let index = answers
        .index(&IndexScheme::EQUAL_WEIGHTS, Confidence::P95)
        .unwrap();
    assert_eq!(index.interval(), None);
}

#[test]
fn answers_off_the_scale_are_refused_whenever_they_were_counted() {
    let answers: Frequencies = [5, 6].into_iter().collect();
    let off = ScaleError::OutOfRange {
        value: 6,
        min: 1,
        max: 5,
    };
    assert_eq!(
        answers.satisfaction(Measure::Csat, &five(), Confidence::P95),
        Err(Error::Scale(off))
    );
    let answers: Frequencies<[i32; 3]> = [[1, 10, 0]].into_iter().collect();
    let off = ScaleError::OutOfRange {
        value: 0,
        min: 1,
        max: 10,
    };
    let scheme = IndexScheme::EQUAL_WEIGHTS;
    assert_eq!(
        answers.index(&scheme, Confidence::P95),
        Err(Error::Scale(off))
    );
    let none = Frequencies::<[i32; 3]>::default().index(&scheme, Confidence::P95);
    assert_eq!(
        none,
        Err(Error::Data(DataError::NoResponses {
            of: "to the three questions"
        }))
    );
}

#[test]
fn counts_beyond_a_u64_are_refused_and_change_nothing() {
    let mut answers = Frequencies::default();
    answers.try_observe_n(3, u64::MAX).unwrap();
    let full = answers.clone();
    assert_eq!(answers.try_observe_n(4, 1), Err(CountError::Overflow));
    assert_eq!(
        answers.try_merge([5].into_iter().collect()),
        Err(CountError::Overflow)
    );
    assert_eq!(answers, full);
    let csat = answers
        .satisfaction(Measure::Csat, &five(), Confidence::P95)
        .unwrap();
    assert_eq!(csat.mean(), Decimal::from(3));
    // The largest answers, the most of them.
    let wide = Scale::new(i32::MIN, 0, 1, i32::MAX).unwrap();
    for answer in [i32::MIN, i32::MAX] {
        let mut answers = Frequencies::default();
        answers.try_observe_n(answer, u64::MAX).unwrap();
        let csat = answers
            .satisfaction(Measure::Csat, &wide, Confidence::P95)
            .unwrap();
        assert_eq!(csat.mean(), Decimal::from(answer));
    }
    let scheme = IndexScheme::new(i32::MIN, i32::MAX, [Decimal::ONE_THOUSAND; 3]).unwrap();
    let mut answers = Frequencies::default();
    answers.try_observe_n([i32::MAX; 3], u64::MAX).unwrap();
    let index = answers.index(&scheme, Confidence::P95).unwrap();
    assert_eq!(index.index(), Decimal::ONE_HUNDRED);
}

proptest! {
    #[test]
    fn an_index_is_the_weighted_mean_on_0_to_100(
        answers in proptest::collection::vec([1_i32..=10, 1_i32..=10, 1_i32..=10], 1..20),
        weights in [0_i64..2000, 0_i64..2000, 1_i64..2000],
        falling in any::<bool>(),
    ) {
        let (worst, best) = if falling { (10, 1) } else { (1, 10) };
        let scheme = IndexScheme::new(worst, best, weights.map(|w| Decimal::new(w, 3))).unwrap();
        let state: Frequencies<[i32; 3]> = answers.iter().copied().collect();
        let index = state.index(&scheme, Confidence::P95).unwrap();
        let whole: i64 = weights.iter().sum();
        let naive: BigRational = answers
            .iter()
            .flat_map(|answers| answers.iter().zip(weights))
            .map(|(answer, weight)| big(i128::from(weight) * i128::from(answer - worst)))
            .sum::<BigRational>()
            * big(100)
            / big(i128::from(best - worst) * i128::from(whole) * answers.len() as i128);
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
    fn a_mean_is_exact_and_its_interval_holds_it(answers in proptest::collection::vec(1_i32..=5, 1..40)) {
        let state: Frequencies = answers.iter().copied().collect();
        let csat = state.satisfaction(Measure::Csat, &five(), Confidence::P99).unwrap();
        let n = Decimal::from(answers.len());
        let sum: i32 = answers.iter().sum();
        prop_assert!((csat.mean() * n - Decimal::from(sum)).abs() < Decimal::new(1, 20));
        let bounds = csat.top_box_interval();
        prop_assert!(0.0 <= bounds.low() && bounds.low() <= bounds.estimate());
        prop_assert!(bounds.estimate() <= bounds.high() && bounds.high() <= 100.0);
    }
}

//! Ratings and their uncertainty.

use npscore::inference::{Confidence, Interval, IntervalMethod, Prior};
use npscore::{Nps, Rating};

use super::support::{close_relative, result};

fn bands(low: f64, high: f64) -> Vec<Rating> {
    let estimate = f64::midpoint(low, high);
    Interval::new(estimate, low, high, IntervalMethod::Score, Confidence::P95)
        .unwrap()
        .ratings()
}

#[test]
fn limits_belong_to_the_band_below() {
    use Rating::{Acceptable, Excellent, Good, NeedsImprovement, WorldClass};
    assert_eq!(bands(-5.0, 0.0), [NeedsImprovement]);
    assert_eq!(bands(0.0, 0.0), [NeedsImprovement]);
    assert_eq!(bands(0.0, 0.1), [NeedsImprovement, Acceptable]);
    assert_eq!(bands(20.0, 50.0), [Acceptable, Good]);
    assert_eq!(bands(50.1, 80.0), [Excellent]);
    assert_eq!(bands(80.1, 100.0), [WorldClass]);
    assert_eq!(bands(-100.0, 100.0), Rating::ALL);
}

#[test]
fn the_interval_touches_the_band_of_the_score() {
    for counts in [[18, 52, 30], [0, 0, 1], [1, 0, 0], [5, 5, 90], [40, 0, 60]] {
        let result = result(counts);
        let bands = result.interval(Confidence::P90).ratings();
        assert!(bands.contains(&result.rating()), "{counts:?}: {bands:?}");
    }
}

#[test]
fn probabilities_add_up() {
    for counts in [[18, 52, 30], [0, 0, 1], [0, 0, 1_000_000], [200, 300, 500]] {
        let posterior = result(counts).posterior(Prior::JEFFREYS);
        let ratings = posterior.ratings();
        let total: f64 = ratings.iter().map(|(_, probability)| probability).sum();
        close_relative(total, 1.0, 1e-12, "total");
        let worst = posterior.probability_below(Nps::ZERO);
        assert!((ratings[0].1 - worst).abs() < 1e-12);
        let best = posterior.probability_above(Nps::constant(80));
        assert!((ratings[4].1 - best).abs() < 1e-12);
    }
}

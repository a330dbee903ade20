//! Ratings and their uncertainty.

use npscore::inference::{Confidence, Prior};
use npscore::{Nps, Rating};

use super::support::{close_relative, result};

/// The interval of so many points, made by reading it.
#[cfg(feature = "serde")]
fn ratings(low: f64, high: f64) -> Vec<Rating> {
    let row = serde_json::json!({
        "estimate": f64::midpoint(low, high), "low": low, "high": high, "confidence": 0.95,
        "method": "score", "statistic": null, "p_value": null, "unit": "nps",
    });
    Rating::touched_by(&serde_json::from_value(row).unwrap())
}

#[cfg(feature = "serde")]
#[test]
fn limits_belong_to_the_rating_below() {
    use Rating::{Acceptable, Excellent, Good, NeedsImprovement, WorldClass};
    assert_eq!(ratings(-5.0, 0.0), [NeedsImprovement]);
    assert_eq!(ratings(0.0, 0.0), [NeedsImprovement]);
    assert_eq!(ratings(0.0, 0.1), [NeedsImprovement, Acceptable]);
    assert_eq!(ratings(20.0, 50.0), [Acceptable, Good]);
    assert_eq!(ratings(50.1, 80.0), [Excellent]);
    assert_eq!(ratings(80.1, 100.0), [WorldClass]);
    assert_eq!(ratings(-100.0, 100.0), Rating::ALL);
}

#[test]
fn the_interval_touches_the_band_of_the_score() {
    for counts in [[18, 52, 30], [0, 0, 1], [1, 0, 0], [5, 5, 90], [40, 0, 60]] {
        let result = result(counts);
        let bands = Rating::touched_by(&result.interval(Confidence::P90));
        assert!(bands.contains(&result.rating()), "{counts:?}: {bands:?}");
    }
}

#[test]
fn probabilities_add_up() {
    for counts in [[18, 52, 30], [0, 0, 1], [0, 0, 1_000_000], [200, 300, 500]] {
        let posterior = result(counts).posterior(Prior::JEFFREYS);
        let ratings = posterior.rating_probabilities();
        let total: f64 = ratings.iter().map(|(_, probability)| probability).sum();
        close_relative(total, 1.0, 1e-12, "total");
        let worst = posterior.probability_below(Nps::ZERO);
        assert!((ratings[0].1 - worst).abs() < 1e-12);
        let best = posterior.probability_above(Nps::constant(80));
        assert!((ratings[4].1 - best).abs() < 1e-12);
    }
}

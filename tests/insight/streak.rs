//! Streaks: runs of one direction.

use npscore::inference::Confidence;
use npscore::insight::Lag;
use npscore::{Observe, Period, Score};
use proptest::prelude::*;

use crate::insight::{month, months, timeline};

proptest! {
    #[test]
    fn streaks_are_runs_of_one_direction(months in months()) {
        let timeline = timeline(&months);
        let steps: u32 = timeline.streaks().iter().map(npscore::insight::Streak::steps).sum();
        let moved = timeline
            .changes(Lag::Previous, Confidence::P95)
            .filter(|change| change.change().is_ok_and(|change| !change.points().is_zero()))
            .count();
        prop_assert_eq!(u64::from(steps), moved as u64);
        for streak in timeline.streaks() {
            let length = streak.from().steps_to(streak.to());
            prop_assert_eq!(length, i64::from(streak.steps()));
        }
    }
}

/// Equal scores and gaps end a streak.
#[test]
fn streaks_by_hand() {
    let mut timeline = timeline(&[
        [1, 0, 0],
        [10, 10, 20],
        [5, 10, 25],
        [0, 0, 0],
        [5, 10, 25],
        [0, 0, 2],
        [0, 0, 1],
        [1, 0, 0],
    ]);
    let lines: Vec<String> = timeline.streaks().iter().map(ToString::to_string).collect();
    assert_eq!(
        lines,
        [
            "2 rises in a row, 2024-11 to 2025-01",
            "1 rise, 2025-03 to 2025-04",
            "1 fall, 2025-05 to 2025-06"
        ]
    );
    let streaks = timeline.streaks();
    assert_eq!(
        streaks.last().map(npscore::insight::Streak::to),
        timeline.last()
    );
    timeline.observe((month(9), Score::MAX));
    assert_eq!(timeline.streaks(), streaks);
}

#[cfg(feature = "serde")]
#[test]
fn stored_forms() {
    let timeline = timeline(&[[25, 35, 40], [0, 0, 0], [15, 45, 41], [20, 30, 61]]);
    crate::golden::written(
        &timeline.streaks(),
        include_str!("../data/golden/streaks.json"),
    );
}

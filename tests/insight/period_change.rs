//! Changes from period to period: gaps stay gaps, changes add up, and any state has them.

use std::num::NonZeroU32;

use npscore::inference::Confidence;
use npscore::insight::{Lag, NoComparison, PeriodChange};
use npscore::{
    Exclusion, Histogram, Month, Points, Quarter, Score, Screened, Tally, Timeline, Weight,
    WeightedTally,
};
use proptest::prelude::*;

use crate::insight::{months, timeline};

proptest! {
    #[test]
    fn changes_add_up_to_the_total_change(months in months()) {
        let timeline = timeline(&months);
        let changes: Points = timeline
            .changes(Lag::PreviousWithResponses, Confidence::P95)
            .filter_map(|change| Some(change.change().ok()?.points()))
            .sum();
        let mut results = timeline.iter().map(|(_, tally)| tally.result().unwrap());
        if let Some(first) = results.next() {
            let last = results.next_back().unwrap_or(first);
            prop_assert_eq!(changes, last.change_from(&first, Confidence::P95).points());
        } else {
            prop_assert!(changes.is_zero());
        }
    }

    #[test]
    fn a_gap_gives_no_change(months in months(), lag in 1..14_u32) {
        let timeline = timeline(&months);
        let lag = Lag::Periods(NonZeroU32::new(lag).unwrap());
        let changes: Vec<PeriodChange<Month>> =
            timeline.changes(lag, Confidence::P95).collect();
        prop_assert_eq!(changes.len(), timeline.periods().count());
        for change in &changes {
            let result = |month| timeline.get(month).and_then(Tally::result);
            let after = result(change.period());
            let before = change.since().and_then(result);
            let expected = match (after, before) {
                (None, _) => Err(NoComparison::Gap),
                (_, None) => Err(NoComparison::GapBefore),
                (Some(after), Some(before)) => Ok(after.change_from(&before, Confidence::P95)),
            };
            prop_assert_eq!(change.change().copied(), expected);
        }
        let changes = |lag| timeline.changes(lag, Confidence::P95);
        // A lag of twelve months is a year, one of one month the month before.
        let year = Lag::Periods(NonZeroU32::new(12).unwrap());
        prop_assert!(changes(Lag::Year).eq(changes(year)));
        let previous = Lag::Periods(NonZeroU32::MIN);
        prop_assert!(changes(Lag::Previous).eq(changes(previous)));
    }

}

/// Quarters 1, 2 and 4 of 2026, scores 3, 9 and 10.
fn rows() -> impl Iterator<Item = (Quarter, Score)> {
    [(1, 3), (2, 9), (4, 10)]
        .map(|(quarter, score)| (Quarter::constant(2026, quarter), Score::constant(score)))
        .into_iter()
}

/// Every state that knows its tally has the changes of the tally.
#[test]
fn any_state_has_changes() {
    fn lines<A: npscore::HasTally>(timeline: &Timeline<Quarter, A>) -> Vec<String> {
        let changes = timeline.changes(Lag::Previous, Confidence::P95);
        changes.map(|change| change.to_string()).collect()
    }
    let plain: Timeline<Quarter> = rows().collect();
    let expected = lines(&plain);
    assert_eq!(
        expected[0],
        "2026-Q1 since 2025-Q4: no responses in the earlier period"
    );
    assert!(expected[1].starts_with("2026-Q2 since 2026-Q1: NPS -100.0 to 100.0: +200.0 ["));
    assert_eq!(expected[2], "2026-Q3 since 2026-Q2: no responses");
    assert_eq!(
        lines(&rows().collect::<Timeline<Quarter, Histogram>>()),
        expected
    );
    assert_eq!(
        lines(&rows().collect::<Timeline<Quarter, (Histogram, Tally)>>()),
        expected
    );
    let screened: Timeline<Quarter, Screened<Tally>> = rows()
        .map(|(quarter, score)| (quarter, Ok(score)))
        .chain([(Quarter::constant(2026, 1), Err(Exclusion::Missing))])
        .collect();
    assert_eq!(lines(&screened), expected);
    let weighted: Timeline<Quarter, WeightedTally> = rows()
        .map(|(quarter, score)| (quarter, (score, Weight::ONE)))
        .collect();
    assert_eq!(lines(&weighted), expected);
}

#[test]
fn reasons_for_no_comparison() {
    use npscore::Day;

    let days: Timeline<Day> = [(2024, 2, 29), (2025, 2, 28)]
        .map(|(year, month, day)| (Day::new(year, month, day).unwrap(), Score::MAX))
        .into_iter()
        .collect();
    let lines: Vec<String> = days
        .changes(Lag::Year, Confidence::P95)
        .map(|change| change.to_string())
        .collect();
    assert_eq!(lines[0], "2024-02-29: no earlier period");
    assert_eq!(lines[1], "2024-03-01 since 2023-03-01: no responses");
    assert_eq!(
        lines.last().unwrap(),
        "2025-02-28 since 2024-02-28: no responses in the earlier period"
    );
}

#[cfg(feature = "serde")]
#[test]
fn stored_forms() {
    use crate::golden::written;

    let timeline = timeline(&[[25, 35, 40], [0, 0, 0], [15, 45, 41], [20, 30, 61]]);
    let changes: Vec<_> = timeline
        .changes(Lag::Previous, Confidence::P95)
        .skip(2)
        .collect();
    written(&changes, include_str!("../data/golden/period_changes.json"));

    // A flat row: csv can write it.
    let mut writer = csv::Writer::from_writer(Vec::new());
    for change in &changes {
        writer.serialize(change).unwrap();
    }
    let text = String::from_utf8(writer.into_inner().unwrap()).unwrap();
    let columns: Vec<usize> = text.lines().map(|line| line.split(',').count()).collect();
    assert_eq!(columns, [18; 3], "{text}");
}

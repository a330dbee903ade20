//! A timeline against a map from months to counts.

#![no_main]

use std::collections::BTreeMap;

use libfuzzer_sys::arbitrary::{self, Arbitrary};
use libfuzzer_sys::fuzz_target;
use npscore::{Histogram, Merge, Month, Observe, Period, Quarter, Score, Timeline};

#[derive(Arbitrary, Debug)]
enum Step {
    Observe(u8, u8, u8),
    /// Anywhere in the calendar.
    Far(u16, u8),
    Remove(u8),
    Retain(u8),
    Merge(Vec<(u8, u8)>),
    Reread,
}

type Model = BTreeMap<Month, Histogram>;

fn near(month: u8) -> Month {
    Month::constant(2020, 1).offset(i64::from(month)).unwrap()
}

fn far(month: u16) -> Month {
    let first = Month::constant(1, 1);
    first.offset(i64::from(month)).unwrap_or(first)
}

fn score(answer: u8) -> Score {
    Score::new(answer % 11).unwrap()
}

fn sum<'a>(groups: impl IntoIterator<Item = &'a Histogram>) -> Histogram {
    let mut total = Histogram::default();
    groups.into_iter().for_each(|group| total.merge(*group));
    total
}

fn agree(timeline: &Timeline<Month, Histogram>, model: &Model) {
    assert!(
        timeline
            .iter()
            .eq(model.iter().map(|(month, group)| (*month, group)))
    );
    assert_eq!(timeline.len(), model.len());
    assert_eq!(timeline.first(), model.keys().next().copied());
    assert_eq!(timeline.last(), model.keys().last().copied());
    assert_eq!(timeline.total(), sum(model.values()));
    let (from, to) = (near(3), near(90));
    assert!(
        timeline
            .range(from..to)
            .eq(model.range(from..to).map(|(month, group)| (*month, group)))
    );
    for k in [1, 3, 500] {
        let start = to.offset(1 - k).unwrap();
        let expected = sum(model.range(start..=to).map(|(_, group)| group));
        assert_eq!(
            timeline.trailing_at(to, usize::try_from(k).unwrap()),
            expected
        );
    }
    let mut quarters: BTreeMap<Quarter, Histogram> = BTreeMap::new();
    for (month, group) in model {
        quarters.entry((*month).into()).or_default().merge(*group);
    }
    let coarse = timeline.coarsen::<Quarter>();
    assert!(
        coarse
            .iter()
            .eq(quarters.iter().map(|(quarter, group)| (*quarter, group)))
    );
}

fuzz_target!(|steps: Vec<Step>| {
    let (mut timeline, mut model) = (Timeline::<Month, Histogram>::default(), Model::new());
    for step in steps {
        match step {
            Step::Observe(month, answer, n) => {
                timeline.observe_n((near(month), score(answer)), n.into());
                // Nothing observed is no group.
                if n > 0 {
                    model
                        .entry(near(month))
                        .or_default()
                        .observe_n(score(answer), n.into());
                }
            }
            Step::Far(month, answer) => {
                timeline.observe((far(month), score(answer)));
                model.entry(far(month)).or_default().observe(score(answer));
            }
            Step::Remove(month) => {
                assert_eq!(timeline.remove(near(month)), model.remove(&near(month)));
            }
            Step::Retain(most) => {
                timeline.retain(|_, group| group.responses() <= u64::from(most));
                model.retain(|_, group| group.responses() <= u64::from(most));
            }
            Step::Merge(rows) => {
                let rows = rows
                    .into_iter()
                    .map(|(month, answer)| (near(month), score(answer)));
                for (month, answer) in rows.clone() {
                    model.entry(month).or_default().observe(answer);
                }
                timeline.merge(rows.collect());
            }
            Step::Reread => {
                let text = serde_json::to_string(&timeline).unwrap();
                assert_eq!(
                    serde_json::from_str::<Timeline<Month, Histogram>>(&text).unwrap(),
                    timeline
                );
            }
        }
    }
    agree(&timeline, &model);
});

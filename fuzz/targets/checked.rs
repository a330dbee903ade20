//! Counts near the largest: an operation either does all of what a map of counts does, or fails and
//! changes nothing.

#![no_main]

use std::collections::BTreeMap;

use libfuzzer_sys::arbitrary::{self, Arbitrary};
use libfuzzer_sys::fuzz_target;
use npscore::{Exclusion, Histogram, Merge, Observe, Score, Screened, Segments, Timeline, Year};

type State = Screened<Segments<u8, Timeline<Year, Histogram>>>;
/// Counts by key, year and score; those of what was excluded have none.
type Model = BTreeMap<Option<(u8, Year, Score)>, u128>;

#[derive(Arbitrary, Debug, Clone, Copy)]
struct Row {
    key: u8,
    year: u8,
    /// From 11 on it is excluded.
    answer: u8,
    /// So many times, or so many less than all.
    times: i8,
}

#[derive(Arbitrary, Debug)]
enum Step {
    Observe(Row),
    Merge(Vec<Row>),
}

fn observe(state: &mut State, model: &mut Model, row: Row) {
    let n = if row.times < 0 {
        u64::MAX / 2 - u64::from(row.times.unsigned_abs())
    } else {
        row.times as u64
    };
    let (key, year) = (row.key % 4, Year::constant(2000 + u16::from(row.year)));
    let answer = Score::new(row.answer % 13).map_err(|_| Exclusion::OutOfRange);
    let before = state.clone();
    match state.try_observe_n(answer.map(|score| (key, (year, score))), n) {
        Ok(()) if n > 0 => {
            *model
                .entry(answer.ok().map(|score| (key, year, score)))
                .or_default() += u128::from(n);
        }
        Ok(()) | Err(_) => assert_eq!(*state, before),
    }
}

fn model_of(state: &State) -> Model {
    let mut model = Model::new();
    for (key, timeline) in state.inner().iter() {
        for (year, histogram) in timeline.iter() {
            for score in Score::ALL {
                let n = u128::from(histogram.count(score));
                if n > 0 {
                    model.insert(Some((*key, year, score)), n);
                }
            }
        }
    }
    if state.excluded() > 0 {
        model.insert(None, state.excluded().into());
    }
    model
}

fuzz_target!(|steps: Vec<Step>| {
    let (mut state, mut model) = (State::default(), Model::new());
    for step in steps {
        match step {
            Step::Observe(row) => observe(&mut state, &mut model, row),
            Step::Merge(rows) => {
                let (mut other, mut others) = (State::default(), Model::new());
                rows.into_iter()
                    .for_each(|row| observe(&mut other, &mut others, row));
                let before = state.clone();
                if state.try_merge(other).is_ok() {
                    others
                        .into_iter()
                        .for_each(|(row, n)| *model.entry(row).or_default() += n);
                } else {
                    assert_eq!(state, before);
                }
            }
        }
        assert_eq!(model_of(&state), model);
    }
});

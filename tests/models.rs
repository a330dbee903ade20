//! The streaming types against naive models: plain lists, searched from end to end, under random
//! sequences of operations.

use std::collections::{BTreeMap, BTreeSet};

use npscore::aggregate::Forget;
use npscore::{
    Hierarchy, Histogram, Latest, Merge, Month, Observe, Period, Quarter, Score, Tally, Timeline,
    Window, Year,
};
use proptest::prelude::*;

use crate::laws::aggregators::{month, path, region, score};

/// The tally of the answers that a question is about.
fn tally<'a, T: 'a>(
    answers: impl IntoIterator<Item = &'a (T, Score)>,
    about: impl Fn(&T) -> bool,
) -> Tally {
    answers
        .into_iter()
        .filter(|(place, _)| about(place))
        .map(|(_, score)| *score)
        .collect()
}

/// What may happen to a keyed aggregator.
#[derive(Debug, Clone)]
enum Change<K> {
    Observe(K, Score),
    Many(K, Score, u8),
    Merge(Vec<(K, Score)>),
    Remove(K),
    /// Takes back the answer at that position of the list, if there is one.
    Forget(usize),
    /// Takes back an answer that may never have been given.
    ForgetAnother(K, Score),
}

fn changes<K: std::fmt::Debug + Clone + 'static>(
    key: impl Strategy<Value = K> + Clone + 'static,
) -> impl Strategy<Value = Vec<Change<K>>> {
    let change = prop_oneof![
        6 => (key.clone(), score()).prop_map(|(key, score)| Change::Observe(key, score)),
        1 => (key.clone(), score(), 0..4_u8).prop_map(|(key, score, n)| Change::Many(key, score, n)),
        2 => prop::collection::vec((key.clone(), score()), 0..6).prop_map(Change::Merge),
        1 => key.clone().prop_map(Change::Remove),
        2 => (0..20_usize).prop_map(Change::Forget),
        1 => (key, score()).prop_map(|(key, score)| Change::ForgetAnother(key, score)),
    ];
    prop::collection::vec(change, 0..40)
}

/// Applies changes to an aggregator and to a list of all answers side by side.
macro_rules! apply {
    ($state:ident, $answers:ident, $changes:expr, $beneath:expr, $same:expr) => {
        for change in $changes {
            match change {
                Change::Observe(key, score) => {
                    $state.observe((key.clone(), score));
                    $answers.push((key, score));
                }
                Change::Many(key, score, n) => {
                    $state.observe_n((key.clone(), score), n.into());
                    $answers.extend((0..n).map(|_| (key.clone(), score)));
                }
                Change::Merge(more) => {
                    $state.merge(more.iter().cloned().collect());
                    $answers.extend(more);
                }
                Change::Remove(key) => {
                    let removed = $state.remove(key.clone()).is_some();
                    prop_assert_eq!(removed, $answers.iter().any(|(at, _)| $beneath(at, &key)));
                    $answers.retain(|(at, _)| !$beneath(at, &key));
                }
                Change::Forget(position) if position < $answers.len() => {
                    let answer = $answers.remove(position);
                    prop_assert_eq!($state.forget(answer), Ok(()));
                }
                Change::Forget(_) => {}
                Change::ForgetAnother(key, score) => {
                    // A tally remembers categories, not scores.
                    let known = $answers.iter().position(|(at, other)| {
                        $same(at, &key) && other.category() == score.category()
                    });
                    let before = $state.clone();
                    prop_assert_eq!($state.forget((key, score)).is_ok(), known.is_some());
                    match known {
                        Some(position) => drop($answers.remove(position)),
                        None => prop_assert_eq!(&$state, &before),
                    }
                }
            }
        }
    };
}

proptest! {
    #[test]
    fn a_timeline_is_a_list_of_dated_answers(changes in changes(month()), k in 0..14_usize) {
        let mut timeline = Timeline::<Month>::default();
        let mut answers: Vec<(Month, Score)> = Vec::new();
        let same = |a: &Month, b: &Month| a == b;
        apply!(timeline, answers, changes, same, same);

        let months: BTreeSet<Month> = answers.iter().map(|(month, _)| *month).collect();
        prop_assert_eq!(timeline.len(), months.len());
        prop_assert_eq!(timeline.is_empty(), months.is_empty());
        prop_assert_eq!(timeline.first(), months.first().copied());
        prop_assert_eq!(timeline.last(), months.last().copied());
        let listed: Vec<Month> = timeline.iter().map(|(month, _)| month).collect();
        prop_assert!(listed.iter().eq(&months), "in order, each once");
        let backwards: Vec<Month> = timeline.iter().rev().map(|(month, _)| month).collect();
        prop_assert!(backwards.iter().rev().eq(&months));
        for month in &months {
            let expected = tally(&answers, |at| at == month);
            prop_assert_eq!(timeline.get(*month), Some(&expected));
        }
        prop_assert_eq!(timeline.total(), tally(&answers, |_| true));

        // Around every observed month, and at the ends of the calendar.
        let mut probes: BTreeSet<Month> = [Month::MIN, Month::MAX].into();
        probes.extend(months.iter().flat_map(|month| (-2..=2).filter_map(|n| month.offset(n))));
        for probe in &probes {
            let in_window = |at: &Month| {
                at <= probe && i64::try_from(k).unwrap() > at.steps_to(*probe)
            };
            prop_assert_eq!(timeline.trailing_at(*probe, k), tally(&answers, in_window));
            prop_assert_eq!(timeline.get(*probe).is_some(), months.contains(probe));
            for other in [Month::constant(2025, 6), Month::MAX] {
                let range = timeline.range(*probe..other).map(|(month, _)| month);
                prop_assert!(range.eq(months.iter().copied().filter(|m| probe <= m && *m < other)));
            }
        }

        let close = months.first().zip(months.last()).is_some_and(|(a, b)| a.steps_to(*b) < 400);
        if close {
            let span: Vec<Month> = timeline.periods().map(|(month, _)| month).collect();
            let steps = months.first().unwrap().steps_to(*months.last().unwrap());
            prop_assert_eq!(span.len(), usize::try_from(steps).unwrap() + 1);
            prop_assert!(span.windows(2).all(|pair| pair[0].successor() == Some(pair[1])));
            let trailing: Vec<(Month, Tally)> = timeline.trailing(k).collect();
            prop_assert_eq!(trailing.len(), if k == 0 { 0 } else { span.len() });
            for (month, state) in trailing {
                prop_assert_eq!(state, timeline.trailing_at(month, k));
            }
            for (month, state) in timeline.cumulative() {
                prop_assert_eq!(state, tally(&answers, |at| *at <= month));
            }
        }

        let quarters: Timeline<Quarter> = timeline.coarsen();
        for (quarter, state) in quarters.iter() {
            prop_assert_eq!(*state, tally(&answers, |at| Quarter::from(*at) == quarter));
        }
        prop_assert_eq!(quarters.total(), timeline.total());
        prop_assert_eq!(quarters.coarsen::<Year>(), timeline.coarsen::<Year>());
        let direct: Timeline<Quarter> =
            answers.iter().map(|(month, score)| (Quarter::from(*month), *score)).collect();
        prop_assert_eq!(quarters, direct);

        let middle = Month::constant(2025, 9);
        timeline.retain(|month, _| month >= middle);
        answers.retain(|(month, _)| *month >= middle);
        prop_assert_eq!(timeline, answers.into_iter().collect::<Timeline<Month>>());
    }

    #[test]
    fn a_hierarchy_is_a_list_of_answers_by_path(changes in changes(path())) {
        let mut hierarchy = Hierarchy::<String>::default();
        let mut answers: Vec<(Vec<String>, Score)> = Vec::new();
        let beneath = |path: &Vec<String>, top: &Vec<String>| path.starts_with(top);
        let same = |a: &Vec<String>, b: &Vec<String>| a == b;
        apply!(hierarchy, answers, changes, beneath, same);

        let paths: BTreeSet<&Vec<String>> = answers.iter().map(|(path, _)| path).collect();
        prop_assert_eq!(hierarchy.len(), paths.len());
        prop_assert_eq!(hierarchy.iter().count(), paths.len());
        prop_assert_eq!(hierarchy.total(), tally(&answers, |_| true), "roll-up = flat total");
        let prefixes: BTreeSet<&[String]> = paths
            .iter()
            .flat_map(|path| (0..=path.len()).map(|depth| &path[..depth]))
            .collect();
        let descended: Vec<Vec<String>> = hierarchy
            .root()
            .descend()
            .map(|branch| branch.path().into_iter().cloned().collect())
            .collect();
        if !paths.is_empty() {
            prop_assert!(descended.iter().map(Vec::as_slice).eq(prefixes.iter().copied()));
        }
        for prefix in prefixes {
            let branch = hierarchy.branch(prefix.to_vec()).unwrap();
            prop_assert_eq!(branch.total(), tally(&answers, |path| path.starts_with(prefix)));
            prop_assert_eq!(branch.depth(), prefix.len());
            prop_assert_eq!(branch.key(), prefix.last());
            let own = tally(&answers, |path| path == prefix);
            prop_assert_eq!(branch.own().copied().unwrap_or_default(), own);
            prop_assert_eq!(hierarchy.get(prefix.to_vec()), branch.own());
            let below: BTreeSet<&String> = paths
                .iter()
                .filter(|path| path.starts_with(prefix))
                .filter_map(|path| path.get(prefix.len()))
                .collect();
            let children = branch.children();
            prop_assert!(children.iter().filter_map(npscore::Branch::key).eq(below.iter().copied()));
            prop_assert_eq!(branch.is_leaf(), below.is_empty());
            let total: Tally = children.iter().map(npscore::Branch::total).sum::<Tally>() + own;
            prop_assert_eq!(total, branch.total(), "children and own make the branch");
        }
        for depth in 0..5 {
            let shallow = hierarchy.to_depth(depth);
            let cut: Hierarchy<String> = answers
                .iter()
                .map(|(path, score)| (path.iter().take(depth).cloned().collect::<Vec<_>>(), *score))
                .collect();
            prop_assert_eq!(&shallow, &cut);
            prop_assert_eq!(shallow.total(), hierarchy.total());
            let level: Tally = hierarchy.level(depth).iter().map(npscore::Branch::total).sum();
            prop_assert_eq!(level, tally(&answers, |path| path.len() >= depth));
        }
        let rebuilt: Hierarchy<String> = answers.into_iter().collect();
        prop_assert_eq!(&hierarchy, &rebuilt);
    }

    #[test]
    fn a_window_is_the_end_of_a_list(
        scores in prop::collection::vec((score(), 0..4_u8), 0..60), capacity in 1..12_usize
    ) {
        let mut window = <Window>::new(capacity).unwrap();
        let mut answers: Vec<Score> = Vec::new();
        for (score, n) in scores {
            window.observe_n(score, n.into());
            answers.extend((0..n).map(|_| score));
            let last = &answers[answers.len().saturating_sub(capacity)..];
            prop_assert!(window.iter().eq(last));
            prop_assert_eq!(*window.state(), last.iter().collect::<Tally>());
            prop_assert_eq!(window.len(), last.len());
            prop_assert_eq!(window.is_full(), last.len() == capacity);
        }
        #[cfg(feature = "serde")]
        {
            let text = serde_json::to_string(&window).unwrap();
            prop_assert_eq!(serde_json::from_str::<Window>(&text).unwrap(), window);
        }
    }

    /// One by one or many at once, in blocks smaller and larger than the window.
    #[test]
    fn a_window_takes_many_as_it_takes_one(
        capacity in prop_oneof![1..12_usize, 30..40_usize, 100..5_000_usize],
        blocks in prop::collection::vec(
            prop_oneof![0..50_usize, 50..6_000_usize].prop_flat_map(|n| {
                prop::collection::vec(score(), n)
            }),
            0..5,
        ),
    ) {
        let mut window = Window::<Score, (Tally, Histogram)>::new(capacity).unwrap();
        let mut model = window.clone();
        for block in blocks {
            window.observe_all(block.iter().copied());
            for score in &block {
                model.observe(*score);
            }
            prop_assert_eq!(&window, &model);
            let (tally, histogram) = window.state();
            prop_assert_eq!(*tally, window.iter().collect::<Tally>());
            prop_assert_eq!(*histogram, window.iter().collect::<Histogram>());
        }
    }

    #[test]
    fn latest_is_the_newest_of_a_list(
        steps in prop::collection::vec(
            prop_oneof![
                8 => (region(), -4..4_i64, score()).prop_map(|answer| Ok(vec![answer])),
                2 => prop::collection::vec((region(), -4..4_i64, score()), 0..5).prop_map(Ok),
                1 => region().prop_map(Err),
            ],
            0..40,
        ),
        cut in -4..4_i64,
    ) {
        let mut latest = Latest::<String, Score>::default();
        // The greater of two answers at the same time is the one.
        let mut model = BTreeMap::<(String, i64), Score>::new();
        for step in steps {
            match step {
                Ok(answers) if answers.len() == 1 => {
                    for (id, stamp, score) in answers {
                        latest.observe((id.as_str(), (stamp, score)));
                        let known = model.entry((id, stamp)).or_insert(score);
                        *known = score.max(*known);
                    }
                }
                Ok(answers) => {
                    let mut shard = Latest::default();
                    for (id, stamp, score) in answers {
                        shard.observe((id.clone(), (stamp, score)));
                        let known = model.entry((id, stamp)).or_insert(score);
                        *known = score.max(*known);
                    }
                    latest.merge(shard);
                }
                Err(id) => {
                    let known = model.keys().any(|(known, _)| *known == id);
                    prop_assert_eq!(latest.erase(id.as_str()).is_some(), known);
                    model.retain(|(known, _), _| *known != id);
                }
            }
            let newest: BTreeMap<&String, (i64, Score)> =
                model.iter().map(|((id, stamp), score)| (id, (*stamp, *score))).collect();
            prop_assert_eq!(*latest.state(), newest.values().map(|(_, score)| score).collect::<Tally>());
            prop_assert_eq!(latest.len(), newest.len());
            for (id, (stamp, score)) in newest {
                prop_assert_eq!(latest.get(id), Some((&stamp, &score)));
            }
        }
        let as_of = |model: &BTreeMap<(String, i64), Score>, at: i64| {
            let known = model.iter().filter(|((_, stamp), _)| *stamp <= at);
            let newest: BTreeMap<&String, Score> =
                known.map(|((id, _), score)| (id, *score)).collect();
            newest.into_values().collect::<Tally>()
        };
        for stamp in -5..5 {
            prop_assert_eq!(latest.as_of(&stamp), as_of(&model, stamp));
        }
        let present = *latest.state();
        latest.forget_before(&cut);
        prop_assert_eq!(*latest.state(), present);
        for stamp in cut..5 {
            prop_assert_eq!(latest.as_of(&stamp), as_of(&model, stamp));
        }
    }
}

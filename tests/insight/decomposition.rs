//! Rate, mix, entry and exit: exact, complete, and the same as an independent computation.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;

use npscore::error::{CountError, DataError};
use npscore::insight::Decomposition;
use npscore::{Histogram, Observe, Points, Score, Segments};
use num_rational::BigRational;
use proptest::prelude::*;

use super::{
    big, counted, from_rows, of_nps, rational, rows, score, segments, size, total, trainings,
};

/// Rate, mix, entry and exit of every segment, from the formulas.
fn naive<K: Ord + Clone>(
    before: &BTreeMap<K, [u64; 3]>,
    after: &BTreeMap<K, [u64; 3]>,
) -> BTreeMap<K, [BigRational; 4]> {
    let whole = [total(before.values()), total(after.values())];
    let half = big(1) / big(2);
    let mean = (score(whole[0]).unwrap() + score(whole[1]).unwrap()) * &half;
    let keys: BTreeSet<_> = before.keys().chain(after.keys()).cloned().collect();
    let mut effects = BTreeMap::new();
    for key in keys {
        let counts = [before, after].map(|rows| rows.get(&key).copied().unwrap_or_default());
        let weight = [0, 1].map(|i| size(counts[i]) / size(whole[i]));
        let zero = || big(0);
        let [w0, w1] = &weight;
        let parts = match (score(counts[0]), score(counts[1])) {
            (Some(s0), Some(s1)) => [
                &half * (w0 + w1) * (&s1 - &s0),
                (w1 - w0) * ((s0 + s1) * &half - &mean),
                zero(),
                zero(),
            ],
            (None, Some(s1)) => [zero(), zero(), w1 * (s1 - &mean), zero()],
            (Some(s0), None) => [zero(), zero(), zero(), -(w0 * (s0 - &mean))],
            (None, None) => continue,
        };
        effects.insert(key, parts);
    }
    effects
}

fn check<K: Ord + Clone + Debug + std::hash::Hash>(
    why: &Decomposition<K>,
    before: &BTreeMap<K, [u64; 3]>,
    after: &BTreeMap<K, [u64; 3]>,
) {
    let expected = naive(before, after);
    assert_eq!(why.effects().len(), expected.len());
    for effect in why.effects() {
        let parts = [effect.rate(), effect.mix(), effect.entry(), effect.exit()];
        let found = parts.each_ref().map(rational);
        assert_eq!(found, expected[effect.key()], "{:?}", effect.key());
    }
    let whole = score(total(after.values())).unwrap() - score(total(before.values())).unwrap();
    assert_eq!(rational(&why.change()), whole);
    let sums = [why.rate(), why.mix(), why.entry(), why.exit()];
    assert_eq!(
        sums.into_iter().sum::<Points>(),
        why.change(),
        "no residual"
    );
    let found = [why.rate(), why.mix(), why.entry(), why.exit()].map(|part| rational(&part));
    let sums: [BigRational; 4] =
        std::array::from_fn(|part| expected.values().map(|parts| parts[part].clone()).sum());
    assert_eq!(found, sums);
    let effects: Points = why
        .effects()
        .iter()
        .map(npscore::insight::Effect::total)
        .sum();
    assert_eq!(effects, why.change(), "no residual");
    let sizes: Vec<_> = why
        .effects()
        .iter()
        .map(|effect| effect.total().abs())
        .collect();
    assert!(
        sizes.windows(2).all(|pair| pair[0] >= pair[1]),
        "largest first"
    );
}

proptest! {
    #[test]
    fn the_parts_are_exact_and_add_up(before in rows(), after in rows()) {
        let why = Decomposition::between(from_rows(&before), from_rows(&after));
        match (score(total(before.values())), score(total(after.values()))) {
            (None, _) => prop_assert_eq!(why, Err(DataError::NoResponses { of: "before" })),
            (_, None) => prop_assert_eq!(why, Err(DataError::NoResponses { of: "after" })),
            _ => check(&why.unwrap(), &before, &after),
        }
    }

    #[test]
    fn there_and_back_is_nothing(before in rows(), after in rows()) {
        let [before, after] = [before, after].map(|rows| from_rows(&rows));
        if let (Ok(there), Ok(back)) = (
            Decomposition::between(&before, &after),
            Decomposition::between(&after, &before),
        ) {
            prop_assert_eq!(there.change(), -back.change());
            prop_assert_eq!(there.rate(), -back.rate());
            prop_assert_eq!(there.mix(), -back.mix());
            prop_assert_eq!(there.entry(), -back.exit());
            prop_assert_eq!(there.simpsons_paradox(), back.simpsons_paradox());
        }
    }

    #[test]
    fn the_paradox_is_named_where_it_is(before in rows(), after in rows()) {
        let [old, new] = [&before, &after].map(from_rows);
        if let Ok(why) = Decomposition::between(&old, &new) {
            let change = rational(&why.change());
            let some = |rows: &BTreeMap<char, [u64; 3]>| -> BTreeSet<char> {
                rows.iter().filter(|(_, counts)| size(**counts) > big(0)).map(|(key, _)| *key).collect()
            };
            let (old_keys, new_keys) = (some(&before), some(&after));
            let against = |key: &char| {
                let own = score(after[key]).unwrap() - score(before[key]).unwrap();
                own * &change < big(0)
            };
            let paradox = old_keys == new_keys && old_keys.iter().all(against);
            prop_assert_eq!(why.simpsons_paradox(), paradox);
            prop_assert_eq!(why.to_string().contains("Simpson's paradox"), paradox);
        }
    }
}

#[test]
fn the_same_twice_has_no_effect() {
    let rows = [("a", [3, 4, 5]), ("b", [1, 0, 0])];
    let why = Decomposition::between(segments(&rows), segments(&rows)).unwrap();
    assert!(why.change().is_zero());
    assert!(why.effects().iter().all(|effect| effect.total().is_zero()));
    assert!(!why.simpsons_paradox());
    assert_eq!(why.effects()[0].key(), &"a", "equal effects come by key");
}

#[test]
fn new_segments_and_those_gone_are_told() {
    let before = segments(&[("stays", [10, 10, 20]), ("goes", [10, 0, 0])]);
    let after = segments(&[("stays", [10, 10, 20]), ("comes", [0, 0, 10])]);
    let why = Decomposition::between(&before, &after).unwrap();
    assert_eq!(
        why.to_string(),
        "NPS 0.0 to 40.0, +40.0 points: rate +0.0, mix +0.0, new segments +16.0, segments that left \
         +24.0\n\
         goes: +24.0 points (left: NPS was -100.0, share was 20 %)\n\
         comes: +16.0 points (new: NPS 100.0, share 20 %)\n\
         stays: +0.0 points (NPS 25.0 to 25.0: rate +0.0; share 80 % to 80 %: mix +0.0)"
    );
    assert_eq!(why.effects()[0].change(), None);
}

#[test]
fn more_than_a_tally_holds_is_refused() {
    let huge = segments(&[("a", [u64::MAX, 0, 0]), ("b", [1, 0, 0])]);
    let small = segments(&[("a", [1, 0, 0])]);
    let refused = Err(DataError::Count(CountError::Overflow));
    assert_eq!(Decomposition::between(&huge, &small), refused);
    assert_eq!(Decomposition::between(&small, &huge), refused);
}

#[test]
fn histograms_are_taken_apart_as_well() {
    let mut before = Segments::<&str, Histogram>::default();
    before.observe(("a", Score::MAX));
    let mut after = before.clone();
    after.observe(("b", Score::MIN));
    let why = Decomposition::between(&before, &after).unwrap();
    assert_eq!(why.change().to_ratio_string(), "-100");
}

#[test]
fn instructor_training_between_two_years_by_way_of_taking_it() {
    let [before, after] = [trainings("2016"), trainings("2017")];
    let why = Decomposition::between(before.clone(), after.clone()).unwrap();
    check(&why, &counted(&before), &counted(&after));
    assert_eq!(
        of_nps(why.before().nps()),
        score(total(counted(&before).values())).unwrap()
    );
    assert_eq!(
        why.to_string(),
        "NPS 68.9 to 48.5, -20.4 points: rate -19.0, mix -1.4\n\
         at the event: -16.7 points (NPS 73.2 to 45.1: rate -16.9; share 42 % to 78 %: mix +0.2)\n\
         after the event: -3.7 points (NPS 65.8 to 60.3: rate -2.2; share 58 % to 22 %: mix -1.5)"
    );
}

#[test]
fn an_entry_is_no_paradox() {
    let before = segments(&[("a", [1, 0, 1])]);
    let after = segments(&[("a", [3, 0, 2]), ("new", [0, 0, 9])]);
    let why = Decomposition::between(&before, &after).unwrap();
    assert!(
        why.change().is_positive()
            && why
                .effects()
                .iter()
                .any(|effect| effect.rate().is_negative())
    );
    assert!(!why.simpsons_paradox());
    assert!(!why.to_string().contains("paradox"));
}

/// The figures after each of the words, in tenths.
fn tenths(line: &str, words: &[&str]) -> Vec<i64> {
    let figure = |word: &&str| {
        let rest = line.split_once(word)?.1.trim_start();
        let end = rest
            .find(|c: char| !matches!(c, '0'..='9' | '.' | '+' | '-'))
            .unwrap_or(rest.len());
        rest[..end].replace('.', "").parse().ok()
    };
    words.iter().filter_map(figure).collect()
}

proptest! {
    #[test]
    fn shown_parts_add_up_and_are_near_their_values(before in rows(), after in rows()) {
        let Ok(why) = Decomposition::between(from_rows(&before), from_rows(&after)) else {
            return Ok(());
        };
        let near = |shown: i64, exact: &Points| {
            let error = big(i128::from(shown)) / big(1000) - rational(exact);
            error.clone() < big(1) / big(1000) && error > big(-1) / big(1000)
        };
        let text = why.to_string();
        let mut lines = text.lines();
        let line = lines.next().unwrap();
        let parts = tenths(line, &["rate", "mix", "new segments", "that left"]);
        let change = tenths(line.split_once(", ").unwrap().1, &[""])[0];
        prop_assert_eq!(parts.iter().sum::<i64>(), change, "{}", line);
        prop_assert!(near(parts[0], &why.rate()) && near(parts[1], &why.mix()), "{}", line);
        for (effect, line) in why.effects().iter().zip(lines) {
            let parts = tenths(line, &["rate", "mix"]);
            if !parts.is_empty() {
                prop_assert_eq!(parts.iter().sum::<i64>(), tenths(line, &[": "])[0], "{}", line);
                prop_assert!(near(parts[0], &effect.rate()) && near(parts[1], &effect.mix()));
            }
        }
    }
}

#[test]
fn ten_thousand_segments_of_huge_counts_add_up_exactly() {
    let count = |seed: u64| seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 24;
    let rows: Vec<_> = (0..10_000_u64)
        .map(|i| (i, [count(3 * i), count(3 * i + 1), count(3 * i + 2)]))
        .collect();
    let later: Vec<_> = rows
        .iter()
        .map(|(key, [b, a, c])| (*key, [*c, *b, count(*a)]))
        .collect();
    let [before, after] = [rows, later].map(|rows| segments(&rows));
    let why = Decomposition::between(&before, &after).unwrap();
    assert_eq!(why.rate() + why.mix(), why.change());
}

#[test]
fn many_segments_take_no_time_to_speak_of() {
    let rows: Vec<_> = (0..300_u64)
        .map(|i| (i, [i * 7919 % 1009, i * 104_729 % 2003, i * 31 % 997 + 1]))
        .collect();
    let later: Vec<_> = rows
        .iter()
        .map(|(key, [b, a, c])| (*key, [*a, *c, *b]))
        .collect();
    let why = Decomposition::between(segments(&rows), segments(&later)).unwrap();
    assert_eq!(why.rate() + why.mix(), why.change());
}

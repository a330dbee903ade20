//! Rate, mix, entry and exit: exact, complete, and the same as an independent computation.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;

use npscore::error::CountError;
use npscore::insight::{Decomposition, DecompositionError, Points};
use npscore::{Histogram, Observe, Score, Segments};
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
        let found = [effect.rate(), effect.mix(), effect.entry(), effect.exit()].map(rational);
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
        let why = Decomposition::between(&from_rows(&before), &from_rows(&after));
        match (score(total(before.values())), score(total(after.values()))) {
            (None, _) => prop_assert_eq!(why, Err(DecompositionError::NoResponsesBefore)),
            (_, None) => prop_assert_eq!(why, Err(DecompositionError::NoResponsesAfter)),
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
            let own: Vec<_> = before
                .iter()
                .filter_map(|(key, counts)| Some(score(*after.get(key)?)? - score(*counts)?))
                .collect();
            let against = |own: &BigRational| own * &change < big(0);
            let paradox = !own.is_empty() && own.iter().all(against);
            prop_assert_eq!(why.simpsons_paradox(), paradox);
            prop_assert_eq!(why.to_string().contains("Simpson's paradox"), paradox);
        }
    }
}

#[test]
fn the_same_twice_has_no_effect() {
    let rows = [("a", [3, 4, 5]), ("b", [1, 0, 0])];
    let why = Decomposition::between(&segments(&rows), &segments(&rows)).unwrap();
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
        "NPS 0 to 40, +40.0 points: rate 0.0, mix 0.0, new segments +16.0, segments gone +24.0\n\
         goes: +24.0 points (gone: score was -100, share was 20%)\n\
         comes: +16.0 points (new: score 100, share 20%)\n\
         stays: 0.0 points (score 25 to 25: rate 0.0; share 80% to 80%: mix 0.0)"
            .replace(" 0.0", " +0.0")
    );
    assert_eq!(why.effects()[0].change(), None);
}

#[test]
fn more_than_a_tally_holds_is_refused() {
    let huge = segments(&[("a", [u64::MAX, 0, 0]), ("b", [1, 0, 0])]);
    let small = segments(&[("a", [1, 0, 0])]);
    let refused = Err(DecompositionError::Count(CountError::Overflow));
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
    let why = Decomposition::between(&before, &after).unwrap();
    check(&why, &counted(&before), &counted(&after));
    assert_eq!(
        of_nps(why.before().nps()),
        score(total(counted(&before).values())).unwrap()
    );
    assert_eq!(
        why.to_string(),
        "NPS 69 to 49, -20.4 points: rate -19.1, mix -1.4\n\
         at the event: -16.7 points (score 73 to 45: rate -16.9; share 42% to 78%: mix +0.2)\n\
         after the event: -3.7 points (score 66 to 60: rate -2.2; share 58% to 22%: mix -1.5)"
    );
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
    let why = Decomposition::between(&segments(&rows), &segments(&later)).unwrap();
    assert_eq!(why.rate() + why.mix(), why.change());
}

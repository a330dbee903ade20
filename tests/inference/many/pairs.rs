//! Every pair of groups, against reference values and against the single tests.

use npscore::Tally;
use npscore::error::DataError;
use npscore::inference::{Adjustment, Alternative, Confidence, Groups, Verdict};
use serde_json::Value;

use crate::inference::support::{
    cases, close, close_absolute, close_relative, counts, number, oracle, result,
};

fn tally([b, a, c]: [u64; 3]) -> Tally {
    crate::tally_of(b, a, c)
}

fn letters(value: &Value) -> Vec<String> {
    let letters = value.as_array().map_or(&[][..], Vec::as_slice);
    let text = |letter: &Value| letter.as_str().unwrap().to_owned();
    letters.iter().map(text).collect()
}

#[test]
fn against_reference_values() {
    let oracle = oracle("pairwise");
    for case in cases(&oracle["cases"]) {
        let name = case["name"].as_str().unwrap();
        let segments: Vec<_> = cases(&case["segments"]).iter().map(counts).collect();
        let names = letters(&case["letters"]);
        let keyed = names.iter().cloned().zip(segments.into_iter().map(tally));
        let groups = match Groups::new(keyed) {
            Ok(groups) => groups,
            Err(error) => {
                assert_eq!(case["expected"], "none", "{name}: {error}");
                continue;
            }
        };
        for (adjustment, field, column) in [
            (None, "p", "unadjusted"),
            (Some(Adjustment::Holm), "p_holm", "holm"),
            (Some(Adjustment::Bonferroni), "p_bonferroni", "bonferroni"),
        ] {
            let pairs = groups.pairs(adjustment).unwrap();
            let expected = cases(&case["pairs"]);
            assert_eq!(pairs.iter().count(), expected.len());
            for (pair, expected) in pairs.iter().zip(expected) {
                // Long lists of pairs are arrays: a, b, z, p, p_holm.
                let of = |field: &str, place: usize| match expected.get(field) {
                    Some(value) => value.clone(),
                    None => expected[place].clone(),
                };
                assert_eq!(pair.first().0, of("a", 0).as_str().unwrap());
                assert_eq!(pair.second().0, of("b", 1).as_str().unwrap());
                let (z, p) = (pair.test().statistic().unwrap(), pair.test().p_value());
                close_absolute(z, number(&of("z", 2)), 1e-10, name);
                close_relative(p, number(&of("p", 3)), 1e-9, name);
                if let Some(difference) = expected.get("diff") {
                    close(pair.difference().to_f64(), number(difference), 1e-14, name);
                }
                if adjustment != Some(Adjustment::Bonferroni) || expected.is_object() {
                    let place = if adjustment.is_none() { 3 } else { 4 };
                    let adjusted = number(&of(field, place));
                    close_relative(pair.adjusted_p_value(), adjusted, 1e-9, name);
                }
            }
            let columns = &case["columns"][column];
            let both = [Confidence::P95, Confidence::P99];
            for (found, key) in [
                (pairs.letters(both[0], both[0]), "0.95"),
                (pairs.letters(both[1], both[1]), "0.99"),
            ] {
                for (column, letter, above) in found {
                    assert_eq!(*column, letter);
                    let expected = letters(&columns[key][letter.as_str()]);
                    assert_eq!(above, expected.join(","), "{name} {letter} at {key}");
                }
            }
            for (_, letter, above) in pairs.letters(both[0], both[1]) {
                let expected = columns["printed"][letter.as_str()].as_str();
                assert_eq!(above, expected.unwrap_or_default(), "{name} {letter}");
            }
        }
    }
}

#[test]
fn each_pair_is_the_single_test() {
    let segments = [[18, 52, 30], [0, 0, 4], [9, 0, 0], [25, 25, 50], [0, 1, 0]];
    let groups = Groups::new(segments.map(tally).into_iter().enumerate()).unwrap();
    let pairs = groups.pairs(Adjustment::BenjaminiHochberg).unwrap();
    for pair in pairs.iter() {
        let [first, second] = [pair.first(), pair.second()].map(|(key, _)| segments[*key]);
        let test = result(first)
            .difference_test(&result(second), 0.0, Alternative::TwoSided)
            .unwrap();
        assert_eq!(pair.test(), &test);
        let opposite = result(first).nps() < result(second).nps();
        match pair.verdict(Confidence::P95) {
            Verdict::Unclear => assert!(pair.adjusted_p_value() >= 0.05),
            verdict => assert_eq!(verdict == Verdict::Lower, opposite),
        }
    }
}

/// Of the same counts everywhere, nothing is above anything, at any confidence.
#[test]
fn equal_groups_have_no_letters() {
    let groups = Groups::new((0..30).map(|key| (key, tally([3, 4, 5])))).unwrap();
    let low = Confidence::new(1e-9).unwrap();
    let columns = groups.pairs(None).unwrap();
    let columns = columns.letters(low, low);
    assert_eq!(columns[27].1, "AB");
    assert!(columns.iter().all(|(_, _, above)| above.is_empty()));
}

#[test]
fn too_many_groups_are_refused() {
    let many = |k: u64| Groups::new((0..k).map(|key| (key, tally([key % 7, 3, 5])))).unwrap();
    let error = many(10_000).pairs(None).unwrap_err();
    assert_eq!(
        error,
        DataError::TooMany {
            what: "groups",
            method: "comparing all pairs",
            found: 10_000,
            maximum: 500,
        }
    );
    assert_eq!(
        error.to_string(),
        "10000 groups are too many for comparing all pairs, expected at most 500"
    );
    // Groups without responses do not count.
    let sparse = (0..10_000).map(|key| {
        (
            key,
            if key % 5000 == 7 {
                tally([1, 2, 3])
            } else {
                Tally::default()
            },
        )
    });
    let sparse = Groups::new(sparse).unwrap();
    let pairs = sparse.pairs(Adjustment::Holm).unwrap();
    assert_eq!(pairs.iter().count(), 1);
    assert_eq!(
        pairs.letters(Confidence::P95, Confidence::P99)[5007].1,
        "GJP"
    );
}

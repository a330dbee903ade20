//! Many segments: heterogeneity, each against the rest, ranking.

use npscore::Tally;
use npscore::error::{CountError, DataError};
use npscore::inference::{
    Adjustment, Alternative, Confidence, Groups, Impact, Method, Prior, Verdict,
};
use proptest::prelude::*;
use serde_json::Value;

use crate::inference::support::{cases, close_relative, counts, number, oracle, result};

fn tally([b, a, c]: [u64; 3]) -> Tally {
    crate::tally_of(b, a, c)
}

fn groups(segments: &[[u64; 3]]) -> Groups<usize> {
    Groups::new(segments.iter().copied().map(tally).enumerate()).unwrap()
}

fn segments(case: &Value) -> Vec<[u64; 3]> {
    cases(&case["segments"]).iter().map(counts).collect()
}

#[test]
fn chi_square_and_heterogeneity() {
    for case in cases(&oracle("k_sample")) {
        let groups = groups(&segments(case));
        let pearson = groups.chi_square();
        close_relative(
            pearson.statistic().unwrap(),
            number(&case["pearson_chi2"]),
            1e-12,
            "chi2",
        );
        assert_eq!(pearson.degrees_of_freedom(), case["pearson_df"].as_u64());
        close_relative(
            pearson.p_value(),
            number(&case["pearson_p"]),
            1e-12,
            "pearson p",
        );
        // Cochran's Q, of the same question with other variances.
        let score = groups.heterogeneity();
        assert_eq!(score.method(), Method::Heterogeneity);
        assert_eq!(score.degrees_of_freedom(), case["df"].as_u64());
        close_relative(
            score.statistic().unwrap(),
            number(&case["Q"]),
            0.15,
            "score",
        );
    }
}

#[test]
fn groups_of_one_mind() {
    let unanimous = groups(&[[0, 0, 10], [0, 0, 3], [10, 20, 30]]);
    assert!(unanimous.heterogeneity().rejects(Confidence::P95));
    let all = groups(&[[0, 0, 10], [0, 0, 3]]);
    let test = all.heterogeneity();
    assert_eq!((test.statistic(), test.p_value()), (Some(0.0), 1.0));
    let test = all.chi_square();
    assert_eq!(
        (test.statistic(), test.degrees_of_freedom(), test.p_value()),
        (Some(0.0), Some(0), 1.0)
    );
    let opposed = groups(&[[0, 0, 10], [10, 0, 0]]);
    // (10 + 10) all in the wrong place: 2 / sqrt(1/10 + 1/10), squared.
    let test = opposed.heterogeneity();
    close_relative(test.statistic().unwrap(), 20.0, 1e-12, "opposed");
}

#[test]
fn what_is_refused() {
    let none: [(&str, Tally); 0] = [];
    let error = Groups::new(none).unwrap_err();
    assert_eq!(
        error,
        DataError::TooFew {
            what: "groups with responses".into(),
            found: 0,
            minimum: 2
        }
    );
    let error = Groups::new([("a", tally([1, 2, 3])), ("b", Tally::default())]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "1 groups with responses, expected at least 2"
    );
    let many = tally([0, 0, u64::MAX]);
    let error = Groups::new([("a", many), ("b", many)]).unwrap_err();
    assert_eq!(error, DataError::Count(CountError::Overflow));
    assert_eq!(
        npscore::Error::from(error).to_string(),
        "more than 18446744073709551615 responses"
    );
    // Results serve as well as tallies.
    assert!(Groups::new([(1, result([1, 2, 3])), (2, result([3, 2, 1]))]).is_ok());
}

#[test]
fn against_the_rest_and_not_the_whole() {
    let segments = [[200, 300, 500], [5, 10, 85], [180, 320, 500]];
    let groups = groups(&segments);
    let rows = groups.against_the_rest(Confidence::P95);
    for row in &rows {
        let segment = segments[*row.key()];
        let mut rest = [0; 3];
        for other in segments.iter().filter(|other| **other != segment) {
            rest = [0, 1, 2].map(|i| rest[i] + other[i]);
        }
        let direct = result(segment).difference_from(&result(rest), Confidence::P95);
        assert_eq!(row.difference(), Some(direct));
        assert_eq!(
            (row.result(), row.rest()),
            (&result(segment), Some(&result(rest)))
        );
    }
    let p: Vec<_> = rows
        .iter()
        .map(|row| row.difference().unwrap().p_value().unwrap())
        .collect();
    let adjusted: Vec<_> = rows.iter().map(Impact::adjusted_p_value).collect();
    assert_eq!(adjusted, Adjustment::Holm.adjust(&p).unwrap());
    let of = |key| rows.iter().find(|row| *row.key() == key).unwrap();
    assert!(of(1).adjusted_p_value() < 1e-6 && of(2).adjusted_p_value() > 0.05);
    assert_eq!(of(1).verdict(), Verdict::Higher);
    assert_eq!(of(2).verdict(), Verdict::Unclear);
}

#[test]
fn probabilities_of_being_best() {
    let best = |segments: &[[u64; 3]], prior| groups(segments).probabilities_of_being_best(prior);
    // Two groups: as one beats the other.
    for pair in [
        [[3, 2, 5], [5, 2, 3]],
        [[0, 0, 5], [1, 2, 3]],
        [[0, 1, 0], [0, 0, 1]],
        [[10, 20, 30], [20, 20, 20]],
        [[100, 200, 300], [0, 0, 2]],
        [[20_000, 40_000, 40_000], [2, 4, 4]],
    ] {
        for prior in [Prior::UNIFORM, Prior::JEFFREYS] {
            let [a, b] = pair.map(|counts| result(counts).posterior(prior));
            let found = best(&pair, prior)[0];
            let expected = a.probability_of_beating(&b);
            assert!(
                (found - expected).abs() < 1e-8,
                "{pair:?} {found} {expected}"
            );
        }
    }
    // Equals share.
    for counts in [
        [1, 2, 3],
        [0, 0, 1],
        [0, 1, 0],
        [0, 0, 100_000],
        [300_000, 1, 200_000],
    ] {
        for found in best(&[counts; 4], Prior::JEFFREYS) {
            assert!((found - 0.25).abs() < 1e-9, "{counts:?} {found}");
        }
    }
}

/// Against sums over bins of the posterior distributions.
#[test]
fn probabilities_of_being_best_of_many() {
    const BINS: usize = 2000;
    for segments in [
        vec![[18, 52, 30], [25, 25, 50], [10, 30, 60]],
        vec![
            [3, 1, 4],
            [10, 30, 40],
            [100, 250, 420],
            [0, 1, 1],
            [1, 0, 0],
        ],
    ] {
        let bins: Vec<_> = segments
            .iter()
            .map(|counts| {
                let posterior = result(*counts).posterior(Prior::UNIFORM);
                posterior.bins(BINS).map(|bin| bin.2).collect::<Vec<_>>()
            })
            .collect();
        let found = groups(&segments).probabilities_of_being_best(Prior::UNIFORM);
        for (i, found) in found.iter().enumerate() {
            let mut below = vec![0.0; segments.len()];
            let mut sum = 0.0;
            for bin in 0..BINS {
                let middle = |j: usize| below[j] + 0.5 * bins[j][bin];
                let others = (0..segments.len()).filter(|j| *j != i).map(middle);
                sum += bins[i][bin] * others.product::<f64>();
                for (below, bins) in below.iter_mut().zip(&bins) {
                    *below += bins[bin];
                }
            }
            assert!((found - sum).abs() < 4e-5, "{segments:?}: {found} {sum}");
        }
    }
}

#[test]
fn rankings() {
    let groups = groups(&[[60, 20, 20], [10, 20, 70], [12, 20, 68], [20, 40, 140]]);
    let rows = groups.ranking(Confidence::P95);
    let ranks: Vec<_> = rows
        .iter()
        .map(|row| (*row.key(), row.rank(), row.low(), row.high()))
        .collect();
    // The second and the fourth have one score, and share its rank.
    assert_eq!(
        ranks,
        [(1, 1, 1, 3), (3, 1, 1, 3), (2, 3, 1, 3), (0, 4, 4, 4)]
    );
}

/// Of many groups, by intervals: those that clearly differ are told apart, in little time.
#[test]
fn rankings_of_many() {
    let segments: Vec<[u64; 3]> = (0..3000)
        .map(|i| match i % 3 {
            0 => [100 + i % 7, 200, 5000],
            1 => [2000, 2000 + i % 5, 2000],
            _ => [5000, 200, 100 + i % 11],
        })
        .collect();
    let rows = groups(&segments).ranking(Confidence::P95);
    assert_eq!(rows.len(), 3000);
    for row in rows {
        let third = row.key() % 3;
        assert_eq!(
            (row.low(), row.high()),
            (1 + 1000 * third, 1000 + 1000 * third)
        );
        assert!((row.low()..=row.high()).contains(&row.rank()));
    }
}

#[test]
fn rank_intervals_by_hand() {
    let segments = [[10, 30, 60], [25, 25, 50], [18, 52, 30]];
    let rows = groups(&segments).ranking(Confidence::P95);
    let p = |i: usize, j: usize| {
        result(segments[i])
            .difference_test(&result(segments[j]), 0.0, Alternative::Greater)
            .unwrap()
            .p_value()
    };
    let pairs = [(0, 1), (1, 0), (0, 2), (2, 0), (1, 2), (2, 1)];
    let adjusted = Adjustment::Holm
        .adjust(&pairs.map(|(i, j)| p(i, j)))
        .unwrap();
    let beats = |i: usize, j: usize| {
        let at = pairs.iter().position(|pair| *pair == (i, j)).unwrap();
        adjusted[at] < 0.05
    };
    for row in rows {
        let i = *row.key();
        let others: Vec<_> = (0..3).filter(|j| *j != i).collect();
        assert_eq!(
            row.low(),
            1 + others.iter().filter(|j| beats(**j, i)).count()
        );
        assert_eq!(
            row.high(),
            3 - others.iter().filter(|j| beats(i, **j)).count()
        );
    }
}

fn any_counts() -> impl Strategy<Value = [u64; 3]> {
    let count =
        || prop_oneof![2 => Just(0_u64), 3 => 0_u64..6, 3 => 0_u64..500, 1 => 0..=u64::MAX / 64];
    [count(), count(), count()]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn two_groups_are_a_two_sample_test(a in any_counts(), b in any_counts()) {
        let [a, b] = [a, b].map(|counts| counts.map(|n| n % 1_000_000_000));
        prop_assume!(a.iter().any(|&n| n > 0) && b.iter().any(|&n| n > 0));
        let q = groups(&[a, b]).heterogeneity();
        let z = result(a).difference_test(&result(b), 0.0, Alternative::TwoSided).unwrap();
        let (q_value, z) = (q.statistic().unwrap(), z.statistic().unwrap());
        prop_assert!((q_value - z * z).abs() <= 1e-6 * (1.0 + z * z), "{} {}", q, z);
    }

    #[test]
    fn everything_has_a_value(segments in proptest::collection::vec(any_counts(), 2..7)) {
        if let Ok(groups) = Groups::new(segments.iter().copied().map(tally).enumerate()) {
            let tests = [groups.heterogeneity(), groups.chi_square()];
            for test in tests {
                prop_assert!(test.statistic().is_some_and(f64::is_finite) && (0.0..=1.0).contains(&test.p_value()));
            }
            for row in groups.against_the_rest(Confidence::P95) {
                prop_assert!((0.0..=1.0).contains(&row.adjusted_p_value()));
                prop_assert!(row.adjusted_p_value() >= row.difference().unwrap().p_value().unwrap() - 1e-15);
            }
            let best = groups.probabilities_of_being_best(Prior::JEFFREYS);
            prop_assert!((best.iter().sum::<f64>() - 1.0).abs() < 1e-9, "{:?}", best);
            for level in [0.05, 0.5, 0.95] {
                let rows = groups.ranking(Confidence::new(level).unwrap());
                prop_assert_eq!(rows.len(), groups.groups().len());
                for row in &rows {
                    prop_assert!(1 <= row.low() && row.low() <= row.rank());
                    prop_assert!(row.rank() <= row.high() && row.high() <= rows.len());
                }
                prop_assert!(rows.windows(2).all(|pair| pair[0].result().nps() >= pair[1].result().nps()));
            }
        }
    }
}

/// Whatever knows its tally is a group: segments by reference, what was screened, tuples, timelines.
#[test]
fn groups_of_any_state() {
    use npscore::{Exclusion, Histogram, Month, Score, Screened, Segments, Timeline};

    let rows = [("a", 10), ("a", 9), ("b", 0), ("b", 8)].map(|(key, n)| (key, Score::constant(n)));
    let march = Month::constant(2026, 3);
    let plain: Segments<&str> = rows.into_iter().collect();
    let pairs: Segments<&str, (Tally, Histogram)> = rows.into_iter().collect();
    let months: Segments<&str, Timeline<Month>> = rows
        .into_iter()
        .map(|(key, score)| (key, (march, score)))
        .collect();
    let mut screened = Segments::<&str, Screened<Tally>>::default();
    screened.extend(rows.map(|(key, score)| (key, Ok(score))));
    screened.extend([("a", Err::<Score, _>(Exclusion::Missing))]);

    let sorted = |groups: Groups<&&'static str>| {
        let mut groups: Vec<_> = groups
            .groups()
            .iter()
            .map(|(key, one)| (**key, *one))
            .collect();
        groups.sort_by_key(|(key, _)| *key);
        groups
    };
    let expected = [("a", result([0, 0, 2])), ("b", result([1, 1, 0]))];
    assert_eq!(sorted(Groups::new(&plain).unwrap()), expected);
    assert_eq!(sorted(Groups::new(&pairs).unwrap()), expected);
    assert_eq!(sorted(Groups::new(&months).unwrap()), expected);
    assert_eq!(sorted(Groups::new(&screened).unwrap()), expected);
}

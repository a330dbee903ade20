//! Benchmarks: their provenance, and how a result stands to them.

use crate::tally_of;
use npscore::error::DataError;
use npscore::inference::{Confidence, Verdict};
use npscore::insight::{Benchmark, BenchmarkSet, Statistic};
use npscore::{Error, Nps, NpsResult};
use proptest::prelude::*;

fn figure(points: &str) -> Benchmark {
    let value = points.parse().unwrap();
    Benchmark::new("ours", value, "all of us", "a list", 2025, Statistic::Mean).unwrap()
}

fn result(counts: [u64; 3]) -> NpsResult {
    let [detractors, passives, promoters] = counts;
    let tally = tally_of(detractors, passives, promoters);
    tally.result().unwrap()
}

#[test]
fn the_built_in_set_is_what_its_sources_say_and_nothing_else() {
    let set = BenchmarkSet::built_in();
    let rows: Vec<_> = set
        .iter()
        .map(|figure| {
            let value = format!("{:.1}", figure.value());
            (figure.label(), value, figure.statistic(), figure.year())
        })
        .collect();
    let row = |label, value: &str, statistic, year| (label, value.to_string(), statistic, year);
    assert_eq!(
        rows,
        [
            row("insurance", "74.0", Statistic::Mean, None),
            row("healthcare", "45.0", Statistic::Mean, None),
            row("grocery", "33.3", Statistic::Highest, Some(2021)),
            row("consumer payment", "-0.1", Statistic::Lowest, Some(2021)),
            row("retail", "28.4", Statistic::Highest, Some(2022)),
            row("consumer payment", "1.4", Statistic::Lowest, Some(2022)),
        ]
    );
    for figure in set.iter() {
        assert!(figure.source().contains("Retently") || figure.source().contains("Qualtrics"));
        assert!(!figure.population().is_empty());
        assert_eq!(
            figure.responses(),
            None,
            "no source says how many answers one figure has"
        );
    }
}

#[test]
fn a_figure_without_provenance_is_refused() {
    let new = |label: &str, population: &str, source: &str, year: u16| {
        Benchmark::new(
            label,
            Nps::ZERO,
            population,
            source,
            year,
            Statistic::Median,
        )
    };
    let blank = |field| Err(Error::Data(DataError::Blank { field }));
    assert_eq!(new(" ", "b", "c", 2020), blank("label of the benchmark"));
    assert_eq!(
        new("a", "", "c", 2020),
        blank("population of the benchmark")
    );
    assert_eq!(new("a", "b", "\t", 2020), blank("source of the benchmark"));
    for year in [0, 21, 1899, 2101, 20_211] {
        let error = new("a", "b", "c", year).unwrap_err();
        assert_eq!(
            error.to_string(),
            format!("year {year} is out of range, expected 1900 to 2100")
        );
    }
    assert!(new("a", "b", "c", 1900).is_ok() && new("a", "b", "c", 2100).is_ok());
    assert!(figure("1").with_responses(0).is_err());
}

#[test]
fn a_position_counts_figures_below_equal_and_above() {
    let set: BenchmarkSet = ["10", "20", "20", "30"].map(figure).into_iter().collect();
    let position = set.position(Nps::constant(20)).unwrap();
    assert_eq!(
        (position.below(), position.equal(), position.above()),
        (1, 2, 1)
    );
    assert_eq!((position.rank(), position.figures()), (2, 4));
    assert_eq!(position.percentile().as_ratio(), (1, 2));
    let best = set.position(Nps::MAX).unwrap();
    assert_eq!((best.rank(), best.percentile().to_f64()), (1, 100.0));
    let worst = set.position(Nps::MIN).unwrap();
    assert_eq!((worst.rank(), worst.percentile().to_f64()), (5, 0.0));
    assert_eq!(BenchmarkSet::default().position(Nps::ZERO), None);
}

#[test]
fn a_tie_is_not_above() {
    let tie = |figures: &[&str]| {
        let set: BenchmarkSet = figures.iter().map(|points| figure(points)).collect();
        set.position(Nps::constant(20)).unwrap().to_string()
    };
    assert_eq!(
        tie(&["20"]),
        "rank 1 of 2: 0 figures above, 1 equal, 0 below"
    );
    assert_eq!(
        tie(&["10", "30"]),
        "rank 2 of 3: 1 figure above, 0 equal, 1 below"
    );
}

/// The sign of a figure as it is shown.
fn shown_sign(figure: &str) -> i8 {
    match figure
        .trim_start_matches(['+', '-'])
        .trim_matches(['0', '.'])
    {
        "" => 0,
        _ if figure.starts_with('-') => -1,
        _ => 1,
    }
}

proptest! {
    #[test]
    fn a_sentence_does_not_contradict_itself(
        scale in prop_oneof![Just(1_u64), Just(100), Just(1 << 40)],
        counts in [0_u64..400, 0_u64..400, 0_u64..400].prop_filter("some", |c| c.iter().sum::<u64>() > 0),
        off in -30_i64..30,
    ) {
        let result = result(counts.map(|n| n * scale));
        #[allow(clippy::cast_possible_truncation, reason = "at most 1000")]
        let tenths = (result.nps().to_f64() * 10.0).round() as i64 + off;
        prop_assume!(tenths.abs() <= 1000);
        let other = figure(&format!("{}{}.{}", if tenths < 0 { "-" } else { "" }, tenths.abs() / 10, tenths.abs() % 10));
        let comparison = result.compare(&other, Confidence::P95);
        let text = comparison.to_string();
        let words: Vec<&str> = text.split([' ', '(', ')', ':', '[', ']', ',']).filter(|word| !word.is_empty()).collect();
        let figures: Vec<&str> = words.iter().copied().filter(|word| word.parse::<f64>().is_ok()).collect();
        let [nps, benchmark, difference, low, high] = figures[..5] else { unreachable!("{text}") };
        let places: Vec<_> = figures[..5].iter().map(|figure| figure.split_once('.').unwrap().1.len()).collect();
        prop_assert!(places.iter().all(|one| *one == places[0]), "{}", text);
        let (nps, benchmark): (f64, f64) = (nps.parse().unwrap(), benchmark.parse().unwrap());
        prop_assert_eq!(nps.total_cmp(&benchmark), result.nps().cmp(&other.value()), "{}", text);
        match comparison.verdict() {
            Verdict::Higher => prop_assert!(shown_sign(low) > 0 && shown_sign(difference) > 0, "{}", text),
            Verdict::Lower => prop_assert!(shown_sign(high) < 0 && shown_sign(difference) < 0, "{}", text),
            Verdict::Unclear => prop_assert!(shown_sign(low) <= 0 && shown_sign(high) >= 0),
        }
    }
}

#[test]
fn few_answers_are_above_no_benchmark() {
    let comparison = result([0, 1, 2]).compare(&figure("20"), Confidence::P95);
    assert_eq!(comparison.verdict(), Verdict::Unclear);
    let comparison = result([0, 100, 200]).compare(&figure("20"), Confidence::P95);
    assert_eq!(comparison.verdict(), Verdict::Higher);
    assert!((comparison.estimate().estimate() - 140.0 / 3.0).abs() < 1e-12);
    let same = result([1, 3, 2]).compare(&figure("0.1"), Confidence::P95);
    assert_eq!(same.verdict(), Verdict::Unclear);
}

#[test]
fn an_exact_benchmark_moves_the_interval_and_nothing_more() {
    let result = result([18, 52, 30]);
    let interval = result.interval(Confidence::P90);
    let gap = *result.compare(&figure("28.4"), Confidence::P90).estimate();
    assert!((gap.low() - (interval.low() - 28.4)).abs() < 1e-12);
    assert!((gap.high() - (interval.high() - 28.4)).abs() < 1e-12);
}

proptest! {
    /// The benchmark's own counts are unknown; whatever they are, its interval is inside the one it
    /// is given.
    #[test]
    fn the_bound_on_a_benchmark_covers_every_distribution(
        counts in [0_u64..60, 0_u64..60, 0_u64..60].prop_filter("some", |c| c.iter().sum::<u64>() > 0),
        level in 0.5_f64..0.999,
    ) {
        let confidence = Confidence::new(level).unwrap();
        let theirs = result(counts);
        // A result of very many answers is as good as exact: the gap shows the benchmark's interval.
        let ours = result([1 << 60, 0, 1 << 60]);
        let value = theirs.nps();
        let benchmark = Benchmark::new("x", value, "x", "x", None, Statistic::Overall)
            .unwrap()
            .with_responses(theirs.responses())
            .unwrap();
        let gap = *ours.compare(&benchmark, confidence).estimate();
        let interval = theirs.interval(confidence);
        prop_assert!(gap.low() <= -interval.high() + 1e-6);
        prop_assert!(gap.high() >= -interval.low() - 1e-6);
        if theirs.passives() == 0 {
            prop_assert!((gap.low() + interval.high()).abs() < 1e-6);
            prop_assert!((gap.high() + interval.low()).abs() < 1e-6);
        }
    }

    #[test]
    fn knowing_the_responses_of_a_benchmark_widens_the_gap(
        counts in [1_u64..60, 0_u64..60, 0_u64..60], points in -100_i32..=100, n in 1_u64..5000,
    ) {
        let exact = figure(&points.to_string());
        let uncertain = exact.clone().with_responses(n).unwrap();
        let (narrow, wide) = (
            *result(counts).compare(&exact, Confidence::P95).estimate(),
            *result(counts).compare(&uncertain, Confidence::P95).estimate(),
        );
        prop_assert!(wide.low() <= narrow.low() && narrow.high() <= wide.high());
        prop_assert!(wide.low() >= -200.0 && wide.high() <= 200.0);
        prop_assert_eq!(wide.estimate(), narrow.estimate());
    }
}

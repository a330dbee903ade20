//! What a report says: known answers from the bundled surveys, and what chance makes of it.

use npscore::inference::{Confidence, Groups, Impact, Verdict};
use npscore::insight::{Finding, NoComparison, ReportRules};
use npscore::{
    Counts, HasTally, Month, Observe, Quarter, Rating, Screening, Segments, Tally, Timeline,
};

use crate::tally_of;

const NONE: [Vec<Impact<&str>>; 0] = [];

/// The months of the bundled survey after instructor trainings.
fn trainings() -> Timeline<Month> {
    let text = include_str!("../../examples/data/carpentries_instructor_counts.csv");
    let mut months = Timeline::default();
    for row in csv::Reader::from_reader(text.as_bytes()).records() {
        let row = row.unwrap();
        if let Ok(score) = Screening::new().screen(&row[2]) {
            let month: Month = row[0].parse().unwrap();
            months.observe_n((month, score), row[3].parse().unwrap());
        }
    }
    months
}

/// A column of the bundled survey of an airport: 0 for the boarding area, 1 for the tenure.
fn airport(column: usize) -> Segments<String> {
    let text = include_str!("../../examples/data/sfo_2017_counts.csv");
    let screening = Screening::new().missing_code(11).unwrap();
    let mut segments = Segments::default();
    for row in csv::Reader::from_reader(text.as_bytes()).records() {
        let row = row.unwrap();
        if let Ok(score) = screening.screen(&row[2]) {
            segments.observe_n((&row[column], score), row[3].parse().unwrap());
        }
    }
    segments
}

#[test]
fn the_quarters_of_the_trainings_change_three_times() {
    let quarters = trainings().coarsen::<Quarter>();
    let changes = ReportRules::default().changes(&quarters);
    assert_eq!(changes.len(), 10);
    let held: Vec<_> = changes
        .iter()
        .filter(|change| change.verdict() != Verdict::Unclear)
        .map(|change| {
            let points = change.change().change().unwrap().points();
            (
                change.change().period().to_string(),
                format!("{points:+.1}"),
            )
        })
        .collect();
    let expected = [
        ("2017-Q4", "-45.7"),
        ("2018-Q1", "+23.6"),
        ("2018-Q3", "-21.1"),
    ];
    let expected = expected.map(|(quarter, points)| (quarter.to_string(), points.to_string()));
    assert_eq!(held, expected);
    // Twelve and nineteen responses are compared with nothing.
    let reasons: Vec<_> = changes
        .iter()
        .map(|change| change.change().change().err())
        .collect();
    let few = Some(NoComparison::TooFewResponses);
    let first = Some(NoComparison::GapBefore);
    assert_eq!(reasons[..6], [first, few, None, few, few, None]);
    // Five earlier changes are corrected together, and the last stands alone.
    let p_values = |index: usize| {
        let change = &changes[index];
        let alone = change.change().change().unwrap().estimate().p_value();
        (alone.unwrap(), change.adjusted_p_value().unwrap())
    };
    let (alone, adjusted) = p_values(6);
    assert!((alone - 0.000_013).abs() < 5e-7);
    assert_eq!(adjusted, 5.0 * alone);
    let (alone, adjusted) = p_values(7);
    assert!((alone - 0.0042).abs() < 5e-5);
    assert_eq!(adjusted, 4.0 * alone);
    let (alone, adjusted) = p_values(9);
    assert!((alone - 0.0116).abs() < 5e-5);
    assert_eq!(adjusted, alone);
}

#[test]
fn quarters_suit_the_trainings_and_months_do_not() {
    let (rules, months) = (ReportRules::default(), trainings());
    let enough = |timeline: &Timeline<Month>| {
        let sizes = timeline.values().map(Tally::responses);
        sizes.filter(|n| *n >= 30).count()
    };
    assert_eq!((months.len(), enough(&months)), (28, 12));
    assert!(!rules.suits(&months));
    assert!(rules.suits(&months.coarsen::<Quarter>()));
    assert!(ReportRules::new(Confidence::P95, 1).suits(&months));
    assert!(!rules.suits(&Timeline::<Month>::default()));
}

#[test]
fn too_many_periods_suit_nobody_and_gaps_have_too_few() {
    let rules = ReportRules::default();
    let months = |steps: &[i64]| {
        let mut timeline = Timeline::<Month>::default();
        for step in steps {
            let month = npscore::Period::offset(Month::constant(2020, 1), *step).unwrap();
            timeline.observe_n((month, npscore::Score::MAX), 30);
        }
        timeline
    };
    assert!(rules.suits(&months(&(0..60).collect::<Vec<_>>())));
    assert!(!rules.suits(&months(&(0..61).collect::<Vec<_>>())));
    assert!(rules.suits(&months(&[0, 1, 3])));
    assert!(!rules.suits(&months(&[0, 1, 4])));
    assert!(!rules.suits(&months(&[0, 90_000])));
}

#[test]
fn two_quarters_of_the_trainings_are_outside_the_limits() {
    let quarters = trainings().coarsen::<Quarter>();
    let chart = ReportRules::default().control_chart(&quarters).unwrap();
    let outside: Vec<_> = chart
        .alarms()
        .map(|point| point.period().to_string())
        .collect();
    assert_eq!(outside, ["2017-Q4", "2018-Q3"]);
    assert_eq!(format!("{:.1}", chart.baseline().nps()), "48.4");
    assert_eq!(chart.points().len(), 8);
    // Three standard errors of a score of 106 responses, from the counts of all.
    let all = quarters.values().copied().sum::<Tally>();
    let n = all.responses() as f64;
    let [d, p] = [npscore::Category::Detractor, npscore::Category::Promoter]
        .map(|category| all.count(category) as f64 / n);
    let reach = 300.0 * ((d + p - (p - d) * (p - d)) / 106.0).sqrt();
    let point = chart.alarms().next().unwrap();
    assert!((point.low() - (100.0 * (p - d) - reach)).abs() < 1e-9);
    assert!((point.high() - (100.0 * (p - d) + reach)).abs() < 1e-9);
}

#[test]
fn months_of_promoters_only_have_no_limits() {
    let mut months = Timeline::<Month>::default();
    for month in 1..=3 {
        months.observe_n((Month::constant(2026, month), npscore::Score::MAX), 50);
    }
    assert!(ReportRules::default().control_chart(&months).is_none());
}

#[test]
fn three_of_twelve_segments_of_the_airport_differ() {
    let rules = ReportRules::default();
    let (areas, tenures) = (airport(0), airport(1));
    let tables = [&areas, &tenures].map(|segments| rules.segments(&segments.groups().unwrap()));
    assert_eq!(tables.each_ref().map(Vec::len), [7, 5]);
    let findings = rules.findings::<_, Month, Tally>(&tables, &[]);
    let said: Vec<_> = findings
        .iter()
        .map(|finding| {
            let Finding::Segment { table, impact } = finding else {
                panic!("there are no periods")
            };
            let points = finding.estimate().unwrap();
            let [points, low, high] = [points.estimate(), points.low(), points.high()];
            (
                *table,
                impact.key().as_str(),
                format!("{points:.1} {low:.1} {high:.1}"),
            )
        })
        .collect();
    let expected = [
        (1, "6-10 years", "15.8 7.9 22.9"),
        (0, "G", "-8.9 -15.3 -2.7"),
        (1, "under 1 year", "-8.2 -14.3 -2.3"),
    ];
    let expected = expected.map(|(table, name, points)| (table, name, points.to_string()));
    assert_eq!(said, expected);
}

#[test]
fn few_responses_are_neither_rated_nor_compared_and_count_in_the_rest() {
    let rules = ReportRules::new(Confidence::P95, 30);
    let groups = [
        ("all but", tally_of(10, 10, 80)),
        ("29", tally_of(29, 0, 0)),
        ("30", tally_of(30, 0, 0)),
        ("none", tally_of(0, 0, 0)),
    ];
    let groups = Groups::new(groups).unwrap();
    let compared = rules.segments(&groups);
    let mut names: Vec<_> = compared.iter().map(|one| *one.key()).collect();
    names.sort_unstable();
    assert_eq!(names, ["30", "all but"]);
    for impact in &compared {
        let rest = impact.rest().unwrap().responses() + impact.result().responses();
        assert_eq!(rest, 159);
    }
    let [few, enough] = [29, 30].map(|n| tally_of(n, 0, 0).result().unwrap());
    assert!(rules.ratings(&few).is_empty());
    assert_eq!(rules.ratings(&enough), [Rating::NeedsImprovement]);
    // The rest of the only large group has too few.
    let groups = Groups::new([
        ("large", tally_of(50, 0, 50)),
        ("small", tally_of(0, 0, 29)),
    ]);
    assert!(rules.segments(&groups.unwrap()).is_empty());
}

#[test]
fn with_thirty_responses_an_interval_is_at_most_68_points_wide() {
    let widths = (0..=30).flat_map(|d| (0..=30 - d).map(move |p| tally_of(d, p, 30 - d - p)));
    let widths = widths.map(|tally| tally.result().unwrap().interval(Confidence::P95).width());
    let widest = widths.fold(0.0, f64::max);
    assert!((67.0..68.0).contains(&widest), "{widest}");
}

#[test]
fn the_last_change_is_a_finding_and_an_earlier_one_is_none() {
    let rules = ReportRules::default();
    let quarters = trainings().coarsen::<Quarter>();
    let changes = rules.changes(&quarters);
    let findings = rules.findings(&NONE, &changes);
    assert_eq!(findings.len(), 1);
    assert!(
        matches!(findings[0], Finding::Change(change) if change.change().period() == Quarter::constant(2018, 3))
    );
    assert!(rules.findings(&NONE, &changes[..9]).is_empty());
}

#[test]
fn at_most_five_findings_the_largest_first() {
    let rules = ReportRules::default();
    let groups = (0..12_u64).map(|i| (i, tally_of(50 * i, 100, 600 - 50 * i)));
    let tables = [rules.segments(&Groups::new(groups).unwrap())];
    let findings = rules.findings::<_, Month, Tally>(&tables, &[]);
    assert_eq!(findings.len(), 5);
    let sizes: Vec<_> = findings
        .iter()
        .map(|finding| finding.estimate().unwrap().estimate().abs())
        .collect();
    assert!(sizes.is_sorted_by(|one, next| one >= next));
}

/// Of 200 reports of 12 questions that make no difference, 5 % say that something stands out: within
/// three standard errors, 0.4 to 9.6 %. Corrected by table only, half of them would.
#[test]
fn where_nothing_differs_one_report_in_twenty_says_that_something_does() {
    let rules = ReportRules::default();
    let mut random = super::Lcg(7);
    let (mut found, mut by_table) = (0, 0);
    for _ in 0..200 {
        let tables: Vec<_> = (0..12)
            .map(|_| {
                let groups = (0..3).map(|key| {
                    let mut counts = [0_u64; 3];
                    (0..60).for_each(|_| counts[[0, 1, 2, 2][random.below(4)]] += 1);
                    let [detractors, passives, promoters] = counts;
                    (
                        key,
                        Tally::from(Counts {
                            detractors: u32::try_from(detractors).unwrap(),
                            passives: u32::try_from(passives).unwrap(),
                            promoters: u32::try_from(promoters).unwrap(),
                        }),
                    )
                });
                rules.segments(&Groups::new(groups).unwrap())
            })
            .collect();
        let clear = |impact: &Impact<i32>| impact.verdict() != Verdict::Unclear;
        by_table += usize::from(tables.iter().flatten().any(clear));
        let findings = rules.findings::<_, Month, Tally>(&tables, &[]);
        found += usize::from(!findings.is_empty());
    }
    assert!((1..=19).contains(&found), "{found} of 200");
    assert!(by_table > 60, "{by_table} of 200");
}

#[test]
fn weighted_periods_need_enough_effective_responses() {
    use npscore::{Category, Weight, WeightedTally};
    let rules = ReportRules::default();
    // 100 responses of which one weighs as much as all others: about 4 effective ones.
    let mut tally = WeightedTally::of(Category::Promoter, Weight::ONE, 99).unwrap();
    assert!(rules.has_enough(&tally.result().unwrap()));
    tally += WeightedTally::of(Category::Detractor, "99".parse().unwrap(), 1).unwrap();
    let result = HasTally::result(&tally).unwrap();
    assert!(!rules.has_enough(&result));
    assert!(rules.ratings(&result).is_empty());
}

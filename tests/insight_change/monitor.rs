//! Early warning: the reference chart, the rules one by one, and that what was stored goes on as
//! what was not.

use npscore::inference::{Alternative, Confidence};
use npscore::insight::monitor::{
    Baseline, ChartOptions, ControlChart, DropAlarm, FollowUpRule, FollowUps, MonitorError, Rule,
    Side, Signal,
};
use npscore::{Category, Error, Month, Nps, NpsResult, Observe, Period, Score, Tally, Timeline};
use proptest::collection::vec;
use proptest::prelude::*;

use super::Lcg;
use crate::inference::support::{cases, close, counts, number, oracle, pair, result};
use crate::laws::aggregators::score;

fn baseline() -> Baseline {
    Baseline::new(result([85, 115, 200])).unwrap()
}

fn month(step: usize) -> Month {
    Month::constant(2025, 1)
        .offset(i64::try_from(step).unwrap())
        .unwrap()
}

fn chart(
    results: impl IntoIterator<Item = NpsResult>,
    options: ChartOptions,
) -> ControlChart<Month> {
    let mut chart = ControlChart::new(baseline(), options);
    for (step, result) in results.into_iter().enumerate() {
        chart.observe(month(step), result).unwrap();
    }
    chart
}

#[test]
fn the_reference_chart() {
    let file = oracle("control_charts");
    assert_eq!(counts(&file["baseline_counts"]), [85, 115, 200]);
    let points = cases(&file["points"]);
    let found = chart(
        points.iter().map(|point| result(counts(&point["counts"]))),
        ChartOptions::default(),
    );
    assert_eq!(found.points().len(), 12);
    for (found, point) in found.points().iter().zip(points) {
        close(
            found.result().nps().to_f64(),
            number(&point["nps"]),
            1e-14,
            "score",
        );
        assert!((found.z() - number(&point["z"])).abs() < 1e-12);
        let (low, high) = pair(&point["shewhart"]);
        close(found.low(), low, 1e-12, "lower limit");
        close(found.high(), high, 1e-12, "upper limit");
        close(found.smoothed(), number(&point["ewma"]), 1e-12, "smoothed");
        let (low, high) = pair(&point["ewma_limits"]);
        close(found.smoothed_low(), low, 1e-12, "lower limit, smoothed");
        close(found.smoothed_high(), high, 1e-12, "upper limit, smoothed");
        assert!((found.rise() - number(&point["cusum_pos"])).abs() < 1e-12);
        assert!((found.fall() - number(&point["cusum_neg"])).abs() < 1e-12);
    }
    assert_eq!(
        found.alarms().next_back().unwrap().to_string(),
        "2025-12: NPS 10 (n = 100), normal is 4.9 to 52.6; \
         2 of 3 scores are more than 2 standard errors below the baseline (and 3 more signals)"
    );
    let told: Vec<String> = found.alarms().map(|point| format!("{point:#}")).collect();
    assert_eq!(told.len(), 4);
    assert_eq!(
        told[0],
        "2025-09: NPS 7 (n = 100), normal is 4.9 to 52.6; \
         2 of 3 scores are more than 2 standard errors below the baseline; \
         deviations below the baseline add up to 5.5 standard errors, limit 5.0"
    );
    assert_eq!(
        told[2],
        "2025-11: NPS 5 (n = 100), normal is 4.9 to 52.6; \
         2 of 3 scores are more than 2 standard errors below the baseline; \
         5 of 5 scores are more than 1 standard error below the baseline; \
         smoothed score 14.9 is below the limit of 16.7; \
         deviations below the baseline add up to 8.9 standard errors, limit 5.0"
    );
}

/// Results of 2,500 answers each, so many standard errors (1.587 points) off the baseline, about.
fn at(z: f64) -> NpsResult {
    let net = (2500.0 * (0.2875 + z * 0.015_872_5)).round();
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "whole"
    )]
    let promoters = (1250.0 + net / 2.0).floor() as u64;
    result([2500 - promoters - 1, 1, promoters])
}

fn signals(zs: &[f64], rule: Rule) -> Vec<Option<Side>> {
    let options = ChartOptions::default().with_rules([rule]);
    let chart = chart(zs.iter().map(|z| at(*z)), options);
    let side = |signals: &[Signal]| {
        assert!(signals.len() <= 1);
        signals.first().map(Signal::side)
    };
    chart
        .points()
        .iter()
        .map(|point| side(point.signals()))
        .collect()
}

#[test]
fn rules_one_by_one() {
    let (no, up, down) = (None, Some(Side::Above), Some(Side::Below));
    assert_eq!(
        signals(&[2.8, 3.2, -2.8, -3.2], Rule::Limit),
        [no, up, no, down]
    );
    // Two of three, the newest among them, on one side.
    assert_eq!(
        signals(&[2.2, 0.0, 2.2, 0.0, -2.2, 2.2, -2.2], Rule::TwoOfThree),
        [no, no, up, no, no, no, down]
    );
    assert_eq!(
        signals(&[-1.2, -1.2, 0.0, -1.2, -1.2, 0.0, 1.2], Rule::FourOfFive),
        [no, no, no, no, down, no, no]
    );
    let mut eight = vec![0.3; 9];
    eight.push(-0.3);
    let mut expected = vec![no; 7];
    expected.extend([up, up, no]);
    assert_eq!(signals(&eight, Rule::EightInARow), expected);
    // Small and lasting: found by sums and smoothing, not by limits.
    let lasting = [-1.4; 12];
    assert_eq!(signals(&lasting, Rule::Limit), [no; 12]);
    for rule in [Rule::Smoothed, Rule::Cusum] {
        let found = signals(&lasting, rule);
        assert_eq!(found.last(), Some(&down), "{rule}");
        assert_eq!(found.first(), Some(&no), "{rule}");
    }
}

/// How long a stable programme goes without a false alarm, as the options say: limits alone about 370
/// periods, with the run rules about 92.
#[test]
fn false_alarms_come_as_often_as_stated() {
    let mut lcg = Lcg(11);
    let stable = Baseline::new(result([250, 250, 500])).unwrap();
    let runs = [
        Rule::Limit,
        Rule::TwoOfThree,
        Rule::FourOfFive,
        Rule::EightInARow,
    ];
    for (rules, programmes, expected) in [(&runs[..1], 60, 370.0), (&runs[..], 240, 92.0)] {
        let options = ChartOptions::default().with_rules(rules.iter().copied());
        let mut periods = 0;
        for _ in 0..programmes {
            let mut chart = ControlChart::new(stable, options);
            loop {
                let mut counts = [0; 3];
                for _ in 0..200 {
                    counts[[0, 1, 2, 2][lcg.below(4)]] += 1;
                }
                chart
                    .observe(month(chart.points().len()), result(counts))
                    .unwrap();
                if !chart.points()[chart.points().len() - 1]
                    .signals()
                    .is_empty()
                {
                    break;
                }
            }
            periods += u32::try_from(chart.points().len()).unwrap();
        }
        let length = f64::from(periods) / f64::from(programmes);
        println!("{} rules: an alarm in {length:.0} periods", rules.len());
        assert!((0.7..1.4).contains(&(length / expected)), "{length}");
    }
}

#[test]
fn a_score_that_is_the_baseline_is_on_no_side() {
    let same = chart(
        std::iter::repeat_n(result([17, 23, 40]), 20),
        ChartOptions::default(),
    );
    assert_eq!(same.alarms().count(), 0);
    assert!(same.points().iter().all(|point| point.z() == 0.0));
}

#[test]
fn limits_end_where_the_range_does() {
    let few = chart([result([1, 0, 0])], ChartOptions::default());
    let point = &few.points()[0];
    assert_eq!((point.low(), point.high()), (-100.0, 100.0));
    assert_eq!(point.signals(), []);
}

#[test]
fn time_does_not_run_back() {
    let mut chart = chart([result([1, 2, 3])], ChartOptions::default());
    let before = chart.clone();
    for step in [0, 1] {
        let error = chart.observe(Month::constant(2025, 1).offset(-step).unwrap(), at(0.0));
        assert!(matches!(error, Err(MonitorError::NotLater { .. })));
        assert_eq!(chart, before);
    }
    // A gap is not on the chart.
    chart.observe(month(7), at(0.0)).unwrap();
    assert_eq!(chart.points().len(), 2);
}

fn message<T: std::fmt::Debug>(outcome: Result<T, MonitorError>) -> String {
    Error::from(outcome.unwrap_err()).to_string()
}

#[test]
fn messages() {
    let options = ChartOptions::default();
    assert_eq!(
        message(Baseline::new(result([0, 0, 30]))),
        "all 30 answers of the baseline are alike, expected two categories or more"
    );
    assert_eq!(
        message(options.with_limit(0.0)),
        "limit 0 is out of range, expected above 0 up to 10 standard errors"
    );
    assert_eq!(
        message(options.with_smoothing(f64::NAN)),
        "smoothing NaN is out of range, expected above 0 up to 1"
    );
    assert_eq!(
        message(options.with_cusum(-0.5, 5.0)),
        "allowance -0.5 is out of range, expected 0 to 10 standard errors"
    );
    assert_eq!(
        message(options.with_cusum(0.5, f64::INFINITY)),
        "decision limit inf is out of range, expected above 0 up to 1000 standard errors"
    );
    assert_eq!(
        message(DropAlarm::new(Nps::MIN, Confidence::P95)),
        "floor -100 is out of range, expected above -100 up to 100 points"
    );
    let mut late = chart([at(0.0), at(0.0)], options);
    assert_eq!(
        message(late.observe(month(0), at(0.0))),
        "month 2025-01 is not later than 2025-02, the last one observed"
    );
}

/// Months of a programme, some without answers.
fn programme() -> impl Strategy<Value = Vec<[u32; 3]>> {
    let quiet = Just([0, 0, 0]);
    let busy = [0..60_u32, 0..60_u32, 0..90_u32];
    vec(prop_oneof![1 => quiet, 5 => busy], 0..30)
}

fn timeline(months: &[[u32; 3]]) -> Timeline<Month> {
    let mut timeline = Timeline::default();
    for (step, counts) in months.iter().enumerate() {
        for (category, n) in Category::ALL.into_iter().zip(counts) {
            timeline.observe_n((month(step), category), u64::from(*n));
        }
    }
    timeline
}

proptest! {
    #[test]
    fn a_timeline_and_its_periods_give_one_chart(months in programme()) {
        let timeline = timeline(&months);
        let at_once = timeline.control_chart(baseline(), ChartOptions::default());
        let mut one_by_one = ControlChart::new(baseline(), ChartOptions::default());
        for (month, tally) in timeline.iter() {
            one_by_one.observe(month, tally.result().unwrap()).unwrap();
        }
        prop_assert_eq!(&at_once, &one_by_one);
        for point in at_once.points() {
            for points in [point.low(), point.high(), point.smoothed()] {
                prop_assert!((-100.0..=100.0).contains(&points));
                prop_assert!(points != 0.0 || points.is_sign_positive());
            }
            let found = (point.result().nps().to_f64(), point.low(), point.high());
            let outside = found.0 < found.1 - 1e-9 || found.0 > found.2 + 1e-9;
            let signal = point.signals().iter().any(|signal| signal.rule() == Rule::Limit);
            prop_assert!(signal == outside || point.z().abs() - 3.0 < 1e-9, "{}", point);
        }
    }

    #[cfg(feature = "serde")]
    #[test]
    fn a_chart_that_was_stored_goes_on_as_one_that_was_not(
        months in programme(), middle in 0..30_usize, limit in 1..100_u8
    ) {
        let limit = f64::from(limit) / 10.0;
        let options = ChartOptions::default().with_limit(limit).unwrap();
        let mut whole = ControlChart::new(baseline(), options);
        let mut stored = whole.clone();
        for (step, (month, tally)) in timeline(&months).iter().enumerate() {
            if step == middle {
                let text = serde_json::to_string(&stored).unwrap();
                stored = serde_json::from_str(&text).unwrap();
            }
            whole.observe(month, tally.result().unwrap()).unwrap();
            stored.observe(month, tally.result().unwrap()).unwrap();
        }
        prop_assert_eq!(whole, stored);
    }

    #[test]
    fn an_alarm_has_counts_as_its_only_state(
        scores in vec(score(), 0..200), middle in 0..200_usize, floor in -99..=100
    ) {
        let floor = Nps::constant(floor);
        let mut alarm = DropAlarm::new(floor, Confidence::P90).unwrap();
        let mut raised = false;
        for (step, score) in scores.iter().enumerate() {
            if step == middle {
                alarm = DropAlarm::resume(floor, Confidence::P90, *alarm.tally()).unwrap();
            }
            let alert = alarm.watch(*score);
            let test = alarm.tally().result().unwrap().anytime_valid_test(floor, Alternative::Less);
            let now = test.p_value() < Confidence::P90.alpha();
            prop_assert_eq!(alert.is_some(), now && !raised);
            raised = now;
        }
        let shards = scores.chunks(7).map(|shard| shard.iter().collect::<Tally>());
        let mut merged = DropAlarm::new(floor, Confidence::P90).unwrap();
        for shard in shards {
            merged = merged.checked_add(&shard).unwrap();
        }
        prop_assert_eq!(merged.alert(), alarm.alert());
        prop_assert_eq!(merged, alarm);
    }

    #[test]
    fn follow_ups_that_were_stored_go_on(
        answers in vec((0..4_u8, 0..6_i64, score()), 0..40), middle in 0..40_usize
    ) {
        let rules = [FollowUpRule::DETRACTOR, FollowUpRule::LOST_PROMOTER];
        let mut whole = FollowUps::<u8>::new(rules);
        let mut stored = whole.clone();
        for (step, (id, stamp, score)) in answers.into_iter().enumerate() {
            if step == middle {
                #[cfg(feature = "serde")]
                {
                    let text = serde_json::to_string(&stored).unwrap();
                    stored = serde_json::from_str(&text).unwrap();
                }
                #[cfg(not(feature = "serde"))]
                {
                    stored = FollowUps::resume(rules, stored.answers().clone());
                }
            }
            let before = whole.answers().get(&id).map(|(at, score)| (*at, *score));
            let event = whole.observe(id, stamp, score);
            let newer = before.is_none_or(|(at, _)| stamp > at);
            let lost = before.is_some_and(|(_, before)| before.is_promoter());
            prop_assert_eq!(event.is_some(), newer && score.is_detractor());
            if let Some(event) = &event {
                prop_assert_eq!(event.rules().len(), if lost { 2 } else { 1 });
                prop_assert_eq!(event.before().copied(), before);
            }
            prop_assert_eq!(event, stored.observe(id, stamp, score));
        }
        prop_assert_eq!(whole, stored);
    }
}

#[test]
fn follow_up_lines() {
    let rules = [
        FollowUpRule::ScoreAtMost(Score::constant(3)),
        FollowUpRule::LOST_PROMOTER,
        FollowUpRule::Turned {
            from: Category::Detractor,
            to: Category::Detractor,
        },
    ];
    let mut desk = FollowUps::<String>::new(rules);
    let mut told = Vec::new();
    for (who, stamp, score) in [("ann", 1, 9), ("bob", 2, 2), ("ann", 3, 1), ("ann", 4, 6)] {
        told.extend(desk.observe(who.into(), stamp, Score::constant(score)));
    }
    let lines: Vec<String> = told.iter().map(ToString::to_string).collect();
    assert_eq!(
        lines,
        [
            "bob: 2 (score of 3 or lower)",
            "ann: 1 after 9 (score of 3 or lower; promoter turned detractor)",
            "ann: 6 after 1 (still a detractor)",
        ]
    );
    assert_eq!(desk.erase("ann").map(|answers| answers.len()), Some(3));
    assert_eq!(desk.answers().len(), 1);
    #[cfg(feature = "serde")]
    {
        crate::golden::golden(&desk, include_str!("../data/golden/follow_ups.json"));
        crate::golden::written(&told[1], include_str!("../data/golden/follow_up.json"));
    }
}

#[cfg(feature = "serde")]
#[test]
fn stored_forms() {
    use crate::golden::{golden, written};

    let options = ChartOptions::default().with_rules([Rule::Limit, Rule::TwoOfThree, Rule::Cusum]);
    let chart = chart([result([22, 28, 50]), result([60, 20, 20])], options);
    golden(&chart, include_str!("../data/golden/control_chart.json"));
    written(
        &chart.points()[1],
        include_str!("../data/golden/chart_point.json"),
    );
    let mut alarm = DropAlarm::new(Nps::constant(40), Confidence::P95).unwrap();
    alarm.observe_n(Category::Detractor, 30);
    golden(&alarm, include_str!("../data/golden/drop_alarm.json"));
    written(
        &alarm.alert().unwrap(),
        include_str!("../data/golden/drop_alert.json"),
    );
    for hostile in [
        r#"{"floor":[-1,1],"confidence":0.95,"tally":{"detractors":0,"passives":0,"promoters":0}}"#,
        r#"{"floor":[0,1],"confidence":1,"tally":{"detractors":0,"passives":0,"promoters":0}}"#,
    ] {
        assert!(serde_json::from_str::<DropAlarm>(hostile).is_err());
    }
    let text = serde_json::to_string(&chart).unwrap();
    for (from, to) in [
        ("2025-02", "2025-01"),
        ("\"limit\":3.0", "\"limit\":0"),
        (
            "[\"2025-01\",{\"detractors\":22,\"passives\":28,\"promoters\":50}]",
            "[\"2025-01\",{\"detractors\":0,\"passives\":0,\"promoters\":0}]",
        ),
    ] {
        let hostile = text.replace(from, to);
        assert_ne!(hostile, text);
        assert!(serde_json::from_str::<ControlChart<Month>>(&hostile).is_err());
    }
}

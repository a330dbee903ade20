//! The drop detector: how seldom it is wrong, how fast it is right, by simulation.

use npscore::insight::monitor::{DropDetector, FloorAlarm};
use npscore::{Category, Confidence, Error, Nps, Observe};

use crate::insight::Lcg;

const RUN_LENGTH: u64 = 10_000;

/// A response of a stream with so many detractors, passives and promoters of 20.
fn draw(lcg: &mut Lcg, [detractors, passives, promoters]: [usize; 3]) -> Category {
    assert_eq!(detractors + passives + promoters, 20);
    match lcg.below(20) {
        place if place < detractors => Category::Detractor,
        place if place < detractors + passives => Category::Passive,
        _ => Category::Promoter,
    }
}

/// Responses until the alert, at most so many.
fn delay(detector: &mut DropDetector, lcg: &mut Lcg, stream: [usize; 3], most: u64) -> u64 {
    (1..most)
        .find(|_| detector.watch(draw(lcg, stream)).is_some())
        .unwrap_or(most)
}

fn detector(floor: i32) -> DropDetector {
    DropDetector::new(Nps::constant(floor), RUN_LENGTH).unwrap()
}

/// At the floor itself, where false alerts are most frequent: at least the run length on average, less
/// three standard errors of about an eighth of it. Streams that are cut off count too little.
#[test]
fn false_alerts_are_as_rare_as_stated() {
    const STREAMS: u32 = 60;
    let mut lcg = Lcg(5);
    for (floor, stream) in [(20, [5, 6, 9]), (20, [8, 0, 12]), (40, [2, 8, 10])] {
        let sum: u64 = (0..STREAMS)
            .map(|_| delay(&mut detector(floor), &mut lcg, stream, 6 * RUN_LENGTH))
            .sum();
        let mean = sum as f64 / f64::from(STREAMS);
        println!("floor {floor}, {stream:?}: a false alert in {mean:.0} responses");
        assert!(mean > 0.6 * RUN_LENGTH as f64, "{mean}");
    }
    // Without chance: passives at a floor of 0 add 1 each.
    let mut level = detector(0);
    let alert = (1..=RUN_LENGTH).find(|_| level.watch(Category::Passive).is_some());
    assert_eq!(alert, Some(RUN_LENGTH));
    // Above the floor hardly ever: five streams of five run lengths.
    let above = (0..20)
        .filter(|_| delay(&mut detector(0), &mut lcg, [4, 6, 10], 5 * RUN_LENGTH) < 5 * RUN_LENGTH);
    assert!(above.count() <= 1);
}

/// A fall from 40 to below a floor of 20 is noticed as fast after 10,000 good responses as after none.
#[test]
fn a_drop_is_noticed_whatever_came_before() {
    const STREAMS: usize = 21;
    let mut lcg = Lcg(9);
    for (stream, at_most) in [([7, 6, 7], 260), ([14, 4, 2], 28), ([20, 0, 0], 14)] {
        for good in [0, 300, 10_000] {
            let mut delays: Vec<u64> = (0..STREAMS)
                .map(|_| {
                    let mut detector = detector(20);
                    for _ in 0..good {
                        detector.watch(draw(&mut lcg, [3, 6, 11]));
                    }
                    delay(&mut detector, &mut lcg, stream, RUN_LENGTH)
                })
                .collect();
            delays.sort_unstable();
            let median = delays[STREAMS / 2];
            println!("{stream:?} after {good}: {median}");
            assert!(median <= at_most, "{stream:?} after {good}: {median}");
        }
    }
}

/// Beside a cumulative sum that is tuned for one survey: steps of -1, 0 and 1 for promoters, passives
/// and detractors, never below 0, an alarm at 12. By its Markov chain it has 12,943 responses to a false
/// alarm with 5, 6 and 9 of 20, and medians of 169, 19 and 12 for the three drops. Beside a floor alarm,
/// which weighs the good responses against the bad ones.
#[test]
fn beside_a_cumulative_sum_and_a_floor_alarm() {
    const STREAMS: usize = 21;
    let mut lcg = Lcg(13);
    let mut median = |watch: &mut dyn FnMut(&mut Lcg) -> u64| {
        let mut delays: Vec<u64> = (0..STREAMS).map(|_| watch(&mut lcg)).collect();
        delays.sort_unstable();
        delays[STREAMS / 2]
    };
    for (stream, tuned) in [([7, 6, 7], 169), ([14, 4, 2], 19), ([20, 0, 0], 12)] {
        let detected = median(&mut |lcg| delay(&mut detector(20), lcg, stream, RUN_LENGTH));
        let cumulative = median(&mut |lcg| {
            let mut sum = 0_u64;
            let mut until = 0;
            while sum < 12 {
                until += 1;
                sum = match draw(lcg, stream) {
                    Category::Detractor => sum + 1,
                    Category::Passive => sum,
                    Category::Promoter => sum.saturating_sub(1),
                };
            }
            until
        });
        let alarm = median(&mut |lcg| {
            let mut alarm = FloorAlarm::new(Nps::constant(20), Confidence::P95).unwrap();
            for _ in 0..300 {
                alarm.observe(draw(lcg, [3, 6, 11]));
            }
            let most = 1_000;
            let raised = (1..most).find(|_| alarm.watch(draw(lcg, stream)).is_some());
            raised.unwrap_or(most)
        });
        println!("{stream:?}: {detected}, cumulative sum {cumulative}, floor alarm {alarm}");
        assert!(cumulative.abs_diff(tuned) <= tuned / 4, "{cumulative}");
        assert!(detected <= tuned * 3 / 2, "{detected}");
        assert!(alarm > 3 * detected || stream == [7, 6, 7], "{alarm}");
    }
}

#[test]
fn an_alert_starts_afresh() {
    let mut detector = detector(20);
    let fresh = detector;
    let alert = (0..20)
        .find_map(|_| detector.watch(Category::Detractor))
        .unwrap();
    assert_eq!(detector, fresh);
    assert_eq!(
        alert.to_string(),
        format!(
            "drop below 20: NPS -100 in the last {} responses (at most 1 false alert in 10000 responses)",
            alert.result().responses()
        )
    );
    // A floor of 100 is refuted by one response that is no promoter.
    let mut highest = self::detector(100);
    assert_eq!(highest.watch(Category::Promoter), None);
    assert!(highest.watch(Category::Passive).is_some());
}

/// The alert tells the responses of the drop, not those before it.
#[test]
fn an_alert_tells_about_when_the_drop_began() {
    let mut lcg = Lcg(17);
    for _ in 0..20 {
        let mut detector = detector(20);
        for _ in 0..2_000 {
            assert_eq!(detector.watch(draw(&mut lcg, [3, 6, 11])), None);
        }
        let before = detector.recent().responses();
        let mut delay = 0;
        let alert = loop {
            delay += 1;
            if let Some(alert) = detector.watch(draw(&mut lcg, [14, 4, 2])) {
                break alert;
            }
        };
        let told = alert.result().responses();
        assert!(
            told <= before + delay && told + 10 >= delay,
            "{told} of {delay}"
        );
        assert!(before < 200, "{before}");
        assert!(alert.result().nps() < alert.floor());
    }
}

#[test]
fn ranges() {
    let message = |floor, run_length| {
        let error = DropDetector::new(Nps::constant(floor), run_length).unwrap_err();
        Error::from(error).to_string()
    };
    assert_eq!(
        message(-100, RUN_LENGTH),
        "floor -100 is out of range, expected above -100 and at most 100"
    );
    for run_length in [0, 9, 1_000_000_001] {
        assert_eq!(
            message(0, run_length),
            format!("run length {run_length} is out of range, expected 10 to 1000000000")
        );
    }
}

#[cfg(feature = "serde")]
#[test]
fn a_detector_that_was_stored_goes_on_as_one_that_was_not() {
    use crate::golden::golden;

    let mut lcg = Lcg(3);
    let mut whole = detector(20);
    let mut stored = whole;
    let mut alerts = 0;
    for _ in 0..2_000 {
        let text = serde_json::to_string(&stored).unwrap();
        stored = serde_json::from_str(&text).unwrap();
        let answer = draw(&mut lcg, [8, 6, 6]);
        let alert = whole.watch(answer);
        assert_eq!(alert, stored.watch(answer));
        alerts += u32::from(alert.is_some());
    }
    assert!(alerts > 2);
    assert_eq!(whole, stored);

    let mut early = detector(20);
    for answer in [Category::Detractor, Category::Passive, Category::Detractor] {
        early.watch(answer);
    }
    golden(&early, include_str!("../../data/golden/drop_detector.json"));
    let alert = (0..20)
        .find_map(|_| early.watch(Category::Detractor))
        .unwrap();
    golden(&alert, include_str!("../../data/golden/drop_alert.json"));
    let text = serde_json::to_string(&early).unwrap();
    for (from, to) in [("[0,", "[9223372036854775807,"), ("10000", "5")] {
        let other = text.replace(from, to);
        assert_ne!(other, text);
        assert!(
            serde_json::from_str::<DropDetector>(&other).is_err(),
            "{other}"
        );
    }
}

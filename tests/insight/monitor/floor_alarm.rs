//! The alarm below a floor: its only state are counts, and what it says is not contradictory.

use npscore::inference::{Alternative, Confidence};
use npscore::insight::monitor::{Alert, FloorAlarm};
use npscore::{Category, Error, Nps, Observe, Tally};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::inference::support::result;
use crate::laws::aggregators::score;

proptest! {
    #[test]
    fn an_alarm_has_counts_as_its_only_state(
        scores in vec(score(), 0..200), middle in 0..200_usize, floor in -99..=100
    ) {
        let floor = Nps::constant(floor);
        let mut alarm = FloorAlarm::new(floor, Confidence::P90).unwrap();
        let mut raised = false;
        for (step, score) in scores.iter().enumerate() {
            if step == middle {
                alarm = FloorAlarm::resume(floor, Confidence::P90, *alarm.tally()).unwrap();
            }
            let alert = alarm.watch(*score);
            let test = alarm.tally().result().unwrap().anytime_valid_test(floor, Alternative::Less);
            let now = test.p_value() < Confidence::P90.alpha();
            prop_assert_eq!(alert.is_some(), now && !raised);
            raised = now;
        }
        let shards = scores.chunks(7).map(|shard| shard.iter().collect::<Tally>());
        let mut merged = FloorAlarm::new(floor, Confidence::P90).unwrap();
        for shard in shards {
            merged = merged.checked_add(&shard).unwrap();
        }
        prop_assert_eq!(merged.alert(), alarm.alert());
        prop_assert_eq!(merged, alarm);
    }
}

#[test]
fn a_floor_that_no_score_is_below() {
    let error = FloorAlarm::new(Nps::MIN, Confidence::P95).unwrap_err();
    assert_eq!(
        Error::from(error).to_string(),
        "floor -100 is out of range, expected above -100 and at most 100"
    );
}

fn alert(floor: &str, counts: [u64; 3]) -> Alert {
    let tally = *result(counts).tally();
    let alarm = FloorAlarm::resume(floor.parse().unwrap(), Confidence::P95, tally);
    alarm.unwrap().alert().unwrap()
}

/// The score and the floor are rounded alike, with as many places as tell them apart.
#[test]
fn a_sentence_does_not_contradict_itself() {
    for (floor, counts, told) in [
        ("40", [300, 300, 400], "NPS 10 (n = 1000) is below 40"),
        (
            "40.4",
            [102_000, 400_000, 498_000],
            "NPS 39.6 (n = 1000000) is below 40.4",
        ),
        (
            "0",
            [5_000_000, 0, 4_980_000],
            "NPS -0.2 (n = 9980000) is below 0.0",
        ),
        ("100", [0, 1, 0], "NPS 0 (n = 1) is below 100"),
        ("100", [0, 1, 999], "NPS 99.9 (n = 1000) is below 100.0"),
        (
            "100",
            [0, 1, 99_999],
            "NPS 99.999 (n = 100000) is below 100.000",
        ),
    ] {
        let found = alert(floor, counts).to_string();
        assert_eq!(found.split(" (9").next(), Some(told), "{found}");
    }
    let exact = alert("6.25", [700_000, 100_000, 790_000]);
    assert_eq!(
        format!("{exact:.1}").split(" (9").next(),
        Some("NPS 5.7 (n = 1590000) is below 6.3")
    );
}

#[cfg(feature = "serde")]
#[test]
fn stored_forms() {
    use crate::golden::golden;

    let mut alarm = FloorAlarm::new(Nps::constant(40), Confidence::P95).unwrap();
    alarm.observe_n(Category::Detractor, 30);
    golden(&alarm, include_str!("../../data/golden/floor_alarm.json"));
    let alert = alarm.alert().unwrap();
    golden(&alert, include_str!("../../data/golden/alert.json"));
    let certain = self::alert("100", [0, 1, 0]);
    let text = serde_json::to_string(&certain).unwrap();
    assert_eq!(serde_json::from_str::<Alert>(&text).unwrap(), certain);

    for state in [
        r#"{"floor":"-100","confidence":0.95,"tally":{"detractors":0,"passives":0,"promoters":0}}"#,
        r#"{"floor":"0","confidence":1,"tally":{"detractors":0,"passives":0,"promoters":0}}"#,
    ] {
        assert!(serde_json::from_str::<FloorAlarm>(state).is_err());
    }
    let text = serde_json::to_string(&alert).unwrap();
    let p_value = serde_json::to_string(&alert.test().p_value()).unwrap();
    for (from, to) in [
        (":30,", ":3,"),
        (&*p_value, "0.01"),
        ("0.95", "0.9999999999999999"),
    ] {
        let other = text.replace(from, to);
        assert_ne!(other, text);
        assert!(serde_json::from_str::<Alert>(&other).is_err(), "{other}");
    }
}

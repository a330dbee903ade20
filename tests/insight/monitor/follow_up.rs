//! Follow-ups: once for each answer, and none for what arrived late.

use npscore::insight::monitor::{FollowUp, FollowUpRule, FollowUpRules};
use npscore::{Category, Latest, Observe, Score};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::laws::aggregators::score;

proptest! {
    #[test]
    fn an_answer_is_followed_up_once(
        answers in vec((0..4_u8, 0..6_i64, score()), 0..40)
    ) {
        let rules = FollowUpRules::new([FollowUpRule::DETRACTOR, FollowUpRule::LOST_PROMOTER]);
        let mut known = Latest::<u8, Score>::default();
        // Everybody's newest answer, by hand.
        let mut newest = std::collections::BTreeMap::<u8, (i64, Score)>::new();
        for (id, stamp, score) in answers {
            let before = newest.get(&id).copied();
            let follow_up = rules.check(&known, id, stamp, score);
            known.observe((id, (stamp, score)));
            prop_assert_eq!(rules.check(&known, id, stamp, score), None);

            let newer = before.is_none_or(|(at, _)| stamp > at);
            let lost = before.is_some_and(|(_, before)| before.is_promoter());
            prop_assert_eq!(follow_up.is_some(), newer && score.is_detractor());
            if let Some(follow_up) = &follow_up {
                prop_assert_eq!(follow_up.rules().len(), if lost { 2 } else { 1 });
                prop_assert_eq!(follow_up.before().copied(), before);
                let told = (*follow_up.respondent(), *follow_up.stamp(), follow_up.score());
                prop_assert_eq!(told, (id, stamp, score));
            }
            if newer || before.is_some_and(|(at, kept)| at == stamp && score > kept) {
                newest.insert(id, (stamp, score));
            }
        }
    }
}

fn told() -> Vec<FollowUp<String>> {
    let rules = FollowUpRules::new([
        FollowUpRule::ScoreAtMost(Score::constant(3)),
        FollowUpRule::LOST_PROMOTER,
        FollowUpRule::Turned {
            from: Category::Detractor,
            to: Category::Detractor,
        },
    ]);
    let mut answers = Latest::<String, Score>::default();
    let mut told = Vec::new();
    for (who, stamp, score) in [("ann", 1, 9), ("bob", 2, 2), ("ann", 3, 1), ("ann", 4, 6)] {
        let score = Score::constant(score);
        told.extend(rules.check(&answers, who.to_string(), stamp, score));
        answers.observe((who, (stamp, score)));
    }
    told
}

#[test]
fn follow_up_lines() {
    let lines: Vec<String> = told().iter().map(ToString::to_string).collect();
    assert_eq!(
        lines,
        [
            "bob: 2 (score of 3 or lower)",
            "ann: 1 after 9 (score of 3 or lower; promoter turned detractor)",
            "ann: 6 after 1 (still a detractor)",
        ]
    );
}

#[cfg(feature = "serde")]
#[test]
fn stored_forms() {
    use crate::golden::golden;

    let rules = FollowUpRules::new([FollowUpRule::DETRACTOR, FollowUpRule::LOST_PROMOTER]);
    golden(
        &rules,
        include_str!("../../data/golden/follow_up_rules.json"),
    );
    let told = told();
    golden(&told[1], include_str!("../../data/golden/follow_up.json"));
    let text = serde_json::to_string(&told).unwrap();
    assert_eq!(
        serde_json::from_str::<Vec<FollowUp<String>>>(&text).unwrap(),
        told
    );

    let text = serde_json::to_string(&told[1]).unwrap();
    for (from, to) in [
        ("\"stamp\":3", "\"stamp\":1"),
        ("\"score\":1", "\"score\":8"),
        ("[1,9]", "[1,8]"),
        ("[1,9]", "null"),
        ("\"score\":1", "\"score\":11"),
    ] {
        let other = text.replace(from, to);
        assert_ne!(other, text);
        assert!(
            serde_json::from_str::<FollowUp<String>>(&other).is_err(),
            "{other}"
        );
    }
    let rules = text.find("\"rules\"").unwrap();
    let none = format!("{}\"rules\":[]}}", &text[..rules]);
    assert!(serde_json::from_str::<FollowUp<String>>(&none).is_err());
}

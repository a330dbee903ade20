//! What is read back is a state that could have been observed.

use npscore::{
    Exclusion, Hierarchy, Histogram, Latest, Merge, Month, Observe, Score, Screened, Segments,
    Tally, Timeline,
};
use proptest::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::corners::{changes, month, mutilated};
use crate::laws::aggregators::{region, score, screened};

fn refused<A: DeserializeOwned + std::fmt::Debug>(text: &str, reason: &str) {
    let error = serde_json::from_str::<A>(text).unwrap_err().to_string();
    assert!(error.contains(reason), "{text}: {error}");
}

const NOTHING: &str = r#"{"detractors":0,"passives":0,"promoters":0}"#;

#[test]
fn groups_in_which_nothing_was_observed_are_refused() {
    let reason = "a key has a group of no observations";
    refused::<Segments<String>>(&format!(r#"{{"a":{NOTHING}}}"#), reason);
    refused::<Timeline<Month>>(&format!(r#"{{"2026-03":{NOTHING}}}"#), reason);
    refused::<Hierarchy<String>>(&format!(r#"[[["a"],{NOTHING}]]"#), reason);
    refused::<Segments<String, Timeline<Month>>>(r#"{"a":{}}"#, reason);
    refused::<Segments<String, Latest<u8, Score>>>(r#"{"a":{}}"#, reason);
    let screened = format!(
        r#"{{"a":{{"accepted":0,"excluded":{{"missing":0,"not_a_number":0,"not_whole":0,"out_of_range":0}},"inner":{NOTHING}}}}}"#
    );
    refused::<Segments<String, Screened<Tally>>>(&screened, reason);
}

fn state(accepted: u64, inner: &str) -> String {
    format!(
        r#"{{"accepted":{accepted},"excluded":{{"missing":0,"not_a_number":0,"not_whole":0,"out_of_range":0}},"inner":{inner}}}"#
    )
}

#[test]
fn groups_that_count_too_much_together_are_refused() {
    let full = r#"{"detractors":0,"passives":0,"promoters":18446744073709551615}"#;
    let one = r#"{"detractors":0,"passives":0,"promoters":1}"#;
    let reason = "more than 18446744073709551615 responses";
    for accepted in [0, 1, u64::MAX] {
        let groups = format!(r#"{{"a":{full},"b":{one}}}"#);
        refused::<Screened<Segments<String>>>(&state(accepted, &groups), reason);
        let groups = format!(r#"{{"2026-03":{full},"2026-04":{one}}}"#);
        refused::<Screened<Timeline<Month>>>(&state(accepted, &groups), reason);
        let groups = format!(r#"[[["a"],{full}],[["b"],{one}]]"#);
        refused::<Screened<Hierarchy<String>>>(&state(accepted, &groups), reason);
    }
    // By themselves, they are a state that can be observed.
    let groups = format!(r#"{{"a":{full},"b":{one}}}"#);
    assert!(serde_json::from_str::<Segments<String>>(&groups).is_ok());
}

#[test]
fn a_screen_before_the_newest_answers_is_read_back() {
    let mut people = Screened::<Latest<String, Score>>::default();
    people.observe(Ok(("ann", (1, Score::MIN))));
    people.observe(Ok(("ann", (2, Score::MAX))));
    people.observe_n(Ok(("bob", (2, Score::MAX))), 7);
    people.observe(Err::<(&str, (i64, Score)), _>(Exclusion::Missing));
    assert_eq!((people.accepted(), people.inner().len()), (9, 2));
    let text = serde_json::to_string(&people).unwrap();
    assert_eq!(
        serde_json::from_str::<Screened<Latest<String, Score>>>(&text).unwrap(),
        people
    );
    let fewer = text.replace(r#""accepted":9"#, r#""accepted":2"#);
    refused::<Screened<Latest<String, Score>>>(&fewer, "observed at least 3");
    refused::<Screened<Latest<String, Score>>>(&state(1, "{}"), "observed 0");
}

/// Whatever is accepted is written as it was read, and merges as a state does.
fn holds<A>(text: &str)
where
    A: Merge + Clone + std::fmt::Debug + Serialize + DeserializeOwned,
{
    let Ok(state) = serde_json::from_str::<A>(text) else {
        return;
    };
    let written = serde_json::to_string(&state).unwrap();
    let again: A = serde_json::from_str(&written).unwrap();
    assert_eq!(again, state, "{text}");
    let mut sum = A::default();
    assert_eq!(sum.try_merge(state.clone()), Ok(()), "{text}");
    assert_eq!(sum, state, "{text}");
}

proptest! {
    #[test]
    fn documents_are_states_or_refused(
        rows in prop::collection::vec((region(), month(), screened(score())), 1..6),
        changes in changes(),
    ) {
        type Nest = Screened<Segments<String, Timeline<Month, (Tally, Histogram)>>>;
        type Inside = Timeline<Month, Segments<String, Screened<Latest<u8, Score>>>>;
        let outside: Nest = rows
            .iter()
            .map(|(region, month, score)| score.map(|score| (region.clone(), (*month, score))))
            .collect();
        let inside: Inside = rows
            .iter()
            .map(|(region, month, score)| {
                (*month, (region, score.map(|score| (score.get(), (0_i64, score)))))
            })
            .collect();
        let texts = [serde_json::to_string(&outside), serde_json::to_string(&inside)];
        let [outside, inside] = texts.map(Result::unwrap);
        holds::<Nest>(&mutilated(&outside, &changes));
        holds::<Inside>(&mutilated(&inside, &changes));
    }
}

//! When a person may be asked again.

use std::num::NonZeroU32;

use npscore::insight::monitor::InvitationRules;
use npscore::{Day, Period};
use proptest::prelude::*;

fn day(n: i64) -> Day {
    Day::constant(2026, 1, 1).offset(n).unwrap()
}

fn rules(invitation: u32, response: u32, spread: u32) -> InvitationRules {
    InvitationRules::new(invitation, response).spread_over(NonZeroU32::new(spread).unwrap())
}

#[test]
fn corners() {
    let none = InvitationRules::new(0, 0);
    assert!(none.allow(None, None, Day::MIN));
    assert!(none.allow(Some(day(5)), None, day(5)));
    // A day to come is not passed yet.
    assert!(!none.allow(Some(day(6)), None, day(5)));
    let month = InvitationRules::new(30, 0);
    assert!(!month.allow(Some(day(0)), None, day(29)));
    assert!(month.allow(Some(day(0)), None, day(30)));
    let forever = InvitationRules::new(u32::MAX, 1);
    assert_eq!(forever.first_day(Some(day(0)), None), Some(Day::MAX));
    assert_eq!(rules(0, 0, 7).quota(0), 0);
    assert_eq!(rules(0, 0, 7).quota(1), 1);
    assert_eq!(rules(0, 0, 7).quota(700), 100);
    assert_eq!(rules(0, 0, 7).quota(u64::MAX), u64::MAX / 7 + 1);
    assert_eq!(
        rules(1, 1, 1).choose(Vec::<(u8, _, _)>::new(), day(0)),
        [0; 0]
    );
    // The quota of today is used up already.
    let people = [(1, Some(day(9)), None), (2, None, None)];
    assert_eq!(rules(5, 5, 2).choose(people, day(9)), [0; 0]);
}

proptest! {
    /// Day by day nobody is asked too soon, nor more than the quota, and all come to their turn.
    #[test]
    fn a_year_of_invitations(
        people in 1_usize..40,
        invitation in 1_u32..40,
        response in 0_u32..60,
        spread in 1_u32..20,
        answers in any::<u64>(),
    ) {
        let rules = rules(invitation, response, spread);
        let mut base: Vec<(usize, Option<Day>, Option<Day>)> =
            (0..people).map(|id| (id, None, None)).collect();
        for n in 0_u32..120 {
            let today = day(n.into());
            let chosen = rules.choose(base.iter().copied(), today);
            prop_assert!(chosen.len() as u64 <= rules.quota(people as u64));
            for id in chosen {
                let (_, invited, responded) = &mut base[id];
                let gap = |day: &Option<Day>| day.map_or(i64::MAX, |day| today.ordinal() - day.ordinal());
                prop_assert!(gap(invited) >= invitation.into() && gap(responded) >= response.into());
                *invited = Some(today);
                if answers.rotate_right(n).rotate_right(u32::try_from(id).unwrap()) & 1 == 1 {
                    *responded = Some(today);
                }
            }
            // Asked again on one day, nobody is left under the quota.
            let again = rules.choose(base.iter().copied(), today);
            let asked = base.iter().filter(|(_, invited, _)| *invited == Some(today)).count();
            prop_assert!(again.len() + asked <= usize::try_from(rules.quota(people as u64)).unwrap());
            prop_assert!(again.is_empty());
        }
        prop_assert!(base.iter().all(|(_, invited, _)| invited.is_some()));
    }
}

//! When a person may be asked again.

use alloc::vec::Vec;
use core::num::NonZeroU32;

use crate::period::{Day, Period};

/// How often people may be asked, so that nobody tires of it and answers come in every day.
///
/// Rules only, and no clock: the days come from the program, those of responses for instance from the
/// [`Latest`](crate::Latest) that it has anyway.
///
/// # Serialised form
///
/// `{"days_after_invitation", "days_after_response", "spread"}`.
///
/// # Example
///
/// ```
/// use std::num::NonZeroU32;
///
/// use npscore::insight::monitor::InvitationRules;
/// use npscore::{Day, Latest, Observe, Score};
///
/// // At most once in 30 days, once in 90 after a response, and everybody within 2 days.
/// let rules = InvitationRules::new(30, 90).spread_over(NonZeroU32::new(2).ok_or("0 days")?);
///
/// let mut answers = Latest::<&str, Score, Day>::default();
/// answers.observe(("ann", (Day::new(2026, 1, 10)?, Score::constant(9))));
/// let invited = [
///     ("ann", Some(Day::new(2026, 1, 8)?)),
///     ("ben", Some(Day::new(2026, 3, 1)?)),
///     ("cem", None),
///     ("dee", Some(Day::new(2026, 2, 1)?)),
/// ];
/// let people = invited.map(|(who, day)| (who, day, answers.get(who).map(|(day, _)| *day)));
///
/// let today = Day::new(2026, 3, 20)?;
/// assert_eq!(rules.first_day(people[0].1, people[0].2), Some(Day::new(2026, 4, 10)?));
/// assert_eq!(rules.choose(people, today), ["cem", "dee"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[doc(alias = "survey fatigue")]
#[doc(alias = "quarantine")]
#[doc(alias = "throttle")]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct InvitationRules {
    days_after_invitation: u32,
    days_after_response: u32,
    spread: NonZeroU32,
}

impl InvitationRules {
    /// Nobody again within so many days of the last invitation, nor of the last response; as many
    /// people a day as may be asked.
    #[must_use]
    pub const fn new(days_after_invitation: u32, days_after_response: u32) -> Self {
        Self {
            days_after_invitation,
            days_after_response,
            spread: NonZeroU32::MIN,
        }
    }

    /// With the base spread over so many days: on each at most one in `days` people is asked, rounded
    /// up, so that a small base is asked as well.
    #[must_use]
    pub const fn spread_over(self, days: NonZeroU32) -> Self {
        Self {
            spread: days,
            ..self
        }
    }

    /// The first day on which a person may be asked again, by the days of the last invitation and the
    /// last response; `None` from the beginning, for one who was never asked and never answered.
    ///
    /// The last day there is stands for days beyond it.
    #[must_use]
    pub fn first_day(&self, invited: Option<Day>, responded: Option<Day>) -> Option<Day> {
        let after = |day: Option<Day>, days: u32| {
            let day = day?;
            Some(day.offset(days.into()).unwrap_or(Day::MAX))
        };
        // None is before every day.
        after(invited, self.days_after_invitation).max(after(responded, self.days_after_response))
    }

    /// Whether a person may be asked on a day.
    #[must_use]
    pub fn allow(&self, invited: Option<Day>, responded: Option<Day>, today: Day) -> bool {
        self.first_day(invited, responded) <= Some(today)
    }

    /// How many of a base may be asked on one day.
    #[must_use]
    pub const fn quota(&self, base: u64) -> u64 {
        base.div_ceil(self.spread.get() as u64)
    }

    /// Whom to ask today, of the whole base: each person with the days of the last invitation and the
    /// last response, if any.
    ///
    /// Those who have waited longest come first, never-asked ones before all, equals in the order
    /// given. Whoever was invited today already counts towards the quota.
    #[must_use]
    pub fn choose<Id>(
        &self,
        people: impl IntoIterator<Item = (Id, Option<Day>, Option<Day>)>,
        today: Day,
    ) -> Vec<Id> {
        let (mut base, mut asked, mut free) = (0, 0, Vec::new());
        for (id, invited, responded) in people {
            base += 1;
            asked += u64::from(invited == Some(today));
            if invited != Some(today) && self.allow(invited, responded, today) {
                free.push((invited.max(responded), id));
            }
        }
        free.sort_by_key(|(day, _)| *day);
        let left = self.quota(base).saturating_sub(asked);
        let left = usize::try_from(left).unwrap_or(usize::MAX);
        free.into_iter().take(left).map(|(_, id)| id).collect()
    }
}

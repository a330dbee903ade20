//! What changed from period to period: deltas, streaks, the best and the worst.

use alloc::vec::Vec;
use core::cmp::Ordering;
use core::fmt;
use core::num::NonZeroU32;

use super::delta::Delta;
use super::history::results;
use crate::nps::NpsResult;
use crate::period::Period;
use crate::stream::Timeline;
use crate::tally::Tally;

/// With which earlier period a period is compared.
///
/// # Ordering
///
/// None.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum Lag {
    /// The period before.
    Previous,
    /// The same period a year before: without the seasons. There is none for 29 February and for
    /// week 53.
    Year,
    /// So many periods before.
    Periods(NonZeroU32),
    /// The last period before it that has answers, however long ago: gaps are stepped over.
    Answered,
}

/// Why there is no change to tell.
///
/// # Ordering
///
/// None.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum NoDelta {
    /// Nobody answered in the period.
    Gap,
    /// Nobody answered in the period it is compared with.
    GapBefore,
    /// There is no period to compare it with, such as week 53 of the year before, or a first one.
    NoPeriodBefore,
}

/// A period of a timeline and what has changed since an earlier one.
///
/// A gap on either side gives no change, with the reason; it never gives 0.
///
/// # Ordering
///
/// None.
///
/// # Display
///
/// `2018-03 since 2018-02: NPS 12 to 20 (+8.0 points): …`, or why there is nothing to tell.
///
/// # Serialised form
///
/// `{"period", "since", "delta", "reason"}`: of the last two, one is null; written only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PeriodDelta<P> {
    period: P,
    since: Option<P>,
    delta: Result<Delta, NoDelta>,
}

impl<P: Copy> PeriodDelta<P> {
    /// The period.
    #[must_use]
    pub const fn period(&self) -> P {
        self.period
    }

    /// The period it is compared with, if there is one.
    #[must_use]
    pub const fn since(&self) -> Option<P> {
        self.since
    }
}

impl<P> PeriodDelta<P> {
    /// What has changed.
    ///
    /// # Errors
    ///
    /// [`NoDelta`] says why nothing is known of a change.
    pub const fn delta(&self) -> Result<Delta, NoDelta> {
        self.delta
    }
}

impl<P: fmt::Display> fmt::Display for PeriodDelta<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The precision is that of the points; periods have none.
        write!(f, "{}", self.period)?;
        if let Some(since) = &self.since {
            write!(f, " since {since}")?;
        }
        f.write_str(": ")?;
        match self.delta {
            Ok(delta) => delta.fmt(f),
            Err(NoDelta::Gap) => f.write_str("no answers"),
            Err(NoDelta::GapBefore) => f.write_str("nothing to compare with, no answers then"),
            Err(NoDelta::NoPeriodBefore) => f.write_str("nothing to compare with"),
        }
    }
}

/// Scores that rose, or fell, from each period to the next.
///
/// # Ordering
///
/// None.
///
/// # Display
///
/// `3 rises in a row, 2018-02 to 2018-05`.
///
/// # Serialised form
///
/// `{"rising", "from", "to", "steps"}`; written only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Streak<P> {
    rising: bool,
    from: P,
    to: P,
    steps: u32,
}

impl<P: Copy> Streak<P> {
    /// Whether the scores rose; they fell if not.
    #[must_use]
    pub const fn is_rising(&self) -> bool {
        self.rising
    }

    /// The period before the first rise or fall.
    #[must_use]
    pub const fn from(&self) -> P {
        self.from
    }

    /// The period of the last rise or fall.
    #[must_use]
    pub const fn to(&self) -> P {
        self.to
    }

    /// How often in a row: at least once.
    #[must_use]
    pub const fn steps(&self) -> u32 {
        self.steps
    }
}

impl<P: fmt::Display> fmt::Display for Streak<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            rising,
            from,
            to,
            steps,
        } = self;
        match (rising, steps) {
            (true, 1) => write!(f, "1 rise")?,
            (false, 1) => write!(f, "1 fall")?,
            (true, _) => write!(f, "{steps} rises in a row")?,
            (false, _) => write!(f, "{steps} falls in a row")?,
        }
        write!(f, ", {from} to {to}")
    }
}

impl<P: Period, A: Clone + Into<Tally>> Timeline<P, A> {
    /// Each period from the first to the last, gaps included, and what has changed since an earlier
    /// one.
    ///
    /// ```
    /// use npscore::insight::Lag;
    /// use npscore::{Month, Score, Timeline};
    ///
    /// let timeline: Timeline<Month> = [(1, 9), (1, 3), (2, 9), (4, 10)]
    ///     .map(|(month, score)| (Month::constant(2026, month), Score::constant(score)))
    ///     .into_iter()
    ///     .collect();
    /// let lines: Vec<String> = timeline.deltas(Lag::Previous).map(|delta| format!("{delta:.0}")).collect();
    /// assert_eq!(
    ///     lines,
    ///     [
    ///         "2026-01 since 2025-12: nothing to compare with, no answers then",
    ///         "2026-02 since 2026-01: NPS 0 to 100 (+100 points): detractors -50, passives +0, promoters +50",
    ///         "2026-03 since 2026-02: no answers",
    ///         "2026-04 since 2026-03: nothing to compare with, no answers then",
    ///     ]
    /// );
    /// ```
    pub fn deltas(&self, lag: Lag) -> impl Iterator<Item = PeriodDelta<P>> {
        let result = |state: Option<&A>| {
            let tally: Tally = state?.clone().into();
            tally.result()
        };
        let mut answered: Option<(P, NpsResult)> = None;
        self.periods().map(move |(period, state)| {
            let after = result(state);
            let since = match lag {
                Lag::Previous => period.predecessor(),
                Lag::Year => period.year_before(),
                Lag::Periods(steps) => period.offset(-i64::from(steps.get())),
                Lag::Answered => answered.map(|(period, _)| period),
            };
            let before = match lag {
                Lag::Answered => answered.map(|(_, result)| result),
                _ => since.and_then(|since| result(self.get(since))),
            };
            let delta = match (after, since, before) {
                (None, ..) => Err(NoDelta::Gap),
                (_, None, _) => Err(NoDelta::NoPeriodBefore),
                (_, _, None) => Err(NoDelta::GapBefore),
                (Some(after), _, Some(before)) => Ok(after.change_from(&before)),
            };
            answered = after.map(|after| (period, after)).or(answered);
            PeriodDelta {
                period,
                since,
                delta,
            }
        })
    }

    /// All streaks, in order: the longest runs of periods in each of which the score was higher, or
    /// lower, than in the one before.
    ///
    /// Scores are compared exactly. Equal scores and gaps end a streak. Months of one answer make
    /// streaks as well as any: a streak is a fact, not a [trend](Self::trend).
    ///
    /// ```
    /// use npscore::{Score, Timeline, Year};
    ///
    /// let years: Timeline<Year> = [(2021, 3), (2022, 7), (2023, 10), (2025, 9), (2026, 8)]
    ///     .map(|(year, score)| (Year::constant(year), Score::constant(score)))
    ///     .into_iter()
    ///     .collect();
    /// let streaks: Vec<String> = years.streaks().iter().map(ToString::to_string).collect();
    /// assert_eq!(streaks, ["2 rises in a row, 2021 to 2023", "1 fall, 2025 to 2026"]);
    /// ```
    #[must_use]
    pub fn streaks(&self) -> Vec<Streak<P>> {
        let mut streaks: Vec<Streak<P>> = Vec::new();
        let mut before: Option<(P, NpsResult)> = None;
        for (period, result) in results(self) {
            let step = before.filter(|(last, _)| last.successor() == Some(period));
            let step = step.map(|(last, before)| (last, result.nps().cmp(&before.nps())));
            before = Some((period, result));
            let Some((from, direction @ (Ordering::Less | Ordering::Greater))) = step else {
                continue;
            };
            let rising = direction == Ordering::Greater;
            match streaks.last_mut() {
                Some(streak) if streak.to == from && streak.rising == rising => {
                    streak.to = period;
                    streak.steps = streak.steps.saturating_add(1);
                }
                _ => streaks.push(Streak {
                    rising,
                    from,
                    to: period,
                    steps: 1,
                }),
            }
        }
        streaks
    }

    /// The streak the timeline ends with; `None` where the last period follows a gap or has the
    /// score of the one before.
    #[must_use]
    pub fn current_streak(&self) -> Option<Streak<P>> {
        let last = results(self).next_back().map(|(period, _)| period);
        let streaks = self.streaks();
        streaks
            .last()
            .copied()
            .filter(|streak| Some(streak.to) == last)
    }

    /// The period with the highest score among those with so many answers or more; of equals, the
    /// earliest.
    #[must_use]
    pub fn best_period(&self, min_responses: u64) -> Option<(P, NpsResult)> {
        self.extreme(min_responses, Ordering::Greater)
    }

    /// The period with the lowest score among those with so many answers or more; of equals, the
    /// earliest.
    #[must_use]
    pub fn worst_period(&self, min_responses: u64) -> Option<(P, NpsResult)> {
        self.extreme(min_responses, Ordering::Less)
    }

    fn extreme(&self, min_responses: u64, wanted: Ordering) -> Option<(P, NpsResult)> {
        results(self)
            .filter(|(_, result)| result.responses() >= min_responses)
            .reduce(|best, next| {
                if next.1.nps().cmp(&best.1.nps()) == wanted {
                    next
                } else {
                    best
                }
            })
    }
}

#[cfg(feature = "serde")]
mod wire {
    use serde::{Serialize, Serializer};

    use super::{Delta, NoDelta, PeriodDelta};

    #[derive(Serialize)]
    #[serde(rename = "PeriodDelta")]
    struct Row<'a, P> {
        period: &'a P,
        since: Option<&'a P>,
        delta: Option<Delta>,
        reason: Option<NoDelta>,
    }

    impl<P: Serialize> Serialize for PeriodDelta<P> {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            Row {
                period: &self.period,
                since: self.since.as_ref(),
                delta: self.delta.ok(),
                reason: self.delta.err(),
            }
            .serialize(serializer)
        }
    }
}

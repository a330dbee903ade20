//! Periods in a row in which the NPS rose, or fell.

use alloc::vec::Vec;
use core::cmp::Ordering;
use core::fmt;

use crate::nps::{HasTally, Nps};
use crate::period::Period;
use crate::stream::Timeline;

/// Rises, or falls, of the NPS from each period to the next.
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
    /// Whether the NPS rose; it fell if not.
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
        if f.width().is_some() {
            return crate::text::padded(f, self);
        }
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

impl<P: Period, A: HasTally> Timeline<P, A> {
    /// All streaks, in order: the longest runs of periods in each of which the NPS was higher, or
    /// lower, than in the one before.
    ///
    /// Scores are compared exactly. Equal scores and gaps end a streak. Months of one response make
    /// streaks as well as any: a streak is a fact, not a [trend](Self::trend).
    ///
    /// ```
    /// use npscore::{Score, Timeline, Year};
    ///
    /// let years: Timeline<Year> = [(2021, 3), (2022, 7), (2023, 10), (2025, 9), (2026, 8)]
    ///     .map(|(year, score)| (Year::constant(year), Score::constant(score)))
    ///     .into_iter()
    ///     .collect();
    /// let streaks = years.streaks();
    /// let lines: Vec<String> = streaks.iter().map(ToString::to_string).collect();
    /// assert_eq!(lines, ["2 rises in a row, 2021 to 2023", "1 fall, 2025 to 2026"]);
    ///
    /// // The current streak is the last, if it ends with the last period.
    /// let current = streaks.last().filter(|streak| Some(streak.to()) == years.last());
    /// assert!(current.is_some());
    /// ```
    #[must_use]
    pub fn streaks(&self) -> Vec<Streak<P>> {
        let mut streaks: Vec<Streak<P>> = Vec::new();
        let mut before: Option<(P, Nps)> = None;
        for (period, state) in self.iter() {
            let Some(nps) = state.result().map(|result| result.nps()) else {
                continue;
            };
            let step = before.filter(|(last, _)| last.successor() == Some(period));
            let step = step.map(|(last, before)| (last, nps.cmp(&before)));
            before = Some((period, nps));
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
}

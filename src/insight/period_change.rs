//! What changed from period to period.

use core::fmt;
use core::num::NonZeroU32;

use super::change::Change;
use crate::inference::{DifferenceMethod, Options};
use crate::nps::{HasTally, NpsResult};
use crate::period::Period;
use crate::stream::Timeline;
use crate::tally::{Sample, Tally};

/// With which earlier period a period is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum Lag {
    /// The period before.
    Previous,
    /// The same period a year before, so that seasons do not matter. There is none for 29 February
    /// and for week 53.
    Year,
    /// So many periods before.
    Periods(NonZeroU32),
    /// The last period before it that has responses, however long ago: gaps are stepped over.
    PreviousWithResponses,
}

/// Why a period cannot be compared with an earlier one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum NoComparison {
    /// The period has no responses.
    Gap,
    /// The earlier period has no responses.
    GapBefore,
    /// One of the two has too few responses to be compared, by the rules of a
    /// [report](super::ReportRules::changes).
    TooFewResponses,
    /// There is no earlier period, such as week 53 of the year before, or any before the first one.
    NoPeriodBefore,
}

crate::text::words!(
    /// `"no responses"`, `"no responses in the earlier period"`, `"too few responses"` or
    /// `"no earlier period"`.
    NoComparison {
        Gap => "no responses",
        GapBefore => "no responses in the earlier period",
        TooFewResponses => "too few responses",
        NoPeriodBefore => "no earlier period",
    }
);

/// A period of a timeline and what changed since an earlier one.
///
/// A gap on either side gives no change, with the reason; it never gives 0.
///
/// # Display
///
/// `2018-03 since 2018-02: NPS 12.0 to 20.0: …`, or why there is no change to tell.
///
/// # Serialised form
///
/// One flat row: `{"period", "since", "reason"}` and the fields of a [`Change`], which are null where
/// there is a reason; written only.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PeriodChange<P, S = Tally> {
    period: P,
    since: Option<P>,
    change: Result<Change<S>, NoComparison>,
}

impl<P: Copy, S> PeriodChange<P, S> {
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

impl<P, S> PeriodChange<P, S> {
    /// What changed.
    ///
    /// # Errors
    ///
    /// [`NoComparison`] says why there is no change to tell.
    pub const fn change(&self) -> Result<&Change<S>, NoComparison> {
        match &self.change {
            Ok(change) => Ok(change),
            Err(reason) => Err(*reason),
        }
    }
}

impl<P, S> PeriodChange<P, S> {
    /// The same period without a change, for a reason.
    pub(super) fn without(self, reason: NoComparison) -> Self {
        Self {
            change: Err(reason),
            ..self
        }
    }
}

impl<P: fmt::Display, S: Sample> fmt::Display for PeriodChange<P, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if f.width().is_some() {
            return crate::text::padded(f, self);
        }
        // The precision is that of the points; periods have none.
        write!(f, "{}", self.period)?;
        if let Some(since) = &self.since {
            write!(f, " since {since}")?;
        }
        f.write_str(": ")?;
        match self.change() {
            Ok(change) => change.fmt(f),
            Err(reason) => f.write_str(reason.as_str()),
        }
    }
}

impl<P: Period, A: HasTally> Timeline<P, A> {
    /// Each period from the first to the last, gaps included, and what changed since an earlier one.
    ///
    /// ```
    /// use npscore::inference::Confidence;
    /// use npscore::insight::Lag;
    /// use npscore::{Month, Score, Timeline};
    ///
    /// let timeline: Timeline<Month> = [(1, 9), (1, 3), (2, 9), (4, 10)]
    ///     .map(|(month, score)| (Month::constant(2026, month), Score::constant(score)))
    ///     .into_iter()
    ///     .collect();
    /// let changes = timeline.changes(Lag::Previous, Confidence::P95);
    /// let lines: Vec<String> = changes.map(|change| format!("{change:.0}")).collect();
    /// assert_eq!(
    ///     lines,
    ///     [
    ///         "2026-01 since 2025-12: no responses in the earlier period",
    ///         "2026-02 since 2026-01: NPS 0 to 100: +100 [-78, +181] points (95 %, p = 0.386), no clear change",
    ///         "2026-03 since 2026-02: no responses",
    ///         "2026-04 since 2026-03: no responses in the earlier period",
    ///     ]
    /// );
    /// ```
    pub fn changes(
        &self,
        lag: Lag,
        options: impl Into<Options<DifferenceMethod>>,
    ) -> impl Iterator<Item = PeriodChange<P, A::Tally>> {
        let options = options.into();
        let mut last: Option<(P, NpsResult<A::Tally>)> = None;
        self.periods().map(move |(period, state)| {
            let after = state.and_then(HasTally::result);
            let since = match lag {
                Lag::Previous => period.predecessor(),
                Lag::Year => period.year_before(),
                Lag::Periods(steps) => period.offset(-i64::from(steps.get())),
                Lag::PreviousWithResponses => last.as_ref().map(|(period, _)| *period),
            };
            let before = match lag {
                Lag::PreviousWithResponses => last.as_ref().map(|(_, result)| result.clone()),
                _ => since.and_then(|since| self.get(since)?.result()),
            };
            let change = match (&after, since, before) {
                (None, ..) => Err(NoComparison::Gap),
                (_, None, _) => Err(NoComparison::NoPeriodBefore),
                (_, _, None) => Err(NoComparison::GapBefore),
                (Some(after), _, Some(before)) => Ok(after.change_from(&before, options)),
            };
            if let Some(after) = after {
                last = Some((period, after));
            }
            PeriodChange {
                period,
                since,
                change,
            }
        })
    }
}

#[cfg(feature = "serde")]
impl<P: serde::Serialize, S: Sample> serde::Serialize for PeriodChange<P, S> {
    fn serialize<Z: serde::Serializer>(&self, serializer: Z) -> Result<Z::Ok, Z::Error> {
        use serde::ser::SerializeStruct;

        use super::change::wire::{COLUMNS, columns};

        let mut row = serializer.serialize_struct("PeriodChange", 3 + COLUMNS)?;
        row.serialize_field("period", &self.period)?;
        row.serialize_field("since", &self.since)?;
        row.serialize_field("reason", &self.change().err())?;
        columns(&mut row, self.change().ok())?;
        row.end()
    }
}

//! Which changes from period to period hold.

use alloc::vec::Vec;
use core::fmt;

use super::rules::ReportRules;
use crate::inference::{Adjustment, Verdict};
use crate::insight::change::Change;
use crate::insight::period_change::{Lag, NoComparison, PeriodChange};
use crate::nps::HasTally;
use crate::period::Period;
use crate::stream::Timeline;
use crate::tally::{Sample, Tally};

/// A change from one period to the next, with a verdict that allows for the number of changes.
///
/// # Display
///
/// That of the [`PeriodChange`], and `; of several, no clear change` where the change would hold on
/// its own and does not among the others.
///
/// # Serialised form
///
/// `{"change", "adjusted_p_value", "verdict"}`, the change as a [`PeriodChange`]; written only.
#[derive(Debug, Clone, PartialEq)]
pub struct TestedChange<P, S = Tally> {
    change: PeriodChange<P, S>,
    adjusted_p_value: Option<f64>,
}

impl<P: Copy, S> TestedChange<P, S> {
    /// The period and what changed since the one before.
    #[must_use]
    pub const fn change(&self) -> &PeriodChange<P, S> {
        &self.change
    }

    /// The p-value of no change; of a change other than the last, adjusted for the number of those.
    /// `None` where nothing is compared.
    #[must_use]
    pub const fn adjusted_p_value(&self) -> Option<f64> {
        self.adjusted_p_value
    }
}

impl<P: Copy, S: Sample> TestedChange<P, S> {
    /// Whether the score rose or fell; unclear where the adjusted p-value is not below
    /// 1 - confidence, or nothing is compared.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        let Some((change, p_value)) = self.change.change().ok().zip(self.adjusted_p_value) else {
            return Verdict::Unclear;
        };
        if p_value < change.estimate().confidence().alpha() {
            change.verdict()
        } else {
            Verdict::Unclear
        }
    }
}

impl<P: fmt::Display + Copy, S: Sample> fmt::Display for TestedChange<P, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if f.width().is_some() {
            return crate::text::padded(f, self);
        }
        self.change.fmt(f)?;
        let alone = self.change.change().map(Change::verdict);
        if alone.is_ok_and(|alone| alone != self.verdict()) {
            f.write_str("; of several, no clear change")?;
        }
        Ok(())
    }
}

impl ReportRules {
    /// Each period with responses, and what changed since the one before, with verdicts that hold
    /// together.
    ///
    /// Periods are compared where both have enough responses. The last change is what a report is
    /// made for, one question asked beforehand: it is tested on its own. The earlier ones are looked
    /// through for any that stand out, and are corrected for their number by Holm.
    ///
    /// ```
    /// use npscore::inference::Verdict;
    /// use npscore::insight::{NoComparison, ReportRules};
    /// use npscore::{Month, Observe, Score, Timeline};
    ///
    /// let mut months = Timeline::<Month>::default();
    /// for (month, promoters, detractors) in [(1, 2, 0), (2, 60, 40), (3, 60, 40), (4, 42, 58)] {
    ///     let month = Month::constant(2026, month);
    ///     months.observe_n((month, Score::MAX), promoters);
    ///     months.observe_n((month, Score::MIN), detractors);
    /// }
    /// let changes = ReportRules::default().changes(&months);
    /// assert_eq!(changes[1].change().change(), Err(NoComparison::TooFewResponses));
    /// assert_eq!(changes[2].verdict(), Verdict::Unclear);
    /// assert_eq!(changes[3].verdict(), Verdict::Lower);
    /// ```
    #[must_use]
    pub fn changes<P: Period, A: HasTally>(
        &self,
        timeline: &Timeline<P, A>,
    ) -> Vec<TestedChange<P, A::Tally>> {
        let changes = timeline.changes(Lag::Previous, self.confidence());
        let changes: Vec<_> = changes
            .filter(|change| change.change().err() != Some(NoComparison::Gap))
            .map(|change| self.if_enough(change))
            .collect();
        let p_value = |change: &PeriodChange<P, A::Tally>| {
            let estimate = change.change().ok()?.estimate();
            Some(estimate.p_value().unwrap_or(1.0))
        };
        let p_values: Vec<_> = changes.iter().map(p_value).collect();
        let earlier = p_values
            .split_last()
            .map_or(&[][..], |(_, earlier)| earlier);
        let earlier: Vec<_> = earlier.iter().flatten().copied().collect();
        // They are probabilities.
        let adjusted = Adjustment::Holm.adjust(&earlier).unwrap_or_default();
        let last = p_values.last().copied().flatten();
        let mut adjusted = adjusted.into_iter().chain(last);
        let changes = changes.into_iter().zip(p_values);
        changes
            .map(|(change, p_value)| TestedChange {
                change,
                adjusted_p_value: p_value.and_then(|_| adjusted.next()),
            })
            .collect()
    }

    /// The change, if both sides have enough responses.
    fn if_enough<P, S: Sample>(&self, change: PeriodChange<P, S>) -> PeriodChange<P, S> {
        let judged = change
            .change()
            .map(|change| self.has_enough(change.before()) && self.has_enough(change.after()));
        match judged {
            Ok(false) => change.without(NoComparison::TooFewResponses),
            _ => change,
        }
    }
}

#[cfg(feature = "serde")]
impl<P: serde::Serialize + Copy, S: Sample> serde::Serialize for TestedChange<P, S> {
    fn serialize<Z: serde::Serializer>(&self, serializer: Z) -> Result<Z::Ok, Z::Error> {
        use serde::ser::SerializeStruct;

        let mut row = serializer.serialize_struct("TestedChange", 3)?;
        row.serialize_field("change", &self.change)?;
        row.serialize_field("adjusted_p_value", &self.adjusted_p_value)?;
        row.serialize_field("verdict", &self.verdict())?;
        row.end()
    }
}

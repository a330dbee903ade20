//! What stands out.

use alloc::vec::Vec;
use core::cmp::Ordering;

use super::changes::TestedChange;
use super::rules::ReportRules;
use crate::inference::{Adjustment, Estimate, Impact, Verdict};
use crate::insight::change::Change;
use crate::tally::{Sample, Tally};

/// Something that stands out: its difference is more than chance makes likely, after correction for
/// everything that was looked at.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Finding<'a, K, P, S = Tally> {
    /// A group that differs from the rest.
    Segment {
        /// Which of the tables it stands in, from 0.
        table: usize,
        /// The group.
        impact: &'a Impact<K, S>,
    },
    /// The last change.
    Change(&'a TestedChange<P, S>),
}

impl<K, P: Copy, S: Sample> Finding<'_, K, P, S> {
    /// By how many points, with limits as for a single comparison; `None` never occurs in what
    /// [`ReportRules::findings`] gives.
    #[must_use]
    pub fn estimate(&self) -> Option<Estimate> {
        match self {
            Self::Segment { impact, .. } => impact.difference(),
            Self::Change(change) => change.change().change().ok().map(Change::estimate).copied(),
        }
    }

    /// Higher or lower, or unclear.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        match self {
            Self::Segment { impact, .. } => impact.verdict(),
            Self::Change(change) => change.verdict(),
        }
    }
}

impl ReportRules {
    /// The most findings of a report.
    pub const MAX_FINDINGS: usize = 5;

    /// What stands out: at most five findings, the largest first.
    ///
    /// The tables are those of [`segments`](ReportRules::segments), one for each question asked, and
    /// the changes those of [`changes`](ReportRules::changes). A group has to hold in its own table, by
    /// Holm, and among all groups of all tables, by
    /// [Benjamini and Hochberg](Adjustment::BenjaminiHochberg): of twenty questions that make no
    /// difference one shows some by chance, and a list picked from all tables would be a list of
    /// those. With one table the second condition follows from the first. Of two groups that make up
    /// the whole, each is the rest of the other, and the first is told. Of the changes, only the last is
    /// news.
    ///
    /// ```
    /// use npscore::inference::{Groups, Verdict};
    /// use npscore::insight::{Finding, ReportRules};
    /// use npscore::{Counts, Month, Tally};
    ///
    /// let rules = ReportRules::default();
    /// let areas = rules.segments(&Groups::new([
    ///     ("north", Tally::from(Counts { detractors: 18, passives: 52, promoters: 30 })),
    ///     ("south", Tally::from(Counts { detractors: 10, passives: 30, promoters: 60 })),
    /// ])?);
    /// let tables = [areas];
    /// let findings = rules.findings::<_, Month, Tally>(&tables, &[]);
    /// assert!(matches!(findings[0], Finding::Segment { table: 0, .. }));
    /// assert_eq!(findings.len(), 1);
    /// # Ok::<(), npscore::Error>(())
    /// ```
    #[must_use]
    pub fn findings<'a, K, P: Copy, S: Sample>(
        &self,
        tables: &'a [Vec<Impact<K, S>>],
        changes: &'a [TestedChange<P, S>],
    ) -> Vec<Finding<'a, K, P, S>> {
        let impacts = || {
            let tables = tables.iter().enumerate();
            tables.flat_map(|(table, impacts)| impacts.iter().map(move |impact| (table, impact)))
        };
        let p_value = |impact: &Impact<K, S>| impact.difference().and_then(|one| one.p_value());
        let p_values = impacts().map(|(_, impact)| p_value(impact).unwrap_or(1.0));
        let p_values: Vec<_> = p_values.collect();
        let adjusted = Adjustment::BenjaminiHochberg.adjust(&p_values);
        // They are probabilities.
        let adjusted = adjusted.unwrap_or_default();
        let told_by_another = |table: usize, impact: &Impact<K, S>| {
            let first = tables[table].first();
            first.is_some_and(|first| first.rest() == Some(impact.result()))
        };
        let segments = impacts().zip(adjusted);
        let segments = segments
            .filter(|(_, p_value)| *p_value < self.confidence().alpha())
            .filter(|((table, impact), _)| !told_by_another(*table, impact))
            .map(|((table, impact), _)| Finding::Segment { table, impact });
        let last = changes.last().map(Finding::Change);
        let mut findings: Vec<_> = segments
            .chain(last)
            .filter(|finding| finding.verdict() != Verdict::Unclear)
            .collect();
        let size = |finding: &Finding<'a, K, P, S>| {
            let points = finding.estimate().map_or(0.0, |one| one.estimate());
            if points < 0.0 { -points } else { points }
        };
        findings.sort_by(|one, other| match size(other).total_cmp(&size(one)) {
            // News first.
            Ordering::Equal => {
                matches!(other, Finding::Change(_)).cmp(&matches!(one, Finding::Change(_)))
            }
            order => order,
        });
        findings.truncate(Self::MAX_FINDINGS);
        findings
    }
}

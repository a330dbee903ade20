//! Which segments differ from the rest.

use alloc::vec::Vec;

use super::rules::ReportRules;
use crate::inference::{Groups, Impact, impacts};
use crate::nps::NpsResult;
use crate::tally::Sample;

impl ReportRules {
    /// The groups that can be compared with the rest, each with its difference and a verdict that
    /// allows for their number by Holm's correction; from the largest contribution to the smallest.
    ///
    /// A group is compared where it has enough responses, and so has the rest. The others are not in
    /// the list and cost the others nothing, but count in their rest.
    ///
    /// ```
    /// use npscore::inference::{Groups, Verdict};
    /// use npscore::insight::ReportRules;
    /// use npscore::{Counts, Tally};
    ///
    /// let groups = Groups::new([
    ///     ("north", Tally::from(Counts { detractors: 18, passives: 52, promoters: 30 })),
    ///     ("south", Tally::from(Counts { detractors: 10, passives: 30, promoters: 60 })),
    ///     ("moon", Tally::from(Counts { detractors: 0, passives: 0, promoters: 2 })),
    /// ])?;
    /// let compared = ReportRules::default().segments(&groups);
    /// let verdicts: Vec<_> = compared.iter().map(|one| (*one.key(), one.verdict())).collect();
    /// assert_eq!(verdicts, [("north", Verdict::Lower), ("south", Verdict::Higher)]);
    /// # Ok::<(), npscore::Error>(())
    /// ```
    #[must_use]
    pub fn segments<K: Clone, S: Sample>(&self, groups: &Groups<K, S>) -> Vec<Impact<K, S>> {
        let Some(whole) = NpsResult::of(groups.whole().clone()) else {
            return Vec::new();
        };
        let compared = groups.groups().iter().filter(|(_, group)| {
            let rest = whole.tally().without(group.tally());
            let rest = rest.and_then(NpsResult::of);
            self.has_enough(group) && rest.is_some_and(|rest| self.has_enough(&rest))
        });
        impacts(compared.cloned(), &whole, self.confidence().into())
    }
}

//! Which periods a report is made by, and which of them are out of the ordinary.

use super::rules::ReportRules;
use crate::insight::monitor::{Baseline, ChartOptions, ControlChart, Rule};
use crate::kit::Merge;
use crate::nps::{HasTally, NpsResult};
use crate::period::Period;
use crate::stream::Timeline;

impl ReportRules {
    /// The most periods that are legible side by side.
    pub const MAX_PERIODS: usize = 60;

    /// Whether a report by these periods can say something: at most
    /// [`MAX_PERIODS`](ReportRules::MAX_PERIODS) from the first to the last, and at least three in
    /// four of them with enough responses. A gap has too few.
    ///
    /// Try the finest first, and take the first that suits.
    ///
    /// ```
    /// use npscore::insight::ReportRules;
    /// use npscore::{Month, Observe, Period, Quarter, Score, Timeline};
    ///
    /// let mut months = Timeline::<Month>::default();
    /// for month in 1..=12 {
    ///     months.observe_n((Month::constant(2026, month), Score::MAX), 12);
    /// }
    /// let rules = ReportRules::default();
    /// assert!(!rules.suits(&months));
    /// assert!(rules.suits(&months.coarsen::<Quarter>()));
    /// ```
    #[must_use]
    pub fn suits<P: Period, A: HasTally>(&self, timeline: &Timeline<P, A>) -> bool {
        let (mut periods, mut judged) = (0, 0);
        for (_, state) in timeline.periods().take(Self::MAX_PERIODS + 1) {
            let result = state.and_then(HasTally::result);
            periods += 1;
            judged += usize::from(result.is_some_and(|result| self.has_enough(&result)));
        }
        (1..=Self::MAX_PERIODS).contains(&periods) && 4 * judged >= 3 * periods
    }

    /// The control chart of the periods with enough responses, with signals by the rule of limits
    /// only, around the NPS of all responses; `None` for fewer than two such periods, and where all
    /// responses are in one category.
    ///
    /// The other rules of a chart look for what builds up slowly, and signal more often: they are for
    /// whoever follows a programme, not for a page that is read once. With all responses as the
    /// baseline, no period has to be declared normal; after a lasting change the centre lies between
    /// the old level and the new, and periods of both may be outside. Limits that rest on fewer than
    /// twelve periods are called trial limits.
    ///
    /// ```
    /// use npscore::insight::ReportRules;
    /// use npscore::{Month, Observe, Score, Timeline};
    ///
    /// let mut months = Timeline::<Month>::default();
    /// for (month, promoters) in [(1, 61), (2, 58), (3, 63), (4, 59), (5, 62), (6, 30)] {
    ///     let month = Month::constant(2026, month);
    ///     months.observe_n((month, Score::MAX), promoters);
    ///     months.observe_n((month, Score::MIN), 100 - promoters);
    /// }
    /// let chart = ReportRules::default().control_chart(&months).ok_or("no chart")?;
    /// let outside: Vec<_> = chart.alarms().map(|point| point.period().to_string()).collect();
    /// assert_eq!(outside, ["2026-06"]);
    /// # Ok::<(), &str>(())
    /// ```
    #[must_use]
    pub fn control_chart<P: Period, A: HasTally>(
        &self,
        timeline: &Timeline<P, A>,
    ) -> Option<ControlChart<P, A::Tally>> {
        let mut all = A::Tally::default();
        for (_, state) in timeline.iter() {
            all.try_merge(state.tally()).ok()?;
        }
        let baseline = Baseline::new(NpsResult::of(all)?).ok()?;
        let options = ChartOptions::default().with_rules([Rule::Limit]);
        let mut chart = ControlChart::new(baseline, options);
        for (period, state) in timeline.iter() {
            if let Some(result) = state.result().filter(|result| self.has_enough(result)) {
                // The periods of a timeline rise.
                chart.observe(period, result).ok()?;
            }
        }
        (chart.points().len() >= 2).then_some(chart)
    }
}

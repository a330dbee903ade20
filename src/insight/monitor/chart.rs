//! A control chart: period by period against a baseline.

use alloc::string::ToString;
use alloc::vec::Vec;

use super::baseline::Baseline;
use super::options::ChartOptions;
use super::point::{Carried, ChartPoint};
use crate::error::PeriodError;
use crate::nps::{HasTally, NpsResult};
use crate::period::Period;
use crate::stream::Timeline;
use crate::tally::{Sample, Tally};

/// A control chart: the periods of a programme against a [`Baseline`], for periods of any size.
///
/// Each observed period becomes a [`ChartPoint`] with limits for its own number of responses, a
/// smoothed score (EWMA), cumulative sums (CUSUM) on both sides, and the [`Signal`](super::Signal)s
/// of the rules in use. A gap is not on the chart and changes nothing.
///
/// It follows time, so it cannot be merged: merge the responses, and chart those. After a signal
/// whose cause is found and mended, start a new chart.
///
/// # Invariants
///
/// Periods rise. The figures follow from the responses: the same responses give the same chart.
///
/// # Serialised form
///
/// `{"baseline", "options", "periods"}`, the periods as a list of `[period, counts]` in order.
/// Reading observes them anew, so that a chart that was stored goes on as one that was not.
///
/// # Example
///
/// ```
/// use npscore::insight::monitor::{Baseline, ChartOptions, ControlChart, Rule, Side};
/// use npscore::{Counts, Month, Tally};
///
/// let baseline = Tally::from(Counts { detractors: 85, passives: 115, promoters: 200 }).result().ok_or("no responses")?;
/// let mut chart = ControlChart::new(Baseline::new(baseline)?, ChartOptions::default());
/// for (month, detractors) in (1..).zip([22, 24, 60]) {
///     let tally = Tally::from(Counts { detractors, passives: 20, promoters: 80 - detractors });
///     let result = tally.result().ok_or("no responses")?;
///     chart.observe(Month::new(2026, month)?, result)?;
/// }
/// let alarms: Vec<_> = chart.alarms().collect();
/// assert_eq!(alarms.len(), 1);
/// let signal = alarms[0].signals()[0];
/// assert_eq!((signal.rule(), signal.side()), (Rule::Limit, Side::Below));
/// assert_eq!(signal.to_string(), "score -40.0 is below the limit of 4.9");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Source
///
/// See [`Rule`](super::Rule). With n responses of the baseline's variance V the standard error is
/// sqrt(V / n); the smoothed score's variance follows v = λ² V/n + (1 - λ)² v'. Everything that is
/// compared is held to 190 decimal digits.
#[derive(Debug, Clone, PartialEq)]
pub struct ControlChart<P, S = Tally> {
    baseline: Baseline<S>,
    options: ChartOptions,
    points: Vec<ChartPoint<P, S>>,
    carried: Carried,
}

impl<P, S: Sample> ControlChart<P, S> {
    /// An empty chart.
    #[must_use]
    pub fn new(baseline: Baseline<S>, options: impl Into<ChartOptions>) -> Self {
        Self {
            baseline,
            options: options.into(),
            points: Vec::new(),
            carried: Carried::default(),
        }
    }

    /// What is normal.
    #[must_use]
    pub const fn baseline(&self) -> &Baseline<S> {
        &self.baseline
    }

    /// How the chart is drawn.
    #[must_use]
    pub const fn options(&self) -> &ChartOptions {
        &self.options
    }

    /// The observed periods, in the order of time.
    #[must_use]
    pub fn points(&self) -> &[ChartPoint<P, S>] {
        &self.points
    }

    /// The periods with a signal, in the order of time.
    #[must_use]
    pub fn alarms(&self) -> impl DoubleEndedIterator<Item = &ChartPoint<P, S>> {
        self.points
            .iter()
            .filter(|point| !point.signals().is_empty())
    }

    /// Appends a period that is later than all before it.
    fn append(&mut self, period: P, result: NpsResult<S>) {
        let (point, carried) = ChartPoint::next(
            (period, result),
            &self.points,
            &self.carried,
            &self.baseline,
            &self.options,
        );
        self.points.push(point);
        self.carried = carried;
    }
}

impl<P: Period, S: Sample> ControlChart<P, S> {
    /// Takes the next period into account; its point is then the last one.
    ///
    /// # Errors
    ///
    /// [`PeriodError::NotLater`] for a period that is not later than the last one observed, such as
    /// the same one again; the chart is as it was.
    pub fn observe(&mut self, period: P, result: NpsResult<S>) -> Result<(), PeriodError> {
        match self.points.last().map(ChartPoint::period) {
            Some(last) if period <= last => Err(PeriodError::NotLater {
                unit: P::UNIT,
                period: period.to_string(),
                last: last.to_string(),
            }),
            _ => {
                self.append(period, result);
                Ok(())
            }
        }
    }
}

impl<P: Period, A: HasTally> Timeline<P, A> {
    /// The control chart of all periods with responses.
    ///
    /// ```
    /// use npscore::insight::monitor::{Baseline, ChartOptions};
    /// use npscore::{Observe, Score, Timeline, Year};
    ///
    /// let mut years = <Timeline<Year>>::default();
    /// for (year, score, n) in [(2024, 9, 60), (2024, 5, 40), (2025, 9, 20), (2025, 5, 80)] {
    ///     years.observe_n((Year::constant(year), Score::constant(score)), n);
    /// }
    /// let baseline = years.get(Year::constant(2024)).and_then(|tally| tally.result());
    /// let baseline = Baseline::new(baseline.ok_or("no responses in 2024")?)?;
    /// let chart = years.control_chart(baseline, ChartOptions::default());
    /// assert_eq!(chart.alarms().count(), 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn control_chart(
        &self,
        baseline: Baseline<A::Tally>,
        options: impl Into<ChartOptions>,
    ) -> ControlChart<P, A::Tally> {
        let mut chart = ControlChart::new(baseline, options);
        for (period, state) in self.iter() {
            if let Some(result) = state.result() {
                chart.append(period, result);
            }
        }
        chart
    }
}

#[cfg(feature = "serde")]
mod wire {
    use alloc::vec::Vec;

    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::{Baseline, ChartOptions, ControlChart, NpsResult, Period, Sample};

    #[derive(Serialize, Deserialize)]
    #[serde(
        rename = "ControlChart",
        deny_unknown_fields,
        bound(
            serialize = "P: Serialize, S: Sample + Serialize",
            deserialize = "P: Deserialize<'de>, S: Sample + Deserialize<'de>"
        )
    )]
    struct Row<P, S> {
        baseline: Baseline<S>,
        options: ChartOptions,
        periods: Vec<(P, S)>,
    }

    impl<P: Serialize + Copy, S: Sample + Serialize> Serialize for ControlChart<P, S> {
        fn serialize<Z: Serializer>(&self, serializer: Z) -> Result<Z::Ok, Z::Error> {
            let points = self.points.iter();
            Row {
                baseline: self.baseline.clone(),
                options: self.options,
                periods: points
                    .map(|point| (point.period(), point.result().tally().clone()))
                    .collect(),
            }
            .serialize(serializer)
        }
    }

    impl<'de, P, S> Deserialize<'de> for ControlChart<P, S>
    where
        P: Deserialize<'de> + Period,
        S: Sample + Deserialize<'de>,
    {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            let row = Row::deserialize(deserializer)?;
            let mut chart = Self::new(row.baseline, row.options);
            for (period, tally) in row.periods {
                let result = NpsResult::of(tally)
                    .ok_or_else(|| D::Error::custom("a period of a chart has no responses"))?;
                chart.observe(period, result).map_err(D::Error::custom)?;
            }
            Ok(chart)
        }
    }
}

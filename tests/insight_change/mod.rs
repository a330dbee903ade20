//! Migration, change over time and early warning: reference values, identities, messages, and the
//! form in which they are stored.

mod delta;
mod migration;
mod monitor;

/// Numerical Recipes' 64-bit linear congruential generator: the same figures everywhere.
struct Lcg(u64);

impl Lcg {
    /// A whole number from 0 to below `end`.
    fn below(&mut self, end: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % end
    }
}

/// What every public type can do.
#[test]
fn the_surface() {
    use npscore::Month;
    use npscore::insight::monitor::*;
    use npscore::insight::*;

    fn common<T: std::fmt::Debug + Clone + PartialEq + Send + Sync + Unpin + 'static>() {}
    fn shown<T: std::fmt::Display>() {}
    common::<Migration>();
    common::<Change>();
    common::<Delta>();
    common::<Movement>();
    common::<Lag>();
    common::<NoDelta>();
    common::<PeriodDelta<Month>>();
    common::<Streak<Month>>();
    common::<Trend>();
    common::<TrendMethod>();
    common::<TrendOptions>();
    common::<TrendError>();
    common::<Baseline>();
    common::<ChartOptions>();
    common::<ControlChart<Month>>();
    common::<ChartPoint<Month>>();
    common::<Rule>();
    common::<Side>();
    common::<Signal>();
    common::<DropAlarm>();
    common::<DropAlert>();
    common::<FollowUpRule>();
    common::<FollowUps<String>>();
    common::<FollowUp<String>>();
    common::<MonitorError>();
    shown::<Migration>();
    shown::<Change>();
    shown::<Delta>();
    shown::<Movement>();
    shown::<PeriodDelta<Month>>();
    shown::<Streak<Month>>();
    shown::<Trend>();
    shown::<Baseline>();
    shown::<ChartPoint<Month>>();
    shown::<Signal>();
    shown::<DropAlert>();
    shown::<FollowUpRule>();
    shown::<FollowUp<String>>();
}

//! Periods from outside the crate.

use std::fmt::Display;

use npscore::{Day, Month, Period, Quarter};

/// A quarter of a fiscal year that begins in July: a period from outside the crate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct JulyQuarter(Month);

impl Display for JulyQuarter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "quarter from {}", self.0)
    }
}

impl Period for JulyQuarter {
    const UNIT: &'static str = "fiscal quarter";

    fn ordinal(self) -> i64 {
        self.0.ordinal() / 3
    }

    fn from_ordinal(ordinal: i64) -> Option<Self> {
        Month::from_ordinal(ordinal.checked_mul(3)?).map(Self)
    }

    fn year_before(self) -> Option<Self> {
        self.0.year_before().map(Self)
    }
}

impl From<Month> for JulyQuarter {
    fn from(month: Month) -> Self {
        Self(Quarter::from(month).months()[0])
    }
}

impl From<Day> for JulyQuarter {
    fn from(day: Day) -> Self {
        Self::from(Month::from(day))
    }
}

#[test]
fn a_period_of_ones_own_gets_the_rest() {
    let first = JulyQuarter::from(Month::constant(2025, 8));
    assert_eq!(first.to_string(), "quarter from 2025-07");
    let next = first.successor().unwrap();
    assert_eq!(next, JulyQuarter::from(Month::constant(2025, 12)));
    assert_eq!(next.predecessor(), Some(first));
    assert_eq!(first.offset(4).and_then(Period::year_before), Some(first));
    assert_eq!(first.steps_to(next), 1);
    assert_eq!(JulyQuarter(Month::constant(1, 1)).predecessor(), None);
    assert_eq!(first.offset(i64::MAX), None);
    assert_eq!(JulyQuarter::from_epoch_day(20_454), next.successor());
}

#[test]
fn steps_between_ordinals_too_far_apart_stop_at_the_largest() {
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
    struct Tick(i64);
    impl Display for Tick {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            Display::fmt(&self.0, f)
        }
    }
    impl Period for Tick {
        const UNIT: &'static str = "tick";
        fn ordinal(self) -> i64 {
            self.0
        }
        fn from_ordinal(ordinal: i64) -> Option<Self> {
            Some(Self(ordinal))
        }
        fn year_before(self) -> Option<Self> {
            None
        }
    }
    assert_eq!(Tick(i64::MAX).successor(), None);
    assert_eq!(Tick(i64::MIN).predecessor(), None);
    assert_eq!(Tick(i64::MIN).steps_to(Tick(i64::MAX)), i64::MAX);
    assert_eq!(Tick(i64::MAX).steps_to(Tick(i64::MIN)), i64::MIN);
}

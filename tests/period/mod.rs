//! Calendar periods: every one of them, the ends of the calendar, texts, dates of other crates.

mod calendar;
mod dates;
mod fiscal;
mod laws;
mod own;
mod retail;
mod texts;

use std::str::FromStr;

use npscore::Period;
use npscore::error::PeriodError;

/// What a period of this crate can do.
#[cfg(not(feature = "serde"))]
pub trait Written: Period + FromStr<Err = PeriodError> {}
#[cfg(not(feature = "serde"))]
impl<P: Period + FromStr<Err = PeriodError>> Written for P {}
#[cfg(feature = "serde")]
pub trait Written:
    Period + FromStr<Err = PeriodError> + serde::Serialize + serde::de::DeserializeOwned
{
}
#[cfg(feature = "serde")]
impl<P> Written for P where
    P: Period + FromStr<Err = PeriodError> + serde::Serialize + serde::de::DeserializeOwned
{
}

/// Walks the whole calendar from `first` to `last` and checks every law on the way; returns how
/// many periods there are. Texts are checked for one of every `stride`.
pub fn walk<P: Written>(first: P, last: P, stride: usize) -> usize {
    assert_eq!(first.predecessor(), None, "{first} is the first");
    assert_eq!(last.successor(), None, "{last} is the last");
    for beyond in [
        first.ordinal() - 1,
        last.ordinal() + 1,
        i64::MIN,
        i64::MIN + 1,
        i64::MAX,
        i64::MAX - 1,
    ] {
        assert_eq!(P::from_ordinal(beyond), None, "{beyond}");
    }
    for steps in [i64::MIN, i64::MAX] {
        assert_eq!(first.offset(steps), None);
        assert_eq!(last.offset(steps), None);
    }
    assert_eq!(first.year_before(), None);

    let mut walked = 0;
    let mut before = None;
    let mut here = Some(first);
    while let Some(period) = here {
        assert_eq!(P::from_ordinal(period.ordinal()), Some(period));
        assert_eq!(period.predecessor(), before);
        assert_eq!(period.offset(0), Some(period));
        assert_eq!(period.steps_to(period), 0);
        if let Some(before) = before {
            assert!(before < period, "{before} and {period}");
            assert_eq!(period.ordinal() - before.ordinal(), 1);
            assert_eq!(before.steps_to(period), 1);
            assert_eq!(period.steps_to(before), -1);
        }
        assert_eq!(first.offset(first.steps_to(period)), Some(period));
        assert_eq!(last.offset(last.steps_to(period)), Some(period));
        if let Some(earlier) = period.year_before() {
            assert!(earlier < period);
        }
        if walked % stride == 0 || period == last {
            written(period);
        }
        walked += 1;
        before = here;
        here = period.successor();
    }
    assert_eq!(before, Some(last));
    walked
}

fn written<P: Written>(period: P) {
    let text = period.to_string();
    assert_eq!(text.parse(), Ok(period), "{text}");
    assert!(format!("{period:?}").ends_with(&format!("({text})")));
    #[cfg(feature = "serde")]
    {
        let json = serde_json::to_string(&period).unwrap();
        assert_eq!(json, format!("\"{text}\""));
        assert_eq!(serde_json::from_str::<P>(&json).unwrap(), period);
    }
}

/// A number that a period does not have.
pub fn out_of_range(unit: &'static str, value: i64, min: i64, max: i64) -> PeriodError {
    PeriodError::OutOfRange {
        unit,
        value,
        min,
        max,
    }
}

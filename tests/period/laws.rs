//! Every period of the calendar.

use npscore::period::{FiscalQuarter, FiscalYear, IsoWeek};
use npscore::{Day, Month, Period, Quarter, Year};

use super::{out_of_range, walk};

#[test]
fn every_year_quarter_and_month_keeps_the_laws() {
    assert_eq!(walk(Year::MIN, Year::MAX, 1), 9_999);
    assert_eq!(walk(Quarter::MIN, Quarter::MAX, 1), 4 * 9_999);
    assert_eq!(walk(Month::MIN, Month::MAX, 1), 12 * 9_999);
}

#[test]
fn every_day_and_week_keeps_the_laws() {
    assert_eq!(walk(Day::MIN, Day::MAX, 17), 3_652_059);
    assert_eq!(walk(IsoWeek::MIN, IsoWeek::MAX, 3), 521_723);
}

#[test]
fn every_fiscal_period_keeps_the_laws() {
    assert_eq!(walk(FiscalYear::<1>::MIN, FiscalYear::MAX, 1), 9_999);
    assert_eq!(walk(FiscalYear::<12>::MIN, FiscalYear::MAX, 1), 10_000);
    assert_eq!(walk(FiscalQuarter::<1>::MIN, FiscalQuarter::MAX, 1), 39_996);
    assert_eq!(walk(FiscalQuarter::<4>::MIN, FiscalQuarter::MAX, 1), 40_000);
}

#[test]
fn every_year_has_its_quarters_and_months() {
    let mut all_quarters = Vec::new();
    let mut all_months = Vec::new();
    for number in 1..=9_999 {
        let year = Year::new(number).unwrap();
        assert_eq!(year.year(), number);
        assert_eq!(year.to_string(), format!("{number:04}"));
        assert_eq!(year.ordinal(), i64::from(number));
        assert_eq!(year.year_before(), Year::new(number - 1).ok());
        for (quarter, n) in year.quarters().into_iter().zip(1..) {
            assert_eq!(Quarter::new(number, n), Ok(quarter));
            assert_eq!((quarter.year(), quarter.quarter()), (number, n));
            assert_eq!(quarter.to_string(), format!("{number:04}-Q{n}"));
            assert_eq!(Year::from(quarter), year);
            assert_eq!(quarter.year_before(), Quarter::new(number - 1, n).ok());
            for month in quarter.months() {
                assert_eq!(Quarter::from(month), quarter);
            }
            all_quarters.extend(quarter.months());
        }
        for (month, n) in year.months().into_iter().zip(1..) {
            assert_eq!(Month::new(number, n), Ok(month));
            assert_eq!((month.year(), month.month()), (number, n));
            assert_eq!(month.to_string(), format!("{number:04}-{n:02}"));
            assert_eq!(Year::from(month), year);
            assert_eq!(month.year_before(), Month::new(number - 1, n).ok());
            all_months.push(month);
        }
    }
    assert_eq!(all_quarters, all_months);
}

#[test]
fn what_is_not_in_the_calendar_is_refused() {
    for value in [0, 10_000, u16::MAX] {
        let error = out_of_range("year", value.into(), 1, 9_999);
        assert_eq!(Year::new(value), Err(error.clone()));
        assert_eq!(Quarter::new(value, 1), Err(error.clone()));
        assert_eq!(IsoWeek::new(value, 1), Err(error.clone()));
        assert_eq!(Day::new(value, 1, 1), Err(error.clone()));
        assert_eq!(Month::new(value, 1), Err(error.clone()));
        assert_eq!(
            Month::new(value, 13),
            Err(error),
            "the year is looked at first"
        );
    }
    for value in (0..=u8::MAX).filter(|value| !(1..=4).contains(value)) {
        let error = out_of_range("quarter", value.into(), 1, 4);
        assert_eq!(Quarter::new(2026, value), Err(error));
    }
    for value in (0..=u8::MAX).filter(|value| !(1..=12).contains(value)) {
        let error = out_of_range("month", value.into(), 1, 12);
        assert_eq!(Month::new(2026, value), Err(error.clone()));
        assert_eq!(Day::new(2026, value, 1), Err(error));
    }
}

#[test]
fn there_is_no_year_before_some_periods() {
    assert_eq!(Day::constant(2024, 2, 29).year_before(), None);
    assert_eq!(
        Day::constant(2025, 2, 28).year_before(),
        Some(Day::constant(2024, 2, 28))
    );
    assert_eq!(
        Day::constant(2025, 3, 1).year_before(),
        Some(Day::constant(2024, 3, 1))
    );
    assert_eq!(IsoWeek::constant(2020, 53).year_before(), None);
    assert_eq!(
        IsoWeek::constant(2021, 52).year_before(),
        Some(IsoWeek::constant(2020, 52))
    );
    for before in [Day::MIN, Day::constant(1, 12, 31)] {
        assert_eq!(before.year_before(), None);
    }
    assert_eq!(IsoWeek::constant(1, 52).year_before(), None);
}

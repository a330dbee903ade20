//! Fiscal years and quarters against their definition, month by month.

use npscore::period::{FiscalQuarter, FiscalYear};
use npscore::{Day, Month, Quarter, Year};

/// Of every month of the calendar, the year in which its fiscal year ends and its quarter.
fn every_month<const START: u8>() {
    for year in 1..=9_999 {
        for month in 1..=12 {
            let (named, months_in) = match START {
                1 => (year, month - 1),
                // From the beginning of the fiscal year on, it ends in the next calendar year.
                _ if month >= START => (year + 1, month - START),
                _ => (year, month + 12 - START),
            };
            let quarter = FiscalQuarter::<START>::from(Month::constant(year, month));
            assert_eq!(
                (quarter.year(), quarter.quarter()),
                (named, months_in / 3 + 1),
                "{year}-{month} from {START}"
            );
            let fiscal = FiscalYear::<START>::from(Month::constant(year, month));
            assert_eq!(fiscal, FiscalYear::from(quarter));
            assert_eq!(fiscal.year(), named);
            for day in [1, 28] {
                let day = Day::constant(year, month, day);
                assert_eq!(FiscalQuarter::from(day), quarter);
                assert_eq!(FiscalYear::from(day), fiscal);
            }
        }
    }
    assert_eq!(
        FiscalQuarter::<START>::from(Day::MIN).year(),
        FiscalYear::<START>::MIN.year()
    );
    assert_eq!(FiscalYear::from(Day::MAX), FiscalYear::<START>::MAX);
}

#[test]
fn every_month_has_its_fiscal_year_and_quarter() {
    every_month::<1>();
    every_month::<2>();
    every_month::<4>();
    every_month::<7>();
    every_month::<10>();
    every_month::<12>();
}

#[test]
fn a_fiscal_year_from_january_is_the_calendar_year() {
    for month in Year::constant(2026).months() {
        let fiscal = FiscalQuarter::<1>::from(month);
        let quarter = Quarter::from(month);
        assert_eq!(fiscal.to_string(), format!("FY{quarter}"));
    }
}

//! Years of whole weeks against a walk through the calendar, the ISO week and published calendars.

use npscore::period::{
    IsoWeek, Nrf, RetailCalendar, RetailPeriod, RetailQuarter, RetailWeek, RetailYear,
};
use npscore::{Day, Period};

use super::{out_of_range, walk};

macro_rules! calendar {
    ($name:ident: $($constant:ident $type:ty = $value:expr),*) => {
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        struct $name;
        impl RetailCalendar for $name {
            $(const $constant: $type = $value;)*
        }
    };
}
calendar!(Iso: MONTH u8 = 1, WEEKDAY u8 = 1);
calendar!(LastSaturdayOfSeptember: MONTH u8 = 10, EARLIEST u8 = 6);
calendar!(
    FirstWednesdayOfJuly: MONTH u8 = 7, WEEKDAY u8 = 3, EARLIEST u8 = 0, WEEKS [u8; 3] = [5, 4, 4]
);
calendar!(NearestMondayToMarch: MONTH u8 = 3, WEEKDAY u8 = 1, NAMED_BY_END bool = false);

/// 1 for Monday to 7 for Sunday: 1970-01-01 was a Thursday.
fn weekday(day: Day) -> i64 {
    (day.ordinal() + 3).rem_euclid(7) + 1
}

/// Walks through all days: a year begins on its weekday in the seven days from the earliest on, a
/// week every seven days, a period after as many weeks as it has.
fn every_day<C: RetailCalendar>() {
    let (mut start, mut year) = (None, 0);
    for ordinal in Day::MIN.ordinal()..=Day::MAX.ordinal() {
        let day = Day::from_ordinal(ordinal).unwrap();
        let later = day.offset(C::EARLIEST.into());
        // The first of the month is at most `EARLIEST` days ahead, or at most 6 - `EARLIEST` ago.
        let begins = weekday(day) == i64::from(C::WEEKDAY)
            && later.is_some_and(|later| later.month() == C::MONTH && later.day() <= 7);
        if begins {
            start = Some(ordinal);
            let near = day.offset(C::EARLIEST.into()).unwrap().year();
            year = near + u16::from(C::NAMED_BY_END && C::MONTH > 1);
        }
        let Some(start) = start else { continue };
        let week = (ordinal - start) / 7;
        let found = RetailWeek::<C>::from(day);
        assert_eq!(
            (found.year(), i64::from(found.week())),
            (year, week + 1),
            "{day}"
        );
        let lengths = C::WEEKS.map(i64::from);
        let mut ends = lengths.iter().cycle().take(12).scan(0, |end, weeks| {
            *end += weeks;
            Some(*end)
        });
        let period = ends.position(|end| week < end).unwrap_or(11) + 1;
        let found = RetailPeriod::<C>::from(day);
        assert_eq!(
            (found.year(), usize::from(found.period())),
            (year, period),
            "{day}"
        );
        let quarter = RetailQuarter::from(found);
        assert_eq!(usize::from(quarter.quarter()), (period - 1) / 3 + 1);
        assert_eq!(RetailQuarter::from(day), quarter);
        assert_eq!(RetailYear::from(found), RetailYear::from(quarter));
        assert_eq!(RetailYear::from(day), RetailYear::from(quarter));
        assert_eq!(RetailYear::from(quarter).year(), year);
    }
    assert_eq!(RetailWeek::<C>::from(Day::MIN), RetailWeek::MIN);
    assert_eq!(RetailWeek::<C>::from(Day::MAX), RetailWeek::MAX);
    assert_eq!(RetailYear::<C>::from(Day::MIN), RetailYear::MIN);
    assert_eq!(RetailYear::<C>::from(Day::MAX), RetailYear::MAX);
}

#[test]
fn every_day_has_its_week_and_period() {
    every_day::<Nrf>();
    every_day::<Iso>();
    every_day::<LastSaturdayOfSeptember>();
    every_day::<FirstWednesdayOfJuly>();
    every_day::<NearestMondayToMarch>();
}

#[test]
fn every_retail_period_keeps_the_laws() {
    assert!(walk(RetailWeek::<Nrf>::MIN, RetailWeek::MAX, 7) > 521_000);
    assert!(walk(RetailWeek::<FirstWednesdayOfJuly>::MIN, RetailWeek::MAX, 7) > 521_000);
    assert_eq!(
        walk(RetailPeriod::<Nrf>::MIN, RetailPeriod::MAX, 7),
        12 * 10_000,
        "the years 0 to 9999"
    );
    let periods = walk(
        RetailPeriod::<LastSaturdayOfSeptember>::MIN,
        RetailPeriod::MAX,
        7,
    );
    assert_eq!(periods, 12 * 10_000, "the years 1 to 10000");
    assert_eq!(
        walk(RetailQuarter::<Iso>::MIN, RetailQuarter::MAX, 7),
        39_996
    );
    assert_eq!(walk(RetailYear::<Iso>::MIN, RetailYear::MAX, 7), 9_999);
}

#[test]
fn weeks_from_the_monday_nearest_to_january_are_those_of_iso_8601() {
    for ordinal in IsoWeek::MIN.ordinal()..=IsoWeek::MAX.ordinal() {
        let (iso, retail) = (
            IsoWeek::from_ordinal(ordinal).unwrap(),
            RetailWeek::<Iso>::from_ordinal(ordinal).unwrap(),
        );
        assert_eq!((retail.year(), retail.week()), (iso.year(), iso.week()));
        assert_eq!(RetailWeek::new(iso.year(), iso.week()), Ok(retail));
    }
    assert_eq!(RetailWeek::<Iso>::MAX.ordinal(), IsoWeek::MAX.ordinal());
}

/// The first day of years of the National Retail Federation, as it publishes them. 2012, 2017 and
/// 2023 have 53 weeks.
#[test]
fn years_of_the_retail_federation_begin_as_published() {
    let starts = [
        (2012, "2012-01-29"),
        (2013, "2013-02-03"),
        (2017, "2017-01-29"),
        (2018, "2018-02-04"),
        (2023, "2023-01-29"),
        (2024, "2024-02-04"),
        (2025, "2025-02-02"),
    ];
    for (year, start) in starts {
        let start: Day = start.parse().unwrap();
        let first = RetailWeek::<Nrf>::from(start);
        assert_eq!(first, RetailWeek::constant(year, 1));
        assert_eq!(
            RetailPeriod::<Nrf>::from(start),
            RetailPeriod::constant(year, 1)
        );
        let before = start.predecessor().map(RetailWeek::<Nrf>::from).unwrap();
        assert_eq!(first.predecessor(), Some(before));
        assert_eq!(before.year(), year - 1);
    }
    for year in 2010..2026 {
        let long = RetailWeek::<Nrf>::new(year, 53).is_ok();
        assert_eq!(long, [2012, 2017, 2023].contains(&year), "{year}");
    }
    assert_eq!(RetailWeek::<Nrf>::constant(2023, 53).year_before(), None);
}

/// The fiscal years of Apple Inc., by its annual reports.
#[test]
fn a_year_that_ends_on_the_last_saturday_of_september() {
    let ends = [
        (2023, "2023-09-30"),
        (2024, "2024-09-28"),
        (2025, "2025-09-27"),
    ];
    for (year, end) in ends {
        let end: Day = end.parse().unwrap();
        let last = RetailPeriod::<LastSaturdayOfSeptember>::from(end);
        assert_eq!(last, RetailPeriod::constant(year, 12));
        let next = end
            .successor()
            .map(RetailWeek::<LastSaturdayOfSeptember>::from);
        assert_eq!(next, Some(RetailWeek::constant(year + 1, 1)));
    }
}

#[test]
fn what_is_not_in_the_calendar_is_refused() {
    assert_eq!(
        RetailWeek::<Nrf>::new(2024, 53),
        Err(out_of_range("retail week", 53, 1, 52))
    );
    assert_eq!(
        RetailWeek::<Nrf>::new(0, 1),
        Err(out_of_range(
            "retail week",
            1,
            RetailWeek::<Nrf>::MIN.week().into(),
            53
        ))
    );
    assert_eq!(
        RetailWeek::<LastSaturdayOfSeptember>::new(10_001, 1),
        Err(out_of_range("year", 10_001, 1, 10_000))
    );
    assert_eq!(
        RetailWeek::<LastSaturdayOfSeptember>::new(10_000, 52),
        Err(out_of_range(
            "retail week",
            52,
            1,
            RetailWeek::<LastSaturdayOfSeptember>::MAX.week().into()
        ))
    );
    assert_eq!(
        "FY2026-P13".parse::<RetailPeriod<Nrf>>(),
        Err(out_of_range("retail period", 13, 1, 12))
    );
}

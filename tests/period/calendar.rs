//! Every day and week of the calendar, as jiff has them.

use jiff::civil::{Date, ISOWeekDate, Weekday, date};
use npscore::error::PeriodError;
use npscore::period::{FiscalQuarter, IsoWeek};
use npscore::{Day, Month, Period, Quarter, Year};

use super::out_of_range;

/// Every day of the calendar by jiff, with its count of days since 1970-01-01.
fn days() -> impl Iterator<Item = (i64, Date)> {
    let first = date(1, 1, 1);
    let epoch_day = i64::from(first.since(date(1970, 1, 1)).unwrap().get_days());
    let dates = std::iter::successors(Some(first), |date| date.tomorrow().ok());
    (epoch_day..).zip(dates)
}

/// The numbers of a date of jiff within the calendar.
#[allow(clippy::cast_sign_loss, reason = "positive within the calendar")]
fn numbers(date: Date) -> (u16, u8, u8) {
    (date.year() as u16, date.month() as u8, date.day() as u8)
}

fn day(date: Date) -> Result<Day, PeriodError> {
    let (year, month, day) = numbers(date);
    Day::new(year, month, day)
}

#[test]
fn every_epoch_day_falls_where_jiff_says() {
    let mut count = 0;
    for (epoch_day, date) in days() {
        let (year, month, of_month) = numbers(date);
        let found = Day::from_epoch_day(epoch_day).unwrap();
        assert_eq!(found.ordinal(), epoch_day, "{date}");
        assert_eq!(Ok(found), day(date), "{date}");
        assert_eq!((found.year(), found.month(), found.day()), numbers(date));
        let found = Month::from_epoch_day(epoch_day).unwrap();
        assert_eq!((found.year(), found.month()), (year, month), "{date}");
        let found = Quarter::from_epoch_day(epoch_day).unwrap();
        assert_eq!(
            (found.year(), found.quarter()),
            (year, month.div_ceil(3)),
            "{date}"
        );
        let found = Year::from_epoch_day(epoch_day).unwrap();
        assert_eq!(found.year(), year, "{date}");
        let before = Day::new(year - 1, month, of_month).ok();
        let day_before = Day::from_epoch_day(epoch_day).and_then(Period::year_before);
        assert_eq!(day_before, before, "{date}");
        count += 1;
    }
    assert_eq!(count, 3_652_059);
    for beyond in [-719_163, 2_932_897, i64::MIN, i64::MAX, 1 << 32, -(1 << 32)] {
        assert_eq!(Day::from_epoch_day(beyond), None, "{beyond}");
        assert_eq!(IsoWeek::from_epoch_day(beyond), None, "{beyond}");
        assert_eq!(FiscalQuarter::<7>::from_epoch_day(beyond), None, "{beyond}");
        assert_eq!(Year::from_epoch_day(beyond), None, "{beyond}");
        assert_eq!(Quarter::from_epoch_day(beyond), None, "{beyond}");
        assert_eq!(Month::from_epoch_day(beyond), None, "{beyond}");
    }
}

#[test]
#[allow(clippy::cast_sign_loss, reason = "positive within the calendar")]
fn every_week_is_the_week_jiff_says() {
    for (epoch_day, date) in days() {
        let week = IsoWeek::from_epoch_day(epoch_day).unwrap();
        let oracle = date.iso_week_date();
        assert_eq!(
            (week.year(), week.week()),
            (oracle.year() as u16, oracle.week() as u8),
            "{date}"
        );
        if date.weekday() == Weekday::Monday {
            assert_eq!(Ok(week.monday()), day(date));
            assert_eq!(IsoWeek::new(week.year(), week.week()), Ok(week));
            let before = ISOWeekDate::new(oracle.year() - 1, oracle.week(), Weekday::Monday);
            let before = before.ok().filter(|before| before.year() >= 1);
            let before = before.map(|week| IsoWeek::from(day(week.date()).unwrap()));
            assert_eq!(week.year_before(), before, "{date}");
        }
    }
}

#[test]
fn texts_are_those_of_jiff() {
    for (_, date) in days().step_by(97) {
        let day = day(date).unwrap();
        assert_eq!(day.to_string(), date.to_string());
        assert_eq!(
            IsoWeek::from(day).to_string(),
            date.strftime("%G-W%V").to_string()
        );
    }
}

#[test]
fn every_month_and_year_ends_where_jiff_says() {
    for year in 1..=9_999 {
        for month in 1..=12 {
            let first = date(year.try_into().unwrap(), month.try_into().unwrap(), 1);
            let last = first.days_in_month();
            for value in [0, last.unsigned_abs() + 1, 32, u8::MAX] {
                assert_eq!(
                    Day::new(year, month, value),
                    Err(out_of_range("day", value.into(), 1, last.into()))
                );
            }
        }
        let oracle = date(i16::try_from(year).unwrap(), 7, 1).iso_week_date();
        let last = oracle.weeks_in_year();
        assert!(IsoWeek::new(year, last.unsigned_abs()).is_ok());
        for value in [0, last.unsigned_abs() + 1, 54, u8::MAX] {
            assert_eq!(
                IsoWeek::new(year, value),
                Err(out_of_range("week", value.into(), 1, last.into()))
            );
        }
    }
}

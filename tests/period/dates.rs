//! Dates of jiff, chrono and time become days and come back.

/// A year outside the calendar.
#[cfg(any(feature = "chrono", feature = "jiff", feature = "time"))]
fn no_year(value: i64) -> npscore::error::PeriodError {
    super::out_of_range("year", value, 1, 9_999)
}

#[cfg(feature = "chrono")]
mod of_chrono {
    use chrono::{DateTime, FixedOffset, NaiveDate};
    use npscore::{Day, Period};

    use super::no_year;

    #[test]
    fn every_date_is_a_day_and_comes_back() {
        let first = NaiveDate::from_ymd_opt(1, 1, 1).unwrap();
        let mut days = (Day::MIN.ordinal()..).map(Day::from_ordinal);
        for date in first.iter_days().take(3_652_059) {
            let day = Day::try_from(date).unwrap();
            assert_eq!(days.next(), Some(Some(day)), "{date}");
            assert_eq!(NaiveDate::from(day), date);
        }
        assert_eq!(days.next(), Some(None));
    }

    #[test]
    fn dates_outside_the_calendar_are_refused() {
        for (year, month, day) in [(0, 12, 31), (-44, 3, 15), (10_000, 1, 1)] {
            let outside = NaiveDate::from_ymd_opt(year, month, day).unwrap();
            assert_eq!(Day::try_from(outside), Err(no_year(year.into())));
        }
        for outside in [NaiveDate::MIN, NaiveDate::MAX] {
            assert!(Day::try_from(outside).is_err());
        }
    }

    #[test]
    fn a_time_with_an_offset_belongs_to_the_local_day() {
        let late: DateTime<FixedOffset> = "2026-03-31T23:30:00-05:00".parse().unwrap();
        assert_eq!(Day::try_from(&late), Ok(Day::constant(2026, 3, 31)));
        assert_eq!(Day::try_from(&late.to_utc()), Ok(Day::constant(2026, 4, 1)));
    }
}

#[cfg(feature = "time")]
mod of_time {
    use npscore::{Day, Period};
    use time::{Date, Month, OffsetDateTime, UtcOffset};

    use super::no_year;

    #[test]
    fn every_date_is_a_day_and_comes_back() {
        let mut date = Some(Date::from_calendar_date(1, Month::January, 1).unwrap());
        for ordinal in Day::MIN.ordinal()..=Day::MAX.ordinal() {
            let here = date.unwrap();
            let day = Day::try_from(here).unwrap();
            assert_eq!(Day::from_ordinal(ordinal), Some(day), "{here:?}");
            assert_eq!(Date::from(day), here);
            date = here.next_day();
        }
    }

    #[test]
    fn dates_outside_the_calendar_are_refused() {
        for (year, month, day) in [(0, Month::December, 31), (-44, Month::March, 15)] {
            let outside = Date::from_calendar_date(year, month, day).unwrap();
            assert_eq!(Day::try_from(outside), Err(no_year(year.into())));
        }
    }

    #[test]
    fn a_time_with_an_offset_belongs_to_the_local_day() {
        let noon = OffsetDateTime::UNIX_EPOCH;
        let west = noon.to_offset(UtcOffset::from_hms(-5, 0, 0).unwrap());
        assert_eq!(Day::try_from(noon), Ok(Day::constant(1970, 1, 1)));
        assert_eq!(Day::try_from(west), Ok(Day::constant(1969, 12, 31)));
    }
}

#[cfg(feature = "jiff")]
mod of_jiff {
    use jiff::civil::{Date, date};
    use jiff::tz::{Offset, TimeZone};
    use jiff::{Timestamp, ToSpan, ZonedDateTime};
    use npscore::period::IsoWeek;
    use npscore::{Day, Month, Period, Quarter, Year};

    use super::super::own::JulyQuarter;
    use super::no_year;

    #[test]
    fn every_date_is_a_day_and_comes_back() {
        let mut date = Some(date(1, 1, 1));
        for ordinal in Day::MIN.ordinal()..=Day::MAX.ordinal() {
            let here = date.unwrap();
            let day = Day::try_from(here).unwrap();
            assert_eq!(Day::from_ordinal(ordinal), Some(day), "{here}");
            assert_eq!(Date::from(day), here);
            date = here.tomorrow().ok();
        }
        assert_eq!(date, None);
    }

    #[test]
    fn dates_before_the_year_1_are_refused() {
        for outside in [date(0, 12, 31), date(0, 2, 29), date(-44, 3, 15), Date::MIN] {
            let error = no_year(outside.year().into());
            assert_eq!(Day::try_from(outside), Err(error));
        }
    }

    #[test]
    fn time_stamps_at_the_ends_of_time_do_not_panic() {
        let zones = [Offset::MIN, Offset::UTC, Offset::MAX].map(TimeZone::fixed);
        for zone in &zones {
            assert_eq!(Day::at(Timestamp::MIN, zone), Err(no_year(-9_999)));
            assert_eq!(Year::at(Timestamp::MAX, zone), Ok(Year::MAX));
            assert_eq!(Quarter::at(Timestamp::MAX, zone), Ok(Quarter::MAX));
        }
        let new_year: Timestamp = "0001-01-01T00:00:00Z".parse().unwrap();
        assert_eq!(Day::at(new_year, &TimeZone::UTC), Ok(Day::MIN));
        assert_eq!(
            Day::at(new_year, &TimeZone::fixed(Offset::constant(-1))),
            Err(no_year(0))
        );
    }

    fn zone(name: &str) -> TimeZone {
        TimeZone::get(name).unwrap()
    }

    fn instant(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn a_response_late_in_the_evening_belongs_to_the_local_day() {
        let stockholm = zone("Europe/Stockholm");
        let evening = instant("2026-03-31T23:30:00+02:00");
        assert_eq!(
            Day::at(evening, &stockholm),
            Ok(Day::constant(2026, 3, 31)),
            "21:30 in UTC"
        );
        let past_midnight = instant("2026-04-01T00:30:00+02:00");
        assert_eq!(
            Month::at(past_midnight, &stockholm),
            Ok(Month::constant(2026, 4))
        );
        assert_eq!(
            Month::at(past_midnight, &TimeZone::UTC),
            Ok(Month::constant(2026, 3))
        );

        // New Year's Eve, 23:30 in New York: tomorrow in UTC, next year, and the same ISO week.
        let eve = instant("2025-12-31T23:30:00-05:00");
        let new_york = zone("America/New_York");
        assert_eq!(Day::at(eve, &new_york), Ok(Day::constant(2025, 12, 31)));
        assert_eq!(Month::at(eve, &new_york), Ok(Month::constant(2025, 12)));
        assert_eq!(Quarter::at(eve, &new_york), Ok(Quarter::constant(2025, 4)));
        assert_eq!(Year::at(eve, &new_york), Ok(Year::constant(2025)));
        assert_eq!(IsoWeek::at(eve, &new_york), Ok(IsoWeek::constant(2026, 1)));
        assert_eq!(Year::at(eve, &TimeZone::UTC), Ok(Year::constant(2026)));
        assert_eq!(
            JulyQuarter::at(eve, &new_york),
            Ok(JulyQuarter::from(Month::constant(2025, 10)))
        );
    }

    #[test]
    fn a_zoned_date_is_local() {
        let eve = instant("2025-12-31T23:30:00-05:00");
        let zoned: ZonedDateTime = eve.to_zoned_datetime(zone("America/New_York"));
        assert_eq!(Day::try_from(&zoned), Ok(Day::constant(2025, 12, 31)));
        let ancient = Timestamp::MIN.to_zoned_datetime(TimeZone::UTC);
        assert!(Day::try_from(&ancient).is_err());
    }

    /// The half hours of `day`, among those around it.
    fn half_hours(day: Day, zone: &TimeZone) -> usize {
        let noon = Date::from(day)
            .at(12, 0, 0, 0)
            .to_zoned_datetime(TimeZone::UTC);
        let start = noon.unwrap().timestamp() - 48.hours();
        (0..192)
            .filter(|half| Day::at(start + (30 * half).minutes(), zone) == Ok(day))
            .count()
    }

    #[test]
    fn days_on_which_the_clock_changes_are_shorter_or_longer() {
        let stockholm = zone("Europe/Stockholm");
        assert_eq!(half_hours(Day::constant(2026, 3, 28), &stockholm), 48);
        assert_eq!(half_hours(Day::constant(2026, 3, 29), &stockholm), 46);
        assert_eq!(half_hours(Day::constant(2026, 10, 25), &stockholm), 50);
        let lord_howe = zone("Australia/Lord_Howe");
        assert_eq!(half_hours(Day::constant(2026, 4, 5), &lord_howe), 49);
        // Samoa went from the eastern to the western side of the date line.
        let apia = zone("Pacific/Apia");
        assert_eq!(half_hours(Day::constant(2011, 12, 29), &apia), 48);
        assert_eq!(half_hours(Day::constant(2011, 12, 30), &apia), 0);
        assert_eq!(half_hours(Day::constant(2011, 12, 31), &apia), 48);
    }
}

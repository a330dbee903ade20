//! Calendar periods: every one of them, the ends of the calendar, texts, time zones.

use std::fmt::{Debug, Display};
use std::str::FromStr;

use npscore::{Month, Period, PeriodError, Quarter, Year};
use proptest::prelude::*;

/// What a period of this crate can do.
#[cfg(not(feature = "serde"))]
trait Written: Period + FromStr<Err = PeriodError> {}
#[cfg(not(feature = "serde"))]
impl<P: Period + FromStr<Err = PeriodError>> Written for P {}
#[cfg(feature = "serde")]
trait Written:
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
fn walk<P: Written>(first: P, last: P, stride: usize) -> usize {
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

#[test]
fn every_year_quarter_and_month_keeps_the_laws() {
    assert_eq!(walk(Year::MIN, Year::MAX, 1), 9_999);
    assert_eq!(walk(Quarter::MIN, Quarter::MAX, 1), 4 * 9_999);
    assert_eq!(walk(Month::MIN, Month::MAX, 1), 12 * 9_999);
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
        let error = PeriodError::YearOutOfRange {
            value: value.into(),
        };
        assert_eq!(Year::new(value), Err(error.clone()));
        assert_eq!(Quarter::new(value, 1), Err(error.clone()));
        assert_eq!(Month::new(value, 1), Err(error.clone()));
        assert_eq!(
            Month::new(value, 13),
            Err(error),
            "the year is looked at first"
        );
    }
    for value in (0..=u8::MAX).filter(|value| !(1..=4).contains(value)) {
        assert_eq!(
            Quarter::new(2026, value),
            Err(PeriodError::QuarterOutOfRange { value })
        );
    }
    for value in (0..=u8::MAX).filter(|value| !(1..=12).contains(value)) {
        assert_eq!(
            Month::new(2026, value),
            Err(PeriodError::MonthOutOfRange { value })
        );
    }
}

/// Every day of the calendar by jiff, with its count of days since 1970-01-01.
fn days() -> impl Iterator<Item = (i64, jiff::civil::Date)> {
    let first = jiff::civil::date(1, 1, 1);
    let epoch_day = i64::from(
        first
            .since(jiff::civil::date(1970, 1, 1))
            .unwrap()
            .get_days(),
    );
    let dates = std::iter::successors(Some(first), |date| date.tomorrow().ok());
    (epoch_day..).zip(dates)
}

#[test]
#[allow(clippy::cast_sign_loss, reason = "positive within the calendar")]
fn every_epoch_day_falls_where_jiff_says() {
    let mut count = 0;
    for (epoch_day, date) in days() {
        let (year, month) = (date.year() as u16, date.month() as u8);
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
        count += 1;
    }
    assert_eq!(count, 3_652_059);
    for beyond in [-719_163, 2_932_897, i64::MIN, i64::MAX, 1 << 32, -(1 << 32)] {
        assert_eq!(Year::from_epoch_day(beyond), None, "{beyond}");
        assert_eq!(Quarter::from_epoch_day(beyond), None, "{beyond}");
        assert_eq!(Month::from_epoch_day(beyond), None, "{beyond}");
    }
}

#[test]
fn display_honours_width_and_fill() {
    let month = Month::constant(2026, 3);
    assert_eq!(
        format!("{month:>9}|{month:<9}|{month:*^9}|{month}"),
        "  2026-03|2026-03  |*2026-03*|2026-03"
    );
    assert_eq!(format!("{:>6}", Year::constant(987)), "  0987");
    assert_eq!(format!("{:>8}", Quarter::constant(2026, 1)), " 2026-Q1");
    assert_eq!(format!("{month:?}"), "Month(2026-03)");
    assert_eq!(
        format!("{:?}", Some(Quarter::constant(7, 4))),
        "Some(Quarter(0007-Q4))"
    );
    assert_eq!(format!("{:?}", Year::MIN), "Year(0001)");
}

/// Texts that no period is written like.
const STRANGE: &[&str] = &[
    "",
    " ",
    "-",
    "--",
    "-Q",
    "-W",
    "26",
    "026",
    "10000",
    "-001",
    "+026",
    "2O26",
    "٢٠٢٦",
    "２０２６",
    "2026 ",
    " 2026",
    "2026\n",
    "2026\0",
    "2026-",
    "2026--3",
    "2026-1",
    "2026-001",
    "2026-+1",
    "2026- 1",
    " 2026-03",
    "2026-03 ",
    "2026-03\n",
    "10000-03",
    "-2026-03",
    "26-03",
    "2026/03",
    "2026.03",
    "2026–03",
    "202603",
    "03-2026",
    "03/2026",
    "2026-Mar",
    "2026-٠٣",
    "٢٠٢٦-03",
    "2026-0３",
    "2026-q1",
    "2026-Q",
    "2026-Q01",
    "2026-Q١",
    "2026Q1",
    "Q1-2026",
    "2026-Q1-Q1",
    "2026-T1",
    "2026-w11",
    "2026-W1",
    "2026-W011",
    "2026-W11-1",
    "2026W11",
    "2026-3-9",
    "2026-03-9",
    "2026-03-009",
    "2026-03-09T23:30",
    "2026-03-09Z",
    "20260309",
    "2026-03-٠٩",
    "NaT",
    "null",
    "\u{feff}2026-03",
    "2026-03\u{a0}",
];

fn strange<P: Written>(like: &str) {
    for text in STRANGE {
        match text.parse::<P>() {
            Err(PeriodError::Malformed { unit, like: l, .. }) => {
                assert_eq!((unit, l), (P::UNIT, like));
            }
            other => panic!("{text:?} was read as {other:?}"),
        }
    }
    let long = "2026-03".repeat(100_000);
    let message = long.parse::<P>().unwrap_err().to_string();
    assert!(message.len() < 120, "{message}");
}

fn refused<P: Written>(texts: &[(&str, &str)]) {
    for (text, message) in texts {
        assert_eq!(text.parse::<P>().unwrap_err().to_string(), *message);
    }
}

#[test]
fn strange_texts_are_no_periods() {
    strange::<Year>("2026");
    strange::<Quarter>("2026-Q1");
    strange::<Month>("2026-03");
    refused::<Year>(&[
        ("0000", "year 0 is out of range, expected 1 to 9999"),
        ("2026-03", "year \"2026-03\" is not written like \"2026\""),
    ]);
    refused::<Quarter>(&[
        ("2026-Q5", "quarter 5 is out of range, expected 1 to 4"),
        ("2026-Q0", "quarter 0 is out of range, expected 1 to 4"),
        ("0000-Q1", "year 0 is out of range, expected 1 to 9999"),
        (
            "2026-03",
            "quarter \"2026-03\" is not written like \"2026-Q1\"",
        ),
        ("2026", "quarter \"2026\" is not written like \"2026-Q1\""),
    ]);
    refused::<Month>(&[
        ("2026-13", "month 13 is out of range, expected 1 to 12"),
        ("2026-00", "month 0 is out of range, expected 1 to 12"),
        ("2026-99", "month 99 is out of range, expected 1 to 12"),
        ("0000-00", "year 0 is out of range, expected 1 to 9999"),
        (
            "2026-03-01",
            "month \"2026-03-01\" is not written like \"2026-03\"",
        ),
        (
            "2026-Q1",
            "month \"2026-Q1\" is not written like \"2026-03\"",
        ),
    ]);
}

/// Whatever text is read as a period is the text that period is written as.
fn canonical<P: FromStr + Display>(text: &str) {
    if let Ok(period) = text.parse::<P>() {
        assert_eq!(period.to_string(), text);
    }
}

proptest! {
    #[test]
    fn one_period_has_one_text(
        text in prop_oneof![
            "\\PC{0,12}",
            "[0-9 +]{4}(-Q?W?[0-9 +]{1,2}){0,3}",
            "[0-9]{4}-(Q[0-9]|W[0-9]{2}|[0-9]{2}(-[0-9]{2})?)",
        ],
    ) {
        canonical::<Year>(&text);
        canonical::<Quarter>(&text);
        canonical::<Month>(&text);
        #[cfg(feature = "jiff")]
        {
            canonical::<npscore::Day>(&text);
            canonical::<npscore::IsoWeek>(&text);
        }
    }
}

#[cfg(feature = "serde")]
mod json {
    use std::collections::{BTreeMap, HashMap};

    use npscore::{Month, Quarter, Year};
    use serde::de::DeserializeOwned;

    use super::{Debug, STRANGE, Written};

    pub(super) fn hostile<P: Written>(documents: &[(&str, &str)]) {
        for text in STRANGE {
            let json = serde_json::to_string(text).unwrap();
            let message = serde_json::from_str::<P>(&json).unwrap_err().to_string();
            assert!(
                message.contains("is not written like"),
                "{json}: {message:?}"
            );
        }
        let kinds = [
            "null",
            "true",
            "2026",
            "2026.03",
            "-1",
            "[]",
            "[2026,3]",
            "{}",
            r#"{"year":2026,"month":3}"#,
        ];
        let expected = format!("expected a {} such as", P::UNIT);
        for json in kinds {
            let message = serde_json::from_str::<P>(json).unwrap_err().to_string();
            assert!(message.contains(&expected), "{json}: {message:?}");
        }
        for (json, expected) in documents {
            let message = serde_json::from_str::<P>(json).unwrap_err().to_string();
            assert!(message.contains(expected), "{json}: {message:?}");
        }
    }

    #[test]
    fn hostile_documents_are_refused() {
        hostile::<Year>(&[("\"0000\"", "year 0 is out of range, expected 1 to 9999")]);
        hostile::<Quarter>(&[("\"2026-Q5\"", "quarter 5 is out of range, expected 1 to 4")]);
        hostile::<Month>(&[
            ("\"2026-13\"", "month 13 is out of range, expected 1 to 12"),
            ("\"2026-00\"", "month 0 is out of range, expected 1 to 12"),
        ]);
    }

    pub(super) fn key<P: Written>(period: P) {
        let ordered = BTreeMap::from([(period, 1_u8)]);
        let json = serde_json::to_string(&ordered).unwrap();
        assert_eq!(json, format!("{{\"{period}\":1}}"));
        assert_eq!(read::<BTreeMap<P, u8>>(&json), ordered);
        assert_eq!(
            read::<HashMap<P, u8>>(&json),
            HashMap::from([(period, 1_u8)])
        );
        let value = serde_json::to_value(period).unwrap();
        assert_eq!(serde_json::from_value::<P>(value).unwrap(), period);
        assert!(serde_json::from_str::<BTreeMap<P, u8>>("{\"March\":1}").is_err());
    }

    fn read<T: DeserializeOwned + Debug>(json: &str) -> T {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn periods_are_keys_of_maps() {
        key(Year::constant(2026));
        key(Quarter::constant(2026, 1));
        key(Month::constant(2026, 3));
        assert_eq!(
            read::<Month>(r#""\u0032026-03""#),
            Month::constant(2026, 3),
            "an escaped text is the same text"
        );
    }
}

/// A quarter of a fiscal year that begins in July: a period from outside the crate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct FiscalQuarter(Month);

impl Display for FiscalQuarter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "quarter from {}", self.0)
    }
}

impl Period for FiscalQuarter {
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

impl From<Month> for FiscalQuarter {
    fn from(month: Month) -> Self {
        Self(Quarter::from(month).months()[0])
    }
}

#[cfg(feature = "jiff")]
impl From<npscore::Day> for FiscalQuarter {
    fn from(day: npscore::Day) -> Self {
        Self::from(Month::from(day))
    }
}

#[test]
fn a_period_of_ones_own_gets_the_rest() {
    let first = FiscalQuarter::from(Month::constant(2025, 8));
    assert_eq!(first.to_string(), "quarter from 2025-07");
    let next = first.successor().unwrap();
    assert_eq!(next, FiscalQuarter::from(Month::constant(2025, 12)));
    assert_eq!(next.predecessor(), Some(first));
    assert_eq!(first.offset(4).and_then(Period::year_before), Some(first));
    assert_eq!(first.steps_to(next), 1);
    assert_eq!(FiscalQuarter(Month::constant(1, 1)).predecessor(), None);
    assert_eq!(first.offset(i64::MAX), None);
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

#[cfg(feature = "jiff")]
mod dates {
    use jiff::civil::{Date, ISOWeekDate, Weekday, date};
    use jiff::tz::{Offset, TimeZone};
    use jiff::{Timestamp, ToSpan, Zoned};
    use npscore::{Day, IsoWeek};

    use super::{
        FiscalQuarter, Month, Period, PeriodError, Quarter, Year, days, refused, strange, walk,
    };

    #[test]
    fn every_day_and_week_keeps_the_laws() {
        assert_eq!(walk(Day::MIN, Day::MAX, 17), 3_652_059);
        assert_eq!(walk(IsoWeek::MIN, IsoWeek::MAX, 3), 521_723);
    }

    #[test]
    #[allow(clippy::cast_sign_loss, reason = "positive within the calendar")]
    fn every_day_is_the_day_jiff_says() {
        for (epoch_day, date) in days() {
            let day = Day::try_from(date).unwrap();
            assert_eq!(day.ordinal(), epoch_day, "{date}");
            assert_eq!(Date::from(day), date);
            let (year, month) = (date.year() as u16, date.month() as u8);
            assert_eq!(
                (day.year(), day.month(), day.day()),
                (year, month, date.day() as u8)
            );
            assert_eq!(Day::new(year, month, day.day()), Ok(day));
            assert_eq!(Some(Month::from(day)), Month::from_epoch_day(epoch_day));
            assert_eq!(Month::try_from(date), Ok(Month::from(day)));
            assert_eq!(Quarter::try_from(date), Ok(Quarter::from(day)));
            assert_eq!(Year::try_from(date), Ok(Year::from(day)));
            let before = Date::new(date.year() - 1, date.month(), date.day());
            let before = before.ok().and_then(|date| Day::try_from(date).ok());
            assert_eq!(day.year_before(), before, "{date}");

            let week = IsoWeek::from(day);
            let oracle = date.iso_week_date();
            assert_eq!(
                (week.year(), week.week()),
                (oracle.year() as u16, oracle.week() as u8),
                "{date}"
            );
            if date.weekday() == Weekday::Monday {
                assert_eq!(week.monday(), day);
                assert_eq!(IsoWeek::new(week.year(), week.week()), Ok(week));
                let before = ISOWeekDate::new(oracle.year() - 1, oracle.week(), Weekday::Monday);
                let before = before
                    .ok()
                    .and_then(|week| IsoWeek::try_from(week.date()).ok());
                assert_eq!(week.year_before(), before, "{date}");
            }
        }
    }

    #[test]
    fn texts_are_those_of_jiff() {
        for (_, date) in days().step_by(97) {
            let day = Day::try_from(date).unwrap();
            assert_eq!(day.to_string(), date.to_string());
            assert_eq!(
                IsoWeek::from(day).to_string(),
                date.strftime("%G-W%V").to_string()
            );
        }
    }

    #[test]
    fn every_month_ends_where_jiff_says() {
        for year in Year::MIN.ordinal()..=Year::MAX.ordinal() {
            let year = Year::from_ordinal(year).unwrap();
            for month in year.months() {
                let first = Date::from(Day::new(month.year(), month.month(), 1).unwrap());
                let last = u8::try_from(first.days_in_month()).unwrap();
                for value in [0, last + 1, 32, u8::MAX] {
                    assert_eq!(
                        Day::new(month.year(), month.month(), value),
                        Err(PeriodError::DayOutOfRange { month, value, last })
                    );
                }
            }
            let oracle = date(i16::try_from(year.year()).unwrap(), 7, 1).iso_week_date();
            let last = u8::try_from(oracle.weeks_in_year()).unwrap();
            assert!(IsoWeek::new(year.year(), last).is_ok());
            for value in [0, last + 1, 54, u8::MAX] {
                let year = year.year();
                assert_eq!(
                    IsoWeek::new(year, value),
                    Err(PeriodError::WeekOutOfRange { year, value, last })
                );
            }
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

    #[test]
    fn dates_before_the_year_1_are_refused() {
        for outside in [date(0, 12, 31), date(0, 2, 29), date(-44, 3, 15), Date::MIN] {
            let error = PeriodError::YearOutOfRange {
                value: outside.year().into(),
            };
            assert_eq!(Day::try_from(outside), Err(error.clone()));
            assert_eq!(IsoWeek::try_from(outside), Err(error.clone()));
            assert_eq!(Month::try_from(outside), Err(error.clone()));
            assert_eq!(Quarter::try_from(outside), Err(error.clone()));
            assert_eq!(Year::try_from(outside), Err(error));
        }
        assert_eq!(Day::try_from(Date::MAX), Ok(Day::MAX));
        assert_eq!(IsoWeek::try_from(Date::MAX), Ok(IsoWeek::MAX));
        assert_eq!(Month::try_from(Date::MAX), Ok(Month::MAX));
        assert_eq!(Quarter::try_from(Date::MAX), Ok(Quarter::MAX));
        assert_eq!(Year::try_from(Date::MAX), Ok(Year::MAX));
        assert_eq!(IsoWeek::try_from(date(1, 1, 1)), Ok(IsoWeek::MIN));
    }

    #[test]
    fn time_stamps_at_the_ends_of_time_do_not_panic() {
        let zones = [Offset::MIN, Offset::UTC, Offset::MAX].map(TimeZone::fixed);
        for zone in &zones {
            assert!(matches!(
                Day::at(Timestamp::MIN, zone),
                Err(PeriodError::YearOutOfRange { value: -9999 })
            ));
            assert_eq!(Year::at(Timestamp::MAX, zone), Ok(Year::MAX));
            assert_eq!(Quarter::at(Timestamp::MAX, zone), Ok(Quarter::MAX));
        }
        let new_year: Timestamp = "0001-01-01T00:00:00Z".parse().unwrap();
        assert_eq!(Day::at(new_year, &TimeZone::UTC), Ok(Day::MIN));
        assert_eq!(
            Day::at(new_year, &TimeZone::fixed(Offset::constant(-1))),
            Err(PeriodError::YearOutOfRange { value: 0 })
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
            FiscalQuarter::at(eve, &new_york),
            Ok(FiscalQuarter::from(Month::constant(2025, 10)))
        );
    }

    #[test]
    fn a_zoned_date_is_local() {
        let eve = instant("2025-12-31T23:30:00-05:00");
        let zoned: Zoned = eve.to_zoned(zone("America/New_York"));
        assert_eq!(Day::try_from(&zoned), Ok(Day::constant(2025, 12, 31)));
        assert_eq!(Month::try_from(&zoned), Ok(Month::constant(2025, 12)));
        assert_eq!(Quarter::try_from(&zoned), Ok(Quarter::constant(2025, 4)));
        assert_eq!(Year::try_from(&zoned), Ok(Year::constant(2025)));
        assert_eq!(IsoWeek::try_from(&zoned), Ok(IsoWeek::constant(2026, 1)));
        let ancient = Timestamp::MIN.to_zoned(TimeZone::UTC);
        assert!(Day::try_from(&ancient).is_err());
    }

    /// The half hours of `day`, among those around it.
    fn half_hours(day: Day, zone: &TimeZone) -> usize {
        let noon = Date::from(day).at(12, 0, 0, 0).to_zoned(TimeZone::UTC);
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

    #[test]
    fn strange_texts_are_no_days_and_weeks() {
        strange::<Day>("2026-03-09");
        strange::<IsoWeek>("2026-W11");
        refused::<Day>(&[
            (
                "2026-02-29",
                "day 29 is out of range, expected 1 to 28 in 2026-02",
            ),
            (
                "1900-02-29",
                "day 29 is out of range, expected 1 to 28 in 1900-02",
            ),
            (
                "2026-03-00",
                "day 0 is out of range, expected 1 to 31 in 2026-03",
            ),
            ("2026-13-01", "month 13 is out of range, expected 1 to 12"),
            ("0000-01-01", "year 0 is out of range, expected 1 to 9999"),
            (
                "2026-03",
                "day \"2026-03\" is not written like \"2026-03-09\"",
            ),
        ]);
        refused::<IsoWeek>(&[
            (
                "2025-W53",
                "week 53 is out of range, expected 1 to 52 in ISO year 2025",
            ),
            (
                "0987-W00",
                "week 0 is out of range, expected 1 to 52 in ISO year 0987",
            ),
            (
                "2026-W54",
                "week 54 is out of range, expected 1 to 53 in ISO year 2026",
            ),
            ("0000-W01", "year 0 is out of range, expected 1 to 9999"),
        ]);
    }

    #[test]
    fn display_honours_width_and_fill() {
        assert_eq!(
            format!("{:>12}|", Day::constant(2026, 3, 9)),
            "  2026-03-09|"
        );
        assert_eq!(
            format!("{:<10}|", IsoWeek::constant(2026, 11)),
            "2026-W11  |"
        );
        assert_eq!(
            format!("{:?} {:?}", Day::MIN, IsoWeek::MAX),
            "Day(0001-01-01) IsoWeek(9999-W52)"
        );
    }

    #[cfg(feature = "serde")]
    #[test]
    fn documents() {
        super::json::hostile::<Day>(&[(
            "\"2026-02-29\"",
            "day 29 is out of range, expected 1 to 28 in 2026-02",
        )]);
        super::json::hostile::<IsoWeek>(&[(
            "\"2025-W53\"",
            "week 53 is out of range, expected 1 to 52 in ISO year 2025",
        )]);
        super::json::key(Day::constant(2026, 3, 9));
        super::json::key(IsoWeek::constant(2026, 11));
    }
}

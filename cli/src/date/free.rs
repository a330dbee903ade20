//! Dates as files have them, read without being told how they are written.

use jiff::SignedDuration;
use jiff::civil::{DateTime, date};

/// A date, its time, and how far its clock is ahead of UTC.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Free {
    pub(super) date: Date,
    /// Microseconds since midnight.
    pub(super) time: i64,
    /// Seconds ahead of UTC, where that is written.
    pub(super) offset: Option<i64>,
}

/// The date within a cell.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Date {
    /// Year, month, day.
    Day(u16, u8, u8),
    /// Year and month.
    Month(u16, u8),
    /// Day and month or month and day, and a year.
    Either(u8, u8, u16),
    /// Three numbers of two digits.
    Any(u8, u8, u8),
    /// A moment, in microseconds since 1970 in UTC.
    Instant(i64),
    /// All zeros, as `MySQL` writes for no date.
    Zero,
}

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];
const WEEKDAYS: [&str; 7] = [
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
];

/// The date in a trimmed cell, in one of these forms:
///
/// - `2024-01-31`, `2024/1/31`, `2024.01.31`, `20240131`, `2024-01`;
/// - `31.01.2024`, `1/31/2024`, `31-01-24`: which number is the day is for the column to say;
/// - `31 Jan 2024`, `Jan 31, 2024`, with a weekday before;
/// - each with a time, `14:05`, `2:05:30 PM`, `T14:05:30.123`, and with `Z`, `+01:00` or `GMT+1`;
/// - a number: days since 1899-12-30 as spreadsheets count (five digits), seconds (nine or ten) or
///   milliseconds (twelve or thirteen) since 1970.
pub(super) fn read(cell: &str) -> Option<Free> {
    if let Some(date) = number(cell) {
        let (time, offset) = (0, None);
        return Some(Free { date, time, offset });
    }
    let tokens = tokens(cell)?;
    let mut tokens = Tokens(&tokens);
    let date = tokens.date()?;
    let (time, offset) = tokens.time()?;
    tokens.0.is_empty().then_some(Free { date, time, offset })
}

/// The day and time of a spreadsheet's number: days since 1899-12-30, to the millisecond.
pub(crate) fn from_serial(days: f64) -> Option<DateTime> {
    // Beyond the year 9999, or before 1900, nothing is counted so.
    if !(0.0..2_958_466.0).contains(&days) {
        return None;
    }
    #[allow(
        clippy::cast_possible_truncation,
        reason = "checked to be less than 2.6e14"
    )]
    let milliseconds = (days * 86_400_000.0).round() as i64;
    let duration = SignedDuration::from_millis(milliseconds);
    date(1899, 12, 30).at(0, 0, 0, 0).checked_add(duration).ok()
}

/// A date that is one number.
fn number(cell: &str) -> Option<Date> {
    let (whole, fraction) = cell.split_once('.').unwrap_or((cell, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !digits(whole) || !digits(fraction) {
        return None;
    }
    let micros = |unit: i64| {
        // To the microsecond; what is finer is cut.
        let digits = (unit.ilog10()) as usize;
        let padded: String = fraction
            .chars()
            .chain("000000".chars())
            .take(digits)
            .collect();
        let fraction: i64 = if digits == 0 { 0 } else { padded.parse().ok()? };
        let whole: i64 = whole.parse().ok()?;
        whole.checked_mul(unit)?.checked_add(fraction)
    };
    match whole.len() {
        5 => {
            let at = from_serial(cell.parse().ok()?)?;
            let utc = at.to_zoned_datetime(jiff::tz::TimeZone::UTC).ok()?;
            Some(Date::Instant(utc.timestamp().as_microsecond()))
        }
        8 if fraction.is_empty() => Some(Date::Day(
            whole[..4].parse().ok()?,
            whole[4..6].parse().ok()?,
            whole[6..].parse().ok()?,
        )),
        9 | 10 => micros(1_000_000).map(Date::Instant),
        12 | 13 => micros(1_000).map(Date::Instant),
        _ => None,
    }
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Token<'a> {
    /// A number and its digits.
    Number(u32, usize),
    Word(&'a str),
    Mark(char),
}

/// Numbers, words and marks; spaces are marks of their own, of which several are one.
fn tokens(cell: &str) -> Option<Vec<Token<'_>>> {
    let mut tokens = Vec::new();
    let mut rest = cell;
    while let Some(first) = rest.chars().next() {
        let kind = |c: char| (c.is_ascii_digit(), c.is_alphabetic(), c.is_whitespace());
        let single = !first.is_ascii_digit() && !first.is_alphabetic() && !first.is_whitespace();
        let end = if single {
            first.len_utf8()
        } else {
            rest.find(|c| kind(c) != kind(first)).unwrap_or(rest.len())
        };
        let (token, after) = rest.split_at(end);
        tokens.push(if first.is_ascii_digit() {
            // Nothing in a date has more than nine digits, nanoseconds included.
            Token::Number(token.get(..9).unwrap_or(token).parse().ok()?, token.len())
        } else if first.is_alphabetic() {
            Token::Word(token)
        } else if first.is_whitespace() {
            Token::Mark(' ')
        } else {
            Token::Mark(first)
        });
        if tokens.len() > 32 {
            return None;
        }
        rest = after;
    }
    Some(tokens)
}

/// What of a cell is not read yet.
struct Tokens<'a>(&'a [Token<'a>]);

impl Tokens<'_> {
    fn date(&mut self) -> Option<Date> {
        if let [Token::Word(word), rest @ ..] = self.0
            && position(&WEEKDAYS, word).is_some()
        {
            self.0 = rest;
            self.skip(&['.', ',', ' ']);
        }
        let (date, rest) = match self.0 {
            [
                Token::Number(a, a_digits),
                Token::Mark(first @ ('-' | '/' | '.')),
                Token::Number(b, ..=2),
                Token::Mark(second),
                Token::Number(c, c_digits),
                rest @ ..,
            ] if first == second => (three(*a, *a_digits, *b, *c, *c_digits)?, rest),
            [
                Token::Number(year, 4),
                Token::Mark('-' | '/'),
                Token::Number(month, ..=2),
            ] => {
                let month = u8::try_from(*month).ok()?;
                let year = u16::try_from(*year).ok()?;
                (
                    if (year, month) == (0, 0) {
                        Date::Zero
                    } else {
                        Date::Month(year, month)
                    },
                    &[][..],
                )
            }
            [Token::Number(day, ..=2), rest @ ..] => {
                self.0 = rest;
                self.skip(&['.', '-', '/', ' ']);
                let [Token::Word(month), rest @ ..] = self.0 else {
                    return None;
                };
                self.0 = rest;
                self.skip(&['.', '-', '/', ',', ' ']);
                let [Token::Number(year, digits @ (2 | 4)), rest @ ..] = self.0 else {
                    return None;
                };
                (named(*day, month, *year, *digits)?, rest)
            }
            [Token::Word(month), rest @ ..] => {
                self.0 = rest;
                self.skip(&['.', '-', '/', ' ']);
                let [Token::Number(day, ..=2), rest @ ..] = self.0 else {
                    return None;
                };
                self.0 = rest;
                self.skip(&['.', '-', '/', ',', ' ']);
                let [Token::Number(year, digits @ (2 | 4)), rest @ ..] = self.0 else {
                    return None;
                };
                (named(*day, month, *year, *digits)?, rest)
            }
            _ => return None,
        };
        self.0 = rest;
        Some(date)
    }

    /// The time behind the date, in microseconds, and the seconds it is ahead of UTC.
    fn time(&mut self) -> Option<(i64, Option<i64>)> {
        if self.0.is_empty() {
            return Some((0, None));
        }
        match self.0 {
            [Token::Word("T" | "t"), rest @ ..] => self.0 = rest,
            _ => self.skip(&[',', ' ']),
        }
        let [
            Token::Number(hour, ..=2),
            Token::Mark(':'),
            Token::Number(minute, 2),
            rest @ ..,
        ] = self.0
        else {
            return None;
        };
        self.0 = rest;
        let mut second = 0;
        let mut micros = 0;
        if let [Token::Mark(':'), Token::Number(value, 2), rest @ ..] = self.0 {
            second = *value;
            self.0 = rest;
            if let [
                Token::Mark('.' | ','),
                Token::Number(value, digits),
                rest @ ..,
            ] = self.0
            {
                let digits = u32::try_from((*digits).min(9)).ok()?;
                micros = i64::from(*value) * 1_000_000 / 10_i64.pow(digits);
                self.0 = rest;
            }
        }
        self.skip(&[' ']);
        let mut hour = *hour;
        if let [Token::Word(half), rest @ ..] = self.0
            && let Some(after_noon) = half_of_day(half)
        {
            if !(1..=12).contains(&hour) {
                return None;
            }
            hour = hour % 12 + if after_noon { 12 } else { 0 };
            self.0 = rest;
            self.skip(&[' ']);
        }
        if hour > 23 || *minute > 59 || second > 60 {
            return None;
        }
        let seconds = i64::from(hour) * 3600 + i64::from(*minute) * 60 + i64::from(second.min(59));
        Some((seconds * 1_000_000 + micros, self.offset()?))
    }

    /// `Z`, `UTC`, `+01:00`, `-0500`, `GMT+1`; outside, nothing that is understood.
    #[allow(clippy::option_option, reason = "not understood, or not there")]
    fn offset(&mut self) -> Option<Option<i64>> {
        let mut named = false;
        if let [Token::Word(zone), rest @ ..] = self.0 {
            named = ["z", "utc", "gmt"]
                .iter()
                .any(|known| zone.eq_ignore_ascii_case(known));
            if !named {
                return None;
            }
            self.0 = rest;
        }
        let sign = match self.0 {
            [] => return Some(named.then_some(0)),
            [Token::Mark('['), ..] => {
                // The name of a time zone behind its offset.
                self.0 = &[];
                return Some(named.then_some(0));
            }
            [Token::Mark('+'), ..] => 1,
            [Token::Mark('-' | '\u{2212}'), ..] => -1,
            _ => return None,
        };
        let (hours, minutes, rest) = match &self.0[1..] {
            [
                Token::Number(hours, ..=2),
                Token::Mark(':'),
                Token::Number(minutes, 2),
                rest @ ..,
            ] => (*hours, *minutes, rest),
            [Token::Number(both, 4), rest @ ..] => (both / 100, both % 100, rest),
            [Token::Number(hours, ..=2), rest @ ..] => (*hours, 0, rest),
            _ => return None,
        };
        self.0 = if let [Token::Mark('['), ..] = rest {
            &[]
        } else {
            rest
        };
        let seconds = sign * (i64::from(hours) * 3600 + i64::from(minutes) * 60);
        (hours <= 15 && minutes <= 59).then_some(Some(seconds))
    }

    /// Leaves out marks of these kinds.
    fn skip(&mut self, marks: &[char]) {
        while let [Token::Mark(mark), rest @ ..] = self.0
            && marks.contains(mark)
        {
            self.0 = rest;
        }
    }
}

/// Three numbers: the year is the one with four digits.
fn three(a: u32, a_digits: usize, b: u32, c: u32, c_digits: usize) -> Option<Date> {
    let small = |value: u32| u8::try_from(value).ok();
    if (a, b, c) == (0, 0, 0) {
        return Some(Date::Zero);
    }
    match (a_digits, c_digits) {
        (4, 1 | 2) => Some(Date::Day(u16::try_from(a).ok()?, small(b)?, small(c)?)),
        (1 | 2, 4) => Some(Date::Either(small(a)?, small(b)?, u16::try_from(c).ok()?)),
        (1 | 2, 2) => Some(Date::Any(small(a)?, small(b)?, small(c)?)),
        _ => None,
    }
}

fn named(day: u32, month: &str, year: u32, digits: usize) -> Option<Date> {
    let month = u8::try_from(position(&MONTHS, month)? + 1).ok()?;
    let year = u16::try_from(year).ok()?;
    let year = if digits == 2 {
        century(u8::try_from(year).ok()?)
    } else {
        year
    };
    Some(Date::Day(year, month, u8::try_from(day).ok()?))
}

/// The year of two digits, as POSIX has it: 69 to 99 are 1969 to 1999.
pub(super) fn century(year: u8) -> u16 {
    u16::from(year) + if year < 69 { 2000 } else { 1900 }
}

/// The place of a name, or of the beginning of one, from its third letter on.
fn position(names: &[&str], word: &str) -> Option<usize> {
    let word = word.to_lowercase();
    let mut found = names
        .iter()
        .enumerate()
        .filter(|(_, name)| name.starts_with(&word));
    found
        .next()
        .filter(|_| word.len() >= 3)
        .map(|(place, _)| place)
}

/// Whether a word says after noon or before it.
fn half_of_day(word: &str) -> Option<bool> {
    if word.eq_ignore_ascii_case("pm") {
        Some(true)
    } else {
        word.eq_ignore_ascii_case("am").then_some(false)
    }
}

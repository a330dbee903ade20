//! A number in a cell: whole, with tenths, or beside a label.

use super::exclusion::Exclusion;

/// The text without the space around it, including the zero-width kinds that exports leave.
pub(super) fn trim(text: &str) -> &str {
    text.trim_matches(|c: char| {
        c.is_whitespace() || c.is_control() || matches!(c, '\u{FEFF}' | '\u{200B}'..='\u{200F}')
    })
}

/// A whole number in the decimal form `[+-]digits[.digits]`: 9, 9.0, -1.
///
/// A number beyond `i128` is given as the nearest end of that type: it is off every scale.
pub(super) fn whole_number(text: &str) -> Result<i128, Exclusion> {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !digits(whole) || !digits(fraction) {
        return Err(Exclusion::NotANumber);
    }
    if fraction.bytes().any(|byte| byte != b'0') {
        return Err(Exclusion::NotWhole);
    }
    let magnitude: i128 = whole.parse().unwrap_or(i128::MAX);
    Ok(if text.starts_with('-') {
        -magnitude
    } else {
        magnitude
    })
}

/// The number beside a label, if that is what the text is.
pub(super) fn labelled_number(text: &str) -> Option<&str> {
    number_before_label(text).or_else(|| number_after_label(text))
}

/// Whether this can be the words beside a number.
fn is_label(label: &str) -> bool {
    label.chars().any(char::is_alphabetic) && !label.chars().any(char::is_numeric)
}

const fn is_dash(c: char) -> bool {
    matches!(c, '-' | '–' | '—' | ':' | '=')
}

const fn is_digit_or_point(c: char) -> bool {
    c.is_ascii_digit() || c == '.'
}

/// `"9 - very likely"`, `"9 (very likely)"`, `"9分"`.
fn number_before_label(text: &str) -> Option<&str> {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let end = unsigned.find(|c: char| !is_digit_or_point(c))?;
    let (number, label) = text.split_at(end + text.len() - unsigned.len());
    let separated = label.starts_with(|c: char| {
        c.is_whitespace() || is_dash(c) || c == '(' || (!c.is_ascii() && c.is_alphabetic())
    });
    (separated && is_label(label)).then_some(number)
}

/// `"very likely - 9"`, `"very likely: 9"`, `"very likely (9)"`.
fn number_after_label(text: &str) -> Option<&str> {
    let (text, bracket) = match text.strip_suffix(')') {
        Some(inner) => (inner, true),
        None => (text, false),
    };
    let start = text.trim_end_matches(is_digit_or_point).len();
    let (label, number) = text.split_at(start);
    let separated = if bracket {
        label.ends_with('(')
    } else {
        // Right before the number it could be a sign, unless it is right behind the word.
        match label.strip_suffix(is_dash) {
            Some(word) => word.ends_with(char::is_alphabetic),
            None => label.ends_with(char::is_whitespace) && label.trim_end().ends_with(is_dash),
        }
    };
    (separated && is_label(label)).then_some(number)
}

/// The whole number a float is.
pub(super) fn whole_float(value: f64) -> Result<i128, Exclusion> {
    if value.is_nan() {
        return Err(Exclusion::NotANumber);
    }
    #[allow(
        clippy::cast_possible_truncation,
        reason = "a float cast to an integer saturates"
    )]
    let whole = value as i128;
    #[allow(clippy::float_cmp, reason = "whole or not is an exact question")]
    if whole as f64 != value && (-1e30..1e30).contains(&value) {
        return Err(Exclusion::NotWhole);
    }
    Ok(whole)
}

/// The tenths that a text is, which is a number and not a whole one: 65 for `"6.5"`, nothing for `"6.55"`.
///
/// A number beyond `i128` is given as the nearest end of that type.
pub(super) fn tenths(text: &str) -> Option<i128> {
    let (whole, fraction) = text.split_once('.')?;
    let tenth: i128 = fraction.trim_end_matches('0').parse().ok()?;
    let negative = whole.starts_with('-');
    let magnitude = whole.trim_start_matches(['+', '-']).parse();
    let tenths = magnitude.unwrap_or(i128::MAX).saturating_mul(10);
    let tenths = tenths.saturating_add(tenth);
    (tenth < 10 && fraction.len() < 30).then_some(if negative { -tenths } else { tenths })
}

/// The tenths that a float is nearest to, if it is the nearest to them.
pub(super) fn float_tenths(value: f64) -> Option<i128> {
    let tenths = libm::round(value * 10.0);
    #[allow(
        clippy::float_cmp,
        reason = "a quotient of whole numbers is rounded once, as a literal is"
    )]
    let is_nearest = tenths / 10.0 == value;
    #[allow(
        clippy::cast_possible_truncation,
        reason = "a float cast to an integer saturates"
    )]
    let tenths = tenths as i128;
    is_nearest.then_some(tenths)
}

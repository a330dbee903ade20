//! How figures are written: one way for text, tables and charts.
//!
//! One decimal place, a true minus, commas between thousands, a space before a percent sign.

use npscore::{Decimal, Nps, Points};

/// A count: `2,746`.
pub(crate) fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.char_indices() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A count and what it counts: `1 answer`, `2,746 answers`.
pub(crate) fn counted(number: u64, what: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{} {what}{plural}", count(number))
}

/// Small numbers as words, as they stand in sentences.
pub(crate) fn in_words(number: usize) -> String {
    const WORDS: [&str; 13] = [
        "none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
        "eleven", "twelve",
    ];
    let word = WORDS.get(number).map(|word| (*word).to_string());
    word.unwrap_or_else(|| count(number as u64))
}

/// A score: `39.8`, `−12.0`.
pub(crate) fn nps(nps: Nps) -> String {
    true_minus(&format!("{nps:.1}"))
}

/// The size of a difference, without a sign: `21.1`.
pub(crate) fn size(points: &Points) -> String {
    format!("{:.1}", points.abs())
}

/// A difference with its sign: `+13.8`, `−21.1`, `0.0`.
pub(crate) fn signed(points: &Points) -> String {
    let text = format!("{points:+.1}");
    let zero = text.bytes().all(|byte| matches!(byte, b'+' | b'0' | b'.'));
    true_minus(if zero { &text[1..] } else { &text })
}

/// A rounded difference with its sign.
pub(crate) fn signed_decimal(points: Decimal) -> String {
    if points.is_zero() {
        return "0.0".into();
    }
    true_minus(&format!("{points:+.1}"))
}

/// A figure of statistics: `37.2`.
pub(crate) fn float(value: f64) -> String {
    let text = format!("{value:.1}");
    // Rounded to nothing, whatever its sign.
    true_minus(if text == "-0.0" { "0.0" } else { &text })
}

/// The same with its sign.
pub(crate) fn signed_float(value: f64) -> String {
    let text = float(value);
    if text.starts_with('−') || text == "0.0" {
        text
    } else {
        format!("+{text}")
    }
}

/// From one figure to another: `37.2 to 42.4`.
pub(crate) fn range(low: f64, high: f64) -> String {
    format!("{} to {}", float(low), float(high))
}

/// Limits of a difference: `−15.3 to −2.7`, `+7.9 to +22.9`.
pub(crate) fn signed_range(low: f64, high: f64) -> String {
    format!("{} to {}", signed_float(low), signed_float(high))
}

/// The size of a difference that is clear, from the least to the most: `2.7 to 15.3`; with signs where
/// the limits lie on both sides of 0.
pub(crate) fn size_range(low: f64, high: f64) -> String {
    if low >= 0.0 {
        range(low, high)
    } else if high <= 0.0 {
        range(-high, -low)
    } else {
        signed_range(low, high)
    }
}

/// A whole number: `−100`.
pub(crate) fn whole(number: i32) -> String {
    true_minus(&number.to_string())
}

fn true_minus(text: &str) -> String {
    text.replace('-', "−")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_written_one_way() {
        let counts = [0, 999, 1_000, 2_746, u64::MAX].map(count);
        let expected = ["0", "999", "1,000", "2,746", "18,446,744,073,709,551,615"];
        assert_eq!(counts, expected);
        assert_eq!(counted(1, "answer"), "1 answer");
        assert_eq!(nps(Nps::constant(-12)), "−12.0");
        let points = Points::from(Nps::constant(-12));
        assert_eq!(
            (size(&points), signed(&points)),
            ("12.0".into(), "−12.0".into())
        );
        assert_eq!(signed(&Points::zero()), "0.0");
        let floats = [-0.04, 0.04, -0.06, 37.25, 12.0].map(signed_float);
        assert_eq!(floats, ["0.0", "0.0", "−0.1", "+37.2", "+12.0"]);
        assert_eq!(size_range(-15.3, -2.7), "2.7 to 15.3");
        assert_eq!(size_range(-1.0, 2.0), "−1.0 to +2.0");
    }
}

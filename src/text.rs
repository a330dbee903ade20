//! How numbers are written, in one place: rounded once, halves away from zero, never "-0".

use alloc::format;
use alloc::string::String;
use core::fmt::{self, Alignment, Write};

/// A finite float with `places` decimal places, halves away from zero; without sign where it rounds
/// to zero.
///
/// What is rounded is the shortest decimal that reads back as this float. So a float that is the
/// nearest to an exact value with few digits is rounded as that value is: 12.35 becomes 12.4,
/// although the nearest float is slightly less.
pub(crate) fn fixed(value: f64, places: usize, plus: bool) -> String {
    let digits = round(&format!("{}", value.abs()), places);
    let zero = digits.bytes().all(|byte| matches!(byte, b'0' | b'.'));
    let sign = match (value < 0.0 && !zero, plus) {
        (true, _) => "-",
        (false, true) => "+",
        (false, false) => "",
    };
    format!("{sign}{digits}")
}

/// A plain decimal text without sign, rounded to `places`, halves up.
fn round(decimal: &str, places: usize) -> String {
    let (whole, fraction) = decimal.split_once('.').unwrap_or((decimal, ""));
    let kept = fraction.get(..places).unwrap_or(fraction);
    let up = fraction
        .as_bytes()
        .get(places)
        .is_some_and(|digit| *digit >= b'5');
    let mut digits = format!("{whole}{kept:0<places$}").into_bytes();
    if up {
        let mut place = digits.len();
        loop {
            match place.checked_sub(1) {
                None => {
                    digits.insert(0, b'1');
                    break;
                }
                Some(before) if digits[before] == b'9' => digits[before] = b'0',
                Some(before) => {
                    digits[before] += 1;
                    break;
                }
            }
            place -= 1;
        }
    }
    let mut text: String = digits.into_iter().map(char::from).collect();
    if places > 0 {
        text.insert(text.len() - places, '.');
    }
    text
}

/// Points with the precision and the sign that were asked for, one decimal place unless told.
pub(crate) fn points(f: &fmt::Formatter<'_>, value: f64) -> String {
    fixed(value, f.precision().unwrap_or(1), f.sign_plus())
}

/// A p-value: three decimal places, and "p < 0.001" below what they can show.
pub(crate) fn p_value(p: f64) -> String {
    if p < 0.001 {
        String::from("p < 0.001")
    } else {
        format!("p = {}", fixed(p, 3, false))
    }
}

/// Writes a text with the width, fill and alignment that were asked for, to the left unless told.
///
/// `Formatter::pad` would cut the text to the precision, which here means decimal places.
pub(crate) fn pad(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    let missing = f.width().unwrap_or(0).saturating_sub(text.chars().count());
    let before = match f.align() {
        Some(Alignment::Right) => missing,
        Some(Alignment::Center) => missing / 2,
        Some(Alignment::Left) | None => 0,
    };
    let fill = f.fill();
    (0..before).try_for_each(|_| f.write_char(fill))?;
    f.write_str(text)?;
    (before..missing).try_for_each(|_| f.write_char(fill))
}

/// Writes what is displayed with the width, fill and alignment that were asked for, which it would leave to
/// its parts.
pub(crate) fn padded(f: &mut fmt::Formatter<'_>, shown: &dyn fmt::Display) -> fmt::Result {
    let text = unpadded(f, shown);
    pad(f, &text)
}

/// What is displayed with the precision, sign and alternate form that were asked for, and no width.
pub(crate) fn unpadded(f: &fmt::Formatter<'_>, shown: &dyn fmt::Display) -> String {
    match (f.precision(), f.sign_plus(), f.alternate()) {
        (None, false, false) => format!("{shown}"),
        (None, false, true) => format!("{shown:#}"),
        (None, true, false) => format!("{shown:+}"),
        (None, true, true) => format!("{shown:+#}"),
        (Some(places), false, false) => format!("{shown:.places$}"),
        (Some(places), false, true) => format!("{shown:#.places$}"),
        (Some(places), true, false) => format!("{shown:+.places$}"),
        (Some(places), true, true) => format!("{shown:+#.places$}"),
    }
}

/// At most forty characters of a text from outside: an error about a hostile cell must not carry the
/// cell.
pub(crate) fn excerpt(text: &str) -> String {
    /// The longest excerpt, in characters.
    const MAX: usize = 40;
    let mut short: String = text.chars().take(MAX).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

/// `as_str` and `Display` of an enum: the words for its variants.
macro_rules! words {
    ($(#[$doc:meta])* $type:ident { $($variant:ident => $word:literal),* $(,)? }) => {
        impl $type {
            $(#[$doc])*
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $word),*
                }
            }
        }

        impl core::fmt::Display for $type {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.pad(self.as_str())
            }
        }
    };
}
pub(crate) use words;

#[cfg(test)]
mod tests {
    use super::fixed;

    #[test]
    fn halves_go_away_from_zero_and_zero_has_no_sign() {
        assert_eq!(fixed(6.25, 1, false), "6.3");
        assert_eq!(fixed(-6.25, 1, false), "-6.3");
        assert_eq!(fixed(12.35, 1, false), "12.4");
        assert_eq!(fixed(99.95, 1, false), "100.0");
        assert_eq!(fixed(9.5, 0, true), "+10");
        assert_eq!(fixed(-0.04, 1, false), "0.0");
        assert_eq!(fixed(-0.0, 2, true), "+0.00");
        assert_eq!(fixed(1e-7, 3, false), "0.000");
        assert_eq!(fixed(5e-7, 6, false), "0.000001");
        assert_eq!(fixed(0.5, 3, false), "0.500");
        assert_eq!(fixed(1e20, 1, false), "100000000000000000000.0");
    }
}

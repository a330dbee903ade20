//! Figures as other languages write them.

use alloc::string::String;
use core::fmt::{self, Write};

use crate::text::{pad, unpadded};

/// Anything displayed, with another decimal separator and with thousands set apart.
///
/// Texts of this crate have a decimal point and no separator of thousands, so that programs can read them.
/// This is for people: it changes the numbers in a text, wherever they stand, and nothing else. Thousands
/// are set apart from five digits on, as the SI brochure has it, so that a year stays a year. Width,
/// alignment, precision and sign are those asked for.
///
/// # Example
///
/// ```
/// use npscore::{Counts, Localized, Tally};
///
/// let tally = Tally::try_from(Counts { detractors: 2_345, passives: 3_000, promoters: 7_000 })?;
/// let result = tally.result().ok_or("no responses")?;
/// let german = |text| Localized::new(text, ',', Some('.'));
/// assert_eq!(format!("{:.1}", german(&result)), "NPS 37,7 (n = 12.345)");
/// assert_eq!(format!("{:+.2}", Localized::new(result.nps(), ',', None)), "+37,71");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[doc(alias = "decimal comma")]
#[doc(alias = "thousands separator")]
#[doc(alias = "locale")]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Localized<T> {
    shown: T,
    decimal: char,
    thousands: Option<char>,
}

impl<T> Localized<T> {
    /// What is shown, the decimal separator, and what sets thousands apart, such as `'.'`, `'’'` or a thin
    /// space (`'\u{202F}'`).
    #[must_use]
    pub const fn new(shown: T, decimal: char, thousands: Option<char>) -> Self {
        Self {
            shown,
            decimal,
            thousands,
        }
    }

    /// Writes digits, in groups of three if they are five or more.
    fn write_whole(&self, out: &mut impl Write, digits: &str) -> fmt::Result {
        for (place, digit) in digits.char_indices() {
            let left = digits.len() - place;
            if let (Some(separator), true) = (self.thousands, place > 0 && left.is_multiple_of(3))
                && digits.len() >= 5
            {
                out.write_char(separator)?;
            }
            out.write_char(digit)?;
        }
        Ok(())
    }
}

impl<T: fmt::Display> fmt::Display for Localized<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = unpadded(f, &self.shown);
        let mut localized = String::new();
        let mut rest = text.as_str();
        while let Some(start) = rest.find(|c: char| c.is_ascii_digit()) {
            let (before, number) = rest.split_at(start);
            let (whole, after) = split_digits(number);
            localized.push_str(before);
            self.write_whole(&mut localized, whole)?;
            rest = after;
            let (fraction, after) = split_digits(rest.strip_prefix('.').unwrap_or_default());
            if !fraction.is_empty() {
                localized.push(self.decimal);
                localized.push_str(fraction);
                rest = after;
            }
        }
        localized.push_str(rest);
        pad(f, &localized)
    }
}

/// The digits a text begins with, and what is behind them.
fn split_digits(text: &str) -> (&str, &str) {
    text.split_at(
        text.find(|c: char| !c.is_ascii_digit())
            .unwrap_or(text.len()),
    )
}

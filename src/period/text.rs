//! The written form of periods: fixed places, nothing around them.

use alloc::format;
use alloc::string::String;

/// How a period is written: its year in four digits, and the number within the year behind a mark.
pub(super) struct Form {
    /// In front of the year.
    pub(super) before: &'static str,
    /// Between the year and the number.
    pub(super) mark: &'static str,
    /// The digits of the number; a period without one is a year.
    pub(super) digits: usize,
}

impl Form {
    /// The text of a period.
    pub(super) fn write(&self, year: u16, number: u8) -> String {
        let Self {
            before,
            mark,
            digits,
        } = self;
        match digits {
            0 => format!("{before}{year:04}"),
            _ => format!("{before}{year:04}{mark}{number:0digits$}"),
        }
    }

    /// The year and the number of a text of exactly this form; the number of a year alone is 1.
    pub(super) fn read(&self, text: &str) -> Option<(u16, u8)> {
        let text = text.strip_prefix(self.before)?;
        if self.digits == 0 {
            return Some((year(text)?, 1));
        }
        let (text, number) = text.split_once(self.mark)?;
        Some((year(text)?, digits(number, self.digits)?))
    }
}

/// A year of four digits, or the year that follows them all.
fn year(text: &str) -> Option<u16> {
    digits(text, 4).or_else(|| (text == "10000").then_some(10_000))
}

/// The number written with exactly `places` ASCII digits.
#[inline]
pub(super) fn digits<N: TryFrom<u32>>(text: &str, places: usize) -> Option<N> {
    if text.len() != places {
        return None;
    }
    let number = text.bytes().try_fold(0_u32, |number, byte| {
        let digit = char::from(byte).to_digit(10)?;
        number.checked_mul(10)?.checked_add(digit)
    });
    N::try_from(number?).ok()
}

/// `Debug`, `Display`, `FromStr` and serde of a period, in terms of its private `text` and `read`
/// (the inverse, `None` for a text of another form).
macro_rules! written {
    ([$($generics:tt)*] $type:ty, $name:ident, $unit:literal, $form:literal) => {
        impl<$($generics)*> core::fmt::Debug for $type {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self)
            }
        }

        #[doc = concat!("As in `\"", $form, "\"`, with the width and fill asked for.")]
        impl<$($generics)*> core::fmt::Display for $type {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                $crate::text::pad(f, &self.text())
            }
        }

        #[doc = concat!("Exactly the form of `\"", $form, "\"`: every place filled, no space around it.")]
        impl<$($generics)*> core::str::FromStr for $type {
            type Err = $crate::error::PeriodError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::read(text).unwrap_or_else(|| {
                    Err($crate::error::PeriodError::Format {
                        unit: $unit,
                        text: $crate::text::excerpt(text),
                        form: $form,
                    })
                })
            }
        }

        #[cfg(feature = "serde")]
        impl<$($generics)*> serde::Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.text())
            }
        }

        #[doc = concat!("A text of the form of `\"", $form, "\"`; everything else is refused.")]
        #[cfg(feature = "serde")]
        impl<'de, $($generics)*> serde::Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                const EXPECTED: &str = concat!("a ", $unit, " such as \"", $form, "\"");
                deserializer.deserialize_str($crate::period::text::TextVisitor::new(EXPECTED))
            }
        }
    };
}
pub(super) use written;

#[cfg(feature = "serde")]
pub(super) use wire::TextVisitor;

#[cfg(feature = "serde")]
mod wire {
    use core::fmt;
    use core::marker::PhantomData;
    use core::str::FromStr;

    use serde::de::{Error, Visitor};

    /// Reads a period from a text, a map key included.
    pub(in crate::period) struct TextVisitor<P> {
        expected: &'static str,
        period: PhantomData<P>,
    }

    impl<P> TextVisitor<P> {
        pub(in crate::period) const fn new(expected: &'static str) -> Self {
            Self {
                expected,
                period: PhantomData,
            }
        }
    }

    impl<P: FromStr<Err: fmt::Display>> Visitor<'_> for TextVisitor<P> {
        type Value = P;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str(self.expected)
        }

        fn visit_str<E: Error>(self, text: &str) -> Result<P, E> {
            text.parse().map_err(E::custom)
        }
    }
}

//! The written form of periods: fixed places, nothing around them.

/// Fills all places with the last decimal digits of a number, zeros in front.
#[allow(clippy::cast_possible_truncation, reason = "a digit")]
pub(super) fn put(places: &mut [u8], mut number: u16) {
    for place in places.iter_mut().rev() {
        *place = b'0' + (number % 10) as u8;
        number /= 10;
    }
}

/// The number written with exactly `places` ASCII digits.
#[inline]
pub(super) fn number<N: TryFrom<u32>>(text: &str, places: usize) -> Option<N> {
    if text.len() != places {
        return None;
    }
    let number = text.bytes().try_fold(0_u32, |number, byte| {
        let digit = char::from(byte).to_digit(10)?;
        number.checked_mul(10)?.checked_add(digit)
    });
    N::try_from(number?).ok()
}

/// `Debug`, `Display`, `FromStr` and serde of a period, in terms of its private `text` (the form as
/// ASCII bytes) and `read` (its inverse, `None` for what has another form).
macro_rules! written {
    ($type:ident, $like:literal) => {
        impl core::fmt::Debug for $type {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                write!(f, concat!(stringify!($type), "({})"), self)
            }
        }

        #[doc = concat!("As in `\"", $like, "\"`, with the width and fill asked for.")]
        impl core::fmt::Display for $type {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.pad(core::str::from_utf8(&self.text()).unwrap_or_default())
            }
        }

        #[doc = concat!("Exactly the form of `\"", $like, "\"`: every place filled, no space around it.")]
        impl core::str::FromStr for $type {
            type Err = $crate::stream::PeriodError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::read(text).unwrap_or_else(|| {
                    Err($crate::stream::PeriodError::Malformed {
                        unit: <Self as $crate::stream::Period>::UNIT,
                        like: $like,
                        text: $crate::text::excerpt(text),
                    })
                })
            }
        }

        #[cfg(feature = "serde")]
        impl serde::Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(core::str::from_utf8(&self.text()).unwrap_or_default())
            }
        }

        #[doc = concat!("A text of the form of `\"", $like, "\"`; everything else is refused.")]
        #[cfg(feature = "serde")]
        impl<'de> serde::Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_str($crate::stream::period::text::TextVisitor::new($like))
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

    use crate::stream::{Period, PeriodError};

    /// Reads a period from a text, a map key included.
    pub(in crate::stream::period) struct TextVisitor<P> {
        like: &'static str,
        period: PhantomData<P>,
    }

    impl<P> TextVisitor<P> {
        pub(in crate::stream::period) const fn new(like: &'static str) -> Self {
            Self {
                like,
                period: PhantomData,
            }
        }
    }

    impl<P: Period + FromStr<Err = PeriodError>> Visitor<'_> for TextVisitor<P> {
        type Value = P;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            write!(f, "a {} such as {:?}", P::UNIT, self.like)
        }

        fn visit_str<E: Error>(self, text: &str) -> Result<P, E> {
            text.parse().map_err(E::custom)
        }
    }
}

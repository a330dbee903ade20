//! The serialised form of values that are rows of named fields, and of exact numbers.

/// A [`Decimal`](rust_decimal::Decimal) as its text, in every format.
///
/// The type's own form depends on the format, and on features that any crate of a program may turn
/// on. Formats for people may also give a plain number.
#[cfg(feature = "serde")]
pub(crate) mod decimal {
    use core::fmt;

    use rust_decimal::Decimal;
    use serde::de::{Error, Unexpected, Visitor};
    use serde::{Deserializer, Serializer};

    pub(crate) fn serialize<S: Serializer>(
        value: &Decimal,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_str(value)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Decimal, D::Error> {
        if deserializer.is_human_readable() {
            deserializer.deserialize_any(Text)
        } else {
            deserializer.deserialize_str(Text)
        }
    }

    /// A decimal as people write it: digits, at most one point, a sign.
    pub(crate) fn parse(text: &str) -> Option<Decimal> {
        let plain = |byte: u8| matches!(byte, b'0'..=b'9' | b'.' | b'-' | b'+');
        let decimal = text
            .bytes()
            .all(plain)
            .then(|| Decimal::from_str_exact(text));
        decimal?.ok()
    }

    struct Text;

    impl Visitor<'_> for Text {
        type Value = Decimal;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a decimal number of at most 28 digits")
        }

        fn visit_str<E: Error>(self, text: &str) -> Result<Decimal, E> {
            parse(text).ok_or_else(|| E::invalid_value(Unexpected::Str(text), &self))
        }

        fn visit_i64<E: Error>(self, number: i64) -> Result<Decimal, E> {
            Ok(number.into())
        }

        fn visit_u64<E: Error>(self, number: u64) -> Result<Decimal, E> {
            Ok(number.into())
        }

        /// The shortest decimal that is this float.
        fn visit_f64<E: Error>(self, number: f64) -> Result<Decimal, E> {
            parse(&alloc::format!("{number}"))
                .ok_or_else(|| E::invalid_value(Unexpected::Float(number), &self))
        }
    }
}

/// Several decimals, each as [`decimal`].
#[cfg(feature = "serde")]
pub(crate) mod decimals {
    use rust_decimal::Decimal;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    #[derive(Serialize, Deserialize)]
    struct Text(#[serde(with = "super::decimal")] Decimal);

    pub(crate) fn serialize<S: Serializer>(
        values: &[Decimal; 3],
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        values.map(Text).serialize(serializer)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<[Decimal; 3], D::Error> {
        let values = <[Text; 3]>::deserialize(deserializer)?;
        Ok(values.map(|Text(value)| value))
    }
}

/// `Serialize` writes the named getters, `Deserialize` calls the public constructor with them: a
/// row from outside passes through the same door as every other value.
macro_rules! row {
    ($(#[$attribute:meta])* $type:ident { $($(#[$how:meta])* $field:ident: $kind:ty),* } => $new:ident) => {
        #[cfg(feature = "serde")]
        mod wire {
            use serde::{Deserialize, Deserializer, Serialize, Serializer};

            #[allow(unused_imports, reason = "field types of some rows")]
            use super::*;

            mod row {
                #[allow(unused_imports, reason = "field types of some rows")]
                use super::super::*;

                #[derive(serde::Serialize, serde::Deserialize)]
                #[serde(deny_unknown_fields)]
                pub(super) struct $type { $($(#[$how])* pub(super) $field: $kind),* }
            }

            impl Serialize for super::$type {
                fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                    row::$type { $($field: self.$field()),* }.serialize(serializer)
                }
            }

            $(#[$attribute])*
            impl<'de> Deserialize<'de> for super::$type {
                fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                    let row = row::$type::deserialize(deserializer)?;
                    Self::$new($(row.$field),*).map_err(serde::de::Error::custom)
                }
            }
        }
    };
}
pub(crate) use row;

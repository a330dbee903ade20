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

/// `Serialize` writes the named fields, `Deserialize` passes them through a constructor: a row from
/// outside comes through the same door as every other value.
///
/// `Type { field: Kind, .. } => new` writes what the getters of these names return, and calls `new`
/// with them. Where the two differ, both are spelled out:
/// `Type |this| { field: Kind = this.value, .. } => |row| Self::read(row.field, ..)`.
macro_rules! row {
    ($type:ident { $($(#[$how:meta])* $field:ident: $kind:ty),* $(,)? } => $new:ident) => {
        $crate::wire::row!($type |this| {
            $($(#[$how])* $field: $kind = this.$field()),*
        } => |row| Self::$new($(row.$field),*));
    };
    (
        $type:ident |$this:ident| {
            $($(#[$how:meta])* $field:ident: $kind:ty = $value:expr),* $(,)?
        } => |$row:ident| $read:expr
    ) => {
        #[cfg(feature = "serde")]
        const _: () = {
            mod row {
                #[allow(unused_imports, reason = "field types of some rows")]
                use super::*;

                #[derive(serde::Serialize, serde::Deserialize)]
                #[serde(deny_unknown_fields)]
                #[allow(clippy::struct_field_names, reason = "the names of the serialised form")]
                pub(super) struct $type { $($(#[$how])* pub(super) $field: $kind),* }
            }

            impl serde::Serialize for $type {
                fn serialize<Z: serde::Serializer>(&self, serializer: Z) -> Result<Z::Ok, Z::Error> {
                    let $this = self;
                    row::$type { $($field: $value),* }.serialize(serializer)
                }
            }

            impl<'de> serde::Deserialize<'de> for $type {
                fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                    let $row = row::$type::deserialize(deserializer)?;
                    $read.map_err(serde::de::Error::custom)
                }
            }
        };
    };
}
pub(crate) use row;

/// `Serialize` alone, for what follows from counts: named figures, each with its value.
///
/// `[K: Serialize] Type<K> as "Type", |this| { field: this.value(), .. }`
macro_rules! written {
    (
        [$($generics:tt)*] $type:ty as $name:literal, |$this:ident| {
            $($field:ident: $value:expr),* $(,)?
        }
    ) => {
        #[cfg(feature = "serde")]
        impl<$($generics)*> serde::Serialize for $type {
            fn serialize<Z: serde::Serializer>(&self, serializer: Z) -> Result<Z::Ok, Z::Error> {
                use serde::ser::SerializeStruct as _;

                let $this = self;
                let fields = [$(stringify!($field)),*].len();
                let mut row = serializer.serialize_struct($name, fields)?;
                $(row.serialize_field(stringify!($field), &$value)?;)*
                row.end()
            }
        }
    };
}
pub(crate) use written;

//! The serialised form of values that are rows of named fields.

/// `Serialize` writes the named getters, `Deserialize` calls the public constructor with them: a
/// row from outside passes through the same door as every other value.
macro_rules! row {
    ($(#[$attribute:meta])* $type:ident { $($field:ident: $kind:ty),* } => $new:ident) => {
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
                pub(super) struct $type { $(pub(super) $field: $kind),* }
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

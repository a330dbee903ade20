//! The serialised form of keyed aggregators: a map where keys can be the names of fields, else a list
//! of pairs.

use core::fmt::{self, Write as _};
use core::marker::PhantomData;

use serde::de::{Error, MapAccess, SeqAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A map where keys can be the names of fields, else a list of pairs.
///
/// Formats for machines have maps of anything.
pub(crate) fn serialize<'a, S, K, V>(
    serializer: S,
    entries: impl ExactSizeIterator<Item = (&'a K, &'a V)> + Clone,
) -> Result<S::Ok, S::Error>
where
    S: Serializer,
    K: Serialize + 'a,
    V: Serialize + 'a,
{
    if serializer.is_human_readable() && !entries.clone().all(|(key, _)| can_be_name(key)) {
        return serializer.collect_seq(entries);
    }
    let mut map = serializer.serialize_map(Some(entries.len()))?;
    for (key, value) in entries {
        map.serialize_entry(key, value)?;
    }
    map.end()
}

/// Whether a key can be the name of a field: a text, a number or a unit variant. Those are what serde
/// writes to a formatter.
fn can_be_name<K: Serialize>(key: &K) -> bool {
    struct Shown<'a, K>(&'a K);

    impl<K: Serialize> fmt::Display for Shown<'_, K> {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            self.0.serialize(f)
        }
    }

    struct Nowhere;

    impl fmt::Write for Nowhere {
        fn write_str(&mut self, _: &str) -> fmt::Result {
            Ok(())
        }
    }

    write!(Nowhere, "{}", Shown(key)).is_ok()
}

/// What [`serialize`] writes, in either form; `insert` puts an entry, or says why not.
pub(crate) fn deserialize<'de, D, C, K, V>(
    deserializer: D,
    insert: impl FnMut(&mut C, K, V) -> Result<(), &'static str>,
) -> Result<C, D::Error>
where
    D: Deserializer<'de>,
    C: Default,
    K: Deserialize<'de>,
    V: Deserialize<'de>,
{
    let entries = Entries {
        insert,
        kinds: PhantomData,
    };
    if deserializer.is_human_readable() {
        deserializer.deserialize_any(entries)
    } else {
        deserializer.deserialize_map(entries)
    }
}

/// Why an entry is refused.
pub(crate) const TWICE: &str = "a key is given twice";
/// Why an entry is refused.
pub(crate) const EMPTY: &str = "a key has a group of no observations";

struct Entries<F, C, K, V> {
    insert: F,
    kinds: PhantomData<(C, K, V)>,
}

impl<'de, F, C, K, V> Visitor<'de> for Entries<F, C, K, V>
where
    F: FnMut(&mut C, K, V) -> Result<(), &'static str>,
    C: Default,
    K: Deserialize<'de>,
    V: Deserialize<'de>,
{
    type Value = C;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map, or a list of pairs")
    }

    fn visit_map<M: MapAccess<'de>>(mut self, mut map: M) -> Result<C, M::Error> {
        let mut entries = C::default();
        while let Some((key, value)) = map.next_entry()? {
            (self.insert)(&mut entries, key, value).map_err(M::Error::custom)?;
        }
        Ok(entries)
    }

    fn visit_seq<S: SeqAccess<'de>>(mut self, mut pairs: S) -> Result<C, S::Error> {
        let mut entries = C::default();
        while let Some((key, value)) = pairs.next_element()? {
            (self.insert)(&mut entries, key, value).map_err(S::Error::custom)?;
        }
        Ok(entries)
    }
}

//! The serialised form of segments.

use core::hash::Hash;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Segments;
use crate::kit::is_nothing;
use crate::stream::keyed::{self, EMPTY, TWICE};
use crate::stream::table::Known;

impl<K: Serialize + Ord, A: Serialize> Serialize for Segments<K, A> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        keyed::serialize(serializer, self.by_key().into_iter())
    }
}

impl<'de, K, A> Deserialize<'de> for Segments<K, A>
where
    K: Deserialize<'de> + Hash + Eq,
    A: Deserialize<'de> + Default + PartialEq,
{
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        keyed::deserialize(deserializer, |segments: &mut Self, key, group| {
            if is_nothing(&group) {
                return Err(EMPTY);
            }
            if segments.groups.get(&Known(&key)).is_some() {
                return Err(TWICE);
            }
            segments.groups.insert(key, group);
            Ok(())
        })
    }
}

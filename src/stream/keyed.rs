//! What aggregators of `(key, item)` have in common: their standard traits and serialised form.

/// `+`, `+=` and `sum`, in terms of `Merge`.
macro_rules! operators {
    ([$($generics:tt)*] $type:ty) => {
        impl<$($generics)*> core::ops::AddAssign for $type {
            fn add_assign(&mut self, other: Self) {
                $crate::aggregate::Merge::merge(self, other);
            }
        }

        impl<$($generics)*> core::ops::Add for $type {
            type Output = Self;

            fn add(mut self, other: Self) -> Self {
                $crate::aggregate::Merge::merge(&mut self, other);
                self
            }
        }

        impl<$($generics)*> core::iter::Sum for $type {
            fn sum<I: Iterator<Item = Self>>(states: I) -> Self {
                states.fold(Self::default(), core::ops::Add::add)
            }
        }
    };
}
pub(super) use operators;

/// `collect` and `extend`, in terms of `Observe<(Q, T)>`.
macro_rules! collects {
    ([$($generics:tt)*] $type:ty) => {
        impl<$($generics)*, Q, T> Extend<(Q, T)> for $type
        where
            Self: $crate::aggregate::Observe<(Q, T)>,
        {
            fn extend<I: IntoIterator<Item = (Q, T)>>(&mut self, items: I) {
                $crate::aggregate::Observe::observe_all(self, items);
            }
        }

        impl<$($generics)*, Q, T> FromIterator<(Q, T)> for $type
        where
            Self: $crate::aggregate::Observe<(Q, T)>,
        {
            fn from_iter<I: IntoIterator<Item = (Q, T)>>(items: I) -> Self {
                let mut state = Self::default();
                $crate::aggregate::Observe::observe_all(&mut state, items);
                state
            }
        }
    };
}
pub(super) use collects;

#[cfg(feature = "serde")]
pub(super) use wire::{deserialize, serialize};

#[cfg(feature = "serde")]
mod wire {
    use core::fmt;
    use core::marker::PhantomData;

    use serde::de::{Error, MapAccess, SeqAccess, Visitor};
    use serde::ser::{Impossible, SerializeMap};
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
        let named = |(key, _): (&K, &V)| key.serialize(Name).is_ok();
        if serializer.is_human_readable() && !entries.clone().all(named) {
            return serializer.collect_seq(entries);
        }
        let mut map = serializer.serialize_map(Some(entries.len()))?;
        for (key, value) in entries {
            map.serialize_entry(key, value)?;
        }
        map.end()
    }

    /// What [`serialize`] writes, in either form; `insert` says whether the key was new.
    pub(crate) fn deserialize<'de, D, C, K, V>(
        deserializer: D,
        insert: impl FnMut(&mut C, K, V) -> bool,
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

    struct Entries<F, C, K, V> {
        insert: F,
        kinds: PhantomData<(C, K, V)>,
    }

    impl<'de, F, C, K, V> Visitor<'de> for Entries<F, C, K, V>
    where
        F: FnMut(&mut C, K, V) -> bool,
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
                if !(self.insert)(&mut entries, key, value) {
                    return Err(M::Error::custom("a key is given twice"));
                }
            }
            Ok(entries)
        }

        fn visit_seq<S: SeqAccess<'de>>(mut self, mut pairs: S) -> Result<C, S::Error> {
            let mut entries = C::default();
            while let Some((key, value)) = pairs.next_element()? {
                if !(self.insert)(&mut entries, key, value) {
                    return Err(S::Error::custom("a key is given twice"));
                }
            }
            Ok(entries)
        }
    }

    /// Serialises what can be the name of a field, and nothing else.
    struct Name;

    /// A key that cannot be the name of a field.
    #[derive(Debug)]
    struct Nameless;

    impl fmt::Display for Nameless {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a key that cannot be the name of a field")
        }
    }

    impl core::error::Error for Nameless {}

    impl serde::ser::Error for Nameless {
        fn custom<T: fmt::Display>(_: T) -> Self {
            Self
        }
    }

    macro_rules! outcome {
        ($outcome:expr => $($method:ident($($argument:ty),*))*) => { $(
            fn $method(self, $(_: $argument),*) -> Result<(), Nameless> {
                $outcome
            }
        )* };
    }

    type No = Impossible<(), Nameless>;

    impl Serializer for Name {
        type Ok = ();
        type Error = Nameless;
        type SerializeSeq = No;
        type SerializeTuple = No;
        type SerializeTupleStruct = No;
        type SerializeTupleVariant = No;
        type SerializeMap = No;
        type SerializeStruct = No;
        type SerializeStructVariant = No;

        outcome! { Ok(()) =>
            serialize_i8(i8) serialize_i16(i16) serialize_i32(i32) serialize_i64(i64)
            serialize_u8(u8) serialize_u16(u16) serialize_u32(u32) serialize_u64(u64)
            serialize_char(char) serialize_str(&str)
            serialize_unit_variant(&'static str, u32, &'static str)
        }

        outcome! { Err(Nameless) =>
            serialize_bool(bool) serialize_f32(f32) serialize_f64(f64) serialize_bytes(&[u8])
            serialize_none() serialize_unit() serialize_unit_struct(&'static str)
        }

        fn serialize_some<T: Serialize + ?Sized>(self, _: &T) -> Result<(), Nameless> {
            Err(Nameless)
        }

        fn serialize_newtype_struct<T: Serialize + ?Sized>(
            self,
            _: &'static str,
            value: &T,
        ) -> Result<(), Nameless> {
            value.serialize(self)
        }

        fn serialize_newtype_variant<T: Serialize + ?Sized>(
            self,
            _: &'static str,
            _: u32,
            _: &'static str,
            _: &T,
        ) -> Result<(), Nameless> {
            Err(Nameless)
        }

        fn serialize_seq(self, _: Option<usize>) -> Result<No, Nameless> {
            Err(Nameless)
        }

        fn serialize_tuple(self, _: usize) -> Result<No, Nameless> {
            Err(Nameless)
        }

        fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<No, Nameless> {
            Err(Nameless)
        }

        fn serialize_tuple_variant(
            self,
            _: &'static str,
            _: u32,
            _: &'static str,
            _: usize,
        ) -> Result<No, Nameless> {
            Err(Nameless)
        }

        fn serialize_map(self, _: Option<usize>) -> Result<No, Nameless> {
            Err(Nameless)
        }

        fn serialize_struct(self, _: &'static str, _: usize) -> Result<No, Nameless> {
            Err(Nameless)
        }

        fn serialize_struct_variant(
            self,
            _: &'static str,
            _: u32,
            _: &'static str,
            _: usize,
        ) -> Result<No, Nameless> {
            Err(Nameless)
        }

        fn collect_str<T: fmt::Display + ?Sized>(self, _: &T) -> Result<(), Nameless> {
            Ok(())
        }
    }
}

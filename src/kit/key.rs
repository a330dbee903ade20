//! Keys of groups, found without being built.

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::rc::Rc;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::hash::{Hash, Hasher};

/// What can stand for a key of type `K` where a group is looked for.
///
/// | key | looked for by |
/// |---|---|
/// | any `K` | `K`, and `&K` if it can be cloned |
/// | `String`, `Box<str>`, `Arc<str>`, `Rc<str>` | `&str`, `&&str`, `Cow<str>` |
/// | `Vec<T>` | `&[T]` |
/// | `(K, L)`, `(K, L, M)` with such a text as `K` | tuples that begin with `&str` |
///
/// A key is built only for a group that is new: rows of `(&str, Score)` go into `Segments<String>`
/// without a `String` for each.
///
/// # Laws
///
/// [`hash_key`](Self::hash_key) hashes as the key does, and [`is_key`](Self::is_key) says whether
/// [`into_key`](Self::into_key) would equal the key.
///
/// # Example
///
/// ```
/// use npscore::{Observe, Score, Segments};
///
/// let mut segments = Segments::<String>::default();
/// let north = String::from("north");
/// segments.observe(("north", Score::constant(9)));
/// segments.observe((&north, Score::constant(3)));
/// segments.observe((north, Score::constant(10)));
/// assert_eq!(segments.len(), 1);
///
/// let mut cells = Segments::<(String, u32)>::default();
/// cells.observe((("north", 2026), Score::constant(9)));
/// assert!(cells.get(("north", 2026)).is_some());
/// ```
pub trait IntoKey<K> {
    /// Hashes as the key does.
    fn hash_key<H: Hasher>(&self, state: &mut H);

    /// Whether this stands for a key.
    fn is_key(&self, key: &K) -> bool;

    /// The key, built if need be.
    fn into_key(self) -> K;
}

impl<K: Hash + Eq> IntoKey<K> for K {
    #[inline]
    fn hash_key<H: Hasher>(&self, state: &mut H) {
        self.hash(state);
    }

    #[inline]
    fn is_key(&self, key: &K) -> bool {
        self == key
    }

    #[inline]
    fn into_key(self) -> K {
        self
    }
}

impl<K: Hash + Eq + Clone> IntoKey<K> for &K {
    #[inline]
    fn hash_key<H: Hasher>(&self, state: &mut H) {
        (**self).hash(state);
    }

    #[inline]
    fn is_key(&self, key: &K) -> bool {
        *self == key
    }

    #[inline]
    fn into_key(self) -> K {
        self.clone()
    }
}

impl<T: Hash + Eq + Clone> IntoKey<Vec<T>> for &[T] {
    #[inline]
    fn hash_key<H: Hasher>(&self, state: &mut H) {
        (**self).hash(state);
    }

    #[inline]
    fn is_key(&self, key: &Vec<T>) -> bool {
        *self == key.as_slice()
    }

    #[inline]
    fn into_key(self) -> Vec<T> {
        self.to_vec()
    }
}

/// The owned texts. Sealed: that `&str` is none of them is why a tuple may begin with one.
pub trait Text {}

macro_rules! texts {
    ($($key:ty),*) => { $(
        impl Text for $key {}

        impl IntoKey<$key> for &str {
            #[inline]
            fn hash_key<H: Hasher>(&self, state: &mut H) {
                (**self).hash(state);
            }

            #[inline]
            fn is_key(&self, key: &$key) -> bool {
                *self == &**key
            }

            #[inline]
            fn into_key(self) -> $key {
                self.into()
            }
        }

        impl IntoKey<$key> for &&str {
            #[inline]
            fn hash_key<H: Hasher>(&self, state: &mut H) {
                (***self).hash(state);
            }

            #[inline]
            fn is_key(&self, key: &$key) -> bool {
                **self == &**key
            }

            #[inline]
            fn into_key(self) -> $key {
                (*self).into()
            }
        }

        impl IntoKey<$key> for Cow<'_, str> {
            #[inline]
            fn hash_key<H: Hasher>(&self, state: &mut H) {
                (**self).hash(state);
            }

            #[inline]
            fn is_key(&self, key: &$key) -> bool {
                **self == **key
            }

            #[inline]
            fn into_key(self) -> $key {
                self.into_owned().into()
            }
        }
    )* };
}
texts!(String, Box<str>, Arc<str>, Rc<str>);

/// As std hashes tuples: member by member.
macro_rules! tuples {
    ($($key:ident: $form:ident $place:tt),*) => {
        impl<'a, K: Text, $($key, $form: IntoKey<$key>),*> IntoKey<(K, $($key),*)> for (&'a str, $($form),*)
        where
            &'a str: IntoKey<K>,
        {
            #[inline]
            fn hash_key<H: Hasher>(&self, state: &mut H) {
                self.0.hash_key(state);
                $(self.$place.hash_key(state);)*
            }

            #[inline]
            fn is_key(&self, key: &(K, $($key),*)) -> bool {
                self.0.is_key(&key.0) $(&& self.$place.is_key(&key.$place))*
            }

            #[inline]
            fn into_key(self) -> (K, $($key),*) {
                (self.0.into_key(), $(self.$place.into_key()),*)
            }
        }
    };
}
tuples!(L: B 1);
tuples!(L: B 1, M: C 2);

//! Keys of segments and hierarchies, found without being built.

use alloc::borrow::ToOwned;
use alloc::boxed::Box;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::hash::Hash;

use hashbrown::Equivalent;

/// What can stand for a key of type `K` when an answer is observed.
///
/// The key itself can, and so can its borrowed form: rows of `(&str, Score)` go into
/// `Segments<String, _>`, and a `String` is built only for a key that is new.
///
/// ```
/// use npscore::{Observe, Score, Segments};
///
/// let mut segments = Segments::<String>::default();
/// segments.observe(("north", Score::constant(9)));
/// segments.observe((String::from("north"), Score::constant(3)));
/// assert_eq!(segments.len(), 1);
/// ```
pub trait IntoKey<K> {
    /// The form that is looked up; it hashes and compares as the key does.
    type Borrowed: Hash + Equivalent<K> + ?Sized;

    /// The form that is looked up.
    fn borrowed(&self) -> &Self::Borrowed;

    /// The key, built if need be.
    fn into_key(self) -> K;
}

impl<K: Hash + Eq> IntoKey<K> for K {
    type Borrowed = K;

    #[inline]
    fn borrowed(&self) -> &K {
        self
    }

    #[inline]
    fn into_key(self) -> K {
        self
    }
}

macro_rules! from_borrowed {
    ($borrowed:ty => $key:ty $(, $item:ident)?) => {
        impl $(<$item: Hash + Eq + Clone>)? IntoKey<$key> for &$borrowed {
            type Borrowed = $borrowed;

            #[inline]
            fn borrowed(&self) -> &$borrowed {
                self
            }

            #[inline]
            fn into_key(self) -> $key {
                self.to_owned().into()
            }
        }
    };
}
from_borrowed!(str => String);
from_borrowed!(str => Box<str>);
from_borrowed!(str => Arc<str>);
from_borrowed!([T] => Vec<T>, T);

#!/usr/bin/env python3
"""The finder of import circles, tried on sources with and without one."""

import unittest

from circles import circles, imports


def found(**sources: str) -> list:
    """The circles of sources given as `a__b`, for the file a/b.rs, with their text."""
    files = {name.replace("__", "/") + ".rs": source for name, source in sources.items()}
    return circles(imports(files))


A_B = [["a.rs", "b.rs", "a.rs"]]
LIB = "mod a; mod b;"


class Circles(unittest.TestCase):
    def test_none(self):
        self.assertEqual(found(lib=LIB, a="pub struct A;", b="use crate::a::A; fn f(_: A) {}"), [])

    def test_by_use(self):
        a = "use crate::b::{self, C, B as Other}; pub struct A;"
        b = "use super::a::A; pub struct B; pub struct C;"
        self.assertEqual(found(lib=LIB, a=a, b=b), A_B)

    def test_by_paths_in_the_code(self):
        a = "pub fn f() { crate::b::g::<u8>() }"
        b = "use crate::a; pub fn g<T>() { a::f() }"
        self.assertEqual(found(lib=LIB, a=a, b=b), A_B)

    def test_by_stars(self):
        a = "use crate::b::*; pub struct A(B);"
        b = "pub struct B; mod inner { use super::super::a::*; fn f(_: A) {} }"
        self.assertEqual(found(lib=LIB, a=a, b=b), A_B)

    def test_by_macros_and_attributes(self):
        a = "macro_rules! m { () => { $crate::b::f() } } pub(crate) use m; pub fn g() {}"
        b = 'pub fn f() {} struct S { #[serde(with = "crate::a::g")] x: u8 }'
        self.assertEqual(found(lib=LIB, a=a, b=b), A_B)
        a = "thin! { /// Text.\n pub struct A; } use crate::b::B;"
        self.assertEqual(found(lib=LIB, a=a, b="thin!(B); use crate::a::A;"), A_B)

    def test_handed_on(self):
        """Through `pub use` a file imports the file that defines the item, and no other."""
        lib = "mod w; pub use w::{A, B};"
        room = "mod a; mod b; pub use a::A; pub use b::*;"
        a, b = "use crate::B; pub struct A;", "pub struct B;"
        self.assertEqual(found(lib=lib, w__mod=room, w__a=a, w__b=b), [])
        b = "use super::A; pub struct B;"
        self.assertEqual(
            found(lib=lib, w__mod=room, w__a=a, w__b=b), [["w/a.rs", "w/b.rs", "w/a.rs"]]
        )

    def test_a_folder_that_uses_what_it_hands_on(self):
        room = "mod a; pub use a::A; pub trait T { fn f() -> A; }"
        self.assertEqual(
            found(lib="mod w;", w__mod=room, w__a="use super::T; pub struct A;"),
            [["w/a.rs", "w/mod.rs", "w/a.rs"]],
        )

    def test_three_files(self):
        texts = {"a": "use crate::b::B;", "b": "use crate::c::C;", "c": "use crate::a::A;"}
        texts = {name: f"{text} pub struct {name.upper()};" for name, text in texts.items()}
        self.assertEqual(
            found(lib="mod a; mod b; mod c;", **texts), [["a.rs", "b.rs", "c.rs", "a.rs"]]
        )

    def test_what_does_not_count(self):
        a = """
        //! [b](crate::b::B), or `use crate::b::B`.
        /* use crate::b::B; */
        pub struct A; // crate::b::B
        pub(in crate::b) const TEXT: (&str, char) = ("use crate::b::B;", '"');
        """
        b = "use crate::a::A; pub struct B(A);"
        self.assertEqual(found(lib=LIB, a=a, b=b), [])


if __name__ == "__main__":
    unittest.main()

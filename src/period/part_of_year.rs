//! What periods that divide a year into equal parts have in common.

use core::marker::PhantomData;
use core::num::NonZeroU32;

use crate::error::PeriodError;

/// One of `N` equal parts of a year, as `N` times the year plus the parts of that year gone by.
///
/// Four bytes, and an `Option` of it is four bytes too. Which years there are is up to the
/// period; `C` tells the years of different calendars apart.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct PartOfYear<const N: u32, C = ()>(NonZeroU32, PhantomData<C>);

/// A number that is out of range, by unit, value, minimum and maximum: an error for constants, which
/// cannot hold one that owns a text.
pub(super) type Refusal = (&'static str, i64, i64, i64);

/// The error that a refusal stands for.
pub(super) const fn refused((unit, value, min, max): Refusal) -> PeriodError {
    PeriodError::OutOfRange {
        unit,
        value,
        min,
        max,
    }
}

#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "checked to lie between two years of sixteen bits, or part of such a number"
)]
impl<const N: u32, C> PartOfYear<N, C> {
    /// The first part of the first year.
    pub(super) const fn first((first, _): (u16, u16)) -> Self {
        Self::from_index(N * first as u32)
    }

    /// The last part of the last year.
    pub(super) const fn last((_, last): (u16, u16)) -> Self {
        Self::from_index(N * last as u32 + N - 1)
    }

    /// The given part, from 1, of one of the years.
    pub(super) const fn new(
        (first, last): (u16, u16),
        unit: &'static str,
        year: u16,
        part: u8,
    ) -> Result<Self, Refusal> {
        if year < first || year > last {
            Err(("year", year as i64, first as i64, last as i64))
        } else if part < 1 || part as u32 > N {
            Err((unit, part as i64, 1, N as i64))
        } else {
            Ok(Self::from_index(N * year as u32 + part as u32 - 1))
        }
    }

    /// The part of an index, if it belongs to one of the years.
    #[inline]
    pub(super) const fn from_ordinal((first, last): (u16, u16), index: i64) -> Option<Self> {
        let (first, end) = (first as i64 * N as i64, (last as i64 + 1) * N as i64);
        if first <= index && index < end {
            Some(Self::from_index(index as u32))
        } else {
            None
        }
    }

    /// The same part of the year before, if that is one of the years.
    pub(super) fn year_before(&self, years: (u16, u16)) -> Option<Self> {
        Self::from_ordinal(years, i64::from(self.index()) - i64::from(N))
    }

    /// The part of an index that follows from another period.
    #[inline]
    pub(super) const fn from_index(index: u32) -> Self {
        Self(NonZeroU32::MIN.saturating_add(index), PhantomData)
    }

    /// `N` times the year plus the parts of that year gone by.
    #[inline]
    pub(super) const fn index(&self) -> u32 {
        self.0.get() - 1
    }

    /// The year.
    #[inline]
    pub(super) const fn year(&self) -> u16 {
        (self.index() / N) as u16
    }

    /// The part of the year, from 1.
    #[inline]
    pub(super) const fn part(&self) -> u8 {
        (self.index() % N + 1) as u8
    }
}

/// Constructors, numbers, texts and [`Period`](crate::Period) of a period around a [`PartOfYear`].
///
/// Of generic parameters, type and name; the unit; the first and the last year; the method for the
/// part and the number of parts, none for whole years; a text as an example and its [`Form`].
///
/// [`Form`]: super::text::Form
macro_rules! part_of_year {
    (
        [$($generics:tt)*] $type:ty, $name:ident, $unit:literal, $years:expr,
        [$($part:ident 1 to $n:literal)?], $text:literal, $form:expr
    ) => {
        impl<$($generics)*> $type {
            const YEARS: (u16, u16) = $years;
            const FORM: $crate::period::text::Form = $form;

            #[doc = concat!("The first ", $unit, ".")]
            pub const MIN: Self = Self(PartOfYear::first(Self::YEARS));

            #[doc = concat!("The last ", $unit, ".")]
            pub const MAX: Self = Self(PartOfYear::last(Self::YEARS));

            #[doc = concat!("The ", $unit, " of this year", $(" and number, 1 to ", $n, ",",)? " if \
                there is one.")]
            ///
            /// # Errors
            ///
            /// [`PeriodError::OutOfRange`] for a year before that of [`MIN`](Self::MIN), such as 0
            #[doc = concat!("in most calendars, or after that of [`MAX`](Self::MAX)", $(
                "; for a number outside 1 to ", $n,)? ".")]
            #[inline]
            pub const fn new(year: u16 $(, $part: u8)?) -> Result<Self, PeriodError> {
                Self::numbered(year, $crate::period::part_of_year::or_one!($($part)?))
            }

            #[doc = concat!("A ", $unit, " from literals, checked when the program is compiled if \
                used in a `const`.")]
            ///
            /// # Panics
            ///
            /// Where [`new`](Self::new), which is for what is not a literal, returns an error.
            #[must_use]
            #[track_caller]
            #[allow(clippy::panic, reason = "for literals; documented")]
            pub const fn constant(year: u16 $(, $part: u8)?) -> Self {
                let part = $crate::period::part_of_year::or_one!($($part)?);
                match PartOfYear::new(Self::YEARS, $unit, year, part) {
                    Ok(part) => Self(part),
                    Err(_) => panic!(concat!("there is no such ", $unit)),
                }
            }

            /// The year as a number.
            #[inline]
            #[must_use]
            pub const fn year(self) -> u16 {
                self.0.year()
            }

            $(
                #[doc = concat!("The ", stringify!($part), " of the year, 1 to ", $n, ".")]
                #[inline]
                #[must_use]
                pub const fn $part(self) -> u8 {
                    self.0.part()
                }
            )?

            #[inline]
            const fn numbered(year: u16, part: u8) -> Result<Self, PeriodError> {
                match PartOfYear::new(Self::YEARS, $unit, year, part) {
                    Ok(part) => Ok(Self(part)),
                    Err(refusal) => Err($crate::period::part_of_year::refused(refusal)),
                }
            }

            fn text(self) -> alloc::string::String {
                Self::FORM.write(self.0.year(), self.0.part())
            }

            fn read(text: &str) -> Option<Result<Self, PeriodError>> {
                let (year, part) = Self::FORM.read(text)?;
                Some(Self::numbered(year, part))
            }
        }

        $crate::period::text::written!([$($generics)*] $type, $name, $unit, $text);

        impl<$($generics)*> Period for $type {
            const UNIT: &'static str = $unit;

            #[inline]
            fn ordinal(self) -> i64 {
                self.0.index().into()
            }

            #[inline]
            fn from_ordinal(ordinal: i64) -> Option<Self> {
                PartOfYear::from_ordinal(Self::YEARS, ordinal).map(Self)
            }

            fn year_before(self) -> Option<Self> {
                self.0.year_before(Self::YEARS).map(Self)
            }
        }
    };
}
pub(super) use part_of_year;

/// The number of a part; a whole year is part 1.
macro_rules! or_one {
    () => {
        1
    };
    ($part:ident) => {
        $part
    };
}
pub(super) use or_one;

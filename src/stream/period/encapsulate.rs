//! The number behind every period, which cannot leave its calendar.

use core::num::NonZeroU32;

/// A number within `FIRST..=LAST`, where `FIRST` is at least 1.
///
/// Four bytes, and an `Option` of it is four bytes too.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Index<const FIRST: u32, const LAST: u32>(NonZeroU32);

impl<const FIRST: u32, const LAST: u32> Index<FIRST, LAST> {
    /// The number, if it is within the calendar.
    #[inline]
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "checked to lie between two u32"
    )]
    pub(super) const fn new(index: i64) -> Option<Self> {
        if index < FIRST as i64 || index > LAST as i64 {
            return None;
        }
        match NonZeroU32::new(index as u32) {
            Some(index) => Some(Self(index)),
            None => None,
        }
    }

    /// The number, or the end of the calendar it lies beyond: for numbers that follow from another
    /// period of the same calendar, which lie within.
    #[inline]
    pub(super) const fn clamp(index: u32) -> Self {
        let within = if index < FIRST {
            FIRST
        } else if index > LAST {
            LAST
        } else {
            index
        };
        match NonZeroU32::new(within) {
            Some(index) => Self(index),
            None => Self(NonZeroU32::MIN),
        }
    }

    /// The number.
    #[inline]
    pub(super) const fn get(self) -> u32 {
        self.0.get()
    }
}

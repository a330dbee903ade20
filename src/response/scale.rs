//! Rating scales other than 0 to 10, mapped to categories on purpose.

use super::category::Category;
use crate::error::ScaleError;

/// A rating scale of whole numbers and where its categories begin.
///
/// A scale is named by four of its values, from the worst answer to the best: the worst, the
/// first that makes a passive, the first that makes a promoter, the best. The numbers rise on
/// most scales and fall where 1 is the best mark. Nothing is guessed: a 1-5 answer read as
/// 0-10 would make every customer a detractor.
///
/// # Invariants
///
/// The four values run strictly in one direction, except that the promoters may begin at the
/// best answer. So every category can be given at least one way.
///
/// # Errors
///
/// [`Scale::new`] refuses cut points that do not run from worst to best, such as
/// `(0, 9, 7, 10)` or `(1, 1, 5, 5)`.
///
/// # Example
///
/// ```
/// use npscore::{Category, Scale};
///
/// // Five stars: 5 promotes, 4 is passive, the rest detract.
/// let stars = Scale::new(1, 4, 5, 5)?;
/// assert_eq!(stars.category(4)?, Category::Passive);
/// assert!(stars.category(0).is_err());
///
/// // School marks, where 1 is the best.
/// let marks = Scale::new(6, 2, 1, 1)?;
/// assert_eq!(marks.category(1)?, Category::Promoter);
/// # Ok::<(), npscore::Error>(())
/// ```
///
/// Half stars are whole numbers on a scale of half stars: `Scale::new(1, 8, 9, 10)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Scale {
    worst: i32,
    passive_from: i32,
    promoter_from: i32,
    best: i32,
}

impl Scale {
    /// The standard scale: 0 to 10, passives from 7, promoters from 9.
    pub const NPS: Self = Self {
        worst: 0,
        passive_from: 7,
        promoter_from: 9,
        best: 10,
    };

    /// A scale from its worst answer, the first passive one, the first promoting one and its
    /// best answer.
    ///
    /// # Errors
    ///
    /// [`ScaleError::NotInOrder`] where the four do not run from worst to best.
    pub const fn new(
        worst: i32,
        passive_from: i32,
        promoter_from: i32,
        best: i32,
    ) -> Result<Self, ScaleError> {
        let rising = worst < passive_from && passive_from < promoter_from && promoter_from <= best;
        let falling = worst > passive_from && passive_from > promoter_from && promoter_from >= best;
        if rising || falling {
            Ok(Self {
                worst,
                passive_from,
                promoter_from,
                best,
            })
        } else {
            Err(ScaleError::NotInOrder {
                worst,
                passive_from,
                promoter_from,
                best,
            })
        }
    }

    /// The coldest answer.
    #[must_use]
    pub const fn worst(&self) -> i32 {
        self.worst
    }

    /// The coldest answer that makes a passive.
    #[must_use]
    pub const fn passive_from(&self) -> i32 {
        self.passive_from
    }

    /// The coldest answer that makes a promoter.
    #[must_use]
    pub const fn promoter_from(&self) -> i32 {
        self.promoter_from
    }

    /// The warmest answer.
    #[must_use]
    pub const fn best(&self) -> i32 {
        self.best
    }
}

impl Scale {
    /// The smallest number on the scale, whether it is the worst answer or the best.
    #[must_use]
    pub const fn min(&self) -> i32 {
        if self.worst() < self.best() {
            self.worst()
        } else {
            self.best()
        }
    }

    /// The largest number on the scale.
    #[must_use]
    pub const fn max(&self) -> i32 {
        if self.worst() < self.best() {
            self.best()
        } else {
            self.worst()
        }
    }

    /// Whether the number is on the scale.
    #[must_use]
    pub const fn contains(&self, value: i128) -> bool {
        self.min() as i128 <= value && value <= self.max() as i128
    }

    /// The category of an answer on this scale.
    ///
    /// # Errors
    ///
    /// [`ScaleError::OutOfRange`] for a number off the scale, such as 0 on a 1-5 scale.
    pub fn category(&self, value: impl Into<i128>) -> Result<Category, ScaleError> {
        let value = value.into();
        if !self.contains(value) {
            return Err(ScaleError::OutOfRange {
                value,
                min: self.min(),
                max: self.max(),
            });
        }
        // On a falling scale the same questions are asked of the mirrored numbers.
        let warmth = |number: i128| {
            if self.worst() < self.best() {
                number
            } else {
                -number
            }
        };
        Ok(if warmth(value) >= warmth(self.promoter_from().into()) {
            Category::Promoter
        } else if warmth(value) >= warmth(self.passive_from().into()) {
            Category::Passive
        } else {
            Category::Detractor
        })
    }
}

/// The standard NPS scale.
impl Default for Scale {
    fn default() -> Self {
        Self::NPS
    }
}

crate::wire::row!(Scale { worst: i32, passive_from: i32, promoter_from: i32, best: i32 } => new);

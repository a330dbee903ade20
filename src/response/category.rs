//! Detractor, passive or promoter.

use alloc::format;
use core::str::FromStr;

use super::score::Score;
use crate::error::ScoreError;
use crate::text::excerpt;

/// Which of the three groups an answer falls into.
///
/// # Ordering
///
/// `Detractor < Passive < Promoter`, from cold to warm.
///
/// # Example
///
/// ```
/// use npscore::{Category, Score};
///
/// assert_eq!(Category::of(Score::constant(6)), Category::Detractor);
/// assert_eq!(Category::of(Score::constant(8)), Category::Passive);
/// assert_eq!("promoter".parse(), Ok(Category::Promoter));
/// assert!(Category::Detractor < Category::Promoter);
/// ```
///
/// # Source
///
/// Reichheld, "The One Number You Need to Grow", Harvard Business Review, December 2003: 9-10
/// promoters, 7-8 passives, 0-6 detractors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum Category {
    /// A score from 0 to 6.
    Detractor,
    /// A score of 7 or 8.
    Passive,
    /// A score of 9 or 10.
    Promoter,
}

impl Category {
    /// The three categories, from detractor to promoter.
    pub const ALL: [Self; 3] = [Self::Detractor, Self::Passive, Self::Promoter];

    /// The category of a score on the standard 0 to 10 scale.
    ///
    /// Answers given on another scale go through a [`Scale`](crate::Scale).
    #[inline]
    #[must_use]
    pub const fn of(score: Score) -> Self {
        /// The category of each score. Looking it up takes half the time of comparing.
        const CATEGORIES: [Category; 11] = {
            let mut categories = [Category::Detractor; 11];
            let mut score = 7;
            while score < categories.len() {
                categories[score] = if score < 9 {
                    Category::Passive
                } else {
                    Category::Promoter
                };
                score += 1;
            }
            categories
        };
        CATEGORIES[score.get() as usize]
    }

    /// What one such answer adds to promoters minus detractors: -1, 0 or 1.
    #[inline]
    #[must_use]
    pub const fn net(self) -> i8 {
        match self {
            Self::Detractor => -1,
            Self::Passive => 0,
            Self::Promoter => 1,
        }
    }

    /// Where this category stands in an array of three, from detractor to promoter.
    #[inline]
    pub(crate) const fn index(self) -> usize {
        self as usize
    }
}

impl Score {
    /// The category this score falls into: [`Category::of`].
    #[inline]
    #[must_use]
    pub const fn category(self) -> Category {
        Category::of(self)
    }

    /// Whether this is a 9 or a 10.
    #[inline]
    #[must_use]
    pub const fn is_promoter(self) -> bool {
        matches!(self.category(), Category::Promoter)
    }

    /// Whether this is a 7 or an 8.
    #[inline]
    #[must_use]
    pub const fn is_passive(self) -> bool {
        matches!(self.category(), Category::Passive)
    }

    /// Whether this is a 6 or less.
    #[inline]
    #[must_use]
    pub const fn is_detractor(self) -> bool {
        matches!(self.category(), Category::Detractor)
    }
}

impl From<Score> for Category {
    #[inline]
    fn from(score: Score) -> Self {
        Self::of(score)
    }
}

crate::text::words!(
    /// `"detractor"`, `"passive"` or `"promoter"`.
    Category {
        Detractor => "detractor",
        Passive => "passive",
        Promoter => "promoter",
    }
);

/// `"detractor"`, `"passive"` or `"promoter"`, exactly.
impl FromStr for Category {
    type Err = ScoreError;

    fn from_str(text: &str) -> Result<Self, ScoreError> {
        Self::ALL
            .into_iter()
            .find(|category| category.as_str() == text)
            .ok_or_else(|| ScoreError::UnknownCategory {
                value: format!("{:?}", excerpt(text)),
            })
    }
}

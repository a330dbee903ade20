//! Whether answers may be on a shorter scale than the one they are read on.

use core::fmt;

use crate::response::{Scale, Score};
use crate::tally::Histogram;
use crate::text::pad;

/// No answer passes the end of a shorter scale that is in common use: 5, 7 or 10.
///
/// Answers of 1 to 5 stars read as scores are all detractors, and the NPS of -100 has a narrow interval.
/// What the numbers cannot tell is whether they are stars: this is a reason to ask, and nothing is read
/// differently because of it.
///
/// # Example
///
/// ```
/// use npscore::insight::ScaleHint;
/// use npscore::{Histogram, Scale, Score};
///
/// let stars: Histogram = [5, 5, 4, 5, 3, 5, 1, 4, 5, 2].map(Score::constant).into_iter().collect();
/// let hint = stars.scale_hint().ok_or("nothing to ask")?;
/// assert_eq!(hint.end(), 5);
/// assert_eq!(
///     hint.to_string(),
///     "none of 10 answers passes 5: they may be on a scale that ends there, not at 10",
/// );
///
/// // On a scale of 0 to 100 where no answer passes 9.
/// assert_eq!(ScaleHint::new(&Scale::new(0, 70, 90, 100)?, 9, 340).map(|hint| hint.end()), Some(10));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct ScaleHint {
    answers: u64,
    end: i32,
    scale_end: i32,
}

impl ScaleHint {
    /// The fewest answers of which the greatest says something about the scale.
    pub const MIN_ANSWERS: u64 = 10;

    /// What the greatest of so many answers on a scale hints at.
    ///
    /// `None` for fewer than ten answers, for a greatest answer below 1, and where no shorter scale in
    /// common use would hold it.
    #[must_use]
    pub fn new(scale: &Scale, greatest: i32, answers: u64) -> Option<Self> {
        let scale_end = scale.max();
        let end = [5, 7, 10].into_iter().find(|end| greatest <= *end)?;
        let hints = answers >= Self::MIN_ANSWERS && greatest > 0 && end < scale_end;
        hints.then_some(Self {
            answers,
            end,
            scale_end,
        })
    }

    /// The number of answers.
    #[must_use]
    pub const fn answers(&self) -> u64 {
        self.answers
    }

    /// The end of the shorter scale: 5, 7 or 10.
    #[must_use]
    pub const fn end(&self) -> i32 {
        self.end
    }
}

impl fmt::Display for ScaleHint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            answers,
            end,
            scale_end,
        } = self;
        pad(
            f,
            &alloc::format!(
                "none of {answers} answers passes {end}: they may be on a scale that ends there, not at \
                 {scale_end}"
            ),
        )
    }
}

impl Histogram {
    /// Whether these scores may be on a scale that ends at 5 or 7: `None` where one passes 7, or for fewer
    /// than ten.
    ///
    /// Of a [`Screened<Histogram>`](crate::Screened), ask [`inner`](crate::Screened::inner).
    #[doc(alias = "stars")]
    #[must_use]
    pub fn scale_hint(&self) -> Option<ScaleHint> {
        let greatest = Score::ALL
            .into_iter()
            .rfind(|score| self.count(*score) > 0)?;
        ScaleHint::new(&Scale::NPS, greatest.get().into(), self.responses())
    }
}

//! What is believed before the responses are seen.

use crate::error::{OutOfRange, Quantity};

/// A Dirichlet prior: imagined responses of each category that are added to the counted ones.
///
/// Each count is from 0.001 to 10¹⁵. With less than 0.001 in a category that nobody chose, a good
/// part of the distribution lies nearer to an end of the range than the smallest float, and no figure
/// could say where. One of the three may be 0: that category is out of the question unless somebody
/// chooses it.
///
/// # Example
///
/// ```
/// use npscore::inference::Prior;
///
/// assert_eq!(Prior::default(), Prior::JEFFREYS);
/// assert_eq!(Prior::new(0.5, 0.5, 0.5)?, Prior::JEFFREYS);
/// let error = Prior::new(-1.0, 1.0, 1.0).unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "prior count -1 is out of range, expected 0.001 to 1000000000000000, or one of three 0"
/// );
/// # Ok::<(), npscore::error::OutOfRange>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Prior {
    detractors: f64,
    passives: f64,
    promoters: f64,
}

impl Prior {
    /// Half a response of each category: weighs as little as a prior can that treats every
    /// distribution alike (Jeffreys 1946).
    pub const JEFFREYS: Self = Self {
        detractors: 0.5,
        passives: 0.5,
        promoters: 0.5,
    };

    /// One response of each category: every distribution equally likely (Bayes, Laplace).
    pub const UNIFORM: Self = Self {
        detractors: 1.0,
        passives: 1.0,
        promoters: 1.0,
    };

    /// 3/4 detractors, 3/2 passives, 3/4 promoters: what Rocks adds to the counts for an adjusted
    /// Wald interval.
    ///
    /// Source: Rocks, "Interval estimation for the 'net promoter score'", The American Statistician
    /// 70 (2016) 365-372.
    pub const ROCKS: Self = Self {
        detractors: 0.75,
        passives: 1.5,
        promoters: 0.75,
    };

    /// A prior of imagined responses.
    ///
    /// # Errors
    ///
    /// [`OutOfRange`] for a count outside 0.001 to 10¹⁵, but for one of 0.
    pub const fn new(detractors: f64, passives: f64, promoters: f64) -> Result<Self, OutOfRange> {
        let mut counts = [detractors, passives, promoters];
        let (mut i, mut zeros) = (0, 0);
        while i < counts.len() {
            if counts[i].abs() <= 0.0 && zeros == 0 {
                // Not -0.
                (counts[i], zeros) = (0.0, 1);
            } else if !(counts[i] >= Self::LEAST && counts[i] <= Self::MOST) {
                // So is NaN.
                return Err(OutOfRange::of_float(Quantity::Prior, counts[i]));
            }
            i += 1;
        }
        let [detractors, passives, promoters] = counts;
        Ok(Self {
            detractors,
            passives,
            promoters,
        })
    }

    /// The least count of a category that is in the question.
    pub(in crate::inference) const LEAST: f64 = 0.001;

    /// The largest count.
    pub(in crate::inference) const MOST: f64 = 1e15;

    /// Imagined detractors.
    #[must_use]
    pub const fn detractors(&self) -> f64 {
        self.detractors
    }

    /// Imagined passives.
    #[must_use]
    pub const fn passives(&self) -> f64 {
        self.passives
    }

    /// Imagined promoters.
    #[must_use]
    pub const fn promoters(&self) -> f64 {
        self.promoters
    }
}

impl Default for Prior {
    /// [`Prior::JEFFREYS`].
    fn default() -> Self {
        Self::JEFFREYS
    }
}

crate::wire::row!(Prior { detractors: f64, passives: f64, promoters: f64 } => new);

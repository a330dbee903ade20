//! What is believed before the answers are seen.

pub use encapsulate::Prior;

mod encapsulate {
    use super::PriorError;

    /// A Dirichlet prior: imagined answers of each category that are added to the counted ones.
    ///
    /// # Invariants
    ///
    /// Three finite numbers above 0.
    ///
    /// # Ordering
    ///
    /// None: beliefs have no order.
    ///
    /// # Errors
    ///
    /// [`Prior::new`] refuses 0, negative numbers, infinity and NaN.
    ///
    /// # Example
    ///
    /// ```
    /// use npscore::inference::Prior;
    ///
    /// assert_eq!(Prior::default(), Prior::JEFFREYS);
    /// assert_eq!(Prior::new(0.5, 0.5, 0.5)?, Prior::JEFFREYS);
    /// assert!(Prior::new(0.0, 1.0, 1.0).is_err());
    /// # Ok::<(), npscore::inference::PriorError>(())
    /// ```
    #[derive(Debug, Clone, Copy, PartialEq)]
    pub struct Prior {
        detractors: f64,
        passives: f64,
        promoters: f64,
    }

    impl Prior {
        /// Half an answer of each category: weighs as little as a prior can that treats every
        /// distribution alike (Jeffreys 1946).
        pub const JEFFREYS: Self = Self {
            detractors: 0.5,
            passives: 0.5,
            promoters: 0.5,
        };

        /// One answer of each category: every distribution equally likely (Bayes, Laplace).
        pub const UNIFORM: Self = Self {
            detractors: 1.0,
            passives: 1.0,
            promoters: 1.0,
        };

        /// 3/4 detractors, 3/2 passives, 3/4 promoters: what Rocks adds to the counts for an
        /// adjusted Wald interval.
        ///
        /// Source: Rocks, "Interval estimation for the 'net promoter score'", The American
        /// Statistician 70 (2016) 365-372.
        pub const ROCKS: Self = Self {
            detractors: 0.75,
            passives: 1.5,
            promoters: 0.75,
        };

        /// A prior of imagined answers.
        ///
        /// # Errors
        ///
        /// [`PriorError::OutOfRange`] for a number that is not finite and above 0.
        pub const fn new(
            detractors: f64,
            passives: f64,
            promoters: f64,
        ) -> Result<Self, PriorError> {
            let counts = [detractors, passives, promoters];
            let mut i = 0;
            while i < counts.len() {
                if !(counts[i] > 0.0 && counts[i] < f64::INFINITY) {
                    return Err(PriorError::OutOfRange { value: counts[i] });
                }
                i += 1;
            }
            Ok(Self {
                detractors,
                passives,
                promoters,
            })
        }

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
}

impl Default for Prior {
    /// [`Prior::JEFFREYS`].
    fn default() -> Self {
        Self::JEFFREYS
    }
}

/// Why a [`Prior`] was refused.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum PriorError {
    /// A number of imagined answers that is not finite and above 0.
    #[error("prior count {value} is out of range, expected a finite number above 0")]
    OutOfRange {
        /// The number.
        value: f64,
    },
}

crate::wire::row!(Prior { detractors: f64, passives: f64, promoters: f64 } => new);

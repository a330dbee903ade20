//! What adjusted Wald methods add to the counts.

pub use encapsulate::PseudoCounts;

mod encapsulate {
    use super::PseudoCountsError;

    /// Imagined responses that an adjusted Wald method adds to the counted ones.
    ///
    /// # Invariants
    ///
    /// Three numbers from 0 to a million; they need not be whole.
    ///
    /// # Ordering
    ///
    /// None.
    ///
    /// # Errors
    ///
    /// [`PseudoCounts::new`] refuses negative numbers, such as -1, those above a million, and NaN.
    ///
    /// # Serialised form
    ///
    /// `{"detractors", "passives", "promoters"}`.
    ///
    /// # Example
    ///
    /// ```
    /// use npscore::inference::PseudoCounts;
    ///
    /// assert_eq!(PseudoCounts::default(), PseudoCounts::ROCKS);
    /// assert_eq!(PseudoCounts::new(0.75, 1.5, 0.75)?, PseudoCounts::ROCKS);
    /// assert!(PseudoCounts::new(-1.0, 0.0, 0.0).is_err());
    /// # Ok::<(), npscore::inference::PseudoCountsError>(())
    /// ```
    #[derive(Debug, Clone, Copy, PartialEq)]
    pub struct PseudoCounts {
        detractors: f64,
        passives: f64,
        promoters: f64,
    }

    impl PseudoCounts {
        /// Nothing: the plain Wald method.
        pub const NONE: Self = Self {
            detractors: 0.0,
            passives: 0.0,
            promoters: 0.0,
        };

        /// 3/4 detractors, 3/2 passives, 3/4 promoters: made for Net Promoter Scores.
        ///
        /// Source: Rocks, "Interval estimation for the 'net promoter score'", The American
        /// Statistician 70 (2016) 365-372.
        pub const ROCKS: Self = Self {
            detractors: 0.75,
            passives: 1.5,
            promoters: 0.75,
        };

        /// 1/2 detractor, 1 passive, 1/2 promoter: half a response for each cell of a matched
        /// 2 x 2 table, whose concordant cells are the passives.
        ///
        /// Source: Agresti and Min, "Simple improved confidence intervals for comparing matched
        /// proportions", Statistics in Medicine 24 (2005) 729-740.
        pub const AGRESTI_MIN: Self = Self {
            detractors: 0.5,
            passives: 1.0,
            promoters: 0.5,
        };

        /// 1 detractor and 1 promoter.
        ///
        /// Source: Bonett and Price, "Adjusted Wald confidence interval for a difference of binomial
        /// proportions based on paired data", Journal of Educational and Behavioral Statistics 37
        /// (2012) 479-488.
        pub const BONETT_PRICE: Self = Self {
            detractors: 1.0,
            passives: 0.0,
            promoters: 1.0,
        };

        /// 1 of each category: Laplace's rule of succession, *Théorie analytique des
        /// probabilités* (1812).
        pub const LAPLACE: Self = Self {
            detractors: 1.0,
            passives: 1.0,
            promoters: 1.0,
        };

        /// The most imagined responses of a category.
        pub const MOST: f64 = 1e6;

        /// Imagined responses of each category.
        ///
        /// # Errors
        ///
        /// [`PseudoCountsError::OutOfRange`] for a number that is not from 0 to a million.
        pub const fn new(
            detractors: f64,
            passives: f64,
            promoters: f64,
        ) -> Result<Self, PseudoCountsError> {
            let counts = [detractors, passives, promoters];
            let mut i = 0;
            while i < counts.len() {
                // False for NaN.
                if !(counts[i] >= 0.0 && counts[i] <= Self::MOST) {
                    return Err(PseudoCountsError::OutOfRange { value: counts[i] });
                }
                i += 1;
            }
            // Adding 0 turns -0 into 0.
            Ok(Self {
                detractors: detractors + 0.0,
                passives: passives + 0.0,
                promoters: promoters + 0.0,
            })
        }

        /// Half as many, for each of two groups that are to share them.
        #[must_use]
        pub const fn halved(self) -> Self {
            Self {
                detractors: 0.5 * self.detractors,
                passives: 0.5 * self.passives,
                promoters: 0.5 * self.promoters,
            }
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

impl Default for PseudoCounts {
    /// [`PseudoCounts::ROCKS`].
    fn default() -> Self {
        Self::ROCKS
    }
}

/// Why [`PseudoCounts`] were refused.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum PseudoCountsError {
    /// A number of imagined responses that is negative, too large or NaN.
    #[error("pseudo-count {value} is out of range, expected 0 to 1000000")]
    OutOfRange {
        /// The number.
        value: f64,
    },
}

crate::wire::row!(PseudoCounts { detractors: f64, passives: f64, promoters: f64 } => new);

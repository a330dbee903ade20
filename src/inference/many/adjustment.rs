//! Many tests at once: p-values that allow for how many there are.

use alloc::vec;
use alloc::vec::Vec;

use crate::error::{OutOfRange, Quantity};

/// How p-values are adjusted for the number of tests.
///
/// Of twenty comparisons of groups that do not differ, one is expected below 0.05 by chance.
/// Adjusted p-values are compared with 0.05 as usual, and allow for that.
///
/// # Ordering
///
/// None.
///
/// # Example
///
/// ```
/// use npscore::inference::Adjustment;
///
/// let adjusted = Adjustment::Holm.adjust(&[0.01, 0.04, 0.03])?;
/// assert_eq!(adjusted, [0.03, 0.06, 0.06]);
/// assert!(Adjustment::Holm.adjust(&[1.5]).is_err());
/// # Ok::<(), npscore::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Adjustment {
    /// Any false alarm at all is to be rare, whatever depends on what: Holm, Scandinavian Journal of
    /// Statistics 6 (1979) 65-70. The default.
    #[default]
    Holm,
    /// Only few of the alarms are to be false (the false discovery rate), for many segments of
    /// which some surely differ: Benjamini and Hochberg, Journal of the Royal Statistical Society B
    /// 57 (1995) 289-300. For independent or positively dependent tests.
    BenjaminiHochberg,
    /// Each p-value times their number. Never better than [`Holm`](Adjustment::Holm).
    Bonferroni,
}

impl Adjustment {
    /// The adjusted p-values, in the order of the p-values: each from its p-value to 1.
    ///
    /// # Errors
    ///
    /// [`OutOfRange`] for a p-value outside 0 to 1 or NaN.
    pub fn adjust(self, p_values: &[f64]) -> Result<Vec<f64>, OutOfRange> {
        for &p_value in p_values {
            // False for NaN.
            if !(0.0..=1.0).contains(&p_value) {
                return Err(OutOfRange::new(Quantity::PValue, p_value));
            }
        }
        let m = p_values.len();
        // From the smallest p-value to the largest, with what each is multiplied by.
        let mut order: Vec<usize> = (0..m).collect();
        order.sort_by(|&i, &j| p_values[i].total_cmp(&p_values[j]));
        let factor = |rank: usize| match self {
            Self::Holm => (m - rank) as f64,
            Self::BenjaminiHochberg => m as f64 / (rank + 1) as f64,
            Self::Bonferroni => m as f64,
        };
        let mut adjusted = vec![0.0; m];
        let ranked = order.into_iter().enumerate();
        match self {
            // Step down: none below one before it.
            Self::Holm | Self::Bonferroni => {
                ranked.fold(0.0_f64, |least, (rank, i)| {
                    adjusted[i] = (factor(rank) * p_values[i]).min(1.0).max(least);
                    adjusted[i]
                });
            }
            // Step up: none above one after it.
            Self::BenjaminiHochberg => {
                ranked.rev().fold(1.0_f64, |most, (rank, i)| {
                    // A factor near 1 must not round below it.
                    adjusted[i] = (factor(rank).max(1.0) * p_values[i]).min(most);
                    adjusted[i]
                });
            }
        }
        Ok(adjusted)
    }
}

crate::text::words!(
    /// The adjustment in words.
    Adjustment {
        Holm => "Holm",
        BenjaminiHochberg => "Benjamini-Hochberg",
        Bonferroni => "Bonferroni",
    }
);

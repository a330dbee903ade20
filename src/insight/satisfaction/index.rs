//! Satisfaction indices of three questions.

use alloc::vec::Vec;
use core::fmt;

use rust_decimal::Decimal;

use super::frequencies::Frequencies;
use super::limits;
use crate::error::{DataError, Error, OutOfRange, Quantity, ScaleError};
use crate::inference::{Confidence, Estimate};
use crate::nps::{Fraction, Points};

/// The most decimal places of a weight.
const MAX_PLACES: u32 = 6;

/// How three answers make an index: the scale and the weight of each question.
///
/// # Invariants
///
/// The worst and the best answer differ. Weights are from 0 to 1000 with at most six decimal
/// places, and at least one is above 0. They need not add up to 1: only their proportions count.
///
/// # Errors
///
/// [`IndexScheme::new`] refuses a scale from 5 to 5, a weight of -0.1, and weights that are all 0.
///
/// # Serialised form
///
/// `{"worst", "best", "weights"}`: weights as decimal texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct IndexScheme {
    worst: i32,
    best: i32,
    weights: [Decimal; 3],
    /// The weights in units of their smallest place.
    units: [u32; 3],
}

impl IndexScheme {
    /// The customary scale from 1 to 10 and three equal weights.
    pub const EQUAL_WEIGHTS: Self = Self {
        worst: 1,
        best: 10,
        weights: [Decimal::ONE; 3],
        units: [1_000_000; 3],
    };

    /// Answers from `worst` to `best`, and the weights of the questions about overall satisfaction,
    /// expectations and the ideal.
    ///
    /// # Errors
    ///
    /// [`OutOfRange`] for a best answer that is the worst, a weight outside 0 to 1000 or of more than
    /// six decimal places, and weights that are all 0.
    pub fn new(worst: i32, best: i32, weights: [Decimal; 3]) -> Result<Self, OutOfRange> {
        if worst == best {
            return Err(OutOfRange::new(Quantity::BestAnswer, i128::from(best)));
        }
        let mut units = [0; 3];
        for (weight, units) in weights.into_iter().zip(&mut units) {
            let refused = OutOfRange::new(Quantity::IndexWeight, weight);
            let mut scaled = weight.normalize();
            if weight < Decimal::ZERO
                || weight > Decimal::ONE_THOUSAND
                || scaled.scale() > MAX_PLACES
            {
                return Err(refused);
            }
            scaled.rescale(MAX_PLACES);
            *units = u32::try_from(scaled.mantissa()).map_err(|_| refused)?;
        }
        if units == [0; 3] {
            return Err(OutOfRange::new(Quantity::IndexWeights, Decimal::ZERO));
        }
        Ok(Self {
            worst,
            best,
            weights,
            units,
        })
    }

    /// The worst answer.
    #[must_use]
    pub const fn worst(&self) -> i32 {
        self.worst
    }

    /// The best answer.
    #[must_use]
    pub const fn best(&self) -> i32 {
        self.best
    }

    /// The weights of the three questions, as given.
    #[must_use]
    pub const fn weights(&self) -> [Decimal; 3] {
        self.weights
    }

    /// The index of one respondent as a fraction: a part and the whole that makes 100.
    fn fraction(&self, answers: &[i32; 3]) -> Result<(u128, u128), ScaleError> {
        let (min, max) = (self.worst().min(self.best()), self.worst().max(self.best()));
        let (mut part, mut whole) = (0, 0);
        for (answer, units) in answers.iter().zip(self.units) {
            if !(min..=max).contains(answer) {
                let value = (*answer).into();
                return Err(ScaleError::OutOfRange { value, min, max });
            }
            part += u128::from(answer.abs_diff(self.worst())) * u128::from(units);
            whole += u128::from(min.abs_diff(max)) * u128::from(units);
        }
        Ok((part, whole))
    }
}

/// A customer satisfaction index of three questions: NKI in Swedish, CSI in English.
///
/// Three answers per respondent, customarily from 1 to 10: satisfaction overall, satisfaction compared
/// with expectations, and closeness to an ideal. Each answer is placed on 0 to 100 by where it lies between
/// the worst and the best answer, and the index is the weighted mean:
/// 100 Σ wᵢ (xᵢ - worst) / ((best - worst) Σ wᵢ), averaged over all respondents.
///
/// # The index and the NPS
///
/// - The index asks how satisfied somebody *is*, the NPS whether somebody would *recommend*. Both are
///   asked of the same people with profit; neither follows from the other.
/// - The index is a mean: a step from 3 to 4 counts as much as one from 8 to 9. The NPS counts
///   categories: 3 and 4 are alike to it, 8 and 9 are worlds apart.
/// - The index runs from 0 to 100, the NPS from -100 to 100. An index of 70 is a usual one; an NPS of
///   70 is a rare one. They must not stand in one column.
/// - Published indices use weights estimated from the survey itself (by a structural model), which
///   differ by study and year. Weights are part of the figure: without them it cannot be repeated.
///   Here they are given by the user and travel with the result.
///
/// # Invariants
///
/// At least one respondent.
///
/// # Display
///
/// `satisfaction index 72.2 (n = 4)`.
///
/// # Errors
///
/// For an answer off the scale, and without respondents.
///
/// # Serialised form
///
/// `{"responses", "index", "interval", "scheme"}`: the index as a float, the interval as an [`Estimate`] or
/// `null`; written only.
///
/// # Example
///
/// ```
/// use npscore::inference::Confidence;
/// use npscore::insight::{Frequencies, IndexScheme};
/// use npscore::Decimal;
///
/// let answers: Frequencies<[i32; 3]> =
///     [[8, 7, 7], [10, 9, 9], [6, 6, 5], [7, 8, 8]].into_iter().collect();
/// let nki = answers.index(&IndexScheme::EQUAL_WEIGHTS, Confidence::P95)?;
/// assert_eq!(nki.to_string(), "satisfaction index 72.2 (n = 4)");
///
/// let satisfaction_only = IndexScheme::new(1, 10, [Decimal::ONE, Decimal::ZERO, Decimal::ZERO])?;
/// assert_eq!(answers.index(&satisfaction_only, Confidence::P95)?.index().round_dp(1).to_string(), "75");
/// # Ok::<(), npscore::Error>(())
/// ```
///
/// # Source
///
/// Fornell, "A National Customer Satisfaction Barometer: The Swedish Experience", Journal of Marketing
/// 56 (1992) 6-21; the formula as in Fornell et al., Journal of Marketing 60 (1996) 7-18.
#[derive(Debug, Clone, PartialEq)]
pub struct SatisfactionIndex {
    scheme: IndexScheme,
    responses: u64,
    index: Points,
    interval: Option<Estimate>,
}

impl Frequencies<[i32; 3]> {
    /// The satisfaction index of these answers.
    ///
    /// # Errors
    ///
    /// [`ScaleError`] for an answer off the scale, [`DataError::NoResponses`] for none.
    pub fn index(
        &self,
        scheme: &IndexScheme,
        confidence: Confidence,
    ) -> Result<SatisfactionIndex, Error> {
        let n = self.responses();
        if n == 0 {
            let of = "to the three questions";
            return Err(DataError::NoResponses { of }.into());
        }
        let mut parts = Vec::new();
        for (answers, n) in self.iter() {
            let (part, whole) = scheme.fraction(answers)?;
            let part = Fraction::ratio(100 * part.cast_signed(), whole);
            parts.push(part.times(&Fraction::ratio(n.into(), 1)));
        }
        let sum = Fraction::sum(&parts, Fraction::plus);
        let index = Points::new(sum.over(&Fraction::ratio(n.into(), 1)));
        let values = self.iter().map(|(answers, n)| {
            let (part, whole) = scheme.fraction(answers).unwrap_or((0, 1));
            (100.0 * (part as f64 / whole as f64), n)
        });
        let interval = limits::mean(values, index.to_f64(), n, (0.0, 100.0), confidence);
        Ok(SatisfactionIndex {
            scheme: *scheme,
            responses: n,
            index,
            interval,
        })
    }
}

impl SatisfactionIndex {
    /// The scale and the weights.
    #[must_use]
    pub const fn scheme(&self) -> &IndexScheme {
        &self.scheme
    }

    /// The number of respondents.
    #[must_use]
    pub const fn responses(&self) -> u64 {
        self.responses
    }

    /// The index, from 0 to 100, rounded once from the exact ratio to 24 decimal places.
    #[must_use]
    pub fn index(&self) -> Decimal {
        self.index.round_dp(24).unwrap_or_default().normalize()
    }

    /// The index with its range; `None` for a single respondent, and where all are alike.
    #[must_use]
    pub const fn interval(&self) -> Option<Estimate> {
        self.interval
    }
}

/// The index to one decimal place, and the number of respondents.
impl fmt::Display for SatisfactionIndex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (index, n) = (&self.index, self.responses);
        crate::text::pad(
            f,
            &alloc::format!("satisfaction index {index:.1} (n = {n})"),
        )
    }
}

crate::wire::row!(IndexScheme {
    worst: i32,
    best: i32,
    #[serde(with = "crate::wire::decimals")]
    weights: [Decimal; 3]
} => new);

crate::wire::written!([] SatisfactionIndex as "SatisfactionIndex", |this| {
    responses: this.responses(),
    index: this.index,
    interval: this.interval(),
    scheme: this.scheme(),
});
